//! Errors as C sees them: a handle with an accessor for every field of the error table.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use payseal::Error;
use payseal::error::Code;

use crate::ffi::{guard, guard_or, invalid, payseal_json, payseal_str, put};

/// What went wrong, and what is known about the money. It holds no secret. May be shared between threads. Free it with
/// `payseal_error_free`.
pub struct payseal_error {
    error: Error,
    /// The whole text, made when it is asked for.
    text: OnceLock<String>,
}

impl payseal_error {
    pub(crate) fn new(error: Error) -> Self {
        Self { error, text: OnceLock::new() }
    }

    /// Puts another error in the place of this one.
    pub(crate) fn change(&mut self, change: impl FnOnce(Error) -> Error) {
        *self = Self::new(change(self.error.clone()));
    }
}

fn read<T>(error: Option<&payseal_error>, otherwise: T, get: impl FnOnce(&Error) -> T) -> T
where
    T: Copy,
{
    guard_or(otherwise, || error.map_or(otherwise, |error| get(&error.error)))
}

fn text(error: Option<&payseal_error>, get: impl FnOnce(&Error) -> Option<&str>) -> payseal_str {
    read(error, payseal_str::NONE, |error| payseal_str::maybe(get(error)))
}

/// Frees an error. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_free(error: Option<Box<payseal_error>>) {
    guard_or((), || drop(error));
}

/// The error of one of Payseal's own codes with a reason, as the library itself gives it: for bindings, which refuse in the same words.
///
/// Always fails: `*err` is the error, and its number is returned. Thread-safe. Errors: `code` itself; `PAYSEAL_CODE_INVALID_ARGUMENT`
/// for a number that is no `PAYSEAL_CODE_…`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_of(
    code: i32,
    because: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let known = Code::ALL.iter().copied().find(|known| known.number() == code);
        Err(Error::because(
            known.ok_or_else(|| invalid("code", "is not a PAYSEAL_CODE_ number"))?,
            because.text("because")?,
        ))
    })
}

/// The frozen number, which is also the status that the failed function returned: `PAYSEAL_CODE_…`, or `PAYSEAL_KIND_…` when
/// the code is the partner's. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_number(error: Option<&payseal_error>) -> i32 {
    read(error, 0, Error::number)
}

/// The class, what a program branches on: `PAYSEAL_KIND_…`. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_kind(error: Option<&payseal_error>) -> i32 {
    read(error, 0, |error| error.kind().number())
}

/// What is known about the money: `PAYSEAL_OUTCOME_…`. NULL: 0. Thread-safe.
///
/// After `PAYSEAL_OUTCOME_UNKNOWN` call again with the same idempotency key before you do anything else.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_outcome(error: Option<&payseal_error>) -> i32 {
    read(error, 0, |error| error.outcome() as i32)
}

/// The partner's code (`HMAC_INVALID`) or one of Payseal's own (`CONNECT_REFUSED`). A view; `{NULL, 0}` when there is none or for NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_code(error: Option<&payseal_error>) -> payseal_str {
    text(error, Error::code)
}

/// What happened, in one sentence. A view; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_message(error: Option<&payseal_error>) -> payseal_str {
    text(error, |error| Some(error.message()))
}

/// The partner's own advice (Tybrite's `hint`). A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_hint(error: Option<&payseal_error>) -> payseal_str {
    text(error, Error::hint)
}

/// What to do about it. A view; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_advice(error: Option<&payseal_error>) -> payseal_str {
    text(error, |error| Some(error.advice()))
}

/// Everything in one line, for logs: message, code, status, outcome, key, advice. A view; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_text(error: Option<&payseal_error>) -> payseal_str {
    guard_or(payseal_str::NONE, || {
        error.map_or(payseal_str::NONE, |error| {
            payseal_str::view(error.text.get_or_init(|| error.error.to_string()).as_bytes())
        })
    })
}

/// The HTTP status of the last answer; 400 for input refused locally; 0 when there is none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_http_status(error: Option<&payseal_error>) -> u16 {
    read(error, 0, |error| error.status().unwrap_or(0))
}

