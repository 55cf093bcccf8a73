//! A walk over the C ABI, held against the core's own call after every input.

use std::mem::MaybeUninit;

use payseal::operation::Auth;
use payseal::{Answer, Call, Error, Misuse, Now, Step};

use super::hold::{self, Hold, SetText, bytes, done, given, made, text};
use super::laws::{self, Mirror};
use super::walk::{BASE_URL, BEARER, HMAC_SECRET, Input, Walk};
use crate::answer::*;
use crate::call::*;
use crate::config::*;
use crate::error::*;
use crate::ffi::payseal_str;
use crate::intent::*;
use crate::options::*;
use crate::raw::*;
use crate::step::*;

/// The walk that these bytes are, in Rust and over the C ABI.
pub fn walk(input: &[u8]) {
    laws::check(&Walk::read(input), OverC::begin);
}

/// The same call over the C ABI. Config, intent and options are freed at once: the call goes on without them.
struct OverC(Hold<payseal_call>);

fn fine(result: Result<(), Hold<payseal_error>>) {
    if let Err(error) = result {
        panic!("{:?}", text(payseal_error_text(error.get())));
    }
}

fn config(walk: &Walk<'_>) -> Hold<payseal_config> {
    let name = given(walk.request.partner.name.as_bytes());
    let Ok(mut config) = made(payseal_config_free, |out, err| payseal_config_new(name, Some(out), Some(err))) else {
        panic!("no config")
    };
    let texts = [
        (payseal_config_set_base_url as SetText, BASE_URL),
        (payseal_config_set_api_key, walk.request.api_key()),
        (payseal_config_set_hmac_secret, HMAC_SECRET),
        (payseal_config_set_bearer_token, BEARER),
    ];
    for (set, value) in texts {
        fine(done(|err| set(config.get_mut(), given(value.as_bytes()), Some(err))));
    }
    let budget = walk.of_client;
    if let Some(retries) = budget.retries {
        fine(done(|err| payseal_config_set_max_retries(config.get_mut(), retries, Some(err))));
    }
    if let Some(ms) = budget.total_ms {
        fine(done(|err| payseal_config_set_total_timeout_ms(config.get_mut(), ms, Some(err))));
    }
    if let Some(ms) = budget.attempt_ms {
        fine(done(|err| payseal_config_set_attempt_timeout_ms(config.get_mut(), ms, Some(err))));
    }
    fine(done(|err| payseal_config_check(config.get(), Some(err))));
    config
}

fn options(walk: &Walk<'_>) -> Hold<payseal_call_options> {
    let made = made(payseal_call_options_free, |out, err| payseal_call_options_new(Some(out), Some(err)));
    let Ok(mut options) = made else { panic!("no options") };
    let budget = walk.of_call;
    if let Some(retries) = budget.retries {
        fine(done(|err| payseal_call_options_set_max_retries(options.get_mut(), retries, Some(err))));
    }
    if let Some(ms) = budget.total_ms {
        fine(done(|err| payseal_call_options_set_total_timeout_ms(options.get_mut(), ms, Some(err))));
    }
    if let Some(ms) = budget.attempt_ms {
        fine(done(|err| payseal_call_options_set_attempt_timeout_ms(options.get_mut(), ms, Some(err))));
    }
    if let Some(skew) = walk.skew_s {
        fine(done(|err| payseal_call_options_set_clock_skew_s(options.get_mut(), skew, Some(err))));
    }
    options
}

fn intent(walk: &Walk<'_>, config: &Hold<payseal_config>) -> Hold<payseal_intent> {
    let request = walk.request;
    let (json, key) = (given(request.json.as_bytes()), given(request.key.unwrap_or_default().as_bytes()));
    let operation = given(request.operation.unwrap_or_default().as_bytes());
    let result = match (request.operation, request.document) {
        (None, _) => {
            let raw = request.raw();
            let (method, path) = (given(raw.method.as_str().as_bytes()), given(raw.path.as_bytes()));
            let auth = Auth::ApiKey as i32;
            let new = made(payseal_raw_request_free, |out, err| {
                payseal_raw_request_new(method, path, auth, Some(out), Some(err))
            });
            let Ok(mut handle) = new else { panic!("no raw request") };
            fine(done(|err| payseal_raw_request_set_body(handle.get_mut(), json, Some(err))));
            for (name, value) in raw.query {
                let (name, value) = (given(name.as_bytes()), given(value.as_bytes()));
                fine(done(|err| payseal_raw_request_add_query(handle.get_mut(), name, value, Some(err))));
            }
            made(payseal_intent_free, |out, err| {
                payseal_intent_raw(config.get(), handle.get(), key, Some(out), Some(err))
            })
        }
        (Some(_), Some(document)) => made(payseal_intent_free, |out, err| {
            let document = given(document.as_bytes());
            payseal_intent_with_document(config.get(), operation, json, document, key, Some(out), Some(err))
        }),
        (Some(_), None) => made(payseal_intent_free, |out, err| {
            payseal_intent_from_json(config.get(), operation, json, key, Some(out), Some(err))
        }),
    };
    result.unwrap_or_else(|error| panic!("{:?}", text(payseal_error_text(error.get()))))
}

