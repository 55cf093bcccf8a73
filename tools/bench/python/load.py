"""Whole calls on loopback, blocking and asynchronous, beside requests, httpx, aiohttp and our own Rust client.

The server (`payseal-bench serve`) is a process of its own and several times cheaper than any client here. On Linux it and
the clients have a core each, so that a rate is what one core of client can do. All clients of a row run at the same time in
processes of their own, one of them sending at any moment: half a second each, in turn, round after round.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from harness import Measured, finish, goal

ROUNDS = 7
BENCH = os.environ["PAYSEAL_BENCH_BIN"]
WORKER = str(Path(__file__).with_name("worker.py"))
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pinned(core: int) -> Callable[[], None] | None:
    return (lambda: os.sched_setaffinity(0, {CORES[core]})) if len(CORES) > 1 else None


class Process:
    """Answers a line with a line."""

    def __init__(self, words: list[str], core: int) -> None:
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(core)
        )
        assert self.process.stdin and self.process.stdout
        self.ask, self.hear = self.process.stdin, self.process.stdout

    def line(self) -> str:
        self.ask.write("\n")
        self.ask.flush()
        said = self.hear.readline()
        assert said, f"{self.process.args} ended with {self.process.wait()}"
        return said

    def end(self) -> None:
        self.ask.close()
        assert self.process.wait() == 0
        self.hear.close()


server = Process([BENCH, "serve"], 0)
PORT = server.hear.readline().strip()


class Row:
    """The clients of one row, by turns."""

    def __init__(self, how: str, width: int, names: list[str], rounds: int = ROUNDS) -> None:
        path = "/slow" if how == "at-once" else ""
        clients = {}
        for name in names:
            words = [BENCH, "load", PORT, str(width)] if name == "rust" else [
                sys.executable, WORKER, how, name, str(width), f"http://127.0.0.1:{PORT}{path}"
            ]
            clients[name] = Process(words, -1)
        what = ("rate", "cpu", "ms")
        measured: dict[str, dict[str, list[float]]] = {key: {name: [] for name in names} for key in what}
        self.connections, self.first = {}, {}
        # The first window opens the connections and warms everything up.
        for turn in range(rounds + 1):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                said = json.loads(clients[name].line())
                connections, _ = server.line().split()
                if turn == 0:
                    self.connections[name], self.first[name] = connections, said
                    continue
                for key in what:
                    measured[key][name].append(said.get(key, 0.0))
        for client in clients.values():
            client.end()
        self.rate, self.cpu, self.ms = (Measured(measured[key]) for key in what)
        for name in names:
            rate, cpu = self.rate.median(name), self.cpu.median(name)
            print(f"       {name:<22} {rate:>8.0f} calls/s, {cpu:>6.1f} us of CPU each, {self.connections[name]:>4} connections")


for width, least in ((1, 5), (16, 20)):
    print(f"\nblocking, {width} thread(s)")
    row = Row("threads", width, ["payseal", "requests", "httpx", "rust"])
    for peer in ("requests", "httpx"):
        goal(f"calls a second against {peer}, {width} thread(s)", row.rate.ratio("payseal", peer), ">=", least)
        goal(f"less CPU a call than {peer}, {width} thread(s)", row.cpu.ratio(peer, "payseal"), ">=", 10)
    goal(f"calls a second of the Rust client's, {width} thread(s)", row.rate.ratio("payseal", "rust"), ">=", 0.85)

print("\nasyncio, 16 at once")
row = Row("tasks", 16, ["payseal", "payseal-over-aiohttp", "aiohttp", "httpx"])
goal("calls a second against aiohttp, 16 at once", row.rate.ratio("payseal", "aiohttp"), ">=", 2)

print("\nasyncio, 1,000 at once, a server that takes 50 ms")
row = Row("at-once", 1000, ["payseal", "payseal-over-aiohttp", "aiohttp"], rounds=5)
for name, first in row.first.items():
    print(f"       {name:<22} {row.ms.median(name):.0f} ms, the first time {first['ms']:.0f} ms")
goal("1,000 at once, 50 ms server", row.ms.median("payseal"), "<=", 500, "ms")
goal("1,000 at once, 50 ms server, threads and connections made anew", row.first["payseal"]["ms"], "<=", 500, "ms")
server.end()
finish()
