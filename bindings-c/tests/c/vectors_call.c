/* The shared vectors of requests, headers, keys, errors and retries, through intents and the call without I/O. */
#include "rows.h"

static const payseal_str ENTROPY = {"\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1", PAYSEAL_ENTROPY_SIZE};
static const payseal_str NONE = {NULL, 0};
static const uint64_t START_MS = 1000;
static const int64_t START_S = 1771526500;
static payseal_error *err = NULL;

/* Rows that no C program can run, each counted under the reason that is written where it is found. */
static int passed_over = 0;

/* The partner of a row: Clive, unless it names another. */
static payseal_str partner_of(const payseal_json *input) {
    payseal_str partner = text_at(input, "partner");
    return partner.ptr == NULL ? S(PAYSEAL_CLIVE) : partner;
}

static payseal_config *config_for(payseal_str partner, bool local_validation) {
    payseal_config *config = NULL;
    bool clive = is(partner, PAYSEAL_CLIVE);
    OK(payseal_config_new(partner, &config, &err));
    OK(payseal_config_set_base_url(config, S(clive ? "https://api.example.com/api/v1" : "https://api.example.com"), &err));
    OK(payseal_config_set_api_key(config, S(clive ? "cp_test_key" : "tybrite_sk_test_key"), &err));
    OK(payseal_config_set_hmac_secret(config, S("test_hmac_secret"), &err));
    OK(payseal_config_set_local_validation(config, local_validation, &err));
    return config;
}

static payseal_config *config_of(bool local_validation) { return config_for(S(PAYSEAL_CLIVE), local_validation); }

static payseal_call *call_of(const payseal_config *config, const payseal_intent *intent, const payseal_call_options *options) {
    payseal_call *call = NULL;
    OK(payseal_call_new(config, intent, options, START_MS, START_S, ENTROPY, &call, &err));
    return call;
}

/* The call of a row that names operation and fields. */
static payseal_call *call_with_fields(const payseal_json *row, const payseal_json *input, const payseal_call_options *options) {
    payseal_config *config = config_for(partner_of(input), true);
    payseal_intent *intent = NULL;
    payseal_call *call;
    payseal_bytes fields;
    ROW(row, payseal_json_get_raw(input, S("fields"), &fields));
    OK(payseal_intent_from_json(config, text_at(input, "operation"), bytes_view(fields), NONE, &intent, &err));
    call = call_of(config, intent, options);
    payseal_bytes_free(fields);
    payseal_intent_free(intent);
    payseal_config_free(config);
    return call;
}

/* The headers of an answer, as the files write them. */
static size_t headers_given(const payseal_json *row, const payseal_json *headers, payseal_str names[8], payseal_str values[8]) {
    size_t count;
    for (count = 0; count < payseal_json_count(headers); count++) {
        ROW(row, count < 8);
        names[count] = text_at(payseal_json_at(payseal_json_at(headers, count), 0), "");
        values[count] = text_at(payseal_json_at(payseal_json_at(headers, count), 1), "");
    }
    return count;
}

/* A complete request of an operation, for rows that are not about its fields. */
static payseal_call *complete(const payseal_json *row, payseal_str operation, int64_t max_retries, uint64_t total_ms) {
    const char *json = "{}";
    payseal_config *config = config_of(true);
    payseal_call_options *options = NULL;
    payseal_intent *intent = NULL;
    payseal_call *call;
    ROW(row, operation.len > 0);
    if (is(operation, "attach_payment_intent")) json = "{\"clive_tx_id\":\"CLVTX_1\",\"stripe_payment_intent_id\":\"pi_1\"}";
    if (is(operation, "create_checkout_intent"))
        json = "{\"partner_id\":\"P\",\"client_id\":\"C\",\"amount\":1,\"currency\":\"USD\",\"email\":\"e\",\"echezona_reference\":\"R\"}";
    if (is(operation, "pay_settlement")) json = "{\"settlement_batch_id\":\"b\"}";
    OK(payseal_call_options_new(&options, &err));
    OK(payseal_call_options_set_total_timeout_ms(options, total_ms, &err));
    if (max_retries >= 0) OK(payseal_call_options_set_max_retries(options, (uint32_t)max_retries, &err));
    OK(payseal_intent_from_json(config, operation, S(json), NONE, &intent, &err));
    call = call_of(config, intent, options);
    payseal_intent_free(intent);
    payseal_call_options_free(options);
    payseal_config_free(config);
    return call;
}

