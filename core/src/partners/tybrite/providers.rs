//! What is known of Tybrite's payment providers, as one table: which flow a shopper goes through, what the provider wants,
//! and which value verifies a payment.
//!
//! The set of providers is open: a store may have providers of its own, of which nothing is known here. The sources
//! disagree about some rows (the older page has Airtel, the newer one PayPal), so nothing is refused by this table; it
//! words the advice on the partner's own refusal.

/// Stripe: the shopper is redirected to `checkout_url`.
pub const STRIPE: &str = "stripe";
/// PayPal: PayPal's buttons in the shopper's browser. Verifying a payment captures it.
pub const PAYPAL: &str = "paypal";
/// Paystack: a popup in the shopper's browser.
pub const PAYSTACK: &str = "paystack";
/// M-Pesa: a prompt on the shopper's phone.
pub const MPESA: &str = "mpesa";
/// Airtel Money: a prompt on the shopper's phone.
pub const AIRTEL: &str = "airtel";

/// The providers at which `payments.verify` is a look-up; it changes nothing, so it may be sent again.
pub const SAFE_TO_VERIFY: &[&str] = &[STRIPE, PAYSTACK, MPESA, AIRTEL];

/// One built-in provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provider {
    /// Its id in `provider`.
    pub id: &'static str,
    /// The fields it needs besides `provider` and `amount`.
    pub needs: &'static [&'static str],
    /// The currencies it takes, if the list is closed.
    pub currencies: &'static [&'static str],
    /// The countries it takes (ISO 3166 alpha-2), each with the prefix of its phone numbers.
    pub countries: &'static [(&'static str, &'static str)],
    /// The form of `phone`, if it wants one.
    pub phone: &'static str,
    /// The member of an initialize answer that verifies the payment.
    pub verify_by: &'static str,
}

/// The built-in providers (contract: the provider table of `POST /v1/payments/initialize` and the reference table of
/// `POST /v1/payments/verify`).
pub const PROVIDERS: &[Provider] = &[
    Provider {
        id: STRIPE,
        needs: &["email", "currency"],
        currencies: &[],
        countries: &[],
        phone: "",
        verify_by: "session_id",
    },
    Provider { id: PAYPAL, needs: &[], currencies: &[], countries: &[], phone: "", verify_by: "paypal_order_id" },
    Provider {
        id: PAYSTACK,
        needs: &["email", "currency"],
        currencies: &["NGN", "GHS", "ZAR", "KES", "USD"],
        countries: &[],
        phone: "",
        verify_by: "reference",
    },
    Provider {
        id: MPESA,
        needs: &["phone"],
        currencies: &[],
        countries: &[("KE", "254")],
        phone: "254XXXXXXXXX: 12 digits, no +",
        verify_by: "checkout_request_id",
    },
    Provider {
        id: AIRTEL,
        needs: &["phone", "country"],
        currencies: &[],
        countries: &[("KE", "254"), ("UG", "256"), ("TZ", "255"), ("RW", "250")],
        phone: "digits only with the country's prefix (254 KE, 256 UG, 255 TZ, 250 RW), no +",
        verify_by: "reference",
    },
];

/// The row of a built-in provider.
#[must_use]
pub fn provider(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == id)
}

/// The member of an initialize answer that verifies the payment; `reference` for providers of the store's own.
#[must_use]
pub fn verify_by(provider_id: Option<&str>) -> &'static str {
    provider_id.and_then(provider).map_or("reference", |provider| provider.verify_by)
}
