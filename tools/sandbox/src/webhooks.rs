//! Webhooks from the sandbox to the partner: signed, sent up to three times, and written down.
//!
//! Contract: guides/webhooks (new payload, `X-Clive-Signature`). Decided here: the signature is lowercase hex; `meta` is null when
//! none was sent; any 2xx counts as delivered; an attempt has a time limit; the wait before an attempt doubles. Only loopback is
//! ever called, because the payloads are test data and the sandbox should not be a way to reach other hosts.

use std::sync::{Arc, Mutex};

use ring::hmac;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::app::App;
use crate::clive::auth::hex;
use crate::clive::model::{Number, Status, Transaction};
use crate::post;
use crate::sync::{lock, real_now_ms};

const ATTEMPTS: u32 = 3;
/// How many deliveries are remembered.
const KEPT: usize = 1_000;

/// One webhook and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookDelivery {
    /// Counts up from 1.
    pub id: u64,
    /// For example `transaction_succeeded`.
    pub event: String,
    /// The transaction it speaks of.
    pub clive_tx_id: String,
    /// Where it goes; none: nobody was configured.
    pub url: Option<String>,
    /// The exact bytes of the payload.
    pub body: String,
    /// The value of `X-Clive-Signature`.
    pub signature: String,
    /// Where the delivery stands.
    pub state: DeliveryState,
    /// What each attempt met.
    pub attempts: Vec<WebhookAttempt>,
}

/// State of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// More attempts may follow.
    Pending,
    /// A 2xx came back.
    Delivered,
    /// Every attempt failed.
    Failed,
    /// There was no URL to send it to.
    NotSent,
}

/// One attempt.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookAttempt {
    /// When it began, in milliseconds since 1970.
    pub at_ms: i64,
    /// The answer's status.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
}

/// A URL that webhooks may not go to.
#[derive(Debug, thiserror::Error)]
#[error("webhooks go to http:// URLs on loopback only, not to {0:?}")]
pub struct InvalidWebhookUrl(String);

/// The receiver, and what was sent.
pub(crate) struct Outbox {
    target: Mutex<(Option<String>, String)>,
    deliveries: Mutex<Deliveries>,
}

#[derive(Default)]
struct Deliveries {
    last_id: u64,
    list: Vec<WebhookDelivery>,
}

impl Outbox {
    pub(crate) fn new(url: Option<String>, secret: String) -> Self {
        Self { target: Mutex::new((url, secret)), deliveries: Mutex::default() }
    }

    /// Changes the receiver, and its secret if one is given.
    pub(crate) fn set_target(&self, url: Option<String>, secret: Option<String>) -> Result<(), InvalidWebhookUrl> {
        if let Some(url) = &url {
            check_url(url)?;
        }
        let target = &mut *lock(&self.target);
        target.0 = url;
        if let Some(secret) = secret {
            target.1 = secret;
        }
        Ok(())
    }

    pub(crate) fn deliveries(&self) -> Vec<WebhookDelivery> {
        lock(&self.deliveries).list.clone()
    }

    pub(crate) fn clear(&self) {
        lock(&self.deliveries).list.clear();
    }

    fn add(&self, mut delivery: WebhookDelivery) -> u64 {
        let deliveries = &mut *lock(&self.deliveries);
        deliveries.last_id += 1;
        delivery.id = deliveries.last_id;
        deliveries.list.push(delivery);
        if deliveries.list.len() > KEPT {
            deliveries.list.remove(0);
        }
        deliveries.last_id
    }

    fn note(&self, id: u64, attempt: WebhookAttempt, state: DeliveryState) {
        if let Some(delivery) = lock(&self.deliveries).list.iter_mut().find(|delivery| delivery.id == id) {
            delivery.attempts.push(attempt);
            delivery.state = state;
        }
    }
}

/// Whether webhooks may go there.
pub(crate) fn check_url(url: &str) -> Result<(), InvalidWebhookUrl> {
    post::target_of(url).map(drop).ok_or_else(|| InvalidWebhookUrl(url.to_owned()))
}

/// The payload. One shape for every event.
#[derive(Serialize)]
struct Payload<'a> {
    event: &'a str,
    clive_tx_id: &'a str,
    partner_id: &'a str,
    client_id: &'a str,
    echezona_reference: &'a str,
    status: Status,
    amount: Number,
    currency: &'a str,
    meta: Option<&'a RawValue>,
}

/// Writes the webhook down and begins to send it. Must be called on the sandbox's runtime.
pub(crate) fn announce(app: &Arc<App>, transaction: &Transaction, event: &str) {
    let payload = Payload {
        event,
        clive_tx_id: &transaction.clive_tx_id,
        partner_id: &transaction.partner_id,
        client_id: &transaction.client_id,
        echezona_reference: &transaction.echezona_reference,
        status: transaction.status,
        amount: transaction.amount,
        currency: &transaction.currency,
        meta: transaction.meta.as_deref(),
    };
    let Ok(body) = serde_json::to_string(&payload) else { return };
    let (url, secret) = lock(&app.outbox.target).clone();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = hex(hmac::sign(&key, body.as_bytes()).as_ref());
    let delivery = WebhookDelivery {
        id: 0,
        event: event.to_owned(),
        clive_tx_id: transaction.clive_tx_id.clone(),
        url: url.clone(),
        body: body.clone(),
        signature: signature.clone(),
        state: if url.is_some() { DeliveryState::Pending } else { DeliveryState::NotSent },
        attempts: Vec::new(),
    };
    let id = app.outbox.add(delivery);
    if let Some(url) = url {
        tokio::spawn(deliver(app.clone(), id, url, body, signature));
    }
}

async fn deliver(app: Arc<App>, id: u64, url: String, body: String, signature: String) {
    let mut wait = app.config.webhook_backoff;
    for number in 1..=ATTEMPTS {
        let at_ms = real_now_ms();
        let header = ("x-clive-signature", signature.as_str());
        let sent = post::post(&url, header, body.clone(), app.config.webhook_timeout).await;
        let (status, error) = match sent {
            Ok(received) => (Some(received.status), None),
            Err(error) => (None, Some(error)),
        };
        let state = match status {
            Some(200..=299) => DeliveryState::Delivered,
            _ if number == ATTEMPTS => DeliveryState::Failed,
            _ => DeliveryState::Pending,
        };
        app.outbox.note(id, WebhookAttempt { at_ms, status, error }, state);
        if state != DeliveryState::Pending {
            return;
        }
        tokio::time::sleep(wait).await;
        wait = wait.saturating_mul(2);
    }
}