static payseal_error *error_of(const payseal_json *row, payseal_call *call) {
    payseal_answer *answer = NULL;
    payseal_error *error = NULL;
    ROW(row, payseal_call_done(call, &answer, &error) != PAYSEAL_OK && answer == NULL && error != NULL);
    return error;
}

/* Text, or {hex}; the bytes must be the same. */
static bool value_is(payseal_str value, const payseal_json *expected) {
    payseal_str wanted;
    char *keep = bytes_of(expected, &wanted.len);
    bool equal;
    wanted.ptr = keep;
    equal = same(value, wanted);
    free(keep);
    return equal;
}

static void headers_are(const payseal_json *row, payseal_call *call, const payseal_json *expected) {
    size_t count = payseal_json_count(expected), i;
    ROW(row, payseal_step_header_count(call) == count);
    for (i = 0; i < count; i++) {
        const payseal_json *pair = payseal_json_at(expected, i);
        payseal_str name, value, wanted;
        OK(payseal_step_header_at(call, i, &name, &value, &err));
        ROW(row, payseal_json_get_text(payseal_json_at(pair, 0), S(""), &wanted) && same(name, wanted));
        ROW(row, value_is(value, payseal_json_at(pair, 1)));
    }
}

/* The names of an object's members, one after another. There are no escapes in them. */
static bool next_name(payseal_str json, size_t *at, payseal_str *name) {
    int depth = 0;
    size_t i, from = 0;
    bool inside = false, key = true;
    for (i = *at; i < json.len; i++) {
        char c = json.ptr[i];
        if (inside) {
            if (c == '\\') i++;
            if (c != '"') continue;
            inside = false;
            if (key) {
                name->ptr = json.ptr + from;
                name->len = i - from;
                *at = i + 1;
                return true;
            }
        } else if (c == '"') {
            inside = true;
            from = i + 1;
        } else if (c == '{' || c == '[') {
            depth++;
            key = depth == 1 && *at == 0;
        } else if (c == '}' || c == ']') {
            depth--;
        } else if (c == ':') {
            key = false;
        } else if (c == ',' && depth == (*at == 0 ? 1 : 0)) {
            key = true;
        }
    }
    return false;
}

/* The server's own 400, naming exactly these fields. Takes `err`. */
static void refused(const payseal_json *row, const payseal_json *expect) {
    const payseal_json *fields = payseal_json_get(expect, S("refused"));
    const payseal_json *details = payseal_error_details(err);
    const payseal_json *named = payseal_json_get(details, S("fieldErrors"));
    payseal_bytes raw;
    payseal_str name, part;
    size_t at = 0, seen = 0;
    if (fields == NULL) OK(payseal_error_number(err));
    ROW(row, payseal_error_number(err) == PAYSEAL_CODE_VALIDATION_ERROR && is(payseal_error_code(err), "VALIDATION_ERROR"));
    ROW(row, payseal_error_kind(err) == PAYSEAL_KIND_VALIDATION && payseal_error_http_status(err) == 400);
    ROW(row, payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT && payseal_error_attempts(err) == 0);
    ROW(row, !payseal_error_retryable(err) && payseal_json_count(payseal_json_get(details, S("formErrors"))) == 0);
    ROW(row, payseal_json_get_raw(fields, S(""), &raw));
    while (next_name(bytes_view(raw), &at, &name)) {
        const payseal_json *messages = payseal_json_get(named, name);
        payseal_str message, wanted;
        seen++;
        ROW(row, payseal_json_count(messages) == 1);
        ROW(row, payseal_json_get_text(payseal_json_at(messages, 0), S(""), &message) && message.len > 0);
        if (payseal_json_get_text(fields, name, &wanted)) ROW(row, same(message, wanted));
    }
    ROW(row, seen == payseal_json_count(fields) && seen == payseal_json_count(named) && seen > 0);
    payseal_bytes_free(raw);
    if (payseal_json_get_text(expect, S("message_has"), &part)) {
        char text[200];
        ROW(row, part.len < sizeof text);
        memcpy(text, part.ptr, part.len);
        text[part.len] = '\0';
        ROW(row, has(payseal_error_message(err), text));
    }
    payseal_error_free(err);
    err = NULL;
}

