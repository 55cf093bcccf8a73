#!/usr/bin/env python3
"""Writes tests/vectors/errors.json: the frozen error table, and what each shape of error answer becomes.

    python3 tests/oracle/errors.py [--check]
"""

import json

from vectorfile import Vectors

v = Vectors(
    "errors",
    "op 'kinds' and 'codes': the whole table; numbers are frozen and never used again. op 'fault' : the frozen number of a fault. op 'outcome': of an outcome. "
    "op 'answer': a call of input.operation with max_retries 0 is answered input.status with input.body: a string (its UTF-8 bytes), {hex}, {repeat, times}, or null (the body could not be read). "
    "expect: kind (the class), code, message, details (JSON, null = none), outcome, retryable, and response_text: null, or {bytes, begins}: its length in UTF-8 bytes and its beginning. "
    "advice (if present) must occur in the advice, which is never empty. The client's api_key is cp_test_key, its hmac_secret test_hmac_secret. Rows with input.partner tybrite: the api_key is tybrite_sk_test_key, the request has input.fields, the answer input.headers; expect has hint, environment and rate_limit {limit, remaining, reset, scope} too. Written by tests/oracle/errors.py.",
)

KINDS = {1: "ApiError", 2: "ValidationError", 3: "AuthenticationError", 4: "PermissionDeniedError", 5: "NotFoundError", 6: "ConflictError", 7: "RateLimitError", 8: "ServerError",
         20: "ConnectionFailedError", 21: "AttemptTimeoutError", 22: "CancelledCallError", 30: "ResponseUnreadableError", 40: "ConfigError", 50: "WebhookVerificationError"}
CODES = [
    (100, "VALIDATION_ERROR", 2), (110, "DNS_FAILED", 20), (111, "CONNECT_REFUSED", 20), (112, "CONNECT_TIMEOUT", 20), (113, "TLS_CERTIFICATE", 20), (114, "TLS_HANDSHAKE", 20),
    (115, "WRITE_FAILED", 20), (116, "CONNECTION_RESET", 20), (117, "ATTEMPT_TIMEOUT", 21), (118, "ANSWER_TRUNCATED", 20), (119, "TRANSPORT_FAILED", 20), (130, "CANCELLED", 22),
    (131, "TOTAL_TIMEOUT", 21), (140, "ANSWER_NOT_JSON", 30), (141, "ANSWER_EMPTY", 30), (142, "ANSWER_INCOMPLETE", 30), (143, "ANSWER_SIGNATURE_INVALID", 30), (150, "REDIRECTED", 1), (200, "BASE_URL_MISSING", 40),
    (201, "BASE_URL_INVALID", 40), (202, "BASE_URL_INSECURE", 40), (203, "API_KEY_INVALID_LOCALLY", 40), (204, "HMAC_SECRET_MISSING", 40), (205, "OPTION_INVALID", 40),
    (206, "CREDENTIALS_MISSING", 40), (207, "TLS_ROOTS_UNREADABLE", 40), (208, "PROXY_INVALID", 40), (209, "ENTROPY_UNAVAILABLE", 40),
    (210, "API_KEY_CLASS", 40), (211, "HMAC_SECRET_IS_API_KEY", 40), (300, "CALL_MISUSE", 40),
    (301, "INVALID_ARGUMENT", 40), (302, "INTERNAL_PANIC", 40), (600, "WEBHOOK_HEADER_MISSING", 50), (601, "WEBHOOK_HEADER_MALFORMED", 50), (602, "WEBHOOK_SIGNATURE_MISMATCH", 50),
    (603, "WEBHOOK_TOO_OLD", 50), (604, "WEBHOOK_IN_FUTURE", 50), (605, "WEBHOOK_BODY_NOT_JSON", 50), (606, "WEBHOOK_BODY_WRONG_TYPE", 50), (610, "DEDUPE_STORE_FULL", 40),
    (611, "DEDUPE_LEASE_INVALID", 40),
]
v.row("kinds", "the classes of all languages", "kinds", {}, {"kinds": [[number, name] for number, name in KINDS.items()]})
v.row("codes", "Payseal's own codes", "codes", {}, {"codes": [[number, code, KINDS[kind]] for number, code, kind in CODES]})
for number, name in enumerate(["dns", "connect_refused", "connect_timeout", "tls_certificate", "tls_handshake", "write_failed", "reset", "read_timeout", "truncated", "other"], 1):
    v.row(f"fault-{name}", "frozen", "fault", {"name": name}, {"number": number})
