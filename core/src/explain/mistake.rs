//! What a known mistake is, and the list of all.

use super::{bodies, encodings, messages, received, secrets};

/// A known mistake. The ids are stable: programs may branch on them.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// For machines, e.g. `body.reserialized.python_default`.
    pub id: &'static str,
    /// What happened, in one sentence.
    pub cause: &'static str,
    /// What to do, in one sentence.
    pub fix: &'static str,
}

/// Mistakes that were made together.
pub(super) type Mistakes = Vec<&'static Mistake>;

/// Every known mistake.
pub fn catalogue() -> impl Iterator<Item = &'static Mistake> {
    bodies::TABLE
        .iter()
        .map(|row| &row.mistake)
        .chain(messages::all())
        .chain(secrets::all())
        .chain(encodings::ALL.iter().copied())
        .chain(received::TIME.iter().copied())
}
