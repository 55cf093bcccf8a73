#!/usr/bin/env python3
"""Writes tests/vectors/webhook.json: which deliveries are the partner's, why others are not, and when two are the same event.

    python3 tests/oracle/webhook.py [--check]

Signatures are made with Python's hmac; the rows of tests/oracle/stripe_headers.json were made by the published stripe packages
(see tests/oracle/stripe_webhooks.py), whose webhook header has Tybrite's form.
"""

import hashlib
import hmac
import json
import pathlib

from vectorfile import Vectors

v = Vectors(
    "webhook",
    "op 'verify': input.partner, secrets, tolerance_s (absent: default), headers [[name, value]] (a value may be {hex}), body: a string (its UTF-8 bytes), {hex} or {repeat, times}, now (Unix seconds). "
    "expect: secret_index, timestamp, type (of the event, null = none), dedupe_key; or code, and fault (of the header), skew_s, where they say more. verify_signature gives the same secret_index and timestamp, "
    "also for a body that is not JSON. op 'build': secrets, tolerance_s: expect.code, null = accepted. op 'key': partner, body: expect.dedupe_key. op 'sign': partner, secret, body, unix_s: expect.signature, the header's value. "
    "op 'dedupe': capacity, steps [[what, key, now, expected]] on the in-memory store: claim (lease 60 s) is new, in_progress, done or full; complete and release use the ticket of the claim before of that key. "
    "Written by tests/oracle/webhook.py.",
)

SECRET = "68c216748eb34be5adf93e39cda61386337883e7420c4a6d1994eb11346bce20"
T = 1781955476
BODY = '{"id":"evt_1781955476025_lp1jafe","type":"order.created","api_version":"v1","livemode":false,"created_at":"2026-06-20T11:37:56.025Z","data":{"object":{"id":"e7d28e96-e9e0-45ce-be28-51812f63eb4b"}}}'
NEW = '{"event":"transaction_succeeded","clive_tx_id":"CLVTX_1739378102312_420","partner_id":"ECHEZONA001","client_id":"AIRPEACE001","echezona_reference":"EZ12345","status":"succeeded","amount":750,"currency":"USD","meta":{"order_id":"ORD-1001","customer_segment":"vip"}}'
OLD = '{"clive_tx_id":"CLVTX_1739378102312_420","status":"succeeded","amount":750,"currency":"USD"}'


def raw(body):
    if isinstance(body, str):
        return body.encode()
    return bytes.fromhex(body["hex"]) if "hex" in body else (body["repeat"] * body["times"]).encode()


def mac(secret, message):
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def v1(body=BODY, t=T, secret=SECRET):
    return mac(secret, str(t).encode() + b"." + raw(body))


assert v1() == "2ffe8e2d0a9e9d18072a927c1de3be7a0db760eedd45d21b0ae1947a3bb15820"  # the contract's own vector


def quote(text):
    out = "".join(c if " " < c < "\x7f" and c not in ":%" else "".join(f"%{byte:02X}" for byte in c.encode()) for c in text)
    return out if len(out) <= 96 else "sha256-" + hashlib.sha256(text.encode()).hexdigest()


def key_of(partner, body):
    event, digest = json.loads(raw(body)), hashlib.sha256(raw(body)).hexdigest()
    text = lambda name: event[name] if isinstance(event.get(name), str) and event[name] else None
    if partner == "tybrite":
        return "tybrite:" + quote(text("id")) if text("id") else "tybrite:body:" + digest
    states = [s.strip().lower().removeprefix("transaction_") for s in (text("event"), text("status")) if s]
    if not text("clive_tx_id") or not states:
        return "clive:body:" + digest
    status = "+".join(dict.fromkeys(states))
    key = f"clive:{quote(text('clive_tx_id'))}:{quote(status)}"
    if status in ("initialized", "pending", "succeeded", "failed", "abandoned"):
        return key
    amount = event.get("amount")
    amount = "" if amount is None else amount if isinstance(amount, str) else repr(amount).removesuffix(".0")
    return f"{key}:{quote(amount)}:{digest[:16]}"


