"""The blocking client against the real sandbox and scripted servers."""

from __future__ import annotations

import copy
import enum
import gc
import logging
import os
import pickle
import signal
import sys
import threading
import time
from collections import OrderedDict, UserDict
from decimal import Decimal
from typing import Any

import payseal
import pytest
from conftest import OK, Sandbox, Server, checkout
from payseal import CallOptions, Cancel, CliveClient, SigningKey, _payseal, errors


def test_a_checkout(clive: CliveClient, sandbox: Sandbox) -> None:
    given = checkout(amount=Decimal("750.00"), meta={"order": 7, "2": "x", "1": None})
    made = clive.create_checkout_intent(**given)
    assert made.clive_tx_id is not None and made.clive_tx_id.startswith("CLV")
    assert made.client_secret and made.client_secret not in repr(made) and "[REDACTED]" in repr(made)
    assert made.to_dict()["clive_tx_id"] == made.clive_tx_id
    assert (made.answer.attempts, made.answer.replayed) == (1, False)
    assert made.answer.idempotency_key == f"checkout-{given['echezona_reference']}"
    again = clive.create_checkout_intent(**given)
    assert again.answer.replayed and again.clive_tx_id == made.clive_tx_id
    record = made.record()
    assert record.clive_tx_id == made.clive_tx_id and record.echezona_reference == given["echezona_reference"]
    sent = sandbox.requests()
    assert len(sent) == 2
    with pytest.raises(AttributeError, match="cannot be changed"):
        made.clive_tx_id = "x"  # type: ignore[misc]
    with pytest.raises(TypeError, match="pickled or copied"):
        pickle.dumps(made)


def test_every_operation_answers(clive: CliveClient) -> None:
    first = clive.initialize_transaction(**{k: v for k, v in checkout().items() if k != "email"})
    assert first.clive_tx_id
    attached = clive.attach_payment_intent(clive_tx_id=first.clive_tx_id, stripe_payment_intent_id="pi_1")
    assert attached.stripe_payment_intent_id == "pi_1"
    both = clive.initialize_and_attach_intent("pi_2", **{k: v for k, v in checkout().items() if k != "email"})
    assert both.attach.stripe_payment_intent_id == "pi_2"
    assert both.record().clive_tx_id == both.initialize.clive_tx_id
    listed = clive.list_transactions()
    assert listed.items and all(item.clive_tx_id for item in listed.items)
    clients = clive.list_merchant_clients()
    assert clients.items is not None
    looks = clive.get_branding_packet(client_id="AIRPEACE001")
    assert looks.client_id == "AIRPEACE001" and looks.branding is not None
    raw = clive.raw_request("GET", "/transactions", auth="api_key")
    assert raw.data["items"]
    assert clive.list_settlements().items is not None


def test_an_intent_is_written_down_first(clive: CliveClient, sandbox: Sandbox) -> None:
    intent = clive.intents.create_checkout_intent(**checkout(statement_descriptor_suffix="AIR"))
    assert intent.record()["statement_descriptor_suffix"] == "AIR"
    assert intent.idempotency_key == intent.record()["idempotency_key"]
    assert sandbox.requests() == []
    assert clive.send(intent).clive_tx_id == clive.send(intent).clive_tx_id


def test_the_class_list_is_the_cores() -> None:
    kinds, codes = _payseal.error_table()
    classes = {name for name in errors.__all__}
    assert classes == {name for _, name in kinds} | {"PaysealError", "TransportError"}
    assert {name for _, _, name in codes} <= classes
    for name in classes:
        assert issubclass(getattr(errors, name), errors.PaysealError)
        assert getattr(payseal, name) is getattr(errors, name)


def test_errors_have_their_attributes(clive: CliveClient, sandbox: Sandbox) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        clive.create_checkout_intent(**checkout(amount=-1, email=""))
    assert sorted(caught.value.details["fieldErrors"]) == ["amount", "email"]
    assert caught.value.outcome == "not_sent" and sandbox.requests() == []
    with pytest.raises(errors.NotFoundError) as refused:
        clive.attach_payment_intent(clive_tx_id="CLVTX_0", stripe_payment_intent_id="pi")
    error = refused.value
    assert (error.code, error.status, error.outcome, error.attempts) == ("TX_NOT_FOUND", 404, "refused", 1)
    assert error.operation == "attach_payment_intent" and error.idempotency_key == "attach-CLVTX_0"
    assert isinstance(error, errors.ApiError) and error.kind == "NotFoundError" and error.advice in str(error)
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is type(error) and copied.__dict__ == error.__dict__ and str(copied) == str(error)


