//! What came back: the value or the error, and what the attempt hook was told.

use serde_json::Value;

use super::{Evidence, differs};
use crate::manifest::ExpectedError;
use crate::runner::{Said, SaidError};

pub(super) fn check(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let (expect, said) = (evidence.expect, evidence.said);
    match (&expect.ok, &expect.error, &said.ok, &said.error) {
        (Some(expected), None, Some(value), None) => {
            matches(expected, value, "value", wrong);
            if let Some(expected) = &expect.meta {
                matches(expected, said.meta.as_ref().unwrap_or(&Value::Null), "meta", wrong);
            }
        }
        (None, Some(expected), None, Some(error)) => refused(evidence, expected, error, wrong),
        (Some(_), None, None, Some(error)) => wrong.push(format!("expected a value, got an error: {}", brief(error))),
        (None, Some(expected), Some(value), None) => {
            wrong.push(format!(
                "expected {} {:?}, got the value {}",
                expected.kind,
                expected.code,
                super::shown(value)
            ));
        }
        (_, _, None, None) | (_, _, Some(_), Some(_)) => wrong.push("the runner must say one of ok and error".into()),
        _ => wrong.push("the manifest must expect one of ok and error".into()),
    }
    attempts(evidence, wrong);
    events(evidence, wrong);
}

/// Only whether the outcome is true.
pub(super) fn outcome_is_one_of(outcomes: &[String], said: &Said, wrong: &mut Vec<String>) {
    let outcome = said.outcome();
    if !outcomes.iter().any(|one| Some(&**one) == outcome) {
        let error = said.error.as_ref().map(brief);
        differs(wrong, "outcome", format_args!("one of {outcomes:?}"), format_args!("{outcome:?}: {error:?}"));
    }
}

fn brief(error: &SaidError) -> String {
    format!(
        "{} {} (status {:?}, outcome {}): {}",
        error.kind.as_deref().unwrap_or("no kind"),
        error.code.as_deref().unwrap_or("no code"),
        error.status,
        error.outcome.as_deref().unwrap_or("none"),
        error.message.as_deref().unwrap_or("")
    )
}

/// Whether a list is long enough: `<more>` at the end of the expectation permits further items.
fn fits(expected: &[Value], items: &[Value]) -> bool {
    match expected.last() {
        Some(last) if last == "<more>" => items.len() >= expected.len() - 1,
        _ => items.len() == expected.len(),
    }
}

/// Whether a value has what is expected of it. `<any>` is any text or number, `<nothing>` null or `{}`, `<starts X>` a text that begins so; objects
/// may have more members, `<absent>` ones they may not have.
fn matches(expected: &Value, got: &Value, path: &str, wrong: &mut Vec<String>) {
    match (expected, got) {
        (Value::String(any), Value::String(_) | Value::Number(_)) if any == "<any>" => {}
        // Of an answer without a body some languages make an empty object.
        (Value::String(nothing), Value::Null) if nothing == "<nothing>" => {}
        (Value::String(nothing), Value::Object(members)) if nothing == "<nothing>" && members.is_empty() => {}
        (Value::String(pattern), Value::String(text)) if pattern.starts_with("<starts ") => {
            let begin = pattern.trim_start_matches("<starts ").trim_end_matches('>');
            if !text.starts_with(begin) {
                differs(wrong, path, pattern, text);
            }
        }
        (Value::Object(expected), Value::Object(members)) => {
            for (name, expected) in expected {
                match members.get(name) {
                    Some(member) => matches(expected, member, &format!("{path}.{name}"), wrong),
                    None if expected == "<absent>" => {}
                    None => wrong.push(format!("{path}.{name} is missing")),
                }
            }
        }
        (Value::Array(expected), Value::Array(items)) if fits(expected, items) => {
            let expected = expected.iter().filter(|item| *item != "<more>");
            for (index, (expected, item)) in expected.zip(items).enumerate() {
                matches(expected, item, &format!("{path}[{index}]"), wrong);
            }
        }
        // 750 and 750.0 are one number.
        (Value::Number(expected), Value::Number(number)) if expected.as_f64() == number.as_f64() => {}
        _ if expected == got => {}
        _ => differs(wrong, path, expected, got),
    }
}

