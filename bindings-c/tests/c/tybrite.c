/* Tybrite without I/O: keys, documents, identity headers, claims, and what an answer tells beside its body. */
#include "check.h"

static const payseal_str ENTROPY = {"0123456789abcdef0123456789abcdef", PAYSEAL_ENTROPY_SIZE};
static const payseal_str NOTHING = {NULL, 0};
static payseal_error *err = NULL;
static payseal_config *config;

static payseal_call *call_of(const char *operation, const char *json, const payseal_call_options *options) {
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    OK(payseal_intent_from_json(config, S(operation), S(json), NOTHING, &intent, &err));
    OK(payseal_call_new(config, intent, options, 1000, 1771526500, ENTROPY, &call, &err));
    payseal_intent_free(intent);
    return call;
}

static payseal_str header_of(payseal_call *call, const char *wanted) {
    size_t i;
    for (i = 0; i < payseal_step_header_count(call); i++) {
        payseal_str name, value;
        OK(payseal_step_header_at(call, i, &name, &value, &err));
        if (is(name, wanted)) return value;
    }
    return NOTHING;
}

/* The call ends with this answer; free it. */
static payseal_answer *answered(payseal_call *call, uint16_t status, const char *const (*headers)[2], size_t count, const char *body) {
    payseal_answer *answer = NULL;
    payseal_str names[8], values[8];
    size_t i;
    CHECK(count <= 8);
    for (i = 0; i < count; i++) {
        names[i] = S(headers[i][0]);
        values[i] = S(headers[i][1]);
    }
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    OK(payseal_call_on_response(call, status, names, values, count, S(body), true, 1040, 1771526500, &err));
    OK(payseal_call_done(call, &answer, &err));
    payseal_call_free(call);
    return answer;
}

static void api_keys(void) {
    payseal_str tybrite = S(PAYSEAL_TYBRITE);
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    CHECK(payseal_api_key_kind(tybrite, S("tybrite_sk_live_1")) == PAYSEAL_API_KEY_SECRET);
    CHECK(payseal_api_key_kind(tybrite, S("acme_shop_pk_test_1")) == PAYSEAL_API_KEY_PUBLISHABLE);
    CHECK(payseal_api_key_mode(tybrite, S("tybrite_sk_live_1")) == PAYSEAL_API_KEY_LIVE);
    CHECK(payseal_api_key_mode(tybrite, S("acme_shop_pk_test_1")) == PAYSEAL_API_KEY_TEST);
    CHECK(is(payseal_api_key_vendor(tybrite, S("acme_shop_pk_test_1")), "acme_shop"));
    /* A key that does not say, and Clive's, which never do. */
    CHECK(payseal_api_key_kind(tybrite, S("printed-on-paper")) == 0 && payseal_api_key_mode(tybrite, NOTHING) == 0);
    CHECK(payseal_api_key_vendor(tybrite, S("x")).ptr == NULL && payseal_api_key_kind(tybrite, S("\xff")) == 0);
    CHECK(payseal_api_key_kind(S(PAYSEAL_CLIVE), S("cp_sk_live_1")) == 0 && payseal_api_key_kind(S("nobody"), S("a_sk_live_1")) == 0);

    /* A publishable key where a secret one belongs, a live one on a sandbox tool: refused before anything is sent. */
    OK(payseal_config_set_api_key(config, S("tybrite_pk_test_1"), &err));
    OK(payseal_intent_from_json(config, S(PAYSEAL_TYBRITE_ORDERS_LIST), S("{}"), NOTHING, &intent, &err));
    CHECK(payseal_call_new(config, intent, NULL, 0, 0, ENTROPY, &call, &err) != PAYSEAL_OK);
    CHECK(payseal_error_kind(err) == PAYSEAL_KIND_CONFIG && payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT);
    CHECK(has(payseal_error_message(err), "secret key") && !has(payseal_error_text(err), "tybrite_pk_test_1"));
    payseal_error_free(err);
    payseal_intent_free(intent);
    OK(payseal_config_set_api_key(config, S("tybrite_sk_live_1"), &err));
    OK(payseal_intent_from_json(config, S(PAYSEAL_TYBRITE_SANDBOX_RESET), S("{}"), NOTHING, &intent, &err));
    CHECK(payseal_call_new(config, intent, NULL, 0, 0, ENTROPY, &call, &err) != PAYSEAL_OK && has(payseal_error_message(err), "sandbox key"));
    payseal_error_free(err);
    err = NULL;
    CHECK(call == NULL);
    payseal_intent_free(intent);
    /* An API key where the secret belongs. */
    OK(payseal_config_set_hmac_secret(config, S("tybrite_sk_test_1"), &err));
    FAILS(PAYSEAL_CODE_HMAC_SECRET_IS_API_KEY, payseal_config_check(config, &err));
    OK(payseal_config_set_hmac_secret(config, S("test_hmac_secret"), &err));
    OK(payseal_config_set_api_key(config, S("tybrite_sk_test_key"), &err));
    OK(payseal_config_check(config, &err));
}

