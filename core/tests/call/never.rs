//! Requests without a key are sent once, whatever comes back.

use payseal::{Fault, Outcome, StateName};

use crate::partner::TIMESTAMPED;
use crate::scenario::{NEVER, Request, Scenario};

#[test]
fn no_answer_has_them_sent_again() {
    for request in NEVER {
        for status in 300..=999 {
            let driven = Scenario::of(request).retries(5).sending().answer(status, "{}");
            assert_eq!(driven.call.state(), StateName::Done, "{request:?} {status}");
            let error = driven.error();
            assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{request:?} {status}");
        }
        assert_eq!(Scenario::of(request).sending().answer_broken(200).error().attempts(), 1);
    }
}

#[test]
fn no_fault_has_them_sent_again() {
    for request in NEVER {
        for fault in Fault::ALL {
            let error = Scenario::of(request).retries(5).sending().fault(fault).error();
            assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{request:?} {fault:?}");
            assert_eq!(error.outcome(), fault.outcome());
        }
    }
}

#[test]
fn a_429_says_how_long_to_wait_and_is_not_waited_for() {
    for request in NEVER {
        let error = Scenario::of(request).sending().answer_with(429, &[("retry-after", "3")], "").error();
        assert_eq!((error.outcome(), error.retry_after_ms()), (Outcome::Refused, Some(3_000)));
    }
}

#[test]
fn a_stale_signature_is_not_signed_again() {
    let date = [("date", "Fri, 20 Feb 2026 00:00:00 GMT")];
    for request in NEVER {
        let driven =
            Scenario::of(request).at(&TIMESTAMPED).sending().answer_with(401, &date, r#"{"code":"invalid_signature"}"#);
        assert_eq!(driven.error().attempts(), 1);
    }
}

#[test]
fn they_carry_no_key() {
    for request in NEVER {
        let mut driven = Scenario::of(request).sending();
        assert_eq!(driven.call.idempotency_key(), None);
        assert_eq!(driven.header("idempotency-key"), None);
        assert_eq!(driven.header("x-clive-hmac"), None, "settlements are not signed");
        assert_eq!(driven.answer(500, "").error().idempotency_key(), None);
    }
}

#[test]
fn a_raw_request_with_a_key_is_tried_again() {
    let mut driven = Scenario::of(Request::RawWithKey).sending().answer(503, "").waited();
    assert_eq!(driven.header("idempotency-key").as_deref(), Some("mine"));
    assert_eq!(driven.answer(200, "{}").ok().attempts(), 2);
}
