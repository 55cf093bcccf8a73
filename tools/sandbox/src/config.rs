//! What a sandbox is started with: addresses, test credentials, time-outs and bounds.
//!
//! Not here: who owns which key and which partners exist; that is seed data (`clive/seed.rs`).

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use crate::faults::{FaultPlan, FaultRule};
use crate::tls::TlsListener;
use crate::tybrite::TybriteConfig;

/// The port of the published SDK's default base URL, `http://localhost:4390/api/v1`.
pub const DEFAULT_PORT: u16 = 4390;
/// The API key of partner [`PARTNER_ID`] unless configured otherwise.
pub const API_KEY: &str = "cp_test_partner_sandbox";
/// A platform-wide key: no partner belongs to it, so `/clients` refuses it.
pub const PLATFORM_API_KEY: &str = "cp_test_platform_sandbox";
/// The key of a suspended partner.
pub const SUSPENDED_API_KEY: &str = "cp_test_suspended_sandbox";
/// The key of a partner whose KYC is not approved.
pub const NO_KYC_API_KEY: &str = "cp_test_nokyc_sandbox";
/// The key of a partner that no longer exists.
pub const ORPHAN_API_KEY: &str = "cp_test_orphan_sandbox";
/// The bearer token that `settlements/run` and `settlements/pay` take from an operator.
pub const ADMIN_JWT: &str = "sandbox-admin-jwt";
/// The secret that signs request bodies.
pub const HMAC_SECRET: &str = "test_hmac_secret";
/// The secret that signs Stripe's events to the sandbox.
pub const STRIPE_WEBHOOK_SECRET: &str = "whsec_sandbox";
/// The secret that signs the sandbox's webhooks to the partner.
pub const WEBHOOK_SECRET: &str = "clive_webhook_secret";
/// The seeded, active partner.
pub const PARTNER_ID: &str = "ECHEZONA001";
/// The seeded, active merchant under [`PARTNER_ID`].
pub const CLIENT_ID: &str = "AIRPEACE001";

/// What a sandbox is started with. `Default` gives a free port on 127.0.0.1 and the documented test credentials.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Address to listen on. Anything but loopback also needs [`allow_non_loopback`](Self::allow_non_loopback).
    pub host: IpAddr,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// The test credentials are public, so the sandbox stays on this machine unless this is true.
    pub allow_non_loopback: bool,
    /// The API key of partner `ECHEZONA001`.
    pub api_key: String,
    /// Key of `x-clive-hmac`, used as UTF-8 text.
    pub hmac_secret: String,
    /// Key of `stripe-signature` on events that reach `webhooks/stripe`.
    pub stripe_webhook_secret: String,
    /// Key of `X-Clive-Signature` on webhooks that leave the sandbox.
    pub webhook_secret: String,
    /// Where webhooks go: an `http://` URL on loopback. None: they are written down but not sent.
    pub webhook_url: Option<String>,
    /// Wait before the second webhook attempt; it doubles for the third.
    pub webhook_backoff: Duration,
    /// How long one webhook attempt may take.
    pub webhook_timeout: Duration,
    /// Largest difference, either way, between a Stripe event's timestamp and the clock.
    pub stripe_tolerance: Duration,
    /// How long a duplicate waits for the request that holds its idempotency key before it gets 409.
    pub duplicate_wait: Duration,
    /// Largest request body in bytes; more is answered with 413.
    pub max_body_bytes: usize,
    /// How many requests the recorder keeps; the oldest go first.
    pub max_recorded_requests: usize,
    /// How many bytes the recorder keeps; the oldest requests go first.
    pub max_recorded_bytes: usize,
    /// Threads that serve requests.
    pub worker_threads: usize,
    /// Faults in force from the beginning, and again after a reset.
    pub faults: Vec<FaultRule>,
    /// Asked about every request before the faults in force; none: only those.
    pub fault_plan: Option<FaultPlan>,
    /// What the draws of faults with a probability follow from.
    pub seed: u64,
    /// How many seconds the clock that clients meet is ahead: in `Date`, and where the timestamps of signatures are judged.
    pub clock_skew_s: i64,
    /// TLS listeners besides the plain one.
    pub tls: Vec<TlsListener>,
    /// The Tybrite listener.
    pub tybrite: TybriteConfig,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            allow_non_loopback: false,
            api_key: API_KEY.into(),
            hmac_secret: HMAC_SECRET.into(),
            stripe_webhook_secret: STRIPE_WEBHOOK_SECRET.into(),
            webhook_secret: WEBHOOK_SECRET.into(),
            webhook_url: None,
            webhook_backoff: Duration::from_millis(500),
            webhook_timeout: Duration::from_secs(5),
            stripe_tolerance: Duration::from_secs(300),
            duplicate_wait: Duration::from_secs(10),
            max_body_bytes: 1024 * 1024,
            max_recorded_requests: 10_000,
            max_recorded_bytes: 64 * 1024 * 1024,
            worker_threads: 2,
            faults: Vec::new(),
            fault_plan: None,
            seed: 0,
            clock_skew_s: 0,
            tls: Vec::new(),
            tybrite: TybriteConfig::default(),
        }
    }
}

/// Shows addresses and bounds only: a configured secret may be somebody's real one.
impl std::fmt::Debug for SandboxConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SandboxConfig")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("webhook_url", &self.webhook_url)
            .field("tybrite_port", &self.tybrite.port)
            .finish_non_exhaustive()
    }
}