/* The caller's key; false when no C program can say it. */
static bool own_key(const payseal_json *input, payseal_str *key) {
    *key = text_at(input, "idempotency_key");
    if (is_null(input, "idempotency_key")) return true;
    /* Half of a surrogate pair has no UTF-8, and an empty text means "no key" in C. */
    if (key->ptr != NULL && key->len > 0) return true;
    passed_over++;
    return false;
}

static int32_t auth_of(const payseal_json *row, payseal_str name) {
    if (is(name, "public")) return PAYSEAL_AUTH_PUBLIC;
    if (is(name, "api_key")) return PAYSEAL_AUTH_API_KEY;
    if (is(name, "signed")) return PAYSEAL_AUTH_SIGNED;
    ROW(row, is(name, "bearer"));
    return PAYSEAL_AUTH_BEARER;
}

/* PAYSEAL_OK and an intent, or a number and `err`. */
static int32_t raw_intent(const payseal_json *row, const payseal_config *config, payseal_str path, payseal_str key, payseal_intent **out) {
    const payseal_json *input = payseal_json_get(row, S("input"));
    const payseal_json *query = payseal_json_get(input, S("query"));
    payseal_raw_request *raw = NULL;
    payseal_str body;
    size_t i;
    int32_t status;
    OK(payseal_raw_request_new(text_at(input, "method"), path, auth_of(row, text_at(input, "auth")), &raw, &err));
    if (payseal_json_get_text(input, S("body"), &body)) OK(payseal_raw_request_set_body(raw, body, &err));
    for (i = 0; i < payseal_json_count(query); i++) {
        payseal_str name, value;
        ROW(row, payseal_json_get_text(payseal_json_at(payseal_json_at(query, i), 0), S(""), &name));
        ROW(row, payseal_json_get_text(payseal_json_at(payseal_json_at(query, i), 1), S(""), &value));
        OK(payseal_raw_request_add_query(raw, name, value, &err));
    }
    status = payseal_intent_raw(config, raw, key, out, &err);
    payseal_raw_request_free(raw);
    return status;
}

static void request_row(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect) {
    bool local_validation = true;
    payseal_config *config;
    payseal_intent *intent = NULL;
    payseal_str key;
    int32_t status = -1;
    if (!own_key(input, &key)) return;
    (void)payseal_json_get_bool(input, S("local_validation"), &local_validation);
    config = config_for(partner_of(input), local_validation);
    if (is(op, "request")) {
        payseal_str json = text_at(input, "json");
        ROW(row, json.ptr != NULL);
        status = payseal_intent_from_json(config, text_at(input, "operation"), json, key, &intent, &err);
    } else {
        ROW(row, is(op, "raw"));
        status = raw_intent(row, config, text_at(input, "path"), key, &intent);
    }
    if (status != PAYSEAL_OK) {
        ROW(row, intent == NULL);
        refused(row, expect);
    } else {
        payseal_call *call = call_of(config, intent, NULL);
        payseal_str url = text_at(expect, "url"), path = payseal_intent_path(intent);
        ROW(row, payseal_json_get(expect, S("refused")) == NULL && payseal_step_kind(call) == PAYSEAL_STEP_SEND);
        ROW(row, same(payseal_step_method(call), text_at(expect, "method")));
        ROW(row, same(payseal_intent_method(intent), text_at(expect, "method")));
        ROW(row, same(payseal_step_url(call), url));
        ROW(row, path.len < url.len && memcmp(url.ptr + url.len - path.len, path.ptr, path.len) == 0);
        ROW(row, (payseal_step_body(call).ptr == NULL) == is_null(expect, "body"));
        ROW(row, same(payseal_step_body(call), text_at(expect, "body")));
        ROW(row, same(payseal_intent_body(intent), text_at(expect, "body")));
        headers_are(row, call, payseal_json_get(expect, S("headers")));
        payseal_call_free(call);
        payseal_intent_free(intent);
    }
    payseal_config_free(config);
}

