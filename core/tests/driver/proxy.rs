//! Through an HTTP proxy: what the proxy sees, what its refusals mean, and when the environment is asked.

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use payseal::error::Kind;
use payseal::{Error, Fault, Outcome};
use payseal_sandbox::{API_KEY, HMAC_SECRET};

use crate::child;
use crate::support::{ANSWER, Received, Server, answer, builder, checkout, hold, receive, sandbox, timed};
use crate::tls::{Authority, Shown, accept, serve};

type Seen = Arc<Mutex<Vec<Received>>>;

/// A proxy that tunnels every CONNECT to `port` on this machine, whatever host was asked for.
fn tunnel_to(port: u16) -> (Server, Seen) {
    let seen = Seen::default();
    let list = Arc::clone(&seen);
    let proxy = Server::start(move |mut client, _| {
        let Some(request) = receive(&mut client) else { return };
        list.lock().expect("lock").push(request);
        let mut target = TcpStream::connect(("127.0.0.1", port)).expect("the target");
        let _ = client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
        let (mut from_client, mut to_target) = (client.try_clone().expect("clone"), target.try_clone().expect("clone"));
        let up = std::thread::spawn(move || {
            let _ = io::copy(&mut from_client, &mut to_target);
            let _ = to_target.shutdown(std::net::Shutdown::Both);
        });
        let _ = io::copy(&mut target, &mut client);
        let _ = client.shutdown(std::net::Shutdown::Both);
        let _ = up.join();
    });
    (proxy, seen)
}

fn through(proxy: &Server) -> String {
    format!("http://127.0.0.1:{}", proxy.port())
}

#[test]
fn an_https_request_goes_through_a_tunnel() {
    let authority = Authority::new();
    let config = authority.server(&Shown::Valid);
    let requests = Seen::default();
    let list = Arc::clone(&requests);
    let server = Server::start(move |stream, _| {
        serve(&mut accept(&config, stream), &answer(200, ANSWER), |request| list.lock().expect("lock").push(request));
    });
    let (proxy, seen) = tunnel_to(server.port());
    let client = builder("https://partner.test/api/v1")
        .extra_ca_pem(authority.pem())
        .proxy(format!("http://user:pass@127.0.0.1:{}", proxy.port()))
        .build()
        .expect("a client");
    for reference in ["EZ1", "EZ2"] {
        let answer = client.create_checkout_intent(&checkout(reference)).expect("an answer");
        assert_eq!((answer.clive_tx_id.as_deref(), answer.attempts()), (Some("CLVTX_1"), 1));
    }
    let seen = seen.lock().expect("lock");
    assert_eq!((seen.len(), server.connections()), (1, 1), "the tunnel is used again");
    assert_eq!(seen[0].line(), "CONNECT partner.test:443 HTTP/1.1");
    assert_eq!(seen[0].header("proxy-authorization"), Some("Basic dXNlcjpwYXNz"));
    for secret in [API_KEY, HMAC_SECRET, "checkout-EZ1", "buyer@example.com"] {
        assert!(!seen[0].head.contains(secret));
    }
    let requests = requests.lock().expect("lock");
    assert_eq!((requests.len(), requests[0].header("host")), (2, Some("partner.test")));
    assert!(requests[0].header("proxy-authorization").is_none());
}

#[test]
fn certificates_are_checked_behind_a_proxy_too() {
    let authority = Authority::new();
    let config = authority.server(&Shown::ForAnotherHost);
    let server = Server::start(move |stream, _| serve(&mut accept(&config, stream), "", |_| {}));
    let (proxy, _) = tunnel_to(server.port());
    let client = builder("https://partner.test/api/v1")
        .extra_ca_pem(authority.pem())
        .proxy(through(&proxy))
        .build()
        .expect("a client");
    let error = client.create_checkout_intent(&checkout("EZ1")).expect_err("another host");
    assert_eq!((error.fault(), error.outcome()), (Some(Fault::TlsCertificate), Outcome::NotSent));
    assert_eq!(error.attempts(), 1);
}

#[test]
fn an_answer_lost_in_the_tunnel_is_unknown() {
    let authority = Authority::new();
    let config = authority.server(&Shown::Valid);
    let server = Server::start(move |stream, _| {
        let _ = receive(&mut accept(&config, stream));
    });
    let (proxy, _) = tunnel_to(server.port());
    let client = builder("https://partner.test/api/v1")
        .extra_ca_pem(authority.pem())
        .proxy(through(&proxy))
        .max_retries(0)
        .build()
        .expect("a client");
    let error = client.create_checkout_intent(&checkout("EZ1")).expect_err("lost");
    assert_eq!((error.fault(), error.outcome()), (Some(Fault::Reset), Outcome::Unknown), "{error}");
}

fn refused_by(proxy: &Server) -> Error {
    let client = builder("https://partner.test/api/v1")
        .proxy(through(proxy))
        .connect_timeout_ms(400)
        .max_retries(1)
        .build()
        .expect("a client");
    client.create_checkout_intent(&checkout("EZ1")).expect_err("no tunnel")
}

