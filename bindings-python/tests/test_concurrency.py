"""Many calls at once, cancelled and forked at any moment: what each of them says of the money is what the ledger says."""

from __future__ import annotations

import asyncio
import collections
import gc
import os
import random
import resource
import signal
import sys
import threading
import time
from typing import Any

import pytest
from conftest import Sandbox, checkout
from payseal import CliveClient, errors
from test_async import client

ANSWER = (200, [], b'{"clive_tx_id":"CLVTX_1"}')


def committed(sandbox: Sandbox, settled: collections.Counter[str]) -> collections.Counter[str]:
    """How often each reference was committed, once everything that will arrive has arrived."""
    until = time.monotonic() + 10
    while True:
        counts: collections.Counter[str] = collections.Counter()
        for commit in sandbox.ask("GET", "/ledger")["commits"]:
            counts[commit["reference"]] += commit["count"]
        if counts == settled or time.monotonic() > until:
            return counts
        settled = counts
        time.sleep(0.3)


def outcome_of(task: asyncio.Task[Any]) -> str:
    """What a task that is over says of the money."""
    if not task.cancelled():
        return "ok" if task.exception() is None else getattr(task.exception(), "outcome", "?")
    try:
        task.result()
    except asyncio.CancelledError as cancelled:
        # Before its first step a coroutine has done nothing, and has nothing to say.
        return getattr(cancelled.__cause__, "outcome", "not_sent")
    raise AssertionError("not cancelled")


@pytest.mark.parametrize(("way", "calls"), [("threads", 1000), ("aiohttp", 1000), ("httpx", 100)])
def test_cancelled_at_any_moment(way: str, calls: int, sandbox: Sandbox) -> None:
    """Two in three are cancelled, at moments all over the calls' time; some answers are lost, some attempts refused."""
    moments = random.Random(8)

    async def body() -> list[tuple[dict[str, Any], asyncio.Task[Any]]]:
        for action in ("reset_after_commit", "no_answer"):
            sandbox.fault(method="POST", times=calls // 20, action={"kind": action}, after_commit=True)
        loop = asyncio.get_running_loop()
        async with client(way, **sandbox.options(max_connections=64)) as clive:
            began = loop.time()
            await clive.list_transactions()
            one = loop.time() - began
            made = []
            for number in range(calls):
                given = checkout()
                task = asyncio.ensure_future(clive.create_checkout_intent(**given))
                if number % 9 == 4:
                    task.cancel()  # before its first step
                elif number % 3:
                    loop.call_later(moments.random() * one * calls / 4, task.cancel)
                made.append((given, task))
            await asyncio.wait([task for _, task in made], timeout=6)
            for _, task in made:
                # What still waits for an answer that will not come.
                task.cancel()
            await asyncio.wait([task for _, task in made])
            assert (await clive.create_checkout_intent(**checkout())).clive_tx_id, "the client goes on working"
        return made

    made = asyncio.run(body())
    counts = committed(sandbox, collections.Counter())
    seen: collections.Counter[str] = collections.Counter()
    for given, task in made:
        outcome, charges = outcome_of(task), counts[given["echezona_reference"]]
        seen[outcome] += 1
        allowed = {"ok": [1], "not_sent": [0], "refused": [0], "unknown": [0, 1]}[outcome]
        assert charges in allowed, f"{given['echezona_reference']}: said {outcome}, charged {charges} times"
    assert seen["ok"] and seen["not_sent"] and seen["unknown"], seen


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_fork_while_other_threads_send(serve: Any) -> None:
    """Whatever the other threads hold at that moment, the child's calls go through and the parent's go on."""

    def late(head: bytes, body: bytes) -> Any:
        time.sleep(0.002)
        return ANSWER

    server = serve(late)
    clive = CliveClient(**server.options())
    over = threading.Event()
    failed: list[BaseException] = []
    made = [0] * 8

    def work(thread: int) -> None:
        try:
            while not over.is_set():
                assert clive.create_checkout_intent(**checkout()).clive_tx_id == "CLVTX_1"
                made[thread] += 1
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(12):
            child = os.fork()
            if child == 0:
                # A deadlock ends with this signal.
                signal.alarm(30)
                try:
                    for _ in range(3):
                        assert clive.create_checkout_intent(**checkout()).clive_tx_id == "CLVTX_1"
                    os._exit(0)
                except BaseException as error:
                    os.write(2, repr(error).encode())
                    os._exit(1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        before = list(made)
        until = time.monotonic() + 10
        while any(now == then for now, then in zip(made, before)) and time.monotonic() < until:
            time.sleep(0.01)
        assert all(now > then for now, then in zip(made, before)), "a thread of the parent stands still"
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not failed


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory is in other units elsewhere")
@pytest.mark.parametrize("way", ["blocking", "threads", "aiohttp", "httpx"])
def test_nothing_of_a_call_stays(way: str, serve: Any) -> None:
    """Each call carries 200 kB there and back. One that kept its body, its answer or its error would keep 40 MB here."""
    large = "x" * 200_000
    answers = [(200, [], b'{"clive_tx_id":"' + large.encode() + b'"}'), (422, [], large.encode())]
    server = serve(lambda head, body: answers[len(server.sent) % 2])
    given = checkout(meta={"large": large})

    def kept(error: errors.PaysealError) -> None:
        assert error.status == 422 and error.response_text

    async def calls(count: int) -> None:
        async with client(way, **server.options()) as clive:
            for _ in range(count):
                try:
                    assert (await clive.create_checkout_intent(**given)).clive_tx_id == large
                except errors.PaysealError as error:
                    kept(error)
                server.sent[:] = [(b"", b"")] * len(server.sent)

    def run(count: int) -> None:
        if way != "blocking":
            return asyncio.run(calls(count))
        with CliveClient(**server.options()) as clive:
            for _ in range(count):
                try:
                    assert clive.create_checkout_intent(**given).clive_tx_id == large
                except errors.PaysealError as error:
                    kept(error)
                server.sent[:] = [(b"", b"")] * len(server.sent)

    run(40)
    gc.collect()
    blocks, peak = sys.getallocatedblocks(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(200)
    gc.collect()
    assert sys.getallocatedblocks() - blocks < 2_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 20_000, "kB more than after 40 calls"


def test_64_threads_on_one_client_charge_once_each(sandbox: Sandbox) -> None:
    """Every intent is sent by four threads at once under its one key."""
    clive = CliveClient(**sandbox.options())
    intents = [checkout() for _ in range(80)]
    found: dict[str, set[str | None]] = collections.defaultdict(set)
    failed: list[BaseException] = []

    def work(thread: int) -> None:
        for given in intents[thread % 16 :: 16]:
            try:
                found[given["echezona_reference"]].add(clive.create_checkout_intent(**given).clive_tx_id)
            except errors.ConflictError as error:
                # The same key is under way in another thread: nobody is charged for this one.
                assert error.outcome == "refused"
            except BaseException as error:
                failed.append(error)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[:3]
    assert all(len(ids) == 1 for ids in found.values()) and len(found) == 80
    counts = committed(sandbox, collections.Counter())
    assert {counts[given["echezona_reference"]] for given in intents} == {1}

