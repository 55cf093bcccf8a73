//! `POST /v1/orders`: signed, idempotent; 201 `{"order": …}`, and 200 with the bare order when it is told again (D12, D23).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::answer::{Refusal, Reply};
use super::super::books::Books;
use super::super::call::Call;
use super::super::catalog::GIFT_CARD;
use super::super::hooks::emit;
use super::super::input::Input;
use super::super::once::once;
use super::model::{Order, OrderItem};
use super::request::{self, NewItem, NewOrder};
use super::totals;
use crate::answer::Answer;
use crate::clive::model::Number;
use crate::sync::{iso8601, lock};

#[derive(Serialize)]
struct Created<'a> {
    order: &'a Order,
    #[serde(skip_serializing_if = "Option::is_none")]
    store_credit_applied: Option<Number>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    post_processing_warnings: Vec<Warning>,
}

#[derive(Serialize)]
struct Warning {
    stage: &'static str,
    message: String,
}

pub(crate) async fn run(call: Call) -> Result<Reply, Refusal> {
    let new = request::read(Input::parse(&call.headers, &call.body)?)?;
    once(&call, "", retell, |books, now_ms| {
        totals::check(&new, &books.catalog, call.app.config.tybrite.strict_catalog)?;
        if let Some(reason) = lock(&call.app.tybrite.switches).reject_orders.clone() {
            return Err(Refusal::new(422, "order_rejected", reason));
        }
        let number = free_number(books, &call, new.order_number.as_deref())?;
        let warnings = warnings(&new);
        let store_credit_applied = new.store_credit.map(|amount| Number(amount.min(new.total_amount)));
        books.catalog.use_up(&new.reservation_ids);
        let order = add(books, &call, new, number, now_ms);
        Ok(Answer::created(&Created { order: &order, store_credit_applied, post_processing_warnings: warnings }))
    })
    .await
}

fn retell(answer: &Answer) -> Answer {
    #[derive(Deserialize)]
    struct Created<'a> {
        #[serde(borrow)]
        order: &'a RawValue,
    }
    match serde_json::from_slice::<Created<'_>>(&answer.body) {
        Ok(created) => Answer::ok(&created.order),
        Err(_) => answer.clone(),
    }
}

fn free_number(books: &mut Books, call: &Call, asked: Option<&str>) -> Result<String, Refusal> {
    let Some(asked) = asked else { return Ok(format!("ORD-{:06}", books.ids.next())) };
    let environment = call.environment();
    if books.orders.iter().any(|order| order.environment == environment && order.order_number == asked) {
        let message = format!("An order with the number {asked} already exists");
        return Err(Refusal::new(409, "conflict", message).hint("Retry with another order_number"));
    }
    Ok(asked.to_owned())
}

/// What goes wrong after an order is made does not undo it.
fn warnings(new: &NewOrder) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some((code, _)) = new.gift_card.as_ref().filter(|(code, _)| code != GIFT_CARD) {
        warnings.push(Warning { stage: "gift_card_redemption", message: format!("Gift card {code} was not found") });
    }
    for name in new.custom_fields.keys() {
        warnings.push(Warning { stage: "custom_fields", message: format!("The store has no custom field {name}") });
    }
    warnings
}

fn add(books: &mut Books, call: &Call, new: NewOrder, order_number: String, now_ms: i64) -> Order {
    books.committed(call.endpoint.path, call.idempotency_key.as_deref().unwrap_or_default());
    let now = iso8601(now_ms);
    let items = new.items.into_iter().map(|item| add_item(books, item, now_ms)).collect();
    let order = Order {
        id: books.ids.uuid(now_ms),
        order_number,
        customer_id: new.customer_id,
        customer_email: new.customer_email,
        customer_phone: new.customer_phone,
        customer_name: new.customer_name,
        order_status: new.order_status,
        payment_status: new.payment_status,
        payment_method: new.payment_method,
        payment_reference: new.payment_reference,
        currency: new.currency,
        subtotal: Number(new.subtotal),
        tax_amount: Number(new.tax_amount.unwrap_or_default()),
        tax_breakdown: None,
        tax_source: new.tax_amount.map(|_| "manual"),
        shipping_amount: Number(new.shipping_amount),
        discount_amount: Number(new.discount_amount),
        total_amount: Number(new.total_amount),
        billing_address: new.billing_address,
        shipping_address: new.shipping_address,
        items,
        status_notes: Vec::new(),
        custom_fields: Vec::new(),
        notes: new.notes,
        tracking_number: new.tracking_number,
        estimated_delivery: new.estimated_delivery,
        shipped_at: None,
        delivered_at: None,
        created_at: now.clone(),
        updated_at: now,
        environment: call.environment(),
        shipping_metadata: new.shipping_metadata,
        row: books.ids.next(),
    };
    emit(books, order.environment, "order.created", order.to_value(), None, now_ms);
    if order.payment_status == "paid" {
        emit(books, order.environment, "order.paid", order.to_value(), None, now_ms);
    }
    books.orders.push(order.clone());
    order
}

fn add_item(books: &mut Books, item: NewItem, now_ms: i64) -> OrderItem {
    let known = books.catalog.find(item.variant_id.as_deref(), item.product_id.as_deref());
    let known = known.map(|variant| (variant.product_id.clone(), variant.name.clone(), variant.sku.clone()));
    let (product_id, name, sku) = known.map_or((None, None, None), |(id, name, sku)| (Some(id), Some(name), Some(sku)));
    #[expect(clippy::cast_precision_loss, reason = "shown, not computed with")]
    let total = Number(item.total_price.unwrap_or(item.unit_price * item.quantity as f64));
    OrderItem {
        id: books.ids.uuid(now_ms),
        product_id: item.product_id.or(product_id),
        variant_id: item.variant_id,
        product_name: item.product_name.or(name),
        product_sku: item.product_sku.or(sku),
        quantity: item.quantity,
        unit_price: Number(item.unit_price),
        subtotal: total,
        total_price: total,
        product_options: item.product_options,
        custom_fields: Vec::<Value>::new(),
    }
}
