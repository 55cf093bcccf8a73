//! Requests as a Tybrite client would make them, and what their answers must look like.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use payseal_sandbox::{Sandbox, SandboxConfig, TYBRITE_HMAC_SECRET, TYBRITE_SECRET_TEST_KEY as SK_TEST, TybriteConfig};
use ring::hmac;
use serde_json::{Value, json};

use crate::common::{Answer, connect, read_answer, request};

pub const INITIALIZE: &str = "/v1/payments/initialize";
pub const VERIFY: &str = "/v1/payments/verify";
pub const ORDERS: &str = "/v1/orders";
pub const INGEST: &str = "/v1/ingest/products";

pub fn start() -> Sandbox {
    start_with(TybriteConfig::default())
}

pub fn start_with(tybrite: TybriteConfig) -> Sandbox {
    Sandbox::start(SandboxConfig { tybrite, ..SandboxConfig::default() }).expect("start")
}

pub fn now_s() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("seconds")
}

pub fn signature(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, &[timestamp.as_bytes(), b".", body].concat()))
}

/// Sends to the Tybrite listener.
pub fn send(sandbox: &Sandbox, bytes: &[u8]) -> Answer {
    let mut stream = connect(sandbox.tybrite_port());
    stream.write_all(bytes).expect("write");
    let answer = read_answer(&mut stream).expect("an answer");
    if answer.status >= 400 && answer.status != 422 {
        envelope(&answer);
    }
    answer
}

/// `{"error":{"code","message",…}}` and nothing beside it.
fn envelope(answer: &Answer) {
    let body = answer.json();
    assert_eq!(body.as_object().expect("object").len(), 1, "{}", answer.text());
    assert!(body["error"]["code"].is_string() && body["error"]["message"].is_string(), "{}", answer.text());
    for name in ["details", "hint"] {
        let member = &body["error"][name];
        assert!(member.is_null() || member.is_string(), "{}", answer.text());
    }
}

pub fn refused(answer: &Answer, status: u16, code: &str) -> Value {
    let body = answer.json();
    assert_eq!((answer.status, body["error"]["code"].as_str()), (status, Some(code)), "{}", answer.text());
    body["error"].clone()
}

pub fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

/// An unsigned request with a key.
pub fn plain_as(sandbox: &Sandbox, key: &str, method: &str, path: &str, body: &Value) -> Answer {
    let text = if body.is_null() { String::new() } else { body.to_string() };
    let bearer = bearer(key);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    send(sandbox, &request(method, path, &headers, text.as_bytes()))
}

pub fn plain(sandbox: &Sandbox, method: &str, path: &str, body: &Value) -> Answer {
    plain_as(sandbox, SK_TEST, method, path, body)
}

pub fn get(sandbox: &Sandbox, path: &str) -> Answer {
    plain(sandbox, "GET", path, &json!(null))
}

/// The bytes of a correctly signed request.
pub fn signed_bytes(api_key: &str, method: &str, path: &str, key: &str, media: &str, body: &[u8]) -> Vec<u8> {
    let timestamp = now_s().to_string();
    let signature = signature(TYBRITE_HMAC_SECRET, &timestamp, body);
    let bearer = bearer(api_key);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", media),
        ("Idempotency-Key", key),
        ("X-Timestamp", &timestamp),
        ("X-Signature", &signature),
    ];
    request(method, path, &headers, body)
}

pub fn signed_as(sandbox: &Sandbox, api_key: &str, method: &str, path: &str, key: &str, body: &Value) -> Answer {
    let body = body.to_string();
    send(sandbox, &signed_bytes(api_key, method, path, key, "application/json", body.as_bytes()))
}

pub fn signed(sandbox: &Sandbox, method: &str, path: &str, key: &str, body: &Value) -> Answer {
    signed_as(sandbox, SK_TEST, method, path, key, body)
}

pub fn initialize(sandbox: &Sandbox, key: &str, body: &Value) -> Answer {
    signed(sandbox, "POST", INITIALIZE, key, body)
}

pub fn verify(sandbox: &Sandbox, provider: &str, reference: &str) -> Answer {
    plain(sandbox, "POST", VERIFY, &json!({ "provider": provider, "reference": reference }))
}

pub fn stripe() -> Value {
    json!({ "provider": "stripe", "amount": 100, "currency": "usd", "email": "a@example.com" })
}

/// A body with some members changed; `null` removes one.
pub fn with(mut body: Value, changes: &Value) -> Value {
    let members = body.as_object_mut().expect("object");
    for (name, value) in changes.as_object().expect("changes") {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    body
}

pub fn order() -> Value {
    let address = json!({ "street": "1 Main St", "city": "Lagos", "state": "LA", "zip": "100001", "country": "NG" });
    json!({
        "customer_email": "a@example.com", "customer_name": "Ada", "payment_method": "card",
        "billing_address": address, "shipping_address": address,
        "items": [{ "product_id": "7d2d2f2e-0000-4000-8000-000000000001", "product_name": "Tea", "product_sku": "TEA-1",
                    "quantity": 2, "unit_price": 45.25, "total_price": 90.5 }],
        "subtotal": 90.5, "tax_amount": 4.5, "shipping_amount": 10, "discount_amount": 5, "total_amount": 100,
    })
}

/// A new order's id.
pub fn ordered(sandbox: &Sandbox, key: &str) -> String {
    let answer = signed(sandbox, "POST", ORDERS, key, &order());
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["order"]["id"].as_str().expect("id").to_owned()
}

/// The names of an object's members.
pub fn names(value: &Value) -> Vec<&str> {
    value.as_object().expect("object").keys().map(String::as_str).collect()
}

/// How often the Tybrite ledger counts an operation, over all references.
pub fn committed(sandbox: &Sandbox, operation: &str) -> u64 {
    let rows = sandbox.ledger().commits;
    rows.iter().filter(|row| row.operation == operation).map(|row| row.count).sum()
}
