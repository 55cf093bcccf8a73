//! `GET /v1/payments/methods`. Contract: section 5.1.

use serde_json::{Value, json};

use super::super::answer::{Refusal, Reply};
use super::super::call::Call;
use super::super::fields::PAYMENT_METHOD;
use super::super::keys::Environment;
use super::super::providers::PROVIDERS;

/// A test key sees more than a live one: live keys do not see providers that hold test credentials only.
pub(crate) async fn list(call: Call) -> Result<Reply, Refusal> {
    let fields = PAYMENT_METHOD.select(call.query("fields"))?;
    let seen = |live: bool| live || call.environment() == Environment::Sandbox;
    let methods: Vec<Value> = PROVIDERS
        .iter()
        .filter(|provider| seen(provider.live))
        .map(|provider| {
            let mut method = json!({
                "provider": provider.id,
                "display_name": provider.display_name,
                "type": provider.flow.as_str(),
                "environment": provider.environment(call.environment()),
                "is_configured": provider.configured,
            });
            if provider.custom {
                method["custom_provider"] = json!(true);
            }
            fields.apply(method)
        })
        .collect();
    Ok(Reply::ok(&json!({ "methods": methods })))
}
