"""What a user's type checker sees. Checked by mypy --strict and pyright, never run."""

from decimal import Decimal
from typing import Optional

import aiohttp
import httpx
import payseal
from payseal import (
    AsyncCliveClient,
    AsyncTybriteClient,
    CallOptions,
    CheckoutRecord,
    CliveClient,
    Intent,
    RateLimit,
    RawAnswer,
    TybriteClient,
    errors,
    verify_reference,
    webhooks,
)
from payseal.clive import InitializedAndAttached
from payseal.models.clive import AttachedPaymentIntent, CheckoutIntent, InitializedTransaction
from payseal.models.events import CliveEvent, TybriteEvent
from payseal.models.tybrite import IngestResult, Order, OrderCreated, PaymentInitialized, PaymentVerified, WebhookEvent
from payseal.params.tybrite import Address, NewOrderItem
from typing_extensions import assert_type


def blocking(clive: CliveClient) -> None:
    made = clive.create_checkout_intent(
        partner_id="P",
        client_id="C",
        amount=Decimal("750"),
        currency="USD",
        email="e",
        echezona_reference="R",
        meta={"a": [1, {"b": None}]},
        options=CallOptions(max_retries=0),
    )
    assert_type(made, CheckoutIntent)
    assert_type(made.clive_tx_id, Optional[str])
    assert_type(made.answer.attempts, int)
    assert_type(made.record(), CheckoutRecord)
    listed = clive.list_settlements()
    for batch in listed.items or []:
        assert_type(batch.total_net, Optional[Decimal])
    intent = clive.intents.initialize_transaction(
        partner_id="P", client_id="C", amount=1.5, currency="USD", echezona_reference="R"
    )
    assert_type(intent, Intent[InitializedTransaction])
    assert_type(clive.send(intent), InitializedTransaction)
    clive.create_checkout_intent(partner_id="P")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    CliveClient(api_keys="k")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


    both = clive.initialize_and_attach_intent(
        "pi_1", partner_id="P", client_id="C", amount="1", currency="USD", echezona_reference="R"
    )
    assert_type(both, InitializedAndAttached)
    assert_type(both.attach, AttachedPaymentIntent)
    assert_type(clive.raw_request("GET", "/x", auth="api_key", query={"a": "b"}), RawAnswer)
    clive.raw_request("GET", "/x", headers={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def grouped(tybrite: TybriteClient) -> None:
    payment = tybrite.payments.initialize(provider="mpesa", amount=Decimal("10"), phone="254712345678", metadata={"a": "b"})
    assert_type(payment, PaymentInitialized)
    assert_type(verify_reference(payment), Optional[str])
    assert_type(tybrite.payments.verify(provider="mpesa", reference="r"), PaymentVerified)
    line: NewOrderItem = {"product_id": "p", "quantity": 2, "unit_price": Decimal("4.5")}
    home: Address = {"street": "1 Main St", "country": "NG"}
    made = tybrite.orders.create(customer_email="a@b.c", items=[line, {"variant_id": "v"}], billing_address=home)
    assert_type(made, OrderCreated)
    assert_type(made.order, Optional[Order])
    assert_type(tybrite.orders.get("7c0e"), Order)
    assert_type(tybrite.orders.update("7c0e", order_status="shipped"), Order)
    for order in tybrite.orders.iter(limit=10):
        assert_type(order.total_amount, Optional[Decimal])
    assert_type(tybrite.ingest.products(b"sku", content_type="text/csv"), IngestResult)
    assert_type(tybrite.intents.orders.get("7c0e"), Intent[Order])
    assert_type(tybrite.send(tybrite.intents.orders.get("7c0e")), Order)
    assert_type(payment.answer.rate_limit, Optional[RateLimit])
    token = tybrite.external_auth("shopper", seconds=60)
    tybrite.payments.methods(options=CallOptions(identity=("x-external-auth", token)))
    tybrite.orders.create(customer_email="a", items=[{"sku": "x"}])  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]
    tybrite.orders.get()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def grouped_too(tybrite: AsyncTybriteClient) -> None:
    assert_type(await tybrite.orders.get("7c0e"), Order)
    assert_type(tybrite.external_auth("shopper"), str)
    assert_type(await tybrite.raw_request("GET", "/x"), RawAnswer)
    async for event in tybrite.webhook_events.iter(type="order.paid"):
        assert_type(event, WebhookEvent)
    assert_type(tybrite.intents.payments.verify(provider="p", reference="r"), Intent[PaymentVerified])


def deliveries(body: bytes, headers: dict[str, str]) -> None:
    clive = webhooks.WebhookVerifier("clive", secrets="s")
    assert_type(clive, webhooks.WebhookVerifier[CliveEvent])
    verified = clive.verify(body, headers)
    assert_type(verified, webhooks.Verified[CliveEvent])
    assert_type(verified.event.amount, Optional[Decimal])
    tybrite = webhooks.WebhookVerifier("tybrite", secrets=["new", b"old"], tolerance_s=60)
    assert_type(tybrite.verify(memoryview(body), list(headers.items())).event, TybriteEvent)
    assert_type(tybrite.verify_signature(body, headers).timestamp, Optional[int])
    assert_type(webhooks.parse_event("tybrite", body), TybriteEvent)
    claim = webhooks.MemoryDedupe().claim(verified.dedupe_key, lease_s=30)
    if claim.status == "in_progress":
        assert_type(claim.until_unix_s, Optional[int])
    made = webhooks.signed_delivery("clive", "s", type="transaction_refunded")
    assert_type(made.body, bytes)
    report = webhooks.explain(body, headers, secrets="s", subject="clive_webhook")
    for finding in report.findings:
        assert_type(finding.ids, list[str])
    clive.verify("{}", headers)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def failed(error: errors.PaysealError) -> None:
    assert_type(error.idempotency_key, Optional[str])
    if error.outcome == "unknown":
        print(error.retry_after_ms)


async def asynchronous(session: aiohttp.ClientSession, client: httpx.AsyncClient) -> None:
    async with AsyncCliveClient(base_url="https://h", http_client=session) as clive:
        attached = await clive.attach_payment_intent(clive_tx_id="x", stripe_payment_intent_id="p")
        assert_type(attached, AttachedPaymentIntent)
    AsyncCliveClient.from_env(http_client=client, max_retries=1)


def watch(event: payseal.AttemptEvent) -> None:
    print(event.operation, event.outcome)


with CliveClient(base_url="https://h", api_key="k", hmac_secret=b"s", on_attempt=watch) as client:
    blocking(client)
