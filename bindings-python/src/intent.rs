//! What is going to be sent, fixed: to be written down before the first send.

use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::guard::guard;
use crate::read;

/// An operation with its exact body and its idempotency key, checked and not sent. Made by `client.intents`; sent by
/// `client.send`, as often as you like: the partner sees the same bytes under the same key.
#[pyclass(frozen, generic, module = "payseal._payseal")]
pub(crate) struct Intent {
    pub(crate) intent: payseal::Intent,
    pub(crate) model: Py<PyType>,
}

#[pymethods]
impl Intent {
    /// The operation's name.
    #[getter]
    fn operation(&self) -> &'static str {
        self.intent.operation()
    }

    /// The idempotency key; `None` when the operation has none, or draws one when it is sent.
    #[getter]
    fn idempotency_key(&self) -> Option<&str> {
        self.intent.idempotency_key()
    }

    /// The model of the answer.
    #[getter]
    fn model(&self, py: Python<'_>) -> Py<PyType> {
        self.model.clone_ref(py)
    }

    /// The five things to persist about a checkout, as far as they are known before it is sent.
    fn record<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || Ok(read::object(py, &self.intent.record().to_value())?))
    }

    fn __repr__(&self) -> String {
        // The core's: it shows no body.
        format!("{:?}", self.intent)
    }
}
