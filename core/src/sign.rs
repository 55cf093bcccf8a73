//! HMAC-SHA256 over the exact bytes that go on the wire: [`SigningKey`] makes and checks every signature of both partners.
//!
//! For: the request signatures, the webhook signatures, and `x-external-auth`. Not for deciding *what* is signed and which header carries
//! it: that is each partner's file. Not for freshness either: a timestamp is covered by the signature here and judged by the verifier.
//!
//! ```
//! use payseal::sign::SigningKey;
//!
//! let key = SigningKey::new("test_hmac_secret")?;
//!
//! // Clive: lowercase hex of the body.
//! let body = br#"{"clive_tx_id":"CLVTX_1739378102312_420","stripe_payment_intent_id":"pi_3QxYFh2eZvKYlo2CxA8Nt42p"}"#;
//! let signature = key.sign_hex(body);
//! assert_eq!(&*signature, "85c99f99834a6f368acd16aacef59815d37b08b8f17e4f7ed971304277844743");
//! assert!(key.verify_hex(body, signature));
//!
//! // Tybrite: base64 of `<timestamp>.<body>`; a retry is signed again with the new time.
//! let body = br#"{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}"#;
//! let signature = key.sign_base64_timestamped(1_771_526_500, body);
//! assert_eq!(&*signature, "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM=");
//! assert!(key.verify_base64_timestamped("1771526500", body, signature));
//! # Ok::<(), payseal::sign::EmptyKey>(())
//! ```
//!
//! Rules every method keeps:
//! - A secret is used as its bytes. A secret that looks like hex or base64 is still only text (both contracts say so; decoding it is one
//!   of the common mistakes that `explain` looks for).
//! - Signing allocates nothing and never copies the body; results live on the stack.
//! - A comparison takes the same time wherever the first difference is. Wrong length, wrong alphabet, wrong padding are `false`, not errors.

