//! What a runner printed before it was killed, or ended by itself, is searched for secrets like everything else.

use std::path::Path;

use payseal_conformance::manifest::{Manifest, Scenario};
use payseal_conformance::runner::Program;
use payseal_conformance::{Lane, Selection, Verdict, run};
use serde_json::json;

/// What a runner that shows its line, with the credentials in it, comes to.
#[track_caller]
fn caught(then: &str, call: serde_json::Value) {
    let mut manifest = Manifest::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")).unwrap();
    let scenario = json!({ "id": "killed", "why": "The runner shows what it was given.", "calls": [call] });
    manifest.scenarios = vec![serde_json::from_value::<Scenario>(scenario).unwrap()];
    let script = format!("read -r line; printf '%s' \"$line\" >&2; {then}");
    let lane = Lane {
        name: "shell".to_owned(),
        language: "shell".to_owned(),
        sorts_headers: false,
        program: Program { words: vec!["sh".to_owned(), "-c".to_owned(), script], env: Vec::new() },
    };
    let report = run(&manifest, &[lane], &Selection::default()).expect("a run");
    let rows = report.lane("shell").expect("the lane");
    let found = rows.iter().any(|(_, verdict)| match verdict {
        Verdict::Failed(lines) => lines.iter().any(|line| line.contains("a secret (cp_t…) stands in standard error")),
        _ => false,
    });
    assert!(found, "{}", report.text(true));
}

#[test]
fn a_killed_runner() {
    caught(
        "exec sleep 60",
        json!({ "use": "checkout", "kill_after_us": 500_000, "expect": { "outcomes": ["unknown"] } }),
    );
}

#[test]
fn a_runner_that_ends() {
    caught("exit 3", json!({ "use": "checkout", "expect": { "outcomes": ["unknown"] } }));
}
