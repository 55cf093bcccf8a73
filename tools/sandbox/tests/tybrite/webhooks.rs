//! Webhook endpoints, and deliveries checked by the tests' own signer.

use std::time::Duration;

use payseal_sandbox::{PaymentStatus, Sandbox, TYBRITE_SECRET_LIVE_KEY as SK_LIVE, TybriteConfig};
use serde_json::{Value, json};

use crate::common::{control, hmac_hex, look, wait_until};
use crate::receiver::{Delivery, Receiver};
use crate::wire::*;

const ENDPOINTS: &str = "/v1/webhook_endpoints";

fn create(sandbox: &Sandbox, url: &str, events: &[&str]) -> Value {
    let answer = plain(sandbox, "POST", ENDPOINTS, &json!({ "url": url, "events": events }));
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["webhook_endpoint"].clone()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

/// Checks `t` and `v1` over the very bytes; gives `t`.
fn check(secret: &str, delivery: &Delivery) -> i64 {
    let header = delivery.header("x-tybrite-signature").expect("signed");
    let (t, v1) = header.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    assert_eq!(v1, hmac_hex(secret, format!("{t}.{}", delivery.body).as_bytes()));
    let t: i64 = t.parse().unwrap();
    assert!((now_s() - t).abs() < 300);
    t
}

#[test]
fn the_tests_own_signer_gives_the_contracts_vector() {
    let body = r#"{"id":"evt_1781955476025_lp1jafe","type":"order.created","api_version":"v1","livemode":false,"created_at":"2026-06-20T11:37:56.025Z","data":{"object":{"id":"e7d28e96-e9e0-45ce-be28-51812f63eb4b"}}}"#;
    let secret = "68c216748eb34be5adf93e39cda61386337883e7420c4a6d1994eb11346bce20";
    assert_eq!(
        hmac_hex(secret, format!("1781955476.{body}").as_bytes()),
        "2ffe8e2d0a9e9d18072a927c1de3be7a0db760eedd45d21b0ae1947a3bb15820"
    );
}

#[test]
fn endpoints_live_their_life() {
    let sandbox = start();
    let made = create(&sandbox, "https://example.com/hooks", &["order.created", "order.paid"]);
    assert_eq!(
        names(&made),
        ["created_at", "enabled", "events", "id", "metadata", "signing_secret", "store_id", "updated_at", "url"]
    );
    let secret = text(&made, "signing_secret");
    assert!(secret.len() == 64 && secret.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    let path = format!("{ENDPOINTS}/{}", text(&made, "id"));
    let shown = get(&sandbox, &path).json()["webhook_endpoint"].clone();
    assert_eq!(shown["delivery_stats"], json!({ "total": 0, "successful": 0, "failed": 0 }));
    assert!(shown.get("signing_secret").is_none(), "shown once");
    assert_eq!((&shown["last_success_at"], &shown["disabled_reason"]), (&json!(null), &json!(null)));
    let changes = json!({ "events": ["*"], "enabled": false, "metadata": { "a": 1 } });
    let changed = plain(&sandbox, "PATCH", &path, &changes).json()["webhook_endpoint"].clone();
    assert_eq!((&changed["events"], &changed["enabled"]), (&json!(["*"]), &json!(false)));
    for body in [
        json!({ "url": "https://example.com" }),
        json!({ "events": ["*"] }),
        json!({ "url": "http://example.com", "events": ["*"] }),
        json!({ "url": "nonsense", "events": ["*"] }),
        json!({ "url": "https://example.com", "events": [] }),
        json!({ "url": "https://example.com", "events": ["Order Created"] }),
        json!({ "url": "https://example.com", "events": ["*"], "enabled": "yes" }),
    ] {
        refused(&plain(&sandbox, "POST", ENDPOINTS, &body), 400, "invalid_request");
    }
    for _ in 0..4 {
        create(&sandbox, "https://example.com/more", &["*"]);
    }
    let page = get(&sandbox, &format!("{ENDPOINTS}?limit=4")).json();
    assert_eq!(
        (page["webhook_endpoints"].as_array().unwrap().len(), &page["pagination"]["has_more"]),
        (4, &json!(true))
    );
    refused(&plain_as(&sandbox, SK_LIVE, "GET", &path, &json!(null)), 404, "not_found");
    let deleted = plain(&sandbox, "DELETE", &path, &json!(null)).json();
    assert_eq!((&deleted["success"], deleted["message"].is_string()), (&json!(true), true));
    for (method, suffix) in [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/test")] {
        refused(&plain(&sandbox, method, &format!("{path}{suffix}"), &json!({})), 404, "not_found");
    }
}

#[test]
fn deliveries_are_signed_anew_until_one_is_taken() {
    let receiver = Receiver::start(&[500, 302]);
    let sandbox = start();
    let endpoint = create(&sandbox, &receiver.url, &["order.created"]);
    let secret = text(&endpoint, "signing_secret");
    let id = ordered(&sandbox, "o");
    wait_until("the first attempt", || receiver.count() == 1);
    // The first retry would come in a minute.
    for attempts in [1, 2] {
        wait_until("the attempt in the log", || sandbox.tybrite_webhooks().len() >= attempts);
        wait_until("the retry", || {
            sandbox.hurry_tybrite_webhooks();
            receiver.count() > attempts
        });
    }
    let got = receiver.got.lock().unwrap();
    assert_eq!(got.len(), 3, "an answer that is not 2xx is tried again");
    let times: Vec<i64> = got.iter().map(|delivery| check(secret, delivery)).collect();
    assert!(times.is_sorted());
    assert!(got.iter().all(|delivery| delivery.body == got[0].body));
    assert_eq!(got[0].header("content-type"), Some("application/json"));
    let envelope: Value = serde_json::from_str(&got[0].body).unwrap();
    assert_eq!(names(&envelope), ["api_version", "created_at", "data", "id", "livemode", "store_id", "type"]);
    assert_eq!((text(&envelope, "type"), &envelope["livemode"]), ("order.created", &json!(false)));
    assert_eq!(envelope["data"]["object"]["id"], json!(id));
    assert!(text(&envelope, "id").starts_with("evt_"));
    drop(got);

    wait_until("the last in the log", || sandbox.tybrite_webhooks().len() == 3);
    let event = get(&sandbox, &format!("/v1/webhook_events/{}", text(&envelope, "id"))).json()["webhook_event"].clone();
    assert_eq!(event["payload"], envelope);
    let rows = event["deliveries"].as_array().unwrap();
    let facts: Vec<(u64, u64, bool)> = rows
        .iter()
        .map(|row| {
            (
                row["attempt_number"].as_u64().unwrap(),
                row["status_code"].as_u64().unwrap(),
                row["success"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(facts, [(1, 500, false), (2, 302, false), (3, 200, true)]);
    assert_eq!(
        names(&rows[0]),
        [
            "attempt_number",
            "attempted_at",
            "endpoint_id",
            "id",
            "latency_ms",
            "response_body",
            "status_code",
            "success"
        ]
    );
    assert_eq!(rows[0]["response_body"], "there");
    let stats = get(&sandbox, &format!("{ENDPOINTS}/{}", text(&endpoint, "id"))).json();
    assert_eq!(stats["webhook_endpoint"]["delivery_stats"], json!({ "total": 3, "successful": 1, "failed": 2 }));

    let again = plain(&sandbox, "POST", &format!("/v1/webhook_events/{}/retry", text(&envelope, "id")), &json!(null));
    let results = json!([{ "endpoint_id": text(&endpoint, "id"), "success": true, "status_code": 200 }]);
    assert_eq!(again.json(), json!({ "event_id": text(&envelope, "id"), "retried": 1, "results": results }));
    check(secret, receiver.got.lock().unwrap().last().unwrap());
    refused(&plain(&sandbox, "POST", "/v1/webhook_events/nobody/retry", &json!(null)), 404, "not_found");
    let sent = look(&sandbox, "/_sandbox/tybrite/webhooks");
    assert_eq!(sent["items"].as_array().unwrap().len(), 4);
}

#[test]
fn an_endpoint_that_never_answers_is_switched_off() {
    let receiver = Receiver::start(&[500; 60]);
    let schedule = vec![Duration::ZERO, Duration::from_millis(1)];
    let sandbox = start_with(TybriteConfig { webhook_schedule: schedule, ..TybriteConfig::default() });
    let id = text(&create(&sandbox, &receiver.url, &["order.created"]), "id").to_owned();
    let path = format!("{ENDPOINTS}/{id}");
    for at in 0..20 {
        ordered(&sandbox, &format!("o{at}"));
    }
    let shown = || get(&sandbox, &path).json()["webhook_endpoint"].clone();
    wait_until("twenty deliveries given up", || sandbox.tybrite_webhooks().len() == 60);
    wait_until("the endpoint to be off", || shown()["enabled"] == false);
    let off = shown();
    assert_eq!(text(&off, "disabled_reason"), "auto_disabled_after_20_consecutive_failures");
    assert!(off["disabled_at"].is_string());
    assert_eq!(off["consecutive_failures"], 20);
    ordered(&sandbox, "unheard");
    let on = plain(&sandbox, "PATCH", &path, &json!({ "enabled": true })).json()["webhook_endpoint"].clone();
    assert_eq!((&on["consecutive_failures"], &on["disabled_reason"]), (&json!(0), &json!(null)));
    ordered(&sandbox, "heard");
    wait_until("the delivery", || shown()["delivery_stats"]["successful"] == 1);
    assert_eq!(receiver.count(), 61, "nothing was sent while it was off");
}

#[test]
fn a_test_event_says_so_and_a_failure_is_still_200() {
    let receiver = Receiver::start(&[200, 503]);
    let sandbox = start();
    let endpoint = create(&sandbox, &receiver.url, &["order.paid"]);
    let path = format!("{ENDPOINTS}/{}/test", text(&endpoint, "id"));
    let tested = plain(&sandbox, "POST", &path, &json!(null)).json();
    assert_eq!((&tested["success"], text(&tested, "event_type")), (&json!(true), "order.created"));
    assert_eq!((&tested["status_code"], text(&tested, "response_body")), (&json!(200), "there"));
    let failed = plain(&sandbox, "POST", &path, &json!({ "event_type": "b2b.po.confirmed" }));
    assert_eq!((failed.status, &failed.json()["success"]), (200, &json!(false)));
    refused(&plain(&sandbox, "POST", &path, &json!({ "event_type": "order.updated" })), 400, "invalid_request");
    let got = receiver.got.lock().unwrap();
    check(text(&endpoint, "signing_secret"), &got[0]);
    let envelope: Value = serde_json::from_str(&got[0].body).unwrap();
    assert_eq!((&envelope["test"], &envelope["id"]), (&json!(true), &tested["event_id"]));
    assert!(text(&envelope, "id").starts_with("evt_test_"));
    drop(got);
    let elsewhere = create(&sandbox, "https://example.com/hooks", &["*"]);
    let path = format!("{ENDPOINTS}/{}/test", text(&elsewhere, "id"));
    let tested = plain(&sandbox, "POST", &path, &json!(null)).json();
    assert_eq!((&tested["success"], &tested["status_code"]), (&json!(false), &json!(null)));
    assert!(sandbox.tybrite_webhooks().last().unwrap().error.as_ref().unwrap().contains("loopback"));
    let through = TybriteConfig { webhook_receiver: Some(receiver.url.clone()), ..TybriteConfig::default() };
    let sandbox = start_with(through);
    let endpoint = create(&sandbox, "https://example.com/hooks", &["*"]);
    let path = format!("{ENDPOINTS}/{}/test", text(&endpoint, "id"));
    assert_eq!(plain(&sandbox, "POST", &path, &json!(null)).json()["success"], true);
    check(text(&endpoint, "signing_secret"), receiver.got.lock().unwrap().last().unwrap());
}

#[test]
fn the_log_tells_what_happened_in_its_environment() {
    let sandbox = start();
    let id = ordered(&sandbox, "o");
    let body = with(stripe(), &json!({ "order_id": id }));
    let session = text(&initialize(&sandbox, "p", &body).json(), "session_id").to_owned();
    sandbox.tybrite_pay(&session, PaymentStatus::Paid).unwrap();
    let mpesa = json!({ "provider": "mpesa", "amount": 1, "phone": "254712345678" });
    let reference = text(&initialize(&sandbox, "m", &mpesa).json(), "reference").to_owned();
    sandbox.tybrite_pay(&reference, PaymentStatus::Cancelled).unwrap();
    let log = |query: &str| get(&sandbox, &format!("/v1/webhook_events?{query}")).json();
    let all = log("limit=200");
    let events: Vec<&str> = all["webhook_events"].as_array().unwrap().iter().map(|event| text(event, "type")).collect();
    assert_eq!(events, ["payment.failed", "order.paid", "order.updated", "payment.succeeded", "order.created"]);
    let updated = &log("type=order.updated")["webhook_events"][0];
    assert_eq!(updated["payload"]["previous_attributes"]["payment_status"], "pending");
    assert!(updated.get("deliveries").is_none());
    assert_eq!(log("environment=sandbox&limit=2")["pagination"]["has_more"], true);
    assert_eq!(log("environment=production")["webhook_events"], json!([]));
    refused(&get(&sandbox, "/v1/webhook_events?environment=moon"), 400, "invalid_request");
    let live = plain_as(&sandbox, SK_LIVE, "GET", "/v1/webhook_events", &json!(null)).json();
    assert_eq!(live["webhook_events"], json!([]));
    let _ = control(&sandbox, "DELETE", "/_sandbox/state", &json!(null));
    assert_eq!(log("")["webhook_events"], json!([]));
}
