//! Webhooks: whether a delivery is the partner's, what it says, and whether it was seen before.
//!
//! [`WebhookVerifier`] judges the raw bytes and the headers; [`Event`] is what they say, with unknown members kept;
//! [`Event::dedupe_key`] and [`DedupeStore`] keep a second delivery from being processed twice; [`TestDelivery`] signs deliveries for
//! your own tests. Why a signature does *not* match is another question: see [`explain`](crate::explain). Nothing here opens a socket or
//! reads a clock: the time is an argument.
//!
//! ```
//! use payseal::webhook::{Claim, DedupeStore, MemoryDedupe, TestDelivery, WebhookPartner, WebhookVerifier};
//!
//! let verifier = WebhookVerifier::builder(WebhookPartner::Tybrite)
//!     .secret("the endpoint's new signing secret")
//!     .secret("the old one, until the last delivery signed with it is through")
//!     .build()?;
//! let seen = MemoryDedupe::new(10_000);
//! let now = 1_781_955_480; // Unix seconds, from your clock
//!
//! let delivery = TestDelivery::tybrite("the endpoint's new signing secret", "order.paid", now)?;
//! let verified = verifier.verify(delivery.body(), delivery.headers(), now)?;
//! assert_eq!(verified.secret_index, 0);
//!
//! let key = verified.event.dedupe_key();
//! match seen.claim(&key, now, 60)? {
//!     Claim::New(ticket) => seen.complete(&key, ticket, now)?, // process it, then say so
//!     Claim::InProgress { .. } => {}                           // answer 503: the partner comes again
//!     Claim::Done => {}                                        // answer 200: nothing to do
//! }
//! assert!(matches!(seen.claim(&key, now + 60, 60)?, Claim::Done));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod dedupe;
mod error;
mod event;
mod frameworks;
mod header;
mod key;
mod memory;
mod partner;
mod testing;
mod verifier;

pub use dedupe::{Claim, DedupeError, DedupeStore, MAX_LEASE_S, Ticket};
pub use error::{HeaderFault, WebhookError};
pub use event::{CliveEvent, Event, TybriteEvent, clive_event, clive_status, tybrite_event};
pub use frameworks::{Framework, Language, RAW_BODY};
pub use memory::MemoryDedupe;
pub use partner::WebhookPartner;
pub use testing::TestDelivery;
pub use verifier::{
    DEFAULT_TOLERANCE_S, MAX_SECRETS, MAX_TOLERANCE_S, Signed, Verified, WebhookVerifier, WebhookVerifierBuilder,
};