static void header_row(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect) {
    payseal_config *config = config_for(partner_of(input), true);
    payseal_intent *intent = NULL;
    if (is(op, "check")) {
        /* Through a caller's key; the position of the character is for libraries that show it. */
        payseal_str value = text_at(input, "value");
        payseal_raw_request *raw = NULL;
        if (value.len == 0) {
            /* Half of a surrogate pair has no UTF-8, and an empty text means "no key" in C. */
            passed_over++;
            payseal_config_free(config);
            return;
        }
        OK(payseal_raw_request_new(S("POST"), S("/x"), PAYSEAL_AUTH_PUBLIC, &raw, &err));
        if (!is_null(expect, "problem")) {
            FAILS(PAYSEAL_CODE_VALIDATION_ERROR, payseal_intent_raw(config, raw, value, &intent, &err));
        } else {
            payseal_call *call;
            payseal_str name, wire, wanted;
            char *keep;
            OK(payseal_intent_raw(config, raw, value, &intent, &err));
            call = call_of(config, intent, NULL);
            OK(payseal_step_header_at(call, 0, &name, &wire, &err));
            wanted = owned(row, "expect", &keep);
            ROW(row, is(name, "idempotency-key") && same(wire, wanted));
            free(keep);
            payseal_call_free(call);
        }
        payseal_raw_request_free(raw);
    } else {
        const payseal_json *given = payseal_json_get(input, S("credentials"));
        payseal_call *call;
        payseal_str key;
        ROW(row, same(op, partner_of(input)) && own_key(input, &key));
        OK(payseal_config_set_api_key(config, text_at(given, "api_key"), &err));
        OK(payseal_config_set_hmac_secret(config, text_at(given, "hmac_secret"), &err));
        if (!is_null(given, "bearer_token")) OK(payseal_config_set_bearer_token(config, text_at(given, "bearer_token"), &err));
        OK(raw_intent(row, config, S("/x"), key, &intent));
        OK(payseal_call_new(config, intent, NULL, START_MS, integer_at(input, "unix_s"), ENTROPY, &call, &err));
        headers_are(row, call, payseal_json_get(expect, S("headers")));
        payseal_call_free(call);
    }
    payseal_intent_free(intent);
    payseal_config_free(config);
}

static void key_is(const payseal_json *row, payseal_str operation, payseal_str json, payseal_str own, bool local_validation) {
    const payseal_json *expect = payseal_json_get(row, S("expect"));
    payseal_config *config = config_of(local_validation);
    payseal_intent *intent = NULL;
    if (payseal_intent_from_json(config, operation, json, own, &intent, &err) == PAYSEAL_OK) {
        payseal_call *call = call_of(config, intent, NULL);
        ROW(row, is_null(expect, "refused"));
        ROW(row, same(payseal_call_idempotency_key(call), text_at(expect, "key")));
        ROW(row, same(payseal_intent_idempotency_key(intent), text_at(expect, "key")));
        ROW(row, (payseal_call_idempotency_key(call).ptr == NULL) == is_null(expect, "key"));
        payseal_call_free(call);
        payseal_intent_free(intent);
    } else {
        const payseal_json *named = payseal_json_get(payseal_error_details(err), S("fieldErrors"));
        ROW(row, payseal_error_number(err) == PAYSEAL_CODE_VALIDATION_ERROR && payseal_error_outcome(err) == PAYSEAL_OUTCOME_NOT_SENT);
        ROW(row, payseal_json_count(named) == 1 && payseal_json_get(named, text_at(expect, "refused")) != NULL);
        payseal_error_free(err);
        err = NULL;
    }
    payseal_config_free(config);
}

