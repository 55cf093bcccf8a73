"""Signing against `hmac.new`, `hmac.digest` and cryptography's HMAC, and body + signature + headers against the same in plain Python."""

from __future__ import annotations

import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from harness import compare
from payseal import CliveClient, SigningKey, _payseal

SECRET = b"test_hmac_secret"
key = SigningKey(SECRET)


def reference(body: bytes) -> str:
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


def body_of(size: int, kind: str) -> str | bytes:
    """`size` bytes of UTF-8; the text beyond ASCII has one two-byte character in eight, as names do."""
    if kind == "bytes":
        return b"a" * size
    if kind == "ASCII str":
        return "a" * size
    return ("abcdef\u0141" * (size // 8)).ljust(size - size // 8, "a")


def by_cryptography(body: bytes) -> str:
    made = HMAC(SECRET, hashes.SHA256())
    made.update(body)
    return made.finalize().hex()


SIZES = (
    ("0 B", 0, 5.5),
    ("150 B", 150, 5.5),
    ("1 KiB", 1024, 2.4),
    ("16 KiB", 16 * 1024, 1.0),
    ("1 MiB", 1024 * 1024, 1.0),
    ("10 MiB", 10 * 1024 * 1024, 1.0),
)

for kind in ("ASCII str", "other str", "bytes"):
    for name, size, least in SIZES:
        body = body_of(size, kind)
        # A `str` is what a program has: to sign it, it encodes it.
        encode = str.encode if isinstance(body, str) else bytes
        encoded = encode(body)
        assert key.sign_hex(body) == reference(encoded) == by_cryptography(encoded) and len(encoded) == size
        cases = {
            "payseal": lambda body=body: key.sign_hex(body),
            "hmac.new": lambda body=body, encode=encode: reference(encode(body)),
            "hmac.digest": lambda body=body, encode=encode: hmac.digest(SECRET, encode(body), "sha256").hex(),
            "cryptography": lambda body=body, encode=encode: by_cryptography(encode(body)),
        }
        compare(f"sign, hex, {kind}", name, cases, {"hmac.new": least})

client = CliveClient(base_url="https://api.example.com", api_key="k", hmac_secret=SECRET)


def plain() -> tuple[bytes, dict[str, str]]:
    body = json.dumps(
        {
            "partner_id": "ECHEZONA001",
            "client_id": "AIRPEACE001",
            "amount": 750,
            "currency": "USD",
            "echezona_reference": "EZ12345",
        },
        separators=(",", ":"),
    ).encode()
    return body, {
        "Content-Type": "application/json",
        "x-api-key": "k",
        "x-clive-hmac": reference(body),
        "idempotency-key": "init-EZ12345",
    }


intents, native = client.intents, client._native


def ours() -> _payseal.Request:
    """As an asynchronous client over aiohttp or httpx makes its first attempt."""
    intent = intents.initialize_transaction(
        partner_id="ECHEZONA001",
        client_id="AIRPEACE001",
        amount=750,
        currency="USD",
        echezona_reference="EZ12345",
    )
    _, request, _ = _payseal.Call(native, intent, None).step()
    assert request is not None
    return request


(body, headers), made = plain(), ours()
assert made.body == body, (made.body, body)
assert {name.lower(): value.encode() for name, value in headers.items()}.items() <= {name.lower(): value for name, value in made.headers}.items()
compare("body + signature + headers", "initialize", {"payseal": ours, "json.dumps, hmac, dict": plain}, {"json.dumps, hmac, dict": 6})
