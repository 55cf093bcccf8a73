//! The `/transactions` endpoints and the demo helper `/sandbox/checkout-intent`.
//!
//! Decided here: `checkout-intent-v2` answers 201 `pending`, sends cards to Stripe and everything else to Revolut, and leaves out
//! the other processor's fields; lists are newest first; fee fields are null until a payment succeeds; the demo helper needs no
//! key, answers 201 and only makes up an intent.

use std::sync::Arc;

use axum::extract::State;
use ring::hmac;
use serde::Serialize;
use serde_json::{Value, json};

use super::auth::{self, hex};
use super::fees;
use super::inbound::Inbound;
use super::ledger::Ledger;
use super::model::{Number, Status, Transaction};
use super::seed;
use super::validate::{self, Flow};
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::sync::{iso8601, lock};

const PUBLISHABLE_KEY: &str = "pk_test_sandbox";

/// Contract: POST /transactions/initialize (legacy).
pub(super) async fn initialize(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    const OPERATION: &str = "transactions/initialize";
    #[derive(Serialize)]
    struct Initialized {
        clive_tx_id: String,
        status: Status,
    }
    let signed = auth::signed(&app, &inbound)?;
    let new = validate::new_payment(&inbound.body, Flow::Initialize)?;
    auth::once(&app, OPERATION, &signed, &inbound, |ledger| {
        ledger.may_take_payment(&signed.caller, &new)?;
        let reference = new.reference.clone();
        let clive_tx_id = ledger.add_transaction(new, "stripe", None, Status::Initialized, app.clock.now_ms());
        ledger.committed(OPERATION, &reference);
        Ok(Answer::created(&Initialized { clive_tx_id, status: Status::Initialized }))
    })
    .await
}

/// Contract: POST /transactions/attach-intent (legacy). The one mutation that answers 200.
pub(super) async fn attach_intent(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    #[derive(Serialize)]
    struct Attached<'a> {
        clive_tx_id: &'a str,
        status: Status,
        stripe_payment_intent_id: &'a str,
    }
    let signed = auth::signed(&app, &inbound)?;
    let (clive_tx_id, intent) = validate::attach(&inbound.body)?;
    auth::once(&app, "transactions/attach-intent", &signed, &inbound, |ledger| {
        let status = ledger.attach(&signed.caller, &clive_tx_id, &intent, app.clock.now_ms())?;
        Ok(Answer::ok(&Attached { clive_tx_id: &clive_tx_id, status, stripe_payment_intent_id: &intent }))
    })
    .await
}

/// Contract: POST /transactions/checkout-intent.
pub(super) async fn checkout_intent(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    const OPERATION: &str = "transactions/checkout-intent";
    #[derive(Serialize)]
    struct CheckoutIntent {
        clive_tx_id: String,
        status: Status,
        stripe_payment_intent_id: String,
        client_secret: String,
        stripe_publishable_key: &'static str,
    }
    let signed = auth::signed(&app, &inbound)?;
    let new = validate::new_payment(&inbound.body, Flow::Checkout)?;
    auth::once(&app, OPERATION, &signed, &inbound, |ledger| {
        ledger.may_take_payment(&signed.caller, &new)?;
        has_stripe_keys(&new.client_id)?;
        let now_ms = app.clock.now_ms();
        let (intent, client_secret) = new_intent(&app, ledger, now_ms);
        let reference = new.reference.clone();
        let clive_tx_id = ledger.add_transaction(new, "stripe", Some(intent.clone()), Status::Pending, now_ms);
        ledger.committed(OPERATION, &reference);
        Ok(Answer::created(&CheckoutIntent {
            clive_tx_id,
            status: Status::Pending,
            stripe_payment_intent_id: intent,
            client_secret,
            stripe_publishable_key: PUBLISHABLE_KEY,
        }))
    })
    .await
}

#[derive(Default, Serialize)]
struct CheckoutIntentV2 {
    clive_tx_id: String,
    status: &'static str,
    processor: &'static str,
    payment_type: String,
    processor_fee_rule_id: String,
    estimated_processor_fee: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    stripe_payment_intent_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stripe_publishable_key: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revolut_order_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revolut_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revolut_public_key: Option<&'static str>,
}

/// Contract: POST /transactions/checkout-intent-v2, known from the published SDK's types only.
pub(super) async fn checkout_intent_v2(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    const OPERATION: &str = "transactions/checkout-intent-v2";
    let signed = auth::signed(&app, &inbound)?;
    let new = validate::new_payment(&inbound.body, Flow::CheckoutV2)?;
    auth::once(&app, OPERATION, &signed, &inbound, |ledger| {
        ledger.may_take_payment(&signed.caller, &new)?;
        let now_ms = app.clock.now_ms();
        let reference = new.reference.clone();
        let payment_type = new.routing.as_ref().map(|routing| routing.payment_type.clone()).unwrap_or_default();
        let processor = if payment_type == "card" { "stripe" } else { "revolut" };
        let mut answer = CheckoutIntentV2 {
            status: Status::Pending.as_str(),
            processor,
            processor_fee_rule_id: format!("rule_{processor}_{payment_type}"),
            payment_type,
            estimated_processor_fee: fees::processor_fee(new.amount),
            ..CheckoutIntentV2::default()
        };
        if processor == "stripe" {
            has_stripe_keys(&new.client_id)?;
            let (intent, client_secret) = new_intent(&app, ledger, now_ms);
            answer.stripe_payment_intent_id = Some(intent);
            answer.client_secret = Some(client_secret);
            answer.stripe_publishable_key = Some(PUBLISHABLE_KEY);
        } else {
            answer.revolut_order_token = Some(ledger.ids.order_token());
            answer.revolut_mode = Some("sandbox");
            answer.revolut_public_key = Some("pk_sandbox_revolut");
        }
        let intent = answer.stripe_payment_intent_id.clone();
        answer.clive_tx_id = ledger.add_transaction(new, processor, intent, Status::Pending, now_ms);
        ledger.committed(OPERATION, &reference);
        Ok(Answer::created(&answer))
    })
    .await
}

