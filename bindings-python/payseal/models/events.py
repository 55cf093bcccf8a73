# Written by `cargo xtask gen` from core/src/partners; do not edit.
"""What webhooks bring, as attributes. Nothing that is absent is an error: an absent field is `None`, and what is not
described here stays in `extra` and `to_dict()`."""

from __future__ import annotations

from payseal import _model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any, Final

__all__ = [
    "CLIVE_TRANSACTION_SUCCEEDED",
    "CLIVE_TRANSACTION_FAILED",
    "CLIVE_TRANSACTION_ABANDONED",
    "CLIVE_TRANSACTION_REFUNDED",
    "CLIVE_TRANSACTION_CHARGEBACK",
    "CLIVE_STATUS_INITIALIZED",
    "CLIVE_STATUS_PENDING",
    "CLIVE_STATUS_SUCCEEDED",
    "CLIVE_STATUS_FAILED",
    "CLIVE_STATUS_REFUNDED",
    "CLIVE_STATUS_CHARGEBACK",
    "TYBRITE_ORDER_PAID",
    "TYBRITE_ORDER_REFUNDED",
    "TYBRITE_ORDER_CANCELLED",
    "TYBRITE_PAYMENT_SUCCEEDED",
    "TYBRITE_PAYMENT_FAILED",
    "TYBRITE_PAYMENT_REFUNDED",
    "CliveEvent",
    "TybriteEvent",
]


class CliveEvent(_model.Model):
    """Clive's payload (Clive, Webhooks). The old revision has only `clive_tx_id`, `status`, `amount` and `currency`."""

    __slots__ = ()
    _FIELDS = (
        ("event", "event", _model.text),
        ("clive_tx_id", "clive_tx_id", _model.text),
        ("partner_id", "partner_id", _model.text),
        ("client_id", "client_id", _model.text),
        ("echezona_reference", "echezona_reference", _model.text),
        ("status", "status", _model.text),
        ("amount", "amount", _model.amount),
        ("currency", "currency", _model.text),
        ("meta", "meta", _model.mapping),
    )

    @property
    def event(self) -> str | None:
        """For example `transaction_succeeded`; absent in the old revision."""
        return _model.text(self._data.get("event"))

    @property
    def clive_tx_id(self) -> str | None:
        """The transaction."""
        return _model.text(self._data.get("clive_tx_id"))

    @property
    def partner_id(self) -> str | None:
        """The partner."""
        return _model.text(self._data.get("partner_id"))

    @property
    def client_id(self) -> str | None:
        """The merchant under that partner."""
        return _model.text(self._data.get("client_id"))

    @property
    def echezona_reference(self) -> str | None:
        """Your own reference."""
        return _model.text(self._data.get("echezona_reference"))

    @property
    def status(self) -> str | None:
        """For example `succeeded`; what comes with `transaction_abandoned` is not documented."""
        return _model.text(self._data.get("status"))

    @property
    def amount(self) -> Decimal | None:
        """The amount, in major units."""
        return _model.amount(self._data.get("amount"))

    @property
    def currency(self) -> str | None:
        """ISO 4217."""
        return _model.text(self._data.get("currency"))

    @property
    def meta(self) -> dict[str, Any] | None:
        """What you sent as `meta`, unchanged."""
        return _model.mapping(self._data.get("meta"))


class TybriteEvent(_model.Model):
    """Tybrite's envelope (Tybrite, Webhooks, delivery envelope)."""

    __slots__ = ()
    _FIELDS = (
        ("id", "id", _model.text),
        ("type", "type", _model.text),
        ("api_version", "api_version", _model.text),
        ("livemode", "livemode", _model.flag),
        ("created_at", "created_at", _model.text),
        ("store_id", "store_id", _model.text),
        ("data", "data", _model.mapping),
        ("previous_attributes", "previous_attributes", _model.mapping),
        ("test", "test", _model.flag),
    )

    @property
    def id(self) -> str | None:
        """The event; opaque. Deliveries of one event have the same."""
        return _model.text(self._data.get("id"))

    @property
    def type(self) -> str | None:
        """For example `order.paid`."""
        return _model.text(self._data.get("type"))

    @property
    def api_version(self) -> str | None:
        """`v1`."""
        return _model.text(self._data.get("api_version"))

    @property
    def livemode(self) -> bool | None:
        """Whether the key that caused the event is a live one."""
        return _model.flag(self._data.get("livemode"))

    @property
    def created_at(self) -> str | None:
        """RFC 3339. Deliveries come in any order: sequence by this."""
        return _model.text(self._data.get("created_at"))

    @property
    def store_id(self) -> str | None:
        """The store; some samples do not have it."""
        return _model.text(self._data.get("store_id"))

    @property
    def data(self) -> dict[str, Any] | None:
        """What it happened to is `data.object`, whose shape depends on the type."""
        return _model.mapping(self._data.get("data"))

    @property
    def previous_attributes(self) -> dict[str, Any] | None:
        """The former values of what changed, on update events."""
        return _model.mapping(self._data.get("previous_attributes"))

    @property
    def test(self) -> bool | None:
        """`true` on synthetic test events, absent otherwise. Independent of `livemode`."""
        return _model.flag(self._data.get("test"))


# The event names of Clive that are known.
CLIVE_TRANSACTION_SUCCEEDED: Final = "transaction_succeeded"
CLIVE_TRANSACTION_FAILED: Final = "transaction_failed"
CLIVE_TRANSACTION_ABANDONED: Final = "transaction_abandoned"
CLIVE_TRANSACTION_REFUNDED: Final = "transaction_refunded"
CLIVE_TRANSACTION_CHARGEBACK: Final = "transaction_chargeback"


# The transaction statuses of Clive that are known.
CLIVE_STATUS_INITIALIZED: Final = "initialized"
CLIVE_STATUS_PENDING: Final = "pending"
CLIVE_STATUS_SUCCEEDED: Final = "succeeded"
CLIVE_STATUS_FAILED: Final = "failed"
CLIVE_STATUS_REFUNDED: Final = "refunded"
CLIVE_STATUS_CHARGEBACK: Final = "chargeback"


# The event types of Tybrite that are about money; there are many more.
TYBRITE_ORDER_PAID: Final = "order.paid"
TYBRITE_ORDER_REFUNDED: Final = "order.refunded"
TYBRITE_ORDER_CANCELLED: Final = "order.cancelled"
TYBRITE_PAYMENT_SUCCEEDED: Final = "payment.succeeded"
TYBRITE_PAYMENT_FAILED: Final = "payment.failed"
TYBRITE_PAYMENT_REFUNDED: Final = "payment.refunded"
