/* The C runner of the conformance scenarios: a line of JSON in, a line of JSON out (docs/conformance.md).
   It does what a user's program does, with the installed header and library. */
#include "line.h"

#include <pthread.h>
#include <time.h>

/* ---- the call that runs ---------------------------------------------------------------------------------------- */

static struct line events;
static payseal_cancel *cancel;
static struct {
    payseal_str when;
    int64_t attempt, ms;
} cancel_at;

static void hook(void *user, const payseal_attempt *attempt) {
    bool ended = payseal_attempt_phase(attempt) == PAYSEAL_ATTEMPT_ENDED;
    uint64_t retry_in_ms = 0;
    bool waits = payseal_attempt_retry_in_ms(attempt, &retry_in_ms);
    (void)user;
    if (events.len > 0) puts_to(&events, ",");
    puts_to(&events, ended ? "{\"phase\":\"ended\"" : "{\"phase\":\"started\"");
    put_number(&events, "attempt", payseal_attempt_number(attempt));
    put_text(&events, "operation", payseal_attempt_operation(attempt));
    put_text(&events, "idempotency_key", payseal_attempt_idempotency_key(attempt));
    if (payseal_attempt_http_status(attempt) != 0) put_number(&events, "status", payseal_attempt_http_status(attempt));
    put_text(&events, "fault", S(fault_name(payseal_attempt_fault(attempt))));
    put_text(&events, "outcome", S(outcome_name(payseal_attempt_outcome(attempt))));
    if (waits) put_number(&events, "retry_in_ms", retry_in_ms);
    puts_to(&events, "}");
    if (cancel != NULL && cancel_at.attempt == (int64_t)payseal_attempt_number(attempt) &&
        (is(cancel_at.when, ended ? "ended" : "started") || (is(cancel_at.when, "waiting") && waits))) {
        payseal_cancel_now(cancel);
    }
}

static void *cancel_later(void *unused) {
    struct timespec time;
    (void)unused;
    time.tv_sec = (time_t)(cancel_at.ms / 1000);
    time.tv_nsec = (long)(cancel_at.ms % 1000) * 1000000;
    nanosleep(&time, NULL);
    payseal_cancel_now(cancel);
    return NULL;
}

/* ---- client and options ----------------------------------------------------------------------------------------------- */

static int32_t make_client(payseal_str partner, const payseal_json *settings, payseal_client **client, payseal_error **err) {
    payseal_config *config = NULL;
    int32_t status = PAYSEAL_OK;
    size_t known = 0;
    MUST(payseal_config_new(partner, &config, err) == PAYSEAL_OK);
#define SETTING(name, set)                                \
    if (status == PAYSEAL_OK && has(settings, name)) {    \
        known++;                                          \
        status = (set);                                   \
    }
    SETTING("base_url", payseal_config_set_base_url(config, text_of(settings, "base_url"), err))
    SETTING("api_key", payseal_config_set_api_key(config, text_of(settings, "api_key"), err))
    SETTING("hmac_secret", payseal_config_set_hmac_secret(config, text_of(settings, "hmac_secret"), err))
    SETTING("bearer_token", payseal_config_set_bearer_token(config, text_of(settings, "bearer_token"), err))
    SETTING("connect_timeout_ms", payseal_config_set_connect_timeout_ms(config, number_of(settings, "connect_timeout_ms"), err))
    SETTING("attempt_timeout_ms", payseal_config_set_attempt_timeout_ms(config, number_of(settings, "attempt_timeout_ms"), err))
    SETTING("total_timeout_ms", payseal_config_set_total_timeout_ms(config, number_of(settings, "total_timeout_ms"), err))
    SETTING("max_retries", payseal_config_set_max_retries(config, (uint32_t)number_of(settings, "max_retries"), err))
    SETTING("extra_ca_pem", payseal_config_set_extra_ca_pem(config, text_of(settings, "extra_ca_pem"), err))
    if (has(settings, "local_validation")) {
        bool on = true;
        MUST(payseal_json_get_bool(settings, S("local_validation"), &on));
        SETTING("local_validation", payseal_config_set_local_validation(config, on, err))
    }
    if (has(settings, "allow_insecure_http")) {
        bool on = false;
        MUST(payseal_json_get_bool(settings, S("allow_insecure_http"), &on));
        SETTING("allow_insecure_http", payseal_config_set_allow_insecure_http(config, on, err))
    }
#undef SETTING
    MUST(status != PAYSEAL_OK || known == payseal_json_count(settings));
    if (status == PAYSEAL_OK) status = payseal_config_set_on_attempt(config, hook, NULL, err);
    if (status == PAYSEAL_OK) status = payseal_client_new(config, client, err);
    payseal_config_free(config);
    return status;
}

