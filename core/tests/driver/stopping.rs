//! Ending a call from outside, and running out of time: how fast it ends and what it says about the money.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use payseal::clive::{ListTransactions, TransactionList};
use payseal::driver::{AttemptEvent, Cancel, CliveClient, RequestOptions};
use payseal::error::Kind;
use payseal::{Answer, Error, Fault, Outcome};
use payseal_sandbox::{FaultAction, FaultRule};

use crate::support::{ANSWER, Server, answer, builder, checkout, client, hold, receive, sandbox, timed, wait_until};
use crate::tls::{Authority, Shown, accept};

/// What the documentation promises is 100 ms; the rest is for a loaded machine.
const SOON: Duration = Duration::from_millis(200);

/// Sends a checkout, cancels it once `ready` holds, and gives the error and how long it came after the cancellation.
fn cancelled_when(client: &CliveClient, ready: impl FnMut() -> bool) -> (Error, Duration) {
    let cancel = Cancel::new();
    let options = RequestOptions::new().cancel(&cancel);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| {
            let error = client.send(&checkout("EZ1"), &options).expect_err("cancelled");
            (error, Instant::now())
        });
        wait_until("the moment to cancel", ready);
        let at = Instant::now();
        cancel.cancel();
        let (error, ended) = call.join().expect("no panic");
        (error, ended.saturating_duration_since(at))
    })
}

fn is_cancelled(error: &Error, outcome: Outcome, attempts: u32) {
    assert_eq!((error.kind(), error.code()), (Kind::Cancelled, Some("CANCELLED")), "{error}");
    assert_eq!((error.outcome(), error.attempts()), (outcome, attempts), "{error}");
    assert_eq!(error.idempotency_key(), Some("checkout-EZ1"));
}

#[test]
fn while_waiting_for_the_answer() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::new(FaultAction::NoAnswer).forever()).expect("a fault");
    let (error, took) = cancelled_when(&client(sandbox.base_url()), || !sandbox.requests().is_empty());
    is_cancelled(&error, Outcome::Unknown, 1);
    assert!(took < SOON, "{took:?}");
    assert!(error.is_retryable(), "the same key may be asked again");
}

#[test]
fn while_the_body_of_a_success_drips() {
    let dripping = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&dripping);
    let server = Server::start(move |mut stream, _| {
        let _ = receive(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{");
        flag.store(true, Ordering::Release);
        hold(&mut stream);
    });
    let (error, took) = cancelled_when(&client(server.url()), || dripping.load(Ordering::Acquire));
    is_cancelled(&error, Outcome::Unknown, 1);
    assert!(took < SOON, "{took:?}");
}

#[test]
fn while_an_error_page_drips() {
    let dripping = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&dripping);
    let server = Server::start(move |mut stream, _| {
        let _ = receive(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 500 Oops\r\ncontent-length: 1000\r\n\r\n<");
        flag.store(true, Ordering::Release);
        hold(&mut stream);
    });
    let (error, took) = cancelled_when(&client(server.url()), || dripping.load(Ordering::Acquire));
    is_cancelled(&error, Outcome::Unknown, 1);
    assert!(took < SOON, "{took:?}");
}

#[test]
fn while_a_large_request_is_written() {
    // Nobody reads on: the socket buffers fill up and the write waits.
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let gate = std::sync::Mutex::new(gate);
    let arriving = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&arriving);
    let server = Server::start(move |mut stream, _| {
        let _ = stream.read(&mut [0]);
        flag.store(true, Ordering::Release);
        let _ = gate.lock().expect("lock").recv();
    });
    let mut request = checkout("EZ1");
    request.meta = Some([("big", "x".repeat(16 * 1024 * 1024))].into());
    let (client, cancel) = (client(server.url()), Cancel::new());
    let options = RequestOptions::new().cancel(&cancel);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| (client.send(&request, &options).expect_err("cancelled"), Instant::now()));
        wait_until("the first byte", || arriving.load(Ordering::Acquire));
        let at = Instant::now();
        cancel.cancel();
        let (error, ended) = call.join().expect("no panic");
        is_cancelled(&error, Outcome::Unknown, 1);
        assert!(ended.saturating_duration_since(at) < SOON);
    });
    drop(open);
}