for number, name in enumerate(["not_sent", "refused", "unknown", "ok"], 1):
    v.row(f"outcome-{name}", "frozen", "outcome", {"name": name}, {"number": number})

BY_STATUS = {400: "ValidationError", 401: "AuthenticationError", 403: "PermissionDeniedError", 404: "NotFoundError", 409: "ConflictError", 429: "RateLimitError"}


def kind_of(status):
    return BY_STATUS.get(status, "ServerError" if 500 <= status <= 599 else "ApiError")


def outcome_of(status):
    return "refused" if 400 <= status <= 499 and status != 408 else "unknown"


def retryable(status):
    return outcome_of(status) == "unknown" or status in (425, 429)


def answer(id, why, status, body, code=None, message=None, details=None, text=None, advice=None, kind=None, operation="create_checkout_intent"):
    expect = {
        "kind": kind or kind_of(status), "code": code, "message": message or f"Clive API request failed with status {status}", "details": details,
        "outcome": outcome_of(status), "retryable": retryable(status) and operation not in ("pay_settlement", "run_settlements"), "response_text": text,
    }
    if advice:
        expect["advice"] = advice
    body = json.dumps(body) if isinstance(body, dict) and not {"hex", "repeat"} & body.keys() else body
    v.row(f"answer-{id}", why, "answer", {"operation": operation, "status": status, "body": body}, expect)


def page(text):
    return {"bytes": len(text.encode()), "begins": text[:40]}


for status in [400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 422, 425, 429, 499, 500, 501, 502, 503, 504, 505, 599, 600, 199]:
    answer(f"envelope-{status}", "the documented envelope", status, {"error": "Words for people", "code": "SOME_CODE", "details": None}, "SOME_CODE", "Words for people")
    answer(f"empty-{status}", "no body at all", status, "")

VALIDATION = {"fieldErrors": {"amount": ["Number must be greater than 0"]}, "formErrors": []}
answer("validation", "the contract's example", 400, {"error": "Validation failed", "code": "VALIDATION_ERROR", "details": VALIDATION}, "VALIDATION_ERROR", "Validation failed", VALIDATION)
for code, status, advice in [
    ("API_KEY_MISSING", 401, "CLIVE_API_KEY"), ("API_KEY_INVALID", 401, "CLIVE_API_KEY"), ("HMAC_MISSING", 401, "proxy"), ("HMAC_INVALID", 401, "CLIVE_HMAC_SECRET"),
    ("IDEMPOTENCY_KEY_MISSING", 400, "proxy"), ("CLIENT_FEE_BELOW_CLIVE_FEE", 400, "partner_fee_percentage"), ("PARTNER_NOT_FOUND", 404, "partner_id"),
    ("PARTNER_NOT_ACTIVE", 403, "activate"), ("PARTNER_SUSPENDED", 403, "suspended"), ("KYC_NOT_APPROVED", 403, "verification"), ("API_KEY_SCOPE_FORBIDDEN", 403, "platform-wide"),
    ("CLIENT_NOT_FOUND", 404, "client_id"), ("CLIENT_NOT_ACTIVE", 403, "activate"), ("TX_NOT_FOUND", 404, "clive_tx_id"), ("STRIPE_KEY_MISSING", 500, "contact Clive"),
    ("STRIPE_PUBLISHABLE_MISSING", 500, "contact Clive"),
]:
    answer(f"code-{code}", "a code of the contract has advice of its own", status, {"error": "x", "code": code}, code, "x", advice=advice)
