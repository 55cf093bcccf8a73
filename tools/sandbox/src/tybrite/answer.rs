//! What a Tybrite handler gives back: a reply with headers, or a refusal in the `{"error":{…}}` envelope.

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::answer::{Answer, ApiError};

/// A success.
pub(crate) struct Reply {
    pub answer: Answer,
    pub headers: Vec<(&'static str, String)>,
}

impl Reply {
    pub(crate) fn ok(body: &impl Serialize) -> Self {
        Answer::ok(body).into()
    }

    pub(crate) fn no_content() -> Self {
        Answer { status: StatusCode::NO_CONTENT, body: Default::default() }.into()
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self { answer, headers: Vec::new() }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let empty = self.answer.body.is_empty();
        let mut response = self.answer.into_response();
        if empty {
            response.headers_mut().remove(CONTENT_TYPE);
        }
        add(&mut response, self.headers);
        response
    }
}

/// An error. `code` and `message` are always there; the rest only where the contract has it.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
    more: Map<String, Value>,
    headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), more: Map::new(), headers: Vec::new() }
    }

    /// 400 `invalid_request`.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request", message)
    }

    /// 400 `invalid_request` about one field, whose name stands in `details`.
    pub(crate) fn field(name: &str, message: impl Into<String>) -> Self {
        Self::invalid(message).with("details", format!("field: {name}"))
    }

    /// 404 `not_found`.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(404, "not_found", format!("{what} not found"))
    }

    /// A status that no endpoint chose, with the code that goes with it.
    pub(crate) fn of_status(status: u16, message: impl Into<String>) -> Self {
        let code = match status {
            401 => "unauthorized",
            403 => "forbidden",
            404 => "not_found",
            409 => "conflict",
            429 => "rate_limited",
            502 => "provider_unavailable",
            503 => "service_unavailable",
            504 => "provider_timeout",
            400..=499 => "invalid_request",
            _ => "server_error",
        };
        let refusal = Self::new(status, code, message);
        if status == 429 { refusal.header("x-ratelimit-scope", "abuse") } else { refusal }
    }

    pub(crate) fn hint(self, text: impl Into<String>) -> Self {
        self.with("hint", text.into())
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Envelope<'a> {
            error: Error<'a>,
        }
        #[derive(Serialize)]
        struct Error<'a> {
            code: &'a str,
            message: &'a str,
            #[serde(flatten)]
            more: &'a Map<String, Value>,
        }
        let error = Error { code: self.code, message: &self.message, more: &self.more };
        let body = serde_json::to_vec(&Envelope { error }).unwrap_or_default().into();
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Answer { status, body }.into_response();
        add(&mut response, self.headers);
        response
    }
}

/// What the shared parts refuse with, said in this partner's words.
impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        let refusal = Self::of_status(error.status.as_u16(), error.message);
        match error.details {
            Some(issues) if !issues.is_empty() => {
                let fields = issues.fields.into_iter().map(|(name, message)| format!("{name}: {message}"));
                refusal.with("details", issues.form.into_iter().chain(fields).collect::<Vec<_>>().join("; "))
            }
            _ => refusal,
        }
    }
}

pub(crate) fn add(response: &mut Response, headers: impl IntoIterator<Item = (&'static str, String)>) {
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}
