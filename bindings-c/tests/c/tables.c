/* The tables through the listing functions, against the header's constants. */
#include "check.h"

int main(void) {
    size_t i, found = 0;
    payseal_str clive = S(PAYSEAL_CLIVE), tybrite = S(PAYSEAL_TYBRITE), name;
    CHECK(payseal_abi_version() == PAYSEAL_ABI_VERSION);
    CHECK(is(payseal_version(), PAYSEAL_VERSION));
#ifdef TEST_DRIVER
    CHECK(payseal_has_driver());
#else
    CHECK(!payseal_has_driver());
#endif

    /* Kinds: ascending, each with a name. */
    CHECK(payseal_kind_at(0) == PAYSEAL_KIND_API && is(payseal_kind_name(PAYSEAL_KIND_API), "ApiError"));
    CHECK(is(payseal_kind_name(PAYSEAL_KIND_RATE_LIMIT), "RateLimitError"));
    CHECK(is(payseal_kind_name(PAYSEAL_KIND_CONFIG), "ConfigError"));
    for (i = 0; i < payseal_kind_count(); i++) {
        CHECK(payseal_kind_name(payseal_kind_at(i)).len > 5);
        CHECK(i == 0 || payseal_kind_at(i) > payseal_kind_at(i - 1));
    }
    CHECK(payseal_kind_at(payseal_kind_count()) == 0 && payseal_kind_at((size_t)-1) == 0);
    CHECK(payseal_kind_name(0).ptr == NULL && payseal_kind_name(-1).ptr == NULL);

    /* Codes: each of a kind that exists, above every kind's number. */
    for (i = 0; i < payseal_code_count(); i++) {
        int32_t code = payseal_code_at(i);
        CHECK(code >= 100 && payseal_kind_name(payseal_code_kind(code)).ptr != NULL);
        CHECK(payseal_code_message(code).len > 0 && payseal_code_advice(code).len > 0);
        if (is(payseal_code_name(code), "CONNECT_REFUSED")) {
            CHECK(code == PAYSEAL_CODE_CONNECT_REFUSED && payseal_code_kind(code) == PAYSEAL_KIND_CONNECTION_FAILED);
            found++;
        }
    }
    CHECK(found == 1 && payseal_code_name(1).ptr == NULL && payseal_code_at(payseal_code_count()) == 0);
    CHECK(payseal_code_kind(1) == 0 && payseal_code_message(1).ptr == NULL && payseal_code_advice(1).ptr == NULL);

    /* Outcomes and faults. */
    CHECK(payseal_outcome_count() == 4 && payseal_outcome_at(2) == PAYSEAL_OUTCOME_UNKNOWN && payseal_outcome_at(4) == 0);
    CHECK(is(payseal_outcome_name(PAYSEAL_OUTCOME_NOT_SENT), "not_sent"));
    CHECK(is(payseal_outcome_name(PAYSEAL_OUTCOME_REFUSED), "refused"));
    CHECK(is(payseal_outcome_name(PAYSEAL_OUTCOME_UNKNOWN), "unknown"));
    CHECK(is(payseal_outcome_name(PAYSEAL_OUTCOME_OK), "ok") && payseal_outcome_name(5).ptr == NULL);
    CHECK(payseal_fault_count() == 10 && payseal_fault_at(0) == PAYSEAL_FAULT_DNS && payseal_fault_at(10) == 0);
    CHECK(payseal_fault_outcome(PAYSEAL_FAULT_CONNECT_REFUSED) == PAYSEAL_OUTCOME_NOT_SENT);
    for (i = 0; i < payseal_fault_count(); i++) {
        int32_t fault = payseal_fault_at(i);
        CHECK(payseal_fault_name(fault).len > 2);
        /* Only what fails before the first byte of a request leaves it unsent. */
        CHECK((payseal_fault_outcome(fault) == PAYSEAL_OUTCOME_NOT_SENT) == (fault <= PAYSEAL_FAULT_TLS_HANDSHAKE));
    }
    CHECK(payseal_fault_outcome(0) == 0 && payseal_fault_name(99).ptr == NULL);

    /* Operations. */
    CHECK(payseal_operation_count(clive) == 11 && payseal_operation_count(S("nobody")) == 0);
    name = payseal_operation_at(clive, 0);
    CHECK(is(name, PAYSEAL_CLIVE_INITIALIZE_TRANSACTION));
    CHECK(is(payseal_operation_method(clive, name), "POST"));
    CHECK(is(payseal_operation_path(clive, name), "/transactions/initialize"));
    CHECK(payseal_operation_auth(clive, name) == PAYSEAL_AUTH_SIGNED);
    CHECK(payseal_operation_replay(clive, name) == PAYSEAL_REPLAY_KEYED);
    name = S(PAYSEAL_CLIVE_PAY_SETTLEMENT);
    CHECK(payseal_operation_replay(clive, name) == PAYSEAL_REPLAY_NEVER);
    CHECK(payseal_operation_auth(clive, S("nothing")) == 0 && payseal_operation_replay(clive, S("nothing")) == 0);
    CHECK(payseal_operation_path(clive, S("nothing")).ptr == NULL && payseal_operation_at(clive, 11).ptr == NULL);
    CHECK(payseal_operation_method(S(""), S("")).ptr == NULL);
    CHECK(payseal_operation_key_class(clive, name) == PAYSEAL_KEY_CLASS_ANY && !payseal_operation_takes_document(clive, name));

    /* The partners, and Tybrite's operations. */
    CHECK(payseal_partner_count() == 2 && is(payseal_partner_at(0), PAYSEAL_CLIVE) && is(payseal_partner_at(1), PAYSEAL_TYBRITE));
    CHECK(payseal_partner_at(2).ptr == NULL && payseal_operation_count(tybrite) == 21);
    name = S(PAYSEAL_TYBRITE_ORDERS_UPDATE);
    CHECK(is(payseal_operation_method(tybrite, name), "PATCH") && is(payseal_operation_path(tybrite, name), "/v1/orders/{id}"));
    CHECK(payseal_operation_auth(tybrite, name) == PAYSEAL_AUTH_SIGNED && payseal_operation_replay(tybrite, name) == PAYSEAL_REPLAY_KEYED);
    CHECK(payseal_operation_key_class(tybrite, name) == PAYSEAL_KEY_CLASS_SECRET);
    CHECK(payseal_operation_key_class(tybrite, S(PAYSEAL_TYBRITE_SANDBOX_RESET)) == PAYSEAL_KEY_CLASS_SECRET_TEST);
    CHECK(payseal_operation_takes_document(tybrite, S(PAYSEAL_TYBRITE_INGEST_PRODUCTS)));
    CHECK(payseal_operation_key_class(tybrite, S("nothing")) == 0 && !payseal_operation_takes_document(S("nobody"), name));
    CHECK(strcmp(PAYSEAL_TYBRITE_PROVIDER_MPESA, "mpesa") == 0);
    printf("tables agree\n");
    return 0;
}
