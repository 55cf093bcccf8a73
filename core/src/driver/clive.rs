//! Clive's client. The methods of the single operations stand with their descriptions, in `partners/clive/operations.rs`.

use super::client::client;
use super::engine::Engine;
use super::options::RequestOptions;
use crate::answer::Answer;
use crate::clive::{
    AttachPaymentIntent, AttachedPaymentIntent, CheckoutRecord, InitializeTransaction, InitializedTransaction,
};
use crate::error::{Code, Error};
use crate::intent::Intent;
use crate::json::Value;
use crate::operation::Replay;
use crate::outcome::Outcome;
use crate::partners::clive::PARTNER;

/// A client of Clive. Make one and share it: it is `Send + Sync` and holds the connection pool.
pub struct CliveClient(Engine);

/// Both answers of `initialize_and_attach_intent`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InitializedAndAttached {
    /// The transaction.
    pub initialize: Answer<InitializedTransaction>,
    /// The attached PaymentIntent.
    pub attach: Answer<AttachedPaymentIntent>,
}

impl InitializedAndAttached {
    /// What to write down about the checkout.
    #[must_use]
    pub fn record(&self) -> CheckoutRecord {
        self.initialize.record().merged_with(&self.attach.record())
    }
}

client! {
    CliveClient, PARTNER,
    "A client from `CLIVE_API_BASE_URL`, `CLIVE_API_KEY` and `CLIVE_HMAC_SECRET`."
}

impl CliveClient {
    /// The two-step checkout: initializes the transaction, then attaches your PaymentIntent to it
    /// (contract: `transactions-initialize`, `transactions-attach-intent`).
    ///
    /// # Errors
    /// [`Error`]. When only the second step failed, [`Error::completed`] is the answer of the first; calling again with
    /// the same request replays the first step and repeats the second.
    pub fn initialize_and_attach_intent(
        &self,
        initialize: &InitializeTransaction,
        stripe_payment_intent_id: &str,
        options: &RequestOptions,
        attach_options: &RequestOptions,
    ) -> Result<InitializedAndAttached, Error> {
        let intent = self.intent(initialize, options.idempotency_key.as_deref())?;
        let (initialize, attach) =
            self.send_initialize_and_attach(intent, stripe_payment_intent_id, options, attach_options)?;
        Ok(InitializedAndAttached { initialize: initialize.typed(), attach: attach.typed() })
    }

    /// The same from an intent of [`initialize_transaction`](crate::clive::INITIALIZE_TRANSACTION), for hosts whose input
    /// is JSON text. Both answers untyped, the transaction's first.
    ///
    /// # Errors
    /// As [`initialize_and_attach_intent`](Self::initialize_and_attach_intent).
    pub fn send_initialize_and_attach(
        &self,
        initialize: Intent,
        stripe_payment_intent_id: &str,
        options: &RequestOptions,
        attach_options: &RequestOptions,
    ) -> Result<(Answer<Value>, Answer<Value>), Error> {
        // The second step's input is checked before the first is sent: a payment that can never be attached is not made.
        let stripe_payment_intent_id = stripe_payment_intent_id.to_owned();
        let mut attach = AttachPaymentIntent { clive_tx_id: "CLVTX".to_owned(), stripe_payment_intent_id };
        self.intent(&attach, attach_options.idempotency_key.as_deref())?;
        let initialized = self.send_intent(initialize, options)?;
        let given = initialized.get("clive_tx_id").and_then(Value::as_str).filter(|id| !id.is_empty());
        let Some(clive_tx_id) = given.map(str::to_owned) else {
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
            error.set_completed(initialized.body());
            return Err(error);
        };
        attach.clive_tx_id = clive_tx_id;
        let attached = self
            .intent(&attach, attach_options.idempotency_key.as_deref())
            .and_then(|intent| self.send_intent(intent, attach_options));
        match attached {
            Ok(attached) => Ok((initialized, attached)),
            Err(mut error) => {
                error.set_completed(initialized.body());
                Err(error)
            }
        }
    }
}
