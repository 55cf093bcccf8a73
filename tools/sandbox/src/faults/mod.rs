//! Faults on demand: which requests go wrong, how often, and in which way.
//!
//! A rule can be written as JSON, as a text ([`parse_faults`]) and with the methods of [`FaultRule`]. How an action becomes an
//! answer or a broken connection stands in `spoil.rs`.

mod action;
mod list;
mod plan;
mod spec;
mod units;

use serde::{Deserialize, Serialize};

pub use action::FaultAction;
pub(crate) use action::decode_base64;
pub(crate) use list::{FaultList, PerRequest};
pub use plan::FaultPlan;
pub use spec::parse_faults;
pub(crate) use units::duration_ms;

use crate::{clive, tybrite};

/// One rule. The first rule that matches a request is used, and used up `times` times; rules are tried in the order they were set.
///
/// ```
/// use payseal_sandbox::{FaultAction, FaultRule, parse_faults};
///
/// // The first two checkouts are answered 503 after 20 ms; the third is served.
/// let rule = FaultRule::new(FaultAction::status(503)).on("POST", "/transactions/checkout-intent").times(2).latency_ms(20);
/// let json = r#"{"method":"POST","path_suffix":"/transactions/checkout-intent","times":2,"latency_ms":20,
///                "action":{"kind":"status","status":503}}"#;
/// assert_eq!(serde_json::from_str::<FaultRule>(json).unwrap(), rule);
/// assert_eq!(parse_faults("on=POST /transactions/checkout-intent, status=503, times=2, latency=20ms").unwrap(), [rule]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Only this operation, e.g. `create_checkout_intent`; none: every operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Only this method, in any casing; none: every method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only paths (without query) that end in this; none: every path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_suffix: Option<String>,
    /// The first request it applies to, counted from 1 over those that match; 1 when left out.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub nth: u32,
    /// The probability with which it applies to a request that matches, above 0 and up to 1; 1 when left out. The draws follow
    /// from the sandbox's seed: the same seed and the same requests in the same order meet the same faults.
    #[serde(default = "always", skip_serializing_if = "is_always")]
    pub p: f64,
    /// To how many requests the rule applies before it is removed; null: until the faults are cleared. 1 when left out.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// Milliseconds of slowness. A signed mutation spends them while it holds its idempotency key, before it commits;
    /// everything else spends them before the answer.
    #[serde(default)]
    pub latency_ms: u64,
    /// Seconds by which the partner's clock is ahead (negative: behind) for this request: in the `Date` of the answer, and
    /// where a signature's timestamp is judged.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skew_s: i64,
    /// True: the request is served first (state, idempotency record, webhooks), and only the answer is replaced.
    #[serde(default)]
    pub after_commit: bool,
    /// What happens instead of the answer; none: only the latency and the skew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<FaultAction>,
}

fn once() -> Option<u32> {
    Some(1)
}

fn first() -> u32 {
    1
}

fn always() -> f64 {
    1.0
}

fn is_first(nth: &u32) -> bool {
    *nth == 1
}

fn is_always(p: &f64) -> bool {
    *p >= 1.0
}

fn is_zero(skew_s: &i64) -> bool {
    *skew_s == 0
}

/// Why a rule was refused: which part of it, and what to write instead.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid fault: {0}")]
pub struct InvalidFault(pub(crate) String);

impl FaultRule {
    /// The action on the next request, whichever it is.
    #[must_use]
    pub fn new(action: FaultAction) -> Self {
        Self { action: Some(action), ..Self::nothing() }
    }

    /// Only slowness, on the next request.
    #[must_use]
    pub fn latency(latency_ms: u64) -> Self {
        Self { latency_ms, ..Self::nothing() }
    }

    /// Only a skewed clock, on the next request.
    #[must_use]
    pub fn skew_s(skew_s: i64) -> Self {
        Self { skew_s, ..Self::nothing() }
    }

    pub(crate) fn nothing() -> Self {
        Self {
            operation: None,
            method: None,
            path_suffix: None,
            nth: 1,
            p: 1.0,
            times: Some(1),
            latency_ms: 0,
            skew_s: 0,
            after_commit: false,
            action: None,
        }
    }