use crate::secret::{REDACTED, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ctutils::CtEq;
use hmac::digest::FixedOutput;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::ops::Deref;

/// A signature as text: `N` ASCII characters on the stack. Read it as a `&str` (it dereferences to one) or with `as_ref()`.
///
/// There is no `PartialEq`: a signature that somebody sent is checked with a `verify_` method, which takes the same time for every wrong
/// one.
///
/// ```
/// let key = payseal::sign::SigningKey::new("k")?;
/// let signature = key.sign_hex(b"{}");
/// assert_eq!(signature.len(), 64);
/// assert_eq!(format!("sha256={signature}").len(), 71);
/// # Ok::<(), payseal::sign::EmptyKey>(())
/// ```
#[derive(Clone, Copy)]
pub struct Signature<const N: usize>([u8; N]);

/// 64 lowercase hex digits: Clive requests, and the `v1=` of Tybrite webhooks.
pub type HexSignature = Signature<64>;

/// 44 characters of the standard base64 alphabet, padding included: Tybrite requests.
pub type Base64Signature = Signature<44>;

/// 43 characters of the URL-safe base64 alphabet without padding: the second half of Tybrite's `x-external-auth`.
pub type Base64UrlSignature = Signature<43>;

impl<const N: usize> Signature<N> {
    /// The characters as ASCII bytes, as they go into a header.
    #[inline]
    pub fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// The characters as text.
    #[inline]
    pub fn as_str(&self) -> &str {
        // Always ASCII: the constructors are private to this file. Checking it again is the price of having no unsafe code.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl<const N: usize> Deref for Signature<N> {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl<const N: usize> AsRef<str> for Signature<N> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<const N: usize> AsRef<[u8]> for Signature<N> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<const N: usize> fmt::Display for Signature<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Signature<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

/// The secret given to [`SigningKey::new`] has no bytes: usually an environment variable that is not set.
///
/// HMAC itself would take an empty key; anybody could then sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signing secret is empty")]
pub struct EmptyKey;

/// An HMAC-SHA256 key with its inner and outer state computed once, so that a signature of a small body costs one compression of the
/// hash per 64 bytes and one more, instead of three more.
///
/// The state is wiped on drop, as is the copy each signature works on, and `Debug` prints [`REDACTED`]. The bytes given to the
/// constructor are the caller's to wipe: keep them in a [`Secret`].
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// A key from the bytes of a secret; text is used as its UTF-8 bytes and never decoded.
    ///
    /// # Errors
    /// [`EmptyKey`] when there is no byte.
    ///
    /// ```
    /// use payseal::secret::Secret;
    /// use payseal::sign::{EmptyKey, SigningKey};
    ///
    /// assert!(SigningKey::new("test_hmac_secret").is_ok());
    /// assert!(SigningKey::new(Secret::from("test_hmac_secret").expose()).is_ok());
    /// assert_eq!(SigningKey::new("").unwrap_err(), EmptyKey);
    /// ```
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, EmptyKey> {
        let secret = secret.as_ref();
        if secret.is_empty() {
            return Err(EmptyKey);
        }
        // HMAC takes a key of any length, so this second error never comes.
        Hmac::new_from_slice(secret).map(Self).map_err(|_| EmptyKey)
    }

    /// The raw 32 bytes over the concatenation of `parts`, which is never built.
    ///
    /// For schemes that have no method here and for the explainer's guesses.
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("k")?;
    /// assert_eq!(key.digest(&[b"1771526500", b".", b"{}"]), key.digest(&[b"1771526500.{}"]));
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    pub fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        // Not `finalize`: its wrapper copies the tag and wipes the copy (about 15 ns), to keep it from careless comparisons. There are none here.
        mac.finalize_fixed().into()
    }

    /// Lowercase hex of the body: Clive's `x-signature` and Clive's webhooks (Clive, Authentication and security).
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("Jefe")?;
    /// let signature = key.sign_hex(b"what do ya want for nothing?");
    /// assert_eq!(&*signature, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    pub fn sign_hex(&self, body: &[u8]) -> HexSignature {
        hex(&self.digest(&[body]))
    }

    /// Lowercase hex of `<timestamp>.<body>`: the `v1` of `X-Tybrite-Signature: t=<timestamp>,v1=<hex>` (Tybrite, Webhooks).
    ///
    /// `timestamp` is the text as it stands after `t=`, so that a verifier signs what was received and not what it parsed.
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("whsec")?;
    /// let v1 = key.sign_hex_timestamped("1781955476", b"{}");
    /// let header = format!("t=1781955476,v1={v1}");
    /// assert!(key.verify_hex_timestamped("1781955476", b"{}", &header[16..]));
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    pub fn sign_hex_timestamped(&self, timestamp: impl AsRef<[u8]>, body: &[u8]) -> HexSignature {
        hex(&self.digest(&[timestamp.as_ref(), b".", body]))
    }

    /// Base64 of `<timestamp>.<body>`: Tybrite's `X-Signature` (Tybrite, Authentication).
    ///
    /// `timestamp` is in Unix **seconds**, written in decimal; the `X-Timestamp` header must be the same number. The partner's documents
    /// disagree (some say milliseconds); seconds are what every source accepts.
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("test_hmac_secret")?;
    /// let body = r#"{"provider":"airtel","amount":1000,"phone":"254733444555","country":"KE","metadata":{"name":"Zoë ☕"}}"#;
    /// let signature = key.sign_base64_timestamped(1_771_526_500, body.as_bytes());
    /// assert_eq!(&*signature, "afHnpCwIKICzEOzrjngb8q0w7Oy4k4S5IGvhgRaqcgA=");
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    pub fn sign_base64_timestamped(&self, timestamp: u64, body: &[u8]) -> Base64Signature {
        let mut decimal = itoa::Buffer::new();
        let digest = self.digest(&[decimal.format(timestamp).as_bytes(), b".", body]);
        base64(&STANDARD, &digest)
    }

    /// URL-safe base64 without padding of the message: the part after the dot in `x-external-auth` (Tybrite, Bring your own auth).
    ///
    /// The message is the JSON of the claim, *not* its encoded form that stands before the dot (unlike in a JWT).
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("test_hmac_secret")?;
    /// let claim = br#"{"external_id":"auth0|66a3f8c2b1d9c204a1f7e3d1","iat":1780045000,"exp":1780045240}"#;
    /// assert_eq!(&*key.sign_base64url(claim), "27zY5gjHIhNjhpTnhs35mGiwA3vZgazHC_TdETWS_y8");
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    pub fn sign_base64url(&self, message: &[u8]) -> Base64UrlSignature {
        base64(&URL_SAFE_NO_PAD, &self.digest(&[message]))
    }

    /// Whether `received` is the hex signature of the body. Upper case is accepted; a prefix, white space or any other length is not.
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("k")?;
    /// let signature = key.sign_hex(b"{}");
    /// assert!(key.verify_hex(b"{}", signature.to_uppercase()));
    /// assert!(!key.verify_hex(b"{ }", signature));
    /// assert!(!key.verify_hex(b"{}", "not hex"));
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    #[inline]
    pub fn verify_hex(&self, body: &[u8], received: impl AsRef<[u8]>) -> bool {
        self.matches_hex(&[body], received.as_ref())
    }

    /// Whether `received` is the hex signature of `<timestamp>.<body>`, where `timestamp` is the text as it was received.
    ///
    /// Says nothing about the age of the timestamp: that is the webhook verifier's to judge.
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("whsec")?;
    /// let v1 = key.sign_hex_timestamped("1781955476", b"{}");
    /// assert!(!key.verify_hex_timestamped("1781955477", b"{}", v1));
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    #[inline]
    pub fn verify_hex_timestamped(&self, timestamp: impl AsRef<[u8]>, body: &[u8], received: impl AsRef<[u8]>) -> bool {
        self.matches_hex(&[timestamp.as_ref(), b".", body], received.as_ref())
    }

    /// Whether `received` is the base64 signature of `<timestamp>.<body>`, where `timestamp` is the text as it was received.
    ///
    /// Standard alphabet with padding and no stray bits, nothing else. Says nothing about the age of the timestamp.
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("k")?;
    /// let signature = key.sign_base64_timestamped(1_771_526_500, b"{}");
    /// assert!(key.verify_base64_timestamped("1771526500", b"{}", signature));
    /// assert!(!key.verify_base64_timestamped("1771526500", b"{}", signature.trim_end_matches('=')));
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    #[inline]
    pub fn verify_base64_timestamped(
        &self,
        timestamp: impl AsRef<[u8]>,
        body: &[u8],
        received: impl AsRef<[u8]>,
    ) -> bool {
        self.matches_base64(&[timestamp.as_ref(), b".", body], received.as_ref())
    }

    /// Whether `received` is the base64 signature of the body alone (Tybrite, signed answers). Standard alphabet with
    /// padding and no stray bits, nothing else.
    ///
    /// ```
    /// let key = payseal::sign::SigningKey::new("test_hmac_secret")?;
    /// assert!(key.verify_base64(b"{}", "TgWfkmE2CHPnnfYI+G7WnV2qNrhaZZxitccwkohByn8="));
    /// assert!(!key.verify_base64(b"{ }", "TgWfkmE2CHPnnfYI+G7WnV2qNrhaZZxitccwkohByn8="));
    /// # Ok::<(), payseal::sign::EmptyKey>(())
    /// ```
    #[inline]
    pub fn verify_base64(&self, body: &[u8], received: impl AsRef<[u8]>) -> bool {
        self.matches_base64(&[body], received.as_ref())
    }

    fn matches_base64(&self, parts: &[&[u8]], received: &[u8]) -> bool {
        let Ok(received) = <&[u8; 44]>::try_from(received) else {
            return false;
        };
        let mut tag = [0; 32];
        // The strict engine: it refuses a wrong alphabet, missing padding, and bits left over in the last character.
        match STANDARD.decode_slice(received, &mut tag) {
            Ok(32) => self.digest(parts).ct_eq(&tag).to_bool(),
            _ => false,
        }
    }

    fn matches_hex(&self, parts: &[&[u8]], received: &[u8]) -> bool {
        let Ok(mut received) = <[u8; 64]>::try_from(received) else {
            return false;
        };
        // Compared as text: what is not a hex digit differs from every digit, so no decoder is needed to refuse it.
        received.make_ascii_lowercase();
        hex(&self.digest(parts)).0.ct_eq(&received).to_bool()
    }
}

