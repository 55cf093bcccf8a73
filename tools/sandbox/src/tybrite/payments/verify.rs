//! `POST /v1/payments/verify`: a look-up, except for PayPal, whose approved order it captures. Contract: section 5.4.
//!
//! Where the sources disagree (D7, D8, D9): stripe takes its session id and refuses `PAY-…`; M-Pesa takes the checkout request
//! id and `PAY-…`, and answers with the first; every provider of any source is known. Decided here: an unknown reference is 404,
//! except airtel's, for which an answer is documented; capturing again is another capture, as if the upstream did not mind, so
//! that a client that repeats this call is seen in the ledger.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::answer::{Refusal, Reply};
use super::super::books::Books;
use super::super::call::Call;
use super::super::hooks::deliver::send_due;
use super::super::input::Input;
use super::super::providers::{Provider, find};
use super::initialize::upstream;
use super::model::{Payment, PaymentStatus};
use super::progress::paid;
use crate::clive::model::Number;
use crate::sync::{iso8601, lock};

/// Members in the order given.
#[derive(Serialize)]
struct Verified<'a, T: Serialize> {
    provider: &'a str,
    reference: &'a str,
    status: &'a str,
    #[serde(flatten)]
    own: T,
}

pub(crate) async fn run(call: Call) -> Result<Reply, Refusal> {
    let input = Input::parse(&call.headers, &call.body)?;
    let (id, reference) = (input.text("provider")?, input.text("reference")?);
    let (Some(id), Some(reference)) = (id, reference.filter(|text| !text.is_empty())) else {
        return Err(Refusal::invalid("provider and reference are required"));
    };
    let provider = find(&id)
        .filter(|provider| provider.initialises())
        .ok_or_else(|| Refusal::field("provider", format!("Unsupported payment provider: {id}")))?;
    if !provider.configured {
        let message = format!("Payment provider {id} is not configured for this store");
        return Err(Refusal::new(400, "provider_not_configured", message));
    }
    upstream(provider)?;
    call.pace.spend().await;
    let reply = look_up(&mut lock(&call.app.tybrite.books), &call, provider, &reference);
    send_due(&call.app);
    reply
}

fn look_up(books: &mut Books, call: &Call, provider: &Provider, reference: &str) -> Result<Reply, Refusal> {
    let environment = call.environment();
    let found = books.payments.iter().position(|payment| {
        payment.environment == environment && payment.provider == provider.id && payment.is(reference)
    });
    let Some(at) = found else {
        if provider.id == "airtel" {
            let own = json!({ "message": "No transaction found for this reference" });
            return Ok(show("airtel", reference, "not_found", own));
        }
        return Err(Refusal::not_found("Payment"));
    };
    match provider.id {
        "stripe" => stripe(&books.payments[at], reference),
        "paypal" => paypal(books, at, call, reference),
        "paystack" => Ok(paystack(&books.payments[at])),
        "mpesa" => Ok(mpesa(&books.payments[at])),
        "airtel" => Ok(airtel(&books.payments[at])),
        _ => {
            let payment = &books.payments[at];
            let own = json!({ "amount": Number(payment.amount), "currency": payment.currency });
            Ok(show(provider.id, reference, common_word(payment.status), own))
        }
    }
}

fn show(provider: &str, reference: &str, status: &str, own: impl Serialize) -> Reply {
    Reply::ok(&Verified { provider, reference, status, own })
}

fn common_word(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Paid => "success",
        PaymentStatus::Failed => "failed",
        PaymentStatus::Cancelled | PaymentStatus::Abandoned => "cancelled",
        PaymentStatus::Pending | PaymentStatus::Approved => "pending",
    }
}

fn provider_error(message: &str, hint: &str) -> Refusal {
    Refusal::new(400, "provider_error", message).hint(hint)
}

fn stripe(payment: &Payment, reference: &str) -> Result<Reply, Refusal> {
    if payment.provider_reference.as_deref() != Some(reference) {
        return Err(provider_error("No such checkout.session", "Send session_id (cs_…) as the reference"));
    }
    #[derive(Serialize)]
    struct Own<'a> {
        amount: Number,
        currency: &'a str,
        customer_email: &'a Option<String>,
        payment_intent: Option<String>,
        metadata: &'a Map<String, Value>,
    }
    let is_paid = payment.status == PaymentStatus::Paid;
    let own = Own {
        amount: Number(payment.amount),
        currency: &payment.currency,
        customer_email: &payment.email,
        payment_intent: is_paid.then(|| reference.replacen("cs_", "pi_", 1)),
        metadata: &payment.metadata,
    };
    // Anything but paid is Stripe's own word.
    Ok(show("stripe", reference, if is_paid { "success" } else { "unpaid" }, own))
}

fn paypal(books: &mut Books, at: usize, call: &Call, reference: &str) -> Result<Reply, Refusal> {
    let status = books.payments[at].status;
    if books.payments[at].provider_reference.as_deref() != Some(reference) {
        return Err(provider_error("The specified resource does not exist", "Send paypal_order_id as the reference"));
    }
    if !matches!(status, PaymentStatus::Approved | PaymentStatus::Paid) {
        let hint = "Verify after the shopper has approved the order";
        return Err(provider_error("ORDER_NOT_APPROVED: the payer has not yet approved the order", hint));
    }
    let now_ms = call.now_ms();
    paid(books, at, now_ms);
    books.committed(call.endpoint.path, reference);
    let capture_id = books.ids.paypal(now_ms);
    let payment = &books.payments[at];
    let own = json!({ "amount": Number(payment.amount), "currency": payment.currency, "capture_id": capture_id });
    Ok(show("paypal", reference, "success", own))
}

fn paystack(payment: &Payment) -> Reply {
    let status = match payment.status {
        PaymentStatus::Cancelled | PaymentStatus::Abandoned => "abandoned",
        other => common_word(other),
    };
    let paid_at = payment.settled_at_ms.filter(|_| payment.status == PaymentStatus::Paid).map(iso8601);
    let own = json!({
        "amount": Number(payment.amount),
        "currency": payment.currency,
        "channel": "card",
        "customer_email": payment.email,
        "paid_at": paid_at,
        "metadata": payment.metadata,
    });
    show("paystack", &payment.reference, status, own)
}

fn mpesa(payment: &Payment) -> Reply {
    let (code, description) = match payment.status {
        PaymentStatus::Paid => ("0", "The service request is processed successfully."),
        PaymentStatus::Cancelled | PaymentStatus::Abandoned => ("1032", "Request cancelled by user"),
        PaymentStatus::Failed => ("1", "The balance is insufficient for the transaction."),
        PaymentStatus::Pending | PaymentStatus::Approved => ("", "The transaction is still under processing"),
    };
    let mut own = json!({ "result_description": description, "merchant_request_id": payment.merchant_request_id });
    if !code.is_empty() {
        // A string or an integer: whatever the control endpoint was given, else a string.
        own["result_code"] = payment.result_code.clone().unwrap_or_else(|| json!(code));
    }
    let reference = payment.provider_reference.as_deref().unwrap_or(&payment.reference);
    show("mpesa", reference, common_word(payment.status), own)
}

fn airtel(payment: &Payment) -> Reply {
    let word = match payment.status {
        PaymentStatus::Paid => "TS",
        PaymentStatus::Pending | PaymentStatus::Approved => "TIP",
        _ => "TF",
    };
    let own = json!({
        "response": { "status_code": word, "amount": Number(payment.amount), "currency": payment.currency },
        "created_at": iso8601(payment.created_at_ms),
    });
    show("airtel", &payment.reference, common_word(payment.status), own)
}
