"""Side-by-side measuring: the cases take turns, round by round, so that a slow moment of the machine hits all cases alike.
A row is printed for each case; `cargo xtask bench` makes medians, ratios and tables of the rows (tools/xtask/src/bench/row.rs)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable

ROUNDS = int(os.environ.get("PAYSEAL_BENCH_ROUNDS", "15"))
SLICE_MS = float(os.environ.get("PAYSEAL_BENCH_MS", "15"))

Cases = dict[str, Callable[[], object]]


def compare(group: str, case: str, cases: Cases, goals: dict[str, float] | None = None) -> None:
    """Measures every case and prints a row for each: ours first. `goals` names how many times as fast as a peer ours must
    be, or, for ours, the most nanoseconds."""
    calls = {name: calls_in(SLICE_MS, work) for name, work in cases.items()}
    times: dict[str, list[float]] = {name: [] for name in cases}
    names = list(cases)
    for turn in range(ROUNDS):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            times[name].append(once(cases[name], calls[name]))
    for name in names:
        row(group, case, name, "ns", times[name], (goals or {}).get(name))


def calls_in(ms: float, work: Callable[[], object]) -> int:
    """How many calls fill a slice. Also the warm-up."""
    calls = 1
    while True:
        ns = once(work, calls) * calls
        if ns >= ms * 1e6 / 4:
            return max(1, int(calls * ms * 1e6 / ns))
        calls *= 2


def once(work: Callable[[], object], calls: int) -> float:
    """Nanoseconds a call, by the clock of this thread, which stands still while other processes have the machine."""
    started = time.thread_time_ns()
    for _ in range(calls):
        work()
    return (time.thread_time_ns() - started) / calls


def row(group: str, case: str, subject: str, unit: str, rounds: list[float], goal: float | None = None) -> None:
    """Prints a row."""
    line = {"group": group, "case": case, "subject": subject, "unit": unit, "rounds": rounds, "goal": goal}
    print(json.dumps(line), flush=True)