impl TryFrom<&Secret> for SigningKey {
    type Error = EmptyKey;

    fn try_from(secret: &Secret) -> Result<Self, EmptyKey> {
        Self::new(secret.expose())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({REDACTED})")
    }
}

/// Lowercase hex by arithmetic, four bytes at a time: no table whose cache lines would tell the digits, and no need of a compiler that
/// makes vector code of a loop (one that optimises for size does not).
fn hex(digest: &[u8; 32]) -> HexSignature {
    const LOW: u64 = 0x000f_000f_000f_000f;
    let each = |byte: u8| u64::from(byte) * 0x0101_0101_0101_0101;
    let mut text = [0; 64];
    for (digits, bytes) in text.as_chunks_mut::<8>().0.iter_mut().zip(digest.as_chunks::<4>().0) {
        // The bytes apart, each in a lane of its own; then the high digit below the low one, as they are written.
        let mut lanes = u64::from(u32::from_le_bytes(*bytes));
        lanes = (lanes | (lanes << 16)) & 0x0000_ffff_0000_ffff;
        lanes = (lanes | (lanes << 8)) & 0x00ff_00ff_00ff_00ff;
        let nibbles = ((lanes >> 4) & LOW) | ((lanes & LOW) << 8);
        // From 10 on, 6 more carries into the fifth bit: those are letters.
        let letters = ((nibbles + each(6)) >> 4) & each(1);
        *digits = (nibbles + each(b'0') + letters * u64::from(b'a' - b'0' - 10)).to_le_bytes();
    }
    Signature(text)
}

