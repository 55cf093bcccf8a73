//! What goes wrong: the kinds of fault, and which of them make sense.
//!
//! How an action becomes an answer or a broken connection stands in `spoil.rs`.

use hyper::header::{CONNECTION, CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use serde::{Deserialize, Serialize};

use super::InvalidFault;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultAction {
    /// Answer with this status.
    Status {
        /// 200 to 599.
        status: u16,
        /// Text of a `Retry-After` header, sent as it stands; but `date+5s` becomes the HTTP date five seconds after the
        /// answer's `Date`, and `date-5s` the one before it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
        /// The body; none: an error envelope with code `RATE_LIMITED` for 429 and `SANDBOX_FAULT` otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// `application/json` when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
    },
    /// Read the whole request, then reset the connection without touching any state.
    ResetBeforeCommit,
    /// Serve the request, keep its state and idempotency record, then reset the connection without an answer.
    ResetAfterCommit,
    /// Serve the request, send the whole head of its answer, then reset the connection.
    ResetAfterHead,
    /// Serve the request, send head and half of the body, then reset the connection.
    ResetMidBody,
    /// Serve the request, send headers with the full length and half of the body, then close.
    TruncateBody,
    /// Serve the request, and send the body of its answer in pieces.
    SlowBody {
        /// Bytes of one piece; 1 when left out.
        #[serde(default = "one_byte")]
        piece_bytes: usize,
        /// Milliseconds before each piece.
        pause_ms: u64,
    },
    /// Send the client elsewhere.
    Redirect {
        /// The `Location`.
        to: String,
        /// 300 to 399; 307 when left out.
        #[serde(default = "temporary_redirect")]
        status: u16,
    },
    /// Any answer at all.
    RawAnswer {
        /// 200 to 599.
        status: u16,
        /// The body as text.
        #[serde(default)]
        body: String,
        /// The body as base64, for bytes that are not text; wins over `body`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body_base64: Option<String>,
        /// None: no `Content-Type` header.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
        /// Further headers, for example a `Date` in the past.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        headers: Vec<(String, String)>,
    },
    /// An error whose body is this many bytes of text.
    BigError {
        /// Length of the body.
        bytes: usize,
        /// 500 when left out.
        #[serde(default = "internal_error")]
        status: u16,
    },
    /// Never answer; the connection stays open until the client closes it.
    NoAnswer,
    /// 204 without a body.
    Empty,
}

fn one_byte() -> usize {
    1
}

fn temporary_redirect() -> u16 {
    307
}

fn internal_error() -> u16 {
    500
}

impl FaultAction {
    /// A status with the default body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::Status { status, retry_after: None, body: None, content_type: None }
    }

    /// A status with a `Retry-After` header.
    #[must_use]
    pub fn status_retry_after(status: u16, retry_after: impl Into<String>) -> Self {
        Self::Status { status, retry_after: Some(retry_after.into()), body: None, content_type: None }
    }

    /// Whether the request is served before the action replaces its answer, whatever the rule says.
    pub(crate) fn always_commits(&self) -> bool {
        matches!(
            self,
            Self::ResetAfterCommit
                | Self::ResetAfterHead
                | Self::ResetMidBody
                | Self::TruncateBody
                | Self::SlowBody { .. }
        )
    }

    pub(super) fn check(&self) -> Result<(), InvalidFault> {
        let status_in = |status: u16, range: std::ops::RangeInclusive<u16>| {
            if range.contains(&status) {
                Ok(())
            } else {
                Err(InvalidFault(format!("status {status} is not in {range:?}")))
            }
        };
        match self {
            Self::Status { status, retry_after, content_type, .. } => {
                status_in(*status, 200..=599)?;
                retry_after.iter().chain(content_type).try_for_each(|value| header_value(value))
            }
            Self::Redirect { to, status } => {
                status_in(*status, 300..=399)?;
                header_value(to)
            }
            Self::RawAnswer { status, content_type, headers, body_base64, .. } => {
                status_in(*status, 200..=599)?;
                content_type.iter().try_for_each(|value| header_value(value))?;
                if body_base64.as_deref().is_some_and(|text| decode_base64(text).is_none()) {
                    return Err(InvalidFault("body_base64 is not base64".into()));
                }
                headers.iter().try_for_each(|(name, value)| {
                    let known = HeaderName::from_bytes(name.as_bytes())
                        .map_err(|_| InvalidFault(format!("{name:?} is not a header name")))?;
                    if [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&known) {
                        return Err(InvalidFault(format!("{known} belongs to the framing, which the server writes")));
                    }
                    header_value(value)
                })
            }
            Self::BigError { status, bytes } => {
                status_in(*status, 200..=599)?;
                if *bytes > 256 * 1024 * 1024 { Err(InvalidFault("more than 256 MiB".into())) } else { Ok(()) }
            }
            Self::SlowBody { piece_bytes: 0, .. } => {
                Err(InvalidFault("piece_bytes is 0: nothing would be sent".into()))
            }
            Self::SlowBody { .. }
            | Self::ResetBeforeCommit
            | Self::ResetAfterCommit
            | Self::ResetAfterHead
            | Self::ResetMidBody
            | Self::TruncateBody
            | Self::NoAnswer
            | Self::Empty => Ok(()),
        }
    }
}

fn header_value(text: &str) -> Result<(), InvalidFault> {
    HeaderValue::from_str(text).map(drop).map_err(|_| InvalidFault(format!("{text:?} cannot be a header value")))
}

pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}
