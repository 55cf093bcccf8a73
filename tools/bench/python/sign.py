"""Signing against `hmac.new`, and body + signature + headers against the same in plain Python."""

from __future__ import annotations

import hashlib
import hmac
import json

from harness import compare, finish, goal
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


for size, least in ((150, 5.5), (1024, 2.4), (16 * 1024, 1.0), (1024 * 1024, 1.0)):
    for kind in ("ASCII str", "other str", "bytes"):
        body = body_of(size, kind)
        encoded = body.encode() if isinstance(body, str) else body
        assert key.sign_hex(body) == reference(encoded) and len(encoded) == size
        cases = {"ours": lambda body=body: key.sign_hex(body), "digest": lambda b=encoded: hmac.digest(SECRET, b, "sha256").hex()}
        # A `str` is what a program has: to sign it, it encodes it.
        cases["theirs"] = (lambda body=body: reference(body.encode())) if isinstance(body, str) else lambda body=body: reference(body)
        measured = compare(cases, ms=15 if size < 100_000 else 60)
        more = f"{measured.median('ours'):.0f} ns; hmac.digest {measured.ratio('digest', 'ours'):.2f} x"
        goal(f"sign {size} bytes, {kind}", measured.ratio("theirs", "ours"), ">=", least, more=more)

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
measured = compare({"ours": ours, "plain": plain})
goal("body + signature + headers, against json.dumps + hmac + dict", measured.ratio("plain", "ours"), ">=", 6, more=f"{measured.median('ours'):.0f} ns")
finish()
