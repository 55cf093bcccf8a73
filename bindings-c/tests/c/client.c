/* The blocking client against the sandbox: from the environment, retries and the hook, errors with their outcome, two steps, raw. */
#include "sandbox.h"

static payseal_error *err = NULL;

struct seen {
    int started, ended;
    uint16_t last_status;
    int32_t first_fault, last_outcome;
    uint64_t retry_in_ms;
    bool key_was_right;
};

static void hook(void *user, const payseal_attempt *attempt) {
    struct seen *seen = (struct seen *)user;
    seen->key_was_right = is(payseal_attempt_idempotency_key(attempt), "checkout-EZH") &&
                          is(payseal_attempt_operation(attempt), "create_checkout_intent");
    if (payseal_attempt_phase(attempt) == PAYSEAL_ATTEMPT_STARTED) {
        seen->started++;
        CHECK(payseal_attempt_number(attempt) == (uint32_t)seen->started);
        CHECK(payseal_attempt_outcome(attempt) == 0 && payseal_attempt_http_status(attempt) == 0);
    } else {
        CHECK(payseal_attempt_phase(attempt) == PAYSEAL_ATTEMPT_ENDED);
        seen->ended++;
        CHECK(payseal_attempt_duration_ms(attempt) < 10000);
        if (seen->ended == 1) {
            seen->first_fault = payseal_attempt_fault(attempt);
            CHECK(payseal_attempt_retry_in_ms(attempt, &seen->retry_in_ms));
        } else {
            CHECK(!payseal_attempt_retry_in_ms(attempt, &seen->retry_in_ms));
        }
        seen->last_status = payseal_attempt_http_status(attempt);
        seen->last_outcome = payseal_attempt_outcome(attempt);
    }
}

static void from_environment(void) {
    payseal_client *client = NULL;
    payseal_answer *answer = NULL, *again = NULL;
    payseal_call_options *options = NULL;
    payseal_str first, second;
    payseal_bytes record;
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_from_env(S("nobody"), &client, &err));
    OK(payseal_client_from_env(S(PAYSEAL_CLIVE), &client, &err));
    OK(payseal_client_call(client, S(PAYSEAL_CLIVE_CREATE_CHECKOUT_INTENT), S(CHECKOUT("EZ1")), NULL, &answer, &err));
    CHECK(payseal_answer_http_status(answer) == 201 && payseal_answer_attempts(answer) == 1 && !payseal_answer_replayed(answer));
    CHECK(is(payseal_answer_idempotency_key(answer), "checkout-EZ1"));
    CHECK(payseal_json_get_text(payseal_answer_json(answer), S("clive_tx_id"), &first) && has(first, "CLVTX_"));
    OK(payseal_answer_record(answer, &record, &err));
    CHECK(has(bytes_view(record), "\"echezona_reference\":\"EZ1\"") && !has(bytes_view(record), "client_secret"));
    payseal_bytes_free(record);

    /* The same key again: the stored answer. */
    OK(payseal_call_options_new(&options, &err));
    OK(payseal_call_options_set_idempotency_key(options, S("checkout-EZ1"), &err));
    OK(payseal_client_call(client, S("create_checkout_intent"), S(CHECKOUT("EZ1")), options, &again, &err));
    CHECK(payseal_answer_replayed(again));
    CHECK(payseal_json_get_text(payseal_answer_json(again), S("clive_tx_id"), &second) && same(first, second));
    payseal_call_options_free(options);
    payseal_answer_free(again);
    payseal_client_free(client); /* the answer outlives the client */
    CHECK(payseal_answer_body(answer).len > 10);
    payseal_answer_free(answer);
}

