"""The shared vectors, row by row. A row that cannot apply has its reason, and a reason without a row fails."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import payseal
import pytest
from conftest import rows
from payseal import CallOptions, CliveClient, SigningKey, _payseal, errors, idempotency
from payseal._model import RawAnswer

Json = dict[str, Any]
BASE = {"base_url": "https://api.example.com/api/v1", "api_key": "cp_test_key", "hmac_secret": "test_hmac_secret"}
VALIDATING = CliveClient(**BASE)
LENIENT = CliveClient(**BASE, local_validation=False)


def octets(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return bytes.fromhex(value["hex"]) if "hex" in value else (value["repeat"] * value["times"]).encode()


class Reasons:
    """Why rows cannot apply here."""

    def __init__(self, *reasons: tuple[str, Callable[[Json, Json], bool]]) -> None:
        self.used = dict.fromkeys([why for why, _ in reasons], 0)
        self.reasons = reasons

    def leave_out(self, row: Json) -> bool:
        for why, applies in self.reasons:
            if applies(row["input"], row["expect"]):
                self.used[why] += 1
                return True
        return False

    def check(self) -> None:
        for why, count in self.used.items():
            assert count > 0, f"no row has this reason any more: {why}"


def of_tybrite(given: Json, expect: Json | None = None) -> bool:
    return given.get("partner") == "tybrite"


def each(subject: str, run: Callable[[Json, Json], None], *reasons: tuple[str, Callable[[Json, Json], bool]]) -> int:
    if any(of_tybrite(row["input"]) for row in rows(subject)):
        reasons = (("the package has no Tybrite client yet", of_tybrite), *reasons)
    left, ran = Reasons(*reasons), 0
    for row in rows(subject):
        if left.leave_out(row):
            continue
        try:
            run(row["input"], row["expect"])
        except BaseException as error:
            error.add_note(f"{subject}.json, {row['id']}: {row['why']}") if hasattr(error, "add_note") else None
            raise
        ran += 1
    left.check()
    return ran


def attempt(client: CliveClient, intent: payseal.Intent[Any]) -> Json:
    """The first attempt of an intent, as the core hands it to a transport."""
    kind, request, _ = _payseal.Call(client._native, intent, None).step()
    assert kind == "send" and request is not None
    body = None if request.body is None else request.body.decode()
    headers = [[name, value.decode("latin-1")] for name, value in request.headers]
    return {"method": request.method, "url": request.url, "body": body, "headers": headers}


def intent(client: CliveClient, operation: str, fields: Json, key: str | None = None) -> payseal.Intent[Any]:
    # Beside the fields it is the argument, never a field.
    arguments = {name: value for name, value in fields.items() if name != "idempotency_key"}
    if key is not None:
        arguments["idempotency_key"] = key
    made: payseal.Intent[Any] = getattr(client.intents, operation)(**arguments)
    return made


def test_sign() -> None:
    def run(given: Json, expect: Json) -> None:
        secret = octets(given["secret"])
        if given["op"] == "key":
            if expect["valid"]:
                SigningKey(secret)
            else:
                with pytest.raises(errors.ConfigError) as caught:
                    SigningKey(secret)
                assert caught.value.code == "HMAC_SECRET_MISSING"
            return
        key = SigningKey(secret)
        whole = octets(given["message"] if "message" in given else given["body"])
        forms: list[Any] = [whole, bytearray(whole), memoryview(whole)]
        try:
            forms.append(whole.decode())
        except UnicodeDecodeError:
            pass
        for body in forms:
            if given["op"] == "sign":
                made = {
                    "hex": lambda: key.sign_hex(body),
                    "hex_timestamped": lambda: key.sign_hex_timestamped(given["timestamp"], body),
                    "base64_timestamped": lambda: key.sign_base64_timestamped(int(given["timestamp"]), body),
                    "base64url": lambda: key.sign_base64url(body),
                }[given["scheme"]]()
                assert made == expect["signature"]
            else:
                received = octets(given["received"])
                valid = {
                    "hex": lambda: key.verify_hex(body, received),
                    "hex_timestamped": lambda: key.verify_hex_timestamped(given["timestamp"], body, received),
                    "base64_timestamped": lambda: key.verify_base64_timestamped(given["timestamp"], body, received),
                }[given["scheme"]]()
                assert valid is expect["valid"]

    assert each("sign", run) >= 60


def test_canonical_body() -> None:
    client = VALIDATING

    def run(given: Json, expect: Json) -> None:
        if "f64" in given:
            value = struct.unpack(">d", bytes.fromhex(given["f64"]))[0]
        else:
            value = json.loads(given["json"])
        make = lambda: client.raw_intent("POST", "/x", body=value)  # noqa: E731
        if "body" in expect:
            assert attempt(client, make())["body"] == expect["body"]
        else:
            with pytest.raises(errors.ValidationError) as caught:
                make()
            assert list(caught.value.details["fieldErrors"]) == ["body"]
            word = {"inexact": "exactly", "not_finite": "not a finite", "too_deep": "deeper"}[expect["error"]]
            assert word in str(caught.value)

    def is_no_value(given: Json, _: Json) -> bool:
        """Python's reader refuses it too, or reads other values (`NaN`, `null` is a body that is absent)."""
        try:
            return "json" in given and json.loads(given["json"]) is None
        except ValueError:
            return True

    ran = each(
        "canonical-body",
        run,
        ("no text that Python's reader takes, or null, which is no body", is_no_value),
        ("Python's reader takes it, JSON does not", lambda given, expect: expect.get("error") == "invalid_json"),
        ("Python's float has rounded what the text says", lambda given, expect: rounded(given, expect)),
    )
    assert ran > 300


