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
