//! Clive: a card and open-banking processor behind one signed API.
//!
//! Contract: docs.pay.cliveai.com and the published npm SDK 0.1.9 (`@clive-alliance/partner-sdk`). A signed mutation
//! carries `x-api-key`, `x-clive-hmac` (lowercase hex HMAC-SHA256 of the exact body) and `idempotency-key`
//! (`guides/authentication-and-security`). Amounts are in major units: `750` is $750.00.
//!
//! ```
//! use payseal::{Config, Intent, clive};
//! let config = Config::builder(&clive::PARTNER)
//!     .base_url("https://api.example.com/api/v1")
//!     .api_key("cp_test_key")
//!     .hmac_secret("test_hmac_secret")
//!     .build()?;
//! let intent = Intent::new(&config, &clive::AttachPaymentIntent {
//!     clive_tx_id: "CLVTX_1".into(),
//!     stripe_payment_intent_id: "pi_1".into(),
//! }, None)?;
//! assert_eq!(intent.idempotency_key(), Some("attach-CLVTX_1"));
//! # Ok::<(), payseal::Error>(())
//! ```

mod operations;
mod record;
mod requests;
mod responses;
mod two_steps;

use crate::headers::Headers;
use crate::json::Value;
use crate::operation::{Attempt, Auth, ErrorEnvelope, Partner};

pub use operations::*;
pub use record::CheckoutRecord;
pub use requests::*;
pub use responses::*;
pub use two_steps::SecondStep;

/// The description of Clive.
pub const PARTNER: Partner = Partner {
    name: "clive",
    title: "Clive",
    env_prefix: "CLIVE",
    operations: operations::ALL,
    authorize,
    fresh_headers: &["x-clive-hmac"],
    read_error,
    advice: &[
        ("API_KEY_MISSING", "Send the key that Clive gave you: CLIVE_API_KEY or the api_key option."),
        ("API_KEY_INVALID", "Check CLIVE_API_KEY: it is not a key of this environment."),
        ("HMAC_MISSING", "Something between here and Clive removed the x-clive-hmac header: check your proxy."),
        ("HMAC_INVALID", "Check CLIVE_HMAC_SECRET: it is not the secret of this key. Retrying does not help."),
        (
            "IDEMPOTENCY_KEY_MISSING",
            "Something between here and Clive removed the idempotency-key header: check your proxy.",
        ),
        ("CLIENT_FEE_BELOW_CLIVE_FEE", "Set partner_fee_percentage to at least Clive's own fee percentage."),
        ("PARTNER_NOT_FOUND", "Check partner_id: Clive does not know it in this environment."),
        ("PARTNER_NOT_ACTIVE", "Ask Clive to activate your partner account."),
        ("PARTNER_SUSPENDED", "Your partner account is suspended: contact Clive."),
        ("KYC_NOT_APPROVED", "The client's verification is not finished: complete it in Clive's admin app."),
        ("API_KEY_SCOPE_FORBIDDEN", "Use the partner's own key: a platform-wide key may not manage clients."),
        (
            "CLIENT_NOT_FOUND",
            "Check client_id: it is not a client of this partner. Create it with create_merchant_client.",
        ),
        ("CLIENT_NOT_ACTIVE", "The client is suspended or not verified yet: activate it first."),
        ("TX_NOT_FOUND", "Check clive_tx_id: it is not a transaction of this partner."),
        ("BATCH_NOT_FOUND", "Check settlement_batch_id: list_settlements shows the batches that exist."),
        ("BATCH_ALREADY_PAID", "The batch is paid. Do not pay it again."),
        ("PAYOUT_FAILED", "Look the batch up with list_settlements before you pay it again: the payout may have left."),
        ("STRIPE_KEY_MISSING", "Clive's Stripe account is not set up for this partner: contact Clive."),
        ("STRIPE_PUBLISHABLE_MISSING", "Clive's Stripe account is not set up for this partner: contact Clive."),
    ],
    replay_flag: "idempotentReplay",
    ..Partner::PLAIN
};

/// The headers of one attempt, named, ordered and cased as the published SDK gives them to `fetch`
/// (contract: `guides/authentication-and-security`; admin: `Authorization: Bearer <jwt>`). A host may send the names in
/// another case, as ureq does: HTTP does not tell the two apart.
fn authorize(attempt: &Attempt<'_>, headers: &mut Headers) {
    if attempt.body.is_some() {
        headers.push("Content-Type", attempt.content_type);
    }
    match attempt.auth {
        Auth::Public => {}
        Auth::ApiKey | Auth::Signed => headers.push_bytes("x-api-key", attempt.credentials.api_key()),
        Auth::Bearer => headers.push_bytes("Authorization", attempt.credentials.bearer()),
    }
    if attempt.auth == Auth::Signed
        && let Some(signing_key) = attempt.credentials.signing_key()
    {
        // A signed request without a body signs the empty body.
        headers.push("x-clive-hmac", &signing_key.sign_hex(attempt.body.unwrap_or_default()));
    }
    if let Some(key) = attempt.key {
        headers.push("idempotency-key", key);
    }
}

/// `{"error": "<human>", "code": "<MACHINE>", "details": null | object}` (contract: `errors-and-retries`).
fn read_error(body: &Value) -> ErrorEnvelope {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    ErrorEnvelope {
        // An empty message says nothing: the published SDK falls back too (`parsed?.error || …`).
        message: text("error").filter(|message| !message.is_empty()),
        code: text("code"),
        details: body.get("details").filter(|details| !details.is_null()).cloned(),
        ..ErrorEnvelope::NONE
    }
}