impl OverC {
    fn begin(walk: &Walk<'_>) -> Self {
        let (config, options) = (config(walk), options(walk));
        let intent = intent(walk, &config);
        let Now { mono_ms, unix_s } = walk.start;
        let call = made(payseal_call_free, |out, err| {
            let entropy = given(&walk.entropy);
            payseal_call_new(config.get(), intent.get(), options.get(), mono_ms, unix_s, entropy, Some(out), Some(err))
        });
        Self(call.unwrap_or_else(|error| panic!("{:?}", text(payseal_error_text(error.get())))))
    }

    fn tell(&mut self, input: &Input<'_>, now: Now) -> Result<(), Hold<payseal_error>> {
        let (call, Now { mono_ms, unix_s }) = (self.0.get_mut(), now);
        match input {
            Input::Answer { status, headers, body } => {
                let names: Vec<_> = headers.iter().map(|(name, _)| given(name.as_bytes())).collect();
                let values: Vec<_> = headers.iter().map(|(_, value)| given(value)).collect();
                let (names, values) = (names.as_ptr(), values.as_ptr());
                // What did not come to its end is not looked at.
                let view = body.map_or(payseal_str { ptr: std::ptr::null(), len: 7 }, given);
                let (count, complete) = (headers.len(), body.is_some());
                done(|err| {
                    payseal_call_on_response(
                        call,
                        *status,
                        names,
                        values,
                        count,
                        view,
                        complete,
                        mono_ms,
                        unix_s,
                        Some(err),
                    )
                })
            }
            Input::Fault(fault) => {
                done(|err| payseal_call_on_transport_error(call, *fault as i32, mono_ms, unix_s, Some(err)))
            }
            Input::Wait(_) => done(|err| payseal_call_on_waited(call, mono_ms, unix_s, Some(err))),
            Input::Cancel => done(|err| payseal_call_cancel(call, mono_ms, unix_s, Some(err))),
            Input::CancelUnsent => done(|err| payseal_call_cancel_unsent(call, mono_ms, unix_s, Some(err))),
            Input::Ask | Input::WallClock(_) | Input::Clock(_) => Ok(()),
        }
    }
}

impl Mirror for OverC {
    fn told(&mut self, input: &Input<'_>, now: Now, taken: Result<(), Misuse>, call: &Call) {
        match (self.tell(input, now), taken) {
            (Ok(()), Ok(())) => {}
            (Err(error), Err(misuse)) => same_error(error.get(), &misuse.into()),
            (over_c, _) => panic!("{input:?}: {taken:?}, and over C {}", over_c.is_ok()),
        }
        let c = self.0.get();
        assert_eq!(payseal_call_attempt(c), call.attempt());
        assert_eq!(text(payseal_call_idempotency_key(c)), call.idempotency_key());
        let report = call.last_report();
        assert_eq!(payseal_call_last_http_status(c), report.and_then(|report| report.status).unwrap_or(0));
        assert_eq!(payseal_call_last_fault(c), report.and_then(|report| report.fault).map_or(0, |fault| fault as i32));
        assert_eq!(payseal_call_last_duration_ms(c), report.map_or(0, |report| report.duration_ms));
        assert_eq!(payseal_call_last_outcome(c), report.map_or(0, |report| report.outcome as i32));
    }

