"""Webhooks and explain: the shared vectors row by row, what frameworks call bodies and headers, and what is never shown."""

from __future__ import annotations

import copy
import gc
import hashlib
import hmac
import json
import pickle
import threading
import time
import traceback
from email.message import Message
from typing import Any

import payseal
import pytest
from conftest import rows
from hypothesis import given, settings
from hypothesis import strategies as st
from payseal import errors, webhooks
from payseal.models import events
from payseal.models.events import CliveEvent, TybriteEvent
from payseal.webhooks import MemoryDedupe, WebhookVerifier, signed_delivery

Json = dict[str, Any]
Pairs = list[tuple[str, Any]]


def test_known_names_are_constants() -> None:
    assert events.TYBRITE_ORDER_PAID == "order.paid"
    assert events.CLIVE_TRANSACTION_REFUNDED == "transaction_refunded"
    made = signed_delivery("clive", "s", type=events.CLIVE_TRANSACTION_REFUNDED)
    assert webhooks.parse_event("clive", made.body).status == events.CLIVE_STATUS_REFUNDED


def octets(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return bytes.fromhex(value["hex"]) if "hex" in value else (value["repeat"] * value["times"]).encode()


def forms(headers: Pairs) -> dict[str, Any]:
    """Every form in which a framework could hand these headers on."""
    raw = [(name, value.encode() if isinstance(value, str) else octets(value)) for name, value in headers]
    text = [(name, value.decode("latin-1")) for name, value in raw]
    message = Message()
    for name, value in text:
        message[name] = value
    several: dict[str, Any] = {}
    for name, value in text:
        several[name] = [*several[name], value] if name in several else [value]
    made: dict[str, Any] = {
        "pairs": text,
        "ASGI": [(name.lower().encode(), value) for name, value in raw],
        "a generator": (pair for pair in text),
        "http.server": message,
        "lists": several,
    }
    if len({name.lower() for name, _ in text}) == len(text):
        made["a dict"] = dict(text)
        environ = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in text}
        made["WSGI"] = {"REQUEST_METHOD": "POST", "wsgi.input": object(), "CONTENT_LENGTH": "3", **environ}
    return made


