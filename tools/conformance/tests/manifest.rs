//! The manifest itself: large enough, complete, and without expectations that expect nothing.

use std::collections::BTreeSet;
use std::path::Path;

use payseal_conformance::manifest::{Call, Manifest};

fn manifest() -> Manifest {
    Manifest::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")).expect("the manifest")
}

#[test]
fn every_operation_succeeds_in_some_scenario() {
    let manifest = manifest();
    for (partner, least) in [("clive", 80), ("tybrite", 60)] {
        let count = manifest.scenarios.iter().filter(|scenario| scenario.partner == partner).count();
        assert!(count >= least, "{count} scenarios of {partner}");
    }
    let mut seen = BTreeSet::new();
    for scenario in &manifest.scenarios {
        for call in &scenario.calls {
            let call: Call = serde_json::from_str(call.get()).expect("a call");
            if call.expect.ok.is_none() {
                continue;
            }
            let operation = match (call.operation, call.preset) {
                (Some(operation), _) => operation,
                (None, Some(preset)) => manifest.contracts[&scenario.partner].presets[&preset].operation.clone(),
                (None, None) if call.local.is_some() => continue,
                (None, None) => "raw_request".to_owned(),
            };
            seen.insert(operation);
        }
    }
    let contracts = manifest.contracts.values();
    let mut wanted: BTreeSet<String> = contracts.flat_map(|contract| contract.operations.keys().cloned()).collect();
    wanted.extend(["raw_request".to_owned(), "initialize_and_attach_intent".to_owned()]);
    assert_eq!(wanted.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_call_expects_one_thing() {
    for scenario in manifest().scenarios {
        for call in &scenario.calls {
            let call: Call = serde_json::from_str(call.get()).expect("a call");
            let expect = &call.expect;
            assert!(expect.ok.is_some() != expect.error.is_some(), "{}", scenario.id);
            // Nothing that a failing call sends is left to a default.
            let says = expect.requests.is_some() || !expect.intents.is_empty() || call.local.is_some();
            assert!(says || expect.error.is_none(), "{}: an error without the number of requests", scenario.id);
        }
    }
}
