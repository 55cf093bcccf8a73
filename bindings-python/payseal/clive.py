"""Clive: the clients, and the record to persist. The models of its answers are in `payseal.models.clive`.

    from decimal import Decimal
    from payseal import CliveClient

    with CliveClient.from_env() as clive:
        checkout = clive.create_checkout_intent(
            partner_id="ECHEZONA001",
            client_id="AIRPEACE001",
            amount=Decimal("750.00"),
            currency="USD",
            email="buyer@example.com",
            echezona_reference="EZ12345",
        )
        print(checkout.clive_tx_id, checkout.answer.attempts)
"""

from __future__ import annotations

from payseal import _payseal
from payseal import errors as _errors
from payseal._async import AsynchronousClient
from payseal._client import BlockingClient
from payseal._model import CheckoutRecord, RawAnswer
from payseal._operations.clive import AsyncCliveOperations, CliveOperations, IntentCliveOperations
from payseal.models.clive import AttachedPaymentIntent, InitializedTransaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from payseal._payseal import CallOptions, Intent
    from payseal._types import AmountLike

__all__ = [
    "AsyncCliveClient",
    "CheckoutRecord",
    "CliveClient",
    "InitializedAndAttached",
    "RawAnswer",
]


class InitializedAndAttached:
    """Both answers of `initialize_and_attach_intent`."""

    __slots__ = ("attach", "initialize")
    initialize: InitializedTransaction
    """The transaction."""
    attach: AttachedPaymentIntent
    """The attached PaymentIntent."""

    def __init__(self, initialize: _payseal.Answer, attach: _payseal.Answer) -> None:
        self.initialize = InitializedTransaction(initialize)
        self.attach = AttachedPaymentIntent(attach)

    def record(self) -> CheckoutRecord:
        """What to write down about the checkout."""
        return self.initialize.record().merged_with(self.attach.record())

    def __repr__(self) -> str:
        return f"InitializedAndAttached(initialize={self.initialize!r}, attach={self.attach!r})"


class CliveClient(BlockingClient, CliveOperations):
    """A blocking client of Clive. The options are keyword arguments: `base_url`, `api_key`, `hmac_secret`, `bearer_token`,
    `connect_timeout_ms`, `attempt_timeout_ms`, `total_timeout_ms`, `max_retries`, `local_validation`,
    `allow_insecure_http`, `extra_ca_pem`, `proxy`, `max_connections`, `on_attempt`."""

    __slots__ = ()
    _PARTNER = "clive"

    @property
    def intents(self) -> IntentCliveOperations:
        """The operations as intents: checked, with their key fixed, not sent."""
        return IntentCliveOperations(self._intent)

    def initialize_and_attach_intent(
        self,
        stripe_payment_intent_id: str,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        echezona_reference: str,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        attach_idempotency_key: str | None = None,
        options: CallOptions | None = None,
        attach_options: CallOptions | None = None,
    ) -> InitializedAndAttached:
        """The two-step checkout: initializes the transaction, then attaches your PaymentIntent to it. When only the second
        step failed, the error's `completed` is the answer of the first; calling again with the same arguments replays
        the first step and repeats the second."""
        intent = self.intents.initialize_transaction(
            partner_id=partner_id,
            client_id=client_id,
            amount=amount,
            currency=currency,
            echezona_reference=echezona_reference,
            meta=meta,
            idempotency_key=idempotency_key,
        )
        return InitializedAndAttached(
            *self._native.initialize_and_attach(
                intent, stripe_payment_intent_id, attach_idempotency_key, options, attach_options
            )
        )


class AsyncCliveClient(AsynchronousClient, AsyncCliveOperations):
    """An asynchronous client of Clive, with the options of `CliveClient`. Without `http_client` it needs no other package
    and runs up to `max_connections` calls at once; with an `aiohttp.ClientSession` or an `httpx.AsyncClient` the bytes go
    through that."""

    __slots__ = ()
    _PARTNER = "clive"

    @property
    def intents(self) -> IntentCliveOperations:
        """The operations as intents: checked, with their key fixed, not sent."""
        return IntentCliveOperations(self._intent)

    async def initialize_and_attach_intent(
        self,
        stripe_payment_intent_id: str,
        *,
        partner_id: str,
        client_id: str,
        amount: AmountLike,
        currency: str,
        echezona_reference: str,
        meta: Mapping[str, object] | None = None,
        idempotency_key: str | None = None,
        attach_idempotency_key: str | None = None,
        options: CallOptions | None = None,
        attach_options: CallOptions | None = None,
    ) -> InitializedAndAttached:
        """The two-step checkout, as `CliveClient.initialize_and_attach_intent`."""
        intent = self.intents.initialize_transaction(
            partner_id=partner_id,
            client_id=client_id,
            amount=amount,
            currency=currency,
            echezona_reference=echezona_reference,
            meta=meta,
            idempotency_key=idempotency_key,
        )
        if self._http is None:
            bridge = self._bridge()
            number = bridge.pool.initialize_and_attach(
                intent, stripe_payment_intent_id, attach_idempotency_key, options, attach_options
            )
            return InitializedAndAttached(*await bridge.wait(number))
        # The second step's input is checked before the first is sent: a payment that can never be attached is not made.
        attach: Any = self.intents.attach_payment_intent
        attach(
            clive_tx_id="CLVTX",
            stripe_payment_intent_id=stripe_payment_intent_id,
            idempotency_key=attach_idempotency_key,
        )
        initialized = await self._send(intent, options)
        clive_tx_id = InitializedTransaction(initialized).clive_tx_id
        try:
            if not clive_tx_id:
                raise _incomplete(initialized)
            second: Intent[AttachedPaymentIntent] = attach(
                clive_tx_id=clive_tx_id,
                stripe_payment_intent_id=stripe_payment_intent_id,
                idempotency_key=attach_idempotency_key,
            )
            return InitializedAndAttached(initialized, await self._send(second, attach_options))
        except _errors.PaysealError as error:
            error.completed = _payseal.redacted(initialized.data())
            raise


def _incomplete(initialized: _payseal.Answer) -> Exception:
    error = _payseal.error_of("ANSWER_INCOMPLETE", "clive_tx_id")
    assert error is not None
    error.operation, error.outcome = "initialize_and_attach_intent", "unknown"
    error.status, error.attempts = initialized.status, initialized.attempts
    error.idempotency_key = initialized.idempotency_key
    return error
