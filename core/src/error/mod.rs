//! What every failure looks like: one type, one table, and always the answer to "what about the money?".
//!
//! An [`Error`] is built where the knowledge is, carried unchanged and shown once. It never holds a secret: details and
//! texts of the partner pass through redaction, and no body of a success is kept.
//!
//! ```
//! use payseal::{Amount, Outcome, error::Kind};
//! let error = payseal::Error::from(Amount::try_from(f64::NAN).unwrap_err());
//! assert_eq!(error.kind(), Kind::Validation);
//! assert_eq!(error.outcome(), Outcome::NotSent);
//! assert!(error.to_string().contains("amount"));
//! ```

mod advice;
mod table;

use std::borrow::Cow;
use std::fmt;

use crate::amount::AmountError;
use crate::json::{Object, Value};
use crate::meta::{Meta, RateLimit};
use crate::operation::Replay;
use crate::outcome::{Fault, Outcome};

pub use table::{Code, Kind};

/// Members of an answer, in both casings, that are secrets wherever they stand: never kept in an error, a hook or a log.
pub const SECRET_MEMBERS: &[&str] = &[
    "client_secret",
    "clientSecret",
    "revolut_order_token",
    "revolutOrderToken",
    "signing_secret",
    "signingSecret",
    "hmac_secret",
    "hmacSecret",
    "webhook_secret",
    "webhookSecret",
    "api_key",
    "apiKey",
    "x-api-key",
    "secret",
    "password",
    "token",
    "access_token",
    "accessToken",
    "authorization",
];

/// An error of Payseal. Cheap to move (one pointer), `Clone`, `Send` and `Sync`.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    local: Option<Code>,
    code: Option<Cow<'static, str>>,
    message: Cow<'static, str>,
    advice: Cow<'static, str>,
    status: Option<u16>,
    hint: Option<String>,
    details: Option<Value>,
    response_text: Option<String>,
    outcome: Outcome,
    retryable: bool,
    attempts: u32,
    operation: Option<&'static str>,
    idempotency_key: Option<String>,
    request_id: Option<String>,
    retry_after_ms: Option<u64>,
    fault: Option<Fault>,
    completed: Option<Value>,
    meta: Meta,
}