def verify(id, why, partner, headers, body, expect, secrets=(SECRET,), now=T, **more):
    v.row(id, why, "verify", {"partner": partner, "secrets": list(secrets), "headers": headers, "body": body, "now": now, **more}, expect)


def good(partner, body, index=0, t=None):
    event = json.loads(raw(body))
    return {"secret_index": index, "timestamp": t, "type": event.get("type" if partner == "tybrite" else "event"), "dedupe_key": key_of(partner, body)}


def tybrite(id, why, header, expect=None, body=BODY, name="X-Tybrite-Signature", **more):
    verify(f"tybrite-{id}", why, "tybrite", [[name, header]], body, expect or good("tybrite", body, t=T), **more)


def clive(id, why, header, expect=None, body=NEW, name="X-Clive-Signature", **more):
    verify(f"clive-{id}", why, "clive", [[name, header]], body, expect or good("clive", body), **more)


def no(code, **more):
    return {"code": code, **more}


def bad(fault):
    return no("WEBHOOK_HEADER_MALFORMED", fault=fault)


MISSING, MISMATCH, NOT_JSON = no("WEBHOOK_HEADER_MISSING"), no("WEBHOOK_SIGNATURE_MISMATCH"), no("WEBHOOK_BODY_NOT_JSON")

# ---- Tybrite -----------------------------------------------------------------------------------------------------------------------
right = f"t={T},v1={v1()}"
tybrite("right", "the contract's vector", right)
for id, name in [("lower", "x-tybrite-signature"), ("upper", "X-TYBRITE-SIGNATURE"), ("odd", "x-TyBrIte-sIgnature")]:
    tybrite(f"name-{id}", "a header's name has no case", right, name=name)
verify("tybrite-among-others", "the other headers do not matter", "tybrite", [["Host", "x"], ["X-Signature", "no"], ["X-Tybrite-Signature", right], ["Cookie", {"hex": "ff00"}]], BODY, good("tybrite", BODY, t=T))
tybrite("order", "items in any order: they are found by name", f"v1={v1()},t={T}")
tybrite("spaces", "white space around items is HTTP's own", f"  t={T} ,\tv1={v1()}  ")
tybrite("unknown-keys", "other schemes are ignored", f"v0=aaaa,t={T},v2=zz,v1={v1()},nonce,x==,=y")
tybrite("empty-items", "empty items of a list are ignored", f",t={T},,v1={v1()},")
tybrite("two-v1-first", "several v1: one that fits is enough", f"t={T},v1={v1()},v1={'0' * 64}")
tybrite("two-v1-second", "several v1: one that fits is enough", f"t={T},v1={'0' * 64},v1={v1()}")
tybrite("v1-junk-first", "a v1 that is no signature does not hide one that is", f"t={T},v1=junk,v1={v1()}")
for id, begin in [("one-comma", f"t={T},a="), ("two-commas", f"t={T},a=b,c=")]:
    tybrite(f"67-bytes-{id}", "67 bytes before a comma are a v1 only if there is no comma in them", f"{begin.ljust(67, 'd')},v1={v1()}")
tybrite("8192-bytes", "as long as a value may be", f"{right},x=".ljust(8192, "y"))
tybrite("upper-hex", "a capital letter is the same digit", f"t={T},v1={v1().upper()}")
tybrite("leading-zero", "the text is signed, not the number", f"t=0{T},v1={v1(t=f'0{T}')}")
tybrite("rotation-0", "the first of two secrets", right, secrets=[SECRET, "old"])
tybrite("rotation-1", "the second of two secrets", right, good("tybrite", BODY, 1, T), secrets=["new", SECRET])
tybrite("rotation-both", "signed with both: the first secret given counts", f"t={T},v1={v1(secret='old')},v1={v1()}", secrets=[SECRET, "old"])
for id, now, expect in [
    ("now", T, None), ("300-ago", T + 300, None), ("300-ahead", T - 300, None),
    ("301-ago", T + 301, no("WEBHOOK_TOO_OLD", skew_s=301)), ("301-ahead", T - 301, no("WEBHOOK_IN_FUTURE", skew_s=301)),
    ("a-year-ago", T + 31536000, no("WEBHOOK_TOO_OLD", skew_s=31536000)), ("1970", 0, no("WEBHOOK_IN_FUTURE", skew_s=T)),
    ("before-1970", -5, no("WEBHOOK_IN_FUTURE", skew_s=T + 5)), ("least-clock", -(2**53), no("WEBHOOK_IN_FUTURE", skew_s=T + 2**53)),
]:
    tybrite(f"age-{id}", "300 s in both directions", right, expect, now=now)
