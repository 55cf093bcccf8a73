//! Every fault works on this listener too, in this partner's words; recorder and ledger are shared.

use std::io::{ErrorKind, Read, Write};

use payseal_sandbox::{
    FaultAction, FaultRule, PartnerApi, Sandbox, SandboxConfig, TYBRITE_SECRET_TEST_KEY as SK_TEST, TlsListener,
    TlsMode, parse_faults,
};
use serde_json::json;

use crate::common::{connect, look, read_answer, request};
use crate::wire::*;

fn bytes() -> Vec<u8> {
    signed_bytes(SK_TEST, "POST", INITIALIZE, "k", "application/json", stripe().to_string().as_bytes())
}

fn attempt(sandbox: &Sandbox) -> std::io::Result<crate::common::Answer> {
    let mut stream = connect(sandbox.tybrite_port());
    stream.write_all(&bytes())?;
    read_answer(&mut stream)
}

#[test]
fn connections_break_before_and_after_the_commit() {
    let sandbox = start();
    for (action, effects, retried) in
        [(FaultAction::ResetBeforeCommit, 0, 201), (FaultAction::ResetAfterCommit, 1, 200)]
    {
        sandbox.reset();
        sandbox.set_fault(FaultRule::new(action).on("POST", INITIALIZE)).unwrap();
        assert_eq!(attempt(&sandbox).unwrap_err().kind(), ErrorKind::ConnectionReset);
        assert_eq!(committed(&sandbox, "v1/payments/initialize"), effects);
        assert_eq!(attempt(&sandbox).unwrap().status, retried);
        assert_eq!(committed(&sandbox, "v1/payments/initialize"), 1);
    }
    sandbox.reset();
    sandbox.set_fault(FaultRule::new(FaultAction::TruncateBody)).unwrap();
    let mut stream = connect(sandbox.tybrite_port());
    stream.write_all(&bytes()).unwrap();
    let mut cut = Vec::new();
    stream.read_to_end(&mut cut).unwrap();
    assert!(cut.starts_with(b"HTTP/1.1 201 Created\r\n") && !cut.ends_with(b"}"));
    assert_eq!(attempt(&sandbox).unwrap().status, 200);
}

#[test]
fn a_status_comes_in_the_partners_envelope() {
    let sandbox = start();
    for (status, code) in [
        (400, "invalid_request"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (409, "conflict"),
        (500, "server_error"),
        (502, "provider_unavailable"),
        (503, "service_unavailable"),
        (504, "provider_timeout"),
    ] {
        sandbox.set_fault(FaultRule::new(FaultAction::status(status))).unwrap();
        refused(&get(&sandbox, ORDERS), status, code);
    }
    sandbox.set_fault(FaultRule::new(FaultAction::status_retry_after(429, "3"))).unwrap();
    let answer = get(&sandbox, ORDERS);
    refused(&answer, 429, "rate_limited");
    assert_eq!(answer.header("x-ratelimit-scope").as_deref(), Some("abuse"));
    assert_eq!(answer.header("retry-after").as_deref(), Some("3"));
    let large = vec![b'x'; 1024 * 1024 + 1];
    refused(&send(&sandbox, &signed_bytes(SK_TEST, "POST", INGEST, "k", "text/csv", &large)), 413, "invalid_request");
}

#[test]
fn recordings_and_commits_name_the_partner() {
    let sandbox = start();
    attempt(&sandbox).unwrap();
    crate::common::send(&sandbox, &crate::common::get("/api/v1/transactions"));
    let partners: Vec<PartnerApi> = sandbox.requests().iter().map(|request| request.partner).collect();
    assert_eq!(partners, [PartnerApi::Tybrite, PartnerApi::Clive]);
    assert_eq!(look(&sandbox, "/_sandbox/requests")["items"][0]["partner"], "tybrite");
    let ledger = look(&sandbox, "/_sandbox/ledger");
    let rows = ledger["commits"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    let facts = ["partner", "operation", "reference", "idempotency_key", "count"].map(|name| rows[0][name].clone());
    assert_eq!(json!(facts), json!(["tybrite", "v1/payments/initialize", "k", "k", 1]));
    let hash = ring::digest::digest(&ring::digest::SHA256, stripe().to_string().as_bytes());
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(rows[0]["body_sha256"], json!(hash));
    assert_eq!(ledger["tybrite"]["payments"][0]["provider"], "stripe");
    assert!(sandbox.tybrite_base_url().ends_with(&sandbox.tybrite_port().to_string()));
}

#[test]
fn a_fault_can_name_an_operation_and_skew_the_clock() {
    let sandbox = start();
    let set = |spec: &str| parse_faults(spec).unwrap().into_iter().for_each(|rule| sandbox.set_fault(rule).unwrap());
    set("op=orders.update, status=503");
    assert_eq!(get(&sandbox, ORDERS).status, 200, "another operation");
    let path = format!("{ORDERS}/{}", ordered(&sandbox, "o"));
    refused(&signed(&sandbox, "PATCH", &path, "u", &json!({ "notes": "x" })), 503, "service_unavailable");
    set("op=payments.initialize, skew=400s");
    let answer = attempt(&sandbox).unwrap();
    refused(&answer, 401, "invalid_signature");
    assert!(answer.header("date").is_some(), "which tells the client by how much");
    assert_eq!(attempt(&sandbox).unwrap().status, 201);
    let bearer = bearer(SK_TEST);
    let with_header = |spec: &str| {
        let headers = [("Authorization", bearer.as_str()), ("x-sandbox-fault", spec)];
        send(&sandbox, &request("GET", ORDERS, &headers, b""))
    };
    refused(&with_header("status=502"), 502, "provider_unavailable");
    let error = refused(&with_header("status=nonsense"), 400, "invalid_request");
    assert!(error["details"].as_str().unwrap().contains("x-sandbox-fault"));
}

#[test]
fn a_tls_listener_stands_beside_each_plain_one() {
    let tls = vec![TlsListener { mode: TlsMode::Good, port: 0 }];
    let sandbox = Sandbox::start(SandboxConfig { tls, ..SandboxConfig::default() }).unwrap();
    let url = sandbox.tybrite_tls_base_url(TlsMode::Good).unwrap();
    assert!(url.starts_with("https://127.0.0.1:"));
    assert_ne!(Some(&url), sandbox.tls_base_url(TlsMode::Good).as_ref());
    assert_eq!(look(&sandbox, "/_sandbox/tls")["items"][0]["tybrite_base_url"], json!(url));
    assert_eq!(sandbox.tybrite_tls_base_url(TlsMode::Expired), None);
}
