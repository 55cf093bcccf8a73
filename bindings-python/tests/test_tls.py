"""The sandbox's TLS listeners through the installed package: which certificates are taken, and what a refusal says."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import API_KEY, HMAC_SECRET, checkout
from payseal import AsyncCliveClient, CliveClient, errors

MODES = ("good", "expired", "wrong-host", "unknown-ca", "tls1.1")


@pytest.fixture(scope="module")
def listeners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    ca = tmp_path_factory.mktemp("tls") / "ca.pem"
    words = [os.environ["PAYSEAL_SANDBOX_BIN"], "--port", "0", "--ca-file", str(ca)]
    for mode in MODES:
        words += ["--tls", mode]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    urls: dict[str, str] = {}
    while len(urls) < len(MODES):
        line = process.stdout.readline()
        assert line, f"the sandbox ended with {process.wait()}"
        words = line.split()
        if "TLS" in words and (url := line.partition("CLIVE_API_BASE_URL=")[2].strip()):
            urls[words[words.index("TLS") + 1].rstrip(":")] = url
    yield {**urls, "ca": ca.read_text()}
    process.kill()
    process.wait()
    process.stdout.close()


def send(way: str, base_url: str, **options: Any) -> Any:
    given = {"base_url": base_url, "api_key": API_KEY, "hmac_secret": HMAC_SECRET, "max_retries": 0, **options}
    if way == "blocking":
        with CliveClient(**given) as clive:
            return clive.create_checkout_intent(**checkout())

    async def body() -> Any:
        async with AsyncCliveClient(**given) as clive:
            return await clive.create_checkout_intent(**checkout())

    return asyncio.run(body())


ways = pytest.mark.parametrize("way", ["blocking", "threads"])


@ways
@pytest.mark.parametrize("as_bytes", [False, True])
def test_a_certificate_that_is_trusted(way: str, as_bytes: bool, listeners: dict[str, str]) -> None:
    pem = listeners["ca"].encode() if as_bytes else listeners["ca"]
    assert send(way, listeners["good"], extra_ca_pem=pem).clive_tx_id


@ways
@pytest.mark.parametrize("mode", ["expired", "wrong-host", "unknown-ca"])
def test_certificates_that_are_not(way: str, mode: str, listeners: dict[str, str]) -> None:
    with pytest.raises(errors.ConnectionFailedError) as caught:
        send(way, listeners[mode], extra_ca_pem=listeners["ca"], max_retries=2)
    error = caught.value
    assert (error.code, error.fault) == ("TLS_CERTIFICATE", "tls_certificate")
    # Final: a certificate does not get better by asking again.
    assert (error.outcome, error.attempts, error.retryable) == ("not_sent", 1, False)
    assert error.advice and "PRIVATE" not in repr(vars(error))


@ways
def test_the_authority_is_not_trusted_by_itself(way: str, listeners: dict[str, str]) -> None:
    with pytest.raises(errors.ConnectionFailedError) as caught:
        send(way, listeners["good"])
    assert (caught.value.code, caught.value.outcome) == ("TLS_CERTIFICATE", "not_sent")


@ways
def test_old_tls(way: str, listeners: dict[str, str]) -> None:
    with pytest.raises(errors.ConnectionFailedError) as caught:
        send(way, listeners["tls1.1"], extra_ca_pem=listeners["ca"])
    assert (caught.value.code, caught.value.outcome) == ("TLS_HANDSHAKE", "not_sent")


def test_an_authority_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigError) as caught:
        CliveClient(base_url="https://h", extra_ca_pem="-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----\n")
    assert caught.value.outcome == "not_sent" and "not base64" not in str(caught.value)
