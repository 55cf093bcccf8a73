//! One call whose bytes Python moves (aiohttp, httpx): the core's `Call`, with the clock and the entropy of this process.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use payseal::error::Code;
use payseal::{Done, Error, Fault, Now, Step};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::answer::Answer;
use crate::arguments::text;
use crate::client::{Client, system_unix_s};
use crate::guard::{Result, guard, invalid};
use crate::intent::Intent;
use crate::options;
use crate::watch::Attempt;

/// What comes next in words that Python matches.
type Next<'py> = (&'static str, Option<Bound<'py, Request>>, u64);

/// One attempt, ready to be sent. Holds credentials: for the transport only.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct Request {
    /// The method.
    #[pyo3(get)]
    method: &'static str,
    /// The URL, percent-encoded.
    #[pyo3(get)]
    url: String,
    /// Names and values; values are the bytes of the wire.
    #[pyo3(get)]
    headers: Py<PyList>,
    /// The exact bytes that are signed.
    #[pyo3(get)]
    body: Option<Py<PyBytes>>,
}

impl Request {
    fn new(py: Python<'_>, request: &payseal::HttpRequest) -> PyResult<Self> {
        let headers = PyList::empty(py);
        for (name, value) in request.headers.iter() {
            headers.append((name, PyBytes::new(py, value)))?;
        }
        Ok(Self {
            method: request.method.as_str(),
            url: request.url.clone(),
            headers: headers.unbind(),
            body: request.body.as_ref().map(|body| PyBytes::new(py, body).unbind()),
        })
    }
}

#[pymethods]
impl Request {
    fn __repr__(&self) -> String {
        format!("<Request {} {}>", self.method, self.url)
    }
}

/// The core's call.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct Call {
    call: Mutex<payseal::Call>,
    client: Py<Client>,
    /// Gives the time instead of the system: `(mono_ms, unix_s)`.
    clock: Option<Py<PyAny>>,
}

fn now(client: &Client, clock: Option<&Bound<'_, PyAny>>) -> Result<Now> {
    if let Some(clock) = clock {
        let (mono_ms, unix_s) = clock.call0()?.extract()?;
        return Ok(Now { mono_ms, unix_s });
    }
    let mono_ms = u64::try_from(client.started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Now { mono_ms, unix_s: system_unix_s() })
}

impl Call {
    fn with<T>(&self, py: Python<'_>, work: impl FnOnce(&mut payseal::Call, Now) -> Result<T>) -> Result<T> {
        let now = now(self.client.get(), self.clock.as_ref().map(|clock| clock.bind(py)))?;
        work(&mut self.call.lock().unwrap_or_else(PoisonError::into_inner), now)
    }

    /// Tells the watchers, if there are any: nobody pays for an event that nobody sees.
    fn tell(&self, py: Python<'_>, event: impl FnOnce(&payseal::Call) -> Option<Attempt>) -> Result<()> {
        let watchers = self.client.get().watchers(py)?;
        if !watchers.any() {
            return Ok(());
        }
        // Nothing is locked while Python code runs.
        let event = event(&self.call.lock().unwrap_or_else(PoisonError::into_inner));
        let interrupt = event.and_then(|event| watchers.tell(py, &event));
        interrupt.map_or(Ok(()), |interrupt| Err(interrupt.into()))
    }

    /// Gives an input, and tells the watchers how the attempt ended.
    fn input(&self, py: Python<'_>, give: impl FnOnce(&mut payseal::Call, Now) -> Result<()>) -> Result<()> {
        let retry_in_ms = self.with(py, |call, now| {
            give(call, now)?;
            match call.step() {
                Step::Wait { delay_ms } => return Ok(Some(delay_ms)),
                Step::Done(Done { clock_skew_s: Some(skew), .. }) => {
                    self.client.get().clock_skew_s.store(*skew, Ordering::Relaxed);
                }
                Step::Send { .. } | Step::Done(_) => {}
            }
            Ok(None)
        })?;
        self.tell_ended(py, retry_in_ms)
    }

    fn tell_ended(&self, py: Python<'_>, retry_in_ms: Option<u64>) -> Result<()> {
        self.tell(py, |call| {
            let report = call.last_report()?;
            Some(Attempt::ended(call.operation(), call.idempotency_key(), &report, retry_in_ms))
        })
    }
}

