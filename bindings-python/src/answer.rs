//! A success, as the Python layer wraps it into a model.

use payseal::json::Value;
use payseal::tybrite;
use pyo3::prelude::*;

use crate::guard::guard;
use crate::read;

/// What the partner answered, and how it was reached.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct Answer(pub(crate) payseal::Answer<Value>);

#[pymethods]
impl Answer {
    /// What `json.loads` makes of the body.
    fn data<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || Ok(read::object(py, &self.0.data)?))
    }

    /// The five things to persist about a checkout.
    fn record<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || Ok(read::object(py, &self.0.record().to_value())?))
    }

    /// The HTTP status.
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
    }

    /// Whether the partner says that this is the stored answer of an earlier request with the same key.
    #[getter]
    fn replayed(&self) -> bool {
        self.0.replayed()
    }

    /// How many attempts were made.
    #[getter]
    fn attempts(&self) -> u32 {
        self.0.attempts()
    }

    /// The key that every attempt carried.
    #[getter]
    fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key()
    }

    /// The partner's request id, if it named one.
    #[getter]
    fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// Which environment answered (Tybrite: `production` or `sandbox`).
    #[getter]
    fn environment(&self) -> Option<&str> {
        self.0.environment()
    }

    /// The rate limit that the answer stated.
    #[getter]
    fn rate_limit(&self) -> Option<RateLimit> {
        self.0.rate_limit().cloned().map(RateLimit)
    }

    /// The signature that the answer carried; nothing checks it.
    #[getter]
    fn signature(&self) -> Option<&str> {
        self.0.meta().signature()
    }

    /// The cursor of the page after this one, `None` at the end of the list.
    fn next_cursor(&self, py: Python<'_>, cursor: Option<&str>) -> PyResult<Option<String>> {
        guard(py, || Ok(tybrite::go_on(&self.0.data, cursor)?.map(str::to_owned)))
    }

    fn __repr__(&self) -> String {
        // The core's: it shows no body.
        format!("{:?}", self.0)
    }
}

/// A rate limit as the partner states it; each part is `None` where it does not.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct RateLimit(pub(crate) payseal::RateLimit);

#[pymethods]
impl RateLimit {
    /// How many requests it allows.
    #[getter]
    fn limit(&self) -> Option<i64> {
        self.0.limit
    }

    /// How many of them are left.
    #[getter]
    fn remaining(&self) -> Option<i64> {
        self.0.remaining
    }

    /// When it ends, in Unix seconds.
    #[getter]
    fn reset_unix_s(&self) -> Option<i64> {
        self.0.reset_unix_s
    }

    /// Which limit it is, e.g. `abuse`.
    #[getter]
    fn scope(&self) -> Option<&str> {
        self.0.scope.as_deref()
    }

    fn __repr__(&self) -> String {
        let number = |number: Option<i64>| number.map_or_else(|| "None".to_owned(), |number| number.to_string());
        let (limit, remaining, reset) = (number(self.0.limit), number(self.0.remaining), number(self.0.reset_unix_s));
        let scope = self.0.scope.as_ref().map_or_else(|| "None".to_owned(), |scope| format!("{scope:?}"));
        format!("RateLimit(limit={limit}, remaining={remaining}, reset_unix_s={reset}, scope={scope})")
    }
}
