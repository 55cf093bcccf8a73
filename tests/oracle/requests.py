#!/usr/bin/env python3
"""Writes tests/vectors/requests.json: what goes on the wire for each operation of Clive, and what is refused before.

Bodies are written here by hand as JSON.stringify writes them; signatures are Python's.

    python3 tests/oracle/requests.py [--check]
"""

import base64
import hashlib
import hmac
import json
import pathlib
import urllib.parse

from vectorfile import Vectors

v = Vectors(
    "requests",
    "op 'request': the operation with the request fields input.json (JSON text, to be given to the library as it is or as the values it stands for) and input.idempotency_key (null = none), by a client with "
    "base_url https://api.example.com/api/v1, api_key cp_test_key, hmac_secret test_hmac_secret and local_validation input.local_validation. "
    "expect: method, url, body (text, null = no body), headers as [name, value] in wire order; or expect.refused: nothing is sent, and the ValidationError (status 400, code VALIDATION_ERROR, outcome not_sent) "
    "names exactly these fields in details.fieldErrors, with this one message each (null = any). op 'raw': the same of a raw request: input.method, path, auth, body, idempotency_key, query ([name, value] pairs). "
    "A row with json_text_only is for libraries that take JSON text. input.partner: the partner, clive where it is absent; for tybrite the base_url is https://api.example.com, the api_key "
    "tybrite_sk_test_key, and the attempt is made at Unix second 1771526500. Written by tests/oracle/requests.py.",
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

# ---- Tybrite -----------------------------------------------------------------------------------------------------------------------
T, NOW_T = {"partner": "tybrite"}, 1771526500


def ty_headers(auth, body, key, content_type="application/json"):
    headers = [["Authorization", "Bearer tybrite_sk_test_key"]]
    if body is not None:
        headers.append(["Content-Type", content_type])
    if key is not None:
        headers.append(["Idempotency-Key", key])
    if auth == "signed":
        tag = hmac.new(b"test_hmac_secret", f"{NOW_T}.{body}".encode("utf-8"), hashlib.sha256).digest()
        headers += [["X-Timestamp", str(NOW_T)], ["X-Signature", base64.b64encode(tag).decode()]]
    return headers


def ty(id, why, name, text, method, path, body, auth="api_key", key=None, local_validation=True, content_type="application/json", **flags):
    given = key if auth == "signed" else None
    expect = {"method": method, "url": "https://api.example.com" + path, "body": body, "headers": ty_headers(auth, body, given, content_type)}
    v.row(f"tybrite-{id}", why, "request", {**T, "operation": name, "json": text, "idempotency_key": given, "local_validation": local_validation, **flags}, expect)


def ty_refused(id, why, name, text, fields, given=None, local_validation=True, **flags):
    v.row(f"tybrite-{id}", why, "request", {**T, "operation": name, "json": text, "idempotency_key": given, "local_validation": local_validation, **flags}, {"refused": fields})


def ty_pay(id, why, body, text=None, key="payment-1", **more):
    ty(id, why, "payments.initialize", text or body, "POST", "/v1/payments/initialize", body, "signed", key, **more)


PAY = "payments.initialize"
STRIPE = '{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}'
ty_pay("initialize-stripe", "the contract's example and its signature", STRIPE, key="payment-1771526500-abc123")
assert v.rows[-1]["expect"]["headers"][4][1] == "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM="
ty_pay("initialize-airtel-utf8", "the contract's second vector", '{"provider":"airtel","amount":1000,"phone":"254733444555","country":"KE","metadata":{"name":"Zo\u00eb \u2615"}}')
assert v.rows[-1]["expect"]["headers"][4][1] == "afHnpCwIKICzEOzrjngb8q0w7Oy4k4S5IGvhgRaqcgA="
for id, why, body in [
    ("stripe-urls", "every field of Stripe", '{"provider":"stripe","amount":49.99,"currency":"USD","email":"a@b.c","order_id":"7c0e","metadata":{"a":"b"},"success_url":"https://s.example/ok","cancel_url":"https://s.example/no"}'),
    ("paypal", "PayPal needs nothing more", '{"provider":"paypal","amount":49.99,"currency":"USD"}'),
    ("paystack", "Paystack", '{"provider":"paystack","amount":50000,"currency":"NGN","email":"a@b.c","callback_url":"https://s.example/cb"}'),
    ("mpesa", "M-Pesa", '{"provider":"mpesa","amount":1000,"phone":"254712345678"}'),
    ("custom", "a provider of the store's own", '{"provider":"flutterwave","amount":12.5,"currency":"NGN","country":"NG"}'),
    ("stripe-no-email", "what a provider needs is the partner's to judge", '{"provider":"stripe","amount":1}'),
    ("paystack-eur", "closed lists are the partner's to judge", '{"provider":"paystack","amount":1,"currency":"EUR","email":"a@b.c"}'),
    ("airtel-ng", "the list of countries too", '{"provider":"airtel","amount":1,"phone":"254733444555","country":"NG"}'),
    ("mpesa-plus", "the form of a phone number too", '{"provider":"mpesa","amount":1,"phone":"+254712345678"}'),
]:
    ty_pay(f"initialize-{id}", why, body)
for country, phone in [("UG", "256700000000"), ("TZ", "255700000000"), ("RW", "250700000000")]:
    ty_pay(f"initialize-airtel-{country}", "Airtel's countries", f'{{"provider":"airtel","amount":1200,"phone":"{phone}","country":"{country}"}}')
ty_pay("initialize-order", "declared order, unknown dropped", STRIPE, '{"zzz":1,"email":"a@example.com","currency":"usd","amount":100.00,"provider":"stripe"}')
ty_pay("initialize-key-in-body", "the body's key when it is the header's", '{"provider":"paypal","amount":1,"idempotency_key":"k-1"}', key="k-1")
v.row("tybrite-initialize-key-only-in-body", "set in the body alone it is the header's too", "request", {**T, "operation": PAY, "json": '{"provider":"paypal","amount":1,"idempotency_key":"k-1"}', "idempotency_key": None, "local_validation": True}, v.rows[-1]["expect"])
for validation in [True, False]:
    on = "" if validation else "-unvalidated"
    ty_refused(f"initialize-two-keys{on}", "two keys would be two payments", PAY, '{"provider":"paypal","amount":1,"idempotency_key":"k-1"}', {"idempotency_key": None}, "k-2", validation)
    ty_refused(f"initialize-bad-key{on}", "no header carries it", PAY, '{"provider":"paypal","amount":1}', {"idempotency_key": None}, "a\nb", validation)
for id, why, text, fields in [
    ("nothing", "every source requires these two", "{}", {"provider": "Required", "amount": "Required"}),
    ("provider-empty", "no provider", '{"provider":"","amount":1}', {"provider": "String must contain at least 1 character(s)"}),
    ("provider-number", "no text", '{"provider":7,"amount":1}', {"provider": "Expected string, received number"}),
    ("amount-zero", "nothing to pay", '{"provider":"stripe","amount":0}', {"amount": POSITIVE}),
    ("amount-text", "a text is no amount", '{"provider":"stripe","amount":"1"}', {"amount": "Expected number, received string"}),
]:
    ty_refused(f"initialize-{id}", why, PAY, text, fields)
ty_pay("initialize-off", "without local validation the partner decides", '{"provider":"","amount":0}', local_validation=False)

for provider, reference in [("stripe", "cs_test_1"), ("paypal", "5O190127TN364715T"), ("paystack", "PAY-1"), ("mpesa", "ws_CO_1"), ("airtel", "PAY-2"), ("flutterwave", "x")]:
    body = f'{{"provider":"{provider}","reference":"{reference}"}}'
    ty(f"verify-{provider}", "unsigned, without a key", "payments.verify", body, "POST", "/v1/payments/verify", body)
ty_refused("verify-nothing", "both are required", "payments.verify", "{}", {"provider": "Required", "reference": "Required"})
ty_refused("verify-key", "it takes no key", "payments.verify", '{"provider":"stripe","reference":"x"}', {"idempotency_key": None}, "k")
ty("methods", "a read", "payments.methods", "{}", "GET", "/v1/payments/methods", None)
ty("methods-fields", "a field filter", "payments.methods", '{"fields":"provider,type"}', "GET", "/v1/payments/methods?fields=provider%2Ctype", None)

ORDER = '{"customer_email":"a@b.c","customer_name":"A","billing_address":{"street":"1 Way","city":"Nairobi","country":"KE"},"shipping_address":{"street":"1 Way"},"items":[{"variant_id":"v-1","quantity":2,"unit_price":5,"total_price":10}],"subtotal":10,"total_amount":10,"payment_method":"mpesa"}'
ty("order-create", "what the OpenAPI document requires", "orders.create", ORDER, "POST", "/v1/orders", ORDER, "signed", "order-1")
ty("order-create-least", "what every source requires", "orders.create", '{"items":[{"product_id":"p"}],"customer_email":"a@b.c"}', "POST", "/v1/orders", '{"customer_email":"a@b.c","items":[{"product_id":"p"}]}', "signed", "order-1")
ty_refused("order-create-nothing", "every source requires these two", "orders.create", "{}", {"customer_email": "Required", "items": "Required"}, "k")
ty_refused("order-create-no-items", "at least one", "orders.create", '{"customer_email":"a","items":[]}', {"items": "Array must contain at least 1 element(s)"}, "k")
ty_refused("order-create-items-object", "a list", "orders.create", '{"customer_email":"a","items":{}}', {"items": "Expected array, received object"}, "k")
ty("order-update", "the id travels in the path, the rest in the body", "orders.update", '{"order_status":"shipped","id":"7c0e-1","tracking_number":"T"}', "PATCH", "/v1/orders/7c0e-1", '{"order_status":"shipped","tracking_number":"T"}', "signed", "update-1")
ty_refused("order-update-nothing", "it would change nothing", "orders.update", '{"id":"7c0e"}', {"body": None}, "k")
for id, why, value, wire in [("slash", "never another path", "a/../b", "a%2F..%2Fb"), ("query", "never a query", "a?b#c", "a%3Fb%23c"), ("percent", "not taken for an escape", "a%2fb", "a%252fb"), ("umlaut", "UTF-8", "\u00e9", "%C3%A9"), ("three-dots", "a name", "...", "...")]:
    ty(f"order-get-{id}", why, "orders.get", json.dumps({"id": value}), "GET", f"/v1/orders/{wire}", None)
for id, value in [("empty", ""), ("dot", "."), ("dots", "..")]:
    for validation in [True, False]:
        ty_refused(f"order-get-{id}-{validation}", "would be another endpoint", "orders.get", json.dumps({"id": value}), {"id": None}, local_validation=validation)
ty_refused("order-get-missing", "would be another endpoint", "orders.get", "{}", {"id": None})
ty("order-get-fields", "path and query", "orders.get", '{"fields":"id,items.sku","id":"7c0e"}', "GET", "/v1/orders/7c0e?fields=id%2Citems.sku", None)
ty("order-list", "a cursor is given back verbatim", "orders.list", '{"cursor":"eyJpZCI6MX0=","limit":200,"payment_status":"paid"}', "GET", "/v1/orders?limit=200&cursor=eyJpZCI6MX0%3D&payment_status=paid", None)

CSV = "sku,name,price,category\nA-1,\"Mug,\n blue\",9.5,Kitchen\n"
DOCS = [("json", "application/json", '{ "products": [ {"sku": "A-1", "price": 9.50} ] }'), ("csv", "text/csv", CSV), ("xml", "application/xml", "<products><product><sku>A</sku></product></products>\n"), ("array", "application/json", "[]"), ("charset", "text/csv; charset=utf-8", CSV)]
for id, content_type, document in DOCS:
    ty(f"ingest-{id}", "the exact text, signed and sent unchanged", "ingest.products", json.dumps({"body": document, "content_type": content_type, "strategy": "create_only", "dry_run": True}), "POST", "/v1/ingest/products?strategy=create_only&dry_run=true", document, "signed", "ingest-1", content_type=content_type)


def rows(count, quoted=False):
    cell = '"two\nlines"' if quoted else "x"
    return "sku,name\n" + "".join(f"{n},{cell}\n" for n in range(count))


for id, why, content_type, document, sent_anyway in [
    ("json-12", "12 rows", "application/json", json.dumps([{}] * 12), True), ("json-13", "13 rows", "application/json", json.dumps({"products": [{}] * 13}), False), ("json-array-13", "a bare list", "application/json", json.dumps([{}] * 13), False),
    ("csv-12", "12 rows and the header", "text/csv", rows(12), True), ("csv-13", "13 rows and the header", "text/csv", rows(13), False), ("csv-12-quoted", "a line break in quotes is no row", "text/csv", rows(12, True), True), ("csv-13-quoted", "13 of them", "text/csv", rows(13, True), False),
    ("csv-odd", "a quote where none belongs: nobody counts for certain", "text/csv", rows(13).replace("x", 'x "y"'), True), ("xml-13", "XML is not counted", "application/xml", "<products>" + "<product/>" * 13 + "</products>", True),
]:
    text = json.dumps({"body": document, "content_type": content_type})
    if sent_anyway:
        ty(f"ingest-rows-{id}", why, "ingest.products", text, "POST", "/v1/ingest/products", document, "signed", "k", content_type=content_type)
    else:
        ty_refused(f"ingest-rows-{id}", why, "ingest.products", text, {"body": None}, "k")
        ty(f"ingest-rows-{id}-off", "without local validation the partner decides", "ingest.products", text, "POST", "/v1/ingest/products", document, "signed", "k", local_validation=False, content_type=content_type)
ty_refused("ingest-not-json", "the content type says JSON", "ingest.products", '{"body":"{","content_type":"application/json"}', {"body": None}, "k", local_validation=False)
ty_refused("ingest-no-body", "nothing to sign", "ingest.products", '{"content_type":"text/csv"}', {"body": None}, "k")
ty_refused("ingest-no-type", "the partner could not read it", "ingest.products", '{"body":"a"}', {"content_type": "Required"}, "k")

HOOK = '{"url":"https://s.example/hook","events":["*"]}'
ty("endpoint-create", "unsigned, sent once", "webhook_endpoints.create", HOOK, "POST", "/v1/webhook_endpoints", HOOK)
ty_refused("endpoint-create-nothing", "both are required", "webhook_endpoints.create", "{}", {"url": "Required", "events": "Required"})
ty("endpoint-list", "a page", "webhook_endpoints.list", '{"limit":5}', "GET", "/v1/webhook_endpoints?limit=5", None)
ty("endpoint-get", "one", "webhook_endpoints.get", '{"id":"we_1"}', "GET", "/v1/webhook_endpoints/we_1", None)
ty("endpoint-update", "what is named is changed", "webhook_endpoints.update", '{"id":"we_1","enabled":true}', "PATCH", "/v1/webhook_endpoints/we_1", '{"enabled":true}')
ty_refused("endpoint-update-nothing", "it would change nothing", "webhook_endpoints.update", '{"id":"we_1"}', {"body": None})
ty("endpoint-delete", "without a body", "webhook_endpoints.delete", '{"id":"we_1"}', "DELETE", "/v1/webhook_endpoints/we_1", None)
ty("endpoint-test", "an empty object where nothing is set", "webhook_endpoints.test", '{"id":"we_1"}', "POST", "/v1/webhook_endpoints/we_1/test", "{}")
ty("endpoint-test-type", "a type", "webhook_endpoints.test", '{"id":"we_1","event_type":"order.paid"}', "POST", "/v1/webhook_endpoints/we_1/test", '{"event_type":"order.paid"}')
ty("event-list", "by type", "webhook_events.list", '{"type":"order.paid","environment":"sandbox"}', "GET", "/v1/webhook_events?type=order.paid&environment=sandbox", None)
ty("event-get", "one", "webhook_events.get", '{"id":"evt_1"}', "GET", "/v1/webhook_events/evt_1", None)
ty("event-retry", "without a body", "webhook_events.retry", '{"id":"evt_1"}', "POST", "/v1/webhook_events/evt_1/retry", None)
ty("sandbox-reset", "without a body", "sandbox.reset", "{}", "POST", "/v1/sandbox/reset", None)
ty("sandbox-clear", "the same by another method", "sandbox.clear_data", "{}", "DELETE", "/v1/sandbox/data", None)
ty("sandbox-time", "days", "sandbox.advance_time", '{"advance_days":3650}', "POST", "/v1/sandbox/time", '{"advance_days":3650}')
for value in ["0", "3651", "1.5", '"1"']:
    ty_refused(f"sandbox-time-{value.strip(chr(34))}-{len(value)}", "1 to 3650 whole days", "sandbox.advance_time", f'{{"advance_days":{value}}}', {"advance_days": "Expected a whole number from 1 to 3650"})
ty("sandbox-replay", "by type", "sandbox.replay_webhook", '{"type":"order.paid"}', "POST", "/v1/sandbox/webhooks/replay", '{"type":"order.paid"}')

# The Big List of Naughty Strings, through every text field, and through the path and the query.
NAUGHTY = json.loads((pathlib.Path(__file__).parent / "corpora/blns.json").read_text(encoding="utf-8"))
NAUGHTY = [text for text in NAUGHTY if text.strip()]  # what is empty is refused, and has its own rows
TEXTS = ["partner_id", "client_id", "currency", "email", "echezona_reference"]
for at in range(0, len(NAUGHTY), len(TEXTS)):
    strings = [NAUGHTY[(at + n) % len(NAUGHTY)] for n in range(len(TEXTS))]
    fields = {**dict(zip(TEXTS[:2], strings)), "amount": 750, **dict(zip(TEXTS[2:], strings[2:])), "meta": {"_" + strings[0]: strings}}
    wire = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    sent(f"naughty-checkout-{at}", "whatever a text says, it is sent as it is", "create_checkout_intent", json.dumps(fields), wire, key="k", given="k")
for at, text in enumerate(NAUGHTY):
    wire = urllib.parse.quote(text, safe="")  # all but the unreserved characters of RFC 3986
    if wire != text:
        ty(f"naughty-path-{at}", "one segment of the path, and one value of the query", "orders.get", json.dumps({"id": text, "fields": text}), "GET", f"/v1/orders/{wire}?fields={wire}", None)
v.finish()
