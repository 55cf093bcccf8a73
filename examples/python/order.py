"""Tybrite: an order, its payment, and what became of it.

    python order.py                          # prints what the shopper needs, and what verifies the payment
    python order.py verify mpesa REFERENCE   # prints what became of it
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal

from payseal import TybriteClient, errors, verify_reference


def start(tybrite: TybriteClient) -> dict[str, str | None]:
    price = Decimal("450.00")
    made = tybrite.orders.create(
        customer_email="buyer@example.com",
        customer_name="Ada",
        payment_method="mpesa",
        billing_address={"street": "1 Main St", "city": "Nairobi", "country": "KE"},
        shipping_address={"street": "1 Main St", "city": "Nairobi", "country": "KE"},
        items=[{"product_id": "7d2d2f2e-0000-4000-8000-000000000001", "quantity": 2, "unit_price": price, "total_price": price * 2}],
        subtotal=price * 2,
        total_amount=price * 2,
    )
    assert made.order is not None and made.order.id is not None
    payment = tybrite.intents.payments.initialize(
        provider="mpesa", amount=price * 2, phone="254712345678", order_id=made.order.id
    )
    # Your database: after a crash only this key asks for the same payment again.
    print("key", payment.idempotency_key, file=sys.stderr)
    try:
        started = tybrite.send(payment)
    except errors.PaysealError as error:
        if error.outcome == "unknown":
            # It may be on the shopper's phone: ask with the same key, never with a new one.
            started = tybrite.send(payment)
        else:
            raise
    return {"order": made.order.id, "say": started.customer_message, "reference": verify_reference(started)}


def main(arguments: list[str]) -> None:
    with TybriteClient.from_env() as tybrite:
        if arguments[:1] == ["verify"]:
            verified = tybrite.payments.verify(provider=arguments[1], reference=arguments[2])
            print(json.dumps({"status": verified.status}))
        else:
            print(json.dumps(start(tybrite)))


if __name__ == "__main__":
    main(sys.argv[1:])
