//! Cancelling: what was handed out may have been sent, what nobody has seen was not.

use payseal::error::Kind;
use payseal::{Fault, Outcome};

use crate::scenario::Scenario;

#[test]
fn before_the_request_was_asked_for_nothing_was_sent() {
    let error = Scenario::keyed().signed().cancel().error();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert_eq!((error.kind(), error.code()), (Kind::Cancelled, Some("CANCELLED")));
    assert_eq!(error.idempotency_key(), Some("attach-CLVTX_1"));
}

#[test]
fn in_flight_it_may_have_happened() {
    let driven = Scenario::keyed().sending().after_ms(40).cancel();
    let report = driven.call.last_report().unwrap();
    assert_eq!((report.attempt, report.status, report.fault, report.duration_ms), (1, None, None, 40));
    let error = driven.error();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
}

#[test]
fn while_waiting_the_outcome_is_what_was_known() {
    for (driven, outcome) in [
        (Scenario::keyed().sending().answer(429, ""), Outcome::Refused),
        (Scenario::keyed().sending().fault(Fault::Dns), Outcome::NotSent),
        (Scenario::keyed().sending().answer(503, ""), Outcome::Unknown),
    ] {
        let error = driven.cancel().error();
        assert_eq!((error.outcome(), error.attempts(), error.code()), (outcome, 1, Some("CANCELLED")));
    }
}

#[test]
fn a_second_attempt_that_nobody_asked_for_does_not_count() {
    for (first, outcome) in [(429, Outcome::Refused), (503, Outcome::Unknown)] {
        let mut driven = Scenario::keyed().sending().answer(first, "");
        let delay = driven.delay_ms();
        driven = driven.after_ms(delay);
        driven.call.on_waited(driven.now).unwrap();
        assert_eq!(driven.call.attempt(), 2);
        let error = driven.cancel().error();
        assert_eq!((error.outcome(), error.attempts(), error.status()), (outcome, 1, Some(first)));
    }
}

#[test]
fn it_says_what_came_before() {
    let body = r#"{"error":"Slow down","code":"SLOW"}"#;
    let error = Scenario::keyed().sending().answer_with(429, &[("retry-after", "5")], body).cancel().error();
    assert_eq!(error.message(), "The call was cancelled (before that: Slow down)");
    assert_eq!((error.status(), error.retry_after_ms()), (Some(429), Some(5_000)));
}

#[test]
fn after_the_end_it_does_nothing() {
    let mut driven = Scenario::keyed().done();
    let before = driven.seen();
    driven = driven.cancel().cancel();
    assert_eq!(driven.seen(), before);
    let mut refused = Scenario::keyed().sending().answer(404, "");
    let before = refused.seen();
    refused = refused.after_ms(10).cancel();
    assert_eq!(refused.seen(), before);
}

#[test]
fn a_host_that_knows_that_nothing_left_may_say_so() {
    let mut first = Scenario::keyed().sending();
    first.call.cancel_unsent(first.now);
    let error = first.error();
    assert_eq!((error.outcome(), error.code()), (Outcome::NotSent, Some("CANCELLED")));
    // It speaks of its own attempt, not of the one before.
    let mut second = Scenario::keyed().sending().answer(503, "").waited();
    second.call.cancel_unsent(second.now);
    assert_eq!(second.error().outcome(), Outcome::Unknown);
}
