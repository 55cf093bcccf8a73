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
from payseal.clive import AsyncCliveClient, CheckoutRecord, CliveClient, RawAnswer
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
from payseal.tybrite import AsyncTybriteClient, TybriteClient, verify_reference

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
