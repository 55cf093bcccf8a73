//! No secret in any output: credentials, and what answers hold for the buyer's eyes only.

use serde_json::Value;

use super::Credentials;

/// Texts that may stand nowhere but in the value that was returned.
#[derive(Clone, Debug, Default)]
pub struct Secrets(Vec<String>);

/// Shorter texts stand in any output by chance.
const SHORTEST: usize = 8;

impl Secrets {
    /// The client's credentials.
    #[must_use]
    pub fn of(credentials: &Credentials) -> Self {
        let mut secrets = Self::default();
        for text in [&credentials.api_key, &credentials.hmac_secret, &credentials.bearer_token] {
            secrets.add(text);
        }
        secrets
    }

    /// One more.
    pub fn add(&mut self, text: &str) {
        if text.len() >= SHORTEST && !self.0.iter().any(|known| known == text) {
            self.0.push(text.to_owned());
        }
    }

    /// All of another.
    pub fn add_all(&mut self, others: Self) {
        others.0.iter().for_each(|text| self.add(text));
    }

    /// The secret members of a value that came back.
    pub fn add_members(&mut self, names: &[String], value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(text) if names.contains(name) => self.add(text),
                        other => self.add_members(names, other),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_members(names, item)),
            _ => {}
        }
    }

    /// What is found in a text, as lines that do not repeat the secret whole.
    #[must_use]
    pub fn found_in(&self, place: &str, text: &str) -> Vec<String> {
        self.0
            .iter()
            .filter_map(|secret| {
                let at = text.find(secret.as_str())?;
                let before = &text[text.floor_char_boundary(at.saturating_sub(60))..at];
                let begin = &secret[..secret.ceil_char_boundary(4)];
                Some(format!("a secret ({begin}…) stands in {place}, after {before:?}"))
            })
            .collect()
    }

    /// The same for a runner's answer line, whose returned value may hold secrets.
    #[must_use]
    pub fn found_in_answer(&self, line: &str) -> Vec<String> {
        let without_value = match serde_json::from_str(line) {
            Ok(Value::Object(mut members)) => {
                members.remove("ok");
                Value::Object(members).to_string()
            }
            _ => line.to_owned(),
        };
        self.found_in("standard output", &without_value)
    }
}