def shown(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + str(error) + repr(vars(error))


def verify(row: Json, expect: Json) -> None:
    tolerance = {} if "tolerance_s" not in row else {"tolerance_s": row["tolerance_s"]}
    verifier = WebhookVerifier(row["partner"], secrets=row["secrets"], **tolerance)
    body, now = octets(row["body"]), row["now"]
    for form, headers in forms([tuple(pair) for pair in row["headers"]]).items():
        if "code" not in expect:
            if form == "a generator":
                headers = list(headers)
            verified = verifier.verify(body, headers, now_unix_s=now)
            event = verified.event
            kind = event.event if isinstance(event, CliveEvent) else event.type
            facts = {
                "secret_index": verified.secret_index,
                "timestamp": verified.timestamp,
                "type": kind,
                "dedupe_key": verified.dedupe_key,
            }
            assert facts == expect, form
            assert event.to_dict() == json.loads(body) and type(event) in (CliveEvent, TybriteEvent)
            signed = verifier.verify_signature(body, headers, now_unix_s=now)
            assert (signed.secret_index, signed.timestamp) == (verified.secret_index, verified.timestamp)
            assert webhooks.dedupe_key(row["partner"], body) == verified.dedupe_key
            assert webhooks.parse_event(row["partner"], body) == event
            for same in (bytearray(body), memoryview(body)):
                assert verifier.verify(same, headers, now_unix_s=now).event == event
            continue
        with pytest.raises(errors.WebhookVerificationError) as caught:
            verifier.verify(body, headers, now_unix_s=now)
        error = caught.value
        assert error.code == expect["code"], form
        assert error.advice and error.details.get("fault") == expect.get("fault")
        assert error.skew_s == expect.get("skew_s")
        if form == "a generator":
            continue
        # The signature of a body that cannot be read is right.
        if error.code == "WEBHOOK_BODY_NOT_JSON":
            verifier.verify_signature(body, headers, now_unix_s=now)
        else:
            with pytest.raises(errors.WebhookVerificationError) as alone:
                verifier.verify_signature(body, headers, now_unix_s=now)
            assert alone.value.code == error.code
        text = shown(error) + repr(verifier)
        for secret in row["secrets"]:
            assert len(secret) < 8 or secret not in text
            assert hmac.new(secret.encode(), body, hashlib.sha256).hexdigest() not in text


def build(row: Json, expect: Json) -> None:
    tolerance = {} if "tolerance_s" not in row else {"tolerance_s": row["tolerance_s"]}
    if expect["code"] is None:
        assert WebhookVerifier(row["partner"], secrets=row["secrets"], **tolerance).partner == row["partner"]
    else:
        with pytest.raises(errors.ConfigError) as caught:
            WebhookVerifier(row["partner"], secrets=row["secrets"], **tolerance)
        assert caught.value.code == expect["code"]


def key(row: Json, expect: Json) -> None:
    assert webhooks.dedupe_key(row["partner"], octets(row["body"])) == expect["dedupe_key"]


def sign(row: Json, expect: Json) -> None:
    body = octets(row["body"])
    made = signed_delivery(row["partner"], row["secret"], body=body, timestamp=row["unix_s"])
    assert made.headers[f"x-{row['partner']}-signature"] == expect["signature"] and made.body == body


def dedupe(row: Json, _: Json) -> None:
    store, tickets = MemoryDedupe(row["capacity"]), {}
    for what, name, now, expected in row["steps"]:
        if what == "claim":
            try:
                claim = store.claim(name, now_unix_s=now)
            except errors.PaysealError as error:
                assert error.code == "DEDUPE_STORE_FULL" and expected == "full"
                continue
            assert claim.status == expected
            if claim.ticket is not None:
                tickets[name] = claim.ticket
            if claim.until_unix_s is not None:
                assert now < claim.until_unix_s <= now + 60
        elif what == "complete":
            store.complete(name, tickets[name], now_unix_s=now)
        else:
            store.release(name, tickets[name])


RUNNERS = {"verify": verify, "build": build, "key": key, "sign": sign, "dedupe": dedupe}


def test_webhook_vectors() -> None:
    counts = dict.fromkeys(RUNNERS, 0)
    for row in rows("webhook"):
        try:
            RUNNERS[row["input"]["op"]](row["input"], row["expect"])
        except BaseException as error:
            print(f"webhook.json, {row['id']}: {row['why']}")
            raise error
        counts[row["input"]["op"]] += 1
    assert counts["verify"] > 160 and counts["dedupe"] >= 8 and min(counts.values()) > 3, counts


def test_explain_vectors() -> None:
    ran = 0
    for row in rows("explain"):
        asked, expect = row["input"], row["expect"]
        others = {"old_secret": "old_secrets", "other_environment_secret": "other_environment_secrets", "api_key": "api_key"}
        known = {ours: asked[name] for name, ours in others.items() if asked.get(name)}
        known = {**known, "secrets": asked["secrets"], "now_unix_s": asked.get("now"), "check_time": "now" in asked}
        body, headers = octets(asked["body"]), [(name, value) for name, value in asked["headers"]]
        report = webhooks.explain(body, headers, subject=asked["subject"], **known)
        assert report.verdict == expect["verdict"], f"{row['id']}: {report}"
        if "ids" in expect:
            assert any(sorted(found.ids) == sorted(expect["ids"]) for found in report.findings[:3]), f"{row['id']}: {report}"
            assert all(found.cause and found.fix for found in report.findings)
        else:
            assert report.findings == []
        text = str(report) + repr(report) + json.dumps(report.to_dict()) + repr(report.findings) + repr(report.not_tried)
        for secret in asked["secrets"]:
            assert len(secret) <= 8 or secret.strip() not in text
        # Without a subject the header says it.
        if expect["verdict"] != "no_signature":
            assert webhooks.explain(body, headers, **known).to_dict() == report.to_dict()
        ran += 1
    assert ran > 110
    with pytest.raises(errors.ConfigError, match="subject"):
        webhooks.explain(b"{}", {}, secrets="s")


CLIVE = WebhookVerifier("clive", secrets="whsec_0123456789")


def framework(module: str, name: str) -> Any:
    """An object whose class says that it comes from a framework, or derives from one that does."""
    return type("Shops" + name, (type(name, (), {"__module__": module}),), {})()


async def unread() -> bytes:
    return b"{}"


def test_a_body_that_is_not_raw_bytes_any_more() -> None:
    coroutine = unread()
    everyone = ("FastAPI", "Flask", "Django", "WSGI")
    for body, said, names in [
        ({"clive_tx_id": "CLVTX_1"}, "a dict", everyone),
        ('{"a":1}', "decoded already (a str)", everyone),
        (None, "None", everyone),
        (["a"], "a list", everyone),
        (coroutine, "a coroutine that nobody has awaited", everyone),
        ("".join, "a method that nobody has called", everyone),
        (framework("starlette.requests", "Request"), "a ShopsRequest", ("FastAPI",)),
        (framework("flask.wrappers", "Request"), "a ShopsRequest", ("Flask",)),
        (framework("werkzeug.wrappers.request", "Request"), "a ShopsRequest", ("Flask",)),
        (framework("django.core.handlers.wsgi", "WSGIRequest"), "a ShopsWSGIRequest", ("Django",)),
        (framework("rest_framework.request", "Request"), "a ShopsRequest", ("Django",)),
        ({"wsgi.input": object(), "REQUEST_METHOD": "POST"}, "the environ of a WSGI request", ("WSGI",)),
    ]:
        for call in (
            lambda: CLIVE.verify(body, {}),  # type: ignore[arg-type]  # noqa: B023
            lambda: CLIVE.verify_signature(body, {}),  # type: ignore[arg-type]  # noqa: B023
            lambda: webhooks.dedupe_key("clive", body),  # type: ignore[arg-type]  # noqa: B023
            lambda: webhooks.explain(body, {"x-clive-hmac": "a"}, secrets="s"),  # type: ignore[arg-type]  # noqa: B023
        ):
            with pytest.raises(errors.WebhookVerificationError, match="raw bytes") as caught:
                call()
            assert caught.value.code == "WEBHOOK_BODY_WRONG_TYPE" and said in str(caught.value)
            for name in everyone:
                assert (f"{name}: " in caught.value.advice) is (name in names), (said, caught.value.advice)
    coroutine.close()
    for name, fix in [
        ("flask", "request.get_data()"),
        ("django", "request.body"),
        ("starlette", "await request.body()"),
        ("wsgiref", 'environ["wsgi.input"].read('),
    ]:
        with pytest.raises(errors.WebhookVerificationError) as caught:
            CLIVE.verify(framework(name, "Request"), {})
        assert fix in caught.value.advice


def test_headers_that_are_none() -> None:
    for headers in (None, 7, "x-clive-signature: a", b"a", [("a",)], [1], object()):
        with pytest.raises(errors.ConfigError, match="headers"):
            CLIVE.verify(b"{}", headers)  # type: ignore[arg-type]
    with pytest.raises(errors.ConfigError, match="X-Clive-Signature must be text or bytes, not int"):
        CLIVE.verify(b"{}", {"X-Clive-Signature": 7})
    for none in ({"x-clive-signature": None}, {}, {"x-other": object()}):
        with pytest.raises(errors.WebhookVerificationError) as caught:
            CLIVE.verify(b"{}", none)
        assert caught.value.code == "WEBHOOK_HEADER_MISSING"


def test_test_deliveries_and_what_a_changed_byte_does() -> None:
    for partner, kind in (("clive", "transaction_refunded"), ("tybrite", "payment.succeeded")):
        verifier = WebhookVerifier(partner, secrets=["new", b"old"])
        made = signed_delivery(partner, b"old", type=kind)  # type: ignore[arg-type]
        verified = verifier.verify(made.body, made.headers)
        assert (verified.event.extra, verified.secret_index) == ({}, 1)
        assert kind in repr(verified.event)
        for bit in range(0, len(made.body) * 8, 37):
            changed = bytearray(made.body)
            changed[bit // 8] ^= 1 << (bit % 8)
            with pytest.raises(errors.WebhookVerificationError) as caught:
                verifier.verify(changed, made.headers)
            assert caught.value.code == "WEBHOOK_SIGNATURE_MISMATCH"
    assert webhooks.WebhookVerifier("clive", secrets="s").verify(*delivered("clive")).event.status == "succeeded"
    assert webhooks.WebhookVerifier("tybrite", secrets="s").verify(*delivered("tybrite")).event.type == "order.paid"
    for wrong in (
        lambda: signed_delivery("clive", ""),
        lambda: signed_delivery("other", "s"),  # type: ignore[arg-type]
        lambda: WebhookVerifier("other", secrets="s"),
        lambda: WebhookVerifier("clive", secrets=[]),
        lambda: WebhookVerifier("clive", secrets=7),  # type: ignore[call-overload]
        lambda: WebhookVerifier("clive", secrets=["a", 7]),  # type: ignore[list-item]
        lambda: WebhookVerifier("tybrite", secrets="s", tolerance_s=True),
        lambda: MemoryDedupe(0),
        lambda: MemoryDedupe().claim("k", lease_s=-1),
    ):
        with pytest.raises(errors.ConfigError):
            wrong()
    with pytest.raises(errors.PaysealError) as lease:
        MemoryDedupe().claim("k", lease_s=0)
    assert lease.value.code == "DEDUPE_LEASE_INVALID"


def delivered(partner: Any) -> tuple[bytes, dict[str, str]]:
    made = signed_delivery(partner, "s")
    return made.body, made.headers


def test_the_clock_is_the_systems() -> None:
    verifier = WebhookVerifier("tybrite", secrets="s", tolerance_s=60)
    for age, code in ((0, None), (-50, None), (120, "WEBHOOK_TOO_OLD"), (-120, "WEBHOOK_IN_FUTURE")):
        made = signed_delivery("tybrite", "s", timestamp=int(time.time()) - age)
        if code is None:
            verifier.verify(made.body, made.headers)
        else:
            with pytest.raises(errors.WebhookVerificationError) as caught:
                verifier.verify(made.body, made.headers)
            assert caught.value.code == code and 118 <= (caught.value.skew_s or 0) <= 122


def test_nothing_is_copied_or_shown() -> None:
    secret = "whsec_0123456789"
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="secrets"):
            copied(CLIVE)
    assert secret not in repr(CLIVE) + str(CLIVE)
    made = signed_delivery("clive", secret)
    event = CLIVE.verify(made.body, made.headers).event
    assert pickle.loads(pickle.dumps(event)) == event
    with pytest.raises(AttributeError, match="cannot be changed"):
        event.status = "succeeded"  # type: ignore[misc]


def test_a_verifier_and_a_store_are_shared_between_threads() -> None:
    store, made, won = MemoryDedupe(), signed_delivery("clive", "whsec_0123456789"), []

    def deliver() -> None:
        for _ in range(200):
            verified = CLIVE.verify(made.body, made.headers)
            claim = store.claim(verified.dedupe_key)
            if claim.ticket is not None:
                won.append(claim.ticket)

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1 and len(store) == 1 and payseal.errors


anything = st.text(st.characters(), max_size=40) | st.binary(max_size=40)


@settings(max_examples=400, deadline=None)
@given(
    st.binary(max_size=60),
    st.lists(st.tuples(anything | st.sampled_from(["x-clive-signature", b"X-Tybrite-Signature"]), anything), max_size=4),
)
def test_whatever_comes_is_refused(body: bytes, headers: Pairs) -> None:
    for partner in ("clive", "tybrite"):
        with pytest.raises(errors.WebhookVerificationError):
            WebhookVerifier(partner, secrets="s").verify(body, headers)


def test_events_do_not_leak() -> None:
    made = signed_delivery("tybrite", "s")
    verifier = WebhookVerifier("tybrite", secrets="s")

    def count() -> int:
        gc.collect()
        return len(gc.get_objects())

    for _ in range(50):
        verifier.verify(made.body, made.headers)
    before = count()
    for _ in range(500):
        verifier.verify(made.body, made.headers)
    assert count() - before < 50
