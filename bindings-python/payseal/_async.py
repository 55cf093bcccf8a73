"""The asynchronous client. It moves results from threads, or bytes through a given HTTP client; it decides nothing.

Without `http_client` the core's own driver runs on a pool of threads, as many as `max_connections`, and wakes the event
loop through a socket. With an `aiohttp.ClientSession` or an `httpx.AsyncClient` the core's `Call` says what to send.
"""

from __future__ import annotations

from payseal import _payseal
from payseal._client import Base, turned

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator
    from typing import Any, TypeVar

    import aiohttp
    import httpx
    from typing_extensions import Self, Unpack

    from payseal._model import Answer, RawAnswer
    from payseal._payseal import CallOptions, Intent
    from payseal._types import ClientOptions, RawRequest
    from payseal.errors import PaysealError

    A = TypeVar("A", bound=Answer)
    Answers = list[_payseal.Answer]


class _Bridge:
    """The pool of one client for one event loop."""

    __slots__ = ("_futures", "_late", "_loop", "pool", "__weakref__")

    def __init__(self, client: _payseal.Client, loop: asyncio.AbstractEventLoop) -> None:
        import weakref

        self._loop = loop
        self._futures: dict[int, asyncio.Future[Answers]] = {}
        # What came for tasks that are cancelled and have not run since.
        self._late: dict[int, Answers | PaysealError] = {}
        weak = weakref.ref(self)

        def drain() -> None:
            bridge = weak()
            if bridge is not None:
                bridge._drain()

        self.pool = _payseal.Pool(client, lambda: loop.call_soon_threadsafe(drain))
        fileno = self.pool.fileno()
        if fileno is not None:
            loop.add_reader(fileno, drain)

    def usable_in(self, loop: asyncio.AbstractEventLoop) -> bool:
        return self._loop is loop and not self.pool.is_stale

    @property
    def is_over(self) -> bool:
        return self._loop.is_closed() or self.pool.is_stale

    async def wait(self, number: int) -> Answers:
        import asyncio

        future = self._loop.create_future()
        self._futures[number] = future
        try:
            answers: Answers = await future
            return answers
        except asyncio.CancelledError as cancelled:
            self._futures.pop(number, None)
            raise cancelled from self._what_became(number, future)

    def _what_became(self, number: int, future: asyncio.Future[Answers]) -> PaysealError | None:
        """What is known about the money of a call that nobody waits for any more."""
        error = self.pool.cancel(number)
        late = self._late.pop(number, None)
        if late is not None:
            return ended_with(late[-1]) if isinstance(late, list) else late
        if error is not None or future.cancelled() or not future.done():
            return error
        # It was over before the cancellation arrived.
        own = future.exception()
        return own if own is not None else ended_with(future.result()[-1])  # type: ignore[return-value]

    def _drain(self) -> None:
        for number, answers, error in self.pool.drain():
            future = self._futures.pop(number, None)
            if future is None:
                continue
            if future.done():
                self._late[number] = answers if error is None else error
            elif error is not None:
                future.set_exception(error)
            else:
                future.set_result(answers)

    def __del__(self) -> None:
        pool = getattr(self, "pool", None)
        if pool is None:
            return
        fileno = pool.fileno()
        if fileno is not None and not self.is_over:
            try:
                self._loop.remove_reader(fileno)
            except (RuntimeError, NotImplementedError):
                pass  # the loop is being closed by another thread, or watches nothing any more
        pool.close()


def ended_with(answer: _payseal.Answer) -> PaysealError | None:
    """What a cancelled task is told of a call that had succeeded: the answer, secrets taken out."""
    error = _payseal.error_of("CANCELLED", "the answer had come")
    if error is not None:
        error.outcome = "ok"
        error.status, error.attempts = answer.status, answer.attempts
        error.idempotency_key, error.request_id = answer.idempotency_key, answer.request_id
        error.completed = _payseal.redacted(answer.data())
    return error


class AsynchronousClient(Base):
    """Calls are awaited. A cancelled task returns at once; the `__cause__` of its `CancelledError` is a
    `CancelledCallError` whose `outcome` says what is known about the money."""

    __slots__ = ("_bridges", "_http", "__weakref__")
    _bridges: list[_Bridge]

    def __init__(
        self,
        *,
        http_client: aiohttp.ClientSession | httpx.AsyncClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        self._set_up(False, http_client, options)

    @classmethod
    def _from_env(cls, http_client: Any, options: ClientOptions) -> Self:
        self = cls.__new__(cls)
        self._set_up(True, http_client, options)
        return self

    def _set_up(self, from_env: bool, http_client: Any, options: ClientOptions) -> None:
        self._open(from_env, options)
        self._bridges = []
        self._http = None
        if http_client is not None:
            from payseal import _http

            self._http = _http.transport(http_client, self._native.connect_timeout_ms)

    def _bridge(self) -> _Bridge:
        import asyncio

        loop = asyncio.get_running_loop()
        for bridge in self._bridges:
            if bridge.usable_in(loop):
                return bridge
        # A loop that was closed (`asyncio.run`), or a parent's: its threads are not needed any more.
        self._bridges = [bridge for bridge in self._bridges if not bridge.is_over]
        bridge = _Bridge(self._native, loop)
        self._bridges.append(bridge)
        return bridge

    async def _run(
        self, operation: int, model: type[A], values: tuple[object, ...], key: str | None, options: CallOptions | None
    ) -> A:
        return model(await self._send(self._intent(operation, model, values, key), options))

    async def _pages(
        self,
        operation: int,
        model: type[Answer],
        values: tuple[object, ...],
        cursor: int,
        items: str,
        options: CallOptions | None,
    ) -> AsyncIterator[Any]:
        following: tuple[object, ...] | None = values
        while following is not None:
            page = await self._run(operation, model, following, None, options)
            found, following = turned(page, following, cursor, items)
            for item in found:
                yield item

    async def _send(self, intent: Intent[Any], options: CallOptions | None) -> _payseal.Answer:
        if self._http is not None:
            from payseal import _http

            return await _http.drive(self._native, intent, options, self._http)
        bridge = self._bridge()
        return (await bridge.wait(bridge.pool.send(intent, options)))[0]

    async def send(self, intent: Intent[A], *, options: CallOptions | None = None) -> A:
        """Sends an intent of `intents`; as often as you like, under the same key."""
        return intent.model(await self._send(intent, options))

    async def raw_request(
        self, method: str, path: str, *, options: CallOptions | None = None, **request: Unpack[RawRequest]
    ) -> RawAnswer:
        """Calls an endpoint that this version does not describe, as `CliveClient.raw_request` does."""
        return await self.send(self.raw_intent(method, path, **request), options=options)

    def close(self) -> None:
        """Refuses further calls; those that run go on. A given HTTP client stays open: it is yours."""
        self._native.close()
        # A bridge with calls under way lives as long as the tasks that wait for them.
        self._bridges.clear()

    async def aclose(self) -> None:
        """The same as `close()`."""
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()
