"""Types of arguments, for type checkers. Nothing is imported for them when a program runs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal
    from typing import TypedDict, Union

    from typing_extensions import TypeAlias

    from payseal._payseal import AttemptEvent

    AmountLike: TypeAlias = Union[int, float, Decimal, str]

    class ClientOptions(TypedDict, total=False):
        """What a client is made of. What is left out keeps its default."""

        base_url: str
        """The partner's base URL with its path. Required."""
        api_key: str
        """The API key."""
        hmac_secret: str | bytes
        """The secret that requests are signed with; text is used as its UTF-8 bytes."""
        bearer_token: str
        """The JWT of an administrator, for endpoints with bearer authorisation."""
        connect_timeout_ms: int
        """Milliseconds for opening one connection, TLS included (10 000)."""
        attempt_timeout_ms: int
        """Milliseconds for one attempt (30 000)."""
        total_timeout_ms: int
        """Milliseconds for a call with all its attempts and waits (90 000; 0 = no limit)."""
        max_retries: int
        """How often a failed attempt is repeated (2)."""
        local_validation: bool
        """Whether input that the partner can never accept is refused before anything is sent (True)."""
        allow_insecure_http: bool
        """Permits plain http to a host that is not this machine (False)."""
        extra_ca_pem: str | bytes
        """Certificate authorities to trust besides the platform's, as PEM text."""
        proxy: str
        """`http://[user:password@]host:port`; an empty text: no proxy, whatever the environment says."""
        max_connections: int
        """Idle connections that are kept, and threads of an asynchronous client (256)."""
        on_attempt: Callable[[AttemptEvent], object]
        """Called before and after each attempt, on the thread that sends. Never sees a secret or a body."""

    class RawRequest(TypedDict, total=False):
        """What a request takes that this version does not describe. What is left out keeps its default."""

        auth: str
        """Which credentials it takes: `none`, `api_key`, `signed` (default) or `bearer`."""
        body: object
        """Any JSON-able value; `None` is no body."""
        idempotency_key: str | None
        """Without one the request is sent once and never again."""
        query: Mapping[str, str] | Sequence[tuple[str, str]]
        """Parameters, not yet encoded."""
