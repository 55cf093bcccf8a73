//! The engine under every typed client: one configuration, one connection pool, one loop around [`Call`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ureq::http::header::{HeaderName, HeaderValue};
use ureq::unversioned::transport::{ConnectProxyConnector, Connector, RustlsConnector};
use ureq::{Agent, Proxy, ProxyProtocol};

use super::attempt::{self, Stage};
use super::fault;
use super::hook::{self, AttemptEvent, Hook};
use super::options::{RequestOptions, Stop};
use super::tls::{self, TlsRoots};
use super::transport::{LateResolver, NoteHandshake, NoteSent, SlicedTcp};
use crate::answer::Answer;
use crate::call::{Call, Now, StateName, Step};
use crate::config::{Config, ConfigBuilder};
use crate::error::{Code, Error};
use crate::http::HttpRequest;
use crate::intent::Intent;
use crate::operation::{Method, Partner};
use crate::outcome::Fault;

/// A list of all transactions can be long; beyond this an answer counts as broken off.
const MAX_ANSWER_BYTES: u64 = 64 * 1024 * 1024;
/// Of an error answer only the beginning is of use.
const MAX_ERROR_BYTES: u64 = 1024 * 1024;
/// ureq's own default is 128 KiB a direction and connection; our requests and answers are small.
const OUTPUT_BUFFER_BYTES: usize = 32 * 1024;
/// A request head must fit into that buffer: this is for path and key, the rest for what the client adds.
const MAX_PATH_AND_KEY_BYTES: usize = 16 * 1024;
/// A whole answer head must fit; as large as the largest head that ureq takes.
const INPUT_BUFFER_BYTES: usize = 64 * 1024;

/// The partner's environment variables, without its prefix.
const BASE_URL: &str = "API_BASE_URL";
const API_KEY: &str = "API_KEY";
const HMAC_SECRET: &str = "HMAC_SECRET";

/// No skew known yet.
const NO_SKEW: i64 = i64::MIN;

/// Sends intents of one partner. Cheap to share behind an `Arc`.
pub(super) struct Engine {
    pub(super) config: Arc<Config>,
    pub(super) tls_roots: TlsRoots,
    agent: Agent,
    hook: Option<Hook>,
    started: Instant,
    clock_skew_s: AtomicI64,
}

/// Builds a client; nothing is checked before `build`.
pub struct ClientBuilder<C> {
    config: ConfigBuilder,
    make: fn(Engine) -> C,
    extra_ca_pem: Option<Vec<u8>>,
    proxy: Option<String>,
    use_proxy: bool,
    max_idle_connections: usize,
    hook: Option<Hook>,
    language: &'static str,
    /// What was read from the environment, without the partner's prefix.
    from_env: Vec<&'static str>,
}

