//! What one request may set for itself, and how to stop it from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::call;
use crate::secret::Secret;

/// Asked at least every 100 ms while a call waits; `true` ends it.
pub(super) type ShouldStop = Arc<dyn Fn() -> bool + Send + Sync>;

/// Ends calls from another thread: clone it, give it to the request, and call [`cancel`](Self::cancel).
///
/// ```
/// use payseal::driver::{Cancel, RequestOptions};
/// let cancel = Cancel::new();
/// let options = RequestOptions::new().cancel(&cancel);
/// cancel.cancel(); // within 100 ms the call ends, and says in its outcome whether it may have been sent
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A handle that has not been used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends every call that was given this handle.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether [`cancel`](Self::cancel) was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The two ways a caller ends a call.
#[derive(Clone, Default)]
pub(super) struct Stop {
    cancel: Option<Cancel>,
    should_stop: Option<ShouldStop>,
}

impl Stop {
    /// Whether the caller wants the call to end.
    pub(super) fn now(&self) -> bool {
        self.cancel.as_ref().is_some_and(Cancel::is_cancelled) || self.should_stop.as_ref().is_some_and(|stop| stop())
    }
}

/// What one request sets for itself; everything else is the client's.
#[derive(Clone, Default)]
pub struct RequestOptions {
    pub(super) idempotency_key: Option<String>,
    pub(super) stop: Stop,
    pub(super) identity: Option<(String, Secret)>,
    attempt_timeout: Option<Duration>,
    total_timeout: Option<Duration>,
    max_retries: Option<u32>,
}

impl RequestOptions {
    /// The client's own settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The idempotency key; an empty text takes the operation's default.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Names the shopper in one of the partner's identity headers (Tybrite: `x-auth-token`, `x-external-auth`,
    /// `x-idp-token`). A request carries one: naming another takes the first one's place.
    #[must_use]
    pub fn identity(mut self, header: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.identity = Some((header.into(), value.into()));
        self
    }

    /// How long one attempt may take.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long the call may take with all its attempts and waits; zero = no limit.
    #[must_use]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// How often a failed attempt is repeated.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// Ends the call when `cancel` is used.
    #[must_use]
    pub fn cancel(mut self, cancel: &Cancel) -> Self {
        self.stop.cancel = Some(cancel.clone());
        self
    }

    /// Ends the call when `stop` answers `true`. It is asked on the calling thread at least every 100 ms while the call
    /// waits for the network or between attempts, and must return at once.
    #[must_use]
    pub fn should_stop(mut self, stop: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.stop.should_stop = Some(Arc::new(stop));
        self
    }

    /// The part of it that the core decides by.
    pub(super) fn for_call(&self, clock_skew_s: Option<i64>) -> call::CallOptions {
        let ms = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        call::CallOptions {
            // Below a millisecond is not "no limit".
            attempt_timeout_ms: self.attempt_timeout.map(|timeout| ms(timeout).max(1)),
            total_timeout_ms: self.total_timeout.map(|t| if t.is_zero() { 0 } else { ms(t).max(1) }),
            max_retries: self.max_retries,
            clock_skew_s,
        }
    }
}

impl std::fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestOptions")
            .field("idempotency_key", &self.idempotency_key)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("max_retries", &self.max_retries)
            .finish_non_exhaustive()
    }
}
