//! A command whose output is passed on and searched: no secret of the sandbox may stand in what a test prints.
//!
//! Commands whose output a step reads for itself are not seen here; the runners of the conformance scenarios and of the soak
//! are searched by their judge, for the secrets of each call.

use std::io::{IsTerminal, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, ensure};
use payseal_sandbox::{
    ADMIN_JWT, API_KEY, HMAC_SECRET, NO_KYC_API_KEY, ORPHAN_API_KEY, PLATFORM_API_KEY, STRIPE_WEBHOOK_SECRET,
    SUSPENDED_API_KEY, TYBRITE_OPERATOR_KEY, TYBRITE_READ_ONLY_KEY, TYBRITE_SECRET_LIVE_KEY, TYBRITE_SECRET_TEST_KEY,
    WEBHOOK_SECRET,
};

/// What the sandbox is given and gives. Publishable keys are no secrets.
const SECRETS: &[&str] = &[
    ADMIN_JWT,
    API_KEY,
    HMAC_SECRET,
    NO_KYC_API_KEY,
    ORPHAN_API_KEY,
    PLATFORM_API_KEY,
    STRIPE_WEBHOOK_SECRET,
    SUSPENDED_API_KEY,
    TYBRITE_OPERATOR_KEY,
    TYBRITE_READ_ONLY_KEY,
    TYBRITE_SECRET_LIVE_KEY,
    TYBRITE_SECRET_TEST_KEY,
    WEBHOOK_SECRET,
];

/// How long what a command has left running may keep its output open.
const LEFT_RUNNING: Duration = Duration::from_secs(2);

/// Runs the command to its end.
///
/// # Errors
/// When it cannot be started, or when it printed a secret: where, but not which.
pub(crate) fn status(command: &mut Command) -> anyhow::Result<ExitStatus> {
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    status_into(command, std::io::stdout(), std::io::stderr())
}

fn status_into(
    command: &mut Command,
    out: impl Write + Send + 'static,
    err: impl Write + Send + 'static,
) -> anyhow::Result<ExitStatus> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = passed_on(child.stdout.take().context("no stdout")?, out);
    let stderr = passed_on(child.stderr.take().context("no stderr")?, err);
    let status = child.wait()?;
    for (name, lines) in [("standard output", stdout), ("standard error", stderr)] {
        // Line by line as they are found, and then the end.
        if let Ok(line) = lines.recv_timeout(LEFT_RUNNING) {
            ensure!(line == 0, "line {line} of its {name} shows a secret of the sandbox");
        }
    }
    Ok(status)
}

/// Copies everything, and tells the first line that shows a secret, or 0 at the end.
fn passed_on(mut from: impl Read + Send + 'static, mut to: impl Write + Send + 'static) -> Receiver<usize> {
    let (sender, found) = channel();
    std::thread::spawn(move || {
        let (mut chunk, mut search) = ([0; 8192], Search::default());
        while let Ok(read @ 1..) = from.read(&mut chunk) {
            // A closed terminal is no reason to stop the command.
            let _ = to.write_all(&chunk[..read]).and_then(|()| to.flush());
            if let Some(line) = search.found_in(&chunk[..read]) {
                let _ = sender.send(line);
            }
        }
        if let Some(line) = search.found_in(b"\n") {
            let _ = sender.send(line);
        }
        let _ = sender.send(0);
    });
    found
}

/// Looks for secrets in whole lines.
#[derive(Default)]
struct Search {
    lines: usize,
    line: Vec<u8>,
}

impl Search {
    /// The first line that ends in this piece and shows one; from 1.
    fn found_in(&mut self, piece: &[u8]) -> Option<usize> {
        let mut found = None;
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.lines += 1;
                let line = String::from_utf8_lossy(&self.line);
                if found.is_none() && SECRETS.iter().any(|secret| line.contains(secret)) {
                    found = Some(self.lines);
                }
                self.line.clear();
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_with_its_line_and_not_shown() {
        let run = |text: &str, stream: &str| {
            let mut printf = Command::new("sh");
            printf.arg("-c").arg(format!("printf '{text}' {stream}"));
            // Not into the output of the tests, which is searched, too.
            status_into(&mut printf, std::io::sink(), std::io::sink()).map(|status| status.success())
        };
        assert!(run("nothing\\nhere", "").expect("a run"));
        for (text, stream, place) in [
            (format!("one\\ntwo {API_KEY} x\\nthree"), "", "line 2 of its standard output"),
            (WEBHOOK_SECRET.to_string(), ">&2", "line 1 of its standard error"),
        ] {
            let error = run(&text, stream).expect_err("it shows a secret").to_string();
            assert!(error.contains(place) && SECRETS.iter().all(|secret| !error.contains(secret)), "{error}");
        }
    }

    #[test]
    fn a_secret_in_two_pieces() {
        let mut search = Search::default();
        let (begin, end) = API_KEY.split_at(7);
        assert_eq!(search.found_in(format!("x\n{begin}").as_bytes()), None);
        assert_eq!(search.found_in(format!("{end}\nx").as_bytes()), Some(2));
    }
}
