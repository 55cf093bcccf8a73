//! Reads the vector files that all languages share (`tests/vectors/*.json`).
//!
//! [`each_row`] hands every row to one function, which must know the row's `op`: a row that nobody runs, an id that occurs
//! twice or a field that is missing stops the test.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde_json::Value;

/// Runs every row of a subject. All failures are shown, not only the first.
pub fn each_row(subject: &str, run: impl Fn(&str, &Value, &Value)) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/vectors/{subject}.json"));
    let text = std::fs::read_to_string(&path).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["subject"], subject);
    let rows = file["rows"].as_array().unwrap();
    // One row a line: the count does not come from the parser that the rows come from.
    let lines = text.lines().filter(|line| line.trim_start().starts_with("{\"id\":")).count();
    assert!(lines > 10 && lines == rows.len(), "{lines} lines, {} rows", rows.len());

    let (mut ids, mut failed, mut ran) = (BTreeSet::new(), Vec::new(), 0);
    for row in rows {
        let (id, why) = (text_of(&row["id"]), text_of(&row["why"]));
        assert!(ids.insert(id), "{id} occurs twice");
        assert!(!why.is_empty(), "{id} has no reason");
        assert!(row["expect"].is_object(), "{id} expects nothing");
        let op = text_of(&row["input"]["op"]);
        match catch_unwind(AssertUnwindSafe(|| run(op, &row["input"], &row["expect"]))) {
            Ok(()) => ran += 1,
            Err(_) => failed.push(format!("{id} ({why})")),
        }
    }
    assert!(failed.is_empty(), "{subject}: {} of {} rows failed:\n{}", failed.len(), rows.len(), failed.join("\n"));
    assert_eq!(ran, rows.len());
}

/// A text that must be there.
pub fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("expected a text, found {value}"))
}

/// A whole number that must be there.
pub fn number_of(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("expected a whole number, found {value}"))
}

/// The bytes of `null`, a text, `{hex}` or `{repeat, times}`.
pub fn bytes_of(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.as_bytes().to_vec()),
        form if form["hex"].is_string() => Some(from_hex(text_of(&form["hex"]))),
        form => {
            let times = usize::try_from(number_of(&form["times"])).unwrap();
            Some(text_of(&form["repeat"]).repeat(times).into_bytes())
        }
    }
}

/// The bytes of hexadecimal text.
pub fn from_hex(hex: &str) -> Vec<u8> {
    assert!(hex.len().is_multiple_of(2));
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// Lowercase hexadecimal text.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
