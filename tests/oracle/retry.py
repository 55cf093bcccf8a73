#!/usr/bin/env python3
"""Writes tests/vectors/retry.json: what is tried again, how long is waited, and what stays known about the money.

The rules are written down here a second time, as the contract states them.

    python3 tests/oracle/retry.py [--check]
"""

import email.utils
import json

from vectorfile import Vectors

v = Vectors(
    "retry",
    "Requests: attach_payment_intent (a keyed POST), list_transactions (a GET), pay_settlement (a POST without a key, never sent twice). "
    "op 'sequence': attempts end one after another with input.ends, each a status (with an empty body), a fault's name, '2xx-broken' (the head of a 200 came, its body broke off) or "
    "'cancel' (while that attempt is on its way); each wait is slept through. expect: the outcome, the attempts, and, of an error, its status, code and retryable; "
    "expect.action is 'wait' when the call is waiting for another attempt after the last end, else 'done'. "
    "op 'backoff': the wait before retry input.retry (from 1) with 64 random bits input.random_hex. op 'retry_after': the milliseconds a Retry-After value asks for at input.unix_s, "
    "null = it cannot be read. op 'wait': a keyed call, total_timeout_ms given, elapsed_ms after its start (at input.unix_s) is answered input.status with input.headers; it waits "
    "from at_least_ms to at_most_ms, or stops with retry_after_ms (null = not asked). op 'answered': the first attempt of input.operation with input.fields is answered so, expect as for 'wait'; these rows have input.partner tybrite. Written by tests/oracle/retry.py.",
)

NOT_SENT = ["dns", "connect_refused", "connect_timeout", "tls_certificate", "tls_handshake"]
FAULTS = NOT_SENT + ["write_failed", "reset", "read_timeout", "truncated", "other"]
CODES = dict(dns="DNS_FAILED", connect_refused="CONNECT_REFUSED", connect_timeout="CONNECT_TIMEOUT", tls_certificate="TLS_CERTIFICATE", tls_handshake="TLS_HANDSHAKE",
             write_failed="WRITE_FAILED", reset="CONNECTION_RESET", read_timeout="ATTEMPT_TIMEOUT", truncated="ANSWER_TRUNCATED", other="TRANSPORT_FAILED")
RANK = ["not_sent", "refused", "unknown", "ok"]
KEYED, SAFE, NEVER = "attach_payment_intent", "list_transactions", "pay_settlement"


def outcome_of(end, request):
    if end in ("2xx-broken", "cancel"):
        return "unknown"
    if isinstance(end, str):
        return "not_sent" if end in NOT_SENT else "unknown"
    if 200 <= end <= 299:
        return "unknown"  # with an empty body: a success that cannot be read
    if 300 <= end <= 399:
        return "refused" if request == SAFE else "unknown"
    return "refused" if 400 <= end <= 499 and end != 408 else "unknown"


def worth_another(end):
    if end == "2xx-broken":
        return True
    if isinstance(end, str):
        return end not in ("tls_certificate", "cancel")
    return end in (408, 425, 429) or (500 <= end <= 599 and end not in (501, 505))


def sequence(id, why, request, retries, ends):
    known, status, attempts = "not_sent", None, 0
    for index, end in enumerate(ends):
        attempts += 1
        known = max(known, outcome_of(end, request), key=RANK.index)
        if end == "2xx-broken":
            status, code = 200, "ANSWER_TRUNCATED"
        elif end == "cancel":
            code = "CANCELLED"
        elif isinstance(end, str):
            code = CODES[end]
        else:
            status, code = end, None
            code = "ANSWER_EMPTY" if 200 <= end <= 299 else "REDIRECTED" if 300 <= end <= 399 else None
        again = worth_another(end) and request != NEVER and attempts <= retries
        assert again or index == len(ends) - 1, f"{id}: the call is over before its last end"
    expect = {"action": "wait"} if again else {
        "action": "done", "outcome": known, "attempts": attempts, "status": status, "code": code,
        "retryable": request != NEVER and (worth_another(end) or known == "unknown" or end == "cancel"),
    }
    v.row(id, why, "sequence", {"request": request, "max_retries": retries, "ends": ends}, expect)


STATUSES = [100, 101, 199, 200, 204, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 422, 425, 426, 429, 431, 451, 499,
            500, 501, 502, 503, 504, 505, 507, 511, 520, 599, 600, 999]
for request, kind in [(KEYED, "keyed write"), (SAFE, "read"), (NEVER, "write without a key")]:
    for status in STATUSES:
        sequence(f"{request}-{status}-first", f"{kind}: {status} on the first attempt", request, 2, [status])
        if request != NEVER and worth_another(status):
            sequence(f"{request}-{status}-last", f"{kind}: {status} until the retries are used up", request, 2, [status] * 3)
        sequence(f"{request}-{status}-no-retries", f"{kind}: {status} with max_retries 0", request, 0, [status])
    for fault in FAULTS + ["2xx-broken"]:
        sequence(f"{request}-{fault}-first", f"{kind}: {fault} on the first attempt", request, 2, [fault])
        if request != NEVER and worth_another(fault):
            sequence(f"{request}-{fault}-last", f"{kind}: {fault} until the retries are used up", request, 2, [fault] * 3)
    sequence(f"{request}-cancel", f"{kind}: cancelled on its way", request, 2, ["cancel"])
