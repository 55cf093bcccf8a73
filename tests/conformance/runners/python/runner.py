"""The Python runner of the conformance scenarios: a line of JSON in, a line of JSON out (docs/conformance.md).

PAYSEAL_CONFORMANCE_TRANSPORT names who moves the bytes: `blocking`, or of the asynchronous client `threads`, `aiohttp` or
`httpx`. One event loop serves all lines, as in a program.
"""

from __future__ import annotations

import asyncio
import copy
import inspect
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import local
import payseal

TRANSPORT = os.environ["PAYSEAL_CONFORMANCE_TRANSPORT"]
SETTINGS = {
    "base_url",
    "api_key",
    "hmac_secret",
    "bearer_token",
    "connect_timeout_ms",
    "attempt_timeout_ms",
    "total_timeout_ms",
    "max_retries",
    "local_validation",
    "allow_insecure_http",
    "extra_ca_pem",
}
AUTH = {"public": "none", "api_key": "api_key", "signed": "signed", "bearer": "bearer"}
PARTNERS = {"clive": "CliveClient", "tybrite": "TybriteClient"}

Json = dict[str, Any]
loop = asyncio.new_event_loop()


class Running:
    """What the attempt hook shares with the call that runs."""

    events: list[Json] = []
    cancel_at: Json = {}
    cancel: Callable[[], object] = staticmethod(lambda: None)


def told(event: payseal.AttemptEvent) -> None:
    names = ("attempt", "operation", "idempotency_key", "status", "fault", "outcome", "retry_in_ms")
    Running.events.append({"phase": event.type, **{name: getattr(event, name) for name in names}})
    at = Running.cancel_at
    waits = event.retry_in_ms is not None
    if at.get("attempt") == event.attempt and (at["when"] == event.type or (at["when"] == "waiting" and waits)):
        Running.cancel()


class Kept:
    """The client of the line before, and what it was made from."""

    settings: Json | None = None
    client: Any = None
    given: Any = None

    @classmethod
    def of(cls, partner: str, settings: Json) -> Any:
        if cls.settings != [partner, settings]:
            cls.settings, cls.client = None, None
            unknown = settings.keys() - SETTINGS
            assert not unknown, f"this runner knows no setting {unknown}"
            cls.client = cls.make(partner, settings)
            cls.settings = copy.deepcopy([partner, settings])
        return cls.client

    @classmethod
    def make(cls, partner: str, settings: Json) -> Any:
        if TRANSPORT == "blocking":
            return getattr(payseal, PARTNERS[partner])(**settings, on_attempt=told)
        if cls.given is not None:
            loop.run_until_complete(cls.given.close() if TRANSPORT == "aiohttp" else cls.given.aclose())
        http = {}
        if TRANSPORT != "threads":
            # These clients bring their own authorities; a program that needs others gives them to its HTTP client.
            cls.given = http["http_client"] = loop.run_until_complete(http_client(settings.get("extra_ca_pem")))
        return getattr(payseal, f"Async{PARTNERS[partner]}")(**settings, **http, on_attempt=told)


async def http_client(ca_pem: str | None) -> Any:
    import ssl

    context = ssl.create_default_context(cadata=ca_pem)
    if TRANSPORT == "aiohttp":
        import aiohttp

        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context))
    import httpx

    return httpx.AsyncClient(verify=context)


def run(asked: Json) -> tuple[Any, Any]:
    """The value, and what the language tells besides."""
    if "local" in asked:
        return local.run(asked["local"]), None
    client = Kept.of(asked["partner"], asked["client"])
    print(client, repr(client), file=sys.stderr)
    given = dict(asked["options"])
    key = {"idempotency_key": given.pop("idempotency_key")} if "idempotency_key" in given else {}
    cancel, when = payseal.Cancel(), asked.get("cancel") or {}
    if when and TRANSPORT in ("blocking", "threads"):
        given["cancel"], Running.cancel = cancel, cancel.cancel
    if identity := given.pop("identity", None):
        given["identity"] = (identity["header"], identity["value"])
    options = payseal.CallOptions(**given)
    if when.get("when") == "before":
        cancel.cancel()
    Running.cancel_at = when
    timer = threading.Timer(when.get("ms", 0) / 1000, cancel.cancel)
    if when.get("when") == "after":
        timer.start()
    try:
        if TRANSPORT == "blocking":
            return shown(asked, call(client, asked, key, options))
        return shown(asked, loop.run_until_complete(awaited(client, asked, key, options)))
    finally:
        timer.cancel()


