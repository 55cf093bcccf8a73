//! Hands a delivery on to the user's app, and the app's answer back.

use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderMap, HeaderName, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use hyper::http::request::Parts;
use hyper::{Request, Response};

use crate::http::{self, Address, NoAnswer, Reach};

/// What belongs to one connection, not to the message (RFC 9110, 7.6.1), and what each connection says anew.
const OF_THE_CONNECTION: &[HeaderName] =
    &[CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, CONTENT_LENGTH, EXPECT, HOST];

/// The user's app.
pub(super) struct App {
    address: Address,
    reach: Reach,
    limit: Duration,
}

impl App {
    pub(super) fn new(address: Address, reach: Reach, limit: Duration) -> Self {
        Self { address, reach, limit }
    }

    /// Sends it the delivery: the body's bytes and every header of the message, in their casing, to the app's own path.
    pub(super) async fn give(&self, head: Parts, body: Bytes) -> Result<Response<Full<Bytes>>, NoAnswer> {
        let mut request = Request::from_parts(head, Full::new(body));
        clean(request.headers_mut());
        *request.uri_mut() = self.address.path().parse().map_err(|error| NoAnswer::NotSent(format!("{error}")))?;
        *request.version_mut() = hyper::Version::HTTP_11;
        let answer = http::send(&self.address, request, self.reach, self.limit).await?;
        let (mut head, body) = answer.into_parts();
        clean(&mut head.headers);
        Ok(Response::from_parts(head, Full::new(body)))
    }
}

fn clean(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in OF_THE_CONNECTION.iter().chain(&named) {
        headers.remove(name);
    }
    for name in ["keep-alive", "proxy-connection"] {
        headers.remove(name);
    }
}