tybrite("tolerance-1", "a tolerance of a second", right, no("WEBHOOK_TOO_OLD", skew_s=2), now=T + 2, tolerance_s=1)
tybrite("tolerance-max", "the greatest tolerance: 4 days", right, now=T + 345600, tolerance_s=345600)
tybrite("tolerance-max-past", "a second more than 4 days", right, no("WEBHOOK_TOO_OLD", skew_s=345601), now=T + 345601, tolerance_s=345600)
tybrite("age-unsigned", "a wrong signature with an old time is a wrong signature: nobody is told about clocks for what anybody could have written", f"t={T},v1={'a' * 64}", MISMATCH, now=T + 9999)
for digits in (13, 15):
    t = str(T).ljust(digits, "0")
    tybrite(f"t-{digits}-digits", "milliseconds, signed as such, are a time in the future", f"t={t},v1={v1(t=t)}", no("WEBHOOK_IN_FUTURE", skew_s=int(t) - T))

tybrite("missing", "no header", "x", MISSING, name="X-Other")
verify("tybrite-no-headers", "no headers at all", "tybrite", [], BODY, MISSING)
verify("tybrite-clive-header", "the other partner's header", "tybrite", [["x-clive-signature", v1()]], BODY, MISSING)
tybrite("request-header", "the header of requests is another one", v1(), MISSING, name="X-Signature")
for id, why, header, fault in [
    ("empty", "empty", "", "empty"), ("blank", "white space only", " \t ", "empty"), ("v1-alone", "v1 alone", f"v1={v1()}", "no_timestamp"), ("hex-alone", "the signature without keys", v1(), "no_timestamp"),
    ("t-alone", "t alone", f"t={T}", "no_signature"), ("t-empty", "t without digits", f"t=,v1={v1()}", "timestamp_not_digits"), ("t-1e9", "an exponent", f"t=1e9,v1={v1()}", "timestamp_not_digits"),
    ("t-plus", "a sign", f"t=+{T},v1={v1()}", "timestamp_not_digits"), ("t-minus", "a sign", f"t=-{T},v1={v1()}", "timestamp_not_digits"), ("t-dot", "a fraction: 1.2 + . + {} and 1 + . + 2.{} are one message", f"t={T}.0,v1={v1()}", "timestamp_not_digits"),
    ("t-hex", "hex digits", f"t=0x6A,v1={v1()}", "timestamp_not_digits"), ("t-space-inside", "a space inside", f"t=17819 55476,v1={v1()}", "timestamp_not_digits"), ("t-space", "a space after t=", f"t= {T},v1={v1()}", "timestamp_not_digits"),
    ("t-nines", "more than any clock says", f"t={'9' * 40},v1={v1()}", "timestamp_too_long"), ("t-16", "16 digits", f"t={'1' * 16},v1={v1()}", "timestamp_too_long"),
    ("two-t", "the same t twice", f"t={T},t={T},v1={v1()}", "two_timestamps"), ("two-t-other", "another t", f"t={T},v1={v1()},t={T + 1}", "two_timestamps"),
    ("big-keys", "keys have a case", f"T={T},V1={v1()}", "no_timestamp"), ("semicolons", "another separator", f"t={T};v1={v1()}", "timestamp_not_digits"),
    ("short", "63 digits", f"t={T},v1={v1()[:63]}", "not_hex"), ("long", "65 digits", f"t={T},v1={v1()}0", "not_hex"), ("v1-empty", "v1 without digits", f"t={T},v1=", "not_hex"), ("not-hex", "64 characters that are not digits", f"t={T},v1={'g' * 64}", "not_hex"),
    ("v1-prefix", "a prefix that only Clive tolerates", f"t={T},v1=sha256={v1()}", "not_hex"), ("joined", "two headers that a proxy has joined", f"{right}, {right}", "two_timestamps"), ("huge", "8 KiB and a byte", f"{right},x={'y' * 8192}", "too_long"),
    ("newline", "a line break", f"t={T},\nv1={v1()}", "not_ascii"), ("nul", "a NUL", f"t={T}\0,v1={v1()}", "not_ascii"), ("fullwidth", "digits outside ASCII", f"t={str(T).replace('1', chr(0xFF11))},v1={v1()}", "not_ascii"), ("latin1", "a byte that is not even UTF-8", {"hex": "743dff"}, "not_ascii"),
]:
    tybrite(f"header-{id}", why, header, bad(fault))
