"""Plain WSGI: `python wsgi_shop.py`, then POST {"amount": "750.00", "email": ..., "reference": ...} to /checkout.
The partners' webhooks come to /webhooks/clive and /webhooks/tybrite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.simple_server import make_server

from checkout import RECORDS, arguments, refusal
from payseal import CliveClient, errors
from webhooks import receive

clive = CliveClient.from_env()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body: dict[str, Any] = {}
    if environ["REQUEST_METHOD"] != "POST":
        status = 405
    elif environ["PATH_INFO"].startswith("/webhooks/"):
        status = receive(environ["PATH_INFO"].removeprefix("/webhooks/"), raw, environ)
    elif environ["PATH_INFO"] != "/checkout":
        status = 404
    else:
        order = json.loads(raw)
        try:
            made = clive.create_checkout_intent(**arguments(order))
        except errors.PaysealError as error:
            status, body = refusal(error)
        else:
            RECORDS[order["reference"]] = made.record()
            status, body = 200, {"client_secret": made.client_secret, "publishable_key": made.stripe_publishable_key}
    start_response(f"{status} {HTTPStatus(status).phrase}", [("content-type", "application/json")])
    return [json.dumps(body).encode()]


if __name__ == "__main__":
    make_server("127.0.0.1", 8000, application).serve_forever()
