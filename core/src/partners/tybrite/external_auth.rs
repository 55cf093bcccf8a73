//! `x-external-auth`: a store that knows its shoppers itself tells Tybrite who is asking.
//!
//! The token is `<base64url(claim)>.<base64url(HMAC of the claim's JSON)>`, both unpadded; unlike in a JWT, the JSON bytes
//! are signed and not their encoded form (contract: bring your own auth). Not for API requests' own signatures.
//!
//! ```
//! use payseal::tybrite::ExternalAuth;
//! use payseal::SigningKey;
//! let key = SigningKey::new("test_hmac_secret").unwrap();
//! let claim = ExternalAuth { external_id: "auth0|66a3f8c2b1d9c204a1f7e3d1".into(), iat: 1_780_045_000, exp: 1_780_045_240 };
//! assert!(claim.token(&key)?.ends_with(".27zY5gjHIhNjhpTnhs35mGiwA3vZgazHC_TdETWS_y8"));
//! # Ok::<(), payseal::Error>(())
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::Error;
use crate::json::{WriteError, Writer};
use crate::sign::SigningKey;

/// The longest time a claim may be valid, in seconds.
pub const EXTERNAL_AUTH_MAX_S: i64 = 300;

/// The header of the token.
pub const EXTERNAL_AUTH_HEADER: &str = "x-external-auth";

/// Who the shopper is, and for how long that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalAuth {
    /// The shopper's id in the store's own system.
    pub external_id: String,
    /// When it was said, in Unix seconds.
    pub iat: i64,
    /// Until when it holds, in Unix seconds; at most 300 after `iat`.
    pub exp: i64,
}

impl ExternalAuth {
    /// A claim from `now_unix_s` on, for `seconds`.
    #[must_use]
    pub fn from_now(external_id: impl Into<String>, now_unix_s: i64, seconds: i64) -> Self {
        Self { external_id: external_id.into(), iat: now_unix_s, exp: now_unix_s.saturating_add(seconds) }
    }

    /// The value of the header, signed with the store's HMAC secret.
    ///
    /// # Errors
    /// A `ValidationError` when the id is empty, or the claim is not valid for 1 to 300 seconds.
    pub fn token(&self, key: &SigningKey) -> Result<String, Error> {
        if self.external_id.is_empty() {
            return Err(Error::validation(&[("external_id", "Must not be empty".to_owned())]));
        }
        if !(1..=EXTERNAL_AUTH_MAX_S).contains(&self.exp.saturating_sub(self.iat)) {
            let why = format!("Must be 1 to {EXTERNAL_AUTH_MAX_S} seconds after iat");
            return Err(Error::validation(&[("exp", why)]));
        }
        let claim = self.json().map_err(|error| Error::validation(&[("iat", error.to_string())]))?;
        // Four characters for three bytes: the buffer cannot be too short.
        let mut encoded = vec![0; claim.len().div_ceil(3) * 4];
        let length = URL_SAFE_NO_PAD.encode_slice(&claim, &mut encoded).unwrap_or_default();
        encoded.truncate(length);
        let mut token = String::from_utf8(encoded).unwrap_or_default();
        token.push('.');
        token.push_str(&key.sign_base64url(&claim));
        Ok(token)
    }

    fn json(&self) -> Result<Vec<u8>, WriteError> {
        let mut writer = Writer::with_capacity(96);
        writer.begin_object();
        writer.field("external_id");
        writer.string(&self.external_id);
        writer.field("iat");
        writer.integer(self.iat)?;
        writer.field("exp");
        writer.integer(self.exp)?;
        writer.end_object();
        Ok(writer.finish())
    }
}
