"""The shared vectors, row by row. A row that cannot apply has its reason, and a reason without a row fails."""

from __future__ import annotations

import functools
import json
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import payseal
import pytest
from conftest import rows
from payseal import CallOptions, CliveClient, SigningKey, TybriteClient, _payseal, errors, idempotency
from payseal._model import RawAnswer

Json = dict[str, Any]
Client = Any
SECRET = "test_hmac_secret"
PARTNERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "clive": (CliveClient, {"base_url": "https://api.example.com/api/v1", "api_key": "cp_test_key"}),
    "tybrite": (TybriteClient, {"base_url": "https://api.example.com", "api_key": "tybrite_sk_test_key"}),
}


def client_of(given: Json, **options: Any) -> Client:
    """A client of the row's partner: Clive's, unless it names another."""
    return _made(given.get("partner", "clive"), tuple(options.items()))


@functools.cache
def _made(partner: str, options: tuple[tuple[str, Any], ...]) -> Client:
    make, base = PARTNERS[partner]
    return make(**{**base, "hmac_secret": SECRET, **dict(options)})


VALIDATING: CliveClient = client_of({})
LENIENT: CliveClient = client_of({}, local_validation=False)
# When the signatures of the requests were made.
UNIX_S = 1_771_526_500


class Clock:
    """The time that a call is told."""

    def __init__(self, unix_s: int = UNIX_S) -> None:
        self.mono_ms, self.unix_s = 1_000, unix_s

    def __call__(self) -> tuple[int, int]:
        return self.mono_ms, self.unix_s


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


def each(subject: str, run: Callable[[Json, Json], None], *reasons: tuple[str, Callable[[Json, Json], bool]]) -> int:
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


def attempt(client: Client, intent: payseal.Intent[Any], unix_s: int = UNIX_S) -> Json:
    """The first attempt of an intent, as the core hands it to a transport."""
    kind, request, _ = _payseal.Call(client._native, intent, None, clock=Clock(unix_s)).step()
    assert kind == "send" and request is not None
    body = None if request.body is None else request.body.decode()
    headers = [[name, value.decode("latin-1")] for name, value in request.headers]
    return {"method": request.method, "url": request.url, "body": body, "headers": headers}


def method(client: Client, operation: str) -> Any:
    """The method that gives the intent of an operation, `group.name` where they stand in groups."""
    found = client.intents
    for part in operation.split("."):
        found = getattr(found, part)
    return found


def arguments_of(method: Any) -> tuple[set[str], set[str]]:
    """The arguments that a method takes, and those that it requires."""
    code = method.__func__.__code__
    accepted = set(code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount])
    return accepted, accepted - set(method.__kwdefaults__ or {})


def intent(client: Client, operation: str, fields: Json, key: str | None = None) -> payseal.Intent[Any]:
    """The intent with those of the fields that the method takes: an unknown one is a TypeError of Python's own."""
    make = method(client, operation)
    accepted, required = arguments_of(make)
    given = {name: value for name, value in fields.items() if name != "idempotency_key"}
    # Where the body has a field of this name, the argument of that name is the header's.
    if "idempotency_key_in_body" in accepted:
        given["idempotency_key_in_body"] = fields.get("idempotency_key")
    arguments = {**dict.fromkeys(required), **{name: value for name, value in given.items() if name in accepted}}
    if key is not None:
        arguments["idempotency_key"] = key
    made: payseal.Intent[Any] = make(**arguments)
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


def raw(client: Client, given: Json) -> payseal.Intent[RawAnswer]:
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
            client = client_of(given, local_validation=given["local_validation"])
            fields = json.loads(given["json"])
            make = lambda: intent(client, given["operation"], fields, given["idempotency_key"])  # noqa: E731
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
        ("the method has no such argument: a TypeError of Python's own", is_keyless),
        (
            "an amount may be text in Python",
            lambda given, _: given["op"] == "request" and isinstance(json.loads(given["json"]).get("amount"), str),
        ),
    )
    assert ran > 320


