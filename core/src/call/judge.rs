//! What an answer says: success that can be read, or a refusal with everything a caller needs to know.

use crate::config::{Config, Private};
use crate::error::{Code, Error, SECRET_MEMBERS};
use crate::http::{self, ResponseHeaders};
use crate::json::{self, Value};
use crate::meta::Meta;
use crate::operation::{AnswerShape, Refused};
use crate::retry;
use std::borrow::Cow;

/// Our own clock is believed within this distance of the partner's, in seconds: signatures are valid for 300 s, and a
/// `Date` header of a cache must not move a clock that is right.
pub(super) const SKEW_TRUSTED_S: i64 = 240;

/// How much of an error answer's message, details or foreign text is kept, in bytes.
const KEPT_TEXT: usize = 4 * 1024;

/// How much of an error answer's code is kept, in bytes.
const KEPT_CODE: usize = 256;

/// The correction to sign with, given what is known of the partner's clock.
pub(super) fn correction(skew_s: Option<i64>) -> i64 {
    skew_s.filter(|skew| skew.unsigned_abs() > SKEW_TRUSTED_S.unsigned_abs()).unwrap_or(0)
}

/// The partner's clock minus ours, from the answer's `Date`. An answer out of a cache (`Age`) does not tell the time.
pub(super) fn clock_skew_s(headers: ResponseHeaders<'_>, unix_s: i64) -> Option<i64> {
    if http::value(headers, "age").is_some_and(|age| age.trim() != "0") {
        return None;
    }
    Some(retry::unix_s_of_http_date(http::value(headers, "date")?)?.saturating_sub(unix_s))
}

/// The partner's request id under the names in common use.
pub(super) fn request_id(private: &Private<'_>, headers: ResponseHeaders<'_>) -> Option<String> {
    ["x-request-id", "request-id", "x-correlation-id"]
        .into_iter()
        .find_map(|name| http::value(headers, name))
        .filter(|id| !id.is_empty() && id.len() <= 256)
        .map(|id| private.scrub(id).into_owned())
}

/// The JSON of a success, as leniently as `Response.json()` reads it; null where only its readability matters.
pub(super) fn read_success(body: &[u8], shape: AnswerShape, judge_only: bool) -> Result<Value, Code> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return if shape.may_be_empty { Ok(Value::Null) } else { Err(Code::AnswerEmpty) };
    }
    if judge_only {
        return if json::is_json(body) { Ok(Value::Null) } else { Err(Code::AnswerNotJson) };
    }
    json::parse_answer(body).map_err(|_| Code::AnswerNotJson)
}

/// Whether a refusal's body is the result that this operation answers so (Tybrite's ingestion: 422 with a result in which
/// every row failed).
pub(super) fn is_result(shape: AnswerShape, status: u16, body: Option<&[u8]>) -> bool {
    let Some((_, member)) = shape.result.filter(|(of, _)| *of == status) else { return false };
    body.and_then(|body| json::parse_answer(body).ok()).is_some_and(|value| value.get(member).is_some())
}

/// A stored answer that is the bare object becomes the first answer's form.
pub(super) fn in_envelope(shape: AnswerShape, value: Value) -> Value {
    match (shape.envelope, value) {
        (Some(name), Value::Object(object)) if object.get(name).is_none_or(|inner| inner.as_object().is_none()) => {
            let mut wrapped = json::Object::with_capacity(1);
            wrapped.insert(name, object);
            Value::Object(wrapped)
        }
        (_, value) => value,
    }
}

/// Whether the answer says that it is the stored answer of an earlier request with the same key.
pub(super) fn is_replay(config: &Config, shape: AnswerShape, status: u16, value: &Value) -> bool {
    shape.replay_status == Some(status)
        || value.get(config.partner().replay_flag).and_then(Value::as_bool) == Some(true)
}

/// The same of an answer that nobody has read yet. Nearly all say no, and are searched without being taken apart.
pub(super) fn says_replay(config: &Config, body: &[u8]) -> bool {
    let flag = config.partner().replay_flag.as_bytes();
    let says_so = |at: usize| {
        let rest = body.get(at..).and_then(|text| text.strip_prefix(flag)?.strip_prefix(b"\""));
        rest.is_some_and(|rest| after_colon(rest).starts_with(b"true"))
    };
    // On the way of every success: one byte rules out nearly all places before anything is called.
    let may_say_so = body.iter().enumerate().any(|(at, byte)| Some(byte) == flag.first() && says_so(at));
    let is_true = |(name, raw): (Cow<'_, str>, &str)| name.as_bytes() == flag && raw == "true";
    may_say_so && json::members(body).is_ok_and(|mut members| members.any(is_true))
}

/// What follows the colon of a member.
fn after_colon(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_start();
    text.strip_prefix(b":").unwrap_or_default().trim_ascii_start()
}

/// What was sent, as far as a refusal may be about it.
#[derive(Clone, Copy)]
pub(super) struct Sent<'a> {
    pub(super) operation: &'static str,
    pub(super) body: Option<&'a [u8]>,
    pub(super) private: &'a Private<'a>,
}