static void hook_and_retry(void) {
    struct seen seen = {0, 0, 0, 0, 0, 0, false};
    payseal_config *config = sandbox_config(from_env("CLIVE_API_BASE_URL"));
    payseal_client *client;
    payseal_answer *answer = NULL;
    OK(payseal_config_set_on_attempt(config, hook, &seen, &err));
    OK(payseal_config_set_max_idle_connections(config, 4, &err));
    OK(payseal_config_set_proxy(config, S(""), &err));
    client = client_of(config);
    set_fault("{\"method\":\"POST\",\"path_suffix\":\"/checkout-intent\",\"action\":{\"kind\":\"reset_after_commit\"}}");
    OK(payseal_client_call(client, S("create_checkout_intent"), S(CHECKOUT("EZH")), NULL, &answer, &err));
    CHECK(payseal_answer_attempts(answer) == 2 && payseal_answer_replayed(answer));
    CHECK(seen.started == 2 && seen.ended == 2 && seen.last_status == 201 && seen.key_was_right);
    CHECK(seen.first_fault == PAYSEAL_FAULT_RESET && seen.last_outcome == PAYSEAL_OUTCOME_OK);
    payseal_answer_free(answer);
    payseal_client_free(client);
}

static void prepared_intent(void) {
    payseal_config *config = sandbox_config(from_env("CLIVE_API_BASE_URL"));
    payseal_intent *intent = NULL;
    payseal_client *client;
    payseal_answer *answer = NULL;
    OK(payseal_intent_from_json(config, S("initialize_transaction"), S(INITIALIZE("EZP")), S("my-key"), &intent, &err));
    client = client_of(config);
    OK(payseal_client_send(client, intent, NULL, &answer, &err));
    CHECK(is(payseal_answer_idempotency_key(answer), "my-key"));
    payseal_answer_free(answer);
    OK(payseal_client_send(client, intent, NULL, &answer, &err)); /* the intent may be sent again */
    CHECK(payseal_answer_replayed(answer));
    payseal_answer_free(answer);
    payseal_intent_free(intent);
    payseal_client_free(client);
}

static void two_steps(void) {
    payseal_client *client = client_of(sandbox_config(from_env("CLIVE_API_BASE_URL")));
    payseal_answer *initialize = NULL, *attach = NULL;
    payseal_str text, tx;
    size_t before = requests_seen();
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR,
          payseal_client_initialize_and_attach(client, S(INITIALIZE("EZT")), S(""), NULL, NULL, &initialize, &attach, &err));
    CHECK(initialize == NULL && attach == NULL && requests_seen() == before);
    /* The second step fails: the error holds what the first one achieved. */
    set_fault("{\"path_suffix\":\"/attach-intent\",\"times\":1,\"action\":{\"kind\":\"status\",\"status\":404}}");
    CHECK(payseal_client_initialize_and_attach(client, S(INITIALIZE("EZT")), S("pi_1"), NULL, NULL, &initialize, &attach, &err) ==
          PAYSEAL_KIND_NOT_FOUND);
    CHECK(initialize == NULL && attach == NULL);
    CHECK(payseal_json_get_text(payseal_error_completed(err), S("clive_tx_id"), &text) && has(text, "CLVTX_"));
    payseal_error_free(err);
    err = NULL;
    OK(payseal_client_initialize_and_attach(client, S(INITIALIZE("EZT")), S("pi_1"), NULL, NULL, &initialize, &attach, &err));
    CHECK(payseal_answer_replayed(initialize));
    CHECK(payseal_json_get_text(payseal_answer_json(initialize), S("clive_tx_id"), &tx));
    CHECK(payseal_json_get_text(payseal_answer_json(attach), S("clive_tx_id"), &text) && same(text, tx));
    payseal_answer_free(initialize);
    payseal_answer_free(attach);
    payseal_client_free(client);
}

static void every_other_operation(void) {
    payseal_client *client = client_of(sandbox_config(from_env("CLIVE_API_BASE_URL")));
    payseal_answer *answer = NULL;
    const char *reads[][2] = {{"list_transactions", "{}"},
                              {"list_merchant_clients", "{}"},
                              {"list_settlements", "{}"},
                              {"get_branding_packet", "{\"client_id\":\"AIRPEACE001\"}"},
                              {"run_settlements", "{}"},
                              {"create_merchant_client", "{\"client_id\":\"FROMC001\",\"legal_name\":\"From C\"}"}};
    size_t i;
    for (i = 0; i < sizeof reads / sizeof *reads; i++) {
        OK(payseal_client_call(client, S(reads[i][0]), S(reads[i][1]), NULL, &answer, &err));
        CHECK(payseal_json_kind(payseal_answer_json(answer)) == PAYSEAL_JSON_OBJECT);
        payseal_answer_free(answer);
    }
    payseal_client_free(client);
}

