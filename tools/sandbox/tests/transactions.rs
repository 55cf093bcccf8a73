//! Transactions: happy paths in the contract's shapes, every refusal, idempotency.

mod common;

use common::*;
use payseal_sandbox::{FaultRule, NO_KYC_API_KEY, PLATFORM_API_KEY, SUSPENDED_API_KEY, Status};
use serde_json::{Value, json};

#[test]
fn the_published_signature_vectors_are_accepted() {
    let sandbox = start();
    let body = r#"{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":750,"currency":"USD","email":"buyer@example.com","echezona_reference":"EZ12345","statement_descriptor_suffix":"AIRPEACE"}"#;
    assert_eq!(
        hmac_hex("test_hmac_secret", body.as_bytes()),
        "28fd0a9eaddd951e5c3a7df5b811616f745e5583bc5517055d5840bd661c96fd"
    );
    assert_eq!(send(&sandbox, &signed(CHECKOUT, "checkout-EZ12345", body)).status, 201);
}

#[test]
fn checkout_intent_creates_a_pending_transaction_with_an_intent() {
    let sandbox = start();
    let answer = send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1")));
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("content-type").as_deref(), Some("application/json; charset=utf-8"));
    let body = answer.json();
    let tx = body["clive_tx_id"].as_str().unwrap();
    let intent = body["stripe_payment_intent_id"].as_str().unwrap();
    let secret = body["client_secret"].as_str().unwrap();
    assert!(tx.starts_with("CLVTX_") && intent.starts_with("pi_") && intent.len() == 27);
    assert!(secret.starts_with(&format!("{intent}_secret_")));
    let text = format!(
        r#"{{"clive_tx_id":"{tx}","status":"pending","stripe_payment_intent_id":"{intent}","client_secret":"{secret}","stripe_publishable_key":"pk_test_sandbox"}}"#
    );
    assert_eq!(answer.text(), text, "members stand in the contract's order");
    let ledger = sandbox.ledger();
    assert_eq!(ledger.commits("transactions/checkout-intent", "EZ1"), 1);
    assert_eq!(ledger.transaction(tx).unwrap().meta.as_ref().unwrap().get(), r#"{"order_id":"ORD-1001","a":1.50}"#);
}

#[test]
fn checkout_v2_routes_by_payment_type() {
    let sandbox = start();
    for (payment_type, processor) in [("card", "stripe"), ("revolut_pay", "revolut"), ("open_banking", "revolut")] {
        let mut body: Value = serde_json::from_str(&checkout(payment_type)).unwrap();
        body["payment_type"] = json!(payment_type);
        body["issuer_country"] = json!("GB");
        let answer = send(&sandbox, &signed(CHECKOUT_V2, payment_type, &body.to_string()));
        let answer = (answer.status, answer.json());
        assert_eq!(
            (answer.0, &answer.1["processor"], &answer.1["status"]),
            (201, &json!(processor), &json!("pending"))
        );
        assert_eq!(answer.1["client_secret"].is_string(), processor == "stripe");
        assert_eq!(answer.1["revolut_order_token"].is_string(), processor == "revolut");
        assert_eq!(answer.1["estimated_processor_fee"], json!(22.05));
        assert_eq!(sandbox.ledger().commits("transactions/checkout-intent-v2", payment_type), 1);
    }
    let missing = send(&sandbox, &signed(CHECKOUT_V2, "x", &checkout("EZ")));
    let details = missing.refused(400, "VALIDATION_ERROR")["details"].clone();
    assert_eq!(details["fieldErrors"], json!({"payment_type": ["Required"], "issuer_country": ["Required"]}));
}

