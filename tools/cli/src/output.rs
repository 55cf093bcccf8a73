//! What is printed, and where: results on standard output, everything else on standard error.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use crate::exit::{Exit, Failure};

/// How the caller wants it.
#[derive(Clone, Copy)]
pub(crate) struct Output {
    pub json: bool,
    pub quiet: bool,
}

impl Output {
    /// The result as text, or as one JSON object on one line.
    pub(crate) fn result(self, text: impl AsRef<[u8]>, json: &impl Serialize) -> Result<(), Failure> {
        if self.json { self.object(json) } else { bytes(text.as_ref()) }
    }

    /// One JSON object on one line.
    fn object(self, object: &impl Serialize) -> Result<(), Failure> {
        let mut line = serde_json::to_vec(object).map_err(Failure::local)?;
        line.push(b'\n');
        bytes(&line)
    }

    /// What the caller should know, but a script need not.
    pub(crate) fn warn(self, message: &str) {
        if !self.json && !self.quiet {
            eprintln!("payseal: {message}");
        }
    }

    /// The command failed before it had a result.
    pub(crate) fn failure(self, exit: Exit, message: &str) {
        #[derive(Serialize)]
        struct Failed<'a> {
            ok: bool,
            exit_code: u8,
            message: &'a str,
        }
        // When standard output is what failed, standard error is left.
        if !self.json || self.object(&Failed { ok: false, exit_code: exit as u8, message }).is_err() {
            eprintln!("payseal: {message}");
        }
    }
}

/// A reader that has seen enough (`| head`) is no failure.
fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::local(format_args!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}
