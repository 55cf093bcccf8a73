//! Says that something still goes on, when it takes long and a person watches: on standard error, only on a terminal.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use payseal::driver::AttemptEvent;

/// Nothing is said before this long: most calls are over by then.
const PATIENCE: Duration = Duration::from_secs(1);

/// One call's progress.
pub(crate) struct Progress {
    attempt: AtomicU32,
    over: Mutex<bool>,
    ended: Condvar,
}

impl Progress {
    /// Begins to watch. `wanted`: unless the caller said otherwise.
    pub(crate) fn start(partner: &'static str, wanted: bool) -> Arc<Self> {
        let progress = Arc::new(Self { attempt: AtomicU32::new(1), over: Mutex::new(false), ended: Condvar::new() });
        if wanted && stderr().is_terminal() {
            let watched = Arc::clone(&progress);
            std::thread::spawn(move || watched.watch(partner));
        }
        progress
    }

    /// An attempt begins.
    pub(crate) fn note(&self, event: &AttemptEvent<'_>) {
        if let AttemptEvent::Started { attempt, .. } = event {
            self.attempt.store(*attempt, Ordering::Relaxed);
        }
    }

    /// The call is over: the line is wiped.
    pub(crate) fn end(&self) {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.ended.notify_all();
    }

    fn watch(&self, partner: &str) {
        let began = Instant::now();
        let mut over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        let mut shown = false;
        loop {
            over = self.ended.wait_timeout(over, PATIENCE).unwrap_or_else(PoisonError::into_inner).0;
            let mut stderr = stderr().lock();
            // The lock is held while writing, so that nothing comes after `end`; a terminal that is gone needs no progress.
            if *over {
                if shown {
                    let _ = write!(stderr, "\r\x1b[K");
                }
                return;
            }
            let text = text(partner, began.elapsed().as_secs(), self.attempt.load(Ordering::Relaxed));
            let _ = write!(stderr, "\r\x1b[K{text}").and_then(|()| stderr.flush());
            shown = true;
        }
    }
}

fn text(partner: &str, elapsed_s: u64, attempt: u32) -> String {
    format!("waiting for {partner}, {elapsed_s} s, attempt {attempt} …")
}
