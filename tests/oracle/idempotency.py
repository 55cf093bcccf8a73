#!/usr/bin/env python3
"""Writes tests/vectors/idempotency.json: how keys are made, and which one each operation of Clive takes.

    python3 tests/oracle/idempotency.py [--check]
"""

import datetime
import hashlib
import hmac
import json

from vectorfile import Vectors

v = Vectors(
    "idempotency",
    "op init, attach, checkout: the key of input.reference. op checkout_for_method: of input.reference, payment_type and country. "
    "op random: of input.prefix, unix_ms and entropy_hex (16 bytes). op 'operation': the key of a Clive operation with the request fields input.json (JSON text) and the caller's "
    "input.idempotency_key (null = not given); expect.key is the key, null = none is sent, or expect.refused names the field of the local ValidationError (nothing is sent). "
    "op 'generated': the key of a call of input.operation at Unix second input.unix_s with the 32 bytes of entropy input.entropy_hex; these rows have input.partner tybrite. Written by tests/oracle/idempotency.py.",
)

for name in ["init", "attach", "checkout"]:
    for id, why, reference in [
        ("plain", "prefix, dash, reference", "EZ12345"),
        ("dashes", "no escaping: the reference is kept as it is", "A-1-b"),
        ("spaces", "not trimmed; a header cannot carry it, and says so when it is used", " 7 "),
        ("empty", "making a key checks nothing", ""),
        ("unicode", "not changed either", "\u0437\u0430\u043a\u0430\u0437"),
    ]:
        v.row(f"{name}-{id}", why, name, {"reference": reference}, {"key": f"{name}-{reference}"})
v.row("method-card", "one key for each payment method, opt-in", "checkout_for_method", {"reference": "EZ1", "payment_type": "card", "country": "GB"}, {"key": "checkout-EZ1-card-GB"})
v.row("method-empty", "parts that are empty stay visible", "checkout_for_method", {"reference": "EZ1", "payment_type": "", "country": ""}, {"key": "checkout-EZ1--"})
for id, why, prefix, ms, entropy in [
    ("plain", "prefix, Unix milliseconds, 32 hex digits", "refund", 1771526500123, "ab" * 16),
    ("zeros", "leading zeros are kept", "p", 0, "00" * 15 + "01"),
    ("order", "the bytes are written in order", "p", 1, "000102030405060708090a0b0c0d0e0f"),
    ("ones", "the greatest", "p", 9007199254740991, "ff" * 16),
]:
    v.row(f"random-{id}", why, "random", {"prefix": prefix, "unix_ms": ms, "entropy_hex": entropy}, {"key": f"{prefix}-{ms}-{entropy}"})

CHECKOUT = {"partner_id": "P", "client_id": "C1", "amount": 1, "currency": "USD", "email": "a@b.c", "echezona_reference": "EZ1"}
V2 = {**CHECKOUT, "payment_type": "card", "issuer_country": "GB"}
INIT = {key: CHECKOUT[key] for key in ["partner_id", "client_id", "amount", "currency", "echezona_reference"]}
ATTACH = {"clive_tx_id": "CLVTX_1", "stripe_payment_intent_id": "pi_1"}
CLIENT = {"client_id": "AIR001", "legal_name": "Air Ltd"}
KEYED = [
    ("initialize_transaction", INIT, "echezona_reference", "init"),
    ("attach_payment_intent", ATTACH, "clive_tx_id", "attach"),
    ("create_checkout_intent", CHECKOUT, "echezona_reference", "checkout"),
    ("create_checkout_intent_v2", V2, "echezona_reference", "checkout"),
    ("create_merchant_client", CLIENT, "client_id", "client"),
]
KEYLESS = [("list_transactions", {}), ("list_merchant_clients", {}), ("list_settlements", {}), ("run_settlements", {}), ("pay_settlement", {"settlement_batch_id": "b"}), ("get_branding_packet", {"client_id": "C"})]


def operation(id, why, name, fields, key, expect):
    text = fields if isinstance(fields, str) else json.dumps(fields, ensure_ascii=False)
    v.row(id, why, "operation", {"operation": name, "json": text, "idempotency_key": key}, expect)


