"""The asynchronous client: on its own threads, over aiohttp, over httpx. One behaviour, three ways to move bytes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import httpx
import payseal
import pytest
from conftest import OK, Sandbox, Server, checkout
from payseal import AsyncCliveClient, CallOptions, Cancel, errors

WAYS = ["threads", "aiohttp", "httpx"]
way = pytest.mark.parametrize("way", WAYS)


@contextlib.asynccontextmanager
async def client(way: str, **options: Any) -> AsyncIterator[AsyncCliveClient]:
    if way == "threads":
        async with AsyncCliveClient(**options) as clive:
            yield clive
    elif way == "aiohttp":
        async with aiohttp.ClientSession() as session, AsyncCliveClient(http_client=session, **options) as clive:
            yield clive
    else:
        async with httpx.AsyncClient() as given, AsyncCliveClient(http_client=given, **options) as clive:
            yield clive


def run(body: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(body())


@way
def test_every_operation_answers(way: str, sandbox: Sandbox) -> None:
    async def body() -> None:
        async with client(way, **sandbox.options()) as clive:
            given = checkout(meta={"s": ["a", None]})
            made = await clive.create_checkout_intent(**given)
            again = await clive.create_checkout_intent(**given)
            assert made.clive_tx_id == again.clive_tx_id and again.answer.replayed
            both = await clive.initialize_and_attach_intent("pi_2", **{k: v for k, v in checkout().items() if k != "email"})
            assert both.attach.stripe_payment_intent_id == "pi_2"
            assert (await clive.list_transactions()).items
            assert (await clive.raw_request("GET", "/transactions", auth="api_key")).data["items"]
            assert (await clive.send(clive.intents.create_checkout_intent(**checkout()))).clive_tx_id
            with pytest.raises(errors.NotFoundError):
                await clive.attach_payment_intent(clive_tx_id="CLVTX_0", stripe_payment_intent_id="pi")
            with pytest.raises(errors.ValidationError):
                await clive.create_checkout_intent(**checkout(amount=0))
        with pytest.raises(errors.ConfigError, match="closed"):
            await clive.list_transactions()

    run(body)


@way
def test_retries_use_one_key(way: str, sandbox: Sandbox) -> None:
    async def body() -> None:
        events: list[payseal.AttemptEvent] = []
        async with client(way, **sandbox.options(on_attempt=events.append)) as clive:
            sandbox.fault(method="POST", action={"kind": "reset_after_commit"})
            made = await clive.create_checkout_intent(**checkout())
            assert made.answer.attempts == 2 and made.answer.replayed
            sandbox.fault(method="POST", action={"kind": "truncate_body"})
            assert (await clive.create_checkout_intent(**checkout())).answer.attempts == 2
        assert [(event.type, event.outcome) for event in events] == [
            ("started", None),
            ("ended", "unknown"),
            ("started", None),
            ("ended", "ok"),
        ] * 2
        assert len({event.idempotency_key for event in events}) == 2

    run(body)


@way
def test_what_goes_wrong_on_the_wire(way: str, serve: Any) -> None:
    async def body() -> None:
        async with client(way, base_url="http://127.0.0.1:1/x", api_key="k", hmac_secret="s", max_retries=0) as clive:
            with pytest.raises(errors.ConnectionFailedError) as caught:
                await clive.create_checkout_intent(**checkout())
            assert (caught.value.code, caught.value.outcome) == ("CONNECT_REFUSED", "not_sent")
        hanging = serve(Server.HANG)
        async with client(way, **hanging.options(max_retries=0, attempt_timeout_ms=100)) as clive:
            with pytest.raises(errors.AttemptTimeoutError) as late:
                await clive.create_checkout_intent(**checkout())
            assert (late.value.code, late.value.outcome) == ("ATTEMPT_TIMEOUT", "unknown")
        silent = serve(None)
        async with client(way, **silent.options(max_retries=0)) as clive:
            with pytest.raises(errors.ConnectionFailedError) as broken:
                await clive.create_checkout_intent(**checkout())
            assert broken.value.outcome == "unknown"
        moved = serve((302, [("location", "http://127.0.0.1:1/")], b""))
        async with client(way, **moved.options(max_retries=0)) as clive:
            with pytest.raises(errors.ApiError) as redirected:
                await clive.create_checkout_intent(**checkout())
            assert redirected.value.code == "REDIRECTED" and len(moved.sent) == 1

    run(body)


@way
def test_the_same_request_on_the_wire(way: str, serve: Any) -> None:
    """What is sent is what the blocking client sends: body, signature, key, credentials."""
    server = serve(OK)
    given = checkout(meta={"b": 1, "2": [1.5, "\u2028"]})
    payseal.CliveClient(**server.options()).create_checkout_intent(**given)

    async def body() -> None:
        async with client(way, **server.options()) as clive:
            await clive.create_checkout_intent(**given)

    run(body)
    (head, first), (other, second) = server.sent
    assert first == second

    def ours(head: bytes) -> dict[str, str]:
        lines = [line.decode("latin-1").partition(": ") for line in head.split(b"\r\n")[1:]]
        names = ("content-type", "x-api-key", "x-clive-hmac", "idempotency-key", "content-length")
        return {name.lower(): value for name, _, value in lines if name.lower() in names}

    assert ours(head) == ours(other) and len(ours(head)) == 5


def test_a_key_beyond_ascii(serve: Any) -> None:
    async def body() -> None:
        server = serve(OK)
        for way in ("threads", "httpx"):
            async with client(way, **server.options()) as clive:
                await clive.create_checkout_intent(**checkout(), idempotency_key="caf\u00e9")
            assert b"caf\xe9\r\n" in server.sent[-1][0] + b"\r\n"
        async with client("aiohttp", **server.options()) as clive:
            with pytest.raises(errors.ConfigError, match="beyond ASCII"):
                await clive.create_checkout_intent(**checkout(), idempotency_key="caf\u00e9")
            with pytest.raises(errors.ConfigError, match="may send a DELETE twice"):
                await clive.raw_request("DELETE", "/x")
        assert len(server.sent) == 2

    run(body)


def test_http_client_must_be_known() -> None:
    with pytest.raises(errors.ConfigError, match="http_client must be"):
        AsyncCliveClient(base_url="https://h", http_client=object())  # type: ignore[arg-type]


def test_1000_calls_at_once(serve: Any) -> None:
    def late(head: bytes, body: bytes) -> Any:
        time.sleep(0.05)
        return OK

    server = serve(late)

    async def body() -> None:
        async with AsyncCliveClient(**server.options()) as clive:
            made = await asyncio.gather(*(clive.create_checkout_intent(**checkout()) for _ in range(1000)))
            assert len(made) == 1000 and {answer.answer.attempts for answer in made} == {1}

    run(body)
    assert len(server.sent) == 1000 and server.connections <= 256


def cause_of(task: asyncio.Task[Any]) -> BaseException | None:
    try:
        task.result()
    except asyncio.CancelledError as cancelled:
        return cancelled.__cause__
    raise AssertionError("not cancelled")


@way
def test_cancellation_returns_at_once(way: str, serve: Any) -> None:
    server = serve(Server.HANG)

    async def body() -> None:
        async with client(way, **server.options()) as clive:
            task = asyncio.create_task(clive.create_checkout_intent(**checkout()))
            while not server.sent:
                await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await asyncio.wait([task], timeout=5)
            cause = cause_of(task)
            assert isinstance(cause, errors.CancelledCallError)
            assert (cause.outcome, cause.attempts, cause.operation) == ("unknown", 1, "create_checkout_intent")
            assert cause.idempotency_key is not None and cause.idempotency_key.startswith("checkout-EZ")

    run(body)


@way
def test_cancellation_at_every_await(way: str, sandbox: Sandbox) -> None:
    """However far a call has come when its task is cancelled: what is said of the money is never better than the truth,
    and the client goes on working."""

    async def body() -> None:
        async with client(way, **sandbox.options()) as clive:
            await clive.list_transactions()
            seen: set[str] = set()
            # Later and later, until calls are over before they are cancelled.
            for step in itertools.count():
                if step >= 60 and "ok" in seen:
                    break
                given = checkout()
                task = asyncio.create_task(clive.create_checkout_intent(**given))
                for _ in range(step % 12):
                    await asyncio.sleep(0)
                await asyncio.sleep(0 if step < 24 else (step - 24) * 0.0005)
                task.cancel()
                await asyncio.wait([task])
                if not task.cancelled():
                    seen.add("ok")
                    continue
                cause = cause_of(task)
                # Before its first step a coroutine has done nothing, and has nothing to say.
                outcome = cause.outcome if isinstance(cause, errors.PaysealError) else "not_sent"
                seen.add(outcome)
                await asyncio.sleep(0.05)
                arrived = [request for request in sandbox.requests() if given["echezona_reference"] in str(request)]
                assert outcome != "not_sent" or not arrived, f"step {step}: said not_sent, but it was sent"
            assert (await clive.create_checkout_intent(**checkout())).clive_tx_id
            assert len(seen) >= 2

    run(body)


def test_cancelled_while_the_answer_waits(sandbox: Sandbox) -> None:
    """The answer is fetched between the cancellation and the task's next step: the task is told of it."""

    async def body() -> None:
        async with client("threads", **sandbox.options()) as clive:
            for given, outcome, status in ((checkout(), "ok", 201), (checkout(currency="??"), "refused", 400)):
                task = asyncio.create_task(clive.create_checkout_intent(**given))
                await asyncio.sleep(0)
                time.sleep(0.5)  # the loop is busy while the answer comes
                await asyncio.sleep(0)
                task.cancel()
                await asyncio.wait([task])
                cause = cause_of(task)
                assert isinstance(cause, errors.PaysealError)
                assert (cause.outcome, cause.status) == (outcome, status)

    run(body)


