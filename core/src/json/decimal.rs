//! Decimal text compared exactly, digit by digit. *Not for* arithmetic: nothing here adds or rounds.
//!
//! It answers one question: do two decimal texts denote the same number? So `75.00`, `75` and `7.5e1` are one, and
//! `9007199254740993` is not `9007199254740992`. Exponents of any length are read without overflow (they saturate).

/// A decimal number as its significant digits and the place of its point: `0.d₁d₂d₃… × 10^point`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal<'a> {
    pub(crate) negative: bool,
    /// From the first to the last digit that is not zero; may hold the point. Empty for zero.
    significant: &'a str,
    /// 1 for 1 to 9.99…, 2 for 10 to 99.99…, 0 for 0.1 to 0.99…; 0 for zero.
    pub(crate) point: i64,
}

impl<'a> Decimal<'a> {
    /// Reads `[+-]?digits[.digits][e[+-]digits]`; `None` for everything else.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
            Some(_) => return None,
            None => (mantissa, ""),
        };
        if !is_digits(whole) {
            return None;
        }
        let significant = mantissa.trim_matches(['0', '.']);
        let point = if significant.is_empty() {
            0
        } else {
            let whole = whole.trim_start_matches('0');
            let place = if whole.is_empty() {
                -length(fraction).saturating_sub(length(fraction.trim_start_matches('0')))
            } else {
                length(whole)
            };
            place.saturating_add(exponent)
        };
        Some(Self { negative: text.starts_with('-'), significant, point })
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.significant.is_empty()
    }

    /// The significant digits, first and last not zero.
    pub(crate) fn digits(&self) -> impl Iterator<Item = u8> + use<'a> {
        self.significant.bytes().filter(|byte| *byte != b'.')
    }

    pub(crate) fn digit_count(&self) -> usize {
        self.digits().count()
    }

    /// Whether both denote the same number; `-0` is `0`.
    pub(crate) fn same_value(&self, other: &Decimal<'_>) -> bool {
        if self.is_zero() && other.is_zero() {
            return true;
        }
        self.negative == other.negative && self.point == other.point && self.digits().eq(other.digits())
    }

    /// The nearest double; infinite when there is none.
    ///
    /// The text is rebuilt because std's parser gives up on exponents above 65 535, so that a fraction of a million digits with an
    /// exponent to match would come out as zero.
    pub(crate) fn to_f64(self) -> f64 {
        // The largest double is below 10^309 and half the smallest is above 10^-325.
        let magnitude = match self.point {
            _ if self.is_zero() => 0.0,
            310.. => f64::INFINITY,
            ..=-325 => 0.0,
            point => {
                let digits: String = self.digits().map(char::from).collect();
                format!("0.{digits}e{point}").parse().unwrap_or(f64::INFINITY)
            }
        };
        if self.negative { -magnitude } else { magnitude }
    }

    /// The number as an integer, if it is one that an `i64` holds.
    pub(crate) fn to_i64(self) -> Option<i64> {
        // 19 digits at most, which an i128 holds with room to spare.
        let places = usize::try_from(self.point).ok().filter(|places| *places <= 19)?;
        let zeros = places.checked_sub(self.digit_count())?;
        let digits = self.digits().fold(0_i128, |sum, digit| sum * 10 + i128::from(digit - b'0'));
        let value = (0..zeros).fold(digits, |value, _| value * 10);
        i64::try_from(if self.negative { -value } else { value }).ok()
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !is_digits(digits) {
        return None;
    }
    let size = digits.bytes().fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if text.starts_with('-') { -size } else { size })
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn same(a: &str, b: &str) -> bool {
        Decimal::parse(a).unwrap().same_value(&Decimal::parse(b).unwrap())
    }

    #[test]
    fn equal_values_in_different_clothes() {
        for (a, b) in [
            ("75", "75.00"),
            ("75", "+7.5e1"),
            ("0.05", "5E-2"),
            ("-0", "0.000e99999999999999999999"),
            ("0.10", "00.1"),
            ("100", "1e2"),
            ("1005e-1", "100.5"),
        ] {
            assert!(same(a, b), "{a} and {b}");
        }
        for (a, b) in [
            ("1", "-1"),
            ("1", "10"),
            ("0.1", "0.01"),
            ("0", "1e-400"),
            ("12", "1.20001e1"),
            ("1e99999999999999999999", "1e309"),
        ] {
            assert!(!same(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn not_decimal() {
        for text in ["", "+", ".5", "5.", "1e", "1e+", "1.2.3", "--1", " 1", "1_0", "0x1", "NaN", "inf", "1e1.5", "१"]
        {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn to_f64_survives_exponents_std_gives_up_on() {
        let text = format!("0.{}1e100001", "0".repeat(100_000));
        assert_eq!(Decimal::parse(&text).unwrap().to_f64(), 1.0);
        assert_eq!(Decimal::parse("4.9406564584124654e-324").unwrap().to_f64(), 5e-324);
        assert_eq!(Decimal::parse("2.4703282292062328e-324").unwrap().to_f64(), 5e-324);
        assert_eq!(Decimal::parse("-1.7976931348623157e308").unwrap().to_f64(), f64::MIN);
        assert_eq!(Decimal::parse("1e9999999999999999999").unwrap().to_f64(), f64::INFINITY);
        assert!(Decimal::parse("-0.0").unwrap().to_f64().is_sign_negative());
    }

    #[test]
    fn to_i64_at_the_edges() {
        let read = |text| Decimal::parse(text).and_then(Decimal::to_i64);
        assert_eq!(read("-9223372036854775808"), Some(i64::MIN));
        assert_eq!(read("9223372036854775807"), Some(i64::MAX));
        assert_eq!(read("9223372036854775808"), None);
        assert_eq!(read("1e18"), Some(1_000_000_000_000_000_000));
        assert_eq!(
            (read("75.00"), read("75.5"), read("0e9"), read("1e400"), read("0.01")),
            (Some(75), None, Some(0), None, None)
        );
    }
}