static void signed_anew_for_each_attempt(void) {
    payseal_call *call = call_of(PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE,
                                 "{\"provider\":\"stripe\",\"amount\":100,\"currency\":\"usd\",\"email\":\"a@example.com\"}", NULL);
    payseal_str key;
    char kept[80];
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    CHECK(is(payseal_step_url(call), "https://api.example.com/v1/payments/initialize"));
    CHECK(is(header_of(call, "Authorization"), "Bearer tybrite_sk_test_key") && is(header_of(call, "X-Timestamp"), "1771526500"));
    CHECK(is(header_of(call, "X-Signature"), "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM="));
    key = header_of(call, "Idempotency-Key");
    CHECK(has(key, "payment-1771526500000-") && key.len < sizeof kept);
    memcpy(kept, key.ptr, key.len);
    kept[key.len] = '\0';
    OK(payseal_call_on_transport_error(call, PAYSEAL_FAULT_RESET, 1100, 1771526501, &err));
    OK(payseal_call_on_waited(call, 90000, 1771526590, &err));
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND && is(header_of(call, "X-Timestamp"), "1771526590"));
    CHECK(is(header_of(call, "Idempotency-Key"), kept));
    CHECK(!is(header_of(call, "X-Signature"), "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM="));
    payseal_call_free(call);
}

static void documents(void) {
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    payseal_key *key = NULL;
    char signature[PAYSEAL_BASE64_SIZE];
    payseal_str csv, operation = S(PAYSEAL_TYBRITE_INGEST_PRODUCTS);
    /* Any bytes, a NUL and bad UTF-8 among them: they are signed and sent as they are. */
    csv.ptr = "sku,name,price,category\r\nA-1,M\xfcg\0,9.5,Kitchen\r\n";
    csv.len = 48;
    OK(payseal_intent_with_document(config, operation, S("{\"content_type\":\"text/csv\",\"strategy\":\"create_only\",\"dry_run\":true}"), csv,
                                    S("import-1"), &intent, &err));
    CHECK(same(payseal_intent_body(intent), csv) && payseal_intent_body(intent).ptr != csv.ptr);
    CHECK(is(payseal_intent_path(intent), "/v1/ingest/products?strategy=create_only&dry_run=true"));
    OK(payseal_call_new(config, intent, NULL, 1000, 1771526500, ENTROPY, &call, &err));
    payseal_intent_free(intent);
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND && same(payseal_step_body(call), csv));
    CHECK(is(header_of(call, "Content-Type"), "text/csv"));
    OK(payseal_key_new(S("test_hmac_secret"), &key, &err));
    OK(payseal_key_sign_base64_timestamped(key, 1771526500, csv, &signature, &err));
    CHECK(is(header_of(call, "X-Signature"), signature));
    CHECK(payseal_key_verify_base64_timestamped(key, S("1771526500"), csv, header_of(call, "X-Signature")));
    payseal_key_free(key);
    payseal_call_free(call);

    intent = NULL;
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_intent_with_document(config, operation, S("{\"content_type\":\"text/csv\"}"), NOTHING,
                                                                      NOTHING, &intent, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_intent_with_document(config, operation, S("{\"content_type\":\"application/json\"}"),
                                                                      S("{not json"), NOTHING, &intent, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR,
          payseal_intent_with_document(config, S(PAYSEAL_TYBRITE_ORDERS_CREATE), S("{}"), S("{}"), NOTHING, &intent, &err));
    CHECK(intent == NULL);

    /* A document that is text may also stand in the JSON. */
    OK(payseal_intent_from_json(config, operation, S("{\"body\":\"sku\\nA\\n\",\"content_type\":\"text/csv\"}"), NOTHING, &intent, &err));
    CHECK(is(payseal_intent_body(intent), "sku\nA\n"));
    payseal_intent_free(intent);
}

