//! What an attempt hook is told: never a secret, never a body.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::ffi::c_void;
use std::mem::MaybeUninit;

use payseal::AttemptReport;

use crate::ffi::{guard_or, payseal_str, put};

/// An attempt is about to be sent.
pub const PAYSEAL_ATTEMPT_STARTED: i32 = 1;
/// An attempt has ended.
pub const PAYSEAL_ATTEMPT_ENDED: i32 = 2;

/// One attempt begins or has ended. It lives during the hook only.
pub struct payseal_attempt {
    pub(crate) operation: &'static str,
    pub(crate) number: u32,
    pub(crate) idempotency_key: Option<String>,
    /// How it ended; `None`: it has just begun.
    pub(crate) report: Option<AttemptReport>,
    pub(crate) retry_in_ms: Option<u64>,
}

/// A function that is told about attempts; `user` is what was given with it.
pub type payseal_attempt_hook = Option<extern "C" fn(user: *mut c_void, attempt: Option<&payseal_attempt>)>;

fn read<T: Copy>(
    attempt: Option<&payseal_attempt>,
    otherwise: T,
    get: impl FnOnce(&payseal_attempt) -> Option<T>,
) -> T {
    guard_or(otherwise, || attempt.and_then(get).unwrap_or(otherwise))
}

/// `PAYSEAL_ATTEMPT_STARTED` or `PAYSEAL_ATTEMPT_ENDED`. NULL: 0.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_phase(attempt: Option<&payseal_attempt>) -> i32 {
    read(attempt, 0, |attempt| {
        Some(if attempt.report.is_some() { PAYSEAL_ATTEMPT_ENDED } else { PAYSEAL_ATTEMPT_STARTED })
    })
}

/// The operation. Static text; `{NULL, 0}` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_operation(attempt: Option<&payseal_attempt>) -> payseal_str {
    read(attempt, payseal_str::NONE, |attempt| Some(payseal_str::maybe(Some(attempt.operation))))
}

/// The number of the attempt, from 1. NULL: 0.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_number(attempt: Option<&payseal_attempt>) -> u32 {
    read(attempt, 0, |attempt| Some(attempt.number))
}

/// The key that every attempt carries. A view that lives during the hook; `{NULL, 0}` when there is none or for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_idempotency_key(attempt: Option<&payseal_attempt>) -> payseal_str {
    read(attempt, payseal_str::NONE, |attempt| Some(payseal_str::maybe(attempt.idempotency_key.as_deref())))
}

/// The HTTP status, if an answer came; else 0. NULL: 0.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_http_status(attempt: Option<&payseal_attempt>) -> u16 {
    read(attempt, 0, |attempt| attempt.report?.status)
}

/// `PAYSEAL_FAULT_…`, if the wire failed; else 0. NULL: 0.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_fault(attempt: Option<&payseal_attempt>) -> i32 {
    read(attempt, 0, |attempt| Some(attempt.report?.fault? as i32))
}

/// From the attempt's start to its end, in milliseconds. NULL, and an attempt that has just begun: 0.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_duration_ms(attempt: Option<&payseal_attempt>) -> u64 {
    read(attempt, 0, |attempt| Some(attempt.report?.duration_ms))
}

/// What the call knows about the money so far: `PAYSEAL_OUTCOME_…`. NULL, and an attempt that has just begun: 0.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_outcome(attempt: Option<&payseal_attempt>) -> i32 {
    read(attempt, 0, |attempt| Some(attempt.report?.outcome as i32))
}

/// When the next attempt follows. True: `*out` is written, in milliseconds. False: it was the last, it has just begun, or an argument is
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_attempt_retry_in_ms(
    attempt: Option<&payseal_attempt>,
    out: Option<&mut MaybeUninit<u64>>,
) -> bool {
    put(out, || attempt?.retry_in_ms)
}
