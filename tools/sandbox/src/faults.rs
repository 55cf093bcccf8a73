//! Faults on demand: which requests go wrong, how often, and in which way.
//!
//! Only the rules and how they match. How an action becomes an answer or a broken connection stands in `service.rs`.

use std::collections::VecDeque;
use std::sync::Mutex;

use hyper::header::{CONNECTION, CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use serde::{Deserialize, Serialize};

use crate::sync::lock;

/// One rule. The first rule that matches a request is used, and used up `times` times; rules are tried in the order they were set.
///
/// ```
/// use payseal_sandbox::{FaultAction, FaultRule};
///
/// // The first two checkouts are answered 503 after 20 ms; the third is served.
/// let rule = FaultRule::new(FaultAction::status(503)).on("POST", "/transactions/checkout-intent").times(2).latency_ms(20);
/// let json = r#"{"method":"POST","path_suffix":"/transactions/checkout-intent","times":2,"latency_ms":20,
///                "action":{"kind":"status","status":503}}"#;
/// assert_eq!(serde_json::from_str::<FaultRule>(json).unwrap(), rule);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Only this method, in any casing; none: every method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only paths (without query) that end in this; none: every path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_suffix: Option<String>,
    /// To how many requests the rule applies before it is removed; null: until the faults are cleared. 1 when left out.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// Milliseconds of slowness. A signed mutation spends them while it holds its idempotency key, before it commits;
    /// everything else spends them before the answer.
    #[serde(default)]
    pub latency_ms: u64,
    /// True: the request is served first (state, idempotency record, webhooks), and only the answer is replaced.
    #[serde(default)]
    pub after_commit: bool,
    /// What happens instead of the answer; none: only the latency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<FaultAction>,
}

fn once() -> Option<u32> {
    Some(1)
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultAction {
    /// Answer with this status.
    Status {
        /// 200 to 599.
        status: u16,
        /// Text of a `Retry-After` header, sent as it stands.
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
    /// Serve the request, send headers with the full length and half of the body, then close.
    TruncateBody,
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
        matches!(self, Self::ResetAfterCommit | Self::TruncateBody)
    }

    fn check(&self) -> Result<(), InvalidFault> {
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
            Self::ResetBeforeCommit | Self::ResetAfterCommit | Self::TruncateBody | Self::NoAnswer | Self::Empty => {
                Ok(())
            }
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

/// Why a rule was refused.
#[derive(Debug, thiserror::Error)]
#[error("invalid fault: {0}")]
pub struct InvalidFault(String);

impl FaultRule {
    /// The action on the next request, whichever it is.
    #[must_use]
    pub fn new(action: FaultAction) -> Self {
        Self {
            method: None,
            path_suffix: None,
            times: Some(1),
            latency_ms: 0,
            after_commit: false,
            action: Some(action),
        }
    }

    /// Only slowness, on the next request.
    #[must_use]
    pub fn latency(latency_ms: u64) -> Self {
        Self { method: None, path_suffix: None, times: Some(1), latency_ms, after_commit: false, action: None }
    }

    /// Narrows the rule to a method and the end of a path.
    #[must_use]
    pub fn on(mut self, method: &str, path_suffix: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path_suffix = Some(path_suffix.to_owned());
        self
    }

    /// Applies the rule to this many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Applies the rule until the faults are cleared.
    #[must_use]
    pub fn forever(mut self) -> Self {
        self.times = None;
        self
    }

    /// Adds slowness.
    #[must_use]
    pub fn latency_ms(mut self, latency_ms: u64) -> Self {
        self.latency_ms = latency_ms;
        self
    }

    /// Serves the request before its answer is replaced.
    #[must_use]
    pub fn after_commit(mut self) -> Self {
        self.after_commit = true;
        self
    }

    /// Whether the request is served before the answer is decided.
    pub(crate) fn commits(&self) -> bool {
        self.after_commit || self.action.as_ref().is_none_or(FaultAction::always_commits)
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path_suffix.as_deref().is_none_or(|suffix| path.ends_with(suffix))
    }
}

/// The rules still in force, in the order they were set.
#[derive(Default)]
pub(crate) struct FaultList(Mutex<VecDeque<FaultRule>>);

impl FaultList {
    pub(crate) fn add(&self, rule: FaultRule) -> Result<(), InvalidFault> {
        if rule.times == Some(0) {
            return Err(InvalidFault("times is 0: the rule would never apply".into()));
        }
        rule.action.as_ref().map_or(Ok(()), FaultAction::check)?;
        lock(&self.0).push_back(rule);
        Ok(())
    }

    /// The rule for this request, counted down.
    pub(crate) fn take(&self, method: &str, path: &str) -> Option<FaultRule> {
        let mut rules = lock(&self.0);
        let at = rules.iter().position(|rule| rule.matches(method, path))?;
        match rules[at].times {
            Some(1) => rules.remove(at),
            Some(left) => {
                rules[at].times = Some(left - 1);
                Some(rules[at].clone())
            }
            None => Some(rules[at].clone()),
        }
    }

    pub(crate) fn list(&self) -> Vec<FaultRule> {
        lock(&self.0).iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }
}
