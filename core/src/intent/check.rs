//! The fields of a canonical body: found in one pass, checked by the operation's rules, and put where they travel.
//!
//! Only what the partner can never accept is refused here, in the words and the shape of the server's own 400.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::key::{IntentKey, fixed_key};
use crate::error::Error;
use crate::json;
use crate::operation::{DefaultKey, Field, Model, Operation, Place, Replay, Rule};

/// What may stand unescaped in a path segment or a query value (RFC 3986 §2.3, unreserved).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encodes one path segment, query name or query value.
pub(super) fn escape(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ESCAPED)
}

/// More fields than any operation has; a test holds every description against it.
pub(super) const MAX_FIELDS: usize = 48;

/// The raw JSON text of each field, by its position in the model. No allocation.
pub(super) struct Members<'a> {
    model: &'static [Field],
    raw: [Option<&'a str>; MAX_FIELDS],
}

impl<'a> Members<'a> {
    pub(super) fn read(model: &Model, body: &'a [u8]) -> Result<Self, Error> {
        let mut members = Self { model: model.fields, raw: [None; MAX_FIELDS] };
        let refuse = |error| Error::validation(&[("body", format!("Expected one JSON object: {error}"))]);
        for (name, raw) in json::members(body).map_err(refuse)? {
            if let Some(index) = members.model.iter().position(|field| field.name == name)
                && let Some(slot) = members.raw.get_mut(index)
            {
                *slot = Some(raw);
            }
        }
        Ok(members)
    }

    fn each(&self) -> impl Iterator<Item = (&'static Field, Option<&'a str>)> + '_ {
        self.model.iter().zip(self.raw.iter().copied())
    }

    fn raw_of(&self, name: &str) -> Option<&'a str> {
        self.each().find(|(field, _)| field.name == name).and_then(|(_, raw)| raw)
    }

    /// The text of a field, if it is one.
    pub(super) fn text_of(&self, name: &str) -> Option<Cow<'a, str>> {
        self.raw_of(name).and_then(text)
    }

    /// What a second attempt does, given what the fields say.
    pub(super) fn replay(&self, operation: &Operation) -> Replay {
        match operation.safe_when {
            Some(safe) if self.text_of(safe.field).is_some_and(|text| safe.values.contains(&&*text)) => Replay::Safe,
            Some(_) | None => operation.replay,
        }
    }

    /// Refuses what breaks a rule, all fields at once.
    pub(super) fn check(&self, operation: &Operation) -> Result<(), Error> {
        let mut problems: Vec<(&str, String)> = Vec::new();
        if operation.changes_something && self.first_in_body().is_none() {
            problems.push(("body", "At least one field to change is required".to_owned()));
        }
        for (field, raw) in self.each().filter(|(field, _)| field.place != Place::Payload) {
            if let Some(problem) = problem(field, raw) {
                problems.push((field.name, problem));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::validation(&problems)) }
    }

    /// The idempotency key: the caller's, or the operation's default.
    pub(super) fn key(&self, default: DefaultKey, given: Option<&str>) -> Result<IntentKey, Error> {
        // Where the body repeats the key, the two must be one.
        let in_body = self.text_of("idempotency_key").filter(|_| default != DefaultKey::None);
        if let (Some(header), Some(body)) = (given, &in_body)
            && header != &**body
        {
            let why = "The key in the body is not the one in the header; give it once, or the same twice".to_owned();
            return Err(Error::validation(&[("idempotency_key", why)]));
        }
        let changed = self.first_in_body().unwrap_or("nothing");
        let text_of = |field| match self.text_of(field) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(Error::validation(&[(field, "Required: a text of at least 1 character".to_owned())])),
        };
        fixed_key(default, given.or(in_body.as_deref()), text_of, changed)
    }

    /// The first body field that is set.
    fn first_in_body(&self) -> Option<&'static str> {
        self.each().find(|(field, raw)| field.place == Place::Body && raw.is_some()).map(|(field, _)| field.name)
    }

    /// Path parameters and query, percent-encoded.
    pub(super) fn path(&self, operation: &Operation) -> Result<Cow<'static, str>, Error> {
        let mut path = Cow::Borrowed(operation.path);
        let mut separator = '?';
        let in_url = |field: &Field| matches!(field.place, Place::Path | Place::Query);
        for (field, raw) in self.each().filter(|(field, _)| in_url(field)) {
            let value = match raw {
                Some(raw) if raw != "null" => text(raw).unwrap_or(Cow::Borrowed(raw)),
                _ if field.place == Place::Path => Cow::Borrowed(""),
                _ => continue,
            };
            let escaped = escape(&value);
            if field.place == Place::Path {
                if matches!(&*value, "" | "." | "..") {
                    let why = "Required: a text that is not empty, `.` or `..`, because it becomes part of the path";
                    return Err(Error::validation(&[(field.name, why.to_owned())]));
                }
                path = Cow::Owned(path.replace(&format!("{{{}}}", field.name), &escaped.to_string()));
            } else {
                let path = path.to_mut();
                path.push(separator);
                path.push_str(field.name);
                path.push('=');
                path.extend(escaped);
                separator = '&';
            }
        }
        Ok(path)
    }

    /// The body of an operation whose other fields travel in the path or the query.
    pub(super) fn body_only(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(super::BODY_CAPACITY);
        body.push(b'{');
        for (field, raw) in self.each() {
            let (Place::Body, Some(raw)) = (field.place, raw) else { continue };
            if body.len() > 1 {
                body.push(b',');
            }
            // Field names are plain ASCII identifiers: a test holds every description against it.
            body.push(b'"');
            body.extend_from_slice(field.name.as_bytes());
            body.extend_from_slice(b"\":");
            body.extend_from_slice(raw.as_bytes());
        }
        body.push(b'}');
        body
    }
}

