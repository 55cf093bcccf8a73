"""Clive's checkout in two steps, for both kinds of clients. What follows from the first answer is the core's to say."""

from __future__ import annotations

from payseal import _payseal
from payseal.models.clive import AttachedPaymentIntent, InitializedTransaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from payseal._async import AsynchronousClient
    from payseal._client import BlockingClient
    from payseal._model import CheckoutRecord
    from payseal._payseal import CallOptions, Intent


class InitializedAndAttached:
    """Both answers of `initialize_and_attach_intent`."""

    __slots__ = {"attach": "The attached PaymentIntent.", "initialize": "The transaction."}
    initialize: InitializedTransaction
    attach: AttachedPaymentIntent

    def __init__(self, initialize: _payseal.Answer, attach: _payseal.Answer) -> None:
        self.initialize = InitializedTransaction(initialize)
        self.attach = AttachedPaymentIntent(attach)

    def record(self) -> CheckoutRecord:
        """What to write down about the checkout."""
        return self.initialize.record().merged_with(self.attach.record())

    def __repr__(self) -> str:
        return f"InitializedAndAttached(initialize={self.initialize!r}, attach={self.attach!r})"


def blocking(
    client: BlockingClient,
    intent: Intent[InitializedTransaction],
    payment_intent: str,
    attach_key: str | None,
    options: CallOptions | None,
    attach_options: CallOptions | None,
) -> InitializedAndAttached:
    return InitializedAndAttached(
        *client._native.initialize_and_attach(intent, payment_intent, attach_key, options, attach_options)
    )


async def asynchronous(
    client: AsynchronousClient,
    intent: Intent[InitializedTransaction],
    payment_intent: str,
    attach_key: str | None,
    options: CallOptions | None,
    attach_options: CallOptions | None,
) -> InitializedAndAttached:
    if client._http is None:
        bridge = client._bridge()
        number = bridge.pool.initialize_and_attach(intent, payment_intent, attach_key, options, attach_options)
        return InitializedAndAttached(*await bridge.wait(number))
    from payseal.errors import PaysealError

    # The second step's input is checked before the first is sent: a payment that can never be attached is not made.
    second = client._native.second_step(payment_intent, attach_key)
    initialized = await client._send(intent, options)
    attach = second.intent(client._native, initialized, AttachedPaymentIntent)
    try:
        return InitializedAndAttached(initialized, await client._send(attach, attach_options))
    except PaysealError as error:
        error.completed = _payseal.redacted(initialized.data())
        raise
