"""Webhooks and explanations: nothing is sent."""

from __future__ import annotations

import sys
from typing import Any

from payseal import webhooks

Json = dict[str, Any]


def octets(value: str | Json) -> bytes:
    return value.encode() if isinstance(value, str) else bytes.fromhex(value["hex"])


def run(asked: Json) -> Json:
    body = octets(asked["body"])
    headers = [(octets(name), octets(value)) for name, value in asked["headers"]]
    if asked["op"] == "explain":
        return explain(asked, body, headers)
    assert asked["op"] == "verify", f"this runner knows no op {asked['op']}"
    tolerance = {"tolerance_s": asked["tolerance_s"]} if "tolerance_s" in asked else {}
    verifier = webhooks.WebhookVerifier(asked["partner"], secrets=asked["secrets"], **tolerance)
    print(verifier, repr(verifier), file=sys.stderr)
    verified = verifier.verify(body, headers, now_unix_s=asked["now"])
    event = verified.event
    return {
        "secret_index": verified.secret_index,
        "timestamp": verified.timestamp,
        "type": event.event if asked["partner"] == "clive" else event.type,
        "dedupe_key": verified.dedupe_key,
    }


def explain(asked: Json, body: bytes, headers: list[tuple[bytes, bytes]]) -> Json:
    given = {
        "subject": "subject",
        "old_secret": "old_secrets",
        "other_environment_secret": "other_environment_secrets",
        "api_key": "api_key",
        "now": "now_unix_s",
    }
    options = {name: asked[theirs] for theirs, name in given.items() if theirs in asked}
    report = webhooks.explain(body, headers, secrets=asked["secrets"], check_time="now" in asked, **options)
    print(report, repr(report), file=sys.stderr)
    return report.to_dict()