for code, status, advice in [("BATCH_NOT_FOUND", 404, "list_settlements"), ("BATCH_ALREADY_PAID", 409, "Do not pay it again"), ("PAYOUT_FAILED", 502, "list_settlements")]:
    answer(f"code-{code}", "the same where no key protects the request", status, {"error": "x", "code": code}, code, "x", advice=advice, operation="pay_settlement")
for status in [409, 429, 500]:
    answer(f"never-{status}", "a write without a key cannot be made again blindly", status, "", operation="run_settlements")

answer("error-only", "no code, no details", 400, {"error": "no"}, None, "no")
answer("code-only", "no message", 400, {"code": "X"}, "X")
answer("empty-object", "nothing in it", 400, {}, text=page("{}"))
answer("error-number", "a message that is no text: not [object Object], not 7", 400, {"error": 7, "code": "X"}, "X")
answer("error-object", "an object is no text", 400, {"error": {"message": "deep"}, "code": "X"}, "X")
answer("error-null", "null is none", 400, {"error": None, "code": "X"}, "X")
answer("error-array", "a list is no text", 400, {"error": ["a"]}, text=page('{"error":["a"]}'))
answer("code-number", "a code that is no text is none", 400, {"error": "no", "code": 42}, None, "no")
answer("code-null", "null is none", 400, {"error": "no", "code": None}, None, "no")
answer("code-unknown", "a code that is new is kept as it is", 403, {"error": "no", "code": "NEW_ONE"}, "NEW_ONE", "no")
answer("details-null", "null is none", 400, {"error": "no", "details": None}, None, "no")
answer("details-text", "details may be anything", 400, {"error": "no", "details": "why"}, None, "no", "why")
answer("details-array", "details may be anything", 400, {"error": "no", "details": [1, {"a": None}]}, None, "no", [1, {"a": None}])
answer("details-false", "false is not null", 400, {"error": "no", "details": False}, None, "no", False)
answer("details-secret", "secret members are redacted at any depth", 422, {"error": "no", "details": {"a": [{"client_secret": "pi_1_secret", "b": 1}]}}, None, "no", {"a": [{"client_secret": "[REDACTED]", "b": 1}]})
answer("details-key-echoed", "the client's own key is redacted wherever it stands", 401, {"error": "bad key cp_test_key", "details": {"key": "cp_test_key"}}, None, "bad key [REDACTED]", {"key": "[REDACTED]"})
answer("code-key-echoed", "in the code too", 401, {"error": "x", "code": "BAD_cp_test_key"}, "BAD_[REDACTED]", "x")
answer("details-long", "details above 4 KiB are not kept", 400, {"error": "no", "details": ["x" * 5000]}, None, "no")
answer("array", "JSON, but not the envelope: kept as text", 400, "[]", text=page("[]"))
answer("string", "JSON, but not the envelope: kept as text", 400, '"no"', text=page('"no"'))
answer("number", "JSON, but not the envelope: kept as text", 400, "400", text=page("400"))
answer("null", "JSON, but not the envelope: kept as text", 400, "null", text=page("null"))
answer("duplicate", "the last of two counts, as in JSON.parse", 400, '{"error":"a","error":"b"}', None, "b")
answer("bom", "a BOM is skipped, as Response.json() does", 400, {"hex": "efbbbf" + b'{"error":"no"}'.hex()}, None, "no")
answer("bad-utf8", "a bad byte becomes U+FFFD", 400, {"hex": b'{"error":"caf\xe9"}'.hex()}, None, "caf\ufffd")
answer("text", "a plain sentence is kept as response_text", 502, "Bad gateway", text=page("Bad gateway"))
answer("html", "so is a page", 502, "<html><h1>502</h1></html>", text=page("<html><h1>502</h1></html>"))
answer("html-long", "10 MB of it are kept to 4 KiB", 502, {"repeat": "<p>x</p>\n\n", "times": 1048576}, text={"bytes": 4096, "begins": "<p>x</p>\n\n"})
answer("html-multibyte", "cut between characters", 502, {"repeat": "\u20ac", "times": 2000}, text={"bytes": 4095, "begins": "\u20ac\u20ac"})
answer("text-4096", "exactly 4 KiB", 502, {"repeat": "x", "times": 4096}, text={"bytes": 4096, "begins": "xxxx"})
answer("not-utf8", "bytes that are no text: U+FFFD each, 4 KiB in all", 502, {"hex": "ff" * 4096}, text={"bytes": 4095, "begins": "\ufffd\ufffd"})
answer("gateway-json", "a gateway's JSON is kept as text, its secret members redacted", 403, {"message": "Forbidden", "token": "t0p"}, text=page('{"message":"Forbidden","token":"[REDACTED]"}'))
answer("half-json", "secret members of JSON that broke off cannot be found, so none of it is kept", 500, '{"error":"no')
answer("blank", "white space is no JSON; it is kept as it is", 500, " \n", text=page(" \n"))
answer("key-in-page", "a page that repeats the key", 502, "<b>cp_test_key</b>", text=page("<b>[REDACTED]</b>"))
answer("key-at-the-cut", "looked for before the cut: no beginning of the key stays", 502, "x" * 4090 + "cp_test_key", text={"bytes": 4096, "begins": "xxxx"})
answer("message-long", "a message is kept to 4 KiB", 400, {"error": "x" * 5000}, None, "x" * 4096)
answer("code-long", "a code is kept to 256 bytes", 400, {"error": "no", "code": "C" * 300}, "C" * 256, "no")
answer("unread-400", "the head alone says no", 400, None)
answer("unread-500", "the head alone says that it may have happened", 500, None)
answer("204", "a success without a body cannot be read", 204, "", "ANSWER_EMPTY", "The partner answered success without a body", kind="ResponseUnreadableError")
answer("200-html", "a success that is not JSON", 200, "<html>", "ANSWER_NOT_JSON", "The partner answered success, but the body is not JSON", kind="ResponseUnreadableError")
answer("200-half", "half a success", 201, '{"clive_tx_id":', "ANSWER_NOT_JSON", "The partner answered success, but the body is not JSON", kind="ResponseUnreadableError")
for status in [301, 307]:
    answer(f"redirect-{status}", "a redirect is never followed", status, "", "REDIRECTED", "The partner answered with a redirect, which a signed request never follows", advice="base URL")
