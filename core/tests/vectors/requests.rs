use payseal::error::Kind;
use payseal::json::Value as Json;
use payseal::operation::{Method, Place};
use payseal::{CallOptions, Config, Error, Intent, Outcome, RawRequest, Step};
use serde_json::{Value, json};

use crate::headers::{auth_of, shown};
use crate::support::{each_row, text_of};

#[test]
fn every_row() {
    each_row("requests", |op, input, expect| match op {
        "request" => {
            let partner = crate::partner_of(input);
            let config = crate::config_of(partner, input["local_validation"].as_bool().unwrap());
            let operation = partner.operation(text_of(&input["operation"])).unwrap();
            let json = text_of(&input["json"]).as_bytes();
            let key = input["idempotency_key"].as_str();
            let intent = Intent::from_json(&config, operation, json, key);
            if let Ok(intent) = &intent
                && operation.request.fields.iter().all(|field| field.place == Place::Body)
                && let Some(body) = intent.body()
            {
                // What is canonical already (Node) ends in the same bytes.
                let again = Intent::from_canonical(&config, operation, body.to_vec(), key).unwrap();
                assert_eq!(&again, intent);
            }
            outcome(config, intent, expect);
        }
        "raw" => {
            let query: Vec<(&str, &str)> =
                input["query"].as_array().unwrap().iter().map(|pair| (text_of(&pair[0]), text_of(&pair[1]))).collect();
            let raw = RawRequest {
                method: Method::from_name(text_of(&input["method"])).unwrap(),
                path: text_of(&input["path"]),
                auth: auth_of(text_of(&input["auth"])),
                body: input["body"].as_str().map(str::as_bytes),
                idempotency_key: input["idempotency_key"].as_str(),
                query: &query,
            };
            let config = crate::config(true);
            let intent = Intent::raw(&config, &raw);
            outcome(config, intent, expect);
        }
        other => panic!("unknown op {other}"),
    });
}

fn outcome(config: Config, intent: Result<Intent, Error>, expect: &Value) {
    match (intent, expect.get("refused")) {
        (Err(error), Some(fields)) => refused(&error, fields, expect),
        (Err(error), None) => panic!("refused: {error}"),
        (Ok(intent), Some(fields)) => panic!("{intent:?} was to be refused for {fields}"),
        (Ok(intent), None) => {
            let mut call = crate::call(config, intent, CallOptions::default());
            let Step::Send { request, .. } = call.step() else { panic!() };
            let body = request.body.as_ref().map(|body| std::str::from_utf8(body).unwrap());
            assert_eq!(json!(body), expect["body"]);
            assert_eq!(request.method.as_str(), text_of(&expect["method"]));
            assert_eq!(request.url, text_of(&expect["url"]));
            assert_eq!(shown(&request.headers), expect["headers"]);
        }
    }
}

/// The shape of the server's own 400, with exactly these fields.
fn refused(error: &Error, fields: &Value, expect: &Value) {
    assert_eq!((error.kind(), error.code()), (Kind::Validation, Some("VALIDATION_ERROR")));
    assert_eq!((error.status(), error.outcome(), error.attempts()), (Some(400), Outcome::NotSent, 0));
    assert!(!error.is_retryable());
    let details = error.details().unwrap();
    assert_eq!(details.get("formErrors").and_then(Json::as_array), Some(&[][..]));
    let named = details.get("fieldErrors").and_then(Json::as_object).unwrap();
    let names: std::collections::BTreeSet<_> = named.iter().map(|(name, _)| name.to_string_lossy()).collect();
    assert_eq!(names, fields.as_object().unwrap().keys().map(Into::into).collect(), "{error}");
    for (name, message) in fields.as_object().unwrap() {
        let messages = named.get(name).and_then(Json::as_array).unwrap();
        assert_eq!(messages.len(), 1, "{error}");
        let seen = messages[0].as_str().unwrap();
        assert!(!seen.is_empty());
        if let Some(expected) = message.as_str() {
            assert_eq!(seen, expected);
        }
        assert!(error.message().contains(&format!("{name}: {seen}")), "{error}");
    }
    if let Some(part) = expect["message_has"].as_str() {
        assert!(error.message().contains(part), "{error}");
    }
}
