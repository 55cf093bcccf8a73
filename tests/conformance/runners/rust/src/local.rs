//! Webhooks and explanations: nothing is sent.

use payseal::Error;
use payseal::explain::{Explainer, Subject};
use payseal::webhook::{WebhookPartner, WebhookVerifier};
use serde_json::{Value, json};

pub fn run(asked: &Value) -> Result<Value, Error> {
    let body = bytes(&asked["body"]);
    let headers: Vec<(Vec<u8>, Vec<u8>)> =
        asked["headers"].as_array().expect("headers").iter().map(|pair| (bytes(&pair[0]), bytes(&pair[1]))).collect();
    let secrets = asked["secrets"].as_array().expect("secrets").iter().map(|text| text.as_str().expect("a text"));
    match asked["op"].as_str().expect("op") {
        "verify" => {
            let partner = match asked["partner"].as_str().expect("a partner") {
                "clive" => WebhookPartner::Clive,
                "tybrite" => WebhookPartner::Tybrite,
                other => panic!("no such partner: {other}"),
            };
            let mut builder = secrets.fold(WebhookVerifier::builder(partner), |builder, text| builder.secret(text));
            if let Some(seconds) = asked["tolerance_s"].as_u64() {
                builder = builder.tolerance_s(seconds);
            }
            let verifier = builder.build()?;
            eprintln!("{verifier:?}");
            let verified = verifier.verify(&body, &headers, asked["now"].as_i64().expect("now"))?;
            Ok(json!({
                "secret_index": verified.secret_index, "timestamp": verified.timestamp,
                "type": verified.event.event_type(), "dedupe_key": verified.event.dedupe_key(),
            }))
        }
        "explain" => {
            let subject = Subject::by_name(asked["subject"].as_str().expect("a subject")).expect("a known subject");
            let mut explainer = secrets.fold(Explainer::new(subject), |explainer, text| explainer.secret(text));
            let text = |name: &str| asked[name].as_str();
            if let Some(secret) = text("old_secret") {
                explainer = explainer.old_secret(secret);
            }
            if let Some(secret) = text("other_environment_secret") {
                explainer = explainer.other_environment_secret(secret);
            }
            if let Some(key) = text("api_key") {
                explainer = explainer.api_key(key);
            }
            if let Some(now) = asked["now"].as_i64() {
                explainer = explainer.now_unix_s(now);
            }
            eprintln!("{explainer:?}");
            let explanation = explainer.explain(&body, &headers);
            eprintln!("{explanation}");
            Ok(serde_json::from_str(&explanation.to_value().to_string()).expect("JSON"))
        }
        other => panic!("no such op: {other}"),
    }
}

/// A text as UTF-8, or `{"hex": …}`.
fn bytes(value: &Value) -> Vec<u8> {
    match value["hex"].as_str() {
        None => value.as_str().expect("a text").as_bytes().to_vec(),
        Some(hex) => (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits"))
            .collect(),
    }
}
