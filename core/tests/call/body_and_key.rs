//! The key is fixed once, the signature is made for each attempt.

use std::sync::Arc;

use payseal::operation::{DefaultKey, Operation};
use payseal::{Call, CallOptions, Config, Fault, Intent, Now, Step, clive};

use crate::partner::{TIMESTAMPED, signature};
use crate::scenario::{ATTACH, ENTROPY, START, Scenario};

#[test]
fn body_and_key_are_the_same_on_every_attempt() {
    for partner in [&clive::PARTNER, &TIMESTAMPED] {
        let mut driven = Scenario::keyed().at(partner).retries(5).total_ms(0).sending();
        for attempt in 1..=6 {
            assert_eq!(driven.call.attempt(), attempt);
            let request = driven.request();
            assert_eq!(request.body.as_deref(), Some(ATTACH));
            assert_eq!(request.headers.get("idempotency-key"), Some(&b"attach-CLVTX_1"[..]));
            assert_eq!(request.url, "https://api.example.com/api/v1/transactions/attach-intent");
            driven = match attempt {
                6 => break,
                1 => driven.answer(429, ""),
                2 => driven.fault(Fault::ConnectRefused),
                3 => driven.answer_broken(200),
                _ => driven.after_ms(3_000).answer(502, "<html>"),
            }
            .waited();
        }
        assert_eq!(driven.answer(200, "{}").ok().idempotency_key(), Some("attach-CLVTX_1"));
    }
}

#[test]
fn each_attempt_has_its_own_timestamp_and_signature() {
    let mut driven = Scenario::keyed().at(&TIMESTAMPED).retries(3).total_ms(0).sending();
    let mut stamps = Vec::new();
    for _ in 0..3 {
        let stamp = driven.header("X-Timestamp").unwrap();
        assert_eq!(stamp, driven.now.unix_s.to_string());
        assert_eq!(driven.header("X-Signature"), Some(signature(&stamp, ATTACH)));
        stamps.push(stamp);
        driven = driven.after_ms(10_000).answer(503, "").waited();
    }
    stamps.dedup();
    assert_eq!(stamps.len(), 3, "{stamps:?}");
}

#[test]
fn asking_twice_does_not_sign_twice() {
    let mut driven = Scenario::keyed().at(&TIMESTAMPED).sending();
    let before = driven.seen();
    driven = driven.after_ms(60_000);
    assert_eq!(driven.seen(), before);
}

#[test]
fn header_count_does_not_grow_with_the_attempts() {
    let mut driven = Scenario::keyed().retries(5).total_ms(0).sending();
    for _ in 0..5 {
        assert_eq!(driven.request().headers.len(), 4);
        driven = driven.answer(503, "").waited();
    }
}

/// A default key that is drawn: fixed when the call is made, different for each call.
#[test]
fn a_random_key_is_drawn_once() {
    const RANDOM: Operation =
        Operation { key: DefaultKey::Random { prefix: "attach" }, ..clive::ATTACH_PAYMENT_INTENT };
    let key_of = |entropy: [u8; 32], now: Now| {
        let config = Config::builder(&clive::PARTNER).base_url("https://a.example").api_key("k").hmac_secret("s");
        let config = Arc::new(config.build().unwrap());
        let intent = Intent::from_json(&config, &RANDOM, ATTACH, None).unwrap();
        assert_eq!(intent.idempotency_key(), None, "it is drawn when the call is made");
        let mut call = Call::new(config, intent, CallOptions::default(), now, entropy).unwrap();
        let key = call.idempotency_key().unwrap().to_owned();
        for _ in 0..2 {
            let Step::Send { request, .. } = call.step() else { panic!() };
            assert_eq!(request.headers.get("idempotency-key"), Some(key.as_bytes()));
            call.on_response(503, &[], Some(Vec::new()), now).unwrap();
            let Step::Wait { delay_ms } = call.step() else { panic!() };
            call.on_waited(Now { mono_ms: now.mono_ms + delay_ms, unix_s: now.unix_s + 9 }).unwrap();
        }
        key
    };
    let key = key_of(ENTROPY, START);
    assert!(key.starts_with("attach-1771526500000-"), "{key}");
    assert_eq!(key.len(), "attach-1771526500000-".len() + 32);
    assert_eq!(key, key_of(ENTROPY, START), "the same entropy gives the same key");
    assert_ne!(key, key_of([8; 32], START));
    assert!(key_of(ENTROPY, Now { mono_ms: 0, unix_s: -5 }).starts_with("attach-0-"), "a clock before 1970 is 0");
}
