"""Verifying a webhook against stripe-python, whose header has the same form: its check alone, and with the event."""

from __future__ import annotations

import json
import time

import stripe
from harness import compare, finish, goal
from payseal.webhooks import WebhookVerifier

SECRET = "whsec_68c216748eb34be5adf93e39cda61386"
verifier = WebhookVerifier("tybrite", secrets=SECRET)

for size, least in ((150, 4), (1024, 4), (16 * 1024, 1)):
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
    cases = {
        "ours": lambda: verifier.verify_signature(body, headers),
        "theirs": lambda: stripe.WebhookSignature.verify_header(body, header, SECRET, 300),
        "whole": lambda: verifier.verify(body, headers).event.type,
        "construct_event": lambda: stripe.Webhook.construct_event(body, header, SECRET).type,
    }
    measured = compare(cases)
    more = f"{measured.median('ours'):.0f} ns"
    goal(f"signature check, {size} bytes, against stripe-python's", measured.ratio("theirs", "ours"), ">=", least, more=more)
    whole = measured.ratio("construct_event", "whole")
    print(f"       with the event, against construct_event: {whole:.2f} x, {measured.median('whole'):.0f} ns")
finish()
