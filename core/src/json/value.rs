//! A JSON value as a tree. *Not for* known fields: typed models and [`Writer`](super::Writer) carry those.
//!
//! ```
//! use payseal::json::{Value, parse_answer};
//!
//! let answer = parse_answer(br#"{"success":true,"data":{"amount":75.0,"ids":["a"]}}"#).unwrap();
//! assert_eq!(answer.get("success").and_then(Value::as_bool), Some(true));
//! let data = answer.get("data").unwrap();
//! assert_eq!(data.get("amount").and_then(Value::as_f64), Some(75.0));
//! assert_eq!(data.get("ids").and_then(Value::as_array).map(<[Value]>::len), Some(1));
//! ```

use super::{Number, NumberError, Object, Text, tree};
use crate::amount::Amount;

/// A JSON value (ECMA-404) that loses nothing of what it was read from: digits of numbers, order of members, lone surrogates.
///
/// `Display` prints the canonical text whatever the depth; a number that a double would change is printed with its source digits.
/// Dropping, cloning and comparing recurse, which [`MAX_DEPTH`](super::MAX_DEPTH) bounds for everything that a reader returns.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number with its source text.
    Number(Number),
    /// A string.
    String(Text),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

impl Value {
    /// The member of that name, if this is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object()?.get(key)
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The truth value, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The nearest double, if this is a number that has one; see [`Number::as_f64`].
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.as_f64()
    }

    /// The integer, if this is a number that is one; see [`Number::as_i64`].
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The number, if this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The string, if this is one and holds no lone surrogate.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => text.as_str(),
            _ => None,
        }
    }

    /// The items, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The object, if this is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&tree::lossless(self)))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::String(text)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<Amount> for Value {
    fn from(amount: Amount) -> Self {
        Self::Number(amount.into())
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

/// `None` is `null`.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Value {
            fn from(integer: $integer) -> Self {
                Self::Number(integer.into())
            }
        }
    )*};
}

macro_rules! try_from_numbers {
    ($($number:ty)*) => {$(
        impl TryFrom<$number> for Value {
            type Error = NumberError;

            fn try_from(number: $number) -> Result<Self, NumberError> {
                Number::try_from(number).map(Self::Number)
            }
        }
    )*};
}

from_integers!(i8 i16 i32 u8 u16 u32);
try_from_numbers!(f64 i64 u64);
