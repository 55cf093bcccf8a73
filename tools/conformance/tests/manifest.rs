//! The manifest itself: large enough, complete, and without expectations that expect nothing.

use std::collections::BTreeSet;
use std::path::Path;

use payseal_conformance::manifest::Manifest;
use serde_json::Value;

fn manifest() -> Manifest {
    Manifest::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")).expect("the manifest")
}

#[test]
fn every_operation_succeeds_in_some_scenario() {
    let manifest = manifest();
    assert!(manifest.scenarios.len() >= 60, "{} scenarios", manifest.scenarios.len());
    let mut seen = BTreeSet::new();
    for scenario in &manifest.scenarios {
        for call in &scenario.calls {
            let call: Value = serde_json::from_str(call.get()).expect("JSON");
            if call["expect"]["ok"].is_null() {
                continue;
            }
            let operation = match (call["operation"].as_str(), call["use"].as_str()) {
                (Some(operation), _) => operation.to_owned(),
                (None, Some(preset)) => manifest.contract.presets[preset].operation.clone(),
                (None, None) => "raw_request".to_owned(),
            };
            seen.insert(operation);
        }
    }
    let mut wanted: BTreeSet<String> = manifest.contract.operations.keys().cloned().collect();
    wanted.extend(["raw_request".to_owned(), "initialize_and_attach_intent".to_owned()]);
    assert_eq!(wanted.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_call_expects_one_thing() {
    for scenario in manifest().scenarios {
        for call in &scenario.calls {
            let call: Value = serde_json::from_str(call.get()).expect("JSON");
            let expect = &call["expect"];
            assert!(expect["ok"].is_null() != expect["error"].is_null(), "{}: {expect}", scenario.id);
            // Nothing that a failing call sends is left to a default.
            let says = !expect["requests"].is_null() || !expect["intents"].is_null();
            assert!(says || expect["error"].is_null(), "{}: an error without the number of requests", scenario.id);
        }
    }
}