def test_cancelled_in_the_queue_is_not_sent(serve: Any) -> None:
    server = serve(Server.HANG)

    async def body() -> None:
        async with AsyncCliveClient(**server.options(max_connections=1)) as clive:
            first = asyncio.create_task(clive.create_checkout_intent(**checkout()))
            while not server.sent:
                await asyncio.sleep(0.01)
            second = asyncio.create_task(clive.create_checkout_intent(**checkout()))
            await asyncio.sleep(0.05)
            second.cancel()
            await asyncio.wait([second])
            cause = cause_of(second)
            assert isinstance(cause, errors.CancelledCallError) and (cause.outcome, cause.attempts) == ("not_sent", 0)
            first.cancel()
            await asyncio.wait([first])
            await asyncio.sleep(0.3)
            assert len(server.sent) == 1

    run(body)


def test_cancel_handle_and_options(serve: Any) -> None:
    server = serve(Server.HANG)

    async def body() -> None:
        async with AsyncCliveClient(**server.options()) as clive:
            cancel = Cancel()
            threading.Timer(0.1, cancel.cancel).start()
            with pytest.raises(errors.CancelledCallError) as caught:
                await clive.create_checkout_intent(**checkout(), options=CallOptions(cancel=cancel))
            assert caught.value.outcome == "unknown"
            with pytest.raises((asyncio.TimeoutError, TimeoutError)):
                await asyncio.wait_for(clive.list_transactions(), 0.1)
        async with client("httpx", **server.options()) as clive:
            with pytest.raises(errors.ConfigError, match="cancel the task"):
                await clive.list_transactions(options=CallOptions(cancel=Cancel()))

    run(body)


