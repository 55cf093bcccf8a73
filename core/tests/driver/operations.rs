//! Every operation of Clive against a server that verifies and remembers: typed fields, unknown members, records, replays.

use std::time::Duration;

use payseal::Amount;
use payseal::clive::{
    AttachPaymentIntent, CreateCheckoutIntentV2, CreateMerchantClient, GetBrandingPacket, ListMerchantClients,
    ListSettlements, ListTransactions, PaySettlement, RunSettlements,
};
use payseal::driver::{CliveClient, RequestOptions};
use payseal::json::Value;
use payseal_sandbox::{BatchStatus, FaultAction, FaultRule, Sandbox};

use crate::support::{CHECKOUT, checkout, client, initialize, sandbox};

fn amount(text: &str) -> Option<Amount> {
    Some(text.parse().expect("an amount"))
}

/// A checkout that was paid; gives its transaction.
fn paid(sandbox: &Sandbox, client: &CliveClient, reference: &str) -> String {
    let answer = client.create_checkout_intent(&checkout(reference)).expect("a checkout");
    let intent = answer.stripe_payment_intent_id.as_deref().expect("an intent");
    assert_eq!(sandbox.stripe_event("payment_intent.succeeded", intent).0, 200);
    answer.clive_tx_id.clone().expect("an id")
}

#[test]
fn create_checkout_intent() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    let first = client.create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    assert_eq!((first.status(), first.attempts(), first.replayed()), (201, 1, false));
    assert_eq!(first.status.as_deref(), Some("pending"));
    assert!(first.clive_tx_id.as_deref().expect("an id").starts_with("CLVTX_"));
    let intent = first.stripe_payment_intent_id.as_deref().expect("an intent");
    assert!(first.client_secret.as_deref().expect("a secret").starts_with(intent));
    assert!(first.stripe_publishable_key.is_some());
    assert!(first.extra.is_empty(), "{:?}", first.extra);
    assert_eq!((first.idempotent_replay, first.idempotency_key()), (None, Some("checkout-EZ1")));
    assert!(!format!("{first:?}").contains(first.client_secret.as_deref().expect("a secret")));

    let record = first.record();
    assert_eq!(record.echezona_reference.as_deref(), Some("EZ1"));
    assert_eq!(record.idempotency_key.as_deref(), Some("checkout-EZ1"));
    assert_eq!(record.statement_descriptor_suffix.as_deref(), Some("AIRPEACE"));
    assert_eq!(record.clive_tx_id, first.clive_tx_id);
    assert_eq!(record.stripe_payment_intent_id, first.stripe_payment_intent_id);

    let again = client.create_checkout_intent(&checkout("EZ1")).expect("the stored answer");
    assert_eq!((again.replayed(), again.idempotent_replay), (true, Some(true)));
    assert_eq!((&again.clive_tx_id, again.record()), (&first.clive_tx_id, record));
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ1"), 1);

    let own_key = RequestOptions::new().idempotency_key("clé-1");
    let other = client.send(&checkout("EZ2"), &own_key).expect("a checkout");
    assert_eq!(other.idempotency_key(), Some("clé-1"));
    assert_eq!(sandbox.requests().last().expect("a request").header("idempotency-key"), Some("clé-1"));
}

#[test]
fn create_checkout_intent_v2_at_both_processors() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    let request = |reference: &str, payment_type: &str| CreateCheckoutIntentV2 {
        partner_id: "ECHEZONA001".into(),
        client_id: "AIRPEACE001".into(),
        amount: "12.50".parse().expect("an amount"),
        currency: "GBP".into(),
        email: "buyer@example.com".into(),
        echezona_reference: reference.into(),
        payment_type: payment_type.into(),
        issuer_country: "GB".into(),
        card_scheme: Some("visa".into()),
        ..Default::default()
    };
    let card = client.create_checkout_intent_v2(&request("EZ1", "card")).expect("a checkout");
    assert_eq!((card.processor.as_deref(), card.payment_type.as_deref()), (Some("stripe"), Some("card")));
    assert!(card.client_secret.is_some() && card.stripe_publishable_key.is_some() && card.extra.is_empty());
    assert!(card.estimated_processor_fee.is_some() && card.processor_fee_rule_id.is_some());
    assert_eq!(card.record().stripe_payment_intent_id, card.stripe_payment_intent_id);

    let revolut = client.create_checkout_intent_v2(&request("EZ2", "revolut_pay")).expect("a checkout");
    let token = revolut.revolut_order_token.clone().expect("a token");
    assert_eq!((revolut.processor.as_deref(), revolut.revolut_mode.as_deref()), (Some("revolut"), Some("sandbox")));
    assert!(revolut.revolut_public_key.is_some() && revolut.client_secret.is_none());
    assert!(!format!("{revolut:?}").contains(&token));
}

