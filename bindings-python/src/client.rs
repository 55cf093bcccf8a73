//! The native half of a client: the driver of the core, with the interpreter released while it waits.
//!
//! A forked child gets connections of its own: what the parent has open belongs to the parent, and two processes writing
//! to one connection would mix their requests.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use payseal::driver::{AnyClient, RequestOptions, TlsRoots};
use payseal::error::Code;
use payseal::json::Value;
use payseal::operation::{Auth, Method, Operation};
use payseal::{Error, RawRequest, clive, partners, tybrite};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};
use pyo3::{PyTraverseError, PyVisit};

use crate::answer::Answer;
use crate::arguments::{count, optional, text};
use crate::guard::{Result, guard, invalid, raised};
use crate::intent::Intent;
use crate::options;
use crate::settings::Settings;
use crate::watch::{self, Signals, Watchers};
use crate::write;

/// How often this process is the child of a fork. `payseal/__init__.py` has it counted.
static GENERATION: AtomicU64 = AtomicU64::new(0);

/// Called in a child after a fork.
pub(crate) fn forked() {
    GENERATION.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn generation() -> u64 {
    GENERATION.load(Ordering::Relaxed)
}

/// The connections, and the process they belong to.
struct Slot {
    generation: u64,
    driver: Arc<AnyClient>,
}

/// A client of one partner.
#[pyclass(frozen, weakref, module = "payseal._payseal")]
pub(crate) struct Client {
    pub(crate) settings: Settings,
    /// Locked only while attached to the interpreter, so that no fork finds it locked.
    slot: Mutex<Slot>,
    hook: Mutex<Option<Py<PyAny>>>,
    closed: AtomicBool,
    pub(crate) started: Instant,
    pub(crate) clock_skew_s: AtomicI64,
}

/// No skew known yet.
const NO_SKEW: i64 = i64::MIN;

impl Client {
    /// The driver of this process.
    pub(crate) fn driver(&self) -> Result<Arc<AnyClient>> {
        if self.closed.load(Ordering::Relaxed) {
            return Err(Error::because(Code::CallMisuse, "this client is closed").into());
        }
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.generation != generation() {
            // The parent's connections are left alone: not even dropping them may write a byte.
            std::mem::forget(std::mem::replace(&mut slot.driver, Arc::new(self.settings.build()?)));
            slot.generation = generation();
        }
        Ok(Arc::clone(&slot.driver))
    }

    pub(crate) fn watchers(&self, py: Python<'_>) -> Result<Watchers> {
        let hook = self.hook.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|hook| hook.clone_ref(py));
        Ok(Watchers::new(py, hook)?)
    }

    pub(crate) fn operation(&self, index: usize) -> Result<&'static Operation> {
        let found = self.settings.partner.operations.get(index).copied();
        found.ok_or_else(|| Error::because(Code::CallMisuse, "there is no such operation").into())
    }

    /// The checked intent of an operation, from its fields in their order.
    pub(crate) fn checked(
        &self,
        driver: &AnyClient,
        operation: usize,
        values: &Bound<'_, PyTuple>,
        key: Option<&Bound<'_, PyAny>>,
    ) -> Result<payseal::Intent> {
        let operation = self.operation(operation)?;
        let key = idempotency_key(key)?;
        let (config, body) = (driver.config(), write::body(operation, values)?);
        Ok(match write::document(operation, values)? {
            Some(document) => payseal::Intent::with_document(config, operation, &body, document, key.as_deref())?,
            None => payseal::Intent::from_canonical(config, operation, body, key.as_deref())?,
        })
    }

    pub(crate) fn skew(&self) -> Option<i64> {
        Some(self.clock_skew_s.load(Ordering::Relaxed)).filter(|skew| *skew != NO_SKEW)
    }

    /// Runs `send` without the interpreter; Ctrl-C ends it.
    fn run<T: Send>(
        &self,
        py: Python<'_>,
        options: &[&Bound<'_, PyAny>],
        send: impl FnOnce(Vec<RequestOptions>) -> std::result::Result<T, Error> + Send,
    ) -> Result<T> {
        let signals = Arc::new(Signals::new());
        let mut requests = Vec::with_capacity(options.len());
        for given in options {
            let signals = Arc::clone(&signals);
            requests.push(options::request(given)?.should_stop(move || signals.want_stop()));
        }
        let watchers = self.watchers(py)?;
        let (result, interrupt) = py.detach(|| watch::during(watchers, None, || send(requests)));
        match (result, interrupt) {
            (Ok(value), None) => Ok(value),
            (Err(error), None) => Err(error.into()),
            // The program sees its own exception, and what became of the call as its cause.
            (result, Some(interrupt)) => {
                if let Err(error) = result {
                    interrupt.set_cause(py, Some(raised(py, &error)));
                }
                Err(interrupt.into())
            }
        }
    }
}

/// A caller's key; it may not hold a lone surrogate.
fn idempotency_key(given: Option<&Bound<'_, PyAny>>) -> Result<Option<String>> {
    optional(given, "idempotency_key", |given, name| {
        text(given, name).map_err(|_| {
            let why = format!("Expected a str without lone surrogates, received {}", crate::guard::type_of(given));
            Error::validation(&[(name, why)]).into()
        })
    })
}

