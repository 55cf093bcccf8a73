//! Faults, and what is left in the ledger after each; the recorder; the life of a sandbox.

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use common::*;
use payseal_sandbox::{FaultAction, FaultRule, Sandbox};
use serde_json::json;

const OPERATION: &str = "transactions/checkout-intent";

fn attempt(sandbox: &Sandbox) -> std::io::Result<Answer> {
    try_send(sandbox, &signed(CHECKOUT, "k", &checkout("EZ1")))
}

fn committed(sandbox: &Sandbox) -> u64 {
    sandbox.ledger().commits(OPERATION, "EZ1")
}

#[test]
fn reset_before_commit_leaves_nothing() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::new(FaultAction::ResetBeforeCommit).on("post", "/checkout-intent")).unwrap();
    assert_eq!(attempt(&sandbox).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(committed(&sandbox), 0);
    let retry = attempt(&sandbox).unwrap();
    assert_eq!((retry.status, retry.json()["idempotentReplay"].clone()), (201, json!(null)));
    assert_eq!((committed(&sandbox), sandbox.requests().len()), (1, 2));
}

#[test]
fn reset_after_commit_leaves_a_replay() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::new(FaultAction::ResetAfterCommit)).unwrap();
    assert_eq!(attempt(&sandbox).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(committed(&sandbox), 1);
    let retry = attempt(&sandbox).unwrap();
    assert_eq!((retry.status, retry.json()["idempotentReplay"].clone()), (201, json!(true)));
    assert_eq!(committed(&sandbox), 1);
}

#[test]
fn a_reset_hits_a_reused_connection_too() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::new(FaultAction::ResetAfterCommit).on("POST", "/checkout-intent")).unwrap();
    let mut stream = connect(sandbox.port());
    stream.write_all(&get(TRANSACTIONS)).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 200);
    stream.write_all(&signed(CHECKOUT, "k", &checkout("EZ1"))).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap_err().kind(), ErrorKind::ConnectionReset);
    let connections: Vec<u64> = sandbox.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections, [1, 1]);
}

#[test]
fn a_truncated_body_is_half_there() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::new(FaultAction::TruncateBody)).unwrap();
    let mut stream = connect(sandbox.port());
    stream.write_all(&signed(CHECKOUT, "k", &checkout("EZ1"))).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 201 Created\r\n"));
    assert_eq!(head.matches("content-length").count(), 1);
    let stated: usize = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    assert_eq!(body.len(), stated / 2);
    assert_eq!(committed(&sandbox), 1);
    assert_eq!(attempt(&sandbox).unwrap().json()["idempotentReplay"], json!(true));
}

#[test]
fn statuses_come_with_retry_after_for_so_many_times() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::new(FaultAction::status_retry_after(429, "2")).times(2)).unwrap();
    sandbox.set_fault(FaultRule::new(FaultAction::status(503)).after_commit()).unwrap();
    for left in [1, 0] {
        let answer = attempt(&sandbox).unwrap();
        answer.refused(429, "RATE_LIMITED");
        assert_eq!(answer.header("retry-after").as_deref(), Some("2"));
        assert_eq!(sandbox.faults().len(), 1 + left);
    }
    assert_eq!(committed(&sandbox), 0);
    attempt(&sandbox).unwrap().refused(503, "SANDBOX_FAULT");
    assert_eq!((committed(&sandbox), sandbox.faults().len()), (1, 0), "the second rule is about the answer only");
    assert_eq!(attempt(&sandbox).unwrap().status, 201);
}

#[test]
fn the_first_matching_rule_wins() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::new(FaultAction::status(500)).on("GET", "/transactions").forever()).unwrap();
    sandbox.set_fault(FaultRule::new(FaultAction::status(501)).forever()).unwrap();
    for _ in 0..3 {
        assert_eq!(send(&sandbox, &get("/api/v1/transactions?x=1")).status, 500);
        assert_eq!(send(&sandbox, &get(CLIENTS)).status, 501);
    }
    sandbox.clear_faults();
    assert_eq!(send(&sandbox, &get(CLIENTS)).status, 200);
}