verify("tybrite-twice", "the header twice, although both are right", "tybrite", [["X-Tybrite-Signature", right], ["x-tybrite-signature", right]], BODY, bad("repeated"))

for id, why, header, body, secrets in [
    ("other-secret", "another secret", right, BODY, ["other"]), ("hex-secret", "the secret decoded from hex", right, BODY, [SECRET.upper()]), ("other-body", "a byte more", right, BODY + "\n", [SECRET]), ("empty-body", "no body", right, "", [SECRET]),
    ("moved-time", "a fresh t before an old signature", f"t={T + 1},v1={v1()}", BODY, [SECRET]), ("body-only", "the body signed without t", f"t={T},v1={mac(SECRET, BODY.encode())}", BODY, [SECRET]), ("zeros", "a guess", f"t={T},v1={'0' * 64}", BODY, [SECRET]),
    ("megabytes", "4 MiB that nobody signed", right, {"repeat": "payload ", "times": 524288}, [SECRET]),
]:
    tybrite(f"wrong-{id}", why, header, MISMATCH, body=body, secrets=secrets)
for id, why, body in [
    ("empty", "nothing", ""), ("text", "no JSON", "hello"), ("cut", "JSON cut short", BODY[:-1]), ("bom", "a BOM", {"hex": "efbbbf" + BODY.encode().hex()}), ("latin1", "bytes that are not UTF-8", {"hex": b'{"id":"caf\xe9"}'.hex()}),
    ("array", "JSON, but no object", "[]"), ("string", "JSON in a string", json.dumps(BODY)), ("null", "null", "null"), ("twice", "two objects", "{}{}"), ("deep", "more nesting than is read", '{"a":' * 200 + "1" + "}" * 200), ("nan", "NaN is not JSON", '{"id":NaN}'),
]:
    tybrite(f"not-json-{id}", why + ", signed as it is", f"t={T},v1={v1(body)}", NOT_JSON, body=body)
for id, why, body in [
    ("data-missing", "no data", '{"id":"evt_1","type":"order.paid"}'), ("data-null", "data is null", '{"id":"evt_1","type":"order.paid","data":null}'), ("unknown-type", "a type of tomorrow", '{"id":"evt_1","type":"moon.landed","data":{"object":{"n":12345678901234567890}}}'),
    ("no-id", "no id", '{"type":"order.paid"}'), ("empty-id", "an empty id", '{"id":"","type":"order.paid"}'), ("number-id", "an id that is a number", '{"id":7,"type":"order.paid"}'), ("no-type", "no type", '{"id":"evt_1"}'), ("empty-object", "nothing in it", "{}"),
    ("big", "as large as a delivery may be", {"repeat": '{"id":"evt_big","pad":"' + "x" * 255000 + '"}', "times": 1}), ("escapes", "escapes in the id", '{"id":"evt_\\u0031\\/2"}'), ("white-space", "white space around it", ' \n{"id" : "evt_1"}\n'),
]:
    tybrite(f"event-{id}", why, f"t={T},v1={v1(body)}", body=body)