static void identity(void) {
    payseal_call_options *options = NULL;
    payseal_key *key = NULL;
    payseal_intent *intent = NULL;
    payseal_call *call;
    payseal_bytes token = {NULL, 77};
    OK(payseal_key_new(S("test_hmac_secret"), &key, &err));
    OK(payseal_external_auth_token(key, S("auth0|66a3f8c2b1d9c204a1f7e3d1"), 1780045000, 1780045240, &token, &err));
    CHECK(is(bytes_view(token), "eyJleHRlcm5hbF9pZCI6ImF1dGgwfDY2YTNmOGMyYjFkOWMyMDRhMWY3ZTNkMSIsImlhdCI6MTc4MDA0NTAwMCwiZXhwIjoxNzgwMDQ1Mj"
                                "QwfQ.27zY5gjHIhNjhpTnhs35mGiwA3vZgazHC_TdETWS_y8"));
    OK(payseal_call_options_new(&options, &err));
    OK(payseal_call_options_set_identity(options, S("X-Auth-Token"), S("other"), &err));
    OK(payseal_call_options_set_identity(options, S(PAYSEAL_EXTERNAL_AUTH_HEADER), bytes_view(token), &err)); /* takes its place */
    call = call_of(PAYSEAL_TYBRITE_ORDERS_LIST, "{}", options);
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND && same(header_of(call, PAYSEAL_EXTERNAL_AUTH_HEADER), bytes_view(token)));
    CHECK(header_of(call, "x-auth-token").ptr == NULL);
    payseal_call_free(call);
    OK(payseal_call_options_set_identity(options, NOTHING, NOTHING, &err));
    call = call_of(PAYSEAL_TYBRITE_ORDERS_LIST, "{}", options);
    CHECK(payseal_step_kind(call) == PAYSEAL_STEP_SEND && header_of(call, PAYSEAL_EXTERNAL_AUTH_HEADER).ptr == NULL);
    payseal_call_free(call);
    OK(payseal_call_options_set_identity(options, S("cookie"), S("x"), &err));
    OK(payseal_intent_from_json(config, S(PAYSEAL_TYBRITE_ORDERS_LIST), S("{}"), NOTHING, &intent, &err));
    call = NULL;
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_call_new(config, intent, options, 0, 0, ENTROPY, &call, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_call_options_set_identity(options, S("x-idp-token"), S("\xff"), &err));
    CHECK(call == NULL);
    payseal_intent_free(intent);
    payseal_call_options_free(options);
    payseal_bytes_free(token);
    token.len = 77;
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_external_auth_token(key, NOTHING, 0, 60, &token, &err));
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR,
          payseal_external_auth_token(key, S("u"), 0, PAYSEAL_EXTERNAL_AUTH_MAX_S + 1, &token, &err));
    CHECK(token.len == 77);
    payseal_key_free(key);
}

