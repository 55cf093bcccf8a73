//! Seen before? [`DedupeStore`] is what an endpoint asks before it processes an event, in three steps: claim, process, complete.
//!
//! Both partners deliver at least once, and retries may overlap the first delivery. A store that only remembers what is *done* lets two
//! deliveries run at once; one that marks *before* processing loses the event when processing fails. Hence a lease: a claim holds the
//! event for a while; whoever fails releases it, whoever dies loses it when the lease is over.
//!
//! Implement the trait over what your processes share: in SQL `claim` is one `INSERT … ON CONFLICT … WHERE lease_until < now`.
//! [`MemoryDedupe`](super::MemoryDedupe) is for one process.

/// What a claim was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Claim {
    /// Yours: process it, then `complete` or `release` it with this ticket.
    New(Ticket),
    /// Somebody processes it: answer 503, the partner comes again.
    InProgress {
        /// When the other's lease ends, in Unix seconds.
        until_unix_s: i64,
    },
    /// Processed: answer 200 and do nothing.
    Done,
}

/// Which claim it was. Who comes back after the lease was given to somebody else cannot release theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// The longest lease, in seconds: a day.
pub const MAX_LEASE_S: u64 = 24 * 3600;

/// Why the in-memory store did not take a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DedupeError {
    /// Every place holds an event that must not be forgotten yet. Answer 503: the partner delivers again.
    #[error("all {capacity} places hold events that must not be forgotten yet")]
    Full {
        /// How many places there are.
        capacity: usize,
    },
    /// A lease of no time protects nothing, and one of more than [`MAX_LEASE_S`] would hold an event for ever.
    #[error("a lease is from 1 to {MAX_LEASE_S} s, not {lease_s}")]
    LeaseInvalid {
        /// What was given.
        lease_s: u64,
    },
}

impl From<DedupeError> for crate::Error {
    fn from(error: DedupeError) -> Self {
        let code = match error {
            DedupeError::Full { .. } => crate::error::Code::DedupeStoreFull,
            DedupeError::LeaseInvalid { .. } => crate::error::Code::DedupeLeaseInvalid,
        };
        Self::because(code, error)
    }
}

/// Remembers which events were processed. Time is an argument, in Unix seconds; `key` is [`Event::dedupe_key`](super::Event::dedupe_key).
///
/// A store must keep what is done for at least 4 days: Tybrite tries for 82.6 hours.
pub trait DedupeStore {
    /// Why the store did not answer. When in doubt, answer 503 and let the partner deliver again.
    type Error;

    /// Asks for an event, and holds it for `lease_s` seconds when nobody else has it. Atomic: of two claims at once one is told `New`.
    ///
    /// # Errors
    /// When the store cannot say; then do not process the event.
    fn claim(&self, key: &str, now_unix_s: i64, lease_s: u64) -> Result<Claim, Self::Error>;

    /// The event was processed. Also after the lease: done is done, whoever did it.
    ///
    /// # Errors
    /// When the store could not remember it.
    fn complete(&self, key: &str, ticket: Ticket, now_unix_s: i64) -> Result<(), Self::Error>;

    /// The event was not processed: the next delivery may be. Nothing happens when the ticket is not that of the present claim.
    ///
    /// # Errors
    /// When the store could not be asked; the lease ends by itself.
    fn release(&self, key: &str, ticket: Ticket) -> Result<(), Self::Error>;
}
