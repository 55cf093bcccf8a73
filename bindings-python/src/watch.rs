//! What the thread that sends has to know about its call while it does not hold the interpreter: who watches the attempts,
//! how far the call has come, and which exception waits for it to end.
//!
//! The driver's hook and its `should_stop` reach all of it through thread-local state, because a call never leaves its
//! thread. So the driver holds no Python object, and a program's cycle of client and hook can be collected.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use payseal::Outcome;
use payseal::driver::AttemptEvent;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::progress::Progress;

/// Who is told about the attempts of a call.
#[derive(Default)]
pub(crate) struct Watchers {
    hook: Option<Py<PyAny>>,
    logger: Option<Py<PyAny>>,
}

impl Watchers {
    /// The client's hook, and the logger `payseal` when it is enabled for debug. A program that has not imported
    /// `logging` has no logger.
    pub(crate) fn new(py: Python<'_>, hook: Option<Py<PyAny>>) -> PyResult<Self> {
        static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
        let modules = MODULES.import(py, "sys", "modules")?;
        let logger = match LOGGER.get(py) {
            Some(logger) => Some(logger),
            None if modules.contains(intern!(py, "logging"))? => Some(LOGGER.get_or_try_init(py, || {
                Ok::<_, PyErr>(py.import("logging")?.call_method1("getLogger", ("payseal",))?.unbind())
            })?),
            None => None,
        };
        let is_enabled = |logger: &&Py<PyAny>| -> bool {
            logger
                .call_method1(py, intern!(py, "isEnabledFor"), (DEBUG,))
                .is_ok_and(|on| on.is_truthy(py).unwrap_or(false))
        };
        Ok(Self { hook, logger: logger.filter(is_enabled).map(|logger| logger.clone_ref(py)) })
    }

    pub(crate) fn any(&self) -> bool {
        self.hook.is_some() || self.logger.is_some()
    }

    /// Tells them. What they raise does not disturb the call: it is reported as unraisable, except that a Ctrl-C waits for
    /// the call to end.
    pub(crate) fn tell(&self, py: Python<'_>, event: &Attempt) -> Option<PyErr> {
        let mut interrupt = None;
        let mut note = |result: PyResult<Py<PyAny>>| {
            if let Err(error) = result {
                if error.is_instance_of::<pyo3::exceptions::PyException>(py) {
                    error.write_unraisable(py, None);
                } else {
                    interrupt = Some(error);
                }
            }
        };
        if let Some(logger) = &self.logger {
            note(logger.call_method1(py, "debug", ("%s", event.line())));
        }
        if let Some(hook) = &self.hook {
            note(Py::new(py, event.clone()).and_then(|event| hook.call1(py, (event,))));
        }
        interrupt
    }
}

/// `logging.DEBUG`.
const DEBUG: u8 = 10;

/// One attempt begins (`started`) or has ended (`ended`). Never a secret, never a body.
#[pyclass(frozen, name = "AttemptEvent", module = "payseal._payseal")]
#[derive(Clone)]
pub(crate) struct Attempt {
    /// `started` or `ended`.
    #[pyo3(get)]
    pub(crate) r#type: &'static str,
    /// The operation's name.
    #[pyo3(get)]
    pub(crate) operation: &'static str,
    /// The attempt, from 1.
    #[pyo3(get)]
    pub(crate) attempt: u32,
    /// The key that every attempt carries.
    #[pyo3(get)]
    pub(crate) idempotency_key: Option<String>,
    /// The status, if an answer came.
    #[pyo3(get)]
    pub(crate) status: Option<u16>,
    /// The fault, if none came.
    #[pyo3(get)]
    pub(crate) fault: Option<&'static str>,
    /// Milliseconds from the attempt's start to its end.
    #[pyo3(get)]
    pub(crate) duration_ms: Option<u64>,
    /// What this call knows about the money so far.
    #[pyo3(get)]
    pub(crate) outcome: Option<&'static str>,
    /// Milliseconds until the next attempt; `None` when this was the last.
    #[pyo3(get)]
    pub(crate) retry_in_ms: Option<u64>,
}

#[pymethods]
impl Attempt {
    fn __repr__(&self) -> String {
        format!("<AttemptEvent {}>", self.line())
    }
}

impl Attempt {
    pub(crate) fn started(operation: &'static str, attempt: u32, key: Option<&str>) -> Self {
        Self {
            r#type: "started",
            operation,
            attempt,
            idempotency_key: key.map(str::to_owned),
            status: None,
            fault: None,
            duration_ms: None,
            outcome: None,
            retry_in_ms: None,
        }
    }

