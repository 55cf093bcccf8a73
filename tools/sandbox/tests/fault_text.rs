//! Faults as text: the grammar, the same in all three places, and what each new fault does on the wire.

mod common;

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use common::*;
use payseal_sandbox::{FaultAction, FaultRule, Sandbox, SandboxConfig, parse_faults};
use serde_json::json;

const OPERATION: &str = "transactions/checkout-intent";

fn started_with(spec: &str, seed: u64) -> Sandbox {
    let faults = parse_faults(spec).expect(spec);
    Sandbox::start(SandboxConfig { faults, seed, ..SandboxConfig::default() }).expect("start")
}

fn one(spec: &str) -> FaultRule {
    let mut rules = parse_faults(spec).expect(spec);
    assert_eq!(rules.len(), 1, "{spec}");
    rules.remove(0)
}

/// Everything until the connection ends, and how it ended.
fn read_all(sandbox: &Sandbox, bytes: &[u8]) -> (String, Option<ErrorKind>) {
    let mut stream = connect(sandbox.port());
    stream.write_all(bytes).expect("write");
    let mut all = Vec::new();
    let error = stream.read_to_end(&mut all).err().map(|error| error.kind());
    (String::from_utf8(all).expect("text"), error)
}

#[test]
fn the_text_says_what_the_json_says() {
    for (text, json) in [
        ("status=503", json!({"action":{"kind":"status","status":503}})),
        (
            "op=create_checkout_intent,latency=2s,times=always",
            json!({"operation":"create_checkout_intent","latency_ms":2000,"times":null}),
        ),
        (
            "method=POST, path=/clients, nth=3, p=0.5, skew=-5m",
            json!({"method":"POST","path_suffix":"/clients","nth":3,"p":0.5,"skew_s":-300}),
        ),
        (
            "retry-after=\"Wed, 21 Oct 2026 07:28:00 GMT\"",
            json!({"action":{"kind":"status","status":429,"retry_after":"Wed, 21 Oct 2026 07:28:00 GMT"}}),
        ),
        (
            "retry-after=99999999999999999999, status=503",
            json!({"action":{"kind":"status","status":503,"retry_after":"99999999999999999999"}}),
        ),
        (
            r#"status=500, body="{\"a\":\"\\\\\"}", content-type=text/plain"#,
            json!({"action":{"kind":"status","status":500,"body":"{\"a\":\"\\\\\"}","content_type":"text/plain"}}),
        ),
        ("reset=before-commit", json!({"action":{"kind":"reset_before_commit"}})),
        ("reset=head", json!({"action":{"kind":"reset_after_head"}})),
        ("reset=half-body", json!({"action":{"kind":"reset_mid_body"}})),
        ("reset=after-commit", json!({"action":{"kind":"reset_after_commit"}})),
        ("truncate", json!({"action":{"kind":"truncate_body"}})),
        ("drip=16/50ms", json!({"action":{"kind":"slow_body","piece_bytes":16,"pause_ms":50}})),
        ("big", json!({"action":{"kind":"big_error","bytes":10_000_000}})),
        ("big=64KiB, status=400", json!({"action":{"kind":"big_error","bytes":65536,"status":400}})),
        (
            "redirect=https://a.example/, status=308",
            json!({"action":{"kind":"redirect","to":"https://a.example/","status":308}}),
        ),
        ("empty, after-commit", json!({"after_commit":true,"action":{"kind":"empty"}})),
        ("no-answer", json!({"action":{"kind":"no_answer"}})),
    ] {
        let from_json: FaultRule = serde_json::from_value(json.clone()).expect("a rule");
        assert_eq!(one(text), from_json, "{text}");
        assert_eq!(one(&json.to_string()), from_json, "JSON is a spec too");
    }
    let page = one("not-json, status=400").action.expect("an action");
    assert!(matches!(page, FaultAction::Status { status: 400, body: Some(body), .. } if body.starts_with("<html>")));
    assert_eq!(parse_faults("status=500; op=list_transactions, empty ;latency=1ms").expect("three").len(), 3);
}

