//! What `docs/sandbox.md` says of Tybrite is what the sandbox takes.

use serde_json::{Value, json};

use crate::common::control;
use crate::wire::*;

const GUIDE: &str = include_str!("../../../../docs/sandbox.md");

fn block(name: &str) -> Value {
    let (_, rest) = GUIDE.split_once(&format!("```json {name}\n")).expect("the guide shows it");
    let (text, _) = rest.split_once("```").expect("the block ends");
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn the_guides_bodies_are_taken() {
    let sandbox = start();
    let mpesa = json!({ "provider": "mpesa", "amount": 1000, "phone": "254712345678" });
    let reference = initialize(&sandbox, "k", &mpesa).json()["checkout_request_id"].clone();
    let pay = with(block("pay"), &json!({ "reference": reference }));
    assert_eq!(control(&sandbox, "POST", "/_sandbox/tybrite/pay", &pay).status, 200);
    let verified = verify(&sandbox, "mpesa", reference.as_str().unwrap()).json();
    assert_eq!((&verified["status"], &verified["result_code"]), (&json!("cancelled"), &json!("1032")));
    assert_eq!(control(&sandbox, "POST", "/_sandbox/tybrite/switches", &block("switches")).json(), block("switches"));
    refused(&get(&sandbox, ORDERS), 429, "rate_limited");
}

#[test]
fn the_guides_keys_are_known() {
    let sandbox = start();
    let keys: Vec<&str> = GUIDE.split('`').filter(|text| text.starts_with("tybrite_") && text.contains("k_")).collect();
    assert_eq!(keys.len(), 6);
    for key in keys {
        assert_eq!(plain_as(&sandbox, key, "GET", "/v1/payments/methods", &json!(null)).status, 200, "{key}");
    }
}
