"""What `import payseal` adds to the start of Python, beside what `stripe` and `requests` add."""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from harness import ROUNDS, row

CASES = {"bare": "pass", "payseal": "import payseal", "requests": "import requests", "stripe": "import stripe"}
wall: dict[str, list[float]] = {name: [] for name in CASES}
cpu: dict[str, list[float]] = {name: [] for name in CASES}


def cpu_ms() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


for turn in range(ROUNDS + 1):
    for name in CASES if turn % 2 else reversed(CASES):
        started, used = time.perf_counter(), cpu_ms()
        subprocess.run([sys.executable, "-c", CASES[name]], check=True)
        # The first round fills the file cache.
        if turn:
            wall[name].append((time.perf_counter() - started) * 1000)
            cpu[name].append(cpu_ms() - used)


for of, rounds, goal in (("wall time", wall, 15), ("CPU", cpu, 15)):
    for name in ("payseal", "requests", "stripe"):
        beyond = [ms - bare for ms, bare in zip(rounds[name], rounds["bare"], strict=True)]
        row("import, beyond a bare python", of, name, "ms", beyond, goal if name == "payseal" else None)
