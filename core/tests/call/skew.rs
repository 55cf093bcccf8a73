//! A clock that is off: measured from the answer's `Date`, believed beyond 240 s, corrected once.

use payseal::{Fault, Outcome, StateName};

use crate::partner::{TIMESTAMPED, signature};
use crate::scenario::{ATTACH, Driven, START, Scenario};

const STALE: &str = r#"{"code":"invalid_signature"}"#;
/// START and a thousand seconds later.
const IN_1000_S: &str = "Thu, 19 Feb 2026 18:58:20 GMT";
const IN_240_S: &str = "Thu, 19 Feb 2026 18:45:40 GMT";
const IN_241_S: &str = "Thu, 19 Feb 2026 18:45:41 GMT";
const AGO_1000_S: &str = "Thu, 19 Feb 2026 18:25:00 GMT";

fn stale(date: &str) -> Driven {
    Scenario::keyed().at(&TIMESTAMPED).sending().answer_with(401, &[("Date", date)], STALE)
}

fn stamp(driven: &mut Driven) -> i64 {
    let stamp = driven.header("X-Timestamp").unwrap();
    assert_eq!(driven.header("X-Signature"), Some(signature(&stamp, ATTACH)));
    stamp.parse().unwrap()
}

#[test]
fn a_stale_signature_is_made_again_with_the_partners_clock() {
    for (date, skew) in [(IN_1000_S, 1_000), (AGO_1000_S, -1_000), (IN_241_S, 241)] {
        let mut driven = stale(date).waited();
        assert_eq!(driven.call.attempt(), 2, "it counts as a retry");
        assert_eq!(stamp(&mut driven), driven.now.unix_s + skew);
        let done = driven.answer(200, "{}").call.into_done().unwrap();
        assert_eq!((done.outcome(), done.clock_skew_s), (Outcome::Ok, Some(skew)));
    }
}

#[test]
fn within_the_window_the_signature_is_simply_wrong() {
    for driven in [stale(IN_240_S), Scenario::keyed().at(&TIMESTAMPED).sending().answer(401, STALE)] {
        let error = driven.error();
        assert_eq!((error.outcome(), error.attempts(), error.is_retryable()), (Outcome::Refused, 1, false));
    }
}

#[test]
fn only_that_code_of_that_partner() {
    let other = Scenario::keyed().at(&TIMESTAMPED).sending();
    let other = other.answer_with(401, &[("date", IN_1000_S)], r#"{"code":"invalid_key"}"#);
    assert_eq!(other.call.state(), StateName::Done);
    let clive = Scenario::keyed().sending().answer_with(401, &[("date", IN_1000_S)], STALE);
    assert_eq!(clive.call.state(), StateName::Done, "Clive's signature has no timestamp");
}

#[test]
fn it_is_not_done_twice() {
    let driven = stale(IN_1000_S).waited();
    // Another Date, so that the correction would change again.
    let error = driven.answer_with(401, &[("date", AGO_1000_S)], STALE).error();
    assert_eq!((error.attempts(), error.outcome()), (2, Outcome::Refused));
}

#[test]
fn it_needs_a_retry_that_is_left() {
    let scenario = Scenario::keyed().at(&TIMESTAMPED).retries(0);
    let error = scenario.sending().answer_with(401, &[("date", IN_1000_S)], STALE).error();
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Refused));
    let scenario = Scenario::keyed().at(&TIMESTAMPED).retries(1);
    let driven = scenario.sending().answer_with(401, &[("date", IN_1000_S)], STALE).waited().answer(503, "");
    assert_eq!(driven.error().attempts(), 2, "the new signature used the retry up");
}

#[test]
fn it_never_clears_unknown() {
    let driven = Scenario::keyed().at(&TIMESTAMPED).retries(5).sending().fault(Fault::Reset).waited();
    let driven = driven.answer_with(401, &[("date", IN_1000_S)], STALE).waited();
    let error = driven.answer(404, "").error();
    assert_eq!((error.outcome(), error.attempts(), error.status()), (Outcome::Unknown, 3, Some(404)));
}

#[test]
fn an_earlier_calls_skew_corrects_the_first_signature() {
    for (given, used) in [(1_000, 1_000), (-241, -241), (240, 0), (-240, 0), (0, 0)] {
        let mut driven = Scenario::keyed().at(&TIMESTAMPED).skew_s(given).sending();
        assert_eq!(stamp(&mut driven), START.unix_s + used, "{given}");
    }
    for extreme in [i64::MAX, i64::MIN] {
        Scenario::keyed().at(&TIMESTAMPED).skew_s(extreme).sending();
    }
}

#[test]
fn a_correction_that_was_wrong_is_taken_back() {
    let now = "Thu, 19 Feb 2026 18:41:40 GMT";
    let driven = Scenario::keyed().at(&TIMESTAMPED).skew_s(1_000).sending();
    let mut driven = driven.answer_with(401, &[("date", now)], STALE).waited();
    assert_eq!(stamp(&mut driven), driven.now.unix_s);
}

#[test]
fn the_skew_is_reported_whatever_the_answer_was() {
    let skew_of = |status, headers: &[(&str, &str)]| {
        let driven = Scenario::keyed().retries(0).sending().answer_with(status, headers, "{}");
        driven.call.into_done().unwrap().clock_skew_s
    };
    for status in [200, 302, 404, 500] {
        assert_eq!(skew_of(status, &[("date", IN_1000_S)]), Some(1_000), "{status}");
    }
    assert_eq!(skew_of(200, &[("date", IN_1000_S), ("age", "0")]), Some(1_000));
    assert_eq!(skew_of(200, &[("date", IN_1000_S), ("age", "30")]), None, "an answer out of a cache tells no time");
    assert_eq!(skew_of(200, &[("date", "yesterday")]), None);
    assert_eq!(skew_of(200, &[]), None);
    let kept = Scenario::keyed().skew_s(77).sending().answer(200, "{}").call.into_done().unwrap();
    assert_eq!(kept.clock_skew_s, Some(77), "without a Date, what was known stays");
}

/// Measured against the clock that the signature was made with.
#[test]
fn a_correction_of_240_s_is_no_reason_to_sign_again() {
    for (date, waits) in [("Thu, 19 Feb 2026 19:02:20 GMT", false), ("Thu, 19 Feb 2026 19:02:21 GMT", true)] {
        let driven = Scenario::keyed().at(&TIMESTAMPED).skew_s(1_000).sending();
        let driven = driven.answer_with(401, &[("date", date)], STALE);
        assert_eq!(driven.call.state() == StateName::Waiting, waits, "{date}");
    }
}
