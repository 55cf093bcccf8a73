//! Whether an event was processed before: the in-memory store of the core, for one process.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::webhook::{Claim, DedupeStore, MemoryDedupe, Ticket};

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, payseal_str};

/// Nobody has it: process it, then `payseal_dedupe_complete` or `payseal_dedupe_release` with the ticket.
pub const PAYSEAL_CLAIM_NEW: i32 = 1;
/// Somebody processes it: answer 503, the partner comes again.
pub const PAYSEAL_CLAIM_IN_PROGRESS: i32 = 2;
/// It was processed: answer 200 and do nothing.
pub const PAYSEAL_CLAIM_DONE: i32 = 3;

/// Remembers which events were processed, in memory: for one process, and not across a restart. May be shared between threads. Free it with
/// `payseal_dedupe_free`.
pub struct payseal_dedupe(MemoryDedupe);

/// Makes a store with `capacity` places, at least one. What is done is remembered for 4 days (Tybrite tries for 82.6 hours); a place costs
/// about 300 bytes. A full store refuses new events instead of forgetting one.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_dedupe_new(
    capacity: usize,
    out: Option<&mut MaybeUninit<*mut payseal_dedupe>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        hand_out(given(out, "out")?, payseal_dedupe(MemoryDedupe::new(capacity)));
        Ok(())
    })
}

/// Frees a store. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_dedupe_free(store: Option<Box<payseal_dedupe>>) {
    guard_or((), || drop(store));
}

/// How many places are taken. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_dedupe_count(store: Option<&payseal_dedupe>) -> usize {
    guard_or(0, || store.map_or(0, |store| store.0.len()))
}

/// Asks for an event by `payseal_event_dedupe_key`, and holds it for `lease_s` seconds (1 to 86 400) when nobody else has it.
///
/// `*claim` is a `PAYSEAL_CLAIM_…`; `*ticket` is yours when it is new, else 0; `*until_unix_s` is when somebody else's lease ends, else 0.
/// `until_unix_s` may be NULL, everything else must not. Thread-safe.
/// Errors: `PAYSEAL_CODE_DEDUPE_STORE_FULL` (answer 503), `PAYSEAL_CODE_DEDUPE_LEASE_INVALID`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_dedupe_claim(
    store: Option<&payseal_dedupe>,
    key: payseal_str,
    now_unix_s: i64,
    lease_s: u64,
    claim: Option<&mut MaybeUninit<i32>>,
    ticket: Option<&mut MaybeUninit<u64>>,
    until_unix_s: Option<&mut MaybeUninit<i64>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (claim, ticket) = (given(claim, "claim")?, given(ticket, "ticket")?);
        let answer = given(store, "store")?.0.claim(key.text("key")?, now_unix_s, lease_s)?;
        let (is, mine, until) = match answer {
            Claim::New(Ticket(mine)) => (PAYSEAL_CLAIM_NEW, mine, 0),
            Claim::InProgress { until_unix_s } => (PAYSEAL_CLAIM_IN_PROGRESS, 0, until_unix_s),
            Claim::Done => (PAYSEAL_CLAIM_DONE, 0, 0),
        };
        claim.write(is);
        ticket.write(mine);
        if let Some(until_unix_s) = until_unix_s {
            until_unix_s.write(until);
        }
        Ok(())
    })
}

/// The event was processed. Also after the lease: done is done.
///
/// `store` must not be NULL. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_dedupe_complete(
    store: Option<&payseal_dedupe>,
    key: payseal_str,
    ticket: u64,
    now_unix_s: i64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || Ok(given(store, "store")?.0.complete(key.text("key")?, Ticket(ticket), now_unix_s)?))
}

/// The event was not processed: the next delivery may be. Nothing happens when the ticket is not that of the present claim.
///
/// `store` must not be NULL. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_dedupe_release(
    store: Option<&payseal_dedupe>,
    key: payseal_str,
    ticket: u64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || Ok(given(store, "store")?.0.release(key.text("key")?, Ticket(ticket))?))
}
