//! A local server that speaks the Clive partner API and the Tybrite commerce API for real, each on a listener of its own: it
//! verifies every signature, keeps state in memory, records what came off the socket, and makes faults on demand.
//!
//! It is for tests, demos and development. It is not a mock (a wrong signature is refused), not a proxy (it calls nobody but a
//! webhook receiver on loopback), and not secure: its credentials are printed in its documentation.
//!
//! ```
//! use payseal_sandbox::{FaultAction, FaultRule, Sandbox, SandboxConfig};
//!
//! let sandbox = Sandbox::start(SandboxConfig::default())?;
//! sandbox.set_fault(FaultRule::new(FaultAction::status(503)).on("POST", "/transactions/checkout-intent")).unwrap();
//! println!("point the client at {}", sandbox.base_url());
//! assert!(sandbox.requests().is_empty());
//! assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ12345"), 0);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Who exists
//! | API key | partner | what for |
//! |---|---|---|
//! | `cp_test_partner_sandbox` | `ECHEZONA001`, active | everything |
//! | `cp_test_platform_sandbox` | none: platform-wide | `API_KEY_SCOPE_FORBIDDEN` on `/clients`; sees all partners |
//! | `cp_test_suspended_sandbox` | `SUSPENDED001` | `PARTNER_NOT_ACTIVE`, `PARTNER_SUSPENDED` |
//! | `cp_test_nokyc_sandbox` | `NOKYC001` | `KYC_NOT_APPROVED` |
//! | `cp_test_orphan_sandbox` | `GONE001`, which does not exist | `PARTNER_NOT_FOUND` |
//!
//! Every partner has the merchant `AIRPEACE001`. `ECHEZONA001` also has `SUSPENDEDCLIENT001` and `PENDINGKYC001`
//! (`CLIENT_NOT_ACTIVE`), `NOSTRIPEKEY001` (`STRIPE_KEY_MISSING`), `NOPUBLISHABLE001` (`STRIPE_PUBLISHABLE_MISSING`) and
//! `PAYOUTFAIL001` (`PAYOUT_FAILED`). Secrets: requests `test_hmac_secret`, Stripe events `whsec_sandbox`, webhooks to the
//! partner `clive_webhook_secret`; operators may pay settlements with the bearer token `sandbox-admin-jwt`.
//!
//! # Control endpoints
//! | method and path | what it does |
//! |---|---|
//! | `GET`, `DELETE /_sandbox/requests` | what came off the socket |
//! | `GET /_sandbox/ledger` | what was committed, and how often |
//! | `GET`, `POST`, `DELETE /_sandbox/faults` | rules in force; set some, as text ([`parse_faults`]) or as JSON ([`FaultRule`] or a list); clear |
//! | `GET`, `DELETE /_sandbox/webhooks` | deliveries to the partner |
//! | `POST /_sandbox/webhooks` | `{"url","secret"}`: change the receiver |
//! | `POST /_sandbox/stripe/event` | `{"type","payment_intent"}`: a signed Stripe event |
//! | `POST /_sandbox/status` | `{"clive_tx_id","status"}`: move a transaction without Stripe |
//! | `POST /_sandbox/clock` | `{"advance_ms"}`: move the ledger's clock; `{"skew_s"}`: skew the one that clients meet |
//! | `GET /_sandbox/tls` | the TLS listeners and the authority to trust |
//! | `POST /_sandbox/tybrite/pay` | `{"reference","status","result_code"}`: play a Tybrite shopper; `paid` when left out |
//! | `GET /_sandbox/tybrite/webhooks` | Tybrite deliveries, one row for each attempt |
//! | `POST /_sandbox/tybrite/webhooks/hurry` | waiting retries are sent now |
//! | `GET`, `POST /_sandbox/tybrite/switches` | throttling, quota, the store's order rule |
//! | `DELETE /_sandbox/state` | everything back to the beginning, the faults of the start included |
//! | `GET /_sandbox/health` | whether it is there |
//!
//! Both listeners have all of them, and faults, recordings and ledger are shared.
//!
//! # Who exists at Tybrite
//! | API key | what for |
//! |---|---|
//! | `tybrite_sk_test_sandbox`, `tybrite_sk_live_sandbox` | everything, in the sandbox or the production environment |
//! | `tybrite_pk_test_sandbox`, `tybrite_pk_live_sandbox` | methods and reservations; `forbidden` elsewhere |
//! | `tybrite_sk_test_readonly` | a connected app with `orders:read` and `payments:read`: `insufficient_scope` |
//! | `tybrite_sk_test_operator` | a marketplace operator: `forbidden` on ingestion |
//!
//! Any vendor's name may stand in place of `tybrite`. The signing secret is `test_hmac_secret`. Beside `stripe`, `paypal`,
//! `paystack`, `mpesa` and `airtel` the store has the custom providers `flutterwave` and `bank_deposit`, `unconfigured`
//! (`provider_not_configured`), `test_only` (`provider_not_live` with a live key), `always_fails` (`provider_unavailable`) and
//! `times_out` (`provider_timeout`).
//!
//! # Codes the contracts do not have
//! Clive: unknown paths are 404 `NOT_FOUND`, wrong methods 405 `METHOD_NOT_ALLOWED`. Further: 409
//! `IDEMPOTENCY_KEY_REUSED` and `IDEMPOTENCY_IN_PROGRESS`, 409 `CLIENT_ALREADY_EXISTS`, `TX_ALREADY_ATTACHED` and
//! `PAYMENT_INTENT_IN_USE`, 413 `PAYLOAD_TOO_LARGE`, 415 `UNSUPPORTED_MEDIA_TYPE`, 429 `RATE_LIMITED` (only as a fault),
//! `SANDBOX_FAULT` (only as a fault), 500 `INTERNAL_ERROR`.

