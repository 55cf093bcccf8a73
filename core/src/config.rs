//! What a client is: a partner, its base URL, credentials and budgets. Checked once, then shared by every call.
//!
//! Not for reading the environment or files: the core has neither.
//!
//! ```
//! use payseal::{Config, clive};
//! let config = Config::builder(&clive::PARTNER)
//!     .base_url("https://api.example.com/api/v1")
//!     .api_key("cp_live_partner_xxx")
//!     .hmac_secret("s3cret")
//!     .max_retries(3)
//!     .build()?;
//! assert_eq!(config.budgets().total_timeout_ms, 90_000);
//! assert!(!format!("{config:?}").contains("s3cret"));
//! # Ok::<(), payseal::Error>(())
//! ```

use std::borrow::Cow;

use crate::api_key::{ApiKeyInfo, KeyClass};
use crate::base_url::BaseUrl;
use crate::error::{Code, Error};
use crate::headers;
use crate::json::{Text, Value};
use crate::operation::{Auth, Partner};
use crate::retry::Budgets;
use crate::secret::Secret;
use crate::sign::SigningKey;

/// The credentials of one client. Nothing in it can be printed.
#[derive(Debug, Default)]
pub struct Credentials {
    api_key: Option<Secret>,
    bearer: Option<Secret>,
    signing_key: Option<SigningKey>,
    /// The same credentials as texts, as a partner would repeat them.
    texts: Vec<Secret>,
}

impl Credentials {
    /// The API key as header bytes; empty when none was given.
    #[must_use]
    pub fn api_key(&self) -> &[u8] {
        self.api_key.as_ref().map(Secret::expose).unwrap_or_default()
    }

    /// `Bearer <jwt>` as header bytes; empty when none was given.
    #[must_use]
    pub fn bearer(&self) -> &[u8] {
        self.bearer.as_ref().map(Secret::expose).unwrap_or_default()
    }

    /// The key that requests are signed with.
    #[must_use]
    pub fn signing_key(&self) -> Option<&SigningKey> {
        self.signing_key.as_ref()
    }

    /// The first credential that `auth` needs and that was not given.
    pub(crate) fn missing_for(&self, auth: Auth) -> Option<&'static str> {
        match auth {
            Auth::Public => None,
            Auth::ApiKey => self.api_key.is_none().then_some("api_key"),
            Auth::Signed if self.api_key.is_none() => Some("api_key"),
            Auth::Signed => self.signing_key.is_none().then_some("hmac_secret"),
            Auth::Bearer => self.bearer.is_none().then_some("bearer_token"),
        }
    }

    /// What must be taken out of everything that a partner sent. `shopper`: the bytes of the call's identity header, which are
    /// Latin-1.
    pub(crate) fn private(&self, shopper: Option<&Secret>) -> Private<'_> {
        let text_of = |value: &Secret| {
            // Large enough at once: what a growing text leaves behind is not wiped.
            let mut text = String::with_capacity(2 * value.len());
            text.extend(value.expose().iter().copied().map(char::from));
            text
        };
        Private { credentials: &self.texts, shopper: shopper.map(|value| Secret::from(text_of(value))) }
    }
}

/// The secrets of one call: the client's credentials, and who the shopper is.
pub(crate) struct Private<'a> {
    credentials: &'a [Secret],
    shopper: Option<Secret>,
}

impl Private<'_> {
    /// Takes them out of a text.
    pub(crate) fn scrub<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let secrets: Vec<&Secret> = self.credentials.iter().chain(&self.shopper).collect();
        crate::secret::scrub(text, &secrets)
    }

    /// The same for every text of a JSON value, names included.
    pub(crate) fn scrub_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(clean) = self.scrubbed(text) {
                    *value = Value::from(clean);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.scrub_value(item)),
            Value::Object(object) => {
                object.iter_mut().for_each(|(_, member)| self.scrub_value(member));
                if object.iter().any(|(name, _)| self.scrubbed(name).is_some()) {
                    let members = std::mem::take(object).into_iter();
                    *object = members.map(|(name, member)| (self.scrubbed(&name).unwrap_or(name), member)).collect();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The text without them, if there were any in it.
    fn scrubbed(&self, text: &Text) -> Option<Text> {
        match self.scrub(&text.to_string_lossy()) {
            Cow::Owned(clean) => Some(Text::from(clean)),
            Cow::Borrowed(_) => None,
        }
    }
}

/// A checked client configuration. Share it with an `Arc`.
#[derive(Debug)]
pub struct Config {
    partner: &'static Partner,
    base_url: BaseUrl,
    credentials: Credentials,
    budgets: Budgets,
    local_validation: bool,
    /// The key of `credentials`, as it was given: what is read from it is borrowed from here.
    key_text: Option<Secret>,
}

impl Config {
    /// Starts a configuration for `partner`.
    #[must_use]
    pub fn builder(partner: &'static Partner) -> ConfigBuilder {
        ConfigBuilder {
            partner,
            base_url: String::new(),
            api_key: None,
            bearer_token: None,
            hmac_secret: None,
            budgets: Budgets::default(),
            local_validation: true,
            allow_insecure_http: false,
        }
    }

    /// The partner.
    #[must_use]
    pub fn partner(&self) -> &'static Partner {
        self.partner
    }

    /// The base URL.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// The credentials.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The budgets of a call, unless the call sets its own.
    #[must_use]
    pub fn budgets(&self) -> Budgets {
        self.budgets
    }

    /// Whether input that the partner can never accept is refused here.
    #[must_use]
    pub fn local_validation(&self) -> bool {
        self.local_validation
    }

    /// What the API key says of itself, where the partner's keys do.
    #[must_use]
    pub fn api_key_info(&self) -> Option<ApiKeyInfo<'_>> {
        (self.partner.read_api_key?)(self.key_text.as_ref()?.expose_str()?)
    }

    /// What is wrong with the API key for an endpoint, if it can be told.
    pub(crate) fn key_problem(&self, class: KeyClass) -> Option<&'static str> {
        if !self.local_validation {
            return None;
        }
        class.problem(self.api_key_info()?)
    }
}

