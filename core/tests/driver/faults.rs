//! What goes wrong before the request leaves, and by which name: each leaves `not_sent`.

use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

use payseal::driver::TlsRoots;
use payseal::error::Kind;
use payseal::{Error, Fault, Outcome};

use crate::stopping::full_listener;
use crate::support::{ANSWER, Server, answer, builder, checkout, client, timed};
use crate::tls::{Authority, Shown, accept, serve, tls_server};

/// A checkout that fails, with one retry.
fn failure(base_url: String) -> Error {
    let client = builder(base_url).max_retries(1).build().expect("a client");
    client.create_checkout_intent(&checkout("EZ1")).expect_err("a failure")
}

fn is_not_sent(error: &Error, fault: Fault, code: &str, attempts: u32) {
    assert_eq!((error.fault(), error.code()), (Some(fault), Some(code)), "{error}");
    assert_eq!((error.outcome(), error.kind()), (Outcome::NotSent, Kind::ConnectionFailed), "{error}");
    assert_eq!((error.attempts(), error.status()), (attempts, None), "{error}");
    assert_eq!(error.is_retryable(), fault != Fault::TlsCertificate, "{error}");
}

fn https(server: &Server) -> String {
    format!("https://127.0.0.1:{}/api/v1", server.port())
}

#[test]
fn nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let error = failure(format!("http://127.0.0.1:{port}"));
    is_not_sent(&error, Fault::ConnectRefused, "CONNECT_REFUSED", 2);
    is_not_sent(&failure(format!("https://[::1]:{port}")), Fault::ConnectRefused, "CONNECT_REFUSED", 2);
}

#[test]
fn a_name_that_does_not_exist() {
    let error = failure("https://nonexistent.invalid/api/v1".into());
    is_not_sent(&error, Fault::Dns, "DNS_FAILED", 2);
}

#[test]
fn a_connection_that_does_not_open_in_time() {
    let full = full_listener();
    let client = builder(format!("http://127.0.0.1:{}", full.port))
        .connect_timeout_ms(200)
        .max_retries(1)
        .build()
        .expect("a client");
    let (error, took) = timed(|| client.create_checkout_intent(&checkout("EZ1")).expect_err("full"));
    is_not_sent(&error, Fault::ConnectTimeout, "CONNECT_TIMEOUT", 2);
    assert!((Duration::from_millis(400)..Duration::from_millis(1_500)).contains(&took), "{took:?}");
}

#[test]
fn the_attempt_may_be_over_before_the_connection_opens() {
    let full = full_listener();
    let client = builder(format!("http://127.0.0.1:{}", full.port))
        .attempt_timeout_ms(200)
        .max_retries(0)
        .build()
        .expect("a client");
    let (error, took) = timed(|| client.create_checkout_intent(&checkout("EZ1")).expect_err("full"));
    is_not_sent(&error, Fault::ConnectTimeout, "CONNECT_TIMEOUT", 1);
    assert!(took < Duration::from_millis(900), "{took:?}");
}

#[test]
fn tls_with_an_extra_authority() {
    let authority = Authority::new();
    let server = tls_server(authority.server(&Shown::Valid), answer(200, ANSWER));
    let client = builder(https(&server)).extra_ca_pem(authority.pem()).build().expect("a client");
    assert!(matches!(client.tls_roots(), TlsRoots::PlatformAndExtra | TlsRoots::ExtraOnly));
    for reference in ["EZ1", "EZ2"] {
        let answer = client.create_checkout_intent(&checkout(reference)).expect("an answer");
        assert_eq!((answer.clive_tx_id.as_deref(), answer.attempts()), (Some("CLVTX_1"), 1));
    }
    assert_eq!(server.connections(), 1, "TLS connections are reused too");
    let by_name = format!("https://localhost:{}", server.port());
    let client = builder(by_name).extra_ca_pem(authority.pem()).build().expect("a client");
    client.create_checkout_intent(&checkout("EZ1")).expect("an answer");
}

