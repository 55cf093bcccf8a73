//! How far a call on another thread has come, for a task that is cancelled and does not wait for it.
//!
//! The canceller sets the stop and then reads; the sender writes and then asks whether to stop, before each byte leaves
//! (the driver does). In sequential order one of the two always sees the other: "not sent" is never said of a request
//! that is then sent.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};

use payseal::Outcome;
use payseal::driver::AttemptEvent;

use crate::watch::RUNNING;

/// Shared between the thread that sends and the task that waits.
#[derive(Debug)]
pub(crate) struct Progress {
    stop: AtomicBool,
    outcome: AtomicI32,
    attempts: AtomicU32,
    stands: AtomicBool,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let outcome = AtomicI32::new(Outcome::NotSent as i32);
        Self { stop: AtomicBool::new(false), outcome, attempts: AtomicU32::new(0), stands: AtomicBool::new(false) }
    }

    /// On the thread that sends, before and after each attempt.
    pub(crate) fn note(&self, event: &AttemptEvent<'_>) {
        match *event {
            AttemptEvent::Started { attempt, .. } => {
                self.attempts.store(attempt, Ordering::SeqCst);
                self.outcome.store(RUNNING as i32, Ordering::SeqCst);
            }
            AttemptEvent::Ended { report, .. } => {
                if report.outcome == Outcome::Ok {
                    // A second step may follow: whatever becomes of it, the first stands.
                    self.stands.store(true, Ordering::SeqCst);
                }
                let known = if self.stands.load(Ordering::SeqCst) { RUNNING } else { report.outcome };
                self.outcome.store(known as i32, Ordering::SeqCst);
            }
            _ => {}
        }
    }

    /// Whether the task has gone.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// The task goes: what is known about the money, and the attempts so far.
    pub(crate) fn stop(&self) -> (Outcome, u32) {
        self.stop.store(true, Ordering::SeqCst);
        let outcome = self.outcome.load(Ordering::SeqCst);
        let known = Outcome::ALL.into_iter().find(|known| *known as i32 == outcome);
        (known.unwrap_or(Outcome::Unknown), self.attempts.load(Ordering::SeqCst))
    }
}
