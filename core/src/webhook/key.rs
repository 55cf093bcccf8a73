//! The dedupe key of an event; the rule is told at [`Event::dedupe_key`](super::Event::dedupe_key).

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use sha2::{Digest, Sha256};

use super::clive_status::{FAILED, INITIALIZED, PENDING, SUCCEEDED};
use crate::json::{Object, Value};

/// Statuses that a transaction enters once. Everything else may come again with another amount.
const ONCE: &[&str] = &[INITIALIZED, PENDING, SUCCEEDED, FAILED, "abandoned"];

/// A part of a key is at most this long; a longer one is replaced by its SHA-256, so that no partner can fill a store with one key.
const MAX_PART: usize = 96;

/// The separator and what would make a part unreadable. With these encoded no two lists of parts have one key.
const PART: &AsciiSet = &CONTROLS.add(b':').add(b'%').add(b' ');

pub(super) fn clive(event: &Object, body: &[u8]) -> String {
    let Some(transaction) = text(event, "clive_tx_id") else { return of_body("clive", body) };
    let status = match (text(event, "event").map(normalised), text(event, "status").map(normalised)) {
        (Some(event), Some(status)) if event != status => format!("{event}+{status}"),
        (Some(status), _) | (None, Some(status)) => status,
        (None, None) => return of_body("clive", body),
    };
    let key = format!("clive:{}:{}", part(transaction), part(&status));
    if ONCE.contains(&status.as_str()) {
        return key;
    }
    let amount = match event.get("amount") {
        Some(Value::Number(number)) => {
            number.as_f64().map_or_else(|| number.to_string(), |n| Value::try_from(n).unwrap_or_default().to_string())
        }
        Some(Value::String(text)) => text.to_string_lossy().into_owned(),
        _ => String::new(),
    };
    format!("{key}:{}:{}", part(&amount), &hex(&Sha256::digest(body))[..16])
}

pub(super) fn tybrite(event: &Object, body: &[u8]) -> String {
    match text(event, "id") {
        Some(id) => format!("tybrite:{}", part(id)),
        None => of_body("tybrite", body),
    }
}

/// A text that is there and not empty.
fn text<'a>(event: &'a Object, name: &str) -> Option<&'a str> {
    event.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// `transaction_refunded`, `refunded` and `Refunded` are one status.
fn normalised(status: &str) -> String {
    let status = status.trim().to_ascii_lowercase();
    status.strip_prefix("transaction_").unwrap_or(&status).to_owned()
}

fn part(text: &str) -> String {
    let encoded = utf8_percent_encode(text, PART).to_string();
    if encoded.len() <= MAX_PART { encoded } else { format!("sha256-{}", hex(&Sha256::digest(text))) }
}

fn of_body(partner: &str, body: &[u8]) -> String {
    format!("{partner}:body:{}", hex(&Sha256::digest(body)))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