mod answer;
mod app;
pub mod cli;
mod clive;
mod config;
mod control;
mod faults;
mod framing;
mod idempotency;
mod partner;
mod post;
mod recorder;
mod sandbox;
mod server;
mod service;
mod socket;
mod split_mix;
mod spoil;
mod sync;
mod tap;
mod tls;
mod tybrite;
mod webhooks;

pub use clive::ledger::{Commit, LedgerSnapshot};
pub use clive::model::{
    Batch, BatchStatus, Client, ClientStatus, Fees, Number, Partner, PartnerStatus, SettlementStatus, Status,
    Transaction,
};
pub use config::{
    ADMIN_JWT, API_KEY, CLIENT_ID, DEFAULT_PORT, HMAC_SECRET, NO_KYC_API_KEY, ORPHAN_API_KEY, PARTNER_ID,
    PLATFORM_API_KEY, STRIPE_WEBHOOK_SECRET, SUSPENDED_API_KEY, SandboxConfig, WEBHOOK_SECRET,
};
pub use faults::{FaultAction, FaultPlan, FaultRule, InvalidFault, parse_faults};
pub use partner::PartnerApi;
pub use recorder::RecordedRequest;
pub use sandbox::Sandbox;
pub use split_mix::SplitMix64;
pub use tls::{TlsListener, TlsMode};
pub use tybrite::{
    DEFAULT_TYBRITE_PORT, Environment as TybriteEnvironment, Order, OrderSignature, Payment, PaymentStatus,
    ResponseEncoding, SentWebhook, TYBRITE_HMAC_SECRET, TYBRITE_OPERATOR_KEY, TYBRITE_PUBLISHABLE_LIVE_KEY,
    TYBRITE_PUBLISHABLE_TEST_KEY, TYBRITE_READ_ONLY_KEY, TYBRITE_SECRET_LIVE_KEY, TYBRITE_SECRET_TEST_KEY,
    TybriteConfig, TybriteSnapshot, UnknownPayment,
};
pub use webhooks::{DeliveryState, InvalidWebhookUrl, WebhookAttempt, WebhookDelivery};