async def awaited(client: Any, asked: Json, key: Json, options: payseal.CallOptions) -> Any:
    """The call as a task. Over another library's client it is the task that is cancelled."""
    if asked.get("all_pages"):
        return [item async for item in call(client, asked, key, options)]
    task = asyncio.ensure_future(call(client, asked, key, options))
    if TRANSPORT in ("aiohttp", "httpx"):
        Running.cancel = task.cancel
        if (when := asked.get("cancel") or {}).get("when") == "after":
            asyncio.get_running_loop().call_later(when["ms"] / 1000, task.cancel)
    try:
        return await task
    except asyncio.CancelledError as cancelled:
        raise cancelled.__cause__ or cancelled from None


def call(client: Any, asked: Json, key: Json, options: payseal.CallOptions) -> Any:
    """Calls the operation: a value, an awaitable or an iterator, as the client's kind gives."""
    if raw := asked.get("raw"):
        body = json.loads(raw["body"]) if "body" in raw else None
        return client.raw_request(
            raw["method"],
            raw["path"],
            auth=AUTH[raw["auth"]],
            body=body,
            query=[(name, value) for name, value in raw["query"]],
            options=options,
            **key,
        )
    fields = json.loads(asked["input"])
    if "idempotency_key" in fields:
        # The argument of that name is the header's; the body has a member of its own.
        fields["idempotency_key_in_body"] = fields.pop("idempotency_key")
    if asked["operation"] == "initialize_and_attach_intent":
        fields["stripe_payment_intent_id"] = asked["stripe_payment_intent_id"]
    *groups, name = asked["operation"].split(".")
    for group in groups:
        client = getattr(client, group)
    if asked.get("all_pages"):
        items = client.iter(**fields, options=options)
        return list(items) if TRANSPORT == "blocking" else items
    method = getattr(client, name)
    # A required argument cannot be left out in Python; None is an absent one.
    required = [p.name for p in inspect.signature(method).parameters.values() if p.default is p.empty]
    return method(**{**dict.fromkeys(required), **fields}, options=options, **key)


def shown(asked: Json, value: Any) -> tuple[Any, Any]:
    print(repr(value), file=sys.stderr)
    if asked.get("all_pages"):
        return [{"id": item.id} for item in value], None
    if asked.get("operation") == "initialize_and_attach_intent":
        both = {"initialize": value.initialize.to_dict(), "attach": value.attach.to_dict()}
        return both, meta(asked, value.attach)
    return value.data if asked.get("raw") else value.to_dict(), meta(asked, value)


def meta(asked: Json, value: Any) -> Json:
    answer = value.answer
    names = ("status", "replayed", "attempts", "idempotency_key", "request_id", "environment")
    told = {**{name: getattr(answer, name) for name in names}, "rate_limit": limit(answer.rate_limit)}
    if asked.get("operation") == "payments.initialize":
        told["verify_reference"] = payseal.verify_reference(value)
    return told


def limit(given: Any) -> Json | None:
    return None if given is None else {n: getattr(given, n) for n in ("limit", "remaining", "reset_unix_s", "scope")}


ERROR = (
    "kind",
    "code",
    "message",
    "status",
    "details",
    "outcome",
    "retryable",
    "attempts",
    "operation",
    "idempotency_key",
    "request_id",
    "retry_after_ms",
    "fault",
    "response_text",
    "advice",
    "completed",
    "hint",
    "environment",
)


def main() -> None:
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    asyncio.set_event_loop(loop)
    for line in sys.stdin:
        asked = json.loads(line)
        Running.events, Running.cancel_at = [], {}
        said: Json = {"id": asked["id"]}
        try:
            said["ok"], said["meta"] = run(asked)
        except payseal.PaysealError as error:
            logging.getLogger("runner").exception("%s %r %s", error, error, vars(error))
            said["error"] = {**{name: getattr(error, name) for name in ERROR}, "rate_limit": limit(error.rate_limit)}
        said["events"] = Running.events
        print(json.dumps(said), flush=True)


main()
