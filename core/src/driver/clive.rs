//! Clive's client. The methods of the single operations stand with their descriptions, in `partners/clive/operations.rs`.

use std::sync::Arc;

use super::engine::{ClientBuilder, Engine};
use super::options::RequestOptions;
use super::tls::TlsRoots;
use crate::answer::Answer;
use crate::clive::{
    AttachPaymentIntent, AttachedPaymentIntent, CheckoutRecord, InitializeTransaction, InitializedTransaction,
};
use crate::config::Config;
use crate::error::{Code, Error};
use crate::intent::{Intent, RawRequest};
use crate::json::Value;
use crate::operation::Replay;
use crate::outcome::Outcome;
use crate::partners::clive::PARTNER;
use crate::partners::model::Request;

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

impl CliveClient {
    /// Starts a client.
    #[must_use]
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new(&PARTNER, Self)
    }

    /// A client from `CLIVE_API_BASE_URL`, `CLIVE_API_KEY` and `CLIVE_HMAC_SECRET`.
    ///
    /// # Errors
    /// A `ConfigError` that names the variable which is missing, empty or wrong.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder_from_env()?.build()
    }

    /// A builder that holds what [`from_env`](Self::from_env) reads, for programs that set more than that.
    ///
    /// # Errors
    /// A `ConfigError` that names the variable which is missing or empty.
    pub fn builder_from_env() -> Result<ClientBuilder<Self>, Error> {
        let read = |name: &str, code: Code| match std::env::var(name) {
            Ok(value) if !value.is_empty() => Ok(value),
            Ok(_) => Err(Error::because(code, format_args!("the environment variable {name} is empty"))),
            Err(std::env::VarError::NotPresent) => {
                Err(Error::because(code, format_args!("the environment variable {name} is not set")))
            }
            Err(std::env::VarError::NotUnicode(_)) => {
                Err(Error::because(code, format_args!("the environment variable {name} is not UTF-8")))
            }
        };
        Ok(Self::builder()
            .base_url(read("CLIVE_API_BASE_URL", Code::BaseUrlMissing)?)
            .api_key(read("CLIVE_API_KEY", Code::ApiKeyInvalid)?)
            .hmac_secret(read("CLIVE_HMAC_SECRET", Code::HmacSecretMissing)?)
            .named_after_variables())
    }

    /// Sends a typed request with options of its own.
    ///
    /// # Errors
    /// [`Error`]: its `outcome()` says what is known about the money.
    pub fn send<R: Request>(&self, request: &R, options: &RequestOptions) -> Result<Answer<R::Response>, Error> {
        let intent = self.intent(request, options.idempotency_key.as_deref())?;
        self.send_intent(intent, options).map(Answer::typed)
    }

    /// The intent of a typed request: checked, and with its key fixed, but not sent. Its
    /// [`record`](Intent::record) is what to write down before [`send_intent`](Self::send_intent).
    ///
    /// # Errors
    /// A `ValidationError` that names the field.
    pub fn intent<R: Request>(&self, request: &R, idempotency_key: Option<&str>) -> Result<Intent, Error> {
        Intent::new(&self.0.config, request, idempotency_key)
    }

    /// Sends an intent. The key in `options` is not looked at: the intent has its own.
    ///
    /// # Errors
    /// [`Error`]: its `outcome()` says what is known about the money.
    pub fn send_intent(&self, intent: Intent, options: &RequestOptions) -> Result<Answer<Value>, Error> {
        self.0.send(intent, options)
    }

    /// Calls an endpoint that this version does not describe. Without an idempotency key it is sent once.
    ///
    /// # Errors
    /// [`Error`]: its `outcome()` says what is known about the money.
    pub fn raw_request(&self, request: &RawRequest<'_>, options: &RequestOptions) -> Result<Answer<Value>, Error> {
        self.0.send(Intent::raw(&self.0.config, request)?, options)
    }

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

    /// The configuration of this client.
    #[must_use]
    pub fn config(&self) -> &Arc<Config> {
        &self.0.config
    }

    /// Which certificate authorities it trusts.
    #[must_use]
    pub fn tls_roots(&self) -> TlsRoots {
        self.0.tls_roots
    }
}

impl std::fmt::Debug for CliveClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CliveClient").field("config", &self.0.config).finish_non_exhaustive()
    }
}
