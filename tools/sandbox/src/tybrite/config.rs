//! What the Tybrite listener is started with.

use std::time::Duration;

/// The port of the Tybrite listener when the command is not told another.
pub const DEFAULT_TYBRITE_PORT: u16 = 4391;
/// The store's signing secret: `X-Signature` and `x-external-auth`.
pub const TYBRITE_HMAC_SECRET: &str = "test_hmac_secret";
/// The secret key of the sandbox environment.
pub const TYBRITE_SECRET_TEST_KEY: &str = "tybrite_sk_test_sandbox";
/// The secret key of the production environment.
pub const TYBRITE_SECRET_LIVE_KEY: &str = "tybrite_sk_live_sandbox";
/// The publishable key of the sandbox environment.
pub const TYBRITE_PUBLISHABLE_TEST_KEY: &str = "tybrite_pk_test_sandbox";
/// The publishable key of the production environment.
pub const TYBRITE_PUBLISHABLE_LIVE_KEY: &str = "tybrite_pk_live_sandbox";
/// A connected app's secret key with the scopes `orders:read` and `payments:read` only.
pub const TYBRITE_READ_ONLY_KEY: &str = "tybrite_sk_test_readonly";
/// A marketplace operator's secret key, which may not ingest products.
pub const TYBRITE_OPERATOR_KEY: &str = "tybrite_sk_test_operator";

/// How `X-Signature` on an order is written; the published document does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseEncoding {
    /// Lower-case hex.
    Hex,
    /// Standard base64 with padding.
    Base64,
}

/// Signs the answers of `GET /v1/orders/{id}` over their body bytes.
#[derive(Clone)]
pub struct OrderSignature {
    /// The key, as UTF-8 text: an API key or the store's signing secret.
    pub secret: String,
    /// How the digest is written.
    pub encoding: ResponseEncoding,
}

/// What the Tybrite listener is started with. `Default` gives a free port and the documented keys and limits.
#[derive(Clone)]
pub struct TybriteConfig {
    /// Port to listen on, at the sandbox's host; 0 takes a free one.
    pub port: u16,
    /// The secret key of the sandbox environment. Any vendor prefix is taken in front of `_sk_test_…`.
    pub secret_test_key: String,
    /// The secret key of the production environment.
    pub secret_live_key: String,
    /// The publishable key of the sandbox environment.
    pub publishable_test_key: String,
    /// The publishable key of the production environment.
    pub publishable_live_key: String,
    /// Key of `X-Signature` and `x-external-auth`, used as UTF-8 text.
    pub hmac_secret: String,
    /// Largest difference, either way, between `X-Timestamp` and the clock.
    pub signature_window: Duration,
    /// How long an idempotency key is remembered.
    pub idempotency_retention: Duration,
    /// Requests an hour for each secret or publishable key.
    pub key_per_hour: u32,
    /// Initialised payments an hour for each key, on top; replays do not count.
    pub initialize_per_hour: u32,
    /// Requests an hour to the webhook paths for each secret key.
    pub webhooks_per_hour: u32,
    /// Reservations an hour for each key.
    pub reserve_per_hour: u32,
    /// Requests an hour to `/v1/ingest/sample` and `/v1/ingest/test`.
    pub ingest_test_per_hour: u32,
    /// The plan's allowance; none: no end to it.
    pub monthly_quota: Option<u64>,
    /// True: order items must be in the catalogue. False: unknown products are taken at the price given.
    pub strict_catalog: bool,
    /// Signs the answers of `GET /v1/orders/{id}`.
    pub order_signature: Option<OrderSignature>,
    /// Where webhooks to `https://` endpoints really go: an `http://` URL on loopback. None: they are written down but not sent.
    pub webhook_receiver: Option<String>,
    /// The waits before the second webhook attempt, the third, and so on. After the last one the delivery is given up.
    pub webhook_schedule: Vec<Duration>,
    /// How long one webhook attempt may take.
    pub webhook_timeout: Duration,
}

impl Default for TybriteConfig {
    fn default() -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        let schedule = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, 24 * HOUR, 48 * HOUR];
        Self {
            port: 0,
            secret_test_key: TYBRITE_SECRET_TEST_KEY.into(),
            secret_live_key: TYBRITE_SECRET_LIVE_KEY.into(),
            publishable_test_key: TYBRITE_PUBLISHABLE_TEST_KEY.into(),
            publishable_live_key: TYBRITE_PUBLISHABLE_LIVE_KEY.into(),
            hmac_secret: TYBRITE_HMAC_SECRET.into(),
            signature_window: Duration::from_secs(300),
            idempotency_retention: Duration::from_secs(24 * HOUR),
            key_per_hour: 10_000,
            initialize_per_hour: 100,
            webhooks_per_hour: 500,
            reserve_per_hour: 300,
            ingest_test_per_hour: 60,
            monthly_quota: None,
            strict_catalog: false,
            order_signature: None,
            webhook_receiver: None,
            webhook_schedule: schedule.map(Duration::from_secs).to_vec(),
            webhook_timeout: Duration::from_secs(30),
        }
    }
}

/// Shows addresses and bounds only: a configured secret may be somebody's real one.
impl std::fmt::Debug for TybriteConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TybriteConfig")
            .field("port", &self.port)
            .field("webhook_receiver", &self.webhook_receiver)
            .finish_non_exhaustive()
    }
}

/// Shows how, not with what.
impl std::fmt::Debug for OrderSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrderSignature").field("encoding", &self.encoding).finish_non_exhaustive()
    }
}
