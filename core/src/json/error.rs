//! What can go wrong when JSON is read or written. Not for partner errors: those are the client's.
//!
//! No message here quotes the text that was read, because it may hold secrets; a path names members only.
//!
//! ```
//! use payseal::json::{ParseErrorKind, parse};
//!
//! let error = parse(b"{\"client_secret\": \"s3cr").unwrap_err();
//! assert_eq!(error.kind, ParseErrorKind::Incomplete);
//! assert_eq!(error.to_string(), "the JSON text ends too early at line 1, column 23");
//! ```

use super::MAX_DEPTH;

/// Why a text was refused by a reader of this module. The text itself is never quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at line {line}, column {column}")]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// The line of the place, counted from 1.
    pub line: usize,
    /// The column of the place in bytes, counted from 1; 0 when a line ended before anything was read on it.
    pub column: usize,
}

/// The reasons of [`ParseError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// The bytes are not UTF-8 (RFC 8259 §8.1). Answers of a partner never give this: see [`parse_answer`](super::parse_answer).
    #[error("the JSON text is not valid UTF-8")]
    NotUtf8,
    /// The text ends inside a value, or is empty.
    #[error("the JSON text ends too early")]
    Incomplete,
    /// The text is not JSON, or something follows the value (ECMA-404).
    #[error("the text is not valid JSON")]
    Syntax,
    /// Arrays and objects are nested deeper than [`MAX_DEPTH`].
    #[error("the JSON text is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// The text is JSON, but its value is not an object.
    #[error("the JSON value is not an object")]
    NotAnObject,
}

/// Why a value was refused by [`Writer`](super::Writer). The path names the member, as in `meta.order_id[2]`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The number is infinite or not a number; JSON has neither (`JSON.stringify` would write `null`).
    #[error("{path} is not a finite number; JSON cannot carry NaN or an infinity")]
    NotFinite {
        /// Where the number stands.
        path: String,
    },
    /// A receiver that reads numbers as doubles would see another number, as with an id of 19 digits.
    #[error("{path} is a number that a double cannot carry exactly; send it as a string")]
    Inexact {
        /// Where the number stands.
        path: String,
    },
    /// Arrays and objects are nested deeper than [`MAX_DEPTH`].
    #[error("{path} is nested deeper than {MAX_DEPTH} levels")]
    TooDeep {
        /// Where the first level too many stands; cut short when long.
        path: String,
    },
}

impl WriteError {
    /// Where the refused value stands, e.g. `meta.order_id[2]`.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::NotFinite { path } | Self::Inexact { path } | Self::TooDeep { path } => path,
        }
    }
}

/// Why [`canonical`](super::canonical) refused a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text could not be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The text was read, but a value in it cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Why a number could not become a [`Number`](super::Number).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NumberError {
    /// NaN or an infinity; JSON has neither.
    #[error("JSON cannot carry NaN or an infinity")]
    NotFinite,
    /// The integer is not the number that a double of it prints (ECMA-262 §6.1.6.1.20).
    #[error("a double cannot carry this integer exactly; send it as a string")]
    Inexact,
    /// The text is not a JSON number (RFC 8259 §6).
    #[error("the text is not a JSON number")]
    NotANumber,
}