# ---- Clive -------------------------------------------------------------------------------------------------------------------------
clive("right", "the new payload", mac(SECRET, NEW.encode()))
clive("old-payload", "the old payload: no event", mac(SECRET, OLD.encode()), body=OLD)
clive("any-time", "there is no time in the signature", mac(SECRET, NEW.encode()), now=0)
for id, header in [("upper", mac(SECRET, NEW.encode()).upper()), ("sha256", "sha256=" + mac(SECRET, NEW.encode())), ("SHA256", "SHA256=" + mac(SECRET, NEW.encode()).upper()), ("spaces", f" {mac(SECRET, NEW.encode())}\t")]:
    clive(f"tolerated-{id}", "tolerated: the documents do not state the encoding", header)
clive("rotation-1", "the second of two secrets", mac(SECRET, NEW.encode()), good("clive", NEW, 1), secrets=["new", SECRET])
clive("missing", "no header", "x", MISSING, name="X-Clive-Hmac")
for id, why, header, fault in [
    ("empty", "empty", "", "empty"), ("short", "63 digits", mac(SECRET, NEW.encode())[:63], "not_hex"), ("base64", "base64 of the right tag", "K/XrVd4p2/NFxRtYtDjhYdDu0DmRvQ0YJi0yBp7AWIs=", "not_hex"), ("sha1", "another hash's prefix", "sha1=" + mac(SECRET, NEW.encode()), "not_hex"), ("prefix-alone", "the prefix alone", "sha256=", "not_hex"),
    ("prefix-twice", "the prefix twice", "sha256=sha256=" + mac(SECRET, NEW.encode()), "not_hex"), ("two", "two that a proxy has joined", ", ".join([mac(SECRET, NEW.encode())] * 2), "not_hex"), ("quotes", "quotes", f'"{mac(SECRET, NEW.encode())}"', "not_hex"), ("0x", "0x", "0x" + mac(SECRET, NEW.encode()), "not_hex"),
    ("tybrite-form", "the other partner's form", f"t={T},v1={mac(SECRET, NEW.encode())}", "not_hex"), ("huge", "8 KiB and a byte", "a" * 8193, "too_long"), ("non-ascii", "digits outside ASCII", chr(0xFF11) * 64, "not_ascii"),
]:
    clive(f"header-{id}", why, header, bad(fault))
verify("clive-twice", "the header twice", "clive", [["X-Clive-Signature", mac(SECRET, NEW.encode())]] * 2, NEW, bad("repeated"))
for id, why, header, body, secrets in [
    ("other-secret", "another secret", mac(SECRET, NEW.encode()), NEW, ["other", "and another"]), ("reserialised", "the body written again", mac(SECRET, NEW.encode()), json.dumps(json.loads(NEW)), [SECRET]), ("timestamped", "with a time before it, as the other partner does", v1(NEW), NEW, [SECRET]),
]:
    clive(f"wrong-{id}", why, header, MISMATCH, body=body, secrets=secrets)
for id, why, body in [("empty", "nothing", ""), ("bom", "a BOM", {"hex": "efbbbf" + NEW.encode().hex()}), ("array", "no object", "[{}]"), ("latin1", "bytes that are not UTF-8", {"hex": b'{"clive_tx_id":"caf\xe9"}'.hex()})]:
    clive(f"not-json-{id}", why + ", signed as it is", mac(SECRET, raw(body)), NOT_JSON, body=body)

