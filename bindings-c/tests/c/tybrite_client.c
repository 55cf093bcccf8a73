/* The blocking client against the sandbox's Tybrite: payments, a lost answer, orders page by page, an import, webhook endpoints, errors. */
#include "sandbox.h"

static payseal_error *err = NULL;
static const payseal_str NOTHING = {NULL, 0};

static payseal_config *tybrite_config(const char *api_key) {
    payseal_config *config = NULL;
    OK(payseal_config_new(S(PAYSEAL_TYBRITE), &config, &err));
    OK(payseal_config_set_base_url(config, S(from_env("TYBRITE_API_BASE_URL")), &err));
    OK(payseal_config_set_api_key(config, S(api_key), &err));
    OK(payseal_config_set_hmac_secret(config, S(from_env("TYBRITE_HMAC_SECRET")), &err));
    return config;
}

static payseal_answer *called(const payseal_client *client, const char *operation, const char *json) {
    payseal_answer *answer = NULL;
    OK(payseal_client_call(client, S(operation), S(json), NULL, &answer, &err));
    return answer;
}

/* Each provider starts a payment, the shopper pays, and the right reference verifies it. */
static void payments(const payseal_client *client) {
    static const char *const providers[][3] = {
        {"stripe", "redirect", "{\"provider\":\"stripe\",\"amount\":100,\"currency\":\"usd\",\"email\":\"a@example.com\"}"},
        {"paypal", "popup", "{\"provider\":\"paypal\",\"amount\":49.99,\"currency\":\"USD\"}"},
        {"paystack", "popup", "{\"provider\":\"paystack\",\"amount\":50000,\"currency\":\"NGN\",\"email\":\"a@example.com\"}"},
        {"mpesa", "stk_push", "{\"provider\":\"mpesa\",\"amount\":1000,\"phone\":\"254712345678\"}"}};
    size_t i;
    for (i = 0; i < sizeof providers / sizeof *providers; i++) {
        payseal_answer *started = called(client, PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE, providers[i][2]), *verified = NULL;
        payseal_str text, reference = payseal_answer_verify_reference(started);
        payseal_bytes input;
        char json[300];
        int64_t left;
        CHECK(payseal_answer_http_status(started) == 201 && !payseal_answer_replayed(started));
        CHECK(payseal_json_get_text(payseal_answer_json(started), S("type"), &text) && is(text, providers[i][1]));
        CHECK(is(payseal_answer_environment(started), "sandbox") && has(payseal_answer_idempotency_key(started), "payment-"));
        CHECK(payseal_answer_rate_remaining(started, &left) && left >= 0);
        CHECK(reference.len > 0);
        snprintf(json, sizeof json, "{\"reference\":\"%.*s\",\"status\":\"paid\"}", (int)reference.len, reference.ptr);
        payseal_answer_free(control("POST", "/_sandbox/tybrite/pay", json));
        CHECK(payseal_answer_verify_input(started, &input));
        OK(payseal_client_call(client, S(PAYSEAL_TYBRITE_PAYMENTS_VERIFY), bytes_view(input), NULL, &verified, &err));
        payseal_bytes_free(input);
        CHECK(payseal_json_get_text(payseal_answer_json(verified), S("status"), &text) && is(text, "success"));
        payseal_answer_free(verified);
        payseal_answer_free(started);
    }
    payseal_answer_free(called(client, PAYSEAL_TYBRITE_PAYMENTS_METHODS, "{}"));
}

