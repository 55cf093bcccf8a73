//! Shopper identity: `x-external-auth` is verified when it is sent. Contract: section 12.
//!
//! `<base64url(claim)>.<base64url(HMAC-SHA256(claim bytes))>`, both without padding; the MAC is over the JSON bytes.
//!
//! Decided here: `x-auth-token` and `x-idp-token` come from parts of the platform that are not simulated, so they are only
//! counted, never looked into; any key may be used with any of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::HeaderMap;
use ring::hmac;
use serde::Deserialize;

use super::answer::Refusal;
use super::config::TybriteConfig;
use super::signature::only;

const HEADERS: [&str; 3] = ["x-auth-token", "x-external-auth", "x-idp-token"];
const LONGEST_LIFE_S: i64 = 300;

#[derive(Deserialize)]
struct Claim {
    external_id: String,
    iat: i64,
    exp: i64,
}

pub(crate) fn check(config: &TybriteConfig, headers: &HeaderMap, now_ms: i64) -> Result<(), Refusal> {
    if HEADERS.iter().map(|name| headers.get_all(*name).iter().count()).sum::<usize>() > 1 {
        return Err(Refusal::invalid("Send exactly one of x-auth-token, x-external-auth and x-idp-token"));
    }
    if !headers.contains_key("x-external-auth") {
        return Ok(());
    }
    let verified = only(headers, "x-external-auth").is_some_and(|token| holds(config, token, now_ms / 1_000));
    if verified {
        Ok(())
    } else {
        Err(Refusal::new(401, "unauthorized", "The x-external-auth claim cannot be verified"))
    }
}

fn holds(config: &TybriteConfig, token: &[u8], now_s: i64) -> bool {
    let mut parts = token.split(|byte| *byte == b'.').map(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let (Some(Some(claim)), Some(Some(tag)), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA256, config.hmac_secret.as_bytes());
    if hmac::verify(&key, &claim, &tag).is_err() {
        return false;
    }
    let Ok(claim) = serde_json::from_slice::<Claim>(&claim) else { return false };
    // The sandbox allows the clock difference that a signature may have.
    let slack_s = i64::try_from(config.signature_window.as_secs()).unwrap_or_default();
    !claim.external_id.is_empty()
        && (0..=LONGEST_LIFE_S).contains(&claim.exp.saturating_sub(claim.iat))
        && claim.iat <= now_s.saturating_add(slack_s)
        && claim.exp >= now_s
}
