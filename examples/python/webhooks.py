"""The webhook endpoint that the web examples share: verify the raw bytes, process each event once, and answer so that the
partner comes again when it has to. The framework around it only hands on raw body and headers."""

from __future__ import annotations

import json
import logging
import os
from typing import Any

from payseal import WebhookVerificationError
from payseal.webhooks import CliveEvent, MemoryDedupe, TybriteEvent, WebhookVerifier

# While a secret is replaced, list both: `secrets=[new, old]`.
VERIFIERS: dict[str, WebhookVerifier[Any]] = {
    partner: WebhookVerifier(partner, secrets=os.environ[variable])
    for partner, variable in (("clive", "CLIVE_WEBHOOK_SECRET"), ("tybrite", "TYBRITE_WEBHOOK_SECRET"))
    if os.environ.get(variable)
}

# For one process. With more of them, the same three methods over your database.
SEEN = MemoryDedupe()


def handle(event: CliveEvent | TybriteEvent) -> None:
    """What this shop does about an event."""
    if isinstance(event, CliveEvent):
        print("event", json.dumps({"type": event.event, "id": event.clive_tx_id}), flush=True)
    else:
        print("event", json.dumps({"type": event.type, "id": event.id}), flush=True)


def receive(partner: str, raw_body: bytes, headers: Any) -> int:
    """The status to answer to a delivery. `headers` are what your framework calls so, all of them."""
    verifier = VERIFIERS.get(partner)
    if verifier is None:
        return 404
    try:
        verified = verifier.verify(raw_body, headers)
    except WebhookVerificationError as error:
        logging.warning("refused: %s", error)
        # A parsed body is our own mistake, everything else the sender's.
        return 500 if error.code == "WEBHOOK_BODY_WRONG_TYPE" else 400
    claim = SEEN.claim(verified.dedupe_key)
    if claim.ticket is None:
        return 200 if claim.status == "done" else 503
    try:
        handle(verified.event)
    except Exception:
        SEEN.release(verified.dedupe_key, claim.ticket)
        logging.exception("an event failed")
        return 500
    SEEN.complete(verified.dedupe_key, claim.ticket)
    return 200
