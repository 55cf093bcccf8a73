/* Webhooks: ownership, the verifier that changes, events that outlive it, shared handles, the explainer's report. */
#include "check.h"

#include <pthread.h>

static payseal_error *err = NULL;
static const payseal_str NOTHING = {NULL, 0};
static const payseal_str IMPOSSIBLE = {NULL, 5};
static const int64_t NOW = 1781955480;

/* The arrays that a program has. */
struct received {
    payseal_str names[2], values[2], body;
};

static struct received received(const payseal_test_delivery *delivery) {
    struct received seen;
    size_t i;
    CHECK(payseal_test_delivery_header_count(delivery) == 2);
    for (i = 0; i < 2; i++) OK(payseal_test_delivery_header_at(delivery, i, &seen.names[i], &seen.values[i], &err));
    seen.body = payseal_test_delivery_body(delivery);
    return seen;
}

static int32_t verify(const payseal_webhook_verifier *verifier, const struct received *seen, payseal_event **event) {
    return payseal_webhook_verify(verifier, seen->body, seen->names, seen->values, 2, NOW, event, &err);
}

static void rotation(void) {
    payseal_webhook_verifier *verifier = NULL;
    payseal_test_delivery *delivery = NULL;
    payseal_event *event = NULL;
    struct received seen;
    payseal_str text;
    size_t index = 77;
    int64_t signed_at;
    OK(payseal_test_delivery_new(S(PAYSEAL_TYBRITE), S("whsec_old"), S("order.paid"), NOW, &delivery, &err));
    seen = received(delivery);
    CHECK(is(seen.names[1], "X-Tybrite-Signature") && has(seen.values[1], "t=1781955480,v1="));
    OK(payseal_webhook_verifier_new(S(PAYSEAL_TYBRITE), &verifier, &err));
    FAILS(PAYSEAL_CODE_HMAC_SECRET_MISSING, verify(verifier, &seen, &event));
    OK(payseal_webhook_verifier_add_secret(verifier, S("whsec_new"), &err));
    FAILS(PAYSEAL_CODE_WEBHOOK_SIGNATURE_MISMATCH, verify(verifier, &seen, &event));
    CHECK(event == NULL);
    /* A setter after the first use: it is checked anew. */
    OK(payseal_webhook_verifier_add_secret(verifier, S("whsec_old"), &err));
    OK(payseal_webhook_verifier_check(verifier, &err));
    OK(verify(verifier, &seen, &event));
    OK(payseal_webhook_verify_signature(verifier, seen.body, seen.names, seen.values, 2, NOW, &index, &err));
    CHECK(index == 1);
    OK(payseal_webhook_verifier_set_tolerance_s(verifier, 0, &err));
    FAILS(PAYSEAL_CODE_OPTION_INVALID, payseal_webhook_verifier_check(verifier, &err));
    /* The event goes on without the verifier and the delivery. */
    payseal_webhook_verifier_free(verifier);
    payseal_test_delivery_free(delivery);
    CHECK(payseal_event_secret_index(event, &index) && index == 1);
    CHECK(payseal_event_signed_unix_s(event, &signed_at) && signed_at == NOW);
    CHECK(is(payseal_event_partner(event), PAYSEAL_TYBRITE) && is(payseal_event_type(event), "order.paid"));
    CHECK(has(payseal_event_id(event), "evt_test_") && payseal_event_status(event).ptr == NULL);
    CHECK(has(payseal_event_dedupe_key(event), "tybrite:evt_test_"));
    CHECK(payseal_json_get_text(payseal_event_json(event), S("api_version"), &text) && is(text, "v1"));
    CHECK(payseal_event_json(event) == payseal_event_json(event)); /* made once */
    payseal_event_free(event);
}

