#!/usr/bin/env python3
"""Writes tests/vectors/requests.json: what goes on the wire for each operation of Clive, and what is refused before.

Bodies are written here by hand as JSON.stringify writes them; signatures are Python's.

    python3 tests/oracle/requests.py [--check]
"""

import hashlib
import hmac
import json

from vectorfile import Vectors

v = Vectors(
    "requests",
    "op 'request': the operation with the request fields input.json (JSON text, to be given to the library as it is or as the values it stands for) and input.idempotency_key (null = none), by a client with "
    "base_url https://api.example.com/api/v1, api_key cp_test_key, hmac_secret test_hmac_secret and local_validation input.local_validation. "
    "expect: method, url, body (text, null = no body), headers as [name, value] in wire order; or expect.refused: nothing is sent, and the ValidationError (status 400, code VALIDATION_ERROR, outcome not_sent) "
    "names exactly these fields in details.fieldErrors, with this one message each (null = any). op 'raw': the same of a raw request: input.method, path, auth, body, idempotency_key, query ([name, value] pairs). "
    "A row with json_text_only is for libraries that take JSON text. Written by tests/oracle/requests.py.",
)

BASE = "https://api.example.com/api/v1"
CHECKOUT = '"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","email":"buyer@example.com","echezona_reference":"EZ12345"'
OPERATIONS = {  # name: method, path, auth, complete fields in wire order
    "initialize_transaction": ("POST", "/transactions/initialize", "signed", '{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","echezona_reference":"EZ12345"}', "init-EZ12345"),
    "attach_payment_intent": ("POST", "/transactions/attach-intent", "signed", '{"clive_tx_id":"CLVTX_1739378102312_420","stripe_payment_intent_id":"pi_3QxYFh2eZvKYlo2CxA8Nt42p"}', "attach-CLVTX_1739378102312_420"),
    "create_checkout_intent": ("POST", "/transactions/checkout-intent", "signed", "{" + CHECKOUT + ',"statement_descriptor_suffix":"AIRPEACE"}', "checkout-EZ12345"),
    "create_checkout_intent_v2": ("POST", "/transactions/checkout-intent-v2", "signed", "{" + CHECKOUT + ',"payment_type":"card","issuer_country":"GB"}', "checkout-EZ12345"),
    "list_transactions": ("GET", "/transactions", "api_key", "{}", None),
    "create_merchant_client": ("POST", "/clients", "signed", '{"client_id":"AIRPEACE001","legal_name":"Air Peace Ltd"}', "client-AIRPEACE001"),
    "list_merchant_clients": ("GET", "/clients", "api_key", "{}", None),
    "list_settlements": ("GET", "/settlements", "api_key", "{}", None),
    "run_settlements": ("POST", "/settlements/run", "api_key", "{}", None),
    "pay_settlement": ("POST", "/settlements/pay", "api_key", '{"settlement_batch_id":"7b0f9c1e-1111-4222-8333-444455556666"}', None),
    "get_branding_packet": ("GET", "/branding/packet", "public", '{"client_id":"AIRPEACE001"}', None),
}


def headers_of(auth, body, key):
    headers = [["Content-Type", "application/json"]] if body is not None else []
    if auth in ("api_key", "signed"):
        headers.append(["x-api-key", "cp_test_key"])
    if auth == "signed":
        headers.append(["x-clive-hmac", hmac.new(b"test_hmac_secret", (body or "").encode("utf-8"), hashlib.sha256).hexdigest()])
    if key is not None:
        headers.append(["idempotency-key", key])
    return headers


def sent(id, why, name, text, body=..., query="", key=..., given=None, local_validation=True, **flags):
    method, path, auth, complete, default = OPERATIONS[name]
    has_body = method == "POST" and name != "run_settlements"
    body = (complete if body is ... else body) if has_body else None
    key = default if key is ... else key
    expect = {"method": method, "url": BASE + path + query, "body": body, "headers": headers_of(auth, body, key)}
    v.row(id, why, "request", {"operation": name, "json": text, "idempotency_key": given, "local_validation": local_validation, **flags}, expect)


