//! Tybrite's client. The methods of the single operations stand in groups with their descriptions, in
//! `partners/tybrite/operations.rs`; the iterators over whole lists stand here.

use super::client::client;
use super::engine::Engine;
use super::options::RequestOptions;
use super::pages::Pages;
use crate::tybrite::{
    ListOrders, ListWebhookEndpoints, ListWebhookEvents, Orders, PARTNER, WebhookEndpoints, WebhookEvents,
};

/// A client of Tybrite. Make one and share it: it is `Send + Sync` and holds the connection pool.
///
/// ```no_run
/// use payseal::driver::TybriteClient;
/// use payseal::tybrite::{InitializePayment, ListOrders, MPESA};
///
/// let client = TybriteClient::from_env()?; // TYBRITE_API_BASE_URL, TYBRITE_API_KEY, TYBRITE_HMAC_SECRET
/// let payment = client.payments().initialize(&InitializePayment {
///     provider: MPESA.into(),
///     amount: 1000.into(),
///     phone: Some("254712345678".into()),
///     ..Default::default()
/// })?;
/// if let Some(request) = payment.verify_request() {
///     println!("{:?}", client.payments().verify(&request)?.status);
/// }
/// for order in client.orders().iter(ListOrders::default()) {
///     println!("{:?}", order?.order_number);
/// }
/// # Ok::<(), payseal::Error>(())
/// ```
pub struct TybriteClient(Engine);

client! {
    TybriteClient, PARTNER,
    "A client from `TYBRITE_API_BASE_URL`, `TYBRITE_API_KEY` and `TYBRITE_HMAC_SECRET`."
}

impl<'a> Orders<'a> {
    /// Every order that fits the request, page after page. An error ends it.
    #[must_use]
    pub fn iter(&self, request: ListOrders) -> Pages<'a, ListOrders> {
        Pages::new(self.client(), request, RequestOptions::default())
    }
}

impl<'a> WebhookEndpoints<'a> {
    /// Every endpoint, page after page. An error ends it.
    #[must_use]
    pub fn iter(&self, request: ListWebhookEndpoints) -> Pages<'a, ListWebhookEndpoints> {
        Pages::new(self.client(), request, RequestOptions::default())
    }
}

impl<'a> WebhookEvents<'a> {
    /// Every event that fits the request, page after page. An error ends it.
    #[must_use]
    pub fn iter(&self, request: ListWebhookEvents) -> Pages<'a, ListWebhookEvents> {
        Pages::new(self.client(), request, RequestOptions::default())
    }
}
