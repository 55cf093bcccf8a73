"""Ctrl-C in every phase of a call: the program gets its `KeyboardInterrupt`, and as its cause what became of the call."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Server, checkout
from payseal import CliveClient, errors

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no os.kill with SIGINT for itself")


@contextlib.contextmanager
def full() -> Iterator[str]:
    """A listener that accepts nothing and whose queue is full: a further connection hangs while it is being opened."""
    with contextlib.ExitStack() as open_:
        listener = open_.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            waiting = open_.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        time.sleep(0.1)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextlib.contextmanager
def mute() -> Iterator[str]:
    """Accepts, and says nothing to a ClientHello."""
    accepted: list[socket.socket] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while not over.is_set():
                accepted.append(listener.accept()[0])

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            # Wakes the thread that accepts.
            socket.create_connection(listener.getsockname()).close()
            thread.join()
            for connection in accepted:
                connection.close()


@contextlib.contextmanager
def silent() -> Iterator[str]:
    """Reads the request, and never answers."""
    server = Server(lambda head, body: Server.HANG)
    yield server.base_url
    server.close()


def interrupted(base_url: str) -> tuple[float, Any]:
    """Seconds from the signal to the exception, and what the exception says of the call."""
    sent_at = 0.0

    def send() -> None:
        nonlocal sent_at
        time.sleep(0.5)
        sent_at = time.monotonic()
        os.kill(os.getpid(), signal.SIGINT)

    client = CliveClient(base_url=base_url, api_key="k", hmac_secret="s")
    thread = threading.Thread(target=send)
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            client.create_checkout_intent(**checkout())
        return time.monotonic() - sent_at, caught.value.__cause__
    finally:
        thread.join()


@pytest.mark.parametrize(("phase", "outcome"), [(full, "not_sent"), (mute, "not_sent"), (silent, "unknown")])
def test_ctrl_c(phase: Any, outcome: str) -> None:
    took = []
    with phase() as base_url:
        # A busy machine may be late once; a call that does not listen is late every time.
        for _ in range(3):
            seconds, cause = interrupted(base_url)
            assert isinstance(cause, errors.CancelledCallError)
            assert (cause.outcome, cause.attempts) == (outcome, 1)
            took.append(seconds)
            if seconds < 0.2:
                return
    raise AssertionError(f"Ctrl-C took {took} s")


def test_ctrl_c_off_the_main_thread_ends_nothing() -> None:
    """Python runs handlers on the main thread only: a call of another thread goes on, and its answer is not lost."""
    answered = threading.Event()
    server = Server(lambda head, body: (answered.wait(10), (200, [], b'{"clive_tx_id":"CLVTX_1"}'))[1])
    client = CliveClient(**server.options())
    made: list[Any] = []
    thread = threading.Thread(target=lambda: made.append(client.create_checkout_intent(**checkout())))
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            while not server.sent:
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
    finally:
        answered.set()
        thread.join()
        server.close()
    assert made[0].clive_tx_id == "CLVTX_1" and len(server.sent) == 1
