//! How languages write a JSON number that they have read into a double. *Not for* requests: those are ECMAScript's
//! ([`Writer`](crate::json::Writer)).

use crate::json::Number;

/// Whose numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    /// The source text, as compacting tools leave it.
    Source,
    /// `JSON.stringify` (ECMA-262 §6.1.6.1.20).
    Js,
    /// Python: integers keep every digit, floats are written by `repr`.
    Python,
    /// Go's `encoding/json` after `map[string]any`: every number is a float64.
    Go,
}

impl Numbers {
    /// The text, or `None` where the language has none (Go refuses what is too large).
    pub(super) fn write(self, number: &Number, out: &mut Vec<u8>) -> Option<()> {
        let source = number.as_str();
        match self {
            Self::Source => out.extend_from_slice(source.as_bytes()),
            Self::Js => match number.as_f64() {
                Some(double) => out.extend_from_slice(ryu_js::Buffer::new().format_finite(double).as_bytes()),
                None => out.extend_from_slice(b"null"),
            },
            Self::Python if !source.contains(['.', 'e', 'E']) => {
                out.extend_from_slice(if source == "-0" { b"0" } else { source.as_bytes() });
            }
            Self::Python => match number.as_f64() {
                Some(double) => out.extend_from_slice(repr(double).as_bytes()),
                None if source.starts_with('-') => out.extend_from_slice(b"-Infinity"),
                None => out.extend_from_slice(b"Infinity"),
            },
            Self::Go => {
                let double = number.as_f64()?;
                if double == 0.0 && double.is_sign_negative() {
                    out.push(b'-');
                }
                // The same digits and the same limits for the exponent as ECMAScript's.
                out.extend_from_slice(ryu_js::Buffer::new().format_finite(double).as_bytes());
            }
        }
        Some(())
    }
}

/// Python's `repr(float)`: shortest digits, an exponent below 1e-4 and from 1e16 on, two digits of exponent at least, and `.0` otherwise.
fn repr(double: f64) -> String {
    let scientific = format!("{double:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if double == 0.0 || (-4..16).contains(&exponent) {
        let plain = format!("{double}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_writes_floats_by_repr() {
        // Each row is `print(repr(x))` of Python 3.11.
        for (double, text) in [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e22, "1e+22"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5e-324"),
            (-2.5e-7, "-2.5e-07"),
        ] {
            assert_eq!(repr(double), text);
        }
    }
}
