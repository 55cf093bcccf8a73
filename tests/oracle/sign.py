#!/usr/bin/env python3
"""Writes tests/vectors/sign.json: what every language must sign, and must accept or refuse.

An implementation of its own (Python's hmac, base64 and re; standard library only), so that the vectors do not come from the code they test.
Published values (RFC 4231, the partners' contracts) are asserted here against what Python computes; a wrong one stops the script.

    python3 tests/oracle/sign.py           # rewrite the file
    python3 tests/oracle/sign.py --check   # fail if the file differs
"""

import base64
import hashlib
import hmac
import json
import pathlib
import re
import sys

OUT = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "sign.json"
SECRET = "test_hmac_secret"

ABOUT = (
    "Every secret, body and message is one of: a string (used as its UTF-8 bytes), {hex}, or {repeat, times} (a string repeated). "
    "op 'sign': the signature of input must be expect.signature. op 'verify': checking input.received must give expect.valid, and must not fail. "
    "op 'key': making a key of input.secret must succeed or be refused, as expect.valid says. "
    "Schemes: hex = lowercase hex of HMAC-SHA256(secret, body); hex_timestamped = the same of timestamp + '.' + body; "
    "base64_timestamped = standard padded base64 of that; base64url = URL-safe unpadded base64 of HMAC-SHA256(secret, body). "
    "Timestamps are text, because the text is what is signed. Written by tests/oracle/sign.py."
)

rows = []


def data(value):
    """The bytes a JSON form stands for."""
    if isinstance(value, str):
        return value.encode("utf-8")
    if "hex" in value:
        return bytes.fromhex(value["hex"])
    return value["repeat"].encode("utf-8") * value["times"]


def signature(scheme, secret, body, timestamp):
    message = data(body)
    if scheme.endswith("_timestamped"):
        message = timestamp.encode("utf-8") + b"." + message
    tag = hmac.new(data(secret), message, hashlib.sha256).digest()
    if scheme.startswith("hex"):
        return tag.hex()
    if scheme == "base64url":
        return base64.urlsafe_b64encode(tag).decode().rstrip("=")
    return base64.b64encode(tag).decode()


def row(id, why, op, scheme, secret, body, timestamp, extra, expect):
    fields = {"op": op, "scheme": scheme, "secret": secret}
    if timestamp is not None:
        fields["timestamp"] = timestamp
    rows.append({"id": id, "why": why, "input": {**fields, "body": body, **extra}, "expect": expect})


def sign(id, why, scheme, secret, body, timestamp=None, published=None):
    text = signature(scheme, secret, body, timestamp)
    assert published is None or text.startswith(published), (id, text, published)
    row(id, why, "sign", scheme, secret, body, timestamp, {}, {"signature": text})


def verify(id, why, scheme, received, valid, body="{}", timestamp=None, secret=SECRET):
    # The rule said a second way: the whole text has the scheme's shape, and is the signature (base64 has one canonical form).
    expected = signature(scheme, secret, body, timestamp)
    if scheme.startswith("hex"):
        truth = re.fullmatch("[0-9a-fA-F]{64}", received) is not None and received.lower() == expected
    else:
        truth = received == expected
    assert truth == valid, (id, received, expected)
    row(id, why, "verify", scheme, secret, body, timestamp, {"received": received}, {"valid": valid})


# ---- RFC 4231, section 4: test cases 1-7 -------------------------------------------------------------------------------------------
def rep(byte, times):
    return {"hex": byte * times}


