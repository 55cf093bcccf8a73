//! The advice fits what the request is and what is known: nobody is told to use a key that does not exist, or that nothing
//! was sent when something may have been.

use payseal::{Error, Fault, Outcome};

use crate::scenario::{NEVER, Scenario};

const STATUSES: [u16; 16] = [100, 302, 400, 401, 403, 404, 408, 409, 422, 425, 429, 500, 501, 502, 503, 600];

fn ends_of(scenario: Scenario) -> Vec<(String, Error)> {
    let mut ends = Vec::new();
    for status in STATUSES {
        ends.push((status.to_string(), scenario.sending().answer(status, "").error()));
    }
    for body in ["", "<html>"] {
        ends.push((format!("200 {body:?}"), scenario.sending().answer(200, body).error()));
    }
    for fault in Fault::ALL {
        ends.push((fault.as_str().to_owned(), scenario.sending().fault(fault).error()));
    }
    ends.push(("cancel".to_owned(), scenario.sending().cancel().error()));
    ends.push(("cancel before it was asked for".to_owned(), scenario.signed().cancel().error()));
    ends
}

#[test]
fn a_request_without_a_key_is_never_advised_to_use_one() {
    for request in NEVER {
        for (end, error) in ends_of(Scenario::of(request)) {
            let advice = error.advice();
            assert!(!advice.is_empty(), "{request:?} {end}");
            for word in ["same idempotency key", "same key", "new key", "stored answer"] {
                assert!(!advice.contains(word), "{request:?}, {end}: {advice}");
            }
            if error.outcome() == Outcome::Unknown {
                assert!(advice.contains("look up"), "{request:?}, {end}: {advice}");
                assert!(!advice.contains("nothing was sent"), "{request:?}, {end}: {advice}");
            }
        }
    }
}

#[test]
fn a_read_is_never_advised_to_use_a_key() {
    for (end, error) in ends_of(Scenario::safe().retries(0)) {
        for word in ["same idempotency key", "new key", "stored answer"] {
            assert!(!error.advice().contains(word), "{end}: {}", error.advice());
        }
        // What would be refused again is not advised.
        let again = error.advice() == "A read changes nothing: call again.";
        assert_eq!(again, error.is_retryable(), "{end}: {}", error.advice());
    }
}

#[test]
fn the_partners_own_advice_is_kept() {
    let body = r#"{"error":"Payout failed","code":"PAYOUT_FAILED"}"#;
    let error = Scenario::of(crate::scenario::Request::PaySettlement).sending().answer(502, body).error();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.advice().contains("list_settlements"), "{}", error.advice());
}

/// After an attempt that may have arrived, the last one's advice ("nothing was sent", "correct the fields") would be wrong.
#[test]
fn after_unknown_a_keyed_write_is_told_to_ask_again_with_its_key() {
    let again = || Scenario::keyed().retries(1).sending().answer(503, "").waited();
    let mut ends: Vec<(String, Error)> = Vec::new();
    for fault in Fault::ALL {
        ends.push((fault.as_str().to_owned(), again().fault(fault).error()));
    }
    for status in [400, 401, 403, 404, 409, 425, 429] {
        ends.push((status.to_string(), again().answer(status, "").error()));
    }
    ends.push(("cancel".to_owned(), again().cancel().error()));
    for (end, error) in ends {
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert!(error.advice().contains("same idempotency key"), "{end}: {}", error.advice());
        assert!(!error.advice().contains("nothing was sent"), "{end}: {}", error.advice());
    }
}

#[test]
fn display_says_everything_a_log_needs() {
    let body = r#"{"error":"Busy","code":"BUSY"}"#;
    let headers = [("x-request-id", "r-1"), ("retry-after", "2")];
    let error = Scenario::keyed().retries(0).sending().answer_with(503, &headers, body).error();
    assert_eq!(
        error.to_string(),
        "Busy [BUSY, HTTP 503, outcome unknown, attach_payment_intent, attempts 1, idempotency key attach-CLVTX_1, \
         request id r-1, retry after 2000 ms]. The partner failed and may have acted: call again with the same \
         idempotency key."
    );
    assert_eq!(format!("{error:?}"), format!("ServerError: {error}"));
}