#[test]
fn while_it_waits_between_two_attempts() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::new(FaultAction::status_retry_after(429, "30")).forever()).expect("a fault");
    let waiting = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&waiting);
    let hook = move |event: &AttemptEvent<'_>| {
        if let AttemptEvent::Ended { retry_in_ms: Some(_), .. } = event {
            flag.store(true, Ordering::Release);
        }
    };
    let client = builder(sandbox.base_url()).on_attempt(hook).build().expect("a client");
    let (error, took) = cancelled_when(&client, || waiting.load(Ordering::Acquire));
    is_cancelled(&error, Outcome::Refused, 1);
    assert_eq!((error.status(), error.retry_after_ms()), (Some(429), Some(30_000)));
    assert!(took < SOON, "{took:?}");
    assert_eq!(sandbox.requests().len(), 1);
}

/// A listener whose queue of connections is full: the next one waits for its SYN to be taken.
pub struct FullListener {
    pub port: u16,
    _listener: TcpListener,
    _fill: Vec<std::net::TcpStream>,
}

pub fn full_listener() -> FullListener {
    let listener = TcpListener::bind("127.0.0.1:0").expect("bind");
    let address = listener.local_addr().expect("address");
    let mut fill = Vec::new();
    // std listens with a queue of 128 (or 4096); connections beyond it hang.
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(150)) {
        fill.push(stream);
        assert!(fill.len() < 20_000, "the queue never fills");
    }
    FullListener { port: address.port(), _listener: listener, _fill: fill }
}

#[test]
fn while_it_connects() {
    let full = full_listener();
    let begun = Arc::new(AtomicUsize::new(0));
    let flag = Arc::clone(&begun);
    let url = format!("http://127.0.0.1:{}", full.port);
    let client = builder(url)
        .on_attempt(move |_| {
            flag.fetch_add(1, Ordering::AcqRel);
        })
        .build()
        .expect("a client");
    let (error, took) = cancelled_when(&client, || begun.load(Ordering::Acquire) == 1);
    is_cancelled(&error, Outcome::NotSent, 1);
    assert!(took < SOON, "{took:?}");
}

#[test]
fn while_it_shakes_hands() {
    let server = Server::silent();
    let client = client(format!("https://127.0.0.1:{}", server.port()));
    let (error, took) = cancelled_when(&client, || server.connections() == 1);
    is_cancelled(&error, Outcome::NotSent, 1);
    assert!(took < SOON, "{took:?}");
}

#[test]
fn while_a_proxy_is_asked_for_a_tunnel() {
    let proxy = Server::silent();
    let through = format!("http://127.0.0.1:{}", proxy.port());
    let client = builder("https://partner.test").proxy(through).build().expect("a client");
    let (error, took) = cancelled_when(&client, || proxy.connections() == 1);
    is_cancelled(&error, Outcome::NotSent, 1);
    assert!(took < SOON, "{took:?}");
}

