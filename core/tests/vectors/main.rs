//! The shared vector files, row by row: the same rows that the tests of every other language run.

#[path = "../support/mod.rs"]
mod support;

mod errors;
mod explain;
mod headers;
mod idempotency;
mod requests;
mod retry;
mod webhook;

use std::sync::Arc;

use payseal::operation::Partner;
use payseal::{Call, CallOptions, Config, Intent, Now, clive, partners};
use serde_json::Value;

/// The moment at which calls without a time of their own are made.
const START: Now = Now { mono_ms: 1_000, unix_s: 1_771_526_500 };

fn config(local_validation: bool) -> Config {
    config_of(&clive::PARTNER, local_validation)
}

/// The partner of a row: Clive, unless it names another.
fn partner_of(input: &Value) -> &'static Partner {
    input["partner"].as_str().map_or(&clive::PARTNER, |name| partners::by_name(name).unwrap())
}

fn config_of(partner: &'static Partner, local_validation: bool) -> Config {
    let (base_url, api_key) = match partner.name {
        "clive" => ("https://api.example.com/api/v1", "cp_test_key"),
        _ => ("https://api.example.com", "tybrite_sk_test_key"),
    };
    Config::builder(partner)
        .base_url(base_url)
        .api_key(api_key)
        .hmac_secret("test_hmac_secret")
        .local_validation(local_validation)
        .build()
        .unwrap()
}

/// The intent of a row that names operation and fields.
fn intent_of(config: &Config, input: &Value) -> Intent {
    let operation = config.partner().operation(support::text_of(&input["operation"])).unwrap();
    Intent::from_json(config, operation, input["fields"].to_string().as_bytes(), None).unwrap()
}

/// The headers of an answer, as the files write them; none where the row has none.
fn headers_of(headers: &Value) -> Vec<(&str, &[u8])> {
    let pairs = headers.as_array().map_or(&[][..], Vec::as_slice);
    pairs.iter().map(|pair| (support::text_of(&pair[0]), support::text_of(&pair[1]).as_bytes())).collect()
}

fn call(config: Config, intent: Intent, options: CallOptions) -> Call {
    Call::new(Arc::new(config), intent, options, START, [1; 32]).unwrap()
}

/// A complete request of an operation, for rows that are not about its fields.
fn complete(operation: &str) -> Intent {
    let json: &[u8] = match operation {
        "attach_payment_intent" => br#"{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1"}"#,
        "create_checkout_intent" => {
            br#"{"partner_id":"P","client_id":"C","amount":1,"currency":"USD","email":"e","echezona_reference":"R"}"#
        }
        "pay_settlement" => br#"{"settlement_batch_id":"b"}"#,
        _ => b"{}",
    };
    Intent::from_json(&config(true), clive::PARTNER.operation(operation).unwrap(), json, None).unwrap()
}