#[test]
fn tls_certificates_that_are_not_trusted() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (shown, trusted) in
        [(Shown::Valid, stranger.pem()), (Shown::Expired, authority.pem()), (Shown::ForAnotherHost, authority.pem())]
    {
        let server = tls_server(authority.server(&shown), answer(200, ANSWER));
        let client = builder(https(&server)).extra_ca_pem(trusted).build().expect("a client");
        let error = client.create_checkout_intent(&checkout("EZ1")).expect_err("not trusted");
        is_not_sent(&error, Fault::TlsCertificate, "TLS_CERTIFICATE", 1);
        assert_eq!(server.connections(), 1);
    }
    // And with the platform's own authorities only.
    let server = tls_server(authority.server(&Shown::Valid), answer(200, ANSWER));
    let error = client(https(&server)).create_checkout_intent(&checkout("EZ1")).expect_err("not trusted");
    is_not_sent(&error, Fault::TlsCertificate, "TLS_CERTIFICATE", 1);
}

#[test]
fn plain_text_where_tls_should_be() {
    let server = Server::start(|mut stream, _| {
        let _ = stream.write_all(answer(400, "plain HTTP").as_bytes());
    });
    is_not_sent(&failure(https(&server)), Fault::TlsHandshake, "TLS_HANDSHAKE", 2);
    let closes = Server::start(|_stream, _| {});
    is_not_sent(&failure(https(&closes)), Fault::TlsHandshake, "TLS_HANDSHAKE", 2);
}

#[test]
fn tls_where_plain_text_should_be() {
    let authority = Authority::new();
    let server = tls_server(authority.server(&Shown::Valid), answer(200, ANSWER));
    let error = failure(server.url());
    // The request went out in clear text, so it may have been read.
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 2), "{error}");
}

#[test]
fn a_handshake_that_never_ends_is_a_connection_that_does_not_open() {
    let server = Server::silent();
    let client = builder(https(&server)).connect_timeout_ms(300).max_retries(0).build().expect("a client");
    let (error, took) = timed(|| client.create_checkout_intent(&checkout("EZ1")).expect_err("no handshake"));
    is_not_sent(&error, Fault::ConnectTimeout, "CONNECT_TIMEOUT", 1);
    assert!((Duration::from_millis(300)..Duration::from_millis(1_000)).contains(&took), "{took:?}");
}

#[test]
fn a_tls_connection_that_ends_after_the_request_is_unknown() {
    let authority = Authority::new();
    let config = authority.server(&Shown::Valid);
    let server = Server::start(move |stream, _| {
        let mut stream = accept(&config, stream);
        let _ = crate::support::receive(&mut stream);
    });
    let client = builder(https(&server)).extra_ca_pem(authority.pem()).max_retries(0).build().expect("a client");
    let error = client.create_checkout_intent(&checkout("EZ1")).expect_err("no answer");
    assert_eq!((error.fault(), error.outcome()), (Some(Fault::Reset), Outcome::Unknown), "{error}");
}

#[test]
fn a_tls_answer_cut_before_its_end_is_truncated() {
    let authority = Authority::new();
    let config = authority.server(&Shown::Valid);
    let server = Server::start(move |stream, _| {
        // No close_notify: the end may be an attacker's.
        serve(
            &mut accept(&config, stream),
            "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"clive_tx_id\":\"CL",
            |_| {},
        );
    });
    let client = builder(https(&server))
        .extra_ca_pem(authority.pem())
        .attempt_timeout_ms(400)
        .max_retries(0)
        .build()
        .expect("a client");
    let error = client.create_checkout_intent(&checkout("EZ1")).expect_err("cut");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
}

#[test]
fn extra_authorities_that_cannot_be_read() {
    for pem in ["", "not PEM", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        let error = builder("https://127.0.0.1").extra_ca_pem(pem).build().expect_err(pem);
        assert_eq!((error.kind(), error.code()), (Kind::Config, Some("TLS_ROOTS_UNREADABLE")), "{pem}");
    }
}
