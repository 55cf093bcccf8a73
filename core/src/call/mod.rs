//! One call: sign, send, wait, sign again, and say at the end what is known about the money.
//!
//! ```text
//!   new(intent, now, entropy)                                on_response: 2xx, or a final answer
//!   ---------------------------> SENDING  ---------------------------------------> DONE  ok | refused | unknown
//!   (input checked, key fixed,    |     ^   on_transport_error, budget spent, cancel
//!    attempt signed on entering)  |     | ---------------------------------------> DONE  not_sent | unknown
//!              retryable          |     |  on_waited(now): sign again, same key and body
//!                                 +-> WAITING
//! ```
//!
//! The machine is sans-IO: the host moves bytes, reads the clock and sleeps; every decision is made here. All
//! transitions stand in one `match`, in `Call::advance`. An input that the state does not take is a [`Misuse`], and
//! changes nothing.
//!
//! ```
//! use std::sync::Arc;
//! use payseal::{Call, CallOptions, Config, Intent, Now, Outcome, Step, clive};
//!
//! let config = Arc::new(Config::builder(&clive::PARTNER)
//!     .base_url("https://api.example.com/api/v1").api_key("cp_test").hmac_secret("test_hmac_secret").build()?);
//! let request = clive::AttachPaymentIntent {
//!     clive_tx_id: "CLVTX_1739378102312_420".into(),
//!     stripe_payment_intent_id: "pi_3QxYFh2eZvKYlo2CxA8Nt42p".into(),
//! };
//! let intent = Intent::new(&config, &request, None)?;
//! let mut now = Now { mono_ms: 0, unix_s: 1_771_526_500 };
//! let mut call = Call::new(config, intent, CallOptions::default(), now, [7; 32])?;
//!
//! // SENDING: the request is signed and ready.
//! let Step::Send { request, .. } = call.step() else { panic!() };
//! assert_eq!(request.url, "https://api.example.com/api/v1/transactions/attach-intent");
//! assert_eq!(request.headers.get("x-clive-hmac").unwrap(),
//!     b"85c99f99834a6f368acd16aacef59815d37b08b8f17e4f7ed971304277844743");
//!
//! // The partner is overloaded: WAITING, at least as long as it asks for.
//! call.on_response(503, &[("retry-after", b"2")], Some(Vec::new()), now)?;
//! let Step::Wait { delay_ms } = call.step() else { panic!() };
//! assert!(delay_ms >= 2_000);
//!
//! // Signed again with the same key and body.
//! now.mono_ms += delay_ms;
//! call.on_waited(now)?;
//! let Step::Send { request, .. } = call.step() else { panic!() };
//! assert_eq!(request.headers.get("idempotency-key").unwrap(), b"attach-CLVTX_1739378102312_420");
//!
//! // DONE.
//! call.on_response(200, &[], Some(br#"{"status":"pending"}"#.to_vec()), now)?;
//! let Step::Done(done) = call.step() else { panic!() };
//! assert_eq!(done.outcome(), Outcome::Ok);
//! # Ok::<(), payseal::Error>(())
//! ```

mod judge;
mod types;

use std::borrow::Cow;
use std::sync::Arc;

use crate::answer::Answer;
use crate::config::{Config, Private};
use crate::error::{Code, Error};
use crate::headers::Headers;
use crate::http::{HttpRequest, ResponseHeaders};
use crate::intent::{Intent, expand};
use crate::json::Value;
use crate::meta::Meta;
use crate::operation::{AnswerShape, Attempt, Replay};
use crate::outcome::{Fault, Outcome};
use crate::retry::{self, Budgets};
use crate::secret::Secret;

pub use types::{AttemptReport, CallOptions, Done, Misuse, Now, StateName, Step};

#[derive(Debug)]
enum State {
    Sending,
    Waiting { until_ms: u64, delay_ms: u64 },
    Done(Box<Done>),
}

enum Input<'a> {
    Response {
        status: u16,
        headers: ResponseHeaders<'a>,
        body: Option<Vec<u8>>,
    },
    Fault(Fault),
    Waited,
    /// With what the attempt that runs now, if any, leaves known.
    Cancel {
        running: Outcome,
    },
}

impl Input<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::Response { .. } => "on_response",
            Self::Fault(_) => "on_transport_error",
            Self::Waited => "on_waited",
            Self::Cancel { .. } => "cancel",
        }
    }
}

