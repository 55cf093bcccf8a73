//! The shared vector files, row by row: the same rows that the tests of every other language run.

#[path = "../support/mod.rs"]
mod support;

mod errors;
mod headers;
mod idempotency;
mod requests;
mod retry;
mod webhook;

use std::sync::Arc;

use payseal::{Call, CallOptions, Config, Intent, Now, clive};

/// The moment at which calls without a time of their own are made.
const START: Now = Now { mono_ms: 1_000, unix_s: 1_771_526_500 };

fn config(local_validation: bool) -> Config {
    Config::builder(&clive::PARTNER)
        .base_url("https://api.example.com/api/v1")
        .api_key("cp_test_key")
        .hmac_secret("test_hmac_secret")
        .local_validation(local_validation)
        .build()
        .unwrap()
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