#[test]
fn while_a_body_drips_through_tls() {
    let dripping = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&dripping);
    let authority = Authority::new();
    let config = authority.server(&Shown::Valid);
    let server = Server::start(move |stream, _| {
        let mut stream = accept(&config, stream);
        let _ = receive(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{");
        let _ = stream.flush();
        flag.store(true, Ordering::Release);
        let _ = stream.read(&mut [0]);
    });
    let url = format!("https://127.0.0.1:{}", server.port());
    let client = builder(url).extra_ca_pem(authority.pem()).build().expect("a client");
    let (error, took) = cancelled_when(&client, || dripping.load(Ordering::Acquire));
    is_cancelled(&error, Outcome::Unknown, 1);
    assert!(took < SOON, "{took:?}");
}

#[test]
fn before_the_start() {
    let sandbox = sandbox();
    let cancel = Cancel::new();
    cancel.cancel();
    assert!(cancel.is_cancelled());
    let client = client(sandbox.base_url());
    let error = client.send(&checkout("EZ1"), &RequestOptions::new().cancel(&cancel)).expect_err("cancelled");
    is_cancelled(&error, Outcome::NotSent, 0);
    // On a warm connection too.
    client.list_transactions(&ListTransactions {}).expect("a list");
    let error = client.send(&checkout("EZ1"), &RequestOptions::new().cancel(&cancel)).expect_err("cancelled");
    is_cancelled(&error, Outcome::NotSent, 0);
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn when_the_callback_says_so() {
    let (server, received) = Server::that_only_receives();
    let options = RequestOptions::new().should_stop(move || received.load(Ordering::Acquire));
    let (error, took) = timed(|| client(server.url()).send(&checkout("EZ1"), &options).expect_err("stopped"));
    is_cancelled(&error, Outcome::Unknown, 1);
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[test]
fn a_callback_may_send_a_request_itself() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::latency(150).on("POST", "/checkout-intent")).expect("a fault");
    let client = Arc::new(client(sandbox.base_url()));
    let inner: Arc<std::sync::Mutex<Vec<Answer<TransactionList>>>> = Arc::default();
    let options = {
        let (client, inner) = (Arc::clone(&client), Arc::clone(&inner));
        RequestOptions::new().should_stop(move || {
            let answer = client.list_transactions(&ListTransactions {}).expect("a list");
            inner.lock().expect("lock").push(answer);
            false
        })
    };
    let answer = client.send(&checkout("EZ1"), &options).expect("an answer");
    assert_eq!((answer.attempts(), answer.status.as_deref()), (1, Some("pending")));
    assert!(!inner.lock().expect("lock").is_empty());
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 1);
}

#[test]
fn a_callback_that_panics_leaves_the_client_usable() {
    let server = Server::answering(answer(200, ANSWER));
    let client = client(server.url());
    let options = RequestOptions::new().should_stop(|| panic!("from the callback"));
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| client.send(&checkout("EZ1"), &options)));
    assert!(result.is_err());
    client.create_checkout_intent(&checkout("EZ1")).expect("an answer");
}

#[test]
fn the_total_time_ends_the_call() {
    let server = Server::silent();
    let options = RequestOptions::new().total_timeout(Duration::from_millis(300));
    let (error, took) = timed(|| client(server.url()).send(&checkout("EZ1"), &options).expect_err("out of time"));
    assert_eq!((error.kind(), error.code()), (Kind::AttemptTimeout, Some("TOTAL_TIMEOUT")));
    assert_eq!((error.outcome(), error.fault(), error.attempts()), (Outcome::Unknown, Some(Fault::ReadTimeout), 1));
    assert!((Duration::from_millis(300)..Duration::from_millis(900)).contains(&took), "{took:?}");
}

#[test]
fn a_wait_that_does_not_fit_the_total_is_not_begun() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::new(FaultAction::status_retry_after(503, "5")).forever()).expect("a fault");
    let options = RequestOptions::new().total_timeout(Duration::from_secs(3));
    let (error, took) = timed(|| client(sandbox.base_url()).send(&checkout("EZ1"), &options).expect_err("out of time"));
    assert_eq!((error.status(), error.retry_after_ms(), error.attempts()), (Some(503), Some(5_000), 1));
    assert_eq!((error.kind(), error.outcome()), (Kind::Server, Outcome::Unknown));
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn times_beyond_every_clock_are_no_limit() {
    let server = Server::answering(answer(200, ANSWER));
    let client = builder(server.url())
        .connect_timeout_ms(u64::MAX)
        .attempt_timeout_ms(u64::MAX)
        .total_timeout_ms(u64::MAX)
        .build()
        .expect("a client");
    client.create_checkout_intent(&checkout("EZ1")).expect("an answer");
    let options = RequestOptions::new().attempt_timeout(Duration::MAX).total_timeout(Duration::MAX);
    client.send(&checkout("EZ1"), &options).expect("an answer");
}
