//! What a client is: partner, base URL, credentials, budgets, and what the blocking client adds. Setters here, checks in the core.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::sync::{Arc, OnceLock};

use payseal::operation::{Operation, Partner};
use payseal::{Config, Error, Secret, partners};

use crate::attempt::payseal_attempt_hook;
use crate::error::payseal_error;
use crate::ffi::{Hook, given, guard, guard_or, hand_out, invalid, payseal_str};

/// The configuration of a client. One thread sets it; afterwards it may be shared. Free it with `payseal_config_free`; calls and clients
/// that were made from it go on.
pub struct payseal_config {
    pub(crate) partner: &'static Partner,
    pub(crate) settings: Settings,
    /// The checked configuration, made when it is first needed and anew after a setter.
    built: OnceLock<Result<Arc<Config>, Error>>,
}

/// What was set. What was not set is the core's default.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) base_url: Option<String>,
    pub(crate) api_key: Option<Secret>,
    pub(crate) hmac_secret: Option<Secret>,
    pub(crate) bearer_token: Option<Secret>,
    pub(crate) connect_timeout_ms: Option<u64>,
    pub(crate) attempt_timeout_ms: Option<u64>,
    pub(crate) total_timeout_ms: Option<u64>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) local_validation: Option<bool>,
    pub(crate) allow_insecure_http: Option<bool>,
    pub(crate) driver: DriverSettings,
}

/// What only the blocking client reads.
#[derive(Default)]
#[cfg_attr(not(feature = "driver"), allow(dead_code))]
pub(crate) struct DriverSettings {
    pub(crate) extra_ca_pem: Option<Vec<u8>>,
    pub(crate) proxy: Option<String>,
    pub(crate) no_proxy: bool,
    pub(crate) max_idle_connections: Option<usize>,
    pub(crate) hook: Option<Hook>,
}

/// Gives a builder everything that was set; the core's and the driver's builders have the same names.
macro_rules! apply {
    ($settings:expr, $builder:expr) => {{
        let (settings, mut builder) = ($settings, $builder);
        if let Some(url) = &settings.base_url {
            builder = builder.base_url(url.as_str());
        }
        if let Some(key) = settings.api_key.as_ref().and_then(payseal::Secret::expose_str) {
            builder = builder.api_key(key);
        }
        if let Some(secret) = &settings.hmac_secret {
            builder = builder.hmac_secret(secret.clone());
        }
        if let Some(jwt) = settings.bearer_token.as_ref().and_then(payseal::Secret::expose_str) {
            builder = builder.bearer_token(jwt);
        }
        if let Some(ms) = settings.connect_timeout_ms {
            builder = builder.connect_timeout_ms(ms);
        }
        if let Some(ms) = settings.attempt_timeout_ms {
            builder = builder.attempt_timeout_ms(ms);
        }
        if let Some(ms) = settings.total_timeout_ms {
            builder = builder.total_timeout_ms(ms);
        }
        if let Some(retries) = settings.max_retries {
            builder = builder.max_retries(retries);
        }
        if let Some(on) = settings.local_validation {
            builder = builder.local_validation(on);
        }
        if let Some(allow) = settings.allow_insecure_http {
            builder = builder.allow_insecure_http(allow);
        }
        builder
    }};
}
#[cfg(feature = "driver")]
pub(crate) use apply;

impl payseal_config {
    /// The checked configuration.
    pub(crate) fn built(&self) -> Result<Arc<Config>, Error> {
        self.built.get_or_init(|| apply!(&self.settings, Config::builder(self.partner)).build().map(Arc::new)).clone()
    }

    pub(crate) fn operation(&self, name: payseal_str) -> Result<&'static Operation, Error> {
        operation(self.partner, name)
    }
}

pub(crate) fn partner(name: payseal_str) -> Result<&'static Partner, Error> {
    let name = name.text("partner")?;
    partners::by_name(name).ok_or_else(|| invalid("partner", &format!("{name:?} is not known")))
}

pub(crate) fn operation(partner: &'static Partner, name: payseal_str) -> Result<&'static Operation, Error> {
    let name = name.text("operation")?;
    partner.operation(name).ok_or_else(|| invalid("operation", &format!("{name:?} is not one of {}", partner.title)))
}

/// Starts a configuration for a partner (`PAYSEAL_CLIVE`, `PAYSEAL_TYBRITE`). Nothing is checked before `payseal_config_check` or the first use.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_new(
    partner_name: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_config>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let partner = partner(partner_name)?;
        hand_out(out, payseal_config { partner, settings: Settings::default(), built: OnceLock::new() });
        Ok(())
    })
}

/// Wipes and frees a configuration. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_free(config: Option<Box<payseal_config>>) {
    guard_or((), || drop(config));
}

/// Checks everything that was set.
///
/// `config` must not be NULL. Thread-safe once nobody sets anything. Errors: `PAYSEAL_KIND_CONFIG` with a code that names the option.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_check(
    config: Option<&payseal_config>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || given(config, "config")?.built().map(drop))
}

