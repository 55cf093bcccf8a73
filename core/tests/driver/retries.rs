//! Trying again over real sockets: never more than one commit, never a second send of what carries no key.

use std::time::Duration;

use payseal::clive::{GetBrandingPacket, ListTransactions, RunSettlements};
use payseal::driver::RequestOptions;
use payseal::error::Kind;
use payseal::{Error, Fault, Outcome};
use payseal_sandbox::{FaultAction, FaultRule, Sandbox};

use crate::support::{CHECKOUT, Server, builder, checkout, client, payout, sandbox, timed};

fn with_fault(rule: FaultRule) -> Sandbox {
    let sandbox = sandbox();
    sandbox.set_fault(rule).expect("a fault");
    sandbox
}

fn commits(sandbox: &Sandbox) -> u64 {
    sandbox.ledger().commits("transactions/checkout-intent", "EZ1")
}

/// All requests are the same but for what a connection adds.
fn same_key_body_and_signature(sandbox: &Sandbox) {
    let requests = sandbox.requests();
    for request in &requests {
        assert_eq!((&request.head, &request.body), (&requests[0].head, &requests[0].body));
    }
}

/// A checkout that fails for good.
fn failure(sandbox: &Sandbox, retries: u32) -> Error {
    let client = builder(sandbox.base_url()).max_retries(retries).build().expect("a client");
    client.create_checkout_intent(&checkout("EZ1")).expect_err("a failure")
}

#[test]
fn a_reset_before_the_commit() {
    let sandbox = with_fault(FaultRule::new(FaultAction::ResetBeforeCommit).on("POST", CHECKOUT));
    let answer = client(sandbox.base_url()).create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!((answer.attempts(), answer.replayed(), commits(&sandbox)), (2, false, 1));
    same_key_body_and_signature(&sandbox);
    let requests = sandbox.requests();
    assert_ne!(requests[0].connection, requests[1].connection);
}

#[test]
fn a_reset_after_the_commit_is_replayed() {
    let sandbox = with_fault(FaultRule::new(FaultAction::ResetAfterCommit).on("POST", CHECKOUT));
    let answer = client(sandbox.base_url()).create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!((answer.attempts(), answer.replayed(), commits(&sandbox)), (2, true, 1));
    assert_eq!(sandbox.ledger().transactions.len(), 1);
    same_key_body_and_signature(&sandbox);
}

#[test]
fn resets_until_the_retries_are_spent() {
    let sandbox = with_fault(FaultRule::new(FaultAction::ResetAfterCommit).forever());
    let error = failure(&sandbox, 2);
    assert_eq!((error.kind(), error.code()), (Kind::ConnectionFailed, Some("CONNECTION_RESET")));
    assert_eq!((error.fault(), error.outcome(), error.attempts()), (Some(Fault::Reset), Outcome::Unknown, 3));
    assert!(error.is_retryable());
    assert_eq!((commits(&sandbox), sandbox.requests().len()), (1, 3));
}

#[test]
fn retry_after_is_waited_for() {
    for (action, status) in
        [(FaultAction::status_retry_after(503, "1"), 503), (FaultAction::status_retry_after(429, "1"), 429)]
    {
        let sandbox = with_fault(FaultRule::new(action));
        let (answer, took) = timed(|| client(sandbox.base_url()).create_checkout_intent(&checkout("EZ1")));
        assert_eq!((answer.expect("a checkout").attempts(), commits(&sandbox)), (2, 1), "{status}");
        assert!((Duration::from_secs(1)..Duration::from_secs(3)).contains(&took), "{took:?}");
    }
}

#[test]
fn retryable_statuses_are_retried_and_others_are_not() {
    for (status, attempts) in [(408, 2), (425, 2), (429, 2), (500, 2), (502, 2), (501, 1), (505, 1), (400, 1), (404, 1)]
    {
        let sandbox = with_fault(FaultRule::new(FaultAction::status(status)).forever());
        let error = failure(&sandbox, 1);
        assert_eq!((error.status(), error.attempts()), (Some(status), attempts));
        assert_eq!(sandbox.requests().len(), attempts as usize);
    }
}

#[test]
fn too_long_a_wait_is_left_to_the_caller() {
    let sandbox = with_fault(FaultRule::new(FaultAction::status_retry_after(429, "61")));
    let error = failure(&sandbox, 2);
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (Kind::RateLimit, Outcome::Refused, 1));
    assert_eq!((error.retry_after_ms(), error.is_retryable()), (Some(61_000), true));
}

#[test]
fn what_carries_no_key_is_sent_once() {
    for action in [
        FaultAction::status(500),
        FaultAction::status(503),
        FaultAction::status_retry_after(429, "0"),
        FaultAction::ResetBeforeCommit,
        FaultAction::ResetAfterCommit,
        FaultAction::TruncateBody,
    ] {
        let sandbox = with_fault(FaultRule::new(action.clone()).forever());
        let client = client(sandbox.base_url());
        let refused = matches!(action, FaultAction::Status { status: 429, .. });
        let outcome = if refused { Outcome::Refused } else { Outcome::Unknown };
        for error in [
            client.pay_settlement(&payout()).expect_err("a failure"),
            client.run_settlements(&RunSettlements::default()).expect_err("a failure"),
        ] {
            // A truncated refusal is a refusal all the same.
            let outcome = if action == FaultAction::TruncateBody && error.status() == Some(404) {
                Outcome::Refused
            } else {
                outcome
            };
            assert_eq!((error.attempts(), error.outcome(), error.is_retryable()), (1, outcome, false), "{action:?}");
            assert!(!error.advice().contains("same idempotency key"), "{}", error.advice());
        }
        assert_eq!(sandbox.requests().len(), 2, "{action:?}");
    }
}

