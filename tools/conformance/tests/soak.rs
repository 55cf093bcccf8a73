//! The soak finds liars: an honest runner passes, and each that lies is found, with the shortest scenario that shows it.

use std::path::Path;
use std::time::Duration;

use payseal_conformance::Lane;
use payseal_conformance::manifest::Manifest;
use payseal_conformance::runner::Program;
use payseal_conformance::soak::{self, Options, Summary};
use serde_json::Value;

fn soaked(lie: &str, intents: u64) -> Summary {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance");
    let lane = Lane {
        sorts_headers: false,
        name: "liar".to_owned(),
        language: "liar".to_owned(),
        sorts_headers: false,
        program: Program {
            words: vec![env!("CARGO_BIN_EXE_payseal-soak-liar").to_owned()],
            env: vec![("PAYSEAL_SOAK_LIE".to_owned(), lie.to_owned())],
        },
    };
    let options = Options {
        seed: 5,
        time: Duration::from_secs(120),
        intents,
        processes: 8,
        operations: vec!["create_checkout_intent".to_owned(), "invalid".to_owned()],
        chapter: 100,
    };
    soak::run(Manifest::read(&folder).expect("the manifest"), &[lane], &options, |_| ()).expect("a soak")
}

/// Its story names the lie, and so does a scenario with so many calls and faults.
#[track_caller]
fn caught(lie: &str, named: &str, shown: &str, calls: usize, faults: usize) {
    let summary = soaked(lie, 600);
    let finding = summary.findings.iter().find(|finding| finding.text.contains(named));
    let finding = finding.unwrap_or_else(|| panic!("nothing names {named:?}: {:#?}", summary.findings));
    let scenarios: Vec<_> = summary.findings.iter().filter_map(|finding| finding.scenario.as_ref()).collect();
    let shows = |(json, wrong): &&&(String, Vec<String>)| {
        let scenario: Value = serde_json::from_str(json).expect("a scenario file");
        let its_calls = scenario[0]["calls"].as_array().expect("calls");
        let its_faults = |call: &Value| call["before"]["faults"].as_array().map_or(0, Vec::len);
        let met: usize = its_calls.iter().map(its_faults).sum();
        its_calls.len() == calls && met == faults && wrong.iter().any(|line| line.contains(shown))
    };
    assert!(scenarios.iter().any(|scenario| shows(&scenario)), "{}\n{scenarios:#?}", finding.text);
}

#[test]
fn an_honest_runner_passes() {
    let summary = soaked("", 300);
    assert!(summary.findings.is_empty(), "{:#?}", summary.findings);
    assert!(summary.intents >= 300 && summary.requests.1 > 30 && summary.killed > 0, "{}", summary.line());
    assert!(summary.line().contains("0 double effects, 0 lying outcomes"), "{}", summary.line());
}

#[test]
fn a_new_key_for_an_attempt() {
    caught("new-key", "a double effect", "commits", 1, 1);
}

#[test]
fn not_sent_for_unknown() {
    caught("not-sent", "a lying outcome: not_sent, but", "outcome: expected one of [\"unknown\"]", 1, 1);
}

#[test]
fn refused_for_unknown() {
    caught("refused", "a lying outcome: refused, but", "outcome: expected one of [\"unknown\"]", 1, 1);
}

#[test]
fn ok_for_unknown() {
    caught("ok", "a lying outcome: ok, but", "outcome: expected one of [\"unknown\"]", 1, 1);
}

#[test]
fn unknown_for_refused() {
    caught("dark", "a lying outcome: unknown, though", "outcome: expected one of [\"refused\"]", 1, 1);
}

#[test]
fn sent_twice_for_one_attempt() {
    let summary = soaked("twice", 50);
    let named = summary.findings.iter().any(|finding| finding.text.contains("1 attempt(s) were told"));
    assert!(named, "{:#?}", summary.findings);
}

#[test]
fn a_secret_on_standard_error() {
    let summary = soaked("leak", 20);
    let named = summary.findings.iter().any(|finding| finding.text.contains("stands in standard error"));
    assert!(named, "{:#?}", summary.findings);
    // It is not told again.
    assert!(summary.findings.iter().all(|finding| !finding.text.contains("cp_test_soak")), "{:#?}", summary.findings);
}
