"""What the tests share: the real sandbox, a scripted server, and the shared vectors.

The tests run from an installed wheel (`cargo xtask test-python`), so nothing here imports from the checkout. Where the
sandbox and the vectors are says the environment.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import payseal
import pytest

# What runs in the background of a shell inherits that Ctrl-C is ignored; the tests of Ctrl-C bring their own.
signal.signal(signal.SIGINT, signal.default_int_handler)

API_KEY = "cp_test_partner_sandbox"
HMAC_SECRET = "test_hmac_secret"
TYBRITE_API_KEY = "tybrite_sk_test_sandbox"


def rows(subject: str) -> list[dict[str, Any]]:
    path = Path(os.environ["PAYSEAL_VECTORS"]) / f"{subject}.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["rows"]
    assert found
    return found


class Sandbox:
    """A sandbox in a process of its own."""

    def __init__(self, *options: str) -> None:
        command = [os.environ["PAYSEAL_SANDBOX_BIN"], "--port", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        said = self.process.stdout.readline() + self.process.stdout.readline()
        self.base_url = said.split("CLIVE_API_BASE_URL=")[1].split()[0]
        self.tybrite_url = said.split("TYBRITE_API_BASE_URL=")[1].split()[0]
        self.control = self.base_url.replace("/api/v1", "/_sandbox")

    def ask(self, method: str, path: str, body: object = None) -> Any:
        data = body.encode() if isinstance(body, str) else None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.control + path, data, method=method)) as answer:
            return json.load(answer)

    def fault(self, **rule: object) -> None:
        self.ask("POST", "/faults", {"times": 1, **rule})

    def requests(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.ask("GET", "/requests")["items"]
        return items

    def reset(self) -> None:
        for what in ("/faults", "/state", "/requests"):
            self.ask("DELETE", what)

    def options(self, **more: Any) -> dict[str, Any]:
        return {"base_url": self.base_url, "api_key": API_KEY, "hmac_secret": HMAC_SECRET, **more}

    def tybrite_options(self, **more: Any) -> dict[str, Any]:
        return {"base_url": self.tybrite_url, "api_key": TYBRITE_API_KEY, "hmac_secret": HMAC_SECRET, **more}

    def environment(self) -> dict[str, str]:
        """The variables of both partners' clients."""
        return {
            "CLIVE_API_BASE_URL": self.base_url,
            "CLIVE_API_KEY": API_KEY,
            "CLIVE_HMAC_SECRET": HMAC_SECRET,
            "TYBRITE_API_BASE_URL": self.tybrite_url,
            "TYBRITE_API_KEY": TYBRITE_API_KEY,
            "TYBRITE_HMAC_SECRET": HMAC_SECRET,
        }

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="session")
def _sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.reset()
    return _sandbox


_references = iter(range(1_000_000))


def checkout(**changes: Any) -> dict[str, Any]:
    """The arguments of a checkout with a reference of its own."""
    return {
        "partner_id": "ECHEZONA001",
        "client_id": "AIRPEACE001",
        "amount": 750,
        "currency": "USD",
        "email": "buyer@example.com",
        "echezona_reference": f"EZ-{os.getpid()}-{next(_references)}",
        **changes,
    }


Answer = tuple[int, list[tuple[str, str]], bytes]


class Server:
    """A small HTTP server that keeps what it was sent. `answer` is asked for each request; `None` closes the connection
    without one, `HANG` never answers."""

    HANG = object()

    def __init__(self, answer: Callable[[bytes, bytes], Any]) -> None:
        self.answer = answer
        self.sent: list[tuple[bytes, bytes]] = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.base_url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/api/v1"
        self.connections = 0
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        data = b""
        try:
            while True:
                while b"\r\n\r\n" not in data:
                    chunk = connection.recv(65536)
                    if not chunk:
                        return
                    data += chunk
                head, _, data = data.partition(b"\r\n\r\n")
                length = 0
                for line in head.split(b"\r\n")[1:]:
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                while len(data) < length:
                    data += connection.recv(65536)
                body, data = data[:length], data[length:]
                self.sent.append((head, body))
                answer = self.answer(head, body)
                if answer is Server.HANG:
                    continue
                if answer is None:
                    return
                status, headers, content = answer
                lines = [f"HTTP/1.1 {status} X", f"content-length: {len(content)}", *(f"{n}: {v}" for n, v in headers)]
                connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content)
        except OSError:
            return
        finally:
            connection.close()

    def close(self) -> None:
        self.listener.close()
        for connection in self.open:
            connection.close()

    def options(self, **more: Any) -> dict[str, Any]:
        return {"base_url": self.base_url, "api_key": "cp_test_key", "hmac_secret": "test_hmac_secret", **more}


@pytest.fixture
def serve() -> Iterator[Callable[[Any], Server]]:
    """Starts servers with an answer, or a function that gives one."""
    servers: list[Server] = []

    def start(answer: Any) -> Server:
        servers.append(Server(answer if callable(answer) else lambda head, body: answer))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


OK: Answer = (200, [], b"{}")


@pytest.fixture
def clive(sandbox: Sandbox) -> payseal.CliveClient:
    return payseal.CliveClient(**sandbox.options())


WAYS = ["blocking", "threads", "aiohttp", "httpx"]


class Way:
    """A client, and how what it gives is waited for."""

    def __init__(self, client: Any) -> None:
        self.client = client

    async def __call__(self, value: Any) -> Any:
        return await value if inspect.isawaitable(value) else value

    async def all(self, items: Any) -> list[Any]:
        return [item async for item in items] if hasattr(items, "__aiter__") else list(items)

    async def failure(self, call: Callable[[], Any], expected: type[payseal.PaysealError]) -> payseal.PaysealError:
        with pytest.raises(expected) as caught:
            await self(call())
        return caught.value


def run_in(
    way: str, blocking: Any, asynchronous: Any, options: dict[str, Any], body: Callable[[Way], Coroutine[Any, Any, None]]
) -> None:
    """Runs `body` with a client of the one class or of the other, over one of the ways to move bytes."""

    async def main() -> None:
        if way == "blocking":
            with blocking(**options) as client:
                await body(Way(client))
        elif way == "threads":
            async with asynchronous(**options) as client:
                await body(Way(client))
        elif way == "aiohttp":
            async with aiohttp.ClientSession() as session, asynchronous(http_client=session, **options) as client:
                await body(Way(client))
        else:
            async with httpx.AsyncClient() as given, asynchronous(http_client=given, **options) as client:
                await body(Way(client))

    asyncio.run(main())
