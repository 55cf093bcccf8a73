/* A checkout with the blocking client. CLIVE_API_BASE_URL, CLIVE_API_KEY and CLIVE_HMAC_SECRET say where and as whom. */
#include <payseal.h>

#include <stdio.h>

/* What to do about an error depends on what is known about the money, so that is what a program asks first. */
static int failed(payseal_error *err) {
    payseal_str text = payseal_error_text(err), key = payseal_error_idempotency_key(err);
    fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
    switch (payseal_error_outcome(err)) {
    case PAYSEAL_OUTCOME_NOT_SENT:
        fprintf(stderr, "nothing was sent\n");
        break;
    case PAYSEAL_OUTCOME_REFUSED:
        fprintf(stderr, "Clive said no\n");
        break;
    default:
        fprintf(stderr, "it may have happened: call again with the key %.*s\n", (int)key.len, key.ptr);
        break;
    }
    payseal_error_free(err);
    return 1;
}

int main(void) {
    /* The amount is in major units: 750 is $750.00. Use your own order reference: it makes the idempotency key. */
    const payseal_str order = payseal_str_of("{\"partner_id\":\"ECHEZONA001\",\"client_id\":\"AIRPEACE001\",\"amount\":750.00,"
                                             "\"currency\":\"USD\",\"email\":\"buyer@example.com\","
                                             "\"echezona_reference\":\"EZ12345\",\"statement_descriptor_suffix\":\"AIRPEACE\"}");
    payseal_client *client = NULL;
    payseal_answer *answer = NULL;
    payseal_error *err = NULL;
    payseal_str status;
    payseal_bytes record;

    /* One client for the whole program; threads share it. */
    if (payseal_client_from_env(payseal_str_of(PAYSEAL_CLIVE), &client, &err) != PAYSEAL_OK) return failed(err);
    if (payseal_client_call(client, payseal_str_of(PAYSEAL_CLIVE_CREATE_CHECKOUT_INTENT), order, NULL, &answer, &err) != PAYSEAL_OK) {
        payseal_client_free(client);
        return failed(err);
    }

    if (payseal_json_get_text(payseal_answer_json(answer), payseal_str_of("status"), &status)) {
        printf("status %.*s after %u attempt(s)\n", (int)status.len, status.ptr, (unsigned)payseal_answer_attempts(answer));
    }
    /* What to write into your order table. The client_secret, for the buyer's browser, is in the answer and not in here. */
    if (payseal_answer_record(answer, &record, &err) == PAYSEAL_OK) {
        printf("to persist: %.*s\n", (int)record.len, (const char *)record.ptr);
        payseal_bytes_free(record);
    }
    payseal_answer_free(answer);
    payseal_client_free(client);
    return 0;
}