def is_keyless(given: Json, _: Json) -> bool:
    if "operation" not in given or given["idempotency_key"] is None:
        return False
    return "idempotency_key" not in arguments_of(method(client_of(given), given["operation"]))[0]


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
        client = client_of(given, **{"api_key": None, "hmac_secret": None, **options})
        sent = attempt(client, raw(client, given), given.get("unix_s", UNIX_S))["headers"]
        assert sent == [[name, text(value)] for name, value in expect["headers"]]

    assert each("headers", run) > 120


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
        ("clock and entropy are the system's; test_tybrite.py holds the forms", lambda given, _: given["op"] in ("random", "generated")),
        (
            "the method has no such argument: a TypeError of Python's own",
            is_keyless,
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
    _, required = arguments_of(method(VALIDATING, given["operation"]))
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


def call(given: Json, operation: str, clock: Clock | None = None, **options: int) -> _payseal.Call:
    """A call of the row's partner, with the fields that the row gives or complete ones."""
    client = client_of(given)
    fields = given["fields"] if "fields" in given else COMPLETE[operation]
    made = intent(client, operation, fields)
    return _payseal.Call(client._native, made, CallOptions(**options), clock=clock or Clock(given.get("unix_s", UNIX_S)))


def octet_headers(given: Json) -> list[tuple[str, bytes]]:
    return [(name, value.encode("latin-1")) for name, value in given.get("headers", [])]


def failure(running: _payseal.Call) -> errors.PaysealError:
    with pytest.raises(errors.PaysealError) as caught:
        running.result()
    return caught.value


def test_errors() -> None:
    kinds, codes = _payseal.error_table()

    def run(given: Json, expect: Json) -> None:
        if given["op"] == "kinds":
            assert [list(row) for row in kinds] == expect["kinds"]
        elif given["op"] == "codes":
            assert [list(row) for row in codes] == expect["codes"]
        else:
            running = call(given, given["operation"], max_retries=0)
            running.step()
            running.on_response(given["status"], octet_headers(given), None if given["body"] is None else octets(given["body"]))
            error = failure(running)
            for name in ("kind", "code", "message", "details", "outcome", "retryable"):
                assert getattr(error, name) == expect[name], name
            assert error.status == given["status"] and error.advice and expect.get("advice", "") in error.advice
            if "partner" in given:
                assert (error.hint, error.environment) == (expect["hint"], expect["environment"])
                limit = error.rate_limit
                told = limit and {"limit": limit.limit, "remaining": limit.remaining, "reset": limit.reset_unix_s, "scope": limit.scope}
                assert told == expect["rate_limit"]
            if expect["response_text"] is None:
                assert error.response_text is None
            else:
                assert error.response_text is not None
                assert len(error.response_text.encode()) == expect["response_text"]["bytes"]
                assert error.response_text.startswith(expect["response_text"]["begins"])

    numbers = ("numbers are for C; Python has the names", lambda given, _: given["op"] in ("fault", "outcome"))
    assert each("errors", run, numbers) > 155


def test_retry() -> None:
    def sequence(given: Json, expect: Json) -> None:
        clock = Clock()
        running = call(given, given["request"], clock, max_retries=given["max_retries"], total_timeout_ms=0)
        for end in given["ends"]:
            kind, request, delay_ms = running.step()
            if kind == "wait":
                clock.mono_ms += delay_ms
                running.on_waited()
                kind, request, _ = running.step()
            assert kind == "send" and request is not None
            if end == "cancel":
                running.cancel()
            elif end == "2xx-broken":
                running.on_response(200, [], None)
            elif isinstance(end, int):
                running.on_response(end, [], b"")
            else:
                running.on_fault(end)
        kind, _, _ = running.step()
        assert kind == expect["action"]
        if kind == "done":
            error = failure(running)
            for name in ("outcome", "attempts", "status", "code", "retryable"):
                assert getattr(error, name) == expect[name], name

    def waits(given: Json, expect: Json) -> None:
        clock = Clock(given["unix_s"])
        operation = given.get("operation", "attach_payment_intent")
        running = call(given, operation, clock, total_timeout_ms=given["total_timeout_ms"])
        running.step()
        clock.mono_ms += given.get("elapsed_ms", 0)
        running.on_response(given["status"], octet_headers(given), (given.get("body") or "").encode())
        kind, _, delay_ms = running.step()
        if "retry_after_ms" in expect:
            assert kind == "done" and failure(running).retry_after_ms == expect["retry_after_ms"]
        else:
            assert kind == "wait" and expect["at_least_ms"] <= delay_ms <= expect["at_most_ms"]

    def run(given: Json, expect: Json) -> None:
        if given["op"] == "sequence":
            sequence(given, expect)
        elif given["op"] == "retry_after":
            running = call(given, "attach_payment_intent", max_retries=0)
            running.step()
            running.on_response(429, [("retry-after", given["value"].encode())], b"")
            assert failure(running).retry_after_ms == expect["ms"]
        else:
            waits(given, expect)

    random = ('the random bits are the system\'s; the ranges are held by the rows of op "wait"', lambda given, _: given["op"] == "backoff")
    assert each("retry", run, random) > 500