static void clive(void) {
    payseal_webhook_verifier *verifier = NULL;
    payseal_test_delivery *delivery = NULL;
    payseal_event *event = NULL;
    struct received seen;
    int64_t signed_at = 77;
    double amount;
    OK(payseal_test_delivery_new(S(PAYSEAL_CLIVE), S("s"), S("transaction_refunded"), 0, &delivery, &err));
    seen = received(delivery);
    OK(payseal_webhook_verifier_new(S(PAYSEAL_CLIVE), &verifier, &err));
    OK(payseal_webhook_verifier_add_secret(verifier, S("s"), &err));
    OK(verify(verifier, &seen, &event));
    CHECK(is(payseal_event_status(event), "refunded") && payseal_event_id(event).ptr == NULL);
    CHECK(!payseal_event_signed_unix_s(event, &signed_at) && signed_at == 77);
    CHECK(payseal_json_get_number(payseal_event_json(event), S("amount"), &amount) && amount > 749.9 && amount < 750.1);
    payseal_event_free(event);

    /* Reasons, and what they show. */
    seen.body = S("{}");
    event = NULL;
    CHECK(verify(verifier, &seen, &event) == PAYSEAL_CODE_WEBHOOK_SIGNATURE_MISMATCH);
    CHECK(payseal_error_kind(err) == PAYSEAL_KIND_WEBHOOK_VERIFICATION && payseal_error_http_status(err) == 0);
    CHECK(payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT && !payseal_error_retryable(err));
    CHECK(!payseal_error_skew_s(err, (uint64_t[]){0}) && payseal_error_advice(err).len > 10);
    payseal_error_free(err);
    err = NULL;
    FAILS(PAYSEAL_CODE_WEBHOOK_HEADER_MISSING, payseal_webhook_verify(verifier, seen.body, NULL, NULL, 0, NOW, &event, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_webhook_verify(verifier, seen.body, NULL, NULL, 1, NOW, &event, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_webhook_verify(verifier, IMPOSSIBLE, NULL, NULL, 0, NOW, &event, &err));
    /* A header's name is the sender's: bytes that are no text are just another header. */
    seen.names[0] = S("x-\xff");
    FAILS(PAYSEAL_CODE_WEBHOOK_SIGNATURE_MISMATCH, verify(verifier, &seen, &event));
    CHECK(event == NULL);
    payseal_test_delivery_free(delivery);

    /* A right signature over what is no JSON. */
    OK(payseal_test_delivery_signed(S(PAYSEAL_CLIVE), S("s"), S("[1"), 0, &delivery, &err));
    seen = received(delivery);
    FAILS(PAYSEAL_CODE_WEBHOOK_BODY_NOT_JSON, verify(verifier, &seen, &event));
    FAILS(PAYSEAL_CODE_WEBHOOK_BODY_NOT_JSON, payseal_event_parse(S(PAYSEAL_CLIVE), S("[]"), &event, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_event_parse(S("nobody"), S("{}"), &event, &err));
    payseal_test_delivery_free(delivery);
    OK(payseal_webhook_verifier_set_tolerance_s(verifier, 60, &err));
    FAILS(PAYSEAL_CODE_OPTION_INVALID, payseal_webhook_verifier_check(verifier, &err));
    payseal_webhook_verifier_free(verifier);
    delivery = NULL;
    FAILS(PAYSEAL_CODE_HMAC_SECRET_MISSING, payseal_test_delivery_new(S(PAYSEAL_CLIVE), NOTHING, S("x"), 0, &delivery, &err));
    FAILS(PAYSEAL_CODE_HMAC_SECRET_MISSING, payseal_test_delivery_signed(S(PAYSEAL_CLIVE), NOTHING, S("{}"), 0, &delivery, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_test_delivery_new(S("nobody"), S("s"), S("x"), 0, &delivery, &err));
    verifier = NULL;
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_webhook_verifier_new(S("nobody"), &verifier, &err));
    CHECK(delivery == NULL && verifier == NULL);
}

static void too_old(void) {
    payseal_webhook_verifier *verifier = NULL;
    payseal_test_delivery *delivery = NULL;
    payseal_event *event = NULL;
    struct received seen;
    uint64_t skew = 0;
    OK(payseal_webhook_verifier_new(S(PAYSEAL_TYBRITE), &verifier, &err));
    OK(payseal_webhook_verifier_add_secret(verifier, S("s"), &err));
    OK(payseal_webhook_verifier_set_tolerance_s(verifier, 5, &err));
    OK(payseal_test_delivery_new(S(PAYSEAL_TYBRITE), S("s"), S("order.paid"), NOW - 6, &delivery, &err));
    seen = received(delivery);
    CHECK(verify(verifier, &seen, &event) == PAYSEAL_CODE_WEBHOOK_TOO_OLD && payseal_error_skew_s(err, &skew) && skew == 6);
    payseal_error_free(err);
    payseal_test_delivery_free(delivery);
    OK(payseal_test_delivery_new(S(PAYSEAL_TYBRITE), S("s"), S("order.paid"), NOW + 9, &delivery, &err));
    seen = received(delivery);
    CHECK(verify(verifier, &seen, &event) == PAYSEAL_CODE_WEBHOOK_IN_FUTURE && payseal_error_skew_s(err, &skew) && skew == 9);
    payseal_error_free(err);
    err = NULL;
    payseal_test_delivery_free(delivery);
    payseal_webhook_verifier_free(verifier);
}

/* Many threads claim the same event: one of them is told "new". */
static payseal_dedupe *store;
static const payseal_webhook_verifier *shared;
static struct received of_all;

static void *one_claim(void *argument) {
    payseal_event *event = NULL;
    payseal_error *error = NULL;
    int32_t claim;
    uint64_t ticket;
    if (payseal_webhook_verify(shared, of_all.body, of_all.names, of_all.values, 2, NOW, &event, &error) != PAYSEAL_OK) return NULL;
    if (payseal_dedupe_claim(store, payseal_event_dedupe_key(event), NOW, 60, &claim, &ticket, NULL, NULL) == PAYSEAL_OK) {
        *(int *)argument = claim == PAYSEAL_CLAIM_NEW ? 1 : claim == PAYSEAL_CLAIM_IN_PROGRESS ? 2 : 3;
    }
    payseal_event_free(event);
    return NULL;
}

static void once(void) {
    enum { THREADS = 8 };
    payseal_webhook_verifier *verifier = NULL;
    payseal_test_delivery *delivery = NULL;
    pthread_t threads[THREADS];
    int told[THREADS] = {0}, i, claimed = 0, waits = 0;
    int32_t claim = 77;
    uint64_t ticket = 77;
    OK(payseal_dedupe_new(100, &store, &err));
    OK(payseal_webhook_verifier_new(S(PAYSEAL_TYBRITE), &verifier, &err));
    OK(payseal_webhook_verifier_add_secret(verifier, S("s"), &err));
    OK(payseal_test_delivery_new(S(PAYSEAL_TYBRITE), S("s"), S("order.paid"), NOW, &delivery, &err));
    of_all = received(delivery);
    shared = verifier;
    for (i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, one_claim, &told[i]) == 0);
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        claimed += told[i] == 1;
        waits += told[i] == 2;
    }
    CHECK(claimed == 1 && waits == THREADS - 1 && payseal_dedupe_count(store) == 1);
    FAILS(PAYSEAL_CODE_DEDUPE_LEASE_INVALID, payseal_dedupe_claim(store, S("k"), NOW, 0, &claim, &ticket, NULL, &err));
    FAILS(PAYSEAL_CODE_DEDUPE_LEASE_INVALID, payseal_dedupe_claim(store, S("k"), NOW, 86401, &claim, &ticket, NULL, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_dedupe_claim(store, S("\xff"), NOW, 60, &claim, &ticket, NULL, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_dedupe_claim(store, S("k"), NOW, 60, NULL, &ticket, NULL, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_dedupe_claim(store, S("k"), NOW, 60, &claim, NULL, NULL, &err));
    CHECK(claim == 77 && ticket == 77 && payseal_dedupe_count(store) == 1);
    payseal_dedupe_free(store);
    payseal_webhook_verifier_free(verifier);
    payseal_test_delivery_free(delivery);
}

static void explained(void) {
    const char *sent = "{\"amount\": 750}", *header = "x-clive-hmac";
    payseal_explainer *explainer = NULL;
    payseal_explanation *explanation = NULL;
    payseal_key *key = NULL;
    payseal_str names[1], values[1];
    payseal_bytes json;
    char signature[PAYSEAL_HEX_SIZE];
    OK(payseal_key_new(S("s3cret-of-the-store\n"), &key, &err));
    OK(payseal_key_sign_hex(key, S("{\"amount\":750}"), &signature, &err));
    payseal_key_free(key);
    names[0] = S(header);
    values[0] = S(signature);
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_explainer_new(S("weather"), &explainer, &err));
    OK(payseal_explainer_new(S(PAYSEAL_EXPLAIN_CLIVE_REQUEST), &explainer, &err));
    OK(payseal_explainer_add_secret(explainer, S("s3cret-of-the-store"), &err));
    OK(payseal_explainer_set_now_unix_s(explainer, NOW, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_explain(explainer, S(sent), NULL, NULL, 1, &explanation, &err));
    FAILS(PAYSEAL_CODE_INVALID_ARGUMENT, payseal_explain(explainer, S(sent), names, values, 1, NULL, &err));
    CHECK(explanation == NULL);
    OK(payseal_explain(explainer, S(sent), names, values, 1, &explanation, &err));
    payseal_explainer_free(explainer);
    CHECK(payseal_explanation_verdict(explanation) == PAYSEAL_VERDICT_MISTAKEN);
    CHECK(has(payseal_explanation_text(explanation), "body.reserialized.js + secret.newline_added"));
    CHECK(!has(payseal_explanation_text(explanation), "s3cret") && !has(payseal_explanation_text(explanation), signature));
    CHECK(payseal_json_count(payseal_json_get(payseal_explanation_json(explanation), S("findings"))) >= 1);
    CHECK(payseal_json_get_raw(payseal_explanation_json(explanation), NOTHING, &json));
    CHECK(has(bytes_view(json), "\"verdict\":\"mistaken\"") && !has(bytes_view(json), "s3cret"));
    payseal_bytes_free(json);
    payseal_explanation_free(explanation);
}

int main(void) {
    rotation();
    clive();
    too_old();
    once();
    explained();
    printf("webhooks\n");
    return 0;
}
