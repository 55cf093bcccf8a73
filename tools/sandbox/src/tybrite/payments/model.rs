//! A payment as the sandbox keeps it. Not here: how the API shows it, which differs for each provider (`initialize.rs`,
//! `verify.rs`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::keys::Environment;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// The shopper has done nothing yet.
    Pending,
    /// PayPal only: the shopper agreed; verify captures.
    Approved,
    /// The money is there.
    Paid,
    /// The provider refused it.
    Failed,
    /// The shopper refused it.
    Cancelled,
    /// Paystack only: the shopper walked away.
    Abandoned,
}

/// There is no payment with this reference.
#[derive(Debug, thiserror::Error)]
#[error("no Tybrite payment has the reference {0:?}")]
pub struct UnknownPayment(pub(crate) String);

/// One payment.
#[derive(Clone, Debug, Serialize)]
pub struct Payment {
    /// `PAY-…`. PayPal's answer does not show it.
    pub reference: String,
    /// A built-in provider or one of the store's own.
    pub provider: String,
    /// Whose key began it.
    pub environment: Environment,
    /// Major units.
    pub amount: f64,
    /// ISO 4217, upper case.
    pub currency: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// The order it pays.
    pub order_id: Option<String>,
    /// The shopper's address.
    pub email: Option<String>,
    /// The shopper's phone number.
    pub phone: Option<String>,
    /// What was sent along.
    pub metadata: Map<String, Value>,
    /// The id that the provider knows the payment by: Stripe's session, PayPal's order, M-Pesa's checkout request.
    pub provider_reference: Option<String>,
    /// M-Pesa's and Airtel's second id.
    pub merchant_request_id: Option<String>,
    /// How often money was moved. More than 1: a PayPal order was captured twice.
    pub captures: u32,
    /// The provider's word for what happened, as `POST /_sandbox/tybrite/pay` gave it.
    pub result_code: Option<Value>,
    /// The key it was begun under.
    pub idempotency_key: String,
    /// When it began, in milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it ended.
    pub settled_at_ms: Option<i64>,
}

impl Payment {
    /// Whether any of its ids is this one.
    pub(crate) fn is(&self, reference: &str) -> bool {
        self.reference == reference || self.provider_reference.as_deref() == Some(reference)
    }
}
