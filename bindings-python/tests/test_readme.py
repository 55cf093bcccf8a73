"""The Python of all documents, run as it stands against the sandbox.

What each prints, and what goes wrong around it, stand in comments above it (`tools/xtask/src/documents.rs`).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Sandbox

ROOT = Path(os.environ["PAYSEAL_ROOT"])
DOCUMENTS = sorted(path for where in ("*.md", "docs/*.md", "*/README.md", "examples/*/README.md") for path in ROOT.glob(where))
BLOCK = re.compile(r"^((?:<!-- [^\n]* -->\n)*)```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FOUND = [
    pytest.param(*block, id=f"{path.relative_to(ROOT)}-{number}")
    for path in DOCUMENTS
    for number, block in enumerate(BLOCK.findall(path.read_text("utf-8")))
]


def said(comments: str, name: str) -> str | None:
    found = re.search(rf"^<!-- {name}: (.*) -->$", comments, re.MULTILINE)
    return found and found[1]


def test_the_documents_have_python() -> None:
    assert len(FOUND) >= 11


@pytest.mark.parametrize(("comments", "snippet"), FOUND)
def test_snippet(comments: str, snippet: str, sandbox: Sandbox) -> None:
    if (fault := said(comments, "fault")) is not None:
        sandbox.ask("POST", "/faults", fault)
    command = [sys.executable, "-W", "error", "-c", snippet]
    ran = subprocess.run(command, env={**os.environ, **sandbox.environment()}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0 and ran.stderr == "", f"{snippet}\n{ran.stderr}"
    prints = said(comments, "prints")
    assert prints is not None, f"nothing is known about this snippet:\n{snippet}"
    wanted = ".*".join(re.escape(part) for part in prints.replace("\\n", "\n").split("…"))
    assert re.fullmatch(wanted, ran.stdout.strip(), re.DOTALL), f"{snippet}\n{ran.stdout}"
    checkouts = [each for each in sandbox.ask("GET", "/ledger")["commits"] if each["operation"].startswith("transactions/")]
    assert len(checkouts) == (".create_checkout_intent(" in snippet)
