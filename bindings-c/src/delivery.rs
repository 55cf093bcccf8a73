//! Signed deliveries for your own tests. Not for production: nobody but the partner signs what your endpoint believes.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::Error;
use payseal::error::Code;
use payseal::webhook::{TestDelivery, WebhookPartner};

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, invalid, payseal_str};
use crate::webhook::partner;

/// A webhook delivery as the partner would send it, for your own tests. It never changes and may be shared between threads. Free it with
/// `payseal_test_delivery_free`.
pub struct payseal_test_delivery(TestDelivery);

/// Makes a delivery of the partner's documented payload with this event, e.g. `transaction_refunded` (Clive) or `order.paid` (Tybrite),
/// signed at `unix_s` (which Clive's signature does not carry).
///
/// `secret` must not be empty; `out` must not be NULL. You own `*out`. Thread-safe.
/// Errors: `PAYSEAL_CODE_HMAC_SECRET_MISSING`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_test_delivery_new(
    partner_name: payseal_str,
    secret: payseal_str,
    event_type: payseal_str,
    unix_s: i64,
    out: Option<&mut MaybeUninit<*mut payseal_test_delivery>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let (secret, event) = (secret.bytes("secret")?, event_type.text("event_type")?);
        let made = match partner(partner_name)? {
            WebhookPartner::Clive => TestDelivery::clive(secret, event),
            WebhookPartner::Tybrite => TestDelivery::tybrite(secret, event, unix_s),
            _ => return Err(invalid("partner", "has no documented payload")),
        };
        hand_out(out, payseal_test_delivery(made.map_err(|_| Error::new(Code::HmacSecretMissing))?));
        Ok(())
    })
}

/// Makes a delivery of any body, signed as the partner signs at `unix_s`.
///
/// `secret` must not be empty; `out` must not be NULL. You own `*out`. Thread-safe.
/// Errors: `PAYSEAL_CODE_HMAC_SECRET_MISSING`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_test_delivery_signed(
    partner_name: payseal_str,
    secret: payseal_str,
    body: payseal_str,
    unix_s: i64,
    out: Option<&mut MaybeUninit<*mut payseal_test_delivery>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let body = body.bytes("body")?.to_vec();
        let made = TestDelivery::signed(partner(partner_name)?, secret.bytes("secret")?, body, unix_s);
        hand_out(out, payseal_test_delivery(made.map_err(|_| Error::new(Code::HmacSecretMissing))?));
        Ok(())
    })
}

/// Frees a delivery. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_test_delivery_free(delivery: Option<Box<payseal_test_delivery>>) {
    guard_or((), || drop(delivery));
}

/// The exact bytes that were signed. A view; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_test_delivery_body(delivery: Option<&payseal_test_delivery>) -> payseal_str {
    guard_or(payseal_str::NONE, || delivery.map_or(payseal_str::NONE, |delivery| payseal_str::view(delivery.0.body())))
}

/// How many headers there are: the content type and the signature. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_test_delivery_header_count(delivery: Option<&payseal_test_delivery>) -> usize {
    guard_or(0, || delivery.map_or(0, |delivery| delivery.0.headers().len()))
}

/// The header at `index`, from 0. The last one is the signature.
///
/// Nothing may be NULL. `*name` and `*value` are views. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_test_delivery_header_at(
    delivery: Option<&payseal_test_delivery>,
    index: usize,
    name: Option<&mut MaybeUninit<payseal_str>>,
    value: Option<&mut MaybeUninit<payseal_str>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (name, value) = (given(name, "name")?, given(value, "value")?);
        let header = given(delivery, "delivery")?.0.headers().get(index);
        let header = header.ok_or_else(|| invalid("index", "is beyond the last header"))?;
        name.write(payseal_str::view(header.0.as_bytes()));
        value.write(payseal_str::view(header.1.as_bytes()));
        Ok(())
    })
}
