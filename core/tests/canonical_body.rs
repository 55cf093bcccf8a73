//! The canonical body against `tests/vectors/canonical-body.json`, which Node wrote. Random rows against Node itself: `cargo xtask oracle`.

use payseal::json::{Error, ParseErrorKind, Value, WriteError, Writer, canonical, parse, parse_answer};

const FILE: &[u8] = include_bytes!("../../tests/vectors/canonical-body.json");

fn code(error: &Error) -> &'static str {
    match error {
        Error::Write(WriteError::Inexact { .. }) => "inexact",
        Error::Write(WriteError::NotFinite { .. }) => "not_finite",
        Error::Write(WriteError::TooDeep { .. }) => "too_deep",
        Error::Parse(error) if error.kind == ParseErrorKind::TooDeep => "too_deep",
        Error::Parse(_) => "invalid_json",
        _ => "unknown",
    }
}

fn run(input: &Value) -> Result<Vec<u8>, Error> {
    if let Some(bits) = input.get("f64").and_then(Value::as_str) {
        let mut writer = Writer::new();
        writer.number(f64::from_bits(u64::from_str_radix(bits, 16).unwrap()))?;
        return Ok(writer.finish());
    }
    canonical(input.get("json").and_then(Value::as_str).unwrap().as_bytes())
}

#[test]
fn every_row() {
    // Read by serde_json, so that a fault of our reader cannot hide itself.
    let file: serde_json::Value = serde_json::from_slice(FILE).unwrap();
    let file = Value::from(file);
    let rows = file.get("rows").and_then(Value::as_array).unwrap();
    assert!(rows.len() >= 400, "only {} rows", rows.len());
    let mut refusals = std::collections::BTreeSet::new();
    for row in rows {
        let (id, expect) = (row.get("id").unwrap(), row.get("expect").unwrap());
        if let Some(text) = row.get("input").and_then(|input| input.get("json")?.as_str()) {
            // An answer is not written again, so its numbers may be any; a BOM before it is passed over.
            let is_read = !matches!(expect.get("error").and_then(Value::as_str), Some("invalid_json" | "too_deep"));
            let is_read =
                is_read || text.strip_prefix('\u{FEFF}').is_some_and(|rest| canonical(rest.as_bytes()).is_ok());
            assert_eq!(parse_answer(text.as_bytes()).is_ok(), is_read, "{id}: as an answer");
        }
        match run(row.get("input").unwrap()) {
            Ok(body) => {
                let body = String::from_utf8(body).unwrap();
                assert_eq!(Some(body.as_str()), expect.get("body").and_then(Value::as_str), "{id}");
                assert_eq!(canonical(body.as_bytes()).unwrap(), body.as_bytes(), "{id}: written once more");
                assert_eq!(parse(body.as_bytes()).unwrap().to_string(), body, "{id}: Display");
            }
            Err(error) => {
                assert_eq!(Some(code(&error)), expect.get("error").and_then(Value::as_str), "{id}");
                refusals.insert(code(&error));
            }
        }
    }
    assert_eq!(refusals.len(), 4, "a row for each refusal: {refusals:?}");
}
