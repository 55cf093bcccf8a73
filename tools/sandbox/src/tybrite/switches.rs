//! What the control endpoint can switch while the sandbox runs: throttling, the plan's quota, and the store's own order rule.

use serde::{Deserialize, Serialize};

use super::config::TybriteConfig;

/// In force until switched again. `POST /_sandbox/tybrite/switches` takes any of these and leaves the others.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Switches {
    /// How many of the next requests get 429 `rate_limited`.
    pub rate_limited_next: u32,
    /// When those may come again.
    pub rate_limited_for_s: u32,
    /// Requests left in the plan; null: no end to it.
    pub quota_left: Option<u64>,
    /// Initialised payments an hour for each key.
    pub initialize_per_hour: u32,
    /// The store's own rule refuses every order with this sentence (422 `order_rejected`); null: it refuses none.
    pub reject_orders: Option<String>,
}

impl Default for Switches {
    fn default() -> Self {
        Self::new(&TybriteConfig::default())
    }
}

impl Switches {
    pub(crate) fn new(config: &TybriteConfig) -> Self {
        Self {
            rate_limited_next: 0,
            rate_limited_for_s: 1,
            quota_left: config.monthly_quota,
            initialize_per_hour: config.initialize_per_hour,
            reject_orders: None,
        }
    }
}