static payseal_call_options *make_options(const payseal_json *asked) {
    const payseal_json *given = payseal_json_get(asked, S("options"));
    payseal_call_options *options = NULL;
    payseal_error *err = NULL;
    MUST(payseal_call_options_new(&options, &err) == PAYSEAL_OK);
    if (has(given, "idempotency_key")) {
        MUST(payseal_call_options_set_idempotency_key(options, text_of(given, "idempotency_key"), &err) == PAYSEAL_OK);
    }
    if (has(given, "attempt_timeout_ms")) {
        MUST(payseal_call_options_set_attempt_timeout_ms(options, number_of(given, "attempt_timeout_ms"), &err) == PAYSEAL_OK);
    }
    if (has(given, "total_timeout_ms")) {
        MUST(payseal_call_options_set_total_timeout_ms(options, number_of(given, "total_timeout_ms"), &err) == PAYSEAL_OK);
    }
    if (has(given, "max_retries")) {
        MUST(payseal_call_options_set_max_retries(options, (uint32_t)number_of(given, "max_retries"), &err) == PAYSEAL_OK);
    }
    if (has(given, "identity")) {
        const payseal_json *identity = payseal_json_get(given, S("identity"));
        MUST(payseal_call_options_set_identity(options, text_of(identity, "header"), text_of(identity, "value"), &err) == PAYSEAL_OK);
    }
    if (cancel != NULL) MUST(payseal_call_options_set_cancel(options, cancel, &err) == PAYSEAL_OK);
    return options;
}

static int32_t auth_of(payseal_str name) {
    if (is(name, "public")) return PAYSEAL_AUTH_PUBLIC;
    if (is(name, "api_key")) return PAYSEAL_AUTH_API_KEY;
    if (is(name, "signed")) return PAYSEAL_AUTH_SIGNED;
    MUST(is(name, "bearer"));
    return PAYSEAL_AUTH_BEARER;
}

static int32_t send_raw(const payseal_client *client, const payseal_json *raw, const payseal_call_options *options,
                        payseal_answer **answer, payseal_error **err) {
    const payseal_json *query = payseal_json_get(raw, S("query"));
    payseal_raw_request *request = NULL;
    int32_t status =
        payseal_raw_request_new(text_of(raw, "method"), text_of(raw, "path"), auth_of(text_of(raw, "auth")), &request, err);
    size_t at;
    if (status == PAYSEAL_OK && has(raw, "body")) status = payseal_raw_request_set_body(request, text_of(raw, "body"), err);
    for (at = 0; status == PAYSEAL_OK && at < payseal_json_count(query); at++) {
        const payseal_json *pair = payseal_json_at(query, at);
        status = payseal_raw_request_add_query(request, text_of(payseal_json_at(pair, 0), ""), text_of(payseal_json_at(pair, 1), ""), err);
    }
    if (status == PAYSEAL_OK) status = payseal_client_raw(client, request, options, answer, err);
    payseal_raw_request_free(request);
    return status;
}

void show_error(struct line *line, const payseal_error *err) {
    payseal_str text = payseal_error_text(err);
    uint64_t retry_after_ms = 0;
    fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
    puts_to(line, ",\"error\":{\"retryable\":");
    puts_to(line, payseal_error_retryable(err) ? "true" : "false");
    put_text(line, "kind", S(kind_name(payseal_error_kind(err))));
    put_text(line, "code", payseal_error_code(err));
    put_text(line, "message", payseal_error_message(err));
    put_text(line, "advice", payseal_error_advice(err));
    put_text(line, "outcome", S(outcome_name(payseal_error_outcome(err))));
    put_text(line, "operation", payseal_error_operation(err));
    put_text(line, "idempotency_key", payseal_error_idempotency_key(err));
    put_text(line, "request_id", payseal_error_request_id(err));
    put_text(line, "fault", S(fault_name(payseal_error_fault(err))));
    put_text(line, "response_text", payseal_error_response_text(err));
    put_number(line, "attempts", payseal_error_attempts(err));
    if (payseal_error_http_status(err) != 0) put_number(line, "status", payseal_error_http_status(err));
    if (payseal_error_retry_after_ms(err, &retry_after_ms)) put_number(line, "retry_after_ms", retry_after_ms);
    put_text(line, "hint", payseal_error_hint(err));
    put_text(line, "environment", payseal_error_environment(err));
    {
        int64_t number;
        puts_to(line, ",\"rate_limit\":{");
        if (payseal_error_rate_limit(err, &number)) put_signed(line, "limit", number);
        if (payseal_error_rate_remaining(err, &number)) put_signed(line, "remaining", number);
        if (payseal_error_rate_reset_unix_s(err, &number)) put_signed(line, "reset_unix_s", number);
        puts_to(line, "}");
    }
    put_json(line, "details", payseal_error_details(err));
    put_json(line, "completed", payseal_error_completed(err));
    puts_to(line, "}");
}