#[test]
fn every_other_action_does_what_it_says() {
    let sandbox = start();
    let once = |action: serde_json::Value| {
        let rule = json!({"method":"GET","path_suffix":"/clients","action":action});
        let set = control(&sandbox, "POST", "/_sandbox/faults", &rule);
        assert_eq!(set.status, 200, "{}", set.text());
        send(&sandbox, &get(CLIENTS))
    };
    let answer = once(
        json!({"kind":"status","status":502,"body":"<html>","content_type":"text/html","retry_after":"Wed, 21 Oct 2026 07:28:00 GMT"}),
    );
    assert_eq!(
        (answer.status, answer.text().as_str(), answer.header("content-type").as_deref()),
        (502, "<html>", Some("text/html"))
    );
    assert_eq!(answer.header("retry-after").as_deref(), Some("Wed, 21 Oct 2026 07:28:00 GMT"));

    let answer = once(json!({"kind":"redirect","to":"http://127.0.0.1:1/elsewhere"}));
    assert_eq!((answer.status, answer.header("location").as_deref()), (307, Some("http://127.0.0.1:1/elsewhere")));

    let answer = once(
        json!({"kind":"raw_answer","status":200,"body":"not json","content_type":"application/json","headers":[["Date","Thu, 01 Jan 1970 00:00:00 GMT"],["x-one","1"]]}),
    );
    assert_eq!(
        (answer.text().as_str(), answer.header("date").as_deref()),
        ("not json", Some("Thu, 01 Jan 1970 00:00:00 GMT"))
    );
    assert_eq!(
        (answer.head.to_lowercase().matches("\r\ndate:").count(), answer.header("x-one").as_deref()),
        (1, Some("1"))
    );
    let answer = once(json!({"kind":"raw_answer","status":200,"body_base64":"/w=="}));
    assert_eq!((answer.body, answer.head.to_lowercase().contains("content-type")), (vec![0xff], false));

    let answer = once(json!({"kind":"big_error","bytes":3_000_000}));
    assert_eq!((answer.status, answer.body.len()), (500, 3_000_000));
    let answer = once(json!({"kind":"empty"}));
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(send(&sandbox, &get(CLIENTS)).status, 200);
}

#[test]
fn no_answer_hangs_until_the_client_leaves() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::new(FaultAction::NoAnswer)).unwrap();
    let mut stream = connect(sandbox.port());
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    stream.write_all(&signed(CHECKOUT, "k", &checkout("EZ1"))).unwrap();
    let error = stream.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
    assert_eq!(committed(&sandbox), 0);
    sandbox.set_fault(FaultRule::new(FaultAction::NoAnswer).after_commit()).unwrap();
    let mut stream = connect(sandbox.port());
    stream.write_all(&signed(CHECKOUT, "k", &checkout("EZ1"))).unwrap();
    wait_until("the commit", || committed(&sandbox) == 1);
    drop(sandbox);
    assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0, "dropping the sandbox closes connections that hang");
}

#[test]
fn a_slow_request_is_committed_though_its_client_left() {
    let sandbox = start();
    let began = Instant::now();
    sandbox.set_fault(FaultRule::latency(80)).unwrap();
    let mut stream = connect(sandbox.port());
    stream.write_all(&signed(CHECKOUT, "k", &checkout("EZ1"))).unwrap();
    wait_until("the request", || sandbox.requests().len() == 1);
    drop(stream);
    wait_until("the commit", || committed(&sandbox) == 1);
    assert!(began.elapsed() >= Duration::from_millis(80));
    assert_eq!(attempt(&sandbox).unwrap().json()["idempotentReplay"], json!(true));
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    let sandbox = start();
    for rule in [
        json!({"action":{"kind":"status","status":99}}),
        json!({"action":{"kind":"status","status":503,"retry_after":"a\nb"}}),
        json!({"action":{"kind":"redirect","to":"/","status":200}}),
        json!({"action":{"kind":"raw_answer","status":200,"headers":[["bad name","x"]]}}),
        json!({"action":{"kind":"raw_answer","status":200,"body_base64":"!"}}),
        json!({"action":{"kind":"raw_answer","status":200,"headers":[["Content-Length","1"]]}}),
        json!({"action":{"kind":"unheard_of"}}),
        json!({"times":0}),
        json!({"path":"/x"}),
        json!("x"),
    ] {
        control(&sandbox, "POST", "/_sandbox/faults", &rule).refused(400, "VALIDATION_ERROR");
    }
    assert!(sandbox.faults().is_empty());
    let two = json!([{"times":null,"latency_ms":1},{"action":{"kind":"empty"}}]);
    assert_eq!(control(&sandbox, "POST", "/_sandbox/faults", &two).json()["items"].as_array().unwrap().len(), 2);
    control(&sandbox, "DELETE", "/_sandbox/faults", &json!(null));
    assert_eq!(look(&sandbox, "/_sandbox/faults"), json!({"items":[]}));
}

