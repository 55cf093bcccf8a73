//! A request as the handlers want it: headers, query and the body bytes as received.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Query, Request};
use hyper::HeaderMap;
use hyper::body::Bytes;

use crate::answer::ApiError;
use crate::app::{Pace, Skew};
use crate::sync::real_now_ms;

/// Everything an endpoint may look at.
pub(crate) struct Inbound {
    pub headers: HeaderMap,
    pub body: Bytes,
    pub pace: Pace,
    /// The time by which the timestamp of a signature is judged, in milliseconds since 1970.
    pub signature_now_ms: i64,
    query: Vec<(String, String)>,
}

impl Inbound {
    /// The first query parameter of that name; an empty one counts as absent.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

impl<S: Sync> FromRequest<S> for Inbound {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| ApiError::form("Invalid query string"))?
            .0;
        // The service has already read the body and held it to its limit.
        let body = to_bytes(body, usize::MAX).await.map_err(ApiError::internal)?;
        let pace = parts.extensions.get::<Pace>().cloned().unwrap_or_default();
        let Skew(skew_s) = parts.extensions.get::<Skew>().copied().unwrap_or_default();
        let signature_now_ms = real_now_ms().saturating_add(skew_s.saturating_mul(1_000));
        Ok(Self { headers: parts.headers, body, pace, signature_now_ms, query })
    }
}
