/* Webhooks and explanations: nothing is sent. */
#include "line.h"

enum { MOST_HEADERS = 16 };

/* The headers, and the bytes that hexadecimal values were turned into. */
struct headers {
    payseal_str names[MOST_HEADERS], values[MOST_HEADERS];
    char *made[MOST_HEADERS];
    size_t count;
};

/* A text, or `{"hex": ...}`, whose bytes are made and given to free. */
static payseal_str bytes_of(const payseal_json *json, char **made) {
    payseal_str text = text_of(json, ""), hex = text_of(json, "hex");
    size_t at;
    *made = NULL;
    if (hex.ptr == NULL) return text;
    *made = (char *)malloc(hex.len / 2 + 1);
    MUST(*made != NULL);
    for (at = 0; at + 1 < hex.len; at += 2) {
        char digits[3];
        memcpy(digits, hex.ptr + at, 2);
        digits[2] = '\0';
        (*made)[at / 2] = (char)strtol(digits, NULL, 16);
    }
    text.ptr = *made;
    text.len = hex.len / 2;
    return text;
}

static void headers_of(const payseal_json *list, struct headers *headers) {
    size_t at;
    headers->count = payseal_json_count(list);
    MUST(headers->count <= MOST_HEADERS);
    for (at = 0; at < headers->count; at++) {
        const payseal_json *pair = payseal_json_at(list, at);
        headers->names[at] = text_of(payseal_json_at(pair, 0), "");
        headers->values[at] = bytes_of(payseal_json_at(pair, 1), &headers->made[at]);
    }
}

static void release(struct headers *headers) {
    size_t at;
    for (at = 0; at < headers->count; at++) free(headers->made[at]);
}

static int32_t verify(const payseal_json *asked, payseal_str body, const struct headers *headers, struct line *line, payseal_error **err) {
    const payseal_json *secrets = payseal_json_get(asked, S("secrets"));
    payseal_webhook_verifier *verifier = NULL;
    payseal_event *event = NULL;
    int64_t now = 0, signed_at;
    size_t at, index = 0;
    int32_t status = payseal_webhook_verifier_new(text_of(asked, "partner"), &verifier, err);
    for (at = 0; status == PAYSEAL_OK && at < payseal_json_count(secrets); at++) {
        status = payseal_webhook_verifier_add_secret(verifier, text_of(payseal_json_at(secrets, at), ""), err);
    }
    if (status == PAYSEAL_OK && has(asked, "tolerance_s")) {
        status = payseal_webhook_verifier_set_tolerance_s(verifier, number_of(asked, "tolerance_s"), err);
    }
    MUST(payseal_json_get_integer(asked, S("now"), &now));
    if (status == PAYSEAL_OK) {
        status = payseal_webhook_verify(verifier, body, headers->names, headers->values, headers->count, now, &event, err);
    }
    if (status == PAYSEAL_OK) {
        MUST(payseal_event_secret_index(event, &index));
        puts_to(line, ",\"ok\":{");
        put_signed(line, "secret_index", (long long)index);
        if (payseal_event_signed_unix_s(event, &signed_at)) put_signed(line, "timestamp", signed_at);
        else puts_to(line, ",\"timestamp\":null");
        if (payseal_event_type(event).ptr == NULL) puts_to(line, ",\"type\":null");
        put_text(line, "type", payseal_event_type(event));
        put_text(line, "dedupe_key", payseal_event_dedupe_key(event));
        puts_to(line, "}");
    }
    payseal_event_free(event);
    payseal_webhook_verifier_free(verifier);
    return status;
}

static int32_t explain(const payseal_json *asked, payseal_str body, const struct headers *headers, struct line *line, payseal_error **err) {
    const payseal_json *secrets = payseal_json_get(asked, S("secrets"));
    payseal_explainer *explainer = NULL;
    payseal_explanation *found = NULL;
    int64_t now;
    size_t at;
    int32_t status = payseal_explainer_new(text_of(asked, "subject"), &explainer, err);
    for (at = 0; status == PAYSEAL_OK && at < payseal_json_count(secrets); at++) {
        status = payseal_explainer_add_secret(explainer, text_of(payseal_json_at(secrets, at), ""), err);
    }
#define GIVEN(name, add) \
    if (status == PAYSEAL_OK && has(asked, name)) status = add(explainer, text_of(asked, name), err)
    GIVEN("old_secret", payseal_explainer_add_old_secret);
    GIVEN("other_environment_secret", payseal_explainer_add_other_environment_secret);
    GIVEN("api_key", payseal_explainer_add_api_key);
#undef GIVEN
    if (status == PAYSEAL_OK && payseal_json_get_integer(asked, S("now"), &now)) {
        status = payseal_explainer_set_now_unix_s(explainer, now, err);
    }
    if (status == PAYSEAL_OK) status = payseal_explain(explainer, body, headers->names, headers->values, headers->count, &found, err);
    if (status == PAYSEAL_OK) {
        payseal_str text = payseal_explanation_text(found);
        fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
        put_json(line, "ok", payseal_explanation_json(found));
    }
    payseal_explanation_free(found);
    payseal_explainer_free(explainer);
    return status;
}

void serve_local(const payseal_json *asked, struct line *line) {
    payseal_error *err = NULL;
    struct headers headers;
    char *made;
    payseal_str body = bytes_of(payseal_json_get(asked, S("body")), &made);
    int32_t status;
    headers_of(payseal_json_get(asked, S("headers")), &headers);
    if (is(text_of(asked, "op"), "verify")) {
        status = verify(asked, body, &headers, line, &err);
    } else {
        MUST(is(text_of(asked, "op"), "explain"));
        status = explain(asked, body, &headers, line, &err);
    }
    if (status != PAYSEAL_OK) show_error(line, err);
    payseal_error_free(err);
    release(&headers);
    free(made);
}
