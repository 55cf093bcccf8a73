//go:build cgo

#include "bridge.h"

#include <string.h>

void payseal_go_split(payseal_str head, const size_t *sizes, size_t header_count, payseal_str *names, payseal_str *values) {
    const char *at = head.ptr;
    size_t index;
    for (index = 0; index < header_count; index++) {
        names[index].ptr = at;
        names[index].len = sizes[index * 2];
        at += names[index].len;
        values[index].ptr = at;
        values[index].len = sizes[index * 2 + 1];
        at += values[index].len;
    }
}

int32_t payseal_go_start(const payseal_config *config, const payseal_intent *intent, int32_t given, uint64_t attempt_timeout_ms,
                         uint64_t total_timeout_ms, uint32_t max_retries, int64_t skew_s, payseal_str identity_header,
                         payseal_str identity_value, uint64_t mono_ms, int64_t unix_s, payseal_str entropy, payseal_call **out,
                         payseal_error **err) {
    payseal_call_options *options = NULL;
    int32_t status = payseal_call_options_new(&options, err);
    if (status == PAYSEAL_OK && (given & PAYSEAL_GO_ATTEMPT_MS))
        status = payseal_call_options_set_attempt_timeout_ms(options, attempt_timeout_ms, err);
    if (status == PAYSEAL_OK && (given & PAYSEAL_GO_TOTAL_MS))
        status = payseal_call_options_set_total_timeout_ms(options, total_timeout_ms, err);
    if (status == PAYSEAL_OK && (given & PAYSEAL_GO_RETRIES)) status = payseal_call_options_set_max_retries(options, max_retries, err);
    if (status == PAYSEAL_OK) status = payseal_call_options_set_clock_skew_s(options, skew_s, err);
    if (status == PAYSEAL_OK && identity_header.len > 0)
        status = payseal_call_options_set_identity(options, identity_header, identity_value, err);
    if (status == PAYSEAL_OK) status = payseal_call_new(config, intent, options, mono_ms, unix_s, entropy, out, err);
    payseal_call_options_free(options);
    return status;
}

int32_t payseal_go_next(payseal_call *call, payseal_go_step *out, payseal_error **err) {
    size_t index;
    out->kind = payseal_step_kind(call);
    out->attempt = payseal_call_attempt(call);
    out->operation = payseal_call_operation(call);
    out->key = payseal_call_idempotency_key(call);
    if (out->kind == PAYSEAL_STEP_WAIT) out->delay_ms = payseal_step_delay_ms(call);
    if (out->kind != PAYSEAL_STEP_SEND) return PAYSEAL_OK;
    out->method = payseal_step_method(call);
    out->url = payseal_step_url(call);
    out->body = payseal_step_body(call);
    out->attempt_timeout_ms = payseal_step_attempt_timeout_ms(call);
    out->connect_timeout_ms = payseal_call_connect_timeout_ms(call);
    out->header_count = payseal_step_header_count(call);
    for (index = 0; index < out->header_count; index++) {
        int32_t status;
        if (index == PAYSEAL_GO_HEADERS) return payseal_error_of(PAYSEAL_CODE_INTERNAL_PANIC, payseal_str_of("too many headers"), err);
        status = payseal_step_header_at(call, index, &out->names[index], &out->values[index], err);
        if (status != PAYSEAL_OK) return status;
    }
    return PAYSEAL_OK;
}

int32_t payseal_go_on_response(payseal_call *call, uint16_t status, payseal_str head, const size_t *sizes, size_t header_count,
                               payseal_str body, bool body_complete, uint64_t mono_ms, int64_t unix_s, payseal_error **err) {
    enum { MOST = 64 };
    payseal_str names[MOST], values[MOST];
    /* The core reads a handful of headers; whoever sends more than 64 is not read to the end of them. */
    if (header_count > MOST) header_count = MOST;
    payseal_go_split(head, sizes, header_count, names, values);
    return payseal_call_on_response(call, status, names, values, header_count, body, body_complete, mono_ms, unix_s, err);
}

