//! `POST /v1/payments/initialize`: signed, idempotent, 100 an hour. Contract: sections 5.2 and 5.3.

use serde::Serialize;

use super::super::answer::{Refusal, Reply};
use super::super::books::Books;
use super::super::call::Call;
use super::super::keys::Environment;
use super::super::limits::Bucket;
use super::super::money::cents;
use super::super::once::once;
use super::super::providers::{Provider, Upstream};
use super::model::{Payment, PaymentStatus};
use super::request::{self, NewPayment};
use crate::answer::Answer;
use crate::sync::{iso8601, lock};

const SESSION_MS: i64 = 24 * 3_600 * 1_000;

/// Every variant of the answer; the members stand in the contract's order.
#[derive(Default, Serialize)]
#[serde(default)]
struct Initialized<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
    provider: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkout_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paypal_order_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkout_request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_message: Option<&'a str>,
    environment: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

pub(crate) async fn run(call: Call) -> Result<Reply, Refusal> {
    let new = request::read(&call)?;
    let limit = lock(&call.app.tybrite.switches).initialize_per_hour;
    once(&call, "", retell, |books, now_ms| {
        // Here, and not at the gate: a replay does not count.
        call.app.tybrite.limits.take(call.who(), Bucket::Initialize, limit, now_ms / 1_000)?;
        check_order(books, &call, &new)?;
        check_provider(new.provider, call.environment())?;
        let provider = new.provider;
        let payment = begin(books, &call, new, now_ms);
        let answer = Answer::created(&show(&payment, provider));
        books.payments.push(payment);
        Ok(answer)
    })
    .await
}

/// 200 with `idempotent: true` (D4: the published document lists only 201, the payments guide this).
fn retell(answer: &Answer) -> Answer {
    let open = answer.body.strip_suffix(b"}").unwrap_or(&answer.body);
    let body = [open, br#","idempotent":true}"#.as_slice()].concat().into();
    Answer { status: hyper::StatusCode::OK, body }
}

fn check_order(books: &mut Books, call: &Call, new: &NewPayment) -> Result<(), Refusal> {
    let Some(id) = &new.order_id else { return Ok(()) };
    let Some(order) = books.order(call.environment(), id) else { return Err(Refusal::not_found("Order")) };
    if cents(order.total_amount.0) == cents(new.amount) {
        return Ok(());
    }
    let message = format!("amount {} does not match the order total {}", new.amount, order.total_amount.0);
    Err(Refusal::new(400, "amount_mismatch", message).hint("Send the order's total_amount, in major units"))
}

fn check_provider(provider: &Provider, environment: Environment) -> Result<(), Refusal> {
    if environment == Environment::Production && !provider.live {
        let message = format!("Payment provider {} still holds test credentials", provider.id);
        return Err(Refusal::new(409, "provider_not_live", message).hint("Connect the provider's live credentials"));
    }
    upstream(provider)
}

/// What a custom provider that does not answer gives.
pub(super) fn upstream(provider: &Provider) -> Result<(), Refusal> {
    let refuse =
        |status, code, what: &str| Err(Refusal::new(status, code, format!("Payment provider {} {what}", provider.id)));
    match provider.upstream {
        Upstream::Answers => Ok(()),
        Upstream::Fails => refuse(502, "provider_unavailable", "is unavailable"),
        Upstream::TimesOut => refuse(504, "provider_timeout", "did not answer in time"),
    }
}

fn begin(books: &mut Books, call: &Call, new: NewPayment, now_ms: i64) -> Payment {
    let key = call.idempotency_key.clone().unwrap_or_default();
    books.committed(call.endpoint.path, &key);
    let ids = &mut books.ids;
    let word = if call.environment() == Environment::Production { "cs_live_" } else { "cs_test_" };
    Payment {
        reference: ids.payment(now_ms),
        environment: call.environment(),
        amount: new.amount,
        currency: new.currency,
        status: PaymentStatus::Pending,
        order_id: new.order_id,
        email: new.email,
        phone: new.phone,
        metadata: new.metadata,
        provider_reference: match new.provider.id {
            "stripe" => Some(ids.tagged(word, now_ms)),
            "paypal" => Some(ids.paypal(now_ms)),
            "mpesa" => Some(ids.tagged("ws_CO_", now_ms)),
            _ => None,
        },
        merchant_request_id: (new.provider.id == "mpesa").then(|| ids.tagged("29115-", now_ms)),
        provider: new.provider.id.to_owned(),
        captures: 0,
        result_code: None,
        idempotency_key: key,
        created_at_ms: now_ms,
        settled_at_ms: None,
    }
}

fn show<'a>(payment: &'a Payment, provider: &'a Provider) -> Initialized<'a> {
    let common = Initialized {
        success: Some(true),
        provider: &payment.provider,
        r#type: provider.flow.as_str(),
        reference: Some(&payment.reference),
        environment: provider.environment(payment.environment),
        ..Initialized::default()
    };
    let own = payment.provider_reference.as_deref();
    match provider.id {
        "stripe" => Initialized {
            checkout_url: own.map(|session| format!("https://checkout.stripe.com/c/pay/{session}")),
            session_id: own,
            expires_at: Some(iso8601(payment.created_at_ms + SESSION_MS)),
            ..common
        },
        // The contract's example has neither `success` nor a `reference`.
        "paypal" => Initialized {
            success: None,
            reference: None,
            order_id: payment.order_id.as_deref(),
            paypal_order_id: own,
            client_id: Some("sandbox-paypal-client-id"),
            currency: Some(&payment.currency),
            ..common
        },
        // The one amount in minor units.
        "paystack" => Initialized {
            public_key: Some("pk_test_sandbox_paystack"),
            email: payment.email.as_deref(),
            amount: Some(cents(payment.amount)),
            currency: Some(&payment.currency),
            ..common
        },
        "mpesa" => Initialized {
            checkout_request_id: own,
            merchant_request_id: payment.merchant_request_id.as_deref(),
            customer_message: Some("Success. Request accepted for processing"),
            ..common
        },
        "airtel" => Initialized { customer_message: Some("Enter your PIN on your phone"), ..common },
        _ if provider.flow == super::super::providers::Flow::Redirect => Initialized {
            checkout_url: Some(format!("https://pay.example.com/{}/{}", payment.provider, payment.reference)),
            expires_at: Some(iso8601(payment.created_at_ms + SESSION_MS)),
            ..common
        },
        _ => common,
    }
}
