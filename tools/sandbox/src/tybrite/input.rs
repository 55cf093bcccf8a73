//! Request bodies: JSON to typed input, with 400 `invalid_request` about the field that is wrong.
//!
//! Decided here: unknown fields are ignored; `null` stands for absent only where the contract says so; a body must say that it
//! is JSON.

use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::answer::Refusal;
use super::ids::is_uuid;

/// A JSON object's members.
pub(crate) struct Input(Map<String, Value>);

type Read<T> = Result<T, Refusal>;

impl Input {
    pub(crate) fn parse(headers: &HeaderMap, body: &[u8]) -> Read<Self> {
        if essence(headers) != "application/json" {
            return Err(Refusal::invalid("Content-Type must be application/json"));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(Refusal::invalid("The request body must be a JSON object")),
            Err(error) => {
                Err(Refusal::invalid("The request body is not valid JSON").with("details", error.to_string()))
            }
        }
    }

    /// Like [`Self::parse`], but no body at all is an empty object.
    pub(crate) fn parse_optional(headers: &HeaderMap, body: &[u8]) -> Read<Self> {
        if body.is_empty() { Ok(Self(Map::new())) } else { Self::parse(headers, body) }
    }

    pub(crate) fn of(members: Map<String, Value>) -> Self {
        Self(members)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Makes `null` the same as absent for these fields.
    pub(crate) fn nullable(mut self, names: &[&str]) -> Self {
        self.0.retain(|name, value| !(value.is_null() && names.contains(&name.as_str())));
        self
    }

    pub(crate) fn text(&self, name: &str) -> Read<Option<String>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(wrong(name, "a string")),
        }
    }

    pub(crate) fn required_text(&self, name: &str) -> Read<String> {
        match self.text(name)? {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(missing(name)),
        }
    }

    pub(crate) fn number(&self, name: &str) -> Read<Option<f64>> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => value.as_f64().map(Some).ok_or_else(|| wrong(name, "a number")),
        }
    }

    pub(crate) fn required_number(&self, name: &str) -> Read<f64> {
        self.number(name)?.ok_or_else(|| missing(name))
    }

    pub(crate) fn boolean(&self, name: &str) -> Read<Option<bool>> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => value.as_bool().map(Some).ok_or_else(|| wrong(name, "a boolean")),
        }
    }

    pub(crate) fn object(&self, name: &str) -> Read<Option<Map<String, Value>>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(members.clone())),
            Some(_) => Err(wrong(name, "an object")),
        }
    }

    pub(crate) fn array(&self, name: &str) -> Read<Option<&[Value]>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(_) => Err(wrong(name, "an array")),
        }
    }

    pub(crate) fn texts(&self, name: &str) -> Read<Option<Vec<String>>> {
        let Some(items) = self.array(name)? else { return Ok(None) };
        let texts = items.iter().map(|item| item.as_str().map(ToOwned::to_owned)).collect::<Option<Vec<_>>>();
        texts.map(Some).ok_or_else(|| wrong(name, "an array of strings"))
    }

    pub(crate) fn uuid(&self, name: &str) -> Read<Option<String>> {
        match self.text(name)? {
            Some(text) if !is_uuid(&text) => Err(wrong(name, "a uuid")),
            read => Ok(read),
        }
    }

    /// One of a closed list.
    pub(crate) fn choice(&self, name: &str, known: &[&str]) -> Read<Option<String>> {
        match self.text(name)? {
            Some(text) if !known.contains(&text.as_str()) => {
                let message = format!("Invalid {name} value");
                Err(Refusal::field(name, message).hint(format!("Allowed values: {}", known.join(", "))))
            }
            read => Ok(read),
        }
    }

    /// An email address that could exist.
    pub(crate) fn email(&self, name: &str) -> Read<Option<String>> {
        match self.text(name)? {
            Some(text) if !is_email(&text) => Err(wrong(name, "an email address")),
            read => Ok(read),
        }
    }

    /// An absolute `http` or `https` address.
    pub(crate) fn uri(&self, name: &str) -> Read<Option<String>> {
        match self.text(name)? {
            Some(text) if !is_url(&text) => Err(wrong(name, "an absolute http(s) URL")),
            read => Ok(read),
        }
    }

    /// RFC 3339, as far as its form goes.
    pub(crate) fn date_time(&self, name: &str) -> Read<Option<String>> {
        match self.text(name)? {
            Some(text) if !is_date_time(&text) => Err(wrong(name, "a date-time such as 2026-06-20T11:37:56Z")),
            read => Ok(read),
        }
    }
}

pub(crate) fn missing(name: &str) -> Refusal {
    Refusal::field(name, format!("{name} is required"))
}

pub(crate) fn wrong(name: &str, expected: &str) -> Refusal {
    Refusal::field(name, format!("{name} must be {expected}"))
}

/// The media type without its parameters, in lower case.
pub(crate) fn essence(headers: &HeaderMap) -> String {
    let stated = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub(crate) fn is_url(text: &str) -> bool {
    text.parse::<hyper::Uri>()
        .is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some())
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !text.contains(char::is_whitespace)
            && !host.contains('@')
    })
}

fn is_date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let form = b"dddd-dd-ddTdd:dd:dd";
    let head = bytes.len() > form.len()
        && form.iter().zip(bytes).all(|(form, byte)| match form {
            b'd' => byte.is_ascii_digit(),
            b'T' => byte.eq_ignore_ascii_case(&b'T'),
            other => byte == other,
        });
    let Some(mut rest) = text.get(form.len()..).filter(|_| head) else { return false };
    if let Some(fraction) = rest.strip_prefix('.') {
        let end = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if end.len() == fraction.len() {
            return false;
        }
        rest = end;
    }
    let offset = |text: &str| {
        text.len() == 5
            && text.bytes().enumerate().all(|(at, byte)| if at == 2 { byte == b':' } else { byte.is_ascii_digit() })
    };
    rest.eq_ignore_ascii_case("z") || rest.strip_prefix(['+', '-']).is_some_and(offset)
}
