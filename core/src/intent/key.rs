//! The idempotency key of an intent: the caller's, one that follows from the fields, or one that is drawn once.

use std::borrow::Cow;

use crate::error::Error;
use crate::operation::DefaultKey;
use crate::sign::SigningKey;
use crate::{headers, idempotency};

/// The idempotency key of an intent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IntentKey {
    /// The operation carries none.
    None,
    /// The key.
    Fixed(String),
    /// To be drawn from the call's entropy.
    Generated(Shape),
}

/// The form of a key that is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `{prefix}-{unix ms}-{random}`.
    Random(&'static str),
    /// `{prefix}-{yyyymmdd}-{random}`.
    Dated(&'static str),
    /// `{stem}-{timestamp}`.
    Stamped(String),
}

impl IntentKey {
    /// The key itself; `None` when there is none.
    pub(crate) fn fix(self, unix_s: i64, entropy: &[u8; 32]) -> Option<String> {
        let drawn = || expand(entropy, "key", 0);
        match self {
            Self::None => None,
            Self::Fixed(key) => Some(key),
            Self::Generated(Shape::Random(prefix)) => {
                let unix_ms = u64::try_from(unix_s).unwrap_or(0).saturating_mul(1_000);
                Some(idempotency::random(prefix, unix_ms, drawn()))
            }
            Self::Generated(Shape::Dated(prefix)) => Some(idempotency::dated(prefix, unix_s, drawn())),
            Self::Generated(Shape::Stamped(stem)) => Some(idempotency::stamped(&stem, unix_s, drawn())),
        }
    }
}

/// 16 bytes for one purpose out of the call's entropy (HMAC as a pseudo-random function, as in RFC 5869 expand).
pub(crate) fn expand(entropy: &[u8; 32], purpose: &str, number: u32) -> [u8; 16] {
    let digest =
        SigningKey::new(entropy).map_or([0; 32], |key| key.digest(&[purpose.as_bytes(), &number.to_be_bytes()]));
    let mut first = [0; 16];
    first.copy_from_slice(digest.split_at(16).0);
    first
}

/// A caller's key, checked; or the operation's default. `changed` is the first body field that is set.
pub(super) fn fixed_key<'t>(
    default: DefaultKey,
    given: Option<&str>,
    text_of: impl FnOnce(&'static str) -> Result<Cow<'t, str>, Error>,
    changed: &str,
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
    let of_field = |prefix: &str, field: &str, key: &str| match headers::check(key) {
        Ok(()) => Ok(()),
        Err(problem) => {
            Err(refuse(format!("The default key {prefix}-{{{field}}} {problem}; pass an idempotency_key of your own")))
        }
    };
    match default {
        DefaultKey::None => Ok(IntentKey::None),
        DefaultKey::Random { prefix } => Ok(IntentKey::Generated(Shape::Random(prefix))),
        DefaultKey::Dated { prefix } => Ok(IntentKey::Generated(Shape::Dated(prefix))),
        DefaultKey::Change { prefix, field } => {
            let stem = idempotency::join(prefix, &idempotency::join(changed, &text_of(field)?));
            of_field(prefix, field, &stem)?;
            Ok(IntentKey::Generated(Shape::Stamped(stem)))
        }
        DefaultKey::Field { prefix, field } => {
            let key = idempotency::join(prefix, &text_of(field)?);
            of_field(prefix, field, &key)?;
            Ok(IntentKey::Fixed(key))
        }
    }
}
