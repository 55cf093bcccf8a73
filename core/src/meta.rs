//! What the headers of an answer tell beside it: which environment answered, how much of a rate limit is left.
//!
//! Not for decisions: whether and when to try again stands in [`retry`](crate::retry). Which headers a partner has is
//! data of its description ([`MetaHeaders`]).

use crate::config::Private;
use crate::http::{self, ResponseHeaders};
use crate::operation::{ErrorEnvelope, MetaHeaders};

/// A header longer than that tells nothing that we know.
const MAX_TEXT: usize = 256;

/// What an answer, success or error, tells about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    environment: Option<String>,
    rate_limit: Option<RateLimit>,
    signature: Option<String>,
}

/// A rate limit as the partner states it; each part is `None` where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests it allows.
    pub limit: Option<i64>,
    /// How many of them are left.
    pub remaining: Option<i64>,
    /// When it ends, in Unix seconds.
    pub reset_unix_s: Option<i64>,
    /// Which limit it is, e.g. `abuse`.
    pub scope: Option<String>,
}

impl Meta {
    /// Which environment answered, e.g. `production` or `sandbox` (Tybrite: `Tybrite-Environment`).
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    /// The rate limit that the answer stated (Tybrite: `X-RateLimit-…`, or the members of a 429).
    #[must_use]
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.rate_limit.as_ref()
    }

    /// The signature that the answer carried; nothing checks it unless you do
    /// ([`ResponseVerifier`](crate::tybrite::ResponseVerifier)).
    #[must_use]
    pub fn signature(&self) -> Option<&str> {
        self.signature.as_deref()
    }

    /// Credentials that a header repeats are taken out: errors carry what is read here, and errors are logged.
    pub(crate) fn read(
        names: &MetaHeaders,
        private: &Private<'_>,
        headers: ResponseHeaders<'_>,
        envelope: Option<&ErrorEnvelope>,
    ) -> Self {
        let text = |name: &str| {
            if name.is_empty() {
                return None;
            }
            let value = http::value(headers, name)?.trim();
            (!value.is_empty() && value.len() <= MAX_TEXT).then(|| private.scrub(value).into_owned())
        };
        let number = |name: &str| text(name).and_then(|value| value.parse().ok());
        let rate_limit = RateLimit {
            limit: number(names.limit).or_else(|| envelope?.limit),
            remaining: number(names.remaining).or_else(|| envelope?.remaining),
            reset_unix_s: number(names.reset).or_else(|| envelope?.reset_unix_s),
            scope: text(names.scope),
        };
        Self {
            environment: text(names.environment),
            rate_limit: (rate_limit != RateLimit::default()).then_some(rate_limit),
            signature: text(names.signature),
        }
    }
}
