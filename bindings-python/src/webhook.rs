//! Webhooks, seen from Python: the verifier, what was seen before, and deliveries for tests. All of it is
//! [`payseal::webhook`]; here stands what Python calls a body, and the model that an event is read into.

use payseal::error::Code;
use payseal::json;
use payseal::webhook::{Event, Language, TestDelivery, WebhookError, WebhookPartner};
use payseal::{Error, Secret};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyString, PyType};

use crate::arguments::{Bytes, optional, raw_bytes, secret, text};
use crate::client::system_unix_s;
use crate::guard::{Failure, Result, guard, invalid, type_of};
use crate::{headers, read};

/// The partner that Python names.
pub(crate) fn partner(given: &Bound<'_, PyAny>) -> Result<WebhookPartner> {
    let unknown = || {
        let names: Vec<&str> = WebhookPartner::ALL.iter().map(|partner| partner.name()).collect();
        invalid("partner", format_args!("must be one of {}", names.join(", ")))
    };
    Ok(WebhookPartner::by_name(&text(given, "partner")?).ok_or_else(unknown)?)
}

/// One secret, or a list of them.
pub(crate) fn secrets(given: &Bound<'_, PyAny>, name: &str) -> Result<Vec<Secret>> {
    if given.is_instance_of::<PyString>() || raw_bytes(given)?.is_some() {
        return Ok(vec![secret(given, name)?]);
    }
    let wrong = || invalid(name, format_args!("must be a str, bytes or a list of them, not {}", type_of(given)));
    let mut found = Vec::new();
    for each in given.try_iter().map_err(|_| wrong())? {
        found.push(secret(&each?, name)?);
    }
    Ok(found)
}

/// A whole number that may be below zero.
pub(crate) fn unix_s(given: Option<&Bound<'_, PyAny>>, name: &str) -> Result<i64> {
    let given = optional(given, name, |given, name| {
        given.extract::<i64>().map_err(|_| invalid(name, "must be a whole number of Unix seconds").into())
    })?;
    Ok(given.unwrap_or_else(system_unix_s))
}

/// The raw bytes of a body. Anything else is told how its framework gives them.
pub(crate) fn raw_body<'a>(given: &'a Bound<'_, PyAny>) -> Result<Bytes<'a>> {
    if let Some(bytes) = raw_bytes(given)? {
        return Ok(bytes);
    }
    let (what, package) = described(given)?;
    Err(Error::from(WebhookError::wrong_body_type_of(what, Language::Python, &package)).into())
}

/// As in "the body is *a dict*", and the package that its type comes from.
fn described(given: &Bound<'_, PyAny>) -> Result<(String, String)> {
    let name = type_of(given);
    if given.is_none() {
        return Ok(("None".to_owned(), String::new()));
    }
    let what = match name.as_str() {
        "str" => "text that was decoded already (a str)".to_owned(),
        "coroutine" => "a coroutine that nobody has awaited".to_owned(),
        "method" | "function" | "builtin_function_or_method" => "a method that nobody has called".to_owned(),
        _ => format!("a {name}"),
    };
    if let Ok(dict) = given.cast::<PyDict>()
        && dict.contains("wsgi.input")?
    {
        return Ok(("the environ of a WSGI request".to_owned(), "wsgiref".to_owned()));
    }
    // A subclass of a framework's request is one too.
    let package = |class: &Bound<'_, PyAny>| -> Option<String> {
        let module: String = class.getattr("__module__").ok()?.extract().ok()?;
        module.split('.').next().map(str::to_owned)
    };
    let known = |package: &String| {
        payseal::webhook::RAW_BODY.iter().any(|framework| framework.packages.contains(&package.as_str()))
    };
    let from = given.get_type().mro().iter().filter_map(|class| package(&class)).find(known);
    Ok((what, from.unwrap_or_default()))
}

/// Verifies the deliveries of one endpoint. Make one and share it between threads; it shows no secret.
///
/// Args:
///     partner: `clive` or `tybrite`.
///     secrets: The endpoint's secret, or several while you rotate (up to 16); used as they are, never decoded.
///     tolerance_s: How far the signed time may be from yours, in seconds and in both directions: 1 to 345600 (300). Not for
///         Clive, whose signature carries no time.
#[pyclass(frozen, generic, module = "payseal._payseal")]
pub(crate) struct WebhookVerifier(payseal::webhook::WebhookVerifier);

