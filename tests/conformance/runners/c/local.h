/* Webhooks and explanations: nothing is sent. */
#ifndef RUNNER_LOCAL_H
#define RUNNER_LOCAL_H

#include "line.h"

enum { MOST_HEADERS = 64 };

/* A text as UTF-8, or {"hex": ...}; free it. */
static payseal_str bytes_of(const payseal_json *json) {
    payseal_str hex = text_of(json, "hex"), text = text_of(json, ""), out;
    char *bytes = (char *)malloc(text.len + hex.len + 1);
    MUST(bytes != NULL);
    out.ptr = bytes;
    if (hex.ptr == NULL) {
        MUST(text.ptr != NULL);
        memcpy(bytes, text.ptr, text.len);
        out.len = text.len;
    } else {
        for (out.len = 0; out.len < hex.len / 2; out.len++) {
            unsigned byte;
            MUST(sscanf(hex.ptr + 2 * out.len, "%2x", &byte) == 1);
            bytes[out.len] = (char)byte;
        }
    }
    return out;
}

struct received {
    payseal_str names[MOST_HEADERS], values[MOST_HEADERS], body;
    size_t count;
};

static void receive(const payseal_json *asked, struct received *received) {
    const payseal_json *headers = payseal_json_get(asked, S("headers"));
    size_t at;
    received->count = payseal_json_count(headers);
    MUST(received->count <= MOST_HEADERS);
    for (at = 0; at < received->count; at++) {
        received->names[at] = bytes_of(payseal_json_at(payseal_json_at(headers, at), 0));
        received->values[at] = bytes_of(payseal_json_at(payseal_json_at(headers, at), 1));
    }
    received->body = bytes_of(payseal_json_get(asked, S("body")));
}

static void forget(struct received *received) {
    size_t at;
    for (at = 0; at < received->count; at++) {
        free((void *)received->names[at].ptr);
        free((void *)received->values[at].ptr);
    }
    free((void *)received->body.ptr);
}

static int64_t integer_of(const payseal_json *json, const char *name) {
    int64_t number = 0;
    MUST(payseal_json_get_integer(json, S(name), &number));
    return number;
}

static int32_t verify(struct line *line, const payseal_json *asked, const struct received *received, payseal_error **err) {
    const payseal_json *secrets = payseal_json_get(asked, S("secrets"));
    payseal_webhook_verifier *verifier = NULL;
    payseal_event *event = NULL;
    size_t at;
    int32_t status;
    MUST(payseal_webhook_verifier_new(text_of(asked, "partner"), &verifier, err) == PAYSEAL_OK);
    for (at = 0; at < payseal_json_count(secrets); at++) {
        MUST(payseal_webhook_verifier_add_secret(verifier, text_of(payseal_json_at(secrets, at), ""), err) == PAYSEAL_OK);
    }
    if (has(asked, "tolerance_s")) {
        MUST(payseal_webhook_verifier_set_tolerance_s(verifier, number_of(asked, "tolerance_s"), err) == PAYSEAL_OK);
    }
    status = payseal_webhook_verify(verifier, received->body, received->names, received->values, received->count,
                                    integer_of(asked, "now"), &event, err);
    if (status == PAYSEAL_OK) {
        int64_t timestamp = 0;
        size_t index = 0;
        MUST(payseal_event_secret_index(event, &index));
        put_name(line, "ok");
        puts_to(line, "{");
        put_number(line, "secret_index", (long long)index);
        if (payseal_event_signed_unix_s(event, &timestamp)) {
            put_number(line, "timestamp", timestamp);
        } else {
            put_name(line, "timestamp");
            puts_to(line, "null");
        }
        if (payseal_event_type(event).ptr != NULL) {
            put_name(line, "type");
            put_string(line, payseal_event_type(event));
        } else {
            put_name(line, "type");
            puts_to(line, "null");
        }
        put_text(line, "dedupe_key", payseal_event_dedupe_key(event));
        puts_to(line, "}");
    }
    payseal_event_free(event);
    payseal_webhook_verifier_free(verifier);
    return status;
}

static int32_t explain(struct line *line, const payseal_json *asked, const struct received *received, payseal_error **err) {
    const payseal_json *secrets = payseal_json_get(asked, S("secrets"));
    payseal_explainer *explainer = NULL;
    payseal_explanation *explanation = NULL;
    payseal_str text;
    size_t at;
    int32_t status;
    MUST(payseal_explainer_new(text_of(asked, "subject"), &explainer, err) == PAYSEAL_OK);
    for (at = 0; at < payseal_json_count(secrets); at++) {
        MUST(payseal_explainer_add_secret(explainer, text_of(payseal_json_at(secrets, at), ""), err) == PAYSEAL_OK);
    }
    if (has(asked, "old_secret")) MUST(payseal_explainer_add_old_secret(explainer, text_of(asked, "old_secret"), err) == PAYSEAL_OK);
    if (has(asked, "other_environment_secret")) {
        text = text_of(asked, "other_environment_secret");
        MUST(payseal_explainer_add_other_environment_secret(explainer, text, err) == PAYSEAL_OK);
    }
    if (has(asked, "api_key")) MUST(payseal_explainer_add_api_key(explainer, text_of(asked, "api_key"), err) == PAYSEAL_OK);
    if (has(asked, "now")) MUST(payseal_explainer_set_now_unix_s(explainer, integer_of(asked, "now"), err) == PAYSEAL_OK);
    status = payseal_explain(explainer, received->body, received->names, received->values, received->count, &explanation, err);
    if (status == PAYSEAL_OK) {
        text = payseal_explanation_text(explanation);
        fprintf(stderr, "%.*s", (int)text.len, text.ptr);
        put_json(line, "ok", payseal_explanation_json(explanation));
    }
    payseal_explanation_free(explanation);
    payseal_explainer_free(explainer);
    return status;
}

static int32_t local(struct line *line, const payseal_json *asked, payseal_error **err) {
    struct received received;
    int32_t status;
    receive(asked, &received);
    MUST(is(text_of(asked, "op"), "verify") || is(text_of(asked, "op"), "explain"));
    status = is(text_of(asked, "op"), "verify") ? verify(line, asked, &received, err) : explain(line, asked, &received, err);
    forget(&received);
    return status;
}

#endif
