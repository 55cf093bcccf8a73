//! How Clive's error envelope becomes an error, where the published SDK is the oracle.

use std::sync::Arc;

use payseal::{Call, CallOptions, Config, Error, Intent, Now, clive};

fn refused(body: &str) -> Error {
    let config = Config::builder(&clive::PARTNER).base_url("https://h").api_key("k").hmac_secret("s").build().unwrap();
    let config = Arc::new(config);
    let request = clive::AttachPaymentIntent { clive_tx_id: "T".into(), stripe_payment_intent_id: "pi".into() };
    let intent = Intent::new(&config, &request, None).unwrap();
    let now = Now { mono_ms: 0, unix_s: 0 };
    let mut call = Call::new(config, intent, CallOptions::default(), now, [0; 32]).unwrap();
    call.step();
    call.on_response(400, &[], Some(body.as_bytes().to_vec()), now).unwrap();
    call.into_done().unwrap().result.unwrap_err()
}

#[test]
fn an_empty_message_is_none() {
    let error = refused(r#"{"error":"","code":"X"}"#);
    assert_eq!(error.message(), "Clive API request failed with status 400");
    assert_eq!(error.code(), Some("X"));
}
