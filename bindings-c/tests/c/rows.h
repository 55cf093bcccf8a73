/* How the shared vector files write values. Not for programs. */
#ifndef PAYSEAL_TEST_ROWS_H
#define PAYSEAL_TEST_ROWS_H

#include "check.h"

/* What went wrong is said with the row's id. */
#define ROW(row, condition)                                                                          \
    do {                                                                                             \
        if (!(condition)) {                                                                          \
            payseal_str id_ = text_at(row, "id");                                                    \
            fprintf(stderr, "%s:%d: row %.*s: not true: %s\n", __FILE__, __LINE__, (int)id_.len, id_.ptr, #condition); \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

static inline payseal_str text_at(const payseal_json *object, const char *name) {
    payseal_str text = {NULL, 0};
    (void)payseal_json_get_text(object, S(name), &text);
    return text;
}

/* 0 when it is absent or null. */
static inline int64_t integer_at(const payseal_json *object, const char *name) {
    int64_t number = 0;
    (void)payseal_json_get_integer(object, S(name), &number);
    return number;
}

static inline bool is_null(const payseal_json *object, const char *name) {
    const payseal_json *value = payseal_json_get(object, S(name));
    return value == NULL || payseal_json_kind(value) == PAYSEAL_JSON_NULL;
}

/* A string, {hex} or {repeat, times}; free it. */
static inline char *bytes_of(const payseal_json *value, size_t *length) {
    payseal_str text;
    int64_t times = 1;
    char *out;
    if (payseal_json_get_text(value, S("hex"), &text)) {
        size_t i;
        *length = text.len / 2;
        out = (char *)malloc(*length + 1);
        for (i = 0; i < *length; i++) {
            unsigned byte;
            CHECK(sscanf(text.ptr + 2 * i, "%2x", &byte) == 1);
            out[i] = (char)byte;
        }
        return out;
    }
    if (payseal_json_get_text(value, S("repeat"), &text)) {
        CHECK(payseal_json_get_integer(value, S("times"), &times));
    } else {
        CHECK(payseal_json_get_text(value, S(""), &text));
    }
    *length = text.len * (size_t)times;
    out = (char *)malloc(*length + 1);
    for (; times > 0; times--) memcpy(out + text.len * (size_t)(times - 1), text.ptr, text.len);
    return out;
}

static inline payseal_str owned(const payseal_json *input, const char *name, char **keep) {
    payseal_str view = {NULL, 0};
    const payseal_json *value = payseal_json_get(input, S(name));
    *keep = NULL;
    if (value != NULL) {
        *keep = bytes_of(value, &view.len);
        view.ptr = *keep;
    }
    return view;
}

#endif
