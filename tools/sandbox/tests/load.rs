//! Many clients at once: every request is answered, and the ledger holds each intent once. How fast is for `cargo xtask bench sandbox`.

mod common;

use std::io::Write as _;

use common::*;

#[test]
fn nothing_is_dropped_and_nothing_counted_twice() {
    const CLIENTS: usize = 16;
    const EACH: usize = 60;
    let sandbox = start();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let port = sandbox.port();
            scope.spawn(move || {
                let mut stream = connect(port);
                for number in 0..EACH {
                    let reference = format!("EZ{client}-{number}");
                    stream
                        .write_all(&signed(CHECKOUT, &format!("k-{reference}"), &checkout(&reference)))
                        .expect("write");
                    assert_eq!(read_answer(&mut stream).expect("an answer").status, 201);
                }
            });
        }
    });
    let ledger = sandbox.ledger();
    assert_eq!((ledger.transactions.len(), ledger.commits.len()), (CLIENTS * EACH, CLIENTS * EACH));
    assert!(ledger.commits.iter().all(|commit| commit.count == 1));
    for commit in &ledger.commits {
        assert_eq!(commit.idempotency_key.as_deref(), Some(&*format!("k-{}", commit.reference)));
    }
    assert_eq!(sandbox.requests().len(), CLIENTS * EACH);
}
