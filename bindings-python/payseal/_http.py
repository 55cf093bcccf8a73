"""Attempts over an `aiohttp.ClientSession` or an `httpx.AsyncClient`. A transport moves the bytes of one attempt and names
the fault; what that means is the core's `Call`. Nothing here follows a redirect or sends anything twice."""

from __future__ import annotations

from payseal import _payseal
from payseal._client import failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from typing import Any, Protocol

    from payseal._payseal import Call, CallOptions, Intent, Request
    from payseal.errors import PaysealError

    class Transport(Protocol):
        async def exchange(self, call: Call, request: Request, timeout_ms: int) -> None: ...


# As in the core's driver: beyond the first an answer counts as broken off, of an error the beginning is enough.
_MAX_ANSWER_BYTES = 64 * 1024 * 1024
_MAX_ERROR_BYTES = 1024 * 1024


async def drive(
    client: _payseal.Client, intent: Intent[Any], options: CallOptions | None, transport: Transport
) -> _payseal.Answer:
    """Does what the core says until the call is over."""
    import asyncio

    call = _payseal.Call(client, intent, options)
    try:
        while True:
            kind, request, ms = call.step()
            if request is not None:
                await transport.exchange(call, request, ms)
            elif kind == "wait":
                await asyncio.sleep(ms / 1000)
                call.on_waited()
            else:
                return call.result()
    except asyncio.CancelledError as cancelled:
        call.cancel()
        raise cancelled from _what_became(call)


def _what_became(call: Call) -> PaysealError | None:
    from payseal._async import ended_with
    from payseal.errors import PaysealError

    try:
        return ended_with(call.result())
    except PaysealError as error:
        return error


def transport(http_client: Any, connect_timeout_ms: int) -> Transport:
    """The transport over a given HTTP client, by the library that its class comes from."""
    libraries = {base.__module__.partition(".")[0] for base in type(http_client).__mro__}
    if "aiohttp" in libraries:
        return Aiohttp(http_client, connect_timeout_ms)
    if "httpx" in libraries and hasattr(http_client, "aclose"):
        return Httpx(http_client, connect_timeout_ms)
    raise failure(
        "OPTION_INVALID", f"http_client must be an aiohttp.ClientSession or an httpx.AsyncClient, not {type(http_client).__name__}"
    )


async def _read(status: int, chunks: AsyncIterator[bytes]) -> bytes | None:
    """The body: of a success all of it or `None`, of an error what has come of its beginning."""
    body = bytearray()
    is_success = 200 <= status <= 299
    async for chunk in chunks:
        body += chunk
        if not is_success and len(body) >= _MAX_ERROR_BYTES:
            return bytes(body[:_MAX_ERROR_BYTES])
        if len(body) > _MAX_ANSWER_BYTES:
            return None
    return bytes(body)


def _causes(error: BaseException | None) -> Iterable[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _before_sent(error: BaseException) -> str:
    """The fault of a connection that was not made."""
    import socket
    import ssl

    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "tls_certificate"
        if isinstance(cause, ssl.SSLError):
            return "tls_handshake"
        if isinstance(cause, socket.gaierror):
            return "dns"
    return "connect_refused"


class Aiohttp:
    """Over an `aiohttp.ClientSession`."""

    def __init__(self, session: Any, connect_timeout_ms: int) -> None:
        self._session = session
        self._connect_s = connect_timeout_ms / 1000

    async def exchange(self, call: Call, request: Request, timeout_ms: int) -> None:
        import asyncio

        import aiohttp
        from yarl import URL

        headers = [(name, _ascii(name, value, call)) for name, value in request.headers]
        is_keyed = any(name.lower() == "idempotency-key" for name, _ in headers)
        if request.method in ("PUT", "DELETE") and not is_keyed:
            call.cancel(unsent=True)
            raise failure("OPTION_INVALID", f"aiohttp may send a {request.method} twice: give an idempotency_key, or no http_client")
        body = request.body if request.body is not None or request.method == "GET" else b""
        try:
            async with self._session.request(
                request.method,
                URL(request.url, encoded=True),
                headers=headers,
                data=body,
                # Of a body of no bytes aiohttp would say its type.
                skip_auto_headers=("Content-Type",),
                allow_redirects=False,
                raise_for_status=False,
                timeout=aiohttp.ClientTimeout(total=timeout_ms / 1000, sock_connect=self._connect_s),
            ) as response:
                try:
                    content: bytes | None = await _read(response.status, response.content.iter_chunked(64 * 1024))
                except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError) as error:
                    if isinstance(error, asyncio.TimeoutError):
                        raise
                    content = None if response.ok else b""
                call.on_response(response.status, [(name.decode("latin-1"), value) for name, value in response.raw_headers], content)
        except Exception as error:
            call.on_fault(_aiohttp_fault(error))


