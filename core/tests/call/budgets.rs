//! Attempts and time: how often, how long, and what a broken clock does.

use payseal::{Fault, Now, Outcome, StateName};

use crate::scenario::{START, Scenario};

#[test]
fn as_many_attempts_as_allowed() {
    for max in [0, 1, 2, 5] {
        let mut driven = Scenario::keyed().retries(max).total_ms(0).sending();
        for _ in 0..max {
            driven = driven.answer(503, "").waited();
        }
        let error = driven.answer(503, "").error();
        assert_eq!(error.attempts(), max + 1);
        assert_eq!((error.status(), error.outcome()), (Some(503), Outcome::Unknown));
    }
}

#[test]
fn two_retries_unless_told_otherwise() {
    let driven = Scenario::keyed().sending().answer(503, "").waited().answer(503, "").waited().answer(503, "");
    assert_eq!(driven.error().attempts(), 3);
}

#[test]
fn backoff_stays_within_its_bounds_and_is_not_always_the_same() {
    let mut first = std::collections::BTreeSet::new();
    let mut longest = [0; 7];
    for byte in 0..=255 {
        let mut scenario = Scenario::keyed().retries(7).total_ms(0);
        scenario.entropy = [byte; 32];
        let mut driven = scenario.sending();
        for (ceiling, longest) in [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000].into_iter().zip(&mut longest) {
            driven = driven.answer(503, "");
            let delay = driven.delay_ms();
            assert!(delay <= ceiling, "{delay} > {ceiling}");
            *longest = delay.max(*longest);
            if ceiling == 250 {
                first.insert(delay);
            }
            driven = driven.waited();
        }
    }
    for (ceiling, longest) in [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000].into_iter().zip(longest) {
        assert!(longest > ceiling * 9 / 10, "never near {ceiling}: {longest}");
    }
    assert!(first.len() > 100, "full jitter over 0..=250 gave {} different delays", first.len());
    assert!(*first.first().unwrap() < 25 && *first.last().unwrap() > 225, "{first:?}");
}

#[test]
fn the_attempt_timeout_is_clipped_to_what_is_left() {
    let mut driven = Scenario::keyed().attempt_ms(30_000).total_ms(50_000).sending();
    assert_eq!(driven.attempt_timeout_ms(), 30_000);
    driven = driven.after_ms(29_000).fault(Fault::Reset);
    let delay = driven.delay_ms();
    driven = driven.waited();
    assert_eq!(driven.attempt_timeout_ms(), 21_000 - delay);

    assert_eq!(Scenario::keyed().attempt_ms(30_000).total_ms(10).sending().attempt_timeout_ms(), 10);
    assert_eq!(Scenario::keyed().attempt_ms(u64::MAX).total_ms(0).sending().attempt_timeout_ms(), u64::MAX);
}

#[test]
fn a_read_timeout_at_the_end_of_the_total_says_so() {
    let error = Scenario::keyed().total_ms(20_000).sending().after_ms(20_000).fault(Fault::ReadTimeout).error();
    assert_eq!((error.code(), error.fault()), (Some("TOTAL_TIMEOUT"), Some(Fault::ReadTimeout)));
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    let error = Scenario::keyed().retries(0).sending().after_ms(30_000).fault(Fault::ReadTimeout).error();
    assert_eq!(error.code(), Some("ATTEMPT_TIMEOUT"));
}

#[test]
fn a_backoff_that_does_not_fit_is_not_begun() {
    let delay = Scenario::keyed().total_ms(0).sending().answer(503, "").delay_ms();
    assert!(delay > 0);
    for (left, state) in [(delay, StateName::Done), (delay + 1, StateName::Waiting), (0, StateName::Done)] {
        let driven = Scenario::keyed().total_ms(10_000).sending().after_ms(10_000 - left).answer(503, "");
        assert_eq!(driven.call.state(), state, "{left} ms left");
        if state == StateName::Done {
            let error = driven.error();
            assert_eq!((error.status(), error.attempts(), error.outcome()), (Some(503), 1, Outcome::Unknown));
            assert!(error.is_retryable());
        }
    }
}

