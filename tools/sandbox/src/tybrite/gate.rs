//! What every request passes before its handler, and what every answer carries.
//!
//! In order: key (401), kind and scope (403), abuse throttle and quota (429), hourly limits (429), shopper identity (400, 401),
//! signature over the raw bytes (401), `Idempotency-Key` (400). Public endpoints pass their limit only.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::body::Bytes;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, IF_NONE_MATCH};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};
use ring::digest;

use super::answer::{Refusal, add};
use super::call::Call;
use super::endpoints::Endpoint;
use super::identity;
use super::keys::{self, Access, Key};
use super::limits::{Bucket, Standing};
use super::signature::{self, only};
use crate::app::{App, Pace, Skew};
use crate::sync::{lock, real_now_ms};

pub(crate) async fn serve(
    app: Arc<App>,
    endpoint: &'static Endpoint,
    parameters: Vec<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    // The service has already read the body and held it to its limit.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let key = match endpoint.access {
        Access::Public => None,
        _ => match keys::of(&app.config.tybrite, &parts.headers) {
            Ok(key) => Some(key),
            Err(refusal) => return refusal.into_response(),
        },
    };
    let environment = key.as_ref().map(|key| key.environment);
    let mut standing = None;
    let served = serve_known(app, endpoint, key, parameters, &parts, body, &mut standing).await;
    let mut response = served.unwrap_or_else(IntoResponse::into_response);
    if let Some(environment) = environment {
        add(&mut response, [("tybrite-environment", environment.as_str().to_owned())]);
    }
    // A limit that refused has said where it stands; it is not the key's.
    if let Some(standing) = standing.filter(|_| response.status() != StatusCode::TOO_MANY_REQUESTS) {
        add(&mut response, standing.headers());
    }
    if parts.method == Method::GET && response.status() == StatusCode::OK {
        return cached(response, &parts.headers).await;
    }
    response
}

async fn serve_known(
    app: Arc<App>,
    endpoint: &'static Endpoint,
    key: Option<Key>,
    parameters: Vec<(String, String)>,
    parts: &Parts,
    body: Bytes,
    standing: &mut Option<Standing>,
) -> Result<Response, Refusal> {
    let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
        .map_err(|_| Refusal::invalid("Invalid query string"))?
        .0;
    if let Some(key) = &key {
        key.admit(endpoint.access, endpoint.scope)?;
        throttle(&app)?;
    }
    *standing = count(&app, endpoint, key.as_ref())?;
    let mut idempotency_key = None;
    // The clock that clients meet: the real one plus what a fault skews it by.
    let Skew(skew_s) = parts.extensions.get::<Skew>().copied().unwrap_or_default();
    let judged_at_ms = real_now_ms().saturating_add(skew_s.saturating_mul(1_000));
    if key.is_some() {
        identity::check(&app.config.tybrite, &parts.headers, judged_at_ms)?;
    }
    if endpoint.signed {
        let ingest = endpoint.path.starts_with("/v1/ingest");
        signature::check(&app.config.tybrite, &parts.headers, &body, judged_at_ms, ingest)?;
        idempotency_key = Some(idempotency(&parts.headers)?);
    }
    let call = Call {
        endpoint,
        key,
        idempotency_key,
        path: parts.uri.path().to_owned(),
        headers: parts.headers.clone(),
        body,
        pace: parts.extensions.get::<Pace>().cloned().unwrap_or_default(),
        parameters,
        query,
        app,
    };
    (endpoint.run)(call).await.map(IntoResponse::into_response)
}

/// Switched on by the control endpoint: the abuse throttle, then the plan's quota.
fn throttle(app: &App) -> Result<(), Refusal> {
    let switches = &mut *lock(&app.tybrite.switches);
    let now_s = real_now_ms() / 1_000;
    if switches.rate_limited_next > 0 {
        switches.rate_limited_next -= 1;
        let reset = now_s + i64::from(switches.rate_limited_for_s);
        return Err(Standing { limit: app.config.tybrite.key_per_hour, remaining: 0, reset }.refusal(now_s));
    }
    match &mut switches.quota_left {
        Some(0) => {
            let message = "Your plan's monthly request allowance is used up.";
            Err(Refusal::new(429, "quota_exceeded", message)
                .hint("Upgrade the plan, or wait until the 1st of the month (UTC)")
                .with("remaining", 0))
        }
        Some(left) => {
            *left -= 1;
            Ok(())
        }
        None => Ok(()),
    }
}

fn count(app: &App, endpoint: &Endpoint, key: Option<&Key>) -> Result<Option<Standing>, Refusal> {
    let (config, limits) = (&app.config.tybrite, &app.tybrite.limits);
    let now_s = app.clock.now_ms() / 1_000;
    let who = key.map_or("", |key| key.id.as_str());
    let standing = match key {
        Some(_) => Some(limits.take(who, Bucket::Key, config.key_per_hour, now_s)?),
        None => None,
    };
    let own = match endpoint.bucket {
        Some(Bucket::Webhooks) => config.webhooks_per_hour,
        Some(Bucket::Reserve) => config.reserve_per_hour,
        Some(Bucket::IngestTest) => config.ingest_test_per_hour,
        // Initialize is counted when it commits, because replays are free.
        Some(Bucket::Initialize | Bucket::Key) | None => return Ok(standing),
    };
    if let Some(bucket) = endpoint.bucket {
        limits.take(who, bucket, own, now_s)?;
    }
    Ok(standing)
}

fn idempotency(headers: &HeaderMap) -> Result<String, Refusal> {
    let key = only(headers, "idempotency-key").map(|key| String::from_utf8_lossy(key).into_owned());
    key.ok_or_else(|| {
        Refusal::new(400, "missing_idempotency_key", "The Idempotency-Key header is required")
            .hint("Send one unique Idempotency-Key per operation and keep it when you retry")
    })
}

/// `ETag` on every GET, 304 for who has it already.
async fn cached(response: Response, asked: &HeaderMap) -> Response {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let digest = digest::digest(&digest::SHA256, &body);
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest.as_ref()[..12]));
    let known =
        asked.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(&etag));
    let mut response = if known {
        let mut unchanged = StatusCode::NOT_MODIFIED.into_response();
        *unchanged.headers_mut() = parts.headers;
        unchanged.headers_mut().remove(CONTENT_TYPE);
        unchanged.headers_mut().remove(CONTENT_LENGTH);
        unchanged
    } else {
        Response::from_parts(parts, Body::from(body))
    };
    let x_cache = if known { "HIT-304" } else { "MISS" };
    let cache_control = "private, max-age=0".to_owned();
    add(&mut response, [("etag", etag), ("cache-control", cache_control), ("x-cache", x_cache.to_owned())]);
    response
}