def test_retries_use_one_key(sandbox: Sandbox) -> None:
    events: list[payseal.AttemptEvent] = []
    with CliveClient(**sandbox.options(on_attempt=events.append)) as clive:
        sandbox.fault(method="POST", action={"kind": "reset_after_commit"})
        made = clive.create_checkout_intent(**checkout())
        assert made.answer.attempts == 2 and made.answer.replayed
        sandbox.fault(method="POST", action={"kind": "status", "status": 503, "retry_after": "0"})
        assert clive.create_checkout_intent(**checkout()).answer.attempts == 2
    assert [event.type for event in events[:4]] == ["started", "ended", "started", "ended"]
    assert (events[1].outcome, events[1].status) == ("unknown", None) and events[1].retry_in_ms is not None
    assert (events[3].outcome, events[3].retry_in_ms) == ("ok", None)
    assert len({event.idempotency_key for event in events[:4]}) == 1
    with pytest.raises(errors.ConfigError, match="closed"):
        clive.list_transactions()


def test_options_of_a_call(sandbox: Sandbox, clive: CliveClient) -> None:
    sandbox.fault(method="POST", action={"kind": "status", "status": 503})
    with pytest.raises(errors.ServerError) as caught:
        clive.create_checkout_intent(**checkout(), options=CallOptions(max_retries=0))
    assert (caught.value.attempts, caught.value.outcome) == (1, "unknown")
    sandbox.fault(action={"kind": "no_answer"})
    begun = time.monotonic()
    with pytest.raises(errors.AttemptTimeoutError):
        clive.list_transactions(options=CallOptions(attempt_timeout_ms=50, max_retries=0))
    assert time.monotonic() - begun < 10
    for wrong in ({"max_retries": -1}, {"attempt_timeout_ms": 1.5}, {"max_retries": True}, {"cancel": 1}):
        with pytest.raises(errors.ConfigError) as refused:
            CallOptions(**wrong)  # type: ignore[arg-type]
        assert next(iter(wrong)) in str(refused.value)
    with pytest.raises(errors.ConfigError, match="options must be a CallOptions"):
        clive.list_transactions(options={"max_retries": 0})  # type: ignore[arg-type]


def test_cancel_from_another_thread(serve: Any) -> None:
    server = serve(Server.HANG)
    cancel = Cancel()
    threading.Timer(0.2, cancel.cancel).start()
    with pytest.raises(errors.CancelledCallError) as caught:
        CliveClient(**server.options()).create_checkout_intent(**checkout(), options=CallOptions(cancel=cancel))
    assert caught.value.outcome == "unknown" and cancel.is_cancelled


SECRETS = ("cp_live_SECRET1", "hmac_SECRET2", "jwt_SECRET3", "proxyuser_SECRET4")


def test_no_output_shows_a_secret() -> None:
    client = CliveClient(
        base_url="http://127.0.0.1:1",
        api_key=SECRETS[0],
        hmac_secret=SECRETS[1],
        bearer_token=SECRETS[2],
        proxy=f"http://u:{SECRETS[3]}@127.0.0.1:1",
        max_retries=0,
    )
    shown = [repr(client), str(client), repr(client._native), repr(SigningKey(SECRETS[1]))]
    shown += [repr(client.intents.create_checkout_intent(**checkout()))]
    with pytest.raises(errors.ConnectionFailedError) as caught:
        client.create_checkout_intent(**checkout())
    shown += [str(caught.value), repr(caught.value), repr(caught.value.__dict__)]
    # What is misplaced may be a secret: no refusal quotes it.
    for wrong in (
        {"api_key": SECRETS[0].encode()},
        {"api_key": SECRETS[0] + "\ud800"},
        {"hmac_secret": [SECRETS[1]]},
        {"api_key": f" {SECRETS[0]}"},
        {"base_url": f"ftp://u:{SECRETS[3]}@h"},
        {"proxy": f"socks5://u:{SECRETS[3]}@h:1"},
    ):
        with pytest.raises(errors.ConfigError) as refused:
            CliveClient(**{"base_url": "https://h", "api_key": "k", "hmac_secret": "s", **wrong})
        shown += [str(refused.value), repr(refused.value.__dict__)]
    for secret in SECRETS:
        assert not [text for text in shown if secret in text]


