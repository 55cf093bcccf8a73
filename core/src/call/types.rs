//! The words a host and a [`Call`](crate::Call) speak with: time in, steps out, and how it ended.

use crate::answer::Answer;
use crate::error::{Code, Error};
use crate::http::HttpRequest;
use crate::outcome::{Fault, Outcome};

/// The time as the host reads it: a monotonic clock for deadlines, the wall clock for signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds of a clock that never goes back; its zero does not matter.
    pub mono_ms: u64,
    /// Unix time in seconds.
    pub unix_s: i64,
}

/// What one call may set for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallOptions {
    /// Instead of the client's `attempt_timeout_ms`, in milliseconds.
    pub attempt_timeout_ms: Option<u64>,
    /// Instead of the client's `total_timeout_ms`, in milliseconds (0 = no limit).
    pub total_timeout_ms: Option<u64>,
    /// Instead of the client's `max_retries`.
    pub max_retries: Option<u32>,
    /// The partner's clock minus ours, in seconds, as an earlier call's [`Done::clock_skew_s`] said.
    pub clock_skew_s: Option<i64>,
}

/// What the host does next.
#[derive(Debug)]
pub enum Step<'a> {
    /// Send this and report the answer or the fault.
    Send {
        /// The signed attempt.
        request: &'a HttpRequest,
        /// How long the attempt may take, in milliseconds; afterwards report [`Fault::ReadTimeout`].
        attempt_timeout_ms: u64,
    },
    /// Wait and call [`Call::on_waited`](crate::Call::on_waited).
    Wait {
        /// How long, in milliseconds.
        delay_ms: u64,
    },
    /// The call is over.
    Done(&'a Done),
}

/// How a call ended.
#[derive(Debug)]
pub struct Done {
    /// The partner's success, or what went wrong.
    pub result: Result<Answer, Error>,
    /// The partner's clock minus ours, in seconds, if an answer carried a `Date`. Give it to the next call.
    pub clock_skew_s: Option<i64>,
}

impl Done {
    /// What is known about the money.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.result.as_ref().map_or_else(Error::outcome, |_| Outcome::Ok)
    }
}

/// The three states of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateName {
    /// An attempt is signed and may be on its way.
    Sending,
    /// Between two attempts.
    Waiting,
    /// Over.
    Done,
}

/// An input that the call's state does not take. The call is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call is {state:?} and does not take {input}")]
pub struct Misuse {
    /// The state the call is in.
    pub state: StateName,
    /// The name of the input.
    pub input: &'static str,
}

/// The outcome is `unknown`: the misuse changed nothing, and the call may have an attempt on its way.
impl From<Misuse> for Error {
    fn from(misuse: Misuse) -> Self {
        let mut error = Error::because(Code::CallMisuse, misuse);
        error.set_outcome(Outcome::Unknown);
        error
    }
}

/// How one attempt ended, for hooks and logs: no secret, no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptReport {
    /// The attempt, from 1.
    pub attempt: u32,
    /// The status, if an answer came.
    pub status: Option<u16>,
    /// The fault, if none came.
    pub fault: Option<Fault>,
    /// From the attempt's start to its end, in milliseconds.
    pub duration_ms: u64,
    /// What this call knows about the money so far.
    pub outcome: Outcome,
}
