//! What a program may watch: every attempt in order, and never a secret or a body.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use payseal::driver::{AttemptEvent, ClientBuilder, CliveClient, RequestOptions};
use payseal::{Fault, Outcome};
use payseal_sandbox::{API_KEY, FaultAction, FaultRule, HMAC_SECRET};

use crate::support::{Server, builder, checkout, payout, sandbox};

/// An event, kept.
#[derive(Clone, Debug, PartialEq)]
enum Event {
    Started(u32),
    Ended {
        attempt: u32,
        status: Option<u16>,
        fault: Option<Fault>,
        outcome: Outcome,
        duration_ms: u64,
        retry_in_ms: Option<u64>,
    },
}

type Log = Arc<Mutex<Vec<(Event, String)>>>;

/// A client that writes its events down, each with its `Debug` text.
fn watched(builder: ClientBuilder<CliveClient>) -> (CliveClient, Log) {
    let log = Log::default();
    let list = Arc::clone(&log);
    let client = builder.on_attempt(move |event| {
        let kept = match *event {
            AttemptEvent::Started { operation, attempt, idempotency_key } => {
                assert_eq!((operation, idempotency_key), ("create_checkout_intent", Some("checkout-EZ1")));
                Event::Started(attempt)
            }
            AttemptEvent::Ended { operation, idempotency_key, report, retry_in_ms } => {
                assert_eq!((operation, idempotency_key), ("create_checkout_intent", Some("checkout-EZ1")));
                Event::Ended {
                    attempt: report.attempt,
                    status: report.status,
                    fault: report.fault,
                    outcome: report.outcome,
                    duration_ms: report.duration_ms,
                    retry_in_ms,
                }
            }
            _ => return,
        };
        list.lock().expect("lock").push((kept, format!("{event:?}")));
    });
    (client.build().expect("a client"), log)
}

fn events(log: &Log) -> Vec<Event> {
    log.lock().expect("lock").iter().map(|(event, _)| event.clone()).collect()
}

#[test]
fn every_attempt_in_order() {
    let sandbox = sandbox();
    for rule in [
        FaultRule::new(FaultAction::ResetAfterCommit).latency_ms(50),
        FaultRule::new(FaultAction::status_retry_after(429, "1")),
    ] {
        sandbox.set_fault(rule).expect("a fault");
    }
    let (client, log) = watched(builder(sandbox.base_url()));
    let answer = client.create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    let seen = events(&log);
    assert_eq!(seen.len(), 6, "{seen:?}");
    assert_eq!([&seen[0], &seen[2], &seen[4]], [&Event::Started(1), &Event::Started(2), &Event::Started(3)]);
    let Event::Ended { attempt: 1, status: None, fault: Some(Fault::Reset), outcome, duration_ms, retry_in_ms } =
        seen[1]
    else {
        panic!("{:?}", seen[1])
    };
    assert_eq!(outcome, Outcome::Unknown);
    assert!((50..5_000).contains(&duration_ms) && retry_in_ms.is_some_and(|ms| ms <= 250), "{:?}", seen[1]);
    // The 429 does not take back what the reset left open.
    let Event::Ended { attempt: 2, status: Some(429), fault: None, outcome: Outcome::Unknown, retry_in_ms, .. } =
        seen[3]
    else {
        panic!("{:?}", seen[3])
    };
    assert!(retry_in_ms.is_some_and(|ms| (1_000..=1_500).contains(&ms)), "{retry_in_ms:?}");
    let Event::Ended { attempt: 3, status: Some(201), fault: None, outcome: Outcome::Ok, retry_in_ms: None, .. } =
        seen[5]
    else {
        panic!("{:?}", seen[5])
    };
    let secret = answer.client_secret.as_deref().expect("a secret");
    for (_, text) in log.lock().expect("lock").iter() {
        for hidden in [secret, API_KEY, HMAC_SECRET, "buyer@example.com", "AIRPEACE001"] {
            assert!(!text.contains(hidden), "{text}");
        }
    }
}

#[test]
fn a_cancelled_attempt_ends_too() {
    let (server, received) = Server::that_only_receives();
    let (client, log) = watched(builder(server.url()));
    let options = RequestOptions::new().should_stop(move || received.load(Ordering::Acquire));
    client.send(&checkout("EZ1"), &options).expect_err("stopped");
    let seen = events(&log);
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(
        matches!(
            seen[1],
            Event::Ended { attempt: 1, status: None, fault: None, outcome: Outcome::Unknown, retry_in_ms: None, .. }
        ),
        "{seen:?}"
    );
}

#[test]
fn nothing_is_told_of_what_is_never_attempted() {
    let (client, log) = watched(builder("http://127.0.0.1:1"));
    client.create_checkout_intent(&Default::default()).expect_err("refused here");
    let options = RequestOptions::new().should_stop(|| true);
    client.send(&checkout("EZ1"), &options).expect_err("stopped");
    assert!(events(&log).is_empty());
}

#[test]
fn a_hook_that_panics_loses_nothing() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::new(FaultAction::ResetAfterCommit)).expect("a fault");
    let client = builder(sandbox.base_url()).on_attempt(|_| panic!("from the hook")).build().expect("a client");
    let answer = client.create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!((answer.attempts(), answer.replayed()), (2, true));
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 1);
    client.pay_settlement(&payout()).expect_err("no such batch");
}

#[test]
fn a_hook_may_send_a_request_itself() {
    let sandbox = sandbox();
    let inner = builder(sandbox.base_url()).build().expect("a client");
    let client = builder(sandbox.base_url())
        .on_attempt(move |event| {
            if let AttemptEvent::Started { .. } = event {
                inner.list_transactions(&payseal::clive::ListTransactions {}).expect("a list");
            }
        })
        .build()
        .expect("a client");
    client.create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!(sandbox.requests().len(), 2);
}
