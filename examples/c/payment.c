/* A payment at a provider of a Tybrite store: started, then verified. TYBRITE_API_BASE_URL, TYBRITE_API_KEY and TYBRITE_HMAC_SECRET say
   where and as whom. */
#include <payseal.h>

#include <stdio.h>

static payseal_error *err = NULL;
static payseal_client *client = NULL;
static payseal_intent *intent = NULL;
static payseal_answer *started = NULL, *verified = NULL;

/* What to do about an error depends on what is known about the money, so that is what a program asks first. */
static void failed(void) {
    payseal_str text = payseal_error_text(err), key = payseal_error_idempotency_key(err);
    fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
    if (payseal_error_outcome(err) == PAYSEAL_OUTCOME_UNKNOWN) {
        fprintf(stderr, "it may have happened: send the same intent again, with the key %.*s\n", (int)key.len, key.ptr);
    }
    payseal_error_free(err);
}

/* The intent with its key, written down before anything is sent: a program that dies can go on with the same payment. */
static bool prepare(void) {
    const payseal_str payment = payseal_str_of("{\"provider\":\"" PAYSEAL_TYBRITE_PROVIDER_MPESA "\",\"amount\":1000,\"phone\":\"254712345678\"}");
    const payseal_str no_key = {NULL, 0};
    payseal_bytes record;
    bool made = payseal_client_prepare(client, payseal_str_of(PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE), payment, no_key, &intent, &err) == PAYSEAL_OK &&
                payseal_intent_record(intent, &record, &err) == PAYSEAL_OK;
    if (!made) return false;
    printf("to persist: %.*s\n", (int)record.len, (const char *)record.ptr);
    payseal_bytes_free(record);
    return true;
}

/* Which value verifies a payment depends on the provider; the library knows. */
static bool verify(void) {
    payseal_bytes input;
    payseal_str json;
    bool done;
    if (!payseal_answer_verify_input(started, &input)) return false;
    json.ptr = (const char *)input.ptr;
    json.len = input.len;
    done = payseal_client_call(client, payseal_str_of(PAYSEAL_TYBRITE_PAYMENTS_VERIFY), json, NULL, &verified, &err) == PAYSEAL_OK;
    payseal_bytes_free(input);
    return done;
}

int main(void) {
    payseal_str status, message, environment;
    bool done = payseal_client_from_env(payseal_str_of(PAYSEAL_TYBRITE), &client, &err) == PAYSEAL_OK && prepare() &&
                payseal_client_send(client, intent, NULL, &started, &err) == PAYSEAL_OK;
    if (done) {
        environment = payseal_answer_environment(started);
        printf("started in %.*s after %u attempt(s)%s\n", (int)environment.len, environment.ptr, (unsigned)payseal_answer_attempts(started),
               payseal_answer_replayed(started) ? ", an earlier attempt had arrived" : "");
        if (payseal_json_get_text(payseal_answer_json(started), payseal_str_of("customer_message"), &message)) {
            printf("tell the shopper: %.*s\n", (int)message.len, message.ptr);
        }
        /* Ask again until it is no longer pending, or wait for the webhook (webhook.c). */
        done = verify();
    }
    if (done && payseal_json_get_text(payseal_answer_json(verified), payseal_str_of("status"), &status)) {
        printf("status %.*s\n", (int)status.len, status.ptr);
    }
    if (!done) failed();
    payseal_answer_free(verified);
    payseal_answer_free(started);
    payseal_intent_free(intent);
    payseal_client_free(client);
    return done ? 0 : 1;
}
