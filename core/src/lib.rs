//! Payseal: one core that signs, sends, retries and verifies the traffic between a merchant's backend and its payment
//! partners.
//!
//! The core decides, a host only moves bytes: there is no clock, no I/O and no source of randomness in here. The
//! one exception is [`driver`] (feature `ureq`, on by default), the blocking client for Rust programs.
//!
//! ```
//! use payseal::{Config, Intent, clive};
//! let config = Config::builder(&clive::PARTNER)
//!     .base_url("https://api.example.com/api/v1").api_key("cp_test").hmac_secret("test_hmac_secret").build()?;
//! let intent = Intent::new(&config, &clive::CreateCheckoutIntent {
//!     partner_id: "ECHEZONA001".into(),
//!     client_id: "AIRPEACE001".into(),
//!     amount: 750.into(),
//!     currency: "USD".into(),
//!     email: "buyer@example.com".into(),
//!     echezona_reference: "EZ12345".into(),
//!     statement_descriptor_suffix: Some("AIRPEACE".into()),
//!     meta: None,
//! }, None)?;
//! assert_eq!(intent.idempotency_key(), Some("checkout-EZ12345"));
//! # Ok::<(), payseal::Error>(())
//! ```

#![forbid(unsafe_code)]

pub mod amount;
pub mod error;
pub mod explain;
pub mod headers;
pub mod idempotency;
pub mod json;
pub mod operation;
pub mod partners;
pub mod retry;
pub mod secret;
pub mod sign;
pub mod webhook;

mod answer;
mod api_key;
mod base_url;
mod body;
mod call;
mod config;
mod http;
mod intent;
mod meta;
mod outcome;

#[cfg(feature = "ureq")]
pub mod driver;

pub use amount::Amount;
pub use answer::Answer;
pub use api_key::{ApiKeyInfo, KeyClass};
pub use base_url::BaseUrl;
pub use body::Body;
pub use call::{AttemptReport, Call, CallOptions, Done, Misuse, Now, StateName, Step};
pub use config::{Config, ConfigBuilder, Credentials};
pub use error::Error;
pub use http::{HttpRequest, ResponseHeaders};
pub use intent::{Intent, RawRequest};
pub use meta::{Meta, RateLimit};
pub use outcome::{Fault, Outcome};
pub use partners::{clive, tybrite};
pub use secret::Secret;
pub use sign::SigningKey;
