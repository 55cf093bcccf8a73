//! Webhooks, seen from JavaScript: the verifier (its hot half is in `hot.rs`), test deliveries and the store in memory.
//!
//! Not for decisions: all of it is [`payseal::webhook`].

use std::cell::RefCell;
use std::rc::Rc;

use napi::bindgen_prelude::{Buffer, Either, Env, Result, Uint8Array, Unknown};
use napi_derive::napi;
use payseal::error::Code;
use payseal::secret::Secret;
use payseal::webhook::{
    Claim, DedupeStore, Event, Language, MemoryDedupe, TestDelivery, Ticket, Verified, WebhookError, WebhookPartner,
    WebhookVerifier,
};
use payseal::{Error, sign::EmptyKey};

use crate::wire::{self, Packed};
use crate::{hot, latin1, now, thrown};

/// Verifies, reads the event if asked to, and packs what came of it.
pub(crate) fn judge<N: AsRef<[u8]>, V: AsRef<[u8]>>(
    verifier: &WebhookVerifier,
    body: &[u8],
    headers: &[(N, V)],
    now_unix_s: i64,
    reads_event: bool,
) -> Packed {
    let judged = if reads_event {
        verifier.verify(body, headers, now_unix_s).map(|Verified { event, secret_index, timestamp, .. }| {
            wire::verified(payseal::webhook::Signed { secret_index, timestamp }, event.dedupe_key())
        })
    } else {
        verifier.verify_signature(body, headers, now_unix_s).map(|signed| wire::verified(signed, ""))
    };
    judged.unwrap_or_else(|error| Packed::error(&Error::from(error)))
}

/// A right signature as a number: 16 times its time and the index of the secret, of which there are at most 16; without a time,
/// the index counted down from -1. The time is near ours, so the number is exact.
pub(crate) fn as_number(signed: payseal::webhook::Signed) -> f64 {
    let index = signed.secret_index as f64;
    signed.timestamp.map_or(-1.0 - index, |time| time as f64 * 16.0 + index)
}

/// A secret as text, used as its UTF-8 bytes, or as bytes.
type SecretInput = Either<String, Uint8Array>;

/// The verifier of one endpoint.
#[napi]
pub struct NativeVerifier {
    verifier: Rc<WebhookVerifier>,
}

#[napi]
impl NativeVerifier {
    /// Checks everything; what is wrong is thrown as an error whose message is the core's error as JSON.
    #[napi(constructor, catch_unwind)]
    pub fn new(partner: String, secrets: Vec<SecretInput>, tolerance_s: Option<i64>) -> Result<Self> {
        let mut builder = WebhookVerifier::builder(partner_of(&partner)?);
        for secret in secrets {
            builder = builder.secret(match secret {
                Either::A(text) => Secret::from(text),
                Either::B(bytes) => Secret::from(bytes.to_vec()),
            });
        }
        if let Some(seconds) = tolerance_s {
            // Below zero is as far out of range as zero.
            builder = builder.tolerance_s(u64::try_from(seconds).unwrap_or(0));
        }
        Ok(Self { verifier: Rc::new(builder.build().map_err(thrown)?) })
    }

    /// `verify(body, value, unixMs, readEvent)`, for a delivery with one signature header.
    #[napi(catch_unwind, ts_return_type = "Function")]
    pub fn function<'e>(&self, env: &'e Env) -> Result<Unknown<'e>> {
        hot::verify(env, Rc::clone(&self.verifier))
    }

    /// The same with all headers that any partner signs in: names and values, alternating.
    #[napi(catch_unwind)]
    pub fn judge(&self, body: Buffer, headers: Vec<String>, unix_ms: f64, reads_event: bool) -> String {
        latin1(judge(&self.verifier, &body, &pairs(&headers), now(0.0, unix_ms).unix_s, reads_event))
    }

    /// How far the signed time may be from ours, in seconds.
    #[napi(getter, catch_unwind)]
    pub fn tolerance_s(&self) -> f64 {
        self.verifier.tolerance_s() as f64
    }
}

/// Names and values; a value is the octets that JavaScript shows as characters.
pub(crate) fn pairs(alternating: &[String]) -> Vec<(&str, Vec<u8>)> {
    let octets = |text: &String| {
        let octet = |c: char| u8::try_from(c).map_or_else(|_| c.to_string().into_bytes(), |octet| vec![octet]);
        text.chars().flat_map(octet).collect()
    };
    alternating.chunks_exact(2).filter_map(|pair| Some((pair.first()?.as_str(), octets(pair.get(1)?)))).collect()
}

