//! `initialize_and_attach_intent`: both steps, and what is known when only the first one worked.

use payseal::driver::RequestOptions;
use payseal::error::Kind;
use payseal::{Error, Outcome};
use payseal_sandbox::{FaultAction, FaultRule, Sandbox};

use crate::support::{builder, client, initialize, sandbox};

fn own() -> RequestOptions {
    RequestOptions::new()
}

fn raw(body: &str) -> FaultAction {
    FaultAction::RawAnswer {
        status: 200,
        body: body.into(),
        body_base64: None,
        content_type: None,
        headers: Vec::new(),
    }
}

fn failure(sandbox: &Sandbox, intent: &str) -> Error {
    let client = builder(sandbox.base_url()).max_retries(0).build().expect("a client");
    client.initialize_and_attach_intent(&initialize("EZ1"), intent, &own(), &own()).expect_err("a failure")
}

#[test]
fn both_steps_work() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    let attach_options = RequestOptions::new().idempotency_key("my-attach");
    let both =
        client.initialize_and_attach_intent(&initialize("EZ1"), "pi_1", &own(), &attach_options).expect("attached");
    assert_eq!(both.initialize.status.as_deref(), Some("initialized"));
    assert_eq!(both.attach.status.as_deref(), Some("pending"));
    let record = both.record();
    assert_eq!(record.echezona_reference.as_deref(), Some("EZ1"));
    assert_eq!(record.idempotency_key.as_deref(), Some("init-EZ1"));
    assert_eq!(record.clive_tx_id, both.initialize.clive_tx_id);
    assert_eq!(record.stripe_payment_intent_id.as_deref(), Some("pi_1"));
    let keys: Vec<_> =
        sandbox.requests().iter().map(|r| r.header("idempotency-key").expect("a key").to_owned()).collect();
    assert_eq!(keys, ["init-EZ1", "my-attach"]);

    let again = client
        .initialize_and_attach_intent(&initialize("EZ1"), "pi_1", &own(), &attach_options)
        .expect("the stored answers");
    assert!(again.initialize.replayed() && again.attach.replayed());
    assert_eq!(sandbox.ledger().transactions.len(), 1);
}

#[test]
fn a_failed_attach_keeps_what_initialize_gave() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::new(FaultAction::ResetBeforeCommit).on("POST", "/attach-intent")).expect("a fault");
    let error = failure(&sandbox, "pi_1");
    assert_eq!((error.operation(), error.outcome()), (Some("attach_payment_intent"), Outcome::Unknown));
    let completed = error.completed().expect("the first answer");
    let id = completed.get("clive_tx_id").and_then(|id| id.as_str()).expect("an id").to_owned();
    assert_eq!(sandbox.ledger().transactions[0].clive_tx_id, id);
    assert_eq!(error.idempotency_key(), Some(format!("attach-{id}").as_str()));

    let both = client(sandbox.base_url())
        .initialize_and_attach_intent(&initialize("EZ1"), "pi_1", &own(), &own())
        .expect("attached");
    assert_eq!((both.initialize.replayed(), both.attach.replayed()), (true, false));
    assert_eq!(both.attach.clive_tx_id.as_deref(), Some(id.as_str()));
    let ledger = sandbox.ledger();
    assert_eq!((ledger.transactions.len(), ledger.commits("transactions/initialize", "EZ1")), (1, 1));
    assert_eq!(ledger.commits("transactions/attach-intent", &id), 1);
}

#[test]
fn a_refused_attach_too() {
    let sandbox = sandbox();
    let made = client(sandbox.base_url()).initialize_and_attach_intent(&initialize("EZ0"), "pi_1", &own(), &own());
    made.expect("attached");
    let error = failure(&sandbox, "pi_1");
    assert_eq!((error.code(), error.outcome()), (Some("PAYMENT_INTENT_IN_USE"), Outcome::Refused));
    assert!(error.completed().is_some());
}

#[test]
fn what_is_completed_holds_no_secret() {
    let sandbox = sandbox();
    let body =
        r#"{"clive_tx_id":"CLVTX_1","client_secret":"cs_leak","nested":{"token":"t_leak"},"status":"initialized"}"#;
    sandbox.set_fault(FaultRule::new(raw(body)).on("POST", "/initialize")).expect("a fault");
    let error = failure(&sandbox, "pi_1");
    let text = error.completed().expect("the first answer").to_string();
    assert!(text.contains("CLVTX_1") && !text.contains("leak"), "{text}");
    assert!(!format!("{error:?}").contains("leak"));
}

#[test]
fn a_failed_initialize_is_the_whole_story() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::new(FaultAction::status(503)).on("POST", "/initialize")).expect("a fault");
    let error = failure(&sandbox, "pi_1");
    assert_eq!((error.operation(), error.status()), (Some("initialize_transaction"), Some(503)));
    assert!(error.completed().is_none());
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn a_payment_that_can_never_be_attached_is_not_made() {
    let sandbox = sandbox();
    let error = failure(&sandbox, "");
    assert_eq!((error.kind(), error.status(), error.outcome()), (Kind::Validation, Some(400), Outcome::NotSent));
    assert!(error.to_string().contains("stripe_payment_intent_id"), "{error}");
    assert!(error.details().expect("details").to_string().contains("fieldErrors"));
    // Neither is one whose second key no header can carry.
    let bad_key = RequestOptions::new().idempotency_key("line\nbreak");
    let result = client(sandbox.base_url()).initialize_and_attach_intent(&initialize("EZ1"), "pi_1", &own(), &bad_key);
    assert_eq!(result.expect_err("a bad key").kind(), Kind::Validation);
    assert!(sandbox.requests().is_empty());
}

#[test]
fn an_initialize_answer_without_an_id() {
    for body in [
        r#"{"status":"initialized"}"#,
        r#"{"clive_tx_id":7}"#,
        r#"{"clive_tx_id":null}"#,
        r#"{"clive_tx_id":""}"#,
        "[]",
    ] {
        let sandbox = sandbox();
        sandbox.set_fault(FaultRule::new(raw(body)).on("POST", "/initialize")).expect("a fault");
        let error = failure(&sandbox, "pi_1");
        assert_eq!((error.kind(), error.code()), (Kind::ResponseUnreadable, Some("ANSWER_INCOMPLETE")), "{body}");
        assert_eq!((error.outcome(), error.status(), error.attempts()), (Outcome::Unknown, Some(200), 1));
        assert_eq!(error.idempotency_key(), Some("init-EZ1"));
        assert!(error.completed().is_some(), "{body}");
        assert_eq!(sandbox.requests().len(), 1);
    }
}
