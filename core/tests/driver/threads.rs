//! One client, many threads.

use std::collections::HashSet;
use std::sync::Barrier;

use payseal::clive::ListTransactions;
use payseal_sandbox::{FaultAction, FaultRule};

use crate::support::{builder, checkout, client, sandbox};

#[test]
fn sixty_four_threads_share_a_client() {
    let sandbox = sandbox();
    for _ in 0..8 {
        sandbox.set_fault(FaultRule::new(FaultAction::ResetAfterCommit)).expect("a fault");
    }
    let client = builder(sandbox.base_url()).max_retries(8).build().expect("a client");
    let ready = Barrier::new(64);
    std::thread::scope(|scope| {
        for thread in 0..64 {
            let (client, ready) = (&client, &ready);
            scope.spawn(move || {
                ready.wait();
                let mut made = Vec::new();
                for n in 0..4 {
                    let mut request = checkout(&format!("EZ-{thread}-{n}"));
                    request.amount = (thread * 10 + n + 1).into();
                    let answer = client.create_checkout_intent(&request).expect("a checkout");
                    assert_eq!(answer.idempotency_key(), Some(format!("checkout-EZ-{thread}-{n}").as_str()));
                    made.push((answer.clive_tx_id.clone().expect("an id"), request));
                }
                // The transactions that this thread asked for, not another's.
                let list = client.list_transactions(&ListTransactions {}).expect("a list");
                let items = list.items.as_deref().expect("items");
                for (id, request) in made {
                    let mine = items.iter().find(|item| item.clive_tx_id.as_deref() == Some(&id)).expect("mine");
                    assert_eq!(mine.echezona_reference.as_deref(), Some(request.echezona_reference.as_str()));
                    assert_eq!(mine.amount, Some(request.amount));
                }
            });
        }
    });
    let ledger = sandbox.ledger();
    let references: HashSet<_> = ledger.transactions.iter().map(|t| t.echezona_reference.as_str()).collect();
    assert_eq!((ledger.transactions.len(), references.len()), (256, 256));
    assert!(ledger.commits.iter().all(|commit| commit.count == 1));
    let requests = sandbox.requests();
    let connections: HashSet<u64> = requests.iter().map(|request| request.connection).collect();
    assert!(requests.len() >= 328 && connections.len() <= 64 + 8 + 8, "{} connections", connections.len());
}

#[test]
fn eight_threads_with_one_key_commit_once() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::latency(100)).expect("a fault");
    let client = client(sandbox.base_url());
    let ready = Barrier::new(8);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    ready.wait();
                    client.create_checkout_intent(&checkout("EZ1")).expect("a checkout")
                })
            })
            .collect();
        calls.into_iter().map(|call| call.join().expect("no panic")).collect()
    });
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 1);
    assert_eq!(answers.iter().filter(|answer| !answer.replayed()).count(), 1);
    assert!(answers.iter().all(|answer| answer.clive_tx_id == answers[0].clive_tx_id));
}