def refused(id, why, name, text, fields, given=None, local_validation=True, **flags):
    v.row(id, why, "request", {"operation": name, "json": text, "idempotency_key": given, "local_validation": local_validation, **flags}, {"refused": fields})


NEEDS_TEXT = {"json_text_only": True}
for name, (_, _, _, complete, _) in OPERATIONS.items():
    query = "?client_id=AIRPEACE001" if name == "get_branding_packet" else ""
    sent(f"{name}-complete", "what the contract requires, in wire order", name, complete, query=query)
    fields = json.loads(complete)
    sent(f"{name}-any-order", "the wire has the declared order, whatever the input's", name, json.dumps(dict(reversed(fields.items()))), query=query)
    sent(f"{name}-unknown-dropped", "unknown fields are dropped, as the published SDK does; idempotency_key is never in the body", name, json.dumps({"zzz": {"deep": [1]}, "idempotency_key": "x", **fields, "Amount": 1}), query=query)
    sent(f"{name}-spaces", "white space of the input is not sent", name, json.dumps(fields, indent=3), query=query)
    required = [field for field in fields if field != "statement_descriptor_suffix"]
    for field in required:
        without = json.dumps({k: x for k, x in fields.items() if k != field})
        number = field == "amount"
        refused(f"{name}-{field}-missing", "required by the contract", name, without, {field: "Required"})
        refused(f"{name}-{field}-null", "null is not a value", name, json.dumps({**fields, field: None}), {field: None})
        for kind, value in [("boolean", True), ("array", ["a"]), ("object", {"a": 1}), ("string" if number else "number", "750" if number else 7)]:
            expected = "number" if number else "string"
            refused(f"{name}-{field}-{kind}", "another type can never be accepted", name, json.dumps({**fields, field: value}), {field: f"Expected {expected}, received {kind}"})
        if not number:
            refused(f"{name}-{field}-empty", "required text must not be empty", name, json.dumps({**fields, field: ""}), {field: "String must contain at least 1 character(s)"})
    if len(required) > 1:
        refused(f"{name}-nothing", "all fields are named at once", name, "{}", {field: "Required" for field in required})
    for id, why, text in [("array", "not an object", "[]"), ("null", "not an object", "null"), ("empty", "no JSON", ""), ("half", "half an object", "{"), ("two", "two values", "{} {}"), ("comma", "a trailing comma is no JSON", '{"a":1,}'), ("nan", "NaN is no JSON", '{"amount":NaN}')]:
        refused(f"{name}-json-{id}", why, name, text, {"body": None}, **NEEDS_TEXT)
        refused(f"{name}-json-{id}-unvalidated", "with or without local validation", name, text, {"body": None}, local_validation=False, **NEEDS_TEXT)

assert v.rows[[row["id"] for row in v.rows].index("create_checkout_intent-complete")]["expect"]["headers"][2][1] == "28fd0a9eaddd951e5c3a7df5b811616f745e5583bc5517055d5840bd661c96fd"

C = "create_checkout_intent"


def amount(text):
    return "{" + CHECKOUT.replace("750", text) + "}"


def with_(extra, base=CHECKOUT):
    return "{" + base + "," + extra + "}"


POSITIVE, NUMBER = "Number must be greater than 0", "Expected number, received null (what NaN and Infinity become in JSON)"
for id, why, given, wire in [
    ("decimal", "two decimals", "75.50", "75.5"), ("whole", "trailing zeros go", "75.00", "75"), ("exponent", "an exponent is written out", "7.5e2", "750"), ("small", "the least that is written plainly", "0.000001", "0.000001"),
    ("cent", "a cent", "0.01", "0.01"), ("large", "written plainly below 1e21", "100000000000000000000", "100000000000000000000"), ("max-safe", "2^53 - 1", "9007199254740991", "9007199254740991"),
    ("fifteen", "15 digits are kept by every double", "1234567890123.45", "1234567890123.45"), ("float-sum", "the 17 digits of 0.1 + 0.2 are one double", "0.30000000000000004", "0.30000000000000004"),
]:
    sent(f"amount-{id}", why, C, amount(given), body=amount(wire), **NEEDS_TEXT)
