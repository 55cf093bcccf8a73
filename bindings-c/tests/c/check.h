/* What every C test uses: checks that name file and line, texts, and a sandbox to talk to. Not for programs. */
#ifndef PAYSEAL_TEST_CHECK_H
#define PAYSEAL_TEST_CHECK_H

#include <payseal.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                               \
    do {                                                                               \
        if (!(condition)) {                                                            \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);  \
            exit(1);                                                                   \
        }                                                                              \
    } while (0)

/* Succeeds, or shows the error. */
#define OK(call)                                                                       \
    do {                                                                               \
        int32_t status_ = (call);                                                      \
        if (status_ != PAYSEAL_OK) {                                                   \
            payseal_str why_ = payseal_error_text(err);                                \
            fprintf(stderr, "%s:%d: %d from %s: %.*s\n", __FILE__, __LINE__, (int)status_, #call, (int)why_.len, \
                    why_.ptr == NULL ? "" : why_.ptr);                                 \
            exit(1);                                                                   \
        }                                                                              \
    } while (0)

/* Fails with this status, sets err, and the error is freed. */
#define FAILS(expected, call)                                                          \
    do {                                                                               \
        int32_t status_;                                                               \
        err = NULL;                                                                    \
        status_ = (call);                                                              \
        if (status_ != (expected)) {                                                   \
            fprintf(stderr, "%s:%d: %d, not %d, from %s\n", __FILE__, __LINE__, (int)status_, (int)(expected), #call); \
            exit(1);                                                                   \
        }                                                                              \
        CHECK(err != NULL && payseal_error_number(err) == (expected));                 \
        payseal_error_free(err);                                                       \
        err = NULL;                                                                    \
    } while (0)

static inline payseal_str S(const char *text) { return payseal_str_of(text); }

static inline bool is(payseal_str text, const char *expected) {
    return text.ptr != NULL && text.len == strlen(expected) && memcmp(text.ptr, expected, text.len) == 0;
}

static inline bool same(payseal_str a, payseal_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool has(payseal_str text, const char *part) {
    size_t length = strlen(part), at;
    for (at = 0; at + length <= text.len; at++) {
        if (memcmp(text.ptr + at, part, length) == 0) return true;
    }
    return false;
}

static inline payseal_str bytes_view(payseal_bytes bytes) {
    payseal_str view;
    view.ptr = (const char *)bytes.ptr;
    view.len = bytes.len;
    return view;
}

static inline const char *from_env(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) {
        fprintf(stderr, "%s is not set: run this through `cargo xtask test`\n", name);
        exit(1);
    }
    return value;
}

/* A whole file; free it. */
static inline char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    char *text;
    long length;
    if (file == NULL) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(1);
    }
    CHECK(fseek(file, 0, SEEK_END) == 0);
    length = ftell(file);
    CHECK(length >= 0 && fseek(file, 0, SEEK_SET) == 0);
    text = (char *)malloc((size_t)length + 1);
    CHECK(text != NULL && fread(text, 1, (size_t)length, file) == (size_t)length);
    text[length] = '\0';
    fclose(file);
    *size = (size_t)length;
    return text;
}

/* The file of shared test vectors of a subject; free it with payseal_json_free. */
static inline payseal_json *vectors(const char *subject) {
    char path[1024];
    size_t size;
    char *text;
    payseal_str view;
    payseal_json *json = NULL;
    payseal_error *err = NULL;
    snprintf(path, sizeof path, "%s/%s.json", from_env("PAYSEAL_TEST_VECTORS"), subject);
    text = read_file(path, &size);
    view.ptr = text;
    view.len = size;
    OK(payseal_json_parse(view, &json, &err));
    free(text);
    return json;
}

/* A configuration for the sandbox. */
static inline payseal_config *sandbox_config(const char *base_url) {
    payseal_config *config = NULL;
    payseal_error *err = NULL;
    OK(payseal_config_new(S(PAYSEAL_CLIVE), &config, &err));
    OK(payseal_config_set_base_url(config, S(base_url), &err));
    OK(payseal_config_set_api_key(config, S("cp_test_partner_sandbox"), &err));
    OK(payseal_config_set_hmac_secret(config, S("test_hmac_secret"), &err));
    return config;
}

#define INITIALIZE(reference)                                                                                     \
    "{\"partner_id\":\"ECHEZONA001\",\"client_id\":\"AIRPEACE001\",\"amount\":750,\"currency\":\"USD\","             \
    "\"echezona_reference\":\"" reference "\"}"
#define CHECKOUT(reference)                                                                                       \
    "{\"partner_id\":\"ECHEZONA001\",\"client_id\":\"AIRPEACE001\",\"amount\":750,\"currency\":\"USD\","             \
    "\"email\":\"buyer@example.com\",\"echezona_reference\":\"" reference "\"}"

#endif
