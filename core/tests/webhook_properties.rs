//! Laws of verification: what was signed verifies, one changed bit does not, and nothing makes it panic.

use payseal::webhook::{Claim, DedupeStore, MemoryDedupe, TestDelivery, WebhookError, WebhookPartner, WebhookVerifier};
use proptest::collection::vec;
use proptest::prelude::*;

fn verifier(partner: WebhookPartner, secret: &[u8]) -> WebhookVerifier {
    WebhookVerifier::builder(partner).secret(secret.to_vec()).build().unwrap()
}

fn flip(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

fn partner() -> impl Strategy<Value = WebhookPartner> {
    prop_oneof![Just(WebhookPartner::Clive), Just(WebhookPartner::Tybrite)]
}

/// HMAC pads with zeros: a last byte that is not zero keeps "k" and "k\0" apart.
fn secret() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..80).prop_map(|mut bytes| {
        bytes.push(b'k');
        bytes
    })
}

proptest! {
    #[test]
    fn one_changed_bit_of_the_body_is_refused(
        partner in partner(), secret in secret(), body in vec(any::<u8>(), 1..300), now in 0..4_000_000_000_i64, bit: usize,
    ) {
        let delivery = TestDelivery::signed(partner, &secret, body.clone(), now).unwrap();
        let verifier = verifier(partner, &secret);
        prop_assert!(verifier.verify_signature(&body, delivery.headers(), now).is_ok());
        let changed = flip(&body, bit % (body.len() * 8));
        let error = verifier.verify_signature(&changed, delivery.headers(), now).unwrap_err();
        prop_assert!(matches!(error, WebhookError::NoMatch { .. }), "{error:?}");
    }

    /// Every single bit of the header's value, except the one that makes a hex letter a capital.
    #[test]
    fn one_changed_bit_of_the_header_is_refused(partner in partner(), body in vec(any::<u8>(), 0..80), now in 0..4_000_000_000_i64) {
        let delivery = TestDelivery::signed(partner, "secret", body.clone(), now).unwrap();
        let verifier = verifier(partner, b"secret");
        let (name, value) = &delivery.headers()[1];
        let digits_from = value.len() - 64;
        for bit in 0..value.len() * 8 {
            let changed = flip(value.as_bytes(), bit);
            let at = bit / 8;
            let capital = at >= digits_from && bit % 8 == 5 && value.as_bytes()[at].is_ascii_alphabetic();
            let accepted = verifier.verify_signature(&body, &[(name, &changed)], now).is_ok();
            prop_assert_eq!(accepted, capital, "bit {} of {}", bit, value);
        }
    }

    #[test]
    fn another_secret_is_refused_and_its_index_is_told(partner in partner(), a in secret(), b in secret(), body in vec(any::<u8>(), 0..80)) {
        prop_assume!(a != b);
        let delivery = TestDelivery::signed(partner, &b, body.clone(), 7).unwrap();
        prop_assert!(verifier(partner, &a).verify_signature(&body, delivery.headers(), 7).is_err());
        let both = WebhookVerifier::builder(partner).secret(a).secret(b).build().unwrap();
        prop_assert_eq!(both.verify_signature(&body, delivery.headers(), 7).unwrap().secret_index, 1);
    }

    #[test]
    fn the_tolerance_holds_in_both_directions(signed in 0..4_000_000_000_i64, skew in -2_000..2_000_i64, tolerance in 1..1_000_u64) {
        let verifier = WebhookVerifier::builder(WebhookPartner::Tybrite).secret("s").tolerance_s(tolerance).build().unwrap();
        let delivery = TestDelivery::tybrite("s", "order.paid", signed).unwrap();
        let result = verifier.verify(delivery.body(), delivery.headers(), signed + skew);
        match result {
            Ok(_) => prop_assert!(skew.unsigned_abs() <= tolerance),
            Err(WebhookError::TooOld { skew_s, .. }) => prop_assert!(skew > 0 && skew_s == skew.unsigned_abs() && skew_s > tolerance),
            Err(WebhookError::InFuture { skew_s, .. }) => prop_assert!(skew < 0 && skew_s == skew.unsigned_abs() && skew_s > tolerance),
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn anything_is_refused_and_never_a_panic(
        partner in partner(),
        value in prop_oneof![vec(any::<u8>(), 0..200), "[tv1=,0-9a-f ]{0,120}".prop_map(String::into_bytes), "t=[0-9]{1,20},v1=[0-9a-f]{60,68}".prop_map(String::into_bytes)],
        body in vec(any::<u8>(), 0..100), now: i64,
    ) {
        let verifier = verifier(partner, b"secret");
        prop_assert!(verifier.verify(&body, &[(partner.header(), value)], now).is_err());
    }

    /// Of any interleaving of deliveries, an event is processed at most once while its lease holds, and never again once it is done.
    #[test]
    fn an_event_that_is_done_is_never_new_within_four_days(steps in vec((0..3_u8, 0..4_u8, 0..40_i64), 1..200), capacity in 1..5_usize) {
        let store = MemoryDedupe::new(capacity);
        let (mut now, mut open, mut done) = (0_i64, Vec::new(), std::collections::BTreeMap::new());
        for (what, key, wait) in steps {
            now += wait;
            let name = format!("evt_{key}");
            match what {
                0 => match store.claim(&name, now, 30) {
                    Ok(Claim::New(ticket)) => {
                        prop_assert!(!done.contains_key(&key), "{} is done", name);
                        open.retain(|(other, _, until): &(u8, _, i64)| { let held = *other == key && *until > now; assert!(!held); true });
                        open.push((key, ticket, now + 30));
                    }
                    Ok(Claim::Done) => prop_assert!(done.contains_key(&key)),
                    _ => {}
                },
                1 => if let Some(at) = open.iter().position(|(other, ..)| *other == key) {
                    store.complete(&name, open.remove(at).1, now).unwrap();
                    done.insert(key, now);
                    open.retain(|(other, ..)| *other != key);
                },
                _ => if let Some(at) = open.iter().position(|(other, ..)| *other == key) {
                    store.release(&name, open.remove(at).1).unwrap();
                },
            }
        }
    }
}
