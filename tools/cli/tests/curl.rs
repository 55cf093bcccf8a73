//! `--curl`: the script that is printed holds no credential, and does what the call would have done.

mod common;

use std::process::Command;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use common::*;
use payseal_sandbox::Sandbox;

/// Runs a script as a shell does, with the environment that it refers to; gives the HTTP status.
fn run(script: &str, sandbox: &Sandbox) -> String {
    let status = script.trim_end().to_owned() + " -s -o /dev/null -w '%{http_code}'";
    let output = Command::new("sh")
        .args(["-c", &status])
        .env("CLIVE_API_BASE_URL", format!("{}/", sandbox.base_url()))
        .env("CLIVE_API_KEY", API_KEY)
        .env("CLIVE_HMAC_SECRET", HMAC_SECRET)
        .env("CLIVE_BEARER_TOKEN", "sandbox-admin-jwt")
        .output()
        .expect("a shell");
    assert!(output.status.success(), "{script}\n{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_script_sends_what_the_call_would_send() {
    let sandbox = sandbox("");
    // What a shell would take for something else.
    let meta = r#","meta":{"note":"o'brien $HOME `x` \\ \" é %s @/etc/passwd"}}"#;
    let body = format!("{}{meta}", CHECKOUT.trim_end_matches('}'));
    let call = ["request", "clive", "create_checkout_intent", "--data", &body];
    // It needs no credentials to be printed, and sends nothing.
    let printed = payseal(&[&call[..], &["--curl"]].concat()).run().expect(0).stdout;
    assert!(sandbox.requests().is_empty());
    for name in ["$CLIVE_API_KEY", "$CLIVE_HMAC_SECRET", "${CLIVE_API_BASE_URL%/}", "idempotency-key: checkout-EZ1"] {
        assert!(printed.contains(name), "{name}: {printed}");
    }
    assert_eq!(run(&printed, &sandbox), "201");
    payseal(&call).to(&sandbox.base_url()).run().expect(0);
    let requests = sandbox.requests();
    let seen = |at: usize| {
        let request = &requests[at];
        let header = |name: &str| request.header(name).map(str::to_owned);
        let headers = ["content-type", "x-api-key", "x-clive-hmac", "idempotency-key"].map(header);
        (request.method.clone(), request.target.clone(), headers, request.body.clone())
    };
    assert_eq!(seen(0), seen(1));
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 1);
    let json = payseal(&[&call[..], &["--curl", "--json"]].concat()).run().expect(0).json();
    assert_eq!(json["curl"].as_str(), Some(&*printed));
}

#[test]
fn every_class_of_credentials_has_a_script() {
    let sandbox = sandbox("");
    for (arguments, status) in [
        (&["request", "clive", "list_transactions"][..], "200"),
        (
            &[
                "request",
                "clive",
                "get_branding_packet",
                "--data",
                r#"{"client_id":"AIRPEACE001","partner_id":"ECHEZONA001"}"#,
            ],
            "200",
        ),
        (&["request", "clive", "run_settlements"], "200"),
        (&["raw", "clive", "POST", "/settlements/run", "--auth", "bearer"], "200"),
        (&["raw", "clive", "GET", "/settlements", "--auth", "api-key", "--query", "a=it's"], "200"),
    ] {
        let printed = payseal(&[arguments, &["--curl"]].concat()).run().expect(0).stdout;
        assert_eq!(run(&printed, &sandbox), status, "{printed}");
        assert!(!printed.contains("stand-in"), "{printed}");
    }
    assert_eq!(sandbox.requests()[3].header("authorization"), Some("Bearer sandbox-admin-jwt"));
    payseal(&["request", "clive", "create_checkout_intent", "--data", "{}", "--curl"]).run().expect(2);
}

/// A signature that covers the time is made when the script runs, not when it is printed.
#[test]
fn the_script_of_a_timestamped_signature_holds() {
    let data = r#"{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}"#;
    let printed =
        payseal(&["request", "tybrite", "payments.initialize", "--data", data, "--curl"]).run().expect(0).stdout;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = std::thread::spawn(move || {
        let mut stream = listener.accept().expect("a connection").0;
        let mut request = Vec::new();
        let mut piece = [0; 4096];
        while !request.ends_with(b"}") {
            let read = stream.read(&mut piece).expect("the request");
            assert!(read > 0, "the request ended early");
            request.extend_from_slice(&piece[..read]);
        }
        stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}").expect("an answer");
        String::from_utf8(request).expect("text")
    });
    let output = Command::new("sh")
        .args(["-c", &printed])
        .env("TYBRITE_API_BASE_URL", &url)
        .env("TYBRITE_API_KEY", API_KEY)
        .env("TYBRITE_HMAC_SECRET", HMAC_SECRET)
        .output()
        .expect("a shell");
    assert!(output.status.success(), "{printed}\n{output:?}");
    let request = server.join().expect("the server");
    let (head, body) = request.split_once("\r\n\r\n").expect("a head");
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim).expect(name);
    assert!(head.starts_with("POST /v1/payments/initialize HTTP/1.1"), "{head}");
    assert_eq!((header("Authorization:"), body), (&*format!("Bearer {API_KEY}"), data));
    let key = payseal::SigningKey::new(HMAC_SECRET).expect("a key");
    assert!(key.verify_base64_timestamped(header("X-Timestamp:"), body.as_bytes(), header("X-Signature:")));
    assert!(header("Idempotency-Key:").starts_with("payment-"));
}

#[test]
fn documents_are_sent_as_they_are() {
    let csv = "sku,name\nA-1,\"Mug, large\"\n";
    let call = ["request", "tybrite", "ingest.products", "--data", r#"{"content_type":"text/csv"}"#];
    let printed = payseal(&[&call[..], &["--document", csv, "--curl"]].concat()).run().expect(0).stdout;
    assert!(printed.contains(csv) && printed.contains("'Content-Type: text/csv'"), "{printed}");
    payseal(&call).run().expect(2).says(&["--document is missing", "--document @file"]);
    let wrong = ["request", "clive", "list_transactions", "--document", "x"];
    payseal(&wrong).run().expect(2).says(&["--document: list_transactions takes fields only"]);
}