/// One intent on its way. Single-threaded; make one per request.
pub struct Call {
    config: Arc<Config>,
    budgets: Budgets,
    operation: &'static str,
    auth: crate::operation::Auth,
    replay: Replay,
    answer: AnswerShape,
    key: Option<String>,
    content_type: Cow<'static, str>,
    identity: Option<(&'static str, Secret)>,
    request: HttpRequest,
    entropy: [u8; 32],
    started_ms: u64,
    attempt_started_ms: u64,
    attempts: u32,
    /// Whether the host has seen the attempt that is signed now: what nobody has seen cannot have been sent.
    handed_out: bool,
    /// The greatest outcome of any attempt so far.
    known: Outcome,
    /// The outcome of the last attempt alone.
    known_last: Outcome,
    clock_skew_s: Option<i64>,
    /// The correction that the attempt was signed with.
    signed_skew_s: i64,
    re_signed: bool,
    /// Whether the host reads the data of a success itself.
    judge_only: bool,
    last_error: Option<Error>,
    last_report: Option<AttemptReport>,
    state: State,
}

impl Call {
    /// Fixes the key, signs the first attempt and is `SENDING`. `entropy` must be fresh random bytes: jitter and random
    /// keys are drawn from it.
    ///
    /// # Errors
    /// `CREDENTIALS_MISSING` or `API_KEY_CLASS` when the client was not given what the endpoint needs.
    pub fn new(
        config: Arc<Config>,
        intent: Intent,
        options: CallOptions,
        now: Now,
        entropy: [u8; 32],
    ) -> Result<Self, Error> {
        if let Some(name) = config.credentials().missing_for(intent.auth) {
            return Err(Error::because(Code::CredentialsMissing, format_args!("{} needs {name}", intent.operation)));
        }
        if let Some(problem) = config.key_problem(intent.key_class) {
            return Err(Error::because(Code::ApiKeyClass, format_args!("{}: {problem}", intent.operation)));
        }
        let key = intent.key.fix(now.unix_s, &entropy);
        let defaults = config.budgets();
        let mut call = Self {
            budgets: Budgets {
                connect_timeout_ms: defaults.connect_timeout_ms,
                attempt_timeout_ms: options.attempt_timeout_ms.unwrap_or(defaults.attempt_timeout_ms).max(1),
                total_timeout_ms: options.total_timeout_ms.unwrap_or(defaults.total_timeout_ms),
                max_retries: options.max_retries.unwrap_or(defaults.max_retries),
            },
            operation: intent.operation,
            auth: intent.auth,
            replay: intent.replay,
            answer: intent.answer,
            key,
            content_type: intent.content_type,
            identity: intent.identity,
            request: HttpRequest {
                method: intent.method,
                url: config.base_url().join(&intent.path),
                headers: Headers::with_capacity(256),
                body: intent.body,
            },
            entropy,
            started_ms: now.mono_ms,
            attempt_started_ms: now.mono_ms,
            attempts: 0,
            handed_out: false,
            known: Outcome::NotSent,
            known_last: Outcome::NotSent,
            clock_skew_s: options.clock_skew_s,
            signed_skew_s: 0,
            re_signed: false,
            judge_only: false,
            last_error: None,
            last_report: None,
            state: State::Sending,
            config,
        };
        call.begin_attempt(now);
        Ok(call)
    }

    /// The host reads the data of a success itself (Node has V8's `JSON.parse`): the call then only judges whether it can
    /// be read, and [`Answer::data`] is null, its body empty.
    pub fn judge_only(&mut self) {
        self.judge_only = true;
    }

    /// What the host does next. Asking again gives the same step.
    pub fn step(&mut self) -> Step<'_> {
        match &self.state {
            State::Sending => {
                self.handed_out = true;
                Step::Send { request: &self.request, attempt_timeout_ms: self.attempt_timeout_ms() }
            }
            State::Waiting { delay_ms, .. } => Step::Wait { delay_ms: *delay_ms },
            State::Done(done) => Step::Done(done),
        }
    }

    /// An answer came. `body` is `None` when the head arrived, but the body could not be read to its end.
    ///
    /// # Errors
    /// [`Misuse`] unless the call is `SENDING`.
    pub fn on_response(
        &mut self,
        status: u16,
        headers: ResponseHeaders<'_>,
        body: Option<Vec<u8>>,
        now: Now,
    ) -> Result<(), Misuse> {
        self.advance(Input::Response { status, headers, body }, now)
    }