#[pymethods]
impl Call {
    /// `clock` and `entropy` are the system's, unless a test gives its own.
    #[new]
    #[pyo3(signature = (client, intent, options, *, clock=None, entropy=None))]
    fn new(
        client: &Bound<'_, Client>,
        intent: &Bound<'_, Intent>,
        options: &Bound<'_, PyAny>,
        clock: Option<Bound<'_, PyAny>>,
        entropy: Option<[u8; 32]>,
    ) -> PyResult<Self> {
        guard(client.py(), || {
            let own = client.get();
            let config = Arc::clone(own.driver()?.config());
            let entropy = match entropy {
                Some(entropy) => entropy,
                None => {
                    let mut drawn = [0; 32];
                    getrandom::fill(&mut drawn).map_err(|why| Error::because(Code::EntropyUnavailable, why))?;
                    drawn
                }
            };
            let mut intent = intent.get().intent.clone();
            let given = match options::given(options)? {
                Some(given) => {
                    intent = given.identified(intent, &config)?;
                    given.call(own.skew())?
                }
                None => payseal::CallOptions { clock_skew_s: own.skew(), ..payseal::CallOptions::default() },
            };
            let call = payseal::Call::new(config, intent, given, now(own, clock.as_ref())?, entropy)?;
            Ok(Self { call: Mutex::new(call), client: client.clone().unbind(), clock: clock.map(Bound::unbind) })
        })
    }

    /// What comes next: `("send", request, attempt_timeout_ms)`, `("wait", None, delay_ms)` or `("done", None, 0)`.
    fn step<'py>(&self, py: Python<'py>) -> PyResult<Next<'py>> {
        guard(py, || {
            enum Ready {
                Send(Request, u64),
                Wait(u64),
                Done,
            }
            let ready = self.with(py, |call, _| {
                Ok(match call.step() {
                    Step::Send { request, attempt_timeout_ms } => {
                        Ready::Send(Request::new(py, request)?, attempt_timeout_ms)
                    }
                    Step::Wait { delay_ms } => Ready::Wait(delay_ms),
                    Step::Done(_) => Ready::Done,
                })
            })?;
            match ready {
                Ready::Send(request, ms) => {
                    self.tell(py, |call| {
                        Some(Attempt::started(call.operation(), call.attempt(), call.idempotency_key()))
                    })?;
                    Ok(("send", Some(Bound::new(py, request)?), ms))
                }
                Ready::Wait(ms) => Ok(("wait", None, ms)),
                Ready::Done => Ok(("done", None, 0)),
            }
        })
    }

    /// An answer came. `body` is `None` when it could not be read to its end.
    fn on_response(
        &self,
        py: Python<'_>,
        status: u16,
        headers: Vec<(Bound<'_, PyAny>, Vec<u8>)>,
        body: Option<Vec<u8>>,
    ) -> PyResult<()> {
        guard(py, || {
            // A name that is no text is none that the core reads.
            let names: Vec<String> = headers.iter().map(|(name, _)| text(name, "header").unwrap_or_default()).collect();
            let headers: Vec<(&str, &[u8])> =
                names.iter().zip(&headers).map(|(name, (_, value))| (name.as_str(), value.as_slice())).collect();
            self.input(py, |call, now| Ok(call.on_response(status, &headers, body, now)?))
        })
    }

    /// No answer came; the fault by its name.
    fn on_fault(&self, py: Python<'_>, fault: &str) -> PyResult<()> {
        guard(py, || {
            let fault = Fault::from_name(fault).ok_or_else(|| invalid("fault", "is not in the table"))?;
            self.input(py, |call, now| Ok(call.on_transport_error(fault, now)?))
        })
    }

    /// The wait is over; too early, the call goes on waiting.
    fn on_waited(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, || self.with(py, |call, now| Ok(call.on_waited(now)?)))
    }

    /// Ends the call. `unsent`: nothing of the attempt that runs has left this machine.
    #[pyo3(signature = (*, unsent=false))]
    fn cancel(&self, py: Python<'_>, unsent: bool) -> PyResult<()> {
        guard(py, || {
            let attempt = |call: &payseal::Call| call.last_report().map(|report| report.attempt);
            let has_ended_one = self.with(py, |call, now| {
                let before = attempt(call);
                if unsent {
                    call.cancel_unsent(now);
                } else {
                    call.cancel(now);
                }
                Ok(attempt(call) != before)
            })?;
            if has_ended_one { self.tell_ended(py, None) } else { Ok(()) }
        })
    }

    /// The answer; raises what went wrong.
    fn result(&self, py: Python<'_>) -> PyResult<Answer> {
        guard(py, || {
            self.with(py, |call, _| match call.step() {
                Step::Done(done) => Ok(Answer(done.result.clone()?)),
                _ => Err(Error::because(Code::CallMisuse, "the call is not over").into()),
            })
        })
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || self.with(py, |call, _| Ok(format!("<Call {} {:?}>", call.operation(), call.state()))))
    }
}
