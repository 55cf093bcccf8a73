//! What a client is made of. Kept as it was given, because a forked child makes its connections anew.

use payseal::driver::AnyClient;
use payseal::operation::Partner;
use payseal::{Error, Secret};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::arguments::{count, flag, secret, text};
use crate::guard::{Result, invalid};
use crate::watch;

/// The keyword arguments of a client.
pub(crate) struct Settings {
    pub(crate) partner: &'static Partner,
    from_env: bool,
    base_url: Option<String>,
    api_key: Option<Secret>,
    hmac_secret: Option<Secret>,
    bearer_token: Option<Secret>,
    connect_timeout_ms: Option<u64>,
    attempt_timeout_ms: Option<u64>,
    total_timeout_ms: Option<u64>,
    max_retries: Option<u32>,
    local_validation: Option<bool>,
    allow_insecure_http: Option<bool>,
    extra_ca_pem: Option<Secret>,
    proxy: Option<Secret>,
    pub(crate) max_connections: usize,
}

/// Threads and idle connections of a client, unless it says otherwise.
const MAX_CONNECTIONS: usize = 256;

impl Settings {
    /// Reads the keyword arguments; those that are absent or `None` keep the core's defaults.
    pub(crate) fn read(partner: &'static Partner, from_env: bool, given: &Bound<'_, PyDict>) -> Result<Self> {
        let mut settings = Self {
            partner,
            from_env,
            base_url: None,
            api_key: None,
            hmac_secret: None,
            bearer_token: None,
            connect_timeout_ms: None,
            attempt_timeout_ms: None,
            total_timeout_ms: None,
            max_retries: None,
            local_validation: None,
            allow_insecure_http: None,
            extra_ca_pem: None,
            proxy: None,
            max_connections: MAX_CONNECTIONS,
        };
        for (name, value) in given
            .items()
            .iter()
            .map(|pair| pair.extract::<(Bound<'_, PyString>, Bound<'_, PyAny>)>())
            .collect::<PyResult<Vec<_>>>()?
        {
            if value.is_none() {
                continue;
            }
            let name = name.to_str()?;
            match name {
                "base_url" => settings.base_url = Some(text(&value, name)?),
                "api_key" => settings.api_key = Some(Secret::from(text(&value, name)?)),
                "hmac_secret" => settings.hmac_secret = Some(secret(&value, name)?),
                "bearer_token" => settings.bearer_token = Some(Secret::from(text(&value, name)?)),
                "connect_timeout_ms" => settings.connect_timeout_ms = Some(count(&value, name)?),
                "attempt_timeout_ms" => settings.attempt_timeout_ms = Some(count(&value, name)?),
                "total_timeout_ms" => settings.total_timeout_ms = Some(count(&value, name)?),
                "max_retries" => settings.max_retries = Some(count(&value, name)?),
                "local_validation" => settings.local_validation = Some(flag(&value, name)?),
                "allow_insecure_http" => settings.allow_insecure_http = Some(flag(&value, name)?),
                "extra_ca_pem" => settings.extra_ca_pem = Some(secret(&value, name)?),
                "proxy" => settings.proxy = Some(Secret::from(text(&value, name)?)),
                "max_connections" => {
                    settings.max_connections = count(&value, name)?;
                    if settings.max_connections == 0 {
                        return Err(invalid(name, "must be at least 1").into());
                    }
                }
                other => return Err(invalid(other, "is no option of a client").into()),
            }
        }
        Ok(settings)
    }

    /// A client with connections of its own. Nothing is sent.
    pub(crate) fn build(&self) -> std::result::Result<AnyClient, Error> {
        let mut builder = AnyClient::builder(self.partner);
        builder = builder.language("python").max_idle_connections(self.max_connections).on_attempt(watch::hook);
        let exposed = |secret: &Option<Secret>| secret.as_ref().and_then(Secret::expose_str).map(str::to_owned);
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url.as_str());
        }
        if let Some(key) = exposed(&self.api_key) {
            builder = builder.api_key(key);
        }
        if let Some(secret) = &self.hmac_secret {
            builder = builder.hmac_secret(secret.clone());
        }
        if let Some(jwt) = exposed(&self.bearer_token) {
            builder = builder.bearer_token(jwt);
        }
        if let Some(ms) = self.connect_timeout_ms {
            builder = builder.connect_timeout_ms(ms);
        }
        if let Some(ms) = self.attempt_timeout_ms {
            builder = builder.attempt_timeout_ms(ms);
        }
        if let Some(ms) = self.total_timeout_ms {
            builder = builder.total_timeout_ms(ms);
        }
        if let Some(retries) = self.max_retries {
            builder = builder.max_retries(retries);
        }
        if let Some(on) = self.local_validation {
            builder = builder.local_validation(on);
        }
        if let Some(allow) = self.allow_insecure_http {
            builder = builder.allow_insecure_http(allow);
        }
        if let Some(pem) = &self.extra_ca_pem {
            builder = builder.extra_ca_pem(pem.expose());
        }
        match exposed(&self.proxy) {
            Some(none) if none.is_empty() => builder = builder.no_proxy(),
            Some(url) => builder = builder.proxy(url),
            None => {}
        }
        if self.from_env { builder.or_env()?.build() } else { builder.build() }
    }
}
