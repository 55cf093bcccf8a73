//! Why a delivery was not accepted: one typed reason each, with its advice. No reason holds a secret, a signature or the body.

use super::frameworks::{self, Language};
use crate::error::{Code, Error};
use crate::json::{Object, ParseError, Value};

/// What is wrong with the signature header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderFault {
    /// The header is there and says nothing.
    #[error("it is empty")]
    Empty,
    /// More than 8 KiB.
    #[error("it is longer than 8 KiB")]
    TooLong,
    /// A byte outside printable ASCII.
    #[error("it holds bytes that are not printable ASCII")]
    NotAscii,
    /// The header stands there more than once.
    #[error("it occurs more than once")]
    Repeated,
    /// No signature of the right form: 64 hexadecimal digits.
    #[error("the signature is not 64 hexadecimal digits")]
    NotHex,
    /// No `t=`.
    #[error("it has no t=<timestamp>")]
    NoTimestamp,
    /// Two `t=`.
    #[error("it has more than one t=<timestamp>")]
    TwoTimestamps,
    /// The timestamp is not decimal digits only.
    #[error("the timestamp is not decimal digits only")]
    TimestampNotDigits,
    /// The timestamp has more than 15 digits.
    #[error("the timestamp has more than 15 digits")]
    TimestampTooLong,
    /// No `v1=`.
    #[error("it has no v1=<signature>")]
    NoSignature,
}

impl HeaderFault {
    /// The name for machines, e.g. `two_timestamps`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::NotAscii => "not_ascii",
            Self::Repeated => "repeated",
            Self::NotHex => "not_hex",
            Self::NoTimestamp => "no_timestamp",
            Self::TwoTimestamps => "two_timestamps",
            Self::TimestampNotDigits => "timestamp_not_digits",
            Self::TimestampTooLong => "timestamp_too_long",
            Self::NoSignature => "no_signature",
        }
    }
}

/// Why a delivery was not accepted. Becomes an [`Error`] of the class `WebhookVerificationError`, whose `details` carry the same facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// The signature header is not there.
    #[error("there is no {header} header{}", other.map(|other| format!("; there is {other}, which another partner sends")).unwrap_or_default())]
    MissingHeader {
        /// The header that was looked for.
        header: &'static str,
        /// The other partner's header, if that one is there.
        other: Option<&'static str>,
    },
    /// The signature header cannot be read.
    #[error("{header}: {fault}")]
    MalformedHeader {
        /// The header.
        header: &'static str,
        /// What is wrong with it.
        fault: HeaderFault,
    },
    /// No signature in the header was made with any of the secrets over these bytes.
    #[error(
        "none of the {signatures} signature(s) in {header} was made over these bytes with any of the {secrets} secret(s)"
    )]
    NoMatch {
        /// The header.
        header: &'static str,
        /// How many signatures it has.
        signatures: usize,
        /// How many secrets were tried.
        secrets: usize,
    },
    /// The signature is right and too old.
    #[error("it was signed {skew_s} s ago; the tolerance is {tolerance_s} s")]
    TooOld {
        /// How long ago it was signed, in seconds.
        skew_s: u64,
        /// How long ago it may be, in seconds.
        tolerance_s: u64,
    },
    /// The signature is right and from the future.
    #[error("it was signed {skew_s} s in the future; the tolerance is {tolerance_s} s")]
    InFuture {
        /// How far in the future, in seconds.
        skew_s: u64,
        /// How far it may be, in seconds.
        tolerance_s: u64,
    },
    /// The signature is right, but the body is not a JSON object in UTF-8.
    #[error("{0}")]
    NotJson(ParseError),
    /// The body given is not the raw bytes: a framework has parsed or decoded it already.
    #[error("the body is {given}, not the raw bytes")]
    WrongBodyType {
        /// What was given, e.g. `an object`.
        given: String,
        /// How to get the raw bytes in the frameworks of the language.
        fix: String,
    },
}

impl WebhookError {
    /// For bindings, when they are given something that is not bytes: `given` as in "the body is *an object*", the fix for the frameworks
    /// of `language`. A parsed body cannot be verified: writing it again gives other bytes.
    ///
    /// ```
    /// use payseal::webhook::{Language, WebhookError};
    /// let error = WebhookError::wrong_body_type("an object", Language::Node);
    /// assert_eq!(error.to_string(), "the body is an object, not the raw bytes");
    /// assert!(error.advice().contains("express.raw({ type: 'application/json' })"));
    /// ```
    #[must_use]
    pub fn wrong_body_type(given: impl Into<String>, language: Language) -> Self {
        Self::wrong_body_type_of(given, language, "")
    }

    /// The same for an object that comes from `package`: when that is a framework's, only its fix is told.
    #[must_use]
    pub fn wrong_body_type_of(given: impl Into<String>, language: Language, package: &str) -> Self {
        Self::WrongBodyType { given: given.into(), fix: frameworks::fix_for(language, package) }
    }

    /// The row of the error table.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::MissingHeader { .. } => Code::WebhookHeaderMissing,
            Self::MalformedHeader { .. } => Code::WebhookHeaderMalformed,
            Self::NoMatch { .. } => Code::WebhookSignatureMismatch,
            Self::TooOld { .. } => Code::WebhookTooOld,
            Self::InFuture { .. } => Code::WebhookInFuture,
            Self::NotJson(_) => Code::WebhookBodyNotJson,
            Self::WrongBodyType { .. } => Code::WebhookBodyWrongType,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::WrongBodyType { fix, .. } => format!("{} {fix}", self.code().advice()),
            _ => self.code().advice().to_owned(),
        }
    }

    fn details(&self) -> Value {
        let mut details = Object::new();
        match self {
            Self::MissingHeader { header, other } => {
                details.insert("header", *header);
                if let Some(other) = other {
                    details.insert("other", *other);
                }
            }
            Self::MalformedHeader { header, fault } => {
                details.insert("header", *header);
                details.insert("fault", fault.as_str());
            }
            Self::NoMatch { header, signatures, secrets } => {
                details.insert("header", *header);
                details.insert("signatures", count(*signatures as u64));
                details.insert("secrets", count(*secrets as u64));
            }
            Self::TooOld { skew_s, tolerance_s } | Self::InFuture { skew_s, tolerance_s } => {
                details.insert("skew_s", count(*skew_s));
                details.insert("tolerance_s", count(*tolerance_s));
            }
            Self::NotJson(error) => {
                details.insert("line", count(error.line as u64));
                details.insert("column", count(error.column as u64));
            }
            Self::WrongBodyType { given, .. } => {
                details.insert("given", given.as_str());
            }
        }
        Value::Object(details)
    }
}

/// A count is far below 2^53; one that is not would say nothing.
fn count(number: u64) -> Value {
    Value::try_from(number).unwrap_or_default()
}

impl From<WebhookError> for Error {
    fn from(error: WebhookError) -> Self {
        let mut out = Self::because(error.code(), &error);
        out.set_advice(error.advice());
        out.set_details(error.details());
        out
    }
}