def rounded(given: Json, expect: Json) -> bool:
    """A refusal for digits that Python's `float` has dropped before it is asked."""
    floats: list[str] = []
    if expect.get("error") in ("inexact", "not_finite") and "json" in given:
        json.loads(given["json"], parse_float=floats.append)
    return bool(floats)


def test_amount() -> None:
    client = LENIENT

    def run(given: Json, expect: Json) -> None:
        forms: list[Any]
        if "text" in given:
            forms = [given["text"]]
            try:
                forms.append(Decimal(given["text"]))
            except ArithmeticError:
                pass
            # Decimal reads what an amount does not: underscores, spaces, other scripts' digits.
            if "text" not in expect and expect["error"] == "not_a_number":
                forms = forms[:1]
        elif "integer" in given:
            forms = [int(given["integer"])]
        else:
            forms = [struct.unpack(">d", bytes.fromhex(given["f64"]))[0]]
        for amount in forms:
            arguments = {"partner_id": "P", "client_id": "C", "currency": "USD", "echezona_reference": "R"}
            make = lambda: client.intents.initialize_transaction(amount=amount, **arguments)  # noqa: B023, E731
            if "text" in expect:
                body = attempt(client, make())["body"]
                assert f'"amount":{expect["text"]},' in body
            else:
                with pytest.raises(errors.ValidationError) as caught:
                    make()
                assert list(caught.value.details["fieldErrors"]) == ["amount"]

    assert each("amount", run) > 100


def refused(make: Callable[[], Any], fields: Json) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        make()
    error = caught.value
    assert (error.status, error.code, error.outcome, error.attempts) == (400, "VALIDATION_ERROR", "not_sent", 0)
    said = error.details["fieldErrors"]
    assert sorted(said) == sorted(fields)
    for name, message in fields.items():
        assert message is None or said[name] == [message]


AUTH = {"public": "none", "api_key": "api_key", "signed": "signed", "bearer": "bearer"}


def raw(client: CliveClient, given: Json) -> payseal.Intent[RawAnswer]:
    return client.raw_intent(
        given["method"],
        given.get("path", "/x"),
        auth=AUTH[given["auth"]],
        body=None if given["body"] is None else json.loads(given["body"]),
        idempotency_key=given["idempotency_key"],
        query=[(name, value) for name, value in given.get("query", [])],
    )


