//! How the command ends: the codes that scripts branch on.

use std::fmt::Display;
use std::process::ExitCode;

use payseal::error::Kind;
use payseal::{Error, Outcome};

/// The exit codes, for `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done; of a call: the partner answered with success
  1  refused: the partner answered no, nothing was committed
  2  usage: the command line, the input or the environment is wrong, nothing was sent
  3  unknown: it may have happened; call again with the same idempotency key
  4  not sent: the partner was not reached, nothing can have happened
  5  not verified: the delivery is not the partner's, or too old; of explain: no known mistake matches
  6  something else on this machine failed: a file, standard output, a port";

/// An exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    Refused = 1,
    Usage = 2,
    Unknown = 3,
    NotSent = 4,
    NotVerified = 5,
    Local = 6,
}

impl Exit {
    /// Of a call that failed. Input and settings that were refused here are the caller's to correct.
    pub(crate) fn of(error: &Error) -> Self {
        match (error.attempts(), error.kind()) {
            (0, Kind::Validation | Kind::Config) => Self::Usage,
            _ => match error.outcome() {
                Outcome::NotSent => Self::NotSent,
                Outcome::Refused => Self::Refused,
                // An error is never the success of a call; whatever else it is, it is not known.
                Outcome::Unknown | Outcome::Ok => Self::Unknown,
            },
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command ended before it could print its result.
#[derive(Debug)]
pub(crate) struct Failure {
    pub exit: Exit,
    pub message: String,
}

impl Failure {
    /// The command line, the input or the environment is wrong: what, and how to put it right.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string() }
    }

    /// This machine failed.
    pub(crate) fn local(message: impl Display) -> Self {
        Self { exit: Exit::Local, message: message.to_string() }
    }
}
