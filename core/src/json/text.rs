//! A JSON string that may hold lone surrogates, as strings of JavaScript and Python may. *Not for* keys you write yourself: use `&str`.
//!
//! ```
//! use payseal::json::Text;
//!
//! assert_eq!(Text::from("caf\u{e9}").as_str(), Some("caf\u{e9}"));
//! // Two units of a pair become the one character they mean; half a pair is kept as it is.
//! assert_eq!(Text::from_utf16(&[0xD83D, 0xDE00]).as_str(), Some("\u{1F600}"));
//! let half = Text::from_utf16(&[0x61, 0xD83D]);
//! assert_eq!(half.as_str(), None);
//! assert_eq!(half.to_string_lossy(), "a\u{FFFD}");
//! assert_eq!(half.utf16().collect::<Vec<_>>(), [0x61, 0xD83D]);
//! ```

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

/// A string of UTF-16 code units (ECMA-262 §6.1.4), kept as UTF-8 whenever it is well formed.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(Repr);

/// Exactly one form for each string: `Units` only for what UTF-8 cannot hold. Equality and hashing rest on that.
#[derive(Clone, PartialEq, Eq)]
enum Repr {
    WellFormed(String),
    Units(Box<[u16]>),
}

impl Text {
    /// A string from UTF-16 code units, which need not be well formed.
    #[must_use]
    pub fn from_utf16(units: &[u16]) -> Self {
        Self(match String::from_utf16(units) {
            Ok(text) => Repr::WellFormed(text),
            Err(_) => Repr::Units(units.into()),
        })
    }

    /// The string, unless it holds a lone surrogate.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Repr::WellFormed(text) => Some(text),
            Repr::Units(_) => None,
        }
    }

    /// The string, each lone surrogate replaced by U+FFFD.
    #[must_use]
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::WellFormed(text) => Cow::Borrowed(text),
            Repr::Units(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }

    /// The UTF-16 code units of the string.
    pub fn utf16(&self) -> impl Iterator<Item = u16> + '_ {
        let (text, units): (&str, &[u16]) = match &self.0 {
            Repr::WellFormed(text) => (text, &[]),
            Repr::Units(units) => ("", units),
        };
        text.encode_utf16().chain(units.iter().copied())
    }
}

/// A well-formed text hashes as its `str`, so that an [`Object`](super::Object) can look one up without making a `Text`.
impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::WellFormed(text) => text.hash(state),
            Repr::Units(units) => units.hash(state),
        }
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Repr::WellFormed(text) => write!(f, "{text:?}"),
            Repr::Units(units) => {
                f.write_str("\"")?;
                for item in char::decode_utf16(units.iter().copied()) {
                    match item {
                        Ok(character) => write!(f, "{}", character.escape_debug())?,
                        Err(lone) => write!(f, "\\u{{{:x}}}", lone.unpaired_surrogate())?,
                    }
                }
                f.write_str("\"")
            }
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Repr::WellFormed(text.to_owned()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Repr::WellFormed(text))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}