fn set(
    config: Option<&mut payseal_config>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
    set: impl FnOnce(&mut Settings) -> Result<(), Error>,
) -> i32 {
    guard(err, || {
        let config = given(config, "config")?;
        set(&mut config.settings)?;
        config.built = OnceLock::new();
        Ok(())
    })
}

/// How long a call may take with all its attempts and waits, in milliseconds; 0 = no limit, and when `payseal_config_check` would fail or for
/// NULL. For programs that have a deadline of their own and give a call the shorter of the two. Thread-safe once nobody sets anything.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_total_timeout_ms(config: Option<&payseal_config>) -> u64 {
    guard_or(0, || config.and_then(|config| config.built().ok()).map_or(0, |built| built.budgets().total_timeout_ms))
}

/// The partner's base URL with its path, e.g. `https://api.example.com/api/v1`. Required.
///
/// Copied. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_base_url(
    config: Option<&mut payseal_config>,
    url: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.base_url = Some(url.text("url")?.to_owned());
        Ok(())
    })
}

/// The API key. What a Tybrite key says of itself is held against the operation before anything is sent (`PAYSEAL_KEY_CLASS_…`).
///
/// Copied, and wiped with the configuration. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_api_key(
    config: Option<&mut payseal_config>,
    key: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.api_key = Some(Secret::from(key.text("key")?));
        Ok(())
    })
}

/// The secret that requests are signed with, used as its bytes and never decoded.
///
/// Copied, and wiped with the configuration. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_hmac_secret(
    config: Option<&mut payseal_config>,
    secret: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.hmac_secret = Some(Secret::from(secret.bytes("secret")?.to_vec()));
        Ok(())
    })
}

/// The JWT of an administrator, for endpoints with bearer authorisation.
///
/// Copied, and wiped with the configuration. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_bearer_token(
    config: Option<&mut payseal_config>,
    jwt: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.bearer_token = Some(Secret::from(jwt.text("jwt")?));
        Ok(())
    })
}

/// How long one connection may take to open, in milliseconds (default 10 000).
///
/// `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_connect_timeout_ms(
    config: Option<&mut payseal_config>,
    ms: u64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.connect_timeout_ms = Some(ms);
        Ok(())
    })
}

/// How long one attempt may take, in milliseconds (default 30 000).
///
/// `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_attempt_timeout_ms(
    config: Option<&mut payseal_config>,
    ms: u64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.attempt_timeout_ms = Some(ms);
        Ok(())
    })
}

/// How long a call may take with all its attempts and waits, in milliseconds (default 90 000; 0 = no limit).
///
/// `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_total_timeout_ms(
    config: Option<&mut payseal_config>,
    ms: u64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.total_timeout_ms = Some(ms);
        Ok(())
    })
}

/// How often a failed attempt is repeated (default 2, so three attempts).
///
/// `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_max_retries(
    config: Option<&mut payseal_config>,
    retries: u32,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.max_retries = Some(retries);
        Ok(())
    })
}

/// Whether input that the partner can never accept is refused here (default true). Headers and JSON stay checked.
///
/// `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_local_validation(
    config: Option<&mut payseal_config>,
    on: bool,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.local_validation = Some(on);
        Ok(())
    })
}

/// Permits plain http to a host that is not this machine (default false): the API key then travels in clear text.
///
/// `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_allow_insecure_http(
    config: Option<&mut payseal_config>,
    allow: bool,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.allow_insecure_http = Some(allow);
        Ok(())
    })
}

/// Blocking client: certificate authorities to trust besides the platform's, as PEM text.
///
/// Copied. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_extra_ca_pem(
    config: Option<&mut payseal_config>,
    pem: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.driver.extra_ca_pem = Some(pem.bytes("pem")?.to_vec());
        Ok(())
    })
}

/// Blocking client: the HTTP proxy to tunnel through, `http://[user:password@]host:port`. Empty: none, whatever the environment says.
/// Without this setting `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide, and a base URL on this machine is never proxied.
///
/// Copied. `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_proxy(
    config: Option<&mut payseal_config>,
    url: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.driver.proxy = url.optional("url")?.map(str::to_owned);
        settings.driver.no_proxy = settings.driver.proxy.is_none();
        Ok(())
    })
}

/// Blocking client: how many idle connections are kept (default 256). Set it to the number of threads that send at once.
///
/// `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_max_idle_connections(
    config: Option<&mut payseal_config>,
    connections: usize,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    set(config, err, |settings| {
        settings.driver.max_idle_connections = Some(connections);
        Ok(())
    })
}

/// Blocking client: called before and after each attempt, on the thread that sends. NULL: no hook.
///
/// The hook and `user` must be usable from every thread that sends, and outlive the client. The hook must return (no `longjmp`, no C++
/// exception). `config` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_config_set_on_attempt(
    config: Option<&mut payseal_config>,
    hook: payseal_attempt_hook,
    user: *mut c_void,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    let hook = Hook::new(hook, user);
    set(config, err, |settings| {
        settings.driver.hook = hook;
        Ok(())
    })
}
