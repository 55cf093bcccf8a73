//! [`WebhookVerifier`]: whether a delivery is the partner's and recent. *Not for* saying why a signature does not match
//! ([`explain`](crate::explain)), and not for what was seen before ([`DedupeStore`](super::DedupeStore)).

use ctutils::CtEq;

use super::header::{self, clive_signature, is_hex, tybrite_signature};
use super::{Event, HeaderFault, WebhookError, WebhookPartner};
use crate::error::{Code, Error};
use crate::secret::Secret;
use crate::sign::SigningKey;

/// How far the signed time may be from yours, in seconds, unless set: the tolerance of the partner's own samples.
pub const DEFAULT_TOLERANCE_S: u64 = 300;

/// The greatest tolerance: 4 days, which is how long a [`MemoryDedupe`](super::MemoryDedupe) remembers. Beyond that a captured delivery
/// could be played back after it was forgotten.
pub const MAX_TOLERANCE_S: u64 = 4 * 24 * 3600;

/// How many secrets a verifier takes. A rotation needs two; every one more is a hash over the body for a wrong delivery.
pub const MAX_SECRETS: usize = 16;

/// Verifies the deliveries of one endpoint. Build it once; it is `Send` and `Sync` and prints no secret.
///
/// Three rules it never bends: the bytes are those that came over the wire, a signature is compared in constant time, and a time that is
/// signed is checked in both directions.
///
/// ```
/// use payseal::webhook::{WebhookPartner, WebhookVerifier};
///
/// let verifier = WebhookVerifier::builder(WebhookPartner::Clive).secret("whsec_clive").build()?;
/// let body = br#"{"clive_tx_id":"CLVTX_1","status":"succeeded","amount":750,"currency":"USD"}"#;
/// let signature = payseal::SigningKey::new("whsec_clive")?.sign_hex(body).to_string();
///
/// let verified = verifier.verify(body, &[("x-clive-signature", &signature)], 1_781_955_480)?;
/// assert_eq!(verified.event.status(), Some("succeeded"));
///
/// let error = verifier.verify(b"{}", &[("x-clive-signature", &signature)], 1_781_955_480).unwrap_err();
/// assert_eq!(error.code().as_str(), "WEBHOOK_SIGNATURE_MISMATCH");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct WebhookVerifier {
    partner: WebhookPartner,
    keys: Vec<SigningKey>,
    tolerance_s: u64,
}

/// What a right signature says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Which secret it was made with, counted from 0 in the order they were given. When it is never the old one any more, the rotation is
    /// over.
    pub secret_index: usize,
    /// When it was made, in Unix seconds; `None` for Clive, whose signature carries no time.
    pub timestamp: Option<i64>,
}

/// A delivery that is the partner's.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What it says.
    pub event: Event,
    /// As in [`Signed`].
    pub secret_index: usize,
    /// As in [`Signed`].
    pub timestamp: Option<i64>,
}

impl WebhookVerifier {
    /// Starts a verifier for one partner's deliveries.
    #[must_use]
    pub fn builder(partner: WebhookPartner) -> WebhookVerifierBuilder {
        WebhookVerifierBuilder { partner, secrets: Vec::new(), tolerance_s: None }
    }

    /// Whose deliveries these are.
    #[must_use]
    pub fn partner(&self) -> WebhookPartner {
        self.partner
    }

    /// How far the signed time may be from yours, in seconds and in both directions.
    #[must_use]
    pub fn tolerance_s(&self) -> u64 {
        self.tolerance_s
    }

    /// Verifies a delivery and reads its event. `body` is the raw body, `headers` are all headers as they came, `now_unix_s` is your clock.
    ///
    /// # Errors
    /// [`WebhookError`]: one typed reason, never the signature that was expected. Answer 400 and do not process it.
    pub fn verify<N, V>(&self, body: &[u8], headers: &[(N, V)], now_unix_s: i64) -> Result<Verified, WebhookError>
    where
        N: AsRef<[u8]>,
        V: AsRef<[u8]>,
    {
        let Signed { secret_index, timestamp } = self.verify_signature(body, headers, now_unix_s)?;
        let event = Event::parse(self.partner, body)?;
        Ok(Verified { event, secret_index, timestamp })
    }

