//! Webhook deliveries and signatures that do not fit: `verify`, `sign --event`, `explain`.

mod common;

use common::*;
use payseal::webhook::{TestDelivery, WebhookPartner};
use serde_json::json;

const SECRET: &str = "whsec never to be printed 3";
const NOW: i64 = 1_781_955_480;

/// A run that knows the secret as `W`, the old one as `OLD`, and prints neither.
fn with_secrets(arguments: &[&str]) -> Run {
    payseal(arguments).env("W", SECRET).env("OLD", "whsec never, the old one")
}

#[track_caller]
fn ran(run: Run, code: i32) -> Ran {
    let ran = run.run().expect(code);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("whsec never"), "a secret was printed");
    ran
}

fn signature(delivery: &TestDelivery) -> String {
    let (name, value) = &delivery.headers()[1];
    format!("{name}: {value}")
}

/// The raw request, with this line ending in its head.
fn raw(delivery: &TestDelivery, ending: &str) -> Vec<u8> {
    let headers: String = delivery.headers().iter().map(|(name, value)| format!("{name}: {value}{ending}")).collect();
    let length = delivery.body().len();
    let head = format!("POST /hooks HTTP/1.1{ending}{headers}Content-Length: {length}{ending}{ending}");
    [head.as_bytes(), delivery.body()].concat()
}

#[test]
fn a_delivery_is_verified_from_options_or_files() {
    let delivery = TestDelivery::tybrite(SECRET, "payment.succeeded", NOW).expect("signed");
    let (now, line) = (NOW.to_string(), signature(&delivery));
    let options = ["verify", "tybrite", "--secret-env", "OLD", "--secret-env", "W", "--now", &now];
    let text = ran(with_secrets(&[&options[..], &["--header", &line]].concat()).stdin(delivery.body()), 0);
    assert_eq!(
        text.stdout,
        format!(
            "verified: yes\ntype: payment.succeeded\nid: evt_test_{NOW}000_payseal\ndedupe key: tybrite:evt_test_{NOW}000_payseal\n\
             secret: 1 (the environment variable W)\nsigned at: {NOW}\n"
        )
    );
    let json = ran(with_secrets(&[&options[..], &["-H", &line, "--json"]].concat()).stdin(delivery.body()), 0).json();
    assert_eq!(
        json,
        json!({"ok":true,"event_type":"payment.succeeded","id":format!("evt_test_{NOW}000_payseal"),
            "dedupe_key":format!("tybrite:evt_test_{NOW}000_payseal"),"secret_index":1,"timestamp":NOW})
    );

    let directory = Directory::new("verify");
    let headers = directory.write("headers", format!("POST / HTTP/1.1\r\nHost: x\r\n{line}\r\n"));
    let body = directory.write("body", delivery.body());
    let secret = directory.write("secret", format!("{SECRET}\n"));
    let files = ["verify", "tybrite", "--headers-file", &headers, "--body-file", &body, "--secret-file", &secret];
    ran(with_secrets(&[&files[..], &["--now", &now]].concat()), 0);
    for ending in ["\r\n", "\n"] {
        let request = directory.write("request", raw(&delivery, ending));
        ran(with_secrets(&[&options[..], &["--request-file", &request]].concat()), 0);
        // What an editor appends is not part of the request; the length says so.
        let request = directory.write("request", [raw(&delivery, ending), b"\n".to_vec()].concat());
        let warned = ran(with_secrets(&[&options[..], &["--request-file", &request]].concat()), 0);
        assert!(warned.stderr.contains("1 byte(s) behind the body"), "{}", warned.stderr);
    }
}

#[test]
fn clive_is_verified_with_the_variable_of_its_name() {
    let delivery = TestDelivery::clive(SECRET, "transaction_refunded").expect("signed");
    let run = payseal(&["verify", "clive", "-H", &signature(&delivery)]).env("CLIVE_WEBHOOK_SECRET", SECRET);
    let text = ran(run.stdin(delivery.body()), 0).stdout;
    assert!(text.contains("type: transaction_refunded\nid: CLVTX_1739378102312_420\n"), "{text}");
    assert!(text.contains("secret: 0 (the environment variable CLIVE_WEBHOOK_SECRET)\n"), "{text}");
}

