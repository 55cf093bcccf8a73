"""Tybrite's clients against the sandbox: blocking, on own threads, over aiohttp, over httpx. One behaviour, four ways."""

from __future__ import annotations

import base64
import hashlib
import hmac
import inspect
import re
import time
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

import payseal
import pytest
from conftest import HMAC_SECRET, OK, WAYS, Sandbox, Way, run_in
from payseal import AsyncTybriteClient, CallOptions, TybriteClient, errors, verify_reference
from payseal.models.tybrite import Order, PaymentInitialized

PAYMENTS: dict[str, dict[str, Any]] = {
    "stripe": {"amount": 100, "currency": "usd", "email": "a@example.com"},
    "paypal": {"amount": Decimal("49.99"), "currency": "USD"},
    "paystack": {"amount": 50000, "currency": "NGN", "email": "a@example.com"},
    "mpesa": {"amount": 1000, "phone": "254712345678"},
    "airtel": {"amount": "1200", "phone": "254733444555", "country": "KE"},
    "flutterwave": {"amount": 5.5, "currency": "USD"},
}
CSV = "sku,name,price,category\nA-1,Mug “Zoë”,9.5,Home & Kitchen\nA-2,Cup,4,Home & Kitchen\n"
ADDRESS = {"street": "1 Main St", "city": "Lagos", "state": "LA", "zip": "100001", "country": "NG"}


def order(**changes: Any) -> dict[str, Any]:
    return {
        "customer_email": "a@example.com",
        "customer_name": "Ada",
        "payment_method": "card",
        "billing_address": ADDRESS,
        "shipping_address": ADDRESS,
        "items": [
            {"product_id": "7d2d2f2e-0000-4000-8000-000000000001", "quantity": 2, "unit_price": Decimal("45.25"), "total_price": 90.5}
        ],
        "subtotal": 90.5,
        "tax_amount": 4.5,
        "shipping_amount": 10,
        "discount_amount": 5,
        "total_amount": 100,
        **changes,
    }


def run(way: str, options: dict[str, Any], body: Callable[[Way], Coroutine[Any, Any, None]]) -> None:
    run_in(way, TybriteClient, AsyncTybriteClient, options, body)


way = pytest.mark.parametrize("way", WAYS)