#[pymethods]
impl WebhookVerifier {
    #[new]
    #[pyo3(signature = (partner, *, secrets, tolerance_s=None))]
    fn new(
        partner: &Bound<'_, PyAny>,
        secrets: &Bound<'_, PyAny>,
        tolerance_s: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guard(partner.py(), || {
            let mut builder = payseal::webhook::WebhookVerifier::builder(self::partner(partner)?);
            for secret in self::secrets(secrets, "secrets")? {
                builder = builder.secret(secret);
            }
            if let Some(seconds) = optional(tolerance_s, "tolerance_s", crate::arguments::count)? {
                builder = builder.tolerance_s(seconds);
            }
            Ok(Self(builder.build()?))
        })
    }

    /// The event of a delivery that is the partner's; anything else raises a `WebhookVerificationError`: answer 400.
    ///
    /// Args:
    ///     body: The raw bytes of the request. Flask: `request.get_data()`; Django: `request.body`; FastAPI: `await
    ///         request.body()`.
    ///     headers: All headers as they came: a mapping, pairs, or the `environ` of WSGI.
    ///     now_unix_s: Your clock, in Unix seconds; the system's when absent.
    #[pyo3(signature = (body, headers, *, now_unix_s=None))]
    fn verify(
        &self,
        py: Python<'_>,
        body: &Bound<'_, PyAny>,
        headers: &Bound<'_, PyAny>,
        now_unix_s: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Verified> {
        guard(py, || {
            let (body, headers) = (raw_body(body)?, signature_headers(headers)?);
            let verified = self.0.verify(body.bytes(), &headers, unix_s(now_unix_s, "now_unix_s")?);
            let verified = verified.map_err(Error::from)?;
            Ok(Verified {
                event: event(py, self.0.partner(), body.bytes())?,
                secret_index: verified.secret_index,
                timestamp: verified.timestamp,
                dedupe_key: verified.event.dedupe_key().to_owned(),
            })
        })
    }

    /// The same without reading the event, for endpoints that only store the bytes. Read them later with `parse_event`.
    #[pyo3(signature = (body, headers, *, now_unix_s=None))]
    fn verify_signature(
        &self,
        body: &Bound<'_, PyAny>,
        headers: &Bound<'_, PyAny>,
        now_unix_s: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Signed> {
        guard(body.py(), || {
            let (body, headers) = (raw_body(body)?, signature_headers(headers)?);
            let signed = self.0.verify_signature(body.bytes(), &headers, unix_s(now_unix_s, "now_unix_s")?);
            let payseal::webhook::Signed { secret_index, timestamp } = signed.map_err(Error::from)?;
            Ok(Signed { secret_index, timestamp })
        })
    }

    /// Whose deliveries these are.
    #[getter]
    fn partner(&self) -> &'static str {
        self.0.partner().name()
    }

    /// How far the signed time may be from yours, in seconds and in both directions.
    #[getter]
    fn tolerance_s(&self) -> u64 {
        self.0.tolerance_s()
    }

    fn __repr__(&self) -> String {
        format!("<WebhookVerifier of {}>", self.0.partner().title())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("WebhookVerifier cannot be pickled or copied: it holds secrets"))
    }
}

/// The signature headers of any partner: who sends what is the core's to say.
fn signature_headers(given: &Bound<'_, PyAny>) -> Result<Vec<(String, Vec<u8>)>> {
    headers::pairs(given, |name| WebhookPartner::ALL.iter().any(|partner| partner.header().eq_ignore_ascii_case(name)))
}

/// The model of an event.
fn event(py: Python<'_>, partner: WebhookPartner, body: &[u8]) -> Result<Py<PyAny>> {
    static CLIVE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static TYBRITE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (cell, name) = match partner {
        WebhookPartner::Clive => (&CLIVE, "CliveEvent"),
        _ => (&TYBRITE, "TybriteEvent"),
    };
    let model = cell.import(py, "payseal.models.events", name)?;
    // The core has read it before.
    let value = json::parse(body).map_err(|error| Error::from(WebhookError::NotJson(error)))?;
    Ok(model.call_method1("_read", (read::object(py, &value)?,))?.unbind())
}