/// The text of a raw JSON string, lone surrogates replaced by U+FFFD; `None` when it is no string.
fn text(raw: &str) -> Option<Cow<'_, str>> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !inside.contains('\\') {
        return Some(Cow::Borrowed(inside));
    }
    match json::parse(raw.as_bytes()) {
        Ok(json::Value::String(text)) => Some(Cow::Owned(text.to_string_lossy().into_owned())),
        _ => None,
    }
}

/// What is wrong with one field, in the server's words.
fn problem(field: &Field, raw: Option<&str>) -> Option<String> {
    let Some(raw) = raw.filter(|raw| field.required || *raw != "null") else {
        return field.required.then(|| "Required".to_owned());
    };
    match field.rule {
        Rule::Any => None,
        Rule::NonEmpty if !raw.starts_with('"') => Some(format!("Expected string, received {}", type_name(raw))),
        Rule::NonEmpty => (raw.len() <= 2).then(|| "String must contain at least 1 character(s)".to_owned()),
        Rule::Positive => match raw.parse::<f64>() {
            Ok(number) if number.is_finite() => (number <= 0.0).then(|| "Number must be greater than 0".to_owned()),
            _ if raw == "null" => {
                Some("Expected number, received null (what NaN and Infinity become in JSON)".to_owned())
            }
            _ => Some(format!("Expected number, received {}", type_name(raw))),
        },
        Rule::NonEmptyList if !raw.starts_with('[') => Some(format!("Expected array, received {}", type_name(raw))),
        // What is canonical has no white space, so an empty list has no other form.
        Rule::NonEmptyList => (raw == "[]").then(|| "Array must contain at least 1 element(s)".to_owned()),
        Rule::Whole(from, to) => {
            let fits = raw.parse::<i64>().is_ok_and(|number| (from..=to).contains(&number));
            (!fits).then(|| format!("Expected a whole number from {from} to {to}"))
        }
        Rule::Descriptor => {
            let fits = text(raw).is_some_and(|text| {
                (1..=22).contains(&text.len())
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'_' | b'.'))
            });
            (!fits).then(|| "Must be 1 to 22 characters: letters, digits, space, hyphen, underscore, dot".to_owned())
        }
    }
}

/// The JSON type of a raw value, as the server's messages name it.
fn type_name(raw: &str) -> &'static str {
    match raw.as_bytes().first() {
        Some(b'"') => "string",
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b't' | b'f') => "boolean",
        Some(b'n') => "null",
        _ => "number",
    }
}
