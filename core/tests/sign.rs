//! Signing and verifying against values that other people computed: the shared vectors (RFC 4231, Wycheproof, the partners' own). The laws that hold for every input
//! stand in `sign_properties.rs`.
//!
//! Not for freshness or header parsing: those belong to the webhook tests.

use payseal::sign::{EmptyKey, SigningKey};
use serde_json::Value;
use std::path::Path;

/// The rows of `tests/vectors/sign.json`; what the forms mean stands in its `about`.
fn rows() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/sign.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    file["rows"].as_array().unwrap().clone()
}

fn bytes(form: &Value) -> Vec<u8> {
    if let Some(text) = form.as_str() {
        return text.as_bytes().to_vec();
    }
    if let Some(hex) = form["hex"].as_str() {
        return (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
    }
    let times = form["times"].as_u64().unwrap() as usize;
    form["repeat"].as_str().unwrap().repeat(times).into_bytes()
}

fn sign(key: &SigningKey, scheme: &str, timestamp: &str, body: &[u8]) -> String {
    match scheme {
        "hex" => key.sign_hex(body).to_string(),
        "hex_timestamped" => key.sign_hex_timestamped(timestamp, body).to_string(),
        "base64_timestamped" => key.sign_base64_timestamped(timestamp.parse().unwrap(), body).to_string(),
        "base64url" => key.sign_base64url(body).to_string(),
        other => panic!("unknown scheme {other}"),
    }
}

fn verify(key: &SigningKey, scheme: &str, timestamp: &str, body: &[u8], received: &str) -> bool {
    match scheme {
        "hex" => key.verify_hex(body, received),
        "hex_timestamped" => key.verify_hex_timestamped(timestamp, body, received),
        "base64_timestamped" => key.verify_base64_timestamped(timestamp, body, received),
        other => panic!("unknown scheme {other}"),
    }
}

#[test]
fn every_vector() {
    let rows = rows();
    assert!(rows.len() > 100, "only {} rows were read", rows.len());
    for row in rows {
        let (id, input, expect) = (&row["id"], &row["input"], &row["expect"]);
        let key = SigningKey::new(bytes(&input["secret"]));
        if input["op"] == "key" {
            assert_eq!(key.is_ok(), expect["valid"], "{id}");
            continue;
        }
        let key = key.unwrap();
        let body = bytes(&input["body"]);
        let scheme = input["scheme"].as_str().unwrap();
        let timestamp = input["timestamp"].as_str().unwrap_or_default();
        if input["op"] == "verify" {
            let received = input["received"].as_str().unwrap();
            let valid = verify(&key, scheme, timestamp, &body, received);
            assert_eq!(valid, expect["valid"], "{id}: {}", row["why"]);
        } else {
            assert_eq!(input["op"], "sign", "{id}");
            let signature = sign(&key, scheme, timestamp, &body);
            assert_eq!(signature, expect["signature"], "{id}: {}", row["why"]);
            if scheme != "base64url" {
                assert!(verify(&key, scheme, timestamp, &body, &signature), "{id}");
            }
        }
    }
}

#[test]
fn an_empty_secret_signs_nothing() {
    assert_eq!(SigningKey::new([]).unwrap_err(), EmptyKey);
}
