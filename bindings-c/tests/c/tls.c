/* TLS through the blocking client: whom it trusts, and that nothing is sent to anybody else. The servers are tools/xtask/src/tls_front.rs. */
#include "sandbox.h"

static payseal_error *err = NULL;
static char pem[8192];

static payseal_client *client_at(const char *variable, bool with_ca) {
    char base_url[128];
    payseal_config *config;
    const char *origin = getenv(variable);
    CHECK(origin != NULL && strlen(origin) < 100);
    strcpy(base_url, origin);
    strcat(base_url, "/api/v1");
    config = sandbox_config(base_url);
    if (with_ca) OK(payseal_config_set_extra_ca_pem(config, S(pem), &err));
    return client_of(config);
}

static void pays(payseal_client *client, const char *checkout) {
    payseal_answer *answer = NULL;
    payseal_str id;
    OK(payseal_client_call(client, S("create_checkout_intent"), S(checkout), NULL, &answer, &err));
    CHECK(payseal_answer_http_status(answer) == 201 && payseal_answer_attempts(answer) == 1);
    CHECK(payseal_json_get_text(payseal_answer_json(answer), S("clive_tx_id"), &id) && has(id, "CLVTX_"));
    payseal_answer_free(answer);
    payseal_client_free(client);
}

/* A certificate that does not hold is a matter for people: one attempt, and not a byte of the request. */
static void refuses(payseal_client *client) {
    payseal_answer *answer = NULL;
    CHECK(payseal_client_call(client, S("create_checkout_intent"), S(CHECKOUT("EZX")), NULL, &answer, &err) ==
          PAYSEAL_CODE_TLS_CERTIFICATE);
    CHECK(answer == NULL && payseal_error_fault(err) == PAYSEAL_FAULT_TLS_CERTIFICATE);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT && !payseal_error_retryable(err));
    CHECK(payseal_error_attempts(err) == 1);
    payseal_error_free(err);
    err = NULL;
    payseal_client_free(client);
}

int main(void) {
    const char *ca_file = getenv("PAYSEAL_TEST_CA_FILE");
    FILE *file;
    CHECK(ca_file != NULL);
    file = fopen(ca_file, "rb");
    CHECK(file != NULL && fread(pem, 1, sizeof pem - 1, file) > 100 && fclose(file) == 0);

    refuses(client_at("PAYSEAL_TEST_TLS_GOOD", false)); /* an authority that nobody knows */
    refuses(client_at("PAYSEAL_TEST_TLS_EXPIRED", true));
    refuses(client_at("PAYSEAL_TEST_TLS_OTHER_HOST", true));
    CHECK(requests_seen() == 0);
    pays(client_at("PAYSEAL_TEST_TLS_GOOD", true), CHECKOUT("EZT1"));
    CHECK(requests_seen() == 1);

    /* The way for a whole machine: the platform's own variable. */
    CHECK(setenv("SSL_CERT_FILE", ca_file, 1) == 0);
    pays(client_at("PAYSEAL_TEST_TLS_GOOD", false), CHECKOUT("EZT2"));
    CHECK(requests_seen() == 2);
    return 0;
}
