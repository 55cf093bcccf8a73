//! The TLS listeners: what each shows, to a client that is strict.

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use common::*;
use payseal_sandbox::{Sandbox, SandboxConfig, TlsListener, TlsMode};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

fn started() -> Sandbox {
    let tls = TlsMode::ALL.map(|mode| TlsListener { mode, port: 0 }).to_vec();
    Sandbox::start(SandboxConfig { tls, ..SandboxConfig::default() }).expect("start")
}

fn port(sandbox: &Sandbox, mode: TlsMode) -> u16 {
    let url = sandbox.tls_base_url(mode).expect("a URL");
    assert!(url.starts_with("https://127.0.0.1:") && url.ends_with("/api/v1"), "{url}");
    url.split([':', '/']).nth(4).expect("a port").parse().expect("a port")
}

/// One GET over TLS; the answer's text, or why the client would not go on.
fn fetch(sandbox: &Sandbox, mode: TlsMode) -> Result<String, String> {
    let mut roots = RootCertStore::empty();
    let pem = sandbox.ca_pem().expect("an authority");
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")).expect("a root");
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).expect("a client");
    let stream = TcpStream::connect(("127.0.0.1", port(sandbox, mode))).expect("connect");
    let mut tls = StreamOwned::new(client, stream);
    let request = request("GET", CLIENTS, &[("x-api-key", "cp_test_partner_sandbox"), ("connection", "close")], b"");
    tls.write_all(&request).map_err(|error| error.to_string())?;
    let mut answer = String::new();
    tls.read_to_string(&mut answer).map_err(|error| error.to_string())?;
    Ok(answer)
}

#[test]
fn each_listener_shows_what_it_is_named_after() {
    let sandbox = started();
    assert!(fetch(&sandbox, TlsMode::Good).expect("trusted").starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(sandbox.requests().len(), 1, "recorded as it came out of the TLS stream");
    for (mode, why) in [
        (TlsMode::Expired, "expired"),
        (TlsMode::WrongHost, "not valid for name"),
        (TlsMode::UnknownCa, "UnknownIssuer"),
        (TlsMode::Tls11, "incompatible"),
    ] {
        let error = fetch(&sandbox, mode).expect_err(mode.as_str());
        assert!(error.contains(why), "{}: {error}", mode.as_str());
    }
    assert_eq!(sandbox.requests().len(), 1, "no other request arrived");
    let shown = look(&sandbox, "/_sandbox/tls");
    assert_eq!(shown["items"].as_array().map(Vec::len), Some(5));
    assert_eq!(shown["items"][0]["base_url"].as_str(), sandbox.tls_base_url(TlsMode::Good).as_deref());
    assert_eq!(shown["ca_pem"].as_str(), sandbox.ca_pem());
}

#[test]
fn a_tls_1_1_server_says_so_on_the_wire() {
    let sandbox = started();
    let mut stream = TcpStream::connect(("127.0.0.1", port(&sandbox, TlsMode::Tls11))).expect("connect");
    stream.write_all(&[0x16, 3, 1, 0, 2, 1, 0]).expect("a record");
    let mut answer = [0; 47];
    stream.read_exact(&mut answer).expect("a ServerHello");
    assert_eq!(
        answer[..11],
        [0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2],
        "handshake record and ServerHello, both of version 3.2"
    );
}

#[test]
fn faults_break_tls_connections_too() {
    let sandbox = started();
    for rule in payseal_sandbox::parse_faults("reset=after-commit; reset=half-body; status=503").expect("faults") {
        sandbox.set_fault(rule).expect("set");
    }
    assert!(fetch(&sandbox, TlsMode::Good).is_err());
    assert!(fetch(&sandbox, TlsMode::Good).is_err());
    assert!(fetch(&sandbox, TlsMode::Good).expect("an answer").starts_with("HTTP/1.1 503"));
    assert_eq!(sandbox.requests().len(), 3);
    assert_eq!(sandbox.tls_base_url(TlsMode::Good).map(|url| url.len() > 20), Some(true));
}

#[test]
fn without_tls_there_is_no_authority() {
    let sandbox = start();
    assert_eq!((sandbox.ca_pem(), sandbox.tls_base_url(TlsMode::Good)), (None, None));
    assert!("good:x".parse::<TlsListener>().unwrap_err().contains("good:4443"));
    assert!("best".parse::<TlsListener>().unwrap_err().contains("unknown-ca"));
}
