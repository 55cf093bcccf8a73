//! The secrets that may have signed: those given, the others that are known, and what mistakes make of them.

use super::Explainer;
use super::answer::NotTried;
use super::mistake::Mistakes;
use super::secrets::{API_KEY, OLD, OTHER_ENVIRONMENT, TABLE};
use crate::secret::Secret;
use crate::sign::SigningKey;

/// A secret, hashed, and the mistakes that make it, the fewest and the likeliest first.
pub(super) struct Key {
    pub key: SigningKey,
    pub ways: Vec<KeyWay>,
    secret: Secret,
}

/// Mistakes, and of which of the secrets given.
pub(super) struct KeyWay {
    pub mistakes: Mistakes,
    pub index: Option<usize>,
}

impl Key {
    /// The fewest mistakes that make it.
    pub(super) fn least(&self) -> usize {
        self.ways.first().map_or(0, |way| way.mistakes.len())
    }
}

/// Those of fewer mistakes come first; made when they are needed.
pub(super) struct Keys {
    pub list: Vec<Key>,
    next_level: usize,
}

impl Keys {
    pub(super) fn new() -> Self {
        Self { list: Vec::new(), next_level: 0 }
    }

    /// Adds all secrets of up to so many mistakes.
    pub(super) fn grow(&mut self, explainer: &Explainer, mistakes: usize) {
        while self.next_level <= mistakes {
            match self.next_level {
                0 => self.given(explainer),
                1 => self.singles(explainer),
                _ => self.doubles(explainer),
            }
            self.next_level += 1;
        }
    }

    fn given(&mut self, explainer: &Explainer) {
        for (index, secret) in explainer.secrets.iter().enumerate() {
            self.add(Vec::new(), secret.clone(), Some(index));
        }
    }

    fn singles(&mut self, explainer: &Explainer) {
        for (mistake, secret) in &explainer.others {
            self.add(vec![*mistake], secret.clone(), None);
        }
        for (index, secret) in explainer.secrets.iter().enumerate() {
            for row in TABLE {
                if let Some(changed) = row.apply(secret) {
                    self.add(vec![&row.mistake], changed, Some(index));
                }
            }
        }
    }

    fn doubles(&mut self, explainer: &Explainer) {
        for (index, secret) in explainer.secrets.iter().enumerate() {
            for first in TABLE {
                let Some(changed) = first.apply(secret) else { continue };
                for second in TABLE {
                    if let Some(twice) = second.apply(&changed) {
                        self.add(vec![&first.mistake, &second.mistake], twice, Some(index));
                    }
                }
            }
        }
        for (mistake, secret) in &explainer.others {
            for row in TABLE {
                if let Some(changed) = row.apply(secret) {
                    self.add(vec![*mistake, &row.mistake], changed, None);
                }
            }
        }
    }

    fn add(&mut self, mistakes: Mistakes, secret: Secret, index: Option<usize>) {
        // An ordinary comparison: all of these are the developer's own, and nobody else waits for the answer.
        match self.list.iter_mut().find(|known| known.secret.expose() == secret.expose()) {
            // Two mistakes that take each other back are none.
            Some(known)
                if known.least() == 0 && !mistakes.is_empty() && known.ways.iter().any(|way| way.index == index) => {}
            Some(known) => known.ways.push(KeyWay { mistakes, index }),
            None => {
                if let Ok(key) = SigningKey::try_from(&secret) {
                    self.list.push(Key { key, ways: vec![KeyWay { mistakes, index }], secret });
                }
            }
        }
    }
}

/// What of the table cannot be tried with these secrets.
pub(super) fn not_tried(explainer: &Explainer, out: &mut Vec<NotTried>) {
    for (mistake, why) in [
        (&API_KEY, "the API key was not given"),
        (&OLD, "no old secret was given"),
        (&OTHER_ENVIRONMENT, "no secret of the other environment was given"),
    ] {
        if !explainer.others.iter().any(|(given, _)| given.id == mistake.id) {
            out.push(NotTried { what: mistake.id, why });
        }
    }
    if explainer.secrets.is_empty() {
        out.push(NotTried { what: "secret.", why: "no secret was given" });
    }
}
