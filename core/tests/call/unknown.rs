//! `unknown` is absorbing: once one attempt may have reached the partner, only a 2xx ends it.

use payseal::{Error, Fault, Outcome, StateName};

use crate::scenario::{Driven, Scenario};

type Drive = (&'static str, fn(Driven) -> Driven);

/// What leaves `unknown` and is tried again.
const UNKNOWN: [Drive; 11] = [
    ("write_failed", |d| d.fault(Fault::WriteFailed)),
    ("reset", |d| d.fault(Fault::Reset)),
    ("read_timeout", |d| d.fault(Fault::ReadTimeout)),
    ("truncated", |d| d.fault(Fault::Truncated)),
    ("other", |d| d.fault(Fault::Other)),
    ("408", |d| d.answer(408, "")),
    ("500", |d| d.answer(500, "")),
    ("502", |d| d.answer(502, "<html>")),
    ("503", |d| d.answer(503, "{}")),
    ("504", |d| d.answer(504, "")),
    ("2xx without its body", |d| d.answer_broken(200)),
];

/// What leaves `unknown` and ends the call.
const UNKNOWN_AT_ONCE: [Drive; 12] = [
    ("501", |d| d.answer(501, "")),
    ("505", |d| d.answer(505, "")),
    ("301 on a write", |d| d.answer(301, "")),
    ("302 on a write", |d| d.answer(302, "")),
    ("304 on a write", |d| d.answer(304, "")),
    ("307 on a write", |d| d.answer(307, "")),
    ("200 that is not JSON", |d| d.answer(200, "<html>")),
    ("200 with half of its JSON", |d| d.answer(200, "{\"clive_tx_id\":")),
    ("200 with an empty body", |d| d.answer(200, "")),
    ("204", |d| d.answer(204, "")),
    ("cancel in flight", Driven::cancel),
    ("an answer that is not HTTP", |d| d.answer(600, "")),
];

fn api(error: &Error, status: u16, code: &str) {
    assert_eq!((error.status(), error.code()), (Some(status), Some(code)), "{error}");
}

#[test]
fn each_cause_leaves_unknown() {
    for (name, drive) in UNKNOWN {
        let mut driven = drive(Scenario::keyed().sending());
        assert_eq!(driven.call.state(), StateName::Waiting, "{name}");
        assert_eq!(driven.call.last_report().unwrap().outcome, Outcome::Unknown, "{name}");
        driven = drive(Scenario::keyed().retries(0).sending());
        let error = driven.error();
        assert_eq!(error.outcome(), Outcome::Unknown, "{name}");
        assert!(error.is_retryable(), "{name}: unknown can be resolved by asking again with the same key");
    }
    for (name, drive) in UNKNOWN_AT_ONCE {
        let error = drive(Scenario::keyed().sending()).error();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{name}");
        assert!(error.is_retryable(), "{name}");
    }
}

#[test]
fn no_later_answer_or_fault_makes_it_less() {
    let mut checked = 0;
    for (cause, drive) in UNKNOWN {
        let again = || drive(Scenario::keyed().retries(1).sending()).waited();
        let body = r#"{"error":"no","code":"LAST"}"#;
        for status in [400, 401, 403, 404, 409, 422, 425, 429, 499] {
            let error = again().answer(status, body).error();
            assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 2), "{cause}, then {status}");
            assert!(error.is_retryable(), "{cause}, then {status}");
            api(&error, status, "LAST");
            checked += 1;
        }
        for fault in Fault::ALL {
            let error = again().fault(fault).error();
            assert_eq!(error.outcome(), Outcome::Unknown, "{cause}, then {fault:?}");
            assert_eq!(error.code(), Some(fault.code().as_str()), "{cause}, then {fault:?}");
            checked += 1;
        }
        // Handed out or not, asked for or not: what was known stays.
        let in_flight = again().cancel().error();
        let before_it = drive(Scenario::keyed().sending()).cancel().error();
        for (error, attempts) in [(in_flight, 2), (before_it, 1)] {
            assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, attempts), "{cause}, then cancel");
            assert_eq!(error.code(), Some("CANCELLED"));
            checked += 1;
        }
        let mut slept = drive(Scenario::keyed().total_ms(60_000).sending()).after_ms(100_000);
        slept.call.on_waited(slept.now).unwrap();
        assert_eq!(slept.error().outcome(), Outcome::Unknown, "{cause}, then the budget's end");
        checked += 1;
    }
    assert_eq!(checked, 11 * (9 + 10 + 2 + 1));
}

#[test]
fn only_a_success_ends_it() {
    for (cause, drive) in UNKNOWN {
        let mut driven = drive(Scenario::keyed().sending()).waited().answer(200, "{}");
        assert_eq!(driven.outcome(), Outcome::Ok, "{cause}");
        assert_eq!(driven.ok().attempts(), 2, "{cause}");
    }
}

#[test]
fn it_stays_over_several_refusals() {
    let mut driven = Scenario::keyed().retries(5).sending().answer(503, "");
    for status in [429, 425, 429] {
        driven = driven.waited().answer(status, "");
        assert_eq!(driven.call.last_report().unwrap().outcome, Outcome::Unknown);
    }
    let error = driven.waited().answer(403, r#"{"error":"no","code":"PARTNER_SUSPENDED"}"#).error();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 5));
    api(&error, 403, "PARTNER_SUSPENDED");
}

#[test]
fn a_local_failure_still_shows_the_last_answer() {
    let headers = [("x-request-id", "r-9")];
    let body = r#"{"error":"Down for maintenance","code":"DOWN","details":{"until":"noon"}}"#;
    let answered = || Scenario::keyed().retries(2).sending().answer_with(503, &headers, body).waited();
    for (name, error) in [
        ("dns", answered().fault(Fault::TlsCertificate).error()),
        ("two faults", answered().fault(Fault::Reset).waited().fault(Fault::Dns).error()),
        ("cancel", answered().cancel().error()),
    ] {
        assert_eq!(error.outcome(), Outcome::Unknown, "{name}");
        assert_eq!((error.status(), error.request_id()), (Some(503), Some("r-9")), "{name}: {error}");
        assert!(error.details().is_some_and(|details| details.get("until").is_some()), "{name}");
        assert_ne!(error.code(), Some("DOWN"), "{name}: the code is the failure's own");
    }
}
