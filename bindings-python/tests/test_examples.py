"""The examples as they stand in `examples/python`: each shop served from a process of its own, called by a buyer and by the
sandbox, whose deliveries are real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import payseal
import pytest
from conftest import Sandbox, checkout
from payseal import TybriteClient

# Listens first, so that the sandbox can be told the port; then reads where the sandbox is, and serves.
LISTENS = """
import json, os, socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
os.environ.update(json.loads(sys.stdin.readline()))
"""
SERVES_WSGI = """
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
server = Server(listener.getsockname(), WSGIRequestHandler, bind_and_activate=False)
server.socket.close()
server.socket = listener
server.server_name, server.server_port = listener.getsockname()
server.setup_environ()
server.set_app(application)
server.serve_forever()
"""
SERVES_ASGI = """
import uvicorn
uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[listener])
"""
SHOPS = {
    "wsgi_shop": ("from wsgi_shop import application", SERVES_WSGI),
    "flask_shop": ("from flask_shop import app as application", SERVES_WSGI),
    "django_shop": ("from django_shop import application", SERVES_WSGI),
    "fastapi_shop": ("from fastapi_shop import app as application", SERVES_ASGI),
}
EXAMPLES = os.environ["PAYSEAL_EXAMPLES"]


class Shop:
    """A shop that is being served."""

    def __init__(self, name: str) -> None:
        shop, serves = SHOPS[name]
        command = [sys.executable, "-u", "-c", f"{LISTENS}\n{shop}\n{serves}"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=EXAMPLES, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        assert self.process.stdout is not None
        self.url = f"http://127.0.0.1:{self.process.stdout.readline().strip()}"

    def serve(self, environment: dict[str, str]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(environment) + "\n")
        self.process.stdin.flush()

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, bytes]:
        head = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, body, head, method="POST"), timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def end(self) -> tuple[str, str]:
        """What it has said."""
        self.process.terminate()
        return self.process.communicate(timeout=30)


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    shop = Shop(request.param)
    yield shop
    if shop.process.returncode is None:
        shop.end()


def test_a_shop_and_its_webhooks(shop: Shop) -> None:
    sandbox = Sandbox("--webhook-url", f"{shop.url}/webhooks/clive", "--webhook-secret", "whsec_of_clive")
    try:
        with TybriteClient(**sandbox.tybrite_options()) as tybrite:
            endpoint = tybrite.webhook_endpoints.create(url=f"{shop.url}/webhooks/tybrite", events=["*"]).webhook_endpoint
            assert endpoint is not None and endpoint.signing_secret is not None and endpoint.id is not None
            secrets = {"CLIVE_WEBHOOK_SECRET": "whsec_of_clive", "TYBRITE_WEBHOOK_SECRET": endpoint.signing_secret}
            shop.serve({**sandbox.environment(), **secrets})
            buys(shop, sandbox)
            expected = delivers(sandbox, tybrite, endpoint.id)
        refuses(shop)
        said, complained = shop.end()
        events = [json.loads(line[6:]) for line in said.splitlines() if line.startswith("event ")]
        assert events == expected, complained
        assert endpoint.signing_secret not in said + complained and "whsec_of_clive" not in said + complained
    finally:
        sandbox.close()


def buys(shop: Shop, sandbox: Sandbox) -> None:
    """One checkout, the same again, and one that is refused."""
    order = {"amount": "750.00", "email": "buyer@example.com", "reference": checkout()["echezona_reference"]}
    orders = (order, order, {**order, "amount": "-1"})
    first, again, refused = (shop.post("/checkout", json.dumps(order).encode()) for order in orders)
    assert first[0] == 200 and first == again and json.loads(first[1])["client_secret"]
    assert refused[0] == 400 and "amount" in json.loads(refused[1])["fields"]["fieldErrors"]
    assert len(sandbox.ask("GET", "/ledger")["transactions"]) == 1


def delivers(sandbox: Sandbox, tybrite: TybriteClient, endpoint: str) -> list[dict[str, Any]]:
    """Tybrite's test event twice, and Clive's after a payment; the events that the shop handles, each once."""
    delivered = tybrite.webhook_endpoints.test(endpoint, event_type="order.paid")
    assert (delivered.success, delivered.status_code) == (True, 200) and delivered.event_id is not None
    retried = tybrite.webhook_events.retry(delivered.event_id)
    assert [result.status_code for result in retried.results or []] == [200]
    with payseal.CliveClient(**sandbox.options()) as clive:
        made = clive.create_checkout_intent(**checkout())
    event = {"type": "payment_intent.succeeded", "payment_intent": made.stripe_payment_intent_id}
    sandbox.ask("POST", "/stripe/event", event)
    for _ in range(200):
        if any(each["state"] == "delivered" for each in sandbox.ask("GET", "/webhooks")["items"]):
            break
        time.sleep(0.05)
    return [{"type": "order.paid", "id": delivered.event_id}, {"type": "transaction_succeeded", "id": made.clive_tx_id}]


def refuses(shop: Shop) -> None:
    forged = f"t=1,v1={'0' * 64}"
    assert shop.post("/webhooks/tybrite", b'{"id":"evt_1"}', x_tybrite_signature=forged)[0] == 400
    assert shop.post("/webhooks/clive", b"{}")[0] == 400
    assert shop.post("/webhooks/nobody", b"{}")[0] == 404


def test_an_order_of_tybrite(sandbox: Sandbox) -> None:
    def python(*arguments: str) -> dict[str, Any]:
        command = [sys.executable, str(Path(EXAMPLES, "order.py")), *arguments]
        env = {**os.environ, **sandbox.environment()}
        ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        said: dict[str, Any] = json.loads(ran.stdout)
        return said

    started = python()
    assert started["order"] and started["say"] and started["reference"]
    sandbox.ask("POST", "/tybrite/pay", {"reference": started["reference"], "status": "paid"})
    assert python("verify", "mpesa", started["reference"]) == {"status": "success"}
    begun = [each for each in sandbox.ask("GET", "/ledger")["commits"] if each["operation"] == "v1/payments/initialize"]
    assert [each["count"] for each in begun] == [1]
