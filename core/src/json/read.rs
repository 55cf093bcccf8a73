//! Reads JSON text: strictly for what a caller gives, leniently for what a partner answered. *Not for* streams or several values in a row.
//!
//! `serde_json` checks the grammar (it does so without recursion); the tree is then built in a second pass over text known to be JSON,
//! which keeps the digits of numbers and lone surrogates that `serde_json`'s own values would lose.
//!
//! ```
//! use payseal::json::{is_json, parse, parse_answer};
//!
//! // A BOM and one bad byte: not what we would accept from a caller, but a paid answer must stay readable.
//! let answer = b"\xEF\xBB\xBF{\"name\":\"caf\xE9\"}";
//! assert!(parse(answer).is_err());
//! assert!(is_json(answer));
//! assert_eq!(parse_answer(answer).unwrap().get("name").unwrap().as_str(), Some("caf\u{FFFD}"));
//! ```

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::scan::{Cursor, too_deep_at};
use super::tree::Builder;
use super::{MAX_DEPTH, Number, ParseError, ParseErrorKind, Value};

/// Reads JSON text: UTF-8, one value, nothing after it, no BOM (RFC 8259; ECMA-262 §25.5.1 `JSON.parse`).
///
/// Lone surrogate escapes are kept; of members with one name the last value counts, at the first one's place.
///
/// # Errors
/// [`ParseError`] says what is wrong and where, and never quotes the text.
///
/// ```
/// let error = payseal::json::parse(b"[1,\n 2,]").unwrap_err();
/// assert_eq!(error.to_string(), "the text is not valid JSON at line 2, column 4");
/// ```
pub fn parse(text: &[u8]) -> Result<Value, ParseError> {
    build(check(utf8(text)?)?)
}

/// Reads the body of an answer as `Response.json()` does (Fetch §5.3): a BOM is skipped and invalid UTF-8 becomes U+FFFD; otherwise as
/// [`parse`].
///
/// # Errors
/// [`ParseError`], as for [`parse`]; never [`ParseErrorKind::NotUtf8`].
pub fn parse_answer(bytes: &[u8]) -> Result<Value, ParseError> {
    build(check(&decode(bytes))?)
}

/// Whether [`parse_answer`] would read these bytes, without building the tree.
#[must_use]
pub fn is_json(bytes: &[u8]) -> bool {
    check(&decode(bytes)).is_ok_and(|text| too_deep_at(text, MAX_DEPTH).is_none())
}

/// The members of the object that `text` is, each as its key and the text of its value, in text order. No tree is built.
///
/// Keys are decoded, lone surrogates in them replaced by U+FFFD; a key that occurs twice is given twice, and the last one counts.
///
/// # Errors
/// [`ParseError`] when the text is not one JSON object; all of it has been checked before the first member is given.
///
/// ```
/// let fields: Vec<_> = payseal::json::members(br#"{"amount": 75.0, "meta": {"a": [1]}}"#).unwrap().collect();
/// assert_eq!(fields, [("amount".into(), "75.0"), ("meta".into(), r#"{"a": [1]}"#)]);
/// ```
pub fn members(text: &[u8]) -> Result<Members<'_>, ParseError> {
    let text = check(utf8(text)?)?;
    if !text.starts_with('{') {
        return Err(ParseError { kind: ParseErrorKind::NotAnObject, line: 1, column: 1 });
    }
    if let Some(at) = too_deep_at(text, MAX_DEPTH) {
        return Err(error_at(ParseErrorKind::TooDeep, text.as_bytes(), at));
    }
    let mut cursor = Cursor::new(text);
    cursor.skip();
    Ok(Members { cursor })
}

/// The members of an object; see [`members`].
#[derive(Clone, Debug)]
pub struct Members<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.cursor.peek()? != b'"' {
            return None;
        }
        let key = self.cursor.string_lossy();
        Some((key, self.cursor.raw_value()))
    }
}

fn utf8(text: &[u8]) -> Result<&str, ParseError> {
    std::str::from_utf8(text).map_err(|error| error_at(ParseErrorKind::NotUtf8, text, error.valid_up_to()))
}

/// UTF-8 decode of the Encoding Standard: one BOM dropped, each maximal invalid piece replaced.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Nearly every text is valid, and to see that is several times faster than to look for what is not.
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// Checks the grammar of the whole text and gives it without the white space around it.
fn check(text: &str) -> Result<&str, ParseError> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| ParseError {
        kind: if error.is_eof() { ParseErrorKind::Incomplete } else { ParseErrorKind::Syntax },
        line: error.line(),
        column: error.column(),
    })?;
    Ok(raw.get())
}

fn build(text: &str) -> Result<Value, ParseError> {
    let mut cursor = Cursor::new(text);
    let mut builder = Builder::default();
    while let Some(byte) = cursor.peek() {
        let at = text.len().saturating_sub(cursor.remaining());
        let done = match byte {
            b'{' | b'[' if builder.depth() == MAX_DEPTH => {
                return Err(error_at(ParseErrorKind::TooDeep, text.as_bytes(), at));
            }
            b'{' => {
                cursor.skip();
                builder.begin_object();
                None
            }
            b'[' => {
                cursor.skip();
                builder.begin_array();
                None
            }
            b'}' | b']' => {
                cursor.skip();
                builder.end()
            }
            b'"' if builder.wants_key() => {
                builder.key(cursor.string());
                None
            }
            b'"' => builder.value(Value::String(cursor.string())),
            b't' | b'f' | b'n' => builder.value(match cursor.scalar() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => Value::Null,
            }),
            _ => builder.value(Value::Number(Number::checked(cursor.scalar()))),
        };
        if let Some(value) = done {
            return Ok(value);
        }
    }
    // Not reached with checked text, which holds a whole value.
    Err(error_at(ParseErrorKind::Incomplete, text.as_bytes(), text.len()))
}

fn error_at(kind: ParseErrorKind, text: &[u8], at: usize) -> ParseError {
    let before = text.get(..at).unwrap_or(text);
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
    ParseError { kind, line, column }
}
