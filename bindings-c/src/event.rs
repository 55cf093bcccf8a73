//! What a webhook delivery says.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use payseal::json::{self, Value};
use payseal::webhook::{Event, Verified};

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, payseal_json, payseal_str, put};
use crate::webhook::partner;

/// An event. It never changes and may be shared between threads. Free it with `payseal_event_free`.
pub struct payseal_event {
    event: Event,
    secret_index: Option<usize>,
    timestamp: Option<i64>,
    body: Vec<u8>,
    /// The body as JSON, made when it is asked for.
    json: OnceLock<Option<Value>>,
}

impl payseal_event {
    pub(crate) fn verified(verified: Verified, body: &[u8]) -> Self {
        let Verified { event, secret_index, timestamp } = verified;
        Self { event, secret_index: Some(secret_index), timestamp, body: body.to_vec(), json: OnceLock::new() }
    }

    fn json(&self) -> Option<&Value> {
        self.json.get_or_init(|| json::parse(&self.body).ok()).as_ref()
    }
}

/// Reads a body that was verified before, e.g. one taken from a queue. Says nothing about who sent it.
///
/// Copied. `out` must not be NULL. You own `*out`. Thread-safe.
/// Errors: `PAYSEAL_CODE_WEBHOOK_BODY_NOT_JSON` when it is not a JSON object in UTF-8; `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_parse(
    partner_name: payseal_str,
    body: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_event>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let body = body.bytes("body")?;
        let event = Event::parse(partner(partner_name)?, body)?;
        let body = body.to_vec();
        hand_out(out, payseal_event { event, secret_index: None, timestamp: None, body, json: OnceLock::new() });
        Ok(())
    })
}

/// Frees an event. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_free(event: Option<Box<payseal_event>>) {
    guard_or((), || drop(event));
}

fn text(event: Option<&payseal_event>, get: impl FnOnce(&Event) -> Option<&str>) -> payseal_str {
    guard_or(payseal_str::NONE, || payseal_str::maybe(event.and_then(|event| get(&event.event))))
}

/// Whose event it is: `clive`, `tybrite`. Static text; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_partner(event: Option<&payseal_event>) -> payseal_str {
    text(event, |event| Some(event.partner().name()))
}

/// What happened, e.g. `transaction_succeeded` or `order.paid`. A view; `{NULL, 0}` when the delivery does not say (Clive's old payload), or
/// for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_type(event: Option<&payseal_event>) -> payseal_str {
    text(event, Event::event_type)
}

/// The event's id. A view; `{NULL, 0}` when there is none (Clive sends none: take the dedupe key), or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_id(event: Option<&payseal_event>) -> payseal_str {
    text(event, Event::id)
}

/// Clive's transaction status, e.g. `succeeded`. A view; `{NULL, 0}` when there is none (Tybrite's envelope has none), or for NULL.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_status(event: Option<&payseal_event>) -> payseal_str {
    text(event, Event::status)
}

/// The same text for every delivery of the same event, and another for any other: the key for `payseal_dedupe_claim`. At most 320 bytes of
/// printable ASCII. A view; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_dedupe_key(event: Option<&payseal_event>) -> payseal_str {
    text(event, |event| Some(event.dedupe_key()))
}

/// Everything it says, for `payseal_json_get_…`. A view into the event, NULL for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_json(event: Option<&payseal_event>) -> *const payseal_json {
    guard_or(std::ptr::null(), || payseal_json::view(event.and_then(payseal_event::json)))
}

/// With which secret it was signed, from 0 in the order they were added: when it is never the old one any more, the rotation is over. True:
/// `*out` is written. False: the event was not verified here (`payseal_event_parse`), or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_secret_index(
    event: Option<&payseal_event>,
    out: Option<&mut MaybeUninit<usize>>,
) -> bool {
    put(out, || event?.secret_index)
}

/// When it was signed. True: `*out` is written, in Unix seconds. False: the signature carries no time (Clive), the event was not verified
/// here, or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_event_signed_unix_s(
    event: Option<&payseal_event>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    put(out, || event?.timestamp)
}
