"""The checkout that the web examples share: Payseal makes it, the shop keeps the record."""

from __future__ import annotations

from typing import Any

from payseal import CheckoutRecord, errors

# Your database: written before the first send, and again from the answer.
RECORDS: dict[str, CheckoutRecord] = {}


def arguments(order: dict[str, Any]) -> dict[str, Any]:
    """What a buyer's browser may decide, and what it may not."""
    return {
        "partner_id": "ECHEZONA001",
        "client_id": "AIRPEACE001",
        "amount": order["amount"],
        "currency": "USD",
        "email": order["email"],
        "echezona_reference": order["reference"],
    }


def refusal(error: errors.PaysealError) -> tuple[int, dict[str, Any]]:
    """What the browser is told: never more than it needs."""
    if isinstance(error, errors.ValidationError):
        return 400, {"error": "Please check the order.", "fields": error.details}
    if error.outcome == "unknown":
        # The payment may exist: the same reference asks for it again, a new one could charge twice.
        return 503, {"error": "Please try again in a moment.", "retry": True}
    return 502, {"error": "The payment could not be started."}