static void errors(void) {
    payseal_client *client = client_of(sandbox_config(from_env("CLIVE_API_BASE_URL")));
    payseal_config *config;
    payseal_call_options *options = NULL;
    payseal_answer *answer = NULL;
    size_t before = requests_seen();
    FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_client_call(client, S("create_checkout_intent"), S("{}"), NULL, &answer, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_call(client, S("no_such"), S("{}"), NULL, &answer, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_call(NULL, S("list_transactions"), S("{}"), NULL, &answer, &err));
    /* Without a place for the answer nothing is sent. */
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_call(client, S("list_transactions"), S("{}"), NULL, NULL, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_send(client, NULL, NULL, &answer, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_raw(client, NULL, NULL, &answer, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT,
          payseal_client_initialize_and_attach(client, S("{}"), S("pi"), NULL, NULL, NULL, &answer, &err));
    CHECK(requests_seen() == before && answer == NULL);
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_client_new(NULL, NULL, &err));
    payseal_client_free(NULL);

    /* The partner fails once and nobody retries: unknown. */
    OK(payseal_call_options_new(&options, &err));
    OK(payseal_call_options_set_max_retries(options, 0, &err));
    OK(payseal_call_options_set_attempt_timeout_ms(options, 5000, &err));
    OK(payseal_call_options_set_total_timeout_ms(options, 5000, &err));
    set_fault("{\"path_suffix\":\"/initialize\",\"action\":{\"kind\":\"status\",\"status\":503}}");
    CHECK(payseal_client_call(client, S("initialize_transaction"), S(INITIALIZE("EZE")), options, &answer, &err) == PAYSEAL_KIND_SERVER);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_UNKNOWN && payseal_error_retryable(err));
    CHECK(is(payseal_error_idempotency_key(err), "init-EZE") && answer == NULL);
    payseal_error_free(err);
    err = NULL;
    payseal_client_free(client);

    /* Nobody listens: nothing was sent. */
    config = sandbox_config("http://127.0.0.1:9");
    client = client_of(config);
    CHECK(payseal_client_call(client, S("initialize_transaction"), S(INITIALIZE("EZN")), options, &answer, &err) ==
          PAYSEAL_CODE_CONNECT_REFUSED);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT && payseal_error_fault(err) == PAYSEAL_FAULT_CONNECT_REFUSED);
    payseal_error_free(err);
    err = NULL;
    payseal_client_free(client);
    payseal_call_options_free(options);

    /* A wrong secret: refused. */
    config = sandbox_config(from_env("CLIVE_API_BASE_URL"));
    OK(payseal_config_set_hmac_secret(config, S("another"), &err));
    client = client_of(config);
    CHECK(payseal_client_call(client, S("initialize_transaction"), S(INITIALIZE("EZN")), NULL, &answer, &err) ==
          PAYSEAL_KIND_AUTHENTICATION);
    CHECK(is(payseal_error_code(err), "HMAC_INVALID") && payseal_error_outcome(err) == PAYSEAL_OUTCOME_REFUSED);
    CHECK(!has(payseal_error_text(err), "another"));
    payseal_error_free(err);
    err = NULL;
    payseal_client_free(client);

    config = sandbox_config(from_env("CLIVE_API_BASE_URL"));
    OK(payseal_config_set_extra_ca_pem(config, S("no certificate"), &err));
    client = NULL;
    FAILS(PAYSEAL_CODE_TLS_ROOTS_UNREADABLE, payseal_client_new(config, &client, &err));
    OK(payseal_config_set_extra_ca_pem(config, S(""), &err));
    OK(payseal_config_set_proxy(config, S("::"), &err));
    CHECK(client == NULL);
    payseal_config_free(config);
}

int main(void) {
    from_environment();
    hook_and_retry();
    prepared_intent();
    two_steps();
    every_other_operation();
    errors();
    printf("the blocking client\n");
    return 0;
}
