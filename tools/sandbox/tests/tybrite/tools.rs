//! Sandbox tools and reservations.

use payseal_sandbox::{TYBRITE_PUBLISHABLE_TEST_KEY as PK_TEST, TYBRITE_SECRET_LIVE_KEY as SK_LIVE};
use serde_json::{Value, json};

use crate::receiver::Receiver;
use crate::wire::*;

const LAST_ONE: &str = "0a11a47e-0000-4000-8000-000000000003";

#[test]
fn a_reset_wipes_the_sandbox_and_leaves_production() {
    let sandbox = start();
    ordered(&sandbox, "o");
    assert_eq!(signed_as(&sandbox, SK_LIVE, "POST", ORDERS, "o", &order()).status, 201);
    for (method, path) in [("POST", "/v1/sandbox/reset"), ("DELETE", "/v1/sandbox/data")] {
        let answer = plain(&sandbox, method, path, &json!(null));
        assert_eq!((answer.status, answer.body.len()), (204, 0));
    }
    assert_eq!(get(&sandbox, ORDERS).json()["orders"], json!([]));
    let live = plain_as(&sandbox, SK_LIVE, "GET", ORDERS, &json!(null)).json();
    assert_eq!(live["orders"].as_array().unwrap().len(), 1);
    assert_eq!(signed(&sandbox, "POST", ORDERS, "o", &order()).status, 201, "the key is free again");
}

#[test]
fn time_releases_reservations_and_no_signature() {
    let sandbox = start();
    let reserve = |body: Value| plain_as(&sandbox, PK_TEST, "POST", "/v1/checkout/reserve", &body);
    let items = json!({ "items": [{ "variant_id": LAST_ONE, "quantity": 1 }], "ttl_seconds": 1 });
    let answer = reserve(items.clone());
    assert_eq!(answer.status, 201);
    let reserved = answer.json();
    assert_eq!(reserved["expires_in_seconds"], 60, "clamped");
    assert_eq!(reserved["reservation_ids"][0], reserved["reservations"][0]["reservation_id"]);
    let error = refused(&reserve(items.clone()), 409, "insufficient_stock");
    assert_eq!(error["available_stock"], 0);
    let time = |body: Value| plain(&sandbox, "POST", "/v1/sandbox/time", &body);
    for wrong in
        [json!({}), json!({ "advance_days": 0 }), json!({ "advance_days": 3651 }), json!({ "advance_days": "1" })]
    {
        refused(&time(wrong), 400, "invalid_request");
    }
    let moved = time(json!({ "advance_days": 1 })).json();
    assert_eq!((&moved["advanced_days"], &moved["shifted"]["stock_reservations"]), (&json!(1), &json!(1)));
    assert!(moved["not_shifted"].as_object().unwrap().values().all(Value::is_string));
    assert_eq!(reserve(items).status, 201);
    assert_eq!(initialize(&sandbox, "k", &stripe()).status, 201, "signatures are judged by the real clock");
    refused(&reserve(json!({ "items": [] })), 400, "invalid_request");
    let unknown = json!({ "items": [{ "variant_id": "00000000-0000-4000-8000-000000000000", "quantity": 1 }] });
    refused(&reserve(unknown), 404, "not_found");
}

#[test]
fn an_event_can_be_replayed() {
    let receiver = Receiver::start(&[]);
    let sandbox = start();
    ordered(&sandbox, "o");
    let endpoint = json!({ "url": receiver.url, "events": ["*"] });
    assert_eq!(plain(&sandbox, "POST", "/v1/webhook_endpoints", &endpoint).status, 201);
    let replay = |body: Value| plain(&sandbox, "POST", "/v1/sandbox/webhooks/replay", &body);
    let answer = replay(json!({ "type": "order.created" })).json();
    assert_eq!((&answer["results"][0]["response_status"], receiver.count()), (&json!(200), 1));
    assert_eq!(answer["results"][0]["url"], json!(receiver.url));
    let by_id = replay(json!({ "event_id": answer["replayed_event_id"] })).json();
    assert_eq!(by_id["replayed_event_id"], answer["replayed_event_id"]);
    refused(&replay(json!({ "type": "order.paid" })), 404, "not_found");
    refused(&replay(json!({})), 400, "invalid_request");
}
