//! Amounts are major units on the wire; sums are compared in cents.

/// The nearest whole number of cents.
pub(crate) fn cents(amount: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, and no store sells for 10^16")]
    let cents = (amount * 100.0).round() as i64;
    cents
}

/// Cents as a number of major units.
pub(crate) fn major(cents: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 cents")]
    let major = cents as f64 / 100.0;
    major
}
