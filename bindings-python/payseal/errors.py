"""Everything Payseal raises. The class is what a program branches on; `outcome` says what is known about the money.

    >>> from payseal import errors
    >>> try:
    ...     raise errors.ConnectionFailedError("no connection")
    ... except errors.TransportError as error:
    ...     print(error.outcome, error.code)
    not_sent None
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from payseal._payseal import RateLimit

__all__ = [
    "ApiError",
    "AttemptTimeoutError",
    "AuthenticationError",
    "CancelledCallError",
    "ConfigError",
    "ConflictError",
    "ConnectionFailedError",
    "NotFoundError",
    "PaysealError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseUnreadableError",
    "ServerError",
    "TransportError",
    "ValidationError",
    "WebhookVerificationError",
]


class PaysealError(Exception):
    """The base of all classes."""

    message: str = ""
    """What happened, without the rest of the line that `str(error)` gives."""
    number: int = 0
    """The frozen number of the code, or of the class for a partner's code."""
    code: str | None = None
    """The partner's code, or one of Payseal's own."""
    status: int | None = None
    """The HTTP status of the last answer."""
    details: Any = None
    """What the partner said besides, secrets taken out."""
    response_text: str | None = None
    """The beginning of an error body that is not the partner's JSON."""
    outcome: Literal["not_sent", "refused", "unknown", "ok"] = "not_sent"
    """`not_sent`: nothing can have happened. `refused`: the partner answered no. `unknown`: it may have happened; ask again
    with the same idempotency key before anything else."""
    retryable: bool = False
    """Whether calling again with the same key can help."""
    attempts: int = 0
    """How many attempts were made."""
    operation: str | None = None
    """The operation's name."""
    idempotency_key: str | None = None
    """The key that every attempt carried."""
    request_id: str | None = None
    """The partner's request id."""
    retry_after_ms: int | None = None
    """Milliseconds the partner asks to wait."""
    fault: str | None = None
    """What went wrong on the wire."""
    advice: str = ""
    """What to do about it."""
    completed: Any = None
    """Of a call with two steps: what the first one answered, secrets taken out."""
    hint: str | None = None
    """What the partner itself advises."""
    environment: str | None = None
    """Which environment answered (Tybrite: `production` or `sandbox`)."""
    rate_limit: RateLimit | None = None
    """The rate limit that the answer stated."""
    skew_s: int | None = None
    """Of a delivery that is too old or from the future: by how many seconds."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.message = text

    @property
    def kind(self) -> str:
        """The name of the class."""
        return type(self).__name__


class ApiError(PaysealError):
    """The partner answered no, or the input was refused here in the same shape."""


class ValidationError(ApiError):
    """The input is wrong: refused here before anything was sent, or the partner's 400."""


class AuthenticationError(ApiError):
    """The key or the signature is not accepted (401)."""


class PermissionDeniedError(ApiError):
    """The key may not do this (403)."""


class NotFoundError(ApiError):
    """There is no such thing (404)."""


class ConflictError(ApiError):
    """Something under this key or identifier exists already (409)."""


class RateLimitError(ApiError):
    """Too many requests (429)."""


class ServerError(ApiError):
    """The partner failed (5xx)."""


class TransportError(PaysealError):
    """No answer came."""


class ConnectionFailedError(TransportError):
    """No connection, or it broke."""


class AttemptTimeoutError(TransportError):
    """No answer in time."""


class CancelledCallError(TransportError):
    """The program ended the call."""


class ResponseUnreadableError(PaysealError):
    """The partner answered success, but the answer cannot be read."""


class ConfigError(PaysealError):
    """A client, an option or an argument cannot be used."""


class WebhookVerificationError(PaysealError):
    """A delivery is not the partner's, or too old, or cannot be read."""


_CLASSES: dict[str, type[PaysealError]] = {name: globals()[name] for name in __all__}


def _from_core(kind: str, fields: dict[str, Any]) -> PaysealError:
    """The exception of an error of the core."""
    error = _CLASSES.get(kind, PaysealError)(fields.pop("text"))
    error.__dict__.update(fields)
    return error
