//! Laws of [`scrub`](payseal::secret::scrub) that hold for every text: no secret stays, nothing else goes.
//!
//! Not for known values: those stand beside the code.

use payseal::secret::{REDACTED, Secret, scrub};
use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    /// Three letters only, so that secrets overlap, repeat and contain each other.
    #[test]
    fn no_secret_stays(parts in vec("[aé☕]{0,12}", 0..6), secrets in vec("[aé☕]{1,8}", 1..4)) {
        let text = parts.join(&secrets[0]);
        let owned: Vec<Secret> = secrets.iter().map(|text| Secret::from(text.as_str())).collect();
        let clean = scrub(&text, &owned.iter().collect::<Vec<_>>());
        for secret in secrets.iter().filter(|secret| secret.len() >= 6) {
            prop_assert!(!clean.contains(secret.as_str()), "{text} -> {clean}");
        }
        // What is left between the marks stood in the text, in this order.
        let mut rest = text.as_str();
        for kept in clean.split(REDACTED) {
            let at = rest.find(kept);
            prop_assert!(at.is_some(), "{text} -> {clean}");
            rest = &rest[at.unwrap_or(0) + kept.len()..];
        }
    }

    #[test]
    fn text_without_a_secret_is_not_touched(text in "[^k]*") {
        prop_assert_eq!(scrub(&text, &[&Secret::from("kkkkkk")]), text.as_str());
    }
}
