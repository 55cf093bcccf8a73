//! Secrets that wipe themselves and never print: [`Secret`], and [`scrub`] for text that other people wrote.
//!
//! For API keys, HMAC secrets and the secrets that partners return (`client_secret`, `signing_secret`, …). Not for signing: that is
//! [`SigningKey`](crate::sign::SigningKey), which keeps only the hashed state. Not a vault either: the process can still read its own
//! memory, and the kernel may swap it.
//!
//! ```
//! use payseal::secret::{Secret, scrub};
//!
//! let key = Secret::from("tybrite_sk_test_51f0");
//! assert_eq!(format!("{key} {key:?}"), "[REDACTED] [REDACTED]");
//! assert_eq!(key.expose(), b"tybrite_sk_test_51f0");
//!
//! // Partners do echo keys in their error messages.
//! assert_eq!(scrub("no such key: tybrite_sk_test_51f0", &[&key]), "no such key: [REDACTED]");
//! ```

use ctutils::CtEq;
use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroizing;

/// What stands in the place of every secret, in every language's `Debug`, `inspect`, `repr` and `%v`.
pub const REDACTED: &str = "[REDACTED]";

/// Secrets shorter than this many bytes are left alone by [`scrub`]: replacing every `"a"` or `"key"` would destroy the message, and a
/// secret that short protects nothing.
pub const SCRUB_MIN_BYTES: usize = 6;

/// Bytes or text that nobody may see: wiped when dropped, printed as [`REDACTED`].
///
/// There is no `PartialEq` (an ordinary comparison tells by its duration how much was right; use [`Secret::ct_eq`]), no `Serialize`, and no
/// `Deref`: each place that reads the value says [`expose`](Secret::expose).
///
/// The value is taken over in the buffer it came in, spare capacity included, and never grows: nothing is left behind in memory that a
/// reallocation gave back. [`From<&str>`](#impl-From%3C%26str%3E-for-Secret) has to copy; the caller's original is the caller's to wipe.
///
/// ```
/// use payseal::secret::Secret;
///
/// let secret = Secret::from(String::from("test_hmac_secret"));
/// assert!(secret.ct_eq(b"test_hmac_secret"));
/// assert!(!secret.ct_eq(b"test_hmac_secreT"));
/// ```
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// The secret itself. The name is meant to be searched for in reviews.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The secret as text, or `None` when it is not UTF-8.
    pub fn expose_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether `other` is the same bytes, in a time that depends on the two lengths only.
    pub fn ct_eq(&self, other: &[u8]) -> bool {
        self.0.as_slice().ct_eq(other).to_bool()
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing in it, which is what an unset environment variable usually leads to.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<u8>> for Secret {
    fn from(bytes: Vec<u8>) -> Self {
        // No shrink_to_fit, no boxed slice: both may move the bytes and leave the old copy unwiped. Zeroize clears the whole capacity.
        Self(Zeroizing::new(bytes))
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.as_bytes().to_vec())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// `text` with every occurrence of every secret replaced by [`REDACTED`]; borrowed when there was none.
///
/// For text that a partner wrote (error messages, answer bodies) before it is kept in an error or handed to a hook. Occurrences that
/// overlap are hidden as one, so that no tail of a second secret stays visible. Found is the literal text only, not an encoded form of it
/// (base64, percent-encoding). Secrets of less than [`SCRUB_MIN_BYTES`] bytes and secrets that are not UTF-8 are not looked for.
///
/// ```
/// use payseal::secret::{Secret, scrub};
///
/// let (a, b) = (Secret::from("abcdef"), Secret::from("defghi"));
/// assert_eq!(scrub("<abcdefghi>", &[&a, &b]), "<[REDACTED]>");
/// ```
pub fn scrub<'t>(text: &'t str, secrets: &[&Secret]) -> Cow<'t, str> {
    let mut hits: Vec<(usize, usize)> = secrets
        .iter()
        .filter(|secret| secret.len() >= SCRUB_MIN_BYTES)
        .filter_map(|secret| secret.expose_str())
        .flat_map(|needle| occurrences(text, needle))
        .collect();
    if hits.is_empty() {
        return Cow::Borrowed(text);
    }
    hits.sort_unstable();

    let mut hidden: Vec<(usize, usize)> = Vec::with_capacity(hits.len());
    for hit in hits {
        match hidden.last_mut() {
            Some(last) if hit.0 <= last.1 => last.1 = last.1.max(hit.1),
            _ => hidden.push(hit),
        }
    }

    let mut clean = String::with_capacity(text.len() + hidden.len() * REDACTED.len());
    let mut end = 0;
    for (from, to) in hidden {
        clean.push_str(&text[end..from]);
        clean.push_str(REDACTED);
        end = to;
    }
    clean.push_str(&text[end..]);
    Cow::Owned(clean)
}

