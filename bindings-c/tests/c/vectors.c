/* The shared vectors of signing and of the canonical body, through the C API and its own JSON reader. */
#include "check.h"

#include <math.h>
#include <stdint.h>

/* A string, {hex} or {repeat, times}; free it. */
static char *bytes_of(const payseal_json *value, size_t *length) {
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

static payseal_str owned(const payseal_json *input, const char *name, char **keep) {
    payseal_str view = {NULL, 0};
    const payseal_json *value = payseal_json_get(input, S(name));
    *keep = NULL;
    if (value != NULL) {
        *keep = bytes_of(value, &view.len);
        view.ptr = *keep;
    }
    return view;
}

static void sign_row(const payseal_json *row) {
    const payseal_json *input = payseal_json_get(row, S("input"));
    const payseal_json *expect = payseal_json_get(row, S("expect"));
    payseal_str op, scheme = {NULL, 0}, timestamp = {NULL, 0}, signature;
    char *keep[4];
    payseal_str secret = owned(input, "secret", &keep[0]);
    payseal_str body = owned(input, "body", &keep[1]);
    payseal_str message = owned(input, "message", &keep[2]);
    payseal_str received = owned(input, "received", &keep[3]);
    payseal_key *key = NULL;
    payseal_error *err = NULL;
    int32_t made;
    bool valid;
    int i;
    CHECK(payseal_json_get_text(input, S("op"), &op));
    (void)payseal_json_get_text(input, S("scheme"), &scheme);
    (void)payseal_json_get_text(input, S("timestamp"), &timestamp);
    made = payseal_key_new(secret, &key, &err);
    if (is(op, "key")) {
        CHECK(payseal_json_get_bool(expect, S("valid"), &valid));
        CHECK(valid == (made == PAYSEAL_OK));
        CHECK(valid || made == PAYSEAL_CODE_HMAC_SECRET_MISSING);
    } else if (is(op, "sign")) {
        char hex[PAYSEAL_HEX_SIZE], base64[PAYSEAL_BASE64_SIZE], url[PAYSEAL_BASE64URL_SIZE];
        const char *got = NULL;
        OK(made);
        CHECK(payseal_json_get_text(expect, S("signature"), &signature));
        if (is(scheme, "hex")) {
            OK(payseal_key_sign_hex(key, body, &hex, &err));
            got = hex;
        } else if (is(scheme, "hex_timestamped")) {
            OK(payseal_key_sign_hex_timestamped(key, timestamp, body, &hex, &err));
            got = hex;
        } else if (is(scheme, "base64_timestamped")) {
            OK(payseal_key_sign_base64_timestamped(key, strtoull(timestamp.ptr, NULL, 10), body, &base64, &err));
            got = base64;
        } else if (is(scheme, "base64url")) {
            OK(payseal_key_sign_base64url(key, message.ptr == NULL ? body : message, &url, &err));
            got = url;
        }
        CHECK(got != NULL && is(signature, got));
    } else {
        bool fits = false;
        OK(made);
        CHECK(is(op, "verify") && payseal_json_get_bool(expect, S("valid"), &valid));
        if (is(scheme, "hex")) fits = payseal_key_verify_hex(key, body, received);
        else if (is(scheme, "hex_timestamped")) fits = payseal_key_verify_hex_timestamped(key, timestamp, body, received);
        else if (is(scheme, "base64_timestamped"))
            fits = payseal_key_verify_base64_timestamped(key, timestamp, body, received);
        else CHECK(!"a scheme without a function");
        CHECK(fits == valid);
    }
    payseal_error_free(err);
    payseal_key_free(key);
    for (i = 0; i < 4; i++) free(keep[i]);
}

/* Row kinds: JSON text, or a double by its bits. */
static void canonical_row(const payseal_json *row, int *not_finite) {
    const payseal_json *input = payseal_json_get(row, S("input"));
    const payseal_json *expect = payseal_json_get(row, S("expect"));
    payseal_str text, wanted;
    payseal_bytes out = {NULL, 0};
    payseal_error *err = NULL;
    char digits[64];
    if (!payseal_json_get_text(input, S("json"), &text)) {
        uint64_t bits;
        double value;
        int precision = 1;
        CHECK(payseal_json_get_text(input, S("f64"), &text));
        bits = strtoull(text.ptr, NULL, 16);
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) {
            /* JSON text cannot say NaN or infinity, so no C caller can give one. */
            (*not_finite)++;
            return;
        }
        /* The shortest text that reads back as the same double: a longer one would claim digits that a double does not have. */
        do snprintf(digits, sizeof digits, "%.*g", precision++, value);
        while (strtod(digits, NULL) != value);
        text = S(digits);
    }
    if (payseal_json_get_text(expect, S("body"), &wanted)) {
        OK(payseal_json_canonical(text, &out, &err));
        CHECK(same(bytes_view(out), wanted));
        payseal_bytes_free(out);
    } else if (payseal_json_canonical(text, &out, &err) == PAYSEAL_OK) {
        payseal_bytes raw;
        CHECK(payseal_json_get_raw(row, S(""), &raw));
        fprintf(stderr, "accepted: %.*s\n", (int)raw.len, (const char *)raw.ptr);
        exit(1);
    } else {
        CHECK(payseal_error_number(err) == PAYSEAL_CODE_INVALID_ARGUMENT && out.ptr == NULL);
        payseal_error_free(err);
    }
}

int main(void) {
    payseal_json *sign = vectors("sign"), *canonical = vectors("canonical-body");
    const payseal_json *rows = payseal_json_get(sign, S("rows"));
    size_t count = payseal_json_count(rows), i;
    int not_finite = 0;
    CHECK(payseal_json_kind(rows) == PAYSEAL_JSON_ARRAY && count > 50);
    for (i = 0; i < count; i++) sign_row(payseal_json_at(rows, i));
    printf("sign: %zu rows\n", count);
    rows = payseal_json_get(canonical, S("rows"));
    count = payseal_json_count(rows);
    CHECK(count > 50);
    for (i = 0; i < count; i++) canonical_row(payseal_json_at(rows, i), &not_finite);
    printf("canonical-body: %zu rows, %d of them not sayable in JSON\n", count, not_finite);
    payseal_json_free(sign);
    payseal_json_free(canonical);
    return 0;
}
