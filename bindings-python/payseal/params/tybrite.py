# Written by `cargo xtask gen` from core/src/partners; do not edit.
"""The objects within Tybrite's requests, as types. A plain `dict` is what they are when a program runs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypedDict, Union

__all__ = [
    "Address",
    "NewOrderItem",
]


class Address(TypedDict, total=False):
    """A postal address."""

    street: str
    """Street and number."""
    city: str
    """City."""
    state: str
    """State or province."""
    zip: str
    """Postal code."""
    country: str
    """Country."""


class NewOrderItem(TypedDict, total=False):
    """One line of a new order."""

    variant_id: str
    """The variant (a UUID); it wins over `product_id`."""
    product_id: str
    """The product (a UUID), where no variant is named."""
    product_name: str
    """Its name."""
    product_sku: str
    """Its stock keeping unit."""
    quantity: int
    """How many, at least 1."""
    unit_price: Union[int, float, Decimal]
    """Price of one, in major units."""
    total_price: Union[int, float, Decimal]
    """Price of all, in major units."""
    product_options: Mapping[str, object]
    """What the shopper chose."""