#[test]
fn a_host_that_oversleeps_gets_the_last_error() {
    for (status, outcome) in [(429, Outcome::Refused), (503, Outcome::Unknown)] {
        let mut driven = Scenario::keyed().total_ms(10_000).sending().answer(status, "").after_ms(10_000);
        driven.call.on_waited(driven.now).unwrap();
        let error = driven.error();
        assert_eq!((error.status(), error.attempts(), error.outcome()), (Some(status), 1, outcome));
        assert!(error.is_retryable());
    }
    let mut in_time = Scenario::keyed().total_ms(10_000).sending().answer(503, "").after_ms(9_999);
    in_time.call.on_waited(in_time.now).unwrap();
    assert_eq!((in_time.call.state(), in_time.attempt_timeout_ms()), (StateName::Sending, 1));
}

#[test]
fn a_total_of_zero_is_none() {
    let mut driven = Scenario::keyed().total_ms(0).sending().after_ms(1 << 40).answer(503, "").after_ms(1 << 40);
    driven.call.on_waited(driven.now).unwrap();
    assert_eq!((driven.call.state(), driven.attempt_timeout_ms()), (StateName::Sending, 30_000));
}

#[test]
fn the_total_starts_with_the_call_not_at_zero() {
    // START is at 5 s of the monotonic clock; 4 s of total are not over.
    assert_eq!(Scenario::keyed().total_ms(4_000).sending().attempt_timeout_ms(), 4_000);
}

#[test]
fn a_clock_that_stands_still_waits_on_and_sends_nothing() {
    let mut driven = Scenario::keyed().waiting();
    let delay = driven.delay_ms();
    for _ in 0..1_000 {
        driven.call.on_waited(driven.now).unwrap();
        assert_eq!((driven.delay_ms(), driven.call.attempt()), (delay, 1));
    }
    assert_eq!(driven.cancel().error().outcome(), Outcome::Unknown);
}

#[test]
fn a_clock_that_jumps_back_never_waits_longer_than_it_said() {
    let mut driven = Scenario::keyed().waiting();
    let delay = driven.delay_ms();
    driven.call.on_waited(Now { mono_ms: 0, unix_s: 0 }).unwrap();
    assert!(driven.delay_ms() <= delay, "{} > {delay}", driven.delay_ms());
    // Nor does it wait that long again and again, until the clock has caught up.
    driven.call.on_waited(Now { mono_ms: delay, unix_s: 0 }).unwrap();
    assert_eq!((driven.call.state(), driven.call.attempt()), (StateName::Sending, 2));

    let mut sending = Scenario::keyed().sending();
    sending.call.on_response(503, &[], Some(Vec::new()), Now { mono_ms: 0, unix_s: i64::MIN }).unwrap();
    assert_eq!(sending.call.last_report().unwrap().duration_ms, 0);
    assert!(sending.delay_ms() <= 250);
}

#[test]
fn a_clock_that_jumps_far_ahead_ends_the_call() {
    let mut driven = Scenario::keyed().sending();
    driven.call.on_response(503, &[], Some(Vec::new()), Now { mono_ms: u64::MAX, unix_s: i64::MAX }).unwrap();
    assert_eq!((driven.outcome(), driven.call.attempt()), (Outcome::Unknown, 1));

    // Without a limit the call goes on, at the end of time too.
    let mut driven = Scenario::keyed().total_ms(0).sending();
    let end = Now { mono_ms: u64::MAX, unix_s: i64::MAX };
    driven.call.on_response(503, &[], Some(Vec::new()), end).unwrap();
    driven.call.on_waited(end).unwrap();
    assert_eq!(driven.call.attempt(), 2);
    assert_eq!(START.mono_ms, 5_000);
}
