#!/usr/bin/env python3
"""Writes tests/vectors/headers.json: what a header may carry, and Clive's headers for each auth class.

    python3 tests/oracle/headers.py [--check]
"""

import base64
import hashlib
import hmac

from vectorfile import Vectors

v = Vectors(
    "headers",
    "op 'check': may a header carry input.value? expect.problem is null, empty, control, beyond_latin1 or space_at_end; expect.position is that of the first "
    "character (Unicode code point, from 0) with the problem; expect.hex are the bytes on the wire. "
    "op 'clive': the headers of one attempt of a raw request with input.auth, input.method, input.body (null = none) and input.idempotency_key (null = none), made by a client "
    "with input.credentials. expect.headers is the list of [name, value] in order, with the casing of the wire; a value is text when it is ASCII, else {hex}. "
    "op 'tybrite': the same for Tybrite, at Unix second input.unix_s; these rows have input.partner tybrite. Written by tests/oracle/headers.py.",
)


def check(id, why, value, problem=None, position=None):
    wire = None if problem else value.encode("latin-1").hex()
    v.row(id, why, "check", {"value": value}, {"problem": problem, "position": position, "hex": wire})


check("ascii", "letters, digits, punctuation", "checkout-EZ12345_v1.0~!")
check("all-printable-ascii", "0x21 to 0x7e, all of them", "".join(map(chr, range(0x21, 0x7F))))
check("inner-space", "a space between two characters travels unchanged", "order 7")
check("inner-spaces", "several, too", "a  b")
check("one-character", "the shortest", "a")
check("long", "no limit of our own on the length", "k" * 4000)
check("latin1", "Latin-1 letters are one byte each", "cl\u00e9-\u00df\u00d8")
check("nbsp", "U+00A0 is the first of the upper half", "a\u00a0b")
check("nbsp-at-end", "only a plain space is trimmed on the way", "a\u00a0")
check("y-diaeresis", "U+00FF is the last that Latin-1 has", "\u00ff")
check("all-upper-latin1", "0xa0 to 0xff, all of them", "".join(map(chr, range(0xA0, 0x100))))
check("empty", "an empty value is no value", "", "empty")
check("space", "nothing but a space", " ", "space_at_end")
check("space-first", "a server would trim it: another key would arrive", " a", "space_at_end")
check("space-last", "a server would trim it: another key would arrive", "a ", "space_at_end")
check("cr", "carriage return", "a\rb", "control", 1)
check("lf", "line feed", "a\nb", "control", 1)
check("crlf-injection", "a second header would be smuggled in", "ok\r\nx-evil: 1", "control", 2)
check("lf-last", "the line break of a file that a key was read from", "key\n", "control", 3)
check("nul", "NUL", "\u0000", "control", 0)
check("tab", "a tab is allowed in HTTP, and trimmed at the ends", "a\tb", "control", 1)
check("tab-first", "the same at an end", "\ta", "control", 0)
check("escape", "ESC", "a\u001b[1m", "control", 1)
check("unit-separator", "0x1f is the last of the lower controls", "a\u001f", "control", 1)
check("del", "DEL", "a\u007f", "control", 1)
check("c1-first", "0x80, the first of the upper controls", "\u0080", "control", 0)
check("nel", "0x85, next line: a line break to some", "a\u0085b", "control", 1)
check("c1-last", "0x9f, the last of them", "ab\u009f", "control", 2)
check("a-macron", "U+0100 is the first beyond Latin-1", "\u0100", "beyond_latin1", 0)
check("cyrillic", "a reference in another script", "\u0437\u0430\u043a\u0430\u0437-7", "beyond_latin1", 0)
check("curly-quote", "what a word processor makes of an apostrophe", "it\u2019s", "beyond_latin1", 2)
check("euro", "U+20AC: windows-1252 has it, Latin-1 does not", "a\u20ac", "beyond_latin1", 1)
check("line-separator", "U+2028", "a\u2028", "beyond_latin1", 1)
check("emoji", "outside the basic plane: one character, two UTF-16 units", "\U0001f600x", "beyond_latin1", 0)
check("after-emoji", "the position counts code points, not units or bytes; the first problem is named", "a\u00e9 \U0001f600\n", "beyond_latin1", 3)
check("control-before-beyond", "the first problem is named", "a\n\u0100", "control", 1)
check("control-before-space", "a character is named before a space at an end", " a\n", "control", 2)
check("bom", "U+FEFF, as Windows editors put it", "\ufeffkey", "beyond_latin1", 0)
check("replacement", "U+FFFD, what a lone surrogate becomes", "\ufffd", "beyond_latin1", 0)
for code in [*range(0x00, 0x20), *range(0x7F, 0xA0)]:
    check(f"control-{code:02x}", "no control character is carried", f"a{chr(code)}b", "control", 1)

ALL = {"api_key": "cp_test_key", "hmac_secret": "test_hmac_secret", "bearer_token": "eyJ.e30.c2ln"}


def wire(value):
    return value if value.isascii() else {"hex": value.encode("latin-1").hex()}


