//! How Clive's answers are judged, where the published SDK is the oracle.

use std::sync::Arc;

use payseal::{Call, CallOptions, Config, Error, Intent, Now, clive};

const NOW: Now = Now { mono_ms: 0, unix_s: 0 };

fn sending() -> Call {
    let config = Config::builder(&clive::PARTNER).base_url("https://h").api_key("k").hmac_secret("s").build().unwrap();
    let config = Arc::new(config);
    let request = clive::AttachPaymentIntent { clive_tx_id: "T".into(), stripe_payment_intent_id: "pi".into() };
    let intent = Intent::new(&config, &request, None).unwrap();
    let mut call = Call::new(config, intent, CallOptions::default(), NOW, [0; 32]).unwrap();
    call.step();
    call
}

fn refused(body: &str) -> Error {
    let mut call = sending();
    call.on_response(400, &[], Some(body.as_bytes().to_vec()), NOW).unwrap();
    call.into_done().unwrap().result.unwrap_err()
}

#[test]
fn an_empty_message_is_none() {
    let error = refused(r#"{"error":"","code":"X"}"#);
    assert_eq!(error.message(), "Clive API request failed with status 400");
    assert_eq!(error.code(), Some("X"));
}

#[test]
fn a_host_that_reads_answers_itself_gets_the_same_judgement() {
    for (body, ok) in
        [(&b"{\"a\":1}"[..], true), (b"\xef\xbb\xbf[1]", true), (b"\"\xff\"", true), (b"{", false), (b" ", false)]
    {
        for judge_only in [false, true] {
            let mut call = sending();
            if judge_only {
                call.judge_only();
            }
            call.on_response(200, &[], Some(body.to_vec()), NOW).unwrap();
            let result = call.into_done().unwrap().result;
            assert_eq!(result.is_ok(), ok, "{body:?} {judge_only}");
            if let (Ok(answer), true) = (&result, judge_only) {
                assert!(answer.data.is_null() && answer.body().is_empty());
            }
        }
    }
}
