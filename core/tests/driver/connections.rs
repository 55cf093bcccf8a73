//! When a connection is used again, and what happens when the server has given it up in the meantime.

use std::io::Write;
use std::net::Shutdown;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use payseal::clive::ListTransactions;
use payseal::{Fault, Outcome};
use payseal_sandbox::{FaultAction, FaultRule};

use crate::support::{
    ANSWER, Server, answer, builder, checkout, client, payout, receive, sandbox, serve_once, wait_until,
};

#[test]
fn a_connection_is_used_again() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    for n in 0..5 {
        client.create_checkout_intent(&checkout(&format!("EZ{n}"))).expect("a checkout");
        client.list_transactions(&ListTransactions {}).expect("a list");
    }
    assert!(sandbox.requests().iter().all(|request| request.connection == 1));
}

#[test]
fn after_refusals_too() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    for status in [400, 401, 404, 409, 307] {
        let fault = FaultRule::new(FaultAction::RawAnswer {
            status,
            body: r#"{"error":"no","code":"NO","details":null}"#.into(),
            body_base64: None,
            content_type: None,
            headers: Vec::new(),
        });
        sandbox.set_fault(fault).expect("a fault");
        client.create_checkout_intent(&checkout("EZ1")).expect_err("refused");
    }
    client.list_transactions(&ListTransactions {}).expect("a list");
    let used: Vec<u64> = sandbox.requests().iter().map(|request| request.connection).collect();
    assert_eq!(used, [1, 1, 1, 1, 1, 1]);
}

#[test]
fn without_idle_connections_each_request_opens_one() {
    let sandbox = sandbox();
    let client = builder(sandbox.base_url()).max_idle_connections(0).build().expect("a client");
    for n in 0..3 {
        client.create_checkout_intent(&checkout(&format!("EZ{n}"))).expect("a checkout");
    }
    let used: Vec<u64> = sandbox.requests().iter().map(|request| request.connection).collect();
    assert_eq!(used, [1, 2, 3]);
}

/// Answers one request on each connection and closes it after the answer, when the test says so.
fn closing_server() -> (Server, mpsc::Sender<()>, mpsc::Receiver<()>, Arc<AtomicUsize>) {
    let (close, closing) = mpsc::channel();
    let (closed, is_closed) = mpsc::channel();
    let (closing, closed) = (Mutex::new(closing), Mutex::new(closed));
    let served = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&served);
    let server = Server::start(move |mut stream, number| {
        if serve_once(&mut stream, &answer(200, ANSWER)) {
            count.fetch_add(1, Ordering::AcqRel);
        }
        if number == 1 {
            let _ = closing.lock().expect("lock").recv();
            let _ = stream.shutdown(Shutdown::Both);
            let _ = closed.lock().expect("lock").send(());
        } else {
            while serve_once(&mut stream, &answer(200, ANSWER)) {
                count.fetch_add(1, Ordering::AcqRel);
            }
        }
    });
    (server, close, is_closed, served)
}

#[test]
fn a_connection_closed_between_two_calls_is_not_used_again() {
    let (server, close, closed, served) = closing_server();
    let client = client(server.url());
    client.create_checkout_intent(&checkout("EZ1")).expect("an answer");
    close.send(()).expect("the server");
    closed.recv().expect("closed");
    // What may be sent only once goes over a fresh connection, in one attempt.
    assert_eq!(client.pay_settlement(&payout()).expect("an answer").attempts(), 1);
    assert_eq!(client.create_checkout_intent(&checkout("EZ1")).expect("an answer").attempts(), 1);
    wait_until("the server to have counted", || served.load(Ordering::Acquire) == 3);
    assert_eq!(server.connections(), 2);
}

/// A server that closes its first connection only when the second request on it has arrived.
fn server_that_hangs_up_on_the_second() -> (Server, Arc<AtomicUsize>) {
    let received = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&received);
    let server = Server::start(move |mut stream, number| {
        while receive(&mut stream).is_some() {
            let so_far = count.fetch_add(1, Ordering::AcqRel) + 1;
            if number == 1 && so_far == 2 {
                return;
            }
            let _ = stream.write_all(answer(200, ANSWER).as_bytes());
        }
    });
    (server, received)
}

#[test]
fn a_connection_that_dies_under_a_keyed_request_is_recovered() {
    let (server, received) = server_that_hangs_up_on_the_second();
    let client = client(server.url());
    client.create_checkout_intent(&checkout("EZ1")).expect("an answer");
    let second = client.create_checkout_intent(&checkout("EZ2")).expect("an answer");
    assert_eq!((second.attempts(), received.load(Ordering::Acquire)), (2, 3));
}

#[test]
fn a_connection_that_dies_under_an_unkeyed_request_is_unknown() {
    let (server, received) = server_that_hangs_up_on_the_second();
    let client = client(server.url());
    client.create_checkout_intent(&checkout("EZ1")).expect("an answer");
    let error = client.pay_settlement(&payout()).expect_err("no answer");
    assert_eq!((error.fault(), error.outcome(), error.attempts()), (Some(Fault::Reset), Outcome::Unknown, 1));
    // Not sent again behind the core's back.
    assert_eq!((received.load(Ordering::Acquire), server.connections()), (2, 1));
}

#[test]
fn bytes_nobody_asked_for_spoil_a_connection() {
    let server = Server::start(|mut stream, _| {
        let stray = format!("{}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{{}}", answer(200, ANSWER));
        while serve_once(&mut stream, &stray) {}
    });
    let client = client(server.url());
    for n in 1..=3 {
        let answer = client.create_checkout_intent(&checkout(&format!("EZ{n}"))).expect("an answer");
        assert_eq!(answer.clive_tx_id.as_deref(), Some("CLVTX_1"), "never the stray answer");
    }
    assert_eq!(server.connections(), 3);
}
