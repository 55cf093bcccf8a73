//! The second step of the two-step checkout, for everything that sends: what is checked before the first step, and what
//! follows from its answer. It sends nothing itself.
//!
//! ```
//! use payseal::{Config, clive};
//! let config = Config::builder(&clive::PARTNER).base_url("https://api.example.com").api_key("k").hmac_secret("s").build()?;
//! let second = clive::SecondStep::new(&config, "pi_1", None)?; // before anything is sent
//! assert!(clive::SecondStep::new(&config, "", None).is_err());
//! # Ok::<(), payseal::Error>(())
//! ```

use super::AttachPaymentIntent;
use crate::answer::Answer;
use crate::config::Config;
use crate::error::{Code, Error};
use crate::intent::Intent;
use crate::json::Value;
use crate::operation::Replay;
use crate::outcome::Outcome;

/// The attaching of your PaymentIntent to a transaction that is not initialized yet.
#[derive(Clone, Debug)]
pub struct SecondStep {
    stripe_payment_intent_id: String,
    key: Option<String>,
}

impl SecondStep {
    /// Checks the second step's input: a payment that can never be attached is not made.
    ///
    /// # Errors
    /// A `ValidationError` that names the field; nothing was sent.
    pub fn new(config: &Config, stripe_payment_intent_id: &str, key: Option<&str>) -> Result<Self, Error> {
        let step = Self { stripe_payment_intent_id: stripe_payment_intent_id.to_owned(), key: key.map(str::to_owned) };
        step.attach(config, "CLVTX")?;
        Ok(step)
    }

    /// The second request, from the answer of the first.
    ///
    /// # Errors
    /// `ANSWER_INCOMPLETE` with the outcome `unknown` when the answer names no transaction: it may exist.
    pub fn intent(&self, config: &Config, initialized: &Answer) -> Result<Intent, Error> {
        let id = initialized.get("clive_tx_id").and_then(Value::as_str).filter(|id| !id.is_empty());
        let Some(id) = id else {
            let mut error = Error::because(Code::AnswerIncomplete, "clive_tx_id");
            error.set_status(initialized.status());
            error.set_call(
                "initialize_and_attach_intent",
                initialized.attempts(),
                initialized.idempotency_key(),
                Outcome::Unknown,
                Outcome::Unknown,
                Replay::Keyed,
            );
            return Err(Self::failed(error, initialized));
        };
        self.attach(config, id).map_err(|error| Self::failed(error, initialized))
    }

    /// The error of the second step, which tells what the first one achieved ([`Error::completed`]).
    #[must_use]
    pub fn failed(mut error: Error, initialized: &Answer) -> Error {
        error.set_completed(initialized.body());
        error
    }

    fn attach(&self, config: &Config, clive_tx_id: &str) -> Result<Intent, Error> {
        let request = AttachPaymentIntent {
            clive_tx_id: clive_tx_id.to_owned(),
            stripe_payment_intent_id: self.stripe_payment_intent_id.clone(),
        };
        Intent::new(config, &request, self.key.as_deref())
    }
}