    /// No answer came.
    ///
    /// # Errors
    /// [`Misuse`] unless the call is `SENDING`.
    pub fn on_transport_error(&mut self, fault: Fault, now: Now) -> Result<(), Misuse> {
        self.advance(Input::Fault(fault), now)
    }

    /// The wait is over. Too early, the call goes on waiting for what is left.
    ///
    /// # Errors
    /// [`Misuse`] unless the call is `WAITING`.
    pub fn on_waited(&mut self, now: Now) -> Result<(), Misuse> {
        self.advance(Input::Waited, now)
    }

    /// Ends the call. An attempt that was handed out counts as "may have been sent". After the end it does nothing,
    /// because a cancellation races with the answer by nature.
    pub fn cancel(&mut self, now: Now) {
        // The match below takes Cancel in every state.
        let _ = self.advance(Input::Cancel { running: Outcome::Unknown }, now);
    }

    /// Ends the call when the host knows that nothing of the attempt it was handed has left this machine.
    pub fn cancel_unsent(&mut self, now: Now) {
        let _ = self.advance(Input::Cancel { running: Outcome::NotSent }, now);
    }

    /// Every transition there is.
    fn advance(&mut self, input: Input<'_>, now: Now) -> Result<(), Misuse> {
        match (&self.state, input) {
            (State::Sending, Input::Response { status, headers, body }) => self.answered(status, headers, body, now),
            (State::Sending, Input::Fault(fault)) => self.failed(fault, now),
            (State::Sending, Input::Cancel { running }) => self.cancelled(running, now),
            (State::Waiting { until_ms, delay_ms }, Input::Waited) => match until_ms.saturating_sub(now.mono_ms) {
                0 => self.waited(now),
                // A clock that went back must not make the wait longer than it was said to be, nor more waits than one.
                left => {
                    let delay_ms = left.min(*delay_ms);
                    self.state = State::Waiting { until_ms: now.mono_ms.saturating_add(delay_ms), delay_ms };
                }
            },
            (State::Waiting { .. }, Input::Cancel { .. }) => self.cancelled(Outcome::NotSent, now),
            (State::Done(_), Input::Cancel { .. }) => {}
            (
                State::Sending | State::Waiting { .. } | State::Done(_),
                input @ (Input::Response { .. } | Input::Fault(_) | Input::Waited),
            ) => return Err(Misuse { state: self.state(), input: input.name() }),
        }
        Ok(())
    }

    /// The state the call is in.
    #[must_use]
    pub fn state(&self) -> StateName {
        match self.state {
            State::Sending => StateName::Sending,
            State::Waiting { .. } => StateName::Waiting,
            State::Done(_) => StateName::Done,
        }
    }

