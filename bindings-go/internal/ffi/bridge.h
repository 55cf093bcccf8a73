/* Several calls of payseal.h behind one crossing from Go. Only moves what it is given: no decision is made here. */
#ifndef PAYSEAL_GO_BRIDGE_H
#define PAYSEAL_GO_BRIDGE_H

#include "payseal.h"

/* No request of the core has as many headers. */
enum { PAYSEAL_GO_HEADERS = 16 };

/* What comes next. */
typedef struct {
    int32_t kind;
    uint32_t attempt;
    uint64_t attempt_timeout_ms, connect_timeout_ms, delay_ms;
    payseal_str operation, method, url, body, key;
    size_t header_count;
    payseal_str names[PAYSEAL_GO_HEADERS], values[PAYSEAL_GO_HEADERS];
} payseal_go_step;

/* How the last attempt ended. */
typedef struct {
    uint16_t http_status;
    payseal_str fault, outcome;
    uint64_t duration_ms, delay_ms;
    bool waits;
} payseal_go_report;

typedef struct {
    bool has_limit, has_remaining, has_reset;
    int64_t limit, remaining, reset_unix_s;
    payseal_str scope;
} payseal_go_rate;

/* An answer with everything it says: views into `answer`, and bytes that payseal_go_answer_free frees. */
typedef struct {
    payseal_answer *answer;
    uint16_t http_status;
    uint32_t attempts;
    bool replayed, has_skew;
    int64_t skew_s;
    payseal_str body, key, request_id, environment, signature, verify_reference, next_cursor;
    payseal_go_rate rate;
    payseal_bytes json;
} payseal_go_answer;

/* An error with everything it says, likewise. */
typedef struct {
    int32_t number;
    uint16_t http_status;
    uint32_t attempts;
    bool retryable, has_retry_after, has_skew;
    uint64_t retry_after_ms, skew_s;
    payseal_str kind, outcome, fault, code, message, hint, advice, text, response_text, operation, key, request_id, environment;
    payseal_go_rate rate;
    payseal_bytes details, completed;
} payseal_go_error;

/* What a call sets for itself; the bits say which of the numbers are given. */
enum { PAYSEAL_GO_ATTEMPT_MS = 1, PAYSEAL_GO_TOTAL_MS = 2, PAYSEAL_GO_RETRIES = 4 };

int32_t payseal_go_start(const payseal_config *config, const payseal_intent *intent, int32_t given, uint64_t attempt_timeout_ms,
                         uint64_t total_timeout_ms, uint32_t max_retries, int64_t skew_s, payseal_str identity_header,
                         payseal_str identity_value, uint64_t mono_ms, int64_t unix_s, payseal_str entropy, payseal_call **out,
                         payseal_error **err);
int32_t payseal_go_next(payseal_call *call, payseal_go_step *out, payseal_error **err);
/* Headers cross as one text, the names and the values one behind the other, and the size of each: a value may hold any byte. */
void payseal_go_split(payseal_str head, const size_t *sizes, size_t header_count, payseal_str *names, payseal_str *values);
int32_t payseal_go_on_response(payseal_call *call, uint16_t status, payseal_str head, const size_t *sizes, size_t header_count,
                               payseal_str body, bool body_complete, uint64_t mono_ms, int64_t unix_s, payseal_error **err);
void payseal_go_reported(payseal_call *call, payseal_go_report *out);
int32_t payseal_go_done(payseal_call *call, payseal_go_answer *out, payseal_error **err);
/* The answer as it was understood, into `json`: the same in one form where partners have two. */
void payseal_go_answer_json(payseal_go_answer *answer);
void payseal_go_answer_free(payseal_go_answer *answer, bool keep);
void payseal_go_error_read(const payseal_error *err, payseal_go_error *out);
void payseal_go_error_free(payseal_error *err, payseal_go_error *out);


#endif
