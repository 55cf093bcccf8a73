//! `payseal._payseal`, the private native module under the Python package `payseal`.
//!
//! It translates types and moves bytes: Python values become the canonical body ([`write`]), answers become objects
//! ([`read`]), errors become exceptions ([`guard`]). What to sign, whether to try again and what an answer means is the
//! core's. Users see the typed layer in `payseal/`, whose operations and models `cargo xtask gen` writes.
//!
//! Everything Python can call runs inside [`guard::guard`]: a panic is a `PaysealError`.

mod answer;
mod arguments;
mod call;
mod client;
mod dedupe;
mod explain;
mod guard;
mod headers;
mod intent;
mod key;
mod options;
mod pool;
mod progress;
mod read;
mod settings;
mod waker;
mod watch;
mod webhook;
mod write;

use payseal::Error;
use payseal::error::{Code, Kind, SECRET_MEMBERS};
use payseal::idempotency;
use pyo3::prelude::*;

use arguments::text;
use guard::{guard, raised};

/// The native half of the package.
#[pymodule(gil_used = false)]
mod _payseal {
    #[pymodule_export]
    use crate::{
        answer::{Answer, RateLimit},
        call::{Call, Request},
        client::{Client, SecondStep},
        dedupe::{Claim, MemoryDedupe},
        explain::{Explanation, Finding, NotTried, explain},
        intent::Intent,
        key::SigningKey,
        options::{CallOptions, Cancel},
        pool::Pool,
        watch::Attempt,
        webhook::{Delivery, Signed, Verified, WebhookVerifier, dedupe_key, parse_event, signed_delivery},
    };
    #[pymodule_export]
    use crate::{
        attach_key, checkout_key, checkout_key_for_method, error_of, error_table, forked, init_key, panics, random_key,
        redacted, verify_reference,
    };

    /// The version of the core.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}

/// Called in the child of a fork.
#[pyfunction]
fn forked() {
    client::forked();
}

/// The default key of `initialize_transaction`.
#[pyfunction]
fn init_key(reference: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(reference.py(), || Ok(idempotency::init(&text(reference, "reference")?)))
}

/// The default key of `attach_payment_intent`.
#[pyfunction]
fn attach_key(clive_tx_id: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(clive_tx_id.py(), || Ok(idempotency::attach(&text(clive_tx_id, "clive_tx_id")?)))
}

/// The default key of `create_checkout_intent`.
#[pyfunction]
fn checkout_key(reference: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(reference.py(), || Ok(idempotency::checkout(&text(reference, "reference")?)))
}

/// A key for each way to pay: the buyer may try several for one reference.
#[pyfunction]
fn checkout_key_for_method(
    reference: &Bound<'_, PyAny>,
    payment_type: &Bound<'_, PyAny>,
    country: &Bound<'_, PyAny>,
) -> PyResult<String> {
    guard(reference.py(), || {
        let (reference, payment_type) = (text(reference, "reference")?, text(payment_type, "payment_type")?);
        Ok(idempotency::checkout_for_method(&reference, &payment_type, &text(country, "country")?))
    })
}

/// `{prefix}-{unix ms}-{128 random bits in hex}`.
#[pyfunction]
fn random_key(prefix: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(prefix.py(), || Ok(payseal::driver::random_idempotency_key(&text(prefix, "prefix")?)?))
}

/// A copy of a JSON-able value in which members that hold secrets are `[REDACTED]`.
#[pyfunction]
fn redacted<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(value.py(), || {
        let mut tree = write::tree(value)?;
        payseal::json::redact(&mut tree, SECRET_MEMBERS);
        Ok(read::object(value.py(), &tree)?)
    })
}

/// The value that verifies a payment at its provider, of the answer that started it; `None` when the answer lacks it.
#[pyfunction]
fn verify_reference(answer: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    guard(answer.py(), || Ok(payseal::tybrite::verify_reference(&write::tree(answer)?).map(str::to_owned)))
}

/// An exception of the core's table.
#[pyfunction]
fn error_of<'py>(py: Python<'py>, code: &str, why: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    guard(py, || {
        let known = Code::ALL.iter().find(|known| known.as_str() == code);
        Ok(known.map(|known| raised(py, &Error::because(*known, why)).into_value(py).into_bound(py).into_any()))
    })
}

/// The error table: each kind's number and class, and each code's number, name and class. The tests hold the classes
/// against it.
#[pyfunction]
#[expect(clippy::type_complexity, reason = "two lists of rows")]
fn error_table() -> (Vec<(i32, &'static str)>, Vec<(i32, &'static str, &'static str)>) {
    let kinds = Kind::ALL.iter().map(|kind| (kind.number(), kind.class_name())).collect();
    let codes = Code::ALL.iter().map(|code| (code.number(), code.as_str(), code.kind().class_name())).collect();
    (kinds, codes)
}

/// Panics inside the guard, for its test.
#[pyfunction]
fn panics(py: Python<'_>) -> PyResult<()> {
    guard(py, || panic!("a test of the guard"))
}