def _aiohttp_fault(error: Exception) -> str:
    import asyncio
    import errno

    import aiohttp

    if isinstance(error, getattr(aiohttp, "ConnectionTimeoutError", ())):
        return "connect_timeout"
    if isinstance(error, asyncio.TimeoutError):
        return "read_timeout"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "tls_certificate"
    if isinstance(error, aiohttp.ClientConnectorError):
        return _before_sent(error)
    if isinstance(error, (aiohttp.ServerDisconnectedError, ConnectionResetError)):
        return "reset"
    if isinstance(error, aiohttp.ClientOSError):
        # What the system says of the connection stands in its number, not in its class.
        return "write_failed" if error.errno == errno.EPIPE else "reset"
    return "other"


def _ascii(name: str, value: bytes, call: Call) -> str:
    """aiohttp writes header values in UTF-8, so what is beyond ASCII would change on the wire."""
    try:
        return value.decode("ascii")
    except UnicodeDecodeError:
        call.cancel(unsent=True)
        raise failure("OPTION_INVALID", f"aiohttp cannot carry the {name} header beyond ASCII; use ASCII, httpx, or no http_client") from None


class Httpx:
    """Over an `httpx.AsyncClient`."""

    def __init__(self, client: Any, connect_timeout_ms: int) -> None:
        self._client = client
        self._connect_s = connect_timeout_ms / 1000

    async def exchange(self, call: Call, request: Request, timeout_ms: int) -> None:
        import asyncio

        try:
            answered = await asyncio.wait_for(self._round_trip(request, timeout_ms / 1000), timeout_ms / 1000)
        except Exception as error:
            call.on_fault(_httpx_fault(error))
        else:
            call.on_response(*answered)

    async def _round_trip(
        self, request: Request, timeout_s: float
    ) -> tuple[int, list[tuple[str, bytes]], bytes | None]:
        import httpx

        sent = self._client.build_request(
            request.method,
            request.url,
            headers=[(name.encode("ascii"), value) for name, value in request.headers],
            content=request.body,
            timeout=httpx.Timeout(timeout_s, connect=min(self._connect_s, timeout_s)),
        )
        response = await self._client.send(sent, stream=True, auth=None, follow_redirects=False)
        try:
            try:
                content: bytes | None = await _read(response.status_code, response.aiter_bytes())
            except (httpx.NetworkError, httpx.RemoteProtocolError, httpx.DecodingError):
                content = None if response.is_success else b""
        finally:
            await response.aclose()
        headers = [(name.decode("latin-1"), value) for name, value in response.headers.raw]
        return response.status_code, headers, content


def _httpx_fault(error: Exception) -> str:
    import asyncio

    import httpx

    if isinstance(error, (httpx.ConnectTimeout, httpx.PoolTimeout)):
        return "connect_timeout"
    if isinstance(error, (httpx.TimeoutException, asyncio.TimeoutError)):
        return "read_timeout"
    if isinstance(error, httpx.ConnectError):
        return _before_sent(error)
    if isinstance(error, httpx.WriteError):
        return "write_failed"
    if isinstance(error, (httpx.ReadError, httpx.RemoteProtocolError)):
        return "reset"
    return "other"
