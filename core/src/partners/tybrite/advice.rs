//! What to do about Tybrite's refusals: by code, and for a refused `payments.initialize` by what the provider wants.

use super::providers::{self, Provider};
use crate::json::{self, Value};
use crate::operation::Refused;

/// Tybrite's codes (contract: errors).
pub(super) const CODES: &[(&str, &str)] = &[
    ("invalid_request", "Correct the fields that the message names; a field filter may name documented members only."),
    (
        "missing_idempotency_key",
        "Something between here and Tybrite removed the Idempotency-Key header: check your proxy.",
    ),
    ("amount_mismatch", "Send the order's total_amount to the cent, in major units, or leave order_id out."),
    (
        "provider_not_configured",
        "Add the provider's credentials in the dashboard, or take one that payments.methods lists.",
    ),
    (
        "provider_error",
        "The provider refused: read the message, and check that the reference is that of verify_reference().",
    ),
    ("price_mismatch", "Take the prices of the catalogue; subtotal + tax + shipping - discount must be the total."),
    ("discount_invalid", "Take the discount out, or take a code that is valid now."),
    ("insufficient_stock", "Lower the quantity to what details name as available, or take the item out."),
    ("unauthorized", "Check TYBRITE_API_KEY: it is missing, mistyped or revoked."),
    (
        "invalid_signature",
        "Check TYBRITE_HMAC_SECRET (the store's signing secret, as it is printed) and this machine's clock: a signature holds for 5 minutes.",
    ),
    ("invalid_client", "Check client id and client secret of the connection."),
    ("forbidden", "This kind of key may not do this: use a secret key, and for sandbox tools a test key."),
    ("insufficient_scope", "Ask the store to grant the missing scope and connect again."),
    (
        "not_found",
        "Check the id, and that it belongs to the environment of this key: sandbox and production do not see each other.",
    ),
    (
        "conflict",
        "The same idempotency key was used with another body, or the thing exists already: look it up before you try with a new key.",
    ),
    ("provider_not_live", "The provider holds test credentials: replace them in the dashboard, or use a test key."),
    ("order_rejected", "A rule of the store refused the order: read the message."),
    (
        "payment_not_verified",
        "The provider does not confirm payment_reference: verify the payment before you mark the order paid.",
    ),
    ("returns_disabled", "Returns are switched off for this store."),
    ("rate_limited", "Slow down and call again with the same idempotency key, not before retry_after_ms."),
    (
        "quota_exceeded",
        "The plan's monthly allowance is used up: raise the plan, or wait for the first of the month (UTC).",
    ),
    ("server_error", "Tybrite failed and may have acted: call again with the same idempotency key."),
    ("provider_unavailable", "The provider could not be reached; the payment may have been started."),
    ("provider_timeout", "The provider did not answer in time; the payment may have been started."),
    ("service_unavailable", "Tybrite is not available for a moment; it may have acted."),
    ("invalid_code", "The authorisation code is wrong: start the connection again."),
    ("code_already_used", "The authorisation code was used before: start the connection again."),
    ("redirect_uri_mismatch", "Send the redirect URI that the connection was started with."),
];

/// What the row of the provider says about a payment that was refused with 400.
pub(super) fn advise(refused: &Refused<'_>) -> Option<String> {
    // The rows of XML are not counted before it is sent.
    let is_xml = || refused.body.is_some_and(|body| body.trim_ascii_start().starts_with(b"<"));
    if refused.operation == "ingest.products" && refused.status == 400 && is_xml() {
        return Some("One document holds at most 12 products; send more in parts, each under its own key.".to_owned());
    }
    if refused.operation != "payments.initialize" || refused.status != 400 {
        return None;
    }
    // A mismatch with the order is about no field of the provider's.
    if refused.envelope.code.as_deref().is_some_and(|code| code != "invalid_request") {
        return None;
    }
    let body = json::parse(refused.body?).ok()?;
    let provider = providers::provider(body.get("provider")?.as_str()?)?;
    let problems = problems(provider, &body);
    (!problems.is_empty()).then(|| format!("For {} {}.", provider.id, problems.join("; ")))
}

/// What the table has to say about a body.
fn problems(provider: &Provider, body: &Value) -> Vec<String> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let mut problems: Vec<String> =
        provider.needs.iter().filter(|name| text(name).is_none()).map(|name| format!("{name} is needed")).collect();
    if let Some(currency) = text("currency")
        && !provider.currencies.is_empty()
        && !provider.currencies.iter().any(|known| known.eq_ignore_ascii_case(currency))
    {
        problems.push(format!("currency is one of {}", provider.currencies.join(", ")));
    }
    let countries = || provider.countries.iter().map(|(code, _)| *code).collect::<Vec<_>>().join(", ");
    let wants_country = provider.needs.contains(&"country");
    let row = match text("country").filter(|_| wants_country) {
        Some(country) => provider.countries.iter().find(|(code, _)| *code == country),
        None => provider.countries.first().filter(|_| !wants_country),
    };
    if wants_country && row.is_none() {
        problems.push(format!("country is one of {}", countries()));
    }
    if let (Some(phone), false) = (text("phone"), provider.phone.is_empty()) {
        let fits_country = row.is_none_or(|(_, prefix)| phone.strip_prefix(prefix).is_some_and(|rest| rest.len() == 9));
        if !fits_country || !phone.bytes().all(|byte| byte.is_ascii_digit()) {
            problems.push(format!("phone is {}", provider.phone));
        }
    }
    problems
}
