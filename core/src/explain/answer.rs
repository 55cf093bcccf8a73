//! What the explainer answers. Nothing in it is a secret, a signature or the body: texts from the catalogue, and counts.

use super::mistake::Mistake;
use crate::json::{Object, Value};

/// What became of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The signature is right as it is.
    Right,
    /// Known mistakes reproduce it: see the findings.
    Mistaken,
    /// None of the known mistakes does: see what was tried and what was not.
    Unexplained,
    /// There is no signature that could be explained: see the findings.
    NoSignature,
}

impl Verdict {
    /// The name every language uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Mistaken => "mistaken",
            Self::Unexplained => "unexplained",
            Self::NoSignature => "no_signature",
        }
    }
}

/// How many other ways to the same bytes are printed of a finding.
const MAX_SHOWN: usize = 6;

/// Mistakes that together reproduce the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// One mistake, or two, and what is wrong with the time in the header.
    pub mistakes: Vec<&'static Mistake>,
    /// Other mistakes that write the very same bytes, the fewest first: nothing that was received can tell them apart.
    pub same: Vec<Vec<&'static Mistake>>,
    /// With which of the secrets given, counted from 0; `None` with one that was given as another (the API key, an old one), or none.
    pub secret_index: Option<usize>,
}

impl Finding {
    /// The stable ids of the mistakes.
    #[must_use]
    pub fn ids(&self) -> Vec<&'static str> {
        ids(&self.mistakes)
    }

    /// Whether it names exactly these mistakes, in any order: as its own or as others that write the same bytes.
    #[must_use]
    pub fn names(&self, ids: &[&str]) -> bool {
        let mut wanted = ids.to_vec();
        wanted.sort_unstable();
        std::iter::once(&self.mistakes).chain(&self.same).any(|mistakes| {
            let mut ids = self::ids(mistakes);
            ids.sort_unstable();
            ids == wanted
        })
    }

    /// What happened: a sentence for each mistake.
    #[must_use]
    pub fn cause(&self) -> String {
        joined(self.mistakes.iter().map(|mistake| mistake.cause))
    }

    /// What to do: a sentence for each mistake.
    #[must_use]
    pub fn fix(&self) -> String {
        joined(self.mistakes.iter().map(|mistake| mistake.fix))
    }
}

/// A part of the catalogue that could not be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTried {
    /// The beginning of the ids it concerns, e.g. `secret.old`.
    pub what: &'static str,
    /// Why, and what to give so that it can be.
    pub why: &'static str,
}

/// What the explainer found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What became of the search.
    pub verdict: Verdict,
    /// One for each signature of the header that is explained, the simplest first.
    pub findings: Vec<Finding>,
    /// How many known mistakes were tried.
    pub mistakes_tried: usize,
    /// How many messages were hashed: the mistakes alone and in pairs.
    pub combinations_tried: usize,
    /// What was not tried, and why.
    pub not_tried: Vec<NotTried>,
}

impl Explanation {
    /// The same as JSON, for the bindings and the command line.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| {
                let mut object = Object::new();
                object.insert("ids", Value::from(finding.ids()));
                let same = finding.same.iter().map(|mistakes| Value::from(ids(mistakes))).collect();
                object.insert("same", Value::Array(same));
                object.insert("cause", finding.cause());
                object.insert("fix", finding.fix());
                let index = finding.secret_index.and_then(|index| u32::try_from(index).ok());
                object.insert("secret_index", Value::from(index));
                Value::Object(object)
            })
            .collect();
        let not_tried: Vec<Value> = self
            .not_tried
            .iter()
            .map(|part| Value::Object(Object::from([("what", part.what), ("why", part.why)])))
            .collect();
        let mut object = Object::new();
        object.insert("verdict", self.verdict.as_str());
        object.insert("findings", Value::Array(findings));
        object.insert("mistakes_tried", count(self.mistakes_tried));
        object.insert("combinations_tried", count(self.combinations_tried));
        object.insert("not_tried", Value::Array(not_tried));
        Value::Object(object)
    }
}

impl std::fmt::Display for Explanation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.verdict {
            Verdict::Right => writeln!(f, "The signature is right.")?,
            Verdict::Mistaken | Verdict::NoSignature => {}
            Verdict::Unexplained => {
                writeln!(
                    f,
                    "None of {} known mistakes matches, alone or in pairs ({} combinations): \
                     most likely another secret, or a body that was changed in a way of its own.",
                    self.mistakes_tried, self.combinations_tried
                )?;
            }
        }
        for (number, finding) in self.findings.iter().enumerate() {
            writeln!(f, "{}. {}", number + 1, finding.ids().join(" + "))?;
            writeln!(f, "   cause: {}", finding.cause())?;
            writeln!(f, "   fix:   {}", finding.fix())?;
            // Those that need more mistakes are left to programs.
            let shown = finding.same.iter().filter(|mistakes| mistakes.len() == finding.mistakes.len());
            for (number, mistakes) in shown.enumerate().take(MAX_SHOWN) {
                let lead = if number == 0 { "   same bytes:" } else { "              " };
                writeln!(f, "{lead} {}", ids(mistakes).join(" + "))?;
            }
        }
        if self.verdict == Verdict::Unexplained {
            for part in &self.not_tried {
                writeln!(f, "   not tried: {}: {}", part.what, part.why)?;
            }
        }
        Ok(())
    }
}

fn ids(mistakes: &[&'static Mistake]) -> Vec<&'static str> {
    mistakes.iter().map(|mistake| mistake.id).collect()
}

fn joined<'a>(sentences: impl Iterator<Item = &'a str>) -> String {
    sentences.collect::<Vec<_>>().join(" ")
}

fn count(number: usize) -> Value {
    Value::try_from(number as u64).unwrap_or_default()
}
