//! The handle that tests hold: starts the server on a thread of its own, looks into it, stops it when dropped.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use tokio::runtime::{self, Handle};
use tokio::sync::watch;

use crate::answer::ApiError;
use crate::app::App;
use crate::clive::ledger::LedgerSnapshot;
use crate::clive::{self, stripe};
use crate::config::SandboxConfig;
use crate::control;
use crate::faults::{FaultRule, InvalidFault};
use crate::partner::PartnerApi;
use crate::recorder::{CONTROL_PREFIX, RecordedRequest};
use crate::server;
use crate::socket::Wire;
use crate::sync::real_now_ms;
use crate::tls::{Authority, TlsListener, TlsMode, TlsShown};
use crate::tybrite::{self, PaymentStatus, SentWebhook, UnknownPayment};
use crate::webhooks::{InvalidWebhookUrl, WebhookDelivery, check_url};

/// A running sandbox. Usable from blocking and from async code; dropping it closes every connection and waits for its threads.
pub struct Sandbox {
    app: Arc<App>,
    address: SocketAddr,
    tybrite_address: SocketAddr,
    runtime: Handle,
    stop: watch::Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Binds and begins to serve.
    ///
    /// # Errors
    /// The address is taken or not loopback (see [`SandboxConfig::allow_non_loopback`]), the webhook URL is not an `http://` URL
    /// on loopback, or the system gives no threads.
    pub fn start(config: SandboxConfig) -> io::Result<Self> {
        let refuse = |why: String| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        if !config.host.is_loopback() && !config.allow_non_loopback {
            return refuse(format!(
                "{} is not a loopback address, and the sandbox's credentials are public; allow-non-loopback permits it",
                config.host
            ));
        }
        if let Some(Err(error)) = config.webhook_url.as_deref().map(check_url) {
            return refuse(error.to_string());
        }
        if let Some(Err(error)) = config.tybrite.webhook_receiver.as_deref().map(check_url) {
            return refuse(error.to_string());
        }
        let listener = listen((config.host, config.port).into())?;
        let address = listener.local_addr()?;
        let tybrite_listener = listen((config.host, config.tybrite.port).into())?;
        let tybrite_address = tybrite_listener.local_addr()?;
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(config.worker_threads.max(1))
            .thread_name("payseal-sandbox")
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        let (host, tls) = (config.host, config.tls.clone());
        let app = App::new(config).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let (router, tybrite_router) = (router(app.clone()), tybrite::router(app.clone()));
        let (stop, stopped) = watch::channel(());
        let _entered = handle.enter();
        if !tls.is_empty() {
            let authority = Authority::new(host)?;
            let mut shown = TlsShown { ca_pem: authority.pem(), listeners: Vec::new(), tybrite: Vec::new() };
            for TlsListener { mode, port } in tls {
                let wire = authority.wire(mode)?;
                // A fixed port is Clive's; Tybrite's is told by the sandbox.
                for (partner, port, router) in
                    [(PartnerApi::Clive, port, &router), (PartnerApi::Tybrite, 0, &tybrite_router)]
                {
                    let listener = listen((host, port).into())?;
                    let list = if partner == PartnerApi::Clive { &mut shown.listeners } else { &mut shown.tybrite };
                    list.push((mode, listener.local_addr()?));
                    let listener = tokio::net::TcpListener::from_std(listener)?;
                    let (wire, app, router) = (wire.clone(), app.clone(), router.clone());
                    tokio::spawn(server::run(listener, wire, partner, app, router, stopped.clone()));
                }
            }
            // Set once, here.
            let _ = app.tls.set(shown);
        }
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let tybrite_listener = tokio::net::TcpListener::from_std(tybrite_listener)?;
        tokio::spawn(server::run(
            tybrite_listener,
            Wire::Plain,
            PartnerApi::Tybrite,
            app.clone(),
            tybrite_router,
            stopped.clone(),
        ));
        drop(_entered);
        let served = app.clone();
        let thread = std::thread::Builder::new().name("payseal-sandbox".into()).spawn(move || {
            runtime.block_on(server::run(listener, Wire::Plain, PartnerApi::Clive, served, router, stopped));
            // Leaving drops the runtime and with it every connection and the other listeners.
        })?;
        Ok(Self { app, address, tybrite_address, runtime: handle, stop, thread: Some(thread) })
    }

