//! Tybrite's calls: typed requests for payments, imports and whole lists; all else as a program does that holds JSON.

use payseal::driver::{Pages, RequestOptions, TybriteClient};
use payseal::json::{self, Object};
use payseal::partners::model::Response;
use payseal::tybrite::{
    IngestProducts, InitializePayment, List, ListOrders, ListWebhookEndpoints, ListWebhookEvents, PARTNER,
    VerifyPayment,
};
use payseal::{Answer, Error, Intent};
use serde_json::{Value, json};

use super::typed::{optional, required};
use super::{Told, meta, value};

pub fn call(client: &TybriteClient, asked: &Value, options: &RequestOptions) -> Result<Told, Error> {
    if let Some(sent) = super::raw(asked, |request| client.raw_request(request, options)) {
        return sent.map(|answer| told(&answer));
    }
    let operation = asked["operation"].as_str().expect("an operation");
    let text = asked["input"].as_str().expect("an input");
    let input = json::parse(text.as_bytes()).ok().and_then(|value| value.as_object().cloned());
    if asked["all_pages"] == true {
        return whole_list(client, operation, &input.expect("an object"), options);
    }
    if let Some(input) = &input
        && let Some(sent) = typed(client, operation, input, options)
    {
        return sent;
    }
    let operation = PARTNER.operation(operation).expect("an operation of Tybrite's");
    let key = asked["options"]["idempotency_key"].as_str();
    let intent = Intent::from_json(client.config(), operation, text.as_bytes(), key)?;
    client.send_intent(intent, options).map(|answer| told(&answer))
}

fn told(answer: &Answer) -> Told {
    (serde_json::from_str(&answer.data.to_string()).expect("JSON"), meta(answer))
}

/// The typed request, when the input has the types.
fn typed(
    client: &TybriteClient,
    operation: &str,
    input: &Object,
    options: &RequestOptions,
) -> Option<Result<Told, Error>> {
    match operation {
        "payments.initialize" => {
            let request = InitializePayment {
                provider: required(input, "provider")?,
                amount: required(input, "amount")?,
                currency: optional(input, "currency")?,
                email: optional(input, "email")?,
                phone: optional(input, "phone")?,
                country: optional(input, "country")?,
                order_id: optional(input, "order_id")?,
                idempotency_key: optional(input, "idempotency_key")?,
                metadata: optional(input, "metadata")?,
                success_url: optional(input, "success_url")?,
                cancel_url: optional(input, "cancel_url")?,
                callback_url: optional(input, "callback_url")?,
            };
            Some(client.send(&request, options).map(|answer| {
                let mut meta = meta(&answer);
                meta["verify_reference"] = json!(answer.verify_reference());
                (value(&answer), meta)
            }))
        }
        "payments.verify" => {
            let request =
                VerifyPayment { provider: required(input, "provider")?, reference: required(input, "reference")? };
            Some(client.send(&request, options).map(|answer| (value(&answer), meta(&answer))))
        }
        "ingest.products" => {
            let request = IngestProducts {
                body: required::<String>(input, "body")?.into(),
                content_type: required(input, "content_type")?,
                strategy: optional(input, "strategy")?,
                dry_run: input.get("dry_run").and_then(json::Value::as_bool),
            };
            Some(client.send(&request, options).map(|answer| (value(&answer), meta(&answer))))
        }
        _ => None,
    }
}

/// Every item of a list, through the iterator.
fn whole_list(
    client: &TybriteClient,
    operation: &str,
    input: &Object,
    options: &RequestOptions,
) -> Result<Told, Error> {
    let text = |name: &str| input.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let limit = input.get("limit").and_then(json::Value::as_i64);
    match operation {
        "orders.list" => {
            let request = ListOrders { limit, order_status: text("order_status"), ..ListOrders::default() };
            every(client.orders().iter(request), options, |order| json!({ "id": order.id }))
        }
        "webhook_endpoints.list" => {
            let request = ListWebhookEndpoints { limit, ..ListWebhookEndpoints::default() };
            every(client.webhook_endpoints().iter(request), options, |endpoint| json!({ "id": endpoint.id }))
        }
        "webhook_events.list" => {
            let request = ListWebhookEvents { limit, r#type: text("type"), ..ListWebhookEvents::default() };
            every(client.webhook_events().iter(request), options, |event| json!({ "id": event.id }))
        }
        other => panic!("no list: {other}"),
    }
}

/// The ids are enough: they show which items came, and in which order.
fn every<R: List>(pages: Pages<'_, R>, options: &RequestOptions, shown: fn(R::Item) -> Value) -> Result<Told, Error>
where
    R::Item: Response,
{
    let items = pages.with_options(options.clone()).map(|item| item.map(shown)).collect::<Result<Vec<_>, _>>()?;
    Ok((Value::Array(items), Value::Null))
}
