//! Amounts: the text of a number that every language signs alike.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::Amount;

use crate::error::payseal_error;
use crate::ffi::{given, guard, payseal_bytes, payseal_str};

/// The text under which an amount is signed and sent, from decimal text: `75.50` gives `75.5`. At most 15 significant digits, and 0 or a
/// size from 0.000001 to below 1e21.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` says what is wrong with it;
/// `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_amount_from_text(
    text: payseal_str,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let amount: Amount = text.text("text")?.parse()?;
        out.write(payseal_bytes::own(amount.to_string().into_bytes()));
        Ok(())
    })
}

/// The same of a double: what `JSON.stringify` writes for it.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` for NaN and the infinities;
/// `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_amount_from_double(
    number: f64,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let amount = Amount::try_from(number)?;
        out.write(payseal_bytes::own(amount.to_string().into_bytes()));
        Ok(())
    })
}