# ---- Building ----------------------------------------------------------------------------------------------------------------------
for id, why, partner, secrets, tolerance, code in [
    ("default", "a secret is enough", "tybrite", ["s"], None, None), ("zero", "0 would switch the check off", "tybrite", ["s"], 0, "OPTION_INVALID"), ("one", "the least", "tybrite", ["s"], 1, None), ("most", "the greatest", "tybrite", ["s"], 345600, None),
    ("too-much", "a second more", "tybrite", ["s"], 345601, "OPTION_INVALID"), ("absurd", "for ever", "tybrite", ["s"], 2**53, "OPTION_INVALID"), ("clive", "no effect on Clive", "clive", ["s"], 300, "OPTION_INVALID"), ("clive-default", "Clive without", "clive", ["s"], None, None),
    ("no-secret", "no secret", "clive", [], None, "HMAC_SECRET_MISSING"), ("empty-secret", "an empty secret: anybody could sign", "clive", [""], None, "HMAC_SECRET_MISSING"), ("empty-second", "the second is empty", "tybrite", ["s", ""], None, "HMAC_SECRET_MISSING"),
    ("sixteen", "as many secrets as may be", "tybrite", ["s"] * 16, None, None), ("seventeen", "one more", "tybrite", ["s"] * 17, None, "OPTION_INVALID"),
]:
    v.row(f"build-{id}", why, "build", {"partner": partner, "secrets": secrets, **({} if tolerance is None else {"tolerance_s": tolerance})}, {"code": code})

# ---- Dedupe keys -------------------------------------------------------------------------------------------------------------------
for id, why, partner, event in [
    ("clive-new", "new payload", "clive", json.loads(NEW)), ("clive-old", "old payload: the same key", "clive", json.loads(OLD)), ("clive-case", "a status in capitals", "clive", {"clive_tx_id": "A", "status": "Succeeded"}), ("clive-prefixed", "the prefix in the status", "clive", {"clive_tx_id": "A", "status": "transaction_succeeded"}),
    ("clive-refund", "a refund: amount and body", "clive", {"event": "transaction_refunded", "clive_tx_id": "A", "status": "refunded", "amount": 10.5}), ("clive-refund-old", "a refund in the old payload", "clive", {"clive_tx_id": "A", "status": "refunded", "amount": 750}), ("clive-refund-whole", "750.0 is 750", "clive", {"clive_tx_id": "A", "status": "refunded", "amount": 750.0}),
    ("clive-refund-text", "an amount that is a text", "clive", {"clive_tx_id": "A", "status": "refunded", "amount": "7:50"}), ("clive-refund-none", "a refund without an amount", "clive", {"clive_tx_id": "A", "status": "refunded"}), ("clive-chargeback", "a chargeback", "clive", {"event": "transaction_chargeback", "clive_tx_id": "A", "status": "chargeback", "amount": 1}),
    ("clive-abandoned", "abandoned with an unknown status", "clive", {"event": "transaction_abandoned", "clive_tx_id": "A", "status": "expired", "amount": 1}), ("clive-disagree", "event and status disagree: neither may hide the other", "clive", {"event": "transaction_succeeded", "clive_tx_id": "A", "status": "refunded", "amount": 1}),
    ("clive-unknown", "a status of tomorrow may come twice", "clive", {"clive_tx_id": "A", "status": "partially_refunded", "amount": 1}), ("clive-no-id", "no transaction", "clive", {"status": "succeeded"}), ("clive-no-status", "no status", "clive", {"clive_tx_id": "A"}), ("clive-empty-id", "an empty transaction", "clive", {"clive_tx_id": "", "status": "succeeded"}),
    ("clive-colon", "a separator in an id", "clive", {"clive_tx_id": "A:succeeded", "status": "x%y z"}), ("clive-utf8", "letters outside ASCII", "clive", {"clive_tx_id": "Zoë ☕", "status": "succeeded"}), ("clive-long", "an id of 5,000 characters", "clive", {"clive_tx_id": "A" * 5000, "status": "succeeded"}), ("clive-96", "as long as may be", "clive", {"clive_tx_id": "A" * 96, "status": "succeeded"}),
    ("tybrite-id", "the id", "tybrite", {"id": "evt_2026-05-20-abc123"}), ("tybrite-uuid", "opaque", "tybrite", {"id": "E7D28E96-e9e0"}), ("tybrite-none", "no id", "tybrite", {"type": "order.paid"}),
]:
    body = json.dumps(event, separators=(",", ":"))
    v.row(f"key-{id}", why, "key", {"partner": partner, "body": body}, {"dedupe_key": key_of(partner, body)})

