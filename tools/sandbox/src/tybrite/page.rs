//! Cursor pagination: newest first, an opaque cursor that always holds a `=`, no totals.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::answer::Refusal;
use super::call::Call;

/// The `pagination` member of a list.
#[derive(Serialize)]
pub(crate) struct Pagination {
    limit: usize,
    has_more: bool,
    next_cursor: Option<String>,
}

/// What a list request asks for.
pub(crate) struct Page {
    limit: usize,
    before: u64,
}

impl Page {
    /// `limit` (1 to `most`, 50 when left out) and `cursor`.
    pub(crate) fn asked(call: &Call, most: usize) -> Result<Self, Refusal> {
        let limit = match call.query("limit") {
            None => 50,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=most).contains(limit))
                .ok_or_else(|| Refusal::field("limit", format!("limit must be an integer from 1 to {most}")))?,
        };
        let before = match call.query("cursor") {
            None => u64::MAX,
            Some(cursor) => decode(cursor).ok_or_else(|| {
                Refusal::field("cursor", "Invalid cursor").hint("Return next_cursor verbatim, percent-encoded")
            })?,
        };
        Ok(Self { limit, before })
    }

    /// Cuts the page out of rows that stand oldest first and are numbered by `number`.
    pub(crate) fn cut<'a, T>(
        &self,
        rows: impl DoubleEndedIterator<Item = &'a T>,
        number: fn(&T) -> u64,
    ) -> (Vec<&'a T>, Pagination) {
        let mut rows = rows.rev().filter(|row| number(row) < self.before);
        let page: Vec<&T> = rows.by_ref().take(self.limit).collect();
        let has_more = rows.next().is_some();
        let next_cursor = page.last().filter(|_| has_more).map(|row| encode(number(row)));
        (page, Pagination { limit: self.limit, has_more, next_cursor })
    }
}

fn encode(number: u64) -> String {
    let mut text = format!("row:{number}");
    // Two bytes over a multiple of three end in one `=`, as a base64 date does.
    while text.len() % 3 != 2 {
        text.push(' ');
    }
    STANDARD.encode(text)
}

fn decode(cursor: &str) -> Option<u64> {
    let bytes = STANDARD.decode(cursor).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("row:")?.trim_end().parse().ok()
}
