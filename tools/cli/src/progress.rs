//! Says that something still goes on, when it takes long and a person watches: on standard error, only on a terminal.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Nothing is said before this long, and then this often: most calls are over by then.
const INTERVAL: Duration = Duration::from_secs(1);

/// One call's progress; when it is dropped, the line is wiped.
pub(crate) struct Progress {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    attempt: AtomicU32,
    over: Mutex<bool>,
    ended: Condvar,
}

/// Where the attempts are told.
#[derive(Clone)]
pub(crate) struct Attempts(Arc<Shared>);

impl Attempts {
    /// This attempt begins.
    pub(crate) fn begin(&self, attempt: u32) {
        self.0.attempt.store(attempt, Ordering::Relaxed);
    }
}

impl Progress {
    /// Begins to watch, if it is wanted and there is somebody to watch for.
    pub(crate) fn start(partner: &'static str, wanted: bool) -> Self {
        if wanted && stderr().is_terminal() {
            Self::watch(partner, INTERVAL, stderr())
        } else {
            Self { shared: Arc::default(), thread: None }
        }
    }

    fn watch(partner: &'static str, interval: Duration, to: impl Write + Send + 'static) -> Self {
        let shared = Arc::<Shared>::default();
        let watched = Arc::clone(&shared);
        let thread = std::thread::spawn(move || watched.tell(partner, interval, to));
        Self { shared, thread: Some(thread) }
    }

    pub(crate) fn attempts(&self) -> Attempts {
        Attempts(Arc::clone(&self.shared))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        *self.shared.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.ended.notify_all();
        if let Some(thread) = self.thread.take() {
            // What it could panic of is a terminal that is gone, which is no matter of the call's.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn tell(&self, partner: &str, interval: Duration, mut to: impl Write) {
        let began = Instant::now();
        let mut shown = false;
        let mut over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        while !*over {
            over = self.ended.wait_timeout(over, interval).unwrap_or_else(PoisonError::into_inner).0;
            if !*over {
                let (elapsed_s, attempt) = (began.elapsed().as_secs(), self.attempt.load(Ordering::Relaxed));
                let line = format!("\r\x1b[Kwaiting for {partner}, {elapsed_s} s, attempt {attempt} …");
                // A terminal that is gone needs no progress.
                let _ = to.write_all(line.as_bytes()).and_then(|()| to.flush());
                shown = true;
            }
        }
        if shown {
            let _ = to.write_all(b"\r\x1b[K").and_then(|()| to.flush());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Terminal(Arc<Mutex<Vec<u8>>>);

    impl Terminal {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().expect("not poisoned").clone()).expect("UTF-8")
        }
    }

    impl Write for Terminal {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("not poisoned").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn it_tells_the_attempt_and_wipes_the_line() {
        let terminal = Terminal::default();
        let progress = Progress::watch("Clive", Duration::from_millis(1), terminal.clone());
        progress.attempts().begin(2);
        while !terminal.text().contains(", attempt 2 …") {
            std::thread::yield_now();
        }
        drop(progress);
        assert!(terminal.text().ends_with(" …\r\x1b[K"));
    }

    #[test]
    fn what_is_over_at_once_says_nothing() {
        let terminal = Terminal::default();
        drop(Progress::watch("Clive", Duration::from_secs(3_600), terminal.clone()));
        assert_eq!(terminal.text(), "");
    }
}
