//! One intent: the operation, the exact body and the idempotency key that all attempts share.
//!
//! Every language comes through here: Rust with a typed request, Node with the text that V8's `JSON.stringify` wrote, C
//! with any JSON text. All three end in the same bytes, are checked by the same rules on those bytes, and get the same key.
//!
//! ```
//! use payseal::{Config, Intent, clive};
//! # let config = Config::builder(&clive::PARTNER).base_url("https://api.example.com").api_key("k").hmac_secret("s").build()?;
//! let json = br#"{"stripe_payment_intent_id": "pi_1", "unknown": 1, "clive_tx_id": "CLVTX_1"}"#;
//! let intent = Intent::from_json(&config, &clive::ATTACH_PAYMENT_INTENT, json, None)?;
//! assert_eq!(intent.body().unwrap(), br#"{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1"}"#);
//! assert_eq!(intent.idempotency_key(), Some("attach-CLVTX_1"));
//! # Ok::<(), payseal::Error>(())
//! ```

mod check;
mod document;
mod key;
mod raw;

use std::borrow::Cow;

use crate::api_key::KeyClass;
use crate::body::Body;
use crate::clive::CheckoutRecord;
use crate::config::Config;
use crate::error::Error;
use crate::headers;
use crate::json::{self, Value, WriteError, Writer};
use crate::operation::{AnswerShape, Auth, Method, Operation, Place, Replay};
use crate::partners::model::Request;
use crate::secret::Secret;

use check::Members;
use key::fixed_key;
pub(crate) use key::{IntentKey, expand};
pub use raw::RawRequest;

/// A body of the documented size fits without growing; a larger one grows once or twice.
const BODY_CAPACITY: usize = 320;

/// What is going to be sent, fixed: the same bytes and the same key for every attempt.
#[derive(Clone)]
pub struct Intent {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) auth: Auth,
    pub(crate) key_class: KeyClass,
    pub(crate) replay: Replay,
    pub(crate) answer: AnswerShape,
    /// Path and query under the base URL, percent-encoded.
    pub(crate) path: Cow<'static, str>,
    pub(crate) content_type: Cow<'static, str>,
    pub(crate) body: Option<Body>,
    pub(crate) key: IntentKey,
    /// The header that names a shopper, and its value.
    pub(crate) identity: Option<(&'static str, Secret)>,
}

/// The type of a body that is written here.
const JSON: &str = "application/json";

impl Intent {
    /// The intent of a typed request. `key` is the idempotency key; `None` or an empty text takes the operation's default.
    ///
    /// # Errors
    /// A `ValidationError` that names the field; nothing was sent.
    pub fn new<R: Request>(config: &Config, request: &R, key: Option<&str>) -> Result<Self, Error> {
        let mut writer = Writer::with_capacity(BODY_CAPACITY);
        request.write(&mut writer).map_err(unwritable)?;
        Self::build(config, R::OPERATION, writer.finish(), request.payload(), key)
    }

    /// The intent of an operation whose body is a document: `fields` is the JSON text of the other fields, `document` the
    /// exact bytes, which are shared and not copied.
    ///
    /// # Errors
    /// A `ValidationError` that names the field; nothing was sent.
    pub fn with_document(
        config: &Config,
        operation: &Operation,
        fields: &[u8],
        document: Body,
        key: Option<&str>,
    ) -> Result<Self, Error> {
        if operation.payload_field().is_none() {
            return Err(Error::validation(&[("body", "This operation takes fields, not a document".to_owned())]));
        }
        Self::build(config, operation, canonical_fields(operation, fields)?, Some(document), key)
    }

    /// The intent of any JSON text: one object with the operation's fields in any order. Unknown fields are dropped, as
    /// the published SDK does; the body is written anew in canonical form.
    ///
    /// # Errors
    /// A `ValidationError` when the text is not one JSON object, holds a number that cannot be carried exactly, or breaks
    /// a rule of the operation.
    pub fn from_json(config: &Config, operation: &Operation, text: &[u8], key: Option<&str>) -> Result<Self, Error> {
        Self::build(config, operation, canonical_fields(operation, text)?, None, key)
    }

    /// The intent of a body that is in canonical form already: the operation's fields in wire order, written as
    /// `JSON.stringify` writes them (Node). The bytes are taken as they are.
    ///
    /// # Errors
    /// A `ValidationError` that names the field; nothing was sent.
    pub fn from_canonical(
        config: &Config,
        operation: &Operation,
        body: Vec<u8>,
        key: Option<&str>,
    ) -> Result<Self, Error> {
        Self::build(config, operation, body, None, key)
    }

