use std::sync::Arc;

use payseal::idempotency as key;
use payseal::{Call, CallOptions, Intent, Now, Outcome, clive};
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
            "generated" => return generated(input, expect),
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

/// Drawn by the call, or fixed before it from the same entropy.
fn generated(input: &Value, expect: &Value) {
    let config = Arc::new(crate::config_of(crate::partner_of(input), true));
    let operation = config.partner().operation(text_of(&input["operation"])).unwrap();
    let json = text_of(&input["json"]).as_bytes();
    let entropy: [u8; 32] = from_hex(text_of(&input["entropy_hex"])).try_into().unwrap();
    let now = Now { unix_s: input["unix_s"].as_i64().unwrap(), ..crate::START };
    let intent = Intent::from_json(&config, operation, json, None).unwrap();
    assert!(intent.key_is_drawn() && intent.idempotency_key().is_none());
    let fixed = intent.clone().with_key_fixed(now.unix_s, &entropy);
    assert_eq!(Value::from(fixed.idempotency_key()), expect["key"]);
    let call = Call::new(Arc::clone(&config), intent, CallOptions::default(), now, entropy).unwrap();
    assert_eq!(Value::from(call.idempotency_key()), expect["key"]);
    let other = fixed.with_key_fixed(0, &[9; 32]);
    assert_eq!(Value::from(other.idempotency_key()), expect["key"], "a key that is fixed stays");
    assert!(key::check(text_of(&expect["key"])).is_ok());
}
