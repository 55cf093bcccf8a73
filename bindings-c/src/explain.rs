//! "Signature invalid, why?": the explainer of the core. A developer's tool, never to be exposed to callers.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use payseal::Secret;
use payseal::explain::{Explainer, Explanation, Subject, Verdict};
use payseal::json::Value;

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, headers, invalid, payseal_json, payseal_str};

/// The signature is right as it is.
pub const PAYSEAL_VERDICT_RIGHT: i32 = 1;
/// Known mistakes reproduce it: see the findings.
pub const PAYSEAL_VERDICT_MISTAKEN: i32 = 2;
/// None of the known mistakes does.
pub const PAYSEAL_VERDICT_UNEXPLAINED: i32 = 3;
/// There is no signature that could be explained.
pub const PAYSEAL_VERDICT_NO_SIGNATURE: i32 = 4;

/// What is known about a signature that does not fit: the subject and the secrets. One thread sets it; afterwards it may be shared. Free it
/// with `payseal_explainer_free`.
///
/// For a developer at a desk. Never expose it to callers: whoever may ask it as often as they like learns which of their guesses about your
/// secret are right. It shows neither a secret nor the signature that was expected.
pub struct payseal_explainer(Option<Explainer>);

/// What the explainer found. It never changes and may be shared between threads. Free it with `payseal_explanation_free`.
pub struct payseal_explanation {
    explanation: Explanation,
    /// Both made when they are asked for.
    text: OnceLock<String>,
    json: OnceLock<Value>,
}

/// Starts an explainer for what was signed: a `PAYSEAL_EXPLAIN_…`.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explainer_new(
    subject: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_explainer>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let name = subject.text("subject")?;
        let subject = Subject::by_name(name).ok_or_else(|| invalid("subject", &format!("{name:?} is not known")))?;
        hand_out(out, payseal_explainer(Some(Explainer::new(subject))));
        Ok(())
    })
}

/// Wipes and frees an explainer. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explainer_free(explainer: Option<Box<payseal_explainer>>) {
    guard_or((), || drop(explainer));
}

fn set(
    explainer: Option<&mut payseal_explainer>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
    secret: payseal_str,
    add: impl FnOnce(Explainer, Secret) -> Explainer,
) -> i32 {
    guard(err, || {
        let explainer = given(explainer, "explainer")?;
        let secret = Secret::from(secret.bytes("secret")?.to_vec());
        explainer.0 = explainer.0.take().map(|explainer| add(explainer, secret));
        Ok(())
    })
}

/// Adds a secret that should fit; again for each further one of a rotation.
///
/// Copied, and wiped with the explainer. `explainer` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explainer_add_secret(
    explainer: Option<&mut payseal_explainer>,
    secret: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(explainer, err, secret, Explainer::secret)
}

/// Adds the secret that was replaced.
///
/// As `payseal_explainer_add_secret`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explainer_add_old_secret(
    explainer: Option<&mut payseal_explainer>,
    secret: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(explainer, err, secret, Explainer::old_secret)
}

/// Adds the secret of the other environment: live when the right one is for tests, and the reverse.
///
/// As `payseal_explainer_add_secret`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explainer_add_other_environment_secret(
    explainer: Option<&mut payseal_explainer>,
    secret: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(explainer, err, secret, Explainer::other_environment_secret)
}

/// Adds the API key, which is often taken for the secret.
///
/// As `payseal_explainer_add_secret`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explainer_add_api_key(
    explainer: Option<&mut payseal_explainer>,
    key: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(explainer, err, key, Explainer::api_key)
}

/// Your clock. Without it nothing is said about old and future timestamps.
///
/// `explainer` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explainer_set_now_unix_s(
    explainer: Option<&mut payseal_explainer>,
    now_unix_s: i64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(explainer, err, payseal_str::NONE, |explainer, _| explainer.now_unix_s(now_unix_s))
}

/// Tries every known mistake, alone and in pairs, with the body and the headers as they arrived (or as you were about to send them): two
/// arrays of `header_count`. Takes some ten milliseconds for a body of 4 KiB.
///
/// `explainer` and `out` must not be NULL. You own `*out`. Thread-safe once nobody sets anything. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explain(
    explainer: Option<&payseal_explainer>,
    body: payseal_str,
    header_names: *const payseal_str,
    header_values: *const payseal_str,
    header_count: usize,
    out: Option<&mut MaybeUninit<*mut payseal_explanation>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let explainer = given(given(explainer, "explainer")?.0.as_ref(), "explainer")?;
        let headers = headers(header_names, header_values, header_count)?;
        let explanation = explainer.explain(body.bytes("body")?, &headers);
        hand_out(out, payseal_explanation { explanation, text: OnceLock::new(), json: OnceLock::new() });
        Ok(())
    })
}

/// Frees an explanation. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explanation_free(explanation: Option<Box<payseal_explanation>>) {
    guard_or((), || drop(explanation));
}

/// What became of the search: `PAYSEAL_VERDICT_…`. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explanation_verdict(explanation: Option<&payseal_explanation>) -> i32 {
    guard_or(0, || match explanation.map(|explanation| explanation.explanation.verdict) {
        None => 0,
        Some(Verdict::Right) => PAYSEAL_VERDICT_RIGHT,
        Some(Verdict::Mistaken) => PAYSEAL_VERDICT_MISTAKEN,
        Some(Verdict::Unexplained) => PAYSEAL_VERDICT_UNEXPLAINED,
        Some(Verdict::NoSignature) => PAYSEAL_VERDICT_NO_SIGNATURE,
    })
}

/// The report for people: the likeliest first, a sentence of cause and one of fix each, several lines. A view; `{NULL, 0}` for NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explanation_text(explanation: Option<&payseal_explanation>) -> payseal_str {
    guard_or(payseal_str::NONE, || {
        explanation.map_or(payseal_str::NONE, |explanation| {
            payseal_str::view(explanation.text.get_or_init(|| explanation.explanation.to_string()).as_bytes())
        })
    })
}

/// The report for machines: `verdict`, `findings` (each with `ids`, `cause`, `fix`, `secret_index`), `mistakes_tried`,
/// `combinations_tried`, `not_tried`; as JSON text with `payseal_json_get_raw`. A view into the explanation, NULL for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_explanation_json(explanation: Option<&payseal_explanation>) -> *const payseal_json {
    guard_or(std::ptr::null(), || {
        payseal_json::view(
            explanation.map(|explanation| explanation.json.get_or_init(|| explanation.explanation.to_value())),
        )
    })
}
