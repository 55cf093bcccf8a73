//! What one call sets for itself.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::{CallOptions, Error, Secret};

use crate::cancel::payseal_cancel;
use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, payseal_str};

/// What one call sets for itself. NULL wherever options are taken: the client's own settings. One thread sets it; afterwards it may be
/// shared and used for many calls.
#[derive(Default)]
pub struct payseal_call_options {
    pub(crate) idempotency_key: Option<String>,
    pub(crate) call: CallOptions,
    identity: Option<(String, Secret)>,
    #[cfg_attr(not(feature = "driver"), allow(dead_code))]
    pub(crate) cancel: Option<payseal_cancel>,
}

impl payseal_call_options {
    /// The header that names the shopper, and its value.
    pub(crate) fn identity(&self) -> Option<(&str, &str)> {
        let (header, value) = self.identity.as_ref()?;
        Some((header, value.expose_str()?))
    }
}

/// Makes options that set nothing.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_new(
    out: Option<&mut MaybeUninit<*mut payseal_call_options>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        hand_out(given(out, "out")?, payseal_call_options::default());
        Ok(())
    })
}

/// Frees options. NULL is fine; calls that were given them go on.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_free(options: Option<Box<payseal_call_options>>) {
    guard_or((), || drop(options));
}

fn set(
    options: Option<&mut payseal_call_options>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
    set: impl FnOnce(&mut payseal_call_options) -> Result<(), Error>,
) -> i32 {
    guard(err, || set(given(options, "options")?))
}

/// The idempotency key, for functions that take JSON or a raw request (an intent has its own). Empty: the operation's default.
///
/// Copied; whether a header can carry it is checked when the call is made. `options` must not be NULL. Not thread-safe.
/// Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_set_idempotency_key(
    options: Option<&mut payseal_call_options>,
    key: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(options, err, |options| {
        options.idempotency_key = key.optional("key")?.map(str::to_owned);
        Ok(())
    })
}

/// How long one attempt may take, in milliseconds.
///
/// `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_set_attempt_timeout_ms(
    options: Option<&mut payseal_call_options>,
    ms: u64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(options, err, |options| {
        options.call.attempt_timeout_ms = Some(ms);
        Ok(())
    })
}

/// How long the call may take with all its attempts and waits, in milliseconds (0 = no limit).
///
/// `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_set_total_timeout_ms(
    options: Option<&mut payseal_call_options>,
    ms: u64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(options, err, |options| {
        options.call.total_timeout_ms = Some(ms);
        Ok(())
    })
}

/// How often a failed attempt is repeated.
///
/// `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_set_max_retries(
    options: Option<&mut payseal_call_options>,
    retries: u32,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(options, err, |options| {
        options.call.max_retries = Some(retries);
        Ok(())
    })
}

/// The partner's clock minus ours, in seconds, as `payseal_call_clock_skew_s` of an earlier call said. The blocking client keeps its own.
///
/// `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_set_clock_skew_s(
    options: Option<&mut payseal_call_options>,
    skew_s: i64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(options, err, |options| {
        options.call.clock_skew_s = Some(skew_s);
        Ok(())
    })
}

/// Names the shopper in one of Tybrite's identity headers: `x-auth-token`, `x-external-auth` (`payseal_external_auth_token`) or
/// `x-idp-token`. A request carries one: naming another takes the first one's place. An empty `header` takes it out again.
///
/// Copied, and wiped with the options; checked when the call is made. `options` must not be NULL. Not thread-safe.
/// Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_set_identity(
    options: Option<&mut payseal_call_options>,
    header: payseal_str,
    value: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(options, err, |options| {
        let value = value.text("value")?;
        options.identity = header.optional("header")?.map(|header| (header.to_owned(), Secret::from(value)));
        Ok(())
    })
}

/// Ends the blocking calls with these options when `cancel` is used; NULL takes it out again. The options keep their own reference.
///
/// `options` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_options_set_cancel(
    options: Option<&mut payseal_call_options>,
    cancel: Option<&payseal_cancel>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(options, err, |options| {
        options.cancel = cancel.cloned();
        Ok(())
    })
}
