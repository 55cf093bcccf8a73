/* The shared vectors of webhooks and of the explainer. */
#include "rows.h"

enum { MOST_HEADERS = 32, MOST_STEPS = 64 };

static payseal_error *err = NULL;

/* The headers of a row; `release` them. */
struct headers {
    payseal_str names[MOST_HEADERS], values[MOST_HEADERS];
    char *keep[MOST_HEADERS];
    size_t count;
};

static void headers_of(const payseal_json *row, const payseal_json *list, struct headers *headers) {
    headers->count = payseal_json_count(list);
    ROW(row, headers->count <= MOST_HEADERS);
    for (size_t i = 0; i < headers->count; i++) {
        const payseal_json *pair = payseal_json_at(list, i);
        headers->names[i] = text_at(payseal_json_at(pair, 0), "");
        headers->keep[i] = bytes_of(payseal_json_at(pair, 1), &headers->values[i].len);
        headers->values[i].ptr = headers->keep[i];
    }
}

static void release(struct headers *headers) {
    for (size_t i = 0; i < headers->count; i++) free(headers->keep[i]);
}

static payseal_webhook_verifier *verifier_of(const payseal_json *input) {
    const payseal_json *secrets = payseal_json_get(input, S("secrets"));
    payseal_webhook_verifier *verifier = NULL;
    OK(payseal_webhook_verifier_new(text_at(input, "partner"), &verifier, &err));
    for (size_t i = 0; i < payseal_json_count(secrets); i++) {
        OK(payseal_webhook_verifier_add_secret(verifier, text_at(payseal_json_at(secrets, i), ""), &err));
    }
    if (!is_null(input, "tolerance_s")) {
        OK(payseal_webhook_verifier_set_tolerance_s(verifier, (uint64_t)integer_at(input, "tolerance_s"), &err));
    }
    return verifier;
}

/* Text is shown to people: no secret of the row stands in it. */
static void shows_no_secret(const payseal_json *row, const payseal_json *input, payseal_str text) {
    const payseal_json *secrets = payseal_json_get(input, S("secrets"));
    for (size_t i = 0; i < payseal_json_count(secrets); i++) {
        payseal_str secret = text_at(payseal_json_at(secrets, i), "");
        char wanted[200];
        if (secret.len < 9 || secret.len >= sizeof wanted) continue;
        memcpy(wanted, secret.ptr, secret.len);
        wanted[secret.len] = '\0';
        ROW(row, !has(text, wanted));
    }
}

static void verify_row(const payseal_json *row, const payseal_json *input, const payseal_json *expect) {
    payseal_webhook_verifier *verifier = verifier_of(input);
    payseal_event *event = NULL;
    struct headers headers;
    char *keep;
    payseal_str body = owned(input, "body", &keep);
    int64_t now = integer_at(input, "now"), signed_at;
    size_t of_signature = 77, index;
    int32_t status, signature;
    headers_of(row, payseal_json_get(input, S("headers")), &headers);
    signature = payseal_webhook_verify_signature(verifier, body, headers.names, headers.values, headers.count, now, &of_signature, NULL);
    status = payseal_webhook_verify(verifier, body, headers.names, headers.values, headers.count, now, &event, &err);
    payseal_webhook_verifier_free(verifier);
    if (status == PAYSEAL_OK) {
        bool has_time = payseal_event_signed_unix_s(event, &signed_at);
        ROW(row, is_null(expect, "code") && signature == PAYSEAL_OK);
        ROW(row, payseal_event_secret_index(event, &index) && index == of_signature);
        ROW(row, (int64_t)index == integer_at(expect, "secret_index"));
        ROW(row, has_time == !is_null(expect, "timestamp") && (!has_time || signed_at == integer_at(expect, "timestamp")));
        ROW(row, same(payseal_event_type(event), text_at(expect, "type")));
        ROW(row, (payseal_event_type(event).ptr == NULL) == is_null(expect, "type"));
        ROW(row, same(payseal_event_dedupe_key(event), text_at(expect, "dedupe_key")));
        ROW(row, same(payseal_event_partner(event), text_at(input, "partner")));
        ROW(row, payseal_json_kind(payseal_event_json(event)) == PAYSEAL_JSON_OBJECT);
        ROW(row, is(text_at(input, "partner"), PAYSEAL_CLIVE) ? payseal_event_id(event).ptr == NULL
                                                              : same(payseal_event_id(event), text_at(payseal_event_json(event), "id")));
        payseal_event_free(event);
    } else {
        uint64_t skew = 77;
        bool has_skew = payseal_error_skew_s(err, &skew);
        ROW(row, event == NULL && same(payseal_error_code(err), text_at(expect, "code")));
        ROW(row, payseal_error_kind(err) == PAYSEAL_KIND_WEBHOOK_VERIFICATION && payseal_error_number(err) == status);
        ROW(row, is_null(expect, "fault") || same(text_at(payseal_error_details(err), "fault"), text_at(expect, "fault")));
        ROW(row, has_skew == !is_null(expect, "skew_s") && (has_skew ? skew == (uint64_t)integer_at(expect, "skew_s") : skew == 77));
        /* The signature of a body that cannot be read is right. */
        ROW(row, (signature == PAYSEAL_OK) == (status == PAYSEAL_CODE_WEBHOOK_BODY_NOT_JSON));
        ROW(row, signature == PAYSEAL_OK || (signature == status && of_signature == 77));
        shows_no_secret(row, input, payseal_error_text(err));
        payseal_error_free(err);
        err = NULL;
    }
    release(&headers);
    free(keep);
}

