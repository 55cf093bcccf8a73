//! How an order changes, whoever changes it: the API's PATCH or a payment that settles. Webhooks follow.

use serde_json::{Map, Value};

use super::super::books::Books;
use super::super::hooks::emit;
use super::super::keys::Environment;
use super::model::{Order, StatusNote};
use crate::sync::iso8601;

/// The fields that may change; none: left as it is.
#[derive(Default)]
pub(crate) struct Change {
    pub payment_status: Option<String>,
    pub order_status: Option<String>,
    pub notes: Option<String>,
    pub tracking_number: Option<String>,
    pub estimated_delivery: Option<String>,
    pub shipped_at: Option<String>,
    pub delivered_at: Option<String>,
    pub payment_reference: Option<String>,
}

/// Gives the order as it is afterwards; none: there is no such order.
pub(crate) fn apply(
    books: &mut Books,
    environment: Environment,
    id: &str,
    change: Change,
    now_ms: i64,
) -> Option<Order> {
    let note_id = books.ids.uuid(now_ms);
    let order = books.order(environment, id)?;
    let before = order.to_value();
    let now = iso8601(now_ms);
    let from = order.order_status.clone();
    if let Some(status) = change.order_status {
        match status.as_str() {
            "shipped" if order.shipped_at.is_none() => order.shipped_at = Some(now.clone()),
            "delivered" if order.delivered_at.is_none() => order.delivered_at = Some(now.clone()),
            _ => {}
        }
        order.order_status = status;
    }
    if from != order.order_status {
        let body = format!("Status changed from {from} to {}", order.order_status);
        let (to_status, created_at) = (order.order_status.clone(), now.clone());
        order.status_notes.push(StatusNote { id: note_id, from_status: from, to_status, body, created_at });
    }
    let set = |field: &mut Option<String>, value: Option<String>| {
        if value.is_some() {
            *field = value;
        }
    };
    set(&mut order.notes, change.notes);
    set(&mut order.tracking_number, change.tracking_number);
    set(&mut order.estimated_delivery, change.estimated_delivery);
    set(&mut order.shipped_at, change.shipped_at);
    set(&mut order.delivered_at, change.delivered_at);
    set(&mut order.payment_reference, change.payment_reference);
    if let Some(status) = change.payment_status {
        order.payment_status = status;
    }
    order.updated_at = now;
    let order = order.clone();
    announce(books, &order, &before, now_ms);
    Some(order)
}

fn announce(books: &mut Books, order: &Order, before: &Value, now_ms: i64) {
    let after = order.to_value();
    let was = |name: &str| before[name].as_str().unwrap_or_default();
    let mut events = vec!["order.updated"];
    if was("payment_status") != order.payment_status {
        match order.payment_status.as_str() {
            "paid" => events.push("order.paid"),
            "refunded" => events.push("order.refunded"),
            _ => {}
        }
    }
    if was("order_status") != order.order_status {
        match order.order_status.as_str() {
            "shipped" => events.push("order.shipped"),
            "delivered" => events.push("order.fulfilled"),
            "cancelled" => events.push("order.cancelled"),
            _ => {}
        }
    }
    for event in events {
        emit(books, order.environment, event, after.clone(), Some(previous(before, &after)), now_ms);
    }
}

/// What the changed fields were before.
fn previous(before: &Value, after: &Value) -> Value {
    let (Value::Object(before), Value::Object(after)) = (before, after) else { return Value::Null };
    let changed =
        after.iter().filter(|(name, value)| name.as_str() != "updated_at" && before.get(*name) != Some(value));
    let old = changed.map(|(name, _)| (name.clone(), before.get(name).cloned().unwrap_or_default()));
    Value::Object(old.collect::<Map<_, _>>())
}