@way
def test_payments(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        payments = do.client.payments
        listed = await do(payments.methods(fields="provider,type"))
        assert listed.methods and set(listed.methods[0].to_dict()) == {"provider", "type"}
        for provider, given in PAYMENTS.items():
            started: PaymentInitialized = await do(payments.initialize(provider=provider, **given))
            answer = started.answer
            assert (answer.status, answer.replayed, answer.environment) == (201, False, "sandbox")
            assert re.fullmatch(r"payment-\d{13}-[0-9a-f]{32}", answer.idempotency_key or "")
            assert answer.rate_limit and answer.rate_limit.limit and answer.rate_limit.remaining is not None
            reference = verify_reference(started)
            assert reference
            sandbox.ask("POST", "/tybrite/pay", {"reference": reference, "status": "paid"})
            verified = await do(payments.verify(provider=provider, reference=reference))
            assert (verified.provider, verified.status) == (provider, "success")

    run(way, sandbox.tybrite_options(), body)


@way
def test_a_replay_is_told(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        given = {"provider": "paypal", **PAYMENTS["paypal"], "idempotency_key": "payment-1-a"}
        first = await do(do.client.payments.initialize(**given))
        again = await do(do.client.payments.initialize(**given))
        assert first.paypal_order_id == again.paypal_order_id
        assert (first.answer.replayed, again.answer.replayed, again.answer.status) == (False, True, 200)
        assert again.record().idempotency_key == "payment-1-a"
        error = await do.failure(lambda: do.client.payments.initialize(**{**given, "amount": 1}), errors.ConflictError)
        assert (error.status, error.code, error.outcome) == (409, "conflict", "refused")
        # The body's own field is sent when it is asked for, and is the key then.
        await do(do.client.payments.initialize(provider="mpesa", **PAYMENTS["mpesa"], idempotency_key_in_body="k-9"))
        sent = sandbox.requests()[-1]
        head = {name.lower(): value for name, value in sent["headers"]}
        assert head["idempotency-key"] == "k-9" and '"idempotency_key":"k-9"' in sent["body_utf8"]

    run(way, sandbox.tybrite_options(), body)


@way
def test_orders(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        orders = do.client.orders
        made = await do(orders.create(**order(), idempotency_key="order-1"))
        again = await do(orders.create(**order(), idempotency_key="order-1"))
        assert (made.answer.replayed, again.answer.replayed) == (False, True)
        assert isinstance(made.order, Order) and again.order.id == made.order.id and made.order.total_amount == 100
        id = made.order.id
        changed = await do(orders.update(id, order_status="shipped", tracking_number="TRK/1 é"))
        assert (changed.id, changed.order_status, changed.tracking_number) == (id, "shipped", "TRK/1 é")
        assert re.fullmatch(rf"update-order_status-{id}-\d+", changed.answer.idempotency_key)
        assert set((await do(orders.get(id, fields="id,total_amount"))).to_dict()) == {"id", "total_amount"}
        for number in range(2, 6):
            fresh = await do(orders.create(**order(notes=str(number))))
            assert re.fullmatch(r"order-\d{8}-[0-9a-f]{32}", fresh.answer.idempotency_key)
        page = await do(orders.list(limit=2))
        assert len(page.orders) == 2 and page.pagination.has_more is True
        assert len({item.id for item in await do.all(orders.iter(limit=2))}) == 5
        error = await do.failure(lambda: orders.update(id), errors.ValidationError)
        assert (error.outcome, list(error.details["fieldErrors"])) == ("not_sent", ["body"])
        for bad in ("", ".", ".."):
            assert "id" in (await do.failure(lambda: orders.get(bad), errors.ValidationError)).details["fieldErrors"]

    run(way, sandbox.tybrite_options(), body)


@way
def test_ingest(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        ingest = do.client.ingest
        for document in (CSV, CSV.encode(), bytearray(CSV.encode()), memoryview(CSV.encode())):
            done = await do(ingest.products(document, content_type="text/csv", dry_run=True))
            assert (done.status, done.summary.rows_total, done.answer.status) == ("success", 2, 200)
        sent = [each for each in sandbox.requests() if each["target"].startswith("/v1/ingest/products")]
        assert [each["body_utf8"] for each in sent] == [CSV] * 4
        bad = await do(ingest.products("sku,name,price,category\nA-1,Mug,0,Toys\n", content_type="text/csv"))
        assert (bad.status, bad.answer.status, len(bad.errors)) == ("failed", 422, 1)
        many = "sku,name,price,category\n" + "A,B,1,Toys\n" * 13
        for wrong in (many, {"products": []}, "\ud800", None):
            error = await do.failure(lambda: ingest.products(wrong, content_type="text/csv"), errors.ValidationError)
            assert list(error.details["fieldErrors"]) == ["body"]

    run(way, sandbox.tybrite_options(), body)


@way
def test_webhooks_events_and_tools(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        endpoints, events, tools = do.client.webhook_endpoints, do.client.webhook_events, do.client.sandbox
        made = (await do(endpoints.create(url="https://example.com/hooks", events=["*"]))).webhook_endpoint
        assert re.fullmatch("[0-9a-f]{64}", made.signing_secret) and made.signing_secret not in repr(made)
        assert (await do(endpoints.get(made.id))).webhook_endpoint.signing_secret is None
        # aiohttp itself may repeat a DELETE, so without a key it is refused there.
        assert (await do(endpoints.update(made.id, enabled=False))).webhook_endpoint.enabled is False
        await do(endpoints.update(made.id, enabled=True))
        assert (await do(endpoints.test(made.id, event_type="order.paid"))).event_type == "order.paid"
        await do(do.client.orders.create(**order()))
        event = (await do(events.list(type="order.created"))).webhook_events[0]
        assert (await do(events.get(event.id))).webhook_event.id == event.id
        assert (await do(events.retry(event.id))).event_id == event.id
        assert [each.id for each in await do.all(endpoints.iter())] == [made.id]
        assert event.id in [each.id for each in await do.all(events.iter(limit=1))]
        assert (await do(tools.replay_webhook(type="order.created"))).replayed_event_id == event.id
        assert (await do(tools.advance_time(advance_days=2))).advanced_days == 2
        if way == "aiohttp":
            assert "DELETE twice" in str(await do.failure(lambda: endpoints.delete(made.id), errors.ConfigError))
        else:
            assert (await do(endpoints.delete(made.id))).success is True
            assert (await do(tools.clear_data())).answer.status == 204
        cleared = await do(tools.reset())
        assert (cleared.to_dict(), cleared.answer.status) == ({}, 204)
        listed = await do(do.client.raw_request("GET", "/v1/payments/methods", auth="api_key", query={"fields": "provider"}))
        assert listed.data["methods"]

    run(way, sandbox.tybrite_options(), body)


@way
def test_each_attempt_is_signed_anew(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        sandbox.fault(path_suffix="/v1/payments/initialize", action={"kind": "status", "status": 503})
        paid = await do(do.client.payments.initialize(provider="mpesa", **PAYMENTS["mpesa"]))
        assert paid.answer.attempts == 2
        sent = [each for each in sandbox.requests() if each["target"] == "/v1/payments/initialize"]
        assert len(sent) == 2 and sent[0]["body_utf8"] == sent[1]["body_utf8"]
        heads = [{name.lower(): value for name, value in each["headers"]} for each in sent]
        assert heads[0]["idempotency-key"] == heads[1]["idempotency-key"]
        for head, each in zip(heads, sent, strict=True):
            signed = f"{head['x-timestamp']}.{each['body_utf8']}".encode()
            made = hmac.new(HMAC_SECRET.encode(), signed, hashlib.sha256).digest()
            assert head["x-signature"] == base64.b64encode(made).decode()

    run(way, sandbox.tybrite_options(), body)


@way
def test_what_may_capture_is_sent_once(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        for provider, attempts in (("paypal", 1), ("mpesa", 3)):
            sandbox.reset()
            sandbox.fault(path_suffix="/v1/payments/verify", times=None, action={"kind": "status", "status": 503})
            verify = lambda: do.client.payments.verify(provider=provider, reference="r")  # noqa: B023, E731
            error = await do.failure(verify, errors.ServerError)
            assert (error.outcome, error.attempts, error.retryable) == ("unknown", attempts, provider == "mpesa")
            assert len(sandbox.requests()) == attempts

    run(way, sandbox.tybrite_options(), body)


@way
def test_errors(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        start = lambda: do.client.payments.initialize(provider="unconfigured", amount=1, currency="USD")  # noqa: E731
        missing = await do.failure(start, errors.ValidationError)
        assert (missing.code, missing.environment) == ("provider_not_configured", "sandbox")
        sandbox.ask("POST", "/tybrite/switches", {"quota_left": 0})
        quota = await do.failure(lambda: do.client.orders.list(), errors.RateLimitError)
        assert (quota.code, quota.attempts) == ("quota_exceeded", 1)
        # A page that fails ends the list with its error.
        with pytest.raises(errors.RateLimitError):
            await do.all(do.client.orders.iter())
        sandbox.ask("POST", "/tybrite/switches", {"quota_left": None, "rate_limited_next": 1, "rate_limited_for_s": 3600})
        limited = await do.failure(lambda: do.client.orders.list(), errors.RateLimitError)
        assert limited.rate_limit is not None and limited.rate_limit.reset_unix_s and limited.rate_limit.reset_unix_s > time.time()

    run(way, sandbox.tybrite_options(), body)


@way
def test_a_list_that_cannot_be_read_is_no_empty_list(way: str, serve: Any) -> None:
    odd = serve((200, [], b'{"orders":[{"id":"1"},7],"pagination":{"has_more":false}}'))
    same = serve((200, [], b'{"orders":[{"id":"1"}],"pagination":{"has_more":true,"next_cursor":"c"}}'))

    async def unreadable(do: Way) -> None:
        with pytest.raises(errors.ResponseUnreadableError, match="orders"):
            await do.all(do.client.orders.iter())

    async def endless(do: Way) -> None:
        with pytest.raises(errors.ResponseUnreadableError, match="cursor"):
            await do.all(do.client.orders.iter(cursor="c"))

    key = "tybrite_sk_test_1"
    run(way, odd.options(api_key=key), unreadable)
    run(way, same.options(api_key=key), endless)
    assert len(same.sent) == 1


@way
def test_the_shopper_is_named_in_a_header(way: str, serve: Any) -> None:
    server = serve(OK)

    async def body(do: Way) -> None:
        token = do.client.external_auth("auth0|1", seconds=60)
        options = CallOptions(identity=("x-external-auth", token))
        assert options.identity_header == "x-external-auth" and token not in repr(options)
        await do(do.client.payments.methods(options=options))
        assert b"x-external-auth: " + token.encode() in server.sent[-1][0]
        for wrong in (("x-else", "v"), ("x-idp-token", "a\nb")):
            name = CallOptions(identity=wrong)
            await do.failure(lambda: do.client.payments.methods(options=name), errors.ValidationError)  # noqa: B023
        assert len(server.sent) == 1
        for call in (lambda: do.client.external_auth(""), lambda: do.client.external_auth("a", seconds=301)):
            with pytest.raises(errors.ValidationError):
                call()

    run(way, server.options(api_key="tybrite_sk_test_1"), body)
    with pytest.raises(errors.ConfigError, match="identity"):
        CallOptions(identity="x-external-auth")  # type: ignore[arg-type]


def test_the_token_of_external_auth(sandbox: Sandbox) -> None:
    before = int(time.time())
    claim, _, signature = TybriteClient(**sandbox.tybrite_options()).external_auth("Zoë").partition(".")
    text = base64.urlsafe_b64decode(claim + "==")
    made = hmac.new(HMAC_SECRET.encode(), text, hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(made).decode().rstrip("=") == signature
    found = re.fullmatch(r'\{"external_id":"Zoë","iat":(\d+),"exp":(\d+)\}', text.decode())
    assert found and before <= int(found[1]) <= time.time() and int(found[2]) == int(found[1]) + 240
    unsigned = TybriteClient(base_url=sandbox.tybrite_url, api_key="tybrite_sk_test_1")
    with pytest.raises(errors.ConfigError, match="hmac_secret"):
        unsigned.external_auth("a")


def test_intents_have_their_drawn_key(sandbox: Sandbox) -> None:
    tybrite = TybriteClient(**sandbox.tybrite_options())
    intent = tybrite.intents.payments.initialize(provider="mpesa", **PAYMENTS["mpesa"])
    assert intent.record() == {"idempotency_key": intent.idempotency_key} and intent.idempotency_key is not None
    first, again = tybrite.send(intent), tybrite.send(intent)
    assert first.checkout_request_id == again.checkout_request_id and again.answer.replayed
    others = {tybrite.intents.payments.initialize(provider="mpesa", **PAYMENTS["mpesa"]).idempotency_key for _ in range(50)}
    assert len(others) == 50
    document = tybrite.intents.ingest.products(CSV, content_type="text/csv", dry_run=True)
    assert tybrite.send(document).status == "success"


def test_from_env(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for client, prefix in ((TybriteClient, "TYBRITE"), (payseal.CliveClient, "CLIVE")):
        for name, value in sandbox.environment().items():
            monkeypatch.setenv(name, value)
        assert client.from_env().base_url == sandbox.environment()[f"{prefix}_API_BASE_URL"]
        doc = inspect.getdoc(client.from_env) or ""
        for variable in ("API_BASE_URL", "API_KEY", "HMAC_SECRET"):
            assert f"`{prefix}_{variable}`" in doc
            monkeypatch.setenv(f"{prefix}_{variable}", "")
            with pytest.raises(errors.ConfigError, match=f"{prefix}_{variable} is empty"):
                client.from_env()
            monkeypatch.setenv(f"{prefix}_{variable}", sandbox.environment()[f"{prefix}_{variable}"])
            monkeypatch.delenv(f"{prefix}_{variable}")
            with pytest.raises(errors.ConfigError, match=f"{prefix}_{variable} is not set"):
                client.from_env()
            # What is given goes before, so that one variable need not be there.
            given = {"API_BASE_URL": "base_url", "API_KEY": "api_key", "HMAC_SECRET": "hmac_secret"}[variable]
            client.from_env(**{given: sandbox.environment()[f"{prefix}_{variable}"]})
            monkeypatch.setenv(f"{prefix}_{variable}", sandbox.environment()[f"{prefix}_{variable}"])


def test_a_publishable_key_is_refused_before_anything_is_sent(serve: Any) -> None:
    server = serve(OK)
    with TybriteClient(**server.options(api_key="tybrite_pk_test_1")) as tybrite:
        with pytest.raises(errors.PaysealError) as caught:
            tybrite.orders.list()
        assert caught.value.outcome == "not_sent" and not server.sent
        tybrite.payments.methods()
    assert len(server.sent) == 1