#[pymethods]
impl Client {
    #[new]
    fn new(
        py: Python<'_>,
        partner: &str,
        from_env: bool,
        settings: &Bound<'_, PyDict>,
        hook: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guard(py, || {
            let partner = partners::by_name(partner).ok_or_else(|| invalid("partner", "is not known"))?;
            if let Some(hook) = hook.as_ref().filter(|hook| !hook.is_callable()) {
                let why = format_args!("must be callable, not {}", crate::guard::type_of(hook));
                return Err(invalid("on_attempt", why).into());
            }
            let settings = Settings::read(partner, from_env, settings)?;
            let driver = Arc::new(settings.build()?);
            Ok(Self {
                settings,
                slot: Mutex::new(Slot { generation: generation(), driver }),
                hook: Mutex::new(hook.map(Bound::unbind)),
                closed: AtomicBool::new(false),
                started: Instant::now(),
                clock_skew_s: AtomicI64::new(NO_SKEW),
            })
        })
    }

    /// Calls an operation by its place in the partner's table, with its fields in their order.
    fn call(
        &self,
        py: Python<'_>,
        operation: usize,
        values: &Bound<'_, PyTuple>,
        key: Option<&Bound<'_, PyAny>>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<Answer> {
        guard(py, || {
            let driver = self.driver()?;
            let intent = self.checked(&driver, operation, values, key)?;
            let answer = self.run(py, &[options], |options| driver.send_intent(intent, one(&options)))?;
            Ok(Answer(answer))
        })
    }

    /// The intent of an operation, checked and not sent.
    fn intent(
        &self,
        py: Python<'_>,
        operation: usize,
        values: &Bound<'_, PyTuple>,
        key: Option<&Bound<'_, PyAny>>,
        model: &Bound<'_, PyType>,
    ) -> PyResult<Intent> {
        guard(py, || {
            let driver = self.driver()?;
            // A key that is drawn is drawn now, so that it can be written down.
            let intent = driver.with_key_fixed(self.checked(&driver, operation, values, key)?)?;
            Ok(Intent { intent, model: model.clone().unbind() })
        })
    }

