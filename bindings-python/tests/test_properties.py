"""The body is what Node's `JSON.stringify` writes for the same values, whatever the values are."""

from __future__ import annotations

import atexit
import json
import math
import subprocess
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payseal import CliveClient, SigningKey, _payseal, errors

# One Node for all cases: a line of ASCII JSON in, the line of `JSON.stringify(JSON.parse(line))` out, as JSON text again.
SCRIPT = """
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const written = JSON.stringify(JSON.parse(line));
  process.stdout.write(Buffer.from(written, 'utf8').toString('hex') + '\\n');
});
"""
_node = subprocess.Popen(["node", "-e", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
atexit.register(_node.kill)


def stringified(value: Any) -> bytes:
    assert _node.stdin and _node.stdout
    # `json.dumps` writes every float so that it reads back, and surrogates as escapes.
    _node.stdin.write(json.dumps(value) + "\n")
    _node.stdin.flush()
    return bytes.fromhex(_node.stdout.readline().strip())


clive = CliveClient(base_url="https://api.example.com", api_key="k", hmac_secret="s")

text = st.text(st.characters(), max_size=20)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    text,
)
values = st.recursive(
    leaves, lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(text, inner, max_size=5)), max_leaves=20
)


def body(value: Any) -> bytes:
    _, request, _ = _payseal.Call(clive._native, clive.raw_intent("POST", "/x", body=[value]), None).step()
    assert request is not None and request.body is not None
    return request.body


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values)
def test_body(value: Any) -> None:
    assert body(value) == stringified([value])


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(text, leaves, max_size=6), text.filter(bool))
def test_typed_operation(meta: dict[str, Any], reference: str) -> None:
    fields = {"partner_id": "P", "client_id": "C", "amount": 1, "currency": "USD", "echezona_reference": reference, "meta": meta}
    intent = clive.intents.initialize_transaction(**fields, idempotency_key="k")
    _, request, _ = _payseal.Call(clive._native, intent, None).step()
    assert request is not None and request.body == stringified(fields)


@settings(max_examples=300, deadline=None)
@given(st.integers())
def test_integers_are_exact_or_refused(number: int) -> None:
    try:
        written = body(number)
    except errors.ValidationError:
        assert abs(number) > 2**53
    else:
        assert json.loads(written) == [float(number)] and math.isfinite(float(number)) and written == stringified([number])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.binary(min_size=1, max_size=100))
def test_signatures(message: bytes, secret: bytes) -> None:
    import hashlib
    import hmac

    key, expected = SigningKey(secret), hmac.new(secret, message, hashlib.sha256).hexdigest()
    assert {key.sign_hex(form) for form in (message, bytearray(message), memoryview(message))} == {expected}
    assert key.verify_hex(message, expected) and not key.verify_hex(message + b"x", expected)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_signatures_of_text(message: str) -> None:
    assert SigningKey("s").sign_hex(message) == SigningKey(b"s").sign_hex(message.encode())
