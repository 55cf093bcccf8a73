//! "Signature invalid, why?" [`Explainer`] tries the known mistakes, alone and in pairs, and names those that reproduce the signature
//! that was received.
//!
//! For a developer at a desk, with the secret at hand. **Never expose it to callers**: whoever may ask it as often as they like learns
//! which of their guesses about your secret and your set-up are right. To decide whether a delivery is the partner's, use
//! [`webhook`](crate::webhook); this decides nothing. It never shows a secret or the signature that was expected.
//!
//! Because HMAC has no collisions that anybody could find, a mistake that reproduces the signature *is* what happened, or writes the same
//! bytes as what happened: what cannot be told apart is one finding that names all of it ([`Finding::same`]). The catalogue is data: `bodies.rs`, `messages.rs`, `secrets.rs`, `encodings.rs`.
//!
//! ```
//! use payseal::SigningKey;
//! use payseal::explain::{Explainer, Subject, Verdict};
//!
//! // The partner signed compact JSON; a framework has parsed it and somebody wrote it again with Python's json.dumps.
//! let signature = SigningKey::new("whsec_clive")?.sign_hex(br#"{"clive_tx_id":"CLVTX_1","amount":750}"#).to_string();
//! let body = br#"{"clive_tx_id": "CLVTX_1", "amount": 750}"#;
//!
//! let explanation = Explainer::new(Subject::CliveWebhook)
//!     .secret("whsec_clive\n") // and the secret was read from a file with its line break
//!     .explain(body, &[("x-clive-signature", &signature)]);
//! assert_eq!(explanation.verdict, Verdict::Mistaken);
//! assert_eq!(explanation.findings[0].ids(), ["body.reserialized.js", "secret.trimmed"]);
//! println!("{explanation}"); // cause and fix, in a sentence each
//! # Ok::<(), payseal::sign::EmptyKey>(())
//! ```

mod answer;
mod bodies;
mod bodies_tried;
mod encodings;
mod keys;
mod messages;
mod mistake;
mod number;
#[cfg(test)]
mod pairs;
mod received;
mod same;
mod search;
mod secrets;
mod style;
mod subject;

pub use answer::{Explanation, Finding, NotTried, Verdict};
pub use mistake::{Mistake, catalogue};
pub use subject::Subject;

use crate::secret::Secret;

/// What is known about a signature that does not fit; [`explain`](Self::explain) tries what it could be. Prints no secret.
#[derive(Clone, Debug)]
pub struct Explainer {
    subject: Subject,
    secrets: Vec<Secret>,
    others: Vec<(&'static Mistake, Secret)>,
    now_unix_s: Option<i64>,
}

impl Explainer {
    /// Starts with what was signed: a webhook or a request, of which partner.
    #[must_use]
    pub fn new(subject: Subject) -> Self {
        Self { subject, secrets: Vec::new(), others: Vec::new(), now_unix_s: None }
    }

    /// The secret that should fit. Call it again for each further one of a rotation.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// The secret that was replaced.
    #[must_use]
    pub fn old_secret(self, secret: impl Into<Secret>) -> Self {
        self.other(&secrets::OLD, secret)
    }

    /// The secret of the other environment: live when `secret` is test, and the reverse.
    #[must_use]
    pub fn other_environment_secret(self, secret: impl Into<Secret>) -> Self {
        self.other(&secrets::OTHER_ENVIRONMENT, secret)
    }

    /// The API key, which is often taken for the secret.
    #[must_use]
    pub fn api_key(self, key: impl Into<Secret>) -> Self {
        self.other(&secrets::API_KEY, key)
    }

    /// Your clock, in Unix seconds. Without it nothing is said about old and future timestamps.
    #[must_use]
    pub fn now_unix_s(mut self, now: i64) -> Self {
        self.now_unix_s = Some(now);
        self
    }

    fn other(mut self, mistake: &'static Mistake, secret: impl Into<Secret>) -> Self {
        self.others.push((mistake, secret.into()));
        self
    }

    /// Tries everything with the body and the headers as they arrived (or as you were about to send them).
    ///
    /// Takes some ten milliseconds for a body of 4 KiB. What a body above 1 MiB was made from is not guessed at, and pairs are tried until
    /// 256 MiB have been hashed; [`Explanation::not_tried`] says so then.
    #[must_use]
    pub fn explain<N, V>(&self, body: &[u8], headers: &[(N, V)]) -> Explanation
    where
        N: AsRef<[u8]>,
        V: AsRef<[u8]>,
    {
        let headers: Vec<(&[u8], &[u8])> =
            headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
        search::run(self, body, &headers)
    }
}