def test_clients_are_not_pickled_or_copied(clive: CliveClient) -> None:
    for what in (clive, payseal.AsyncCliveClient(base_url="https://h"), SigningKey("s")):
        for act in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="cannot be pickled or copied"):
                act(what)


def test_from_env(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    names = {"CLIVE_API_BASE_URL": sandbox.base_url, "CLIVE_API_KEY": "cp_test_partner_sandbox", "CLIVE_HMAC_SECRET": "test_hmac_secret"}
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert CliveClient.from_env(max_retries=0).create_checkout_intent(**checkout()).clive_tx_id
    for name, value in names.items():
        for wrong in (None, ""):
            monkeypatch.delenv(name) if wrong is None else monkeypatch.setenv(name, wrong)
            with pytest.raises(errors.ConfigError, match=name):
                CliveClient.from_env()
        monkeypatch.setenv(name, value)
    with pytest.raises(errors.ConfigError, match="frobnicate is no option"):
        CliveClient(base_url="https://h", frobnicate=1)  # type: ignore[call-arg]


def test_logging(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    clive = CliveClient(**sandbox.options())
    with caplog.at_level(logging.DEBUG, logger="payseal"):
        clive.create_checkout_intent(**checkout())
    said = [record.getMessage() for record in caplog.records if record.name == "payseal"]
    assert len(said) == 2 and "attempt 1 started" in said[0] and "HTTP 201" in said[1] and "outcome ok" in said[1]
    assert "hmac_secret" not in caplog.text and "cp_test_partner" not in caplog.text
    caplog.clear()
    clive.create_checkout_intent(**checkout())
    assert not [record for record in caplog.records if record.name == "payseal"]


def test_a_hook_that_raises_does_not_disturb(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda args: raised.append(args.exc_value))

    def hook(_: object) -> None:
        raise ValueError("of the hook")

    assert CliveClient(**sandbox.options(on_attempt=hook)).create_checkout_intent(**checkout()).clive_tx_id
    assert [str(error) for error in raised] == ["of the hook"] * 2
    with pytest.raises(errors.ConfigError, match="on_attempt must be callable"):
        CliveClient(**sandbox.options(on_attempt=7))


def test_a_panic_is_a_payseal_error() -> None:
    with pytest.raises(errors.PaysealError) as caught:
        _payseal.panics()
    assert (caught.value.code, caught.value.outcome) == ("INTERNAL_PANIC", "unknown")


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("1E+2"), "100"),
        (Decimal("75.50"), "75.5"),
        (Decimal("0.10"), "0.1"),
        (750, "750"),
        (0.1 + 0.2, "0.30000000000000004"),
        ("75.00", "75"),
        (Level.HIGH, "3"),
        (Decimal("-0"), None),
        (Decimal("NaN"), None),
        (Decimal("sNaN"), None),
        (Decimal("-Infinity"), None),
        (Decimal("1" * 40), None),
        (Decimal("0." + "1" * 40), None),
        (2**53 + 1, None),
        (10**400, None),
        (10**5000, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        ("1,000", None),
        ("7\ud800", None),
        (b"7", None),
        ([7], None),
        (7j, None),
        (object(), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_amounts(serve: Any, amount: Any, written: str | None) -> None:
    server = serve(OK)
    client = CliveClient(**server.options())
    if written is None:
        with pytest.raises(errors.ValidationError) as caught:
            client.create_checkout_intent(**checkout(amount=amount))
        assert list(caught.value.details["fieldErrors"]) == ["amount"] and not server.sent
    else:
        client.create_checkout_intent(**checkout(amount=amount))
        assert f'"amount":{written},'.encode() in server.sent[0][1]


class Pairs(dict[str, object]):
    def items(self) -> Any:
        return [("own", 1)]


def cyclic() -> Any:
    value: dict[str, Any] = {}
    value["a"] = [value]
    return value


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return {"a": value}


@pytest.mark.parametrize(
    ("meta", "written"),
    [
        ({"b": 1, "10": 2, "9": 3}, b'{"9":3,"10":2,"b":1}'),
        ({1: "x", "y": (1, 2.5, None, True)}, b'{"1":"x","y":[1,2.5,null,true]}'),
        (OrderedDict(z=1, a=2), b'{"z":1,"a":2}'),
        (UserDict(z=1), b'{"z":1}'),
        (Pairs(x=2), b'{"own":1}'),
        ({"s": "a\ud83d"}, b'{"s":"a\\ud83d"}'),
        ({"s": "\ud83d\ude00"}, '{"s":"\U0001f600"}'.encode()),
        ({"k\udc00": 1}, b'{"k\\udc00":1}'),
        ({"d": Decimal("1.50")}, b'{"d":1.5}'),
        ({"n": 2**53}, b'{"n":9007199254740992}'),
        ({"e": Level.HIGH}, b'{"e":3}'),
        ({"n": -0.0}, b'{"n":0}'),
        ({"n": 2**53 + 1}, "meta.n"),
        ({"n": 10**5000}, "meta.n"),
        ({"a": [1, {"n": float("nan")}]}, "meta.a[1].n"),
        ({"d": Decimal("NaN")}, "meta.d"),
        ({"o": object()}, "type object"),
        ({"o": {1, 2}}, "type set"),
        ({"o": b"x"}, "type bytes"),
        ({None: 1}, "NoneType"),
        ({True: 1}, "bool"),
        ({1: 1, "1": 2}, "same digits"),
        (cyclic(), "deeper than"),
        (deep(200), "deeper than"),
        (deep(100_000), "deeper than"),
    ],
    ids=range(25),
)
def test_meta(serve: Any, meta: Any, written: bytes | str) -> None:
    server = serve(OK)
    client = CliveClient(**server.options())
    if isinstance(written, bytes):
        client.create_checkout_intent(**checkout(meta=meta))
        assert server.sent[0][1].endswith(b',"meta":' + written + b"}")
    else:
        with pytest.raises(errors.ValidationError) as caught:
            client.create_checkout_intent(**checkout(meta=meta))
        assert list(caught.value.details["fieldErrors"]) == ["meta"] and written in str(caught.value)
        assert not server.sent
    # A tree that deep is taken apart level by level.
    del meta
    gc.collect()


def test_what_a_mapping_raises_is_the_callers(serve: Any) -> None:
    class Bad(UserDict[str, object]):
        def items(self) -> Any:
            raise LookupError("mine")

    server = serve(OK)
    with pytest.raises(LookupError, match="mine"):
        CliveClient(**server.options()).create_checkout_intent(**checkout(meta=Bad()))
    assert not server.sent


def test_answers_keep_everything(serve: Any) -> None:
    body = b'{"clive_tx_id":5,"status":null,"new":[1,12345678901234567890,1.5,"\\ud800"],"client_secret":"cs_1","token":"t"}'
    made = CliveClient(**serve((200, [], body)).options()).create_checkout_intent(**checkout())
    assert made.clive_tx_id is None and made.status is None and made.client_secret == "cs_1"
    assert made.extra == {"clive_tx_id": 5, "new": [1, 12345678901234567890, 1.5, "\ud800"], "token": "t"}
    assert made.to_dict()["new"][3] == "\ud800" and "'t'" not in repr(made) and "cs_1" not in repr(made)
    batch = b'{"items":[{"id":"b","partnerId":"P","totalNet":12.50,"transactionIds":["x"]}]}'
    listed = CliveClient(**serve((200, [], batch)).options()).list_settlements()
    assert listed.items is not None
    first = listed.items[0]
    assert (first.partner_id, first.total_net, first.transaction_ids) == ("P", Decimal("12.5"), ["x"])
    assert first == listed.items[0] and first != listed and pickle.loads(pickle.dumps(first)) == first


def test_64_threads(sandbox: Sandbox) -> None:
    clive = CliveClient(**sandbox.options())
    found: list[str | None] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                found.append(clive.create_checkout_intent(**checkout()).clive_tx_id)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and len(set(found)) == 320 and None not in found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_fork_after_use(serve: Any) -> None:
    server = serve(OK)
    client = CliveClient(**server.options())
    client.list_transactions()
    client.list_transactions()
    assert server.connections == 1
    child = os.fork()
    if child == 0:
        try:
            client.list_transactions()
            client.list_transactions()
            os._exit(0)
        except BaseException:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    # The child made a connection of its own, and the parent's still works.
    assert server.connections == 2
    client.list_transactions()
    assert server.connections == 2 and len(server.sent) == 5


def interrupted(server: Server, **options: Any) -> tuple[KeyboardInterrupt, float]:
    """Runs a call that Ctrl-C ends after half a second; the time from the signal to the exception."""
    sent_at: list[float] = []

    def send() -> None:
        time.sleep(0.5)
        sent_at.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    client = CliveClient(**{**server.options(), **options})
    thread = threading.Thread(target=send)
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            client.create_checkout_intent(**checkout())
        return caught.value, time.monotonic() - sent_at[0]
    finally:
        thread.join()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no os.kill with SIGINT for itself")
def test_ctrl_c_while_waiting_for_an_answer(serve: Any) -> None:
    server = serve(Server.HANG)
    alarms: list[int] = []
    previous = signal.signal(signal.SIGALRM, lambda *_: alarms.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        interrupt, took = interrupted(server)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    # Handlers that return do not end the call.
    assert alarms
    cause = interrupt.__cause__
    assert isinstance(cause, errors.CancelledCallError) and cause.outcome == "unknown"
    assert took < 0.2, f"{took} s"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no os.kill with SIGINT for itself")
def test_ctrl_c_between_attempts(serve: Any) -> None:
    interrupt, took = interrupted(serve((503, [("retry-after", "30")], b"")))
    assert isinstance(interrupt.__cause__, errors.CancelledCallError) and took < 0.2


def test_nothing_leaks(serve: Any) -> None:
    server = serve(OK)
    client = CliveClient(**server.options())
    meta = {"a": [1, "x", {"b": Decimal("1.5")}]}
    text = "a\ud800"
    watched = [meta, text, client, CallOptions, None]

    def round_trip() -> None:
        for _ in range(200):
            client.create_checkout_intent(**checkout(meta=meta, echezona_reference="R"))
            try:
                client.create_checkout_intent(**checkout(meta={"n": float("nan"), "t": text}, echezona_reference="R"))
            except errors.ValidationError:
                pass

    round_trip()
    gc.collect()
    before, blocks = [sys.getrefcount(value) for value in watched[:3]], sys.getallocatedblocks()
    server.sent.clear()
    round_trip()
    server.sent.clear()
    gc.collect()
    assert [sys.getrefcount(value) for value in watched[:3]] == before
    assert sys.getallocatedblocks() - blocks < 200


def test_a_cycle_of_client_and_hook_is_collected() -> None:
    import weakref

    class Owner:
        def __init__(self) -> None:
            self.client = CliveClient(base_url="https://h", on_attempt=self.seen)

        def seen(self, _: object) -> None: ...

    owner = Owner()
    gone = weakref.ref(owner)
    del owner
    gc.collect()
    assert gone() is None


def test_signing_key_refusals() -> None:
    key = SigningKey("test_hmac_secret")
    assert key.sign_hex("x" * 100_000) == key.sign_hex(b"x" * 100_000)
    for wrong in (None, 5, ["x"], "\ud800"):
        with pytest.raises(errors.ConfigError, match="body"):
            key.sign_hex(wrong)  # type: ignore[arg-type]
    with pytest.raises(errors.ConfigError):
        SigningKey("")
    assert key.verify_hex("x", "\ud800") is False


def test_help_shows_what_an_operation_takes() -> None:
    doc = CliveClient.create_checkout_intent.__doc__
    assert doc and "major units" in doc and "POST /transactions/checkout-intent" in doc
