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
                "{} is not a loopback address, and the sandbox's credentials are public",
                config.host
            ));
        }
        if let Some(Err(error)) = config.webhook_url.as_deref().map(check_url) {
            return refuse(error.to_string());
        }
        if let Some(Err(error)) = config.tybrite.webhook_receiver.as_deref().map(check_url) {
            return refuse(error.to_string());
        }
        let bind = |port: u16| {
            let listener = TcpListener::bind((config.host, port))
                .map_err(|error| io::Error::new(error.kind(), format!("port {port}: {error}")))?;
            listener.set_nonblocking(true)?;
            io::Result::Ok((listener.local_addr()?, listener))
        };
        let (address, listener) = bind(config.port)?;
        let (tybrite_address, tybrite_listener) = bind(config.tybrite.port)?;
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(config.worker_threads.max(1))
            .thread_name("payseal-sandbox")
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        let (listener, tybrite_listener) = {
            let _entered = handle.enter();
            let from_std = tokio::net::TcpListener::from_std;
            (from_std(listener)?, from_std(tybrite_listener)?)
        };
        let app = App::new(config);
        let (stop, stopped) = watch::channel(());
        let clive = server::run(listener, PartnerApi::Clive, app.clone(), router(app.clone()), stopped.clone());
        let tybrite_router = tybrite::router(app.clone());
        let tybrite = server::run(tybrite_listener, PartnerApi::Tybrite, app.clone(), tybrite_router, stopped);
        let thread = std::thread::Builder::new().name("payseal-sandbox".into()).spawn(move || {
            runtime.block_on(async { tokio::join!(clive, tybrite) });
            // Leaving drops the runtime and with it every connection.
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
        let answer =
            stripe::process(&self.app, Some(signature.as_bytes()), &body).unwrap_or_else(|error| error.answer());
        (answer.status.as_u16(), String::from_utf8_lossy(&answer.body).into_owned())
    }

    /// Moves the ledger's clock forward, for example over a settlement's day boundary. Signatures are not affected.
    pub fn advance_clock(&self, by: Duration) {
        self.app.clock.advance_ms(i64::try_from(by.as_millis()).unwrap_or(0));
    }

    /// Back to the seeded state: ledger, idempotency records, recordings, faults, webhooks and clock.
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
