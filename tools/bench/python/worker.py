"""One client under load, in a process of its own: `worker.py HOW NAME WIDTH URL`. For each line it reads it sends for a
window (`threads`, `tasks`) or WIDTH calls at once (`at-once`), and says its rate, its CPU per call and the time in a line of JSON
(tools/xtask/src/bench/load.rs).

Every client does what a program does with it: the body from its fields, signature, headers, one connection pool, the answer
read as JSON.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

WINDOW_S = float(os.environ.get("PAYSEAL_BENCH_WINDOW_MS", "500")) / 1000
SECRET = b"test_hmac_secret"
FIELDS = {
    "partner_id": "ECHEZONA001",
    "client_id": "AIRPEACE001",
    "amount": 750,
    "currency": "USD",
    "echezona_reference": "EZ12345",
}


def signed() -> tuple[bytes, dict[str, str]]:
    body = json.dumps(FIELDS, separators=(",", ":")).encode()
    return body, {
        "Content-Type": "application/json",
        "x-api-key": "cp_test_key",
        "x-clive-hmac": hmac.new(SECRET, body, hashlib.sha256).hexdigest(),
        "idempotency-key": "init-EZ12345",
    }


def blocking(name: str, width: int, base_url: str) -> Callable[[], object]:
    url = f"{base_url}/transactions/initialize"
    if name == "payseal":
        from payseal import CliveClient

        client = CliveClient(base_url=base_url, api_key="cp_test_key", hmac_secret=SECRET)
        return lambda: client.initialize_transaction(**FIELDS).clive_tx_id
    if name == "requests":
        import requests
        from requests.adapters import HTTPAdapter

        session = requests.Session()
        session.mount("http://", HTTPAdapter(pool_maxsize=width))

        def by_requests() -> object:
            body, headers = signed()
            return session.post(url, data=body, headers=headers).json()["clive_tx_id"]

        return by_requests
    import httpx

    given = httpx.Client(limits=httpx.Limits(max_keepalive_connections=width, max_connections=width))

    def by_httpx() -> object:
        body, headers = signed()
        return given.post(url, content=body, headers=headers).json()["clive_tx_id"]

    return by_httpx


async def awaited(name: str, width: int, base_url: str) -> Callable[[], Awaitable[object]]:
    url = f"{base_url}/transactions/initialize"
    if name.startswith("payseal"):
        from payseal import AsyncCliveClient

        given: Any = None
        if name == "payseal over aiohttp":
            import aiohttp

            given = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        options = {"base_url": base_url, "api_key": "cp_test_key", "hmac_secret": SECRET}
        client = AsyncCliveClient(http_client=given, **options)

        async def by_payseal() -> object:
            return (await client.initialize_transaction(**FIELDS)).clive_tx_id

        return by_payseal
    if name == "aiohttp":
        import aiohttp

        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

        async def by_aiohttp() -> object:
            body, headers = signed()
            async with session.post(url, data=body, headers=headers) as answer:
                return (await answer.json())["clive_tx_id"]

        return by_aiohttp
    import httpx

    other = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=width, max_connections=width), timeout=60)

    async def by_httpx() -> object:
        body, headers = signed()
        return (await other.post(url, content=body, headers=headers)).json()["clive_tx_id"]

    return by_httpx


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def windows(run: Callable[[], int]) -> None:
    for _ in sys.stdin:
        started, cpu = time.perf_counter(), cpu_s()
        calls = run()
        took = time.perf_counter() - started
        said = {"rate": calls / took, "cpu": (cpu_s() - cpu) * 1e6 / calls, "ms": took * 1000}
        print(json.dumps(said), flush=True)
    # At once: nothing that is open needs to be taken down in order.
    os._exit(0)


def threads(call: Callable[[], object], width: int) -> int:
    calls = [0] * width
    until = time.perf_counter() + WINDOW_S

    def one(thread: int) -> None:
        own = 0
        while time.perf_counter() < until:
            assert call() is not None
            own += 1
        calls[thread] = own

    if width == 1:
        one(0)
    else:
        running = [threading.Thread(target=one, args=(thread,)) for thread in range(width)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    return sum(calls)


async def tasks(call: Callable[[], Awaitable[object]], width: int) -> int:
    calls = 0
    until = time.perf_counter() + WINDOW_S

    async def one() -> None:
        nonlocal calls
        while time.perf_counter() < until:
            assert await call() is not None
            calls += 1

    await asyncio.gather(*(one() for _ in range(width)))
    return calls


async def at_once(call: Callable[[], Awaitable[object]], width: int) -> int:
    assert None not in await asyncio.gather(*(call() for _ in range(width)))
    return width


def main() -> None:
    how, name, width, base_url = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    if how == "threads":
        call = blocking(name, width, base_url)
        windows(lambda: threads(call, width))
        return
    loop = asyncio.new_event_loop()
    run = {"tasks": tasks, "at-once": at_once}[how]
    awaitable = loop.run_until_complete(awaited(name, width, base_url))
    windows(lambda: loop.run_until_complete(run(awaitable, width)))


main()