/* Drawn by the call, or fixed before it from the same entropy. */
static void generated(const payseal_json *row, const payseal_json *input, const payseal_json *expect) {
    payseal_config *config = config_for(partner_of(input), true);
    payseal_intent *intent = NULL;
    payseal_call *call = NULL;
    payseal_str entropy, wanted = text_at(expect, "key"), digits = text_at(input, "entropy_hex");
    int64_t unix_s = integer_at(input, "unix_s");
    char bytes[PAYSEAL_ENTROPY_SIZE];
    size_t i;
    ROW(row, digits.len == 2 * sizeof bytes);
    for (i = 0; i < sizeof bytes; i++) {
        unsigned byte;
        CHECK(sscanf(digits.ptr + 2 * i, "%2x", &byte) == 1);
        bytes[i] = (char)byte;
    }
    entropy.ptr = bytes;
    entropy.len = sizeof bytes;
    OK(payseal_intent_from_json(config, text_at(input, "operation"), text_at(input, "json"), NONE, &intent, &err));
    ROW(row, payseal_intent_idempotency_key(intent).ptr == NULL);
    OK(payseal_call_new(config, intent, NULL, START_MS, unix_s, entropy, &call, &err));
    ROW(row, same(payseal_call_idempotency_key(call), wanted));
    payseal_call_free(call);
    OK(payseal_intent_fix_key(intent, unix_s, entropy, &err));
    ROW(row, same(payseal_intent_idempotency_key(intent), wanted));
    OK(payseal_intent_fix_key(intent, 0, ENTROPY, &err)); /* a key that is fixed stays */
    ROW(row, same(payseal_intent_idempotency_key(intent), wanted));
    call = call_of(config, intent, NULL);
    ROW(row, same(payseal_call_idempotency_key(call), wanted));
    payseal_call_free(call);
    payseal_intent_free(intent);
    payseal_config_free(config);
}

static void idempotency_row(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect) {
    payseal_str own;
    if (is(op, "generated")) {
        generated(row, input, expect);
    } else if (is(op, "operation")) {
        if (!own_key(input, &own)) return;
        key_is(row, text_at(input, "operation"), text_at(input, "json"), own, true);
        key_is(row, text_at(input, "operation"), text_at(input, "json"), own, false);
    } else if (is(op, "init") || is(op, "attach") || is(op, "checkout")) {
        /* C has no function for the key alone: it is the operation's default. */
        payseal_bytes reference;
        char *json;
        int length;
        if (text_at(input, "reference").len == 0) {
            passed_over++; /* An empty reference is refused by the operation before there is a key. */
            return;
        }
        ROW(row, payseal_json_get_raw(input, S("reference"), &reference));
        json = (char *)malloc(reference.len + 200);
        CHECK(json != NULL);
        length = sprintf(json, "{\"partner_id\":\"P\",\"client_id\":\"C\",\"amount\":1,\"currency\":\"USD\",\"email\":\"e\","
                               "\"stripe_payment_intent_id\":\"pi\",\"%s\":%.*s}",
                         is(op, "attach") ? "clive_tx_id" : "echezona_reference", (int)reference.len, (const char *)reference.ptr);
        CHECK(length > 0);
        key_is(row, S(is(op, "init") ? "initialize_transaction" : is(op, "attach") ? "attach_payment_intent" : "create_checkout_intent"),
               S(json), NONE, false);
        free(json);
        payseal_bytes_free(reference);
    } else {
        /* checkout_for_method is a caller's own key, which a C program writes itself; random draws its own bytes (payseal_call_new). */
        ROW(row, is(op, "checkout_for_method") || is(op, "random"));
        passed_over++;
    }
}

/* A number that may not be there. */
static bool number_is(bool there, int64_t number, const payseal_json *expect, const char *name) {
    return there == !is_null(expect, name) && (!there || number == integer_at(expect, name));
}