/* The client of the line before, with the partner and the settings it was made from. */
static payseal_client *kept;
static payseal_bytes kept_settings;
static bool kept_is_clive;

static int32_t client_for(const payseal_json *asked, payseal_error **err) {
    const payseal_json *settings = payseal_json_get(asked, S("client"));
    bool is_clive = is(text_of(asked, "partner"), PAYSEAL_CLIVE);
    payseal_bytes text;
    MUST(payseal_json_get_raw(settings, S(""), &text));
    if (kept != NULL && is_clive == kept_is_clive && text.len == kept_settings.len && memcmp(text.ptr, kept_settings.ptr, text.len) == 0) {
        payseal_bytes_free(text);
        return PAYSEAL_OK;
    }
    payseal_client_free(kept);
    payseal_bytes_free(kept_settings);
    kept = NULL;
    kept_settings = text;
    kept_is_clive = is_clive;
    return make_client(text_of(asked, "partner"), settings, &kept, err);
}

/* What the answer tells besides its value. */
static void show_meta(struct line *line, const payseal_answer *answer) {
    int64_t number;
    puts_to(line, ",\"meta\":{\"replayed\":");
    puts_to(line, payseal_answer_replayed(answer) ? "true" : "false");
    put_number(line, "status", payseal_answer_http_status(answer));
    put_number(line, "attempts", payseal_answer_attempts(answer));
    put_text(line, "idempotency_key", payseal_answer_idempotency_key(answer));
    put_text(line, "request_id", payseal_answer_request_id(answer));
    put_text(line, "environment", payseal_answer_environment(answer));
    put_text(line, "verify_reference", payseal_answer_verify_reference(answer));
    puts_to(line, ",\"rate_limit\":{");
    if (payseal_answer_rate_limit(answer, &number)) put_signed(line, "limit", number);
    if (payseal_answer_rate_remaining(answer, &number)) put_signed(line, "remaining", number);
    if (payseal_answer_rate_reset_unix_s(answer, &number)) put_signed(line, "reset_unix_s", number);
    puts_to(line, "}}");
}

/* A whole list, page after page with the cursor that each answer names: `[{"id": …}, …]`. */
static int32_t send_pages(const payseal_client *client, const payseal_json *asked, const payseal_call_options *options,
                          struct line *line, payseal_error **err) {
    payseal_str operation = text_of(asked, "operation"), input = text_of(asked, "input");
    struct line items = {NULL, 0, 0}, next = {NULL, 0, 0};
    payseal_answer *before = NULL;
    payseal_str asked_with = {NULL, 0};
    char name[64];
    int32_t status;
    /* Every list is named as its operation: orders.list has `orders`. */
    MUST(operation.len < sizeof name && operation.len > 5);
    memcpy(name, operation.ptr, operation.len - 5);
    name[operation.len - 5] = '\0';
    put(&next, input.ptr, input.len);
    for (;;) {
        payseal_answer *page = NULL;
        const payseal_json *list;
        payseal_str json, cursor;
        size_t at;
        json.ptr = next.text;
        json.len = next.len;
        status = payseal_client_call(client, operation, json, options, &page, err);
        if (status != PAYSEAL_OK) break;
        list = payseal_json_get(payseal_answer_json(page), S(name));
        for (at = 0; at < payseal_json_count(list); at++) {
            puts_to(&items, items.len == 0 ? "{\"id\":" : ",{\"id\":");
            put_string(&items, text_of(payseal_json_at(list, at), "id"));
            puts_to(&items, "}");
        }
        status = payseal_answer_next_page(page, asked_with, &cursor, err);
        /* The cursor is a view into the page. */
        payseal_answer_free(before);
        before = page;
        if (status != PAYSEAL_OK) break;
        asked_with = cursor;
        next.len = 0;
        put(&next, input.ptr, input.len - 1);
        puts_to(&next, ",\"cursor\":");
        put_string(&next, cursor);
        puts_to(&next, "}");
        if (cursor.ptr == NULL) break;
    }
    if (status == PAYSEAL_OK) {
        puts_to(line, ",\"ok\":[");
        put(line, items.text, items.len);
        puts_to(line, "]");
    }
    payseal_answer_free(before);
    free(items.text);
    free(next.text);
    return status;
}

