"""Tybrite: the clients, and what comes with them. The models of its answers are in `payseal.models.tybrite`, the types of
the objects within its requests in `payseal.params.tybrite`.

    from payseal import TybriteClient, verify_reference

    with TybriteClient.from_env() as tybrite:
        payment = tybrite.payments.initialize(provider="mpesa", amount=1000, phone="254712345678")
        reference = verify_reference(payment)
        if reference is not None:
            print(tybrite.payments.verify(provider="mpesa", reference=reference).status)
        for order in tybrite.orders.iter(payment_status="paid"):
            print(order.order_number)
"""

from __future__ import annotations

from payseal import _payseal
from payseal._client import Base
from payseal._model import RawAnswer
from payseal._operations.tybrite import AsyncTybriteOperations, TybriteOperations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from payseal.models.tybrite import PaymentInitialized

__all__ = ["AsyncTybriteClient", "RawAnswer", "TybriteClient", "verify_reference"]


class _Shoppers(Base):
    """What a client of either kind can say about a shopper."""

    __slots__ = ()

    def external_auth(self, external_id: str, *, seconds: int = 240) -> str:
        """The value of `x-external-auth`: who the shopper is in your own system, for 1 to 300 seconds from now on. Give it
        as `CallOptions(identity=("x-external-auth", value))`."""
        return self._native.external_auth(external_id, seconds)


class TybriteClient(TybriteOperations, _Shoppers):
    """A blocking client of Tybrite. It has the options of `CliveClient`; the base URL is `https://api.tybritelabs.com` or
    your platform's own, and the key (`…_sk_…`) says which environment is meant."""

    __slots__ = ()


class AsyncTybriteClient(AsyncTybriteOperations, _Shoppers):
    """An asynchronous client of Tybrite: `TybriteClient` with coroutines, and with the `http_client` of
    `AsyncCliveClient`."""

    __slots__ = ()


def verify_reference(payment: PaymentInitialized) -> str | None:
    """The value that verifies this payment with `payments.verify`: another member for each provider. `None` when the answer
    lacks it; another member would not do."""
    return _payseal.verify_reference(payment.to_dict())
