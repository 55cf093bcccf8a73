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

from payseal._model import CheckoutRecord, RawAnswer
from payseal._operations.clive import AsyncCliveOperations, CliveOperations
from payseal._two_steps import InitializedAndAttached

__all__ = [
    "AsyncCliveClient",
    "CheckoutRecord",
    "CliveClient",
    "InitializedAndAttached",
    "RawAnswer",
]


class CliveClient(CliveOperations):
    """A blocking client of Clive. The options are keyword arguments: `base_url`, `api_key`, `hmac_secret`, `bearer_token`,
    `connect_timeout_ms`, `attempt_timeout_ms`, `total_timeout_ms`, `max_retries`, `local_validation`,
    `allow_insecure_http`, `extra_ca_pem`, `proxy`, `max_connections`, `on_attempt`."""

    __slots__ = ()


class AsyncCliveClient(AsyncCliveOperations):
    """An asynchronous client of Clive, with the options of `CliveClient`. Without `http_client` it needs no other package
    and runs up to `max_connections` calls at once; with an `aiohttp.ClientSession` or an `httpx.AsyncClient` the bytes go
    through that."""

    __slots__ = ()
