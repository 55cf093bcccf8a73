//! `POST /v1/checkout/reserve`: holds stock for a while. Contract: section 7.
//!
//! Decided here: a variant that the catalogue does not have is 404; either every item is reserved or none.

use serde_json::{Value, json};

use super::answer::{Refusal, Reply};
use super::call::Call;
use super::catalog::Reservation;
use super::ids::is_uuid;
use super::input::{Input, missing, wrong};
use crate::answer::Answer;
use crate::sync::lock;

const DEFAULT_TTL_S: i64 = 900;
const LEAST_TTL_S: i64 = 60;
const LONGEST_TTL_S: i64 = 30 * 24 * 3_600;

pub(crate) async fn run(call: Call) -> Result<Reply, Refusal> {
    let input = Input::parse(&call.headers, &call.body)?;
    let items = input.array("items")?.filter(|items| !items.is_empty()).ok_or_else(|| missing("items"))?;
    let items = items.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    input.uuid("customer_id")?;
    input.text("session_id")?;
    let ttl_s = match input.get("ttl_seconds") {
        None => DEFAULT_TTL_S,
        Some(value) => value.as_i64().ok_or_else(|| wrong("ttl_seconds", "an integer"))?,
    };
    let ttl_s = ttl_s.clamp(LEAST_TTL_S, LONGEST_TTL_S);
    let now_ms = call.now_ms();
    let books = &mut *lock(&call.app.tybrite.books);
    for (variant_id, quantity) in &items {
        let variant = books.catalog.find(Some(variant_id), None).ok_or_else(|| Refusal::not_found("Variant"))?;
        let free = books.catalog.free(variant, now_ms);
        if free < *quantity {
            let message = format!("Only {} of {} available", free.max(0), variant.sku);
            return Err(Refusal::new(409, "insufficient_stock", message).with("available_stock", free.max(0)));
        }
    }
    let mut shown = Vec::new();
    for (variant_id, quantity) in items {
        let id = books.ids.uuid(now_ms);
        shown.push(json!({ "reservation_id": id, "variant_id": variant_id, "quantity": quantity }));
        let expires_at_ms = now_ms + ttl_s * 1_000;
        books.catalog.reservations.push(Reservation {
            id,
            environment: call.environment(),
            variant_id,
            quantity,
            expires_at_ms,
        });
    }
    let ids: Vec<&Value> = shown.iter().map(|row| &row["reservation_id"]).collect();
    let body = json!({ "reservations": shown, "reservation_ids": ids, "expires_in_seconds": ttl_s });
    Ok(Answer::created(&body).into())
}

fn read(item: &Value) -> Result<(String, i64), Refusal> {
    let variant_id = item["variant_id"].as_str().filter(|id| is_uuid(id));
    let quantity = item["quantity"].as_i64().filter(|quantity| *quantity >= 1);
    Ok((
        variant_id.ok_or_else(|| wrong("variant_id", "a uuid"))?.to_owned(),
        quantity.ok_or_else(|| wrong("quantity", "an integer of at least 1"))?,
    ))
}
