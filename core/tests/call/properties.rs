//! Laws that hold on every walk: it ends, with one key and one body, within its attempts, and never knows less than before.

use payseal::{Fault, Outcome, StateName, Step};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::partner::TIMESTAMPED;
use crate::scenario::{Request, Scenario};

#[derive(Clone, Debug)]
enum Input {
    Answer {
        status: u16,
        retry_after: Option<String>,
        date: Option<String>,
        body: Option<Vec<u8>>,
    },
    Fault(Fault),
    /// Waited for this share of the delay, in percent.
    Waited(u64),
    Asked,
    Cancel,
    ClockJumps(i64),
}

fn body() -> impl Strategy<Value = Option<Vec<u8>>> {
    prop_oneof![
        Just(None),
        Just(Some(Vec::new())),
        Just(Some(b"{}".to_vec())),
        Just(Some(br#"{"error":"no","code":"invalid_signature"}"#.to_vec())),
        Just(Some(br#"{"code":"quota_exceeded","reset":1771526600}"#.to_vec())),
        vec(any::<u8>(), 0..40).prop_map(Some),
    ]
}

fn input() -> impl Strategy<Value = Input> {
    let status = prop_oneof![
        4 => Just(503), 2 => Just(429), 2 => Just(401), 1 => Just(200), 1 => Just(302), 2 => any::<u16>(), 3 => 100_u16..=600
    ];
    let retry_after = proptest::option::of(prop_oneof!["[0-9]{1,3}", "[ -~]{0,8}", Just("9".repeat(30))]);
    let date = proptest::option::of(prop_oneof![
        Just("Thu, 19 Feb 2026 18:58:20 GMT".to_owned()),
        Just("Thu, 01 Jan 1970 00:00:00 GMT".to_owned()),
        "[ -~]{0,8}",
    ]);
    prop_oneof![
        8 => (status, retry_after, date, body())
            .prop_map(|(status, retry_after, date, body)| Input::Answer { status, retry_after, date, body }),
        3 => (0..Fault::ALL.len()).prop_map(|index| Input::Fault(Fault::ALL[index])),
        8 => prop_oneof![Just(100_u64), 0_u64..=300].prop_map(Input::Waited),
        3 => Just(Input::Asked),
        1 => Just(Input::Cancel),
        1 => any::<i64>().prop_map(Input::ClockJumps),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    prop_oneof![
        4 => Just(Request::Attach),
        1 => Just(Request::ListTransactions),
        1 => Just(Request::RunSettlements),
        1 => Just(Request::PaySettlement),
        1 => Just(Request::RawWithoutKey),
        1 => Just(Request::RawWithKey),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_walk(
        request in request(),
        stamped in any::<bool>(),
        retries in 0_u32..6,
        total in prop_oneof![Just(0_u64), 1_u64..200_000],
        entropy in any::<[u8; 32]>(),
        skew in proptest::option::of(-2_000_i64..2_000),
        inputs in vec(input(), 0..60),
    ) {
        let mut scenario = Scenario::of(request).retries(retries).total_ms(total);
        scenario.entropy = entropy;
        scenario.options.clock_skew_s = skew;
        if stamped {
            scenario = scenario.at(&TIMESTAMPED);
        }
        let mut driven = scenario.signed();
        let first = driven.request();
        let key = driven.call.idempotency_key().map(str::to_owned);
        let can_repeat = matches!(request, Request::Attach | Request::ListTransactions | Request::RawWithKey);
        let allowed = if can_repeat { retries + 1 } else { 1 };
        let mut known = Outcome::NotSent;

        for input in inputs {
            let state = driven.call.state();
            match input {
                Input::Answer { status, retry_after, date, body } => {
                    let mut headers: Vec<(&str, &[u8])> = Vec::new();
                    headers.extend(retry_after.as_ref().map(|value| ("retry-after", value.as_bytes())));
                    headers.extend(date.as_ref().map(|value| ("date", value.as_bytes())));
                    let taken = driven.call.on_response(status, &headers, body, driven.now);
                    prop_assert_eq!(taken.is_ok(), state == StateName::Sending);
                }
                Input::Fault(fault) => {
                    let taken = driven.call.on_transport_error(fault, driven.now);
                    prop_assert_eq!(taken.is_ok(), state == StateName::Sending);
                }
                Input::Waited(percent) => {
                    let delay = if let Step::Wait { delay_ms } = driven.call.step() { delay_ms } else { 0 };
                    prop_assert!(delay <= 60_000);
                    driven.now.mono_ms = driven.now.mono_ms.saturating_add(delay * percent / 100);
                    let taken = driven.call.on_waited(driven.now);
                    prop_assert_eq!(taken.is_ok(), state == StateName::Waiting);
                    if percent >= 100 && taken.is_ok() {
                        prop_assert_ne!(driven.call.state(), StateName::Waiting);
                    }
                }
                Input::Asked => {
                    let seen = driven.seen();
                    prop_assert_eq!(driven.seen(), seen);
                }
                Input::Cancel => driven.call.cancel(driven.now),
                Input::ClockJumps(by) => driven.now.unix_s = driven.now.unix_s.saturating_add(by),
            }

            prop_assert!(driven.call.attempt() <= allowed);
            prop_assert_eq!(driven.call.idempotency_key(), key.as_deref());
            if let Some(report) = driven.call.last_report() {
                prop_assert!(report.outcome >= known, "{:?} after {:?}", report.outcome, known);
                known = report.outcome;
            }
            if state == StateName::Done {
                prop_assert_eq!(driven.call.state(), StateName::Done);
            }
            if driven.call.state() == StateName::Sending {
                let request = driven.request();
                prop_assert_eq!(&request.body, &first.body);
                prop_assert_eq!(&request.url, &first.url);
                prop_assert_eq!(request.headers.get("idempotency-key"), first.headers.get("idempotency-key"));
                prop_assert!(driven.attempt_timeout_ms() >= 1);
            }
        }

        // Whatever happened, a host that answers every step gets to the end.
        let mut steps = 0;
        while driven.call.state() != StateName::Done {
            driven = match driven.call.state() {
                StateName::Waiting => { let delay = driven.delay_ms(); let mut d = driven.after_ms(delay); d.call.on_waited(d.now).unwrap(); d }
                _ => driven.fault(Fault::Reset),
            };
            steps += 1;
            prop_assert!(steps <= 2 * (allowed + 1), "no end");
        }
        let attempts = driven.call.attempt();
        prop_assert!(attempts <= allowed);
        let done = driven.call.into_done().unwrap();
        prop_assert!(done.outcome() >= known);
        match done.result {
            Ok(answer) => {
                prop_assert!((200..300).contains(&answer.status()));
                prop_assert_eq!(answer.idempotency_key(), key.as_deref());
            }
            Err(error) => {
                prop_assert_ne!(error.outcome(), Outcome::Ok);
                prop_assert_eq!(error.attempts(), attempts);
                prop_assert_eq!(error.idempotency_key(), key.as_deref());
                prop_assert!(can_repeat || !error.is_retryable());
                prop_assert!(!error.advice().is_empty());
            }
        }
    }
}
