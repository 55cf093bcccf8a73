//! One request from its first byte to its answer: read the body, record, look for a fault, route.
//!
//! Not here: the rules themselves (`faults.rs`) and what the endpoints do (`clive/`, `control.rs`).

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::service::Service;
use hyper::{Request, StatusCode};
use hyper_util::service::TowerToHyperService;

use crate::answer::ApiError;
use crate::app::{App, Pace};
use crate::faults::{FaultAction, FaultRule, decode_base64};
use crate::partner::PartnerApi;
use crate::recorder::is_control;
use crate::server::{Connection, Ending};
use crate::sync::real_now_ms;

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
    let (parts, incoming) = request.into_parts();
    let body = read_body(incoming, app.config.max_body_bytes).await;
    if matches!(body, Err(Unread::Broken)) {
        // The rest of the record is written when the connection ends.
        return Err(Aborted);
    }
    let control = is_control(parts.uri.path());
    if let Some(raw) = connection.tap.next_request()
        && !control
    {
        app.recorder.push(connection.partner, connection.id, real_now_ms(), raw);
    }
    let body = match body {
        Ok(body) => body,
        Err(_) => return Ok(too_large(connection.partner, app.config.max_body_bytes)),
    };
    // A task of its own: a server goes on with what it has begun when the client hangs up, and so must this one, or a client's
    // time-out would never leave a commit behind.
    let answered = tokio::spawn(async move {
        let rule = if control { None } else { app.faults.take(parts.method.as_str(), parts.uri.path()) };
        match rule {
            None => Ok(route(router, parts, body).await),
            Some(rule) => faulty(rule, router, parts, body, &connection).await,
        }
    });
    answered.await.unwrap_or_else(|error| Ok(ApiError::internal(error).into_response()))
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
    match rule.action {
        None => Ok(served),
        Some(FaultAction::ResetBeforeCommit | FaultAction::ResetAfterCommit) => abort(connection, Ending::Reset),
        Some(FaultAction::NoAnswer) => abort(connection, Ending::Silence),
        Some(FaultAction::TruncateBody) => abort(connection, Ending::Parting(truncated(served).await)),
        Some(FaultAction::Empty) => Ok(StatusCode::NO_CONTENT.into_response()),
        Some(FaultAction::Status { status, retry_after, body, content_type }) => {
            Ok(status_answer(connection.partner, status, retry_after.as_deref(), body, content_type.as_deref()))
        }
        Some(FaultAction::Redirect { to, status }) => {
            let mut response = respond(status, Vec::new());
            set(&mut response, LOCATION, &to);
            Ok(response)
        }
        Some(FaultAction::BigError { bytes, status }) => {
            let mut response = respond(status, vec![b'x'; bytes]);
            set(&mut response, CONTENT_TYPE, "text/plain");
            Ok(response)
        }
        Some(FaultAction::RawAnswer { status, body, body_base64, content_type, headers }) => {
            let body = body_base64.as_deref().and_then(decode_base64).unwrap_or_else(|| body.into_bytes());
            let mut response = respond(status, body);
            if let Some(content_type) = content_type {
                set(&mut response, CONTENT_TYPE, &content_type);
            }
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value))
                {
                    response.headers_mut().append(name, value);
                }
            }
            Ok(response)
        }
    }
}

fn abort(connection: &Connection, ending: Ending) -> Result<Response, Aborted> {
    connection.end_with(ending);
    Err(Aborted)
}

fn respond(status: u16, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// Rules are checked when they are set, so a value that cannot be a header never gets here.
fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn status_answer(
    partner: PartnerApi,
    status: u16,
    retry_after: Option<&str>,
    body: Option<String>,
    content_type: Option<&str>,
) -> Response {
    let mut response = match body {
        Some(body) => {
            let mut response = respond(status, body.into_bytes());
            set(&mut response, CONTENT_TYPE, content_type.unwrap_or("application/json"));
            response
        }
        // The contract names 429 but gives it no code.
        None if status == 429 => partner.refusal(429, "RATE_LIMITED", "Too many requests"),
        None => partner.refusal(status, "SANDBOX_FAULT", format!("The sandbox was told to answer {status}")),
    };
    if let Some(retry_after) = retry_after {
        set(&mut response, RETRY_AFTER, retry_after);
    }
    response
}

/// The answer as bytes: a full head, half a body.
async fn truncated(response: Response) -> Bytes {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {}\r\n", parts.status).into_bytes();
    // The router may have stated the length already.
    for (name, value) in parts.headers.iter().filter(|(name, _)| *name != CONTENT_LENGTH) {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(&body[..body.len() / 2]);
    bytes.into()
}