pub(crate) fn partner_of(name: &str) -> Result<WebhookPartner> {
    let unknown = || {
        let names: Vec<&str> = WebhookPartner::ALL.iter().map(|partner| partner.name()).collect();
        thrown(Error::because(Code::OptionInvalid, format_args!("partner must be one of {}", names.join(", "))))
    };
    WebhookPartner::by_name(name).ok_or_else(unknown)
}

/// The partners that send webhooks, each with the header it signs in, alternating.
#[napi(catch_unwind)]
pub fn webhook_headers() -> Vec<&'static str> {
    WebhookPartner::ALL.iter().flat_map(|partner| [partner.name(), partner.header()]).collect()
}

/// The error for a body that is not bytes any more; `given` as in "the body is *an object*".
#[napi(catch_unwind)]
pub fn wrong_body_type(given: String) -> String {
    wire::error_json(&Error::from(WebhookError::wrong_body_type(given, Language::Node)))
}

/// The dedupe key of a body that was verified before.
#[napi(catch_unwind)]
pub fn event_key(partner: String, body: Buffer) -> Result<String> {
    let event = Event::parse(partner_of(&partner)?, &body).map_err(|error| thrown(Error::from(error)))?;
    Ok(event.dedupe_key().to_owned())
}

/// A signed delivery: names and values of its headers, alternating, and the body.
#[napi(object)]
pub struct Delivery {
    /// Names and values, alternating.
    pub headers: Vec<String>,
    /// The exact bytes.
    pub body: Buffer,
}

/// A delivery with the partner's documented payload of this type, or with the body given.
#[napi(catch_unwind)]
pub fn test_delivery(
    partner: String,
    secret: String,
    event_type: Option<String>,
    body: Option<Buffer>,
    unix_ms: f64,
) -> Result<Delivery> {
    let partner = partner_of(&partner)?;
    let unix_s = now(0.0, unix_ms).unix_s;
    let delivery = match body {
        Some(body) => TestDelivery::signed(partner, secret, body.to_vec(), unix_s),
        None => TestDelivery::documented(partner, secret, event_type.as_deref(), unix_s),
    };
    let delivery = delivery.map_err(|EmptyKey| thrown(Error::new(Code::HmacSecretMissing)))?;
    Ok(Delivery {
        headers: delivery.headers().iter().flat_map(|(name, value)| [(*name).to_owned(), value.clone()]).collect(),
        body: Buffer::from(delivery.body().to_vec()),
    })
}

/// What was seen, in this process.
#[napi]
pub struct NativeDedupe {
    store: RefCell<MemoryDedupe>,
}

#[napi]
impl NativeDedupe {
    /// A store with so many places.
    #[napi(constructor, catch_unwind)]
    pub fn new(capacity: u32) -> Self {
        Self { store: RefCell::new(MemoryDedupe::new(capacity as usize)) }
    }

    /// What the claim was answered, and the ticket or the end of the other's lease.
    #[napi(catch_unwind, ts_return_type = "['new' | 'in_progress' | 'done', number?]")]
    pub fn claim(&self, key: String, now_unix_s: i64, lease_s: i64) -> Result<(&'static str, f64)> {
        let lease_s = u64::try_from(lease_s).unwrap_or(0);
        let claimed =
            self.store.borrow().claim(&key, now_unix_s, lease_s).map_err(|error| thrown(Error::from(error)))?;
        Ok(match claimed {
            Claim::New(Ticket(ticket)) => ("new", ticket as f64),
            Claim::InProgress { until_unix_s } => ("in_progress", until_unix_s as f64),
            Claim::Done => ("done", 0.0),
        })
    }

    /// The event was processed.
    #[napi(catch_unwind)]
    pub fn complete(&self, key: String, ticket: i64, now_unix_s: i64) -> Result<()> {
        let done = self.store.borrow().complete(&key, Ticket(ticket.unsigned_abs()), now_unix_s);
        done.map_err(|error| thrown(Error::from(error)))
    }

    /// The event was not processed.
    #[napi(catch_unwind)]
    pub fn release(&self, key: String, ticket: i64) -> Result<()> {
        let done = self.store.borrow().release(&key, Ticket(ticket.unsigned_abs()));
        done.map_err(|error| thrown(Error::from(error)))
    }

    /// How many places are taken.
    #[napi(getter, catch_unwind)]
    pub fn size(&self) -> u32 {
        u32::try_from(self.store.borrow().len()).unwrap_or(u32::MAX)
    }
}
