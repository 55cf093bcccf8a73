//! Errors as values: the number, the text and the fields that the hosts hand on.

use std::sync::Arc;

use payseal::error::{Code, Error, Kind};
use payseal::json::Value;
use payseal::{Call, CallOptions, Config, Intent, Misuse, Now, Outcome, StateName, clive};

const START: Now = Now { mono_ms: 5_000, unix_s: 1_771_526_500 };

#[test]
fn a_refusal_names_every_problem_of_every_field() {
    let problem = |text: &str| text.to_owned();
    let error = Error::validation(&[("amount", problem("a")), ("email", problem("b")), ("amount", problem("c"))]);
    assert!(error.message().ends_with(": amount: a; email: b; amount: c"), "{}", error.message());
    let details = error.details().unwrap().to_string();
    assert_eq!(details, r#"{"fieldErrors":{"email":["b"],"amount":["a","c"]},"formErrors":[]}"#);
    assert_eq!((error.status(), error.kind()), (Some(400), Kind::Validation));
}

/// The code's number where the code is Payseal's own, the kind's where it is the partner's.
#[test]
fn the_number_is_the_codes_or_the_kinds() {
    for code in Code::ALL {
        assert_eq!(Error::new(*code).number(), code.number(), "{code:?}");
    }
    let error = refused(404);
    assert_eq!((error.local_code(), error.number()), (None, Kind::NotFound.number()));
    assert_eq!(error.operation(), Some("attach_payment_intent"));
    assert_eq!(Error::new(Code::CallMisuse).operation(), None);
}

/// The call goes on: what it had on its way may have arrived.
#[test]
fn a_misuse_leaves_it_open_what_happened() {
    let error = Error::from(Misuse { state: StateName::Sending, input: "on_waited" });
    assert_eq!((error.outcome(), error.code()), (Outcome::Unknown, Some("CALL_MISUSE")));
    assert!(error.message().contains("on_waited"), "{error}");
}

#[test]
fn the_text_says_what_happened_to_the_money_or_to_the_delivery() {
    let text = refused(404).to_string();
    assert!(text.contains("HTTP 404, outcome refused, attach_payment_intent, attempts 1"), "{text}");
    let webhook = Code::ALL.iter().find(|code| code.kind() == Kind::WebhookVerification).unwrap();
    let text = Error::new(*webhook).to_string();
    assert!(text.contains("nothing was processed") && !text.contains("outcome"), "{text}");
}

#[test]
fn only_an_answer_states_a_rate_limit() {
    let error = refused(404);
    assert!(error.meta().rate_limit().is_none() && error.completed().is_none());
    assert_eq!(error.details().cloned(), None::<Value>);
}

fn refused(status: u16) -> Error {
    let config = Config::builder(&clive::PARTNER).base_url("https://a.example").api_key("k").hmac_secret("s").build();
    let config = config.unwrap();
    let fields = br#"{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1"}"#;
    let intent = Intent::from_json(&config, &clive::ATTACH_PAYMENT_INTENT, fields, None).unwrap();
    let mut call = Call::new(Arc::new(config), intent, CallOptions::default(), START, [7; 32]).unwrap();
    call.step();
    call.on_response(status, &[], Some(Vec::new()), START).unwrap();
    call.into_done().unwrap().result.unwrap_err()
}
