//! Sends webhooks: signs each attempt anew, tries again on the schedule, gives up, and switches off an endpoint that never
//! answers. Contract: sections 9.4 and 9.5.

use std::sync::Arc;
use std::time::Instant;

use ring::hmac;

use super::super::ids::Ids;
use super::model::{Delivery, Due, HookEndpoint, SentWebhook};
use crate::app::App;
use crate::clive::auth::hex;
use crate::post::{self, Received, target_of};
use crate::sync::{iso8601, lock, real_now_ms};

/// After how many deliveries in a row that were given up an endpoint is switched off.
const DISABLE_AFTER: u32 = 20;
const DISABLED: &str = "auto_disabled_after_20_consecutive_failures";
/// How many sent rows are remembered.
const KEPT: usize = 10_000;
const SHOWN_CHARACTERS: usize = 1_024;

/// How one attempt ended.
pub(crate) enum Outcome {
    Answered {
        status: u16,
        body: String,
    },
    /// Sent, but nothing came back.
    Unanswered,
    /// An `https://` endpoint, and no receiver to stand for it.
    NotSent,
    /// The event or the endpoint is no longer there.
    Gone,
}

impl Outcome {
    pub(crate) fn status(&self) -> Option<u16> {
        if let Self::Answered { status, .. } = self { Some(*status) } else { None }
    }

    pub(crate) fn success(&self) -> bool {
        self.status().is_some_and(|status| (200..300).contains(&status))
    }
}

/// Begins every delivery that the books have queued. Must be called on the sandbox's runtime, without the books' lock.
pub(crate) fn send_due(app: &Arc<App>) {
    let due = std::mem::take(&mut lock(&app.tybrite.books).due);
    for Due { event, endpoint } in due {
        tokio::spawn(deliver(app.clone(), event, endpoint));
    }
}

async fn deliver(app: Arc<App>, event: String, endpoint: String) {
    let mut hurry = app.tybrite.hurry.subscribe();
    let mut waits = app.config.tybrite.webhook_schedule.iter();
    loop {
        let outcome = attempt(&app, &event, &endpoint).await;
        if outcome.success() || matches!(outcome, Outcome::NotSent | Outcome::Gone) {
            return;
        }
        let Some(wait) = waits.next() else { return give_up(&app, &endpoint) };
        tokio::select! {
            () = tokio::time::sleep(*wait) => {}
            // The sender lives as long as the app.
            _ = hurry.changed() => {}
        }
    }
}

/// Sends once, and writes down what happened.
pub(crate) async fn attempt(app: &Arc<App>, event: &str, endpoint: &str) -> Outcome {
    let Some((mut sent, receiver)) = prepare(app, event, endpoint) else { return Outcome::Gone };
    let Some(receiver) = receiver else {
        sent.error = Some("the sandbox calls http:// receivers on loopback only; configure webhook_receiver".into());
        keep(app, sent);
        return Outcome::NotSent;
    };
    let began = Instant::now();
    let header = ("x-tybrite-signature", sent.signature.as_str());
    let received = post::post(&receiver, header, sent.body.clone(), app.config.tybrite.webhook_timeout).await;
    let latency_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let outcome = match received {
        Ok(Received { status, body }) => {
            sent.status = Some(status);
            let body = String::from_utf8_lossy(&body).chars().take(SHOWN_CHARACTERS).collect();
            Outcome::Answered { status, body }
        }
        Err(error) => {
            sent.error = Some(error);
            Outcome::Unanswered
        }
    };
    write_down(app, &sent, &outcome, latency_ms);
    keep(app, sent);
    outcome
}