static void dedupe_row(const payseal_json *row, const payseal_json *input) {
    const payseal_json *steps = payseal_json_get(input, S("steps"));
    payseal_dedupe *store = NULL;
    payseal_str keys[MOST_STEPS];
    uint64_t tickets[MOST_STEPS];
    size_t known = 0;
    OK(payseal_dedupe_new((size_t)integer_at(input, "capacity"), &store, &err));
    for (size_t i = 0; i < payseal_json_count(steps); i++) {
        const payseal_json *step = payseal_json_at(steps, i);
        payseal_str what = text_at(payseal_json_at(step, 0), ""), key = text_at(payseal_json_at(step, 1), "");
        payseal_str wanted = text_at(payseal_json_at(step, 3), "");
        int64_t now = integer_at(payseal_json_at(step, 2), ""), until = 77;
        size_t at = known;
        while (at > 0 && !same(keys[at - 1], key)) at--;
        if (is(what, "claim")) {
            int32_t claim = 77, status;
            uint64_t ticket = 77;
            status = payseal_dedupe_claim(store, key, now, 60, &claim, &ticket, &until, NULL);
            if (is(wanted, "full")) {
                ROW(row, status == PAYSEAL_CODE_DEDUPE_STORE_FULL && claim == 77 && ticket == 77 && until == 77);
            } else if (is(wanted, "new")) {
                ROW(row, status == PAYSEAL_OK && claim == PAYSEAL_CLAIM_NEW && ticket != 0 && until == 0 && known < MOST_STEPS);
                keys[known] = key;
                tickets[known++] = ticket;
            } else if (is(wanted, "in_progress")) {
                ROW(row, status == PAYSEAL_OK && claim == PAYSEAL_CLAIM_IN_PROGRESS && ticket == 0);
                ROW(row, until > now && until <= now + 60);
            } else {
                ROW(row, is(wanted, "done") && status == PAYSEAL_OK && claim == PAYSEAL_CLAIM_DONE && ticket == 0 && until == 0);
            }
        } else if (is(what, "complete")) {
            ROW(row, at > 0);
            OK(payseal_dedupe_complete(store, key, tickets[at - 1], now, &err));
        } else {
            ROW(row, is(what, "release") && at > 0);
            OK(payseal_dedupe_release(store, key, tickets[at - 1], &err));
        }
    }
    payseal_dedupe_free(store);
}

static void webhook_row(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect) {
    if (is(op, "verify")) {
        verify_row(row, input, expect);
    } else if (is(op, "build")) {
        payseal_webhook_verifier *verifier = verifier_of(input);
        int32_t status = payseal_webhook_verifier_check(verifier, &err);
        ROW(row, (status == PAYSEAL_OK) == is_null(expect, "code"));
        ROW(row, same(payseal_error_code(err), text_at(expect, "code")) && payseal_error_number(err) == status);
        payseal_error_free(err);
        err = NULL;
        payseal_webhook_verifier_free(verifier);
    } else if (is(op, "key")) {
        payseal_event *event = NULL;
        size_t index = 77;
        OK(payseal_event_parse(text_at(input, "partner"), text_at(input, "body"), &event, &err));
        ROW(row, same(payseal_event_dedupe_key(event), text_at(expect, "dedupe_key")));
        ROW(row, !payseal_event_secret_index(event, &index) && index == 77);
        payseal_event_free(event);
    } else if (is(op, "sign")) {
        payseal_test_delivery *delivery = NULL;
        payseal_str name, value;
        OK(payseal_test_delivery_signed(text_at(input, "partner"), text_at(input, "secret"), text_at(input, "body"),
                                        integer_at(input, "unix_s"), &delivery, &err));
        ROW(row, same(payseal_test_delivery_body(delivery), text_at(input, "body")));
        ROW(row, payseal_test_delivery_header_count(delivery) == 2);
        OK(payseal_test_delivery_header_at(delivery, 1, &name, &value, &err));
        ROW(row, same(value, text_at(expect, "signature")) && has(name, "-Signature"));
        payseal_test_delivery_free(delivery);
    } else {
        ROW(row, is(op, "dedupe"));
        dedupe_row(row, input);
    }
}

