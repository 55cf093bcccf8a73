#!/usr/bin/env python3
"""Writes the first inputs of the fuzz targets into tests/fuzz-corpus/, from the rows of webhook.json and explain.json.

    python3 tests/oracle/fuzz_seeds.py

What the fuzzer found later stands beside them under libFuzzer's own names and is not touched.
"""

import hashlib
import hmac
import json
import pathlib

TESTS = pathlib.Path(__file__).resolve().parent.parent
SECRET, T = b"fuzz_secret_0123456789", "1781955476"


def raw(value):
    if isinstance(value, str):
        return value.encode()
    return bytes.fromhex(value["hex"]) if "hex" in value else (value["repeat"] * value["times"]).encode()


def write(target, name, content):
    if len(content) < 2000:
        (TESTS / "fuzz-corpus" / target).mkdir(parents=True, exist_ok=True)
        (TESTS / "fuzz-corpus" / target / f"seed-{name}").write_bytes(content)


def rows(subject, op):
    return [row for row in json.loads((TESTS / "vectors" / f"{subject}.json").read_text("utf-8"))["rows"] if row["input"]["op"] == op]


mac = lambda message: hmac.new(SECRET, message, hashlib.sha256).hexdigest()
write("webhook_header", "right-clive", mac(b'{"id":"evt_1"}').encode())
signed = mac(T.encode() + b'.{"id":"evt_1"}')
write("webhook_header", "right-tybrite", f"t={T},v1={signed}".encode())
for row in rows("webhook", "verify"):
    for header in row["input"]["headers"][:1]:
        if "stripe" not in row["id"]:
            write("webhook_header", row["id"], raw(header[1]))
            write("webhook_verify", row["id"], raw(header[1]) + b"\0" + raw(row["input"]["body"]))
for row in rows("explain", "explain")[::4]:
    write("explain", row["id"], raw(row["input"]["headers"][-1][1]) + b"\0" + row["input"]["secrets"][0].encode() + b"\0" + raw(row["input"]["body"]))
