"""What `import payseal` adds to the start of Python, beside what `stripe` and `requests` add."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from harness import finish, goal

CASES = {"bare": "pass", "payseal": "import payseal", "requests": "import requests", "stripe": "import stripe"}
taken: dict[str, list[float]] = {name: [] for name in CASES}
for turn in range(22):
    for name in CASES if turn % 2 else reversed(CASES):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", CASES[name]], check=True)
        # The first round fills the file cache and writes the bytecode.
        if turn:
            taken[name].append((time.perf_counter() - started) * 1000)


def best(name: str) -> float:
    """The best round beyond the best of the bare interpreter: other processes only ever make it worse."""
    return min(taken[name]) - min(taken["bare"])


def median(name: str) -> float:
    return statistics.median(own - bare for own, bare in zip(taken[name], taken["bare"], strict=True))


more = f"stripe {best('stripe'):.0f} ms, requests {best('requests'):.0f} ms; bare python {min(taken['bare']):.1f} ms; median {median('payseal'):.1f} ms"
goal("import payseal, beyond a bare python (best of 21 rounds)", best("payseal"), "<=", 15, "ms", more)
finish()
