/* Intents, raw requests and the call without I/O: sign, 503, wait, sign again, 200; refusals; clock skew; cancel; misuse. */
#include "check.h"

static const payseal_str ENTROPY = {"0123456789abcdef0123456789abcdef", PAYSEAL_ENTROPY_SIZE};
static payseal_error *err = NULL;
static payseal_config *config;

static payseal_call *call_of(const char *operation, const char *json, const char *key, const payseal_call_options *options) {
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    OK(payseal_intent_from_json(config, S(operation), S(json), S(key), &intent, &err));
    OK(payseal_call_new(config, intent, options, 1000, 1771526500, ENTROPY, &call, &err));
    /* The call has its own copy. */
    payseal_intent_free(intent);
    return call;
}

static bool header_is(payseal_call *call, const char *wanted, const char *expected) {
    size_t i;
    for (i = 0; i < payseal_step_header_count(call); i++) {
        payseal_str name, value;
        OK(payseal_step_header_at(call, i, &name, &value, &err));
        if (is(name, wanted)) return is(value, expected);
    }
    return false;
}

static int32_t answer(payseal_call *call, uint16_t status, const char *name, const char *value, const char *body, uint64_t ms) {
    payseal_str names[1], values[1];
    names[0] = S(name);
    values[0] = S(value);
    return payseal_call_on_response(call, status, names, values, name == NULL ? 0 : 1, S(body), true, ms, 1771526500, &err);
}