#[test]
fn what_cannot_be_read_is_named_with_its_fix() {
    for (text, why) in [
        ("", "a part is empty; write for example status=503, times=2"),
        ("status=503;", "a part is empty; write for example status=503, times=2"),
        ("status=often", "status=often: cannot be read; write for example status=503"),
        ("status", "status: a value is missing; write status=503"),
        ("status=99", "status 99 is not in 200..=599"),
        ("latency=200", "latency=200: cannot be read; write for example latency=200ms"),
        ("skew=300", "skew=300: cannot be read; write for example skew=-300s"),
        ("truncate=1", "truncate=1: takes no value; write truncate"),
        ("truncate, status=500", "truncate: has no status; leave status out"),
        ("truncate, empty", "empty: the rule has truncate already; begin another rule with ;"),
        ("big, retry-after=2", "big: retry-after goes with status and not-json only"),
        ("body=x", "body and content-type belong to a status; add for example status=503"),
        ("op=create_checkout_intent", "a rule does nothing; add what goes wrong, for example status=503"),
        ("status=503, times=0", "times is 0: the rule would never apply; use at least 1"),
        ("status=503, nth=0", "nth is 0, but requests are counted from 1"),
        ("status=503, p=1.5", "p is 1.5; use a probability above 0 and up to 1"),
        ("status=503, p=NaN", "p is NaN; use a probability above 0 and up to 1"),
        ("drip=0/5ms", "piece_bytes is 0: nothing would be sent"),
        ("on=/clients, empty", "on=/clients: cannot be read; write for example on=POST /transactions/checkout-intent"),
        ("body=\"x, status=500", "body=\"x, status=500: the closing quote is missing"),
        ("body=\"x\"y, status=500", "body=\"…\"y: after a quoted value comes , or ;"),
    ] {
        let error = parse_faults(text).expect_err(text).to_string();
        assert_eq!(error, format!("invalid fault: {why}"), "{text}");
    }
    for (text, part) in [
        ("stattus=503", "stattus=503: there is no such part; there are op, on,"),
        ("op=pay, empty", "there is no operation \"pay\"; there are initialize_transaction,"),
    ] {
        let error = parse_faults(text).expect_err(text).to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_reset_in_the_middle_leaves_what_was_sent() {
    let sandbox = started_with("reset=head; reset=half-body", 0);
    let (head_only, ended) = read_all(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1")));
    assert_eq!(ended, Some(ErrorKind::ConnectionReset));
    let (head, body) = head_only.split_once("\r\n\r\n").expect("a whole head");
    assert!(head.starts_with("HTTP/1.1 201 Created\r\n") && head.contains("content-length: ") && body.is_empty());
    let (half, ended) = read_all(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1")));
    assert_eq!(ended, Some(ErrorKind::ConnectionReset));
    let (head, body) = half.split_once("\r\n\r\n").expect("a whole head");
    let stated: usize = head.split("content-length: ").nth(1).unwrap().trim().parse().unwrap();
    assert_eq!(body.len(), stated / 2);
    assert_eq!(sandbox.ledger().commits(OPERATION, "EZ1"), 1);
    assert_eq!(send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1"))).json()["idempotentReplay"], json!(true));
}

#[test]
fn a_slow_body_is_whole_in_the_end() {
    let sandbox = started_with("drip=100/20ms", 0);
    let began = Instant::now();
    let answer = send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1")));
    let pieces = answer.body.len().div_ceil(100);
    assert!(pieces > 2 && began.elapsed() >= Duration::from_millis(20) * u32::try_from(pieces).unwrap());
    assert_eq!((answer.status, answer.json()["status"].clone()), (201, json!("pending")));
}

#[test]
fn errors_can_be_large_or_no_json() {
    let sandbox = started_with("big; not-json; redirect=https://elsewhere.example/", 0);
    let answer = send(&sandbox, &get(CLIENTS));
    assert_eq!((answer.status, answer.body.len()), (500, 10_000_000));
    let answer = send(&sandbox, &get(CLIENTS));
    assert_eq!((answer.status, answer.header("content-type").as_deref()), (502, Some("text/html")));
    assert!(answer.text().starts_with("<html>"));
    let answer = send(&sandbox, &get(CLIENTS));
    assert_eq!((answer.status, answer.header("location").as_deref()), (307, Some("https://elsewhere.example/")));
}

#[test]
fn several_faults_of_one_rule_happen_together() {
    let sandbox = started_with("op=create_checkout_intent, latency=30ms, skew=-1h, retry-after=date+90s", 0);
    assert_eq!(send(&sandbox, &get(TRANSACTIONS)).status, 200, "another operation");
    let began = Instant::now();
    let answer = send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1")));
    assert!(began.elapsed() >= Duration::from_millis(30));
    answer.refused(429, "RATE_LIMITED");
    let at = |name: &str| httpdate::parse_http_date(&answer.header(name).expect(name)).expect("an HTTP date");
    assert_eq!(at("retry-after").duration_since(at("date")).expect("later").as_secs(), 90);
    let behind = std::time::SystemTime::now().duration_since(at("date")).expect("behind").as_secs();
    assert!((3_590..=3_660).contains(&behind), "{behind}");
}

#[test]
fn the_clock_can_be_skewed_for_all() {
    let sandbox = Sandbox::start(SandboxConfig { clock_skew_s: 86_400, ..SandboxConfig::default() }).expect("start");
    let ahead = |sandbox: &Sandbox| {
        let date = send(sandbox, &get(CLIENTS)).header("date").expect("a date");
        let at = httpdate::parse_http_date(&date).expect("an HTTP date");
        at.duration_since(std::time::SystemTime::now()).map_or(0, |ahead| ahead.as_secs())
    };
    assert!((86_300..=86_400).contains(&ahead(&sandbox)));
    // A Stripe event that was signed by the real clock is a day too old for this one.
    let (_, intent) = pending(&sandbox, &checkout("EZ1"), "k");
    let now_s = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let event = json!({"type":"payment_intent.succeeded","data":{"object":{"id":intent}}}).to_string();
    let signature = hmac_hex("whsec_sandbox", format!("{now_s}.{event}").as_bytes());
    let headers = [("stripe-signature", &*format!("t={now_s},v1={signature}")), ("content-type", "application/json")];
    let event = request("POST", "/api/v1/webhooks/stripe", &headers, event.as_bytes());
    send(&sandbox, &event).refused(400, "STRIPE_SIGNATURE_INVALID");
    let clock = control(&sandbox, "POST", "/_sandbox/clock", &json!({"skew_s": 0}));
    assert_eq!(clock.json()["skew_s"], json!(0));
    assert_eq!((ahead(&sandbox), send(&sandbox, &event).status), (0, 200));
    sandbox.reset();
    assert!(ahead(&sandbox) > 0, "a reset goes back to the start");
}

#[test]
fn the_nth_request_and_no_other() {
    let sandbox = started_with("nth=3, status=503", 0);
    let statuses: Vec<u16> = (0..5).map(|_| send(&sandbox, &get(CLIENTS)).status).collect();
    assert_eq!(statuses, [200, 200, 503, 200, 200]);
}

#[test]
fn draws_follow_from_the_seed() {
    let draws = |seed| {
        let sandbox = started_with("p=0.4, status=503, times=always", seed);
        (0..40).map(|_| send(&sandbox, &get(CLIENTS)).status == 503).collect::<Vec<bool>>()
    };
    let (first, again, other) = (draws(1), draws(1), draws(2));
    assert_eq!(first, again);
    assert_ne!(first, other);
    let hits = first.iter().filter(|hit| **hit).count();
    assert!((6..=26).contains(&hits), "{hits} of 40 with p = 0.4");
}

#[test]
fn a_request_brings_its_own_faults() {
    let sandbox = start();
    let body = checkout("EZ1");
    let with = |spec: &str, key: &str| {
        let signature = hmac_hex("test_hmac_secret", body.as_bytes());
        let headers = [
            ("Content-Type", "application/json"),
            ("x-api-key", "cp_test_partner_sandbox"),
            ("x-clive-hmac", &*signature),
            ("idempotency-key", key),
            ("x-sandbox-fault", spec),
        ];
        send(&sandbox, &request("POST", CHECKOUT, &headers, body.as_bytes()))
    };
    let spec = "status=503, times=2; op=create_checkout_intent, retry-after=7";
    let statuses: Vec<u16> = (0..4).map(|_| with(spec, "a").status).collect();
    assert_eq!(statuses, [503, 503, 429, 201], "attempts of one intent share a count");
    assert_eq!(with(spec, "b").status, 503, "another intent has its own");
    let refused = with("stattus=503", "c").refused(400, "VALIDATION_ERROR");
    let why = refused["details"]["formErrors"][0].as_str().unwrap_or_default().to_owned();
    assert!(why.starts_with("x-sandbox-fault: invalid fault: stattus=503: there is no such part"), "{why}");
    // Without a key each request stands for itself.
    let read =
        request("GET", CLIENTS, &[("x-api-key", "cp_test_partner_sandbox"), ("x-sandbox-fault", "status=500")], b"");
    assert_eq!([send(&sandbox, &read).status, send(&sandbox, &read).status], [500, 500]);
    assert_eq!(send(&sandbox, &get(CLIENTS)).status, 200);
    assert_eq!(sandbox.ledger().commits(OPERATION, "EZ1"), 1);
}

#[test]
fn the_control_endpoint_takes_the_text() {
    let sandbox = started_with("status=500", 0);
    let set = send(&sandbox, &request("POST", "/_sandbox/faults", &[], b"status=503, times=2; truncate"));
    assert_eq!((set.status, set.json()["items"].as_array().map(Vec::len)), (200, Some(3)));
    let refused = send(&sandbox, &request("POST", "/_sandbox/faults", &[], b"status=503; op=pay, empty"));
    refused.refused(400, "VALIDATION_ERROR");
    assert_eq!(sandbox.faults().len(), 3, "all or nothing");
    sandbox.reset();
    assert_eq!(sandbox.faults(), [one("status=500")], "a reset goes back to the start");
    sandbox.clear_faults();
    assert!(sandbox.faults().is_empty());
    let bad = FaultRule { times: Some(0), ..one("empty") };
    let refused = Sandbox::start(SandboxConfig { faults: vec![bad], ..SandboxConfig::default() });
    assert_eq!(refused.expect_err("refused").kind(), ErrorKind::InvalidInput);
}

#[test]
fn the_ledger_names_key_and_body_of_each_commit() {
    let sandbox = start();
    let body = checkout("EZ1");
    for key in ["k1", "k1", "k2"] {
        assert_eq!(send(&sandbox, &signed(CHECKOUT, key, &body)).status, 201);
    }
    let hash: String = ring::digest::digest(&ring::digest::SHA256, body.as_bytes())
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let commit = |key: &str| json!({"partner":"clive","operation":OPERATION,"reference":"EZ1","idempotency_key":key,"body_sha256":hash,"count":1});
    assert_eq!(look(&sandbox, "/_sandbox/ledger")["commits"], json!([commit("k1"), commit("k2")]));
    assert_eq!(sandbox.ledger().commits(OPERATION, "EZ1"), 2, "two keys, two charges");
}

#[test]
fn an_abandoned_payment_is_told() {
    let sandbox = start();
    let (tx, intent) = pending(&sandbox, &checkout("EZ1"), "k");
    assert_eq!(sandbox.stripe_event("payment_intent.canceled", &intent).0, 200);
    let webhooks = sandbox.webhooks();
    assert_eq!(
        (webhooks.len(), webhooks[0].event.as_str(), &webhooks[0].clive_tx_id),
        (1, "transaction_abandoned", &tx)
    );
    assert!(webhooks[0].body.contains(r#""status":"failed""#), "{}", webhooks[0].body);
}
