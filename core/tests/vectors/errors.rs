use payseal::error::{Code, Kind};
use payseal::{CallOptions, Fault, Outcome};
use serde_json::{Value, json};

use crate::START;
use crate::support::{bytes_of, each_row, number_of, text_of};

#[test]
fn every_row() {
    each_row("errors", |op, input, expect| match op {
        "kinds" => {
            let table: Vec<Value> = Kind::ALL.iter().map(|kind| json!([kind.number(), kind.class_name()])).collect();
            assert_eq!(json!({ "kinds": table }), *expect);
        }
        "codes" => {
            let row = |code: &Code| json!([code.number(), code.as_str(), code.kind().class_name()]);
            let table: Vec<Value> = Code::ALL.iter().map(row).collect();
            assert_eq!(json!({ "codes": table }), *expect);
        }
        "fault" => {
            let fault = Fault::from_name(text_of(&input["name"])).unwrap();
            assert_eq!(json!(fault as i32), expect["number"]);
        }
        "outcome" => {
            let name = text_of(&input["name"]);
            let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == name).unwrap();
            assert_eq!(json!(outcome as i32), expect["number"]);
        }
        "answer" => answer(input, expect),
        other => panic!("unknown op {other}"),
    });
}

fn answer(input: &Value, expect: &Value) {
    let options = CallOptions { max_retries: Some(0), ..CallOptions::default() };
    let mut call = match crate::partner_of(input).name {
        "clive" => crate::call(crate::config(true), crate::complete(text_of(&input["operation"])), options),
        _ => {
            let config = crate::config_of(crate::partner_of(input), true);
            let intent = crate::intent_of(&config, input);
            crate::call(config, intent, options)
        }
    };
    call.step();
    let status = u16::try_from(number_of(&input["status"])).unwrap();
    let headers = crate::headers_of(&input["headers"]);
    call.on_response(status, &headers, bytes_of(&input["body"]), START).unwrap();
    let error = call.into_done().unwrap().result.unwrap_err();

    let details = error.details().map_or(Value::Null, |details| serde_json::from_str(&details.to_string()).unwrap());
    let seen = json!({
        "kind": error.kind().class_name(), "code": error.code(), "message": error.message(), "details": details,
        "outcome": error.outcome().as_str(), "retryable": error.is_retryable(),
    });
    for name in ["kind", "code", "message", "details", "outcome", "retryable"] {
        assert_eq!(seen[name], expect[name], "{name}");
    }
    if input["partner"].is_string() {
        let limit = error.rate_limit().map(|limit| {
            json!({ "limit": limit.limit, "remaining": limit.remaining, "reset": limit.reset_unix_s, "scope": limit.scope })
        });
        assert_eq!(
            (json!(error.hint()), json!(error.environment())),
            (expect["hint"].clone(), expect["environment"].clone())
        );
        assert_eq!(json!(limit), expect["rate_limit"]);
    }
    assert_eq!(error.status(), Some(status));
    assert!(!error.advice().is_empty());
    if let Some(advice) = expect["advice"].as_str() {
        assert!(error.advice().contains(advice), "{}", error.advice());
    }
    match (error.response_text(), &expect["response_text"]) {
        (None, Value::Null) => {}
        (Some(text), expected) => {
            assert_eq!(text.len() as u64, number_of(&expected["bytes"]), "{}", &text[..text.len().min(80)]);
            assert!(text.starts_with(text_of(&expected["begins"])), "{}", &text[..text.len().min(80)]);
        }
        (None, expected) => panic!("no response_text, expected {expected}"),
    }
}
