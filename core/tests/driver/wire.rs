//! The bytes as they come off the socket.

use payseal::clive::ListTransactions;
use payseal::json::{self, Object, Value};
use payseal::sign::SigningKey;
use payseal_sandbox::{API_KEY, HMAC_SECRET, RecordedRequest};

use crate::support::{builder, checkout, client, sandbox};

fn names(request: &RecordedRequest) -> Vec<String> {
    request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect()
}

#[test]
fn a_signed_request_byte_for_byte() {
    let sandbox = sandbox();
    let mut request = checkout("EZ1");
    request.amount = "750.10".parse().expect("an amount");
    request.meta = Some(Object::from([
        ("z", Value::from("é😀")),
        ("10", json::parse(b"1.50").expect("JSON")),
        ("2", Value::Null),
    ]));
    client(sandbox.base_url()).create_checkout_intent(&request).expect("a checkout");
    let seen = &sandbox.requests()[0];

    let body = "{\"partner_id\":\"ECHEZONA001\",\"client_id\":\"AIRPEACE001\",\"amount\":750.1,\"currency\":\"USD\",\
                \"email\":\"buyer@example.com\",\"echezona_reference\":\"EZ1\",\
                \"statement_descriptor_suffix\":\"AIRPEACE\",\"meta\":{\"2\":null,\"10\":1.5,\"z\":\"é😀\"}}";
    assert_eq!(String::from_utf8(seen.body.clone()).expect("UTF-8"), body);
    assert!(seen.complete && seen.chunked_wire.is_none());
    let signature = SigningKey::new(HMAC_SECRET.as_bytes()).expect("a key").sign_hex(body.as_bytes());
    let port = sandbox.port();
    let version = env!("CARGO_PKG_VERSION");
    let head = format!(
        "POST /api/v1/transactions/checkout-intent HTTP/1.1\r\ncontent-length: {}\r\nuser-agent: payseal/{version} (rust)\r\n\
         accept: */*\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\nx-api-key: {API_KEY}\r\n\
         x-clive-hmac: {signature}\r\nidempotency-key: checkout-EZ1\r\n\r\n",
        body.len()
    );
    assert_eq!(seen.head_text(), head);
}

#[test]
fn a_read_carries_its_key_and_nothing_else() {
    let sandbox = sandbox();
    let client = builder(sandbox.base_url()).bearer_token("admin-jwt").language("python").build().expect("a client");
    client.list_transactions(&ListTransactions {}).expect("a list");
    let seen = &sandbox.requests()[0];
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("GET", "/api/v1/transactions"));
    assert_eq!(names(seen), ["user-agent", "accept", "host", "x-api-key"]);
    let agent = format!("payseal/{} (python)", env!("CARGO_PKG_VERSION"));
    assert_eq!(seen.header("user-agent"), Some(agent.as_str()));
    assert!(seen.body.is_empty());
    assert!(!seen.head_text().contains("admin-jwt") && !seen.head_text().contains(HMAC_SECRET));
}

#[test]
fn a_body_beyond_every_buffer_arrives_whole() {
    let sandbox = sandbox();
    let mut request = checkout("EZ1");
    let big: String = (0..60_000).map(|n| char::from(b'a' + u8::try_from(n % 26).expect("small"))).collect();
    request.meta =
        Some(Object::from([("big", Value::from(big.as_str())), ("list", Value::Array(vec![7.into(); 50_000]))]));
    let client = client(sandbox.base_url());
    let intent = client.intent(&request, None).expect("an intent");
    let expected = intent.body().expect("a body").to_vec();
    assert!(expected.len() > 150_000);
    client.send_intent(intent, &Default::default()).expect("a checkout");
    assert_eq!(sandbox.requests()[0].body, expected);
}

#[test]
fn ipv6_and_localhost() {
    let config = payseal_sandbox::SandboxConfig {
        host: std::net::Ipv6Addr::LOCALHOST.into(),
        ..payseal_sandbox::SandboxConfig::default()
    };
    // A machine without IPv6 has no ::1 to bind.
    if let Ok(sandbox) = payseal_sandbox::Sandbox::start(config) {
        client(sandbox.base_url()).create_checkout_intent(&checkout("EZ1")).expect("a checkout");
        assert_eq!(sandbox.requests()[0].header("host"), Some(format!("[::1]:{}", sandbox.port()).as_str()));
    }
    // localhost may name ::1 first, where nobody listens.
    let sandbox = sandbox();
    let url = format!("http://localhost:{}/api/v1/", sandbox.port());
    client(url).create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!(sandbox.requests()[0].target, "/api/v1/transactions/checkout-intent");
}