static void beside_the_body(void) {
    static const char *const headers[][2] = {{"tybrite-environment", "sandbox"},  {"X-RateLimit-Limit", "100"},
                                             {"X-RateLimit-Remaining", "7"},      {"X-RateLimit-Reset", "1771530000"},
                                             {"X-RateLimit-Scope", "abuse"}};
    const char *mpesa = "{\"provider\":\"mpesa\",\"amount\":1000,\"phone\":\"254712345678\"}";
    const char *started = "{\"provider\":\"mpesa\",\"type\":\"stk_push\",\"reference\":\"PAY-1\",\"checkout_request_id\":\"ws_CO_1\"}";
    payseal_answer *answer = answered(call_of(PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE, mpesa, NULL), 201, headers, 5, started);
    payseal_bytes input = {NULL, 77};
    payseal_str next;
    int64_t number;
    CHECK(!payseal_answer_replayed(answer) && is(payseal_answer_environment(answer), "sandbox"));
    CHECK(payseal_answer_rate_limit(answer, &number) && number == 100);
    CHECK(payseal_answer_rate_remaining(answer, &number) && number == 7);
    CHECK(payseal_answer_rate_reset_unix_s(answer, &number) && number == 1771530000);
    CHECK(is(payseal_answer_rate_scope(answer), "abuse"));
    CHECK(is(payseal_answer_verify_reference(answer), "ws_CO_1"));
    CHECK(payseal_answer_signature(answer).ptr == NULL && payseal_answer_verify_input(answer, &input));
    CHECK(is(bytes_view(input), "{\"provider\":\"mpesa\",\"reference\":\"ws_CO_1\"}") && !payseal_answer_verify_input(answer, NULL));
    payseal_bytes_free(input);
    payseal_answer_free(answer);

    /* The stored answer: by its status, and by its flag. */
    answer = answered(call_of(PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE, mpesa, NULL), 200, NULL, 0, started);
    number = 77;
    CHECK(payseal_answer_replayed(answer) && payseal_answer_environment(answer).ptr == NULL && payseal_answer_rate_scope(answer).ptr == NULL);
    CHECK(!payseal_answer_rate_limit(answer, &number) && !payseal_answer_rate_remaining(answer, &number) &&
          !payseal_answer_rate_reset_unix_s(answer, &number) && number == 77);
    payseal_answer_free(answer);

    answer = answered(call_of(PAYSEAL_TYBRITE_ORDERS_LIST, "{\"limit\":2}", NULL), 200, NULL, 0,
                      "{\"orders\":[],\"pagination\":{\"limit\":2,\"has_more\":true,\"next_cursor\":\"YWJj=\"}}");
    CHECK(payseal_answer_next_page(answer, S(""), &next, NULL) == PAYSEAL_OK && is(next, "YWJj="));
    CHECK(payseal_answer_next_page(answer, S("YWJi="), &next, NULL) == PAYSEAL_OK && is(next, "YWJj="));
    FAILS(PAYSEAL_CODE_ANSWER_INCOMPLETE, payseal_answer_next_page(answer, S("YWJj="), &next, &err));
    CHECK(payseal_answer_verify_reference(answer).ptr == NULL);
    payseal_answer_free(answer);

    /* 204, and a result of which every row failed. */
    answer = answered(call_of(PAYSEAL_TYBRITE_SANDBOX_RESET, "{}", NULL), 204, NULL, 0, "");
    CHECK(payseal_answer_http_status(answer) == 204 && payseal_answer_body(answer).len == 0);
    payseal_answer_free(answer);
    answer = answered(call_of(PAYSEAL_TYBRITE_INGEST_PRODUCTS, "{\"body\":\"sku\\nA\\n\",\"content_type\":\"text/csv\"}", NULL), 422, NULL, 0,
                      "{\"status\":\"failed\",\"summary\":{\"rows_total\":1}}");
    CHECK(payseal_answer_http_status(answer) == 422);
    payseal_answer_free(answer);
}

static void signed_answers(void) {
    const char *body = "{\"id\":\"o-1\"}";
    payseal_key *key = NULL, *other = NULL;
    char hex[PAYSEAL_HEX_SIZE];
    const char *headers[1][2];
    payseal_answer *answer;
    OK(payseal_key_new(S("tybrite_sk_test_key"), &key, &err));
    OK(payseal_key_new(S("another"), &other, &err));
    OK(payseal_key_sign_hex(key, S(body), &hex, &err));
    headers[0][0] = "x-signature";
    headers[0][1] = hex;
    answer = answered(call_of(PAYSEAL_TYBRITE_ORDERS_GET, "{\"id\":\"o-1\"}", NULL), 200, (const char *const(*)[2])headers, 1, body);
    CHECK(is(payseal_answer_signature(answer), hex));
    CHECK(payseal_answer_verify_signature(answer, key, PAYSEAL_SIGNATURE_HEX));
    CHECK(!payseal_answer_verify_signature(answer, key, PAYSEAL_SIGNATURE_BASE64));
    CHECK(!payseal_answer_verify_signature(answer, other, PAYSEAL_SIGNATURE_HEX) && !payseal_answer_verify_signature(answer, key, 0));
    CHECK(!payseal_answer_verify_signature(answer, NULL, PAYSEAL_SIGNATURE_HEX));
    payseal_answer_free(answer);
    answer = answered(call_of(PAYSEAL_TYBRITE_ORDERS_GET, "{\"id\":\"o-1\"}", NULL), 200, NULL, 0, body);
    CHECK(!payseal_answer_verify_signature(answer, key, PAYSEAL_SIGNATURE_HEX)); /* a missing one does not fit */
    payseal_answer_free(answer);
    payseal_key_free(key);
    payseal_key_free(other);
}

int main(void) {
    OK(payseal_config_new(S(PAYSEAL_TYBRITE), &config, &err));
    OK(payseal_config_set_base_url(config, S("https://api.example.com"), &err));
    OK(payseal_config_set_api_key(config, S("tybrite_sk_test_key"), &err));
    OK(payseal_config_set_hmac_secret(config, S("test_hmac_secret"), &err));
    api_keys();
    signed_anew_for_each_attempt();
    documents();
    identity();
    beside_the_body();
    signed_answers();
    payseal_config_free(config);
    printf("Tybrite without I/O\n");
    return 0;
}
