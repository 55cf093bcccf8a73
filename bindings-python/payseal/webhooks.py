"""Webhooks: is a delivery the partner's, what does it say, was it seen before; and why a signature does not match.

    from payseal.webhooks import MemoryDedupe, WebhookVerifier

    verifier = WebhookVerifier("clive", secrets=["whsec_new", "whsec_old"])
    seen = MemoryDedupe()

    verified = verifier.verify(request.get_data(), request.headers)  # the raw bytes
    claim = seen.claim(verified.dedupe_key)
    if claim.ticket is not None:
        ...  # verified.event.status, verified.event.clive_tx_id
        seen.complete(verified.dedupe_key, claim.ticket)

What is not the partner's raises `payseal.WebhookVerificationError`: answer 400. Give the raw bytes of the body: what a
framework has parsed or decoded has other bytes, and is refused with the way to get the raw ones.

`explain` is for you, at your desk, with the secret at hand: never expose it to callers.
"""

from __future__ import annotations

from payseal._payseal import (
    Claim,
    Delivery,
    Explanation,
    Finding,
    MemoryDedupe,
    NotTried,
    Signed,
    Verified,
    WebhookVerifier,
    dedupe_key,
    explain,
    parse_event,
    signed_delivery,
)
from payseal.models.events import CliveEvent, TybriteEvent

__all__ = [
    "Claim",
    "CliveEvent",
    "Delivery",
    "Explanation",
    "Finding",
    "MemoryDedupe",
    "NotTried",
    "Signed",
    "TybriteEvent",
    "Verified",
    "WebhookVerifier",
    "dedupe_key",
    "explain",
    "parse_event",
    "signed_delivery",
]