#[test]
fn what_is_not_verified_is_5_with_its_reason() {
    let delivery = TestDelivery::tybrite(SECRET, "order.paid", NOW).expect("signed");
    let line = signature(&delivery);
    let verify = |options: &[&str], body: &[u8]| {
        let arguments = [&["verify", "tybrite", "--secret-env", "W", "--json"], options].concat();
        ran(with_secrets(&arguments).stdin(body), 5).json()
    };
    let (now, late, early) = (NOW.to_string(), (NOW + 301).to_string(), (NOW - 301).to_string());
    let changed = [delivery.body(), b" "].concat();
    let json = verify(&["--header", &line, "--now", &now], &changed);
    assert_eq!((&json["ok"], &json["code"]), (&json!(false), &json!("WEBHOOK_SIGNATURE_MISMATCH")));
    let json = verify(&["--header", &line, "--now", &late], delivery.body());
    assert_eq!((&json["code"], &json["details"]["skew_s"]), (&json!("WEBHOOK_TOO_OLD"), &json!(301)));
    assert_eq!(verify(&["--header", &line, "--now", &early], delivery.body())["code"], json!("WEBHOOK_IN_FUTURE"));
    assert_eq!(verify(&["--now", &now], delivery.body())["code"], json!("WEBHOOK_HEADER_MISSING"));
    let json = verify(&["-H", "x-tybrite-signature: t=1e9,v1=", "--now", &now], b"");
    assert_eq!(
        (&json["code"], &json["details"]["fault"]),
        (&json!("WEBHOOK_HEADER_MALFORMED"), &json!("timestamp_not_digits"))
    );
    let text = TestDelivery::signed(WebhookPartner::Tybrite, SECRET, *b"text", NOW).expect("signed");
    assert_eq!(verify(&["-H", &signature(&text), "--now", &now], b"text")["code"], json!("WEBHOOK_BODY_NOT_JSON"));

    let plain = ["verify", "tybrite", "--secret-env", "OLD", "-H", &line, "--now", &now];
    let plain = ran(with_secrets(&plain).stdin(delivery.body()), 5);
    assert!(plain.stdout.starts_with("verified: no\nreason: none of the 1 signature(s)"), "{}", plain.stdout);
    assert!(
        plain.stdout.contains(" [WEBHOOK_SIGNATURE_MISMATCH]\nadvice: ") && plain.stderr.contains("payseal explain")
    );
    // A wider tolerance takes it.
    let wider = ["verify", "tybrite", "--secret-env", "W", "-H", &line, "--now", &late, "--tolerance", "301"];
    ran(with_secrets(&wider).stdin(delivery.body()), 0);
}

#[test]
fn usage_of_verify_is_2() {
    let verify = |options: &[&str]| {
        let run = with_secrets(&[&["verify"], options].concat());
        run.stdin("{}").run().expect(2)
    };
    verify(&["clive"]).says(&["CLIVE_WEBHOOK_SECRET is not set", "--secret-env"]);
    verify(&["clive", "--secret-env", SECRET]).says(&["--secret-env takes the name"]);
    verify(&["clive", "--secret-env", "W", "--tolerance", "10"]).says(&["tolerance_s has no effect"]);
    verify(&["tybrite", "--secret-env", "W", "--tolerance", "0"]).says(&["from 1 to 345600"]);
    verify(&["tybrite", "--secret-env", "W", "--header", "x"]).says(&["--header 'Name: value'"]);
    verify(&["tybrite", "--secret-env", "W", "--now", "-1"]).says(&["--now"]);
    verify(&["tybrite", "--secret-env", "W", "--headers-file", "-"]).says(&["--body-file"]);
    verify(&["tybrite", "--secret-env", "W", "--request-file", "-"]).says(&["--request-file", "no empty line"]);
    verify(&["tybrite", "--secret-env", "W", "--request-file", "x", "--body-file", "y"]).says(&["cannot be used with"]);
    verify(&["tybrite", "--secret-env", "W", "--body-file", "/nowhere"]).says(&["--body-file /nowhere: "]);
}