def test_one_client_in_several_loops(serve: Any) -> None:
    server = serve(OK)
    clive = AsyncCliveClient(**server.options())

    async def body() -> None:
        await asyncio.gather(*(clive.list_transactions() for _ in range(5)))

    for _ in range(5):
        run(body)
    failed: list[BaseException] = []

    def in_thread() -> None:
        try:
            run(body)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=in_thread) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and len(server.sent) == 45
    clive.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_fork_after_use(serve: Any) -> None:
    server = serve(OK)
    clive = AsyncCliveClient(**server.options())

    async def body() -> None:
        await clive.list_transactions()

    run(body)
    child = os.fork()
    if child == 0:
        try:
            run(body)
            os._exit(0)
        except BaseException:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    run(body)
    assert len(server.sent) == 3


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads and descriptors are counted in /proc")
def test_threads_and_descriptors_go_with_the_client(serve: Any) -> None:
    server = serve(OK)

    async def body() -> None:
        async with AsyncCliveClient(**server.options()) as clive:
            await asyncio.gather(*(clive.list_transactions() for _ in range(8)))

    def ours() -> int:
        count = 0
        for task in os.listdir("/proc/self/task"):
            with contextlib.suppress(OSError), open(f"/proc/self/task/{task}/comm") as comm:
                count += comm.read().strip() == "payseal"
        return count

    run(body)
    gc.collect()
    until = time.monotonic() + 10
    while ours() and time.monotonic() < until:
        time.sleep(0.02)
    assert ours() == 0
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        run(body)
    gc.collect()
    until = time.monotonic() + 10
    while (ours() or len(os.listdir("/proc/self/fd")) > before + 40) and time.monotonic() < until:
        time.sleep(0.02)
    assert ours() == 0