/* Whether the ids of a finding are the wanted ones, in any order. */
static bool names(const payseal_json *finding, const payseal_json *wanted) {
    const payseal_json *ids = payseal_json_get(finding, S("ids"));
    size_t count = payseal_json_count(wanted);
    if (payseal_json_count(ids) != count) return false;
    for (size_t i = 0; i < count; i++) {
        size_t j = 0;
        while (j < count && !same(text_at(payseal_json_at(ids, j), ""), text_at(payseal_json_at(wanted, i), ""))) j++;
        if (j == count) return false;
    }
    return true;
}

static void explain_row(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect) {
    static const char *const verdicts[] = {"", "right", "mistaken", "unexplained", "no_signature"};
    const payseal_json *secrets = payseal_json_get(input, S("secrets")), *wanted = payseal_json_get(expect, S("ids")), *json, *findings;
    payseal_explainer *explainer = NULL;
    payseal_explanation *explanation = NULL;
    struct headers headers;
    char *keep;
    payseal_str body = owned(input, "body", &keep);
    payseal_bytes raw;
    int32_t verdict;
    ROW(row, is(op, "explain"));
    OK(payseal_explainer_new(text_at(input, "subject"), &explainer, &err));
    for (size_t i = 0; i < payseal_json_count(secrets); i++) {
        OK(payseal_explainer_add_secret(explainer, text_at(payseal_json_at(secrets, i), ""), &err));
    }
    if (!is_null(input, "api_key")) OK(payseal_explainer_add_api_key(explainer, text_at(input, "api_key"), &err));
    if (!is_null(input, "old_secret")) OK(payseal_explainer_add_old_secret(explainer, text_at(input, "old_secret"), &err));
    if (!is_null(input, "other_environment_secret")) {
        OK(payseal_explainer_add_other_environment_secret(explainer, text_at(input, "other_environment_secret"), &err));
    }
    if (!is_null(input, "now")) OK(payseal_explainer_set_now_unix_s(explainer, integer_at(input, "now"), &err));
    headers_of(row, payseal_json_get(input, S("headers")), &headers);
    OK(payseal_explain(explainer, body, headers.names, headers.values, headers.count, &explanation, &err));
    payseal_explainer_free(explainer); /* what it found goes on */
    json = payseal_explanation_json(explanation);
    findings = payseal_json_get(json, S("findings"));
    verdict = payseal_explanation_verdict(explanation);
    ROW(row, verdict >= 1 && verdict <= 4 && is(text_at(expect, "verdict"), verdicts[verdict]));
    ROW(row, same(text_at(json, "verdict"), text_at(expect, "verdict")) && payseal_explanation_text(explanation).len > 10);
    if (wanted != NULL) {
        bool found = false;
        for (size_t i = 0; i < payseal_json_count(findings) && i < 3; i++) found = found || names(payseal_json_at(findings, i), wanted);
        ROW(row, found);
    } else {
        ROW(row, payseal_json_count(findings) == 0);
    }
    ROW(row, payseal_json_get_raw(json, S(""), &raw));
    shows_no_secret(row, input, bytes_view(raw));
    shows_no_secret(row, input, payseal_explanation_text(explanation));
    payseal_bytes_free(raw);
    payseal_explanation_free(explanation);
    release(&headers);
    free(keep);
}

typedef void row_test(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect);

static void each_row(const char *subject, size_t at_least, row_test *test) {
    payseal_json *file = vectors(subject);
    const payseal_json *rows = payseal_json_get(file, S("rows"));
    size_t count = payseal_json_count(rows);
    CHECK(payseal_json_kind(rows) == PAYSEAL_JSON_ARRAY && count >= at_least);
    for (size_t i = 0; i < count; i++) {
        const payseal_json *row = payseal_json_at(rows, i), *input = payseal_json_get(row, S("input"));
        test(row, text_at(input, "op"), input, payseal_json_get(row, S("expect")));
    }
    printf("%s: %zu rows\n", subject, count);
    payseal_json_free(file);
}

int main(void) {
    each_row("webhook", 200, webhook_row);
    each_row("explain", 100, explain_row);
    return 0;
}
