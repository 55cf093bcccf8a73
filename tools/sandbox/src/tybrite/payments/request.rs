//! The body of `POST /v1/payments/initialize`, checked for its provider. Contract: section 5.2.
//!
//! Where the sources disagree (D1, D2, D5): every provider of any source is known; `country` is required for airtel and two
//! letters for everybody; stripe's and PayPal's currency default to the store's. A body field `idempotency_key` must equal the
//! header, whose precedence the contract leaves open.

use serde_json::{Map, Value};

use super::super::answer::Refusal;
use super::super::call::Call;
use super::super::input::{Input, missing, wrong};
use super::super::providers::{AIRTEL, PAYSTACK, Provider, STORE_CURRENCY, find};

pub(super) struct NewPayment {
    pub provider: &'static Provider,
    pub amount: f64,
    pub currency: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub order_id: Option<String>,
    pub metadata: Map<String, Value>,
}

pub(super) fn read(call: &Call) -> Result<NewPayment, Refusal> {
    let input = Input::parse(&call.headers, &call.body)?;
    if !input.has("provider") || !input.has("amount") {
        return Err(Refusal::invalid("provider and amount are required"));
    }
    let id = input.required_text("provider")?;
    let provider = find(&id).filter(|provider| provider.initialises()).ok_or_else(|| {
        Refusal::field("provider", format!("Unsupported payment provider: {id}"))
            .hint("GET /v1/payments/methods lists the store's providers")
    })?;
    let amount = input.required_number("amount")?;
    if amount < 0.01 {
        return Err(wrong("amount", "at least 0.01"));
    }
    if input.text("idempotency_key")?.is_some_and(|key| Some(key) != call.idempotency_key) {
        return Err(Refusal::field("idempotency_key", "idempotency_key differs from the Idempotency-Key header"));
    }
    let email = input.email("email")?;
    let phone = input.text("phone")?;
    let country = input.text("country")?.map(|country| country.to_ascii_uppercase());
    if country.as_deref().is_some_and(|country| country.len() != 2 || !letters(country)) {
        return Err(wrong("country", "an ISO 3166-1 alpha-2 code"));
    }
    for name in ["success_url", "cancel_url", "callback_url"] {
        input.uri(name)?;
    }
    let metadata = input.object("metadata")?.unwrap_or_default();
    if metadata.values().any(|value| !value.is_string()) {
        return Err(wrong("metadata", "an object whose values are strings"));
    }
    let currency = currency(&input, provider, country.as_deref())?;
    if matches!(provider.id, "stripe" | "paystack") && email.is_none() {
        return Err(Refusal::field("email", format!("email is required for {}", provider.id)));
    }
    check_phone(provider, phone.as_deref(), country.as_deref())?;
    if !provider.configured {
        let message = format!("Payment provider {} is not configured for this store", provider.id);
        return Err(Refusal::new(400, "provider_not_configured", message));
    }
    let order_id = input.uuid("order_id")?;
    Ok(NewPayment { provider, amount, currency, email, phone, order_id, metadata })
}

fn letters(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn currency(input: &Input, provider: &Provider, country: Option<&str>) -> Result<String, Refusal> {
    let asked = input.text("currency")?.map(|currency| currency.to_ascii_uppercase());
    // Before the form is looked at: M-Pesa ignores whatever stands there.
    if provider.id == "mpesa" {
        return Ok("KES".into());
    }
    if asked.as_deref().is_some_and(|currency| currency.len() != 3 || !letters(currency)) {
        return Err(wrong("currency", "an ISO 4217 code"));
    }
    match provider.id {
        "airtel" => {
            let known = AIRTEL.iter().find(|(known, ..)| Some(*known) == country);
            known.map(|(.., currency)| (*currency).to_owned()).ok_or_else(|| {
                Refusal::field("country", "country is required for airtel and must be one of KE, UG, TZ, RW")
            })
        }
        "paystack" => {
            let currency = asked.ok_or_else(|| missing("currency"))?;
            if PAYSTACK.contains(&currency.as_str()) {
                return Ok(currency);
            }
            let message = format!("Unsupported currency {currency}. Paystack supports: {}", PAYSTACK.join(", "));
            Err(Refusal::field("currency", message))
        }
        _ => Ok(asked.unwrap_or_else(|| STORE_CURRENCY.into())),
    }
}

fn check_phone(provider: &Provider, phone: Option<&str>, country: Option<&str>) -> Result<(), Refusal> {
    let prefix = match provider.id {
        "mpesa" => "254",
        "airtel" => AIRTEL.iter().find(|(known, ..)| Some(*known) == country).map_or("", |(_, prefix, _)| *prefix),
        _ => return Ok(()),
    };
    let fits = phone.is_some_and(|phone| {
        phone.strip_prefix(prefix).is_some_and(|rest| rest.len() == 9 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if fits {
        return Ok(());
    }
    let message = format!("phone is required for {} and must match {prefix}XXXXXXXXX", provider.id);
    Err(Refusal::field("phone", message))
}
