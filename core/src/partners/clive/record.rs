//! What a merchant must write down about a checkout.
//!
//! After a crash between two attempts only these values tell whether a payment exists and how to ask for it again.
//! Write the record before the first send ([`Intent::record`](crate::Intent::record)), and again from the answer
//! ([`Answer::record`](crate::Answer::record)).
//!
//! ```
//! use payseal::{Config, Intent, clive};
//! # let config = Config::builder(&clive::PARTNER).base_url("https://api.example.com").api_key("k").hmac_secret("s").build()?;
//! let request = clive::InitializeTransaction {
//!     partner_id: "ECHEZONA001".into(),
//!     client_id: "AIRPEACE001".into(),
//!     amount: 750.into(),
//!     currency: "USD".into(),
//!     echezona_reference: "EZ12345".into(),
//!     meta: None,
//! };
//! let record = Intent::new(&config, &request, None)?.record();
//! assert_eq!(record.idempotency_key.as_deref(), Some("init-EZ12345"));
//! assert_eq!(record.clive_tx_id, None); // known after the answer
//! # Ok::<(), payseal::Error>(())
//! ```

use crate::json::{self, Object, Value};

/// The five things to persist for a payment (contract: `transactions-attach-intent`): your reference, the idempotency
/// key, the statement descriptor, and, once known, the transaction and the PaymentIntent. It holds no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckoutRecord {
    /// Your own immutable reference.
    pub echezona_reference: Option<String>,
    /// The key that every attempt carries; give it again to ask for the stored answer.
    pub idempotency_key: Option<String>,
    /// What the buyer's statement shows after the prefix.
    pub statement_descriptor_suffix: Option<String>,
    /// The transaction, from the answer.
    pub clive_tx_id: Option<String>,
    /// The PaymentIntent, from the answer (or your own, in the two-step flow).
    pub stripe_payment_intent_id: Option<String>,
}

impl CheckoutRecord {
    /// Reads the record from a request body, what the partner answered, and the key. The answer wins.
    pub(crate) fn of(body: Option<&[u8]>, answer: Option<&[u8]>, key: Option<&str>) -> Self {
        let mut record = Self { idempotency_key: key.map(str::to_owned), ..Self::default() };
        for text in [body, answer].into_iter().flatten() {
            if let Ok(Value::Object(object)) = json::parse_answer(text) {
                record.fill(&object);
            }
        }
        record
    }

    fn fill(&mut self, from: &Object) {
        for (name, slot) in [
            ("echezona_reference", &mut self.echezona_reference),
            ("statement_descriptor_suffix", &mut self.statement_descriptor_suffix),
            ("clive_tx_id", &mut self.clive_tx_id),
            ("stripe_payment_intent_id", &mut self.stripe_payment_intent_id),
        ] {
            if let Some(text) = from.get(name).and_then(Value::as_str) {
                *slot = Some(text.to_owned());
            }
        }
    }

    /// The record of a two-step checkout: what the second step knows, over what the first one knew. The key is the first
    /// step's, under which the payment was made.
    #[must_use]
    pub fn merged_with(self, later: &Self) -> Self {
        let newer = |new: &Option<String>, old: Option<String>| new.clone().or(old);
        Self {
            echezona_reference: newer(&later.echezona_reference, self.echezona_reference),
            idempotency_key: self.idempotency_key.or_else(|| later.idempotency_key.clone()),
            statement_descriptor_suffix: newer(&later.statement_descriptor_suffix, self.statement_descriptor_suffix),
            clive_tx_id: newer(&later.clive_tx_id, self.clive_tx_id),
            stripe_payment_intent_id: newer(&later.stripe_payment_intent_id, self.stripe_payment_intent_id),
        }
    }

    /// The record as a JSON object, absent values left out.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut object = Object::new();
        for (name, value) in [
            ("echezona_reference", &self.echezona_reference),
            ("idempotency_key", &self.idempotency_key),
            ("statement_descriptor_suffix", &self.statement_descriptor_suffix),
            ("clive_tx_id", &self.clive_tx_id),
            ("stripe_payment_intent_id", &self.stripe_payment_intent_id),
        ] {
            if let Some(text) = value {
                object.insert(name, text.as_str());
            }
        }
        Value::Object(object)
    }
}