/* Hint, environment and rate limit. */
static void told_beside(const payseal_json *row, const payseal_error *error, const payseal_json *expect) {
    const payseal_json *limit = payseal_json_get(expect, S("rate_limit"));
    int64_t number = 0;
    bool there;
    ROW(row, same(payseal_error_hint(error), text_at(expect, "hint")));
    ROW(row, (payseal_error_hint(error).ptr == NULL) == is_null(expect, "hint"));
    ROW(row, same(payseal_error_environment(error), text_at(expect, "environment")));
    there = payseal_error_rate_limit(error, &number);
    ROW(row, number_is(there, number, limit, "limit"));
    there = payseal_error_rate_remaining(error, &number);
    ROW(row, number_is(there, number, limit, "remaining"));
    there = payseal_error_rate_reset_unix_s(error, &number);
    ROW(row, number_is(there, number, limit, "reset"));
    ROW(row, same(payseal_error_rate_scope(error), text_at(limit, "scope")));
}

static void error_row(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect) {
    size_t i;
    if (is(op, "kinds") || is(op, "codes")) {
        bool kinds = is(op, "kinds");
        const payseal_json *table = payseal_json_get(expect, op);
        ROW(row, payseal_json_count(table) == (kinds ? payseal_kind_count() : payseal_code_count()));
        for (i = 0; i < payseal_json_count(table); i++) {
            const payseal_json *entry = payseal_json_at(table, i);
            int32_t number = kinds ? payseal_kind_at(i) : payseal_code_at(i);
            ROW(row, integer_at(payseal_json_at(entry, 0), "") == number);
            ROW(row, same(text_at(payseal_json_at(entry, 1), ""), kinds ? payseal_kind_name(number) : payseal_code_name(number)));
            if (!kinds) ROW(row, same(text_at(payseal_json_at(entry, 2), ""), payseal_kind_name(payseal_code_kind(number))));
        }
    } else if (is(op, "fault")) {
        ROW(row, same(payseal_fault_name((int32_t)integer_at(expect, "number")), text_at(input, "name")));
    } else if (is(op, "outcome")) {
        ROW(row, same(payseal_outcome_name((int32_t)integer_at(expect, "number")), text_at(input, "name")));
    } else {
        payseal_call *call;
        payseal_str names[8], values[8];
        size_t headers = headers_given(row, payseal_json_get(input, S("headers")), names, values);
        const payseal_json *shape = payseal_json_get(expect, S("response_text"));
        payseal_error *error;
        payseal_str body = NONE, begins, text, part;
        char *keep = NULL;
        bool retryable, broken = is_null(input, "body");
        if (payseal_json_get(input, S("fields")) != NULL) {
            payseal_call_options *options = NULL;
            OK(payseal_call_options_new(&options, &err));
            OK(payseal_call_options_set_max_retries(options, 0, &err));
            call = call_with_fields(row, input, options);
            payseal_call_options_free(options);
        } else {
            call = complete(row, text_at(input, "operation"), 0, 90000);
        }
        ROW(row, is(op, "answer") && payseal_step_kind(call) == PAYSEAL_STEP_SEND);
        if (!broken) body = owned(input, "body", &keep);
        OK(payseal_call_on_response(call, (uint16_t)integer_at(input, "status"), names, values, headers, body, !broken, START_MS,
                                    START_S, &err));
        free(keep);
        error = error_of(row, call);
        payseal_call_free(call);
        ROW(row, same(payseal_kind_name(payseal_error_kind(error)), text_at(expect, "kind")));
        ROW(row, same(payseal_error_code(error), text_at(expect, "code")));
        ROW(row, same(payseal_error_message(error), text_at(expect, "message")));
        ROW(row, same(payseal_outcome_name(payseal_error_outcome(error)), text_at(expect, "outcome")));
        ROW(row, payseal_json_get_bool(expect, S("retryable"), &retryable) && retryable == payseal_error_retryable(error));
        ROW(row, payseal_error_http_status(error) == integer_at(input, "status") && payseal_error_advice(error).len > 0);
        if (is_null(expect, "details")) {
            ROW(row, payseal_error_details(error) == NULL || payseal_json_kind(payseal_error_details(error)) == PAYSEAL_JSON_NULL);
        } else {
            payseal_bytes seen, wanted;
            ROW(row, payseal_json_get_raw(payseal_error_details(error), S(""), &seen));
            ROW(row, payseal_json_get_raw(expect, S("details"), &wanted));
            ROW(row, same(bytes_view(seen), bytes_view(wanted)));
            payseal_bytes_free(seen);
            payseal_bytes_free(wanted);
        }
        if (payseal_json_get_text(expect, S("advice"), &part)) {
            char advice[200];
            ROW(row, part.len < sizeof advice);
            memcpy(advice, part.ptr, part.len);
            advice[part.len] = '\0';
            ROW(row, has(payseal_error_advice(error), advice));
        }
        if (payseal_json_get(input, S("partner")) != NULL) told_beside(row, error, expect);
        text = payseal_error_response_text(error);
        ROW(row, (text.ptr == NULL) == is_null(expect, "response_text"));
        if (text.ptr != NULL) {
            begins = text_at(shape, "begins");
            ROW(row, text.len == (size_t)integer_at(shape, "bytes"));
            ROW(row, begins.len <= text.len && memcmp(text.ptr, begins.ptr, begins.len) == 0);
        }
        payseal_error_free(error);
    }
}