/// An answer that is not a success.
pub(super) struct Refusal {
    pub(super) error: Error,
    /// The wait the partner asks for.
    pub(super) wait_ms: Option<u64>,
    /// Whether the partner's code says that another attempt cannot help.
    pub(super) is_final: bool,
}

/// Reads an error answer: JSON in the partner's envelope, any other JSON, or a foreign page.
pub(super) fn read_refusal(
    config: &Config,
    sent: Sent<'_>,
    status: u16,
    headers: ResponseHeaders<'_>,
    body: Option<&[u8]>,
    unix_s: i64,
) -> Refusal {
    let partner = config.partner();
    let body = body.unwrap_or_default();
    let parsed = json::parse_answer(body).ok();
    let envelope = parsed.as_ref().map(partner.read_error).unwrap_or_default();

    let is_envelope = envelope.message.is_some() || envelope.code.is_some();
    let meta = Meta::read(&partner.meta, sent.private, headers, Some(&envelope));
    let refused = Refused { operation: sent.operation, body: sent.body, status, envelope: &envelope };
    let of_code = envelope.code.as_deref().and_then(|code| partner.advice_for(code));
    let advice = match (of_code, (partner.advise)(&refused)) {
        (Some(of_code), Some(more)) => Some(Cow::Owned(format!("{of_code} {more}"))),
        (Some(of_code), None) => Some(Cow::Borrowed(of_code)),
        (None, more) => more.map(Cow::Owned),
    };
    let message = envelope.message.map_or_else(
        || format!("{} API request failed with status {status}", partner.title),
        |message| clean(sent.private, &message, KEPT_TEXT),
    );
    let is_final = envelope.code.as_deref().is_some_and(|code| partner.final_codes.contains(&code));
    let code = envelope.code.map(|code| clean(sent.private, &code, KEPT_CODE));
    let mut error = Error::api(status, code, message, advice);
    if let Some(mut details) = envelope.details {
        sent.private.scrub_value(&mut details);
        // A list that long is of no use to people; cut in the middle it would be of none to machines.
        if details.to_string().len() <= KEPT_TEXT {
            error.set_details(details);
        }
    }
    if let Some(hint) = envelope.hint {
        error.set_hint(clean(sent.private, &hint, KEPT_TEXT));
    }
    if !is_envelope && let Some(text) = foreign_text(parsed, body) {
        error.set_response_text(clean(sent.private, &text, KEPT_TEXT));
    }
    error.set_request_id(request_id(sent.private, headers));

    // The server's own clock measures a date it names, ours only where it does not tell the time.
    let server_now = http::value(headers, "date").and_then(retry::unix_s_of_http_date).unwrap_or(unix_s);
    let wait_ms = http::values(headers, "retry-after")
        .filter_map(|value| retry::parse_retry_after(value, server_now))
        .max()
        .or_else(|| reset_unix_s(status, envelope.reset_unix_s, &meta).map(|at| retry::ms_until(at, server_now)));
    error.set_meta(meta);
    Refusal { error, wait_ms, is_final }
}

/// When a rate limit ends: as the envelope says, or on a 429 as the header says. On other answers that header tells of a
/// limit that was not reached.
fn reset_unix_s(status: u16, of_envelope: Option<i64>, meta: &Meta) -> Option<i64> {
    let of_header = || meta.rate_limit().filter(|_| status == 429).and_then(|limit| limit.reset_unix_s);
    of_envelope.or_else(of_header)
}

/// An error answer that is not the partner's envelope, as far as it may be shown: other JSON without its secret members,
/// or a foreign page. JSON that broke off is not shown, because its secret members cannot be found.
fn foreign_text(parsed: Option<Value>, body: &[u8]) -> Option<String> {
    match parsed {
        Some(mut value) => {
            json::redact(&mut value, SECRET_MEMBERS);
            Some(value.to_string())
        }
        None => {
            let text = String::from_utf8_lossy(body);
            let is_broken_json = text.trim_start().starts_with(['{', '[']);
            (!is_broken_json && !text.is_empty()).then(|| text.into_owned())
        }
    }
}

/// The beginning of what a partner wrote, without our credentials and the shopper's. They are looked for before the cut, which could
/// otherwise leave the beginning of one.
fn clean(private: &Private<'_>, text: &str, limit: usize) -> String {
    let mut text = private.scrub(text).into_owned();
    text.truncate(text.floor_char_boundary(limit));
    text
}
