/* The shared vectors of signing, of the canonical body and of amounts, through the C API and its own JSON reader. */
#include "rows.h"

#include <math.h>
#include <stdint.h>

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

/* The shortest text that reads back as the same double: a longer one would claim digits that a double does not have. */
static payseal_str shortest(double value, char digits[64]) {
    int precision = 1;
    do snprintf(digits, 64, "%.*g", precision++, value);
    while (strtod(digits, NULL) != value);
    return S(digits);
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
        CHECK(payseal_json_get_text(input, S("f64"), &text));
        bits = strtoull(text.ptr, NULL, 16);
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) {
            /* JSON text cannot say NaN or infinity, so no C caller can give one. */
            (*not_finite)++;
            return;
        }
        text = shortest(value, digits);
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

/* Row kinds: text, an integer as text, a double by its bits. In C an amount is a number of the request's JSON text; false: no C program can
 * be asked this. */
static bool amount_row(const payseal_json *row, const payseal_config *config) {
    const payseal_json *input = payseal_json_get(row, S("input")), *expect = payseal_json_get(row, S("expect"));
    payseal_json *number = NULL;
    payseal_intent *intent = NULL;
    payseal_error *err = NULL;
    payseal_str text, wanted;
    char digits[64], json[400], expected[80];
    bool sayable;
    int32_t status;
    if (payseal_json_get_text(input, S("f64"), &text)) {
        uint64_t bits = strtoull(text.ptr, NULL, 16);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) return false; /* JSON text cannot say NaN or infinity. */
        text = shortest(value, digits);
    } else if (!payseal_json_get_text(input, S("text"), &text)) {
        ROW(row, payseal_json_get_text(input, S("integer"), &text));
    }
    sayable = text.len > 0 && text.ptr[0] > ' ' && text.ptr[text.len - 1] > ' ' && payseal_json_parse(text, &number, &err) == PAYSEAL_OK;
    payseal_error_free(err);
    err = NULL;
    sayable = sayable && payseal_json_kind(number) == PAYSEAL_JSON_NUMBER;
    payseal_json_free(number);
    /* White space around a JSON value is no part of it. */
    if (text.len > 0 && !sayable && (text.ptr[0] <= ' ' || text.ptr[text.len - 1] <= ' ')) return false;
    CHECK(snprintf(json, sizeof json, "{\"partner_id\":\"P\",\"client_id\":\"C\",\"amount\":%.*s,\"currency\":\"USD\",\"echezona_reference\":\"R\"}",
                   (int)text.len, text.ptr) < (int)sizeof json);
    status = payseal_intent_from_json(config, S("initialize_transaction"), S(json), S(""), &intent, &err);
    if (payseal_json_get_text(expect, S("text"), &wanted)) {
        /* Some texts that people type ("007", "+1") are no JSON numbers. */
        ROW(row, (status == PAYSEAL_OK) == sayable);
        if (sayable) {
            snprintf(expected, sizeof expected, "\"amount\":%.*s,", (int)wanted.len, wanted.ptr);
            ROW(row, has(payseal_intent_body(intent), expected));
        }
    } else if (sayable) {
        /* A number with too many digits is a rule of the amount type of other languages; a JSON number is refused when a double would
           change it, which is in canonical-body.json. */
        payseal_str why = text_at(expect, "error");
        ROW(row, is(why, "too_many_digits") || is(why, "out_of_range"));
        sayable = false;
    } else {
        ROW(row, status == PAYSEAL_CODE_VALIDATION_ERROR);
        sayable = true;
    }
    payseal_intent_free(intent);
    payseal_error_free(err);
    return sayable;
}

static void amounts(void) {
    payseal_json *file = vectors("amount");
    const payseal_json *rows = payseal_json_get(file, S("rows"));
    payseal_config *config = NULL;
    payseal_error *err = NULL;
    size_t count = payseal_json_count(rows), i;
    int not_for_c = 0;
    OK(payseal_config_new(S(PAYSEAL_CLIVE), &config, &err));
    OK(payseal_config_set_base_url(config, S("https://api.example.com"), &err));
    OK(payseal_config_set_local_validation(config, false, &err)); /* zero and less are for the partner to judge */
    CHECK(count > 100);
    for (i = 0; i < count; i++) not_for_c += !amount_row(payseal_json_at(rows, i), config);
    printf("amount: %zu rows, %d of them not for C\n", count, not_for_c);
    payseal_config_free(config);
    payseal_json_free(file);
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
    amounts();
    return 0;
}
