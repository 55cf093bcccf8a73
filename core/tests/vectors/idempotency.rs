use payseal::idempotency as key;
use payseal::{CallOptions, Intent, Outcome, clive};
use serde_json::Value;

use crate::support::{each_row, from_hex, number_of, text_of};

#[test]
fn every_row() {
    each_row("idempotency", |op, input, expect| {
        let text = |name: &str| text_of(&input[name]);
        let made = match op {
            "init" => key::init(text("reference")),
            "attach" => key::attach(text("reference")),
            "checkout" => key::checkout(text("reference")),
            "checkout_for_method" => key::checkout_for_method(text("reference"), text("payment_type"), text("country")),
            "random" => {
                let entropy = from_hex(text("entropy_hex")).try_into().unwrap();
                key::random(text("prefix"), number_of(&input["unix_ms"]), entropy)
            }
            "operation" => return operation(input, expect),
            other => panic!("unknown op {other}"),
        };
        assert_eq!(made, text_of(&expect["key"]));
    });
}

fn operation(input: &Value, expect: &Value) {
    let operation = clive::PARTNER.operation(text_of(&input["operation"])).unwrap();
    let json = text_of(&input["json"]).as_bytes();
    for local_validation in [true, false] {
        let config = crate::config(local_validation);
        match Intent::from_json(&config, operation, json, input["idempotency_key"].as_str()) {
            Ok(intent) => {
                assert!(expect["refused"].is_null(), "it was not refused");
                assert_eq!(Value::from(intent.idempotency_key()), expect["key"]);
                let call = crate::call(config, intent, CallOptions::default());
                assert_eq!(Value::from(call.idempotency_key()), expect["key"]);
            }
            Err(error) => {
                let named = error.details().unwrap().get("fieldErrors").unwrap().as_object().unwrap();
                let field = expect["refused"].as_str().unwrap_or_else(|| panic!("{error}"));
                assert!(named.len() == 1 && named.get(field).is_some(), "{error}");
                assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
            }
        }
    }
}
