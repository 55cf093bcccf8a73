//! Tybrite from the command line, against the sandbox's Tybrite listener.

mod common;

use common::*;
use payseal_sandbox::{PaymentStatus, Sandbox};
use serde_json::{Value, json};

fn call(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    payseal(&[&["request", "tybrite"], arguments, &["--json"]].concat()).to_tybrite(&sandbox.tybrite_base_url())
}

fn initialize(sandbox: &Sandbox, data: &Value) -> Value {
    call(sandbox, &["payments.initialize", "--data", &data.to_string()]).run().expect(0).json()
}

fn verify(sandbox: &Sandbox, provider: &str, reference: &Value) -> Value {
    let data = json!({ "provider": provider, "reference": reference }).to_string();
    call(sandbox, &["payments.verify", "--data", &data]).run().expect(0).json()
}

#[test]
fn payments_go_through_two_providers() {
    let sandbox = sandbox("");
    let stripe = json!({"provider":"stripe","amount":100,"currency":"usd","email":"buyer@example.com"});
    let mpesa = json!({"provider":"mpesa","amount":1000,"phone":"254712345678"});
    for (data, kind, by) in [(stripe, "redirect", "session_id"), (mpesa, "stk_push", "checkout_request_id")] {
        let provider = data["provider"].as_str().expect("text");
        let begun = initialize(&sandbox, &data);
        assert_eq!((&begun["status"], &begun["body"]["type"]), (&json!(201), &json!(kind)));
        assert!(begun["idempotency_key"].as_str().is_some_and(|key| key.starts_with("payment-")), "{begun}");
        let reference = &begun["body"][by];
        assert_ne!(verify(&sandbox, provider, reference)["body"]["status"], json!("success"));
        sandbox.tybrite_pay(reference.as_str().expect("text"), PaymentStatus::Paid).expect("paid");
        assert_eq!(verify(&sandbox, provider, reference)["body"]["status"], json!("success"));
    }
    let sent = &sandbox.requests()[0];
    assert!(sent.header("x-signature").is_some() && sent.header("x-timestamp").is_some());
    assert!(sent.header("user-agent").is_some_and(|agent| agent.contains("(cli)")));
}

#[test]
fn a_lost_answer_is_unknown_and_the_same_key_reads_it() {
    let sandbox = sandbox("op=payments.initialize, reset=after-commit");
    let data = r#"{"provider":"mpesa","amount":1000,"phone":"254712345678"}"#;
    let again = ["payments.initialize", "--data", data, "--idempotency-key", "payment-1", "--max-retries", "0"];
    let unknown = call(&sandbox, &again).run().expect(3).json();
    assert_eq!((&unknown["outcome"], &unknown["idempotency_key"]), (&json!("unknown"), &json!("payment-1")));
    assert_eq!(call(&sandbox, &again).run().expect(0).json()["replayed"], json!(true));
    assert_eq!(sandbox.ledger().tybrite.payments.len(), 1);
}

#[test]
fn documents_lists_and_refusals() {
    let sandbox = sandbox("");
    let directory = Directory::new("tybrite");
    let csv = "SKU,Product Name,Price,Category\r\nA-1,Tea,3.50,Beverages\r\n";
    let feed = format!("@{}", directory.write("feed.csv", csv));
    let data = r#"{"content_type":"text/csv"}"#;
    let fed = call(&sandbox, &["ingest.products", "--document", &feed, "--data", data]).run().expect(0).json();
    assert_eq!(fed["body"]["summary"]["rows_created"], json!(1));
    let request = sandbox.requests().pop().expect("a request");
    assert_eq!(request.body, csv.as_bytes(), "byte for byte");
    let orders = call(&sandbox, &["orders.list"]).run().expect(0).json();
    assert_eq!(orders["body"]["orders"], json!([]));
    let publishable =
        call(&sandbox, &["orders.list"]).env("TYBRITE_API_KEY", payseal_sandbox::TYBRITE_PUBLISHABLE_TEST_KEY);
    let before = sandbox.requests().len();
    publishable.run().expect(2);
    assert_eq!(sandbox.requests().len(), before, "nothing was sent");
    let wrong = call(&sandbox, &["payments.initialize", "--data", r#"{"provider":"unconfigured","amount":1}"#]);
    assert_eq!(wrong.run().expect(1).json()["error"]["code"], json!("provider_not_configured"));
}