macro_rules! forward {
    ($( $(#[doc = $doc:literal])+ $name:ident($argument:ident: $ty:ty); )+) => { $(
        $(#[doc = $doc])+
        #[must_use]
        pub fn $name(mut self, $argument: $ty) -> Self {
            self.config = self.config.$name($argument);
            self
        }
    )+ };
}

impl<C> ClientBuilder<C> {
    pub(super) fn new(partner: &'static Partner, make: fn(Engine) -> C) -> Self {
        Self {
            config: Config::builder(partner),
            make,
            extra_ca_pem: None,
            proxy: None,
            use_proxy: true,
            max_idle_connections: 256,
            hook: None,
            language: "rust",
            from_env: Vec::new(),
        }
    }

    forward! {
        /// The partner's base URL with its path. Required.
        base_url(url: impl Into<String>);
        /// The API key.
        api_key(key: impl Into<String>);
        /// The secret that requests are signed with, used as its UTF-8 bytes.
        hmac_secret(secret: impl Into<crate::Secret>);
        /// The JWT of an administrator, for endpoints with bearer authorisation.
        bearer_token(jwt: impl Into<String>);
        /// How long one connection may take to open, TLS included, in milliseconds (default 10 000).
        connect_timeout_ms(ms: u64);
        /// How long one attempt may take, in milliseconds (default 30 000).
        attempt_timeout_ms(ms: u64);
        /// How long a call may take with all its attempts and waits, in milliseconds (default 90 000; 0 = no limit).
        total_timeout_ms(ms: u64);
        /// How often a failed attempt is repeated (default 2).
        max_retries(retries: u32);
        /// Whether input that the partner can never accept is refused here (default true).
        local_validation(on: bool);
        /// Permits plain http to a host that is not this machine (default false).
        allow_insecure_http(allow: bool);
    }

    /// Certificate authorities to trust besides the platform's, as PEM text.
    #[must_use]
    pub fn extra_ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.extra_ca_pem = Some(pem.into());
        self
    }

    /// The HTTP proxy to tunnel through, `http://[user:password@]host:port`. Without it `HTTPS_PROXY`, `ALL_PROXY` and
    /// `NO_PROXY` decide; a base URL on this machine is never proxied by the environment.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.use_proxy = false;
        self
    }

    /// How many idle connections are kept (default 256). Set it to the number of threads that send at once.
    #[must_use]
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.max_idle_connections = connections;
        self
    }

    /// Called before and after each attempt, on the calling thread. A hook that panics does not disturb the call.
    #[must_use]
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static) -> Self {
        self.hook = Some(Arc::new(hook));
        self
    }

    /// The language of the program, for the user agent; set by bindings.
    #[must_use]
    pub fn language(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// What the partner's three environment variables hold. Errors then name the variables.
    pub(super) fn from_env(partner: &'static Partner, make: fn(Engine) -> C) -> Result<Self, Error> {
        Self::new(partner, make).or_env()
    }

    /// Takes from the partner's three environment variables what was not set. Errors then name the variables.
    ///
    /// # Errors
    /// A `ConfigError` that names the variable which is needed and missing or empty.
    pub fn or_env(mut self) -> Result<Self, Error> {
        let prefix = self.config.partner().env_prefix;
        let mut read = |name: &'static str, code: Code| {
            let variable = format!("{prefix}_{name}");
            let problem = match std::env::var(&variable) {
                Ok(value) if !value.is_empty() => {
                    self.from_env.push(name);
                    return Ok(value);
                }
                Ok(_) => "is empty",
                Err(std::env::VarError::NotPresent) => "is not set",
                Err(std::env::VarError::NotUnicode(_)) => "is not UTF-8",
            };
            Err(Error::because(code, format_args!("the environment variable {variable} {problem}")))
        };
        if self.config.base_url.is_empty() {
            self.config.base_url = read(BASE_URL, Code::BaseUrlMissing)?;
        }
        if self.config.api_key.is_none() {
            self.config.api_key = Some(read(API_KEY, Code::ApiKeyInvalid)?.into());
        }
        if self.config.hmac_secret.is_none() {
            self.config.hmac_secret = Some(read(HMAC_SECRET, Code::HmacSecretMissing)?.into());
        }
        Ok(self)
    }

    /// Checks everything and makes the client. Nothing is sent.
    ///
    /// # Errors
    /// A `ConfigError` that names the option.
    pub fn build(self) -> Result<C, Error> {
        let prefix = self.config.partner().env_prefix;
        let from_env = self.from_env;
        let config = Arc::new(self.config.build().map_err(|error| {
            let name = match error.local_code() {
                Some(Code::BaseUrlInvalid | Code::BaseUrlInsecure) => BASE_URL,
                Some(Code::ApiKeyInvalid) => API_KEY,
                Some(Code::HmacSecretIsApiKey) => HMAC_SECRET,
                _ => return error,
            };
            if from_env.contains(&name) { error.naming_variable(&format!("{prefix}_{name}")) } else { error }
        })?);
        let proxy = match (self.use_proxy, self.proxy) {
            (false, _) => None,
            (true, Some(url)) => Some(
                Proxy::new(&url).map_err(|_| Error::because(Code::ProxyInvalid, "the proxy option is malformed"))?,
            ),
            (true, None) if config.base_url().is_loopback() => None,
            (true, None) => Proxy::try_from_env(),
        };
        if let Some(proxy) = &proxy {
            if !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
                return Err(Error::because(Code::ProxyInvalid, "SOCKS is not supported"));
            }
            // ureq takes the default port for one that it cannot read.
            if proxy.uri().authority().is_some_and(|a| a.port_u16().is_none() && !a.as_str().ends_with(a.host())) {
                return Err(Error::because(Code::ProxyInvalid, "the proxy's port is malformed"));
            }
        }
        let has_proxy = proxy.is_some();
        let (tls, tls_roots) = tls::config(self.extra_ca_pem.as_deref())?;
        let ureq = Agent::config_builder()
            .tls_config(tls)
            .proxy(proxy)
            .user_agent(format!("payseal/{} ({})", env!("CARGO_PKG_VERSION"), self.language))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_millis(config.budgets().connect_timeout_ms)))
            .max_idle_connections(self.max_idle_connections)
            .max_idle_connections_per_host(self.max_idle_connections)
            .input_buffer_size(INPUT_BUFFER_BYTES)
            .output_buffer_size(OUTPUT_BUFFER_BYTES)
            .build();
        let connector =
            ().chain(ConnectProxyConnector::default())
                .chain(SlicedTcp)
                .chain(NoteHandshake)
                .chain(RustlsConnector::default())
                .chain(NoteSent { has_proxy });
        Ok((self.make)(Engine {
            agent: Agent::with_parts(ureq, connector, LateResolver),
            config,
            tls_roots,
            hook: self.hook,
            started: Instant::now(),
            clock_skew_s: AtomicI64::new(NO_SKEW),
        }))
    }
}