static void intents(void) {
    payseal_intent *intent = NULL;
    payseal_raw_request *raw = NULL;
    payseal_bytes record;
    const char *json = "{\"stripe_payment_intent_id\": \"pi_1\", \"unknown\": 1, \"clive_tx_id\": \"CLVTX_1\"}";
    OK(payseal_intent_from_json(config, S("attach_payment_intent"), S(json), S(""), &intent, &err));
    CHECK(is(payseal_intent_body(intent), "{\"clive_tx_id\":\"CLVTX_1\",\"stripe_payment_intent_id\":\"pi_1\"}"));
    CHECK(is(payseal_intent_idempotency_key(intent), "attach-CLVTX_1"));
    CHECK(is(payseal_intent_operation(intent), "attach_payment_intent"));
    CHECK(is(payseal_intent_method(intent), "POST") && is(payseal_intent_path(intent), "/transactions/attach-intent"));
    OK(payseal_intent_record(intent, &record, &err));
    CHECK(has(bytes_view(record), "\"idempotency_key\":\"attach-CLVTX_1\""));
    payseal_bytes_free(record);
    payseal_intent_free(intent);

    /* A read has neither body nor key. */
    OK(payseal_intent_from_json(config, S("get_branding_packet"), S("{\"client_id\":\"A&B\"}"), S(""), &intent, &err));
    CHECK(payseal_intent_body(intent).ptr == NULL && payseal_intent_idempotency_key(intent).ptr == NULL);
    CHECK(is(payseal_intent_path(intent), "/branding/packet?client_id=A%26B"));
    payseal_intent_free(intent);

    intent = NULL;
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR,
          payseal_intent_from_json(config, S("attach_payment_intent"), S("{}"), S(""), &intent, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR,
          payseal_intent_from_json(config, S("attach_payment_intent"), S("[1"), S(""), &intent, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR,
          payseal_intent_from_json(config, S("attach_payment_intent"), S(json), S("line\nbreak"), &intent, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_intent_from_json(config, S("no_such"), S("{}"), S(""), &intent, &err));
    CHECK(intent == NULL);

    OK(payseal_raw_request_new(S("post"), S("/new/thing"), PAYSEAL_AUTH_SIGNED, &raw, &err));
    OK(payseal_raw_request_set_body(raw, S("{\"a\":1}"), &err));
    OK(payseal_raw_request_add_query(raw, S("q"), S("a b"), &err));
    OK(payseal_intent_raw(config, raw, S("key-1"), &intent, &err));
    payseal_raw_request_free(raw);
    CHECK(is(payseal_intent_path(intent), "/new/thing?q=a%20b") && is(payseal_intent_body(intent), "{\"a\":1}"));
    CHECK(is(payseal_intent_idempotency_key(intent), "key-1") && is(payseal_intent_operation(intent), "raw_request"));
    payseal_intent_free(intent);
    raw = NULL;
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_raw_request_new(S("BREW"), S("/"), PAYSEAL_AUTH_PUBLIC, &raw, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_raw_request_new(S("GET"), S("/"), 99, &raw, &err));
    CHECK(raw == NULL);
}

static void retried_to_success(void) {
    payseal_call *call = call_of("attach_payment_intent",
                                 "{\"clive_tx_id\":\"CLVTX_1739378102312_420\",\"stripe_payment_intent_id\":"
                                 "\"pi_3QxYFh2eZvKYlo2CxA8Nt42p\"}", "", NULL);
    payseal_answer *done = NULL;
    payseal_bytes record;
    payseal_str text;
    uint64_t delay;
    int64_t skew = 99;

    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND && payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    CHECK(is(payseal_call_operation(call), "attach_payment_intent") && payseal_call_attempt(call) == 1);
    CHECK(is(payseal_call_idempotency_key(call), "attach-CLVTX_1739378102312_420"));
    CHECK(payseal_call_connect_timeout_ms(call) == 10000 && payseal_step_attempt_timeout_ms(call) == 30000);
    CHECK(is(payseal_step_method(call), "POST"));
    CHECK(is(payseal_step_url(call), "https://api.example.com/api/v1/transactions/attach-intent"));
    CHECK(header_is(call, "x-clive-hmac", "85c99f99834a6f368acd16aacef59815d37b08b8f17e4f7ed971304277844743"));
    CHECK(header_is(call, "idempotency-key", "attach-CLVTX_1739378102312_420"));
    CHECK(has(payseal_step_body(call), "{\"clive_tx_id\":\"CLVTX_1739378102312_420\",") && payseal_step_delay_ms(call) == 0);
    CHECK(payseal_call_last_outcome(call) == 0 && payseal_call_last_http_status(call) == 0);
    FAILS(PAYSEAL_CODE_CALL_MISUSE, payseal_call_on_waited(call, 1000, 1771526500, &err));
    FAILS(PAYSEAL_CODE_CALL_MISUSE, payseal_call_done(call, &done, &err));
    CHECK(!payseal_call_clock_skew_s(call, &skew) && skew == 99 && done == NULL);

    OK(answer(call, 503, "Retry-After", "2", "", 1040));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_WAIT && payseal_step_url(call).ptr == NULL);
    CHECK(payseal_step_header_count(call) == 0 && payseal_step_body(call).ptr == NULL);
    CHECK(payseal_step_attempt_timeout_ms(call) == 0 && payseal_step_method(call).ptr == NULL);
    CHECK(payseal_call_last_http_status(call) == 503 && payseal_call_last_duration_ms(call) == 40);
    CHECK(payseal_call_last_outcome(call) == PAYSEAL_OUTCOME_UNKNOWN && payseal_call_last_fault(call) == 0);
    delay = payseal_step_delay_ms(call);
    CHECK(delay >= 2000);
    FAILS(PAYSEAL_CODE_CALL_MISUSE, answer(call, 200, NULL, NULL, "{}", 1041));
    /* Too early: it goes on waiting. */
    OK(payseal_call_on_waited(call, 1040 + delay / 2, 1771526501, &err));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_WAIT);
    OK(payseal_call_on_waited(call, 1040 + delay, 1771526502, &err));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND && payseal_call_attempt(call) == 2);
    CHECK(header_is(call, "idempotency-key", "attach-CLVTX_1739378102312_420"));

    OK(payseal_call_on_transport_error(call, PAYSEAL_FAULT_RESET, 1050 + delay, 1771526502, &err));
    CHECK(payseal_call_last_fault(call) == PAYSEAL_FAULT_RESET);
    OK(payseal_call_on_waited(call, 90000, 1771526510, &err));
    OK(answer(call, 200, "date", "Thu, 19 Feb 2026 18:41:45 GMT",
              "{\"clive_tx_id\":\"CLVTX_1\",\"status\":\"pending\",\"idempotentReplay\":true}", 90010));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_DONE);
    CHECK(payseal_call_clock_skew_s(call, &skew) && skew == 5);
    OK(payseal_call_done(call, &done, &err));
    payseal_answer_free(done);
    OK(payseal_call_done(call, &done, &err)); /* again */
    CHECK(payseal_answer_http_status(done) == 200 && payseal_answer_attempts(done) == 3 && payseal_answer_replayed(done));
    CHECK(payseal_answer_request_id(done).ptr == NULL && payseal_answer_body(done).len > 10);
    CHECK(is(payseal_answer_idempotency_key(done), "attach-CLVTX_1739378102312_420"));
    CHECK(payseal_json_get_text(payseal_answer_json(done), S("status"), &text) && is(text, "pending"));
    OK(payseal_answer_record(done, &record, &err));
    CHECK(has(bytes_view(record), "\"clive_tx_id\":\"CLVTX_1\"") && has(bytes_view(record), "pi_3QxYFh2eZvKYlo2CxA8Nt42p"));
    payseal_bytes_free(record);

    /* After the end every input is refused, and cancelling does nothing. */
    FAILS(PAYSEAL_CODE_CALL_MISUSE, answer(call, 200, NULL, NULL, "{}", 90011));
    FAILS(PAYSEAL_CODE_CALL_MISUSE, payseal_call_on_transport_error(call, PAYSEAL_FAULT_DNS, 90011, 0, &err));
    FAILS(PAYSEAL_CODE_CALL_MISUSE, payseal_call_on_waited(call, 90011, 0, &err));
    OK(payseal_call_cancel(call, 90011, 0, &err));
    payseal_answer_free(done);
    OK(payseal_call_done(call, &done, &err));
    payseal_call_free(call);
    /* The answer outlives the call. */
    CHECK(payseal_answer_http_status(done) == 200);
    payseal_answer_free(done);
}

