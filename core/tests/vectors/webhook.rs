use std::collections::BTreeMap;

use payseal::SigningKey;
use payseal::error::Kind;
use payseal::webhook::{
    Claim, DedupeError, DedupeStore, Event, MemoryDedupe, Signed, Verified, WebhookError, WebhookPartner,
    WebhookVerifier,
};
use serde_json::{Value, json};

use crate::support::{bytes_of, each_row, text_of};

#[test]
fn every_row() {
    each_row("webhook", |op, input, expect| match op {
        "verify" => verify(input, expect),
        "build" => {
            let code = verifier(input).err().map(|error| error.code().unwrap().to_owned());
            assert_eq!(json!(code), expect["code"]);
        }
        "key" => {
            let event = Event::parse(partner(input), text_of(&input["body"]).as_bytes()).unwrap();
            assert_eq!(event.dedupe_key(), expect["dedupe_key"]);
            assert!(event.dedupe_key().len() <= 320 && event.dedupe_key().bytes().all(|byte| byte.is_ascii_graphic()));
        }
        "sign" => {
            let key = SigningKey::new(text_of(&input["secret"])).unwrap();
            let body = text_of(&input["body"]).as_bytes();
            let unix_s = input["unix_s"].as_i64().unwrap();
            assert_eq!(partner(input).signature(&key, body, unix_s), expect["signature"]);
        }
        "dedupe" => dedupe(input),
        other => panic!("unknown op {other}"),
    });
}

fn partner(input: &Value) -> WebhookPartner {
    WebhookPartner::by_name(text_of(&input["partner"])).unwrap()
}

fn verifier(input: &Value) -> Result<WebhookVerifier, payseal::Error> {
    let mut builder = WebhookVerifier::builder(partner(input));
    for secret in input["secrets"].as_array().unwrap() {
        builder = builder.secret(text_of(secret));
    }
    if let Some(tolerance) = input["tolerance_s"].as_u64() {
        builder = builder.tolerance_s(tolerance);
    }
    builder.build()
}

fn verify(input: &Value, expect: &Value) {
    let verifier = verifier(input).unwrap();
    let body = bytes_of(&input["body"]).unwrap();
    let headers: Vec<(&str, Vec<u8>)> = input["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|header| (text_of(&header[0]), bytes_of(&header[1]).unwrap()))
        .collect();
    let now = input["now"].as_i64().unwrap();
    let signed = verifier.verify_signature(&body, &headers, now);
    let error = match verifier.verify(&body, &headers, now) {
        Ok(verified) => {
            let seen = json!({
                "secret_index": verified.secret_index, "timestamp": verified.timestamp,
                "type": verified.event.event_type(), "dedupe_key": verified.event.dedupe_key(),
            });
            assert_eq!(&seen, expect);
            let Verified { secret_index, timestamp, .. } = verified;
            return assert_eq!(signed, Ok(Signed { secret_index, timestamp }));
        }
        Err(error) => error,
    };
    assert_eq!(error.code().as_str(), expect["code"], "{error}");
    match &error {
        WebhookError::MalformedHeader { fault, .. } => assert_eq!(fault.as_str(), expect["fault"]),
        WebhookError::TooOld { skew_s, .. } | WebhookError::InFuture { skew_s, .. } => {
            assert_eq!(json!(skew_s), expect["skew_s"]);
        }
        _ => {}
    }
    // The signature of a body that cannot be read is right.
    assert_eq!(signed.is_ok(), matches!(error, WebhookError::NotJson(_)));

    // The same facts in the error that every language shows, without a secret and without what was expected.
    let shown = payseal::Error::from(error);
    assert_eq!(shown.kind(), Kind::WebhookVerification);
    let text = format!("{shown} {shown:?} {}", shown.details().unwrap());
    for secret in input["secrets"].as_array().unwrap() {
        assert!(text_of(secret).len() < 8 || !text.contains(text_of(secret)), "{text}");
        let key = SigningKey::new(text_of(secret)).unwrap();
        let t = now.to_string();
        assert!(!text.contains(&*key.sign_hex(&body)) && !text.contains(&*key.sign_hex_timestamped(&t, &body)));
    }
}

fn dedupe(input: &Value) {
    let store = MemoryDedupe::new(usize::try_from(input["capacity"].as_u64().unwrap()).unwrap());
    let mut tickets = BTreeMap::new();
    for step in input["steps"].as_array().unwrap() {
        let (what, key, now) = (text_of(&step[0]), text_of(&step[1]), step[2].as_i64().unwrap());
        match what {
            "claim" => {
                let seen = match store.claim(key, now, 60) {
                    Ok(Claim::New(ticket)) => {
                        tickets.insert(key, ticket);
                        "new"
                    }
                    Ok(Claim::InProgress { until_unix_s }) => {
                        assert!(until_unix_s > now && until_unix_s <= now + 60);
                        "in_progress"
                    }
                    Ok(Claim::Done) => "done",
                    Err(DedupeError::Full { .. }) => "full",
                    Err(other) => panic!("{other}"),
                };
                assert_eq!(seen, step[3], "{step}");
            }
            "complete" => store.complete(key, tickets[key], now).unwrap(),
            "release" => store.release(key, tickets[key]).unwrap(),
            other => panic!("unknown step {other}"),
        }
    }
}
