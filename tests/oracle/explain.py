#!/usr/bin/env python3
"""Writes tests/vectors/explain.json: signatures made with a known mistake, by the program that makes it.

    python3 tests/oracle/explain.py [--check]

Python's own json and hmac make the Python rows, Node's JSON and crypto the JavaScript rows (needs `node`); what Go writes was written by
Go 1.26's encoding/json and stands here as text. Nothing here knows how the core finds a mistake.
"""

import base64
import hashlib
import hmac
import json
import subprocess

from vectorfile import Vectors

v = Vectors(
    "explain",
    "op 'explain': input.subject, secrets, api_key, old_secret, other_environment_secret, now (each absent: not given), headers [[name, value]], body: a string (its UTF-8 bytes) or {hex}. "
    "expect: verdict (right, mistaken, unexplained, no_signature) and, where mistaken or no_signature, ids: one of the first three findings names exactly these, in any order: as its own ids, or among those that write the same bytes. Written by tests/oracle/explain.py.",
)

SECRET, T, NOW = "whsec_0123456789abcdef", 1781955476, 1781955480
BODY = '{"id":"evt_1","type":"order.paid","data":{"object":{"total":750.5,"name":"Zoë <b>"}}}'


def node(program, text):
    done = subprocess.run(["node", "-e", f"const body = require('fs').readFileSync(0, 'utf8'); process.stdout.write({program})"], input=text.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def digest(message, secret=SECRET):
    return hmac.new(secret if isinstance(secret, bytes) else secret.encode(), message, hashlib.sha256).digest()


def raw(body):
    return body.encode() if isinstance(body, str) else bytes.fromhex(body["hex"])


def row(id, why, subject, headers, body, verdict="mistaken", ids=None, **more):
    given = {"subject": subject, "secrets": [SECRET], "now": NOW, "headers": headers, "body": body, **more}
    v.row(id, why, "explain", {key: value for key, value in given.items() if value is not None}, {"verdict": verdict, **({"ids": ids} if ids is not None else {})})


def webhook(id, why, ids, signed=BODY, body=BODY, secret=SECRET, stamp=f"{T}.", after="", t=T, write=bytes.hex, **more):
    """A Tybrite webhook whose signature is over `stamp + signed + after`."""
    mac = digest(stamp.encode() + raw(signed) + after.encode(), secret)
    row(f"webhook-{id}", why, "tybrite_webhook", [["X-Tybrite-Signature", f"t={t},v1={write(mac)}"]], body, ids=ids, **more)


def clive(id, why, ids, signed=BODY, body=BODY, secret=SECRET, write=bytes.hex, subject="clive_request", headers=(), **more):
    name = "x-clive-hmac" if subject == "clive_request" else "X-Clive-Signature"
    row(f"clive-{id}", why, subject, [*headers, [name, write(digest(raw(signed), secret))]], body, ids=ids, **more)


def request(id, why, ids, signed=BODY, body=BODY, secret=SECRET, stamp=f"{T}.", after="", t=T, write=lambda mac: base64.b64encode(mac).decode(), **more):
    mac = digest(stamp.encode() + raw(signed) + after.encode(), secret)
    row(f"request-{id}", why, "tybrite_request", [["X-Timestamp", str(t)], ["X-Signature", write(mac)]], body, ids=ids, **more)


# ---- Right, and unexplained --------------------------------------------------------------------------------------------------------
webhook("right", "nothing is wrong", None, verdict="right")
clive("right", "nothing is wrong", None, verdict="right")
clive("right-webhook-upper", "tolerated in webhooks", None, subject="clive_webhook", write=lambda mac: "sha256=" + mac.hex().upper(), verdict="right")
request("right", "nothing is wrong", None, verdict="right")
webhook("right-second-secret", "a rotation", None, secrets=["new", SECRET], verdict="right")
clive("unknown-secret", "a secret that nobody knows", None, secret="another", verdict="unexplained")
request("unknown-body", "another body", None, signed=BODY + "x", verdict="unexplained")
row("missing", "no signature header", "clive_request", [["x-api-key", "k"]], BODY, "no_signature", ["signature.missing"])
row("unreadable", "a signature that is cut", "clive_webhook", [["X-Clive-Signature", "abc123"]], BODY, "no_signature", ["signature.unreadable"])
row("sha1", "a signature as long as SHA-1", "clive_webhook", [["X-Clive-Signature", "sha1=" + "a1" * 20]], BODY, "no_signature", ["signature.sha1"])
row("sha512", "a signature as long as SHA-512", "clive_request", [["x-clive-hmac", hmac.new(SECRET.encode(), BODY.encode(), hashlib.sha512).hexdigest()]], BODY, "no_signature", ["signature.sha512"])

# ---- The body was written again ----------------------------------------------------------------------------------------------------
ODD = '{"b": 1e21, "2": "x", "a": "Zoë ☕ <&> \\u2028 \\u007f \\b\\f\\n\\/ \\ud83d", "1": [1.0, 1e-7, -0.0, 1e16, 123456789012345678901, {}, []], "c": 0.1}'
WELL = ODD.replace(" \\ud83d", "")  # half a pair of surrogates cannot be written as UTF-8
read = json.loads
python = {
    "python_default": lambda text: json.dumps(read(text)),
    "python_compact": lambda text: json.dumps(read(text), separators=(",", ":")),
    "python_sorted": lambda text: json.dumps(read(text), sort_keys=True),
    "python_sorted_compact": lambda text: json.dumps(read(text), sort_keys=True, separators=(",", ":")),
    "python_pretty_2": lambda text: json.dumps(read(text), indent=2),
    "python_pretty_4": lambda text: json.dumps(read(text), indent=4),
}
python_utf8 = {
    "python_compact_utf8": lambda text: json.dumps(read(text), separators=(",", ":"), ensure_ascii=False),
    "python_default_utf8": lambda text: json.dumps(read(text), ensure_ascii=False),
}
STABLE = "(() => { const sort = (v) => v === null || typeof v !== 'object' ? JSON.stringify(v) : Array.isArray(v) ? '[' + v.map(sort).join(',') + ']' : '{' + Object.keys(v).sort().map((k) => JSON.stringify(k) + ':' + sort(v[k])).join(',') + '}'; return sort(JSON.parse(body)); })()"
javascript = {
    "js": "JSON.stringify(JSON.parse(body))",
    "pretty_2": "JSON.stringify(JSON.parse(body), null, 2)",
    "pretty_4": "JSON.stringify(JSON.parse(body), null, 4)",
    "pretty_tab": "JSON.stringify(JSON.parse(body), null, '\\t')",
    "sorted": STABLE,
}
written = [(id, ODD, write(ODD)) for id, write in python.items()] + [(id, WELL, write(WELL)) for id, write in python_utf8.items()]
written += [(id, ODD, node(program, ODD)) for id, program in javascript.items()]
GO = '{"b": 1e21, "a": "Zoë <b>&amp; \\u2028 \\b \\u007f", "n": [1.0, 1e-7, -0.0, 9007199254740993, 0.000001]}'
written += [
    ("go_map", GO, r'{"a":"Zoë \u003cb\u003e\u0026amp; \u2028 \b ' + "\x7f" + r'","b":1e+21,"n":[1,1e-7,-0,9007199254740992,0.000001]}'),
    ("go_struct", GO, r'{"b":1e+21,"a":"Zoë \u003cb\u003e\u0026amp; \u2028 \b ' + "\x7f" + r'","n":[1,1e-7,-0,9007199254740992,0.000001]}'),
    ("compacted", ODD.replace(" \\ud83d", "").replace("\\/", "/"), '{"b":1e21,"2":"x","a":"Zoë ☕ <&> \u2028 \x7f \\b\\f\\n/","1":[1.0,1e-7,-0.0,1e16,123456789012345678901,{},[]],"c":0.1}'),
]
for id, body, signed in written:
    webhook(f"reserialized-{id}", "a receiver verifies other bytes than were signed", [f"body.reserialized.{id}"], signed, body)
    clive(f"reserialized-{id}", "a sender signs other bytes than it sends", [f"body.reserialized.{id}"], signed, body)

# ---- The body was changed otherwise ------------------------------------------------------------------------------------------------
LINES = '{\n  "name": "Zoë"\n}'
for id, body, signed in [
    ("newline_added", BODY, BODY + "\n"), ("newline_cut", BODY + "\n", BODY), ("newline_cut", BODY + "\r\n", BODY), ("crlf", LINES, LINES.replace("\n", "\r\n")), ("lf", LINES.replace("\n", "\r\n"), LINES),
    ("bom_added", BODY, "\ufeff" + BODY), ("bom_cut", "\ufeff" + BODY, BODY), ("latin1", BODY, {"hex": BODY.encode("latin-1").hex()}), ("utf8_twice", BODY, BODY.encode().decode("latin-1")),
    ("json_string", BODY, json.dumps(BODY, ensure_ascii=False)), ("json_string_unwrapped", json.dumps(BODY), BODY), ("empty", BODY, ""), ("object_object", BODY, "[object Object]"),
]:
    more = "-windows" if id == "newline_cut" and body.endswith("\r\n") else ""
    request(f"body-{id}{more}", "other bytes were signed", [f"body.{id}"], signed, body)

# ---- The message -------------------------------------------------------------------------------------------------------------------
webhook("timestamp-missing", "the body alone", ["message.timestamp_missing"], stamp="")
webhook("milliseconds", "Date.now() in what is signed, seconds in the header", ["message.timestamp_milliseconds"], stamp=f"{T}000.")
webhook("milliseconds-within", "the same, at 417 ms", ["message.timestamp_milliseconds"], stamp=f"{T}417.")
webhook("seconds", "milliseconds in the header only", ["message.timestamp_seconds", "time.milliseconds"], t=f"{T}123")
webhook("header-milliseconds", "milliseconds in both", ["time.milliseconds"], t=f"{T}123", stamp=f"{T}123.")
for id, separator in [("none", ""), ("colon", ":"), ("newline", "\n"), ("pipe", "|"), ("comma", ","), ("dash", "-"), ("space", " ")]:
    request(f"separator-{id}", "another separator", [f"message.separator_{id}"], stamp=f"{T}{separator}")
request("body-first", "the other way round", ["message.body_first"], stamp="", after=f".{T}")
for shift in (-2, -1, 1, 2):
    request(f"shift{shift}", "the time was computed twice", ["message.timestamp_other_second"], stamp=f"{T + shift}.")
clive("timestamp-now", "a timestamp where there is none: now", ["message.timestamp_added"], signed=f"{NOW}.{BODY}")
clive("timestamp-header", "a timestamp where there is none: in a header", ["message.timestamp_added"], signed=f"12345.{BODY}", headers=[["x-timestamp", "12345"]])
clive("timestamp-date", "a timestamp where there is none: that of the Date header", ["message.timestamp_added"], signed=f"{T}.{BODY}", headers=[["Date", "Sat, 20 Jun 2026 11:37:56 GMT"]], now=None)
webhook("stale", "right and old", ["time.stale"], now=T + 301)
webhook("not-stale", "right and just young enough", None, now=T + 300, verdict="right")
webhook("future", "right and from the future", ["time.future"], now=T - 301)
webhook("no-now", "without a clock nothing is said about time", None, now=None, verdict="right")

# ---- The encoding ------------------------------------------------------------------------------------------------------------------
b64 = lambda mac: base64.b64encode(mac).decode()
b64url = lambda mac: base64.urlsafe_b64encode(mac).decode().rstrip("=")
clive("upper-hex", "upper case in a request", ["encoding.upper_hex"], write=lambda mac: mac.hex().upper())
clive("base64", "base64", ["encoding.base64"], write=b64)
clive("base64url", "base64url", ["encoding.base64url"], write=b64url)
clive("base64-of-hex", "digest('hex') and then btoa", ["encoding.base64_of_hex"], write=lambda mac: b64(mac.hex().encode()))
clive("prefix", "a prefix in a request", ["signature.prefix"], write=lambda mac: "sha256=" + mac.hex())
clive("quoted", "quotes around it", ["signature.quoted"], write=lambda mac: f'"{mac.hex()}"')
request("hex", "hex", ["encoding.hex"], write=bytes.hex)
request("base64url", "base64url", ["encoding.base64url"], write=b64url)
webhook("base64", "base64 in v1", ["encoding.base64"], write=b64)
row("webhook-no-form", "the signature without t= and v1=", "tybrite_webhook", [["X-Tybrite-Signature", digest(BODY.encode()).hex()]], BODY, ids=["message.timestamp_missing"])

# ---- The secret --------------------------------------------------------------------------------------------------------------------
HEXED = "68c216748eb34be5adf93e39cda61386"
for id, given, used in [
    ("trimmed", SECRET + "\n", SECRET), ("trimmed", "  " + SECRET, SECRET), ("newline_added", SECRET, SECRET + "\n"), ("crlf_added", SECRET, SECRET + "\r\n"), ("space_added", SECRET, SECRET + " "), ("unquoted", f'"{SECRET}"', SECRET), ("unquoted", f"'{SECRET}'", SECRET),
    ("quoted", SECRET, f'"{SECRET}"'), ("single_quoted", SECRET, f"'{SECRET}'"), ("prefix_cut", SECRET, SECRET.removeprefix("whsec_")), ("prefix_added", "0123456789", "whsec_0123456789"), ("assignment", f"CLIVE_HMAC_SECRET={SECRET}", SECRET),
    ("hex_decoded", HEXED, bytes.fromhex(HEXED)), ("base64_decoded", "c2VjcmV0IHNlY3JldA==", b"secret secret"), ("base64url_decoded", "_-__-_8", base64.urlsafe_b64decode("_-__-_8=")),
]:
    webhook(f"secret-{id}-{hashlib.sha256(given.encode()).hexdigest()[:4]}", "the secret is not the signer's", [f"secret.{id}"], secret=used, secrets=[given])
OTHERS = {"api_key": "tybrite_sk_test_1", "old_secret": "the_old_secret", "other_environment_secret": "the_live_secret"}
for id, name in [("api_key", "api_key"), ("old", "old_secret"), ("other_environment", "other_environment_secret")]:
    clive(f"secret-{id}", "another secret that is known", [f"secret.{id}"], secret=OTHERS[name], **OTHERS)

# ---- Pairs -------------------------------------------------------------------------------------------------------------------------
clive("pair-python-newline", "json.dumps, and the secret with a line break", ["body.reserialized.python_default", "secret.newline_added"], signed=json.dumps(json.loads(BODY)), secret=SECRET + "\n")
clive("pair-pretty-base64", "indented, and base64", ["body.reserialized.pretty_2", "encoding.base64"], signed=node("JSON.stringify(JSON.parse(body), null, 2)", BODY), write=b64)
webhook("pair-bom-crlf", "two changes of the body", ["body.crlf", "body.bom_added"], signed="\ufeff" + LINES.replace("\n", "\r\n"), body=LINES)
webhook("pair-python-newline-added", "json.dumps and a line break after it", ["body.reserialized.python_default", "body.newline_added"], signed=json.dumps(json.loads(BODY)) + "\n")
webhook("pair-missing-stale", "no timestamp in what is signed, and old", ["message.timestamp_missing", "time.stale"], stamp="", now=T + 1000)
request("pair-colon-milliseconds", "another separator and milliseconds", ["message.separator_colon", "message.timestamp_milliseconds"], stamp=f"{T}000:")
request("pair-hex-body-only", "hex, and the body alone", ["encoding.hex", "message.timestamp_missing"], stamp="", write=bytes.hex)
request("pair-trimmed-hex", "white space around a secret that was decoded", ["secret.trimmed", "secret.hex_decoded"], secret=bytes.fromhex(HEXED), secrets=[HEXED + "\n"])
request("pair-old-newline", "the old secret with a line break", ["secret.old", "secret.newline_added"], secret="the_old_secret\n", **OTHERS)
clive("pair-prefix-upper", "a prefix and capitals", ["signature.prefix", "encoding.upper_hex"], write=lambda mac: "hmac=" + mac.hex().upper())
clive("three", "three mistakes are not looked for", None, signed=json.dumps(json.loads(BODY)) + "\n", secret=SECRET + "\n", verdict="unexplained")

v.finish()
