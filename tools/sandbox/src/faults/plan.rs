//! Faults that a program decides on for each request, where rules that are set beforehand cannot.

use std::sync::Arc;

use super::FaultRule;
use crate::recorder::RecordedRequest;

/// Decides what goes wrong with a request, which it is shown whole when it has arrived and before it is served.
///
/// Of the rule it gives, only what goes wrong counts: the request is chosen already. Whoever makes the rules checks them.
///
/// ```
/// use payseal_sandbox::{FaultAction, FaultPlan, FaultRule, Sandbox, SandboxConfig};
///
/// let plan = FaultPlan::new(|request| {
///     (request.header("idempotency-key") == Some("checkout-EZ1")).then(|| FaultRule::new(FaultAction::status(503)))
/// });
/// let sandbox = Sandbox::start(SandboxConfig { fault_plan: Some(plan), ..SandboxConfig::default() })?;
/// # drop(sandbox);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct FaultPlan(Arc<Decide>);

type Decide = dyn Fn(&RecordedRequest) -> Option<FaultRule> + Send + Sync;

impl FaultPlan {
    /// From the decision. It is made on a thread that serves requests, so it must not wait.
    pub fn new(decide: impl Fn(&RecordedRequest) -> Option<FaultRule> + Send + Sync + 'static) -> Self {
        Self(Arc::new(decide))
    }

    pub(crate) fn rule_for(&self, request: &RecordedRequest) -> Option<FaultRule> {
        (self.0)(request)
    }
}
