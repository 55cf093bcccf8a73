use payseal::{Call, CallOptions, Fault, Now, Step, retry};
use serde_json::{Value, json};

use crate::START;
use crate::support::{each_row, number_of, text_of};

#[test]
fn every_row() {
    each_row("retry", |op, input, expect| match op {
        "sequence" => sequence(input, expect),
        "backoff" => {
            let random = u64::from_str_radix(text_of(&input["random_hex"]), 16).unwrap();
            let retry = u32::try_from(number_of(&input["retry"])).unwrap();
            assert_eq!(retry::backoff_ms(retry, random), number_of(&expect["delay_ms"]));
        }
        "retry_after" => {
            let ms = retry::parse_retry_after(text_of(&input["value"]), input["unix_s"].as_i64().unwrap());
            assert_eq!(json!(ms), expect["ms"]);
        }
        "wait" => {
            let total = number_of(&input["total_timeout_ms"]);
            let options = CallOptions { total_timeout_ms: Some(total), ..CallOptions::default() };
            wait(crate::call(crate::config(true), crate::complete("attach_payment_intent"), options), input, expect);
        }
        "answered" => {
            let total = number_of(&input["total_timeout_ms"]);
            let options = CallOptions { total_timeout_ms: Some(total), ..CallOptions::default() };
            let config = crate::config_of(crate::partner_of(input), true);
            let intent = crate::intent_of(&config, input);
            wait(crate::call(config, intent, options), input, expect);
        }
        other => panic!("unknown op {other}"),
    });
}

fn end_attempt(call: &mut Call, end: &Value, now: Now) {
    let Step::Send { .. } = call.step() else { panic!("the call is over before its last end: {call:?}") };
    match end {
        Value::Number(status) => {
            let status = u16::try_from(status.as_u64().unwrap()).unwrap();
            call.on_response(status, &[], Some(Vec::new()), now).unwrap();
        }
        Value::String(name) if name == "2xx-broken" => call.on_response(200, &[], None, now).unwrap(),
        Value::String(name) if name == "cancel" => call.cancel(now),
        Value::String(name) => call.on_transport_error(Fault::from_name(name).unwrap(), now).unwrap(),
        other => panic!("unknown end {other}"),
    }
}

fn sequence(input: &Value, expect: &Value) {
    let retries = u32::try_from(number_of(&input["max_retries"])).unwrap();
    let options = CallOptions { max_retries: Some(retries), total_timeout_ms: Some(0), ..CallOptions::default() };
    let mut call = crate::call(crate::config(true), crate::complete(text_of(&input["request"])), options);
    let mut now = START;
    for (index, end) in input["ends"].as_array().unwrap().iter().enumerate() {
        if index > 0 {
            let Step::Wait { delay_ms } = call.step() else { panic!("not waiting: {call:?}") };
            now.mono_ms += delay_ms;
            call.on_waited(now).unwrap();
        }
        end_attempt(&mut call, end, now);
    }
    let seen = match call.step() {
        Step::Send { .. } => panic!("an attempt that nobody waited for"),
        Step::Wait { .. } => json!({ "action": "wait" }),
        Step::Done(done) => {
            let error = done.result.as_ref().unwrap_err();
            json!({
                "action": "done", "outcome": error.outcome().as_str(), "attempts": error.attempts(),
                "status": error.status(), "code": error.code(), "retryable": error.is_retryable(),
            })
        }
    };
    assert_eq!(&seen, expect);
}

/// The first attempt is answered: the call waits, or stops and says what was asked for.
fn wait(mut call: Call, input: &Value, expect: &Value) {
    let headers = crate::headers_of(&input["headers"]);
    let mono_ms = START.mono_ms + input["elapsed_ms"].as_u64().unwrap_or(0);
    let now = Now { mono_ms, unix_s: input["unix_s"].as_i64().unwrap() };
    let status = u16::try_from(number_of(&input["status"])).unwrap();
    call.step();
    let body = input["body"].as_str().unwrap_or_default();
    call.on_response(status, &headers, Some(body.into()), now).unwrap();
    match call.step() {
        Step::Send { .. } => panic!("sent at once"),
        Step::Wait { delay_ms } => {
            let (least, most) = (number_of(&expect["at_least_ms"]), number_of(&expect["at_most_ms"]));
            assert!((least..=most).contains(&delay_ms), "{delay_ms} is not in {least}..={most}");
        }
        Step::Done(done) => {
            let error = done.result.as_ref().unwrap_err();
            assert_eq!(Some(&json!(error.retry_after_ms())), expect.get("retry_after_ms"), "{error}");
        }
    }
}
