//! Answers that an honest API does not give: empty, foreign, endless, slow, framed in every way HTTP/1.1 allows.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use payseal::clive::ListTransactions;
use payseal::error::Kind;
use payseal::{Error, Fault, Outcome};
use payseal_sandbox::{FaultAction, FaultRule};

use crate::support::{ANSWER, Server, answer, builder, checkout, client, hold, receive, sandbox, timed};

/// Answers each request with `respond`, then closes.
fn one_shot(respond: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Server {
    Server::start(move |mut stream, _| {
        if receive(&mut stream).is_some() {
            respond(&mut stream);
        }
    })
}

fn write(bytes: &'static str) -> Server {
    one_shot(move |stream| {
        let _ = stream.write_all(bytes.as_bytes());
    })
}

fn failure(server: &Server) -> Error {
    let client = builder(server.url()).max_retries(0).build().expect("a client");
    client.create_checkout_intent(&checkout("EZ1")).expect_err("a failure")
}

fn is_answered(server: &Server) {
    let answer = client(server.url()).create_checkout_intent(&checkout("EZ1")).expect("an answer");
    assert_eq!((answer.clive_tx_id.as_deref(), answer.attempts()), (Some("CLVTX_1"), 1));
}

#[test]
fn success_without_a_body() {
    let sandbox = sandbox();
    sandbox.set_fault(FaultRule::new(FaultAction::Empty).after_commit()).expect("a fault");
    let error = client(sandbox.base_url()).create_checkout_intent(&checkout("EZ1")).expect_err("204");
    assert_eq!((error.kind(), error.code()), (Kind::ResponseUnreadable, Some("ANSWER_EMPTY")));
    assert_eq!((error.status(), error.outcome(), error.attempts()), (Some(204), Outcome::Unknown, 1));
    let error = failure(&write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    assert_eq!((error.code(), error.status()), (Some("ANSWER_EMPTY"), Some(200)));
}

#[test]
fn success_that_is_not_json() {
    for body in ["<html>captive portal</html>", "{\"clive_tx_id\":", "{} trailing", "\u{1}"] {
        let error = failure(&Server::answering(answer(200, body)));
        assert_eq!((error.code(), error.outcome()), (Some("ANSWER_NOT_JSON"), Outcome::Unknown), "{body}");
        assert!(error.response_text().is_none() && !format!("{error:?}").contains("captive"));
    }
}

#[test]
fn a_huge_error_page_is_cut() {
    let sandbox = sandbox();
    let big = FaultAction::BigError { bytes: 10 * 1024 * 1024, status: 500 };
    sandbox.set_fault(FaultRule::new(big).forever()).expect("a fault");
    let client = builder(sandbox.base_url()).max_retries(1).build().expect("a client");
    let error = client.create_checkout_intent(&checkout("EZ1")).expect_err("500");
    assert_eq!((error.status(), error.attempts(), error.outcome()), (Some(500), 2, Outcome::Unknown));
    assert_eq!(error.response_text().expect("a text").len(), 4 * 1024);
    // The rest of the page was not read: its connection is not used again.
    let requests = sandbox.requests();
    assert_ne!(requests[0].connection, requests[1].connection);
}

#[test]
fn an_endless_error_page_ends_with_the_attempt() {
    let server = one_shot(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 403 No\r\ncontent-type: text/html\r\n\r\n");
        while stream.write_all(&[b'x'; 64 * 1024]).is_ok() {}
    });
    let (error, took) = timed(|| failure(&server));
    assert_eq!((error.status(), error.outcome()), (Some(403), Outcome::Refused));
    assert_eq!(error.response_text().map(str::len), Some(4 * 1024));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn an_error_page_that_breaks_off_still_tells_its_status() {
    let error = failure(&write("HTTP/1.1 403 No\r\ncontent-length: 500\r\n\r\n<html>half"));
    assert_eq!((error.status(), error.outcome()), (Some(403), Outcome::Refused));
    assert_eq!(error.response_text(), Some("<html>half"));
    // Secret members of JSON that broke off cannot be found, so none of it is kept.
    let error = failure(&write("HTTP/1.1 403 No\r\ncontent-length: 500\r\n\r\n{\"client_secret\":\"half"));
    assert_eq!((error.status(), error.response_text()), (Some(403), None));
}

#[test]
fn a_success_that_drips_beyond_the_attempt() {
    let server = one_shot(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{");
        while stream.write_all(b" ").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let client = builder(server.url()).attempt_timeout_ms(300).max_retries(0).build().expect("a client");
    let (error, took) = timed(|| client.create_checkout_intent(&checkout("EZ1")).expect_err("too slow"));
    assert_eq!((error.fault(), error.outcome()), (Some(Fault::ReadTimeout), Outcome::Unknown));
    assert_eq!((error.kind(), error.code()), (Kind::AttemptTimeout, Some("ATTEMPT_TIMEOUT")));
    assert!((Duration::from_millis(300)..Duration::from_millis(900)).contains(&took), "{took:?}");
}

#[test]
fn a_head_that_drips_beyond_the_attempt() {
    let server = one_shot(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx-slow: ");
        while stream.write_all(b"a").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let client = builder(server.url()).attempt_timeout_ms(300).max_retries(0).build().expect("a client");
    let (error, took) = timed(|| client.create_checkout_intent(&checkout("EZ1")).expect_err("too slow"));
    assert_eq!((error.fault(), error.outcome()), (Some(Fault::ReadTimeout), Outcome::Unknown));
    assert!((Duration::from_millis(300)..Duration::from_millis(900)).contains(&took), "{took:?}");
}

#[test]
fn every_framing_of_a_success() {
    let body = ANSWER;
    let (left, right) = body.split_at(20);
    let close = format!("HTTP/1.1 200 OK\r\n\r\n{body}");
    let http10 = format!("HTTP/1.0 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let (left_len, right_len) = (left.len(), right.len());
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{left_len:x};ext=1\r\n{left}\r\n{right_len:X}\r\n{right}\r\n0\r\nx-t: 1\r\n\r\n"
    );
    let interim = format!("HTTP/1.1 100 Continue\r\n\r\n{}", answer(200, body));
    let no_reason = format!("HTTP/1.1 200\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    for bytes in [close, http10, chunked, interim, no_reason] {
        let shown = bytes.clone();
        let server = one_shot(move |stream| {
            // In small pieces, so that no reader can count on whole lines.
            for piece in bytes.as_bytes().chunks(7) {
                let _ = stream.write_all(piece);
            }
        });
        let result = client(server.url()).create_checkout_intent(&checkout("EZ1"));
        assert_eq!(result.expect(&shown).clive_tx_id.as_deref(), Some("CLVTX_1"));
    }
}

#[test]
fn early_hints_before_the_answer() {
    is_answered(&Server::answering(format!("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n{}", answer(200, ANSWER))));
}

#[test]
fn a_broken_chunk_is_a_truncated_answer() {
    for bytes in [
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"cli",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{}",
    ] {
        let error = failure(&write(bytes));
        assert_eq!((error.fault(), error.outcome()), (Some(Fault::Truncated), Outcome::Unknown), "{bytes}");
        assert_eq!(error.status(), Some(200));
    }
}

#[test]
fn what_is_not_http_may_have_happened() {
    for bytes in ["", "SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 2", "HTTP/2 200 OK\r\n\r\n", "\r\n\r\n\r\n"] {
        let error = failure(&write(bytes));
        assert!(matches!(error.fault(), Some(Fault::Reset | Fault::Other)), "{bytes:?} {error}");
        assert_eq!((error.outcome(), error.kind()), (Outcome::Unknown, Kind::ConnectionFailed), "{bytes:?}");
    }
}

#[test]
fn a_large_head_is_read_and_an_endless_one_is_not() {
    let filler = "a".repeat(1_000);
    let lines: String = (0..20).map(|n| format!("x-{n}: {filler}\r\n")).collect();
    is_answered(&Server::answering(format!(
        "HTTP/1.1 200 OK\r\n{lines}content-length: {}\r\n\r\n{ANSWER}",
        ANSWER.len()
    )));
    let endless = one_shot(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"x-more: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n").is_ok() {}
    });
    let (error, took) = timed(|| failure(&endless));
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(took < Duration::from_secs(5), "{took:?} {error}");
}

#[test]
fn compressed_answers_are_not_asked_for_and_not_guessed_at() {
    let server = Server::start(|mut stream, _| {
        let request = receive(&mut stream).expect("a request");
        assert!(request.header("accept-encoding").is_none(), "{}", request.head);
        let _ =
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x08\x00");
        hold(&mut stream);
    });
    assert_eq!(failure(&server).code(), Some("ANSWER_NOT_JSON"));
}

#[test]
fn an_early_answer_to_a_body_that_is_still_written() {
    // The server refuses after the head and closes: the refusal may or may not be seen, but nothing else may be said.
    let server = Server::start(|mut stream, _| {
        let mut head = [0; 512];
        let _ = std::io::Read::read(&mut stream, &mut head);
        let _ = stream.write_all(answer(413, r#"{"error":"too large","code":"PAYLOAD_TOO_LARGE"}"#).as_bytes());
    });
    let mut request = checkout("EZ1");
    request.meta = Some([("big", "x".repeat(4 * 1024 * 1024))].into());
    let client = builder(server.url()).max_retries(0).build().expect("a client");
    let error = client.create_checkout_intent(&request).expect_err("refused");
    match error.status() {
        Some(status) => assert_eq!((status, error.outcome()), (413, Outcome::Refused)),
        None => {
            assert!(matches!(error.fault(), Some(Fault::WriteFailed | Fault::Reset)), "{error}");
            assert_eq!(error.outcome(), Outcome::Unknown);
        }
    }
}

#[test]
fn a_list_of_some_megabytes() {
    let row = r#"{"cliveTxId":"CLVTX_1","amount":750,"status":"succeeded"}"#;
    let rows = vec![row; 60_000].join(",");
    let server = Server::answering(answer(200, &format!("{{\"items\":[{rows}]}}")));
    let list = client(server.url()).list_transactions(&ListTransactions {}).expect("a list");
    assert_eq!(list.items.as_deref().expect("items").len(), 60_000);
}
