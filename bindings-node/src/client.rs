//! One client: its configuration, its live calls, and the few things JavaScript asks of them.
//!
//! Every decision is the core's [`Call`]; this file hands inputs in and packs what comes out. One client belongs to one
//! JavaScript thread, so cells are enough.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use payseal::error::Code;
use payseal::operation::MetaHeaders;
use payseal::operation::{Auth, Method, Operation};
use payseal::tybrite::ExternalAuth;
use payseal::{Body, Call, CallOptions, Config, Error, Fault, Intent, Now, RawRequest, SigningKey, Step};

use crate::calls::Calls;
use crate::entropy;
use crate::wire::{self, Packed};

/// What JavaScript does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The call succeeded and is gone.
    Ok,
    /// The call failed: take its error.
    Failed,
    /// Wait so many milliseconds, then resume.
    Wait(u64),
}

impl Next {
    /// As one number: 0 ok, -1 failed, otherwise the wait plus one.
    #[expect(clippy::cast_precision_loss, reason = "waits are at most a minute")]
    pub(crate) fn code(self) -> f64 {
        match self {
            Self::Ok => 0.0,
            Self::Failed => -1.0,
            Self::Wait(ms) => (ms + 1) as f64,
        }
    }
}

/// What few calls have besides the fields.
#[derive(Default)]
pub(crate) struct Extras {
    /// The bytes of a document that is the body.
    pub document: Option<Vec<u8>>,
    /// The header that names a shopper, and its value.
    pub identity: Option<(String, String)>,
}

/// The native half of a client.
pub(crate) struct Client {
    config: Arc<Config>,
    operations: &'static [&'static Operation],
    /// Whether the partner's answers tell something beside their bodies: then a success is kept until it was asked for.
    tells: bool,
    claims: Option<SigningKey>,
    calls: RefCell<Calls>,
    clock_skew_s: Cell<Option<i64>>,
    last_report: RefCell<String>,
    reporting: Cell<bool>,
}

impl Client {
    /// `claims` signs what a shopper claims to be, at partners that take it.
    pub(crate) fn new(config: Config, claims: Option<SigningKey>) -> Self {
        Self {
            operations: config.partner().operations,
            tells: config.partner().meta != MetaHeaders::NONE,
            claims,
            config: Arc::new(config),
            calls: RefCell::new(Calls::default()),
            clock_skew_s: Cell::new(None),
            last_report: RefCell::new(String::new()),
            reporting: Cell::new(false),
        }
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Whether [`Self::last_report`] is kept: only while somebody watches.
    pub(crate) fn set_reporting(&self, on: bool) {
        self.reporting.set(on);
    }

    pub(crate) fn live(&self) -> usize {
        self.calls.borrow().len()
    }

    pub(crate) fn last_report(&self) -> String {
        self.last_report.borrow().clone()
    }

    /// A call of a described operation, from the text that `JSON.stringify` wrote.
    pub(crate) fn start(
        &self,
        operation: usize,
        body: Vec<u8>,
        key: Option<&str>,
        extras: Extras,
        options: CallOptions,
        now: Now,
    ) -> Packed {
        let intent = match extras.document {
            None => self.intent(operation, body, key),
            Some(document) => self
                .operation(operation)
                .and_then(|operation| Intent::with_document(&self.config, operation, &body, Body::from(document), key)),
        };
        let intent = intent.and_then(|intent| match &extras.identity {
            None => Ok(intent),
            Some((header, value)) => intent.with_identity(&self.config, header, value),
        });
        intent.and_then(|intent| self.begin(intent, options, now)).unwrap_or_else(|error| Packed::error(&error))
    }

    /// The value of the header that says who the shopper is.
    pub(crate) fn external_auth(&self, claim: &ExternalAuth) -> Result<String, Error> {
        let missing = || Error::because(Code::CredentialsMissing, "external_auth needs hmac_secret");
        claim.token(self.claims.as_ref().ok_or_else(missing)?)
    }

    /// The refusal that [`Self::start`] would give, without starting.
    pub(crate) fn check(&self, operation: usize, body: Vec<u8>, key: Option<&str>) -> Result<(), Error> {
        self.intent(operation, body, key).map(drop)
    }

    /// What to persist about a checkout, as JSON: before it is sent, or with the partner's answer.
    pub(crate) fn record(
        &self,
        operation: usize,
        body: Vec<u8>,
        key: Option<&str>,
        answer: Option<&[u8]>,
    ) -> Result<String, Error> {
        let intent = self.intent(operation, body, key)?;
        let record = answer.map_or_else(|| intent.record(), |answer| intent.record_with(answer));
        Ok(record.to_value().to_string())
    }

    /// A call of an endpoint that has no description.
    pub(crate) fn start_raw(&self, request: &RawRequest<'_>, options: CallOptions, now: Now) -> Packed {
        let intent = Intent::raw(&self.config, request);
        intent.and_then(|intent| self.begin(intent, options, now)).unwrap_or_else(|error| Packed::error(&error))
    }

    fn intent(&self, operation: usize, body: Vec<u8>, key: Option<&str>) -> Result<Intent, Error> {
        Intent::from_canonical(&self.config, self.operation(operation)?, body, key)
    }

    fn operation(&self, index: usize) -> Result<&'static Operation, Error> {
        self.operations.get(index).copied().ok_or_else(|| Error::new(Code::CallMisuse))
    }

