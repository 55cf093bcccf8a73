//! What every request passes: keys, signatures, identity, limits.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use payseal_sandbox::{
    TYBRITE_HMAC_SECRET, TYBRITE_OPERATOR_KEY, TYBRITE_PUBLISHABLE_LIVE_KEY as PK_LIVE,
    TYBRITE_PUBLISHABLE_TEST_KEY as PK_TEST, TYBRITE_READ_ONLY_KEY, TYBRITE_SECRET_LIVE_KEY as SK_LIVE,
    TYBRITE_SECRET_TEST_KEY as SK_TEST, TybriteConfig,
};
use ring::hmac;
use serde_json::{Value, json};

use crate::common::{control, request};
use crate::wire::*;

const VECTORS: [(&str, &str); 2] = [
    (
        r#"{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}"#,
        "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM=",
    ),
    (
        r#"{"provider":"airtel","amount":1000,"phone":"254733444555","country":"KE","metadata":{"name":"Zoë ☕"}}"#,
        "afHnpCwIKICzEOzrjngb8q0w7Oy4k4S5IGvhgRaqcgA=",
    ),
];

fn initialize_bytes(headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let bearer = bearer(SK_TEST);
    let mut all =
        vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json"), ("Idempotency-Key", "k")];
    all.extend_from_slice(headers);
    request("POST", INITIALIZE, &all, body.as_bytes())
}

#[test]
fn the_contracts_signature_vectors_are_accepted() {
    // Their timestamp is long past, so this sandbox has a window of a century.
    let century = Duration::from_secs(100 * 366 * 86_400);
    let sandbox = start_with(TybriteConfig { signature_window: century, ..TybriteConfig::default() });
    for (at, (body, expected)) in VECTORS.into_iter().enumerate() {
        assert_eq!(signature("test_hmac_secret", "1771526500", body.as_bytes()), expected, "the tests' own signer");
        let key = format!("payment-1771526500-{at}");
        let bearer = bearer(SK_TEST);
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", &key),
            ("X-Timestamp", "1771526500"),
            ("X-Signature", expected),
        ];
        let answer = send(&sandbox, &request("POST", INITIALIZE, &headers, body.as_bytes()));
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.header("tybrite-environment").as_deref(), Some("sandbox"));
    }
}

#[test]
fn anything_but_a_fresh_signature_over_these_bytes_is_refused_alike() {
    let sandbox = start();
    let body = stripe().to_string();
    let now = now_s();
    let sign = |timestamp: &str| signature(TYBRITE_HMAC_SECRET, timestamp, body.as_bytes());
    let ms = (now * 1_000).to_string();
    let plus = format!("+{now}");
    let text = now.to_string();
    let good = sign(&text);
    let stale = (now - 310).to_string();
    let early = (now + 310).to_string();
    let other_secret = signature("another", &text, body.as_bytes());
    let without_timestamp = {
        let key = hmac::Key::new(hmac::HMAC_SHA256, TYBRITE_HMAC_SECRET.as_bytes());
        base64::engine::general_purpose::STANDARD.encode(hmac::sign(&key, body.as_bytes()))
    };
    let cases: Vec<(&str, Vec<(&str, String)>)> = vec![
        ("no headers", vec![]),
        ("no timestamp", vec![("X-Signature", good.clone())]),
        ("no signature", vec![("X-Timestamp", text.clone())]),
        ("stale", vec![("X-Timestamp", stale.clone()), ("X-Signature", sign(&stale))]),
        ("from the future", vec![("X-Timestamp", early.clone()), ("X-Signature", sign(&early))]),
        ("milliseconds", vec![("X-Timestamp", ms.clone()), ("X-Signature", sign(&ms))]),
        ("a sign", vec![("X-Timestamp", plus.clone()), ("X-Signature", sign(&plus))]),
        ("another secret", vec![("X-Timestamp", text.clone()), ("X-Signature", other_secret)]),
        ("body only", vec![("X-Timestamp", text.clone()), ("X-Signature", without_timestamp)]),
        ("unpadded", vec![("X-Timestamp", text.clone()), ("X-Signature", good.trim_end_matches('=').to_owned())]),
        ("other timestamp", vec![("X-Timestamp", (now - 1).to_string()), ("X-Signature", good.clone())]),
        ("twice", vec![("X-Timestamp", text.clone()), ("X-Signature", good.clone()), ("X-Signature", good.clone())]),
    ];
    for (why, headers) in cases {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = send(&sandbox, &initialize_bytes(&headers, &body));
        let error = refused(&answer, 401, "invalid_signature");
        assert_eq!(error["message"], "Request signature verification failed", "{why}");
        assert_eq!(answer.header("tybrite-environment").as_deref(), Some("sandbox"));
    }
    let headers = [("X-Timestamp", text.as_str()), ("X-Signature", good.as_str())];
    let spaced = body.replace(':', ": ");
    refused(&send(&sandbox, &initialize_bytes(&headers, &spaced)), 401, "invalid_signature");
    assert_eq!(sandbox.ledger().tybrite.payments.len(), 0, "nothing was begun");
    let edge = (now - 295).to_string();
    let signature = sign(&edge);
    let answer = send(&sandbox, &initialize_bytes(&[("X-Timestamp", &edge), ("X-Signature", &signature)], &body));
    assert_eq!(answer.status, 201, "within the window");

    let ingest =
        request("POST", INGEST, &[("Authorization", &bearer(SK_TEST)), ("Content-Type", "text/csv")], b"sku\n");
    let error = refused(&send(&sandbox, &ingest), 401, "invalid_signature");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("X-Timestamp") && message.contains("X-Signature"), "ingestion names its headers");
}

