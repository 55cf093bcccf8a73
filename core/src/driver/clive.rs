//! Clive's client. The methods of the single operations stand with their descriptions, in `partners/clive/operations.rs`.

use super::client::client;
use super::engine::Engine;
use super::options::RequestOptions;
use crate::answer::Answer;
use crate::clive::{AttachedPaymentIntent, CheckoutRecord, InitializeTransaction, InitializedTransaction, SecondStep};
use crate::error::Error;
use crate::intent::Intent;
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
    ) -> Result<(Answer, Answer), Error> {
        self.0.initialize_and_attach(initialize, stripe_payment_intent_id, options, attach_options)
    }
}

impl Engine {
    /// Both steps. The first answer is not lost when the second step fails: the error has it.
    pub(super) fn initialize_and_attach(
        &self,
        initialize: Intent,
        stripe_payment_intent_id: &str,
        options: &RequestOptions,
        attach_options: &RequestOptions,
    ) -> Result<(Answer, Answer), Error> {
        let key = attach_options.idempotency_key.as_deref();
        let second = SecondStep::new(&self.config, stripe_payment_intent_id, key)?;
        let initialized = self.send(initialize, options)?;
        let attach = second.intent(&self.config, &initialized)?;
        match self.send(attach, attach_options) {
            Ok(attached) => Ok((initialized, attached)),
            Err(error) => Err(SecondStep::failed(error, &initialized)),
        }
    }
}