#[test]
fn initialize_and_attach_one_by_one() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    let made = client.initialize_transaction(&initialize("EZ1")).expect("a transaction");
    assert_eq!((made.status.as_deref(), made.idempotency_key()), (Some("initialized"), Some("init-EZ1")));
    let clive_tx_id = made.clive_tx_id.clone().expect("an id");
    let attach = AttachPaymentIntent { clive_tx_id: clive_tx_id.clone(), stripe_payment_intent_id: "pi_mine_1".into() };
    let attached = client.attach_payment_intent(&attach).expect("attached");
    assert_eq!((attached.status.as_deref(), attached.status()), (Some("pending"), 200));
    assert_eq!(attached.stripe_payment_intent_id.as_deref(), Some("pi_mine_1"));
    assert_eq!(attached.idempotency_key(), Some(format!("attach-{clive_tx_id}").as_str()));
    assert!(client.attach_payment_intent(&attach).expect("the stored answer").replayed());
    assert_eq!(sandbox.ledger().commits("transactions/attach-intent", &clive_tx_id), 1);
}

#[test]
fn transactions_with_and_without_fees() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    assert!(
        client.list_transactions(&ListTransactions {}).expect("a list").items.as_deref().expect("items").is_empty()
    );
    let id = paid(&sandbox, &client, "EZ1");
    client.create_checkout_intent(&checkout("EZ2")).expect("a checkout");
    let list = client.list_transactions(&ListTransactions {}).expect("a list");
    let items = list.items.as_deref().expect("items");
    assert_eq!((items.len(), list.idempotency_key()), (2, None));
    let paid = items.iter().find(|item| item.clive_tx_id.as_deref() == Some(&id)).expect("the paid one");
    assert_eq!((paid.status.as_deref(), paid.amount), (Some("succeeded"), amount("750")));
    assert!(paid.net_amount.is_some() && paid.stripe_fee_percent.is_some());
    assert_eq!(paid.settlement_status.as_deref(), Some("unsettled"));
    let pending = items.iter().find(|item| item.clive_tx_id.as_deref() != Some(&id)).expect("the other");
    assert_eq!((pending.status.as_deref(), pending.net_amount), (Some("pending"), None));
    assert!(pending.extra.is_empty(), "{:?}", pending.extra);
}

#[test]
fn merchants() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    let request = CreateMerchantClient {
        client_id: "NEWAIR001".into(),
        legal_name: "Nouvelle Air Sarl — «Été»".into(),
        status: Some("active".into()),
        partner_fee_percentage: amount("4.25"),
        partner_fee_flat_usd: amount("0.5"),
    };
    let made = client.create_merchant_client(&request).expect("a merchant");
    assert_eq!(made.idempotency_key(), Some("client-NEWAIR001"));
    assert_eq!(made.legal_name.as_deref(), Some("Nouvelle Air Sarl — «Été»"));
    assert_eq!((made.partner_fee_percentage, made.partner_fee_flat_usd), (amount("4.25"), amount("0.5")));
    let list = client.list_merchant_clients(&ListMerchantClients {}).expect("a list");
    let newest = list.items.as_deref().expect("items").first().expect("one");
    assert_eq!((newest.client_id.as_deref(), newest.id.clone()), (Some("NEWAIR001"), made.id.clone()));
}

