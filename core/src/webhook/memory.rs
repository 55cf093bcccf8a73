//! A [`DedupeStore`] in memory. *Not for* more than one process, and not across a restart: a second process does not know what the first
//! has done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Claim, DedupeError, DedupeStore, MAX_LEASE_S, Ticket};

/// How long what is done is remembered, in seconds: 4 days. Tybrite's last attempt comes 82.6 hours after the first.
const RETENTION_S: i64 = 4 * 24 * 3600;

/// Remembers a bounded number of events in this process, what is done for 4 days.
///
/// When all places are taken, those that may be forgotten are given up first: done for 4 days, or claimed by somebody whose lease is over.
/// If there is none, a new event is refused with [`DedupeError::Full`]. Nothing else is ever forgotten: a store that forgets under load
/// processes a payment twice exactly when it is busiest. A place costs about 300 bytes; take at least as many as the events of 4 days.
///
/// ```
/// use payseal::webhook::{Claim, DedupeError, DedupeStore, MemoryDedupe};
///
/// let seen = MemoryDedupe::new(1);
/// let Claim::New(ticket) = seen.claim("evt_1", 1_000, 60)? else { panic!("nobody has it") };
/// assert_eq!(seen.claim("evt_1", 1_001, 60)?, Claim::InProgress { until_unix_s: 1_060 });
/// assert_eq!(seen.claim("evt_2", 1_001, 60), Err(DedupeError::Full { capacity: 1 }));
///
/// seen.release("evt_1", ticket)?; // it failed: the next delivery may be processed
/// assert!(matches!(seen.claim("evt_1", 1_002, 60)?, Claim::New(_)));
/// # Ok::<(), DedupeError>(())
/// ```
#[derive(Debug)]
pub struct MemoryDedupe {
    capacity: usize,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    by_key: BTreeMap<Arc<str>, Place>,
    /// When each place may be given up: the same places in that order.
    by_end: BTreeSet<(i64, Arc<str>)>,
    last_ticket: u64,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    done: bool,
    ticket: Ticket,
    /// Until when it must be kept, in Unix seconds: the end of the lease, or of the retention.
    end: i64,
}

impl MemoryDedupe {
    /// A store with so many places, at least one.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), places: Mutex::default() }
    }

    /// How many places are taken, also by what may be forgotten.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().by_key.len()
    }

    /// Whether no place is taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Nothing in here panics while it holds the lock, and each change is whole; a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Places {
    fn set(&mut self, key: &str, place: Place) {
        let key = match self.by_key.get_key_value(key) {
            Some((key, old)) => {
                let key = Arc::clone(key);
                self.by_end.remove(&(old.end, Arc::clone(&key)));
                key
            }
            None => Arc::from(key),
        };
        self.by_end.insert((place.end, Arc::clone(&key)));
        self.by_key.insert(key, place);
    }

    fn remove(&mut self, key: &str) {
        if let Some((key, place)) = self.by_key.remove_entry(key) {
            self.by_end.remove(&(place.end, key));
        }
    }

    fn forget_ended(&mut self, now_unix_s: i64) {
        while self.by_end.first().is_some_and(|(end, _)| *end <= now_unix_s) {
            if let Some((_, key)) = self.by_end.pop_first() {
                self.by_key.remove(&key);
            }
        }
    }
}

impl DedupeStore for MemoryDedupe {
    type Error = DedupeError;

    fn claim(&self, key: &str, now_unix_s: i64, lease_s: u64) -> Result<Claim, DedupeError> {
        let lease = i64::try_from(lease_s).ok().filter(|_| (1..=MAX_LEASE_S).contains(&lease_s));
        let lease = lease.ok_or(DedupeError::LeaseInvalid { lease_s })?;
        let places = &mut *self.lock();
        match places.by_key.get(key) {
            Some(place) if place.end <= now_unix_s => {}
            Some(place) if place.done => return Ok(Claim::Done),
            Some(place) => return Ok(Claim::InProgress { until_unix_s: place.end }),
            None if places.by_key.len() >= self.capacity => {
                places.forget_ended(now_unix_s);
                if places.by_key.len() >= self.capacity {
                    return Err(DedupeError::Full { capacity: self.capacity });
                }
            }
            None => {}
        }
        places.last_ticket = places.last_ticket.wrapping_add(1);
        let ticket = Ticket(places.last_ticket);
        places.set(key, Place { done: false, ticket, end: now_unix_s.saturating_add(lease) });
        Ok(Claim::New(ticket))
    }

    /// Also remembers an event whose place was given up meanwhile, even if that takes one place more than there are.
    fn complete(&self, key: &str, ticket: Ticket, now_unix_s: i64) -> Result<(), DedupeError> {
        self.lock().set(key, Place { done: true, ticket, end: now_unix_s.saturating_add(RETENTION_S) });
        Ok(())
    }

    fn release(&self, key: &str, ticket: Ticket) -> Result<(), DedupeError> {
        let places = &mut *self.lock();
        if places.by_key.get(key).is_some_and(|place| !place.done && place.ticket == ticket) {
            places.remove(key);
        }
        Ok(())
    }
}
