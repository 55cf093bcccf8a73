//! What the transport has to know about the attempt that runs on this thread: until when, whether to stop, and how far
//! it has come. ureq gives a transport no per-request argument, and a request never leaves its thread.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use super::options::Stop;

/// The longest time a wait may go without asking whether to stop.
pub(super) const SLICE: Duration = Duration::from_millis(100);

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Resolving,
    Connecting,
    /// The proxy is asked for a tunnel.
    Tunnelling,
    Handshaking,
    /// The first byte of the request may have left.
    Sent,
}

struct Running {
    deadline: Instant,
    stop: Stop,
    stage: Cell<Stage>,
    stopped: Cell<bool>,
}

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// Why a wait ended without what it waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    Deadline,
    Stopped,
}

/// How an attempt stood when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) stage: Stage,
    pub(super) stopped: bool,
}

/// Runs `attempt` with its deadline in force on this thread.
pub(super) fn run<T>(deadline: Instant, stop: &Stop, attempt: impl FnOnce() -> T) -> (T, Ended) {
    // An attempt inside an attempt (a hook or a stop callback that sends) gets its own state and gives the outer one back.
    struct Restore(Option<Running>);
    impl Drop for Restore {
        fn drop(&mut self) {
            RUNNING.set(self.0.take());
        }
    }
    let running =
        Running { deadline, stop: stop.clone(), stage: Cell::new(Stage::Resolving), stopped: Cell::new(false) };
    let restore = Restore(RUNNING.replace(Some(running)));
    let result = attempt();
    let ended = RUNNING.with_borrow(|running| {
        running.as_ref().map_or(Ended { stage: Stage::Sent, stopped: false }, |r| Ended {
            stage: r.stage.get(),
            stopped: r.stopped.get(),
        })
    });
    drop(restore);
    (result, ended)
}

/// Notes how far the attempt has come. Nothing takes back that the request may have left.
pub(super) fn reached(stage: Stage) {
    RUNNING.with_borrow(|running| {
        if let Some(running) = running.as_ref().filter(|running| running.stage.get() != Stage::Sent) {
            running.stage.set(stage);
        }
    });
}

/// How long the next wait may be: one slice, or less when the deadline is near.
///
/// # Errors
/// [`Over`] when the deadline has passed or the caller wants the call to end.
pub(super) fn next_slice() -> Result<Duration, Over> {
    // The stop callback is user code and may send a request itself, so it runs while nothing is borrowed.
    let Some((deadline, stop)) = RUNNING.with_borrow(|running| running.as_ref().map(|r| (r.deadline, r.stop.clone())))
    else {
        return Ok(SLICE);
    };
    if stop.now() {
        RUNNING.with_borrow(|running| {
            if let Some(running) = running {
                running.stopped.set(true);
            }
        });
        return Err(Over::Stopped);
    }
    match deadline.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(Over::Deadline),
        left => Ok(left.min(SLICE)),
    }
}
