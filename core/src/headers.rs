//! Header values as bytes, checked before the wire, in the order they are sent.
//!
//! HTTP carries Latin-1 octets. A key that a header cannot carry unchanged (line breaks, characters beyond Latin-1, a
//! space at either end, which servers trim) is refused here, so that what is signed and stored is what arrives.
//!
//! ```
//! use payseal::headers;
//! assert_eq!(headers::latin1("clé").unwrap(), b"cl\xe9");
//! assert!(headers::latin1("a\r\nx-evil: 1").is_err());
//! assert!(headers::latin1("заказ-7").is_err());
//! ```

use std::fmt;

use zeroize::Zeroize;

/// Why a text cannot be a header value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderProblem {
    /// Nothing between the quotes.
    #[error("is empty")]
    Empty,
    /// A space at either end would be trimmed on the way.
    #[error("has a space at one end")]
    SpaceAtEnd,
    /// CR, LF, NUL, tab or another control character. The position is in characters, from 0.
    #[error("has a control character (line break, tab …) at position {0}")]
    Control(usize),
    /// A character that Latin-1 does not have. The position is in characters, from 0.
    #[error("has a character beyond Latin-1 at position {0}; use ASCII letters, digits and punctuation")]
    BeyondLatin1(usize),
}

/// Checks that a header can carry `value` unchanged: `\x20–\x7e` and `\xa0–\xff`, not empty, no space at either end.
///
/// # Errors
/// [`HeaderProblem`] names the first problem.
pub fn check(value: &str) -> Result<(), HeaderProblem> {
    if value.is_empty() {
        return Err(HeaderProblem::Empty);
    }
    for (position, c) in value.chars().enumerate() {
        match c {
            '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{ff}' => {}
            '\0'..='\u{9f}' => return Err(HeaderProblem::Control(position)),
            _ => return Err(HeaderProblem::BeyondLatin1(position)),
        }
    }
    if value.starts_with(' ') || value.ends_with(' ') {
        return Err(HeaderProblem::SpaceAtEnd);
    }
    Ok(())
}

/// The bytes a header carries for `value`.
///
/// # Errors
/// As [`check`].
pub fn latin1(value: &str) -> Result<Vec<u8>, HeaderProblem> {
    check(value)?;
    Ok(latin1_unchecked(value).collect())
}

pub(crate) fn latin1_unchecked(value: &str) -> impl Iterator<Item = u8> + '_ {
    // Lossless for what `check` lets through; anything else becomes '?', which no header rule objects to.
    value.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
}

/// How many headers one request carries at most.
const MAX_HEADERS: usize = 8;

/// The headers of one attempt, in the order and casing they are sent. One allocation, zeroed on drop.
#[derive(Clone)]
pub struct Headers {
    values: Vec<u8>,
    spans: [(&'static str, u32); MAX_HEADERS],
    len: usize,
}

impl Headers {
    /// Room for `capacity` bytes of values.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { values: Vec::with_capacity(capacity), spans: [("", 0); MAX_HEADERS], len: 0 }
    }

    /// Takes all headers out, wiping their values; the buffer stays.
    pub fn clear(&mut self) {
        // Wiping costs a write for each byte of the capacity: not for a buffer that never held anything.
        if !self.values.is_empty() {
            self.values.zeroize();
        }
        self.len = 0;
    }

    /// Appends a header; the value's characters become Latin-1 bytes. Check it first with [`check`].
    pub fn push(&mut self, name: &'static str, value: &str) {
        if value.is_ascii() {
            self.push_bytes(name, value.as_bytes());
        } else {
            self.values.extend(latin1_unchecked(value));
            self.close(name);
        }
    }

    /// Appends a header whose value is bytes already.
    pub fn push_bytes(&mut self, name: &'static str, value: &[u8]) {
        self.values.extend_from_slice(value);
        self.close(name);
    }

    /// Appends a header whose value is these bytes, one after the other.
    pub fn push_parts(&mut self, name: &'static str, parts: &[&[u8]]) {
        for part in parts {
            self.values.extend_from_slice(part);
        }
        self.close(name);
    }

    fn close(&mut self, name: &'static str) {
        // A partner description with more headers than MAX_HEADERS fails its own tests; here it only loses the surplus.
        if let Some(span) = self.spans.get_mut(self.len) {
            *span = (name, u32::try_from(self.values.len()).unwrap_or(u32::MAX));
            self.len += 1;
        }
    }

    /// How many headers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Name and value bytes, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &[u8])> + '_ {
        let mut start = 0;
        self.spans.iter().take(self.len).map(move |&(name, end)| {
            let value = self.values.get(start..end as usize).unwrap_or_default();
            start = end as usize;
            (name, value)
        })
    }

    /// The value of the first header of this name, without regard to case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Drop for Headers {
    fn drop(&mut self) {
        self.values.zeroize();
    }
}

/// Headers whose values may be shown. Everything else (keys, signatures, tokens) prints as `[REDACTED]`.
const SHOWN: &[&str] = &["content-type", "idempotency-key", "x-timestamp", "accept"];

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.iter().map(|(name, value)| {
                let shown = SHOWN.iter().any(|s| s.eq_ignore_ascii_case(name));
                (name, if shown { value.escape_ascii().to_string() } else { crate::secret::REDACTED.to_owned() })
            }))
            .finish()
    }
}
