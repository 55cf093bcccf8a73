//! How a fault becomes an answer, or a connection that breaks.
//!
//! Not here: which request meets which fault (`faults/`).

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::body::{Bytes, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use tokio::time::Sleep;

use crate::faults::{FaultAction, decode_base64, duration_ms};
use crate::partner::PartnerApi;
use crate::server::{Connection, Ending};
use crate::service::Aborted;
use crate::sync::real_now_ms;

/// What becomes of the answer `served`. `skew_s`: how far the partner's clock is ahead.
pub(crate) async fn spoil(
    action: Option<FaultAction>,
    served: Response,
    skew_s: i64,
    connection: &Connection,
) -> Result<Response, Aborted> {
    match action {
        None => Ok(served),
        Some(FaultAction::ResetBeforeCommit | FaultAction::ResetAfterCommit) => abort(connection, Ending::Reset),
        Some(FaultAction::ResetAfterHead) => {
            abort(connection, Ending::PartingReset(part_of(served, skew_s, |_| 0).await))
        }
        Some(FaultAction::ResetMidBody) => {
            abort(connection, Ending::PartingReset(part_of(served, skew_s, |length| length / 2).await))
        }
        Some(FaultAction::NoAnswer) => abort(connection, Ending::Silence),
        Some(FaultAction::TruncateBody) => {
            abort(connection, Ending::Parting(part_of(served, skew_s, |length| length / 2).await))
        }
        Some(FaultAction::SlowBody { piece_bytes, pause_ms }) => {
            let (parts, body) = served.into_parts();
            let left = to_bytes(body, usize::MAX).await.unwrap_or_default();
            let drip = Drip { left, piece_bytes, pause: Duration::from_millis(pause_ms), sleep: None };
            Ok(Response::from_parts(parts, Body::new(drip)))
        }
        Some(FaultAction::Empty) => Ok(StatusCode::NO_CONTENT.into_response()),
        Some(FaultAction::Status { status, retry_after, body, content_type }) => {
            let retry_after = retry_after.map(|text| http_date_of(&text, skew_s).unwrap_or(text));
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

/// Writes the skewed time into the answer, unless the answer has a `Date` of its own.
pub(crate) fn date(response: &mut Response, skew_s: i64) {
    if skew_s != 0
        && let Ok(value) = HeaderValue::from_str(&http_date(skew_s))
    {
        response.headers_mut().entry(DATE).or_insert(value);
    }
}

/// The HTTP date `skew_s` seconds from now.
fn http_date(skew_s: i64) -> String {
    let unix_s = (real_now_ms() / 1_000).saturating_add(skew_s);
    // Formatting takes the years 1970 to 9999, beyond which nothing that was checked gets.
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(u64::try_from(unix_s).unwrap_or(0)))
}

/// `date+5s` and `date-5s`.
fn http_date_of(text: &str, skew_s: i64) -> Option<String> {
    let rest = text.strip_prefix("date")?;
    let (sign, by) = rest.strip_prefix('+').map(|by| (1, by)).or_else(|| rest.strip_prefix('-').map(|by| (-1, by)))?;
    let by_s = i64::try_from(duration_ms(by)? / 1_000).ok().filter(|by_s| *by_s < 1 << 32)?;
    Some(http_date(skew_s.saturating_add(sign * by_s)))
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

/// The answer as bytes: a full head that states the whole length, and as much of the body as `kept` says.
async fn part_of(mut response: Response, skew_s: i64, kept: impl FnOnce(usize) -> usize) -> Bytes {
    date(&mut response, skew_s);
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
    bytes.extend_from_slice(&body[..kept(body.len()).min(body.len())]);
    bytes.into()
}

/// A body that comes in pieces, a pause before each.
struct Drip {
    left: Bytes,
    piece_bytes: usize,
    pause: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl hyper::body::Body for Drip {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let pause = self.pause;
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        ready!(sleep.as_mut().poll(cx));
        self.sleep = None;
        let length = self.piece_bytes.min(self.left.len());
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(length)))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.len() as u64)
    }
}
