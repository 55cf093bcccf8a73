/* What every part of the runner needs: a line of JSON that grows, members of the line that was read, names of numbers. */
#ifndef RUNNER_LINE_H
#define RUNNER_LINE_H

#define _POSIX_C_SOURCE 200809L
#include <payseal.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A mistake of the runner or of the scenario, never of Payseal: the process ends and the judge tells. */
#define MUST(condition)                                                      \
    do {                                                                     \
        if (!(condition)) {                                                  \
            fprintf(stderr, "runner.c:%d: not true: %s\n", __LINE__, #condition); \
            exit(2);                                                         \
        }                                                                    \
    } while (0)

static inline payseal_str S(const char *text) { return payseal_str_of(text); }

static inline bool is(payseal_str text, const char *expected) {
    return text.len == strlen(expected) && memcmp(text.ptr, expected, text.len) == 0;
}

/* ---- output: one line, grown as needed ------------------------------------------------------------------------- */

struct line {
    char *text;
    size_t len, room;
};

static inline void put(struct line *line, const char *text, size_t len) {
    if (line->len + len + 1 > line->room) {
        line->room = 2 * (line->len + len + 1);
        line->text = (char *)realloc(line->text, line->room);
        MUST(line->text != NULL);
    }
    if (len > 0) memcpy(line->text + line->len, text, len);
    line->len += len;
    line->text[line->len] = '\0';
}

static inline void puts_to(struct line *line, const char *text) { put(line, text, strlen(text)); }

static inline void put_string(struct line *line, payseal_str text) {
    size_t at;
    puts_to(line, "\"");
    for (at = 0; at < text.len; at++) {
        unsigned char c = (unsigned char)text.ptr[at];
        char escaped[8];
        if (c < 0x20 || c == '"' || c == '\\') {
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
            puts_to(line, escaped);
        } else {
            put(line, text.ptr + at, 1);
        }
    }
    puts_to(line, "\"");
}

/* Members: an absent text is left out. */
static inline void put_text(struct line *line, const char *name, payseal_str value) {
    if (value.ptr == NULL || value.len == 0) return;
    puts_to(line, ",");
    put_string(line, S(name));
    puts_to(line, ":");
    put_string(line, value);
}

static inline void put_number(struct line *line, const char *name, unsigned long long value) {
    char text[64];
    snprintf(text, sizeof text, ",\"%s\":%llu", name, value);
    puts_to(line, text);
}

static inline void put_signed(struct line *line, const char *name, long long value) {
    char text[64];
    snprintf(text, sizeof text, "\"%s\":%lld", name, value);
    if (line->len > 0 && line->text[line->len - 1] != '{') puts_to(line, ",");
    puts_to(line, text);
}

static inline void put_json(struct line *line, const char *name, const payseal_json *json) {
    payseal_bytes raw;
    if (json == NULL || !payseal_json_get_raw(json, S(""), &raw)) return;
    if (line->len > 0 && line->text[line->len - 1] != '{') puts_to(line, ",");
    put_string(line, S(name));
    puts_to(line, ":");
    put(line, (const char *)raw.ptr, raw.len);
    payseal_bytes_free(raw);
}

/* ---- names of numbers ------------------------------------------------------------------------------------------ */

static inline const char *kind_name(int32_t kind) {
    switch (kind) {
    case PAYSEAL_KIND_API: return "ApiError";
    case PAYSEAL_KIND_VALIDATION: return "ValidationError";
    case PAYSEAL_KIND_AUTHENTICATION: return "AuthenticationError";
    case PAYSEAL_KIND_PERMISSION_DENIED: return "PermissionDeniedError";
    case PAYSEAL_KIND_NOT_FOUND: return "NotFoundError";
    case PAYSEAL_KIND_CONFLICT: return "ConflictError";
    case PAYSEAL_KIND_RATE_LIMIT: return "RateLimitError";
    case PAYSEAL_KIND_SERVER: return "ServerError";
    case PAYSEAL_KIND_CONNECTION_FAILED: return "ConnectionFailedError";
    case PAYSEAL_KIND_ATTEMPT_TIMEOUT: return "AttemptTimeoutError";
    case PAYSEAL_KIND_CANCELLED: return "CancelledCallError";
    case PAYSEAL_KIND_RESPONSE_UNREADABLE: return "ResponseUnreadableError";
    case PAYSEAL_KIND_CONFIG: return "ConfigError";
    case PAYSEAL_KIND_WEBHOOK_VERIFICATION: return "WebhookVerificationError";
    default: return "";
    }
}

static inline const char *outcome_name(int32_t outcome) {
    switch (outcome) {
    case PAYSEAL_OUTCOME_NOT_SENT: return "not_sent";
    case PAYSEAL_OUTCOME_REFUSED: return "refused";
    case PAYSEAL_OUTCOME_UNKNOWN: return "unknown";
    case PAYSEAL_OUTCOME_OK: return "ok";
    default: return "";
    }
}

static inline const char *fault_name(int32_t fault) {
    switch (fault) {
    case PAYSEAL_FAULT_DNS: return "dns";
    case PAYSEAL_FAULT_CONNECT_REFUSED: return "connect_refused";
    case PAYSEAL_FAULT_CONNECT_TIMEOUT: return "connect_timeout";
    case PAYSEAL_FAULT_TLS_CERTIFICATE: return "tls_certificate";
    case PAYSEAL_FAULT_TLS_HANDSHAKE: return "tls_handshake";
    case PAYSEAL_FAULT_WRITE_FAILED: return "write_failed";
    case PAYSEAL_FAULT_RESET: return "reset";
    case PAYSEAL_FAULT_READ_TIMEOUT: return "read_timeout";
    case PAYSEAL_FAULT_TRUNCATED: return "truncated";
    case PAYSEAL_FAULT_OTHER: return "other";
    default: return "";
    }
}

/* ---- input ----------------------------------------------------------------------------------------------------- */

static inline payseal_str text_of(const payseal_json *json, const char *name) {
    payseal_str text = {NULL, 0};
    payseal_json_get_text(json, S(name), &text);
    return text;
}

static inline uint64_t number_of(const payseal_json *json, const char *name) {
    int64_t number = 0;
    MUST(payseal_json_get_integer(json, S(name), &number) && number >= 0);
    return (uint64_t)number;
}

static inline bool has(const payseal_json *json, const char *name) { return payseal_json_get(json, S(name)) != NULL; }

/* An error of Payseal's, as the member `error` of the line. */
void show_error(struct line *line, const payseal_error *err);

/* local.c: verifies a webhook or explains a signature; the members of the line are written. */
void serve_local(const payseal_json *asked, struct line *line);

#endif