impl Error {
    /// An error of Payseal's own, with the table's message. Nothing has been sent, unless it is [`Code::InternalPanic`].
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            kind: code.kind(),
            local: Some(code),
            code: Some(Cow::Borrowed(code.as_str())),
            message: Cow::Borrowed(code.message()),
            advice: Cow::Borrowed(code.advice()),
            status: None,
            hint: None,
            details: None,
            response_text: None,
            // Where a panic began is not known, so neither is what had been sent.
            outcome: if code == Code::InternalPanic { Outcome::Unknown } else { Outcome::NotSent },
            retryable: false,
            attempts: 0,
            operation: None,
            idempotency_key: None,
            request_id: None,
            retry_after_ms: None,
            fault: None,
            completed: None,
            meta: Meta::default(),
        }))
    }

    /// The same, saying exactly what is wrong after the table's message.
    #[must_use]
    pub fn because(code: Code, why: impl fmt::Display) -> Self {
        let mut error = Self::new(code);
        error.0.message = Cow::Owned(format!("{}: {why}", code.message()));
        error
    }

    /// Input refused before anything was sent, in the shape of the server's own 400: status 400, `VALIDATION_ERROR`,
    /// `details.fieldErrors` (contract: `api-reference/transactions-initialize`, 400 body).
    #[must_use]
    pub fn validation(fields: &[(&str, String)]) -> Self {
        let mut named = Object::new();
        let mut why = String::new();
        for (field, problem) in fields {
            if !why.is_empty() {
                why.push_str("; ");
            }
            why.push_str(field);
            why.push_str(": ");
            why.push_str(problem);
            let mut list = match named.remove(field) {
                Some(Value::Array(list)) => list,
                _ => Vec::new(),
            };
            list.push(Value::from(problem.as_str()));
            named.insert(*field, Value::Array(list));
        }
        let mut details = Object::new();
        details.insert("fieldErrors", Value::Object(named));
        details.insert("formErrors", Value::Array(Vec::new()));
        let mut error = Self::because(Code::ValidationError, why);
        error.0.status = Some(400);
        error.0.details = Some(Value::Object(details));
        error
    }

    /// An answer that is not a success. Outcome, attempts and key are set by the call.
    pub(crate) fn api(status: u16, code: Option<String>, message: String, advice: Option<Cow<'static, str>>) -> Self {
        if (300..400).contains(&status) {
            let mut error = Self::new(Code::Redirected);
            error.0.status = Some(status);
            return error;
        }
        let kind = Kind::of_status(status);
        let mut error = Self::new(Code::ValidationError);
        let inner = &mut *error.0;
        inner.kind = kind;
        inner.local = None;
        inner.status = Some(status);
        inner.code = code.map(Cow::Owned);
        inner.message = Cow::Owned(message);
        inner.advice = advice.unwrap_or(Cow::Borrowed(kind.advice()));
        error
    }

    /// The class of this error.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The partner's code (`HMAC_INVALID`) or one of the table's (`CONNECT_REFUSED`); `None` when the partner gave none.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The row of the error table, when the code is Payseal's own.
    #[must_use]
    pub fn local_code(&self) -> Option<Code> {
        self.0.local
    }

    /// The frozen number: of the code when it is Payseal's own, else of the kind.
    #[must_use]
    pub fn number(&self) -> i32 {
        self.0.local.map_or(self.0.kind.number(), Code::number)
    }

    /// What happened, in one sentence: the partner's own words where it gave any.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &str {
        &self.0.advice
    }

    /// The HTTP status of the last answer; 400 for input refused here.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the partner itself advises, if it does (Tybrite: `hint`).
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// What the last answer's headers and envelope tell: environment and rate limit.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.0.meta
    }

    /// Which environment answered last (Tybrite: `production` or `sandbox`).
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.0.meta.environment()
    }

    /// The rate limit that the last answer stated.
    #[must_use]
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.0.meta.rate_limit()
    }

    /// The `details` of the partner's error, with secret members redacted.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.0.details.as_ref()
    }

    /// The beginning (at most 4 KiB) of an error answer that is not in the partner's envelope, e.g. a proxy's HTML page, or
    /// other JSON with its secret members redacted.
    #[must_use]
    pub fn response_text(&self) -> Option<&str> {
        self.0.response_text.as_deref()
    }

    /// What is known about the money.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Whether the same call, with the same idempotency key, can be made again now or after `retry_after_ms`.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// How many attempts were begun.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The operation, e.g. `create_checkout_intent`.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The key that every attempt carried. Use it again when the outcome is unknown.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// The partner's request id, if its last answer named one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the partner asks to wait before the next try, in milliseconds.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.0.retry_after_ms
    }

    /// What the wire did, when no answer came.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.0.fault
    }

    /// What an earlier step of the same operation already achieved: the initialize result, when
    /// `initialize_and_attach_intent` failed in its second step. Secret members are redacted.
    #[must_use]
    pub fn completed(&self) -> Option<&Value> {
        self.0.completed.as_ref()
    }

    pub(crate) fn set_details(&mut self, mut details: Value) {
        crate::json::redact(&mut details, SECRET_MEMBERS);
        self.0.details = Some(details);
    }

    pub(crate) fn set_advice(&mut self, advice: String) {
        self.0.advice = Cow::Owned(advice);
    }

    pub(crate) fn set_hint(&mut self, hint: String) {
        self.0.hint = Some(hint);
    }

    pub(crate) fn set_meta(&mut self, meta: Meta) {
        self.0.meta = meta;
    }

    pub(crate) fn set_response_text(&mut self, text: String) {
        self.0.response_text = Some(text);
    }

    pub(crate) fn set_status(&mut self, status: u16) {
        self.0.status = Some(status);
    }

    pub(crate) fn set_request_id(&mut self, id: Option<String>) {
        self.0.request_id = id;
    }

    pub(crate) fn set_outcome(&mut self, outcome: Outcome) {
        self.0.outcome = outcome;
    }

    pub(crate) fn set_fault(&mut self, fault: Fault) {
        self.0.fault = Some(fault);
    }

    pub(crate) fn set_retry_after_ms(&mut self, ms: u64) {
        self.0.retry_after_ms = Some(ms);
    }

    pub(crate) fn set_retryable(&mut self, retryable: bool) {
        self.0.retryable = retryable;
    }

    /// Takes over what the last answer said, for an error that is not about an answer.
    pub(crate) fn keep_answer_of(&mut self, last: &Error) {
        self.0.status = last.0.status;
        self.0.details.clone_from(&last.0.details);
        self.0.request_id.clone_from(&last.0.request_id);
        self.0.hint.clone_from(&last.0.hint);
        self.0.meta.clone_from(&last.0.meta);
    }

    /// The same, for an error that interrupts the wait that the last answer led to.
    pub(crate) fn interrupt(&mut self, last: &Error) {
        self.keep_answer_of(last);
        self.0.retry_after_ms = last.0.retry_after_ms;
        self.0.message = Cow::Owned(format!("{} (before that: {})", self.0.message, last.0.message));
    }

    /// What the call knows: which operation, how many attempts, which key, and what that means for the money. `last` is
    /// what the last attempt alone left known.
    pub(crate) fn set_call(
        &mut self,
        operation: &'static str,
        attempts: u32,
        key: Option<&str>,
        outcome: Outcome,
        last: Outcome,
        replay: Replay,
    ) {
        let inner = &mut *self.0;
        inner.operation = Some(operation);
        inner.attempts = attempts;
        inner.idempotency_key = key.map(str::to_owned);
        inner.outcome = outcome;
        if let Some(advice) = advice::fitting(inner.kind, replay, outcome, last, inner.retryable) {
            // What the partner's own code calls for is said first.
            let of_a_code = inner.local.is_none() && *inner.advice != *inner.kind.advice();
            inner.advice =
                if of_a_code { Cow::Owned(format!("{} {advice}", inner.advice)) } else { Cow::Borrowed(advice) };
        }
    }

    /// Names the environment variable whose value is wrong.
    #[cfg(feature = "ureq")]
    pub(crate) fn naming_variable(mut self, name: &str) -> Self {
        self.0.message = Cow::Owned(format!("{} (environment variable {name})", self.0.message));
        self
    }

    /// The answer of an earlier step, as its body bytes.
    pub(crate) fn set_completed(&mut self, body: &[u8]) {
        if let Ok(mut value) = crate::json::parse_answer(body) {
            crate::json::redact(&mut value, SECRET_MEMBERS);
            self.0.completed = Some(value);
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        write!(f, "{}", inner.message)?;
        write!(f, " [")?;
        if let Some(code) = &inner.code {
            write!(f, "{code}, ")?;
        }
        if let Some(status) = inner.status {
            write!(f, "HTTP {status}, ")?;
        }
        // About a webhook there is nothing to ask: it was received, not sent.
        match inner.kind {
            Kind::WebhookVerification => write!(f, "nothing was processed")?,
            _ => write!(f, "outcome {}", inner.outcome)?,
        }
        if let Some(operation) = inner.operation {
            write!(f, ", {operation}, attempts {}", inner.attempts)?;
        }
        if let Some(key) = &inner.idempotency_key {
            write!(f, ", idempotency key {key}")?;
        }
        if let Some(id) = &inner.request_id {
            write!(f, ", request id {id}")?;
        }
        if let Some(ms) = inner.retry_after_ms {
            write!(f, ", retry after {ms} ms")?;
        }
        write!(f, "]. {}", inner.advice)?;
        match &inner.hint {
            Some(hint) => write!(f, " The partner's hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// The same text as `Display`, with the class in front: an error is often printed with `{:?}` by `main`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.0.kind)
    }
}

impl std::error::Error for Error {}

impl From<AmountError> for Error {
    fn from(error: AmountError) -> Self {
        Self::validation(&[("amount", error.to_string())])
    }
}
