"""Verifying a webhook against stripe-python, whose header has the same form: its check alone, and with the event."""

from __future__ import annotations

import json
import time

import stripe
from harness import compare
from payseal.webhooks import WebhookVerifier

SECRET = "whsec_68c216748eb34be5adf93e39cda61386"
verifier = WebhookVerifier("tybrite", secrets=SECRET)

for name, size, least in (("150 B", 150, 4), ("1 KiB", 1024, 4), ("16 KiB", 16 * 1024, 1)):
    event = {"id": "evt_1", "object": "event", "type": "order.paid", "data": {"object": {"note": ""}}}
    event["data"]["object"]["note"] = "a" * (size - len(json.dumps(event)))
    body = json.dumps(event).encode()
    assert len(body) == size
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET, int(time.time()))
    # As a framework gives them: the signature among what every request carries.
    headers = {
        "host": "shop.example",
        "user-agent": "Tybrite/1",
        "content-type": "application/json",
        "content-length": str(size),
        "accept": "*/*",
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": "https",
        "x-tybrite-signature": header,
    }
    check = {
        "payseal": lambda: verifier.verify_signature(body, headers),
        "stripe-python": lambda: stripe.WebhookSignature.verify_header(body, header, SECRET, 300),
    }
    compare("check a webhook's signature", name, check, {"stripe-python": least})
    whole = {
        "payseal": lambda: verifier.verify(body, headers).event.type,
        "stripe-python construct_event": lambda: stripe.Webhook.construct_event(body, header, SECRET).type,
    }
    compare("verify a webhook, with its event", name, whole)