    /// The attempt that is signed now, or the last one; from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempts
    }

    /// The operation's name.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The key that every attempt carries.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// How long the host may take to open a connection, in milliseconds.
    #[must_use]
    pub fn connect_timeout_ms(&self) -> u64 {
        self.budgets.connect_timeout_ms
    }

    /// How the last attempt ended, if one has.
    #[must_use]
    pub fn last_report(&self) -> Option<AttemptReport> {
        self.last_report
    }

    /// How the call ended, if it has; the call is used up.
    ///
    /// # Errors
    /// The call itself, while it is not over.
    pub fn into_done(self) -> Result<Done, Box<Call>> {
        match self.state {
            State::Done(done) => Ok(*done),
            _ => Err(Box::new(self)),
        }
    }

    // ---- SENDING -------------------------------------------------------------------------------------------------

    /// Signs the next attempt: the same body and key, a fresh signature.
    fn begin_attempt(&mut self, now: Now) {
        self.attempts += 1;
        self.attempt_started_ms = now.mono_ms;
        self.handed_out = false;
        self.signed_skew_s = judge::correction(self.clock_skew_s);
        self.request.headers.clear();
        (self.config.partner().authorize)(
            &Attempt {
                auth: self.auth,
                credentials: self.config.credentials(),
                body: self.request.body.as_deref(),
                content_type: &self.content_type,
                key: self.key.as_deref(),
                unix_s: now.unix_s.saturating_add(self.signed_skew_s),
            },
            &mut self.request.headers,
        );
        if let Some((name, value)) = &self.identity {
            self.request.headers.push_bytes(name, value.expose());
        }
        self.state = State::Sending;
    }

    fn answered(&mut self, status: u16, headers: ResponseHeaders<'_>, body: Option<Vec<u8>>, now: Now) {
        if let Some(skew) = judge::clock_skew_s(headers, now.unix_s) {
            self.clock_skew_s = Some(skew);
        }
        // After an attempt that may have been served, a refusal proves nothing about that one, whatever its body says.
        let is_result = self.known != Outcome::Unknown && judge::is_result(self.answer, status, body.as_deref());
        let outcome = if is_result { Outcome::Ok } else { retry::outcome_of_status(status, self.request.method) };
        match (outcome, body) {
            // The head said yes, but the body broke off: the answer is lost, so it is a fault of the wire.
            (Outcome::Ok, None) => self.failed_with(Fault::Truncated, Some((status, headers)), now),
            (Outcome::Ok, Some(body)) => match judge::read_success(&body, self.answer, self.judge_only) {
                Ok(value) => {
                    let replayed = judge::is_replay(&self.config, self.answer, status, &value)
                        || (self.judge_only && judge::says_replay(&self.config, &body));
                    let body = if self.judge_only { Vec::new() } else { body };
                    self.succeeded(status, headers, body, value, replayed, now);
                }
                Err(code) => {
                    let mut error = Error::new(code);
                    error.set_status(status);
                    error.set_request_id(judge::request_id(&self.private(), headers));
                    error.set_meta(self.meta(headers));
                    self.end_attempt(Some(status), None, Outcome::Unknown, now);
                    self.finish(error, true);
                }
            },
            (outcome, body) => {
                let private = &self.private();
                let sent = judge::Sent { operation: self.operation, body: self.request.body.as_deref(), private };
                let refusal = judge::read_refusal(&self.config, sent, status, headers, body.as_deref(), now.unix_s);
                self.end_attempt(Some(status), None, outcome, now);
                let stale = self.is_stale_signature(refusal.error.code());
                let worth_it = stale || (retry::is_retryable_status(status) && !refusal.is_final);
                if stale {
                    self.re_signed = true;
                }
                self.retry_or_finish(refusal.error, worth_it, refusal.wait_ms, now);
            }
        }
    }

    fn succeeded(
        &mut self,
        status: u16,
        headers: ResponseHeaders<'_>,
        body: Vec<u8>,
        value: Value,
        replayed: bool,
        now: Now,
    ) {
        self.end_attempt(Some(status), None, Outcome::Ok, now);
        let answer = Answer {
            replayed,
            data: judge::in_envelope(self.answer, value),
            meta: self.meta(headers),
            status,
            body,
            attempts: self.attempts,
            idempotency_key: self.key.clone(),
            request_id: judge::request_id(&self.private(), headers),
            request_body: self.request.body.take(),
        };
        self.done(Ok(answer));
    }

    fn failed(&mut self, fault: Fault, now: Now) {
        self.failed_with(fault, None, now);
    }

    fn failed_with(&mut self, fault: Fault, head: Option<(u16, ResponseHeaders<'_>)>, now: Now) {
        self.end_attempt(head.map(|(status, _)| status), Some(fault), fault.outcome(), now);
        let out_of_total = fault == Fault::ReadTimeout && self.left_ms(now) == Some(0);
        let mut error = Error::new(if out_of_total { Code::TotalTimeout } else { fault.code() });
        error.set_fault(fault);
        match (head, &self.last_error) {
            (Some((status, headers)), _) => {
                error.set_status(status);
                error.set_request_id(judge::request_id(&self.private(), headers));
                error.set_meta(self.meta(headers));
            }
            (None, Some(last)) => error.keep_answer_of(last),
            (None, None) => {}
        }
        self.retry_or_finish(error, fault.is_retryable(), None, now);
    }

    /// What may stand in nothing that is kept of an answer.
    fn private(&self) -> Private<'_> {
        self.config.credentials().private(self.identity.as_ref().map(|(_, value)| value))
    }

    fn meta(&self, headers: ResponseHeaders<'_>) -> Meta {
        Meta::read(&self.config.partner().meta, &self.private(), headers, None)
    }

    fn end_attempt(&mut self, status: Option<u16>, fault: Option<Fault>, outcome: Outcome, now: Now) {
        self.known = self.known.max(outcome);
        self.known_last = outcome;
        self.last_report = Some(AttemptReport {
            attempt: self.attempts,
            status,
            fault,
            duration_ms: now.mono_ms.saturating_sub(self.attempt_started_ms),
            outcome: self.known,
        });
    }

    /// A refused signature with a clock that is off by more than the signature's window allows: worth one new signature.
    fn is_stale_signature(&self, code: Option<&str>) -> bool {
        let stale = self.config.partner().stale_signature_code;
        let off_by = judge::correction(self.clock_skew_s).abs_diff(self.signed_skew_s);
        stale.is_some() && stale == code && !self.re_signed && off_by > judge::SKEW_TRUSTED_S.unsigned_abs()
    }

    // ---- WAITING -------------------------------------------------------------------------------------------------

    fn retry_or_finish(&mut self, mut error: Error, worth_it: bool, asked_ms: Option<u64>, now: Now) {
        if let Some(asked) = asked_ms {
            error.set_retry_after_ms(asked);
        }
        let retries = self.attempts.saturating_sub(1);
        if !worth_it || self.replay == Replay::Never || retries >= self.budgets.max_retries {
            return self.finish(error, worth_it);
        }
        // Never less than asked; jitter on top only where nothing was asked.
        let backoff = retry::backoff_ms(retries + 1, self.random(retries));
        let delay_ms = asked_ms.unwrap_or(0).max(backoff);
        let too_long = asked_ms.is_some_and(|asked| asked > retry::MAX_WAIT_MS);
        let does_not_fit = self.left_ms(now).is_some_and(|left| delay_ms >= left);
        if too_long || does_not_fit {
            return self.finish(error, worth_it);
        }
        self.last_error = Some(error);
        self.state = State::Waiting { until_ms: now.mono_ms.saturating_add(delay_ms), delay_ms };
    }

    fn waited(&mut self, now: Now) {
        if self.left_ms(now) == Some(0) {
            // The host slept past the total: the last error stands.
            let error = self.last_error.take().unwrap_or_else(|| Error::new(Code::TotalTimeout));
            return self.finish(error, true);
        }
        self.begin_attempt(now);
    }

    /// `running` is what the attempt that runs now, if any, leaves known.
    fn cancelled(&mut self, running: Outcome, now: Now) {
        let mut error = Error::new(Code::Cancelled);
        if let State::Sending = self.state {
            if self.handed_out {
                self.end_attempt(None, None, running, now);
            } else {
                // Nobody has seen this attempt: it was never made.
                self.attempts -= 1;
            }
        }
        if let Some(last) = &self.last_error {
            error.interrupt(last);
        }
        self.finish(error, true);
    }

    // ---- DONE ----------------------------------------------------------------------------------------------------

    fn finish(&mut self, mut error: Error, worth_it: bool) {
        // Unknown can only be resolved by asking again with the same key, whatever the last answer was.
        let retryable = self.replay != Replay::Never && (worth_it || self.known == Outcome::Unknown);
        error.set_retryable(retryable);
        error.set_call(self.operation, self.attempts, self.key.as_deref(), self.known, self.known_last, self.replay);
        self.done(Err(error));
    }

    fn done(&mut self, result: Result<Answer, Error>) {
        self.state = State::Done(Box::new(Done { result, clock_skew_s: self.clock_skew_s }));
    }

    // ---- time and chance -----------------------------------------------------------------------------------------

    /// What is left of the total; `None` without a limit.
    fn left_ms(&self, now: Now) -> Option<u64> {
        match self.budgets.total_timeout_ms {
            0 => None,
            total => Some(total.saturating_sub(now.mono_ms.saturating_sub(self.started_ms))),
        }
    }

    fn attempt_timeout_ms(&self) -> u64 {
        let begun = Now { mono_ms: self.attempt_started_ms, unix_s: 0 };
        self.left_ms(begun).unwrap_or(u64::MAX).min(self.budgets.attempt_timeout_ms).max(1)
    }

    fn random(&self, retry: u32) -> u64 {
        let drawn = u128::from_be_bytes(expand(&self.entropy, "jitter", retry));
        u64::try_from(drawn >> 64).unwrap_or(0)
    }
}

/// Neither credentials nor body; the state and the counters.
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .field("state", &self.state())
            .field("attempts", &self.attempts)
            .field("known", &self.known)
            .field("idempotency_key", &self.key)
            .finish_non_exhaustive()
    }
}
