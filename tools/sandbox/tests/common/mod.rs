//! What the tests share: a sandbox, a signer, and the smallest HTTP client that can show bytes and resets.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use payseal_sandbox::{API_KEY, HMAC_SECRET, Sandbox, SandboxConfig};
use ring::hmac;
use serde_json::{Value, json};

pub const CHECKOUT: &str = "/api/v1/transactions/checkout-intent";
pub const CHECKOUT_V2: &str = "/api/v1/transactions/checkout-intent-v2";
pub const INITIALIZE: &str = "/api/v1/transactions/initialize";
pub const ATTACH: &str = "/api/v1/transactions/attach-intent";
pub const TRANSACTIONS: &str = "/api/v1/transactions";
pub const CLIENTS: &str = "/api/v1/clients";

pub fn start() -> Sandbox {
    Sandbox::start(SandboxConfig { webhook_backoff: Duration::from_millis(5), ..SandboxConfig::default() })
        .expect("start")
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }

    /// Asserts the envelope: exactly `error`, `code`, `details`.
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let body = self.json();
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{}", self.text());
        let names: Vec<&str> = body.as_object().expect("object").keys().map(String::as_str).collect();
        assert_eq!(names, ["code", "details", "error"]);
        assert!(self.text().starts_with(r#"{"error":""#), "{}", self.text());
        body
    }
}

pub fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("connect");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("timeout");
    stream
}

/// The bytes of a request.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {path} HTTP/1.1\r\nHost: sandbox\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if !body.is_empty() || method == "POST" {
        bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// Reads one answer; an error if the connection ends before the answer does.
pub fn read_answer(stream: &mut TcpStream) -> io::Result<Answer> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let status = head.split(' ').nth(1).and_then(|text| text.parse().ok()).expect("status");
    let mut answer = Answer { status, head, body: Vec::new() };
    let length = answer.header("content-length").map_or(0, |text| text.parse().expect("length"));
    answer.body = vec![0; length];
    stream.read_exact(&mut answer.body)?;
    Ok(answer)
}

pub fn try_send(sandbox: &Sandbox, bytes: &[u8]) -> io::Result<Answer> {
    let mut stream = connect(sandbox.port());
    stream.write_all(bytes)?;
    read_answer(&mut stream)
}

pub fn send(sandbox: &Sandbox, bytes: &[u8]) -> Answer {
    try_send(sandbox, bytes).expect("an answer")
}

pub fn hmac_hex(secret: &str, message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, message).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A signed mutation with another API key.
pub fn signed_as(api_key: &str, path: &str, key: &str, body: &str) -> Vec<u8> {
    let signature = hmac_hex(HMAC_SECRET, body.as_bytes());
    let headers = [
        ("Content-Type", "application/json"),
        ("x-api-key", api_key),
        ("x-clive-hmac", &signature),
        ("idempotency-key", key),
    ];
    request("POST", path, &headers, body.as_bytes())
}

/// A signed mutation.
pub fn signed(path: &str, key: &str, body: &str) -> Vec<u8> {
    signed_as(API_KEY, path, key, body)
}

pub fn get_as(api_key: &str, path: &str) -> Vec<u8> {
    request("GET", path, &[("x-api-key", api_key)], b"")
}

pub fn get(path: &str) -> Vec<u8> {
    get_as(API_KEY, path)
}

/// The contract's example, with another reference.
pub fn checkout(reference: &str) -> String {
    format!(
        r#"{{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","email":"buyer@example.com","echezona_reference":"{reference}","statement_descriptor_suffix":"AIRPEACE","meta":{{"order_id":"ORD-1001","a":1.50}}}}"#
    )
}

/// A checkout with one field changed, or removed when the value is null.
pub fn checkout_with(field: &str, value: Value) -> String {
    let mut body: Value = serde_json::from_str(&checkout("EZ1")).expect("JSON");
    let members = body.as_object_mut().expect("object");
    if value.is_null() {
        members.remove(field);
    } else {
        members.insert(field.to_owned(), value);
    }
    body.to_string()
}

/// A checkout that worked: its `clive_tx_id` and intent.
pub fn pending(sandbox: &Sandbox, body: &str, key: &str) -> (String, String) {
    let answer = send(sandbox, &signed(CHECKOUT, key, body));
    assert_eq!(answer.status, 201, "{}", answer.text());
    let body = answer.json();
    let text = |name: &str| body[name].as_str().expect(name).to_owned();
    (text("clive_tx_id"), text("stripe_payment_intent_id"))
}

pub fn control(sandbox: &Sandbox, method: &str, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(sandbox, &request(method, path, &[], body.as_bytes()))
}

pub fn look(sandbox: &Sandbox, path: &str) -> Value {
    control(sandbox, "GET", path, &json!(null)).json()
}

/// Waits until something holds, looking often; panics after ten seconds.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(10), "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
