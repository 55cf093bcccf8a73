//! Every state × every input, and `step()` asked twice.

use payseal::{Fault, Outcome, StateName};

use crate::scenario::{Driven, Misused, Scenario};

type Input = (&'static str, fn(&mut Driven) -> Misused);

const INPUTS: [Input; 3] = [
    ("on_response", |d| d.call.on_response(200, &[], Some(b"{}".to_vec()), d.now)),
    ("on_transport_error", |d| d.call.on_transport_error(Fault::Dns, d.now)),
    ("on_waited", |d| d.call.on_waited(d.now)),
];

fn in_state(state: StateName) -> Driven {
    match state {
        StateName::Sending => Scenario::keyed().sending(),
        StateName::Waiting => Scenario::keyed().waiting(),
        StateName::Done => Scenario::keyed().done(),
    }
}

#[test]
fn every_state_takes_its_inputs_and_refuses_the_others_unchanged() {
    let mut refused = 0;
    for state in [StateName::Sending, StateName::Waiting, StateName::Done] {
        for (name, give) in INPUTS {
            let mut driven = in_state(state);
            let (before, debug) = (driven.seen(), format!("{:?}", driven.call));
            let takes = match state {
                StateName::Sending => name != "on_waited",
                StateName::Waiting => name == "on_waited",
                StateName::Done => false,
            };
            match give(&mut driven) {
                Ok(()) => assert!(takes, "{state:?} took {name}"),
                Err(misuse) => {
                    refused += 1;
                    assert!(!takes, "{state:?} refused {name}");
                    assert_eq!((misuse.state, misuse.input), (state, name));
                    assert_eq!(misuse.to_string(), format!("the call is {state:?} and does not take {name}"));
                    assert_eq!(driven.seen(), before, "{state:?} {name}: the step changed");
                    assert_eq!(format!("{:?}", driven.call), debug, "{state:?} {name}: the call changed");
                }
            }
        }
    }
    assert_eq!(refused, 6);
}

#[test]
fn cancel_is_taken_in_every_state() {
    for state in [StateName::Sending, StateName::Waiting, StateName::Done] {
        assert_eq!(in_state(state).cancel().call.state(), StateName::Done);
    }
}

#[test]
fn step_is_idempotent() {
    for state in [StateName::Sending, StateName::Waiting, StateName::Done] {
        let mut driven = in_state(state);
        let first = driven.seen();
        assert_eq!(driven.seen(), first);
        assert_eq!(driven.seen(), first);
        assert_eq!(driven.call.state(), state);
    }
}

#[test]
fn into_done_gives_the_call_back_while_it_is_not_over() {
    let call = Scenario::keyed().waiting().call.into_done().unwrap_err();
    assert_eq!(call.state(), StateName::Waiting);
    assert_eq!(Scenario::keyed().done().call.into_done().unwrap().outcome(), Outcome::Ok);
}

#[test]
fn a_whole_walk() {
    let mut driven = Scenario::keyed().signed();
    assert_eq!((driven.call.attempt(), driven.call.operation()), (1, "attach_payment_intent"));
    assert_eq!(driven.call.idempotency_key(), Some("attach-CLVTX_1"));
    assert_eq!(driven.call.connect_timeout_ms(), 10_000);
    assert!(driven.call.last_report().is_none());
    assert_eq!(driven.attempt_timeout_ms(), 30_000);

    driven = driven.after_ms(120).answer(503, "");
    let report = driven.call.last_report().unwrap();
    assert_eq!((report.attempt, report.status, report.fault), (1, Some(503), None));
    assert_eq!((report.duration_ms, report.outcome), (120, Outcome::Unknown));

    driven = driven.waited().after_ms(7).fault(Fault::Reset);
    let report = driven.call.last_report().unwrap();
    assert_eq!((report.attempt, report.status, report.fault), (2, None, Some(Fault::Reset)));
    assert_eq!((report.duration_ms, report.outcome), (7, Outcome::Unknown));

    driven = driven.waited().answer_with(201, &[("X-Request-Id", "r-1")], r#"{"idempotentReplay":true,"n":1}"#);
    assert_eq!(driven.call.last_report().unwrap().outcome, Outcome::Ok);
    let answer = driven.ok();
    assert_eq!((answer.status(), answer.attempts(), answer.replayed()), (201, 3, true));
    assert_eq!((answer.idempotency_key(), answer.request_id()), (Some("attach-CLVTX_1"), Some("r-1")));
    assert_eq!(answer.body(), br#"{"idempotentReplay":true,"n":1}"#);
}

#[test]
fn missing_credentials_are_named_before_anything_is_signed() {
    use crate::scenario::{ENTROPY, Request, START};
    use payseal::operation::{Auth, Method};
    use payseal::{Call, CallOptions, Config, Intent, RawRequest, clive};
    use std::sync::Arc;

    let base = || Config::builder(&clive::PARTNER).base_url("https://api.example.com");
    let bearer = |config: &Config| {
        let (method, path) = (Method::Get, "/admin");
        Intent::raw(
            config,
            &RawRequest { method, path, auth: Auth::Bearer, body: None, idempotency_key: None, query: &[] },
        )
    };
    for (builder, request, missing) in [
        (base(), Some(Request::ListTransactions), Some("api_key")),
        (base(), Some(Request::Attach), Some("api_key")),
        (base().hmac_secret("s"), Some(Request::Attach), Some("api_key")),
        (base().api_key("k"), Some(Request::Attach), Some("hmac_secret")),
        (base().api_key("k").hmac_secret("s"), None, Some("bearer_token")),
        (base().api_key("k"), Some(Request::ListTransactions), None),
        (base().bearer_token("jwt"), None, None),
    ] {
        let config = builder.build().unwrap();
        let intent = request.map_or_else(|| bearer(&config).unwrap(), |request| request.intent(&config));
        let operation = intent.operation();
        let made = Call::new(Arc::new(config), intent, CallOptions::default(), START, ENTROPY);
        match (made, missing) {
            (Ok(_), None) => {}
            (Err(error), Some(name)) => {
                assert_eq!(error.code(), Some("CREDENTIALS_MISSING"));
                assert_eq!(error.outcome(), Outcome::NotSent);
                assert!(error.message().ends_with(&format!("{operation} needs {name}")), "{error}");
            }
            (made, missing) => panic!("{operation}: {made:?}, expected missing {missing:?}"),
        }
    }
}

#[test]
fn a_public_endpoint_needs_no_credentials_and_shows_none() {
    use crate::scenario::{ENTROPY, START};
    use payseal::{Call, CallOptions, Config, Intent, Step, clive};
    use std::sync::Arc;

    let config = Config::builder(&clive::PARTNER).base_url("https://api.example.com").build().unwrap();
    let intent = Intent::from_json(&config, &clive::GET_BRANDING_PACKET, br#"{"client_id":"A"}"#, None).unwrap();
    let mut call = Call::new(Arc::new(config), intent, CallOptions::default(), START, ENTROPY).unwrap();
    let Step::Send { request, .. } = call.step() else { panic!() };
    assert_eq!(request.url, "https://api.example.com/branding/packet?client_id=A");
    assert!(request.headers.is_empty());
    assert_eq!(request.body, None);
}
