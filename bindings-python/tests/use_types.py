"""What a user's type checker sees. Checked by mypy --strict and pyright, never run."""

from decimal import Decimal
from typing import Optional

import aiohttp
import httpx
import payseal
from payseal import AsyncCliveClient, CallOptions, CheckoutRecord, CliveClient, Intent, errors
from payseal.models.clive import AttachedPaymentIntent, CheckoutIntent, InitializedTransaction
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