def clive(id, why, auth, method, body, key, credentials=ALL):
    headers = []
    if body is not None:
        headers.append(["Content-Type", "application/json"])
    if auth in ("api_key", "signed"):
        headers.append(["x-api-key", wire(credentials["api_key"])])
    if auth == "bearer":
        headers.append(["Authorization", wire("Bearer " + credentials["bearer_token"])])
    if auth == "signed":
        secret = credentials["hmac_secret"].encode("utf-8")
        headers.append(["x-clive-hmac", hmac.new(secret, (body or "").encode("utf-8"), hashlib.sha256).hexdigest()])
    if key is not None:
        headers.append(["idempotency-key", wire(key)])
    v.row(id, why, "clive", {"auth": auth, "method": method, "body": body, "idempotency_key": key, "credentials": credentials}, {"headers": headers})


BODY = '{"clive_tx_id":"CLVTX_1739378102312_420","stripe_payment_intent_id":"pi_3QxYFh2eZvKYlo2CxA8Nt42p"}'
clive("signed", "the four headers of the published SDK, in its order", "signed", "POST", BODY, "attach-CLVTX_1739378102312_420")
assert v.rows[-1]["expect"]["headers"][2][1] == "85c99f99834a6f368acd16aacef59815d37b08b8f17e4f7ed971304277844743"
clive("signed-no-body", "without a body the empty body is signed, and no content type is claimed", "signed", "POST", None, "k")
clive("signed-no-key", "a signed request without a key has no idempotency-key header at all", "signed", "POST", BODY, None)
clive("signed-unicode", "the bytes that are signed are UTF-8", "signed", "POST", '{"name":"Zo\u00eb \U0001f600"}', "k-1")
clive("api-key-get", "a read carries the key and nothing else", "api_key", "GET", None, None)
clive("api-key-post-body", "settlements: unsigned, no key", "api_key", "POST", '{"settlement_batch_id":"b"}', None)
clive("api-key-post", "no body, no content type", "api_key", "POST", None, None)
clive("api-key-with-key", "a caller's key is sent whatever the auth class", "api_key", "POST", "{}", "mine")
clive("public", "a public endpoint is shown no credential although the client has them", "public", "GET", None, None)
clive("bearer", "an administrator's token, without the API key", "bearer", "GET", None, None)
clive("bearer-post", "the same with a body", "bearer", "PUT", "{}", None)
clive("latin1-key", "an idempotency key is Latin-1 on the wire, not UTF-8", "signed", "POST", "{}", "cl\u00e9-\u00ff\u00a0x")
clive("latin1-api-key", "so is the API key", "api_key", "GET", None, None, {"api_key": "cp_\u00e9_1", "hmac_secret": "s"})
clive("utf8-secret", "the secret is used as its UTF-8 bytes, never decoded", "signed", "POST", "{}", "k", {"api_key": "k", "hmac_secret": "s\u00e9cret \u2603"})
clive("hex-secret", "a secret that looks like hex is not decoded", "signed", "POST", "{}", "k", {"api_key": "k", "hmac_secret": "00ff00ff"})


def tybrite(id, why, auth, method, body, key, unix_s=1771526500, credentials=ALL):
    headers = []
    if auth in ("api_key", "signed"):
        headers.append(["Authorization", wire("Bearer " + credentials["api_key"])])
    if auth == "bearer":
        headers.append(["Authorization", wire("Bearer " + credentials["bearer_token"])])
    if body is not None:
        headers.append(["Content-Type", "application/json"])
    if key is not None:
        headers.append(["Idempotency-Key", wire(key)])
    if auth == "signed":
        message = str(unix_s).encode() + b"." + (body or "").encode("utf-8")
        tag = hmac.new(credentials["hmac_secret"].encode("utf-8"), message, hashlib.sha256).digest()
        headers += [["X-Timestamp", str(unix_s)], ["X-Signature", base64.b64encode(tag).decode()]]
    v.row(f"tybrite-{id}", why, "tybrite", {"partner": "tybrite", "auth": auth, "method": method, "body": body, "idempotency_key": key, "unix_s": unix_s, "credentials": credentials}, {"headers": headers})


PAYMENT = '{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}'
tybrite("signed", "the contract's wire example", "signed", "POST", PAYMENT, "payment-1771526500-abc123")
assert v.rows[-1]["expect"]["headers"][4][1] == "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM="
tybrite("signed-later", "another second is another signature", "signed", "POST", PAYMENT, "payment-1771526500-abc123", 1771526501)
tybrite("signed-epoch", "the epoch", "signed", "POST", "{}", "k", 0)
tybrite("signed-no-body", "the empty body is signed", "signed", "POST", None, "k")
tybrite("api-key-get", "a read carries the key alone", "api_key", "GET", None, None)
tybrite("api-key-with-key", "a caller's key is sent whatever the auth class", "api_key", "POST", "{}", "mine")
tybrite("public", "no credential where none is taken", "public", "GET", None, None)
tybrite("bearer", "a token of another kind", "bearer", "PUT", "{}", None)
tybrite("latin1-key", "a key is Latin-1 on the wire", "signed", "POST", "{}", "cl\u00e9")
tybrite("hex-secret", "a secret that looks like hex is not decoded", "signed", "POST", "{}", "k", 1, {"api_key": "acme_sk_live_1", "hmac_secret": "00ff00ff"})
v.finish()
