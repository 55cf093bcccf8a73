//! Tybrite: a commerce API with payments at several providers, orders, imports and webhooks.
//!
//! Contract: docs.tybrite.com, its OpenAPI document of 2026-08-21 and the older "Initialize payment" page. A signed write
//! carries `Authorization: Bearer`, `Idempotency-Key`, `X-Timestamp` (Unix seconds) and `X-Signature` (standard base64 of
//! the HMAC-SHA256 over `timestamp.body`), timestamp and signature anew for each attempt. Amounts are in major units.
//!
//! ```
//! use payseal::{Config, Intent, tybrite};
//! let config = Config::builder(&tybrite::PARTNER)
//!     .base_url("https://api.tybritelabs.com")
//!     .api_key("tybrite_sk_test_51f0")
//!     .hmac_secret("test_hmac_secret")
//!     .build()?;
//! let intent = Intent::new(&config, &tybrite::InitializePayment {
//!     provider: tybrite::STRIPE.into(),
//!     amount: 100.into(),
//!     currency: Some("usd".into()),
//!     email: Some("a@example.com".into()),
//!     ..Default::default()
//! }, None)?;
//! assert_eq!(intent.body().unwrap(), br#"{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}"#);
//! # Ok::<(), payseal::Error>(())
//! ```
//!
//! Answers are never cached here: no request carries `If-None-Match`, so no 304 is asked for.

mod advice;
mod external_auth;
mod flow;
mod ingest;
mod lists;
mod operations;
mod providers;
mod requests;
mod response_signature;
mod responses;

use crate::api_key::ApiKeyInfo;
use crate::headers::Headers;
use crate::json::{Object, Value};
use crate::operation::{Attempt, Auth, ErrorEnvelope, MetaHeaders, Partner};

pub use external_auth::{EXTERNAL_AUTH_HEADER, EXTERNAL_AUTH_MAX_S, ExternalAuth};
pub use flow::{PaymentFlow, verify_reference};
pub use ingest::IngestProducts;
#[cfg(feature = "ureq")]
pub(crate) use lists::check_turn;
pub use lists::{List, go_on};
pub use operations::*;
pub use providers::{AIRTEL, MPESA, PAYPAL, PAYSTACK, PROVIDERS, Provider, SAFE_TO_VERIFY, STRIPE, provider};
pub use requests::*;
pub use response_signature::{ResponseVerifier, SignatureEncoding};
pub use responses::*;

/// The description of Tybrite.
pub const PARTNER: Partner = Partner {
    name: "tybrite",
    title: "Tybrite",
    env_prefix: "TYBRITE",
    operations: operations::ALL,
    authorize,
    fresh_headers: &["X-Signature", "X-Timestamp"],
    read_error,
    advice: advice::CODES,
    // The allowance of a month does not come back in a minute.
    final_codes: &["quota_exceeded"],
    stale_signature_code: Some("invalid_signature"),
    replay_flag: "idempotent",
    read_api_key: Some(|key| ApiKeyInfo::parse(key)),
    meta: MetaHeaders {
        environment: "tybrite-environment",
        limit: "x-ratelimit-limit",
        remaining: "x-ratelimit-remaining",
        reset: "x-ratelimit-reset",
        scope: "x-ratelimit-scope",
        signature: "x-signature",
    },
    identity_headers: &["x-auth-token", EXTERNAL_AUTH_HEADER, "x-idp-token"],
    advise: advice::advise,
};

/// The headers of one attempt, in the order of the contract's example.
fn authorize(attempt: &Attempt<'_>, headers: &mut Headers) {
    match attempt.auth {
        Auth::Public => {}
        Auth::ApiKey | Auth::Signed => {
            headers.push_parts("Authorization", &[b"Bearer ", attempt.credentials.api_key()]);
        }
        Auth::Bearer => headers.push_bytes("Authorization", attempt.credentials.bearer()),
    }
    if attempt.body.is_some() {
        headers.push("Content-Type", attempt.content_type);
    }
    if let Some(key) = attempt.key {
        headers.push("Idempotency-Key", key);
    }
    if attempt.auth == Auth::Signed
        && let Some(signing_key) = attempt.credentials.signing_key()
    {
        let timestamp = u64::try_from(attempt.unix_s).unwrap_or(0);
        headers.push("X-Timestamp", itoa::Buffer::new().format(timestamp));
        let body = attempt.body.unwrap_or_default();
        headers.push("X-Signature", &signing_key.sign_base64_timestamped(timestamp, body));
    }
}

/// Members of the envelope that have a place of their own.
const KNOWN: &[&str] = &["code", "message", "hint", "limit", "remaining", "reset"];

/// `{"error": {"code", "message", "details"?, "hint"?, "limit"?, "remaining"?, "reset"?, …}}` (contract: errors).
fn read_error(body: &Value) -> ErrorEnvelope {
    let Some(error) = body.get("error").and_then(Value::as_object) else { return ErrorEnvelope::NONE };
    let text = |name: &str| error.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let number = |name: &str| error.get(name).and_then(Value::as_i64);
    ErrorEnvelope {
        message: text("message"),
        code: text("code"),
        hint: text("hint"),
        details: details(error),
        limit: number("limit"),
        remaining: number("remaining"),
        reset_unix_s: number("reset"),
    }
}

/// What else the envelope says: `details` alone as it is, with other members (`available_stock`) an object of them all.
fn details(error: &Object) -> Option<Value> {
    let is_rest = |name: &str| !KNOWN.contains(&name);
    let rest: Object = error
        .iter()
        .filter(|(name, value)| name.as_str().is_none_or(is_rest) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    match (rest.len(), rest.get("details")) {
        (0, _) => None,
        (1, Some(details)) => Some(details.clone()),
        _ => Some(Value::Object(rest)),
    }
}
