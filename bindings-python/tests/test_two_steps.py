"""`initialize_and_attach_intent`, blocking and in each asynchronous way: what is known when only the first step worked."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import OK, WAYS, Sandbox, Way, checkout, run_in
from payseal import AsyncCliveClient, CliveClient, errors

way = pytest.mark.parametrize("way", WAYS)


def given() -> dict[str, Any]:
    return {name: value for name, value in checkout().items() if name != "email"}


@way
def test_both_steps(way: str, sandbox: Sandbox) -> None:
    async def body(do: Way) -> None:
        order = given()
        made = await do(do.client.initialize_and_attach_intent("pi_1", **order, attach_idempotency_key="own"))
        record = made.record()
        assert record.idempotency_key == f"init-{order['echezona_reference']}"
        assert (record.stripe_payment_intent_id, record.clive_tx_id) == ("pi_1", made.attach.clive_tx_id)
        assert made.attach.answer.idempotency_key == "own"
        again = await do(do.client.initialize_and_attach_intent("pi_1", **order, attach_idempotency_key="own"))
        assert again.initialize.answer.replayed and again.attach.answer.replayed

    run_in(way, CliveClient, AsyncCliveClient, sandbox.options(), body)


@way
def test_only_the_first_step_worked(way: str, serve: Any) -> None:
    def answer(head: bytes, _: bytes) -> Any:
        if b"/transactions/initialize " in head:
            return 201, [], b'{"clive_tx_id":"CLVTX_7","status":"initialized","client_secret":"hidden"}'
        return 404, [], b'{"error":"Transaction not found","code":"NOT_FOUND"}'

    server = serve(answer)

    async def body(do: Way) -> None:
        call = lambda: do.client.initialize_and_attach_intent("pi_1", **given())  # noqa: E731
        error = await do.failure(call, errors.NotFoundError)
        assert error.completed == {"clive_tx_id": "CLVTX_7", "status": "initialized", "client_secret": "[REDACTED]"}
        assert (error.operation, error.outcome) == ("attach_payment_intent", "refused") and len(server.sent) == 2

    run_in(way, CliveClient, AsyncCliveClient, server.options(max_retries=0), body)


@way
def test_an_answer_without_a_transaction(way: str, serve: Any) -> None:
    server = serve((201, [], b'{"status":"initialized","client_secret":"hidden"}'))

    async def body(do: Way) -> None:
        call = lambda: do.client.initialize_and_attach_intent("pi_1", **given(), idempotency_key="k")  # noqa: E731
        error = await do.failure(call, errors.ResponseUnreadableError)
        assert (error.code, error.outcome, error.status, error.attempts) == ("ANSWER_INCOMPLETE", "unknown", 201, 1)
        assert (error.operation, error.idempotency_key) == ("initialize_and_attach_intent", "k")
        assert error.completed == {"status": "initialized", "client_secret": "[REDACTED]"} and len(server.sent) == 1

    run_in(way, CliveClient, AsyncCliveClient, server.options(), body)


@way
def test_what_can_never_be_attached_is_not_begun(way: str, serve: Any) -> None:
    server = serve(OK)

    async def body(do: Way) -> None:
        for payment_intent, key in (("", None), (7, None), ("pi_1", "a\nb")):
            call = lambda: do.client.initialize_and_attach_intent(payment_intent, **given(), attach_idempotency_key=key)  # noqa: B023, E731
            error = await do.failure(call, errors.ValidationError)
            assert error.outcome == "not_sent" and not server.sent

    run_in(way, CliveClient, AsyncCliveClient, server.options(), body)