static void refused(void) {
    payseal_call *call = call_of("initialize_transaction", INITIALIZE("EZ1"), "own-key", NULL);
    payseal_answer *done = NULL;
    payseal_str text;
    uint64_t ms = 99;
    OK(answer(call, 401, "x-request-id", "req_1",
              "{\"error\":\"Bad signature\",\"code\":\"HMAC_INVALID\",\"details\":{\"hint\":\"x\",\"token\":\"s3cret\"}}", 1100));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_DONE);
    CHECK(payseal_call_done(call, &done, &err) == PAYSEAL_KIND_AUTHENTICATION && done == NULL);
    CHECK(payseal_error_number(err) == PAYSEAL_KIND_AUTHENTICATION && payseal_error_kind(err) == PAYSEAL_KIND_AUTHENTICATION);
    CHECK(is(payseal_error_code(err), "HMAC_INVALID") && is(payseal_error_message(err), "Bad signature"));
    CHECK(has(payseal_error_advice(err), "CLIVE_HMAC_SECRET") && payseal_error_http_status(err) == 401);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_REFUSED && !payseal_error_retryable(err));
    CHECK(payseal_error_attempts(err) == 1 && is(payseal_error_operation(err), "initialize_transaction"));
    CHECK(is(payseal_error_idempotency_key(err), "own-key") && payseal_error_fault(err) == 0);
    CHECK(is(payseal_error_request_id(err), "req_1"));
    CHECK(!payseal_error_retry_after_ms(err, &ms) && ms == 99);
    CHECK(payseal_json_get_text(payseal_error_details(err), S("hint"), &text) && is(text, "x"));
    CHECK(payseal_json_get_text(payseal_error_details(err), S("token"), &text) && is(text, "[REDACTED]"));
    CHECK(payseal_error_completed(err) == NULL && payseal_error_response_text(err).ptr == NULL);
    CHECK(has(payseal_error_text(err), "HMAC_INVALID") && has(payseal_error_text(err), "outcome refused"));
    payseal_error_free(err);
    err = NULL;
    payseal_call_free(call);

    /* A broken body of a success is unknown, and a page of HTML is kept as text. */
    call = call_of("initialize_transaction", INITIALIZE("EZ2"), "", NULL);
    OK(payseal_call_on_response(call, 201, NULL, NULL, 0, S("ignored"), false, 1100, 1771526500, &err));
    CHECK(payseal_call_last_fault(call) == PAYSEAL_FAULT_TRUNCATED && payseal_step_kind(call) == PAYSEAL_STEP_WAIT);
    OK(payseal_call_cancel(call, 1101, 1771526500, &err));
    FAILS(PAYSEAL_CODE_CANCELLED, payseal_call_done(call, &done, &err));
    payseal_call_free(call);
    call = call_of("initialize_transaction", INITIALIZE("EZ3"), "", NULL);
    OK(answer(call, 403, NULL, NULL, "<html>blocked</html>", 1100));
    CHECK(payseal_call_done(call, &done, &err) == PAYSEAL_KIND_PERMISSION_DENIED);
    CHECK(has(payseal_error_response_text(err), "blocked"));
    payseal_error_free(err);
    err = NULL;
    payseal_call_free(call);
}

