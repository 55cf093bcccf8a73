//! What happens to a payment: the shopper pays, refuses or walks away, and the order and the webhooks follow.

use serde_json::{Value, json};

use super::super::books::Books;
use super::super::hooks::emit;
use super::super::orders::progress::{self, Change};
use super::model::{Payment, PaymentStatus, UnknownPayment};
use crate::clive::model::Number;

/// Moves a payment that the shopper or the provider has decided on. A payment that was paid stays paid.
pub(crate) fn settle(
    books: &mut Books,
    reference: &str,
    asked: PaymentStatus,
    result_code: Option<Value>,
    now_ms: i64,
) -> Result<PaymentStatus, UnknownPayment> {
    let found = books.payments.iter().rposition(|payment| payment.is(reference));
    let at = found.ok_or_else(|| UnknownPayment(reference.to_owned()))?;
    let payment = &mut books.payments[at];
    // A shopper at PayPal only agrees; the money moves when verify captures.
    let to = match asked {
        PaymentStatus::Paid if payment.provider == "paypal" => PaymentStatus::Approved,
        other => other,
    };
    if payment.status == PaymentStatus::Paid || payment.status == to {
        return Ok(payment.status);
    }
    payment.result_code = result_code;
    match to {
        PaymentStatus::Paid => paid(books, at, now_ms),
        PaymentStatus::Failed | PaymentStatus::Cancelled | PaymentStatus::Abandoned => {
            payment.status = to;
            payment.settled_at_ms = Some(now_ms);
            let payment = payment.clone();
            emit(books, payment.environment, "payment.failed", object(&payment), None, now_ms);
        }
        PaymentStatus::Pending | PaymentStatus::Approved => payment.status = to,
    }
    Ok(to)
}

/// The money has moved, once more if it had already.
pub(super) fn paid(books: &mut Books, at: usize, now_ms: i64) {
    let payment = &mut books.payments[at];
    payment.status = PaymentStatus::Paid;
    payment.captures += 1;
    payment.settled_at_ms = Some(now_ms);
    let payment = payment.clone();
    emit(books, payment.environment, "payment.succeeded", object(&payment), None, now_ms);
    if let Some(id) = &payment.order_id {
        let change = Change {
            payment_status: Some("paid".into()),
            payment_reference: Some(payment.reference.clone()),
            ..Change::default()
        };
        // The order may be gone after a sandbox reset.
        progress::apply(books, payment.environment, id, change, now_ms);
    }
}

fn object(payment: &Payment) -> Value {
    json!({
        "reference": payment.provider_reference.as_ref().unwrap_or(&payment.reference),
        "provider": payment.provider,
        "status": payment.status,
        "amount": Number(payment.amount),
        "currency": payment.currency,
        "order_id": payment.order_id,
        "metadata": payment.metadata,
    })
}