/* An operation whose body is a document. */
static int32_t send_document(const payseal_client *client, const payseal_json *asked, const payseal_call_options *options,
                             payseal_answer **answer, payseal_error **err) {
    payseal_str input = text_of(asked, "input");
    payseal_json *fields = NULL;
    int32_t status;
    MUST(payseal_json_parse(input, &fields, err) == PAYSEAL_OK);
    status = payseal_client_call_with_document(client, text_of(asked, "operation"), input, text_of(fields, "body"), options, answer, err);
    payseal_json_free(fields);
    return status;
}

static void serve(const char *text, size_t len) {
    payseal_json *asked = NULL;
    payseal_error *err = NULL;
    payseal_call_options *options;
    payseal_answer *answer = NULL, *attach = NULL;
    const payseal_json *when;
    struct line line = {NULL, 0, 0};
    payseal_str given;
    pthread_t timer;
    bool has_timer = false;
    int32_t status;
    given.ptr = text;
    given.len = len;
    MUST(payseal_json_parse(given, &asked, &err) == PAYSEAL_OK);
    events.len = 0;
    if (has(asked, "local")) {
        puts_to(&line, "{\"id\":");
        put_string(&line, text_of(asked, "id"));
        serve_local(payseal_json_get(asked, S("local")), &line);
        puts_to(&line, ",\"events\":[]}\n");
        MUST(fwrite(line.text, 1, line.len, stdout) == line.len && fflush(stdout) == 0);
        free(line.text);
        payseal_json_free(asked);
        return;
    }
    status = client_for(asked, &err);
    when = payseal_json_get(asked, S("cancel"));
    if (when != NULL) {
        MUST(payseal_cancel_new(&cancel, &err) == PAYSEAL_OK);
        cancel_at.when = text_of(when, "when");
        cancel_at.attempt = has(when, "attempt") ? (int64_t)number_of(when, "attempt") : 0;
        cancel_at.ms = has(when, "ms") ? (int64_t)number_of(when, "ms") : 0;
        if (is(cancel_at.when, "before")) payseal_cancel_now(cancel);
        if (is(cancel_at.when, "after")) {
            MUST(pthread_create(&timer, NULL, cancel_later, NULL) == 0);
            has_timer = true;
        }
    }
    options = make_options(asked);
    puts_to(&line, "{\"id\":");
    put_string(&line, text_of(asked, "id"));
    if (status == PAYSEAL_OK) {
        if (has(asked, "raw")) {
            status = send_raw(kept, payseal_json_get(asked, S("raw")), options, &answer, &err);
        } else if (is(text_of(asked, "operation"), "initialize_and_attach_intent")) {
            status = payseal_client_initialize_and_attach(kept, text_of(asked, "input"), text_of(asked, "stripe_payment_intent_id"),
                                                          options, NULL, &answer, &attach, &err);
        } else if (has(asked, "all_pages")) {
            status = send_pages(kept, asked, options, &line, &err);
        } else if (payseal_operation_takes_document(text_of(asked, "partner"), text_of(asked, "operation"))) {
            status = send_document(kept, asked, options, &answer, &err);
        } else {
            status = payseal_client_call(kept, text_of(asked, "operation"), text_of(asked, "input"), options, &answer, &err);
        }
    }
    if (has_timer) MUST(pthread_join(timer, NULL) == 0);

    if (status != PAYSEAL_OK) {
        MUST(err != NULL && answer == NULL);
        show_error(&line, err);
        payseal_error_free(err);
    } else if (attach != NULL) {
        puts_to(&line, ",\"ok\":{");
        put_json(&line, "initialize", payseal_answer_json(answer));
        put_json(&line, "attach", payseal_answer_json(attach));
        puts_to(&line, "}");
    } else if (answer != NULL) {
        put_json(&line, "ok", payseal_answer_json(answer));
        show_meta(&line, answer);
    }
    puts_to(&line, ",\"events\":[");
    put(&line, events.text, events.len);
    puts_to(&line, "]}\n");
    MUST(fwrite(line.text, 1, line.len, stdout) == line.len && fflush(stdout) == 0);

    free(line.text);
    payseal_answer_free(answer);
    payseal_answer_free(attach);
    payseal_call_options_free(options);
    payseal_cancel_free(cancel);
    cancel = NULL;
    payseal_json_free(asked);
}

int main(void) {
    char *text = NULL;
    size_t room = 0;
    ssize_t len;
    while ((len = getline(&text, &room, stdin)) > 0) serve(text, (size_t)len);
    free(text);
    free(events.text);
    payseal_client_free(kept);
    payseal_bytes_free(kept_settings);
    return 0;
}
