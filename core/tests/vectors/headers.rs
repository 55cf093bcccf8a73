use std::sync::Arc;

use payseal::headers::{self, HeaderProblem};
use payseal::operation::{Auth, Method};
use payseal::{Call, CallOptions, Config, Intent, Now, RawRequest, Step};
use serde_json::Value;

use crate::support::{each_row, text_of, to_hex};

#[test]
fn every_row() {
    each_row("headers", |op, input, expect| match op {
        "check" => check(text_of(&input["value"]), expect),
        "clive" | "tybrite" => partners_headers(input, expect),
        other => panic!("unknown op {other}"),
    });
}

fn check(value: &str, expect: &Value) {
    let (problem, position) = match headers::check(value) {
        Ok(()) => (Value::Null, Value::Null),
        Err(HeaderProblem::Empty) => ("empty".into(), Value::Null),
        Err(HeaderProblem::SpaceAtEnd) => ("space_at_end".into(), Value::Null),
        Err(HeaderProblem::Control(at)) => ("control".into(), at.into()),
        Err(HeaderProblem::BeyondLatin1(at)) => ("beyond_latin1".into(), at.into()),
    };
    assert_eq!((&problem, &position), (&expect["problem"], &expect["position"]));
    let bytes = headers::latin1(value);
    assert_eq!(bytes.is_ok(), problem.is_null());
    assert_eq!(bytes.map_or(Value::Null, |bytes| to_hex(&bytes).into()), expect["hex"]);
    assert_eq!(payseal::idempotency::check(value), headers::check(value));
}

pub fn auth_of(name: &str) -> Auth {
    match name {
        "public" => Auth::Public,
        "api_key" => Auth::ApiKey,
        "signed" => Auth::Signed,
        "bearer" => Auth::Bearer,
        other => panic!("unknown auth {other}"),
    }
}

/// Name and value of each header, as the files write them.
pub fn shown(headers: &payseal::headers::Headers) -> Value {
    let value = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Value::from(text),
        _ => serde_json::json!({ "hex": to_hex(bytes) }),
    };
    headers.iter().map(|(name, bytes)| Value::from(vec![name.into(), value(bytes)])).collect()
}

fn partners_headers(input: &Value, expect: &Value) {
    let given = &input["credentials"];
    let mut builder = Config::builder(crate::partner_of(input)).base_url("https://api.example.com");
    builder = builder.api_key(text_of(&given["api_key"])).hmac_secret(text_of(&given["hmac_secret"]));
    if let Some(jwt) = given["bearer_token"].as_str() {
        builder = builder.bearer_token(jwt);
    }
    let config = builder.build().unwrap();
    let raw = RawRequest {
        method: Method::from_name(text_of(&input["method"])).unwrap(),
        path: "/x",
        auth: auth_of(text_of(&input["auth"])),
        body: input["body"].as_str().map(str::as_bytes),
        idempotency_key: input["idempotency_key"].as_str(),
        query: &[],
    };
    let intent = Intent::raw(&config, &raw).unwrap();
    let now = Now { unix_s: input["unix_s"].as_i64().unwrap_or(0), ..crate::START };
    let mut call = Call::new(Arc::new(config), intent, CallOptions::default(), now, [1; 32]).unwrap();
    let Step::Send { request, .. } = call.step() else { panic!() };
    assert_eq!(shown(&request.headers), expect["headers"]);
}
