//! What a program may watch: the begin and the end of every attempt. Never a secret, never a body.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::call::{AttemptReport, Call, Step};

/// One attempt begins or has ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum AttemptEvent<'a> {
    /// The attempt is about to be sent.
    Started {
        /// The operation's name.
        operation: &'static str,
        /// The attempt, from 1.
        attempt: u32,
        /// The key that every attempt carries.
        idempotency_key: Option<&'a str>,
    },
    /// The attempt has ended.
    Ended {
        /// The operation's name.
        operation: &'static str,
        /// The key that every attempt carries.
        idempotency_key: Option<&'a str>,
        /// Status or fault, duration, and what is known about the money so far.
        report: AttemptReport,
        /// When the next attempt follows, in milliseconds; `None` when this was the last.
        retry_in_ms: Option<u64>,
    },
}

pub(super) type Hook = Arc<dyn Fn(&AttemptEvent<'_>) + Send + Sync>;

pub(super) fn started(hook: Option<&Hook>, call: &Call) {
    tracing::debug!(
        target: "payseal",
        operation = call.operation(),
        attempt = call.attempt(),
        idempotency_key = call.idempotency_key(),
        "attempt started"
    );
    tell(hook, || AttemptEvent::Started {
        operation: call.operation(),
        attempt: call.attempt(),
        idempotency_key: call.idempotency_key(),
    });
}

pub(super) fn ended(hook: Option<&Hook>, call: &mut Call) {
    let retry_in_ms = match call.step() {
        Step::Wait { delay_ms } => Some(delay_ms),
        Step::Send { .. } | Step::Done(_) => None,
    };
    let Some(report) = call.last_report() else { return };
    tracing::debug!(
        target: "payseal",
        operation = call.operation(),
        attempt = report.attempt,
        idempotency_key = call.idempotency_key(),
        status = report.status,
        fault = report.fault.map(|fault| fault.as_str()),
        duration_ms = report.duration_ms,
        outcome = report.outcome.as_str(),
        retry_in_ms,
        "attempt ended"
    );
    tell(hook, || AttemptEvent::Ended {
        operation: call.operation(),
        idempotency_key: call.idempotency_key(),
        report,
        retry_in_ms,
    });
}

/// A hook that panics must not cost the caller the answer of a payment: the panic is logged and swallowed.
fn tell<'a>(hook: Option<&Hook>, event: impl FnOnce() -> AttemptEvent<'a>) {
    let Some(hook) = hook else { return };
    let event = event();
    if catch_unwind(AssertUnwindSafe(|| hook(&event))).is_err() {
        tracing::error!(target: "payseal", "the attempt hook panicked; the call goes on");
    }
}