/* The key is written down before the first send; the answer is lost; the retry brings the stored one. */
static void a_lost_answer(const payseal_client *client) {
    payseal_config *config = tybrite_config(from_env("TYBRITE_API_KEY"));
    payseal_intent *intent = NULL;
    payseal_answer *answer = NULL;
    payseal_bytes record;
    char key[100];
    OK(payseal_intent_from_json(config, S(PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE),
                                S("{\"provider\":\"paypal\",\"amount\":5,\"currency\":\"USD\"}"), NOTHING, &intent, &err));
    payseal_config_free(config);
    CHECK(payseal_intent_idempotency_key(intent).ptr == NULL);
    OK(payseal_client_fix_key(client, intent, &err));
    CHECK(has(payseal_intent_idempotency_key(intent), "payment-") && payseal_intent_idempotency_key(intent).len < sizeof key);
    memcpy(key, payseal_intent_idempotency_key(intent).ptr, payseal_intent_idempotency_key(intent).len);
    key[payseal_intent_idempotency_key(intent).len] = '\0';
    OK(payseal_client_fix_key(client, intent, &err)); /* a key that is fixed stays */
    OK(payseal_intent_record(intent, &record, &err));
    CHECK(has(bytes_view(record), key));
    payseal_bytes_free(record);
    set_fault("{\"method\":\"POST\",\"path_suffix\":\"/payments/initialize\",\"action\":{\"kind\":\"reset_after_commit\"}}");
    OK(payseal_client_send(client, intent, NULL, &answer, &err));
    CHECK(is(payseal_answer_idempotency_key(answer), key));
    CHECK(payseal_answer_attempts(answer) == 2 && payseal_answer_replayed(answer) && payseal_answer_http_status(answer) == 200);
    payseal_answer_free(answer);
    payseal_intent_free(intent);
    OK(payseal_client_prepare(client, S(PAYSEAL_TYBRITE_ORDERS_UPDATE), S("{\"id\":\"o-1\",\"notes\":\"n\"}"), NOTHING, &intent, &err));
    CHECK(has(payseal_intent_idempotency_key(intent), "update-notes-o-1-"));
    payseal_intent_free(intent);
    OK(payseal_client_prepare(client, S(PAYSEAL_TYBRITE_ORDERS_UPDATE), S("{\"id\":\"o-1\",\"notes\":\"n\"}"), S("mine"), &intent, &err));
    CHECK(is(payseal_intent_idempotency_key(intent), "mine"));
    payseal_intent_free(intent);
    intent = NULL;
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_client_prepare(client, S(PAYSEAL_TYBRITE_ORDERS_UPDATE), S("{}"), NOTHING, &intent, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_prepare(NULL, NOTHING, NOTHING, NOTHING, &intent, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_prepare(client, NOTHING, NOTHING, NOTHING, NULL, &err));
    CHECK(intent == NULL);
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_fix_key(client, NULL, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_fix_key(NULL, NULL, &err));
}

#define ADDRESS "{\"street\":\"1 Main St\",\"city\":\"Lagos\",\"state\":\"LA\",\"zip\":\"100001\",\"country\":\"NG\"}"
static const char ORDER[] =
    "{\"customer_email\":\"a@example.com\",\"customer_name\":\"Ada\",\"payment_method\":\"card\",\"billing_address\":" ADDRESS
    ",\"shipping_address\":" ADDRESS ",\"items\":[{\"product_id\":\"7d2d2f2e-0000-4000-8000-000000000001\",\"product_name\":\"Tea\","
    "\"product_sku\":\"TEA-1\",\"quantity\":2,\"unit_price\":45.25,\"total_price\":90.5}],\"subtotal\":90.5,\"tax_amount\":4.5,"
    "\"shipping_amount\":10,\"discount_amount\":5,\"total_amount\":100}";

static void orders(const payseal_client *client) {
    payseal_call_options *options = NULL;
    payseal_answer *first = NULL, *again = NULL, *page;
    payseal_str id, other;
    char json[400], cursor[200] = "";
    size_t seen = 0, pages = 0;
    int i;
    OK(payseal_call_options_new(&options, &err));
    OK(payseal_call_options_set_idempotency_key(options, S("order-1"), &err));
    OK(payseal_client_call(client, S(PAYSEAL_TYBRITE_ORDERS_CREATE), S(ORDER), options, &first, &err));
    CHECK(payseal_answer_http_status(first) == 201 && !payseal_answer_replayed(first));
    CHECK(payseal_json_get_text(payseal_json_get(payseal_answer_json(first), S("order")), S("id"), &id));
    /* The stored answer is the bare order; here both have one shape. */
    OK(payseal_client_call(client, S(PAYSEAL_TYBRITE_ORDERS_CREATE), S(ORDER), options, &again, &err));
    CHECK(payseal_answer_replayed(again));
    CHECK(payseal_json_get_text(payseal_json_get(payseal_answer_json(again), S("order")), S("id"), &other) && same(id, other));
    payseal_answer_free(again);
    payseal_call_options_free(options);

    snprintf(json, sizeof json, "{\"id\":\"%.*s\",\"order_status\":\"processing\"}", (int)id.len, id.ptr);
    page = called(client, PAYSEAL_TYBRITE_ORDERS_UPDATE, json);
    CHECK(has(payseal_answer_idempotency_key(page), "update-order_status-"));
    payseal_answer_free(page);
    snprintf(json, sizeof json, "{\"id\":\"%.*s\"}", (int)id.len, id.ptr);
    page = called(client, PAYSEAL_TYBRITE_ORDERS_GET, json);
    CHECK(payseal_json_get_text(payseal_answer_json(page), S("order_status"), &other) && is(other, "processing"));
    payseal_answer_free(page);
    payseal_answer_free(first);

    for (i = 0; i < 4; i++) payseal_answer_free(called(client, PAYSEAL_TYBRITE_ORDERS_CREATE, ORDER));
    snprintf(json, sizeof json, "{\"limit\":2}");
    for (;;) {
        payseal_str next;
        page = called(client, PAYSEAL_TYBRITE_ORDERS_LIST, json);
        seen += payseal_json_count(payseal_json_get(payseal_answer_json(page), S("orders")));
        pages++;
        CHECK(payseal_answer_next_page(page, payseal_str_of(cursor), &next, NULL) == PAYSEAL_OK);
        CHECK(pages < 10);
        if (next.ptr == NULL) break;
        snprintf(cursor, sizeof cursor, "%.*s", (int)next.len, next.ptr);
        snprintf(json, sizeof json, "{\"limit\":2,\"cursor\":\"%s\"}", cursor);
        payseal_answer_free(page);
    }
    payseal_answer_free(page);
    CHECK(seen == 5 && pages == 3);
}

static void an_import(const payseal_client *client) {
    static const char *const documents[][2] = {
        {"text/csv", "sku,name,price,category\nC-1,Mug,9.5,Books\n"},
        {"application/json", "[{\"sku\":\"J-1\",\"name\":\"Mug\",\"price\":9.50,\"category\":\"Books\"}]"},
        {"application/xml", "<products><product><sku>X-1</sku><name>Mug</name><price>9.5</price><category>Books</category></product></products>"}};
    payseal_answer *answer = NULL;
    size_t i;
    for (i = 0; i < sizeof documents / sizeof *documents; i++) {
        char json[100];
        int64_t created;
        snprintf(json, sizeof json, "{\"content_type\":\"%s\"}", documents[i][0]);
        OK(payseal_client_call_with_document(client, S(PAYSEAL_TYBRITE_INGEST_PRODUCTS), S(json), S(documents[i][1]), NULL, &answer, &err));
        CHECK(payseal_json_get_integer(payseal_json_get(payseal_answer_json(answer), S("summary")), S("rows_created"), &created) && created == 1);
        payseal_answer_free(answer);
    }
    answer = NULL;
    /* 13 rows are refused before anything is sent. */
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR,
          payseal_client_call_with_document(client, S(PAYSEAL_TYBRITE_INGEST_PRODUCTS), S("{\"content_type\":\"text/csv\"}"),
                                            S("sku\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n"), NULL, &answer, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_call_with_document(NULL, NOTHING, NOTHING, NOTHING, NULL, &answer, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_call_with_document(client, NOTHING, NOTHING, NOTHING, NULL, NULL, &err));
    CHECK(answer == NULL);
}

static void the_rest(const payseal_client *client) {
    payseal_answer *answer = called(client, PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_CREATE,
                                    "{\"url\":\"https://shop.example.com/hooks\",\"events\":[\"order.paid\"]}");
    payseal_str id, secret;
    char json[200];
    static const char *const by_id[] = {PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_GET, PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_TEST,
                                        PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_DELETE};
    size_t i;
    CHECK(payseal_json_get_text(payseal_json_get(payseal_answer_json(answer), S("webhook_endpoint")), S("id"), &id));
    CHECK(payseal_json_get_text(payseal_json_get(payseal_answer_json(answer), S("webhook_endpoint")), S("signing_secret"), &secret));
    CHECK(secret.len > 10);
    snprintf(json, sizeof json, "{\"id\":\"%.*s\",\"enabled\":false}", (int)id.len, id.ptr);
    payseal_answer_free(called(client, PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_UPDATE, json));
    payseal_answer_free(called(client, PAYSEAL_TYBRITE_WEBHOOK_ENDPOINTS_LIST, "{}"));
    snprintf(json, sizeof json, "{\"id\":\"%.*s\"}", (int)id.len, id.ptr);
    for (i = 0; i < 3; i++) payseal_answer_free(called(client, by_id[i], json));
    payseal_answer_free(answer);
    payseal_answer_free(called(client, PAYSEAL_TYBRITE_WEBHOOK_EVENTS_LIST, "{}"));
    payseal_answer_free(called(client, PAYSEAL_TYBRITE_SANDBOX_ADVANCE_TIME, "{\"advance_days\":1}"));
    answer = called(client, PAYSEAL_TYBRITE_SANDBOX_RESET, "{}");
    CHECK(payseal_answer_http_status(answer) == 204 && payseal_answer_body(answer).len == 0);
    payseal_answer_free(answer);
}

static void errors(const payseal_client *client) {
    payseal_client *other;
    payseal_config *config;
    payseal_call_options *options = NULL;
    payseal_answer *answer = NULL, *attach = NULL;
    int64_t seconds;
    /* The partner's code and hint. */
    CHECK(payseal_client_call(client, S(PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE), S("{\"provider\":\"mpesa\",\"amount\":5,\"phone\":\"0712\"}"), NULL,
                              &answer, &err) == PAYSEAL_KIND_VALIDATION);
    CHECK(is(payseal_error_code(err), "invalid_request") && has(payseal_error_advice(err), "254"));
    CHECK(is(payseal_error_environment(err), "sandbox") && payseal_error_outcome(err) == PAYSEAL_OUTCOME_REFUSED);
    payseal_error_free(err);
    /* A throttle, told with its end. */
    OK(payseal_call_options_new(&options, &err));
    OK(payseal_call_options_set_max_retries(options, 0, &err));
    payseal_answer_free(control("POST", "/_sandbox/tybrite/switches", "{\"rate_limited_next\":1,\"rate_limited_for_s\":3}"));
    CHECK(payseal_client_call(client, S(PAYSEAL_TYBRITE_ORDERS_LIST), S("{}"), options, &answer, &err) == PAYSEAL_KIND_RATE_LIMIT);
    CHECK(is(payseal_error_code(err), "rate_limited") && payseal_error_rate_reset_unix_s(err, &seconds) && seconds > 1700000000);
    CHECK(is(payseal_error_rate_scope(err), "abuse") && payseal_error_retryable(err));
    payseal_error_free(err);
    /* A wrong secret. */
    config = tybrite_config(from_env("TYBRITE_API_KEY"));
    OK(payseal_config_set_hmac_secret(config, S("another_secret"), &err));
    other = client_of(config);
    CHECK(payseal_client_call(other, S(PAYSEAL_TYBRITE_PAYMENTS_INITIALIZE), S("{\"provider\":\"paypal\",\"amount\":5}"), options, &answer, &err) ==
          PAYSEAL_KIND_AUTHENTICATION);
    CHECK(is(payseal_error_code(err), "invalid_signature") && !has(payseal_error_text(err), "another_secret"));
    payseal_error_free(err);
    err = NULL;
    payseal_client_free(other);
    payseal_call_options_free(options);
    /* What only Clive has. */
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_initialize_and_attach(client, S("{}"), S("pi"), NULL, NULL, &answer, &attach, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_call(client, S(PAYSEAL_CLIVE_LIST_TRANSACTIONS), S("{}"), NULL, &answer, &err));
    CHECK(answer == NULL && attach == NULL);
}

int main(void) {
    payseal_client *client = NULL, *configured = client_of(tybrite_config(from_env("TYBRITE_API_KEY")));
    OK(payseal_client_from_env(S(PAYSEAL_TYBRITE), &client, &err));
    payments(client);
    a_lost_answer(client);
    orders(client);
    an_import(configured);
    errors(configured);
    the_rest(client);
    payseal_client_free(configured);
    payseal_client_free(client);
    printf("Tybrite's blocking client\n");
    return 0;
}
