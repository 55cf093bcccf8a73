"""What all clients share, and the blocking ones. Every decision is the core's: this file names arguments and wraps answers."""

from __future__ import annotations

from payseal import _payseal
from payseal._model import RawAnswer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, ClassVar, TypeVar

    from typing_extensions import Self, Unpack

    from payseal._model import Answer
    from payseal._payseal import CallOptions, Intent
    from payseal._types import ClientOptions, RawRequest

    A = TypeVar("A", bound=Answer)


class Base:
    """What the blocking and the asynchronous clients share. Neither can be pickled or copied."""

    __slots__ = ("_native",)
    _PARTNER: ClassVar[str]
    _native: _payseal.Client

    def _open(self, from_env: bool, options: Any) -> None:
        """Makes the native half, from the keyword arguments of a client."""
        hook = options.pop("on_attempt", None)
        self._native = _payseal.Client(self._PARTNER, from_env, options, hook)
        roots = self._native.tls_roots
        if roots in ("bundled", "extra_only"):
            import logging

            logging.getLogger("payseal").warning("this system has no CA certificates; trusted are: %s", roots)

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
        """The checked request of `raw_request`, not sent.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: The path under the base URL: a leading slash, percent-encoded, without query.
            auth: Which credentials it takes: `none`, `api_key`, `signed` or `bearer`.
            body: Any JSON-able value; `None` is no body.
            idempotency_key: Without one the request is sent once and never again.
            query: Parameters, not yet encoded.
        """
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


class Group:
    """Operations of a client that stand under a name of their own."""

    __slots__ = ("_client",)

    def __init__(self, client: Any) -> None:
        self._client = client


def turned(
    page: Answer, values: tuple[object, ...], cursor: int, items: str
) -> tuple[list[Any], tuple[object, ...] | None]:
    """What a page of a list holds, and the arguments of the next page; `None` after the last one."""
    found = getattr(page, items)
    if found is None:
        if page.to_dict().get(items) is not None:
            # Items that cannot be read must not look like a list that has none.
            raise failure("ANSWER_INCOMPLETE", items)
        found = []
    following = page.answer.next_cursor(values[cursor])
    if following is None:
        return found, None
    return found, (*values[:cursor], following, *values[cursor + 1 :])


def failure(code: str, why: str) -> Exception:
    """An exception of the core's table."""
    error = _payseal.error_of(code, why)
    assert error is not None
    return error


class BlockingClient(Base):
    """Calls block, with the interpreter released; Ctrl-C ends them. Make one client and share it between threads."""

    __slots__ = ("__weakref__",)

    def __init__(self, **options: Unpack[ClientOptions]) -> None:
        self._open(False, options)

    @classmethod
    def _from_env(cls, options: ClientOptions) -> Self:
        self = cls.__new__(cls)
        self._open(True, options)
        return self

    def _run(
        self, operation: int, model: type[A], values: tuple[object, ...], key: str | None, options: CallOptions | None
    ) -> A:
        return model(self._native.call(operation, values, key, options))

    def _pages(
        self,
        operation: int,
        model: type[Answer],
        values: tuple[object, ...],
        cursor: int,
        items: str,
        options: CallOptions | None,
    ) -> Iterator[Any]:
        following: tuple[object, ...] | None = values
        while following is not None:
            page = self._run(operation, model, following, None, options)
            found, following = turned(page, following, cursor, items)
            yield from found

    def send(self, intent: Intent[A], *, options: CallOptions | None = None) -> A:
        """Sends an intent of `intents`; as often as you like, under the same key."""
        return intent.model(self._native.send(intent, options))

    def raw_request(
        self, method: str, path: str, *, options: CallOptions | None = None, **request: Unpack[RawRequest]
    ) -> RawAnswer:
        """Calls an endpoint that this version does not describe, through the same machine as every other call. Takes what
        `raw_intent` takes: `auth`, `body`, `idempotency_key`, `query`. Without a key it is sent once and never again."""
        return self.send(self.raw_intent(method, path, **request), options=options)

    def close(self) -> None:
        """Refuses further calls. Connections are closed with the last call that uses them."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
