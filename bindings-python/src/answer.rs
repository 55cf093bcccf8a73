//! A success, as the Python layer wraps it into a model.

use payseal::json::Value;
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

    fn __repr__(&self) -> String {
        // The core's: it shows no body.
        format!("{:?}", self.0)
    }
}