/// Contract: POST /sandbox/checkout-intent, named in how-clive-works without a schema.
pub(super) async fn demo_intent(State(app): State<Arc<App>>) -> Answer {
    let (intent, client_secret) = new_intent(&app, &mut lock(&app.ledger), app.clock.now_ms());
    Answer::created(&json!({
        "stripe_payment_intent_id": intent,
        "client_secret": client_secret,
        "stripe_publishable_key": PUBLISHABLE_KEY,
    }))
}

/// Contract: GET /transactions. Camel case, unlike the mutations.
pub(super) async fn list(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    #[derive(Serialize)]
    struct Items {
        items: Vec<Row>,
    }
    let caller = auth::caller(&app, &inbound.headers)?;
    let ledger = lock(&app.ledger);
    let items = ledger.transactions_seen_by(&caller).map(|transaction| Row::new(transaction, &ledger)).collect();
    drop(ledger);
    Ok(Answer::ok(&Items { items }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    clive_tx_id: String,
    partner_id: String,
    partner_name: String,
    client_id: String,
    client_name: String,
    echezona_reference: String,
    stripe_payment_intent_id: Option<String>,
    amount: Number,
    currency: String,
    status: Status,
    stripe_fee_percent: Option<Number>,
    partner_fee_percent: Option<Number>,
    partner_payout_percent: Option<Number>,
    clive_earning_percent: Option<Number>,
    clive_earning_amount: Option<Number>,
    processor_fee: Option<Number>,
    platform_fee: Option<Number>,
    net_amount: Option<Number>,
    settlement_status: Value,
    created_at: String,
    updated_at: String,
}

impl Row {
    fn new(transaction: &Transaction, ledger: &Ledger) -> Self {
        let fees = transaction.fees;
        let partner = ledger.partner(&transaction.partner_id);
        let client = ledger.client(&transaction.partner_id, &transaction.client_id);
        Self {
            id: transaction.id.clone(),
            clive_tx_id: transaction.clive_tx_id.clone(),
            partner_id: transaction.partner_id.clone(),
            partner_name: partner.map(|partner| partner.name.clone()).unwrap_or_default(),
            client_id: transaction.client_id.clone(),
            client_name: client.map(|client| client.legal_name.clone()).unwrap_or_default(),
            echezona_reference: transaction.echezona_reference.clone(),
            stripe_payment_intent_id: transaction.stripe_payment_intent_id.clone(),
            amount: transaction.amount,
            currency: transaction.currency.clone(),
            status: transaction.status,
            stripe_fee_percent: fees.map(|fees| fees.stripe_fee_percent),
            partner_fee_percent: fees.map(|fees| fees.partner_fee_percent),
            partner_payout_percent: fees.map(|fees| fees.partner_payout_percent),
            clive_earning_percent: fees.map(|fees| fees.clive_earning_percent),
            clive_earning_amount: fees.map(|fees| fees.clive_earning_amount),
            processor_fee: fees.map(|fees| fees.processor_fee),
            platform_fee: fees.map(|fees| fees.platform_fee),
            net_amount: fees.map(|fees| fees.net_amount),
            settlement_status: json!(transaction.settlement_status),
            created_at: iso8601(transaction.created_at_ms),
            updated_at: iso8601(transaction.updated_at_ms),
        }
    }
}

fn has_stripe_keys(client_id: &str) -> Result<(), ApiError> {
    match client_id {
        seed::NO_STRIPE_KEY => Err(ApiError::new(500, "STRIPE_KEY_MISSING", "Stripe secret key is not configured")),
        seed::NO_PUBLISHABLE_KEY => {
            Err(ApiError::new(500, "STRIPE_PUBLISHABLE_MISSING", "Stripe publishable key is not configured"))
        }
        _ => Ok(()),
    }
}

/// An intent and its client secret, which follows from the intent so that nothing here is random.
fn new_intent(app: &App, ledger: &mut Ledger, now_ms: i64) -> (String, String) {
    let intent = ledger.ids.intent(now_ms);
    let tag = hmac::sign(&app.stripe_key, intent.as_bytes());
    let client_secret = format!("{intent}_secret_{}", hex(&tag.as_ref()[..12]));
    (intent, client_secret)
}