#[test]
fn a_key_must_be_there_and_known_and_may_carry_any_vendor() {
    let sandbox = start();
    let methods = |headers: &[(&str, &str)]| send(&sandbox, &request("GET", "/v1/payments/methods", headers, b""));
    let message = |headers: &[(&str, &str)]| {
        let answer = methods(headers);
        assert_eq!(answer.header("tybrite-environment"), None);
        refused(&answer, 401, "unauthorized")["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message(&[]), "Missing authorization header");
    assert_eq!(message(&[("Authorization", SK_TEST)]), "Missing or invalid Authorization header");
    assert_eq!(message(&[("Authorization", "Bearer ")]), "Missing or invalid Authorization header");
    for wrong in ["tybrite_sk_test_other", "sandbox", "_sk_test_sandbox", "test_hmac_secret", "tybrite_sk_test_"] {
        assert_eq!(message(&[("Authorization", &bearer(wrong))]), "Invalid API key", "{wrong}");
    }
    for (key, environment) in [
        (SK_TEST, "sandbox"),
        (SK_LIVE, "production"),
        (PK_TEST, "sandbox"),
        (PK_LIVE, "production"),
        ("acmecommerce_sk_live_sandbox", "production"),
        ("acme_shop_pk_test_sandbox", "sandbox"),
    ] {
        let answer = methods(&[("Authorization", &bearer(key))]);
        assert_eq!((answer.status, answer.header("tybrite-environment").as_deref()), (200, Some(environment)));
        for name in ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
            assert!(answer.header(name).unwrap().parse::<i64>().is_ok(), "{name}");
        }
    }
}

#[test]
fn each_kind_of_key_has_its_bounds() {
    let sandbox = start();
    let id = "00000000-0000-4000-8000-000000000000";
    for (method, path) in [
        ("POST", INITIALIZE.to_owned()),
        ("POST", VERIFY.to_owned()),
        ("POST", ORDERS.to_owned()),
        ("GET", ORDERS.to_owned()),
        ("GET", format!("{ORDERS}/{id}")),
        ("PATCH", format!("{ORDERS}/{id}")),
        ("POST", INGEST.to_owned()),
        ("GET", "/v1/webhook_endpoints".to_owned()),
        ("POST", "/v1/webhook_endpoints".to_owned()),
        ("DELETE", format!("/v1/webhook_endpoints/{id}")),
        ("GET", "/v1/webhook_events".to_owned()),
        ("POST", "/v1/sandbox/reset".to_owned()),
    ] {
        let error = refused(&signed_as(&sandbox, PK_TEST, method, &path, "k", &json!({})), 403, "forbidden");
        assert!(error["hint"].as_str().unwrap().contains("secret key"), "{method} {path}");
    }
    for (method, path) in [
        ("POST", "/v1/sandbox/reset"),
        ("DELETE", "/v1/sandbox/data"),
        ("POST", "/v1/sandbox/time"),
        ("POST", "/v1/sandbox/webhooks/replay"),
    ] {
        let answer = plain_as(&sandbox, SK_LIVE, method, path, &json!({}));
        refused(&answer, 403, "forbidden");
        assert_eq!(answer.header("tybrite-environment").as_deref(), Some("production"));
    }
    refused(&signed_as(&sandbox, TYBRITE_OPERATOR_KEY, "POST", INGEST, "k", &json!([])), 403, "forbidden");
    refused(&signed_as(&sandbox, TYBRITE_READ_ONLY_KEY, "POST", ORDERS, "k", &order()), 403, "insufficient_scope");
    assert_eq!(plain_as(&sandbox, TYBRITE_READ_ONLY_KEY, "GET", ORDERS, &json!(null)).status, 200);
}

#[test]
fn paths_and_methods_that_are_not_there() {
    let sandbox = start();
    refused(&get(&sandbox, "/v1/nothing"), 404, "not_found");
    assert_eq!(plain(&sandbox, "PUT", ORDERS, &json!({})).status, 405);
    let health = send(&sandbox, &request("GET", "/v1/health", &[], b""));
    assert_eq!((health.status, &health.json()["status"]), (200, &json!("ok")));
    assert_eq!(send(&sandbox, &request("GET", "/", &[], b"")).status, 200);
}

fn claim(secret: &str, claim: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, claim.as_bytes());
    format!("{}.{}", URL_SAFE_NO_PAD.encode(claim), URL_SAFE_NO_PAD.encode(tag))
}

