/* What bindings over this library need besides: amounts, refusals in the library's words, the two-step checkout over own HTTP. */
#include "check.h"

#include <math.h>

static payseal_error *err;

static void amounts(void) {
    payseal_bytes text = {NULL, 0};
    OK(payseal_amount_from_text(S("75.50"), &text, &err));
    CHECK(is(bytes_view(text), "75.5"));
    payseal_bytes_free(text);
    OK(payseal_amount_from_double(0.1 + 0.2, &text, &err));
    CHECK(is(bytes_view(text), "0.30000000000000004"));
    payseal_bytes_free(text);
    text.ptr = NULL;
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_amount_from_text(S("1,000"), &text, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_amount_from_text(S(""), &text, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_amount_from_text(S("0.1234567890123456"), &text, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_amount_from_double(NAN, &text, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_amount_from_double(-INFINITY, &text, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_amount_from_text(S("\xff"), &text, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_amount_from_text(S("1"), NULL, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_amount_from_double(1, NULL, &err));
    CHECK(text.ptr == NULL);
}

static void refusals(void) {
    CHECK(payseal_error_of(PAYSEAL_CODE_OPTION_INVALID, S("max_retries is below 0"), &err) == PAYSEAL_CODE_OPTION_INVALID);
    CHECK(payseal_error_kind(err) == PAYSEAL_KIND_CONFIG && payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT);
    CHECK(has(payseal_error_message(err), "max_retries is below 0"));
    payseal_error_free(err);
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_error_of(7, S(""), &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_error_of(PAYSEAL_CODE_OPTION_INVALID, S("\xff"), &err));
}

static payseal_config *config(void) {
    payseal_config *made = NULL;
    OK(payseal_config_new(S(PAYSEAL_CLIVE), &made, &err));
    OK(payseal_config_set_base_url(made, S("https://api.example.com/api/v1"), &err));
    OK(payseal_config_set_api_key(made, S("cp_test_key"), &err));
    OK(payseal_config_set_hmac_secret(made, S("test_hmac_secret"), &err));
    return made;
}

/* The answer of a first step, as the partner would give it. */
static payseal_answer *initialized(const payseal_config *with, const char *body) {
    static const char entropy[PAYSEAL_ENTROPY_SIZE];
    payseal_str drawn;
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    payseal_answer *answer = NULL;
    drawn.ptr = entropy;
    drawn.len = sizeof entropy;
    OK(payseal_intent_from_json(with, S(PAYSEAL_CLIVE_INITIALIZE_TRANSACTION),
                                S("{\"partner_id\":\"P\",\"client_id\":\"C\",\"amount\":1,\"currency\":\"USD\",\"echezona_reference\":\"EZ1\"}"),
                                S(""), &intent, &err));
    OK(payseal_call_new(with, intent, NULL, 0, 0, drawn, &call, &err));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    OK(payseal_call_on_response(call, 201, NULL, NULL, 0, S(body), true, 5, 0, &err));
    OK(payseal_call_done(call, &answer, &err));
    payseal_call_free(call);
    payseal_intent_free(intent);
    return answer;
}

static void two_steps(void) {
    payseal_config *with = config();
    payseal_intent *attach = NULL;
    payseal_answer *first;
    payseal_str text;
    payseal_bytes record = {NULL, 0};
    CHECK(payseal_config_total_timeout_ms(with) == 90000 && payseal_config_total_timeout_ms(NULL) == 0);
    OK(payseal_check_attach(with, S("pi_1"), S(""), &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_check_attach(with, S(""), S(""), &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_check_attach(with, S("pi_1"), S("line\nbreak"), &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_check_attach(NULL, S("pi_1"), S(""), &err));

    first = initialized(with, "{\"clive_tx_id\":\"CLVTX_1\",\"client_secret\":\"hush\"}");
    OK(payseal_intent_attach(with, first, S("pi_1"), S(""), &attach, &err));
    CHECK(is(payseal_intent_operation(attach), PAYSEAL_CLIVE_ATTACH_PAYMENT_INTENT));
    CHECK(is(payseal_intent_body(attach), "{\"clive_tx_id\":\"CLVTX_1\",\"stripe_payment_intent_id\":\"pi_1\"}"));
    CHECK(is(payseal_intent_idempotency_key(attach), "attach-CLVTX_1"));
    payseal_intent_free(attach);
    attach = NULL;
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_intent_attach(with, NULL, S("pi_1"), S(""), &attach, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_intent_attach(with, first, S("pi_1"), S(""), NULL, &err));

    CHECK(payseal_error_of(PAYSEAL_CODE_CANCELLED, S("later"), &err) == PAYSEAL_CODE_CANCELLED);
    CHECK(payseal_error_completed(err) == NULL);
    payseal_error_set_completed(err, NULL);
    payseal_error_set_completed(NULL, first);
    CHECK(payseal_error_completed(err) == NULL);
    payseal_error_set_completed(err, first);
    CHECK(payseal_json_get_text(payseal_error_completed(err), S("clive_tx_id"), &text) && is(text, "CLVTX_1"));
    CHECK(payseal_json_get_text(payseal_error_completed(err), S("client_secret"), &text) && !is(text, "hush"));
    payseal_error_free(err);
    payseal_answer_free(first);

    /* The transaction may exist, but nobody can say its name. */
    first = initialized(with, "{\"status\":\"initialized\"}");
    CHECK(payseal_intent_attach(with, first, S("pi_1"), S(""), &attach, &err) == PAYSEAL_CODE_ANSWER_INCOMPLETE);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_UNKNOWN && payseal_error_http_status(err) == 201);
    CHECK(is(payseal_error_idempotency_key(err), "init-EZ1") && is(payseal_error_operation(err), "initialize_and_attach_intent"));
    CHECK(payseal_json_get_text(payseal_error_completed(err), S("status"), &text) && is(text, "initialized"));
    payseal_error_free(err);
    CHECK(attach == NULL);
    {
        payseal_answer *second = initialized(with, "{\"clive_tx_id\":\"CLVTX_1\",\"stripe_payment_intent_id\":\"pi_1\"}");
        OK(payseal_answer_record_of_two(first, second, &record, &err));
        CHECK(is(bytes_view(record), "{\"echezona_reference\":\"EZ1\",\"idempotency_key\":\"init-EZ1\",\"clive_tx_id\":\"CLVTX_1\","
                                     "\"stripe_payment_intent_id\":\"pi_1\"}"));
        payseal_bytes_free(record);
        FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_answer_record_of_two(NULL, second, &record, &err));
        FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_answer_record_of_two(first, NULL, &record, &err));
        FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_answer_record_of_two(first, second, NULL, &err));
        payseal_answer_free(second);
    }
    payseal_answer_free(first);
    payseal_config_free(with);
}

int main(void) {
    amounts();
    refusals();
    two_steps();
    puts("binding: amounts, refusals, two steps");
    return 0;
}
