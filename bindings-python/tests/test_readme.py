"""The Python of the READMEs and guides, run as it stands against the sandbox."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Sandbox

# What each snippet must print, by what marks it: of a checkout the transaction, of the others what their comments promise.
PRINTS = [
    (r"intents\.create_checkout_intent", r"^\{'echezona_reference': 'EZ12345', 'idempotency_key': 'checkout-EZ12345'\}\nCLVTX_"),
    (r"create_checkout_intent", r"^CLVTX_"),
    (r"payments\.initialize.*signed_delivery", r"^\S+ False\norder\.paid$"),
    (r"orders\.iter\(payment_status", r" False sandbox\npending$"),
    (r"ingest\.products", r"^success 1 \[\]$"),
    (r"asyncio\.run", r"^0 True$"),
    (r"MemoryDedupe", r"^payment\.succeeded signed with secret 1\ndone$"),
    (r"explain\(", r"^mistaken \['body\.reserialized\.js', 'secret\.trimmed'\]\n.*cause: "),
    (r"WebhookVerificationError as error", r"^refunded\nWEBHOOK_BODY_WRONG_TYPE$"),
]


@pytest.mark.parametrize("file", ["README.md", "bindings-python/README.md", "docs/python.md", "docs/webhooks.md"])
def test_snippets(file: str, sandbox: Sandbox) -> None:
    text = Path(os.environ["PAYSEAL_ROOT"], file).read_text("utf-8")
    snippets = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert snippets, "no Python found"
    for snippet in snippets:
        sandbox.reset()
        environment = {**os.environ, **sandbox.environment()}
        command = [sys.executable, "-W", "error", "-c", snippet]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0 and ran.stderr == "", f"{snippet}\n{ran.stderr}"
        known = [prints for marks, prints in PRINTS if re.search(marks, snippet, re.DOTALL)]
        assert known, f"nothing is known about this snippet:\n{snippet}"
        assert re.search(known[0], ran.stdout.strip(), re.DOTALL), f"{snippet}\n{ran.stdout}"
        checkouts = [each for each in sandbox.ask("GET", "/ledger")["commits"] if each["operation"].startswith("transactions/")]
        assert len(checkouts) == snippet.count(".create_checkout_intent(")
