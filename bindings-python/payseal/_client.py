"""The blocking client. Every decision is the core's: this file names arguments and wraps answers."""

from __future__ import annotations

from payseal import _payseal
from payseal._model import RawAnswer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, ClassVar, TypeVar

    from typing_extensions import Self, Unpack

    from payseal._model import Answer
    from payseal._payseal import CallOptions, Intent
    from payseal._types import ClientOptions

    A = TypeVar("A", bound=Answer)


def native(partner: str, from_env: bool, options: Any) -> _payseal.Client:
    """The native half, from the keyword arguments of a client."""
    hook = options.pop("on_attempt", None)
    client = _payseal.Client(partner, from_env, options, hook)
    if client.tls_roots in ("bundled", "extra_only"):
        import logging

        logging.getLogger("payseal").warning("this system has no CA certificates; trusted are: %s", client.tls_roots)
    return client


class Base:
    """What the blocking and the asynchronous clients share. Neither can be pickled or copied."""

    __slots__ = ("_native",)
    _PARTNER: ClassVar[str]
    _native: _payseal.Client

    @property
    def base_url(self) -> str:
        """The base URL as it is joined with paths."""
        return self._native.base_url

    @property
    def is_closed(self) -> bool:
        """Whether the client was closed."""
        return self._native.is_closed

    def _intent(self, operation: int, model: type[A], values: tuple[object, ...], key: str | None) -> Intent[A]:
        return self._native.intent(operation, values, key, model)

    def raw_intent(
        self,
        method: str,
        path: str,
        *,
        auth: str = "signed",
        body: object = None,
        idempotency_key: str | None = None,
        query: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    ) -> Intent[RawAnswer]:
        """The checked request of `raw_request`, not sent."""
        pairs = list(query.items()) if hasattr(query, "items") else list(query)
        return self._native.raw_intent(method, path, auth, body, idempotency_key, pairs, RawAnswer)

    def __repr__(self) -> str:
        if self._native.is_closed:
            return f"<{type(self).__name__}, closed>"
        return f"<{type(self).__name__} {self._native.base_url}>"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError(
            f"{type(self).__name__} cannot be pickled or copied: it holds secrets and open connections. "
            "Share it between threads; make one in each process."
        )


class BlockingClient(Base):
    """Calls block, with the interpreter released; Ctrl-C ends them. Make one client and share it between threads."""

    __slots__ = ("__weakref__",)

    def __init__(self, **options: Unpack[ClientOptions]) -> None:
        self._native = native(self._PARTNER, False, options)

    @classmethod
    def from_env(cls, **options: Unpack[ClientOptions]) -> Self:
        """A client from the environment (`CLIVE_API_BASE_URL`, `CLIVE_API_KEY`, `CLIVE_HMAC_SECRET`); what is given here
        goes before. A variable that is missing or empty is refused by name."""
        self = cls.__new__(cls)
        self._native = native(cls._PARTNER, True, options)
        return self

    def _run(
        self,
        operation: int,
        model: type[A],
        values: tuple[object, ...],
        key: str | None,
        options: CallOptions | None,
    ) -> A:
        return model(self._native.call(operation, values, key, options))

    def send(self, intent: Intent[A], *, options: CallOptions | None = None) -> A:
        """Sends an intent of `intents`; as often as you like, under the same key."""
        return intent.model(self._native.send(intent, options))

    def raw_request(
        self,
        method: str,
        path: str,
        *,
        auth: str = "signed",
        body: object = None,
        idempotency_key: str | None = None,
        query: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        options: CallOptions | None = None,
    ) -> RawAnswer:
        """Calls an endpoint that this version does not describe. Without an idempotency key it is sent once and never
        again.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: The path under the base URL: a leading slash, percent-encoded, without query.
            auth: Which credentials it takes: `none`, `api_key`, `signed` or `bearer`.
            body: Any JSON-able value; `None` is no body.
            query: Parameters, not yet encoded.
        """
        intent = self.raw_intent(
            method, path, auth=auth, body=body, idempotency_key=idempotency_key, query=query
        )
        return self.send(intent, options=options)

    def close(self) -> None:
        """Refuses further calls. Connections are closed with the last call that uses them."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
