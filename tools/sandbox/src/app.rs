//! Everything the handlers share.
//!
//! Each part has its own short-lived lock; none is held over an await.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use ring::hmac;

use crate::clive::ledger::{Ledger, LedgerSnapshot};
use crate::config::SandboxConfig;
use crate::faults::{FaultList, InvalidFault, PerRequest};
use crate::idempotency::Records;
use crate::recorder::Recorder;
use crate::sync::{Clock, lock};
use crate::tls::TlsShown;
use crate::tybrite::Tybrite;
use crate::webhooks::Outbox;

pub(crate) struct App {
    pub config: SandboxConfig,
    pub request_key: hmac::Key,
    pub stripe_key: hmac::Key,
    pub clock: Clock,
    pub ledger: Mutex<Ledger>,
    pub idempotency: Records,
    pub recorder: Recorder,
    pub faults: FaultList,
    pub per_request: PerRequest,
    pub outbox: Outbox,
    pub tybrite: Tybrite,
    /// How many connections there were, over all listeners.
    pub connections: AtomicU64,
    /// What the TLS listeners show; filled when they listen.
    pub tls: OnceLock<TlsShown>,
}

impl App {
    pub(crate) fn new(config: SandboxConfig) -> Result<Arc<Self>, InvalidFault> {
        let key = |secret: &str| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let clock = Clock::new(config.clock_skew_s);
        let app = Arc::new(Self {
            request_key: key(&config.hmac_secret),
            stripe_key: key(&config.stripe_webhook_secret),
            ledger: Mutex::new(Ledger::seeded(clock.now_ms())),
            clock,
            idempotency: Records::default(),
            recorder: Recorder::new(config.max_recorded_requests, config.max_recorded_bytes),
            faults: FaultList::new(config.seed),
            per_request: PerRequest::new(config.seed),
            tybrite: Tybrite::new(&config.tybrite),
            outbox: Outbox::new(config.webhook_url.clone(), config.webhook_secret.clone()),
            connections: AtomicU64::new(0),
            tls: OnceLock::new(),
            config,
        });
        app.begin_faults()?;
        Ok(app)
    }

    /// The faults that the sandbox was started with.
    fn begin_faults(&self) -> Result<(), InvalidFault> {
        self.config.faults.iter().cloned().try_for_each(|rule| self.faults.add(rule))
    }

    /// Back to the beginning: ledger, idempotency records, recordings, faults, deliveries and clock.
    pub(crate) fn reset(&self) {
        self.clock.reset(self.config.clock_skew_s);
        *lock(&self.ledger) = Ledger::seeded(self.clock.now_ms());
        self.idempotency.clear();
        self.recorder.clear();
        self.faults.clear();
        self.per_request.clear();
        // They were taken when the sandbox started, so they are taken again.
        let _ = self.begin_faults();
        self.outbox.clear();
        self.tybrite.reset(&self.config.tybrite);
    }

    /// What was committed, for both partners.
    pub(crate) fn snapshot(&self) -> LedgerSnapshot {
        let mut snapshot = lock(&self.ledger).snapshot();
        self.tybrite.add_to(&mut snapshot);
        snapshot
    }
}

/// Slowness that a fault asks for. Whoever spends it first spends all of it, so a mutation can be slow at the point where a real
/// one would be, while it holds its idempotency key, and anything else is slow before its answer.
#[derive(Clone, Default)]
pub(crate) struct Pace(Arc<AtomicU64>);

impl Pace {
    pub(crate) fn new(latency_ms: u64) -> Self {
        Self(Arc::new(AtomicU64::new(latency_ms)))
    }

    pub(crate) async fn spend(&self) {
        let latency_ms = self.0.swap(0, Ordering::Relaxed);
        if latency_ms > 0 {
            tokio::time::sleep(Duration::from_millis(latency_ms)).await;
        }
    }
}

/// How many seconds the partner's clock is ahead for one request; judges the timestamps of signatures.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Skew(pub i64);