static void options_and_cancel(void) {
    payseal_call_options *options = NULL;
    payseal_call *call;
    payseal_answer *done = NULL;
    uint64_t ms;
    OK(payseal_call_options_new(&options, &err));
    OK(payseal_call_options_set_attempt_timeout_ms(options, 1234, &err));
    OK(payseal_call_options_set_total_timeout_ms(options, 0, &err));
    OK(payseal_call_options_set_max_retries(options, 0, &err));
    OK(payseal_call_options_set_clock_skew_s(options, 3, &err));
    call = call_of("initialize_transaction", INITIALIZE("EZ4"), "", options);
    payseal_call_options_free(options);
    CHECK(payseal_step_attempt_timeout_ms(call) == 1234);
    OK(answer(call, 429, "retry-after", "7", "{}", 1100));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_DONE); /* no retries */
    CHECK(payseal_call_done(call, &done, &err) == PAYSEAL_KIND_RATE_LIMIT);
    CHECK(payseal_error_retry_after_ms(err, &ms) && ms == 7000 && payseal_error_retryable(err));
    payseal_error_free(err);
    err = NULL;
    payseal_call_free(call);

    /* Cancelled before anybody has seen the request, and after. */
    call = call_of("initialize_transaction", INITIALIZE("EZ5"), "", NULL);
    OK(payseal_call_cancel(call, 1001, 1771526500, &err));
    CHECK(payseal_call_done(call, &done, &err) == PAYSEAL_CODE_CANCELLED);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT);
    payseal_error_free(err);
    payseal_call_free(call);
    call = call_of("initialize_transaction", INITIALIZE("EZ5"), "", NULL);
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    OK(payseal_call_cancel(call, 1001, 1771526500, &err));
    CHECK(payseal_call_done(call, &done, &err) == PAYSEAL_CODE_CANCELLED);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_UNKNOWN);
    payseal_error_free(err);
    err = NULL;
    payseal_call_free(call);

    /* The program knows that nothing has left: not sent, unless an attempt before may have arrived. */
    call = call_of("initialize_transaction", INITIALIZE("EZ5"), "", NULL);
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    OK(payseal_call_cancel_unsent(call, 1001, 1771526500, &err));
    OK(payseal_call_cancel_unsent(call, 1002, 1771526500, &err)); /* after the end: nothing */
    CHECK(payseal_call_done(call, &done, &err) == PAYSEAL_CODE_CANCELLED);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT);
    payseal_error_free(err);
    payseal_call_free(call);
    call = call_of("initialize_transaction", INITIALIZE("EZ5"), "", NULL);
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    OK(payseal_call_on_transport_error(call, PAYSEAL_FAULT_RESET, 1001, 1771526500, &err));
    OK(payseal_call_on_waited(call, 90000, 1771526510, &err));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    OK(payseal_call_cancel_unsent(call, 90001, 1771526510, &err));
    CHECK(payseal_call_done(call, &done, &err) == PAYSEAL_CODE_CANCELLED);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_UNKNOWN);
    payseal_error_free(err);
    err = NULL;
    payseal_call_free(call);
}

int main(void) {
    OK(payseal_config_new(S(PAYSEAL_CLIVE), &config, &err));
    FAILS(PAYSEAL_CODE_BASE_URL_MISSING, payseal_config_check(config, &err));
    OK(payseal_config_set_base_url(config, S("http://api.example.com/api/v1"), &err));
    FAILS(PAYSEAL_CODE_BASE_URL_INSECURE, payseal_config_check(config, &err));
    OK(payseal_config_set_allow_insecure_http(config, true, &err));
    OK(payseal_config_check(config, &err));
    OK(payseal_config_set_allow_insecure_http(config, false, &err));
    OK(payseal_config_set_base_url(config, S("https://api.example.com/api/v1/"), &err));
    OK(payseal_config_set_api_key(config, S("key\n"), &err));
    FAILS(PAYSEAL_CODE_API_KEY_INVALID_LOCALLY, payseal_config_check(config, &err));
    OK(payseal_config_set_api_key(config, S("cp_test"), &err));
    OK(payseal_config_set_hmac_secret(config, S(""), &err));
    FAILS(PAYSEAL_CODE_HMAC_SECRET_MISSING, payseal_config_check(config, &err));
    OK(payseal_config_set_hmac_secret(config, S("test_hmac_secret"), &err));
    OK(payseal_config_set_bearer_token(config, S("jwt"), &err));
    OK(payseal_config_set_connect_timeout_ms(config, 0, &err));
    FAILS(PAYSEAL_CODE_OPTION_INVALID, payseal_config_check(config, &err));
    OK(payseal_config_set_connect_timeout_ms(config, 10000, &err));
    OK(payseal_config_set_attempt_timeout_ms(config, 30000, &err));
    OK(payseal_config_set_total_timeout_ms(config, 90000000, &err));
    OK(payseal_config_set_max_retries(config, 2, &err));
    OK(payseal_config_check(config, &err));
    intents();
    retried_to_success();
    refused();
    options_and_cancel();
    OK(payseal_config_set_local_validation(config, false, &err));
    {
        /* Without local validation the partner decides about an empty text; only the key must still come from somewhere. */
        payseal_intent *intent = NULL;
        const char *json = "{\"clive_tx_id\":\"CLVTX_1\",\"stripe_payment_intent_id\":\"\"}";
        OK(payseal_intent_from_json(config, S("attach_payment_intent"), S(json), S(""), &intent, &err));
        payseal_intent_free(intent);
    }
    payseal_config_free(config);
    printf("intents and calls\n");
    return 0;
}
