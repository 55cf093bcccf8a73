//! The signature that a store may switch on for the answer of `orders.get`: an HMAC of the exact body, without a timestamp.
//!
//! Opt-in, because the contract leaves open which secret signs it and how the text is encoded: both are the caller's to
//! say, and nothing is checked unless the caller asks. Not for webhooks, whose signature has a timestamp.
//!
//! ```
//! use payseal::tybrite::{ResponseVerifier, SignatureEncoding};
//! let verifier = ResponseVerifier::new("tybrite_sk_test_51f0", SignatureEncoding::Hex)?;
//! let signature = payseal::SigningKey::new("tybrite_sk_test_51f0").unwrap().sign_hex(b"{}");
//! assert!(verifier.verify(b"{}", Some(&signature)).is_ok());
//! assert_eq!(verifier.verify(b"{ }", Some(&signature)).unwrap_err().code(), Some("ANSWER_SIGNATURE_INVALID"));
//! # Ok::<(), payseal::Error>(())
//! ```

use crate::answer::Answer;
use crate::error::{Code, Error};
use crate::outcome::Outcome;
use crate::secret::Secret;
use crate::sign::SigningKey;

/// How the signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum SignatureEncoding {
    /// 64 hexadecimal digits in any case.
    Hex = 1,
    /// 44 characters of standard base64, padding included.
    Base64 = 2,
}

impl SignatureEncoding {
    /// Every encoding, in order of number.
    pub const ALL: [SignatureEncoding; 2] = [Self::Hex, Self::Base64];
}

/// Checks the signature of an answer. Holds no more of the secret than its hashed state.
#[derive(Clone, Debug)]
pub struct ResponseVerifier {
    key: SigningKey,
    encoding: SignatureEncoding,
}

impl ResponseVerifier {
    /// A verifier with the secret that the store signs with: the API key or the HMAC secret, as its dashboard says.
    ///
    /// # Errors
    /// `HMAC_SECRET_MISSING` when the secret is empty.
    pub fn new(secret: impl Into<Secret>, encoding: SignatureEncoding) -> Result<Self, Error> {
        let key = SigningKey::try_from(&secret.into()).map_err(|_| Error::new(Code::HmacSecretMissing))?;
        Ok(Self::with_key(key, encoding))
    }

    /// The same with a key that was made before.
    #[must_use]
    pub fn with_key(key: SigningKey, encoding: SignatureEncoding) -> Self {
        Self { key, encoding }
    }

    /// Checks the body as it came against the value of the `X-Signature` header.
    ///
    /// # Errors
    /// `ANSWER_SIGNATURE_INVALID`; a missing signature is an invalid one.
    pub fn verify(&self, body: &[u8], signature: Option<&str>) -> Result<(), Error> {
        let refuse = |why: &str| {
            let mut error = Error::because(Code::AnswerSignatureInvalid, why);
            error.set_outcome(Outcome::Unknown);
            Err(error)
        };
        let Some(signature) = signature else { return refuse("the answer has no X-Signature") };
        let matches = match self.encoding {
            SignatureEncoding::Hex => self.key.verify_hex(body, signature),
            SignatureEncoding::Base64 => self.key.verify_base64(body, signature),
        };
        if matches { Ok(()) } else { refuse("it is not the signature of these bytes by this secret") }
    }

    /// The same for an answer that a client returned.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_answer<T>(&self, answer: &Answer<T>) -> Result<(), Error> {
        self.verify(answer.body(), answer.meta().signature())
    }
}