impl<C> std::fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder").field("config", &self.config).finish_non_exhaustive()
    }
}

/// How one attempt ended, before the core judges it.
enum Sent {
    Answered {
        status: u16,
        headers: ureq::http::HeaderMap,
        body: Option<Vec<u8>>,
    },
    Failed(Fault),
    /// The caller ended it.
    Stopped(Stage),
}

impl Engine {
    /// The intent with its key fixed, drawn now if it follows from nothing: it can be written down before the first send.
    pub(super) fn keyed(&self, intent: Intent) -> Result<Intent, Error> {
        if !intent.key_is_drawn() {
            return Ok(intent);
        }
        Ok(intent.with_key_fixed(self.now().unix_s, &super::entropy()?))
    }

    /// Drives one intent to its end.
    pub(super) fn send(&self, mut intent: Intent, options: &RequestOptions) -> Result<Answer, Error> {
        if let Some((header, value)) = &options.identity {
            intent = intent.with_identity(&self.config, header, value.expose_str().unwrap_or_default())?;
        }
        check_size(&intent)?;
        let skew = Some(self.clock_skew_s.load(Ordering::Relaxed)).filter(|skew| *skew != NO_SKEW);
        let mut call =
            Call::new(Arc::clone(&self.config), intent, options.for_call(skew), self.now(), super::entropy()?)?;
        loop {
            // Asked before the attempt is handed out: what nobody has seen was not sent.
            if call.state() == StateName::Sending && options.stop.now() {
                call.cancel(self.now());
            }
            match call.step() {
                Step::Send { .. } => self.attempt(&mut call, options)?,
                Step::Wait { delay_ms } => {
                    if sleep(Duration::from_millis(delay_ms), &options.stop) {
                        call.on_waited(self.now())?;
                    } else {
                        call.cancel(self.now());
                    }
                }
                Step::Done(_) => break,
            }
        }
        let done = call.into_done().map_err(|_| Error::new(Code::CallMisuse))?;
        if let Some(skew) = done.clock_skew_s {
            self.clock_skew_s.store(skew, Ordering::Relaxed);
        }
        if let Err(error) = &done.result {
            tracing::debug!(target: "payseal", %error, "call failed");
        }
        done.result
    }

    fn attempt(&self, call: &mut Call, options: &RequestOptions) -> Result<(), Error> {
        hook::started(self.hook.as_ref(), call);
        let sent = match call.step() {
            Step::Send { request, attempt_timeout_ms } => {
                self.exchange(request, Duration::from_millis(attempt_timeout_ms), &options.stop)
            }
            Step::Wait { .. } | Step::Done(_) => return Ok(()),
        };
        let now = self.now();
        match sent {
            Sent::Answered { status, headers, body } => {
                let headers: Vec<(&str, &[u8])> =
                    headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
                call.on_response(status, &headers, body, now)?;
            }
            Sent::Failed(fault) => call.on_transport_error(fault, now)?,
            Sent::Stopped(Stage::Sent) => call.cancel(now),
            Sent::Stopped(Stage::Resolving | Stage::Connecting | Stage::Tunnelling | Stage::Handshaking) => {
                call.cancel_unsent(now);
            }
        }
        hook::ended(self.hook.as_ref(), call);
        Ok(())
    }

