//! Requests and answers as plain data: what a host moves, in either direction.

use std::fmt;

use crate::body::Body;
use crate::headers::Headers;
use crate::operation::Method;

/// One attempt, ready to send: write the header values and the body unchanged, follow no redirect.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// The headers in order. `Host`, `Content-Length`, `User-Agent` and `Connection` are the host's to add.
    pub headers: Headers,
    /// The exact body bytes. `None`: no body at all.
    pub body: Option<Body>,
}

/// Shows neither header secrets nor the body, which holds a buyer's data.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method.as_str())
            .field("url", &self.url)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.as_ref().map(|body| body.len()))
            .finish()
    }
}

/// The head of an answer as the core reads it: names without regard to case, values as bytes.
pub type ResponseHeaders<'a> = &'a [(&'a str, &'a [u8])];

/// All values of a header, those that are text.
pub(crate) fn values<'a>(headers: ResponseHeaders<'a>, name: &str) -> impl Iterator<Item = &'a str> {
    headers
        .iter()
        .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
        .filter_map(|(_, value)| std::str::from_utf8(value).ok())
}

/// The first value of a header.
pub(crate) fn value<'a>(headers: ResponseHeaders<'a>, name: &str) -> Option<&'a str> {
    values(headers, name).next()
}