    /// The intent of an endpoint that has no description. `query` are pairs of text; `body` is any JSON-able value.
    #[expect(clippy::too_many_arguments, reason = "one for each part of a request; Python names them")]
    fn raw_intent(
        &self,
        py: Python<'_>,
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        auth: &Bound<'_, PyAny>,
        body: Option<&Bound<'_, PyAny>>,
        key: Option<&Bound<'_, PyAny>>,
        query: Vec<(Bound<'_, PyAny>, Bound<'_, PyAny>)>,
        model: &Bound<'_, PyType>,
    ) -> PyResult<Intent> {
        guard(py, || {
            let wrong = |field: &str, why: &str| Error::validation(&[(field, why.to_owned())]);
            let plain = |given: &Bound<'_, PyAny>, field: &str| {
                text(given, field).map_err(|_| wrong(field, "Expected text without lone surrogates"))
            };
            let method = Method::from_name(&plain(method, "method")?)
                .ok_or_else(|| wrong("method", "Expected GET, POST, PUT, PATCH or DELETE"))?;
            let auth = match plain(auth, "auth")?.as_str() {
                "none" => Auth::Public,
                "api_key" => Auth::ApiKey,
                "signed" => Auth::Signed,
                "bearer" => Auth::Bearer,
                _ => return Err(wrong("auth", "Expected none, api_key, signed or bearer").into()),
            };
            let path = plain(path, "path")?;
            let body = body.map(write::json).transpose()?;
            let key = idempotency_key(key)?;
            let mut pairs = Vec::with_capacity(query.len());
            for (name, value) in &query {
                pairs.push((plain(name, "query")?, plain(value, "query")?));
            }
            let query: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let request = RawRequest {
                method,
                path: &path,
                auth,
                body: body.as_deref(),
                idempotency_key: key.as_deref(),
                query: &query,
            };
            let intent = payseal::Intent::raw(self.driver()?.config(), &request)?;
            Ok(Intent { intent, model: model.clone().unbind() })
        })
    }

    /// Sends an intent.
    fn send(&self, py: Python<'_>, intent: &Bound<'_, Intent>, options: &Bound<'_, PyAny>) -> PyResult<Answer> {
        guard(py, || {
            let driver = self.driver()?;
            let intent = intent.get().intent.clone();
            let answer = self.run(py, &[options], |options| driver.send_intent(intent, one(&options)))?;
            Ok(Answer(answer))
        })
    }

    /// The two-step checkout of Clive.
    fn initialize_and_attach(
        &self,
        py: Python<'_>,
        intent: &Bound<'_, Intent>,
        payment_intent: &Bound<'_, PyAny>,
        attach_key: Option<&Bound<'_, PyAny>>,
        options: &Bound<'_, PyAny>,
        attach_options: &Bound<'_, PyAny>,
    ) -> PyResult<(Answer, Answer)> {
        guard(py, || {
            let driver = self.driver()?;
            let intent = intent.get().intent.clone();
            let (payment_intent, key) = two_step(payment_intent, attach_key)?;
            let (first, second): (payseal::Answer<Value>, payseal::Answer<Value>) =
                self.run(py, &[options, attach_options], |options| {
                    let (first, second) = (one(&options), second(&options, key));
                    driver.send_initialize_and_attach(intent, &payment_intent, first, &second)
                })?;
            Ok((Answer(first), Answer(second)))
        })
    }

    /// The second step of Clive's two-step checkout, for a host that sends both steps itself.
    fn second_step(
        &self,
        payment_intent: &Bound<'_, PyAny>,
        attach_key: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<SecondStep> {
        guard(payment_intent.py(), || {
            let (payment_intent, key) = two_step(payment_intent, attach_key)?;
            let step = clive::SecondStep::new(self.driver()?.config(), &payment_intent, key.as_deref())?;
            Ok(SecondStep(step))
        })
    }

    /// The value of `x-external-auth`: who the shopper is in the store's own system, for so many seconds from now on.
    fn external_auth(&self, external_id: &Bound<'_, PyAny>, seconds: &Bound<'_, PyAny>) -> PyResult<String> {
        guard(external_id.py(), || {
            let (external_id, seconds) = (text(external_id, "external_id")?, count::<u32>(seconds, "seconds")?);
            let driver = self.driver()?;
            let key = driver.config().credentials().signing_key();
            let key = key.ok_or_else(|| Error::because(Code::CredentialsMissing, "external_auth needs hmac_secret"))?;
            let iat = system_unix_s();
            Ok(tybrite::ExternalAuth { external_id, iat, exp: iat + i64::from(seconds) }.token(key)?)
        })
    }

    /// The base URL as it is joined with paths.
    #[getter]
    fn base_url(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || Ok(self.driver()?.config().base_url().as_str().to_owned()))
    }

    /// Milliseconds for opening a connection.
    #[getter]
    fn connect_timeout_ms(&self, py: Python<'_>) -> PyResult<u64> {
        guard(py, || Ok(self.driver()?.config().budgets().connect_timeout_ms))
    }

    /// Threads of an asynchronous client.
    #[getter]
    fn max_connections(&self) -> usize {
        self.settings.max_connections
    }

    /// Which certificate authorities are trusted: `platform`, `bundled`, `platform_and_extra` or `extra_only`.
    #[getter]
    fn tls_roots(&self, py: Python<'_>) -> PyResult<&'static str> {
        guard(py, || {
            Ok(match self.driver()?.tls_roots() {
                TlsRoots::Platform => "platform",
                TlsRoots::Bundled => "bundled",
                TlsRoots::PlatformAndExtra => "platform_and_extra",
                TlsRoots::ExtraOnly => "extra_only",
                _ => "other",
            })
        })
    }

    /// Refuses further calls; those that run go on.
    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// Whether `close` was called.
    #[getter]
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || Ok(format!("{:?}", self.driver()?)))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> std::result::Result<(), PyTraverseError> {
        match self.hook.try_lock() {
            Ok(hook) => visit.call(&*hook),
            Err(_) => Ok(()),
        }
    }

    fn __clear__(&self) {
        if let Ok(mut hook) = self.hook.try_lock() {
            *hook = None;
        }
    }
}

/// What follows the first step of Clive's two-step checkout.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct SecondStep(clive::SecondStep);

#[pymethods]
impl SecondStep {
    /// The second request, from the answer of the first.
    fn intent(
        &self,
        client: &Bound<'_, Client>,
        initialized: &Bound<'_, Answer>,
        model: &Bound<'_, PyType>,
    ) -> PyResult<Intent> {
        guard(client.py(), || {
            let intent = self.0.intent(client.get().driver()?.config(), &initialized.get().0)?;
            Ok(Intent { intent, model: model.clone().unbind() })
        })
    }
}

/// The system's clock.
pub(crate) fn system_unix_s() -> i64 {
    let unix_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(unix_s).unwrap_or(i64::MAX)
}

/// The arguments of the second step.
pub(crate) fn two_step(
    payment_intent: &Bound<'_, PyAny>,
    attach_key: Option<&Bound<'_, PyAny>>,
) -> Result<(String, Option<String>)> {
    let field = "stripe_payment_intent_id";
    let payment_intent = text(payment_intent, field).map_err(|_| {
        Error::validation(&[(field, format!("Expected string, received {}", crate::guard::type_of(payment_intent)))])
    })?;
    Ok((payment_intent, idempotency_key(attach_key)?))
}

/// The options of the first request.
pub(crate) fn one(options: &[RequestOptions]) -> &RequestOptions {
    static DEFAULT: std::sync::LazyLock<RequestOptions> = std::sync::LazyLock::new(RequestOptions::new);
    options.first().unwrap_or(&DEFAULT)
}

/// The options of the second request, with its key.
pub(crate) fn second(options: &[RequestOptions], key: Option<String>) -> RequestOptions {
    let options = options.get(1).cloned().unwrap_or_default();
    match key {
        Some(key) => options.idempotency_key(key),
        None => options,
    }
}
