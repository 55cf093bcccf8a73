//! A lone answer or fault: what it means when nothing happened before.

use payseal::error::Kind;
use payseal::{Fault, Outcome, StateName};

use crate::scenario::{Request, Scenario};

const RETRIED: [u16; 7] = [408, 425, 429, 500, 502, 503, 599];

#[test]
fn every_status_of_a_keyed_write() {
    for status in 0..=999 {
        let mut driven = Scenario::keyed().retries(0).sending().answer(status, "{}");
        let expected = match status {
            200..=299 => Outcome::Ok,
            408 => Outcome::Unknown,
            400..=499 => Outcome::Refused,
            _ => Outcome::Unknown,
        };
        assert_eq!(driven.outcome(), expected, "{status}");
    }
}

#[test]
fn every_status_of_a_read_differs_in_redirects_only() {
    for status in 0..=999 {
        let (mut read, mut write) = (
            Scenario::safe().retries(0).sending().answer(status, "{}"),
            Scenario::keyed().retries(0).sending().answer(status, "{}"),
        );
        if (300..=399).contains(&status) {
            assert_eq!((read.outcome(), write.outcome()), (Outcome::Refused, Outcome::Unknown), "{status}");
        } else {
            assert_eq!(read.outcome(), write.outcome(), "{status}");
        }
    }
}

#[test]
fn what_is_tried_again() {
    for request in [Request::Attach, Request::ListTransactions, Request::RawWithKey] {
        let mut tried_again = Vec::new();
        for status in 0..=999 {
            if Scenario::of(request).sending().answer(status, "{}").call.state() == StateName::Waiting {
                tried_again.push(status);
            }
        }
        let expected: Vec<u16> =
            [408, 425, 429].into_iter().chain((500..=599).filter(|s| *s != 501 && *s != 505)).collect();
        assert_eq!(tried_again, expected, "{request:?}");
    }
}

#[test]
fn a_lone_4xx_is_refused_425_and_429_included() {
    for status in [400, 401, 402, 403, 404, 405, 409, 410, 413, 422, 425, 429, 451, 499] {
        let error = Scenario::keyed().retries(0).sending().answer(status, "").error();
        assert_eq!((error.outcome(), error.status()), (Outcome::Refused, Some(status)));
        assert_eq!(error.is_retryable(), matches!(status, 425 | 429), "{status}");
    }
    // Without a body that could be read, it is a no all the same.
    assert_eq!(Scenario::keyed().sending().answer_broken(401).error().outcome(), Outcome::Refused);
}

#[test]
fn a_429_on_every_attempt_stays_refused() {
    let error = Scenario::keyed().sending().answer(429, "").waited().answer(425, "").waited().answer(429, "").error();
    assert_eq!((error.outcome(), error.attempts(), error.kind()), (Outcome::Refused, 3, Kind::RateLimit));
}

#[test]
fn faults_before_the_first_byte_leave_not_sent() {
    let not_sent =
        [Fault::Dns, Fault::ConnectRefused, Fault::ConnectTimeout, Fault::TlsCertificate, Fault::TlsHandshake];
    for fault in Fault::ALL {
        let expected = if not_sent.contains(&fault) { Outcome::NotSent } else { Outcome::Unknown };
        let error = Scenario::keyed().retries(0).sending().fault(fault).error();
        assert_eq!((error.outcome(), error.attempts(), error.fault()), (expected, 1, Some(fault)));
        assert_eq!((error.code(), error.status()), (Some(fault.code().as_str()), None));
        let again = Scenario::keyed().sending().fault(fault).call.state();
        assert_eq!(again == StateName::Waiting, fault != Fault::TlsCertificate, "{fault:?}");
    }
}

#[test]
fn faults_before_the_first_byte_on_every_attempt_stay_not_sent() {
    let error = Scenario::keyed()
        .sending()
        .fault(Fault::Dns)
        .waited()
        .fault(Fault::ConnectRefused)
        .waited()
        .fault(Fault::TlsHandshake)
        .error();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 3));
    assert!(error.is_retryable());
}

#[test]
fn a_refusal_is_more_than_a_fault_that_sent_nothing() {
    let error = Scenario::keyed().retries(1).sending().answer(429, "").waited().fault(Fault::Dns).error();
    assert_eq!(error.outcome(), Outcome::Refused);
    let error = Scenario::keyed().retries(1).sending().fault(Fault::Dns).waited().answer(404, "").error();
    assert_eq!((error.outcome(), error.kind()), (Outcome::Refused, Kind::NotFound));
}

#[test]
fn a_certificate_error_is_final() {
    let error = Scenario::keyed().retries(5).sending().fault(Fault::TlsCertificate).error();
    assert_eq!((error.attempts(), error.is_retryable(), error.outcome()), (1, false, Outcome::NotSent));
}

#[test]
fn a_read_is_tried_again_without_a_key() {
    for status in RETRIED {
        let mut driven = Scenario::safe().sending().answer(status, "").waited();
        assert_eq!(driven.header("idempotency-key"), None);
        assert_eq!(driven.request().body, None);
        assert_eq!(driven.answer(200, "{\"items\":[]}").ok().attempts(), 2);
    }
    for fault in [Fault::Reset, Fault::ReadTimeout, Fault::ConnectRefused] {
        assert_eq!(Scenario::safe().sending().fault(fault).call.state(), StateName::Waiting);
    }
}

#[test]
fn any_json_is_a_readable_success() {
    for body in ["{}", "[]", "null", "\"ok\"", "\u{feff}{}", " {} \n", "{\"a\":1,\"a\":2}"] {
        assert_eq!(Scenario::keyed().sending().answer(200, body).outcome(), Outcome::Ok, "{body}");
    }
}

#[test]
fn an_unreadable_success_is_named() {
    for (status, body, code) in [
        (200, "", "ANSWER_EMPTY"),
        (204, "", "ANSWER_EMPTY"),
        (201, " \r\n\t", "ANSWER_EMPTY"),
        (200, "<html></html>", "ANSWER_NOT_JSON"),
        (200, "{", "ANSWER_NOT_JSON"),
        (200, "{} {}", "ANSWER_NOT_JSON"),
    ] {
        let error = Scenario::keyed().sending().answer_with(status, &[("request-id", "r-2")], body).error();
        assert_eq!((error.code(), error.status()), (Some(code), Some(status)), "{body:?}");
        assert_eq!((error.kind(), error.request_id()), (Kind::ResponseUnreadable, Some("r-2")));
        assert_eq!((error.response_text(), error.details()), (None, None), "no body of a success is kept");
    }
}
