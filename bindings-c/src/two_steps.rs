//! Clive's two-step checkout over a program's own HTTP: what stands between its two calls.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::clive::SecondStep;

use crate::answer::payseal_answer;
use crate::config::payseal_config;
use crate::error::payseal_error;
use crate::ffi::{given, guard, hand_out, payseal_bytes, payseal_str};
use crate::intent::payseal_intent;

/// Checks the second step's input before the first is sent: a payment that can never be attached is not made.
///
/// `config` must not be NULL. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names the field; `PAYSEAL_KIND_CONFIG`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_check_attach(
    config: Option<&payseal_config>,
    stripe_payment_intent_id: payseal_str,
    idempotency_key: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let config = given(config, "config")?.built()?;
        let payment_intent = stripe_payment_intent_id.text("stripe_payment_intent_id")?;
        SecondStep::new(&config, payment_intent, idempotency_key.optional("idempotency_key")?).map(drop)
    })
}

/// The second step, from the answer of `initialize_transaction`. When the call with this intent fails, give its error to
/// `payseal_error_set_completed`. An empty `idempotency_key` takes the operation's default.
///
/// Nothing may be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_ANSWER_INCOMPLETE` when the answer names no transaction,
/// `PAYSEAL_CODE_VALIDATION_ERROR`; `payseal_error_completed` is the first answer.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_attach(
    config: Option<&payseal_config>,
    initialized: Option<&payseal_answer>,
    stripe_payment_intent_id: payseal_str,
    idempotency_key: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_intent>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let config = given(config, "config")?.built()?;
        let initialized = &given(initialized, "initialized")?.0;
        let payment_intent = stripe_payment_intent_id.text("stripe_payment_intent_id")?;
        let key = idempotency_key.optional("idempotency_key")?;
        let second =
            SecondStep::new(&config, payment_intent, key).map_err(|error| SecondStep::failed(error, initialized))?;
        hand_out(out, payseal_intent(second.intent(&config, initialized)?));
        Ok(())
    })
}

/// Notes in an error what an earlier step achieved, for `payseal_error_completed`. Secrets of the answer are redacted.
///
/// NULL changes nothing. Ends the views of the error. Not thread-safe: do it before you share the error.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_set_completed(error: Option<&mut payseal_error>, answer: Option<&payseal_answer>) {
    crate::ffi::guard_or((), || {
        if let (Some(error), Some(answer)) = (error, answer) {
            error.change(|core| SecondStep::failed(core, &answer.0));
        }
    });
}

/// What to write down about the checkout of two steps, as a JSON object: what `payseal_answer_record` gives for each, together. The key is
/// the first step's, under which the payment was made. It holds no secret.
///
/// Nothing may be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_record_of_two(
    initialized: Option<&payseal_answer>,
    attached: Option<&payseal_answer>,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let initialized = given(initialized, "initialized")?.0.record();
        let record = initialized.merged_with(&given(attached, "attached")?.0.record());
        out.write(payseal_bytes::own(record.to_value().to_string().into_bytes()));
        Ok(())
    })
}
