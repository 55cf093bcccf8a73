//! The blocking client for Rust programs (feature `ureq`): sockets, TLS, clock and entropy around [`Call`](crate::Call).
//!
//! It moves bytes and waits; whether to wait, what to send and what an answer means is the core's to say. One client is
//! one connection pool: make it once and share it between threads.
//!
//! ```no_run
//! use payseal::clive::CreateCheckoutIntent;
//! use payseal::driver::CliveClient;
//!
//! let client = CliveClient::from_env()?; // CLIVE_API_BASE_URL, CLIVE_API_KEY, CLIVE_HMAC_SECRET
//! let checkout = client.create_checkout_intent(&CreateCheckoutIntent {
//!     partner_id: "ECHEZONA001".into(),
//!     client_id: "AIRPEACE001".into(),
//!     amount: "750.00".parse().map_err(payseal::Error::from)?,
//!     currency: "USD".into(),
//!     email: "buyer@example.com".into(),
//!     echezona_reference: "EZ12345".into(),
//!     ..Default::default()
//! })?;
//! println!("{:?} after {} attempt(s)", checkout.status, checkout.attempts());
//! # Ok::<(), payseal::Error>(())
//! ```
//!
//! What it does not do: follow redirects, decompress, keep cookies, or send plain http beyond this machine.
//!
//! # Logs
//! Its own events (`tracing`, target `payseal`, debug level) hold no credential, no secret of an answer and no body. Beneath it
//! stands ureq, which logs through the `log` crate: its debug level is as clean, but **at trace level the target
//! `ureq_proto` dumps the wire**, credentials and answers included. A library cannot switch that off for a program, so
//! never enable trace for it: `RUST_LOG=trace,ureq=debug,ureq_proto=debug`.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Code, Error};

mod any;
mod attempt;
mod client;
mod clive;
mod engine;
mod fault;
mod hook;
mod options;
mod pages;
mod tls;
mod transport;
mod tybrite;

pub use any::AnyClient;
pub use clive::{CliveClient, InitializedAndAttached};
pub use engine::ClientBuilder;
pub use hook::AttemptEvent;
pub use options::{Cancel, RequestOptions};
pub use pages::Pages;
pub use tls::TlsRoots;
pub use tybrite::TybriteClient;

/// A random idempotency key, `{prefix}-{unix ms}-{128 random bits in hex}`, from the system's clock and entropy. For
/// requests that have no reference of their own; store it before you send it.
///
/// ```
/// let key = payseal::driver::random_idempotency_key("refund")?;
/// assert!(key.starts_with("refund-") && payseal::idempotency::check(&key).is_ok());
/// # Ok::<(), payseal::Error>(())
/// ```
///
/// # Errors
/// `ENTROPY_UNAVAILABLE`.
pub fn random_idempotency_key(prefix: &str) -> Result<String, Error> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let unix_ms = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    Ok(crate::idempotency::random(prefix, unix_ms, entropy()?))
}

/// Fresh random bytes of the operating system.
fn entropy<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|why| Error::because(Code::EntropyUnavailable, why))?;
    Ok(bytes)
}
