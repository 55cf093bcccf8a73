//! Who is calling, and did they sign what they sent? Contract: guides/authentication-and-security.
//!
//! The checks of a signed mutation, in order: content type, `x-api-key`, `x-clive-hmac` over the raw body, `idempotency-key`.
//! Written with `ring` and nothing from the client library, so that a mistake there cannot be made here as well.
//!
//! Decided here: a content type that is not JSON is 415 `UNSUPPORTED_MEDIA_TYPE`; a repeated header is refused like a wrong
//! one; upper-case hex is refused, because the contract says lower case.

use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use ring::hmac;

use super::inbound::Inbound;
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::clive::ledger::Ledger;
use crate::config;
use crate::idempotency::{Claim, RecordKey, hash};
use crate::sync::lock;

/// Whose key it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// One partner's.
    Partner(String),
    /// Clive's own: sees every partner, belongs to none.
    Platform,
}

impl Caller {
    /// The partner, for endpoints that take it from the key.
    pub(crate) fn partner(&self) -> Result<&str, ApiError> {
        match self {
            Self::Partner(id) => Ok(id),
            Self::Platform => {
                Err(ApiError::new(403, "API_KEY_SCOPE_FORBIDDEN", "This endpoint needs a partner-scoped API key"))
            }
        }
    }

    /// Whether the caller may see things of this partner.
    pub(crate) fn sees(&self, partner_id: &str) -> bool {
        match self {
            Self::Partner(id) => id == partner_id,
            Self::Platform => true,
        }
    }

    fn scope(&self) -> String {
        match self {
            Self::Partner(id) => format!("partner:{id}"),
            Self::Platform => "platform".into(),
        }
    }
}

/// A mutation whose signature held.
pub(crate) struct Signed {
    pub caller: Caller,
    idempotency_key: Vec<u8>,
}

/// The caller of a read. A missing key and a wrong one have codes of their own.
pub(crate) fn caller(app: &App, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let Some(key) = only(headers, "x-api-key") else {
        return Err(ApiError::new(401, "API_KEY_MISSING", "Missing x-api-key header"));
    };
    let partner = |id: &str| Ok(Caller::Partner(id.to_owned()));
    match std::str::from_utf8(key).unwrap_or_default() {
        key if key == app.config.api_key => partner(config::PARTNER_ID),
        config::PLATFORM_API_KEY => Ok(Caller::Platform),
        config::SUSPENDED_API_KEY => partner("SUSPENDED001"),
        config::NO_KYC_API_KEY => partner("NOKYC001"),
        config::ORPHAN_API_KEY => partner("GONE001"),
        _ => Err(ApiError::new(401, "API_KEY_INVALID", "Invalid API key")),
    }
}

/// The caller of an operator's endpoint: an admin's bearer token, or any API key.
pub(crate) fn operator(app: &App, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    if bearer == Some(config::ADMIN_JWT.as_bytes()) { Ok(Caller::Platform) } else { caller(app, headers) }
}

/// Refuses bodies that do not say they are JSON.
pub(crate) fn json_content(headers: &HeaderMap) -> Result<(), ApiError> {
    let stated = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = stated.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json"))
}

/// All checks of a signed mutation that need no JSON.
pub(crate) fn signed(app: &App, inbound: &Inbound) -> Result<Signed, ApiError> {
    json_content(&inbound.headers)?;
    let caller = caller(app, &inbound.headers)?;
    let Some(signature) = only(&inbound.headers, "x-clive-hmac") else {
        return Err(ApiError::new(401, "HMAC_MISSING", "Missing x-clive-hmac header"));
    };
    if !signature_holds(&app.request_key, &inbound.body, signature) {
        return Err(ApiError::new(401, "HMAC_INVALID", "Invalid HMAC signature"));
    }
    let Some(key) = only(&inbound.headers, "idempotency-key") else {
        return Err(ApiError::new(400, "IDEMPOTENCY_KEY_MISSING", "Missing idempotency-key header"));
    };
    Ok(Signed { caller, idempotency_key: key.to_vec() })
}

/// Lowercase hex HMAC-SHA256 of the message, compared in constant time.
pub(crate) fn signature_holds(key: &hmac::Key, message: &[u8], hex: &[u8]) -> bool {
    unhex(hex).is_some_and(|tag| hmac::verify(key, message, &tag).is_ok())
}

/// Commits once for each idempotency key: runs `commit` on the ledger, or replays what it answered before.
pub(crate) async fn once(
    app: &App,
    endpoint: &'static str,
    signed: &Signed,
    inbound: &Inbound,
    commit: impl FnOnce(&mut Ledger) -> Result<Answer, ApiError>,
) -> Result<Answer, ApiError> {
    let key = RecordKey { scope: signed.caller.scope(), endpoint, key: signed.idempotency_key.clone() };
    let holder = match app.idempotency.claim(key, &inbound.body, app.config.duplicate_wait).await {
        Claim::Free(holder) => holder,
        Claim::Replay(answer) => return Ok(answer.replay()),
        Claim::Reused => {
            let message = "This idempotency key was used with a different request body";
            return Err(ApiError::new(409, "IDEMPOTENCY_KEY_REUSED", message));
        }
        Claim::InProgress => {
            let message = "A request with this idempotency key is still being served";
            return Err(ApiError::new(409, "IDEMPOTENCY_IN_PROGRESS", message));
        }
    };
    inbound.pace.spend().await;
    let body_sha256 = hash(&inbound.body);
    let answer = lock(&app.ledger).under_key(&signed.idempotency_key, &body_sha256, commit)?;
    holder.store(answer.clone(), app.clock.now_ms());
    Ok(answer)
}

/// The value of a header that is there once and not empty. Repeated: a value that no check accepts.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.as_bytes();
    if values.next().is_some() {
        return if name == "idempotency-key" { None } else { Some(b"repeated header") };
    }
    (!value.is_empty()).then_some(value)
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// Lowercase hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from_digit(digit.into(), 16).unwrap_or('?'))
        .collect()
}
