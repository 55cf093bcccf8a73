//! One key, one effect; what a replay looks like on each operation.

use std::time::Duration;

use payseal_sandbox::{FaultRule, TYBRITE_SECRET_LIVE_KEY as SK_LIVE};
use serde_json::{Value, json};

use crate::common::request;
use crate::wire::*;

#[test]
fn initialize_is_told_again_as_200_with_the_flag() {
    let sandbox = start();
    let first = initialize(&sandbox, "k", &stripe());
    let again = initialize(&sandbox, "k", &stripe());
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(again.json(), with(first.json(), &json!({ "idempotent": true })));
    assert_eq!(committed(&sandbox, "v1/payments/initialize"), 1);
    assert_eq!(sandbox.ledger().commits("v1/payments/initialize", "k"), 1);
    let error = refused(&initialize(&sandbox, "k", &with(stripe(), &json!({ "amount": 101 }))), 409, "conflict");
    assert!(error["hint"].is_string());
    assert_eq!(signed_as(&sandbox, SK_LIVE, "POST", INITIALIZE, "k", &stripe()).status, 201, "environments are apart");
}

#[test]
fn orders_are_told_again_bare() {
    let sandbox = start();
    let first = signed(&sandbox, "POST", ORDERS, "k", &order());
    let again = signed(&sandbox, "POST", ORDERS, "k", &order());
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(again.json(), first.json()["order"]);
    refused(&signed(&sandbox, "POST", ORDERS, "k", &with(order(), &json!({ "notes": "x" }))), 409, "conflict");

    let path = format!("{ORDERS}/{}", first.json()["order"]["id"].as_str().unwrap());
    let change = json!({ "order_status": "shipped" });
    let shipped = signed(&sandbox, "PATCH", &path, "u", &change);
    assert_eq!(shipped.status, 200);
    signed(&sandbox, "PATCH", &path, "u2", &json!({ "order_status": "delivered" }));
    assert_eq!(signed(&sandbox, "PATCH", &path, "u", &change).json(), shipped.json(), "the original state");
    assert_eq!(get(&sandbox, &path).json()["order_status"], "delivered", "and nothing was run again");
    assert_eq!(committed(&sandbox, "v1/orders/{id}"), 2);
    refused(&signed(&sandbox, "PATCH", &path, "u", &json!({ "notes": "x" })), 409, "conflict");
}

#[test]
fn two_at_once_with_one_key_have_one_effect() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::latency(100).on("POST", INITIALIZE).times(8)).unwrap();
    let mut statuses: Vec<(u16, Value)> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let answer = initialize(&sandbox, "k", &stripe());
                    (answer.status, answer.json()["reference"].clone())
                })
            })
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    statuses.sort_by_key(|(status, _)| *status);
    assert_eq!(
        statuses.iter().map(|(status, _)| *status).collect::<Vec<_>>(),
        [200, 200, 200, 200, 200, 200, 200, 201]
    );
    assert!(statuses.iter().all(|(_, reference)| *reference == statuses[0].1));
    assert_eq!(sandbox.ledger().tybrite.payments.len(), 1);
    assert_eq!(committed(&sandbox, "v1/payments/initialize"), 1);
}

#[test]
fn a_key_is_needed_and_a_refusal_does_not_use_it_up() {
    let sandbox = start();
    for path in [INITIALIZE, ORDERS, INGEST] {
        let body = b"{}";
        let timestamp = now_s().to_string();
        let signature = signature("test_hmac_secret", &timestamp, body);
        for key in [None, Some("")] {
            let mut headers = vec![
                ("Authorization", "Bearer tybrite_sk_test_sandbox"),
                ("Content-Type", "application/json"),
                ("X-Timestamp", &timestamp),
                ("X-Signature", &signature),
            ];
            headers.extend(key.map(|key| ("Idempotency-Key", key)));
            let error =
                refused(&send(&sandbox, &request("POST", path, &headers, body)), 400, "missing_idempotency_key");
            assert!(error["hint"].is_string());
        }
    }
    refused(&initialize(&sandbox, "k", &json!({ "provider": "stripe" })), 400, "invalid_request");
    assert_eq!(initialize(&sandbox, "k", &stripe()).status, 201);
}

#[test]
fn a_key_is_forgotten_after_a_day() {
    let sandbox = start();
    assert_eq!(initialize(&sandbox, "k", &stripe()).status, 201);
    sandbox.advance_clock(Duration::from_secs(86_400 - 60));
    assert_eq!(initialize(&sandbox, "k", &stripe()).status, 200);
    sandbox.advance_clock(Duration::from_secs(120));
    assert_eq!(initialize(&sandbox, "k", &stripe()).status, 201);
    assert_eq!(sandbox.ledger().commits("v1/payments/initialize", "k"), 2, "the ledger tells");
}
