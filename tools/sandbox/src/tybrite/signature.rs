//! `X-Timestamp` and `X-Signature`: did the caller sign the very bytes that arrived, and just now?
//!
//! Written with `ring` and nothing from the client library, so that a mistake there cannot be made here as well.
//!
//! Decided here: the timestamp is in seconds (one guide also allows milliseconds; they fall out of the window here) and is all
//! digits; the signature is 44 characters of standard base64, padded; a repeated header is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use ring::hmac;

use super::answer::Refusal;
use super::config::TybriteConfig;

/// Every way to fail looks the same from outside, as the contract has it; ingestion alone names its headers.
pub(crate) fn check(
    config: &TybriteConfig,
    headers: &HeaderMap,
    body: &[u8],
    now_ms: i64,
    ingest: bool,
) -> Result<(), Refusal> {
    if holds(config, headers, body, now_ms) {
        return Ok(());
    }
    Err(Refusal::new(
        401,
        "invalid_signature",
        if ingest {
            "Missing or invalid request signature. Send X-Timestamp and X-Signature."
        } else {
            "Request signature verification failed"
        },
    ))
}

fn holds(config: &TybriteConfig, headers: &HeaderMap, body: &[u8], now_ms: i64) -> bool {
    let (Some(timestamp), Some(signature)) = (only(headers, "x-timestamp"), only(headers, "x-signature")) else {
        return false;
    };
    let Some(at_s) = std::str::from_utf8(timestamp)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse::<u64>().ok())
    else {
        return false;
    };
    let now_s = u64::try_from(now_ms / 1_000).unwrap_or_default();
    if at_s.abs_diff(now_s) > config.signature_window.as_secs() {
        return false;
    }
    let Ok(tag) = STANDARD.decode(signature) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA256, config.hmac_secret.as_bytes());
    hmac::verify(&key, &[timestamp, b".", body].concat(), &tag).is_ok()
}

/// The value of a header that is there exactly once and not empty.
pub(crate) fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.as_bytes();
    (values.next().is_none() && !value.is_empty()).then_some(value)
}
