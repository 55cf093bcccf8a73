"""Flask: `flask --app flask_shop run`."""

from __future__ import annotations

from checkout import RECORDS, arguments, refusal
from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from payseal import CliveClient, errors
from webhooks import receive

app = Flask(__name__)
clive = CliveClient.from_env()  # one client for all threads


@app.post("/checkout")
def start_checkout() -> ResponseReturnValue:
    order = request.get_json()
    try:
        made = clive.create_checkout_intent(**arguments(order))
    except errors.PaysealError as error:
        status, body = refusal(error)
        return jsonify(body), status
    RECORDS[order["reference"]] = made.record()
    return jsonify(client_secret=made.client_secret, publishable_key=made.stripe_publishable_key)


@app.post("/webhooks/<partner>")
def webhook(partner: str) -> ResponseReturnValue:
    return "", receive(partner, request.get_data(), request.headers)