for id, why, given, message in [
    ("zero", "nothing to pay", "0", POSITIVE), ("minus-zero", "nor is -0", "-0", POSITIVE), ("zero-decimals", "0.00", "0.00", POSITIVE), ("negative", "no refund by this way", "-1", POSITIVE), ("negative-cent", "not by a cent", "-0.01", POSITIVE),
    ("nan", "JSON.stringify writes NaN and Infinity as null", "null", NUMBER),
    ("forty-digits", "a number that no double carries would be changed on the way", "1234567890123456789012345678901234567890", None), ("sixteen-nines", "2^53 + 1 would become 2^53", "9007199254740993", None),
    ("long-decimal", "digits that would be lost", "0.1234567890123456789", None), ("huge", "beyond every double", "1e400", None),
]:
    refused(f"amount-{id}", why, C, amount(given), {"amount": message}, **NEEDS_TEXT)

DESCRIPTOR = "Must be 1 to 22 characters: letters, digits, space, hyphen, underscore, dot"
for id, why, text in [("one", "the shortest", "A"), ("22", "the longest", "ABCDEFGHIJKLMNOPQRSTUV"), ("all-kinds", "every kind of character", "aZ09 -_."), ("spaces", "spaces are allowed", " A ")]:
    extra = f'"statement_descriptor_suffix":"{text}"'
    sent(f"descriptor-{id}", why, C, with_(extra), body=with_(extra))
for id, why, text in [("empty", "at least one character", ""), ("23", "at most 22", "ABCDEFGHIJKLMNOPQRSTUVW"), ("star", "no other character", "A*B"), ("comma", "no other character", "A,B"), ("slash", "no other character", "A/B"),
                      ("accent", "letters of ASCII only", "\u00c9T\u00c9"), ("newline", "no control character", "A\nB"), ("emoji", "none of these", "\U0001f600"), ("arabic-digit", "digits of ASCII only", "\u0661")]:
    refused(f"descriptor-{id}", why, C, with_(f'"statement_descriptor_suffix":{json.dumps(text)}'), {"statement_descriptor_suffix": DESCRIPTOR})
refused("descriptor-number", "not a text", C, with_('"statement_descriptor_suffix":7'), {"statement_descriptor_suffix": DESCRIPTOR})
sent("descriptor-null", "an optional field may be null; it is sent as it is", C, with_('"statement_descriptor_suffix":null'), body=with_('"statement_descriptor_suffix":null'))
refused("several", "all problems at once", C, with_('"statement_descriptor_suffix":"*"', CHECKOUT.replace("750", "0").replace("USD", "")), {"amount": POSITIVE, "currency": "String must contain at least 1 character(s)", "statement_descriptor_suffix": DESCRIPTOR})

for id, why, given, wire in [
    ("plain", "the caller's own data, in the order given", '{"order_id":"ORD-1","cart_id":"C-2"}', None), ("empty", "an empty object is sent", "{}", None),
    ("integer-keys", "integer-like keys come first, ascending, as in JavaScript", '{"b":1,"10":2,"a":3,"2":4,"01":5,"-1":6}', '{"2":4,"10":2,"b":1,"a":3,"01":5,"-1":6}'),
    ("nested", "at any depth", '{"z":[{"y":1,"1":2}]}', '{"z":[{"1":2,"y":1}]}'), ("numbers", "numbers as JSON.stringify writes them", '{"a":1.50,"b":1E21,"c":1e-7,"d":-0,"e":100}', '{"a":1.5,"b":1e+21,"c":1e-7,"d":0,"e":100}'),
    ("text", "only what must be escaped is", '{"a":"\\u00e9\\u2028\\/\\"\\\\\\n\\u0001\\u007f"}', '{"a":"\u00e9\u2028/\\"\\\\\\n\\u0001\u007f"}'), ("surrogate", "half a pair stays escaped (well-formed JSON.stringify)", '{"a":"\\ud83d","b":"\\ud83d\\ude00"}', '{"a":"\\ud83d","b":"\U0001f600"}'),
    ("duplicate", "the last of two counts, at the first one's place", '{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'), ("null", "null is sent as null", "null", None), ("proto", "a name like any other", '{"__proto__":1,"constructor":2}', None),
]:
    sent(f"meta-{id}", why, C, with_(f'"meta":{given}'), body=with_(f'"meta":{wire or given}'), **(NEEDS_TEXT if id in ("duplicate", "proto", "numbers") else {}))
