//! Clients, settlements, branding, and Stripe events with the webhooks that follow.

mod common;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use common::*;
use payseal_sandbox::{
    DeliveryState, ORPHAN_API_KEY, PLATFORM_API_KEY, SUSPENDED_API_KEY, Sandbox, SandboxConfig, SettlementStatus,
    Status, WEBHOOK_SECRET,
};
use serde_json::{Value, json};

const STRIPE: &str = "/api/v1/webhooks/stripe";
const RUN: &str = "/api/v1/settlements/run";
const PAY: &str = "/api/v1/settlements/pay";

#[test]
fn clients_are_created_and_listed_newest_first() {
    let sandbox = start();
    let body =
        r#"{"client_id":"NEWSHOP001","legal_name":"New Shop","partner_fee_percentage":4.0,"partner_fee_flat_usd":0.5}"#;
    let answer = send(&sandbox, &signed(CLIENTS, "client-1", body));
    assert_eq!(answer.status, 201);
    assert!(answer.text().contains(concat!(
        r#""partner_id":"ECHEZONA001","client_id":"NEWSHOP001","legal_name":"New Shop","status":"active","#,
        r#""partner_fee_percentage":4,"partner_fee_flat_usd":0.5,"created_at":""#
    )));
    assert_eq!(send(&sandbox, &signed(CLIENTS, "client-1", body)).json()["idempotentReplay"], json!(true));
    let items = send(&sandbox, &get(CLIENTS)).json()["items"].clone();
    assert_eq!(items[0]["client_id"], "NEWSHOP001");
    assert_eq!(items[items.as_array().unwrap().len() - 1]["client_id"], "AIRPEACE001");
    assert_eq!(items[1]["partner_fee_percentage"], json!(null));
    assert_eq!(sandbox.ledger().commits("clients", "NEWSHOP001"), 1);

    let (_, intent) = pending(&sandbox, &checkout_with("client_id", json!("NEWSHOP001")), "k");
    sandbox.stripe_event("payment_intent.succeeded", &intent);
    let fees = sandbox.ledger().transactions[0].fees.unwrap();
    assert_eq!((fees.net_amount.0, fees.platform_fee.0), (719.5, 8.45), "4 % of 750 and 0.50 flat");
}

#[test]
fn clients_refuse_what_the_contract_refuses() {
    let sandbox = start();
    let create = |body: Value| send(&sandbox, &signed(CLIENTS, "k", &body.to_string()));
    create(json!({"client_id":"ABC","legal_name":"Abc","partner_fee_percentage":3.4}))
        .refused(400, "CLIENT_FEE_BELOW_CLIVE_FEE");
    create(json!({"client_id":"AIRPEACE001","legal_name":"Again"})).refused(409, "CLIENT_ALREADY_EXISTS");
    let wrong = create(json!({"client_id":"AB","legal_name":"A","status":"gone","partner_fee_flat_usd":11}))
        .refused(400, "VALIDATION_ERROR");
    assert_eq!(
        wrong["details"]["fieldErrors"],
        json!({
            "client_id": ["String must contain at least 3 character(s)"],
            "legal_name": ["String must contain at least 2 character(s)"],
            "status": ["Invalid enum value. Expected 'active' | 'suspended' | 'pending_kyc', received 'gone'"],
            "partner_fee_flat_usd": ["Number must be less than or equal to 10"],
        })
    );
    let body = r#"{"client_id":"ABC","legal_name":"Abc"}"#;
    send(&sandbox, &signed_as(PLATFORM_API_KEY, CLIENTS, "k", body)).refused(403, "API_KEY_SCOPE_FORBIDDEN");
    send(&sandbox, &signed_as(SUSPENDED_API_KEY, CLIENTS, "k", body)).refused(403, "PARTNER_SUSPENDED");
    send(&sandbox, &get_as(PLATFORM_API_KEY, CLIENTS)).refused(403, "API_KEY_SCOPE_FORBIDDEN");
    send(&sandbox, &get_as(SUSPENDED_API_KEY, CLIENTS)).refused(403, "PARTNER_SUSPENDED");
    send(&sandbox, &get_as(ORPHAN_API_KEY, CLIENTS)).refused(404, "PARTNER_NOT_FOUND");
    send(&sandbox, &get_as("wrong", CLIENTS)).refused(401, "API_KEY_INVALID");
    send(&sandbox, &request("GET", CLIENTS, &[], b"")).refused(401, "API_KEY_MISSING");
}