void payseal_go_reported(payseal_call *call, payseal_go_report *out) {
    out->http_status = payseal_call_last_http_status(call);
    out->fault = payseal_fault_name(payseal_call_last_fault(call));
    out->outcome = payseal_outcome_name(payseal_call_last_outcome(call));
    out->duration_ms = payseal_call_last_duration_ms(call);
    out->waits = payseal_step_kind(call) == PAYSEAL_STEP_WAIT;
    out->delay_ms = payseal_step_delay_ms(call);
}

int32_t payseal_go_done(payseal_call *call, payseal_go_answer *out, payseal_error **err) {
    payseal_answer *answer = NULL;
    int32_t status;
    memset(out, 0, sizeof *out);
    out->has_skew = payseal_call_clock_skew_s(call, &out->skew_s);
    status = payseal_call_done(call, &answer, err);
    if (status != PAYSEAL_OK) return status;
    status = payseal_answer_next_page(answer, payseal_str_of(""), &out->next_cursor, err);
    if (status != PAYSEAL_OK) {
        payseal_answer_free(answer);
        return status;
    }
    out->answer = answer;
    out->http_status = payseal_answer_http_status(answer);
    out->attempts = payseal_answer_attempts(answer);
    out->replayed = payseal_answer_replayed(answer);
    out->body = payseal_answer_body(answer);
    out->key = payseal_answer_idempotency_key(answer);
    out->request_id = payseal_answer_request_id(answer);
    out->environment = payseal_answer_environment(answer);
    out->signature = payseal_answer_signature(answer);
    out->verify_reference = payseal_answer_verify_reference(answer);
    out->rate.has_limit = payseal_answer_rate_limit(answer, &out->rate.limit);
    out->rate.has_remaining = payseal_answer_rate_remaining(answer, &out->rate.remaining);
    out->rate.has_reset = payseal_answer_rate_reset_unix_s(answer, &out->rate.reset_unix_s);
    out->rate.scope = payseal_answer_rate_scope(answer);
    return PAYSEAL_OK;
}

void payseal_go_answer_json(payseal_go_answer *answer) {
    (void)payseal_json_get_raw(payseal_answer_json(answer->answer), payseal_str_of(""), &answer->json);
}

void payseal_go_answer_free(payseal_go_answer *answer, bool keep) {
    payseal_bytes_free(answer->json);
    if (!keep) payseal_answer_free(answer->answer);
}

void payseal_go_error_read(const payseal_error *err, payseal_go_error *out) {
    memset(out, 0, sizeof *out);
    out->number = payseal_error_number(err);
    out->http_status = payseal_error_http_status(err);
    out->attempts = payseal_error_attempts(err);
    out->retryable = payseal_error_retryable(err);
    out->has_retry_after = payseal_error_retry_after_ms(err, &out->retry_after_ms);
    out->has_skew = payseal_error_skew_s(err, &out->skew_s);
    out->kind = payseal_kind_name(payseal_error_kind(err));
    out->outcome = payseal_outcome_name(payseal_error_outcome(err));
    out->fault = payseal_fault_name(payseal_error_fault(err));
    out->code = payseal_error_code(err);
    out->message = payseal_error_message(err);
    out->hint = payseal_error_hint(err);
    out->advice = payseal_error_advice(err);
    out->text = payseal_error_text(err);
    out->response_text = payseal_error_response_text(err);
    out->operation = payseal_error_operation(err);
    out->key = payseal_error_idempotency_key(err);
    out->request_id = payseal_error_request_id(err);
    out->environment = payseal_error_environment(err);
    out->rate.has_limit = payseal_error_rate_limit(err, &out->rate.limit);
    out->rate.has_remaining = payseal_error_rate_remaining(err, &out->rate.remaining);
    out->rate.has_reset = payseal_error_rate_reset_unix_s(err, &out->rate.reset_unix_s);
    out->rate.scope = payseal_error_rate_scope(err);
    (void)payseal_json_get_raw(payseal_error_details(err), payseal_str_of(""), &out->details);
    (void)payseal_json_get_raw(payseal_error_completed(err), payseal_str_of(""), &out->completed);
}

void payseal_go_error_free(payseal_error *err, payseal_go_error *out) {
    payseal_bytes_free(out->details);
    payseal_bytes_free(out->completed);
    payseal_error_free(err);
}
