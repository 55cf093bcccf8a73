//! One request from its first byte to its answer: read the body, record, look for a fault, route.
//!
//! Not here: the rules themselves (`faults/`), what they do to an answer (`spoil.rs`) and what the endpoints do (`clive/`, `control.rs`).

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::http::request::Parts;
use hyper::service::Service;
use hyper::{Request, StatusCode};
use hyper_util::service::TowerToHyperService;

use crate::answer::ApiError;
use crate::app::{App, Pace, Skew};
use crate::faults::FaultRule;
use crate::partner::PartnerApi;
use crate::recorder::is_control;
use crate::server::Connection;
use crate::spoil::{self, spoil};
use crate::sync::real_now_ms;

/// The header in which a request brings its own faults along.
const FAULT_HEADER: &str = "x-sandbox-fault";

/// No answer will be written; the connection's [`Ending`] says what happens instead.
#[derive(Debug, thiserror::Error)]
#[error("the request is not answered")]
pub(crate) struct Aborted;

/// What the HTTP server calls for each request.
pub(crate) async fn serve(
    app: Arc<App>,
    router: Router,
    connection: Arc<Connection>,
    request: Request<Incoming>,
) -> Result<Response, Aborted> {
    let partner = connection.partner;
    let (parts, incoming) = request.into_parts();
    let body = read_body(incoming, app.config.max_body_bytes).await;
    if matches!(body, Err(Unread::Broken)) {
        // The rest of the record is written when the connection ends.
        return Err(Aborted);
    }
    let control = is_control(parts.uri.path());
    let mut planned = None;
    if let Some(raw) = connection.tap.next_request()
        && !control
    {
        match &app.config.fault_plan {
            None => app.recorder.push(partner, connection.id, real_now_ms(), raw),
            Some(plan) => {
                let request = app.recorder.push_and_show(partner, connection.id, real_now_ms(), raw);
                planned = plan.rule_for(&request);
            }
        }
    }
    let body = match body {
        Ok(body) => body,
        Err(_) => return Ok(too_large(connection.partner, app.config.max_body_bytes)),
    };
    // A task of its own: a server goes on with what it has begun when the client hangs up, and so must this one, or a client's
    // time-out would never leave a commit behind.
    let answered = tokio::spawn(async move {
        if control {
            return Ok(route(router, parts, body).await);
        }
        let mut parts = parts;
        let rule = match planned.map_or_else(|| fault_of(&app, &parts), |rule| Ok(Some(rule))) {
            Ok(rule) => rule,
            Err(refused) => return Ok(connection.partner.word(refused)),
        };
        let skew_s = app.clock.skew_s().saturating_add(rule.as_ref().map_or(0, |rule| rule.skew_s));
        parts.extensions.insert(Skew(skew_s));
        let mut answered = match rule {
            None => Ok(route(router, parts, body).await),
            Some(rule) => faulty(rule, skew_s, router, parts, body, &connection).await,
        };
        if let Ok(response) = &mut answered {
            spoil::date(response, skew_s);
        }
        answered
    });
    answered.await.unwrap_or_else(|error| Ok(partner.word(ApiError::internal(error))))
}

/// The rule for this request: the one it brings along, or else the first of those in force.
fn fault_of(app: &App, parts: &Parts) -> Result<Option<FaultRule>, ApiError> {
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    if let Some(spec) = parts.headers.get(FAULT_HEADER) {
        let key = parts.headers.get("idempotency-key").map(HeaderValue::as_bytes);
        let spec = spec.to_str().map_err(|_| ApiError::form(format!("{FAULT_HEADER}: only visible ASCII")))?;
        let rule = app.per_request.take(spec, key, method, path);
        if let Some(rule) = rule.map_err(|error| ApiError::form(format!("{FAULT_HEADER}: {error}")))? {
            return Ok(Some(rule));
        }
    }
    Ok(app.faults.take(method, path))
}

enum Unread {
    /// The client went away, or its framing broke.
    Broken,
    TooLarge,
}

/// Reads the whole body. One that is too large is read on for a while without being kept: a client that is still writing would
/// otherwise see a broken pipe instead of the 413.
async fn read_body(mut incoming: Incoming, limit: usize) -> Result<Bytes, Unread> {
    let mut body = Vec::new();
    let mut length = 0;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut incoming).poll_frame(cx)).await {
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else { continue };
        length += data.len();
        if length <= limit {
            body.extend_from_slice(&data);
        } else if length > limit.saturating_mul(16) {
            return Err(Unread::TooLarge);
        }
    }
    if length > limit { Err(Unread::TooLarge) } else { Ok(body.into()) }
}

fn too_large(partner: PartnerApi, limit: usize) -> Response {
    let message = format!("The body is larger than {limit} bytes");
    let mut response = partner.refusal(413, "PAYLOAD_TOO_LARGE", message);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

async fn route(router: Router, parts: Parts, body: Bytes) -> Response {
    let request = Request::from_parts(parts, Body::from(body));
    match TowerToHyperService::new(router).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

async fn faulty(
    rule: FaultRule,
    skew_s: i64,
    router: Router,
    mut parts: Parts,
    body: Bytes,
    connection: &Connection,
) -> Result<Response, Aborted> {
    let pace = Pace::new(rule.latency_ms);
    let served = if rule.commits() {
        parts.extensions.insert(pace.clone());
        route(router, parts, body).await
    } else {
        StatusCode::NO_CONTENT.into_response()
    };
    pace.spend().await;
    spoil(rule.action, served, skew_s, connection).await
}
