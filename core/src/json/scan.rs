//! A cursor over JSON text whose grammar has been checked. *Not for* unchecked text: it finds the ends of things and decodes them, and
//! says nothing about whether they are well made. It never panics; on text that is not JSON it gives nonsense and comes to an end.

use std::borrow::Cow;

use super::Text;

/// A place in checked JSON text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// How many bytes are left.
    pub(super) fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// The next byte that is not white space, a comma or a colon: where the next key, value or closing bracket begins.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let between = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':');
        let length = self.rest.bytes().position(|byte| !between(byte)).unwrap_or(self.rest.len());
        self.take(length);
        self.rest.as_bytes().first().copied()
    }

    /// Passes one byte that [`peek`](Self::peek) gave.
    pub(super) fn skip(&mut self) {
        self.take(1);
    }

    /// The string that begins here, decoded.
    pub(super) fn string(&mut self) -> Text {
        let quoted = self.string_literal();
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        unescape(inner)
    }

    /// The string that begins here, borrowed if it has no escapes; lone surrogates are replaced by U+FFFD.
    pub(super) fn string_lossy(&mut self) -> Cow<'a, str> {
        let quoted = self.string_literal();
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        if inner.contains('\\') {
            Cow::Owned(unescape(inner).to_string_lossy().into_owned())
        } else {
            Cow::Borrowed(inner)
        }
    }

    /// The number or literal that begins here, as text.
    pub(super) fn scalar(&mut self) -> &'a str {
        let end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
        let length = self.rest.bytes().position(|byte| end(&byte)).unwrap_or(self.rest.len());
        // A byte at least, so that a loop over nonsense ends too.
        self.take(length.max(1))
    }

    /// The value that begins here, as text.
    pub(super) fn raw_value(&mut self) -> &'a str {
        match self.peek() {
            Some(b'"') => self.string_literal(),
            Some(b'{' | b'[') => {
                let length = self.nested_length();
                self.take(length)
            }
            _ => self.scalar(),
        }
    }

    /// The string that begins here, as text with its quotes.
    fn string_literal(&mut self) -> &'a str {
        let length = string_length(self.rest.as_bytes());
        self.take(length)
    }

    fn nested_length(&self) -> usize {
        let bytes = self.rest.as_bytes();
        let (mut at, mut depth) = (0_usize, 0_usize);
        while let Some(byte) = bytes.get(at) {
            at += match byte {
                b'"' => string_length(bytes.get(at..).unwrap_or_default()),
                _ => 1,
            };
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        at
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

/// The length of the string literal that begins with the first byte.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    loop {
        match bytes.get(at) {
            None => return bytes.len(),
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

/// Where the text, which is JSON, first nests deeper than `limit`, if it does.
pub(super) fn too_deep_at(text: &str, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // Each level takes two brackets. Nearly every text is short, or has fewer of them than that in all, and counting is much
    // cheaper than following; one bit is all that tells `[` from `{`.
    if bytes.len() / 2 <= limit || bytes.iter().filter(|byte| **byte | 0x20 == b'{').count() <= limit {
        return None;
    }
    let (mut at, mut depth) = (0_usize, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' if depth == limit => return Some(at),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += match byte {
            b'"' => string_length(bytes.get(at..).unwrap_or_default()),
            _ => 1,
        };
    }
    None
}

/// Decodes what stands between the quotes.
fn unescape(inner: &str) -> Text {
    let Some((plain, mut rest)) = split_at_escape(inner) else {
        return Text::from(inner);
    };
    // Code units, because two escapes may make one character and one escape may make half of one.
    let mut units: Vec<u16> = plain.encode_utf16().collect();
    loop {
        let mut characters = rest.chars();
        let unit = match characters.next() {
            Some('b') => 0x08,
            Some('f') => 0x0C,
            Some('n') => 0x0A,
            Some('r') => 0x0D,
            Some('t') => 0x09,
            Some('u') => {
                let (digits, after) = characters.as_str().split_at_checked(4).unwrap_or_default();
                characters = after.chars();
                u16::from_str_radix(digits, 16).unwrap_or(0xFFFD)
            }
            // `"`, `\` and `/` stand for themselves.
            Some(other) => u16::try_from(u32::from(other)).unwrap_or(0xFFFD),
            None => break,
        };
        units.push(unit);
        match split_at_escape(characters.as_str()) {
            Some((plain, after)) => {
                units.extend(plain.encode_utf16());
                rest = after;
            }
            None => {
                units.extend(characters.as_str().encode_utf16());
                break;
            }
        }
    }
    Text::from_utf16(&units)
}

fn split_at_escape(text: &str) -> Option<(&str, &str)> {
    text.split_once('\\')
}
