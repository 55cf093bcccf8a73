"""Every bench, one after the other. `cargo xtask bench python` installs what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

missed = False
for name in ("sign", "webhook", "start", "load"):
    print(f"\n{name}", flush=True)
    missed |= subprocess.run([sys.executable, str(Path(__file__).with_name(f"{name}.py"))]).returncode != 0
sys.exit(missed)
