//! The client of a partner that is named when the program runs: for bindings, which have one native type for all partners.

use super::client::methods;
use super::engine::{ClientBuilder, Engine};
use super::options::RequestOptions;
use crate::answer::Answer;
use crate::error::{Code, Error};
use crate::intent::Intent;
use crate::operation::Partner;
use crate::partners::clive;

/// A client without methods for single operations: it sends intents. Rust programs take a partner's own client.
///
/// ```
/// use payseal::{driver::AnyClient, partners};
/// let partner = partners::by_name("tybrite").unwrap();
/// let client = AnyClient::builder(partner).base_url("https://api.example.com").api_key("tybrite_sk_test_1").build()?;
/// assert_eq!(client.config().partner().name, "tybrite");
/// # Ok::<(), payseal::Error>(())
/// ```
pub struct AnyClient(pub(super) Engine);

methods! { AnyClient }

impl AnyClient {
    /// Starts a client of this partner.
    #[must_use]
    pub fn builder(partner: &'static Partner) -> ClientBuilder<Self> {
        ClientBuilder::new(partner, Self)
    }

    /// A builder that holds the partner's three environment variables.
    ///
    /// # Errors
    /// A `ConfigError` that names the variable which is missing or empty.
    pub fn builder_from_env(partner: &'static Partner) -> Result<ClientBuilder<Self>, Error> {
        ClientBuilder::from_env(partner, Self)
    }

    /// Clive's two-step checkout, from an intent of [`initialize_transaction`](clive::INITIALIZE_TRANSACTION). Both answers,
    /// the transaction's first.
    ///
    /// # Errors
    /// As [`CliveClient::initialize_and_attach_intent`](super::CliveClient::initialize_and_attach_intent); `CALL_MISUSE`
    /// when the client is another partner's.
    pub fn send_initialize_and_attach(
        &self,
        initialize: Intent,
        stripe_payment_intent_id: &str,
        options: &RequestOptions,
        attach_options: &RequestOptions,
    ) -> Result<(Answer, Answer), Error> {
        if self.0.config.partner().name != clive::PARTNER.name {
            return Err(Error::because(Code::CallMisuse, "only a client of Clive has a two-step checkout"));
        }
        self.0.initialize_and_attach(initialize, stripe_payment_intent_id, options, attach_options)
    }
}
