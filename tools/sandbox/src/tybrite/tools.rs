//! `/v1/sandbox/…`: for secret test keys. Contract: section 10.
//!
//! Decided here: a reset keeps the webhook endpoints, which are configuration; time moves reservations only, because carts and
//! analytics are not simulated, and never the signature clock.

use serde_json::{Value, json};

use super::answer::{Refusal, Reply};
use super::call::Call;
use super::hooks::deliver::again;
use super::input::Input;
use super::keys::Environment;
use crate::sync::lock;

/// `POST /v1/sandbox/reset` and `DELETE /v1/sandbox/data`.
pub(crate) async fn reset(call: Call) -> Result<Reply, Refusal> {
    lock(&call.app.tybrite.books).wipe_sandbox();
    call.app.tybrite.records.forget_scope(Environment::Sandbox.as_str());
    lock(&call.app.tybrite.books).committed(call.endpoint.path, call.who());
    Ok(Reply::no_content())
}

pub(crate) async fn advance_time(call: Call) -> Result<Reply, Refusal> {
    let input = Input::parse(&call.headers, &call.body)?;
    let days = input.get("advance_days").and_then(Value::as_i64).filter(|days| (1..=3_650).contains(days));
    let days = days.ok_or_else(|| Refusal::field("advance_days", "advance_days must be an integer from 1 to 3650"))?;
    let books = &mut *lock(&call.app.tybrite.books);
    let mut moved = 0;
    for reservation in &mut books.catalog.reservations {
        if reservation.environment == Environment::Sandbox {
            reservation.expires_at_ms -= days * 86_400_000;
            moved += 1;
        }
    }
    books.committed(call.endpoint.path, call.who());
    Ok(Reply::ok(&json!({
        "advanced_days": days,
        "shifted": { "carts": 0, "stock_reservations": moved, "analytics_events": 0 },
        "not_shifted": {
            "subscriptions": "Subscriptions follow the real clock",
            "promotions": "Promotions are configuration",
            "gift_cards": "Gift cards are configuration",
        },
    })))
}

pub(crate) async fn replay_webhook(call: Call) -> Result<Reply, Refusal> {
    let input = Input::parse(&call.headers, &call.body)?;
    let (id, name) = (input.text("event_id")?, input.text("type")?);
    if id.is_none() && name.is_none() {
        return Err(Refusal::invalid("event_id or type is required"));
    }
    let event = {
        let books = &mut *lock(&call.app.tybrite.books);
        let found = books.events.iter().rfind(|event| {
            event.environment == Environment::Sandbox
                && match (&id, &name) {
                    (Some(id), _) => event.id == *id,
                    (None, name) => name.as_ref() == Some(&event.name),
                }
        });
        let event = found.map(|event| event.id.clone()).ok_or_else(|| Refusal::not_found("Webhook event"))?;
        books.committed(call.endpoint.path, &event);
        event
    };
    let results: Vec<Value> = again(&call.app, &event)
        .await
        .iter()
        .map(|(endpoint, outcome)| {
            json!({
                "endpoint_id": endpoint.id,
                "url": endpoint.url,
                "status": if outcome.success() { "delivered" } else { "failed" },
                "response_status": outcome.status(),
            })
        })
        .collect();
    Ok(Reply::ok(&json!({ "replayed_event_id": event, "results": results })))
}