/// Builds a [`Config`]; nothing is checked before [`build`](Self::build).
pub struct ConfigBuilder {
    partner: &'static Partner,
    pub(crate) base_url: String,
    pub(crate) api_key: Option<Secret>,
    bearer_token: Option<Secret>,
    pub(crate) hmac_secret: Option<Secret>,
    budgets: Budgets,
    local_validation: bool,
    allow_insecure_http: bool,
}

impl ConfigBuilder {
    /// The partner.
    #[cfg(feature = "ureq")]
    pub(crate) fn partner(&self) -> &'static Partner {
        self.partner
    }

    /// The partner's base URL with its path, e.g. `https://api.example.com/api/v1`. Required.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// The API key. Without it only public and bearer endpoints can be called.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(Secret::from(key.into()));
        self
    }

    /// The secret that requests are signed with, used as its UTF-8 bytes (never hex- or base64-decoded).
    #[must_use]
    pub fn hmac_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.hmac_secret = Some(secret.into());
        self
    }

    /// The JWT of an administrator, for endpoints with bearer authorisation.
    #[must_use]
    pub fn bearer_token(mut self, jwt: impl Into<String>) -> Self {
        self.bearer_token = Some(Secret::from(jwt.into()));
        self
    }

    /// How long one connection may take to open, in milliseconds (default 10 000).
    #[must_use]
    pub fn connect_timeout_ms(mut self, ms: u64) -> Self {
        self.budgets.connect_timeout_ms = ms;
        self
    }

    /// How long one attempt may take, in milliseconds (default 30 000).
    #[must_use]
    pub fn attempt_timeout_ms(mut self, ms: u64) -> Self {
        self.budgets.attempt_timeout_ms = ms;
        self
    }

    /// How long a call may take with all its attempts and waits, in milliseconds (default 90 000; 0 = no limit).
    #[must_use]
    pub fn total_timeout_ms(mut self, ms: u64) -> Self {
        self.budgets.total_timeout_ms = ms;
        self
    }

    /// How often a failed attempt is repeated (default 2, so three attempts).
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.budgets.max_retries = retries;
        self
    }

    /// Whether input that the partner can never accept is refused here (default true). Headers and JSON stay checked.
    #[must_use]
    pub fn local_validation(mut self, on: bool) -> Self {
        self.local_validation = on;
        self
    }

    /// Permits plain http to a host that is not this machine (default false): the API key then travels in clear text.
    #[must_use]
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    /// A `ConfigError` that names the option: `BASE_URL_…`, `API_KEY_INVALID_LOCALLY`, `HMAC_SECRET_MISSING`,
    /// `HMAC_SECRET_IS_API_KEY`, `OPTION_INVALID`.
    pub fn build(self) -> Result<Config, Error> {
        let base_url = BaseUrl::parse(&self.base_url, self.allow_insecure_http)?;
        let api_key = self.api_key.as_ref().map(|key| header("api_key", "", key)).transpose()?;
        let bearer = self.bearer_token.as_ref().map(|jwt| header("bearer_token", "Bearer ", jwt)).transpose()?;
        let signing_key = match &self.hmac_secret {
            Some(secret) => Some(SigningKey::new(secret.expose()).map_err(|_| Error::new(Code::HmacSecretMissing))?),
            None => None,
        };
        if let (true, Some(read), Some(secret)) = (self.local_validation, self.partner.read_api_key, &self.hmac_secret)
            && let Some(key) = secret.expose_str().and_then(read)
        {
            let kind = if key.is_secret() { "secret" } else { "publishable" };
            return Err(Error::because(Code::HmacSecretIsApiKey, format_args!("hmac_secret is a {kind} API key")));
        }
        for (name, value) in [
            ("connect_timeout_ms", self.budgets.connect_timeout_ms),
            ("attempt_timeout_ms", self.budgets.attempt_timeout_ms),
        ] {
            if value == 0 {
                return Err(Error::because(Code::OptionInvalid, format_args!("{name} must be at least 1")));
            }
        }
        let key_text = self.api_key.clone().filter(|_| self.partner.read_api_key.is_some());
        Ok(Config {
            key_text,
            partner: self.partner,
            base_url,
            credentials: Credentials {
                api_key,
                bearer,
                signing_key,
                texts: [self.api_key, self.bearer_token, self.hmac_secret].into_iter().flatten().collect(),
            },
            budgets: self.budgets,
            local_validation: self.local_validation,
        })
    }
}

/// The bytes of a header with a secret in it, in one allocation: one that grew would leave pieces of the secret behind.
fn header(option: &str, prefix: &str, secret: &Secret) -> Result<Secret, Error> {
    let value = secret.expose_str().unwrap_or_default();
    headers::check(value).map_err(|problem| Error::because(Code::ApiKeyInvalid, format_args!("{option} {problem}")))?;
    let mut bytes = Vec::with_capacity(prefix.len() + value.len());
    bytes.extend_from_slice(prefix.as_bytes());
    bytes.extend(headers::latin1_unchecked(value));
    Ok(Secret::from(bytes))
}

impl std::fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConfigBuilder").field("partner", &self.partner).finish_non_exhaustive()
    }
}
