//! The control endpoints under `/_sandbox`: look at what happened, make faults, move the clock, play Stripe.
//!
//! They are never recorded and never faulted. Tests in Rust use the methods of `Sandbox`; these serve every other language.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{delete, get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::clive::BASE_PATH;
use crate::clive::model::Status;
use crate::clive::stripe;
use crate::faults::{MAX_SKEW_S, parse_faults};
use crate::sync::{iso8601, real_now_ms};
use crate::tls::{TlsMode, TlsShown};
use crate::tybrite;

/// The endpoints, without `/_sandbox`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/health", get(async || Answer::ok(&json!({ "ok": true }))))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/ledger", get(ledger))
        .route("/faults", get(faults).post(set_faults).delete(clear_faults))
        .route("/webhooks", get(webhooks).post(set_webhook_target).delete(clear_webhooks))
        .route("/stripe/event", post(stripe_event))
        .route("/status", post(set_status))
        .route("/tls", get(tls))
        .route("/clock", post(set_clock))
        .route("/state", delete(reset))
        .nest("/tybrite", tybrite::control::routes())
}

type Shared = State<Arc<App>>;

pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| ApiError::form(error.to_string()))
}

pub(crate) fn done() -> Answer {
    Answer::ok(&json!({ "ok": true }))
}

async fn requests(State(app): Shared) -> Answer {
    let items: Vec<Value> = app.recorder.requests().iter().map(|request| request.to_json()).collect();
    Answer::ok(&json!({ "items": items }))
}

async fn clear_requests(State(app): Shared) -> Answer {
    app.recorder.clear();
    done()
}

async fn ledger(State(app): Shared) -> Answer {
    Answer::ok(&app.snapshot())
}

async fn faults(State(app): Shared) -> Answer {
    Answer::ok(&json!({ "items": app.faults.list() }))
}

/// One rule or several, as text or as JSON.
async fn set_faults(State(app): Shared, body: Bytes) -> Result<Answer, ApiError> {
    let spec = std::str::from_utf8(&body).map_err(|_| ApiError::form("The faults are not UTF-8"))?;
    for rule in parse_faults(spec).map_err(|error| ApiError::form(error.to_string()))? {
        app.faults.add(rule).map_err(|error| ApiError::form(error.to_string()))?;
    }
    Ok(faults(State(app)).await)
}

/// The TLS listeners and the authority to trust.
async fn tls(State(app): Shared) -> Answer {
    let shown = app.tls.get();
    let listener = |((mode, address), (_, tybrite)): (&(TlsMode, SocketAddr), &(TlsMode, SocketAddr))| {
        json!({
            "mode": mode.as_str(),
            "base_url": format!("https://{address}{BASE_PATH}"),
            "tybrite_base_url": format!("https://{tybrite}"),
        })
    };
    let listeners = |shown: &TlsShown| shown.listeners.iter().zip(&shown.tybrite).map(listener).collect();
    let items: Vec<Value> = shown.map(listeners).unwrap_or_default();
    Answer::ok(&json!({ "items": items, "ca_pem": shown.map(|shown| &shown.ca_pem) }))
}

async fn clear_faults(State(app): Shared) -> Answer {
    app.faults.clear();
    done()
}

async fn webhooks(State(app): Shared) -> Answer {
    Answer::ok(&json!({ "items": app.outbox.deliveries() }))
}

async fn set_webhook_target(State(app): Shared, body: Bytes) -> Result<Answer, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Target {
        url: Option<String>,
        secret: Option<String>,
    }
    let target: Target = parse(&body)?;
    app.outbox.set_target(target.url, target.secret).map_err(|error| ApiError::field("url", error.to_string()))?;
    Ok(done())
}

async fn clear_webhooks(State(app): Shared) -> Answer {
    app.outbox.clear();
    done()
}

/// Makes a signed Stripe event and gives it to `webhooks/stripe`, whose answer it returns.
async fn stripe_event(State(app): Shared, body: Bytes) -> Result<Answer, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Event {
        #[serde(rename = "type")]
        name: String,
        payment_intent: String,
    }
    let event: Event = parse(&body)?;
    let (body, signature) = stripe::signed_event(&app, &event.name, &event.payment_intent);
    stripe::process(&app, Some(signature.as_bytes()), &body, real_now_ms())
}

/// Moves a transaction without Stripe, for processors that are not simulated.
async fn set_status(State(app): Shared, body: Bytes) -> Result<Answer, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Change {
        clive_tx_id: String,
        status: Status,
    }
    let change: Change = parse(&body)?;
    let told = format!("transaction_{}", change.status.as_str());
    stripe::change_status(&app, &change.clive_tx_id, change.status, &told)
}

async fn set_clock(State(app): Shared, body: Bytes) -> Result<Answer, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Change {
        #[serde(default)]
        advance_ms: i64,
        skew_s: Option<i64>,
    }
    let Change { advance_ms, skew_s } = parse(&body)?;
    if advance_ms.unsigned_abs() > MAX_SKEW_S * 1_000 {
        return Err(ApiError::field("advance_ms", "More than a century"));
    }
    if skew_s.is_some_and(|skew_s| skew_s.unsigned_abs() > MAX_SKEW_S) {
        return Err(ApiError::field("skew_s", "More than a century"));
    }
    app.clock.advance_ms(advance_ms);
    if let Some(skew_s) = skew_s {
        app.clock.set_skew_s(skew_s);
    }
    Ok(Answer::ok(&json!({ "now": iso8601(app.clock.now_ms()), "skew_s": app.clock.skew_s() })))
}

async fn reset(State(app): Shared) -> Answer {
    app.reset();
    done()
}