#[test]
fn an_event_is_signed_as_the_partner_signs() {
    let body = br#"{"id":"evt_1","type":"order.paid"}"#;
    for (partner, at) in [(WebhookPartner::Clive, None), (WebhookPartner::Tybrite, Some(NOW))] {
        let at_text = at.map(|at| at.to_string());
        let mut arguments = vec!["sign", partner.name(), "--event", "--secret-env", "W"];
        arguments.extend(at_text.iter().flat_map(|at| ["--timestamp", at.as_str()]));
        let printed = ran(with_secrets(&arguments).stdin(body), 0).stdout;
        let delivery = TestDelivery::signed(partner, SECRET, *body, at.unwrap_or(0)).expect("signed");
        assert_eq!(printed, format!("{}\n", signature(&delivery)));
        arguments.push("--json");
        let json = ran(with_secrets(&arguments).stdin(body), 0).json();
        assert_eq!((&json["header"], &json["timestamp"]), (&json!(partner.header()), &json!(at)));
    }
    let without = with_secrets(&["sign", "tybrite", "--event", "--secret-env", "W"]).stdin(body).run();
    without.expect(2).says(&["--timestamp is missing", "Tybrite"]);
    let unset = payseal(&["sign", "tybrite", "--event", "--timestamp", "1"]).stdin(body).run();
    unset.expect(2).says(&["TYBRITE_WEBHOOK_SECRET is not set"]);
}