/// Byte ranges of `needle` in `text`, overlapping ones too (`match_indices` would skip them).
fn occurrences<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let step = needle.chars().next().map_or(1, char::len_utf8);
    let mut next = 0;
    std::iter::from_fn(move || {
        let at = next + text.get(next..)?.find(needle)?;
        next = at + step;
        Some((at, at + needle.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubbed(text: &str, secrets: &[&str]) -> String {
        let secrets: Vec<Secret> = secrets.iter().map(|s| Secret::from(*s)).collect();
        scrub(text, &secrets.iter().collect::<Vec<_>>()).into_owned()
    }

    #[test]
    fn prints_nothing_in_any_format() {
        let secret = Secret::from("hunter2hunter2");
        for text in [format!("{secret}"), format!("{secret:?}"), format!("{secret:#?}"), format!("{:?}", Some(&secret))]
        {
            assert!(!text.contains("hunter2"), "{text}");
            assert!(text.contains(REDACTED), "{text}");
        }
    }

    #[test]
    fn takes_over_the_buffer_it_is_given() {
        let mut text = String::with_capacity(100);
        text.push_str("abcdef");
        let before = text.as_ptr();
        let secret = Secret::from(text);
        assert_eq!(secret.expose().as_ptr(), before, "a move would leave a copy behind");
        assert_eq!(secret.len(), 6);
    }

    #[test]
    fn compares_by_content() {
        let secret = Secret::from(vec![0xff, 0x00, 0x01]);
        assert!(secret.ct_eq(&[0xff, 0x00, 0x01]));
        assert!(!secret.ct_eq(&[0xff, 0x00]));
        assert!(!secret.ct_eq(&[0xff, 0x00, 0x02]));
        assert!(!secret.ct_eq(&[]));
        assert!(Secret::default().ct_eq(&[]));
        assert_eq!(secret.expose_str(), None);
    }

    #[test]
    fn scrubs_each_occurrence() {
        assert_eq!(scrubbed("key sk_live_1 and sk_live_1.", &["sk_live_1"]), "key [REDACTED] and [REDACTED].");
        assert_eq!(scrubbed("sk_live_1sk_live_1", &["sk_live_1"]), "[REDACTED]");
        assert_eq!(scrubbed("sk_live_1", &["sk_live_1"]), "[REDACTED]");
        assert_eq!(scrubbed("zoë☕☕☕!", &["☕☕☕"]), "zoë[REDACTED]!");
    }

    #[test]
    fn overlapping_and_nested_secrets_leave_no_tail() {
        assert_eq!(scrubbed("ababababab", &["ababab"]), "[REDACTED]");
        assert_eq!(scrubbed("x sk_live_123456 y", &["sk_live", "sk_live_123456"]), "x [REDACTED] y");
        assert_eq!(scrubbed("0abcdefghi1", &["defghi", "abcdef"]), "0[REDACTED]1");
    }

    #[test]
    fn leaves_short_secrets_and_other_text_alone() {
        assert!(matches!(scrub("nothing here", &[&Secret::from("sk_live_1")]), Cow::Borrowed("nothing here")));
        assert_eq!(scrubbed("a short key", &["short", ""]), "a short key");
        assert_eq!(scrubbed("", &["sk_live_1"]), "");
    }
}
