//! The matrix has no hole: every operation of the contracts meets every fault of the sandbox, before and after the commit, and a
//! call of each replay class is cancelled at each moment. What is missing must be excluded by a rule of `matrix.json`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use payseal_conformance::manifest::{Call, Manifest};
use payseal_conformance::matrix::{Fault, Matrix};
use payseal_sandbox::{FaultAction, FaultRule, parse_faults};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")
}

fn manifest() -> Manifest {
    Manifest::read(&folder()).expect("the manifest")
}

fn matrix() -> Matrix {
    Matrix::read(&folder().join("matrix.json")).expect("the matrix")
}

/// The names that serde lists when it is given one that does not exist: what the sandbox really knows.
fn names_in(error: &str) -> BTreeSet<String> {
    error.split_once("expected").expect("a list").1.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every kind of fault that the sandbox has: its actions, and what a rule can do beside them.
fn kinds() -> BTreeSet<String> {
    let mut kinds = names_in(&serde_json::from_value::<FaultAction>(json!({ "kind": "?" })).unwrap_err().to_string());
    assert!(kinds.len() > 10, "{kinds:?}");
    let members = names_in(&serde_json::from_value::<FaultRule>(json!({ "?": 1 })).unwrap_err().to_string());
    // Which requests it applies to, when, and the action, which is counted above.
    let others =
        ["operation", "method", "path_suffix", "nth", "p", "times", "after_commit", "action"].map(str::to_owned);
    kinds.extend(members.difference(&others.into()).cloned());
    kinds
}

/// The kinds of a rule, and whether the request is served.
fn cells_of(rule: &FaultRule) -> Vec<(String, bool)> {
    let rule = serde_json::to_value(rule).expect("JSON");
    let mut kinds: Vec<String> = rule["action"]["kind"].as_str().map(str::to_owned).into_iter().collect();
    for name in ["latency_ms", "skew_s"] {
        if rule[name].as_i64().is_some_and(|number| number != 0) {
            kinds.push(name.to_owned());
        }
    }
    let after = rule["after_commit"] == true;
    kinds.into_iter().map(|kind| (kind, after)).collect()
}

fn rules_of(json: &str) -> Vec<FaultRule> {
    match serde_json::from_str(json).expect("a fault") {
        Value::String(text) => parse_faults(&text).expect(&text),
        rule => serde_json::from_value(rule).map(|rule| vec![rule]).unwrap_or_default(),
    }
}

/// The kinds that leave it open whether the request is served: those whose meaning `after_commit` changes.
fn twofold(matrix: &Matrix) -> BTreeSet<String> {
    let of = |after: bool| {
        let rules = matrix.faults.iter().flat_map(|fault| rules_of(&fault.rule.to_string()));
        let cells = rules.flat_map(|rule| cells_of(&rule)).filter(move |(_, its)| *its == after);
        cells.map(|(kind, _)| kind).collect::<BTreeSet<_>>()
    };
    of(true)
}

#[test]
fn the_faults_of_the_matrix_are_those_of_the_sandbox() {
    let matrix = matrix();
    let rules = || matrix.faults.iter().flat_map(|fault| rules_of(&fault.rule.to_string()));
    let known: BTreeSet<String> = rules().flat_map(|rule| cells_of(&rule)).map(|(kind, _)| kind).collect();
    assert_eq!(known, kinds());
    // An action that does not decide by itself whether the request is served stands there both ways.
    for kind in kinds() {
        let both = twofold(&matrix).contains(&kind);
        let alone = [
            "reset_before_commit",
            "reset_after_commit",
            "reset_after_head",
            "reset_mid_body",
            "truncate_body",
            "slow_body",
            "latency_ms",
            "skew_s",
        ];
        assert_eq!(both, !alone.contains(&&*kind), "{kind}");
    }
}

#[test]
fn every_operation_meets_every_fault() {
    let (manifest, matrix) = (manifest(), matrix());
    // What stands in the scenarios, whoever wrote them: operation, kind, and whether the request is served.
    let mut seen: BTreeSet<(String, String, bool)> = BTreeSet::new();
    for scenario in &manifest.scenarios {
        for rule in scenario.faults.iter().flat_map(|fault| rules_of(fault.get())) {
            let Some(operation) = rule.operation.clone() else { continue };
            seen.extend(cells_of(&rule).into_iter().map(|(kind, after)| (operation.clone(), kind, after)));
        }
    }
    let (mut cells, mut missing) = (0, Vec::new());
    for (partner, contract) in &manifest.contracts {
        for (operation, endpoint) in &contract.operations {
            let rows: Vec<_> = matrix.rows[partner].iter().filter(|row| row.operation() == operation).collect();
            assert!(!rows.is_empty(), "{partner} {operation} has no row");
            // A look-up at one provider is a write at another.
            let classes: BTreeSet<&str> = rows.iter().map(|row| &*row.class).collect();
            match (&*endpoint.method, &endpoint.look_up) {
                ("GET", _) => assert_eq!(classes, ["read"].into(), "{operation}"),
                (_, Some(_)) => assert_eq!(classes, ["look_up", "once"].into(), "{operation}"),
                (_, None) if endpoint.auth == "signed" => assert_eq!(classes, ["keyed"].into(), "{operation}"),
                (_, None) => assert_eq!(classes, ["once"].into(), "{operation}"),
            }
            for kind in kinds() {
                let both = if twofold(&matrix).contains(&kind) { &[false, true][..] } else { &[false] };
                for after in both {
                    cells += 1;
                    if seen.contains(&(operation.clone(), kind.clone(), *after)) {
                        continue;
                    }
                    let of_kind = |fault: &&Fault| {
                        let rules = rules_of(&fault.rule.to_string());
                        rules.iter().flat_map(cells_of).any(|cell| cell == (kind.clone(), *after))
                    };
                    let faults: Vec<&Fault> = matrix.faults.iter().filter(of_kind).collect();
                    let left_out = !faults.is_empty()
                        && rows.iter().all(|row| {
                            faults.iter().all(|fault| matrix.excludes_fault(row, &endpoint.method, fault).is_some())
                        });
                    if !left_out {
                        missing.push(format!("{partner} {operation} × {kind}, after the commit: {after}"));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "of {cells} cells these have no scenario:\n{}", missing.join("\n"));
}

#[test]
fn every_class_is_cancelled_at_every_moment() {
    let (manifest, matrix) = (manifest(), matrix());
    for partner in manifest.contracts.keys() {
        let classes: BTreeSet<&str> = matrix.rows[partner].iter().map(|row| &*row.class).collect();
        for class in classes {
            assert!(matrix.classes.contains_key(class), "{class}");
            for moment in &matrix.moments {
                let rows = || matrix.cancelled[partner].iter().filter(|row| row.class == class);
                let runs = rows().any(|row| {
                    let id = format!("matrix-{partner}-{}-cancel-{}", row.name, moment.name);
                    manifest.scenarios.iter().any(|scenario| scenario.id == id)
                });
                let left_out = rows().any(|row| {
                    let method = &manifest.contracts[partner].operations[row.operation()].method;
                    matrix.excludes_moment(row, method, moment).is_some()
                });
                assert!(runs || left_out, "{partner}: no call of class {class} is cancelled {}", moment.name);
            }
        }
    }
}

#[test]
fn every_exclusion_excludes_something() {
    let (manifest, matrix) = (manifest(), matrix());
    let mut used = BTreeSet::new();
    for (rows, is_fault) in [(&matrix.rows, true), (&matrix.cancelled, false)] {
        for (partner, row) in rows.iter().flat_map(|(partner, rows)| rows.iter().map(move |row| (partner, row))) {
            let method = &manifest.contracts[partner].operations[row.operation()].method;
            if is_fault {
                used.extend(
                    matrix
                        .faults
                        .iter()
                        .filter_map(|fault| matrix.excludes_fault(row, method, fault))
                        .map(|rule| &rule.name),
                );
            } else {
                used.extend(
                    matrix
                        .moments
                        .iter()
                        .filter_map(|moment| matrix.excludes_moment(row, method, moment))
                        .map(|rule| &rule.name),
                );
            }
        }
    }
    let all: BTreeSet<&String> = matrix.excluded.iter().map(|rule| &rule.name).collect();
    assert_eq!(used, all);
}

#[test]
fn there_are_many_and_no_skip_is_without_a_reason() {
    let manifest = manifest();
    assert!(manifest.scenarios.len() >= 400, "{} scenarios", manifest.scenarios.len());
    for scenario in &manifest.scenarios {
        assert!(scenario.skip.values().all(|reason| reason.len() > 10), "{}", scenario.id);
        for call in &scenario.calls {
            serde_json::from_str::<Call>(call.get()).expect(&scenario.id);
        }
    }
}