#[test]
fn explain_names_mistakes_with_cause_and_fix() {
    let signed = TestDelivery::signed(WebhookPartner::Clive, SECRET, *br#"{"clive_tx_id":"CLVTX_1","amount":750}"#, 0);
    let line = signature(&signed.expect("signed"));
    let explain = |options: &[&str], body: &str, code| {
        let arguments = [&["explain", "--secret-env", "W", "-H", &line], options].concat();
        ran(with_secrets(&arguments).stdin(body), code)
    };
    let again = r#"{"clive_tx_id": "CLVTX_1", "amount": 750}"#;
    let text = explain(&[], again, 0).stdout;
    assert!(text.starts_with("clive_webhook in X-Clive-Signature\n1. body.reserialized.js\n   cause: "), "{text}");
    assert!(text.contains("\n   fix:   "), "{text}");
    let json = explain(&["--json"], again, 0).json();
    assert_eq!(
        (&json["ok"], &json["subject"], &json["verdict"]),
        (&json!(true), &json!("clive_webhook"), &json!("mistaken"))
    );
    assert_eq!(json["findings"][0]["ids"], json!(["body.reserialized.js"]));
    assert!(json["findings"][0]["cause"].is_string() && json["findings"][0]["fix"].is_string());
    let right = explain(&["--json"], r#"{"clive_tx_id":"CLVTX_1","amount":750}"#, 0).json();
    assert_eq!(right["verdict"], json!("right"));
    let none = explain(&["--json"], "{}", 5).json();
    assert_eq!((&none["ok"], &none["verdict"], &none["findings"]), (&json!(false), &json!("unexplained"), &json!([])));
    assert!(explain(&[], "{}", 5).stdout.contains("\nNone of "));
}

#[test]
fn explain_tries_the_other_secrets() {
    let delivery = TestDelivery::signed(WebhookPartner::Clive, "whsec never, the old one", *b"{}", 0).expect("signed");
    let line = signature(&delivery);
    let explain = |options: &[&str], code| {
        let arguments = [&["explain", "--secret-env", "W", "--json", "-H", &line], options].concat();
        ran(with_secrets(&arguments).stdin("{}"), code).json()
    };
    assert_eq!(explain(&["--old-secret-env", "OLD"], 0)["findings"][0]["ids"], json!(["secret.old"]));
    assert_eq!(explain(&["--other-secret-env", "OLD"], 0)["findings"][0]["ids"], json!(["secret.other_environment"]));
    assert_eq!(explain(&["--api-key-env", "OLD"], 0)["findings"][0]["ids"], json!(["secret.api_key"]));
    assert_eq!(explain(&["--secret-env", "OLD"], 0)["verdict"], json!("right"));
    explain(&[], 5);
    let arguments = ["explain", "--secret-env", "W", "--json", "-H", &line];
    let own = with_secrets(&arguments).env("CLIVE_API_KEY", "whsec never, the old one").stdin("{}");
    assert_eq!(ran(own, 0).json()["findings"][0]["ids"], json!(["secret.api_key"]));
}

#[test]
fn explain_reads_a_captured_request_and_needs_to_know_what_was_signed() {
    let directory = Directory::new("explain");
    let body = r#"{"provider":"stripe","amount":100}"#;
    let seconds =
        ran(with_secrets(&["sign", "tybrite", "--secret-env", "W", "--timestamp", "1781955480"]).stdin(body), 0);
    let value = seconds.stdout.trim_end();
    // Signed with the right time, and sent with another.
    let request = format!("POST /v1/x HTTP/1.1\nX-Signature: {value}\nX-Timestamp: 1781955481\n\n{body}");
    let file = directory.write("request.txt", request);
    let explain = ["explain", "--request-file", &file, "--secret-env", "W", "--now", "1781955480", "--json"];
    let json = ran(with_secrets(&explain), 0).json();
    assert_eq!((&json["subject"], &json["verdict"]), (&json!("tybrite_request"), &json!("mistaken")));

    let bare = with_secrets(&["explain", "--secret-env", "W"]).stdin("{}").run().expect(2);
    bare.says(&["there is no signature header", "X-Clive-Signature", "x-clive-hmac", "--subject"]);
    let two = ["explain", "--secret-env", "W", "-H", "X-Signature: a", "-H", "x-clive-hmac: b"];
    with_secrets(&two).stdin("{}").run().expect(2).says(&["several kinds", "--subject"]);
    let missing = ["explain", "--secret-env", "W", "--subject", "clive_webhook", "--json"];
    let json = ran(with_secrets(&missing).stdin("{}"), 0).json();
    assert_eq!(json["findings"][0]["ids"], json!(["signature.missing"]));
    payseal(&["explain", "-H", "x-clive-hmac: b"]).stdin("{}").run().expect(2).says(&["CLIVE_HMAC_SECRET is not set"]);
    payseal(&["explain", "--id", "1"]).run().expect(2).says(&["--sandbox"]);
}

/// A request that the sandbox refused, and the webhook that it sent.
#[test]
fn explain_reads_what_the_sandbox_recorded() {
    let sandbox = sandbox("");
    // The mistake: the secret with a line break at its end.
    let wrong = payseal(&["request", "clive", "create_checkout_intent", "--data", CHECKOUT]);
    wrong.to(&sandbox.base_url()).env("CLIVE_HMAC_SECRET", &format!("{HMAC_SECRET}\n")).run().expect(1);
    payseal(&["request", "clive", "list_transactions"]).to(&sandbox.base_url()).run().expect(0);
    let origin = sandbox.origin();
    let explain = |options: &[&str], code| {
        let arguments = [&["explain", "--sandbox", &origin, "--json"], options].concat();
        payseal(&arguments)
            .to(&sandbox.base_url())
            .env("CLIVE_WEBHOOK_SECRET", " clive_webhook_secret")
            .run()
            .expect(code)
    };
    for options in [&[][..], &["--last"], &["--id", "1"]] {
        let json = explain(options, 0).json();
        assert_eq!(json["subject"], json!("clive_request"), "{options:?}");
        assert_eq!(json["findings"][0]["ids"], json!(["secret.newline_added"]), "{options:?}");
    }
    explain(&["--subject", "tybrite_request"], 2);
    explain(&["--id", "99"], 2);
    explain(&["--subject", "clive_webhook"], 2);
    payseal(&["request", "clive", "create_checkout_intent", "--data", CHECKOUT])
        .to(&sandbox.base_url())
        .run()
        .expect(0);
    let intent = sandbox.ledger().transactions[0].stripe_payment_intent_id.clone().expect("an intent");
    let (status, answer) = sandbox.stripe_event("payment_intent.succeeded", &intent);
    assert_eq!(status, 200, "{answer}");
    let json = explain(&["--subject", "clive_webhook"], 0).json();
    assert_eq!(json["findings"][0]["ids"], json!(["secret.trimmed"]));
    let gone =
        payseal(&["explain", "--sandbox", "http://127.0.0.1:1", "--last"]).to(&sandbox.base_url()).run().expect(4);
    gone.says(&["--sandbox 127.0.0.1:1: ", "payseal sandbox"]);
    let tls = payseal(&["explain", "--sandbox", "https://127.0.0.1:1"]).to(&sandbox.base_url()).run().expect(2);
    tls.says(&["--sandbox: only http://"]);
}
