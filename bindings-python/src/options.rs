//! What one call may set for itself, and how to end it from another thread.

use std::time::Duration;

use payseal::Secret;
use payseal::driver::RequestOptions;
use pyo3::prelude::*;

use crate::arguments::{count, optional, text};
use crate::guard::{Result, guard, invalid, type_of};

/// Ends calls from another thread: give it to `CallOptions` and call `cancel()`.
#[pyclass(frozen, module = "payseal._payseal")]
#[derive(Default)]
pub(crate) struct Cancel(pub(crate) payseal::driver::Cancel);

#[pymethods]
impl Cancel {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Ends every call that was given this handle, within 100 ms. The error's `outcome` says what may have happened.
    fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether `cancel()` was called.
    #[getter]
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }

    fn __repr__(&self) -> String {
        format!("Cancel(is_cancelled={})", if self.0.is_cancelled() { "True" } else { "False" })
    }
}

/// What one call sets for itself; what is left out is the client's.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct CallOptions {
    /// Milliseconds for one attempt.
    #[pyo3(get)]
    attempt_timeout_ms: Option<u64>,
    /// Milliseconds for the call with all attempts and waits; 0 = no limit.
    #[pyo3(get)]
    total_timeout_ms: Option<u64>,
    /// Further attempts after the first.
    #[pyo3(get)]
    max_retries: Option<u32>,
    /// Ends the call from another thread.
    #[pyo3(get)]
    cancel: Option<Py<Cancel>>,
    /// The header that names a shopper, and its value.
    identity: Option<(String, Secret)>,
}

#[pymethods]
impl CallOptions {
    #[new]
    #[pyo3(signature = (*, attempt_timeout_ms=None, total_timeout_ms=None, max_retries=None, cancel=None, identity=None))]
    fn new(
        py: Python<'_>,
        attempt_timeout_ms: Option<&Bound<'_, PyAny>>,
        total_timeout_ms: Option<&Bound<'_, PyAny>>,
        max_retries: Option<&Bound<'_, PyAny>>,
        cancel: Option<&Bound<'_, PyAny>>,
        identity: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guard(py, || {
            Ok(Self {
                attempt_timeout_ms: optional(attempt_timeout_ms, "attempt_timeout_ms", count)?,
                total_timeout_ms: optional(total_timeout_ms, "total_timeout_ms", count)?,
                max_retries: optional(max_retries, "max_retries", count)?,
                cancel: optional(cancel, "cancel", |given, name| {
                    let cancel = given.cast::<Cancel>().map(|cancel| cancel.clone().unbind());
                    Ok(cancel.map_err(|_| invalid(name, format_args!("must be a Cancel, not {}", type_of(given))))?)
                })?,
                identity: optional(identity, "identity", |given, name| {
                    let pair = given.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>();
                    let (header, value) =
                        pair.map_err(|_| invalid(name, "must be a tuple of a header's name and its value"))?;
                    Ok((text(&header, name)?, Secret::from(text(&value, name)?)))
                })?,
            })
        })
    }

    /// The name of the header that names a shopper; its value is not shown.
    #[getter]
    fn identity_header(&self) -> Option<&str> {
        self.identity.as_ref().map(|(header, _)| header.as_str())
    }

    fn __repr__(&self) -> String {
        let number = |number: Option<u64>| number.map_or("None".to_owned(), |number| number.to_string());
        format!(
            "CallOptions(attempt_timeout_ms={}, total_timeout_ms={}, max_retries={})",
            number(self.attempt_timeout_ms),
            number(self.total_timeout_ms),
            number(self.max_retries.map(u64::from)),
        )
    }
}

/// The options of a call, `None` for the client's own.
pub(crate) fn given<'a>(options: &'a Bound<'_, PyAny>) -> Result<Option<&'a CallOptions>> {
    if options.is_none() {
        return Ok(None);
    }
    match options.cast::<CallOptions>() {
        Ok(options) => Ok(Some(options.get())),
        Err(_) => Err(invalid("options", format_args!("must be a CallOptions, not {}", type_of(options))).into()),
    }
}

/// What the driver is told of the options of a call.
pub(crate) fn request(options: &Bound<'_, PyAny>) -> Result<RequestOptions> {
    Ok(given(options)?.map_or_else(RequestOptions::new, CallOptions::request))
}

impl CallOptions {
    /// For the driver.
    fn request(&self) -> RequestOptions {
        let mut to = RequestOptions::new();
        if let Some((header, value)) = &self.identity {
            to = to.identity(header.as_str(), value.clone());
        }
        if let Some(cancel) = &self.cancel {
            to = to.cancel(&cancel.get().0);
        }
        if let Some(ms) = self.attempt_timeout_ms {
            to = to.attempt_timeout(Duration::from_millis(ms));
        }
        if let Some(ms) = self.total_timeout_ms {
            to = to.total_timeout(Duration::from_millis(ms));
        }
        if let Some(retries) = self.max_retries {
            to = to.max_retries(retries);
        }
        to
    }

    /// The intent of a call whose bytes Python moves, with the shopper that these options name.
    pub(crate) fn identified(&self, intent: payseal::Intent, config: &payseal::Config) -> Result<payseal::Intent> {
        let Some((header, value)) = &self.identity else { return Ok(intent) };
        Ok(intent.with_identity(config, header, value.expose_str().unwrap_or_default())?)
    }

    /// For a call whose bytes Python moves.
    pub(crate) fn call(&self, clock_skew_s: Option<i64>) -> Result<payseal::CallOptions> {
        if self.cancel.is_some() {
            return Err(invalid("cancel", "is for clients that send themselves; cancel the task instead").into());
        }
        Ok(payseal::CallOptions {
            // As in the driver: below a millisecond is not "no limit".
            attempt_timeout_ms: self.attempt_timeout_ms.map(|ms| ms.max(1)),
            total_timeout_ms: self.total_timeout_ms,
            max_retries: self.max_retries,
            clock_skew_s,
        })
    }
}
