//! The rule that `docs/sandbox.md` shows is one the sandbox takes.

use payseal_sandbox::{FaultAction, FaultRule, Sandbox, SandboxConfig};

#[test]
fn the_fault_of_the_guide() {
    let guide = include_str!("../../../docs/sandbox.md");
    let (_, rest) = guide.split_once("```json\n").expect("the guide shows a rule");
    let (json, _) = rest.split_once("```").expect("the block ends");
    let rule: FaultRule = serde_json::from_str(json).expect("the rule is read");
    assert!(matches!(rule.action, Some(FaultAction::ResetAfterCommit)));
    let sandbox = Sandbox::start(SandboxConfig::default()).expect("the sandbox starts");
    sandbox.set_fault(rule).expect("the rule is taken");
    assert_eq!(sandbox.faults().len(), 1);
}