LONG_KEY = rep("aa", 131)
for number, why, key, body, tag in [
    (1, "20-byte key", rep("0b", 20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (2, "key shorter than the digest", "Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    (3, "key and data longer than 64 bytes together", rep("aa", 20), rep("dd", 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (4, "25-byte key, 50-byte data", {"hex": bytes(range(1, 26)).hex()}, rep("cd", 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    (5, "the RFC publishes the first 128 bits only; the rest is Python's", rep("0c", 20), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"),
    (6, "key longer than a block", LONG_KEY, "Test Using Larger Than Block-Size Key - Hash Key First", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    (7, "key and data longer than a block", LONG_KEY, "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.", "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
]:
    sign(f"rfc4231-{number}", f"RFC 4231 test case {number}: {why}", "hex", key, body, published=tag)

# ---- The partners' contracts -------------------------------------------------------------------------------------------------------
CLIVE_INTENT = '{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","email":"buyer@example.com","echezona_reference":"EZ12345","statement_descriptor_suffix":"AIRPEACE"}'
CLIVE_ATTACH = '{"clive_tx_id":"CLVTX_1739378102312_420","stripe_payment_intent_id":"pi_3QxYFh2eZvKYlo2CxA8Nt42p"}'
TYBRITE_STRIPE = '{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}'
TYBRITE_AIRTEL = '{"provider":"airtel","amount":1000,"phone":"254733444555","country":"KE","metadata":{"name":"Zoë ☕"}}'
TYBRITE_EVENT = '{"id":"evt_1781955476025_lp1jafe","type":"order.created","api_version":"v1","livemode":false,"created_at":"2026-06-20T11:37:56.025Z","data":{"object":{"id":"e7d28e96-e9e0-45ce-be28-51812f63eb4b"}}}'
ENDPOINT_SECRET = "68c216748eb34be5adf93e39cda61386337883e7420c4a6d1994eb11346bce20"
CLAIM = '{"external_id":"auth0|66a3f8c2b1d9c204a1f7e3d1","iat":1780045000,"exp":1780045240}'
NOW = "1771526500"

sign("clive-initialize", "Clive: the body of an initialize call", "hex", SECRET, CLIVE_INTENT, published="28fd0a9eaddd951e5c3a7df5b811616f745e5583bc5517055d5840bd661c96fd")
sign("clive-attach", "Clive: the body of an attach call", "hex", SECRET, CLIVE_ATTACH, published="85c99f99834a6f368acd16aacef59815d37b08b8f17e4f7ed971304277844743")
sign("tybrite-stripe", "Tybrite: X-Signature over X-Timestamp and body", "base64_timestamped", SECRET, TYBRITE_STRIPE, NOW, "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM=")
sign("tybrite-airtel-utf8", "Tybrite: text outside ASCII is signed as UTF-8, not as \\u escapes", "base64_timestamped", SECRET, TYBRITE_AIRTEL, NOW, "afHnpCwIKICzEOzrjngb8q0w7Oy4k4S5IGvhgRaqcgA=")
sign("tybrite-webhook", "Tybrite webhooks: the v1 of X-Tybrite-Signature; a secret that looks like hex is still text", "hex_timestamped", ENDPOINT_SECRET, TYBRITE_EVENT, "1781955476", "2ffe8e2d0a9e9d18072a927c1de3be7a0db760eedd45d21b0ae1947a3bb15820")
sign("tybrite-external-auth", "Tybrite x-external-auth: the part after the dot, over the claim's JSON and not over its encoded form", "base64url", SECRET, CLAIM, published="27zY5gjHIhNjhpTnhs35mGiwA3vZgazHC_TdETWS_y8")

# ---- Sizes: around the padding and block boundaries of SHA-256 ---------------------------------------------------------------------
for size in [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 16384]:
    body = {"repeat": "a", "times": size}
    sign(f"body-{size}", f"a body of {size} bytes", "hex", SECRET, body)
    sign(f"body-{size}-timestamped", f"a body of {size} bytes after the timestamp", "base64_timestamped", SECRET, body, NOW)
for size in [1, 63, 64, 65, 200]:
    sign(f"key-{size}", f"a secret of {size} bytes (a block is 64; longer ones are hashed first)", "hex", {"repeat": "k", "times": size}, CLIVE_ATTACH)
    sign(f"key-{size}-timestamped", f"a secret of {size} bytes", "base64_timestamped", {"repeat": "k", "times": size}, TYBRITE_STRIPE, NOW)

# ---- Bytes that tempt somebody to convert them --------------------------------------------------------------------------------------
sign("key-utf8", "a secret outside ASCII is its UTF-8 bytes", "hex", "clé-☕-žluťoučký", CLIVE_ATTACH)
sign("key-astral", "a secret outside the BMP (two UTF-16 units) is its UTF-8 bytes", "base64_timestamped", "🔑🔑", TYBRITE_STRIPE, NOW)
sign("key-nfd", "no Unicode normalisation: e + combining accent is not é", "hex", "cle\u0301", CLIVE_ATTACH)
sign("key-hex-text", "a secret of hex digits is text, never decoded", "base64_timestamped", "00ff00ff00ff00ff", TYBRITE_STRIPE, NOW)
sign("key-base64-text", "a secret that is valid base64 is text, never decoded", "hex", "d2hzZWNfYQ==", CLIVE_ATTACH)
sign("key-spaces", "white space around a secret belongs to it", "hex", " test_hmac_secret\n", CLIVE_ATTACH)
sign("key-bytes", "a secret that is not UTF-8", "hex", {"hex": "ff00fe80c0"}, CLIVE_ATTACH)
sign("body-bytes", "a body of all byte values", "hex", SECRET, {"hex": bytes(range(256)).hex()})
sign("body-bytes-timestamped", "a body of all byte values after the timestamp", "base64_timestamped", SECRET, {"hex": bytes(range(256)).hex()}, NOW)
sign("body-nul", "a NUL does not end a body", "hex", SECRET, {"hex": "7b7d007b7d"})
sign("body-newline", "a trailing newline is part of the body", "hex", SECRET, "{}\n")
sign("body-bom", "a byte order mark is part of the body", "hex", SECRET, {"hex": "efbbbf7b7d"})
sign("body-escaped", "an escaped body is another body than its UTF-8 form", "hex", SECRET, '{"name":"Zo\\u00eb"}')
sign("body-utf8", "the same value as UTF-8", "hex", SECRET, '{"name":"Zoë"}')
sign("body-dots", "only the first dot separates", "base64_timestamped", SECRET, ".1.2.", "1")

# ---- Timestamps --------------------------------------------------------------------------------------------------------------------
for timestamp, why in [
    ("0", "the epoch"),
    ("9", "one digit"),
    ("1771526500123", "milliseconds, as Tybrite sends them to extensions"),
    ("4294967296", "beyond 32 bits"),
    ("9007199254740993", "beyond the integers of a double"),
    ("18446744073709551615", "the largest 64-bit number"),
]:
    sign(f"timestamp-{timestamp}", f"timestamp: {why}", "base64_timestamped", SECRET, "{}", timestamp)
    sign(f"timestamp-{timestamp}-hex", f"timestamp: {why}", "hex_timestamped", SECRET, "{}", timestamp)

# ---- Verification ------------------------------------------------------------------------------------------------------------------
hexed = signature("hex", SECRET, "{}", None)
verify("hex-right", "the right signature", "hex", hexed, True)
verify("hex-upper", "upper case is the same number", "hex", hexed.upper(), True)
verify("hex-mixed", "mixed case too", "hex", hexed[:32].upper() + hexed[32:], True)
verify("hex-other-body", "the signature of another body", "hex", hexed, False, body="{ }")
verify("hex-other-secret", "the signature by another secret", "hex", hexed, False, secret="test_hmac_secreT")
verify("hex-empty", "no signature", "hex", "", False)
verify("hex-short", "one digit less", "hex", hexed[:-1], False)
verify("hex-half", "a truncated tag is not accepted", "hex", hexed[:32], False)
verify("hex-long", "one digit more", "hex", hexed + "0", False)
verify("hex-prefix", "a prefix is the caller's to strip", "hex", "sha256=" + hexed, False)
verify("hex-space", "white space is not stripped", "hex", " " + hexed[:-1], False)
verify("hex-newline", "a trailing newline is not stripped", "hex", hexed + "\n", False)
verify("hex-0x", "64 characters that begin with 0x", "hex", "0x" + hexed[2:], False)
verify("hex-not-hex", "64 characters outside the alphabet", "hex", "g" * 64, False)
low = hexed.translate({ord(digit): ord(digit) - 32 for digit in "0123456789"})
verify("hex-control", "control characters that differ from digits only in the bit that lower-cases letters", "hex", low, False)
verify("hex-fullwidth", "digits outside ASCII", "hex", hexed.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}), False)
verify("hex-is-base64", "base64 of the right tag", "hex", base64.b64encode(bytes.fromhex(hexed)).decode(), False)

webhook = signature("hex_timestamped", SECRET, "{}", NOW)
verify("hex-t-right", "the right signature", "hex_timestamped", webhook, True, timestamp=NOW)
verify("hex-t-upper", "upper case", "hex_timestamped", webhook.upper(), True, timestamp=NOW)
verify("hex-t-other-time", "the signature of another second", "hex_timestamped", webhook, False, timestamp="1771526501")
verify("hex-t-leading-zero", "the text is signed, not the number", "hex_timestamped", webhook, False, timestamp="0" + NOW)
verify("hex-t-empty", "no timestamp", "hex_timestamped", webhook, False, timestamp="")
verify("hex-t-moved-dot", "1.2 + . + {} and 1 + . + 2.{} are one message: whoever judges the timestamp must refuse one that is not digits", "hex_timestamped", signature("hex_timestamped", SECRET, "2.{}", "1"), True, body="{}", timestamp="1.2")

encoded = signature("base64_timestamped", SECRET, "{}", NOW)
verify("base64-right", "the right signature", "base64_timestamped", encoded, True, timestamp=NOW)
verify("base64-other-time", "the signature of another second", "base64_timestamped", encoded, False, timestamp="1771526501")
verify("base64-other-body", "the signature of another body", "base64_timestamped", encoded, False, body="{ }", timestamp=NOW)
verify("base64-empty", "no signature", "base64_timestamped", "", False, timestamp=NOW)
verify("base64-unpadded", "padding is required", "base64_timestamped", encoded.rstrip("="), False, timestamp=NOW)
verify("base64-overpadded", "more padding than needed", "base64_timestamped", encoded + "=", False, timestamp=NOW)
verify("base64-upper", "case matters in base64", "base64_timestamped", encoded.upper(), False, timestamp=NOW)
verify("base64-newline", "white space is not stripped", "base64_timestamped", encoded + "\n", False, timestamp=NOW)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
stray = encoded[:-2] + ALPHABET[ALPHABET.index(encoded[-2]) + 1] + "="
assert base64.b64decode(stray) == base64.b64decode(encoded)
verify("base64-stray-bits", "a last character with bits that no byte needs: lenient decoders read the same tag", "base64_timestamped", stray, False, timestamp=NOW)
dashed = next(t for t in map(str, range(1771526500, 1771526600)) if set("+/") <= set(signature("base64_timestamped", SECRET, "{}", t)))
standard = signature("base64_timestamped", SECRET, "{}", dashed)
verify("base64-standard", "a signature with + and /", "base64_timestamped", standard, True, timestamp=dashed)
verify("base64-urlsafe", "the URL-safe alphabet is another one", "base64_timestamped", standard.replace("+", "-").replace("/", "_"), False, timestamp=dashed)
verify("base64-is-hex", "hex of the right tag", "base64_timestamped", base64.b64decode(encoded).hex(), False, timestamp=NOW)
verify("base64-inner-padding", "padding inside", "base64_timestamped", "=" + encoded[1:], False, timestamp=NOW)

# ---- Wycheproof ---------------------------------------------------------------------------------------------------------------------
WYCHEPROOF = json.loads((pathlib.Path(__file__).parent / "corpora/wycheproof-hmac-sha256.json").read_text("utf-8"))
for number, comment, key, message, tag, result in WYCHEPROOF:
    secret, body = {"hex": key}, {"hex": message}
    if result == "valid" and len(tag) == 64:
        sign(f"wycheproof-{number}", comment or "a valid tag", "hex", secret, body, published=tag)
    else:  # neither partner truncates: half a tag is refused even when it is a true one
        verify(f"wycheproof-{number}", comment or "half a tag", "hex", tag, False, body=body, secret=secret)

# ---- Keys --------------------------------------------------------------------------------------------------------------------------
for id, why, secret, valid in [
    ("secret-empty", "an empty secret is refused when the key is made: anybody could sign with it", "", False),
    ("secret-one-byte", "any other length is a key", "k", True),
]:
    rows.append({"id": id, "why": why, "input": {"op": "key", "secret": secret}, "expect": {"valid": valid}})

# ---- Write -------------------------------------------------------------------------------------------------------------------------
ids = [entry["id"] for entry in rows]
assert len(ids) == len(set(ids)), "ids must be unique"
lines = ",\n".join("    " + json.dumps(entry, ensure_ascii=False) for entry in rows)
text = '{\n  "subject": "sign",\n  "about": %s,\n  "rows": [\n%s\n  ]\n}\n' % (json.dumps(ABOUT), lines)
if sys.argv[1:] == ["--check"]:
    sys.exit(None if OUT.read_text("utf-8") == text else f"{OUT} differs: run python3 tests/oracle/sign.py")
OUT.write_text(text, "utf-8")
print(f"{OUT.name}: {len(rows)} rows")