static void end_attempt(const payseal_json *row, payseal_call *call, const payseal_json *end, uint64_t now) {
    int64_t status;
    payseal_str name = text_at(end, "");
    ROW(row, payseal_step_kind(call) == PAYSEAL_STEP_SEND);
    if (payseal_json_get_integer(end, S(""), &status)) {
        OK(payseal_call_on_response(call, (uint16_t)status, NULL, NULL, 0, S(""), true, now, START_S, &err));
    } else if (is(name, "2xx-broken")) {
        OK(payseal_call_on_response(call, 200, NULL, NULL, 0, NONE, false, now, START_S, &err));
    } else if (is(name, "cancel")) {
        OK(payseal_call_cancel(call, now, START_S, &err));
    } else {
        size_t i = 0;
        while (i < payseal_fault_count() && !same(payseal_fault_name(payseal_fault_at(i)), name)) i++;
        ROW(row, i < payseal_fault_count());
        OK(payseal_call_on_transport_error(call, payseal_fault_at(i), now, START_S, &err));
    }
}

static void sequence(const payseal_json *row, const payseal_json *input, const payseal_json *expect) {
    payseal_call *call = complete(row, text_at(input, "request"), integer_at(input, "max_retries"), 0);
    const payseal_json *ends = payseal_json_get(input, S("ends"));
    uint64_t now = START_MS;
    size_t i;
    for (i = 0; i < payseal_json_count(ends); i++) {
        if (i > 0) {
            ROW(row, payseal_step_kind(call) == PAYSEAL_STEP_WAIT);
            now += payseal_step_delay_ms(call);
            OK(payseal_call_on_waited(call, now, START_S, &err));
        }
        end_attempt(row, call, payseal_json_at(ends, i), now);
    }
    if (is(text_at(expect, "action"), "wait")) {
        ROW(row, payseal_step_kind(call) == PAYSEAL_STEP_WAIT);
    } else {
        payseal_error *error = error_of(row, call);
        bool retryable;
        ROW(row, is(text_at(expect, "action"), "done"));
        ROW(row, same(payseal_outcome_name(payseal_error_outcome(error)), text_at(expect, "outcome")));
        ROW(row, payseal_error_attempts(error) == integer_at(expect, "attempts"));
        ROW(row, payseal_error_http_status(error) == integer_at(expect, "status"));
        ROW(row, same(payseal_error_code(error), text_at(expect, "code")));
        ROW(row, payseal_json_get_bool(expect, S("retryable"), &retryable) && retryable == payseal_error_retryable(error));
        payseal_error_free(error);
    }
    payseal_call_free(call);
}