    fn asked(&mut self, step: &Step<'_>) {
        match step {
            Step::Send { request, attempt_timeout_ms } => {
                assert_eq!(payseal_step_kind(self.0.get_mut()), PAYSEAL_STEP_SEND);
                assert_eq!(text(payseal_step_method(self.0.get_mut())), Some(request.method.as_str()));
                assert_eq!(text(payseal_step_url(self.0.get_mut())), Some(&*request.url));
                assert_eq!(bytes(payseal_step_body(self.0.get_mut())), request.body.as_deref());
                assert_eq!(payseal_step_attempt_timeout_ms(self.0.get_mut()), *attempt_timeout_ms);
                assert_eq!(payseal_step_header_count(self.0.get_mut()), request.headers.len());
                for (index, (name, value)) in request.headers.iter().enumerate() {
                    let [mut is_name, mut is_value] = [MaybeUninit::new(payseal_str::NONE); 2];
                    fine(done(|err| {
                        let (name, value) = (Some(&mut is_name), Some(&mut is_value));
                        payseal_step_header_at(self.0.get_mut(), index, name, value, Some(err))
                    }));
                    // SAFETY: initialised above.
                    let (is_name, is_value) = unsafe { (is_name.assume_init(), is_value.assume_init()) };
                    assert_eq!((text(is_name), bytes(is_value)), (Some(name), Some(value)));
                }
            }
            Step::Wait { delay_ms } => {
                assert_eq!(payseal_step_kind(self.0.get_mut()), PAYSEAL_STEP_WAIT);
                assert_eq!(payseal_step_delay_ms(self.0.get_mut()), *delay_ms);
            }
            Step::Done(done) => {
                assert_eq!(payseal_step_kind(self.0.get_mut()), PAYSEAL_STEP_DONE);
                let over_c =
                    made(payseal_answer_free, |out, err| payseal_call_done(self.0.get_mut(), Some(out), Some(err)));
                match (&done.result, over_c) {
                    (Ok(answer), Ok(over_c)) => same_answer(over_c.get(), answer),
                    (Err(error), Err(over_c)) => same_error(over_c.get(), error),
                    _ => panic!("one success and one error"),
                }
                let skew = number(|out| payseal_call_clock_skew_s(self.0.get_mut(), out));
                assert_eq!(skew, done.clock_skew_s);
            }
        }
        let sends = matches!(step, Step::Send { .. });
        assert_eq!(payseal_step_url(self.0.get_mut()).ptr.is_null(), !sends);
    }
}

/// What a function writes that says whether it has.
fn number<T: Default + PartialEq + std::fmt::Debug>(
    call: impl FnOnce(Option<&mut MaybeUninit<T>>) -> bool,
) -> Option<T> {
    let mut out = MaybeUninit::new(T::default());
    let written = call(Some(&mut out));
    // SAFETY: initialised above.
    let value = unsafe { out.assume_init() };
    assert!(written || value == T::default(), "written without saying so");
    written.then_some(value)
}

fn same_answer(c: Option<&payseal_answer>, answer: &Answer) {
    assert_eq!(payseal_answer_http_status(c), answer.status());
    assert_eq!(bytes(payseal_answer_body(c)), Some(answer.body()));
    assert_eq!(payseal_answer_replayed(c), answer.replayed());
    assert_eq!(payseal_answer_attempts(c), answer.attempts());
    assert_eq!(text(payseal_answer_idempotency_key(c)), answer.idempotency_key());
    assert_eq!(text(payseal_answer_request_id(c)), answer.request_id());
    assert_eq!(text(payseal_answer_environment(c)), answer.environment());
    let record = hold::owned(|out, err| payseal_answer_record(c, Some(out), Some(err)));
    let record = record.unwrap_or_else(|_| panic!("no record"));
    assert_eq!(record, answer.record().to_value().to_string().into_bytes());
}

fn same_error(c: Option<&payseal_error>, error: &Error) {
    assert_eq!(payseal_error_number(c), error.number());
    assert_eq!(payseal_error_kind(c), error.kind().number());
    assert_eq!(payseal_error_outcome(c), error.outcome() as i32);
    assert_eq!(text(payseal_error_code(c)), error.code());
    assert_eq!(text(payseal_error_message(c)), Some(error.message()));
    assert_eq!(text(payseal_error_advice(c)), Some(error.advice()));
    assert_eq!(text(payseal_error_hint(c)), error.hint());
    assert_eq!(text(payseal_error_text(c)), Some(&*error.to_string()));
    assert_eq!(payseal_error_http_status(c), error.status().unwrap_or(0));
    assert_eq!(payseal_error_details(c).is_null(), error.details().is_none());
    assert_eq!(text(payseal_error_response_text(c)), error.response_text());
    assert_eq!(payseal_error_retryable(c), error.is_retryable());
    assert_eq!(payseal_error_attempts(c), error.attempts());
    assert_eq!(text(payseal_error_operation(c)), error.operation());
    assert_eq!(text(payseal_error_idempotency_key(c)), error.idempotency_key());
    assert_eq!(text(payseal_error_request_id(c)), error.request_id());
    assert_eq!(number(|out| payseal_error_retry_after_ms(c, out)), error.retry_after_ms());
    assert_eq!(payseal_error_fault(c), error.fault().map_or(0, |fault| fault as i32));
    assert_eq!(text(payseal_error_environment(c)), error.environment());
    let limit = error.rate_limit();
    assert_eq!(number(|out| payseal_error_rate_limit(c, out)), limit.and_then(|limit| limit.limit));
    assert_eq!(number(|out| payseal_error_rate_remaining(c, out)), limit.and_then(|limit| limit.remaining));
    assert_eq!(number(|out| payseal_error_rate_reset_unix_s(c, out)), limit.and_then(|limit| limit.reset_unix_s));
    assert_eq!(text(payseal_error_rate_scope(c)), limit.and_then(|limit| limit.scope.as_deref()));
}
