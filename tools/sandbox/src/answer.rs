//! What a handler gives back: a JSON answer, or an error in the partner's envelope.

use std::fmt::Display;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// A JSON answer. Cheap to clone, because idempotency records keep it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub body: Bytes,
}

impl Answer {
    pub(crate) fn ok(body: &impl Serialize) -> Self {
        Self::with(StatusCode::OK, body)
    }

    pub(crate) fn created(body: &impl Serialize) -> Self {
        Self::with(StatusCode::CREATED, body)
    }

    fn with(status: StatusCode, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self { status, body: body.into() },
            Err(error) => ApiError::internal(error).answer(),
        }
    }

    /// The same answer with `"idempotentReplay": true` merged in as the last member.
    pub(crate) fn replay(&self) -> Self {
        let body = match self.body.strip_suffix(b"}") {
            Some(open) if open.len() > 1 => [open, br#","idempotentReplay":true}"#.as_slice()].concat().into(),
            _ => self.body.clone(),
        };
        Self { status: self.status, body }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        response
    }
}

/// Messages for each field, in the order they were found, and for the whole body; the shape of zod's `flatten()`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issues {
    pub fields: Vec<(&'static str, String)>,
    pub form: Vec<String>,
}

impl Issues {
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.form.is_empty()
    }
}

impl Serialize for Issues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Fields<'a>(&'a [(&'static str, String)]);
        impl Serialize for Fields<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(name, message)| (name, [message])))
            }
        }
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("fieldErrors", &Fields(&self.fields))?;
        map.serialize_entry("formErrors", &self.form)?;
        map.end()
    }
}

/// An error in the envelope that every error of the API has: `{"error","code","details"}`.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    pub details: Option<Issues>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, code, message: message.into(), details: None }
    }

    pub(crate) fn validation(issues: Issues) -> Self {
        Self { details: Some(issues), ..Self::new(400, "VALIDATION_ERROR", "Validation failed") }
    }

    pub(crate) fn field(name: &'static str, message: impl Into<String>) -> Self {
        Self::validation(Issues { fields: vec![(name, message.into())], form: Vec::new() })
    }

    pub(crate) fn form(message: impl Into<String>) -> Self {
        Self::validation(Issues { fields: Vec::new(), form: vec![message.into()] })
    }

    pub(crate) fn internal(error: impl Display) -> Self {
        Self::new(500, "INTERNAL_ERROR", format!("The sandbox failed: {error}"))
    }

    pub(crate) fn answer(&self) -> Answer {
        #[derive(Serialize)]
        struct Envelope<'a> {
            error: &'a str,
            code: &'a str,
            details: &'a Option<Issues>,
        }
        let envelope = Envelope { error: &self.message, code: self.code, details: &self.details };
        // Strings and lists of strings always serialise; an empty body would only hide that this changed.
        Answer { status: self.status, body: serde_json::to_vec(&envelope).unwrap_or_default().into() }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.answer().into_response()
    }
}
