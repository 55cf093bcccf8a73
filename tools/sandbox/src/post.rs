//! One HTTP POST to a receiver on this machine: what webhooks of both partners are sent with.
//!
//! Not here: what is sent, when, and how often (`webhooks.rs`, `tybrite/hooks/`). Only loopback is ever called, because the
//! payloads are test data and the sandbox should not be a way to reach other hosts.

use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;

use axum::body::Body;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How much of an answer's body is read.
const KEPT_BYTES: usize = 4 * 1024;

/// What came back.
pub(crate) struct Received {
    pub status: u16,
    /// The beginning of the body.
    pub body: Vec<u8>,
}

/// The parts of an `http://` URL on loopback; none for any other.
pub(crate) fn target_of(url: &str) -> Option<(Uri, String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let port = uri.port_u16().unwrap_or(80);
    (uri.scheme_str() == Some("http") && loopback).then_some((uri, host, port))
}

/// Sends once, on a connection of its own. The error says why there was no answer.
pub(crate) async fn post(
    url: &str,
    (name, value): (&str, &str),
    body: String,
    limit: Duration,
) -> Result<Received, String> {
    let refused = || format!("webhooks go to http:// URLs on loopback only, not to {url:?}");
    let sending = async {
        let (uri, host, port) = target_of(url).ok_or_else(refused)?;
        let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|error| error.to_string())?;
        // `localhost` is only a name until it is resolved.
        if !stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback()) {
            return Err(refused());
        }
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
        let driver = tokio::spawn(connection);
        let authority = uri.authority().map_or_else(String::new, ToString::to_string);
        let request = Request::post(uri.path_and_query().map_or("/", |path| path.as_str()))
            .header(HOST, authority)
            .header(CONTENT_TYPE, "application/json")
            .header(name, value)
            .body(Body::from(body))
            .map_err(|error| error.to_string())?;
        let received = match sender.send_request(request).await {
            Ok(response) => {
                let status = response.status().as_u16();
                Ok(Received { status, body: beginning(response.into_body()).await })
            }
            Err(error) => Err(error.to_string()),
        };
        driver.abort();
        received
    };
    tokio::time::timeout(limit, sending)
        .await
        .unwrap_or_else(|_| Err(format!("no answer within {} ms", limit.as_millis())))
}

/// The status has arrived, so a body that breaks off is kept as far as it came.
async fn beginning(mut incoming: Incoming) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < KEPT_BYTES
        && let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut incoming).poll_frame(cx)).await
    {
        body.extend_from_slice(frame.data_ref().map_or(&[], |data| data.as_ref()));
    }
    body.truncate(KEPT_BYTES);
    body
}
