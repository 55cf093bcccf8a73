//! How other programs write the JSON that they have read: one description each. *Not for* requests ([`Writer`](crate::json::Writer)).

use super::number::Numbers;
use crate::json::{Object, Text, Value};

/// A way of writing JSON.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Between items, and between a name and its value.
    pub separators: (&'static str, &'static str),
    /// One level of indentation; `None` writes one line.
    pub indent: Option<&'static str>,
    pub strings: Strings,
    pub numbers: Numbers,
    pub order: Order,
}

/// What is escaped besides `"`, `\` and controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strings {
    /// Nothing.
    Plain,
    /// Everything that is not printable ASCII (Python's `ensure_ascii`).
    Ascii,
    /// `<`, `>`, `&`, U+2028 and U+2029 (Go's `SetEscapeHTML`, which is on).
    Html,
}

/// The order of an object's members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// As in the text.
    AsWritten,
    /// ECMAScript's: integer-like names first, ascending.
    Js,
    /// By name.
    Sorted,
}

/// `JSON.stringify(value)`.
pub(super) const JS: Style =
    Style { separators: (",", ":"), indent: None, strings: Strings::Plain, numbers: Numbers::Js, order: Order::Js };

/// `json.dumps(value)`.
pub(super) const PYTHON: Style = Style {
    separators: (", ", ": "),
    indent: None,
    strings: Strings::Ascii,
    numbers: Numbers::Python,
    order: Order::AsWritten,
};

/// `json.Marshal` of a struct or a `json.RawMessage`.
pub(super) const GO: Style = Style {
    separators: (",", ":"),
    indent: None,
    strings: Strings::Html,
    numbers: Numbers::Go,
    order: Order::AsWritten,
};

/// The same value with the same numbers in the same order, in the fewest characters.
pub(super) const SOURCE: Style = Style { numbers: Numbers::Source, order: Order::AsWritten, ..JS };

impl Style {
    /// The text, or `None` where the language could not write it.
    pub(super) fn write(&self, value: &Value, capacity: usize) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(capacity + capacity / 4);
        self.value(value, 0, &mut out)?;
        Some(out)
    }

    /// Recursion ends: a reader refuses what is nested deeper than [`MAX_DEPTH`](crate::json::MAX_DEPTH).
    fn value(&self, value: &Value, depth: usize, out: &mut Vec<u8>) -> Option<()> {
        match value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Bool(true) => out.extend_from_slice(b"true"),
            Value::Bool(false) => out.extend_from_slice(b"false"),
            Value::Number(number) => self.numbers.write(number, out)?,
            Value::String(text) => self.string(text, out)?,
            Value::Array(items) if items.is_empty() => out.extend_from_slice(b"[]"),
            Value::Array(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    self.between(index, depth + 1, out);
                    self.value(item, depth + 1, out)?;
                }
                self.line(depth, out);
                out.push(b']');
            }
            Value::Object(object) if object.is_empty() => out.extend_from_slice(b"{}"),
            Value::Object(object) => {
                out.push(b'{');
                for (index, (name, member)) in self.members(object).into_iter().enumerate() {
                    self.between(index, depth + 1, out);
                    self.string(name, out)?;
                    out.extend_from_slice(self.separators.1.as_bytes());
                    self.value(member, depth + 1, out)?;
                }
                self.line(depth, out);
                out.push(b'}');
            }
        }
        Some(())
    }

    fn members<'v>(&self, object: &'v Object) -> Vec<(&'v Text, &'v Value)> {
        match self.order {
            Order::AsWritten => object.iter().collect(),
            Order::Js => object.in_written_order().collect(),
            Order::Sorted => {
                let mut members: Vec<_> = object.iter().collect();
                members.sort_by_cached_key(|(name, _)| name.to_string_lossy().into_owned());
                members
            }
        }
    }

    fn between(&self, index: usize, depth: usize, out: &mut Vec<u8>) {
        if index > 0 {
            let separator = self.separators.0;
            // No space at the end of a line: both JSON.stringify and Python leave it out when they indent.
            out.extend_from_slice(if self.indent.is_some() { b"," } else { separator.as_bytes() });
        }
        self.line(depth, out);
    }

    fn line(&self, depth: usize, out: &mut Vec<u8>) {
        if let Some(indent) = self.indent {
            out.push(b'\n');
            for _ in 0..depth {
                out.extend_from_slice(indent.as_bytes());
            }
        }
    }

    fn string(&self, text: &Text, out: &mut Vec<u8>) -> Option<()> {
        out.push(b'"');
        match text.as_str() {
            Some(mut text) => {
                // What nobody escapes is most of every text: copied in one piece.
                while let Some(at) = text.bytes().position(|byte| !self.is_plain(byte)) {
                    let (plain, rest) = text.split_at_checked(at)?;
                    out.extend_from_slice(plain.as_bytes());
                    let mut rest = rest.chars();
                    self.character(rest.next()?, out);
                    text = rest.as_str();
                }
                out.extend_from_slice(text.as_bytes());
            }
            None => {
                for unit in char::decode_utf16(text.utf16()) {
                    match (unit, self.strings) {
                        (Ok(character), _) => self.character(character, out),
                        // Go reads half a pair as U+FFFD; the others write it as an escape.
                        (Err(_), Strings::Html) => self.character('\u{FFFD}', out),
                        (Err(lone), _) => escape(u32::from(lone.unpaired_surrogate()), out),
                    }
                }
            }
        }
        out.push(b'"');
        Some(())
    }

    fn is_plain(&self, byte: u8) -> bool {
        matches!(byte, b' '..=b'~')
            && !matches!(byte, b'"' | b'\\')
            && (self.strings != Strings::Html || !matches!(byte, b'<' | b'>' | b'&'))
    }

    fn character(&self, character: char, out: &mut Vec<u8>) {
        match character {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            '\0'..='\u{1f}' => escape(u32::from(character), out),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' if self.strings == Strings::Html => {
                escape(u32::from(character), out);
            }
            ' '..='~' => out.push(u8::try_from(character).unwrap_or(b'?')),
            _ if self.strings == Strings::Ascii => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    escape(u32::from(*unit), out);
                }
            }
            _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

fn escape(unit: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.extend(char::from_digit((unit >> shift) & 0xF, 16).map(|digit| digit as u8));
    }
}
