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

use crate::api_key::{ApiKeyInfo, KeyClass};
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
    /// `{prefix}-{unix ms}-{random}`, made once for each intent.
    Random {
        /// What stands before the first dash.
        prefix: &'static str,
    },
    /// `{prefix}-{yyyymmdd, UTC}-{random}`, made once for each intent.
    Dated {
        /// What stands before the first dash.
        prefix: &'static str,
    },
    /// `{prefix}-{the first body field that is set}-{the text of this field}-{timestamp}`, made once for each intent. The
    /// timestamp is the second and nine digits that are drawn: two changes within one second are two intents.
    Change {
        /// What stands before the first dash.
        prefix: &'static str,
        /// The request field that names what is changed.
        field: &'static str,
    },
}

/// The part of a request whose text says that a second attempt changes nothing, although the operation's own rule is
/// stricter: looking a payment up at one provider may capture it at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafeWhen {
    /// The request field.
    pub field: &'static str,
    /// Its values with which the request is [`Replay::Safe`]; any other leaves the operation's own rule.
    pub values: &'static [&'static str],
}

/// How a success of an operation looks where it is not simply one JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerShape {
    /// The status that says the answer is a stored one, where the first answer has another.
    pub replay_status: Option<u16>,
    /// Whether the success has no body (204).
    pub may_be_empty: bool,
    /// A status beside 2xx whose body is a result, and the member that such a body has.
    pub result: Option<(u16, &'static str)>,
    /// The member that a first answer holds the object under, when a stored answer is the bare object: both become the
    /// first form.
    pub envelope: Option<&'static str>,
    /// The member that holds the items of a list with a cursor.
    pub items: Option<&'static str>,
}

impl AnswerShape {
    /// One JSON value.
    pub const PLAIN: Self =
        Self { replay_status: None, may_be_empty: false, result: None, envelope: None, items: None };
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
    /// It is the body: the caller's exact bytes, of the type that the [`ContentType`](Self::ContentType) field names.
    Payload,
    /// In the `Content-Type` header.
    ContentType,
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
    /// The exact bytes of a document.
    Bytes,
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
    /// A list of at least one item.
    NonEmptyList,
    /// A whole number from the first to the second.
    Whole(i64, i64),
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
    /// The name in snake case, `group.name` where the partner groups its operations; the bindings only change its casing.
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
    /// Which kind of API key it takes.
    pub key_class: KeyClass,
    /// When a second attempt changes nothing, although `replay` is stricter.
    pub safe_when: Option<SafeWhen>,
    /// How a success looks.
    pub answer: AnswerShape,
    /// Whether a request without any body field is refused: it would change nothing.
    pub changes_something: bool,
    /// How many rows a document in the body may have.
    pub max_rows: Option<usize>,
}

const NOTHING: Model = Model { name: "Nothing", doc: "No fields.", fields: &[] };

/// A text of a description, which only generators, guides and the command line read: without the feature `descriptions` it is empty.
pub(crate) const fn described(text: &'static str) -> &'static str {
    if cfg!(feature = "descriptions") { text } else { "" }
}

/// The fields of an answer, likewise: reading an answer needs none of them.
pub(crate) const fn answer_model(model: &'static Model) -> &'static Model {
    if cfg!(feature = "descriptions") { model } else { &NOTHING }
}

impl Operation {
    /// What an operation is unless its description says otherwise.
    pub(crate) const PLAIN: Self = Self {
        name: "",
        doc: "",
        method: Method::Get,
        path: "/",
        auth: Auth::ApiKey,
        replay: Replay::Safe,
        key: DefaultKey::None,
        request: &NOTHING,
        response: &NOTHING,
        key_class: KeyClass::Any,
        safe_when: None,
        answer: AnswerShape::PLAIN,
        changes_something: false,
        max_rows: None,
    };

    /// The group that the operation stands in, `payments` of `payments.initialize`.
    #[must_use]
    pub fn group(&self) -> Option<&'static str> {
        self.name.split_once('.').map(|(group, _)| group)
    }

    /// The name within its group.
    #[must_use]
    pub fn short_name(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, name)| name)
    }

    /// The field that is the whole body, if the caller gives a document.
    #[must_use]
    pub fn payload_field(&self) -> Option<&'static Field> {
        self.request.fields.iter().find(|field| field.place == Place::Payload)
    }

    /// Whether a request of this operation has a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.request.fields.iter().any(|field| matches!(field.place, Place::Body | Place::Payload))
    }
}

/// What a partner's error body says, as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorEnvelope {
    /// The partner's sentence for people.
    pub message: Option<String>,
    /// The partner's code for machines.
    pub code: Option<String>,
    /// What the partner advises.
    pub hint: Option<String>,
    /// Everything else it says.
    pub details: Option<Value>,
    /// How many requests a rate limit allows.
    pub limit: Option<i64>,
    /// How many of them are left.
    pub remaining: Option<i64>,
    /// When a rate limit ends, in Unix seconds.
    pub reset_unix_s: Option<i64>,
}

impl ErrorEnvelope {
    /// Nothing could be read.
    pub const NONE: Self =
        Self { message: None, code: None, hint: None, details: None, limit: None, remaining: None, reset_unix_s: None };
}

/// The names of the headers with which a partner tells about an answer; empty = it has none such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MetaHeaders {
    /// Which environment answered.
    pub environment: &'static str,
    /// How many requests the rate limit allows.
    pub limit: &'static str,
    /// How many of them are left.
    pub remaining: &'static str,
    /// When the limit ends, in Unix seconds.
    pub reset: &'static str,
    /// Which limit it is.
    pub scope: &'static str,
    /// The signature of the answer's body.
    pub signature: &'static str,
}

impl MetaHeaders {
    /// A partner that tells nothing in headers.
    pub const NONE: Self = Self { environment: "", limit: "", remaining: "", reset: "", scope: "", signature: "" };
}

/// What was refused; the argument of [`Partner::advise`].
#[derive(Debug)]
pub struct Refused<'a> {
    /// The operation's name.
    pub operation: &'static str,
    /// The body that was sent.
    pub body: Option<&'a [u8]>,
    /// The HTTP status.
    pub status: u16,
    /// What the partner said.
    pub envelope: &'a ErrorEnvelope,
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
    /// The media type of the body.
    pub content_type: &'a str,
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
    /// The headers that are made anew for each attempt: first the signature, whose length is fixed, then what else changes.
    /// For hosts that write the other headers themselves.
    pub fresh_headers: &'static [&'static str],
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
    /// Reads what an API key says of itself; `None` when the partner's keys say nothing.
    pub read_api_key: Option<fn(&str) -> Option<ApiKeyInfo<'_>>>,
    /// The headers that tell about an answer.
    pub meta: MetaHeaders,
    /// The headers that can name a shopper, of which a request carries one at most.
    pub identity_headers: &'static [&'static str],
    /// What to do about a refusal, where the request itself tells more than the code.
    pub advise: fn(&Refused<'_>) -> Option<String>,
}

impl Partner {
    /// A partner without operations and without anything special: the base of a description (`..Partner::PLAIN`).
    pub const PLAIN: Self = Self {
        name: "",
        title: "",
        env_prefix: "",
        operations: &[],
        authorize: |_, _| {},
        fresh_headers: &[],
        read_error: |_| ErrorEnvelope::NONE,
        advice: &[],
        final_codes: &[],
        stale_signature_code: None,
        replay_flag: "",
        read_api_key: None,
        meta: MetaHeaders::NONE,
        identity_headers: &[],
        advise: |_| None,
    };

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
