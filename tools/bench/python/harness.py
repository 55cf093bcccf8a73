"""Side-by-side measuring: the cases take turns, round by round, and a ratio is the median of the rounds' ratios, so that
a slow moment of the machine hits all cases alike. Not for absolute numbers across machines."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

missed = 0


class Measured:
    """Times (or rates) of each case in each round."""

    def __init__(self, rounds: dict[str, list[float]]) -> None:
        self.rounds = rounds

    def median(self, name: str) -> float:
        return statistics.median(self.rounds[name])

    def ratio(self, name: str, other: str) -> float:
        """`name` divided by `other`, within a round."""
        return statistics.median(a / b for a, b in zip(self.rounds[name], self.rounds[other], strict=True))


def compare(cases: dict[str, Callable[[], object]], rounds: int = 15, ms: float = 15) -> Measured:
    """Nanoseconds of each case in each round."""
    calls = {name: max(1, int(ms * 1e6 / once(work, 1_000))) for name, work in cases.items()}
    times: dict[str, list[float]] = {name: [] for name in cases}
    names = list(cases)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            times[name].append(once(cases[name], calls[name]))
    return Measured(times)


def once(work: Callable[[], object], calls: int) -> float:
    """By the clock of this thread, which stands still while other processes have the machine."""
    started = time.thread_time_ns()
    for _ in range(calls):
        work()
    return (time.thread_time_ns() - started) / calls


def goal(what: str, value: float, relation: str, limit: float, unit: str = "x", more: str = "") -> None:
    """Prints one goal; `value` must be at least (`>=`) or at most (`<=`) `limit`."""
    global missed
    ok = value >= limit if relation == ">=" else value <= limit
    missed += not ok
    shown = f"{value:.0f}" if value >= 100 else f"{value:.2f}"
    print(f"{'ok    ' if ok else 'MISSED'} {what:<66} {shown:>8} {unit}  (goal {relation} {limit})  {more}".rstrip(), flush=True)


def finish() -> None:
    """The exit code says whether a goal was missed."""
    sys.exit(1 if missed else 0)
