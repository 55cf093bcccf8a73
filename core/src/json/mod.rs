//! The canonical body: exactly the bytes of ECMAScript's `JSON.stringify` for the same values.
//!
//! *For*: building request bodies ([`Writer`]), carrying a caller's free-form tree ([`Value`]), reading answers without losing a digit
//! ([`parse_answer`]), and looking at the top level of a body that is already canonical ([`members`]). One intent then has the same
//! bytes, and so the same signature, from every language.
//!
//! *Not for*: serde. Nothing here implements `Serialize`; `serde_json` is used to check the grammar of JSON text and for conversions.
//!
//! ```
//! use payseal::json::{Value, Writer, canonical};
//!
//! // What JSON.stringify(JSON.parse(text)) gives: integer-like keys first, shortest numbers.
//! assert_eq!(canonical(br#"{ "b": 75.0, "2": "x", "1": 1e-7 }"#).unwrap(), br#"{"1":1e-7,"2":"x","b":75}"#);
//!
//! // A number that a double cannot carry is refused, never silently changed.
//! let error = canonical(br#"{"order_id": 12345678901234567890}"#).unwrap_err();
//! assert!(error.to_string().starts_with("order_id is a number that a double cannot carry exactly"));
//!
//! let mut body = Writer::new();
//! body.begin_object();
//! body.field("reference");
//! body.string("order \u{2028} \"7\"");
//! body.field("meta");
//! body.value(&Value::from(vec![Value::from(1), Value::Null])).unwrap();
//! body.end_object();
//! assert_eq!(body.finish(), "{\"reference\":\"order \u{2028} \\\"7\\\"\",\"meta\":[1,null]}".as_bytes());
//! ```
//!
//! The rules come from ECMA-262: §25.5.2 `JSON.stringify`, §25.5.2.3 `QuoteJSONString`, §6.1.6.1.20 `Number::toString` and §10.1.11.1
//! `OrdinaryOwnPropertyKeys`. They are held against Node itself by `cargo xtask oracle`.

mod convert;
pub(crate) mod decimal;
mod error;
mod escape;
mod number;
mod object;
mod read;
mod redact;
mod scan;
mod text;
mod tree;
mod value;
mod writer;

pub use error::{Error, NumberError, ParseError, ParseErrorKind, WriteError};
pub use number::Number;
pub use object::Object;
pub use read::{Members, is_json, members, parse, parse_answer};
pub use redact::redact;
pub use text::Text;
pub use value::Value;
pub use writer::Writer;

/// How deep arrays and objects may be nested, counted from 1 for the outermost: 128, as in `serde_json`.
///
/// Readers and writers refuse one level more with a typed error. Both keep their own stack on the heap, so the limit does not protect
/// them; it protects what handles a tree afterwards. Cloning a [`Value`] recurses, as comparing, debugging and dropping do, and 512
/// levels took 1 MiB of stack for that in a debug build and 256 KiB in a release build: all of what a worker thread may have.
pub const MAX_DEPTH: usize = 128;

/// The bytes of `JSON.stringify(JSON.parse(text))`.
///
/// # Errors
/// [`Error::Parse`] when the text is not one JSON value in UTF-8; [`Error::Write`] when a number in it is not carried exactly by a double.
///
/// ```
/// assert_eq!(payseal::json::canonical(b" [1.50, -0, 1E21] ").unwrap(), b"[1.5,0,1e+21]");
/// ```
pub fn canonical(text: &[u8]) -> Result<Vec<u8>, Error> {
    let value = parse(text)?;
    let mut writer = Writer::with_capacity(text.len());
    writer.value(&value)?;
    Ok(writer.finish())
}