#[test]
fn an_external_identity_is_verified_when_it_is_sent() {
    let published = r#"{"external_id":"auth0|66a3f8c2b1d9c204a1f7e3d1","iat":1780045000,"exp":1780045240}"#;
    let vector = "eyJleHRlcm5hbF9pZCI6ImF1dGgwfDY2YTNmOGMyYjFkOWMyMDRhMWY3ZTNkMSIsImlhdCI6MTc4MDA0NTAwMCwiZXhwIjoxNzgwMDQ1MjQwfQ.27zY5gjHIhNjhpTnhs35mGiwA3vZgazHC_TdETWS_y8";
    assert_eq!(claim(TYBRITE_HMAC_SECRET, published), vector);
    let sandbox = start();
    let methods = |headers: &[(&str, &str)]| {
        let bearer = bearer(PK_TEST);
        let all = [&[("Authorization", bearer.as_str())], headers].concat();
        send(&sandbox, &request("GET", "/v1/payments/methods", &all, b""))
    };
    let now = now_s();
    let body = |iat: i64, exp: i64| format!(r#"{{"external_id":"auth0|1","iat":{iat},"exp":{exp}}}"#);
    let good = claim(TYBRITE_HMAC_SECRET, &body(now, now + 240));
    assert_eq!(methods(&[("x-external-auth", &good)]).status, 200);
    for wrong in [
        vector.to_owned(),
        claim("another", &body(now, now + 240)),
        claim(TYBRITE_HMAC_SECRET, &body(now, now + 301)),
        claim(TYBRITE_HMAC_SECRET, &body(now - 290, now - 10)),
        good.split('.').next().unwrap().to_owned(),
        format!("{good}="),
        format!("{good}.x"),
    ] {
        refused(&methods(&[("x-external-auth", &wrong)]), 401, "unauthorized");
    }
    refused(&methods(&[("x-external-auth", &good), ("x-auth-token", "t")]), 400, "invalid_request");
    assert_eq!(methods(&[("x-auth-token", "t")]).status, 200);
}

#[test]
fn a_hundred_payments_an_hour_and_replays_are_free() {
    let sandbox = start();
    for at in 0..100 {
        assert_eq!(initialize(&sandbox, &format!("k{at}"), &stripe()).status, 201);
    }
    let answer = initialize(&sandbox, "k100", &stripe());
    let error = refused(&answer, 429, "rate_limited");
    assert_eq!((&error["limit"], &error["remaining"]), (&json!(100), &json!(0)));
    let reset = error["reset"].as_i64().unwrap();
    assert!(reset > now_s() && reset <= now_s() + 3_600);
    let header = |name: &str| answer.header(name).unwrap();
    assert_eq!((header("x-ratelimit-scope"), header("x-ratelimit-limit")), ("abuse".into(), "100".into()));
    assert_eq!((header("x-ratelimit-remaining"), header("x-ratelimit-reset")), ("0".into(), reset.to_string()));
    assert!(header("retry-after").parse::<i64>().unwrap() > 3_000);
    for _ in 0..3 {
        assert_eq!(initialize(&sandbox, "k0", &stripe()).status, 200, "a replay does not count");
    }
    assert_eq!(signed_as(&sandbox, SK_LIVE, "POST", INITIALIZE, "k", &stripe()).status, 201, "each key has its own");
    refused(&initialize(&sandbox, "k100", &stripe()), 429, "rate_limited");
    sandbox.advance_clock(Duration::from_secs(3_600));
    assert_eq!(initialize(&sandbox, "k100", &stripe()).status, 201);
}

#[test]
fn throttle_and_quota_are_switched_on() {
    let sandbox = start();
    let switch = |body: Value| control(&sandbox, "POST", "/_sandbox/tybrite/switches", &body);
    assert_eq!(switch(json!({ "rate_limited_next": 2, "rate_limited_for_s": 7 })).status, 200);
    for _ in 0..2 {
        let answer = get(&sandbox, ORDERS);
        refused(&answer, 429, "rate_limited");
        assert_eq!(answer.header("x-ratelimit-scope").as_deref(), Some("abuse"));
        assert_eq!(answer.header("retry-after").as_deref(), Some("7"));
        assert_eq!(answer.header("tybrite-environment").as_deref(), Some("sandbox"));
    }
    assert_eq!(get(&sandbox, ORDERS).status, 200);
    switch(json!({ "quota_left": 1 }));
    assert_eq!(get(&sandbox, ORDERS).status, 200);
    let answer = get(&sandbox, ORDERS);
    refused(&answer, 429, "quota_exceeded");
    assert_eq!(answer.header("x-ratelimit-scope"), None);
    switch(json!({ "quota_left": null }));
    assert_eq!(get(&sandbox, ORDERS).status, 200);
    assert_eq!(switch(json!({ "qouta_left": 1 })).status, 400);
    let limited = start_with(TybriteConfig { monthly_quota: Some(0), ..TybriteConfig::default() });
    refused(&get(&limited, ORDERS), 429, "quota_exceeded");
}