answer("redirect-json", "whatever its body says", 302, {"error": "moved", "code": "MOVED"}, "REDIRECTED", "The partner answered with a redirect, which a signed request never follows")

# ---- Tybrite -----------------------------------------------------------------------------------------------------------------------
FINAL = ["quota_exceeded"]


def tybrite(id, why, status, error, details=None, advice=None, hint=None, meta=None, operation="payments.initialize", headers=(), fields=None):
    body = json.dumps({"error": error}, ensure_ascii=False)
    code = error.get("code")
    expect = {"kind": kind_of(status), "code": code, "message": error.get("message") or f"Tybrite API request failed with status {status}", "details": details, "outcome": outcome_of(status),
              "retryable": retryable(status) and code not in FINAL, "response_text": None, "hint": hint, "environment": None, "rate_limit": None, **(meta or {})}
    if advice:
        expect["advice"] = advice
    v.row(f"tybrite-{id}", why, "answer", {"partner": "tybrite", "operation": operation, "fields": fields or {"provider": "paypal", "amount": 1}, "headers": [list(pair) for pair in headers], "status": status, "body": body}, expect)


for status, code, advice in [
    (400, "missing_idempotency_key", "Idempotency-Key"), (400, "amount_mismatch", "total_amount"), (400, "provider_not_configured", "payments.methods"), (400, "provider_error", "verify_reference"), (400, "price_mismatch", "subtotal"),
    (400, "discount_invalid", "discount"), (400, "insufficient_stock", "quantity"), (409, "insufficient_stock", "quantity"), (401, "unauthorized", "TYBRITE_API_KEY"), (401, "invalid_signature", "TYBRITE_HMAC_SECRET"), (401, "invalid_client", "client"),
    (403, "forbidden", "secret key"), (403, "insufficient_scope", "scope"), (404, "not_found", "environment"), (409, "conflict", "another body"), (409, "provider_not_live", "test credentials"), (422, "order_rejected", "rule"),
    (422, "payment_not_verified", "verify"), (422, "returns_disabled", "Returns"), (429, "rate_limited", "retry_after_ms"), (429, "quota_exceeded", "monthly"), (500, "server_error", "same idempotency key"), (502, "provider_unavailable", "provider"),
    (502, "provider_error", "provider"), (503, "service_unavailable", "moment"), (504, "provider_timeout", "in time"), (400, "invalid_request", "fields"),
]:
    tybrite(f"code-{status}-{code}", "a code of the contract has advice of its own", status, {"code": code, "message": "m"}, advice=advice)