for cause in [408, 500, 503, "write_failed", "reset", "read_timeout", "truncated", "other", "2xx-broken"]:
    for later in [400, 401, 404, 409, 425, 429, 302, "dns", "connect_refused", "tls_certificate", "cancel"]:
        sequence(f"unknown-{cause}-then-{later}", "once it may have arrived, only a 2xx ends that", KEYED, 1, [cause, later])
for first in [425, 429]:
    for later in [404, 429, "dns", "reset", "cancel"]:
        sequence(f"refused-{first}-then-{later}", "a refusal is more than a fault that sent nothing, and less than unknown", KEYED, 1, [first, later])
sequence("not-sent-three-times", "three names that cannot be resolved sent nothing", KEYED, 2, ["dns", "connect_refused", "connect_timeout"])
sequence("unknown-in-the-middle", "what lies between two refusals counts", KEYED, 2, [429, "reset", 429])
sequence("five-retries", "as many as asked for", KEYED, 5, [503, "dns", 429, 502, "reset", 403])

for retry, random, ms, why in [
    (1, "0000000000000000", 0, "full jitter begins at 0"), (1, "ffffffffffffffff", 250, "and ends at 250 ms"), (1, "8000000000000000", 125, "half way"),
    (2, "ffffffffffffffff", 500, "doubling"), (3, "ffffffffffffffff", 1000, "doubling"), (4, "ffffffffffffffff", 2000, "doubling"), (5, "ffffffffffffffff", 4000, "doubling"),
    (6, "ffffffffffffffff", 8000, "up to 8 s"), (7, "ffffffffffffffff", 8000, "never above"), (60, "ffffffffffffffff", 8000, "never above"),
    (4294967295, "ffffffffffffffff", 8000, "no overflow"), (6, "0000000000000000", 0, "jitter over the whole range"), (6, "4000000000000000", 2000, "a quarter"),
    (0, "ffffffffffffffff", 250, "there is no retry 0; it is taken as the first"),
]:
    v.row(f"backoff-{retry}-{random}", why, "backoff", {"retry": retry, "random_hex": random}, {"delay_ms": ms})

NOW, LONGEST = 1771526500, 2**53 - 1


def date(offset):
    return email.utils.formatdate(NOW + offset, usegmt=True)


