//! `raw_request`: endpoints without a description, through the same call machine.

use payseal::driver::{CliveClient, RequestOptions};
use payseal::error::Kind;
use payseal::json::Value;
use payseal::operation::{Auth, Method};
use payseal::{Answer, Error, Outcome, RawRequest};
use payseal_sandbox::{ADMIN_JWT, FaultAction, FaultRule};

use crate::support::{CHECKOUT, builder, client, sandbox};

const GET: RawRequest<'static> = RawRequest {
    method: Method::Get,
    path: "/transactions",
    auth: Auth::ApiKey,
    body: None,
    idempotency_key: None,
    query: &[],
};

const BODY: &[u8] = br#"{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":7.50,"currency":"USD","email":"b@example.com","echezona_reference":"EZ1"}"#;

const POST: RawRequest<'static> = RawRequest {
    method: Method::Post,
    path: CHECKOUT,
    auth: Auth::Signed,
    body: Some(BODY),
    idempotency_key: Some("raw-key-1"),
    query: &[],
};

fn send(client: &CliveClient, request: &RawRequest<'_>) -> Result<Answer<Value>, Error> {
    client.raw_request(request, &RequestOptions::new())
}

#[test]
fn a_read_with_a_query() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    let query = [("client_id", "AIRPEACE001"), ("note", "a b&c=d/é?#%"), ("", "x"), ("empty", "")];
    let answer = send(&client, &RawRequest { path: "/branding/packet", auth: Auth::Public, query: &query, ..GET });
    let answer = answer.expect("a packet");
    assert_eq!(answer.data.get("client_id").and_then(Value::as_str), Some("AIRPEACE001"));
    let seen = &sandbox.requests()[0];
    assert_eq!(
        seen.target,
        "/api/v1/branding/packet?client_id=AIRPEACE001&note=a%20b%26c%3Dd%2F%C3%A9%3F%23%25&=x&empty="
    );
    assert!(seen.header("x-api-key").is_none());
    assert!(!format!("{answer:?}").contains("AIRPEACE001"), "an untyped answer shows nothing");
}

#[test]
fn a_signed_write_with_a_key_is_retried() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::new(FaultAction::ResetAfterCommit)).expect("a fault");
    let answer = send(&client(sandbox.base_url()), &POST).expect("a checkout");
    assert_eq!((answer.attempts(), answer.replayed(), answer.status()), (2, true, 201));
    assert_eq!(answer.idempotency_key(), Some("raw-key-1"));
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 1);
    // The caller's bytes as they are, 7.50 included.
    assert!(sandbox.requests().iter().all(|request| request.body == BODY));
    assert_eq!(answer.record().echezona_reference.as_deref(), Some("EZ1"));
}

#[test]
fn a_write_without_a_key_is_sent_once() {
    for key in [None, Some("")] {
        let sandbox = sandbox();
        sandbox.set_fault(FaultRule::new(FaultAction::ResetAfterCommit).forever()).expect("a fault");
        let error =
            send(&client(sandbox.base_url()), &RawRequest { idempotency_key: key, ..POST }).expect_err("a reset");
        assert_eq!((error.outcome(), error.attempts(), error.is_retryable()), (Outcome::Unknown, 1, false));
        assert_eq!((error.operation(), error.idempotency_key()), (Some("raw_request"), None));
        assert_eq!(sandbox.requests().len(), 1);
        assert!(sandbox.requests()[0].header("idempotency-key").is_none());
        assert!(sandbox.requests()[0].header("x-clive-hmac").is_some());
    }
}

#[test]
fn an_administrator_pays_with_a_bearer_token() {
    let sandbox = sandbox();
    let request =
        RawRequest { path: "/settlements/run", auth: Auth::Bearer, body: None, idempotency_key: None, ..POST };
    let admin = CliveClient::builder().base_url(sandbox.base_url()).bearer_token(ADMIN_JWT).build().expect("a client");
    let answer = send(&admin, &request).expect("batches");
    assert_eq!(answer.data.get("created_batches").and_then(Value::as_i64), Some(0));
    let seen = &sandbox.requests()[0];
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {ADMIN_JWT}").as_str()));
    assert!(seen.header("x-api-key").is_none() && seen.header("x-clive-hmac").is_none());
    assert_eq!(seen.header("content-length"), Some("0"));
    // Without a token the call is refused here.
    let error = send(&client(sandbox.base_url()), &request).expect_err("no token");
    assert_eq!((error.code(), error.outcome()), (Some("CREDENTIALS_MISSING"), Outcome::NotSent));
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn every_method_says_its_length() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
        for body in [None, Some(&b"{}"[..])] {
            let request = RawRequest { method, path: "/nothing/here", auth: Auth::ApiKey, body, ..GET };
            let error = send(&client, &request).expect_err("no such endpoint");
            assert_eq!((error.status(), error.attempts()), (Some(404), 1), "{error}");
            let seen = sandbox.requests().pop().expect("a request");
            assert_eq!((seen.method.as_str(), seen.complete), (method.as_str(), true));
            assert_eq!(seen.body, body.unwrap_or_default());
            assert_eq!(seen.header("content-length"), Some(if body.is_some() { "2" } else { "0" }));
            assert_eq!(seen.header("content-type"), body.map(|_| "application/json"));
        }
    }
}

#[test]
fn a_long_query_is_sent_and_an_endless_one_is_refused() {
    let sandbox = sandbox();
    let client = builder(sandbox.base_url()).max_retries(0).build().expect("a client");
    let long = "x".repeat(16_000);
    send(&client, &RawRequest { query: &[("q", &long)], ..GET }).expect("a list");
    let endless = "x".repeat(17_000);
    let error = send(&client, &RawRequest { query: &[("q", &endless)], ..GET }).expect_err("too long");
    assert_eq!((error.kind(), error.outcome()), (Kind::Validation, Outcome::NotSent), "{error}");
    let error = send(&client, &RawRequest { idempotency_key: Some(&endless), ..POST }).expect_err("too long");
    assert!(error.message().contains("idempotency_key: Longer"), "{error}");
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn what_can_not_be_a_request_is_refused_here() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    for path in [
        "",
        "transactions",
        "//evil.example/x",
        "/a b",
        "/a?b=c",
        "/a#b",
        "/../admin",
        "/a/./b",
        "/a/..",
        "/é",
        "/a\r\nx: y",
        "/a\\b",
        "http://evil.example/",
        "/%2e%2e/admin",
        "/a/%2E/b",
    ] {
        let error = send(&client, &RawRequest { path, ..GET }).expect_err(path);
        assert_eq!((error.kind(), error.outcome()), (Kind::Validation, Outcome::NotSent), "{path:?}");
        assert!(error.to_string().contains("path"), "{error}");
    }
    for body in [&b""[..], b"{", b"not json", b"\xff"] {
        let error = send(&client, &RawRequest { body: Some(body), ..POST }).expect_err("a bad body");
        assert!(error.to_string().contains("body"), "{error}");
    }
    let error = send(&client, &RawRequest { body: Some(b"{}"), ..GET }).expect_err("a GET with a body");
    assert!(error.to_string().contains("GET"), "{error}");
    let error = send(&client, &RawRequest { idempotency_key: Some("a\nb"), ..POST }).expect_err("a bad key");
    assert!(error.to_string().contains("idempotency_key"), "{error}");
    assert!(sandbox.requests().is_empty());
}