static void retry_row(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect) {
    payseal_str names[8], values[8];
    size_t count = 0;
    int64_t unix_s = integer_at(input, "unix_s");
    uint64_t ms = 0;
    if (is(op, "sequence")) {
        sequence(row, input, expect);
    } else if (is(op, "retry_after")) {
        /* Through an error: it says what was asked for, when there is no retry. */
        payseal_call *call = complete(row, S("attach_payment_intent"), 0, 0);
        payseal_error *error;
        names[0] = S("Retry-After");
        values[0] = text_at(input, "value");
        ROW(row, payseal_step_kind(call) == PAYSEAL_STEP_SEND);
        OK(payseal_call_on_response(call, 429, names, values, 1, S(""), true, START_MS, unix_s, &err));
        error = error_of(row, call);
        ROW(row, payseal_error_retry_after_ms(error, &ms) == !is_null(expect, "ms"));
        ROW(row, ms == (uint64_t)integer_at(expect, "ms"));
        payseal_error_free(error);
        payseal_call_free(call);
    } else if (is(op, "wait") || is(op, "answered")) {
        uint64_t now = START_MS + (uint64_t)integer_at(input, "elapsed_ms"), total_ms = (uint64_t)integer_at(input, "total_timeout_ms");
        payseal_call *call;
        payseal_str body = is(op, "answered") ? text_at(input, "body") : S("");
        count = headers_given(row, payseal_json_get(input, S("headers")), names, values);
        if (is(op, "answered")) {
            payseal_call_options *options = NULL;
            OK(payseal_call_options_new(&options, &err));
            OK(payseal_call_options_set_total_timeout_ms(options, total_ms, &err));
            call = call_with_fields(row, input, options);
            payseal_call_options_free(options);
        } else {
            call = complete(row, S("attach_payment_intent"), -1, total_ms);
        }
        ROW(row, payseal_step_kind(call) == PAYSEAL_STEP_SEND);
        OK(payseal_call_on_response(call, (uint16_t)integer_at(input, "status"), names, values, count, body, true, now, unix_s, &err));
        if (payseal_step_kind(call) == PAYSEAL_STEP_WAIT) {
            uint64_t delay = payseal_step_delay_ms(call);
            ROW(row, !is_null(expect, "at_most_ms") && delay >= (uint64_t)integer_at(expect, "at_least_ms"));
            ROW(row, delay <= (uint64_t)integer_at(expect, "at_most_ms"));
        } else {
            payseal_error *error = error_of(row, call);
            ROW(row, payseal_json_get(expect, S("retry_after_ms")) != NULL);
            ROW(row, payseal_error_retry_after_ms(error, &ms) == !is_null(expect, "retry_after_ms"));
            ROW(row, ms == (uint64_t)integer_at(expect, "retry_after_ms"));
            payseal_error_free(error);
        }
        payseal_call_free(call);
    } else {
        /* The random bits of one wait cannot be given: they are drawn from the call's entropy. The waits themselves: op wait. */
        ROW(row, is(op, "backoff"));
        passed_over++;
    }
}

typedef void row_test(const payseal_json *row, payseal_str op, const payseal_json *input, const payseal_json *expect);

static void each_row(const char *subject, size_t at_least, row_test *test) {
    payseal_json *file = vectors(subject);
    const payseal_json *rows = payseal_json_get(file, S("rows"));
    size_t count = payseal_json_count(rows), i;
    passed_over = 0;
    CHECK(payseal_json_kind(rows) == PAYSEAL_JSON_ARRAY && count >= at_least);
    for (i = 0; i < count; i++) {
        const payseal_json *row = payseal_json_at(rows, i), *input = payseal_json_get(row, S("input"));
        test(row, text_at(input, "op"), input, payseal_json_get(row, S("expect")));
    }
    printf("%s: %zu rows, %d of them not for C\n", subject, count, passed_over);
    payseal_json_free(file);
}

int main(void) {
    each_row("requests", 400, request_row);
    each_row("headers", 100, header_row);
    each_row("idempotency", 100, idempotency_row);
    each_row("errors", 100, error_row);
    each_row("retry", 400, retry_row);
    return 0;
}