    /// Writes one request and reads its answer, within `timeout`.
    fn exchange(&self, request: &HttpRequest, timeout: Duration, stop: &Stop) -> Sent {
        let deadline =
            Instant::now().checked_add(timeout).unwrap_or_else(|| Instant::now() + Duration::from_secs(86_400));
        let (result, ended) = attempt::run(deadline, stop, || self.round_trip(request));
        match result {
            _ if ended.stopped => Sent::Stopped(ended.stage),
            Ok(answered) => answered,
            Err(error) => {
                // ureq's errors name hosts and system errors, never header values or bodies.
                tracing::debug!(target: "payseal", %error, stage = ?ended.stage, "transport error");
                Sent::Failed(fault::of(&error, ended.stage))
            }
        }
    }

    fn round_trip(&self, request: &HttpRequest) -> Result<Sent, ureq::Error> {
        let mut builder = ureq::http::Request::builder().method(request.method.as_str()).uri(&request.url);
        if let Some(headers) = builder.headers_mut() {
            for (name, value) in request.headers.iter() {
                let mut value = HeaderValue::from_bytes(value).map_err(|error| ureq::Error::Http(error.into()))?;
                // ureq logs requests at debug level; sensitive values print as such.
                value.set_sensitive(true);
                headers
                    .append(HeaderName::from_bytes(name.as_bytes()).map_err(|e| ureq::Error::Http(e.into()))?, value);
            }
        }
        let http = |error| ureq::Error::Http(error);
        let response = match &request.body {
            Some(body) => self.agent.run(builder.body(&**body).map_err(http)?)?,
            // A write without a body says so with its length.
            None if request.method != Method::Get => self.agent.run(builder.body(&[][..]).map_err(http)?)?,
            None => self.agent.run(builder.body(()).map_err(http)?)?,
        };
        let (head, mut body) = response.into_parts();
        let status = head.status.as_u16();
        let body = if head.status.is_success() {
            match body.with_config().limit(MAX_ANSWER_BYTES).read_to_vec() {
                Ok(body) => Some(body),
                // It was not cut off: it did not come in time.
                Err(error @ ureq::Error::Timeout(_)) => return Err(error),
                Err(_) => None,
            }
        } else {
            let mut beginning = Vec::new();
            let mut reader = std::io::Read::take(body.as_reader(), MAX_ERROR_BYTES);
            // What has come of an error page is worth reading, whether or not the rest comes.
            let _ = std::io::Read::read_to_end(&mut reader, &mut beginning);
            Some(beginning)
        };
        Ok(Sent::Answered { status, headers: head.headers, body })
    }

    fn now(&self) -> Now {
        let unix_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Now {
            mono_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            unix_s: i64::try_from(unix_s).unwrap_or(i64::MAX),
        }
    }
}

/// Refuses what ureq could not write, before it fails there without a name.
fn check_size(intent: &Intent) -> Result<(), Error> {
    let (path, key) = (intent.path.len(), intent.idempotency_key().map_or(0, str::len));
    if path + key <= MAX_PATH_AND_KEY_BYTES {
        return Ok(());
    }
    let field = if key > path { "idempotency_key" } else { "path" };
    Err(Error::validation(&[(field, format!("Longer than a request head may be ({MAX_PATH_AND_KEY_BYTES} bytes)"))]))
}

/// Sleeps in slices; `false` when the caller wants the call to end.
fn sleep(delay: Duration, stop: &Stop) -> bool {
    let until = Instant::now() + delay;
    loop {
        if stop.now() {
            return false;
        }
        match until.saturating_duration_since(Instant::now()) {
            Duration::ZERO => return true,
            left => std::thread::sleep(left.min(attempt::SLICE)),
        }
    }
}
