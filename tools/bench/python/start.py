"""What `import payseal` adds to the start of Python, beside what `stripe` and `requests` add."""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from harness import finish, goal

CASES = {"bare": "pass", "payseal": "import payseal", "requests": "import requests", "stripe": "import stripe"}
wall: dict[str, list[float]] = {name: [] for name in CASES}
cpu: dict[str, list[float]] = {name: [] for name in CASES}


def cpu_ms() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


for turn in range(22):
    for name in CASES if turn % 2 else reversed(CASES):
        started, used = time.perf_counter(), cpu_ms()
        subprocess.run([sys.executable, "-c", CASES[name]], check=True)
        # The first round fills the file cache.
        if turn:
            wall[name].append((time.perf_counter() - started) * 1000)
            cpu[name].append(cpu_ms() - used)


def best(of: dict[str, list[float]], name: str) -> float:
    """The best round beyond the best of the bare interpreter: other processes only ever make it worse."""
    return min(of[name]) - min(of["bare"])


more = f"stripe {best(wall, 'stripe'):.0f} ms, requests {best(wall, 'requests'):.0f} ms; bare python {min(wall['bare']):.1f} ms"
goal("import payseal, beyond a bare python (best of 21 rounds)", best(wall, "payseal"), "<=", 15, "ms", more)
more = f"stripe {best(cpu, 'stripe'):.0f} ms, requests {best(cpu, 'requests'):.0f} ms; bare python {min(cpu['bare']):.1f} ms"
goal("the same in CPU time, which a busy machine blurs less", best(cpu, "payseal"), "<=", 15, "ms", more)
finish()
