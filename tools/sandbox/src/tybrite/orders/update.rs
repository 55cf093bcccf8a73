//! `PATCH /v1/orders/{id}`: signed, idempotent (D13: always), bare order. Contract: section 6.2.

use super::super::answer::{Refusal, Reply};
use super::super::books::Books;
use super::super::call::Call;
use super::super::input::Input;
use super::super::once::{as_it_was, once};
use super::super::payments::model::PaymentStatus;
use super::super::providers::find;
use super::progress::{self, Change};
use super::request::{ORDER_STATUSES, PAYMENT_STATUSES};
use crate::answer::Answer;

const FIELDS: [&str; 9] = [
    "payment_status",
    "order_status",
    "notes",
    "tracking_number",
    "estimated_delivery",
    "shipped_at",
    "delivered_at",
    "payment_reference",
    "reservation_ids",
];

pub(crate) async fn run(call: Call) -> Result<Reply, Refusal> {
    let id = call.uuid()?.to_owned();
    let input = Input::parse(&call.headers, &call.body)?;
    if !FIELDS.iter().any(|name| input.has(name)) {
        return Err(Refusal::invalid("No updatable order fields provided"));
    }
    let reservations = input.texts("reservation_ids")?.unwrap_or_default();
    let change = Change {
        payment_status: input.choice("payment_status", &PAYMENT_STATUSES)?,
        order_status: input.choice("order_status", &ORDER_STATUSES)?,
        notes: input.text("notes")?,
        tracking_number: input.text("tracking_number")?,
        estimated_delivery: input.date_time("estimated_delivery")?,
        shipped_at: input.date_time("shipped_at")?,
        delivered_at: input.date_time("delivered_at")?,
        payment_reference: input.text("payment_reference")?,
    };
    once(&call, "", as_it_was, |books, now_ms| {
        confirmed(books, &call, &id, &change)?;
        let order = progress::apply(books, call.environment(), &id, change, now_ms);
        let order = order.ok_or_else(|| Refusal::not_found("Order"))?;
        books.catalog.use_up(&reservations);
        books.committed(call.endpoint.path, call.idempotency_key.as_deref().unwrap_or_default());
        Ok(Answer::ok(&order))
    })
    .await
}

/// An order of a custom provider is paid only when that provider confirms the reference.
fn confirmed(books: &mut Books, call: &Call, id: &str, change: &Change) -> Result<(), Refusal> {
    let environment = call.environment();
    let order = books.order(environment, id).ok_or_else(|| Refusal::not_found("Order"))?;
    let custom = find(&order.payment_method).filter(|provider| provider.custom);
    let (Some(provider), Some(reference), Some("paid")) =
        (custom, &change.payment_reference, change.payment_status.as_deref())
    else {
        return Ok(());
    };
    let is_paid = books.payments.iter().any(|payment| {
        payment.environment == environment
            && payment.provider == provider.id
            && payment.is(reference)
            && payment.status == PaymentStatus::Paid
    });
    if is_paid {
        return Ok(());
    }
    let message = format!("{} does not confirm the payment {reference}", provider.id);
    Err(Refusal::new(422, "payment_not_verified", message))
}
