"""What the generated methods stand on: a runner, which a client is itself and a group of operations is given."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, TypeVar

    from payseal._model import Answer
    from payseal._payseal import CallOptions, Intent

    A = TypeVar("A", bound=Answer)


class Blocking:
    """Operations that block."""

    if TYPE_CHECKING:

        def _run(
            self,
            operation: int,
            model: type[A],
            values: tuple[object, ...],
            key: str | None,
            options: CallOptions | None,
        ) -> A: ...

    def __init__(self, run: Callable[..., Any]) -> None:
        self.__dict__["_run"] = run


class Asynchronous:
    """Operations that are awaited."""

    if TYPE_CHECKING:

        def _run(
            self,
            operation: int,
            model: type[A],
            values: tuple[object, ...],
            key: str | None,
            options: CallOptions | None,
        ) -> Awaitable[A]: ...

    def __init__(self, run: Callable[..., Any]) -> None:
        self.__dict__["_run"] = run


class Intents:
    """Operations that are not sent."""

    if TYPE_CHECKING:

        def _run(
            self, operation: int, model: type[A], values: tuple[object, ...], key: str | None
        ) -> Intent[A]: ...

    def __init__(self, run: Callable[..., Any]) -> None:
        self.__dict__["_run"] = run
