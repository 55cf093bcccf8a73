/* The C runner of the conformance scenarios: a line of JSON in, a line of JSON out (docs/conformance.md).
   It does what a user's program does, with the installed header and library. */
#define _POSIX_C_SOURCE 200809L
#include <payseal.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "line.h"
#include "local.h"
#include "shown.h"

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
    put_text(&events, "fault", payseal_fault_name(payseal_attempt_fault(attempt)));
    put_text(&events, "outcome", payseal_outcome_name(payseal_attempt_outcome(attempt)));
    if (waits) put_number(&events, "retry_in_ms", (long long)retry_in_ms);
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

/* ---- input ----------------------------------------------------------------------------------------------------- */

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

/* The client of the line before, with the settings it was made from. */
static payseal_client *kept;
static payseal_bytes kept_settings;

static payseal_str kept_partner;

static int32_t client_for(payseal_str partner, const payseal_json *settings, payseal_error **err) {
    payseal_bytes text;
    MUST(payseal_json_get_raw(settings, S(""), &text));
    /* The names of partners are static. */
    partner = S(is(partner, PAYSEAL_CLIVE) ? PAYSEAL_CLIVE : PAYSEAL_TYBRITE);
    if (kept != NULL && kept_partner.ptr != NULL && is(partner, kept_partner.ptr) && text.len == kept_settings.len && memcmp(text.ptr, kept_settings.ptr, text.len) == 0) {
        payseal_bytes_free(text);
        return PAYSEAL_OK;
    }
    payseal_client_free(kept);
    payseal_bytes_free(kept_settings);
    kept = NULL;
    kept_settings = text;
    kept_partner = partner;
    return make_client(partner, settings, &kept, err);
}

/* ---- a line in, a line out ------------------------------------------------------------------------------------- */

/* Every item of a list, page after page: the ids are enough. The list is the member that is named like the group. */
static int32_t whole_list(struct line *line, payseal_str operation, payseal_str input, const payseal_call_options *options, payseal_error **err) {
    struct line list = {NULL, 0, 0}, asked = {NULL, 0, 0};
    payseal_str group = operation, page;
    int32_t status;
    bool more = true;
    MUST(memchr(operation.ptr, '.', operation.len) != NULL && input.len >= 2 && input.ptr[input.len - 1] == '}');
    group.len = (size_t)((const char *)memchr(operation.ptr, '.', operation.len) - operation.ptr);
    put(&asked, input.ptr, input.len);
    puts_to(&list, "[");
    do {
        payseal_answer *answer = NULL;
        const payseal_json *items;
        size_t at;
        page.ptr = asked.text;
        page.len = asked.len;
        status = payseal_client_call(kept, operation, page, options, &answer, err);
        if (status != PAYSEAL_OK) break;
        items = payseal_json_get(payseal_answer_json(answer), group);
        for (at = 0; at < payseal_json_count(items); at++) {
            if (list.len > 1) puts_to(&list, ",");
            puts_to(&list, "{");
            put_text(&list, "id", text_of(payseal_json_at(items, at), "id"));
            puts_to(&list, "}");
        }
        more = payseal_answer_next_cursor(answer).ptr != NULL;
        if (more) {
            asked.len = 0;
            put(&asked, input.ptr, input.len - 1);
            put_text(&asked, "cursor", payseal_answer_next_cursor(answer));
            puts_to(&asked, "}");
        }
        payseal_answer_free(answer);
    } while (more);
    if (status == PAYSEAL_OK) {
        put_name(line, "ok");
        put(line, list.text, list.len);
        puts_to(line, "]");
    }
    free(list.text);
    free(asked.text);
    return status;
}

/* Writes `ok`, or gives the error. */
static int32_t call(struct line *line, const payseal_json *asked, payseal_error **err) {
    payseal_str operation = text_of(asked, "operation"), input = text_of(asked, "input");
    payseal_call_options *options;
    payseal_answer *answer = NULL, *attach = NULL;
    bool all_pages = false;
    int32_t status = client_for(text_of(asked, "partner"), payseal_json_get(asked, S("client")), err);
    if (status != PAYSEAL_OK) return status;
    options = make_options(asked);
    (void)payseal_json_get_bool(asked, S("all_pages"), &all_pages);
    if (has(asked, "raw")) {
        status = send_raw(kept, payseal_json_get(asked, S("raw")), options, &answer, err);
    } else if (all_pages) {
        status = whole_list(line, operation, input, options, err);
    } else if (is(operation, "initialize_and_attach_intent")) {
        status = payseal_client_initialize_and_attach(kept, input, text_of(asked, "stripe_payment_intent_id"), options, NULL, &answer,
                                                      &attach, err);
    } else {
        status = payseal_client_call(kept, operation, input, options, &answer, err);
    }
    if (attach != NULL) {
        put_name(line, "ok");
        puts_to(line, "{");
        put_json(line, "initialize", payseal_answer_json(answer));
        put_json(line, "attach", payseal_answer_json(attach));
        puts_to(line, "}");
        show_meta(line, attach);
    } else if (answer != NULL) {
        put_json(line, "ok", payseal_answer_json(answer));
        show_meta(line, answer);
    }
    payseal_answer_free(answer);
    payseal_answer_free(attach);
    payseal_call_options_free(options);
    return status;
}

static void serve(const char *text, size_t len) {
    payseal_json *asked = NULL;
    payseal_error *err = NULL;
    const payseal_json *when, *without_sending;
    struct line line = {NULL, 0, 0};
    payseal_str given;
    pthread_t timer;
    bool has_timer = false;
    int32_t status;
    given.ptr = text;
    given.len = len;
    MUST(payseal_json_parse(given, &asked, &err) == PAYSEAL_OK);
    events.len = 0;
    when = payseal_json_get(asked, S("cancel"));
    if (when != NULL && payseal_json_kind(when) == PAYSEAL_JSON_OBJECT) {
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
    puts_to(&line, "{\"id\":");
    put_string(&line, text_of(asked, "id"));
    without_sending = payseal_json_get(asked, S("local"));
    if (without_sending != NULL && payseal_json_kind(without_sending) == PAYSEAL_JSON_OBJECT) {
        status = local(&line, without_sending, &err);
    } else {
        status = call(&line, asked, &err);
    }
    if (has_timer) MUST(pthread_join(timer, NULL) == 0);
    MUST((status != PAYSEAL_OK) == (err != NULL));
    if (err != NULL) show_error(&line, err);
    payseal_error_free(err);
    puts_to(&line, ",\"events\":[");
    put(&line, events.text, events.len);
    puts_to(&line, "]}\n");
    MUST(fwrite(line.text, 1, line.len, stdout) == line.len && fflush(stdout) == 0);

    free(line.text);
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