#[test]
fn settlements_from_run_to_payout() {
    let sandbox = sandbox();
    let client = client(sandbox.base_url());
    let id = paid(&sandbox, &client, "EZ1");
    sandbox.advance_clock(Duration::from_secs(86_400));
    let only = RunSettlements { partner_id: Some("ECHEZONA001".into()), client_id: Some("AIRPEACE001".into()) };
    let run = client.run_settlements(&only).expect("batches");
    assert_eq!((run.created_batches, run.attempts(), run.idempotency_key()), (Some(1), 1, None));
    let request = sandbox.requests().pop().expect("a request");
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/api/v1/settlements/run?partner_id=ECHEZONA001&client_id=AIRPEACE001")
    );
    assert_eq!((request.header("content-length"), request.body.len()), (Some("0"), 0));
    let batch = run.batches.as_deref().expect("batches").first().expect("one");
    assert_eq!(batch.transaction_ids.as_deref(), Some(&[id][..]));
    assert_eq!(batch.total_gross, amount("750"));

    let pay = PaySettlement { settlement_batch_id: batch.id.clone().expect("an id") };
    let sent = client.pay_settlement(&pay).expect("paid");
    assert_eq!(sent.status.as_deref(), Some("sent"));
    assert!(sent.mercury_transfer_id.is_some() || sent.wise_transfer_id.is_some());
    assert_eq!(sandbox.ledger().batches[0].status, BatchStatus::Sent);
    let list = client.list_settlements(&ListSettlements {}).expect("a list");
    assert_eq!(list.items.as_deref().expect("items")[0].status.as_deref(), Some("sent"));
    let error = client.pay_settlement(&pay).expect_err("paid already");
    assert_eq!((error.code(), error.attempts()), (Some("BATCH_ALREADY_PAID"), 1));
}

#[test]
fn branding_is_public() {
    let sandbox = sandbox();
    let anonymous = CliveClient::builder().base_url(sandbox.base_url()).build().expect("a client");
    let request = GetBrandingPacket { client_id: "AIRPEACE001".into(), partner_id: Some("ECHEZONA001".into()) };
    let packet = anonymous.get_branding_packet(&request).expect("a packet");
    assert_eq!(packet.client_legal_name.as_deref(), Some("Air Peace Ltd"));
    let branding = packet.branding.as_ref().expect("branding");
    assert_eq!(branding.brand_primary_color.as_deref(), Some("#0EA5E9"));
    // A client with credentials does not send them here.
    client(sandbox.base_url()).get_branding_packet(&request).expect("a packet");
    assert!(sandbox.requests().iter().all(|request| request.header("x-api-key").is_none()));
    // What needs them is refused before anything is sent.
    let error = anonymous.list_transactions(&ListTransactions {}).expect_err("no key");
    assert_eq!((error.code(), error.attempts()), (Some("CREDENTIALS_MISSING"), 0));
    assert_eq!(sandbox.requests().len(), 2);
}

#[test]
fn members_that_are_unknown_or_of_another_type_are_kept() {
    let sandbox = sandbox();
    let body = r#"{"clive_tx_id":"CLVTX_1","status":7,"stripe_payment_intent_id":null,"new":{"a":[1]},"idempotentReplay":true}"#;
    let action = FaultAction::RawAnswer {
        status: 200,
        body: body.into(),
        body_base64: None,
        content_type: None,
        headers: vec![("X-Request-Id".into(), "req_1".into())],
    };
    sandbox.set_fault(FaultRule::new(action).on("POST", CHECKOUT)).expect("a fault");
    let answer = client(sandbox.base_url()).create_checkout_intent(&checkout("EZ1")).expect("an answer");
    assert_eq!(answer.clive_tx_id.as_deref(), Some("CLVTX_1"));
    assert_eq!((&answer.status, answer.extra.get("status")), (&None, Some(&Value::from(7))));
    assert_eq!(answer.extra.get("new").expect("kept").to_string(), r#"{"a":[1]}"#);
    assert_eq!(answer.extra.len(), 2);
    assert_eq!((answer.replayed(), answer.request_id(), answer.body()), (true, Some("req_1"), body.as_bytes()));
}