/// The signed row, and where it is really sent.
fn prepare(app: &App, event: &str, endpoint: &str) -> Option<(SentWebhook, Option<String>)> {
    let books = lock(&app.tybrite.books);
    let event = books.events.iter().rfind(|known| known.id == event)?;
    let endpoint = books.endpoints.iter().find(|known| known.id == endpoint)?;
    let at_ms = real_now_ms();
    let earlier = books.sent.iter().filter(|sent| sent.event_id == event.id && sent.endpoint_id == endpoint.id);
    let sent = SentWebhook {
        event_id: event.id.clone(),
        event_type: event.name.clone(),
        endpoint_id: endpoint.id.clone(),
        url: endpoint.url.clone(),
        attempt_number: u32::try_from(earlier.count()).unwrap_or(u32::MAX).saturating_add(1),
        at_ms,
        signature: sign(&endpoint.secret, at_ms / 1_000, &event.body),
        body: event.body.clone(),
        status: None,
        error: None,
    };
    let direct = target_of(&endpoint.url).map(|_| endpoint.url.clone());
    Some((sent, direct.or_else(|| app.config.tybrite.webhook_receiver.clone())))
}

/// `t=<unix seconds>,v1=<hex of HMAC-SHA256 over t.body>`.
fn sign(secret: &str, at_s: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at_s}.{body}").as_bytes());
    format!("t={at_s},v1={}", hex(tag.as_ref()))
}

fn keep(app: &App, sent: SentWebhook) {
    let rows = &mut lock(&app.tybrite.books).sent;
    rows.push(sent);
    if rows.len() > KEPT {
        rows.remove(0);
    }
}

fn write_down(app: &App, sent: &SentWebhook, outcome: &Outcome, latency_ms: u64) {
    let books = &mut *lock(&app.tybrite.books);
    let now = iso8601(sent.at_ms);
    if let Some(endpoint) = books.endpoints.iter_mut().find(|known| known.id == sent.endpoint_id) {
        count(endpoint, outcome.success(), &now);
    }
    let row = delivery(&mut books.ids, sent, outcome, latency_ms, now);
    if let Some(event) = books.events.iter_mut().rfind(|known| known.id == sent.event_id) {
        event.deliveries.push(row);
    }
}

fn delivery(ids: &mut Ids, sent: &SentWebhook, outcome: &Outcome, latency_ms: u64, attempted_at: String) -> Delivery {
    Delivery {
        id: ids.uuid(sent.at_ms),
        endpoint_id: sent.endpoint_id.clone(),
        attempt_number: sent.attempt_number,
        status_code: outcome.status(),
        response_body: if let Outcome::Answered { body, .. } = outcome { Some(body.clone()) } else { None },
        latency_ms,
        success: outcome.success(),
        attempted_at,
    }
}

fn count(endpoint: &mut HookEndpoint, success: bool, now: &str) {
    endpoint.total += 1;
    if success {
        endpoint.successful += 1;
        endpoint.consecutive_failures = 0;
        endpoint.last_success_at = Some(now.to_owned());
    } else {
        endpoint.last_failure_at = Some(now.to_owned());
    }
}

/// The delivery is dead-lettered: every attempt failed.
fn give_up(app: &App, endpoint: &str) {
    let books = &mut *lock(&app.tybrite.books);
    let Some(endpoint) = books.endpoints.iter_mut().find(|known| known.id == endpoint) else { return };
    endpoint.consecutive_failures += 1;
    if endpoint.consecutive_failures >= DISABLE_AFTER && endpoint.enabled {
        endpoint.enabled = false;
        endpoint.disabled_reason = Some(DISABLED);
        endpoint.disabled_at = Some(iso8601(real_now_ms()));
    }
}

/// Tells every endpoint that hears the event, one after the other; what each said.
pub(crate) async fn again(app: &Arc<App>, event: &str) -> Vec<(HookEndpoint, Outcome)> {
    let hearing: Vec<HookEndpoint> = {
        let books = lock(&app.tybrite.books);
        let found = books.events.iter().rfind(|known| known.id == event);
        let hears =
            |endpoint: &&HookEndpoint| found.is_some_and(|event| endpoint.hears(event.environment, &event.name));
        books.endpoints.iter().filter(hears).cloned().collect()
    };
    let mut outcomes = Vec::new();
    for endpoint in hearing {
        let outcome = attempt(app, event, &endpoint.id).await;
        outcomes.push((endpoint, outcome));
    }
    outcomes
}
