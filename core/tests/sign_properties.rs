//! Laws of signing that hold for every key, body and received text: one changed bit fails, parts are one message, nothing panics.
//!
//! Not for known values: those are in `sign.rs`.

use payseal::sign::SigningKey;
use proptest::collection::vec;
use proptest::prelude::*;

fn flip(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = bit % (bytes.len() * 8);
    bytes[at / 8] ^= 1 << (at % 8);
    bytes
}

fn secret() -> impl Strategy<Value = Vec<u8>> {
    // HMAC pads with zeros, so "k" and "k\0" are one key; a last byte that is not zero, and stays so with a bit flipped, keeps them apart.
    vec(any::<u8>(), 0..100).prop_map(|mut bytes| {
        bytes.push(b'k');
        bytes
    })
}

proptest! {
    #[test]
    fn one_changed_bit_fails(
        secret in secret(),
        body in vec(any::<u8>(), 1..300),
        timestamp: u64,
        bit: usize,
    ) {
        let key = SigningKey::new(&secret).unwrap();
        let other = SigningKey::new(flip(&secret, bit)).unwrap();
        let changed = flip(&body, bit);
        let t = timestamp.to_string();

        let hex = key.sign_hex(&body);
        prop_assert!(key.verify_hex(&body, hex));
        prop_assert!(!key.verify_hex(&changed, hex));
        prop_assert!(!other.verify_hex(&body, hex));

        let v1 = key.sign_hex_timestamped(&t, &body);
        prop_assert!(key.verify_hex_timestamped(&t, &body, v1));
        prop_assert!(!key.verify_hex_timestamped(&t, &changed, v1));
        prop_assert!(!key.verify_hex_timestamped(flip(t.as_bytes(), bit), &body, v1));
        prop_assert!(!other.verify_hex_timestamped(&t, &body, v1));

        let base64 = key.sign_base64_timestamped(timestamp, &body);
        prop_assert!(key.verify_base64_timestamped(&t, &body, base64));
        prop_assert!(!key.verify_base64_timestamped(&t, &changed, base64));
        prop_assert!(!key.verify_base64_timestamped(flip(t.as_bytes(), bit), &body, base64));
        prop_assert!(!other.verify_base64_timestamped(&t, &body, base64));
    }

    /// Every single bit of a signature counts, except the one that makes a hex letter a capital.
    #[test]
    fn one_changed_bit_of_the_signature_fails(body in vec(any::<u8>(), 0..100), timestamp: u64) {
        let key = SigningKey::new("test_hmac_secret").unwrap();
        let t = timestamp.to_string();
        let hex = key.sign_hex(&body);
        let v1 = key.sign_hex_timestamped(&t, &body);
        let base64 = key.sign_base64_timestamped(timestamp, &body);
        for bit in 0..64 * 8 {
            let capital = |text: &str| bit % 8 == 5 && text.as_bytes()[bit / 8].is_ascii_alphabetic();
            prop_assert_eq!(key.verify_hex(&body, flip(hex.as_bytes(), bit)), capital(&hex));
            prop_assert_eq!(key.verify_hex_timestamped(&t, &body, flip(v1.as_bytes(), bit)), capital(&v1));
        }
        for bit in 0..44 * 8 {
            prop_assert!(!key.verify_base64_timestamped(&t, &body, flip(base64.as_bytes(), bit)));
        }
    }

    #[test]
    fn verifying_anything_is_false_and_never_a_panic(
        timestamp in vec(any::<u8>(), 0..30),
        body in vec(any::<u8>(), 0..200),
        received in prop_oneof![vec(any::<u8>(), 0..200), vec(any::<u8>(), 64), vec(any::<u8>(), 44)],
    ) {
        let key = SigningKey::new("test_hmac_secret").unwrap();
        prop_assert!(!key.verify_hex(&body, &received));
        prop_assert!(!key.verify_hex_timestamped(&timestamp, &body, &received));
        prop_assert!(!key.verify_base64_timestamped(&timestamp, &body, &received));
    }

    #[test]
    fn parts_are_one_message(secret in secret(), parts in vec(vec(any::<u8>(), 0..130), 0..6)) {
        let key = SigningKey::new(&secret).unwrap();
        let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(key.digest(&slices), key.digest(&[&parts.concat()]));
        // A clone signs as the original does, and neither remembers what was signed before.
        prop_assert_eq!(key.clone().digest(&slices), key.digest(&slices));
    }
}