for id, why, value, ms in [
    ("zero", "at once", "0", 0), ("seconds", "whole seconds", "120", 120000), ("zeros", "leading zeros", "0007", 7000), ("spaces", "optional white space around it", " \t5 ", 5000),
    ("date", "an HTTP date", date(30), 30000), ("date-past", "over: no wait", date(-30), 0), ("date-now", "now", date(0), 0), ("date-1970", "long over", "Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ("date-850", "the obsolete form (RFC 9110, 5.6.7)", "Thursday, 19-Feb-26 18:42:10 GMT", 30000), ("date-asctime", "the other obsolete form", "Thu Feb 19 18:42:10 2026", 30000),
    ("joined", "several headers joined by a comma: the longest", "3, 9,1", 9000), ("huge", "10^30 seconds: as long as every language can say", "1" + "0" * 30, LONGEST),
    ("u64-overflow", "2^64", "18446744073709551616", LONGEST), ("ms-overflow", "2^54 in milliseconds", "18014398509482", LONGEST), ("just-fits", "2^53 - 1 is not reached", "9007199254740", 9007199254740000),
    ("negative", "not a number of the grammar", "-5", None), ("plus", "nor this", "+5", None), ("fraction", "nor this", "1.5", None), ("exponent", "nor this", "1e3", None), ("hex", "nor this", "0x10", None),
    ("empty", "nothing", "", None), ("blank", "nothing but white space", "  ", None), ("text", "words", "soon", None), ("unit", "a unit", "5s", None), ("iso", "ISO 8601 is no HTTP date", "2026-02-19T18:42:10Z", None),
    ("joined-text", "one of several cannot be read", "3, soon", None), ("arabic-digits", "digits of another script", "\u0665", None), ("comma", "an empty list", ",", None),
]:
    v.row(f"retry-after-{id}", why, "retry_after", {"value": value, "unix_s": NOW}, {"ms": ms})


def wait(id, why, status, headers, expect, total=90000, elapsed=0):
    v.row(f"wait-{id}", why, "wait", {"status": status, "headers": headers, "unix_s": NOW, "total_timeout_ms": total, "elapsed_ms": elapsed}, expect)


def between(least, most):
    return {"at_least_ms": least, "at_most_ms": most}


def stop(ms):
    return {"retry_after_ms": ms}


wait("not-asked", "backoff alone", 503, [], between(0, 250))
wait("seconds", "never less than asked", 503, [["Retry-After", "7"]], between(7000, 7000))
wait("on-429", "the same", 429, [["retry-after", "7"]], between(7000, 7000))
wait("on-425", "the same", 425, [["retry-after", "7"]], between(7000, 7000))
wait("short", "the backoff may be longer than what was asked", 503, [["retry-after", "0"]], between(0, 250))
wait("date", "a date, our clock", 503, [["retry-after", date(9)]], between(9000, 9000))
wait("date-and-date", "a date, the partner's clock: ours is an hour off", 503, [["Date", date(3600)], ["retry-after", date(3609)]], between(9000, 9000))
wait("date-past", "over", 503, [["retry-after", date(-9)]], between(0, 250))
wait("several", "the longest counts", 503, [["retry-after", "2"], ["Retry-After", "9"], ["retry-after", "4"]], between(9000, 9000))
wait("several-one-bad", "what cannot be read is left out", 503, [["retry-after", "soon"], ["retry-after", "4"]], between(4000, 4000))
wait("negative", "as if it were not there", 503, [["retry-after", "-9"]], between(0, 250))
wait("text", "as if it were not there", 503, [["retry-after", "later"]], between(0, 250))
wait("minute", "60 s are waited", 503, [["retry-after", "60"]], between(60000, 60000))
wait("above-a-minute", "61 s are told instead", 503, [["retry-after", "61"]], stop(61000))
wait("absurd", "10^30 s are told as long as can be said", 503, [["retry-after", "1" + "0" * 30]], stop(LONGEST))
wait("does-not-fit", "10 s do not fit 10 s", 503, [["retry-after", "10"]], stop(10000), total=11000, elapsed=1000)
wait("just-fits", "10 s fit 10.001 s", 503, [["retry-after", "10"]], between(10000, 10000), total=11001, elapsed=1000)
wait("no-total", "0 is no limit", 503, [["retry-after", "60"]], between(60000, 60000), total=0, elapsed=10**12)
wait("total-spent", "nothing left", 503, [], stop(None), total=1000, elapsed=1000)
wait("not-retried", "a final answer still tells the wait", 403, [["retry-after", "5"]], stop(5000))

# ---- Tybrite -----------------------------------------------------------------------------------------------------------------------
# The same machine; what the partner's codes and the provider of a verification change.
def envelope(code, **more):
    return '{"error":' + json.dumps({"code": code, "message": "m", **more}) + "}"


def tybrite(id, why, operation, fields, status, headers, body, expect):
    v.row(f"tybrite-{id}", why, "answered", {"partner": "tybrite", "operation": operation, "fields": fields, "status": status, "headers": headers, "body": body, "unix_s": NOW, "total_timeout_ms": 90000}, expect)


PAY = ("payments.initialize", {"provider": "paypal", "amount": 1})
tybrite("rate-limited", "transient", *PAY, 429, [], envelope("rate_limited"), between(0, 250))
tybrite("rate-limited-after", "as long as asked", *PAY, 429, [["Retry-After", "7"]], envelope("rate_limited", reset=NOW + 30), between(7000, 7000))
tybrite("rate-limited-reset", "then the body's reset", *PAY, 429, [["X-RateLimit-Reset", str(NOW + 20)]], envelope("rate_limited", reset=NOW + 9), between(9000, 9000))
tybrite("rate-limited-header", "then the header's reset", *PAY, 429, [["X-RateLimit-Reset", str(NOW + 9)]], envelope("rate_limited"), between(9000, 9000))
tybrite("rate-limited-hour", "an hour is told, not waited", *PAY, 429, [["X-RateLimit-Reset", str(NOW + 3600)]], envelope("rate_limited"), stop(3600000))
tybrite("503-header", "on other answers that header is no wish", *PAY, 503, [["X-RateLimit-Reset", str(NOW + 9)]], envelope("service_unavailable"), between(0, 250))
tybrite("quota", "a month's allowance does not come back in a minute", *PAY, 429, [["Retry-After", "1"]], envelope("quota_exceeded"), stop(1000))
tybrite("504", "the provider was too slow", *PAY, 504, [], envelope("provider_timeout"), between(0, 250))
tybrite("signature", "a wrong signature by a right clock stays wrong", *PAY, 401, [["Date", date(0)]], envelope("invalid_signature"), stop(None))
tybrite("signature-skew", "by a clock that is off it is made again", *PAY, 401, [["Date", date(1000)]], envelope("invalid_signature"), between(0, 250))
for provider in ["stripe", "paystack", "mpesa", "airtel", "paypal", "flutterwave", "Stripe", ""]:
    safe = provider in ("stripe", "paystack", "mpesa", "airtel")
    fields = {"provider": provider, "reference": "r"} if provider else {"provider": "stripes", "reference": "r"}
    for status in [503, 429]:
        tybrite(f"verify-{provider or 'stripes'}-{status}", "a look-up is sent again; what may capture money is not", "payments.verify", fields, status, [], envelope("x"), between(0, 250) if safe else stop(None))
v.finish()
