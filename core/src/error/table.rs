//! The one error table: every kind and every code of Payseal's own, with its frozen number, text and advice.
//!
//! Bindings, the C header and the documentation are written from [`Kind::ALL`] and [`Code::ALL`]; a number that was
//! once given out is never used for something else. What a partner answers keeps the partner's own code; its kind comes
//! from the HTTP status ([`Kind::of_status`]).
//!
//! ```
//! use payseal::error::{Code, Kind};
//! assert_eq!(Code::AttemptTimeout.kind(), Kind::AttemptTimeout);
//! assert_eq!(Kind::of_status(429), Kind::RateLimit);
//! ```

macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $name:ident = $number:literal, $class:literal; )+) => {
        /// The class of an error: what a caller branches on. `class_name` is the class in every language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(i32)]
        #[non_exhaustive]
        pub enum Kind { $( $(#[doc = $doc])+ $name = $number, )+ }

        impl Kind {
            /// Every kind, in order of number.
            pub const ALL: &'static [Kind] = &[$(Self::$name),+];

            /// The name of the error class in the bindings, e.g. `RateLimitError`.
            #[must_use]
            pub const fn class_name(self) -> &'static str {
                match self { $(Self::$name => $class,)+ }
            }

            /// What the class stands for, in one paragraph (the text of the documentation).
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

kinds! {
    /// The partner answered with a status that no other class stands for (a redirect, 402, 408, 422 …).
    Api = 1, "ApiError";
    /// Input that the partner refuses with 400, or that was refused here in the same shape before anything was sent.
    Validation = 2, "ValidationError";
    /// 401: the API key or the signature was not accepted.
    Authentication = 3, "AuthenticationError";
    /// 403: the key is known, but may not do this.
    PermissionDenied = 4, "PermissionDeniedError";
    /// 404: what the request names does not exist.
    NotFound = 5, "NotFoundError";
    /// 409: the request contradicts what the partner already holds, e.g. the same key with another body.
    Conflict = 6, "ConflictError";
    /// 429: too many requests.
    RateLimit = 7, "RateLimitError";
    /// 5xx: the partner failed; it may have acted before it did.
    Server = 8, "ServerError";
    /// No answer: the connection could not be made or broke.
    ConnectionFailed = 20, "ConnectionFailedError";
    /// No answer in time.
    AttemptTimeout = 21, "AttemptTimeoutError";
    /// The caller cancelled the call.
    Cancelled = 22, "CancelledCallError";
    /// The partner said yes in a way that cannot be read.
    ResponseUnreadable = 30, "ResponseUnreadableError";
    /// A client, an option or an environment variable is missing or wrong, or a `Call` was given an input that its state
    /// does not take. Nothing was sent because of it.
    Config = 40, "ConfigError";
    /// A webhook delivery is not what the partner signed, or not now, or cannot be read. Answer 400 and do not process it.
    WebhookVerification = 50, "WebhookVerificationError";
}

impl Kind {
    /// The frozen number of this kind.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }

    /// The kind of an error answer with this HTTP status.
    #[must_use]
    pub const fn of_status(status: u16) -> Kind {
        match status {
            400 => Self::Validation,
            401 => Self::Authentication,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            409 => Self::Conflict,
            429 => Self::RateLimit,
            500..=599 => Self::Server,
            _ => Self::Api,
        }
    }

    /// What to do about an error answer of this kind when the partner's code is not one we know.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Api => "Read the partner's message; the request was not carried out unless the outcome says unknown.",
            Self::Validation => "Correct the fields that the message names and call again.",
            Self::Authentication => {
                "Check the API key and the HMAC secret of this environment; retrying does not help."
            }
            Self::PermissionDenied => "This key may not do this: ask the partner to allow it, or use the key that may.",
            Self::NotFound => "Check the identifiers and that they belong to this environment and this key.",
            Self::Conflict => {
                "Something under this key or identifier exists already: look it up before you try with a new key."
            }
            Self::RateLimit => "Slow down and call again with the same idempotency key, not before retry_after_ms.",
            Self::Server => "The partner failed and may have acted: call again with the same idempotency key.",
            Self::ConnectionFailed => {
                "Check the network and the base URL, then call again with the same idempotency key."
            }
            Self::AttemptTimeout => "It may have happened: call again with the same idempotency key.",
            Self::Cancelled => {
                "If the outcome is unknown, call again with the same idempotency key before anything else."
            }
            Self::ResponseUnreadable => {
                "The partner answered success: call again with the same idempotency key to read the stored answer."
            }
            Self::Config => "Correct the named setting; nothing was sent.",
            Self::WebhookVerification => "Answer 400 and do not process the delivery; explain names known mistakes.",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.class_name())
    }
}

macro_rules! codes {
    ($( $name:ident = $number:literal, $text:literal, $kind:ident, $message:literal, $advice:literal; )+) => {
        /// A code of Payseal's own. The partners' codes are open strings and keep their own spelling.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(i32)]
        #[non_exhaustive]
        pub enum Code { $( #[doc = $message] $name = $number, )+ }

        impl Code {
            /// Every code, in order of number.
            pub const ALL: &'static [Code] = &[$(Self::$name),+];

            /// The code as it stands in `error.code`, e.g. `CONNECT_REFUSED`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The class of an error with this code.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)+ }
            }

            /// The message of an error with this code, when nothing more exact is known.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$name => $message,)+ }
            }

            /// What to do about it.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice,)+ }
            }
        }
    };
}

codes! {
    ValidationError = 100, "VALIDATION_ERROR", Validation, "Validation failed",
        "Correct the fields that the message names; nothing was sent.";

    DnsFailed = 110, "DNS_FAILED", ConnectionFailed, "The partner's host name could not be resolved",
        "Check the base URL and the name server; nothing was sent.";
    ConnectRefused = 111, "CONNECT_REFUSED", ConnectionFailed, "No connection could be made",
        "Check that the base URL is right and reachable from here (port, firewall, proxy); nothing was sent.";
    ConnectTimeout = 112, "CONNECT_TIMEOUT", ConnectionFailed, "No connection was made in time",
        "Check the network path to the base URL, or raise connect_timeout_ms; nothing was sent.";
    TlsCertificate = 113, "TLS_CERTIFICATE", ConnectionFailed, "The server's certificate is not trusted",
        "Check the base URL and this machine's clock and CA certificates (extra CA option); nothing was sent.";
    TlsHandshake = 114, "TLS_HANDSHAKE", ConnectionFailed, "The TLS handshake failed",
        "Check that the base URL's port speaks TLS 1.2 or newer; nothing was sent.";
    WriteFailed = 115, "WRITE_FAILED", ConnectionFailed, "The connection broke while the request was written",
        "The partner may have received it: call again with the same idempotency key.";
    ConnectionReset = 116, "CONNECTION_RESET", ConnectionFailed, "The connection broke before an answer came",
        "The partner may have acted: call again with the same idempotency key.";
    AttemptTimeout = 117, "ATTEMPT_TIMEOUT", AttemptTimeout, "No answer came in time",
        "It may have happened: call again with the same idempotency key, or raise attempt_timeout_ms.";
    AnswerTruncated = 118, "ANSWER_TRUNCATED", ConnectionFailed, "The answer ended before it was complete",
        "The partner may have acted: call again with the same idempotency key.";
    TransportFailed = 119, "TRANSPORT_FAILED", ConnectionFailed, "The request or its answer was lost",
        "The partner may have acted: call again with the same idempotency key.";

    Cancelled = 130, "CANCELLED", Cancelled, "The call was cancelled",
        "If the outcome is unknown, call again with the same idempotency key before anything else.";
    TotalTimeout = 131, "TOTAL_TIMEOUT", AttemptTimeout, "The total time for this call is spent",
        "Call again with the same idempotency key, or raise total_timeout_ms.";

    AnswerNotJson = 140, "ANSWER_NOT_JSON", ResponseUnreadable, "The partner answered success, but the body is not JSON",
        "Check that the base URL is the partner's API; call again with the same idempotency key to read the stored answer.";
    AnswerEmpty = 141, "ANSWER_EMPTY", ResponseUnreadable, "The partner answered success without a body",
        "Call again with the same idempotency key to read the stored answer.";
    AnswerIncomplete = 142, "ANSWER_INCOMPLETE", ResponseUnreadable, "The partner answered success, but what the next step needs is missing",
        "Look the payment up with the partner before you try with a new key.";

    AnswerSignatureInvalid = 143, "ANSWER_SIGNATURE_INVALID", ResponseUnreadable, "The answer's signature is missing or does not match its bytes",
        "Check the key and the encoding of the verifier; do not act on the answer until it matches.";

    Redirected = 150, "REDIRECTED", Api, "The partner answered with a redirect, which a signed request never follows",
        "Set the base URL to the address the partner really serves the API from.";

    BaseUrlMissing = 200, "BASE_URL_MISSING", Config, "The base URL is missing or empty",
        "Give the partner's base URL, e.g. https://api.example.com/api/v1.";
    BaseUrlInvalid = 201, "BASE_URL_INVALID", Config, "The base URL is not an absolute http(s) URL",
        "Give scheme, host and path only, e.g. https://api.example.com/api/v1.";
    BaseUrlInsecure = 202, "BASE_URL_INSECURE", Config, "The base URL is plain http to a host that is not this machine",
        "Use https, or allow_insecure_http if the path to the host is private.";
    ApiKeyInvalid = 203, "API_KEY_INVALID_LOCALLY", Config, "The API key is missing or cannot be carried by a header",
        "Give the key as the partner printed it: no line break, no space at either end.";
    HmacSecretMissing = 204, "HMAC_SECRET_MISSING", Config, "The HMAC secret is missing or empty",
        "Give the secret the partner shares with you for signing.";
    OptionInvalid = 205, "OPTION_INVALID", Config, "An option has a value that cannot be used",
        "Correct the named option.";
    CredentialsMissing = 206, "CREDENTIALS_MISSING", Config, "This endpoint needs a credential that the client was not given",
        "Give the named credential when the client is built.";
    TlsRootsUnreadable = 207, "TLS_ROOTS_UNREADABLE", Config, "The extra CA certificates cannot be read",
        "Give PEM text with at least one certificate.";
    ProxyInvalid = 208, "PROXY_INVALID", Config, "The proxy setting cannot be used",
        "Give http://host:port or https://host:port.";
    EntropyUnavailable = 209, "ENTROPY_UNAVAILABLE", Config, "The system gives no random bytes",
        "Check the sandbox or container this runs in: getrandom or /dev/urandom must work; nothing was sent.";
    ApiKeyClass = 210, "API_KEY_CLASS", Config, "This endpoint needs another kind of API key",
        "Give the named kind of key when the client is built; nothing was sent.";
    HmacSecretIsApiKey = 211, "HMAC_SECRET_IS_API_KEY", Config, "An API key was given where the HMAC secret belongs",
        "Give the signing secret of the store as hmac_secret, and the API key as api_key; nothing was sent.";

    CallMisuse = 300, "CALL_MISUSE", Config, "The call is not waiting for this input",
        "Ask step() what the call waits for and give it that input.";
    InvalidArgument = 301, "INVALID_ARGUMENT", Config, "An argument cannot be used",
        "Correct the named argument; nothing was sent.";
    InternalPanic = 302, "INTERNAL_PANIC", Config, "Payseal itself failed; this is a bug of Payseal",
        "If this was a payment, call again with the same idempotency key; please report it with what stands on standard error.";

    WebhookHeaderMissing = 600, "WEBHOOK_HEADER_MISSING", WebhookVerification, "The delivery has no signature header",
        "Check that your proxy passes the header on, and that the partner sends to this endpoint; anybody can call it without.";
    WebhookHeaderMalformed = 601, "WEBHOOK_HEADER_MALFORMED", WebhookVerification, "The signature header cannot be read",
        "Compare the header as it arrives with the partner's documentation; a proxy may have joined, cut or rewritten it.";
    WebhookSignatureMismatch = 602, "WEBHOOK_SIGNATURE_MISMATCH", WebhookVerification, "The delivery's signature is not right",
        "Check that the body is the raw bytes and the secret that of this endpoint; on your own machine, explain names the mistake.";
    WebhookTooOld = 603, "WEBHOOK_TOO_OLD", WebhookVerification, "The delivery's signature is right, but too old",
        "Check this machine's clock and how long deliveries wait before they are verified; otherwise it is an old one played back.";
    WebhookInFuture = 604, "WEBHOOK_IN_FUTURE", WebhookVerification, "The delivery's signature is right, but from the future",
        "Check this machine's clock: it is behind the partner's.";
    WebhookBodyNotJson = 605, "WEBHOOK_BODY_NOT_JSON", WebhookVerification, "The delivery's signature is right, but its body is not a JSON object",
        "The partner has signed exactly these bytes: keep them and ask the partner.";
    WebhookBodyWrongType = 606, "WEBHOOK_BODY_WRONG_TYPE", WebhookVerification, "The delivery's body must be the raw bytes",
        "Give the bytes as they arrived, before anything has parsed them.";
    DedupeStoreFull = 610, "DEDUPE_STORE_FULL", Config, "The dedupe store is full",
        "Answer 503 so that the partner delivers again; give the store more room, or use one that your processes share.";
    DedupeLeaseInvalid = 611, "DEDUPE_LEASE_INVALID", Config, "The lease of a claim cannot be used",
        "Give from 1 to 86400 seconds: longer than processing one event takes.";
}

impl Code {
    /// The frozen number of this code.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }
}
