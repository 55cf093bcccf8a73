"""The examples as they stand in `examples/python`, each in a process of its own against the sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from conftest import API_KEY, HMAC_SECRET, Sandbox, checkout

# One checkout, the same again, and one that is refused; by the test client of each framework.
CALL = {
    "wsgi_shop": """
import io
from wsgi_shop import application
def post(order):
    body = json.dumps(order).encode()
    said = []
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/checkout", "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    content = b"".join(application(environ, lambda status, headers: said.append(status)))
    return int(said[0].split()[0]), json.loads(content)
""",
    "flask_shop": """
from flask_shop import app
def post(order):
    answer = app.test_client().post("/checkout", json=order)
    return answer.status_code, answer.get_json()
""",
    "fastapi_shop": """
import asyncio, httpx
from fastapi_shop import app
def post(order):
    async def send():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop") as client:
            return await client.post("/checkout", json=order)
    answer = asyncio.run(send())
    return answer.status_code, answer.json()
""",
    "django_shop": """
from django_shop import application
from django.test import Client
def post(order):
    answer = Client().post("/checkout", json.dumps(order), content_type="application/json")
    return answer.status_code, answer.json()
""",
}


@pytest.mark.parametrize("shop", CALL)
def test_a_shop(shop: str, sandbox: Sandbox) -> None:
    order = {"amount": "750.00", "email": "buyer@example.com", "reference": checkout()["echezona_reference"]}
    script = f"import json\n{CALL[shop]}\nfor order in json.loads({json.dumps([order, order, {**order, 'amount': '-1'}])!r}):\n    print(json.dumps(post(order)))"
    env = {
        **os.environ,
        "CLIVE_API_BASE_URL": sandbox.base_url,
        "CLIVE_API_KEY": API_KEY,
        "CLIVE_HMAC_SECRET": HMAC_SECRET,
    }
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=os.environ["PAYSEAL_EXAMPLES"], env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    first, again, refused = map(json.loads, ran.stdout.splitlines())
    assert first == again and first[0] == 200 and first[1]["client_secret"]
    assert refused[0] == 400 and "amount" in refused[1]["fields"]["fieldErrors"]
    assert len(sandbox.ask("GET", "/ledger")["transactions"]) == 1