#[test]
fn no_retries_when_none_are_wanted() {
    let sandbox = with_fault(FaultRule::new(FaultAction::status(503)));
    let error = failure(&sandbox, 0);
    assert_eq!((error.attempts(), error.outcome(), error.status()), (1, Outcome::Unknown, Some(503)));
    assert_eq!(error.code(), Some("SANDBOX_FAULT"));
    // The request's own number wins over the client's.
    sandbox.set_fault(FaultRule::new(FaultAction::status(503))).expect("a fault");
    let options = RequestOptions::new().max_retries(0);
    let error = client(sandbox.base_url()).send(&checkout("EZ1"), &options).expect_err("503");
    assert_eq!(error.attempts(), 1);
}

#[test]
fn unknown_absorbs_a_later_no() {
    let sandbox = with_fault(FaultRule::new(FaultAction::ResetAfterCommit));
    sandbox.set_fault(FaultRule::new(FaultAction::status(400))).expect("a fault");
    let error = failure(&sandbox, 2);
    assert_eq!((error.status(), error.outcome(), error.attempts()), (Some(400), Outcome::Unknown, 2));
}

#[test]
fn a_success_whose_body_is_cut_off_is_asked_for_again() {
    let sandbox = with_fault(FaultRule::new(FaultAction::TruncateBody).on("POST", CHECKOUT));
    let answer = client(sandbox.base_url()).create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!((answer.attempts(), answer.replayed(), commits(&sandbox)), (2, true, 1));

    let sandbox = with_fault(FaultRule::new(FaultAction::TruncateBody).forever());
    let error = failure(&sandbox, 0);
    assert_eq!((error.code(), error.fault()), (Some("ANSWER_TRUNCATED"), Some(Fault::Truncated)));
    assert_eq!((error.status(), error.outcome(), commits(&sandbox)), (Some(201), Outcome::Unknown, 1));
}

#[test]
fn a_redirect_is_never_followed() {
    let elsewhere = Server::silent();
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/stolen", elsewhere.url());
        let sandbox = with_fault(FaultRule::new(FaultAction::Redirect { to, status }).forever());
        let client = client(sandbox.base_url());
        let write = client.create_checkout_intent(&checkout("EZ1")).expect_err("a redirect");
        assert_eq!((write.code(), write.status()), (Some("REDIRECTED"), Some(status)));
        assert_eq!((write.outcome(), write.attempts()), (Outcome::Unknown, 1));
        let read = client.list_transactions(&ListTransactions {}).expect_err("a redirect");
        assert_eq!((read.code(), read.outcome(), read.attempts()), (Some("REDIRECTED"), Outcome::Refused, 1));
        let public = GetBrandingPacket { client_id: "AIRPEACE001".into(), partner_id: None };
        assert_eq!(client.get_branding_packet(&public).expect_err("a redirect").code(), Some("REDIRECTED"));
        assert_eq!(sandbox.requests().len(), 3);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn reads_are_retried_too() {
    let sandbox = with_fault(FaultRule::new(FaultAction::ResetBeforeCommit).times(2));
    let list = client(sandbox.base_url()).list_transactions(&ListTransactions {}).expect("a list");
    assert_eq!(list.attempts(), 3);
}

#[test]
fn an_attempt_without_an_answer_ends_in_time() {
    let sandbox = with_fault(FaultRule::new(FaultAction::NoAnswer).forever());
    let client = builder(sandbox.base_url()).attempt_timeout_ms(300).max_retries(1).build().expect("a client");
    let (error, took) = timed(|| client.create_checkout_intent(&checkout("EZ1")).expect_err("no answer"));
    assert_eq!((error.kind(), error.code()), (Kind::AttemptTimeout, Some("ATTEMPT_TIMEOUT")));
    assert_eq!((error.fault(), error.outcome(), error.attempts()), (Some(Fault::ReadTimeout), Outcome::Unknown, 2));
    // Two attempts and at most 250 ms between them.
    assert!((Duration::from_millis(600)..Duration::from_millis(1_600)).contains(&took), "{took:?}");
    assert_eq!(sandbox.requests().len(), 2);

    // The request's own time wins, and a slow answer within it counts.
    sandbox.clear_faults();
    sandbox.set_fault(FaultRule::latency(400).on("POST", CHECKOUT)).expect("a fault");
    let options = RequestOptions::new().attempt_timeout(Duration::from_secs(5));
    assert_eq!(client.send(&checkout("EZ1"), &options).expect("a checkout").attempts(), 1);
}

#[test]
fn a_timeout_after_the_commit_is_replayed() {
    let sandbox = with_fault(FaultRule::new(FaultAction::NoAnswer).after_commit());
    let client = builder(sandbox.base_url()).attempt_timeout_ms(300).build().expect("a client");
    let answer = client.create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!((answer.attempts(), answer.replayed(), commits(&sandbox)), (2, true, 1));
}
