//! Answers: what a partner answered with success, and how it was reached.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::Answer;

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, payseal_bytes, payseal_json, payseal_str};

/// A success. It never changes and may be shared between threads. Its body may hold secrets of the buyer's checkout: do not log it.
pub struct payseal_answer(pub(crate) Answer);

/// Frees an answer. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_free(answer: Option<Box<payseal_answer>>) {
    guard_or((), || drop(answer));
}

fn read<T: Copy>(answer: Option<&payseal_answer>, otherwise: T, get: impl FnOnce(&Answer) -> T) -> T {
    guard_or(otherwise, || answer.map_or(otherwise, |answer| get(&answer.0)))
}

/// The HTTP status. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_http_status(answer: Option<&payseal_answer>) -> u16 {
    read(answer, 0, |answer| answer.status())
}

/// The body as it came. A view; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_body(answer: Option<&payseal_answer>) -> payseal_str {
    read(answer, payseal_str::NONE, |answer| payseal_str::view(answer.body()))
}

/// The body as JSON, for `payseal_json_get_…`. A view into the answer, NULL for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_json(answer: Option<&payseal_answer>) -> *const payseal_json {
    read(answer, std::ptr::null(), |answer| payseal_json::view(Some(&answer.data)))
}

/// Whether the partner says that this is the stored answer of an earlier request with the same key. NULL: false. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_replayed(answer: Option<&payseal_answer>) -> bool {
    read(answer, false, |answer| answer.replayed())
}

/// How many attempts were made. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_attempts(answer: Option<&payseal_answer>) -> u32 {
    read(answer, 0, |answer| answer.attempts())
}

/// The key that every attempt carried. A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_idempotency_key(answer: Option<&payseal_answer>) -> payseal_str {
    read(answer, payseal_str::NONE, |answer| payseal_str::maybe(answer.idempotency_key()))
}

/// The partner's request id. A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_request_id(answer: Option<&payseal_answer>) -> payseal_str {
    read(answer, payseal_str::NONE, |answer| payseal_str::maybe(answer.request_id()))
}

/// What to write down about the checkout, as a JSON object: reference, key, descriptor, transaction, PaymentIntent. It holds no secret.
///
/// `answer` and `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_record(
    answer: Option<&payseal_answer>,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let record = given(answer, "answer")?.0.record().to_value().to_string();
        out.write(payseal_bytes::own(record.into_bytes()));
        Ok(())
    })
}
