//! What the partner asks for is never undercut, and never waited for without end.

use payseal::{Outcome, StateName};

use crate::partner::TIMESTAMPED;
use crate::scenario::{Driven, Scenario};

/// START as an HTTP date, and 10 s, 61 s and a day from it.
const NOW: &str = "Thu, 19 Feb 2026 18:41:40 GMT";
const IN_10_S: &str = "Thu, 19 Feb 2026 18:41:50 GMT";
const IN_61_S: &str = "Thu, 19 Feb 2026 18:42:41 GMT";
const YESTERDAY: &str = "Wed, 18 Feb 2026 18:41:40 GMT";

fn asked(headers: &[(&str, &str)]) -> Driven {
    Scenario::keyed().sending().answer_with(429, headers, "")
}

#[test]
fn seconds_and_dates_are_waited_for() {
    for (headers, at_least, at_most) in [
        (vec![("retry-after", "2")], 2_000, 2_250),
        (vec![("Retry-After", " 2\t")], 2_000, 2_250),
        (vec![("RETRY-AFTER", "60")], 60_000, 60_000),
        (vec![("retry-after", "0")], 0, 250),
        (vec![("retry-after", IN_10_S)], 10_000, 10_000),
        (vec![("retry-after", IN_10_S), ("date", NOW)], 10_000, 10_000),
        // The partner's clock is a day ahead: only its own difference counts.
        (vec![("retry-after", NOW), ("date", YESTERDAY), ("age", "5")], u64::MAX, 0),
        (vec![("retry-after", YESTERDAY)], 0, 250),
        (vec![("retry-after", NOW), ("date", IN_10_S)], 0, 250),
        // Several: the longest, wherever it stands.
        (vec![("retry-after", "1"), ("retry-after", "7"), ("retry-after", "3")], 7_000, 7_000),
        (vec![("retry-after", "soon"), ("retry-after", "4")], 4_000, 4_000),
        (vec![("retry-after", IN_10_S), ("retry-after", "2")], 10_000, 10_000),
        // One header that a proxy or `fetch` joined.
        (vec![("retry-after", "1, 7, 3")], 7_000, 7_000),
        // Neither seconds nor a date: as if it were not there.
        (vec![("retry-after", "-5")], 0, 250),
        (vec![("retry-after", "soon")], 0, 250),
        (vec![("retry-after", "1.5")], 0, 250),
        (vec![("retry-after", "")], 0, 250),
        (vec![("retry-after", "+5")], 0, 250),
        (vec![("retry-after", "0x10")], 0, 250),
        (vec![("retry-after", "5 s")], 0, 250),
    ] {
        let mut driven = asked(&headers);
        if at_least == u64::MAX {
            assert_eq!(driven.call.state(), StateName::Done, "{headers:?}");
            continue;
        }
        let delay = driven.delay_ms();
        assert!((at_least..=at_most).contains(&delay), "{headers:?}: {delay} is not in {at_least}..={at_most}");
    }
}

#[test]
fn a_date_is_measured_against_the_answers_own_clock() {
    // Ours is ten seconds behind: measured against it the wait would be 20 s.
    let mut driven = asked(&[("retry-after", "Thu, 19 Feb 2026 18:42:00 GMT"), ("date", IN_10_S)]);
    assert_eq!(driven.delay_ms(), 10_000);
    // A date that cannot be read is no clock.
    assert_eq!(asked(&[("retry-after", IN_10_S), ("date", "now")]).delay_ms(), 10_000);
}

#[test]
fn more_than_a_minute_ends_the_call_and_says_how_long() {
    for (value, ms) in [("61", 61_000), ("3600", 3_600_000), (IN_61_S, 61_000)] {
        let error = asked(&[("retry-after", value)]).error();
        assert_eq!((error.retry_after_ms(), error.outcome(), error.attempts()), (Some(ms), Outcome::Refused, 1));
        assert!(error.is_retryable(), "{value}");
    }
}

/// A number that no clock has: as long as every language can say (2^53 - 1 ms).
#[test]
fn absurd_numbers_end_the_call() {
    let absurd =
        ["1000000000000000000000000000000", "18446744073709551615", "18446744073709551616", "9007199254740992"];
    for value in absurd {
        let error = asked(&[("retry-after", value)]).error();
        assert_eq!(error.retry_after_ms(), Some((1 << 53) - 1), "{value}");
    }
    assert_eq!(asked(&[("retry-after", "0000000000000000000000002")]).delay_ms().max(2_000), 2_000);
}

#[test]
fn what_does_not_fit_the_total_ends_the_call() {
    let answered = |total, wait| {
        Scenario::keyed().total_ms(total).sending().after_ms(1_000).answer_with(503, &[("retry-after", wait)], "")
    };
    let error = answered(11_000, "10").error();
    assert_eq!((error.retry_after_ms(), error.outcome()), (Some(10_000), Outcome::Unknown));
    assert_eq!(answered(11_001, "10").call.state(), StateName::Waiting);
    assert_eq!(answered(0, "60").call.state(), StateName::Waiting);
}

#[test]
fn too_early_the_call_waits_for_the_rest() {
    let mut driven = asked(&[("retry-after", "5")]);
    for _ in 0..4 {
        let left = driven.delay_ms();
        driven = driven.after_ms(1_200);
        driven.call.on_waited(driven.now).unwrap();
        assert_eq!((driven.delay_ms(), driven.call.attempt()), (left - 1_200, 1));
    }
    driven = driven.after_ms(199);
    driven.call.on_waited(driven.now).unwrap();
    assert_eq!((driven.delay_ms(), driven.call.attempt()), (1, 1));
    assert_eq!(driven.waited().call.attempt(), 2);
}

#[test]
fn it_is_shown_on_the_last_attempt_too() {
    let error = Scenario::keyed().retries(0).sending().answer_with(503, &[("retry-after", "4")], "").error();
    assert_eq!(error.retry_after_ms(), Some(4_000));
    let error = Scenario::keyed().retries(0).sending().answer(503, "").error();
    assert_eq!(error.retry_after_ms(), None);
}

#[test]
fn the_bodys_reset_counts_where_no_header_says_anything() {
    let answered = |headers: &[(&str, &str)], body: &str| {
        Scenario::keyed().at(&TIMESTAMPED).sending().answer_with(429, headers, body)
    };
    let reset = |in_s: i64| format!(r#"{{"reset":{}}}"#, crate::scenario::START.unix_s + in_s);
    assert_eq!(answered(&[], &reset(9)).delay_ms(), 9_000);
    assert_eq!(answered(&[("date", IN_10_S)], &reset(19)).delay_ms(), 9_000);
    assert_eq!(answered(&[("retry-after", "3")], &reset(9)).delay_ms(), 3_000);
    assert_eq!(answered(&[], &reset(61)).error().retry_after_ms(), Some(61_000));
    assert!(answered(&[], &reset(-5)).delay_ms() <= 250);
    let error = answered(&[], &format!(r#"{{"reset":{}}}"#, i64::MAX)).error();
    assert_eq!(error.retry_after_ms(), Some((1 << 53) - 1));
}

#[test]
fn a_final_code_is_not_tried_again() {
    let driven = Scenario::keyed().at(&TIMESTAMPED).sending().answer_with(
        429,
        &[("retry-after", "1")],
        r#"{"code":"quota_exceeded"}"#,
    );
    let error = driven.error();
    assert_eq!((error.attempts(), error.is_retryable(), error.retry_after_ms()), (1, false, Some(1_000)));
}
