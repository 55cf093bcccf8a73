//! The store's payment providers. Contract: sections 5.1 and 5.2.
//!
//! Decided here: which custom providers there are, and that some always fail, so that each refusal of the contract can be met.
//! `airtel` stands in the older documents only and is served; `cash` and `mpesa_c2b` are listed but not initialised.

use super::keys::Environment;

/// How a payment with the provider goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Manual,
    Redirect,
    Popup,
    StkPush,
}

impl Flow {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Redirect => "redirect",
            Self::Popup => "popup",
            Self::StkPush => "stk_push",
        }
    }
}

/// How a custom provider answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Upstream {
    Answers,
    /// 502 `provider_unavailable`.
    Fails,
    /// 504 `provider_timeout`.
    TimesOut,
}

/// One row of the store's configuration.
pub(crate) struct Provider {
    pub id: &'static str,
    pub display_name: &'static str,
    pub flow: Flow,
    /// What the provider calls its test mode.
    test_word: &'static str,
    pub configured: bool,
    /// Whether it holds live credentials.
    pub live: bool,
    pub custom: bool,
    pub upstream: Upstream,
}

const fn built_in(id: &'static str, display_name: &'static str, flow: Flow, test_word: &'static str) -> Provider {
    Provider {
        id,
        display_name,
        flow,
        test_word,
        configured: true,
        live: true,
        custom: false,
        upstream: Upstream::Answers,
    }
}

const fn custom(id: &'static str, display_name: &'static str, flow: Flow) -> Provider {
    Provider { custom: true, ..built_in(id, display_name, flow, "test") }
}

pub(crate) const PROVIDERS: &[Provider] = &[
    built_in("cash", "Cash on delivery", Flow::Manual, "production"),
    built_in("stripe", "Stripe", Flow::Redirect, "test"),
    built_in("paypal", "PayPal", Flow::Popup, "sandbox"),
    built_in("paystack", "Paystack", Flow::Popup, "test"),
    built_in("mpesa", "M-Pesa", Flow::StkPush, "sandbox"),
    built_in("mpesa_c2b", "M-Pesa Paybill", Flow::Manual, "sandbox"),
    built_in("airtel", "Airtel Money", Flow::StkPush, "staging"),
    custom("flutterwave", "Flutterwave", Flow::Redirect),
    custom("bank_deposit", "Bank deposit", Flow::Manual),
    Provider { configured: false, ..custom("unconfigured", "Not configured", Flow::Redirect) },
    Provider { live: false, ..custom("test_only", "Holds test credentials only", Flow::Redirect) },
    Provider { upstream: Upstream::Fails, ..custom("always_fails", "Always fails", Flow::Redirect) },
    Provider { upstream: Upstream::TimesOut, ..custom("times_out", "Always times out", Flow::Redirect) },
];

impl Provider {
    /// The provider's own word for where a payment is made.
    pub(crate) fn environment(&self, key: Environment) -> &'static str {
        // Built-in providers are always forced into test mode by a test key.
        if key == Environment::Production && self.live { "production" } else { self.test_word }
    }

    /// Whether payments with it begin at `/v1/payments/initialize`.
    pub(crate) fn initialises(&self) -> bool {
        self.custom || self.flow != Flow::Manual
    }
}

pub(crate) fn find(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == id)
}

/// Where a country's Airtel payments go: country, phone prefix, currency.
pub(crate) const AIRTEL: [(&str, &str, &str); 4] =
    [("KE", "254", "KES"), ("UG", "256", "UGX"), ("TZ", "255", "TZS"), ("RW", "250", "RWF")];

/// What Paystack takes.
pub(crate) const PAYSTACK: [&str; 5] = ["NGN", "GHS", "ZAR", "KES", "USD"];

/// The store's own currency.
pub(crate) const STORE_CURRENCY: &str = "USD";
