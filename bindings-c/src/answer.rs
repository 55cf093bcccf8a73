//! Answers: what a partner answered with success, and how it was reached.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::Answer;
use payseal::json::{Object, Value};
use payseal::tybrite::{ResponseVerifier, SignatureEncoding, go_on, verify_reference};

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, payseal_bytes, payseal_json, payseal_str, put};
use crate::key::payseal_key;

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

fn text(answer: Option<&payseal_answer>, get: impl FnOnce(&Answer) -> Option<&str>) -> payseal_str {
    read(answer, payseal_str::NONE, |answer| payseal_str::maybe(get(answer)))
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
    text(answer, Answer::idempotency_key)
}

/// The partner's request id. A view; `{NULL, 0}` when there is none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_request_id(answer: Option<&payseal_answer>) -> payseal_str {
    text(answer, Answer::request_id)
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

/// Which environment answered, `production` or `sandbox` (Tybrite). A view; `{NULL, 0}` when the answer does not say or for NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_environment(answer: Option<&payseal_answer>) -> payseal_str {
    text(answer, Answer::environment)
}

/// How many requests the rate limit allows that the answer stated. True: `*out` is written. False: it states none, or an argument is NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_rate_limit(
    answer: Option<&payseal_answer>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    put(out, || answer?.0.rate_limit()?.limit)
}

/// How many requests are left of the rate limit. True: `*out` is written. False: the answer states none, or an argument is NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_rate_remaining(
    answer: Option<&payseal_answer>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    put(out, || answer?.0.rate_limit()?.remaining)
}

/// When the rate limit ends. True: `*out` is written, in Unix seconds. False: the answer states none, or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_rate_reset_unix_s(
    answer: Option<&payseal_answer>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    put(out, || answer?.0.rate_limit()?.reset_unix_s)
}

/// Which rate limit it is. A view; `{NULL, 0}` when the answer does not say or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_rate_scope(answer: Option<&payseal_answer>) -> payseal_str {
    text(answer, |answer| answer.rate_limit()?.scope.as_deref())
}

/// The signature that the answer carries (a store can switch it on for Tybrite's `orders.get`). A view; `{NULL, 0}` when there is none or
/// for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_signature(answer: Option<&payseal_answer>) -> payseal_str {
    text(answer, |answer| answer.meta().signature())
}

/// Whether the answer's signature was made over its bytes with `key`, compared in constant time. True means: it fits. Nobody checks it
/// unless you do. Which secret signs (the API key or the HMAC secret) and how the text is written (`encoding`, a `PAYSEAL_SIGNATURE_…`) is
/// what the store's dashboard says.
///
/// NULL, a missing signature and an unknown encoding are false. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_verify_signature(
    answer: Option<&payseal_answer>,
    key: Option<&payseal_key>,
    encoding: i32,
) -> bool {
    guard_or(false, || {
        let encoding = SignatureEncoding::ALL.into_iter().find(|known| *known as i32 == encoding);
        let (Some(answer), Some(key), Some(encoding)) = (answer, key, encoding) else { return false };
        ResponseVerifier::with_key(key.0.clone(), encoding).verify_answer(&answer.0).is_ok()
    })
}

/// The `reference` that verifies a payment at its provider, from the answer of Tybrite's `payments.initialize`: Stripe's session, PayPal's
/// order, M-Pesa's prompt, and otherwise the reference. A view; `{NULL, 0}` when the answer lacks it or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_verify_reference(answer: Option<&payseal_answer>) -> payseal_str {
    text(answer, |answer| verify_reference(&answer.data))
}

/// The input of `payments.verify` for a payment, from the answer of `payments.initialize`, as JSON text for `payseal_client_call`. True:
/// `*out` is written and you own it (`payseal_bytes_free`). False: the answer lacks provider or reference, or an argument is NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_verify_input(
    answer: Option<&payseal_answer>,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
) -> bool {
    put(out, || {
        let data = &answer?.0.data;
        let (provider, reference) = (data.get("provider")?.as_str()?, verify_reference(data)?);
        let input = Value::Object(Object::from([("provider", provider), ("reference", reference)]));
        Some(payseal_bytes::own(input.to_string().into_bytes()))
    })
}

/// Where a list goes on: `*next` is the `cursor` to ask for the next page with, a view into `answer`; `{NULL, 0}` after the last page,
/// or when the answer is no list. `cursor` is the one that this page was asked for with, empty for the first.
///
/// Nothing may be NULL. Thread-safe. Errors: `PAYSEAL_CODE_ANSWER_INCOMPLETE` when the page points to itself: the list would never end.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_answer_next_page(
    answer: Option<&payseal_answer>,
    cursor: payseal_str,
    next: Option<&mut MaybeUninit<payseal_str>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let next = given(next, "next")?;
        let answer = &given(answer, "answer")?.0;
        next.write(payseal_str::maybe(go_on(&answer.data, cursor.optional("cursor")?)?));
        Ok(())
    })
}
