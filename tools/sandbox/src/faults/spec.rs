//! Faults as one line of text, the same for the command line, the control endpoint and the `x-sandbox-fault` header.
//!
//! ```text
//! spec = rule *( ";" rule )
//! rule = part *( "," part )
//! part = name [ "=" value ]          value with , ; or " in it: "…", where \" and \\ stand for " and \
//! ```
//!
//! The table of parts stands in `docs/sandbox.md`. A spec that begins with `{` or `[` is JSON: one [`FaultRule`] or a list.

use super::units;
use super::{FaultAction, FaultRule, InvalidFault};

/// Reads a spec: one rule or several, as text or as JSON.
///
/// ```
/// use payseal_sandbox::parse_faults;
///
/// let rules = parse_faults("op=create_checkout_intent, latency=50ms, status=429, retry-after=2, times=3; reset=after-commit").unwrap();
/// assert_eq!((rules.len(), rules[0].latency_ms, rules[0].times), (2, 50, Some(3)));
/// let error = parse_faults("reset=often").unwrap_err().to_string();
/// assert_eq!(error, "invalid fault: reset=often: use before-commit, head, half-body or after-commit");
/// ```
///
/// # Errors
/// The part that cannot be read, and what to write instead.
pub fn parse_faults(spec: &str) -> Result<Vec<FaultRule>, InvalidFault> {
    let text = spec.trim();
    let rules = if text.starts_with('{') {
        vec![serde_json::from_str(text).map_err(json_error)?]
    } else if text.starts_with('[') {
        serde_json::from_str::<Vec<FaultRule>>(text).map_err(json_error)?
    } else {
        rules(text)?.into_iter().map(rule).collect::<Result<_, _>>()?
    };
    rules.iter().try_for_each(FaultRule::check)?;
    Ok(rules)
}

fn json_error(error: serde_json::Error) -> InvalidFault {
    InvalidFault(error.to_string())
}

#[derive(Debug, Default)]
struct Part {
    name: String,
    value: Option<String>,
}

impl Part {
    fn refuse<T>(&self, why: impl std::fmt::Display) -> Result<T, InvalidFault> {
        let shown = match &self.value {
            Some(value) => format!("{}={value}", self.name),
            None => self.name.clone(),
        };
        Err(InvalidFault(format!("{shown}: {why}")))
    }

    fn value(&self, example: &str) -> Result<&str, InvalidFault> {
        match self.value.as_deref() {
            Some(value) if !value.is_empty() => Ok(value),
            _ => self.refuse(format_args!("a value is missing; write {}={example}", self.name)),
        }
    }

    fn read<'a, T>(&'a self, example: &str, read: impl FnOnce(&'a str) -> Option<T>) -> Result<T, InvalidFault> {
        match read(self.value(example)?) {
            Some(value) => Ok(value),
            None => self.refuse(format_args!("cannot be read; write for example {}={example}", self.name)),
        }
    }

    fn bare(&self) -> Result<(), InvalidFault> {
        if self.value.is_none() { Ok(()) } else { self.refuse(format_args!("takes no value; write {}", self.name)) }
    }
}

/// Cuts the text into rules and parts.
fn rules(text: &str) -> Result<Vec<Vec<Part>>, InvalidFault> {
    let mut rules = vec![Vec::new()];
    let mut part = String::new();
    let mut quoted: Option<String> = None;
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '"' if part.trim_end().ends_with('=') => {
                let mut value = String::new();
                loop {
                    match chars.next() {
                        Some('"') => break,
                        Some('\\') => value.extend(chars.next()),
                        Some(char) => value.push(char),
                        None => return Err(InvalidFault(format!("{part}\"{value}: the closing quote is missing"))),
                    }
                }
                quoted = Some(value);
            }
            ',' | ';' => {
                push(&mut rules, &mut part, &mut quoted)?;
                if char == ';' {
                    rules.push(Vec::new());
                }
            }
            char if quoted.is_some() && !char.is_whitespace() => {
                return Err(InvalidFault(format!("{part}\"…\"{char}: after a quoted value comes , or ;")));
            }
            char => part.push(char),
        }
    }
    push(&mut rules, &mut part, &mut quoted)?;
    Ok(rules)
}

fn push(rules: &mut [Vec<Part>], part: &mut String, quoted: &mut Option<String>) -> Result<(), InvalidFault> {
    let text = std::mem::take(part);
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidFault("a part is empty; write for example status=503, times=2".into()));
    }
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name.trim(), Some(quoted.take().unwrap_or_else(|| value.trim().to_owned()))),
        None => (text, None),
    };
    if let Some(rule) = rules.last_mut() {
        rule.push(Part { name: name.to_owned(), value });
    }
    Ok(())
}

/// What the parts of one rule add up to, before it is known whether they fit together.
#[derive(Default)]
struct Parts {
    main: Option<(Part, Main)>,
    status: Option<u16>,
    retry_after: Option<String>,
    body: Option<String>,
    content_type: Option<String>,
}

enum Main {
    /// An action that is complete.
    Whole(FaultAction),
    NotJson,
    Big(usize),
    Redirect(String),
}

const NAMES: &str = "op, on, method, path, nth, times, p, latency, skew, after-commit, status, retry-after, body, content-type, \
                     reset, truncate, drip, big, not-json, redirect, empty, no-answer";