def is_not_written_here(given: Json, _: Json) -> bool:
    """A body whose text is not what values are written as."""
    text = given.get("body")
    if given.get("op") != "raw" or text is None:
        return False
    try:
        value = json.loads(text)
    except ValueError:
        return True
    return value is None or json.dumps(value, separators=(",", ":"), ensure_ascii=False) != text


def test_requests() -> None:
    def run(given: Json, expect: Json) -> None:
        if given["op"] == "request":
            client = VALIDATING if given["local_validation"] else LENIENT
            fields = json.loads(given["json"])
            operation = getattr(client.intents, given["operation"])
            code = operation.__func__.__code__
            accepted = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            required = [name for name in accepted if name != "self" and name not in (operation.__kwdefaults__ or {})]
            # An unknown field is a TypeError of Python's own; an absent one too, so it is given as None.
            arguments = {name: fields[name] for name in fields if name in accepted}
            for name in required:
                arguments.setdefault(name, None)
            make = lambda: intent(client, given["operation"], arguments, given["idempotency_key"])  # noqa: E731
        else:
            client = VALIDATING
            make = lambda: raw(client, given)  # noqa: E731
        if "refused" in expect:
            refused(make, expect["refused"])
        else:
            assert attempt(client, make()) == expect

    def null_is_absent(given: Json, expect: Json) -> bool:
        return given["op"] == "request" and '":null' in given["json"].replace(" ", "")

    ran = each(
        "requests",
        run,
        ("Python is given values, never JSON text", lambda given, _: bool(given.get("json_text_only"))),
        ("raw_request writes its body: no other text, and no half of one", is_not_written_here),
        ("None is an absent field in Python", null_is_absent),
        (
            "an amount may be text in Python",
            lambda given, _: given["op"] == "request" and isinstance(json.loads(given["json"]).get("amount"), str),
        ),
    )
    assert ran > 250


NO_KEY = ("list_transactions", "list_merchant_clients", "list_settlements", "run_settlements", "pay_settlement", "get_branding_packet")


def test_headers() -> None:
    def text(value: Any) -> str:
        return value if isinstance(value, str) else bytes.fromhex(value["hex"]).decode("latin-1")

    def run(given: Json, expect: Json) -> None:
        if given["op"] == "check":
            client = VALIDATING
            make = lambda: client.raw_intent("POST", "/x", body={}, idempotency_key=given["value"])  # noqa: E731
            if expect["problem"] == "empty":
                assert all(name != "idempotency-key" for name, _ in attempt(client, make())["headers"])
            elif expect["problem"] is not None:
                refused(make, {"idempotency_key": None})
            else:
                sent = dict(map(tuple, attempt(client, make())["headers"]))
                assert sent["idempotency-key"].encode("latin-1").hex() == expect["hex"]
            return
        known = {name: value for name, value in given["credentials"].items() if value is not None}
        options = {{"bearer": "bearer_token"}.get(name, name): value for name, value in known.items()}
        client = CliveClient(base_url=BASE["base_url"], **options)
        sent = attempt(client, raw(client, given))["headers"]
        assert sent == [[name, text(value)] for name, value in expect["headers"]]

    assert each("headers", run) > 110


def test_idempotency() -> None:
    def run(given: Json, expect: Json) -> None:
        if given["op"] == "operation":
            client = VALIDATING
            make = lambda: intent(client, given["operation"], json.loads(given["json"]), given["idempotency_key"])  # noqa: E731
            if "refused" in expect:
                refused(make, {expect["refused"]: None})
            else:
                headers = dict(map(tuple, attempt(client, make())["headers"]))
                assert headers.get("idempotency-key") == expect["key"]
        elif given["op"] == "checkout_for_method":
            made = idempotency.checkout_for_method(given["reference"], given["payment_type"], given["country"])
            assert made == expect["key"]
        else:
            assert getattr(idempotency, given["op"])(given["reference"]) == expect["key"]

    ran = each(
        "idempotency",
        run,
        ("clock and entropy are the system's", lambda given, _: given["op"] == "random"),
        (
            "the method has no such argument: a TypeError of Python's own",
            lambda given, _: given["op"] == "operation" and given["idempotency_key"] is not None and given["operation"] in NO_KEY,
        ),
        (
            "a required argument is absent: a TypeError of Python's own",
            lambda given, expect: given["op"] == "operation" and is_incomplete(given),
        ),
    )
    assert ran >= 125
    assert idempotency.random("refund").startswith("refund-")
    assert len({idempotency.random("r") for _ in range(1000)}) == 1000