#[test]
fn a_proxy_that_opens_no_tunnel_leaves_nothing_sent() {
    for bytes in [
        "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\n\r\nno\n",
        "HTTP/1.1 403 Forbidden\r\n\r\n",
        "",
        "garbage\r\n\r\n",
    ] {
        let proxy = Server::start(move |mut stream, _| {
            let _ = receive(&mut stream);
            let _ = stream.write_all(bytes.as_bytes());
        });
        let error = refused_by(&proxy);
        assert_eq!((error.outcome(), error.fault()), (Outcome::NotSent, Some(Fault::ConnectRefused)), "{bytes:?}");
        assert_eq!((error.kind(), error.attempts(), error.status()), (Kind::ConnectionFailed, 2, None), "{error}");
        assert_eq!(proxy.connections(), 2);
    }
}

#[test]
fn a_proxy_that_says_nothing_is_a_connection_that_does_not_open() {
    let proxy = Server::silent();
    let (error, took) = timed(|| refused_by(&proxy));
    assert_eq!((error.outcome(), error.fault()), (Outcome::NotSent, Some(Fault::ConnectTimeout)), "{error}");
    assert!((Duration::from_millis(800)..Duration::from_millis(2_000)).contains(&took), "{took:?}");
}

#[test]
fn a_proxy_that_is_not_there() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    for (proxy, fault) in [
        (format!("http://127.0.0.1:{port}"), Fault::ConnectRefused),
        ("http://nonexistent.invalid:3128".to_owned(), Fault::Dns),
    ] {
        let client = builder("https://partner.test/api/v1").proxy(proxy).max_retries(0).build().expect("a client");
        let error = client.create_checkout_intent(&checkout("EZ1")).expect_err("no proxy");
        assert_eq!((error.outcome(), error.fault()), (Outcome::NotSent, Some(fault)), "{error}");
    }
}

#[test]
fn proxies_that_cannot_be_used_are_refused_by_name() {
    for (proxy, why) in [
        ("socks5://127.0.0.1:1080", "SOCKS"),
        ("socks4://127.0.0.1:1080", "SOCKS"),
        ("ftp://127.0.0.1:21", "malformed"),
        ("", "malformed"),
        ("http://", "malformed"),
        ("http://user:secret@host:port", "malformed"),
    ] {
        let error = builder("https://partner.test").proxy(proxy).build().expect_err(proxy);
        assert_eq!((error.kind(), error.code()), (Kind::Config, Some("PROXY_INVALID")), "{proxy}");
        assert!(error.message().contains(why), "{proxy}: {error}");
        assert!(!error.to_string().contains("secret"));
    }
}

#[test]
fn an_explicit_proxy_serves_loopback_too_and_no_proxy_wins() {
    let sandbox = sandbox();
    let (proxy, seen) = tunnel_to(sandbox.port());
    let client = builder(sandbox.base_url()).proxy(through(&proxy)).build().expect("a client");
    client.create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!(seen.lock().expect("lock").len(), 1);
    let client = builder(sandbox.base_url()).proxy(through(&proxy)).no_proxy().build().expect("a client");
    client.create_checkout_intent(&checkout("EZ2")).expect("a checkout");
    assert_eq!(seen.lock().expect("lock").len(), 1);
}

/// What a child says about a client of this base URL, with this environment.
fn in_environment(base_url: &str, variables: &[(&str, &str)]) -> String {
    child::run("proxy::the_environment_proxies_the_partner_but_not_this_machine", &[base_url], variables)
}

#[test]
fn the_environment_proxies_the_partner_but_not_this_machine() {
    if let Some([url]) = child::arguments() {
        match builder(url).max_retries(0).build().and_then(|client| client.create_checkout_intent(&checkout("EZ1"))) {
            Ok(_) => println!("a checkout"),
            Err(error) => println!("{error}"),
        }
        return;
    }
    let sandbox = sandbox();
    let proxy = Server::start(|mut stream, _| {
        let request = receive(&mut stream).expect("a request");
        assert_eq!(request.line(), "CONNECT nonexistent.invalid:443 HTTP/1.1");
        let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n");
        hold(&mut stream);
    });
    let (remote, through) = ("https://nonexistent.invalid/api/v1", through(&proxy));
    for (connections, variable) in [(1, "HTTPS_PROXY"), (2, "ALL_PROXY")] {
        let output = in_environment(remote, &[(variable, &through)]);
        assert!(output.contains("CONNECT_REFUSED, outcome not_sent"), "{output}");
        assert_eq!(proxy.connections(), connections);
    }
    // Not this machine, and not what NO_PROXY names.
    let output =
        in_environment(&sandbox.base_url(), &[("HTTPS_PROXY", &through), ("ALL_PROXY", "socks5://127.0.0.1:1")]);
    assert!(output.contains("a checkout"), "{output}");
    let output = in_environment(remote, &[("HTTPS_PROXY", &through), ("NO_PROXY", "nonexistent.invalid")]);
    assert!(output.contains("DNS_FAILED, outcome not_sent"), "{output}");
    let output = in_environment(remote, &[("ALL_PROXY", "socks5://127.0.0.1:1")]);
    assert!(output.contains("SOCKS is not supported [PROXY_INVALID"), "{output}");
    assert_eq!(proxy.connections(), 2);
}