fn base64<const N: usize>(engine: &impl base64::Engine, digest: &[u8; 32]) -> Signature<N> {
    let mut text = [b'='; N];
    // 32 bytes make exactly 44 characters with padding and 43 without: the buffer cannot be too short.
    let written = engine.encode_slice(digest, &mut text);
    debug_assert_eq!(written, Ok(N));
    Signature(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_never_prints_and_can_be_shared() {
        fn shared<T: Send + Sync + Clone>(value: T) -> T {
            value
        }
        let key = shared(SigningKey::new("Zm9vYmFy").unwrap());
        assert_eq!(format!("{key:?}"), "SigningKey([REDACTED])");
    }

    #[test]
    fn the_key_is_wiped_on_drop() {
        use hmac::digest::block_api::CoreProxy;
        // hmac 0.13 does not carry the marker itself, but its two parts (hash state, block buffer) wipe themselves when the `zeroize`
        // features are on. Without them nothing in a key needs dropping, and this fails.
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<<Sha256 as CoreProxy>::Core>();
        assert!(std::mem::needs_drop::<SigningKey>());
    }

    #[test]
    fn hex_writes_every_byte_value() {
        for byte in 0..=255u8 {
            assert_eq!(hex(&[byte; 32]).as_str(), format!("{byte:02x}").repeat(32));
        }
    }

    #[test]
    fn an_empty_secret_is_refused() {
        assert_eq!(SigningKey::try_from(&Secret::default()).unwrap_err(), EmptyKey);
        assert_eq!(EmptyKey.to_string(), "the signing secret is empty");
    }
}
