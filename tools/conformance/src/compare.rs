//! Languages against each other: what the manifest leaves open must still be the same in all of them.
//!
//! Messages, advice, details and what the attempt hook was told are one core's decisions; a difference is a binding's bug.

use serde_json::json;

use crate::manifest::Scenario;
use crate::report::{Row, Verdict};
use crate::run::Lane;
use crate::runner::Said;

/// Compares each lane with the first that passed the scenario, and fails the later one where they differ.
pub(crate) fn lanes(scenarios: &[&Scenario], lanes: &[Lane], columns: &mut [Vec<Row>]) {
    for index in 0..scenarios.len() {
        let mut first: Option<(String, Vec<String>)> = None;
        for (lane, column) in lanes.iter().zip(columns.iter_mut()) {
            let row = &mut column[index];
            if row.verdict != Verdict::Passed {
                continue;
            }
            let lines: Vec<String> = row.said.iter().flat_map(lines).collect();
            match &first {
                None => first = Some((lane.name.clone(), lines)),
                Some((name, expected)) => {
                    let wrong = differences(name, expected, &lines);
                    if !wrong.is_empty() {
                        row.verdict = Verdict::Failed(wrong);
                    }
                }
            }
        }
    }
}

fn differences(name: &str, expected: &[String], got: &[String]) -> Vec<String> {
    let length = expected.len().max(got.len());
    let at = |list: &[String], index: usize| list.get(index).map_or("nothing", |line| line).to_owned();
    (0..length)
        .map(|index| (at(expected, index), at(got, index)))
        .filter(|(expected, got)| expected != got)
        .map(|(expected, got)| format!("differs from {name}: {expected} there, {got} here"))
        .collect()
}

/// What must not differ, with what may (ports, ids, times) taken out.
fn lines(said: &Said) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(error) = &said.error {
        for (name, value) in [
            ("message", json!(error.message)),
            ("advice", json!(error.advice)),
            ("hint", json!(error.hint)),
            ("environment", json!(error.environment)),
            ("operation", json!(error.operation)),
            ("details", json!(error.details)),
            ("response_text", json!(error.response_text)),
        ] {
            lines.push(without_numbers(&format!("{name} {value}")));
        }
    }
    for event in &said.events {
        lines.push(without_numbers(&format!(
            "event {} {} {} {:?} {:?} {:?} {:?}, retried: {}",
            event.phase,
            event.attempt,
            event.operation,
            event.idempotency_key,
            event.status,
            event.fault,
            event.outcome,
            event.retry_in_ms.is_some()
        )));
    }
    lines
}

/// Every run of four digits or more as one `#` (ports, times), and so every run of 32 hexadecimal digits and hyphens or
/// more that has a digit (ids, drawn keys).
fn without_numbers(text: &str) -> String {
    let without_ids = masked(text, 32, |c| c.is_ascii_digit() || ('a'..='f').contains(&c) || c == '-');
    masked(&without_ids, 4, |c| c.is_ascii_digit())
}

fn masked(text: &str, length: usize, belongs: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if belongs(c) {
            run.push(c);
            continue;
        }
        let is_masked = run.len() >= length && run.contains(|c: char| c.is_ascii_digit());
        out.push_str(if is_masked { "#" } else { &run });
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_do_not_differ() {
        assert_eq!(without_numbers("127.0.0.1:43901 503 CLVTX_1739378102312_420"), "127.0.0.1:# 503 CLVTX_#_420");
    }

    #[test]
    fn drawn_keys_do_not_differ() {
        let key = "payment-1771526500000-abababababababababababababababab of bad";
        assert_eq!(without_numbers(key), "payment# of bad");
        assert_eq!(without_numbers("7c0e0000-0000-4000-8000-00000000000a/x"), "#/x");
    }

    #[test]
    fn what_is_missing_differs() {
        let lines = |list: &[&str]| list.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        assert_eq!(differences("rust", &lines(&["a", "b"]), &lines(&["a", "b"])), Vec::<String>::new());
        assert_eq!(differences("rust", &lines(&["a", "b"]), &lines(&["a"])).len(), 1);
        assert_eq!(differences("rust", &lines(&["a"]), &lines(&["x"])).len(), 1);
    }
}
