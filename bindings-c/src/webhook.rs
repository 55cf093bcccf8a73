//! Webhooks: whether a delivery is the partner's and recent. The event it holds is `event.rs`; why a signature does not match, `explain.rs`.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use payseal::webhook::{WebhookPartner, WebhookVerifier};
use payseal::{Error, Secret};

use crate::error::payseal_error;
use crate::event::payseal_event;
use crate::ffi::{given, guard, guard_or, hand_out, headers, invalid, payseal_str};

/// Verifies the deliveries of one webhook endpoint. One thread sets it; afterwards it may be shared. Free it with
/// `payseal_webhook_verifier_free`.
pub struct payseal_webhook_verifier {
    partner: WebhookPartner,
    secrets: Vec<Secret>,
    tolerance_s: Option<u64>,
    /// The checked verifier, made when it is first needed and anew after a setter.
    built: OnceLock<Result<WebhookVerifier, Error>>,
}

impl payseal_webhook_verifier {
    fn built(&self) -> Result<&WebhookVerifier, Error> {
        let made = self.built.get_or_init(|| {
            let mut builder = WebhookVerifier::builder(self.partner);
            for secret in &self.secrets {
                builder = builder.secret(secret.clone());
            }
            if let Some(seconds) = self.tolerance_s {
                builder = builder.tolerance_s(seconds);
            }
            builder.build()
        });
        made.as_ref().map_err(Clone::clone)
    }
}

/// The partner that C names.
pub(crate) fn partner(name: payseal_str) -> Result<WebhookPartner, Error> {
    let name = name.text("partner")?;
    WebhookPartner::by_name(name).ok_or_else(|| invalid("partner", &format!("{name:?} is not known")))
}

/// Starts a verifier for the deliveries of a partner (`PAYSEAL_CLIVE`, `PAYSEAL_TYBRITE`). It needs a secret.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_webhook_verifier_new(
    partner_name: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_webhook_verifier>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let (partner, secrets) = (partner(partner_name)?, Vec::new());
        hand_out(out, payseal_webhook_verifier { partner, secrets, tolerance_s: None, built: OnceLock::new() });
        Ok(())
    })
}

/// Wipes and frees a verifier. NULL is fine; its events go on.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_webhook_verifier_free(verifier: Option<Box<payseal_webhook_verifier>>) {
    guard_or((), || drop(verifier));
}

fn set(
    verifier: Option<&mut payseal_webhook_verifier>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
    set: impl FnOnce(&mut payseal_webhook_verifier) -> Result<(), Error>,
) -> i32 {
    guard(err, || {
        let verifier = given(verifier, "verifier")?;
        set(verifier)?;
        verifier.built = OnceLock::new();
        Ok(())
    })
}

/// Adds a secret of the endpoint, used as its bytes and never decoded. Up to 16: while you rotate, add the new one and the old one.
///
/// Copied, and wiped with the verifier. `verifier` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_webhook_verifier_add_secret(
    verifier: Option<&mut payseal_webhook_verifier>,
    secret: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(verifier, err, |verifier| {
        verifier.secrets.push(Secret::from(secret.bytes("secret")?.to_vec()));
        Ok(())
    })
}

/// How far the signed time may be from yours, in seconds and in both directions: 1 to 345 600, default 300. It cannot be switched off, and
/// it cannot be set for Clive, whose signature carries no time.
///
/// `verifier` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_webhook_verifier_set_tolerance_s(
    verifier: Option<&mut payseal_webhook_verifier>,
    seconds: u64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(verifier, err, |verifier| {
        verifier.tolerance_s = Some(seconds);
        Ok(())
    })
}

/// Checks everything that was set.
///
/// `verifier` must not be NULL. Thread-safe once nobody sets anything.
/// Errors: `PAYSEAL_CODE_HMAC_SECRET_MISSING` without a secret or with an empty one; `PAYSEAL_CODE_OPTION_INVALID`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_webhook_verifier_check(
    verifier: Option<&payseal_webhook_verifier>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || given(verifier, "verifier")?.built().map(drop))
}

/// Verifies a delivery and reads its event. `body` is the body as it came, byte for byte; header names and values are two arrays of
/// `header_count`, all headers as they came, names in any casing; `now_unix_s` is your clock.
///
/// `verifier` and `out` must not be NULL. You own `*out`. Thread-safe.
/// Errors: `PAYSEAL_KIND_WEBHOOK_VERIFICATION` with a code for the reason: `PAYSEAL_CODE_WEBHOOK_…`; answer 400 and do not process it.
/// `payseal_error_details` has the facts, `payseal_error_skew_s` how far the clocks are apart. The verifier's own errors: as
/// `payseal_webhook_verifier_check`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_webhook_verify(
    verifier: Option<&payseal_webhook_verifier>,
    body: payseal_str,
    header_names: *const payseal_str,
    header_values: *const payseal_str,
    header_count: usize,
    now_unix_s: i64,
    out: Option<&mut MaybeUninit<*mut payseal_event>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let verifier = given(verifier, "verifier")?.built()?;
        let body = body.bytes("body")?;
        let headers = headers(header_names, header_values, header_count)?;
        let verified = verifier.verify(body, &headers, now_unix_s)?;
        hand_out(out, payseal_event::verified(verified, body));
        Ok(())
    })
}

/// The same without reading the event, at the price of one signature: for endpoints that store the bytes and answer. Read them later with
/// `payseal_event_parse`. `*secret_index` says which secret fitted, from 0 in the order they were added.
///
/// `verifier` and `secret_index` must not be NULL. Thread-safe. Errors: as `payseal_webhook_verify`, except those about what the body says.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_webhook_verify_signature(
    verifier: Option<&payseal_webhook_verifier>,
    body: payseal_str,
    header_names: *const payseal_str,
    header_values: *const payseal_str,
    header_count: usize,
    now_unix_s: i64,
    secret_index: Option<&mut MaybeUninit<usize>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let secret_index = given(secret_index, "secret_index")?;
        let verifier = given(verifier, "verifier")?.built()?;
        let headers = headers(header_names, header_values, header_count)?;
        let signed = verifier.verify_signature(body.bytes("body")?, &headers, now_unix_s)?;
        secret_index.write(signed.secret_index);
        Ok(())
    })
}
