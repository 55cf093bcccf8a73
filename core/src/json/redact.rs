//! Takes secrets out of a tree before it is kept in an error or a log. *Not for* telling what is a secret: the caller names the members.
//!
//! ```
//! use payseal::json::{parse, redact};
//!
//! let mut answer = parse(br#"{"data":[{"Client_Secret":{"v":1},"id":"a"}]}"#).unwrap();
//! redact(&mut answer, &["client_secret"]);
//! assert_eq!(answer.to_string(), r#"{"data":[{"Client_Secret":"[REDACTED]","id":"a"}]}"#);
//! ```

use super::Value;
use crate::secret::REDACTED;

/// Replaces the value of every member so named, at any depth, by [`REDACTED`]. Names are compared without regard to ASCII case.
pub fn redact(value: &mut Value, names: &[&str]) {
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items),
            Value::Object(object) => {
                for (key, value) in object.iter_mut() {
                    let key = key.to_string_lossy();
                    if names.iter().any(|name| name.eq_ignore_ascii_case(&key)) {
                        *value = Value::from(REDACTED);
                    } else {
                        pending.push(value);
                    }
                }
            }
            _ => {}
        }
    }
}
