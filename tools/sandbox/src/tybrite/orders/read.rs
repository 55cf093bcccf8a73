//! `GET /v1/orders` and `GET /v1/orders/{id}`. Contract: sections 6.3 and 6.4, and 2.1 for the signed answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};

use super::super::answer::{Refusal, Reply};
use super::super::call::Call;
use super::super::config::ResponseEncoding;
use super::super::fields;
use super::super::ids::is_uuid;
use super::super::page::Page;
use super::request::{ORDER_STATUSES, PAYMENT_STATUSES};
use crate::clive::auth::hex;
use crate::sync::lock;

pub(crate) async fn get(call: Call) -> Result<Reply, Refusal> {
    let id = call.uuid()?;
    let fields = fields::ORDER.select(call.query("fields"))?;
    let order = lock(&call.app.tybrite.books).order(call.environment(), id).cloned();
    let order = order.ok_or_else(|| Refusal::not_found("Order"))?;
    // A filter goes through a value; without one the members keep their order.
    let reply = match call.query("fields") {
        Some(_) => Reply::ok(&fields.apply(order.to_value())),
        None => Reply::ok(&order),
    };
    let Some(signing) = &call.app.config.tybrite.order_signature else { return Ok(reply) };
    let key = hmac::Key::new(hmac::HMAC_SHA256, signing.secret.as_bytes());
    let tag = hmac::sign(&key, &reply.answer.body);
    let text = match signing.encoding {
        ResponseEncoding::Hex => hex(tag.as_ref()),
        ResponseEncoding::Base64 => STANDARD.encode(tag.as_ref()),
    };
    Ok(reply.header("x-signature", text))
}

/// Newest first, without line items.
pub(crate) async fn list(call: Call) -> Result<Reply, Refusal> {
    let page = Page::asked(&call, 200)?;
    let fields = fields::ORDER.select(call.query("fields"))?;
    let payment_status = call.query_choice("payment_status", &PAYMENT_STATUSES)?;
    let order_status = call.query_choice("order_status", &ORDER_STATUSES)?;
    let customer = call.query("customer_id");
    if customer.is_some_and(|id| !is_uuid(id)) {
        return Err(Refusal::field("customer_id", "customer_id must be a uuid"));
    }
    let environment = call.environment();
    let books = lock(&call.app.tybrite.books);
    let rows = books.orders.iter().filter(|order| {
        order.environment == environment
            && payment_status.is_none_or(|status| order.payment_status == status)
            && order_status.is_none_or(|status| order.order_status == status)
            && customer.is_none_or(|id| order.customer_id.as_deref() == Some(id))
    });
    let (orders, pagination) = page.cut(rows, |order| order.row);
    let orders: Vec<Value> = orders
        .into_iter()
        .map(|order| {
            let mut order = order.to_value();
            if let Some(members) = order.as_object_mut() {
                members.remove("items");
            }
            fields.apply(order)
        })
        .collect();
    Ok(Reply::ok(&json!({ "orders": orders, "pagination": pagination })))
}
