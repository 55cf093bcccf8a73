//! The claim of a shopper that the store vouches for: the contract's vector, and what is refused.

use payseal::SigningKey;
use payseal::tybrite::{ExternalAuth, ResponseVerifier, SignatureEncoding};

fn key() -> SigningKey {
    SigningKey::new("test_hmac_secret").unwrap()
}

#[test]
fn the_contracts_vector() {
    let claim =
        ExternalAuth { external_id: "auth0|66a3f8c2b1d9c204a1f7e3d1".into(), iat: 1_780_045_000, exp: 1_780_045_240 };
    assert_eq!(
        claim.token(&key()).unwrap(),
        "eyJleHRlcm5hbF9pZCI6ImF1dGgwfDY2YTNmOGMyYjFkOWMyMDRhMWY3ZTNkMSIsImlhdCI6MTc4MDA0NTAwMCwiZXhwIjoxNzgwMDQ1MjQwfQ.27zY5gjHIhNjhpTnhs35mGiwA3vZgazHC_TdETWS_y8"
    );
}

#[test]
fn a_claim_holds_for_one_to_300_seconds() {
    for (seconds, valid) in [(-1, false), (0, false), (1, true), (300, true), (301, false), (i64::MAX, false)] {
        let result = ExternalAuth::from_now("a", 1_780_045_000, seconds).token(&key());
        assert_eq!(result.is_ok(), valid, "{seconds}");
        if let Err(error) = result {
            assert!(error.message().contains("exp"), "{error}");
        }
    }
    for extreme in [i64::MIN, i64::MAX] {
        let _ = ExternalAuth { external_id: "a".into(), iat: extreme, exp: 0 }.token(&key());
    }
    let error = ExternalAuth::from_now("", 1_780_045_000, 60).token(&key()).unwrap_err();
    assert!(error.message().contains("external_id"), "{error}");
}

#[test]
fn an_answers_signature_is_checked_over_its_raw_bytes() {
    let hex = key().sign_hex(b"{}").to_string();
    let base64 = "TgWfkmE2CHPnnfYI+G7WnV2qNrhaZZxitccwkohByn8=";
    for (encoding, received, valid) in [
        (SignatureEncoding::Hex, Some(hex.as_str()), true),
        (SignatureEncoding::Hex, Some(base64), false),
        (SignatureEncoding::Base64, Some(base64), true),
        (SignatureEncoding::Base64, Some("TgWfkmE2CHPnnfYI+G7WnV2qNrhaZZxitccwkohByn8"), false),
        (SignatureEncoding::Base64, Some(hex.as_str()), false),
        (SignatureEncoding::Hex, Some(""), false),
        (SignatureEncoding::Hex, None, false),
    ] {
        let verifier = ResponseVerifier::new("test_hmac_secret", encoding).unwrap();
        assert_eq!(verifier.verify(b"{}", received).is_ok(), valid, "{received:?}");
        assert!(verifier.verify(b"{} ", received).is_err());
    }
    assert_eq!(ResponseVerifier::new("", SignatureEncoding::Hex).unwrap_err().code(), Some("HMAC_SECRET_MISSING"));
}
