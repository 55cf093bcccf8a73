//! A partner of the tests' own: a timestamped scheme, a body with `reset`, a final code. Clive has none of the three.

use payseal::headers::Headers;
use payseal::json::Value;
use payseal::operation::{Attempt, ErrorEnvelope, Partner};
use payseal::{SigningKey, clive};

use crate::scenario::HMAC_SECRET;

pub const TIMESTAMPED: Partner = Partner {
    name: "stamped",
    title: "Stamped",
    env_prefix: "STAMPED",
    operations: &[&clive::ATTACH_PAYMENT_INTENT],
    authorize,
    read_error,
    final_codes: &["quota_exceeded"],
    stale_signature_code: Some("invalid_signature"),
    replay_flag: "replay",
    ..Partner::PLAIN
};

fn authorize(attempt: &Attempt<'_>, headers: &mut Headers) {
    let timestamp = attempt.unix_s.to_string();
    headers.push("X-Timestamp", &timestamp);
    if let Some(key) = attempt.credentials.signing_key() {
        headers.push("X-Signature", &key.sign_hex_timestamped(&timestamp, attempt.body.unwrap_or_default()));
    }
    if let Some(key) = attempt.key {
        headers.push("Idempotency-Key", key);
    }
}

fn read_error(body: &Value) -> ErrorEnvelope {
    ErrorEnvelope {
        code: body.get("code").and_then(Value::as_str).map(str::to_owned),
        reset_unix_s: body.get("reset").and_then(Value::as_i64),
        ..ErrorEnvelope::default()
    }
}

/// The signature this partner expects.
pub fn signature(timestamp: &str, body: &[u8]) -> String {
    SigningKey::new(HMAC_SECRET).unwrap().sign_hex_timestamped(timestamp, body).to_string()
}