#[test]
fn requests_are_recorded_as_they_came() {
    let sandbox = start();
    let first = b"POST /api/v1/transactions/checkout-intent?a=%20b HTTP/1.1\r\nhOsT: x\r\nX-Odd:   two  spaces \r\nX-Odd: again\r\nX-Latin: caf\xe9\r\nContent-length: 4\r\n\r\n\xff\x00{}";
    let second = b"POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;ext\r\nc\r\n0\r\n\r\n";
    let mut stream = connect(sandbox.port());
    // Both in one write: the recorder has to tell pipelined requests apart.
    stream.write_all(&[first.as_slice(), second].concat()).unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 415);
    assert_eq!(read_answer(&mut stream).unwrap().status, 415);
    let recorded = sandbox.requests();
    assert_eq!((recorded[0].raw().as_slice(), recorded[1].raw().as_slice()), (first.as_slice(), second.as_slice()));
    assert_eq!(
        (recorded[0].path(), recorded[0].target.as_str()),
        (CHECKOUT, "/api/v1/transactions/checkout-intent?a=%20b")
    );
    let headers: Vec<(&str, &str)> =
        recorded[0].headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        headers,
        [
            ("hOsT", "x"),
            ("X-Odd", "two  spaces"),
            ("X-Odd", "again"),
            ("X-Latin", "caf\u{e9}"),
            ("Content-length", "4")
        ]
    );
    assert_eq!(
        (recorded[0].body.as_slice(), recorded[1].body.as_slice()),
        (b"\xff\x00{}".as_slice(), b"abc".as_slice())
    );
    assert!(recorded.iter().all(|request| request.complete));

    let shown = look(&sandbox, "/_sandbox/requests")["items"].clone();
    assert_eq!(shown.as_array().unwrap().len(), 2, "control requests are not recorded");
    assert_eq!(shown[0]["head"].as_str().unwrap(), recorded[0].head_text());
    assert_eq!((&shown[0]["body_utf8"], &shown[0]["body_base64"]), (&json!(null), &json!("/wB7fQ==")));
    assert_eq!((&shown[1]["body_utf8"], &shown[0]["headers"][1]), (&json!("abc"), &json!(["X-Odd", "two  spaces"])));
    control(&sandbox, "DELETE", "/_sandbox/requests", &json!(null));
    assert!(sandbox.requests().is_empty());
}

#[test]
fn broken_requests_are_recorded_as_incomplete() {
    let sandbox = start();
    let mut stream = connect(sandbox.port());
    stream.write_all(b"POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf").unwrap();
    drop(stream);
    wait_until("the half request", || sandbox.requests().len() == 1);
    let request = sandbox.requests().remove(0);
    assert_eq!((request.complete, request.body.as_slice(), request.path()), (false, b"half".as_slice(), CLIENTS));
    let mut stream = connect(sandbox.port());
    stream.write_all(b"nonsense\r\n\r\n").unwrap();
    assert_eq!(read_answer(&mut stream).unwrap().status, 400);
    wait_until("the nonsense", || sandbox.requests().len() == 2);
}

#[test]
fn the_recorder_is_bounded() {
    let config =
        payseal_sandbox::SandboxConfig { max_recorded_requests: 3, max_recorded_bytes: 10_000, ..Default::default() };
    let sandbox = Sandbox::start(config).unwrap();
    for _ in 0..5 {
        send(&sandbox, &get(CLIENTS));
    }
    let numbers: Vec<u64> = sandbox.requests().iter().map(|request| request.seq).collect();
    assert_eq!(numbers, [3, 4, 5]);
    send(&sandbox, &request("POST", CLIENTS, &[], &[b' '; 9_900]));
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn a_reset_sandbox_is_new_and_a_dropped_one_is_gone() {
    let sandbox = start();
    sandbox.set_fault(FaultRule::latency(1).times(9)).unwrap();
    attempt(&sandbox).unwrap();
    control(&sandbox, "DELETE", "/_sandbox/state", &json!(null));
    assert!(sandbox.requests().is_empty() && sandbox.faults().is_empty() && sandbox.ledger().commits.is_empty());
    assert_eq!(attempt(&sandbox).unwrap().json()["idempotentReplay"], json!(null));
    let (port, mut idle) = (sandbox.port(), connect(sandbox.port()));
    assert_eq!(sandbox.base_url(), format!("http://127.0.0.1:{port}/api/v1"));
    drop(sandbox);
    assert_eq!(idle.read(&mut [0]).unwrap_or(0), 0);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}
