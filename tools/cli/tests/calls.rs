//! Real calls to a real sandbox: what is printed, every exit code, and what arrived.

mod common;

use common::*;
use payseal_sandbox::{Sandbox, SandboxConfig, TlsListener, TlsMode};
use serde_json::json;

const OPERATION: &str = "transactions/checkout-intent";

fn checkout(sandbox: &Sandbox, options: &[&str]) -> Ran {
    let arguments = [&["request", "clive", "create_checkout_intent", "--data", CHECKOUT], options].concat();
    payseal(&arguments).to(&sandbox.base_url()).run()
}

#[test]
fn a_call_prints_status_outcome_attempts_key_and_body() {
    let sandbox = sandbox("");
    let ran = checkout(&sandbox, &[]).expect(0);
    let head = "status: 201\noutcome: ok\nattempts: 1\nidempotency key: checkout-EZ1\nbody: {\"clive_tx_id\":\"CLVTX_";
    assert!(ran.stdout.starts_with(head), "{}", ran.stdout);
    assert!(
        ran.stdout.contains(r#""client_secret":"[REDACTED]""#) && !ran.stdout.contains("_secret_"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stderr, "");
    let again = checkout(&sandbox, &["--show-secrets"]).expect(0).stdout;
    assert!(again.contains("replayed: yes\n") && again.contains("_secret_"), "{again}");
    let json = checkout(&sandbox, &["--json"]).expect(0).json();
    assert_eq!(
        (&json["ok"], &json["outcome"], &json["status"], &json["attempts"]),
        (&json!(true), &json!("ok"), &json!(201), &json!(1))
    );
    assert_eq!(
        (&json["idempotency_key"], &json["replayed"], &json["error"]),
        (&json!("checkout-EZ1"), &json!(true), &json!(null))
    );
    assert_eq!((&json["body"]["client_secret"], &json["body"]["status"]), (&json!("[REDACTED]"), &json!("pending")));
    let other = checkout(&sandbox, &["--idempotency-key", "mine", "--json"]).expect(0).json();
    assert_eq!(other["idempotency_key"], json!("mine"));
    assert_eq!(sandbox.ledger().commits(OPERATION, "EZ1"), 2);
    assert_eq!(sandbox.requests()[0].header("user-agent").map(|agent| agent.contains("(cli)")), Some(true));
}

#[test]
fn data_comes_from_a_file_or_standard_input() {
    let sandbox = sandbox("");
    let directory = Directory::new("data");
    let file = format!("@{}", directory.write("body.json", format!("{CHECKOUT}\n")));
    for (data, stdin) in [(&*file, ""), ("-", CHECKOUT), ("@-", CHECKOUT)] {
        let ran = payseal(&["request", "clive", "create-checkout-intent", "--data", data]);
        ran.to(&sandbox.base_url()).stdin(stdin).run().expect(0);
    }
    let bodies: Vec<Vec<u8>> = sandbox.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, vec![CHECKOUT.as_bytes(); 3]);
    let list = payseal(&["request", "clive", "list_transactions", "--json"]).to(&sandbox.base_url()).run().expect(0);
    assert_eq!(list.json()["body"]["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn refused_is_1() {
    let sandbox = sandbox("");
    let body = CHECKOUT.replace("AIRPEACE001", "NOBODY");
    let ran = payseal(&["request", "clive", "create_checkout_intent", "--data", &body]).to(&sandbox.base_url()).run();
    let text = ran.expect(1).stdout;
    assert!(
        text.starts_with("status: 404\noutcome: refused\nattempts: 1\n")
            && text.contains("[CLIENT_NOT_FOUND]\nadvice: "),
        "{text}"
    );
    let wrong = payseal(&["request", "clive", "list_merchant_clients", "--json"]).to(&sandbox.base_url());
    let json = wrong.env("CLIVE_API_KEY", "cp_test_platform_sandbox").run().expect(1).json();
    assert_eq!((&json["ok"], &json["error"]["code"]), (&json!(false), &json!("API_KEY_SCOPE_FORBIDDEN")));
    assert_eq!(json["error"]["kind"], json!("PermissionDeniedError"));
    assert!(sandbox.ledger().commits.is_empty());
}

#[test]
fn usage_is_2_and_nothing_arrives() {
    let sandbox = sandbox("");
    let call = |arguments: &[&str]| {
        payseal(&[&["request", "clive"], arguments].concat()).to(&sandbox.base_url()).run().expect(2)
    };
    call(&["pay"]).says(&["<OPERATION>: Clive has no operation `pay`", "pay_settlement"]);
    call(&["create_checkout_intent"]).says(&["--data is missing", "echezona_reference", "--data @file"]);
    call(&["create_checkout_intent", "--data", "@/nowhere"]).says(&["--data @/nowhere: "]);
    call(&["create_checkout_intent", "--data", "@"]).says(&["--data @body.json"]);
    call(&["create_checkout_intent", "--data", "{"]).says(&["--data: ", "Expected one JSON object"]);
    let negative = CHECKOUT.replace("750", "-1");
    call(&["create_checkout_intent", "--data", &negative]).says(&["--data: ", "amount"]);
    call(&["create_checkout_intent", "--data", CHECKOUT, "--idempotency-key", "a\nb"]).says(&["--idempotency-key: "]);
    call(&["list_transactions", "--idempotency-key", "k"]).says(&["--idempotency-key: ", "leave it out"]);
    call(&["list_transactions", "--attempt-timeout-ms", "0"]).says(&["--attempt-timeout-ms"]);
    call(&["list_transactions", "--ca-file", "/nowhere"]).says(&["--ca-file /nowhere: "]);
    payseal(&["request", "clive", "list_transactions"]).run().expect(2).says(&["CLIVE_API_BASE_URL is not set"]);
    let bad = payseal(&["request", "clive", "list_transactions"]).to("ftp://x").run().expect(2);
    bad.says(&["environment variable CLIVE_API_BASE_URL"]);
    let json = payseal(&["request", "clive", "pay", "--json"]).run().expect(2).json();
    assert_eq!(json["exit_code"], json!(2));
    assert!(sandbox.requests().is_empty());
}

#[test]
fn unknown_is_3() {
    let sandbox = sandbox("reset=after-commit, times=always");
    let ran = checkout(&sandbox, &["--max-retries", "1", "--json"]).expect(3);
    let json = ran.json();
    assert_eq!(
        (&json["outcome"], &json["attempts"], &json["idempotency_key"]),
        (&json!("unknown"), &json!(2), &json!("checkout-EZ1"))
    );
    assert_eq!((&json["error"]["fault"], &json["error"]["retryable"]), (&json!("reset"), &json!(true)));
    assert_eq!(sandbox.ledger().commits(OPERATION, "EZ1"), 1, "which is why it is not called refused");
    sandbox.clear_faults();
    let again = checkout(&sandbox, &["--json"]).expect(0).json();
    assert_eq!(again["replayed"], json!(true));
    sandbox.set_fault(payseal_sandbox::FaultRule::new(payseal_sandbox::FaultAction::NoAnswer)).expect("set");
    let slow = checkout(&sandbox, &["--max-retries", "0", "--attempt-timeout-ms", "150"]).expect(3);
    assert!(slow.stdout.contains("outcome: unknown"), "{}", slow.stdout);
    sandbox.set_fault(payseal_sandbox::FaultRule::new(payseal_sandbox::FaultAction::NoAnswer)).expect("set");
    checkout(&sandbox, &["--timeout-ms", "150"]).expect(3);
}

#[test]
fn not_sent_is_4() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let ran = payseal(&["request", "clive", "list_transactions", "--max-retries", "0"]).to(&closed).run().expect(4);
    assert!(
        ran.stdout.contains("status: none\noutcome: not_sent\n") && ran.stdout.contains("[CONNECT_REFUSED]"),
        "{}",
        ran.stdout
    );
}

#[test]
fn tls_is_checked_unless_the_authority_is_named() {
    let tls = TlsMode::ALL.map(|mode| TlsListener { mode, port: 0 }).to_vec();
    let config =
        SandboxConfig { api_key: API_KEY.into(), hmac_secret: HMAC_SECRET.into(), tls, ..SandboxConfig::default() };
    let sandbox = Sandbox::start(config).expect("start");
    let directory = Directory::new("tls");
    let ca = directory.write("ca.pem", sandbox.ca_pem().expect("an authority"));
    let call = |mode, options: &[&str]| {
        let url = sandbox.tls_base_url(mode).expect("a URL");
        let arguments = [&["request", "clive", "list_transactions", "--max-retries", "0", "--json"], options].concat();
        payseal(&arguments).to(&url).run()
    };
    call(TlsMode::Good, &["--ca-file", &ca]).expect(0);
    assert_eq!(call(TlsMode::Good, &[]).expect(4).json()["error"]["fault"], json!("tls_certificate"));
    for (mode, fault) in [
        (TlsMode::Expired, "tls_certificate"),
        (TlsMode::WrongHost, "tls_certificate"),
        (TlsMode::UnknownCa, "tls_certificate"),
        (TlsMode::Tls11, "tls_handshake"),
    ] {
        let json = call(mode, &["--ca-file", &ca]).expect(4).json();
        assert_eq!(
            (&json["outcome"], &json["error"]["fault"]),
            (&json!("not_sent"), &json!(fault)),
            "{}",
            mode.as_str()
        );
    }
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn verbose_shows_each_attempt() {
    let sandbox = sandbox("status=503");
    let ran = checkout(&sandbox, &["-v"]).expect(0);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 4, "{}", ran.stderr);
    assert_eq!(lines[0], "payseal: attempt 1: create_checkout_intent, idempotency key checkout-EZ1");
    assert!(
        lines[1].starts_with("payseal: attempt 1: status 503 after ") && lines[1].contains("; the next in "),
        "{}",
        lines[1]
    );
    assert!(
        lines[3].starts_with("payseal: attempt 2: status 201 after ") && lines[3].ends_with("outcome ok"),
        "{}",
        lines[3]
    );
    assert!(ran.stdout.contains("attempts: 2\n"));
}

#[test]
fn a_field_that_is_not_one_is_named() {
    let sandbox = sandbox("");
    let body = CHECKOUT.replace("\"currency\"", "\"curency\":1,\"currency\"");
    let call = |options: &[&str]| {
        let arguments = [&["request", "clive", "create_checkout_intent", "--data", &*body], options].concat();
        payseal(&arguments).to(&sandbox.base_url()).run().expect(0).stderr
    };
    assert!(call(&[]).contains("has no field `curency`; it is not sent"));
    assert_eq!((call(&["--quiet"]), call(&["--json"])), (String::new(), String::new()));
}

#[test]
fn own_credentials_are_taken_out_of_answers_too() {
    let page = format!("status=400, body=\"{{\\\"error\\\":\\\"no {API_KEY}\\\",\\\"code\\\":\\\"X\\\"}}\"");
    let sandbox = sandbox(&page);
    checkout(&sandbox, &[]).expect(1);
    let echo = json!({"action":{"kind":"raw_answer","status":200,"content_type":"application/json",
        "body":json!({"echo":API_KEY,"quoted":HMAC_SECRET,"client_secret":"seti_1"}).to_string()}});
    for options in [&["--json"][..], &["--show-secrets"], &["--json", "--show-secrets"], &[]] {
        let rule = payseal_sandbox::parse_faults(&echo.to_string()).expect("a rule").remove(0);
        sandbox.set_fault(rule).expect("set");
        let text = checkout(&sandbox, options).expect(0).stdout;
        assert!(text.contains("[REDACTED]"), "{text}");
        assert_eq!(text.contains("seti_1"), options.contains(&"--show-secrets"), "{text}");
    }
}

#[test]
fn raw_calls_what_has_no_description() {
    let sandbox = sandbox("");
    let raw = |arguments: &[&str]| payseal(&[&["raw", "clive"], arguments].concat()).to(&sandbox.base_url());
    let ran = raw(&["post", "/transactions/checkout-intent", "--auth", "signed", "--data", CHECKOUT, "--key", "k1"])
        .run()
        .expect(0);
    assert!(ran.stdout.contains("idempotency key: k1\n"), "{}", ran.stdout);
    raw(&["GET", "/settlements", "--auth", "api-key", "--query", "a=b c", "--query", "d=e"]).run().expect(0);
    raw(&[
        "GET",
        "/branding/packet",
        "--auth",
        "public",
        "--query",
        "client_id=AIRPEACE001",
        "--query",
        "partner_id=ECHEZONA001",
    ])
    .run()
    .expect(0);
    raw(&["POST", "/settlements/run", "--auth", "bearer"])
        .env("CLIVE_BEARER_TOKEN", "sandbox-admin-jwt")
        .run()
        .expect(0);
    assert_eq!(sandbox.requests()[1].target, "/api/v1/settlements?a=b%20c&d=e");
    assert_eq!(sandbox.requests()[3].header("authorization"), Some("Bearer sandbox-admin-jwt"));
    raw(&["POST", "/settlements/run", "--auth", "bearer"])
        .run()
        .expect(2)
        .says(&["bearer_token", "CLIVE_BEARER_TOKEN"]);
    raw(&["FETCH", "/", "--auth", "public"]).run().expect(2).says(&["use GET, POST, PUT, PATCH or DELETE"]);
    raw(&["GET", "/", "--auth", "secret"]).run().expect(2).says(&["possible values: public, api-key, signed, bearer"]);
    raw(&["GET", "/", "--auth", "public", "--query", "a"]).run().expect(2).says(&["--query", "NAME=VALUE"]);
    raw(&["GET", "nowhere", "--auth", "public"]).run().expect(2).says(&["path: Must start with exactly one slash"]);
    assert_eq!(sandbox.requests().len(), 4);
    // Without a key it is sent once.
    sandbox.set_fault(payseal_sandbox::parse_faults("status=503").expect("a rule").remove(0)).expect("set");
    raw(&["POST", "/settlements/run", "--auth", "api-key"]).run().expect(3);
    assert_eq!(sandbox.requests().len(), 5);
}