fn refused(evidence: &Evidence<'_>, expected: &ExpectedError, error: &SaidError, wrong: &mut Vec<String>) {
    let mut same = |what: &str, expected: Option<&str>, got: Option<&str>| {
        if expected != got {
            differs(wrong, what, expected, got);
        }
    };
    same("kind", Some(&expected.kind), error.kind.as_deref());
    same("code", expected.code.as_deref(), error.code.as_deref());
    same("outcome", Some(&expected.outcome), error.outcome.as_deref());
    same("fault", expected.fault.as_deref(), error.fault.as_deref());
    same("request_id", expected.request_id.as_deref(), error.request_id.as_deref());
    let last = evidence.intents.last().and_then(|intent| intent.key.clone());
    let key = expected.idempotency_key.clone().unwrap_or(last);
    same("idempotency_key", key.as_deref(), error.idempotency_key.as_deref());
    same("environment", expected.environment.as_deref(), error.environment.as_deref());
    if let Some(message) = &expected.message {
        same("message", Some(message), error.message.as_deref());
    }
    let hint = error.hint.as_deref().map_or(Value::Null, Value::from);
    for (what, expected, got) in [
        ("hint", &expected.hint, &hint),
        ("details", &expected.details, error.details.as_ref().unwrap_or(&Value::Null)),
        ("rate_limit", &expected.rate_limit, error.rate_limit.as_ref().unwrap_or(&Value::Null)),
    ] {
        if let Some(expected) = expected {
            matches(expected, got, what, wrong);
        }
    }
    if expected.status != error.status {
        differs(wrong, "status", expected.status, error.status);
    }
    if Some(expected.retryable) != error.retryable {
        differs(wrong, "retryable", expected.retryable, error.retryable);
    }
    let asked = match (expected.retry_after_ms, error.retry_after_ms) {
        (Some(range), Some(ms)) => range.holds(ms),
        (None, None) => true,
        _ => false,
    };
    if !asked {
        differs(wrong, "retry_after_ms", expected.retry_after_ms, error.retry_after_ms);
    }
    if let Some(fields) = &expected.fields {
        let named = error.details.as_ref().and_then(|details| details.get("fieldErrors")).and_then(Value::as_object);
        let mut named: Vec<&String> = named.map(|named| named.keys().collect()).unwrap_or_default();
        let mut fields: Vec<&String> = fields.iter().collect();
        named.sort();
        fields.sort();
        if named != fields {
            differs(wrong, "details.fieldErrors", fields, named);
        }
    }
    match (&expected.completed, &error.completed) {
        (Some(expected), Some(completed)) => matches(expected, completed, "completed", wrong),
        (None, None) => {}
        (expected, completed) => differs(wrong, "completed", expected, completed),
    }
}

/// How many attempts the call and its hook say there were.
fn attempts(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let sent = evidence.intents.last().map_or(0, |intent| intent.requests);
    let expected = evidence.expect.attempts.unwrap_or_else(|| u32::try_from(sent).unwrap_or(u32::MAX));
    if let Some(error) = &evidence.said.error
        && error.attempts != Some(expected)
    {
        differs(wrong, "attempts", expected, error.attempts);
    }
    // Steps before the last one made as many attempts as requests of theirs arrived.
    let before: usize = evidence.intents.iter().rev().skip(1).map(|intent| intent.requests).sum();
    let all = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(expected);
    for phase in ["started", "ended"] {
        let seen = evidence.said.events.iter().filter(|event| event.phase == phase).count();
        if u32::try_from(seen) != Ok(all) {
            differs(wrong, &format!("attempts that the hook was told have {phase}"), all, seen);
        }
    }
}

/// The hook is told of each attempt twice, in order, with the key that arrived.
fn events(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let mut left: Vec<&super::Intent> = evidence.intents.iter().collect();
    let mut attempt = 0;
    for pair in evidence.said.events.chunks(2) {
        let [started, ended] = pair else {
            wrong.push(format!("the hook was told of a start without an end: {pair:?}"));
            return;
        };
        if started.attempt == 1 && attempt > 0 && left.len() > 1 {
            left.remove(0);
            attempt = 0;
        }
        attempt += 1;
        let Some(intent) = left.first() else { return };
        for (event, phase) in [(started, "started"), (ended, "ended")] {
            let told = (&*event.phase, event.attempt, &*event.operation, event.idempotency_key.as_deref());
            let expected = (phase, attempt, &*intent.operation, intent.key.as_deref());
            if told != expected {
                differs(wrong, "the hook", expected, told);
            }
        }
        if started.outcome.is_some() || ended.outcome.is_none() {
            wrong.push(format!("the hook was told something odd: {pair:?}"));
        }
    }
}
