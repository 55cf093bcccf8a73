//! What comes after a payment was started: the answer of `payments.initialize`, sorted by what the shopper sees next.

use super::providers::{self, AIRTEL};
use super::{PaymentInitialized, VerifyPayment};
use crate::amount::Amount;
use crate::json::Value;

/// What comes next. Borrowed from the answer; what a provider did not tell is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PaymentFlow<'a> {
    /// Send the shopper to a page of the provider (Stripe).
    Redirect {
        /// The page.
        checkout_url: Option<&'a str>,
        /// The checkout session.
        session_id: Option<&'a str>,
        /// ISO 8601 time.
        expires_at: Option<&'a str>,
    },
    /// Open the provider's popup in the shopper's browser (PayPal, Paystack).
    Popup {
        /// PayPal: the client id for its script.
        client_id: Option<&'a str>,
        /// PayPal: its order.
        paypal_order_id: Option<&'a str>,
        /// Paystack: the public key.
        public_key: Option<&'a str>,
        /// Paystack: the reference to open the popup with.
        reference: Option<&'a str>,
        /// Paystack: the shopper's e-mail address.
        email: Option<&'a str>,
        /// Paystack: the amount in minor units.
        amount_minor: Option<Amount>,
        /// ISO 4217 code.
        currency: Option<&'a str>,
    },
    /// The shopper confirms a prompt on the phone (M-Pesa).
    StkPush {
        /// The prompt.
        checkout_request_id: Option<&'a str>,
        /// The merchant's id of it.
        merchant_request_id: Option<&'a str>,
        /// A sentence for the shopper.
        customer_message: Option<&'a str>,
    },
    /// The provider collects from the shopper's phone account (Airtel).
    Collection {
        /// The reference.
        reference: Option<&'a str>,
        /// A sentence for the shopper.
        customer_message: Option<&'a str>,
    },
    /// Something else: a manual payment, or a provider of the store's own; look at `kind` and `extra`.
    Other,
}

impl PaymentInitialized {
    /// What comes next. An Airtel payment is a collection whatever its `type` is called.
    #[must_use]
    pub fn flow(&self) -> PaymentFlow<'_> {
        if self.provider.as_deref() == Some(AIRTEL) {
            return PaymentFlow::Collection {
                reference: self.reference.as_deref(),
                customer_message: self.customer_message.as_deref(),
            };
        }
        match self.kind.as_deref() {
            Some("redirect") => PaymentFlow::Redirect {
                checkout_url: self.checkout_url.as_deref(),
                session_id: self.session_id.as_deref(),
                expires_at: self.expires_at.as_deref(),
            },
            Some("popup") => PaymentFlow::Popup {
                client_id: self.client_id.as_deref(),
                paypal_order_id: self.paypal_order_id.as_deref(),
                public_key: self.public_key.as_deref(),
                reference: self.reference.as_deref(),
                email: self.email.as_deref(),
                amount_minor: self.amount,
                currency: self.currency.as_deref(),
            },
            Some("stk_push") => PaymentFlow::StkPush {
                checkout_request_id: self.checkout_request_id.as_deref(),
                merchant_request_id: self.merchant_request_id.as_deref(),
                customer_message: self.customer_message.as_deref(),
            },
            _ => PaymentFlow::Other,
        }
    }

    /// The value that verifies this payment at its provider: Stripe's session, PayPal's order, M-Pesa's prompt, and
    /// otherwise the reference. `None` when the answer lacks it; another member would not do.
    #[must_use]
    pub fn verify_reference(&self) -> Option<&str> {
        match providers::verify_by(self.provider.as_deref()) {
            "session_id" => self.session_id.as_deref(),
            "paypal_order_id" => self.paypal_order_id.as_deref(),
            "checkout_request_id" => self.checkout_request_id.as_deref(),
            _ => self.reference.as_deref(),
        }
    }

    /// The request that verifies this payment, if the answer tells provider and reference.
    #[must_use]
    pub fn verify_request(&self) -> Option<VerifyPayment> {
        Some(VerifyPayment { provider: self.provider.clone()?, reference: self.verify_reference()?.to_owned() })
    }
}

/// The same for an answer that is not typed, for hosts that read JSON themselves.
#[must_use]
pub fn verify_reference(answer: &Value) -> Option<&str> {
    let provider = answer.get("provider").and_then(Value::as_str);
    answer.get(providers::verify_by(provider)).and_then(Value::as_str)
}
