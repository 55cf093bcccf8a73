//! Endpoints that have no description: the same call machine, the caller's own path and body.

use std::borrow::Cow;

use super::{Intent, IntentKey, fixed_key};
use crate::api_key::KeyClass;
use crate::body::Body;
use crate::config::Config;
use crate::error::Error;
use crate::json;
use crate::operation::{AnswerShape, Auth, DefaultKey, Method, Replay};

/// A request to an endpoint that this version does not describe.
///
/// Without an idempotency key it is sent once and never again; with one it is retried like any keyed write.
#[derive(Clone)]
pub struct RawRequest<'a> {
    /// The method.
    pub method: Method,
    /// The path under the base URL: a leading slash, percent-encoded, without query.
    pub path: &'a str,
    /// Which credentials it takes.
    pub auth: Auth,
    /// The exact JSON text to sign and send.
    pub body: Option<&'a [u8]>,
    /// The idempotency key.
    pub idempotency_key: Option<&'a str>,
    /// Query parameters, not yet encoded.
    pub query: &'a [(&'a str, &'a str)],
}

/// The body is left out, as in [`Intent`]: it may hold a buyer's data.
impl std::fmt::Debug for RawRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.method.as_str())
            .field("path", &self.path)
            .field("auth", &self.auth)
            .field("body_bytes", &self.body.map(<[u8]>::len))
            .field("idempotency_key", &self.idempotency_key)
            .field("query", &self.query)
            .finish()
    }
}

impl Intent {
    /// The intent of a raw request.
    ///
    /// # Errors
    /// A `ValidationError` that names `path`, `body` or `idempotency_key`.
    pub fn raw(_: &Config, request: &RawRequest<'_>) -> Result<Self, Error> {
        check_path(request.path)?;
        if let Some(body) = request.body {
            if request.method == Method::Get {
                return Err(Error::validation(&[("body", "A GET has no body; use the query".to_owned())]));
            }
            if let Err(error) = json::parse(body) {
                return Err(Error::validation(&[("body", format!("Expected JSON text: {error}"))]));
            }
        }
        let key = match request.idempotency_key.filter(|key| !key.is_empty()) {
            None => IntentKey::None,
            given => fixed_key(DefaultKey::Random { prefix: "raw" }, given, |_| Ok(Cow::Borrowed("")), "")?,
        };
        let mut path = request.path.to_owned();
        for (index, (name, value)) in request.query.iter().enumerate() {
            path.push(if index == 0 { '?' } else { '&' });
            path.extend(super::check::escape(name));
            path.push('=');
            path.extend(super::check::escape(value));
        }
        Ok(Self {
            operation: "raw_request",
            method: request.method,
            auth: request.auth,
            key_class: KeyClass::Any,
            answer: AnswerShape::PLAIN,
            replay: if key == IntentKey::None { Replay::Never } else { Replay::Keyed },
            path: Cow::Owned(path),
            content_type: Cow::Borrowed(super::JSON),
            body: request.body.map(|body| Body::owned(body.to_vec())),
            key,
            identity: None,
        })
    }
}

fn check_path(path: &str) -> Result<(), Error> {
    let refuse = |why: &str| Err(Error::validation(&[("path", why.to_owned())]));
    if !path.starts_with('/') || path.starts_with("//") {
        return refuse("Must start with exactly one slash; it is joined to the base URL");
    }
    if !path.bytes().all(|b| (b'!'..=b'~').contains(&b) && !b"\\\"<>^`{|}".contains(&b)) {
        return refuse("Must be percent-encoded: it holds a space, a control or a non-ASCII character");
    }
    if path.contains(['?', '#']) {
        return refuse("Must not hold a query or a fragment; give query parameters separately");
    }
    // Some HTTP clients take the escaped dot for a dot.
    if path.split('/').any(|segment| matches!(&*segment.to_ascii_lowercase().replace("%2e", "."), "." | "..")) {
        return refuse("Must not hold the segments `.` or `..`, escaped or not");
    }
    Ok(())
}
