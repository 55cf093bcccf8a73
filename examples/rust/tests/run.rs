//! Runs the examples as a user would: as programs, against the sandbox, with the three environment variables.

use std::process::{Command, Output};

use payseal_sandbox::{
    API_KEY, FaultAction, FaultRule, HMAC_SECRET, Sandbox, SandboxConfig, TYBRITE_HMAC_SECRET, TYBRITE_SECRET_TEST_KEY,
};

fn run(program: &str, base_url: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .env("CLIVE_API_BASE_URL", base_url)
        .env("CLIVE_API_KEY", API_KEY)
        .env("CLIVE_HMAC_SECRET", HMAC_SECRET)
        .output()
        .expect("the example starts")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_checkout_is_charged_once_though_its_answer_is_lost() {
    let sandbox = Sandbox::start(SandboxConfig::default()).expect("the sandbox starts");
    let fault = FaultRule::new(FaultAction::ResetAfterCommit).on("POST", "/transactions/checkout-intent");
    sandbox.set_fault(fault).expect("the rule is right");
    let output = run(env!("CARGO_BIN_EXE_checkout"), &sandbox.base_url(), &["EZ777", "12.50"]);
    let text = text(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("2 attempt(s), replayed: true"), "{text}");
    assert!(!text.contains(HMAC_SECRET) && !text.contains(API_KEY), "{text}");
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ777"), 1);
}

#[test]
fn bad_input_and_a_missing_variable_are_named() {
    let sandbox = Sandbox::start(SandboxConfig::default()).expect("the sandbox starts");
    let output = run(env!("CARGO_BIN_EXE_checkout"), &sandbox.base_url(), &["EZ1", "twelve"]);
    assert!(!output.status.success() && text(&output).contains("amount"), "{}", text(&output));
    let output = run(env!("CARGO_BIN_EXE_checkout"), "", &[]);
    assert!(!output.status.success() && text(&output).contains("CLIVE_API_BASE_URL"), "{}", text(&output));
    assert!(sandbox.requests().is_empty());
}

#[test]
fn a_program_with_its_own_http_drives_the_same_call() {
    let sandbox = Sandbox::start(SandboxConfig::default()).expect("the sandbox starts");
    sandbox.set_fault(FaultRule::new(FaultAction::status(503)).on("GET", "/transactions")).expect("the rule is right");
    let output = run(env!("CARGO_BIN_EXE_own_http"), &sandbox.base_url(), &[]);
    assert!(output.status.success() && text(&output).contains("HTTP 200"), "{}", text(&output));
    assert_eq!(sandbox.requests().len(), 2, "one 503, one retry");
}

#[test]
fn the_programs_of_the_readme_pay() {
    let sandbox = Sandbox::start(SandboxConfig::default()).expect("the sandbox starts");
    let output = run(env!("CARGO_BIN_EXE_readme_clive"), &sandbox.base_url(), &[]);
    assert!(output.status.success() && text(&output).contains("CLVTX_"), "{}", text(&output));
    assert_eq!(sandbox.ledger().commits("transactions/checkout-intent", "EZ12345"), 1);
    let output = Command::new(env!("CARGO_BIN_EXE_readme_tybrite"))
        .env("TYBRITE_API_BASE_URL", sandbox.tybrite_base_url())
        .env("TYBRITE_API_KEY", TYBRITE_SECRET_TEST_KEY)
        .env("TYBRITE_HMAC_SECRET", TYBRITE_HMAC_SECRET)
        .output()
        .expect("the example starts");
    assert!(output.status.success() && text(&output).contains("pending"), "{}", text(&output));
}