    /// All ways end here: fields in canonical form, and the document if there is one.
    fn build(
        config: &Config,
        operation: &Operation,
        fields: Vec<u8>,
        document: Option<Body>,
        key: Option<&str>,
    ) -> Result<Self, Error> {
        let all_in_body = operation.request.fields.iter().all(|field| field.place == Place::Body);
        let (path, key, replay, document, rest) = {
            let members = Members::read(operation.request, &fields)?;
            if config.local_validation() {
                members.check(operation)?;
            }
            let key = members.key(operation.key, key.filter(|key| !key.is_empty()))?;
            let document = document::read(operation, &members, document, config.local_validation())?;
            let rest = (operation.has_body() && !all_in_body && document.is_none()).then(|| members.body_only());
            (members.path(operation)?, key, members.replay(operation), document, rest)
        };
        let (content_type, body) = match (document, rest) {
            (Some((content_type, body)), _) => (Cow::Owned(content_type), Some(body)),
            (None, Some(rest)) => (Cow::Borrowed(JSON), Some(Body::owned(rest))),
            (None, None) => (Cow::Borrowed(JSON), operation.has_body().then(|| Body::owned(fields))),
        };
        Ok(Self {
            operation: operation.name,
            method: operation.method,
            auth: operation.auth,
            key_class: operation.key_class,
            replay,
            answer: operation.answer,
            path,
            content_type,
            body,
            key,
            identity: None,
        })
    }

    /// Fixes a key that was going to be generated when the call is made, so that it can be written down before the first
    /// send. A key that is fixed already stays.
    #[must_use]
    pub fn with_key_fixed(mut self, unix_s: i64, entropy: &[u8; 32]) -> Self {
        if let Some(key) = std::mem::replace(&mut self.key, IntentKey::None).fix(unix_s, entropy) {
            self.key = IntentKey::Fixed(key);
        }
        self
    }

    /// Whether the key is going to be generated when the call is made.
    #[must_use]
    pub fn key_is_drawn(&self) -> bool {
        matches!(self.key, IntentKey::Generated(_))
    }

    /// Names the shopper in one of the partner's identity headers (Tybrite: `x-auth-token`, `x-external-auth` or
    /// `x-idp-token`). A request carries one: naming another takes the first one's place.
    ///
    /// # Errors
    /// A `ValidationError` when the partner has no such header, or when no header can carry the value.
    pub fn with_identity(mut self, config: &Config, header: &str, value: &str) -> Result<Self, Error> {
        let known = config.partner().identity_headers;
        let Some(name) = known.iter().copied().find(|name| name.eq_ignore_ascii_case(header)) else {
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(Error::validation(&[(
                "identity",
                format!("Not an identity header of this partner ({known})"),
            )]));
        };
        let value =
            headers::latin1(value).map_err(|problem| Error::validation(&[(name, format!("The value {problem}"))]))?;
        self.identity = Some((name, Secret::from(value)));
        Ok(self)
    }

    /// The operation's name; `raw_request` for an endpoint without a description.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// Path and query under the base URL, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The exact bytes that are signed and sent.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// The idempotency key, when it is fixed already (a random default is drawn when the call is made).
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        match &self.key {
            IntentKey::Fixed(key) => Some(key),
            IntentKey::None | IntentKey::Generated(_) => None,
        }
    }

    /// What to write down before the first send.
    #[must_use]
    pub fn record(&self) -> CheckoutRecord {
        CheckoutRecord::of(self.body(), None, self.idempotency_key())
    }

    /// The same with the body of the partner's answer, for a host that reads answers itself
    /// (otherwise [`Answer::record`](crate::Answer::record)).
    #[must_use]
    pub fn record_with(&self, answer: &[u8]) -> CheckoutRecord {
        CheckoutRecord::of(self.body(), Some(answer), self.idempotency_key())
    }
}

/// Whether the same is sent.
impl PartialEq for Intent {
    fn eq(&self, other: &Self) -> bool {
        let identity = |intent: &Self| intent.identity.as_ref().map(|(name, value)| (*name, value.expose().to_vec()));
        (self.operation, self.method, self.auth, self.replay)
            == (other.operation, other.method, other.auth, other.replay)
            && (self.key_class, self.answer) == (other.key_class, other.answer)
            && (&self.path, &self.content_type, &self.body) == (&other.path, &other.content_type, &other.body)
            && self.key == other.key
            && identity(self) == identity(other)
    }
}

impl Eq for Intent {}

/// The body is left out: it holds the buyer's data.
impl std::fmt::Debug for Intent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intent")
            .field("operation", &self.operation)
            .field("method", &self.method.as_str())
            .field("path", &self.path)
            .field("body_bytes", &self.body.as_ref().map(|body| body.len()))
            .field("key", &self.key)
            .finish()
    }
}

/// The fields of a JSON text in wire order, written in canonical form; unknown ones are dropped.
fn canonical_fields(operation: &Operation, text: &[u8]) -> Result<Vec<u8>, Error> {
    let not_an_object = || Error::validation(&[("body", "Expected one JSON object".to_owned())]);
    let fields = match json::parse(text) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err(not_an_object()),
        Err(error) => return Err(Error::validation(&[("body", format!("Expected one JSON object: {error}"))])),
    };
    let mut writer = Writer::with_capacity(text.len().max(BODY_CAPACITY));
    writer.begin_object();
    for field in operation.request.fields {
        if let Some(value) = fields.get(field.name) {
            writer.field(field.name);
            writer.value(value).map_err(unwritable)?;
        }
    }
    writer.end_object();
    Ok(writer.finish())
}

/// A number or a depth that JSON cannot carry, in the shape of the server's own 400.
fn unwritable(error: WriteError) -> Error {
    let field = error.path().split(['.', '[']).next().unwrap_or_default();
    Error::validation(&[(field, error.to_string())])
}
