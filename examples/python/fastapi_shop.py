"""FastAPI: `uvicorn fastapi_shop:app`. The client runs on its own threads; no HTTP library is needed."""

from __future__ import annotations

from typing import Any

from checkout import RECORDS, arguments, refusal
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from payseal import AsyncCliveClient, errors
from webhooks import receive

app = FastAPI()
clive = AsyncCliveClient.from_env()


@app.post("/checkout")
async def start_checkout(order: dict[str, Any]) -> JSONResponse:
    try:
        made = await clive.create_checkout_intent(**arguments(order))
    except errors.PaysealError as error:
        status, body = refusal(error)
        return JSONResponse(body, status)
    RECORDS[order["reference"]] = made.record()
    return JSONResponse({"client_secret": made.client_secret, "publishable_key": made.stripe_publishable_key})


# The request itself and no model: a model would have thrown the signed bytes away.
@app.post("/webhooks/{partner}")
async def webhook(partner: str, request: Request) -> Response:
    return Response(status_code=receive(partner, await request.body(), request.headers))
