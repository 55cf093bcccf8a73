//! An amount of money in major units, as a number that has the same bytes in every language. *Not for* arithmetic, and not for amounts
//! in an answer: those keep their text in [`json::Number`](crate::json::Number).
//!
//! ```
//! use payseal::amount::{Amount, AmountError};
//!
//! assert_eq!(Amount::from(75).to_string(), "75");
//! assert_eq!("75.00".parse::<Amount>().unwrap().to_string(), "75");
//! assert_eq!(Amount::try_from(0.1 + 0.2).unwrap().to_string(), "0.30000000000000004");
//! assert_eq!("0.1234567890123456".parse::<Amount>(), Err(AmountError::TooManyDigits { digits: 16 }));
//! assert!("1,000".parse::<Amount>().is_err());
//! ```

use crate::json::Number;
use crate::json::decimal::Decimal;

/// A finite double whose text is always `JSON.stringify` of it (ECMA-262 §6.1.6.1.20).
///
/// The unit is the currency's major unit (dollars, not cents), as both partners' APIs take it. Built from an integer, a finite double or
/// decimal text; text and integers may have 15 significant digits, because every decimal of that length comes back unchanged from a
/// double, and a longer one may not.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Amount(f64);

/// Significant digits that any double keeps (`f64::DIGITS`).
const MAX_DIGITS: usize = 15;

/// Why something could not become an [`Amount`]. Each text says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmountError {
    /// The text is empty.
    #[error("the amount is empty; give decimal text such as \"75.00\"")]
    Empty,
    /// The text is not decimal: digits with an optional sign, fraction and exponent, and nothing else.
    #[error(
        "the amount \"{shown}\" is not decimal text; write it like \"75.00\", without spaces, separators or a currency sign"
    )]
    NotANumber {
        /// The text, cut to 40 characters, controls escaped.
        shown: String,
    },
    /// The double is NaN or an infinity.
    #[error("the amount is not a finite number; check the calculation that gave it")]
    NotFinite,
    /// More digits than a double is sure to keep.
    #[error(
        "the amount has {digits} significant digits and only {MAX_DIGITS} are carried exactly; round it to the currency's decimals first"
    )]
    TooManyDigits {
        /// Significant digits found, leading and trailing zeros not counted.
        digits: usize,
    },
    /// The size is such that JavaScript would print it with an exponent.
    #[error("the amount must be 0 or have a size from 0.000001 to below 1e21; check its unit")]
    OutOfRange,
}

impl Amount {
    /// The number.
    ///
    /// ```
    /// assert_eq!(payseal::amount::Amount::from(75).as_f64(), 75.0);
    /// ```
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0
    }

    /// Whether the amount is above 0, as every charge must be.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0 > 0.0
    }

    /// Within the digits and the size in which the text of a double is the plain decimal text.
    fn from_decimal(decimal: Decimal<'_>) -> Result<Self, AmountError> {
        let digits = decimal.digit_count();
        if digits > MAX_DIGITS {
            return Err(AmountError::TooManyDigits { digits });
        }
        // 0.1 × 10^-5 is 1e-6, the least that is printed without an exponent; 10^21 is the first that is printed with one.
        if !decimal.is_zero() && !(-5..=21).contains(&decimal.point) {
            return Err(AmountError::OutOfRange);
        }
        Ok(Self(decimal.to_f64()))
    }
}

/// Exactly `JSON.stringify` of the number.
impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(ryu_js::Buffer::new().format_finite(self.0))
    }
}

/// Decimal text: `[+-]?digits[.digits][e[+-]digits]`, with nothing around it.
///
/// At most 15 significant digits (leading and trailing zeros not counted), and 0 or a size from 1e-6 to below 1e21.
impl std::str::FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        match Decimal::parse(text) {
            Some(decimal) => Self::from_decimal(decimal),
            None => Err(AmountError::NotANumber { shown: shown(text) }),
        }
    }
}

/// At most 40 characters of a text, controls and quotes escaped.
fn shown(text: &str) -> String {
    const LIMIT: usize = 40;
    let escaped: Vec<char> = text.chars().take(LIMIT + 1).flat_map(char::escape_debug).collect();
    if escaped.len() <= LIMIT {
        escaped.into_iter().collect()
    } else {
        escaped.into_iter().take(LIMIT - 1).chain(['…']).collect()
    }
}

impl TryFrom<&str> for Amount {
    type Error = AmountError;

    fn try_from(text: &str) -> Result<Self, AmountError> {
        text.parse()
    }
}

/// Any finite double, however many digits it has: its text is what JavaScript prints.
impl TryFrom<f64> for Amount {
    type Error = AmountError;

    fn try_from(double: f64) -> Result<Self, AmountError> {
        if double.is_finite() { Ok(Self(double)) } else { Err(AmountError::NotFinite) }
    }
}

/// A JSON number that a double carries exactly, as in a body given as JSON text.
impl TryFrom<&Number> for Amount {
    type Error = AmountError;

    fn try_from(number: &Number) -> Result<Self, AmountError> {
        match (number.exact_f64(), number.as_f64()) {
            (Some(double), _) => Ok(Self(double)),
            (None, Some(_)) => {
                let digits = Decimal::parse(number.as_str()).map_or(0, |decimal| decimal.digit_count());
                if digits > MAX_DIGITS {
                    Err(AmountError::TooManyDigits { digits })
                } else {
                    Err(AmountError::OutOfRange)
                }
            }
            (None, None) => Err(AmountError::NotFinite),
        }
    }
}

macro_rules! from_small_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Amount {
            fn from(integer: $integer) -> Self {
                Self(f64::from(integer))
            }
        }
    )*};
}

macro_rules! from_large_integers {
    ($($integer:ty)*) => {$(
        /// Refuses an integer of more than 15 significant digits (trailing zeros not counted), and one from 1e21 upwards.
        impl TryFrom<$integer> for Amount {
            type Error = AmountError;

            fn try_from(integer: $integer) -> Result<Self, AmountError> {
                integer.to_string().parse()
            }
        }
    )*};
}

from_small_integers!(i8 i16 i32 u8 u16 u32);
from_large_integers!(i64 u64 i128 u128);
