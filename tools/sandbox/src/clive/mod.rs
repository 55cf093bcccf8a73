//! The Clive partner API, spoken for real: routes, authentication, validation, state and Stripe events.
//!
//! Where the public documentation is silent, the decision is written down at the code that makes it; the table of invented
//! codes and statuses stands in the crate's documentation.

pub(crate) mod auth;
mod branding;
mod clients;
pub(crate) mod fees;
pub(crate) mod ids;
mod inbound;
pub(crate) mod ledger;
pub(crate) mod model;
mod seed;
mod settlements;
pub(crate) mod stripe;
mod transactions;
mod validate;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Where the API lives under the sandbox's origin.
pub(crate) const BASE_PATH: &str = "/api/v1";

/// An operation's name, method and path.
pub(crate) type OperationPath = (&'static str, &'static str, &'static str);

/// The operations by the names that the client library gives them, so that a fault can name one.
pub(crate) const OPERATIONS: &[OperationPath] = &[
    ("initialize_transaction", "POST", "/transactions/initialize"),
    ("attach_payment_intent", "POST", "/transactions/attach-intent"),
    ("create_checkout_intent", "POST", "/transactions/checkout-intent"),
    ("create_checkout_intent_v2", "POST", "/transactions/checkout-intent-v2"),
    ("list_transactions", "GET", "/transactions"),
    ("create_merchant_client", "POST", "/clients"),
    ("list_merchant_clients", "GET", "/clients"),
    ("list_settlements", "GET", "/settlements"),
    ("run_settlements", "POST", "/settlements/run"),
    ("pay_settlement", "POST", "/settlements/pay"),
    ("get_branding_packet", "GET", "/branding/packet"),
];

/// The endpoints, without [`BASE_PATH`].
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/transactions", get(transactions::list))
        .route("/transactions/initialize", post(transactions::initialize))
        .route("/transactions/attach-intent", post(transactions::attach_intent))
        .route("/transactions/checkout-intent", post(transactions::checkout_intent))
        .route("/transactions/checkout-intent-v2", post(transactions::checkout_intent_v2))
        .route("/clients", get(clients::list).post(clients::create))
        .route("/settlements", get(settlements::list))
        .route("/settlements/run", post(settlements::run))
        .route("/settlements/pay", post(settlements::pay))
        .route("/branding/packet", get(branding::packet))
        .route("/webhooks/stripe", post(stripe::receive))
        .route("/sandbox/checkout-intent", post(transactions::demo_intent))
}