/// The `details` of the partner's error, secrets redacted. A view into the error, NULL when there are none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_details(error: Option<&payseal_error>) -> *const payseal_json {
    read(error, std::ptr::null(), |error| payseal_json::view(error.details()))
}

/// What an earlier step of the same operation achieved (the transaction, when only the attach step failed), secrets redacted. A view into
/// the error, NULL when there is none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_completed(error: Option<&payseal_error>) -> *const payseal_json {
    read(error, std::ptr::null(), |error| payseal_json::view(error.completed()))
}

/// The beginning (at most 4 KiB) of an error answer that is not the partner's JSON. A view; `{NULL, 0}` when there is none or for NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_response_text(error: Option<&payseal_error>) -> payseal_str {
    text(error, Error::response_text)
}

/// Whether the same call, with the same idempotency key, can be made again now or after `payseal_error_retry_after_ms`. NULL: false.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_retryable(error: Option<&payseal_error>) -> bool {
    read(error, false, Error::is_retryable)
}

/// How many attempts were begun. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_attempts(error: Option<&payseal_error>) -> u32 {
    read(error, 0, Error::attempts)
}

/// The operation, e.g. `create_checkout_intent`. Static text; `{NULL, 0}` when the error is not a call's or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_operation(error: Option<&payseal_error>) -> payseal_str {
    text(error, |error| error.operation())
}

/// The key that every attempt carried: use it again when the outcome is unknown. A view; `{NULL, 0}` when there is none or for NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_idempotency_key(error: Option<&payseal_error>) -> payseal_str {
    text(error, Error::idempotency_key)
}

/// The partner's request id. A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_request_id(error: Option<&payseal_error>) -> payseal_str {
    text(error, Error::request_id)
}

/// How long the partner asks to wait before the next try. True: `*out` is written, in milliseconds. False: it asks for nothing, or an
/// argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_retry_after_ms(
    error: Option<&payseal_error>,
    out: Option<&mut MaybeUninit<u64>>,
) -> bool {
    put(out, || error?.error.retry_after_ms())
}

/// What the wire did when no answer came: `PAYSEAL_FAULT_…`; 0 when an answer came or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_fault(error: Option<&payseal_error>) -> i32 {
    read(error, 0, |error| error.fault().map_or(0, |fault| fault as i32))
}

/// Which environment answered, `production` or `sandbox` (Tybrite). A view; `{NULL, 0}` when the answer does not say or for NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_environment(error: Option<&payseal_error>) -> payseal_str {
    text(error, Error::environment)
}

/// How many requests the rate limit allows that the answer stated. True: `*out` is written. False: it states none, or an argument is NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_rate_limit(error: Option<&payseal_error>, out: Option<&mut MaybeUninit<i64>>) -> bool {
    put(out, || error?.error.rate_limit()?.limit)
}

/// How many requests are left of the rate limit. True: `*out` is written. False: the answer states none, or an argument is NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_rate_remaining(
    error: Option<&payseal_error>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    put(out, || error?.error.rate_limit()?.remaining)
}

/// When the rate limit ends. True: `*out` is written, in Unix seconds. False: the answer states none, or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_rate_reset_unix_s(
    error: Option<&payseal_error>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    put(out, || error?.error.rate_limit()?.reset_unix_s)
}

/// Which rate limit it is, e.g. `abuse`. A view; `{NULL, 0}` when the answer does not say or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_rate_scope(error: Option<&payseal_error>) -> payseal_str {
    text(error, |error| error.rate_limit()?.scope.as_deref())
}

/// How far the time of a webhook's signature is from yours, in seconds; `PAYSEAL_CODE_WEBHOOK_TOO_OLD` and `PAYSEAL_CODE_WEBHOOK_IN_FUTURE`
/// say in which direction. True: `*out` is written. False: another error, or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_error_skew_s(error: Option<&payseal_error>, out: Option<&mut MaybeUninit<u64>>) -> bool {
    put(out, || {
        let error = &error?.error;
        if !matches!(error.local_code()?, Code::WebhookTooOld | Code::WebhookInFuture) {
            return None;
        }
        u64::try_from(error.details()?.get("skew_s")?.as_i64()?).ok()
    })
}