/// A delivery that is the partner's.
#[pyclass(frozen, generic, module = "payseal._payseal")]
pub(crate) struct Verified {
    /// What it says.
    #[pyo3(get)]
    event: Py<PyAny>,
    /// Which of the secrets it was signed with, from 0. When it is never the old one any more, the rotation is over.
    #[pyo3(get)]
    secret_index: usize,
    /// When it was signed, in Unix seconds; `None` for Clive, whose signature carries no time.
    #[pyo3(get)]
    timestamp: Option<i64>,
    /// The same for every delivery of this event, and another for any other.
    #[pyo3(get)]
    dedupe_key: String,
}

#[pymethods]
impl Verified {
    fn __repr__(&self) -> String {
        format!("<Verified {}>", self.dedupe_key)
    }
}

/// A right signature.
#[pyclass(frozen, get_all, module = "payseal._payseal")]
pub(crate) struct Signed {
    /// Which of the secrets it was made with, from 0.
    secret_index: usize,
    /// When it was made, in Unix seconds; `None` for Clive.
    timestamp: Option<i64>,
}

#[pymethods]
impl Signed {
    fn __repr__(&self) -> String {
        let time = self.timestamp.map_or_else(|| "None".to_owned(), |time| time.to_string());
        format!("Signed(secret_index={}, timestamp={time})", self.secret_index)
    }
}

/// The event of a body that was verified before, for example one out of a queue. Says nothing about who sent it.
#[pyfunction]
#[pyo3(signature = (partner, body, /))]
pub(crate) fn parse_event(py: Python<'_>, partner: &Bound<'_, PyAny>, body: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    guard(py, || {
        let (partner, body) = (self::partner(partner)?, raw_body(body)?);
        Event::parse(partner, body.bytes()).map_err(Error::from)?;
        event(py, partner, body.bytes())
    })
}

/// The dedupe key of a body that was verified before.
#[pyfunction]
#[pyo3(signature = (partner, body, /))]
pub(crate) fn dedupe_key(partner: &Bound<'_, PyAny>, body: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(body.py(), || {
        let event = Event::parse(self::partner(partner)?, raw_body(body)?.bytes()).map_err(Error::from)?;
        Ok(event.dedupe_key().to_owned())
    })
}

/// What a partner would send.
#[pyclass(frozen, get_all, module = "payseal._payseal")]
pub(crate) struct Delivery {
    /// Names in lower case, and values.
    headers: Py<PyDict>,
    /// The exact bytes.
    body: Py<PyBytes>,
}

/// A signed delivery for your own tests: the partner's documented payload of this `type`, or a `body` of your own.
///
/// Args:
///     partner: `clive` or `tybrite`.
///     secret: The secret to sign with.
///     type: The event, e.g. `transaction_refunded` or `payment.succeeded`; by default the one that says the money came.
///     body: The exact bytes, instead of the documented payload.
///     timestamp: When it is signed, in Unix seconds; now when absent. Clive's signature carries none.
#[pyfunction]
#[pyo3(signature = (partner, secret, *, r#type=None, body=None, timestamp=None))]
pub(crate) fn signed_delivery(
    py: Python<'_>,
    partner: &Bound<'_, PyAny>,
    secret: &Bound<'_, PyAny>,
    r#type: Option<&Bound<'_, PyAny>>,
    body: Option<&Bound<'_, PyAny>>,
    timestamp: Option<&Bound<'_, PyAny>>,
) -> PyResult<Delivery> {
    guard(py, || {
        let (partner, secret) = (self::partner(partner)?, self::secret(secret, "secret")?);
        let unix_s = unix_s(timestamp, "timestamp")?;
        let kind = optional(r#type, "type", text)?;
        let made = match optional(body, "body", |given, _| raw_body(given))? {
            Some(body) => TestDelivery::signed(partner, secret.expose(), body.bytes().to_vec(), unix_s),
            None => TestDelivery::documented(partner, secret.expose(), kind.as_deref(), unix_s),
        };
        let made = made.map_err(|_| Failure::Core(Error::new(Code::HmacSecretMissing)))?;
        let headers = PyDict::new(py);
        for (name, value) in made.headers() {
            headers.set_item(name.to_ascii_lowercase(), value)?;
        }
        Ok(Delivery { headers: headers.unbind(), body: PyBytes::new(py, made.body()).unbind() })
    })
}