tybrite("hint", "the partner's own advice is kept apart", 400, {"code": "missing_idempotency_key", "message": "m", "hint": "Send one"}, hint="Send one")
tybrite("details", "details are what they are", 400, {"code": "invalid_request", "message": "m", "details": "why"}, details="why")
tybrite("details-more", "other members with them", 409, {"code": "insufficient_stock", "message": "m", "details": "why", "available_stock": 2, "current_cart_quantity": 1}, details={"details": "why", "available_stock": 2, "current_cart_quantity": 1})
tybrite("stock", "other members alone", 409, {"code": "insufficient_stock", "message": "m", "available_stock": 2}, details={"available_stock": 2})
tybrite("limit-body", "the members of a 429", 429, {"code": "rate_limited", "message": "m", "limit": 100, "remaining": 0, "reset": 1771526510}, meta={"rate_limit": {"limit": 100, "remaining": 0, "reset": 1771526510, "scope": None}})
tybrite("limit-headers", "the headers, with the environment", 429, {"code": "rate_limited", "message": "m"}, meta={"environment": "sandbox", "rate_limit": {"limit": 100, "remaining": 0, "reset": 1771526510, "scope": "abuse"}},
        headers=[("Tybrite-Environment", "sandbox"), ("X-RateLimit-Limit", "100"), ("x-ratelimit-remaining", "0"), ("X-RateLimit-Reset", "1771526510"), ("X-RateLimit-Scope", "abuse")])
tybrite("environment", "on every error", 404, {"code": "not_found", "message": "m"}, meta={"environment": "production"}, headers=[("tybrite-environment", "production")])
tybrite("key-echoed", "the client's own key is redacted", 401, {"code": "unauthorized", "message": "no tybrite_sk_test_key", "hint": "tybrite_sk_test_key?"}, hint="[REDACTED]?")
v.rows[-1]["expect"]["message"] = "no [REDACTED]"
for id, fields, advice in [
    ("stripe-email", {"provider": "stripe", "amount": 1, "currency": "usd"}, "For stripe email is needed."), ("stripe-currency", {"provider": "stripe", "amount": 1, "email": "a"}, "For stripe currency is needed."),
    ("paystack", {"provider": "paystack", "amount": 1}, "For paystack email is needed; currency is needed."), ("paystack-currency", {"provider": "paystack", "amount": 1, "email": "a", "currency": "EUR"}, "currency is one of NGN, GHS, ZAR, KES, USD"),
    ("mpesa", {"provider": "mpesa", "amount": 1}, "For mpesa phone is needed."), ("mpesa-phone", {"provider": "mpesa", "amount": 1, "phone": "+254712345678"}, "phone is 254XXXXXXXXX"), ("mpesa-short", {"provider": "mpesa", "amount": 1, "phone": "25471234567"}, "phone is 254XXXXXXXXX"),
    ("airtel", {"provider": "airtel", "amount": 1, "phone": "254733444555"}, "country is one of KE, UG, TZ, RW"), ("airtel-country", {"provider": "airtel", "amount": 1, "phone": "254733444555", "country": "NG"}, "country is one of KE, UG, TZ, RW"),
    ("airtel-prefix", {"provider": "airtel", "amount": 1, "phone": "254733444555", "country": "UG"}, "phone is digits only with the country's prefix"),
]:
    tybrite(f"advice-{id}", "what the provider needs, on the partner's own refusal", 400, {"code": "invalid_request", "message": "m"}, advice=advice, fields=fields)
v.finish()
