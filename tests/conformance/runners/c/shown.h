/* What the runner tells about an answer and an error. */
#ifndef RUNNER_SHOWN_H
#define RUNNER_SHOWN_H

#include "line.h"

struct rate_limit {
    bool has_limit, has_remaining, has_reset;
    int64_t limit, remaining, reset_unix_s;
    payseal_str scope;
};

static void put_rate_limit(struct line *line, const struct rate_limit *told) {
    if (!told->has_limit && !told->has_remaining && !told->has_reset && told->scope.ptr == NULL) return;
    put_name(line, "rate_limit");
    puts_to(line, "{");
    if (told->has_limit) put_number(line, "limit", told->limit);
    if (told->has_remaining) put_number(line, "remaining", told->remaining);
    if (told->has_reset) put_number(line, "reset_unix_s", told->reset_unix_s);
    put_text(line, "scope", told->scope);
    puts_to(line, "}");
}

/* What is told about an answer besides its value. */
static void show_meta(struct line *line, const payseal_answer *answer) {
    struct rate_limit rate_limit;
    rate_limit.has_limit = payseal_answer_rate_limit(answer, &rate_limit.limit);
    rate_limit.has_remaining = payseal_answer_rate_remaining(answer, &rate_limit.remaining);
    rate_limit.has_reset = payseal_answer_rate_reset_unix_s(answer, &rate_limit.reset_unix_s);
    rate_limit.scope = payseal_answer_rate_scope(answer);
    put_name(line, "meta");
    puts_to(line, "{");
    put_number(line, "status", payseal_answer_http_status(answer));
    put_number(line, "attempts", payseal_answer_attempts(answer));
    put_bool(line, "replayed", payseal_answer_replayed(answer));
    put_text(line, "idempotency_key", payseal_answer_idempotency_key(answer));
    put_text(line, "request_id", payseal_answer_request_id(answer));
    put_text(line, "environment", payseal_answer_environment(answer));
    put_text(line, "verify_reference", payseal_answer_verify_reference(answer));
    put_rate_limit(line, &rate_limit);
    puts_to(line, "}");
}

static void show_error(struct line *line, const payseal_error *err) {
    payseal_str text = payseal_error_text(err);
    uint64_t retry_after_ms = 0;
    struct rate_limit rate_limit;
    fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
    put_name(line, "error");
    puts_to(line, "{");
    put_bool(line, "retryable", payseal_error_retryable(err));
    put_text(line, "kind", payseal_kind_name(payseal_error_kind(err)));
    put_text(line, "code", payseal_error_code(err));
    put_text(line, "message", payseal_error_message(err));
    put_text(line, "advice", payseal_error_advice(err));
    put_text(line, "hint", payseal_error_hint(err));
    put_text(line, "environment", payseal_error_environment(err));
    put_text(line, "outcome", payseal_outcome_name(payseal_error_outcome(err)));
    put_text(line, "operation", payseal_error_operation(err));
    put_text(line, "idempotency_key", payseal_error_idempotency_key(err));
    put_text(line, "request_id", payseal_error_request_id(err));
    put_text(line, "fault", payseal_fault_name(payseal_error_fault(err)));
    put_text(line, "response_text", payseal_error_response_text(err));
    put_number(line, "attempts", payseal_error_attempts(err));
    if (payseal_error_http_status(err) != 0) put_number(line, "status", payseal_error_http_status(err));
    if (payseal_error_retry_after_ms(err, &retry_after_ms)) put_number(line, "retry_after_ms", (long long)retry_after_ms);
    rate_limit.has_limit = payseal_error_rate_limit(err, &rate_limit.limit);
    rate_limit.has_remaining = payseal_error_rate_remaining(err, &rate_limit.remaining);
    rate_limit.has_reset = payseal_error_rate_reset_unix_s(err, &rate_limit.reset_unix_s);
    rate_limit.scope = payseal_error_rate_scope(err);
    put_rate_limit(line, &rate_limit);
    put_json(line, "details", payseal_error_details(err));
    put_json(line, "completed", payseal_error_completed(err));
    puts_to(line, "}");
}

#endif
