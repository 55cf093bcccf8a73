//! `POST /webhooks/stripe`: Stripe tells what became of a payment; the transaction moves and the partner is told.
//!
//! Decided here: `STRIPE_SIGNATURE_MISSING`, `STRIPE_SIGNATURE_INVALID`, `INVALID_WEBHOOK_JSON` and `MISSING_INTENT_ID` are 400,
//! `PAYMENT_INTENT_NOT_FOUND` is 404. An event that the transaction's status does not allow is answered 200 with the status that
//! stands, changes nothing and tells nobody; so a repeated event is told once. The contract names the webhook
//! `transaction_abandoned` without a status: a cancelled intent fails the transaction, and the webhook says `failed`.

use std::sync::Arc;

use axum::extract::State;
use ring::hmac;
use serde::Serialize;
use serde_json::{Value, json};

use super::auth::{hex, signature_holds};
use super::inbound::Inbound;
use super::model::Status;
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::sync::{lock, real_now_ms};
use crate::webhooks;

/// What Stripe calls it, what it means here, and what the partner is told.
const EVENTS: [(&str, Status, &str); 5] = [
    ("payment_intent.succeeded", Status::Succeeded, "transaction_succeeded"),
    ("payment_intent.payment_failed", Status::Failed, "transaction_failed"),
    ("payment_intent.canceled", Status::Failed, "transaction_abandoned"),
    ("charge.refunded", Status::Refunded, "transaction_refunded"),
    ("charge.dispute.created", Status::Chargeback, "transaction_chargeback"),
];

/// Contract: POST /webhooks/stripe.
pub(super) async fn receive(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    let signature = inbound.headers.get("stripe-signature").map(|value| value.as_bytes());
    process(&app, signature, &inbound.body, inbound.signature_now_ms)
}

/// Verifies one event and acts on it.
pub(crate) fn process(app: &Arc<App>, signature: Option<&[u8]>, body: &[u8], now_ms: i64) -> Result<Answer, ApiError> {
    let signature =
        signature.ok_or_else(|| ApiError::new(400, "STRIPE_SIGNATURE_MISSING", "Missing stripe-signature header"))?;
    verify(app, signature, body, now_ms)?;
    let event: Value = serde_json::from_slice(body)
        .map_err(|_| ApiError::new(400, "INVALID_WEBHOOK_JSON", "The event is not valid JSON"))?;
    let Some(name) = event["type"].as_str() else {
        return Err(ApiError::new(400, "INVALID_WEBHOOK_JSON", "The event has no type"));
    };
    let Some((_, next, told)) = EVENTS.iter().find(|(known, ..)| *known == name) else {
        return Ok(Answer::ok(&json!({ "message": format!("Ignored event {name}") })));
    };
    let intent = intent_of(name, &event["data"]["object"])
        .ok_or_else(|| ApiError::new(400, "MISSING_INTENT_ID", "The event names no payment intent"))?;
    let clive_tx_id = lock(&app.ledger).id_of_intent(intent);
    let clive_tx_id = clive_tx_id
        .ok_or_else(|| ApiError::new(404, "PAYMENT_INTENT_NOT_FOUND", "No transaction has this payment intent"))?;
    change_status(app, &clive_tx_id, *next, told)
}

/// Moves a transaction and tells the partner if it moved. Must be called on the sandbox's runtime.
pub(crate) fn change_status(app: &Arc<App>, clive_tx_id: &str, next: Status, told: &str) -> Result<Answer, ApiError> {
    #[derive(Serialize)]
    struct Received<'a> {
        received: bool,
        clive_tx_id: &'a str,
        status: Status,
    }
    let changed = lock(&app.ledger).move_to(clive_tx_id, next, app.clock.now_ms());
    let (transaction, moved) = changed.ok_or_else(|| ApiError::new(404, "TX_NOT_FOUND", "Transaction not found"))?;
    if moved {
        webhooks::announce(app, &transaction, told);
    }
    Ok(Answer::ok(&Received { received: true, clive_tx_id, status: transaction.status }))
}

/// A signed event, as Stripe would send it: the body and its `stripe-signature`.
pub(crate) fn signed_event(app: &App, name: &str, intent: &str) -> (Vec<u8>, String) {
    let object = if name.starts_with("payment_intent.") {
        json!({ "id": intent, "object": "payment_intent" })
    } else {
        json!({ "id": format!("ch_{intent}"), "object": "charge", "payment_intent": intent })
    };
    let now_s = real_now_ms() / 1_000;
    let event = json!({ "id": format!("evt_{intent}"), "object": "event", "type": name, "created": now_s, "data": { "object": object } });
    let body = event.to_string().into_bytes();
    let tag = hmac::sign(&app.stripe_key, &signed_message(&now_s.to_string(), &body));
    (body, format!("t={now_s},v1={}", hex(tag.as_ref())))
}

/// `t=<unix seconds>,v1=<hex>`, where several `v1` may stand beside other schemes. The message is `<t>.<body>`.
fn verify(app: &App, header: &[u8], body: &[u8], now_ms: i64) -> Result<(), ApiError> {
    let invalid =
        |why: &str| ApiError::new(400, "STRIPE_SIGNATURE_INVALID", format!("Invalid stripe-signature: {why}"));
    let text = std::str::from_utf8(header).map_err(|_| invalid("not text"))?;
    let pairs: Vec<(&str, &str)> = text.split(',').filter_map(|pair| pair.trim().split_once('=')).collect();
    let at =
        pairs.iter().find(|(name, _)| *name == "t").map(|(_, value)| *value).ok_or_else(|| invalid("no timestamp"))?;
    let at_s: i64 = at.parse().map_err(|_| invalid("the timestamp is not a number"))?;
    let message = signed_message(at, body);
    if !pairs.iter().any(|(name, value)| *name == "v1" && signature_holds(&app.stripe_key, &message, value.as_bytes()))
    {
        return Err(invalid("no v1 signature matches"));
    }
    let off_by_s = (now_ms / 1_000).abs_diff(at_s);
    if off_by_s > app.config.stripe_tolerance.as_secs() {
        return Err(invalid("the timestamp is outside the tolerance"));
    }
    Ok(())
}

fn signed_message(at: &str, body: &[u8]) -> Vec<u8> {
    [at.as_bytes(), b".", body].concat()
}

/// The intent itself, or the intent that a charge or dispute belongs to (an id, or an expanded object).
fn intent_of<'a>(event: &str, object: &'a Value) -> Option<&'a str> {
    let id = if event.starts_with("payment_intent.") {
        &object["id"]
    } else {
        match &object["payment_intent"] {
            Value::Object(expanded) => expanded.get("id")?,
            plain => plain,
        }
    };
    id.as_str().filter(|id| !id.is_empty())
}
