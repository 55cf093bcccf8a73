//! What an answer says: success that can be read, or a refusal with everything a caller needs to know.

use crate::config::Config;
use crate::error::{Code, Error};
use crate::http::{self, ResponseHeaders};
use crate::json::{self, Value};
use crate::retry;

/// Our own clock is believed within this distance of the partner's, in seconds: signatures are valid for 300 s, and a
/// `Date` header of a cache must not move a clock that is right.
pub(super) const SKEW_TRUSTED_S: i64 = 240;

/// How much of a foreign error text is kept, in bytes.
const KEPT_TEXT: usize = 4 * 1024;

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
pub(super) fn request_id(headers: ResponseHeaders<'_>) -> Option<String> {
    ["x-request-id", "request-id", "x-correlation-id"]
        .into_iter()
        .find_map(|name| http::value(headers, name))
        .filter(|id| !id.is_empty() && id.len() <= 256)
        .map(str::to_owned)
}

/// The JSON of a success, as leniently as `Response.json()` reads it; null where only its readability matters.
pub(super) fn read_success(body: &[u8], judge_only: bool) -> Result<Value, Code> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Code::AnswerEmpty);
    }
    if judge_only {
        return if json::is_json(body) { Ok(Value::Null) } else { Err(Code::AnswerNotJson) };
    }
    json::parse_answer(body).map_err(|_| Code::AnswerNotJson)
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
    status: u16,
    headers: ResponseHeaders<'_>,
    body: Option<&[u8]>,
    unix_s: i64,
) -> Refusal {
    let partner = config.partner();
    let body = body.unwrap_or_default();
    let parsed = json::parse_answer(body).ok();
    let envelope = parsed.as_ref().map(partner.read_error).unwrap_or_default();

    let advice = envelope.code.as_deref().and_then(|code| partner.advice_for(code));
    let message = envelope.message.map_or_else(
        || format!("{} API request failed with status {status}", partner.title),
        |message| config.credentials().scrub(&message).into_owned(),
    );
    let is_final = envelope.code.as_deref().is_some_and(|code| partner.final_codes.contains(&code));
    let mut error = Error::api(status, envelope.code, message, advice);
    if let Some(mut details) = envelope.details {
        config.credentials().scrub_value(&mut details);
        error.set_details(details);
    }
    if parsed.is_none() && !body.is_empty() {
        error.set_response_text(config.credentials().scrub(&beginning(body)).into_owned());
    }
    error.set_request_id(request_id(headers));

    // The server's own clock measures a date it names, ours only where it does not tell the time.
    let server_now = http::value(headers, "date").and_then(retry::unix_s_of_http_date).unwrap_or(unix_s);
    let wait_ms = http::values(headers, "retry-after")
        .filter_map(|value| retry::parse_retry_after(value, server_now))
        .max()
        .or_else(|| envelope.reset_unix_s.map(|at| retry::ms_until(at, server_now)));
    Refusal { error, wait_ms, is_final }
}

/// The first 4 KiB of a text, cut between characters.
fn beginning(body: &[u8]) -> String {
    let kept = body.get(..KEPT_TEXT).unwrap_or(body);
    let mut text = String::from_utf8_lossy(kept).into_owned();
    if kept.len() < body.len() {
        // The cut may have split a character.
        while text.ends_with('\u{fffd}') {
            text.pop();
        }
    }
    text
}
