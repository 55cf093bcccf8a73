//! What a partner answered with success, and how it was reached.

use std::ops::Deref;

use crate::body::Body;
use crate::clive::CheckoutRecord;
use crate::json::Value;
use crate::meta::{Meta, RateLimit};
use crate::partners::model::Response;

/// A success. `T` is the typed answer; [`Call`](crate::Call) itself gives an `Answer<Value>`.
///
/// The typed fields are reached directly (`answer.clive_tx_id`); the rest says how the call went.
#[derive(Clone)]
pub struct Answer<T = Value> {
    /// The answer's fields.
    pub data: T,
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) replayed: bool,
    pub(crate) attempts: u32,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) request_body: Option<Body>,
    pub(crate) meta: Meta,
}

impl<T> Answer<T> {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body bytes as they came. They may hold secrets of the buyer's checkout.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Whether the partner says that this is the stored answer of an earlier request with the same key.
    #[must_use]
    pub fn replayed(&self) -> bool {
        self.replayed
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The key that every attempt carried.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// The partner's request id, if it named one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// What the answer's headers tell: environment, rate limit, signature.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Which environment answered (Tybrite: `production` or `sandbox`).
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.meta.environment()
    }

    /// The rate limit that the answer stated.
    #[must_use]
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.meta.rate_limit()
    }
}

impl Answer<Value> {
    /// The same answer, typed.
    #[must_use]
    pub fn typed<R: Response>(self) -> Answer<R> {
        Answer {
            data: R::from_value(self.data),
            status: self.status,
            body: self.body,
            replayed: self.replayed,
            attempts: self.attempts,
            idempotency_key: self.idempotency_key,
            request_id: self.request_id,
            request_body: self.request_body,
            meta: self.meta,
        }
    }
}

impl<T> Answer<T> {
    /// What to write down about the checkout: your reference and key, with what the partner's answer adds.
    #[must_use]
    pub fn record(&self) -> CheckoutRecord {
        CheckoutRecord::of(self.request_body.as_deref(), Some(&self.body), self.idempotency_key())
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

/// Shows no body: the typed data decides what of it may be seen, an untyped one shows nothing.
impl<T: Response> std::fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.debug(f, &self.data)
    }
}

impl std::fmt::Debug for Answer<Value> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.debug(f, &crate::secret::REDACTED)
    }
}

impl<T> Answer<T> {
    fn debug(&self, f: &mut std::fmt::Formatter<'_>, data: &dyn std::fmt::Debug) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("data", data)
            .field("status", &self.status)
            .field("replayed", &self.replayed)
            .field("attempts", &self.attempts)
            .field("idempotency_key", &self.idempotency_key)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}
