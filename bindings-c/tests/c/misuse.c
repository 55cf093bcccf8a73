/* Wrong use is an error and never a crash: NULL everywhere, wrong UTF-8, impossible lengths, length 0, untouched outputs, a panic. */
#include "check.h"

#define INVALID PAYSEAL_CODE_INVALID_ARGUMENT

#ifdef TEST_PANIC
int32_t payseal_test_panic(payseal_error **err);
#endif

static payseal_error *err = NULL;
static const payseal_str ENTROPY = {"0123456789abcdef0123456789abcdef", PAYSEAL_ENTROPY_SIZE};
static const payseal_str NOTHING = {NULL, 0};
static const payseal_str IMPOSSIBLE = {NULL, 5};

static void null_handles(void) {
    char hex[PAYSEAL_HEX_SIZE], base64[PAYSEAL_BASE64_SIZE], url[PAYSEAL_BASE64URL_SIZE];
    payseal_bytes bytes = {NULL, 77};
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    payseal_answer *answer = NULL;
    payseal_str name = {NULL, 77}, value = {NULL, 77};
    uint64_t ms = 77;
    int64_t seconds = 77;
    double number = 77;
    bool truth = true;
    memset(hex, 'x', sizeof hex);
    memset(base64, 'x', sizeof base64);
    memset(url, 'x', sizeof url);

    FAILS(INVALID, payseal_key_sign_hex(NULL, NOTHING, &hex, &err));
    FAILS(INVALID, payseal_key_sign_hex_timestamped(NULL, NOTHING, NOTHING, &hex, &err));
    FAILS(INVALID, payseal_key_sign_base64_timestamped(NULL, 1, NOTHING, &base64, &err));
    FAILS(INVALID, payseal_key_sign_base64url(NULL, NOTHING, &url, &err));
    CHECK(hex[0] == 'x' && hex[64] == 'x' && base64[0] == 'x' && url[0] == 'x');
    CHECK(!payseal_key_verify_hex(NULL, NOTHING, NOTHING) && !payseal_key_verify_hex_timestamped(NULL, NOTHING, NOTHING, NOTHING));
    CHECK(!payseal_key_verify_base64_timestamped(NULL, NOTHING, NOTHING, NOTHING));

    FAILS(INVALID, payseal_config_check(NULL, &err));
    FAILS(INVALID, payseal_config_set_base_url(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_config_set_api_key(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_config_set_hmac_secret(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_config_set_bearer_token(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_config_set_connect_timeout_ms(NULL, 1, &err));
    FAILS(INVALID, payseal_config_set_attempt_timeout_ms(NULL, 1, &err));
    FAILS(INVALID, payseal_config_set_total_timeout_ms(NULL, 1, &err));
    FAILS(INVALID, payseal_config_set_max_retries(NULL, 1, &err));
    FAILS(INVALID, payseal_config_set_local_validation(NULL, true, &err));
    FAILS(INVALID, payseal_config_set_allow_insecure_http(NULL, true, &err));
    FAILS(INVALID, payseal_config_set_extra_ca_pem(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_config_set_proxy(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_config_set_max_idle_connections(NULL, 1, &err));
    FAILS(INVALID, payseal_config_set_on_attempt(NULL, NULL, NULL, &err));

    FAILS(INVALID, payseal_call_options_set_idempotency_key(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_call_options_set_attempt_timeout_ms(NULL, 1, &err));
    FAILS(INVALID, payseal_call_options_set_total_timeout_ms(NULL, 1, &err));
    FAILS(INVALID, payseal_call_options_set_max_retries(NULL, 1, &err));
    FAILS(INVALID, payseal_call_options_set_clock_skew_s(NULL, 1, &err));
    FAILS(INVALID, payseal_call_options_set_cancel(NULL, NULL, &err));

    FAILS(INVALID, payseal_raw_request_set_body(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_raw_request_add_query(NULL, NOTHING, NOTHING, &err));
    FAILS(INVALID, payseal_intent_from_json(NULL, NOTHING, NOTHING, NOTHING, &intent, &err));
    FAILS(INVALID, payseal_intent_raw(NULL, NULL, NOTHING, &intent, &err));
    FAILS(INVALID, payseal_intent_record(NULL, &bytes, &err));
    CHECK(payseal_intent_operation(NULL).ptr == NULL && payseal_intent_method(NULL).ptr == NULL);
    CHECK(payseal_intent_path(NULL).ptr == NULL && payseal_intent_body(NULL).ptr == NULL);
    CHECK(payseal_intent_idempotency_key(NULL).ptr == NULL);

    FAILS(INVALID, payseal_call_new(NULL, NULL, NULL, 0, 0, ENTROPY, &call, &err));
    FAILS(INVALID, payseal_call_on_response(NULL, 200, NULL, NULL, 0, NOTHING, true, 0, 0, &err));
    FAILS(INVALID, payseal_call_on_transport_error(NULL, PAYSEAL_FAULT_DNS, 0, 0, &err));
    FAILS(INVALID, payseal_call_on_waited(NULL, 0, 0, &err));
    FAILS(INVALID, payseal_call_cancel(NULL, 0, 0, &err));
    FAILS(INVALID, payseal_call_cancel_unsent(NULL, 0, 0, &err));
    FAILS(INVALID, payseal_call_done(NULL, &answer, &err));
    CHECK(!payseal_call_clock_skew_s(NULL, &seconds));
    CHECK(payseal_call_operation(NULL).ptr == NULL && payseal_call_idempotency_key(NULL).ptr == NULL);
    CHECK(payseal_call_attempt(NULL) == 0 && payseal_call_connect_timeout_ms(NULL) == 0);
    CHECK(payseal_call_last_http_status(NULL) == 0 && payseal_call_last_fault(NULL) == 0);
    CHECK(payseal_call_last_duration_ms(NULL) == 0 && payseal_call_last_outcome(NULL) == 0);
    CHECK(payseal_step_kind(NULL) == 0 && payseal_step_method(NULL).ptr == NULL && payseal_step_url(NULL).ptr == NULL);
    CHECK(payseal_step_header_count(NULL) == 0 && payseal_step_body(NULL).ptr == NULL);
    CHECK(payseal_step_attempt_timeout_ms(NULL) == 0 && payseal_step_delay_ms(NULL) == 0);
    FAILS(INVALID, payseal_step_header_at(NULL, 0, &name, &value, &err));

    CHECK(payseal_answer_http_status(NULL) == 0 && payseal_answer_body(NULL).ptr == NULL && payseal_answer_json(NULL) == NULL);
    CHECK(!payseal_answer_replayed(NULL) && payseal_answer_attempts(NULL) == 0);
    CHECK(payseal_answer_idempotency_key(NULL).ptr == NULL && payseal_answer_request_id(NULL).ptr == NULL);
    FAILS(INVALID, payseal_answer_record(NULL, &bytes, &err));

    CHECK(payseal_attempt_phase(NULL) == 0 && payseal_attempt_operation(NULL).ptr == NULL);
    CHECK(payseal_attempt_number(NULL) == 0 && payseal_attempt_idempotency_key(NULL).ptr == NULL);
    CHECK(payseal_attempt_http_status(NULL) == 0 && payseal_attempt_fault(NULL) == 0);
    CHECK(payseal_attempt_duration_ms(NULL) == 0 && payseal_attempt_outcome(NULL) == 0);
    CHECK(!payseal_attempt_retry_in_ms(NULL, &ms));

    CHECK(payseal_error_number(NULL) == 0 && payseal_error_kind(NULL) == 0 && payseal_error_outcome(NULL) == 0);
    CHECK(payseal_error_code(NULL).ptr == NULL && payseal_error_message(NULL).ptr == NULL);
    CHECK(payseal_error_advice(NULL).ptr == NULL && payseal_error_text(NULL).ptr == NULL);
    CHECK(payseal_error_http_status(NULL) == 0 && payseal_error_details(NULL) == NULL && payseal_error_completed(NULL) == NULL);
    CHECK(payseal_error_response_text(NULL).ptr == NULL && !payseal_error_retryable(NULL) && payseal_error_attempts(NULL) == 0);
    CHECK(payseal_error_operation(NULL).ptr == NULL && payseal_error_idempotency_key(NULL).ptr == NULL);
    CHECK(payseal_error_request_id(NULL).ptr == NULL && !payseal_error_retry_after_ms(NULL, &ms) && payseal_error_fault(NULL) == 0);

    CHECK(payseal_json_kind(NULL) == 0 && payseal_json_count(NULL) == 0 && payseal_json_at(NULL, 0) == NULL);
    CHECK(payseal_json_get(NULL, S("a")) == NULL && !payseal_json_get_text(NULL, S("a"), &value));
    CHECK(!payseal_json_get_number(NULL, S("a"), &number) && !payseal_json_get_integer(NULL, S("a"), &seconds));
    CHECK(!payseal_json_get_bool(NULL, S("a"), &truth) && !payseal_json_get_raw(NULL, S("a"), &bytes));

    /* Not one output was written. */
    CHECK(bytes.ptr == NULL && bytes.len == 77 && intent == NULL && call == NULL && answer == NULL);
    CHECK(name.len == 77 && value.len == 77 && ms == 77 && seconds == 77 && truth);
    CHECK(number > 76 && number < 78);
    CHECK(payseal_str_of(NULL).ptr == NULL && payseal_str_of(NULL).len == 0);
}

static void null_handles_of_tybrite_and_webhooks(void) {
    payseal_bytes bytes = {NULL, 77};
    payseal_event *event = NULL;
    payseal_explanation *explanation = NULL;
    payseal_intent *intent = NULL;
    payseal_str name = {NULL, 77}, value = {NULL, 77}, next = {NULL, 77};
    size_t index = 77;
    uint64_t ticket = 77;
    int64_t seconds = 77;
    int32_t claim = 77;
    FAILS(INVALID, payseal_answer_next_page(NULL, NOTHING, &next, &err));
    CHECK(next.len == 77);
    FAILS(INVALID, payseal_intent_with_document(NULL, NOTHING, NOTHING, NOTHING, NOTHING, &intent, &err));
    FAILS(INVALID, payseal_intent_fix_key(NULL, 0, ENTROPY, &err));
    FAILS(INVALID, payseal_call_options_set_identity(NULL, NOTHING, NOTHING, &err));
    FAILS(INVALID, payseal_external_auth_token(NULL, S("u"), 0, 1, &bytes, &err));
    CHECK(payseal_api_key_kind(NOTHING, NOTHING) == 0 && payseal_api_key_mode(IMPOSSIBLE, IMPOSSIBLE) == 0);
    CHECK(payseal_api_key_vendor(NOTHING, NOTHING).ptr == NULL);
    CHECK(payseal_answer_environment(NULL).ptr == NULL && payseal_answer_rate_scope(NULL).ptr == NULL);
    CHECK(!payseal_answer_rate_limit(NULL, &seconds) && !payseal_answer_rate_remaining(NULL, &seconds));
    CHECK(!payseal_answer_rate_reset_unix_s(NULL, &seconds) && payseal_answer_signature(NULL).ptr == NULL);
    CHECK(!payseal_answer_verify_signature(NULL, NULL, PAYSEAL_SIGNATURE_HEX));
    CHECK(!payseal_answer_verify_input(NULL, &bytes) && payseal_answer_verify_reference(NULL).ptr == NULL);
    CHECK(payseal_error_hint(NULL).ptr == NULL && payseal_error_environment(NULL).ptr == NULL);
    CHECK(!payseal_error_rate_limit(NULL, &seconds) && !payseal_error_rate_remaining(NULL, &seconds));
    CHECK(!payseal_error_rate_reset_unix_s(NULL, &seconds) && payseal_error_rate_scope(NULL).ptr == NULL);
    CHECK(!payseal_error_skew_s(NULL, &ticket));

    FAILS(INVALID, payseal_webhook_verifier_add_secret(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_webhook_verifier_set_tolerance_s(NULL, 1, &err));
    FAILS(INVALID, payseal_webhook_verifier_check(NULL, &err));
    FAILS(INVALID, payseal_webhook_verify(NULL, NOTHING, NULL, NULL, 0, 0, &event, &err));
    FAILS(INVALID, payseal_webhook_verify_signature(NULL, NOTHING, NULL, NULL, 0, 0, &index, &err));
    CHECK(payseal_event_partner(NULL).ptr == NULL && payseal_event_type(NULL).ptr == NULL && payseal_event_id(NULL).ptr == NULL);
    CHECK(payseal_event_status(NULL).ptr == NULL && payseal_event_dedupe_key(NULL).ptr == NULL && payseal_event_json(NULL) == NULL);
    CHECK(!payseal_event_secret_index(NULL, &index) && !payseal_event_signed_unix_s(NULL, &seconds));
    FAILS(INVALID, payseal_dedupe_claim(NULL, S("k"), 0, 60, &claim, &ticket, &seconds, &err));
    FAILS(INVALID, payseal_dedupe_complete(NULL, S("k"), 1, 0, &err));
    FAILS(INVALID, payseal_dedupe_release(NULL, S("k"), 1, &err));
    CHECK(payseal_dedupe_count(NULL) == 0);
    CHECK(payseal_test_delivery_body(NULL).ptr == NULL && payseal_test_delivery_header_count(NULL) == 0);
    FAILS(INVALID, payseal_test_delivery_header_at(NULL, 0, &name, &value, &err));
    FAILS(INVALID, payseal_explainer_add_secret(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_explainer_add_old_secret(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_explainer_add_other_environment_secret(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_explainer_add_api_key(NULL, NOTHING, &err));
    FAILS(INVALID, payseal_explainer_set_now_unix_s(NULL, 0, &err));
    FAILS(INVALID, payseal_explain(NULL, NOTHING, NULL, NULL, 0, &explanation, &err));
    CHECK(payseal_explanation_verdict(NULL) == 0 && payseal_explanation_text(NULL).ptr == NULL && payseal_explanation_json(NULL) == NULL);
    CHECK(bytes.len == 77 && event == NULL && explanation == NULL && intent == NULL && name.len == 77 && value.len == 77);
    CHECK(index == 77 && ticket == 77 && seconds == 77 && claim == 77);
}

static void null_outputs_of_tybrite_and_webhooks(void) {
    payseal_key *key = NULL;
    payseal_webhook_verifier *verifier = NULL;
    payseal_test_delivery *delivery = NULL;
    payseal_explainer *explainer = NULL;
    payseal_str text;
    OK(payseal_key_new(S("k"), &key, &err));
    FAILS(INVALID, payseal_external_auth_token(key, S("u"), 0, 1, NULL, &err));
    payseal_key_free(key);
    FAILS(INVALID, payseal_webhook_verifier_new(S(PAYSEAL_CLIVE), NULL, &err));
    OK(payseal_webhook_verifier_new(S(PAYSEAL_CLIVE), &verifier, &err));
    FAILS(INVALID, payseal_webhook_verifier_add_secret(verifier, IMPOSSIBLE, &err));
    OK(payseal_webhook_verifier_add_secret(verifier, S("s"), &err));
    FAILS(INVALID, payseal_webhook_verify(verifier, S("{}"), NULL, NULL, 0, 0, NULL, &err));
    FAILS(INVALID, payseal_webhook_verify_signature(verifier, S("{}"), NULL, NULL, 0, 0, NULL, &err));
    payseal_webhook_verifier_free(verifier);
    FAILS(INVALID, payseal_event_parse(S(PAYSEAL_CLIVE), S("{}"), NULL, &err));
    FAILS(INVALID, payseal_dedupe_new(1, NULL, &err));
    FAILS(INVALID, payseal_test_delivery_new(S(PAYSEAL_CLIVE), S("s"), S("e"), 0, NULL, &err));
    FAILS(INVALID, payseal_test_delivery_signed(S(PAYSEAL_CLIVE), S("s"), S("{}"), 0, NULL, &err));
    OK(payseal_test_delivery_signed(S(PAYSEAL_CLIVE), S("s"), NOTHING, 0, &delivery, &err));
    FAILS(INVALID, payseal_test_delivery_header_at(delivery, 0, NULL, &text, &err));
    FAILS(INVALID, payseal_test_delivery_header_at(delivery, 0, &text, NULL, &err));
    FAILS(INVALID, payseal_test_delivery_header_at(delivery, 2, &text, &text, &err));
    CHECK(payseal_test_delivery_body(delivery).ptr != NULL && payseal_test_delivery_body(delivery).len == 0);
    payseal_test_delivery_free(delivery);
    FAILS(INVALID, payseal_explainer_new(S(PAYSEAL_EXPLAIN_CLIVE_REQUEST), NULL, &err));
    OK(payseal_explainer_new(S(PAYSEAL_EXPLAIN_CLIVE_REQUEST), &explainer, &err));
    FAILS(INVALID, payseal_explainer_add_secret(explainer, IMPOSSIBLE, &err));
    FAILS(INVALID, payseal_explain(explainer, S("{}"), NULL, NULL, 0, NULL, &err));
    payseal_explainer_free(explainer);
}

static void null_outputs(void) {
    payseal_key *key = NULL;
    payseal_json *json = NULL;
    FAILS(INVALID, payseal_key_new(S("k"), NULL, &err));
    FAILS(INVALID, payseal_config_new(S(PAYSEAL_CLIVE), NULL, &err));
    FAILS(INVALID, payseal_cancel_new(NULL, &err));
    FAILS(INVALID, payseal_call_options_new(NULL, &err));
    FAILS(INVALID, payseal_raw_request_new(S("GET"), S("/"), PAYSEAL_AUTH_PUBLIC, NULL, &err));
    FAILS(INVALID, payseal_json_parse(S("1"), NULL, &err));
    FAILS(INVALID, payseal_json_canonical(S("1"), NULL, &err));
    OK(payseal_key_new(S("k"), &key, &err));
    FAILS(INVALID, payseal_key_sign_hex(key, S("b"), NULL, &err));
    FAILS(INVALID, payseal_key_sign_hex_timestamped(key, S("1"), S("b"), NULL, &err));
    FAILS(INVALID, payseal_key_sign_base64_timestamped(key, 1, S("b"), NULL, &err));
    FAILS(INVALID, payseal_key_sign_base64url(key, S("b"), NULL, &err));
    /* err may be NULL: the status says enough. */
    CHECK(payseal_key_sign_hex(key, S("b"), NULL, NULL) == INVALID);
    CHECK(!payseal_key_verify_hex(key, IMPOSSIBLE, S("x")));
    payseal_key_free(key);
    OK(payseal_json_parse(S("{\"a\":1}"), &json, &err));
    CHECK(!payseal_json_get_integer(json, S("a"), NULL) && !payseal_json_get_raw(json, S("a"), NULL));
    payseal_json_free(json);
}

static void frees_of_null(void) {
    payseal_bytes none = {NULL, 0};
    payseal_bytes_free(none);
    payseal_error_free(NULL);
    payseal_json_free(NULL);
    payseal_key_free(NULL);
    payseal_config_free(NULL);
    payseal_cancel_free(NULL);
    payseal_cancel_now(NULL);
    payseal_call_options_free(NULL);
    payseal_raw_request_free(NULL);
    payseal_intent_free(NULL);
    payseal_answer_free(NULL);
    payseal_call_free(NULL);
    payseal_webhook_verifier_free(NULL);
    payseal_event_free(NULL);
    payseal_dedupe_free(NULL);
    payseal_test_delivery_free(NULL);
    payseal_explainer_free(NULL);
    payseal_explanation_free(NULL);
}

static void wrong_text(void) {
    payseal_key *key = NULL;
    payseal_config *config = NULL;
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    payseal_cancel *cancel = NULL;
    payseal_call_options *options = NULL;
    payseal_str huge, names[1], values[1];
    char hex[PAYSEAL_HEX_SIZE];
    huge.ptr = "x";
    huge.len = (size_t)-1;
    FAILS(INVALID, payseal_key_new(IMPOSSIBLE, &key, &err));
    FAILS(INVALID, payseal_key_new(huge, &key, &err));
    FAILS(PAYSEAL_CODE_HMAC_SECRET_MISSING, payseal_key_new(NOTHING, &key, &err));
    CHECK(key == NULL);
    OK(payseal_key_new(S("k"), &key, &err));
    OK(payseal_key_sign_hex(key, NOTHING, &hex, &err)); /* the empty body has a signature */
    CHECK(payseal_key_verify_hex(key, S(""), S(hex)) && !payseal_key_verify_hex(key, S(""), NOTHING));
    payseal_key_free(key);

    FAILS(INVALID, payseal_config_new(S("cl\xff"), &config, &err));
    FAILS(INVALID, payseal_config_new(S("nobody"), &config, &err));
    OK(payseal_config_new(S(PAYSEAL_CLIVE), &config, &err));
    FAILS(INVALID, payseal_config_set_base_url(config, S("https://\xc3\x28"), &err));
    FAILS(INVALID, payseal_config_set_api_key(config, S("\xff"), &err));
    FAILS(PAYSEAL_CODE_BASE_URL_MISSING, payseal_intent_from_json(config, S("list_transactions"), S("{}"), NOTHING, &intent, &err));
    OK(payseal_config_set_base_url(config, S("https://api.example.com"), &err));
    FAILS(INVALID, payseal_intent_from_json(config, S("list_transactions"), S("{}"), S("\xff"), &intent, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_intent_from_json(config, S("list_transactions"), S("{\"\xff\":1}"), NOTHING, &intent, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_intent_from_json(config, S("list_transactions"), NOTHING, NOTHING, &intent, &err));
    FAILS(INVALID, payseal_intent_raw(config, NULL, NOTHING, &intent, &err));
    OK(payseal_intent_from_json(config, S("list_transactions"), S("{}"), NOTHING, &intent, &err));
    FAILS(PAYSEAL_CODE_CREDENTIALS_MISSING, payseal_call_new(config, intent, NULL, 0, 0, ENTROPY, &call, &err));
    OK(payseal_config_set_api_key(config, S("key"), &err));
    FAILS(INVALID, payseal_call_new(config, intent, NULL, 0, 0, S("short"), &call, &err));
    FAILS(INVALID, payseal_call_new(config, intent, NULL, 0, 0, ENTROPY, NULL, &err));
    OK(payseal_call_new(config, intent, NULL, 0, 0, ENTROPY, &call, &err));
    FAILS(INVALID, payseal_call_on_transport_error(call, 0, 0, 0, &err));
    FAILS(INVALID, payseal_call_on_transport_error(call, 11, 0, 0, &err));
    FAILS(INVALID, payseal_call_on_response(call, 200, NULL, NULL, 1, NOTHING, true, 0, 0, &err));
    names[0] = S("\xff");
    values[0] = S("x");
    FAILS(INVALID, payseal_call_on_response(call, 200, names, values, 1, NOTHING, true, 0, 0, &err));
    FAILS(INVALID, payseal_call_on_response(call, 200, NULL, NULL, 0, IMPOSSIBLE, true, 0, 0, &err));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND); /* unchanged by all of that */
    FAILS(INVALID, payseal_step_header_at(call, 99, &names[0], &values[0], &err));
    FAILS(INVALID, payseal_step_header_at(call, 0, NULL, &values[0], &err));
    payseal_call_free(call);
    payseal_intent_free(intent);
    payseal_config_free(config);

    OK(payseal_cancel_new(&cancel, &err));
    OK(payseal_call_options_new(&options, &err));
    FAILS(INVALID, payseal_call_options_set_idempotency_key(options, S("\xff"), &err));
    OK(payseal_call_options_set_idempotency_key(options, NOTHING, &err));
    OK(payseal_call_options_set_cancel(options, cancel, &err));
    payseal_cancel_free(cancel); /* the options keep their own */
    payseal_call_options_free(options);
}

static void json_views(void) {
    payseal_json *json = NULL;
    payseal_bytes raw;
    payseal_str text;
    double number;
    int64_t integer = 5;
    bool truth;
    FAILS(INVALID, payseal_json_parse(S("{"), &json, &err));
    FAILS(INVALID, payseal_json_parse(NOTHING, &json, &err));
    OK(payseal_json_parse(S("{\"t\":\"x\\u00e9\",\"e\":\"\",\"half\":\"\\ud800\",\"n\":1.50,\"big\":12345678901234567890,\"i\":-7,"
                            "\"b\":false,\"z\":null,\"a\":[1,[2]]}"), &json, &err));
    CHECK(payseal_json_kind(json) == PAYSEAL_JSON_OBJECT && payseal_json_count(json) == 9);
    CHECK(payseal_json_get_text(json, S("t"), &text) && is(text, "x\xc3\xa9"));
    CHECK(payseal_json_get_text(json, S("e"), &text) && text.len == 0 && text.ptr != NULL);
    CHECK(!payseal_json_get_text(json, S("half"), &text) && !payseal_json_get_text(json, S("n"), &text));
    CHECK(!payseal_json_get_text(json, S("\xff"), &text) && !payseal_json_get_text(json, IMPOSSIBLE, &text));
    CHECK(payseal_json_get_number(json, S("n"), &number) && number > 1.49 && number < 1.51);
    CHECK(!payseal_json_get_integer(json, S("n"), &integer) && !payseal_json_get_integer(json, S("big"), &integer) && integer == 5);
    CHECK(payseal_json_get_integer(json, S("i"), &integer) && integer == -7);
    CHECK(payseal_json_get_bool(json, S("b"), &truth) && !truth && !payseal_json_get_bool(json, S("z"), &truth));
    CHECK(payseal_json_get_raw(json, S("big"), &raw) && is(bytes_view(raw), "12345678901234567890"));
    payseal_bytes_free(raw);
    CHECK(payseal_json_kind(payseal_json_get(json, S("z"))) == PAYSEAL_JSON_NULL && payseal_json_get(json, S("none")) == NULL);
    CHECK(payseal_json_kind(payseal_json_get(json, S("t"))) == PAYSEAL_JSON_STRING);
    CHECK(payseal_json_kind(payseal_json_get(json, S("n"))) == PAYSEAL_JSON_NUMBER);
    CHECK(payseal_json_kind(payseal_json_get(json, S("b"))) == PAYSEAL_JSON_BOOL);
    CHECK(payseal_json_count(payseal_json_get(json, S("a"))) == 2 && payseal_json_at(payseal_json_get(json, S("a")), 2) == NULL);
    CHECK(payseal_json_get_integer(payseal_json_at(payseal_json_get(json, S("a")), 0), S(""), &integer) && integer == 1);
    payseal_json_free(json);
}

int main(void) {
    null_handles();
    null_handles_of_tybrite_and_webhooks();
    null_outputs();
    null_outputs_of_tybrite_and_webhooks();
    frees_of_null();
    wrong_text();
    json_views();
#ifdef TEST_PANIC
    FAILS(PAYSEAL_CODE_INTERNAL_PANIC, payseal_test_panic(&err));
    CHECK(payseal_test_panic(&err) == PAYSEAL_CODE_INTERNAL_PANIC && payseal_error_outcome(err) == PAYSEAL_OUTCOME_UNKNOWN);
    payseal_error_free(err);
    CHECK(payseal_test_panic(NULL) == PAYSEAL_CODE_INTERNAL_PANIC);
#endif
    printf("misuse is an error\n");
    return 0;
}
