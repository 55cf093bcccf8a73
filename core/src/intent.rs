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
mod raw;

use std::borrow::Cow;

use crate::clive::CheckoutRecord;
use crate::config::Config;
use crate::error::Error;
use crate::json::{self, Value, WriteError, Writer};
use crate::operation::{Auth, DefaultKey, Method, Operation, Place, Replay};
use crate::partners::model::Request;
use crate::{headers, idempotency};

use check::Members;
pub use raw::RawRequest;

/// A body of the documented size fits without growing; a larger one grows once or twice.
const BODY_CAPACITY: usize = 320;

/// What is going to be sent, fixed: the same bytes and the same key for every attempt.
#[derive(Clone, PartialEq, Eq)]
pub struct Intent {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) auth: Auth,
    pub(crate) replay: Replay,
    /// Path and query under the base URL, percent-encoded.
    pub(crate) path: Cow<'static, str>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) key: IntentKey,
}

/// The idempotency key of an intent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IntentKey {
    /// The operation carries none.
    None,
    /// The key.
    Fixed(String),
    /// To be drawn from the call's entropy, with this prefix.
    Random(&'static str),
}

impl Intent {
    /// The intent of a typed request. `key` is the idempotency key; `None` or an empty text takes the operation's default.
    ///
    /// # Errors
    /// A `ValidationError` that names the field; nothing was sent.
    pub fn new<R: Request>(config: &Config, request: &R, key: Option<&str>) -> Result<Self, Error> {
        let mut writer = Writer::with_capacity(BODY_CAPACITY);
        request.write(&mut writer).map_err(unwritable)?;
        Self::from_canonical(config, R::OPERATION, writer.finish(), key)
    }

    /// The intent of any JSON text: one object with the operation's fields in any order. Unknown fields are dropped, as
    /// the published SDK does; the body is written anew in canonical form.
    ///
    /// # Errors
    /// A `ValidationError` when the text is not one JSON object, holds a number that cannot be carried exactly, or breaks
    /// a rule of the operation.
    pub fn from_json(config: &Config, operation: &Operation, text: &[u8], key: Option<&str>) -> Result<Self, Error> {
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
        Self::from_canonical(config, operation, writer.finish(), key)
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
        let (path, key, all_in_body) = {
            let members = Members::read(operation.request, &body)?;
            if config.local_validation() {
                members.check()?;
            }
            let key = members.key(operation.key, key.filter(|key| !key.is_empty()))?;
            let path = members.path(operation)?;
            (path, key, operation.request.fields.iter().all(|field| field.place == Place::Body))
        };
        let body = match (operation.has_body(), all_in_body) {
            (false, _) => None,
            (true, true) => Some(body),
            (true, false) => Some(Members::read(operation.request, &body)?.body_only()),
        };
        Ok(Self {
            operation: operation.name,
            method: operation.method,
            auth: operation.auth,
            replay: operation.replay,
            path,
            body,
            key,
        })
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
            IntentKey::None | IntentKey::Random(_) => None,
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

/// The body is left out: it holds the buyer's data.
impl std::fmt::Debug for Intent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intent")
            .field("operation", &self.operation)
            .field("method", &self.method.as_str())
            .field("path", &self.path)
            .field("body_bytes", &self.body.as_ref().map(Vec::len))
            .field("key", &self.key)
            .finish()
    }
}

/// A caller's key, checked; or the operation's default.
fn fixed_key<'t>(
    default: DefaultKey,
    given: Option<&str>,
    text_of: impl FnOnce(&'static str) -> Result<Cow<'t, str>, Error>,
) -> Result<IntentKey, Error> {
    let refuse = |why: String| Error::validation(&[("idempotency_key", why)]);
    if let Some(key) = given {
        if default == DefaultKey::None {
            // Sending a key that the partner ignores would promise a protection that is not there.
            return Err(refuse("This endpoint takes no idempotency key; leave it out".to_owned()));
        }
        return match headers::check(key) {
            Ok(()) => Ok(IntentKey::Fixed(key.to_owned())),
            Err(problem) => Err(refuse(format!("The key {problem}"))),
        };
    }
    match default {
        DefaultKey::None => Ok(IntentKey::None),
        DefaultKey::Random { prefix } => Ok(IntentKey::Random(prefix)),
        DefaultKey::Field { prefix, field } => {
            let key = idempotency::join(prefix, &text_of(field)?);
            match headers::check(&key) {
                Ok(()) => Ok(IntentKey::Fixed(key)),
                Err(problem) => Err(refuse(format!(
                    "The default key {prefix}-{{{field}}} {problem}; pass an idempotency_key of your own"
                ))),
            }
        }
    }
}

/// A number or a depth that JSON cannot carry, in the shape of the server's own 400.
fn unwritable(error: WriteError) -> Error {
    let field = error.path().split(['.', '[']).next().unwrap_or_default();
    Error::validation(&[(field, error.to_string())])
}
