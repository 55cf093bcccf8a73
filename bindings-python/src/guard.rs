//! The border: what goes wrong in the core becomes an exception of `payseal.errors`, and so does a panic.
//!
//! Every function that Python can call runs inside [`guard`]. PyO3 would make a `BaseException` of a panic, which passes
//! every `except Exception` of a program that must note what became of a payment.

use std::panic::{AssertUnwindSafe, catch_unwind};

use payseal::Error;
use payseal::error::Code;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::answer::RateLimit;
use crate::read;

/// What went wrong: in the core, or in Python code that was called.
pub(crate) enum Failure {
    Core(Error),
    Python(PyErr),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl From<payseal::Misuse> for Failure {
    fn from(misuse: payseal::Misuse) -> Self {
        Self::Core(misuse.into())
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// Runs the body of a function that Python calls.
pub(crate) fn guard<T>(py: Python<'_>, body: impl FnOnce() -> Result<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(Failure::Core(error))) => Err(raised(py, &error)),
        Ok(Err(Failure::Python(error))) => Err(error),
        Err(_) => Err(raised(py, &Error::new(Code::InternalPanic))),
    }
}

/// The exception of an error.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    match fields(py, error) {
        Ok(fields) => exception(py, error.kind().class_name(), &fields),
        Err(error) => error,
    }
}

/// The exception of this class with these fields.
pub(crate) fn exception(py: Python<'_>, class: &str, fields: &Bound<'_, PyDict>) -> PyErr {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let made = MAKE.import(py, "payseal.errors", "_from_core").and_then(|make| make.call1((class, fields)));
    match made {
        Ok(made) => PyErr::from_value(made),
        Err(error) => error,
    }
}

/// Everything an error says, by the names of the attributes. Secrets are out of it already.
pub(crate) fn fields<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyDict>> {
    let value = |value: Option<&payseal::json::Value>| value.map(|value| read::object(py, value)).transpose();
    let fields = PyDict::new(py);
    fields.set_item("text", error.to_string())?;
    fields.set_item("message", error.message())?;
    fields.set_item("number", error.number())?;
    fields.set_item("code", error.code())?;
    fields.set_item("status", error.status())?;
    fields.set_item("details", value(error.details())?)?;
    fields.set_item("response_text", error.response_text())?;
    fields.set_item("outcome", error.outcome().as_str())?;
    fields.set_item("retryable", error.is_retryable())?;
    fields.set_item("attempts", error.attempts())?;
    fields.set_item("operation", error.operation())?;
    fields.set_item("idempotency_key", error.idempotency_key())?;
    fields.set_item("request_id", error.request_id())?;
    fields.set_item("retry_after_ms", error.retry_after_ms())?;
    fields.set_item("fault", error.fault().map(|fault| fault.as_str()))?;
    fields.set_item("advice", error.advice())?;
    fields.set_item("completed", value(error.completed())?)?;
    fields.set_item("hint", error.hint())?;
    fields.set_item("environment", error.environment())?;
    fields.set_item("rate_limit", error.rate_limit().cloned().map(RateLimit))?;
    let skew_s = error.details().and_then(|details| details.get("skew_s")).and_then(payseal::json::Value::as_i64);
    fields.set_item("skew_s", skew_s)?;
    Ok(fields)
}

/// An argument that cannot be used.
pub(crate) fn invalid(name: &str, why: impl std::fmt::Display) -> Error {
    Error::because(Code::OptionInvalid, format_args!("{name} {why}"))
}

/// The name of a value's type: what an error may say of a value that may be a secret.
pub(crate) fn type_of(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string())
}