    /// Narrows the rule to a method and the end of a path.
    #[must_use]
    pub fn on(mut self, method: &str, path_suffix: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path_suffix = Some(path_suffix.to_owned());
        self
    }

    /// Narrows the rule to an operation.
    #[must_use]
    pub fn operation(mut self, name: &str) -> Self {
        self.operation = Some(name.to_owned());
        self
    }

    /// Begins with the nth request that matches, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Self {
        self.nth = nth;
        self
    }

    /// Applies with this probability only.
    #[must_use]
    pub fn p(mut self, p: f64) -> Self {
        self.p = p;
        self
    }

    /// Applies the rule to this many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Applies the rule until the faults are cleared.
    #[must_use]
    pub fn forever(mut self) -> Self {
        self.times = None;
        self
    }

    /// Adds slowness.
    #[must_use]
    pub fn latency_ms(mut self, latency_ms: u64) -> Self {
        self.latency_ms = latency_ms;
        self
    }

    /// Serves the request before its answer is replaced.
    #[must_use]
    pub fn after_commit(mut self) -> Self {
        self.after_commit = true;
        self
    }

    /// Whether the rule can apply and its answer can be sent.
    ///
    /// # Errors
    /// The part that is wrong.
    pub fn check(&self) -> Result<(), InvalidFault> {
        let refuse = |why: String| Err(InvalidFault(why));
        if self.times == Some(0) {
            return refuse("times is 0: the rule would never apply; use at least 1".into());
        }
        if self.nth == 0 {
            return refuse("nth is 0, but requests are counted from 1".into());
        }
        if !(self.p > 0.0 && self.p <= 1.0) {
            return refuse(format!("p is {}; use a probability above 0 and up to 1", self.p));
        }
        if self.skew_s.unsigned_abs() > MAX_SKEW_S {
            return refuse("skew is more than a century".into());
        }
        if let Some(name) = &self.operation
            && operation(name).is_none()
        {
            let names: Vec<&str> = operations().map(|(name, ..)| *name).collect();
            return refuse(format!("there is no operation {name:?}; there are {}", names.join(", ")));
        }
        self.action.as_ref().map_or(Ok(()), FaultAction::check)
    }

    /// Whether the request is served before the answer is decided.
    pub(crate) fn commits(&self) -> bool {
        self.after_commit || self.action.as_ref().is_none_or(FaultAction::always_commits)
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path_suffix.as_deref().is_none_or(|suffix| path.ends_with(suffix))
            && self.operation.as_deref().is_none_or(|name| {
                operation(name).is_some_and(|(_, its_method, its_path)| {
                    its_method.eq_ignore_ascii_case(method) && ends_in(path, its_path)
                })
            })
    }
}

/// A clock that is off by more than this is not a clock.
pub(crate) const MAX_SKEW_S: u64 = 100 * 366 * 86_400;

fn operations() -> impl Iterator<Item = &'static clive::OperationPath> {
    clive::OPERATIONS.iter().chain(tybrite::OPERATIONS)
}

fn operation(name: &str) -> Option<&'static clive::OperationPath> {
    operations().find(|(known, ..)| *known == name)
}

/// Whether a path ends in these segments, where `{name}` stands for any one.
fn ends_in(path: &str, template: &str) -> bool {
    let mut actual = path.rsplit('/');
    let mut wanted = template.trim_start_matches('/').rsplit('/');
    wanted.all(|segment| actual.next().is_some_and(|given| given == segment || segment.starts_with('{')))
}

#[cfg(test)]
mod tests {
    use super::ends_in;

    #[test]
    fn paths_end_in_whole_segments() {
        assert!(ends_in("/api/v1/transactions/checkout-intent", "/transactions/checkout-intent"));
        assert!(!ends_in("/api/v1/transactions/checkout-intent-v2", "/transactions/checkout-intent"));
        assert!(ends_in("/v1/orders/7/items", "/orders/{id}/items"));
        assert!(!ends_in("/items", "/orders/{id}/items"));
    }
}