def is_incomplete(given: Json) -> bool:
    operation = getattr(VALIDATING.intents, given["operation"])
    code = operation.__func__.__code__
    required = set(code.co_varnames[1 : 1 + code.co_kwonlyargcount]) - set(operation.__kwdefaults__ or {})
    return not required <= set(json.loads(given["json"]))


COMPLETE: dict[str, Json] = {
    "attach_payment_intent": {"clive_tx_id": "CLVTX_1", "stripe_payment_intent_id": "pi_1"},
    "create_checkout_intent": {
        "partner_id": "P",
        "client_id": "C",
        "amount": 1,
        "currency": "USD",
        "email": "e",
        "echezona_reference": "R",
    },
    "pay_settlement": {"settlement_batch_id": "b"},
    "run_settlements": {},
    "list_transactions": {},
}


def call(client: CliveClient, operation: str, retries: int) -> _payseal.Call:
    return _payseal.Call(client._native, intent(client, operation, COMPLETE[operation]), CallOptions(max_retries=retries))


def test_errors() -> None:
    client = VALIDATING
    kinds, codes = _payseal.error_table()

    def run(given: Json, expect: Json) -> None:
        if given["op"] == "kinds":
            assert [list(row) for row in kinds] == expect["kinds"]
        elif given["op"] == "codes":
            assert [list(row) for row in codes] == expect["codes"]
        else:
            running = call(client, given["operation"], 0)
            running.step()
            running.on_response(given["status"], [], None if given["body"] is None else octets(given["body"]))
            with pytest.raises(errors.PaysealError) as caught:
                running.result()
            error = caught.value
            for name in ("kind", "code", "message", "details", "outcome", "retryable"):
                assert getattr(error, name) == expect[name], name
            assert error.status == given["status"] and error.advice and expect.get("advice", "") in error.advice
            if expect["response_text"] is None:
                assert error.response_text is None
            else:
                assert error.response_text is not None
                assert len(error.response_text.encode()) == expect["response_text"]["bytes"]
                assert error.response_text.startswith(expect["response_text"]["begins"])

    numbers = ("numbers are for C; Python has the names", lambda given, _: given["op"] in ("fault", "outcome"))
    assert each("errors", run, numbers) > 110


def test_retry() -> None:
    client = VALIDATING

    def run(given: Json, expect: Json) -> None:
        running = call(client, given["request"], given["max_retries"])
        for end in given["ends"]:
            kind, request, _ = running.step()
            if kind == "wait":
                # Slept through: a call knows its own clock only, so the next attempt is judged by another run.
                raise AssertionError("only rows of one attempt run here")
            assert request is not None
            if end == "cancel":
                running.cancel()
            elif end == "2xx-broken":
                running.on_response(200, [], None)
            elif isinstance(end, int):
                running.on_response(end, [], b"")
            else:
                running.on_fault(end)
        kind, _, _ = running.step()
        if expect["action"] == "wait":
            assert kind == "wait"
            return
        assert kind == "done"
        with pytest.raises(errors.PaysealError) as caught:
            running.result()
        error = caught.value
        for name in ("outcome", "attempts", "status", "code", "retryable"):
            assert getattr(error, name) == expect[name], name

    ran = each(
        "retry",
        run,
        ("the random bits are the system's", lambda given, _: given["op"] == "backoff"),
        ("clocks are the system's; the core's own tests run them", lambda given, _: given["op"] in ("wait", "retry_after")),
        (
            "the waits between several attempts are the system's; test_client.py has them over sockets",
            lambda given, _: given["op"] == "sequence" and len(given["ends"]) > 1,
        ),
    )
    assert ran > 80