#[test]
fn the_legacy_flow_initializes_and_attaches() {
    let sandbox = start();
    let new = r#"{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":10.5,"currency":"USD","echezona_reference":"EZ9"}"#;
    let first = send(&sandbox, &signed(INITIALIZE, "init-EZ9", new));
    let tx = first.json()["clive_tx_id"].as_str().unwrap().to_owned();
    assert_eq!((first.status, first.text()), (201, format!(r#"{{"clive_tx_id":"{tx}","status":"initialized"}}"#)));

    let attach = |intent: &str| json!({"clive_tx_id": tx, "stripe_payment_intent_id": intent}).to_string();
    let second = send(&sandbox, &signed(ATTACH, "a1", &attach("pi_mine")));
    assert_eq!(second.status, 200);
    assert_eq!(
        second.text(),
        format!(r#"{{"clive_tx_id":"{tx}","status":"pending","stripe_payment_intent_id":"pi_mine"}}"#)
    );

    assert_eq!(send(&sandbox, &signed(ATTACH, "a2", &attach("pi_mine"))).status, 200);
    assert_eq!(sandbox.ledger().commits("transactions/attach-intent", &tx), 1, "the same intent again commits nothing");
    send(&sandbox, &signed(ATTACH, "a3", &attach("pi_other"))).refused(409, "TX_ALREADY_ATTACHED");
    send(&sandbox, &signed(ATTACH, "a4", r#"{"clive_tx_id":"CLVTX_0","stripe_payment_intent_id":"pi"}"#))
        .refused(404, "TX_NOT_FOUND");

    let other = send(&sandbox, &signed(INITIALIZE, "init-EZ10", &new.replace("EZ9", "EZ10"))).json();
    let body = json!({"clive_tx_id": other["clive_tx_id"], "stripe_payment_intent_id": "pi_mine"}).to_string();
    send(&sandbox, &signed(ATTACH, "a5", &body)).refused(409, "PAYMENT_INTENT_IN_USE");
    send(&sandbox, &signed(ATTACH, "a6", "{}")).refused(400, "VALIDATION_ERROR");
}

#[test]
fn the_demo_intent_can_be_attached() {
    let sandbox = start();
    let intent = send(&sandbox, &request("POST", "/api/v1/sandbox/checkout-intent", &[], b""));
    assert_eq!(intent.status, 201);
    assert!(intent.json()["client_secret"].as_str().unwrap().contains("_secret_"));
}

#[test]
fn the_list_is_camel_case_and_its_fees_follow_the_example() {
    let sandbox = start();
    let (tx, intent) = pending(&sandbox, &checkout("EZ1"), "k");
    let row = send(&sandbox, &get(TRANSACTIONS)).json()["items"][0].clone();
    assert_eq!((&row["cliveTxId"], &row["netAmount"], &row["status"]), (&json!(tx), &json!(null), &json!("pending")));

    assert_eq!(sandbox.stripe_event("payment_intent.succeeded", &intent).0, 200);
    let answer = send(&sandbox, &get(TRANSACTIONS));
    let names: Vec<String> = serde_json::from_str::<Value>(&answer.text()).unwrap()["items"][0]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(names.len(), 22);
    assert!(answer.text().contains(concat!(
        r#""amount":750,"currency":"USD","status":"succeeded","stripeFeePercent":2.9,"partnerFeePercent":3.5,"partnerPayoutPercent":96.5,"#,
        r#""cliveEarningPercent":0.6,"cliveEarningAmount":4.2,"processorFee":22.05,"platformFee":4.2,"netAmount":723.75,"settlementStatus":"unsettled","createdAt":""#
    )), "{}", answer.text());
    assert!(
        answer
            .text()
            .contains(r#""partnerName":"Echezona Nigeria","clientId":"AIRPEACE001","clientName":"Air Peace Ltd","#)
    );
    assert_eq!(
        send(&sandbox, &get_as(SUSPENDED_API_KEY, TRANSACTIONS)).json()["items"],
        json!([]),
        "another partner's"
    );
    assert_eq!(send(&sandbox, &get_as(PLATFORM_API_KEY, TRANSACTIONS)).json()["items"].as_array().unwrap().len(), 1);
}

#[test]
fn the_checks_of_a_signed_mutation_come_in_order() {
    let sandbox = start();
    let body = checkout("EZ1");
    let good = hmac_hex("test_hmac_secret", body.as_bytes());
    let send = |headers: &[(&str, &str)]| send(&sandbox, &request("POST", CHECKOUT, headers, body.as_bytes()));
    let json = ("content-type", "application/json");
    let key = ("x-api-key", "cp_test_partner_sandbox");
    send(&[]).refused(415, "UNSUPPORTED_MEDIA_TYPE");
    send(&[json]).refused(401, "API_KEY_MISSING");
    send(&[json, ("x-api-key", "cp_live_nobody")]).refused(401, "API_KEY_INVALID");
    send(&[json, key]).refused(401, "HMAC_MISSING");
    send(&[json, key, ("x-clive-hmac", "")]).refused(401, "HMAC_MISSING");
    for wrong in
        ["00", "zz", &good[..62], &good.to_uppercase(), &format!("sha256={good}"), &hmac_hex("other", body.as_bytes())]
    {
        send(&[json, key, ("x-clive-hmac", wrong)]).refused(401, "HMAC_INVALID");
    }
    send(&[json, key, ("x-clive-hmac", &good), ("x-clive-hmac", &good)]).refused(401, "HMAC_INVALID");
    let missing = send(&[json, key, ("x-clive-hmac", &good)]).refused(400, "IDEMPOTENCY_KEY_MISSING");
    assert_eq!(missing["details"], json!(null));
    send(&[json, key, ("x-clive-hmac", &good), ("idempotency-key", "")]).refused(400, "IDEMPOTENCY_KEY_MISSING");
    assert!(sandbox.ledger().transactions.is_empty());
    let charset = ("Content-Type", "Application/JSON; charset=utf-8");
    assert_eq!(send(&[charset, key, ("x-clive-hmac", &good), ("idempotency-key", "k")]).status, 201);
}

#[test]
fn the_signature_is_over_the_bytes_as_sent() {
    let sandbox = start();
    let spaced = format!(" {}\n", checkout("EZ1").replace(',', " ,\t"));
    assert_eq!(send(&sandbox, &signed(CHECKOUT, "k", &spaced)).status, 201);
}

#[test]
fn validation_errors_have_zod_messages() {
    let sandbox = start();
    let cases = [
        ("amount", json!(0), "Number must be greater than 0"),
        ("amount", json!("750"), "Expected number, received string"),
        ("amount", json!(null), "Required"),
        ("partner_id", json!(null), "Required"),
        ("client_id", json!(""), "String must contain at least 1 character(s)"),
        ("currency", json!("US"), "String must contain exactly 3 character(s)"),
        ("currency", json!("U5D"), "Invalid"),
        ("email", json!("nobody"), "Invalid email"),
        ("echezona_reference", json!(5), "Expected string, received number"),
        ("statement_descriptor_suffix", json!(""), "String must contain at least 1 character(s)"),
        (
            "statement_descriptor_suffix",
            json!("12345678901234567890123"),
            "String must contain at most 22 character(s)",
        ),
        ("statement_descriptor_suffix", json!("a*b"), "Invalid"),
        ("meta", json!([1]), "Expected object, received array"),
    ];
    for (field, value, message) in cases {
        let answer = send(&sandbox, &signed(CHECKOUT, "k", &checkout_with(field, value)));
        let body = answer.refused(400, "VALIDATION_ERROR");
        assert_eq!(body["details"], json!({"fieldErrors": {field: [message]}, "formErrors": []}), "{field}");
        assert_eq!(body["error"], "Validation failed");
    }
    for (body, message) in
        [("nonsense", "Invalid JSON"), ("[]", "Expected object, received array"), ("", "Invalid JSON")]
    {
        let answer = send(&sandbox, &signed(CHECKOUT, "k", body)).refused(400, "VALIDATION_ERROR");
        assert_eq!(answer["details"]["formErrors"], json!([message]));
    }
}

#[test]
fn partners_and_clients_must_be_able_to_take_payments() {
    let sandbox = start();
    let client = |id: &str| signed(CHECKOUT, id, &checkout_with("client_id", json!(id)));
    send(&sandbox, &client("NOBODY")).refused(404, "CLIENT_NOT_FOUND");
    send(&sandbox, &client("SUSPENDEDCLIENT001")).refused(403, "CLIENT_NOT_ACTIVE");
    send(&sandbox, &client("PENDINGKYC001")).refused(403, "CLIENT_NOT_ACTIVE");
    send(&sandbox, &client("NOSTRIPEKEY001")).refused(500, "STRIPE_KEY_MISSING");
    send(&sandbox, &client("NOPUBLISHABLE001")).refused(500, "STRIPE_PUBLISHABLE_MISSING");
    let partner = |key: &str, id: &str| signed_as(key, CHECKOUT, id, &checkout_with("partner_id", json!(id)));
    send(&sandbox, &partner("cp_test_partner_sandbox", "NOBODY")).refused(404, "PARTNER_NOT_FOUND");
    send(&sandbox, &partner("cp_test_partner_sandbox", "SUSPENDED001")).refused(403, "API_KEY_SCOPE_FORBIDDEN");
    send(&sandbox, &partner(SUSPENDED_API_KEY, "SUSPENDED001")).refused(403, "PARTNER_NOT_ACTIVE");
    send(&sandbox, &partner(NO_KYC_API_KEY, "NOKYC001")).refused(403, "KYC_NOT_APPROVED");
    assert_eq!(send(&sandbox, &partner(PLATFORM_API_KEY, "ECHEZONA001")).status, 201);
    assert_eq!(sandbox.ledger().transactions.len(), 1);
}

#[test]
fn unknown_paths_methods_and_large_bodies_have_the_envelope() {
    let sandbox = start();
    send(&sandbox, &get("/api/v1/nothing")).refused(404, "NOT_FOUND");
    send(&sandbox, &get("/api/v1//transactions")).refused(404, "NOT_FOUND");
    send(&sandbox, &get("/")).refused(404, "NOT_FOUND");
    send(&sandbox, &request("PUT", CHECKOUT, &[], b"")).refused(405, "METHOD_NOT_ALLOWED");
    let large = "x".repeat(1024 * 1024 + 1);
    send(&sandbox, &signed(CHECKOUT, "k", &large)).refused(413, "PAYLOAD_TOO_LARGE");
    let recorded = sandbox.requests();
    let last = recorded.last().unwrap();
    assert_eq!((last.complete, last.body.len()), (false, 1024 * 1024));
    let exact = format!("{}{}", checkout("EZ1"), " ".repeat(1024 * 1024 - checkout("EZ1").len()));
    assert_eq!(send(&sandbox, &signed(CHECKOUT, "k", &exact)).status, 201);
}

#[test]
fn a_key_replays_and_refuses_another_body() {
    let sandbox = start();
    let first = send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1")));
    let again = send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1")));
    let merged = format!(r#"{},"idempotentReplay":true}}"#, first.text().strip_suffix('}').unwrap());
    assert_eq!((again.status, again.text()), (201, merged));
    send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ2"))).refused(409, "IDEMPOTENCY_KEY_REUSED");
    let ledger = sandbox.ledger();
    assert_eq!((ledger.commits("transactions/checkout-intent", "EZ1"), ledger.transactions.len()), (1, 1));

    // Another endpoint, and another key, are other records.
    let new = r#"{"partner_id":"ECHEZONA001","client_id":"AIRPEACE001","amount":1,"currency":"USD","echezona_reference":"EZ1"}"#;
    assert_eq!(send(&sandbox, &signed(INITIALIZE, "k", new)).json()["idempotentReplay"], json!(null));
    assert_eq!(send(&sandbox, &signed(CHECKOUT, "k2", &checkout("EZ1"))).status, 201);
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 2, "a new key charges again");
}

#[test]
fn refusals_are_not_stored() {
    let sandbox = start();
    send(&sandbox, &signed(CHECKOUT, "k", &checkout_with("client_id", json!("NOBODY"))))
        .refused(404, "CLIENT_NOT_FOUND");
    assert_eq!(send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ1"))).status, 201);
}

#[test]
fn concurrent_duplicates_commit_once() {
    let sandbox = start();
    // The first to hold the key is slow while it holds it.
    sandbox.set_fault(FaultRule::latency(150).on("POST", "/checkout-intent").times(8)).unwrap();
    let bytes = signed(CHECKOUT, "k", &checkout("EZ1"));
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| send(&sandbox, &bytes))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.status == 201));
    assert_eq!(answers.iter().filter(|answer| answer.json()["idempotentReplay"] == json!(null)).count(), 1);
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 1);
}

#[test]
fn a_duplicate_does_not_wait_for_ever() {
    let config =
        payseal_sandbox::SandboxConfig { duplicate_wait: std::time::Duration::from_millis(30), ..Default::default() };
    let sandbox = payseal_sandbox::Sandbox::start(config).unwrap();
    sandbox.set_fault(FaultRule::latency(600)).unwrap();
    let bytes = signed(CHECKOUT, "k", &checkout("EZ1"));
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| send(&sandbox, &bytes));
        wait_until("the first to be read", || sandbox.requests().len() == 1);
        // The first takes its key right after it was recorded; a duplicate that is quicker would be the one to commit.
        std::thread::sleep(std::time::Duration::from_millis(100));
        send(&sandbox, &bytes).refused(409, "IDEMPOTENCY_IN_PROGRESS");
        send(&sandbox, &signed(CHECKOUT, "k", &checkout("EZ2"))).refused(409, "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(slow.join().unwrap().status, 201);
    });
    assert_eq!(sandbox.ledger().transactions[0].status, Status::Pending);
}
