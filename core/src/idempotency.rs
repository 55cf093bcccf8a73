//! Idempotency keys: the one value that turns a retry into a replay instead of a second charge.
//!
//! A deterministic key follows from the merchant's own reference, so the same order can only be paid once even when
//! the process restarts between two attempts. A random key is for requests that have no natural reference.
//! Not for storing keys: that is the merchant's order table.
//!
//! ```
//! use payseal::idempotency as key;
//! assert_eq!(key::checkout("EZ12345"), "checkout-EZ12345");
//! assert_eq!(key::checkout_for_method("EZ12345", "card", "GB"), "checkout-EZ12345-card-GB");
//! assert_eq!(key::random("refund", 1_771_526_500_123, [0xab; 16]), "refund-1771526500123-abababababababababababababababab");
//! assert!(key::check("order 7").is_ok());
//! assert!(key::check("order\n7").is_err());
//! ```

use crate::headers::{self, HeaderProblem};

/// `init-{reference}`: the default of `initialize_transaction` (published SDK, `initializeTransaction`).
#[must_use]
pub fn init(reference: &str) -> String {
    join("init", reference)
}

/// `attach-{clive_tx_id}`: the default of `attach_payment_intent` (published SDK, `attachPaymentIntent`).
#[must_use]
pub fn attach(clive_tx_id: &str) -> String {
    join("attach", clive_tx_id)
}

/// `checkout-{reference}`: the default of both checkout intents (published SDK, `createCheckoutIdempotencyKey`).
#[must_use]
pub fn checkout(reference: &str) -> String {
    join("checkout", reference)
}

/// `checkout-{reference}-{payment_type}-{country}`, opt-in.
///
/// v1 and v2 of the checkout intent share `checkout-{reference}` by default, so a buyer who changes the payment method
/// can be given the previous processor's artefact. This key separates the methods; two of them can then both be paid,
/// so cancel the first before you offer the second.
#[must_use]
pub fn checkout_for_method(reference: &str, payment_type: &str, country: &str) -> String {
    let mut key = checkout(reference);
    for part in [payment_type, country] {
        key.push('-');
        key.push_str(part);
    }
    key
}

/// `{prefix}-{unix ms}-{32 hex digits}` from the caller's clock and 128 bits of the caller's entropy.
#[must_use]
pub fn random(prefix: &str, unix_ms: u64, entropy: [u8; 16]) -> String {
    format!("{prefix}-{unix_ms}-{:032x}", u128::from_be_bytes(entropy))
}

/// `{prefix}-{yyyymmdd}-{32 hex digits}`, the date in UTC (Tybrite: `order-{date}-{unique}`).
///
/// ```
/// let key = payseal::idempotency::dated("order", 1_771_526_500, [0xab; 16]);
/// assert_eq!(key, "order-20260219-abababababababababababababababab");
/// ```
#[must_use]
pub fn dated(prefix: &str, unix_s: i64, entropy: [u8; 16]) -> String {
    let (year, month, day) = date_of(unix_s);
    format!("{prefix}-{year:04}{month:02}{day:02}-{:032x}", u128::from_be_bytes(entropy))
}

/// `update-{operation}-{order}-{timestamp}` (Tybrite): the timestamp is the second and nine digits of entropy, because two
/// changes of one order within one second are two changes.
///
/// ```
/// let key = payseal::idempotency::update("order_status", "7c0e", 1_771_526_500, [0; 16]);
/// assert_eq!(key, "update-order_status-7c0e-1771526500000000000");
/// ```
#[must_use]
pub fn update(operation: &str, order: &str, unix_s: i64, entropy: [u8; 16]) -> String {
    stamped(&join("update", &join(operation, order)), unix_s, entropy)
}

/// `{stem}-{second}{nine digits}`.
pub(crate) fn stamped(stem: &str, unix_s: i64, entropy: [u8; 16]) -> String {
    let digits = u128::from_be_bytes(entropy) % 1_000_000_000;
    format!("{stem}-{}{digits:09}", unix_s.max(0))
}

/// Year, month and day of a Unix time in UTC (Gregorian; H. Hinnant, `civil_from_days`).
fn date_of(unix_s: i64) -> (i64, i64, i64) {
    let days = unix_s.div_euclid(86_400) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months are counted from March here: the leap day is then the last of the year.
    let from_march = (5 * day_of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * from_march + 2) / 5 + 1)
}

/// Checks that a header can carry `key` unchanged.
///
/// # Errors
/// [`HeaderProblem`] names the first problem.
pub fn check(key: &str) -> Result<(), HeaderProblem> {
    headers::check(key)
}

/// `{prefix}-{value}` in one allocation.
pub(crate) fn join(prefix: &str, value: &str) -> String {
    let mut key = String::with_capacity(prefix.len() + 1 + value.len());
    key.push_str(prefix);
    key.push('-');
    key.push_str(value);
    key
}