for name in ["initialize_transaction", "create_checkout_intent_v2"]:
    base = OPERATIONS[name][3][1:-1]
    sent(f"meta-{name}", "sent wherever the contract has it", name, with_('"meta":{"a":1}', base), body=with_('"meta":{"a":1}', base))
for id, path, given in [("integer", "order", '{"order":12345678901234567890}'), ("deep", "a.b[1]", '{"a":{"b":[1,9007199254740993]}}')]:
    refused(f"meta-too-exact-{id}", f"meta.{path} would be changed by a double; it is refused by its path", C, with_(f'"meta":{given}'), {"meta": None}, **NEEDS_TEXT)
    v.rows[-1]["expect"]["message_has"] = f"meta.{path}"

V2 = OPERATIONS["create_checkout_intent_v2"][3][1:-1]
sent("v2-everything", "every field, in wire order", "create_checkout_intent_v2", "{" + '"meta":{},"statement_descriptor_suffix":"A","card_scheme":"visa",' + V2 + "}", body="{" + V2 + ',"card_scheme":"visa","statement_descriptor_suffix":"A","meta":{}}')
sent("v2-lower-case", "case is the partner's to judge", "create_checkout_intent_v2", "{" + V2.replace("USD", "usd").replace("GB", "gb") + "}", body="{" + V2.replace("USD", "usd").replace("GB", "gb") + "}")
sent("client-everything", "every field, in wire order", "create_merchant_client", '{"partner_fee_flat_usd":0.50,"partner_fee_percentage":4.0,"status":"active","legal_name":"Air","client_id":"AIR"}',
     body='{"client_id":"AIR","legal_name":"Air","status":"active","partner_fee_percentage":4,"partner_fee_flat_usd":0.5}', key="client-AIR")
sent("client-unjudged", "lengths, lists and ranges are the partner's to judge", "create_merchant_client", '{"client_id":"A","legal_name":"B","status":"odd","partner_fee_percentage":-1}', body='{"client_id":"A","legal_name":"B","status":"odd","partner_fee_percentage":-1}', key="client-A")
sent("text-unjudged", "blanks and odd addresses too", C, "{" + CHECKOUT.replace("buyer@example.com", " ").replace("USD", "DOLLARS") + "}", body="{" + CHECKOUT.replace("buyer@example.com", " ").replace("USD", "DOLLARS") + "}")
sent("own-key", "a caller's key", "attach_payment_intent", OPERATIONS["attach_payment_intent"][3], given="attach-1-v2", key="attach-1-v2")

OFF = {"local_validation": False}
sent("off-empty-text", "the partner decides", C, "{" + CHECKOUT.replace("USD", "") + "}", body="{" + CHECKOUT.replace("USD", "") + "}", **OFF)
sent("off-zero", "the partner decides", C, amount("0"), body=amount("0"), **OFF)
sent("off-null", "NaN travels as null", C, amount("null"), body=amount("null"), **OFF)
sent("off-text", "a text stays a text", C, amount('"750"'), body=amount('"750"'), **OFF)
sent("off-descriptor", "the partner decides", C, with_('"statement_descriptor_suffix":"A*B"'), body=with_('"statement_descriptor_suffix":"A*B"'), **OFF)
sent("off-missing", "missing fields are left out", C, '{"echezona_reference":"EZ12345"}', body='{"echezona_reference":"EZ12345"}', **OFF)
refused("off-oversized", "JSON safety stays: the number would be changed", C, amount("12345678901234567890"), {"amount": None}, **OFF, **NEEDS_TEXT)
refused("off-header", "header safety stays", C, "{" + CHECKOUT + "}", {"idempotency_key": None}, given="a\nb", **OFF)
refused("off-default-key", "and there is no default key without a reference", C, "{}", {"echezona_reference": None}, **OFF)

