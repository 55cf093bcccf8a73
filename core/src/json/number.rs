//! A JSON number that keeps the text it was read from. *Not for* money to be sent: that is [`Amount`](crate::amount::Amount).
//!
//! ```
//! use payseal::json::{Value, parse};
//!
//! let Value::Number(rate) = parse(b"0.1234567890123456789").unwrap() else { panic!("a number") };
//! assert_eq!(rate.as_str(), "0.1234567890123456789");
//! assert_eq!(rate.as_f64(), Some(0.12345678901234568));
//! ```

use super::decimal::Decimal;
use super::error::NumberError;
use crate::amount::Amount;

/// A JSON number with its source text, so that nothing of an answer is lost.
///
/// Two numbers are equal when their texts are: `75` and `75.0` differ. Compare [`as_f64`](Self::as_f64) to compare values.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Box<str>);

impl Number {
    /// A number from JSON number text (RFC 8259 §6): no sign `+`, no leading zeros, nothing around it.
    ///
    /// # Errors
    /// [`NumberError::NotANumber`] for any other text.
    ///
    /// ```
    /// use payseal::json::Number;
    /// assert_eq!(Number::from_text("1.50").unwrap().as_str(), "1.50");
    /// assert!(Number::from_text("NaN").is_err());
    /// ```
    pub fn from_text(text: &str) -> Result<Self, NumberError> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let leading_zero =
            unsigned.strip_prefix('0').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
        if leading_zero || text.starts_with('+') || Decimal::parse(text).is_none() {
            return Err(NumberError::NotANumber);
        }
        Ok(Self(text.into()))
    }

    /// For text that a reader has already checked.
    pub(super) fn checked(text: &str) -> Self {
        Self(text.into())
    }

    /// The text the number was read from, or the shortest text of the number it was made from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest double (correctly rounded, ties to even), or `None` when it is infinite, as for `1e999`.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        // Up to this length std's parser is exact; Decimal says what happens above.
        const SHORT: usize = 400;
        let double =
            if self.0.len() <= SHORT { self.0.parse().ok() } else { Decimal::parse(&self.0).map(Decimal::to_f64) };
        double.filter(|double| double.is_finite())
    }

    /// The double that carries this number exactly: its shortest text (ECMA-262 §6.1.6.1.20) denotes the same decimal number.
    ///
    /// `None` says that a receiver that reads numbers as doubles would see another number, as with `9007199254740993`.
    ///
    /// ```
    /// use payseal::json::Number;
    /// assert_eq!(Number::from_text("75.00").unwrap().exact_f64(), Some(75.0));
    /// assert_eq!(Number::from_text("9007199254740993").unwrap().exact_f64(), None);
    /// ```
    #[must_use]
    pub fn exact_f64(&self) -> Option<f64> {
        let double = self.as_f64()?;
        let source = Decimal::parse(&self.0)?;
        let mut buffer = ryu_js::Buffer::new();
        let shortest = Decimal::parse(buffer.format_finite(double))?;
        source.same_value(&shortest).then_some(double)
    }

    /// The number as an integer, if it is one that an `i64` holds; `75.00` and `7.5e1` are 75.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        Decimal::parse(&self.0)?.to_i64()
    }
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Number({})", self.0)
    }
}

/// The source text.
impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The shortest text of a finite double, as JavaScript prints it; `-0` becomes `0`.
impl TryFrom<f64> for Number {
    type Error = NumberError;

    fn try_from(double: f64) -> Result<Self, NumberError> {
        if !double.is_finite() {
            return Err(NumberError::NotFinite);
        }
        Ok(Self(ryu_js::Buffer::new().format_finite(double).into()))
    }
}

impl From<Amount> for Number {
    fn from(amount: Amount) -> Self {
        Self(ryu_js::Buffer::new().format_finite(amount.as_f64()).into())
    }
}

macro_rules! from_small_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Number {
            fn from(integer: $integer) -> Self {
                Self(integer.to_string().into())
            }
        }
    )*};
}

macro_rules! from_large_integers {
    ($($integer:ty)*) => {$(
        /// Refuses an integer that a double would change, from 2^53 upwards.
        impl TryFrom<$integer> for Number {
            type Error = NumberError;

            fn try_from(integer: $integer) -> Result<Self, NumberError> {
                let number = Self(integer.to_string().into());
                if number.exact_f64().is_none() {
                    return Err(NumberError::Inexact);
                }
                Ok(number)
            }
        }
    )*};
}

from_small_integers!(i8 i16 i32 u8 u16 u32);
from_large_integers!(i64 u64);
