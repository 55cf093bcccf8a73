//! What an endpoint is, as data: the one description that requests, validation, retries and the bindings read.
//!
//! Not for behaviour: how a partner signs and how it words its errors are two functions of its [`Partner`].
//!
//! ```
//! use payseal::{clive, operation::{Auth, Replay}};
//! let operation = clive::PARTNER.operation("create_checkout_intent").unwrap();
//! assert_eq!(operation.path, "/transactions/checkout-intent");
//! assert_eq!((operation.auth, operation.replay), (Auth::Signed, Replay::Keyed));
//! ```

use crate::config::Credentials;
use crate::headers::Headers;
use crate::json::Value;

/// The HTTP method of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Method {
    /// A read.
    Get = 1,
    /// A write.
    Post = 2,
    /// A write.
    Put = 3,
    /// A write.
    Patch = 4,
    /// A write.
    Delete = 5,
}

impl Method {
    /// The method as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The method of this name, without regard to case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether the partner may change something.
    #[must_use]
    pub const fn is_write(self) -> bool {
        !matches!(self, Self::Get)
    }
}

/// Which credentials an endpoint takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Auth {
    /// None: the endpoint is public.
    Public = 1,
    /// The API key alone.
    ApiKey = 2,
    /// The API key, a signature over the exact body, and an idempotency key.
    Signed = 3,
    /// `Authorization: Bearer <jwt>` of an administrator.
    Bearer = 4,
}

impl Auth {
    /// Every class, in order of number.
    pub const ALL: [Auth; 4] = [Self::Public, Self::ApiKey, Self::Signed, Self::Bearer];
}

/// What a second attempt of the same request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Replay {
    /// A write with an idempotency key: the partner answers a second attempt with the first result.
    Keyed = 1,
    /// A read: a second attempt changes nothing.
    Safe = 2,
    /// A write without a key: never sent twice, not even after a 429.
    Never = 3,
}

impl Replay {
    /// Every rule, in order of number.
    pub const ALL: [Replay; 3] = [Self::Keyed, Self::Safe, Self::Never];
}

/// The idempotency key of a call for which the caller gives none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultKey {
    /// The operation carries no key.
    None,
    /// `{prefix}-{the text of this field}`: the same intent has the same key after a restart too.
    Field {
        /// What stands before the dash.
        prefix: &'static str,
        /// The request field whose text follows.
        field: &'static str,
    },
    /// `{prefix}-{unix ms}-{random}`, made once when the call is made.
    Random {
        /// What stands before the first dash.
        prefix: &'static str,
    },
}

/// Where a field of a request travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the JSON body.
    Body,
    /// In the query string.
    Query,
    /// In the path, in place of `{name}`.
    Path,
}

/// What a field of a request or an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// A decimal number, printed as ECMAScript prints it.
    Amount,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Bool,
    /// A JSON object of the caller's own.
    Object,
    /// Any JSON value.
    Any,
    /// A list.
    List(&'static FieldKind),
    /// An object with a model of its own.
    Model(&'static Model),
}

/// What is checked before anything is sent: only what the partner can never accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nothing: the partner decides.
    Any,
    /// Text of at least one character.
    NonEmpty,
    /// A finite number above zero.
    Positive,
    /// 1–22 of letters, digits, space, `-`, `_`, `.` (contract: `statement_descriptor_suffix`).
    Descriptor,
}

/// One field of a request or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a request must have it (always `false` in an answer: nothing an answer lacks may turn success into an error).
    pub required: bool,
    /// Where it travels.
    pub place: Place,
    /// What is checked locally.
    pub rule: Rule,
    /// Whether its value is a secret that no output may show.
    pub secret: bool,
    /// Units, constraints and source, for the documentation of every language.
    pub doc: &'static str,
}

/// The fields of a request or an answer, in wire order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// The name of the type in every language.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its fields, in the order they are written.
    pub fields: &'static [Field],
}

/// One endpoint of a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name in snake case; the bindings only change its casing.
    pub name: &'static str,
    /// What it does and where its contract stands.
    pub doc: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path under the base URL, with `{name}` for path parameters.
    pub path: &'static str,
    /// Which credentials it takes.
    pub auth: Auth,
    /// What a second attempt does.
    pub replay: Replay,
    /// The idempotency key when the caller gives none.
    pub key: DefaultKey,
    /// What it takes.
    pub request: &'static Model,
    /// What it answers.
    pub response: &'static Model,
}

impl Operation {
    /// Whether a request of this operation has a JSON body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.request.fields.iter().any(|field| field.place == Place::Body)
    }
}

/// What a partner's error body says, as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorEnvelope {
    /// The partner's sentence for people.
    pub message: Option<String>,
    /// The partner's code for machines.
    pub code: Option<String>,
    /// Everything else it says.
    pub details: Option<Value>,
    /// When a rate limit ends, in Unix seconds.
    pub reset_unix_s: Option<i64>,
}

/// What one attempt is authorised with; the argument of [`Partner::authorize`].
#[derive(Debug)]
pub struct Attempt<'a> {
    /// Which credentials the endpoint takes.
    pub auth: Auth,
    /// The client's credentials; those that `auth` needs are present.
    pub credentials: &'a Credentials,
    /// The exact bytes to sign, if the request has a body.
    pub body: Option<&'a [u8]>,
    /// The fixed idempotency key, if the request has one.
    pub key: Option<&'a str>,
    /// The time to sign with, in Unix seconds.
    pub unix_s: i64,
}

/// A payment partner: data plus two small functions.
pub struct Partner {
    /// The name in lower case: `clive`.
    pub name: &'static str,
    /// The name for people: `Clive`.
    pub title: &'static str,
    /// The prefix of its environment variables: `CLIVE`.
    pub env_prefix: &'static str,
    /// Every operation.
    pub operations: &'static [&'static Operation],
    /// Writes all headers of one attempt, in wire order. The signature is made here, anew for each attempt.
    pub authorize: fn(&Attempt<'_>, &mut Headers),
    /// Reads the partner's error envelope.
    pub read_error: fn(&Value) -> ErrorEnvelope,
    /// What to do about the partner's codes, where more is known than the HTTP status says.
    pub advice: &'static [(&'static str, &'static str)],
    /// Codes after which another attempt cannot help although the status is one that is retried.
    pub final_codes: &'static [&'static str],
    /// The code of a refused signature, for a scheme with a timestamp: a skewed clock is corrected and signed again once.
    pub stale_signature_code: Option<&'static str>,
    /// The member of an answer that says it is a replay.
    pub replay_flag: &'static str,
}

impl Partner {
    /// The operation of this name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations.iter().copied().find(|operation| operation.name == name)
    }

    /// What to do about one of the partner's codes.
    #[must_use]
    pub fn advice_for(&self, code: &str) -> Option<&'static str> {
        self.advice.iter().find(|(known, _)| *known == code).map(|(_, advice)| *advice)
    }
}

impl std::fmt::Debug for Partner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Partner").field("name", &self.name).finish_non_exhaustive()
    }
}
