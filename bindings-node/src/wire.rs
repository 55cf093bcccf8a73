//! How things cross to JavaScript: packed one-byte strings on the fast path, JSON text for everything that is rare.
//!
//! ```text
//! attempt   'S' handle:u32 timeout_ms:u32 proof_len:u32 key_len:u32 | proof | key | path and query
//! verified  'V' secret index ',' time or nothing ',' dedupe key or nothing
//! error     'E' JSON text of the error
//! ```
//! Numbers before the first `|` are four characters, lowest byte first. The proof is what is made anew for each attempt: the
//! values of the partner's `fresh_headers`, one after the other. Attempts are read in `js/engine.mjs`, the verified in
//! `js/webhooks.mjs`, and nowhere else.

use payseal::json::{Object, Value};
use payseal::webhook::Signed;
use payseal::{Answer, AttemptReport, Call, Error, Meta, Step};

/// Something for JavaScript.
pub(crate) enum Packed {
    /// Characters of one byte each.
    Latin1(Vec<u8>),
    /// Any text.
    Text(String),
}

impl Packed {
    /// A refusal.
    pub(crate) fn error(error: &Error) -> Self {
        let mut text = error_json(error);
        text.insert(0, 'E');
        Self::Text(text)
    }
}

/// Packs the attempt that the call is about to send. `base` is the length of the base URL: JavaScript has its own.
pub(crate) fn attempt(call: &mut Call, handle: u32, base: usize, fresh: &[&str]) -> Option<Packed> {
    let Step::Send { request, attempt_timeout_ms } = call.step() else { return None };
    let key = request.headers.get("idempotency-key").unwrap_or_default();
    let proof = || fresh.iter().filter_map(|name| request.headers.get(name));
    let proof_len: usize = proof().map(<[u8]>::len).sum();
    let path = request.url.as_bytes().get(base..).unwrap_or_default();
    let mut out = Vec::with_capacity(17 + proof_len + key.len() + path.len());
    out.push(b'S');
    out.extend_from_slice(&handle.to_le_bytes());
    out.extend_from_slice(&u32::try_from(attempt_timeout_ms).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&u32::try_from(proof_len).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&u32::try_from(key.len()).unwrap_or(u32::MAX).to_le_bytes());
    proof().for_each(|value| out.extend_from_slice(value));
    out.extend_from_slice(key);
    out.extend_from_slice(path);
    Some(Packed::Latin1(out))
}

/// A right signature, with the event's dedupe key if the event was read.
pub(crate) fn verified(signed: Signed, dedupe_key: &str) -> Packed {
    let time = signed.timestamp.map(|time| time.to_string()).unwrap_or_default();
    Packed::Latin1(format!("V{},{time},{dedupe_key}", signed.secret_index).into_bytes())
}

/// All headers of the attempt as `[[name, value], …]`, for requests whose headers JavaScript does not write. Holds the API key.
pub(crate) fn headers(call: &mut Call) -> Option<String> {
    let Step::Send { request, .. } = call.step() else { return None };
    let pairs: Vec<Value> = request
        .headers
        .iter()
        .map(|(name, value)| {
            let value: String = value.iter().copied().map(char::from).collect();
            Value::from(vec![Value::from(name), Value::from(value)])
        })
        .collect();
    Some(Value::from(pairs).to_string())
}

/// How an attempt ended, and whether another follows.
pub(crate) fn report(report: &AttemptReport, retry_in_ms: Option<u64>) -> String {
    let mut object = Object::new();
    object.insert("attempt", report.attempt);
    set(&mut object, "status", report.status.map(u32::from));
    set(&mut object, "fault", report.fault.map(|fault| fault.as_str()));
    object.insert("durationMs", count(report.duration_ms));
    object.insert("outcome", report.outcome.as_str());
    set(&mut object, "retryInMs", retry_in_ms.map(count));
    Value::Object(object).to_string()
}

/// What a success tells beside its body.
pub(crate) fn answer_json(answer: &Answer) -> String {
    let mut object = Object::new();
    object.insert("status", u32::from(answer.status()));
    object.insert("replayed", answer.replayed());
    object.insert("attempts", answer.attempts());
    set(&mut object, "idempotencyKey", answer.idempotency_key());
    set(&mut object, "requestId", answer.request_id());
    set_meta(&mut object, answer.meta());
    set(&mut object, "signature", answer.meta().signature());
    Value::Object(object).to_string()
}

/// Environment and rate limit, of an answer or an error.
fn set_meta(object: &mut Object, meta: &Meta) {
    set(object, "environment", meta.environment());
    let Some(limit) = meta.rate_limit() else { return };
    let mut members = Object::new();
    let number = |number: Option<i64>| number.and_then(|number| Value::try_from(number).ok());
    set(&mut members, "limit", number(limit.limit));
    set(&mut members, "remaining", number(limit.remaining));
    set(&mut members, "resetUnixS", number(limit.reset_unix_s));
    set(&mut members, "scope", limit.scope.as_deref());
    object.insert("rateLimit", members);
}

/// Everything an error says. Secrets are out of it already.
pub(crate) fn error_json(error: &Error) -> String {
    let mut object = Object::new();
    object.insert("kind", error.kind().class_name());
    set(&mut object, "code", error.code());
    object.insert("local", error.local_code().is_some());
    object.insert("number", error.number());
    object.insert("message", error.message());
    set(&mut object, "status", error.status().map(u32::from));
    set(&mut object, "details", error.details().cloned());
    set(&mut object, "responseText", error.response_text());
    object.insert("outcome", error.outcome().as_str());
    object.insert("retryable", error.is_retryable());
    object.insert("attempts", error.attempts());
    set(&mut object, "operation", error.operation());
    set(&mut object, "idempotencyKey", error.idempotency_key());
    set(&mut object, "requestId", error.request_id());
    set(&mut object, "retryAfterMs", error.retry_after_ms().map(count));
    set(&mut object, "fault", error.fault().map(|fault| fault.as_str()));
    object.insert("advice", error.advice());
    set(&mut object, "hint", error.hint());
    set_meta(&mut object, error.meta());
    Value::Object(object).to_string()
}

fn set(object: &mut Object, name: &'static str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(name, value);
    }
}

/// Milliseconds: the core keeps them below 2^53.
fn count(ms: u64) -> Value {
    Value::try_from(ms).unwrap_or(Value::Null)
}