    pub(crate) fn ended(
        operation: &'static str,
        key: Option<&str>,
        report: &payseal::AttemptReport,
        retry_in_ms: Option<u64>,
    ) -> Self {
        Self {
            r#type: "ended",
            operation,
            attempt: report.attempt,
            idempotency_key: key.map(str::to_owned),
            status: report.status,
            fault: report.fault.map(|fault| fault.as_str()),
            duration_ms: Some(report.duration_ms),
            outcome: Some(report.outcome.as_str()),
            retry_in_ms,
        }
    }

    fn line(&self) -> String {
        let mut line = format!("{} attempt {} {}", self.operation, self.attempt, self.r#type);
        if let Some(key) = &self.idempotency_key {
            line += &format!(", idempotency key {key}");
        }
        match (self.status, self.fault) {
            (Some(status), _) => line += &format!(", HTTP {status}"),
            (None, Some(fault)) => line += &format!(", {fault}"),
            (None, None) => {}
        }
        if let (Some(ms), Some(outcome)) = (self.duration_ms, self.outcome) {
            line += &format!(", {ms} ms, outcome {outcome}");
        }
        if let Some(ms) = self.retry_in_ms {
            line += &format!(", again in {ms} ms");
        }
        line
    }
}

#[derive(Default)]
struct Sending {
    watchers: Watchers,
    progress: Option<Arc<Progress>>,
    pending: Option<PyErr>,
}

thread_local! {
    static SENDING: RefCell<Option<Sending>> = const { RefCell::new(None) };
}

/// Runs `send` with its watchers in force on this thread. What waits is what a signal handler raised.
pub(crate) fn during<T>(
    watchers: Watchers,
    progress: Option<Arc<Progress>>,
    send: impl FnOnce() -> T,
) -> (T, Option<PyErr>) {
    // A hook or a signal handler may send a request itself: it gets its own state and gives the outer one back.
    struct Restore(Option<Sending>);
    impl Drop for Restore {
        fn drop(&mut self) {
            SENDING.set(self.0.take());
        }
    }
    let restore = Restore(SENDING.replace(Some(Sending { watchers, progress, pending: None })));
    let result = send();
    let pending = SENDING.with_borrow_mut(|sending| sending.as_mut().and_then(|sending| sending.pending.take()));
    drop(restore);
    (result, pending)
}

/// The driver's hook.
pub(crate) fn hook(event: &AttemptEvent<'_>) {
    let watched = SENDING.with_borrow(|sending| {
        let Some(sending) = sending else { return false };
        if let Some(progress) = &sending.progress {
            progress.note(event);
        }
        sending.watchers.any()
    });
    if !watched {
        return;
    }
    let attempt = match *event {
        AttemptEvent::Started { operation, attempt, idempotency_key } => {
            Attempt::started(operation, attempt, idempotency_key)
        }
        AttemptEvent::Ended { operation, idempotency_key, report, retry_in_ms } => {
            Attempt::ended(operation, idempotency_key, &report, retry_in_ms)
        }
        _ => return,
    };
    // Nobody is told while the interpreter goes down.
    let _ = Python::try_attach(|py| {
        let watchers = SENDING.with_borrow(|sending| {
            let watchers = &sending.as_ref()?.watchers;
            let copy = |object: &Option<Py<PyAny>>| object.as_ref().map(|object| object.clone_ref(py));
            Some(Watchers { hook: copy(&watchers.hook), logger: copy(&watchers.logger) })
        });
        if let Some(interrupt) = watchers.and_then(|watchers| watchers.tell(py, &attempt)) {
            pend(interrupt);
        }
    });
}

fn pend(error: PyErr) {
    SENDING.with_borrow_mut(|sending| {
        if let Some(sending) = sending {
            sending.pending.get_or_insert(error);
        }
    });
}

/// Whether a signal handler (Ctrl-C) wants the call to end. Asked on the thread that sends; only on the main thread
/// Python runs handlers.
///
/// Taking the interpreter costs nothing when no other thread runs Python, and up to its switch interval when one does.
/// So it is taken only when the call has been waiting for a while: a fast call never does.
pub(crate) struct Signals {
    started: Instant,
    asked_ms: AtomicU64,
}

/// The driver asks at least every 100 ms; with this both stay within 200 ms of Ctrl-C.
const ASK_EVERY_MS: u64 = 20;

impl Signals {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), asked_ms: AtomicU64::new(0) }
    }

    pub(crate) fn want_stop(&self) -> bool {
        if SENDING.with_borrow(|sending| sending.as_ref().is_some_and(|sending| sending.pending.is_some())) {
            return true;
        }
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        if now.saturating_sub(self.asked_ms.load(Ordering::Relaxed)) < ASK_EVERY_MS {
            return false;
        }
        self.asked_ms.store(now, Ordering::Relaxed);
        match Python::try_attach(|py| py.check_signals()) {
            Some(Err(error)) => {
                pend(error);
                true
            }
            Some(Ok(())) | None => false,
        }
    }
}

/// What an attempt leaves known while it runs.
pub(crate) const RUNNING: Outcome = Outcome::Unknown;