for id, why, value, wire in [
    ("unreserved", "stays as it is", "aZ09-._~", "aZ09-._~"), ("space", "never +", "a b", "a%20b"), ("plus", "would be read as a space", "a+b", "a%2Bb"), ("ampersand", "would begin another parameter", "a&partner_id=x", "a%26partner_id%3Dx"),
    ("percent", "not taken for an escape", "100%41", "100%2541"), ("hash", "would end the URL", "a#b", "a%23b"), ("slash", "escaped in a query, too", "a/b?c", "a%2Fb%3Fc"), ("umlaut", "UTF-8", "\u00e9\u20ac", "%C3%A9%E2%82%AC"),
    ("emoji", "four bytes", "\U0001f600", "%F0%9F%98%80"), ("crlf", "no line break gets into a URL", "a\r\nb", "a%0D%0Ab"), ("quote", "the escapes of JSON are read first", '"\\', "%22%5C"), ("apostrophe", "escaped as well", "'()*!", "%27%28%29%2A%21"),
]:
    sent(f"query-{id}", why, "get_branding_packet", json.dumps({"client_id": value}), query=f"?client_id={wire}")
sent("query-two", "in declared order", "run_settlements", '{"client_id":"C","partner_id":"P"}', query="?partner_id=P&client_id=C")
sent("query-second-only", "the first parameter begins the query", "run_settlements", '{"client_id":"C"}', query="?client_id=C")
sent("query-null", "null is left out", "run_settlements", '{"client_id":null}')
sent("query-surrogate", "half a pair is U+FFFD, as in URLSearchParams", "get_branding_packet", '{"client_id":"a\\ud800"}', query="?client_id=a%EF%BF%BD")


def raw(id, why, method="POST", path="/x", auth="api_key", body=None, key=None, query=(), url=None, refuse=None):
    input = {"method": method, "path": path, "auth": auth, "body": body, "idempotency_key": key, "query": [list(pair) for pair in query]}
    key = key or None
    expect = {"refused": refuse} if refuse else {"method": method, "url": BASE + (url or path), "body": body, "headers": headers_of(auth, body, key)}
    v.row(f"raw-{id}", why, "raw", input, expect)


for method in ["GET", "POST", "PUT", "PATCH", "DELETE"]:
    raw(method.lower(), "any method", method)
raw("body", "the caller's bytes, unchanged", body='{ "b": 1.50, "a": [] }', auth="signed", key="k-1")
raw("empty-key", "an empty key is none", body="{}", key="")
raw("query", "names and values are encoded", query=[("a b", "1&2"), ("a b", ""), ("\u00e9", "=")], url="/x?a%20b=1%262&a%20b=&%C3%A9=%3D")
raw("escaped-path", "escapes of the caller's stay", path="/a%2Fb/c-_.~!$&'()*+,;=:@")
raw("root", "the slash alone", path="/")
raw("dots-in-a-name", "dots inside a segment are a name", path="/a..b/...")
raw("public", "no credentials", auth="public", method="GET")
for id, why, path in [("no-slash", "joined to the base URL it would change the host's path", "x"), ("empty", "nothing", ""), ("two-slashes", "another host to some parsers", "//evil.com/x"), ("absolute", "another host", "https://evil.com/x"), ("dots", "would climb", "/a/../b"), ("dot", "would vanish", "/./a"),
                      ("dots-last", "would climb", "/a/.."), ("query", "query parameters are given apart", "/a?b=1"), ("fragment", "never sent", "/a#b"), ("space", "not encoded", "/a b"), ("newline", "would end the request line", "/a\r\nHost: evil.com"), ("umlaut", "not encoded", "/\u00e9"),
                      ("backslash", "a slash to some parsers", "/\\evil.com"), ("brace", "a template that nobody filled", "/orders/{id}"), ("nul", "a control", "/a\u0000")]:
    raw(f"path-{id}", why, path=path, refuse={"path": None})
raw("get-body", "a GET has none", method="GET", body="{}", refuse={"body": None})
raw("bad-body", "not JSON", body="{", refuse={"body": None})
raw("bad-key", "no header carries it", body="{}", key="a\nb", refuse={"idempotency_key": None})
v.finish()