    /// What a client is configured with: `http://127.0.0.1:4390/api/v1`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}{}", self.origin(), clive::BASE_PATH)
    }

    /// Scheme, host and port: `http://127.0.0.1:4390`. The control endpoints are under its `/_sandbox`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What a Tybrite client is configured with: `http://127.0.0.1:4391`. Every path begins with `/v1`, and the control endpoints
    /// are under `/_sandbox` here too.
    #[must_use]
    pub fn tybrite_base_url(&self) -> String {
        format!("http://{}", self.tybrite_address)
    }

    /// The port of the Tybrite listener.
    #[must_use]
    pub fn tybrite_port(&self) -> u16 {
        self.tybrite_address.port()
    }

    /// Moves a Tybrite payment on, as its shopper or provider would: what `POST /_sandbox/tybrite/pay` does. `reference` is any of
    /// the references that initialize answered with.
    ///
    /// # Errors
    /// There is no such payment.
    pub fn tybrite_pay(&self, reference: &str, status: PaymentStatus) -> Result<(), UnknownPayment> {
        // The webhooks that follow are tasks, and tasks need a runtime.
        let _runtime = self.runtime.enter();
        tybrite::control::settle(&self.app, reference, status, None)
    }

    /// The Tybrite webhooks that were due so far, one row for each attempt, oldest first.
    #[must_use]
    pub fn tybrite_webhooks(&self) -> Vec<SentWebhook> {
        self.app.tybrite.sent()
    }

    /// Tybrite webhooks that wait for their next attempt are tried now.
    pub fn hurry_tybrite_webhooks(&self) {
        self.app.tybrite.hurry();
    }

    /// What a client is configured with to reach a TLS listener of this mode: `https://127.0.0.1:39841/api/v1`.
    #[must_use]
    pub fn tls_base_url(&self, mode: TlsMode) -> Option<String> {
        let shown = self.app.tls.get()?;
        let (_, address) = shown.listeners.iter().find(|(known, _)| *known == mode)?;
        Some(format!("https://{address}{}", clive::BASE_PATH))
    }

    /// What a Tybrite client is configured with to reach a TLS listener of this mode.
    #[must_use]
    pub fn tybrite_tls_base_url(&self, mode: TlsMode) -> Option<String> {
        let shown = self.app.tls.get()?;
        let (_, address) = shown.tybrite.iter().find(|(known, _)| *known == mode)?;
        Some(format!("https://{address}"))
    }

    /// The authority to trust, as PEM: it signed the certificates of every TLS listener but `unknown-ca`. None: no listener
    /// speaks TLS.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.app.tls.get().map(|shown| shown.ca_pem.as_str())
    }

    /// The requests that came off the socket, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.app.recorder.requests()
    }

    /// Forgets the recorded requests.
    pub fn clear_requests(&self) {
        self.app.recorder.clear();
    }

    /// What was committed.
    #[must_use]
    pub fn ledger(&self) -> LedgerSnapshot {
        self.app.snapshot()
    }

    /// Adds a rule after those in force.
    ///
    /// # Errors
    /// The rule could never apply, or its answer could not be sent.
    pub fn set_fault(&self, rule: FaultRule) -> Result<(), InvalidFault> {
        self.app.faults.add(rule)
    }

    /// The rules in force, with the `times` that are left.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultRule> {
        self.app.faults.list()
    }

    /// Removes every rule.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// The webhooks made so far, oldest first.
    #[must_use]
    pub fn webhooks(&self) -> Vec<WebhookDelivery> {
        self.app.outbox.deliveries()
    }

    /// Changes where webhooks go from now on; none: they are only written down.
    ///
    /// # Errors
    /// The URL is not an `http://` URL on loopback.
    pub fn set_webhook_url(&self, url: Option<&str>) -> Result<(), InvalidWebhookUrl> {
        self.app.outbox.set_target(url.map(ToOwned::to_owned), None)
    }

    /// Makes a correctly signed Stripe event and processes it. Gives the status and body that Stripe would have got.
    pub fn stripe_event(&self, event: &str, payment_intent: &str) -> (u16, String) {
        // The webhook that follows is a task, and tasks need a runtime.
        let _runtime = self.runtime.enter();
        let (body, signature) = stripe::signed_event(&self.app, event, payment_intent);
        let answer = stripe::process(&self.app, Some(signature.as_bytes()), &body, real_now_ms())
            .unwrap_or_else(|error| error.answer());
        (answer.status.as_u16(), String::from_utf8_lossy(&answer.body).into_owned())
    }

    /// Moves the ledger's clock forward, for example over a settlement's day boundary. Signatures are not affected.
    pub fn advance_clock(&self, by: Duration) {
        self.app.clock.advance_ms(i64::try_from(by.as_millis()).unwrap_or(0));
    }

    /// Skews the clock that clients meet, in `Date` and where the timestamps of signatures are judged: positive is ahead.
    pub fn set_clock_skew_s(&self, skew_s: i64) {
        self.app.clock.set_skew_s(skew_s);
    }

    /// Back to the seeded state and to the faults of the start: ledger, idempotency records, recordings, faults, webhooks and clock.
    pub fn reset(&self) {
        self.app.reset();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Fails only when the server has stopped already.
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)
        .map_err(|error| io::Error::new(error.kind(), format!("port {}: {error}", address.port())))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn router(app: Arc<App>) -> Router {
    Router::new()
        .nest(clive::BASE_PATH, clive::routes())
        .nest(CONTROL_PREFIX, control::routes())
        .fallback(async || ApiError::new(404, "NOT_FOUND", "There is nothing at this path"))
        .method_not_allowed_fallback(async || {
            ApiError::new(405, "METHOD_NOT_ALLOWED", "This path does not have this method")
        })
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(app)
}