    /// The same without reading the event: no allocation, and the price of one signature. For endpoints that only store the bytes and
    /// answer; read them later with [`Event::parse`].
    ///
    /// # Errors
    /// As [`verify`](Self::verify), except those about what the body says.
    pub fn verify_signature<N, V>(
        &self,
        body: &[u8],
        headers: &[(N, V)],
        now_unix_s: i64,
    ) -> Result<Signed, WebhookError>
    where
        N: AsRef<[u8]>,
        V: AsRef<[u8]>,
    {
        let header = self.partner.header();
        let value = header::find(headers, self.partner)?;
        let malformed = |fault| WebhookError::MalformedHeader { header, fault };
        let no_match = |signatures| match signatures {
            0 => malformed(HeaderFault::NotHex),
            _ => WebhookError::NoMatch { header, signatures, secrets: self.keys.len() },
        };
        match self.partner {
            WebhookPartner::Clive => {
                let received = clive_signature(value).map_err(malformed)?;
                let matches = |key: &SigningKey| same(key.sign_hex(body).as_bytes(), received);
                let secret_index =
                    self.keys.iter().position(matches).ok_or_else(|| no_match(usize::from(is_hex(received))))?;
                Ok(Signed { secret_index, timestamp: None })
            }
            WebhookPartner::Tybrite => {
                let parsed = tybrite_signature(value).map_err(malformed)?;
                // One hash for each secret, however many signatures the header lists.
                let matches = |key: &SigningKey| {
                    let expected = key.sign_hex_timestamped(parsed.timestamp, body);
                    parsed.signatures().any(|received| same(expected.as_bytes(), received))
                };
                let secret_index = self
                    .keys
                    .iter()
                    .position(matches)
                    .ok_or_else(|| no_match(parsed.signatures().filter(|text| is_hex(text)).count()))?;
                // After the signature: only the partner's own time is worth a word about the clock.
                self.check_age(parsed.unix_s, now_unix_s)?;
                Ok(Signed { secret_index, timestamp: Some(parsed.unix_s) })
            }
        }
    }

    fn check_age(&self, signed_unix_s: i64, now_unix_s: i64) -> Result<(), WebhookError> {
        let skew_s = now_unix_s.abs_diff(signed_unix_s);
        let tolerance_s = self.tolerance_s;
        if skew_s <= tolerance_s {
            Ok(())
        } else if signed_unix_s < now_unix_s {
            Err(WebhookError::TooOld { skew_s, tolerance_s })
        } else {
            Err(WebhookError::InFuture { skew_s, tolerance_s })
        }
    }
}

/// Compares as text, in constant time; a capital letter is the same digit.
fn same(expected: &[u8; 64], received: &[u8; 64]) -> bool {
    let mut received = *received;
    received.make_ascii_lowercase();
    expected.ct_eq(&received).to_bool()
}

/// Builds a [`WebhookVerifier`]; nothing is checked before [`build`](Self::build).
#[derive(Clone, Debug)]
pub struct WebhookVerifierBuilder {
    partner: WebhookPartner,
    secrets: Vec<Secret>,
    tolerance_s: Option<u64>,
}

impl WebhookVerifierBuilder {
    /// A secret of this endpoint, used as its bytes (never hex- or base64-decoded). Call it again for each further one of a rotation.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// How far the signed time may be from yours, in seconds and in both directions: 1 to [`MAX_TOLERANCE_S`], default
    /// [`DEFAULT_TOLERANCE_S`]. It cannot be switched off, and it cannot be set for Clive, where there is no time that it would apply to.
    #[must_use]
    pub fn tolerance_s(mut self, seconds: u64) -> Self {
        self.tolerance_s = Some(seconds);
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    /// `HMAC_SECRET_MISSING` without a secret or with an empty one; `OPTION_INVALID` for too many secrets and for a tolerance out of range
    /// or without effect.
    pub fn build(self) -> Result<WebhookVerifier, Error> {
        if self.secrets.is_empty() {
            return Err(Error::because(Code::HmacSecretMissing, "the webhook endpoint's secret was not given"));
        }
        if self.secrets.len() > MAX_SECRETS {
            return Err(Error::because(Code::OptionInvalid, format_args!("at most {MAX_SECRETS} webhook secrets")));
        }
        let mut keys = Vec::with_capacity(self.secrets.len());
        for (index, secret) in self.secrets.iter().enumerate() {
            keys.push(SigningKey::try_from(secret).map_err(|_| {
                Error::because(Code::HmacSecretMissing, format_args!("webhook secret {index} (from 0) is empty"))
            })?);
        }
        let tolerance_s = match self.tolerance_s {
            None => DEFAULT_TOLERANCE_S,
            Some(_) if !self.partner.has_timestamp() => {
                let why = format!("tolerance_s has no effect: {}'s signature carries no time", self.partner);
                return Err(Error::because(Code::OptionInvalid, why));
            }
            Some(seconds @ 1..=MAX_TOLERANCE_S) => seconds,
            Some(seconds) => {
                let why = format!("tolerance_s must be from 1 to {MAX_TOLERANCE_S}, not {seconds}");
                return Err(Error::because(Code::OptionInvalid, why));
            }
        };
        Ok(WebhookVerifier { partner: self.partner, keys, tolerance_s })
    }
}
