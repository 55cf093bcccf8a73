//! From `serde_json`'s values, for Rust users who write `json!({…})`. *Not for* reading text: [`parse`](super::parse) loses nothing,
//! `serde_json::Value` has already lost digits and lone surrogates.
//!
//! ```
//! use payseal::json::Value;
//! use serde_json::json;
//!
//! assert_eq!(Value::from(json!({"a": [1, 2.50, null]})).to_string(), r#"{"a":[1,2.5,null]}"#);
//! ```
//!
//! The order of members is the order that `serde_json` kept. Without its feature `preserve_order` that is alphabetical, whatever the
//! order in the source; where the bytes must equal those of another language, build an [`Object`] in the order you mean.

use super::tree::Builder;
use super::{Number, Object, Text, Value};

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        let mut builder = Builder::default();
        let mut open = Vec::new();
        let mut next = Some(value);
        // The stack is on the heap because a caller may have built any depth; the writer is what refuses it.
        loop {
            let done = match next.take() {
                Some(serde_json::Value::Array(items)) => {
                    builder.begin_array();
                    open.push(Open::Array(items.into_iter()));
                    None
                }
                Some(serde_json::Value::Object(members)) => {
                    builder.begin_object();
                    open.push(Open::Object(members.into_iter()));
                    None
                }
                Some(scalar) => builder.value(scalar_value(scalar)),
                None => None,
            };
            if let Some(value) = done {
                return value;
            }
            next = match open.last_mut() {
                Some(Open::Array(items)) => items.next(),
                Some(Open::Object(members)) => members.next().map(|(key, value)| {
                    builder.key(Text::from(key));
                    value
                }),
                None => return Value::Null,
            };
            if next.is_none() {
                open.pop();
                if let Some(value) = builder.end() {
                    return value;
                }
            }
        }
    }
}

impl From<serde_json::Map<String, serde_json::Value>> for Object {
    fn from(members: serde_json::Map<String, serde_json::Value>) -> Self {
        members.into_iter().collect()
    }
}

enum Open {
    Array(std::vec::IntoIter<serde_json::Value>),
    Object(serde_json::map::IntoIter),
}

fn scalar_value(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Bool(value) => Value::Bool(value),
        serde_json::Value::String(text) => Value::from(text),
        serde_json::Value::Number(number) => {
            let text = number.to_string();
            // Not a number only if somebody else's `arbitrary_precision` was fed with other text; then the text is kept as text.
            Number::from_text(&text).map_or_else(|_| Value::from(text), Value::Number)
        }
        _ => Value::Null,
    }
}