fn pay(sandbox: &Sandbox, id: &str) -> Answer {
    let body = json!({"settlement_batch_id": id}).to_string();
    let headers = [("content-type", "application/json"), ("authorization", "Bearer sandbox-admin-jwt")];
    send(sandbox, &request("POST", PAY, &headers, body.as_bytes()))
}

#[test]
fn settlements_run_over_the_day_boundary_and_are_paid_once() {
    let sandbox = start();
    for (reference, currency) in [("A", "USD"), ("B", "USD"), ("C", "NGN")] {
        let mut body: Value = serde_json::from_str(&checkout(reference)).unwrap();
        body["currency"] = json!(currency);
        let (_, intent) = pending(&sandbox, &body.to_string(), reference);
        sandbox.stripe_event("payment_intent.succeeded", &intent);
    }
    let run = |query: &str| {
        send(&sandbox, &request("POST", &format!("{RUN}{query}"), &[("x-api-key", "cp_test_partner_sandbox")], b""))
    };
    assert_eq!(run("").text(), r#"{"created_batches":0,"batches":[]}"#, "today is not over");
    sandbox.advance_clock(Duration::from_secs(86_400));
    assert_eq!(run("?client_id=NOBODY").json()["created_batches"], 0);
    run("?partner_id=SUSPENDED001").refused(403, "API_KEY_SCOPE_FORBIDDEN");
    let made = run("?partner_id=ECHEZONA001&client_id=AIRPEACE001").json();
    assert_eq!(made["created_batches"], 2);
    let usd = made["batches"].as_array().unwrap().iter().find(|batch| batch["currency"] == "USD").unwrap().clone();
    assert_eq!(
        (&usd["totalGross"], &usd["totalProcessorFees"], &usd["totalPlatformFees"], &usd["totalNet"]),
        (&json!(1500), &json!(44.1), &json!(8.4), &json!(1447.5))
    );
    assert_eq!((&usd["status"], usd.get("wiseTransferId")), (&json!("pending"), None));
    assert_eq!(usd["transactionIds"].as_array().unwrap().len(), 2);
    assert!(
        sandbox
            .ledger()
            .transactions
            .iter()
            .all(|transaction| transaction.settlement_status == SettlementStatus::Queued)
    );
    assert_eq!(run("").json()["created_batches"], 0);

    let id = usd["id"].as_str().unwrap();
    let sent = pay(&sandbox, id);
    assert_eq!(
        (sent.status, &sent.json()["status"], sent.json()["wiseTransferId"].is_string()),
        (200, &json!("sent"), true)
    );
    pay(&sandbox, id).refused(409, "BATCH_ALREADY_PAID");
    assert_eq!(sandbox.ledger().commits("settlements/pay", id), 1);
    assert_eq!(sandbox.ledger().transactions[0].settlement_status, SettlementStatus::Paid);
    let listed = send(&sandbox, &get("/api/v1/settlements")).json();
    let ngn = listed["items"].as_array().unwrap().iter().find(|batch| batch["currency"] == "NGN").unwrap();
    assert_eq!(ngn["mercuryTransferId"], json!(null));
    assert!(pay(&sandbox, ngn["id"].as_str().unwrap()).json()["mercuryTransferId"].is_string());
    pay(&sandbox, "00000000-0000-4000-8000-000000000000").refused(404, "BATCH_NOT_FOUND");
    pay(&sandbox, "7").refused(400, "VALIDATION_ERROR");
}

#[test]
fn a_payout_can_fail() {
    let sandbox = start();
    let (_, intent) = pending(&sandbox, &checkout_with("client_id", json!("PAYOUTFAIL001")), "k");
    sandbox.stripe_event("payment_intent.succeeded", &intent);
    control(&sandbox, "POST", "/_sandbox/clock", &json!({"advance_ms": 86_400_000}));
    let made = send(&sandbox, &request("POST", RUN, &[("x-api-key", PLATFORM_API_KEY)], b"")).json();
    pay(&sandbox, made["batches"][0]["id"].as_str().unwrap()).refused(502, "PAYOUT_FAILED");
    assert_eq!(send(&sandbox, &get("/api/v1/settlements")).json()["items"][0]["status"], "failed");
    assert_eq!(sandbox.ledger().transactions[0].settlement_status, SettlementStatus::Queued);
}

#[test]
fn branding_is_public() {
    let sandbox = start();
    let packet = |query: &str| send(&sandbox, &request("GET", &format!("/api/v1/branding/packet{query}"), &[], b""));
    let answer = packet("?client_id=AIRPEACE001&partner_id=ECHEZONA001");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin").as_deref(), Some("*"));
    assert_eq!(answer.json()["branding"]["brand_display_name"], "Air Peace Ltd");
    assert_eq!(packet("?client_id=AIRPEACE001").json()["partner_id"], "ECHEZONA001");
    packet("").refused(400, "VALIDATION_ERROR");
    packet("?client_id=NOBODY").refused(404, "CLIENT_NOT_FOUND");
    packet("?client_id=AIRPEACE001&partner_id=NOBODY").refused(404, "PARTNER_NOT_FOUND");
}

fn stripe(sandbox: &Sandbox, signature: Option<&str>, body: &str) -> Answer {
    let headers: Vec<(&str, &str)> = signature.map(|value| ("Stripe-Signature", value)).into_iter().collect();
    send(sandbox, &request("POST", STRIPE, &headers, body.as_bytes()))
}

fn stripe_signature(at_s: u64, body: &str) -> String {
    format!("t={at_s},v1={}", hmac_hex("whsec_sandbox", format!("{at_s}.{body}").as_bytes()))
}

fn now_s() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

#[test]
fn stripe_events_must_be_signed_and_fresh() {
    let sandbox = start();
    let body = r#"{"type":"payment_method.attached"}"#;
    let good = stripe_signature(now_s(), body);
    assert_eq!(stripe(&sandbox, Some(&good), body).text(), r#"{"message":"Ignored event payment_method.attached"}"#);
    let rotated = format!("{},v0=00,v1={}", good.replace("v1=", "v1=00"), good.split("v1=").nth(1).unwrap());
    assert_eq!(stripe(&sandbox, Some(&rotated), body).status, 200, "one of several v1 is enough");
    stripe(&sandbox, None, body).refused(400, "STRIPE_SIGNATURE_MISSING");
    for wrong in ["", "t=1", "v1=00", "t=x,v1=00", &good.to_uppercase()] {
        stripe(&sandbox, Some(wrong), body).refused(400, "STRIPE_SIGNATURE_INVALID");
    }
    stripe(&sandbox, Some(&good), r#"{"type":"payment_method.attached" }"#).refused(400, "STRIPE_SIGNATURE_INVALID");
    for at in [now_s() - 310, now_s() + 310] {
        stripe(&sandbox, Some(&stripe_signature(at, body)), body).refused(400, "STRIPE_SIGNATURE_INVALID");
    }
    let check = |body: &str, status, code| {
        drop(stripe(&sandbox, Some(&stripe_signature(now_s(), body)), body).refused(status, code))
    };
    check("nonsense", 400, "INVALID_WEBHOOK_JSON");
    check(r#"{"type":"charge.refunded","data":{"object":{"id":"ch_1"}}}"#, 400, "MISSING_INTENT_ID");
    check(
        r#"{"type":"payment_intent.succeeded","data":{"object":{"id":"pi_nobody"}}}"#,
        404,
        "PAYMENT_INTENT_NOT_FOUND",
    );
}

#[test]
fn statuses_move_along_the_machine_only() {
    let sandbox = start();
    let event = |name: &str, intent: &str| sandbox.stripe_event(name, intent);
    let (tx, intent) = pending(&sandbox, &checkout("A"), "a");
    let status = |json: (u16, String)| serde_json::from_str::<Value>(&json.1).unwrap()["status"].clone();
    assert_eq!(status(event("charge.refunded", &intent)), "pending", "nothing to refund yet");
    let expected = format!(r#"{{"received":true,"clive_tx_id":"{tx}","status":"failed"}}"#);
    assert_eq!(event("payment_intent.payment_failed", &intent), (200, expected));
    assert_eq!(status(event("payment_intent.succeeded", &intent)), "succeeded", "the payer tried again");
    assert_eq!(status(event("payment_intent.payment_failed", &intent)), "succeeded");
    assert_eq!(status(event("charge.dispute.created", &intent)), "chargeback");
    assert_eq!(status(event("charge.refunded", &intent)), "chargeback");
    let told: Vec<String> = sandbox.webhooks().into_iter().map(|delivery| delivery.event).collect();
    assert_eq!(told, ["transaction_failed", "transaction_succeeded", "transaction_chargeback"]);
    assert!(sandbox.webhooks().iter().all(|delivery| delivery.state == DeliveryState::NotSent));

    let (other, intent) = pending(&sandbox, &checkout("B"), "b");
    control(
        &sandbox,
        "POST",
        "/_sandbox/stripe/event",
        &json!({"type":"payment_intent.succeeded","payment_intent":intent}),
    );
    let moved = control(&sandbox, "POST", "/_sandbox/status", &json!({"clive_tx_id":other,"status":"refunded"}));
    assert_eq!(moved.json()["status"], "refunded");
    assert_eq!(sandbox.ledger().transaction(&other).unwrap().status, Status::Refunded);
}

#[test]
fn a_webhook_is_tried_until_the_receiver_takes_it() {
    let receiver = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}/hooks/clive?x=1", receiver.local_addr().unwrap().port());
    let config =
        SandboxConfig { webhook_url: Some(url), webhook_backoff: Duration::from_millis(5), ..SandboxConfig::default() };
    let sandbox = Sandbox::start(config).unwrap();
    let (tx, intent) = pending(&sandbox, &checkout("EZ1"), "k");
    sandbox.stripe_event("payment_intent.succeeded", &intent);

    let mut bodies = Vec::new();
    for status in ["500 Oops", "", "200 OK"] {
        let (mut stream, _) = receiver.accept().unwrap();
        let mut bytes = Vec::new();
        let mut part = [0; 4096];
        // The payload ends with its meta; that is enough of a parser for a receiver that knows what comes.
        while !bytes.ends_with(b"}}") {
            let read = stream.read(&mut part).unwrap();
            assert!(read > 0);
            bytes.extend_from_slice(&part[..read]);
        }
        bodies.push(String::from_utf8(bytes).unwrap());
        if !status.is_empty() {
            stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes()).unwrap();
        }
    }
    assert!(bodies[0].starts_with("POST /hooks/clive?x=1 HTTP/1.1\r\n"));
    assert!(
        bodies.iter().all(|body| body.split("\r\n\r\n").nth(1) == bodies[0].split("\r\n\r\n").nth(1)),
        "every attempt is the same"
    );
    let (head, payload) = bodies[0].split_once("\r\n\r\n").unwrap();
    assert_eq!(
        payload,
        format!(
            r#"{{"event":"transaction_succeeded","clive_tx_id":"{tx}","partner_id":"ECHEZONA001","client_id":"AIRPEACE001","echezona_reference":"EZ1","status":"succeeded","amount":750,"currency":"USD","meta":{{"order_id":"ORD-1001","a":1.50}}}}"#
        )
    );
    assert!(head.contains(&format!("x-clive-signature: {}", hmac_hex(WEBHOOK_SECRET, payload.as_bytes()))));

    wait_until("the delivery", || sandbox.webhooks()[0].state == DeliveryState::Delivered);
    let item = look(&sandbox, "/_sandbox/webhooks")["items"][0].clone();
    let statuses: Vec<&Value> = item["attempts"].as_array().unwrap().iter().map(|attempt| &attempt["status"]).collect();
    assert_eq!((&item["state"], statuses), (&json!("delivered"), vec![&json!(500), &json!(null), &json!(200)]));
}

#[test]
fn a_webhook_gives_up_and_stays_on_this_machine() {
    let sandbox = start();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    sandbox.set_webhook_url(Some(&format!("http://127.0.0.1:{nobody}/"))).unwrap();
    let (_, intent) = pending(&sandbox, &checkout("EZ1"), "k");
    sandbox.stripe_event("payment_intent.payment_failed", &intent);
    wait_until("three attempts", || sandbox.webhooks()[0].state == DeliveryState::Failed);
    assert_eq!(sandbox.webhooks()[0].attempts.len(), 3);

    for url in
        ["http://example.com/", "https://127.0.0.1/", "http://10.0.0.1/", "nonsense", "http://127.0.0.1.example.com/"]
    {
        assert!(sandbox.set_webhook_url(Some(url)).is_err(), "{url}");
        let answer = control(&sandbox, "POST", "/_sandbox/webhooks", &json!({"url": url}));
        answer.refused(400, "VALIDATION_ERROR");
        assert!(Sandbox::start(SandboxConfig { webhook_url: Some(url.into()), ..SandboxConfig::default() }).is_err());
    }
    let open = SandboxConfig { host: "0.0.0.0".parse().unwrap(), ..SandboxConfig::default() };
    assert_eq!(Sandbox::start(open).unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
}