fn rule(parts: Vec<Part>) -> Result<FaultRule, InvalidFault> {
    let mut rule = FaultRule::nothing();
    let mut answer = Parts::default();
    for part in parts {
        let whole = match part.name.as_str() {
            "op" => {
                rule.operation = Some(part.value("create_checkout_intent")?.to_owned());
                None
            }
            "on" => {
                let (method, path) = part.read("POST /transactions/checkout-intent", |text| text.split_once(' '))?;
                rule.method = Some(method.to_owned());
                rule.path_suffix = Some(path.trim().to_owned());
                None
            }
            "method" => {
                rule.method = Some(part.value("POST")?.to_owned());
                None
            }
            "path" => {
                rule.path_suffix = Some(part.value("/clients")?.to_owned());
                None
            }
            "nth" => {
                rule.nth = part.read("3", |text| text.parse().ok())?;
                None
            }
            "times" if part.value.as_deref() == Some("always") => {
                rule.times = None;
                None
            }
            "times" => {
                rule.times = Some(part.read("2 (or always)", |text| text.parse().ok())?);
                None
            }
            "p" => {
                rule.p = part.read("0.25", |text| text.parse().ok())?;
                None
            }
            "latency" => {
                rule.latency_ms = part.read("200ms", units::duration_ms)?;
                None
            }
            "skew" => {
                rule.skew_s = part.read("-300s", units::signed_s)?;
                None
            }
            "after-commit" => {
                part.bare()?;
                rule.after_commit = true;
                None
            }
            "status" => {
                answer.status = Some(part.read("503", |text| text.parse().ok())?);
                None
            }
            "retry-after" => {
                answer.retry_after = Some(part.value("2")?.to_owned());
                None
            }
            "body" => {
                answer.body = Some(part.value.clone().unwrap_or_default());
                None
            }
            "content-type" => {
                answer.content_type = Some(part.value("text/html")?.to_owned());
                None
            }
            _ => Some(main(&part)?),
        };
        if let Some(main) = whole {
            if let Some((first, _)) = &answer.main {
                let why = format!("the rule has {} already; begin another rule with ;", first.name);
                return part.refuse(why);
            }
            answer.main = Some((part, main));
        }
    }
    rule.action = action(answer)?;
    if rule.action.is_none() && rule.latency_ms == 0 && rule.skew_s == 0 {
        return Err(InvalidFault("a rule does nothing; add what goes wrong, for example status=503".into()));
    }
    Ok(rule)
}

fn main(part: &Part) -> Result<Main, InvalidFault> {
    let whole = |action| part.bare().map(|()| Main::Whole(action));
    match part.name.as_str() {
        "reset" => match part.value.as_deref() {
            Some("before-commit") => Ok(Main::Whole(FaultAction::ResetBeforeCommit)),
            Some("head") => Ok(Main::Whole(FaultAction::ResetAfterHead)),
            Some("half-body") => Ok(Main::Whole(FaultAction::ResetMidBody)),
            Some("after-commit") => Ok(Main::Whole(FaultAction::ResetAfterCommit)),
            _ => part.refuse("use before-commit, head, half-body or after-commit"),
        },
        "truncate" => whole(FaultAction::TruncateBody),
        "empty" => whole(FaultAction::Empty),
        "no-answer" => whole(FaultAction::NoAnswer),
        "drip" => part.read("16/50ms (bytes/pause)", |text| {
            let (piece, pause) = text.split_once('/')?;
            let (piece_bytes, pause_ms) = (units::bytes(piece)?, units::duration_ms(pause)?);
            Some(Main::Whole(FaultAction::SlowBody { piece_bytes, pause_ms }))
        }),
        "big" if part.value.is_none() => Ok(Main::Big(10_000_000)),
        "big" => part.read("10MB", units::bytes).map(Main::Big),
        "not-json" => part.bare().map(|()| Main::NotJson),
        "redirect" => part.value("https://elsewhere.example/").map(|to| Main::Redirect(to.to_owned())),
        _ => part.refuse(format_args!("there is no such part; there are {NAMES}")),
    }
}

fn action(answer: Parts) -> Result<Option<FaultAction>, InvalidFault> {
    let Parts { main, status, retry_after, body, content_type } = answer;
    let Some((part, main)) = main else {
        // Retry-After alone means the status that it belongs to.
        let status = match (status, &retry_after) {
            (None, Some(_)) => Some(429),
            (given, _) => given,
        };
        return match status {
            Some(status) => Ok(Some(FaultAction::Status { status, retry_after, body, content_type })),
            None if body.is_some() || content_type.is_some() => {
                Err(InvalidFault("body and content-type belong to a status; add for example status=503".into()))
            }
            None => Ok(None),
        };
    };
    if body.is_some() || content_type.is_some() {
        return part.refuse("body and content-type go with status only");
    }
    match main {
        Main::NotJson => Ok(Some(FaultAction::Status {
            status: status.unwrap_or(502),
            retry_after,
            body: Some("<html><body><h1>Bad Gateway</h1></body></html>".into()),
            content_type: Some("text/html".into()),
        })),
        _ if retry_after.is_some() => part.refuse("retry-after goes with status and not-json only"),
        Main::Big(bytes) => Ok(Some(FaultAction::BigError { bytes, status: status.unwrap_or(500) })),
        Main::Redirect(to) => Ok(Some(FaultAction::Redirect { to, status: status.unwrap_or(307) })),
        Main::Whole(_) if status.is_some() => part.refuse("has no status; leave status out"),
        Main::Whole(action) => Ok(Some(action)),
    }
}
