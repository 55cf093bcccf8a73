"""What every answer is: attributes over the JSON that came. No answer can fail to be read: a field that is absent or of
an unexpected type is `None`, and what came stands in `extra` and `to_dict()`."""

from __future__ import annotations

from payseal import _payseal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from typing import Any, ClassVar, TypeVar

    from typing_extensions import Self

    T = TypeVar("T")

_REDACTED = "[REDACTED]"


class Model:
    """A JSON object of an answer."""

    __slots__ = ("_data",)
    _FIELDS: ClassVar[tuple[tuple[str, str, Callable[[Any], Any]], ...]] = ()
    _SECRET: ClassVar[frozenset[str]] = frozenset()
    _data: dict[str, Any]

    @classmethod
    def _read(cls, value: object) -> Self | None:
        if not isinstance(value, dict):
            return None
        self = cls.__new__(cls)
        object.__setattr__(self, "_data", value)
        return self

    def to_dict(self) -> dict[str, Any]:
        """What `json.loads` makes of what came, under the names of the wire: a new `dict` each time. It may hold secrets
        of the buyer's checkout."""
        copied: dict[str, Any] = _copy(self._data)
        return copied

    @property
    def extra(self) -> dict[str, Any]:
        """Members that this version does not know, or whose type is not the documented one."""
        known = {wire: read for _, wire, read in self._FIELDS}
        return {
            name: _copy(value)
            for name, value in self._data.items()
            if name not in known or (value is not None and known[name](value) is None)
        }

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is what the partner answered; it cannot be changed")

    def __eq__(self, other: object) -> bool:
        return self._data == other._data if isinstance(other, Model) and type(other) is type(self) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self)._read, (self._data,))

    def __repr__(self) -> str:
        shown = []
        for attribute, wire, _ in self._FIELDS:
            value = getattr(self, attribute)
            if value is not None:
                shown.append(f"{attribute}={_REDACTED if wire in self._SECRET else _shown(value)}")
        extra = self.extra
        if extra:
            shown.append(f"extra={_payseal.redacted(extra)!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


class Answer(Model):
    """What the partner answered to one call. `answer` says how the call went; the same model inside another answer (an
    item of a list) has none."""

    __slots__ = {"answer": "Status, attempts, idempotency key and request id of the call."}
    answer: _payseal.Answer

    def __init__(self, answer: _payseal.Answer) -> None:
        data = answer.data()
        object.__setattr__(self, "_data", data if isinstance(data, dict) else {})
        object.__setattr__(self, "answer", answer)

    def record(self) -> CheckoutRecord:
        """What to write down about the checkout: your reference and key, with what the answer adds."""
        return CheckoutRecord(**self.answer.record())

    def __reduce__(self) -> tuple[Any, ...]:
        if not hasattr(self, "answer"):
            return super().__reduce__()
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied: keep to_dict() or record() instead")


class RawAnswer(Answer):
    """What an endpoint answered that has no description."""

    __slots__ = ()

    @property
    def data(self) -> Any:
        """What `json.loads` makes of the body."""
        return self.answer.data()


class CheckoutRecord:
    """The five things to persist for a payment. It holds no secret."""

    # With these words `help()` shows each.
    __slots__ = {
        "clive_tx_id": "The transaction, from the answer.",
        "echezona_reference": "Your own immutable reference.",
        "idempotency_key": "The key that every attempt carries; give it again to ask for the stored answer.",
        "statement_descriptor_suffix": "What the buyer's statement shows after the prefix.",
        "stripe_payment_intent_id": "The PaymentIntent, from the answer (or your own, in the two-step flow).",
    }
    clive_tx_id: str | None
    echezona_reference: str | None
    idempotency_key: str | None
    statement_descriptor_suffix: str | None
    stripe_payment_intent_id: str | None

    def __init__(self, **known: str | None) -> None:
        for name in self.__slots__:
            setattr(self, name, known.pop(name, None))
        if known:
            raise TypeError(f"a CheckoutRecord has no {', '.join(known)}")

    def to_dict(self) -> dict[str, str]:
        """What is known, for your database."""
        known = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in known if value is not None}

    def merged_with(self, later: CheckoutRecord) -> CheckoutRecord:
        """The record of a two-step checkout: what the second step knows over what the first one knew, under the first
        step's key."""
        merged = {**self.to_dict(), **later.to_dict()}
        if self.idempotency_key is not None:
            merged["idempotency_key"] = self.idempotency_key
        return CheckoutRecord(**merged)

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, CheckoutRecord) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.to_dict().items())
        return f"CheckoutRecord({shown})"


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _shown(value: object) -> str:
    return repr(_payseal.redacted(value)) if isinstance(value, dict) else repr(value)


def text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    from decimal import Decimal

    return Decimal(repr(value))


def integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def mapping(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def anything(value: Any) -> Any:
    return value


def list_of(read: Callable[[Any], T | None]) -> Callable[[Any], list[T] | None]:
    """All or nothing: half a list would be a silent loss, so a list with one odd item stays in `extra` whole."""

    def read_list(value: Any) -> list[T] | None:
        if not isinstance(value, list):
            return None
        items = []
        for item in value:
            known = read(item)
            if known is None:
                return None
            items.append(known)
        return items

    return read_list
