"""Payseal: signs, sends, retries and judges the traffic between your backend and its payment partners.

    from payseal import CliveClient

    clive = CliveClient.from_env()  # CLIVE_API_BASE_URL, CLIVE_API_KEY, CLIVE_HMAC_SECRET

Make one client and share it between threads; `AsyncCliveClient` is for asyncio. What is raised is in `payseal.errors`;
every error has an `outcome` that says what is known about the money. `TybriteClient` is the other partner's; webhooks of
both are in `payseal.webhooks`.
"""

from __future__ import annotations

import os as _os

from payseal import errors, idempotency, webhooks
from payseal._payseal import VERSION as __version__
from payseal._payseal import AttemptEvent, CallOptions, Cancel, Intent, RateLimit, SigningKey
from payseal._payseal import forked as _forked
from payseal._model import CheckoutRecord, RawAnswer
from payseal.errors import (
    ApiError,
    AttemptTimeoutError,
    AuthenticationError,
    CancelledCallError,
    ConfigError,
    ConflictError,
    ConnectionFailedError,
    NotFoundError,
    PaysealError,
    PermissionDeniedError,
    RateLimitError,
    ResponseUnreadableError,
    ServerError,
    TransportError,
    ValidationError,
    WebhookVerificationError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from payseal.clive import AsyncCliveClient, CliveClient
    from payseal.tybrite import AsyncTybriteClient, TybriteClient, verify_reference
else:
    # A program that talks to one partner does not load the other one's models.
    _LATER = {
        "AsyncCliveClient": "clive",
        "AsyncTybriteClient": "tybrite",
        "CliveClient": "clive",
        "TybriteClient": "tybrite",
        "verify_reference": "tybrite",
    }

    def __getattr__(name):
        from importlib import import_module

        if name in ("clive", "tybrite"):
            return import_module(f"payseal.{name}")
        if name not in _LATER:
            raise AttributeError(f"module 'payseal' has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"payseal.{_LATER[name]}"), name)
        return found

    def __dir__():
        return sorted({*globals(), *__all__})

__all__ = [
    "ApiError",
    "AsyncCliveClient",
    "AsyncTybriteClient",
    "AttemptEvent",
    "AttemptTimeoutError",
    "AuthenticationError",
    "CallOptions",
    "Cancel",
    "CancelledCallError",
    "CheckoutRecord",
    "CliveClient",
    "ConfigError",
    "ConflictError",
    "ConnectionFailedError",
    "Intent",
    "NotFoundError",
    "PaysealError",
    "PermissionDeniedError",
    "RateLimit",
    "RateLimitError",
    "RawAnswer",
    "ResponseUnreadableError",
    "ServerError",
    "SigningKey",
    "TransportError",
    "TybriteClient",
    "ValidationError",
    "WebhookVerificationError",
    "__version__",
    "errors",
    "idempotency",
    "verify_reference",
    "webhooks",
]

# A forked child must not write to the connections of its parent.
if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(after_in_child=_forked)