# ---- Signing -----------------------------------------------------------------------------------------------------------------------
for id, partner, body, t in [("tybrite", "tybrite", BODY, T), ("tybrite-empty", "tybrite", "", 0), ("clive", "clive", NEW, 0), ("clive-utf8", "clive", '{"a":"Zoë ☕"}', 5)]:
    v.row(f"sign-{id}", "a test delivery's header", "sign", {"partner": partner, "secret": SECRET, "body": body, "unix_s": t}, {"signature": f"t={t},v1={v1(body, t)}" if partner == "tybrite" else mac(SECRET, body.encode())})

# ---- The in-memory store -----------------------------------------------------------------------------------------------------------
RETENTION = 4 * 24 * 3600
for id, why, capacity, steps in [
    ("done", "claimed, completed, and done for 4 days", 9, [["claim", "a", 0, "new"], ["claim", "a", 59, "in_progress"], ["complete", "a", 59, None], ["claim", "a", 60, "done"], ["claim", "a", 58 + RETENTION, "done"], ["claim", "a", 59 + RETENTION, "new"]]),
    ("released", "a failure lets the next delivery in", 9, [["claim", "a", 0, "new"], ["release", "a", 1, None], ["claim", "a", 1, "new"], ["claim", "a", 2, "in_progress"]]),
    ("lease-over", "who dies loses it", 9, [["claim", "a", 0, "new"], ["claim", "a", 59, "in_progress"], ["claim", "a", 60, "new"], ["claim", "a", 119, "in_progress"]]),
    ("release-done", "what is done stays done", 9, [["claim", "a", 0, "new"], ["complete", "a", 1, None], ["release", "a", 2, None], ["claim", "a", 3, "done"]]),
    ("full", "no place: refused, not forgotten", 2, [["claim", "a", 0, "new"], ["claim", "b", 0, "new"], ["claim", "c", 0, "full"], ["complete", "a", 1, None], ["claim", "c", 2, "full"], ["claim", "a", 2, "done"], ["claim", "b", 2, "in_progress"], ["claim", "c", 60, "new"], ["claim", "a", 61, "done"], ["claim", "b", 61, "full"]]),
    ("full-retention", "what was done 4 days ago makes room", 1, [["claim", "a", 0, "new"], ["complete", "a", 0, None], ["claim", "b", RETENTION - 1, "full"], ["claim", "b", RETENTION, "new"]]),
    ("clock-back", "a clock that goes back forgets nothing", 9, [["claim", "a", 1000, "new"], ["complete", "a", 1000, None], ["claim", "a", -1000, "done"]]),
    ("clock-forward", "nothing is forgotten while there is room, so that a clock that was ahead for a moment costs nothing", 9, [["claim", "a", 0, "new"], ["complete", "a", 0, None], ["claim", "b", RETENTION, "new"], ["claim", "a", 1, "done"]]),
    ("far-clock", "the end of time", 9, [["claim", "a", 2**53, "new"], ["complete", "a", 2**53, None], ["claim", "a", 2**53 + 1, "done"]]),
]:
    v.row(f"dedupe-{id}", why, "dedupe", {"capacity": capacity, "steps": steps}, {"all": "as in the steps"})

# ---- Made by the published stripe packages -----------------------------------------------------------------------------------------
made = json.loads((pathlib.Path(__file__).parent / "stripe_headers.json").read_text("utf-8"))
for number, row in enumerate(made["rows"], 1):
    assert row["header"] == f"t={row['t']},v1={v1(row['body'], row['t'], row['secret'])}", row
    verify(f"stripe-{number}", f"made by {row['by']}", "tybrite", [["X-Tybrite-Signature", row["header"]]], row["body"], good("tybrite", row["body"], t=row["t"]), secrets=[row["secret"]], now=row["t"])

v.finish()
