"""Everything public has words that `help()` shows."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

MODULES = [
    "payseal",
    "payseal.clive",
    "payseal.errors",
    "payseal.idempotency",
    "payseal.models.clive",
    "payseal.models.events",
    "payseal.models.tybrite",
    "payseal.params.tybrite",
    "payseal.tybrite",
    "payseal.webhooks",
]


def members(owner: type) -> dict[str, Any]:
    plain = {name: getattr(value, "__func__", value) for name, value in vars(owner).items() if not name.startswith("_")}
    kinds = (inspect.isclass, inspect.isroutine, inspect.isdatadescriptor)
    return {name: value for name, value in plain.items() if any(kind(value) for kind in kinds)}


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_has_words(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    public = getattr(module, "__all__", [each for each in vars(module) if not each.startswith("_")])
    found = {each: getattr(module, each) for each in public if each != "__version__"}
    things = {each: value for each, value in found.items() if inspect.isclass(value) or inspect.isroutine(value)}
    assert things
    for each, value in list(things.items()):
        for owner in inspect.getmro(value) if inspect.isclass(value) else ():
            if owner.__module__.startswith("payseal"):
                things |= {f"{owner.__qualname__}.{member}": found for member, found in members(owner).items()}
    silent = [each for each, value in things.items() if not (inspect.getdoc(value) or "").strip()]
    assert not silent, f"{name}: {silent}"
