//! The Tybrite commerce API, spoken for real on a listener of its own: keys, signatures over the raw bytes, idempotency, limits,
//! payments, orders, ingestion, webhooks and sandbox tools.
//!
//! Which endpoints there are stands in `endpoints.rs`; what every request must pass in `gate.rs`. Where the sources disagree or
//! are silent, the decision is written down at the code that makes it.

pub(crate) mod answer;
mod books;
mod call;
mod catalog;
mod config;
pub(crate) mod control;
mod endpoints;
mod fields;
mod gate;
mod hooks;
mod identity;
mod ids;
mod ingest;
mod input;
mod keys;
mod limits;
mod money;
mod once;
mod operations;
mod orders;
mod page;
mod payments;
mod providers;
mod reserve;
mod signature;
mod store;
mod switches;
mod system;
mod tools;

pub use books::TybriteSnapshot;
pub use config::{
    DEFAULT_TYBRITE_PORT, OrderSignature, ResponseEncoding, TYBRITE_HMAC_SECRET, TYBRITE_OPERATOR_KEY,
    TYBRITE_PUBLISHABLE_LIVE_KEY, TYBRITE_PUBLISHABLE_TEST_KEY, TYBRITE_READ_ONLY_KEY, TYBRITE_SECRET_LIVE_KEY,
    TYBRITE_SECRET_TEST_KEY, TybriteConfig,
};
pub(crate) use endpoints::router;
pub use hooks::model::SentWebhook;
pub use keys::Environment;
pub(crate) use operations::OPERATIONS;
pub use orders::model::Order;
pub use payments::model::{Payment, PaymentStatus, UnknownPayment};
pub(crate) use store::Tybrite;