for name, fields, field, prefix in KEYED:
    default = f"{prefix}-{fields[field]}"
    operation(f"{name}-default", "the published SDK's default" if prefix != "client" else "the default that the contract's example follows", name, fields, None, {"key": default})
    operation(f"{name}-empty", "an empty key means the default, as in the published SDK", name, fields, "", {"key": default})
    operation(f"{name}-own", "the caller's key is taken unchanged", name, fields, "mine-v2", {"key": "mine-v2"})
    operation(f"{name}-own-newline", "a key that no header can carry", name, fields, "a\nb", {"refused": "idempotency_key"})
    operation(f"{name}-own-space", "a space at an end would be trimmed on the way", name, fields, "mine ", {"refused": "idempotency_key"})
    for id, why, value in [
        ("newline", "the default would be an illegal header", "EZ\n1"),
        ("cyrillic", "the default would be beyond Latin-1", "\u0437\u0430\u043a\u0430\u0437"),
        ("emoji", "the same outside the basic plane", "\U0001f600"),
        ("space-last", "the default would end with a space", "EZ1 "),
        ("tab", "a control character", "EZ\t1"),
    ]:
        operation(f"{name}-reference-{id}", why, name, {**fields, field: value}, None, {"refused": "idempotency_key"})
        operation(f"{name}-reference-{id}-own", "with a key of the caller's own the reference may be what it likes", name, {**fields, field: value}, "own", {"key": "own"})
    for id, why, value in [("latin1", "Latin-1 is carried", "cl\u00e9"), ("space-first", "the prefix stands before it", " 1"), ("escaped", "the text counts, not its escapes", '"\\/')]:
        operation(f"{name}-reference-{id}", why, name, {**fields, field: value}, None, {"key": f"{prefix}-{value}"})
    operation(f"{name}-reference-empty", "no default from nothing: init-undefined would be shared by all", name, {**fields, field: ""}, None, {"refused": field})
    operation(f"{name}-reference-missing", "the same", name, {k: x for k, x in fields.items() if k != field}, None, {"refused": field})
    operation(f"{name}-reference-number", "a number is no text", name, {**fields, field: 7}, None, {"refused": field})
    half = json.dumps(fields).replace(json.dumps(fields[field]), '"EZ\\ud800"', 1)
    operation(f"{name}-reference-surrogate", "half a surrogate pair is U+FFFD, which no header carries", name, half, None, {"refused": "idempotency_key"})
for name, fields in KEYLESS:
    operation(f"{name}-none", "no key is sent", name, fields, None, {"key": None})
    operation(f"{name}-empty", "an empty key is none", name, fields, "", {"key": None})
    operation(f"{name}-own", "a key that is ignored would promise a protection that is not there", name, fields, "mine", {"refused": "idempotency_key"})
operation("key-in-the-fields", "an idempotency_key among the fields is not the option: it is dropped, as in the published SDK", "attach_payment_intent", {**ATTACH, "idempotency_key": "x"}, None, {"key": "attach-CLVTX_1"})


# ---- Tybrite: keys that are drawn, once for each intent ----------------------------------------------------------------------------
def drawn(entropy):
    return hmac.new(bytes.fromhex(entropy), b"key" + bytes(4), hashlib.sha256).digest()[:16]


def generated(id, why, name, fields, unix_s, entropy, key):
    v.row(f"tybrite-{id}", why, "generated", {"partner": "tybrite", "operation": name, "json": json.dumps(fields), "unix_s": unix_s, "entropy_hex": entropy}, {"key": key})


PAYMENT, UPDATE = {"provider": "paypal", "amount": 1}, {"id": "7c0e-11", "order_status": "shipped", "tracking_number": "T"}
ORDER = {"customer_email": "a@b.c", "items": [{"product_id": "p"}]}
INGEST = {"body": "sku\nA\n", "content_type": "text/csv"}
for entropy in ["01" * 32, "ff" * 32, bytes(range(32)).hex()]:
    random, digits = drawn(entropy).hex(), int.from_bytes(drawn(entropy), "big") % 10**9
    for unix_s in [1771526500, 0, 1709164800]:
        date = datetime.datetime.fromtimestamp(unix_s, datetime.timezone.utc).strftime("%Y%m%d")
        tail = f"{unix_s}-{entropy[:4]}"
        generated(f"payment-{tail}", "payment-{unix ms}-{random}", "payments.initialize", PAYMENT, unix_s, entropy, f"payment-{unix_s * 1000}-{random}")
        generated(f"order-{tail}", "order-{date}-{random}", "orders.create", ORDER, unix_s, entropy, f"order-{date}-{random}")
        generated(f"update-{tail}", "update-{first field}-{order}-{timestamp}: nine digits are drawn, so that two changes in a second differ", "orders.update", UPDATE, unix_s, entropy, f"update-order_status-7c0e-11-{unix_s}{digits:09}")
        generated(f"ingest-{tail}", "ingest-{unix ms}-{random}", "ingest.products", INGEST, unix_s, entropy, f"ingest-{unix_s * 1000}-{random}")
for unix_s in [951782399, 951782400, 951868800, 4107542399, 4107542400, 1767225599, 1767225600]:
    date = datetime.datetime.fromtimestamp(unix_s, datetime.timezone.utc).strftime("%Y%m%d")
    generated(f"order-date-{unix_s}", "leap days and turns of the year", "orders.create", ORDER, unix_s, "07" * 32, f"order-{date}-{drawn('07' * 32).hex()}")
v.finish()