    fn begin(&self, intent: Intent, mut options: CallOptions, now: Now) -> Result<Packed, Error> {
        options.clock_skew_s = self.clock_skew_s.get();
        let entropy = entropy::take()?;
        let mut call = Box::new(Call::new(Arc::clone(&self.config), intent, options, now, entropy)?);
        call.judge_only();
        let mut calls = self.calls.borrow_mut();
        let full = || Error::because(Code::CallMisuse, "a million calls of this client are under way");
        let handle = calls.insert(call).ok_or_else(full)?;
        self.pack(&mut calls, handle).ok_or_else(|| Error::new(Code::CallMisuse))
    }

    fn pack(&self, calls: &mut Calls, handle: u32) -> Option<Packed> {
        let base = self.config.base_url().as_str().len();
        wire::attempt(calls.get(handle)?, handle, base, self.config.partner().fresh_headers)
    }

    /// An answer came.
    pub(crate) fn respond(
        &self,
        handle: u32,
        status: u16,
        headers: &str,
        body: Option<Vec<u8>>,
        now: Now,
    ) -> Result<Next, Error> {
        let mut list: Vec<(&str, &[u8])> = Vec::new();
        let mut lines = headers.split_terminator('\n');
        while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
            list.push((name, value.as_bytes()));
        }
        self.input(handle, |call| Ok(call.on_response(status, &list, body, now)?))
    }

    /// No answer came.
    pub(crate) fn fault(&self, handle: u32, fault: Fault, now: Now) -> Result<Next, Error> {
        self.input(handle, |call| Ok(call.on_transport_error(fault, now)?))
    }

    /// The caller ends the call. `unsent`: nothing of the attempt that runs has left this machine.
    pub(crate) fn cancel(&self, handle: u32, unsent: bool, now: Now) -> Result<Next, Error> {
        self.input(handle, |call| {
            if unsent {
                call.cancel_unsent(now);
            } else {
                call.cancel(now);
            }
            Ok(())
        })
    }

    fn input(&self, handle: u32, give: impl FnOnce(&mut Call) -> Result<(), Error>) -> Result<Next, Error> {
        let mut calls = self.calls.borrow_mut();
        let call = calls.get(handle).ok_or_else(|| Error::because(Code::CallMisuse, "this call is over"))?;
        give(call)?;
        let next = match call.step() {
            Step::Wait { delay_ms } => Next::Wait(delay_ms),
            Step::Done(done) => {
                self.clock_skew_s.set(done.clock_skew_s);
                if done.result.is_ok() { Next::Ok } else { Next::Failed }
            }
            Step::Send { .. } => return Err(Error::new(Code::CallMisuse)),
        };
        if self.reporting.get()
            && let Some(report) = call.last_report()
        {
            let retry_in_ms = if let Next::Wait(ms) = next { Some(ms) } else { None };
            *self.last_report.borrow_mut() = wire::report(&report, retry_in_ms);
        }
        if next == Next::Ok && !self.tells {
            calls.remove(handle);
        }
        Ok(next)
    }

    /// The wait is over: the next attempt, or how much longer to wait, or the end.
    pub(crate) fn resume(&self, handle: u32, now: Now) -> Result<Result<Packed, Next>, Error> {
        let mut calls = self.calls.borrow_mut();
        let call = calls.get(handle).ok_or_else(|| Error::because(Code::CallMisuse, "this call is over"))?;
        call.on_waited(now)?;
        match call.step() {
            Step::Wait { delay_ms } => Ok(Err(Next::Wait(delay_ms))),
            Step::Done(_) => Ok(Err(Next::Failed)),
            Step::Send { .. } => self.pack(&mut calls, handle).map(Ok).ok_or_else(|| Error::new(Code::CallMisuse)),
        }
    }

    /// All headers of the attempt that is about to be sent.
    pub(crate) fn headers(&self, handle: u32) -> Option<String> {
        wire::headers(self.calls.borrow_mut().get(handle)?)
    }

    /// The JSON text that the attempt is about to send.
    pub(crate) fn body(&self, handle: u32) -> Option<String> {
        match self.calls.borrow_mut().get(handle)?.step() {
            Step::Send { request, .. } => String::from_utf8(request.body.as_deref()?.to_vec()).ok(),
            Step::Wait { .. } | Step::Done(_) => None,
        }
    }

    /// What the success tells beside its body, as JSON; the call is gone.
    pub(crate) fn take_answer(&self, handle: u32) -> Option<String> {
        let answer = self.calls.borrow_mut().remove(handle)?.into_done().ok()?.result.ok()?;
        Some(wire::answer_json(&answer))
    }

    /// How the call failed; the call is gone.
    pub(crate) fn take_error(&self, handle: u32) -> Option<Error> {
        self.calls.borrow_mut().remove(handle)?.into_done().ok()?.result.err()
    }

    /// Drops the call, whatever its state. A handle that is used up is fine.
    pub(crate) fn free(&self, handle: u32) {
        self.calls.borrow_mut().remove(handle);
    }
}

/// The auth class of this name, as `rawRequest` takes it.
pub(crate) fn auth_of(name: &str) -> Option<Auth> {
    match name {
        "none" => Some(Auth::Public),
        "apiKey" => Some(Auth::ApiKey),
        "signed" => Some(Auth::Signed),
        "bearer" => Some(Auth::Bearer),
        _ => None,
    }
}

/// The method of this name.
pub(crate) fn method_of(name: &str) -> Option<Method> {
    Method::from_name(name)
}
