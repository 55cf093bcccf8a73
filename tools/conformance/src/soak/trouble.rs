//! What goes wrong with every fifth request, and what a client can know after it. Data, and the oracle that follows from it.
//!
//! The faults are those of `docs/sandbox.md`; what a client makes of them stands in `docs/retries.md`, and here once more in
//! the judge's own words.

use anyhow::Context;
use payseal_sandbox::{FaultRule, parse_faults};

/// What an attempt tells the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The partner's own answer.
    Served,
    /// Nothing that says whether it happened.
    Lost,
    /// That it did not happen.
    Denied,
    /// An answer that comes after the client's patience with this attempt is over, or just before it.
    Late,
}

/// One way for a request to go wrong.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// In the words of the sandbox; `${elsewhere}` is where redirects lead.
    pub(crate) text: &'static str,
    pub(crate) seen: Seen,
    /// Whether the client tries again by itself.
    pub(crate) again: bool,
    /// How often, among the others.
    weight: u64,
}

/// The client's time for one attempt. Short, because a fault without an answer costs all of it.
pub(crate) const ATTEMPT_TIMEOUT_MS: u64 = 1_500;

/// How long after its arrival the slowest request may still commit.
pub(crate) const SLOWEST_MS: u64 = 1_900;

const fn row(text: &'static str, seen: Seen, again: bool, weight: u64) -> Trouble {
    Trouble { text, seen, again, weight }
}

use Seen::{Denied, Late, Lost, Served};

/// All of them.
pub(crate) const TROUBLES: &[Trouble] = &[
    row("latency=20ms", Served, false, 8),
    row("drip=64/1ms", Served, false, 6),
    row("latency=1900ms", Late, true, 2),
    row("no-answer", Lost, true, 2),
    row("no-answer, after-commit", Lost, true, 2),
    row("reset=before-commit", Lost, true, 8),
    row("reset=after-commit", Lost, true, 12),
    row("reset=head", Lost, true, 6),
    row("reset=half-body", Lost, true, 6),
    row("truncate", Lost, true, 6),
    row("status=500", Lost, true, 6),
    row("status=502, after-commit", Lost, true, 6),
    row("status=503", Lost, true, 6),
    row("status=503, after-commit", Lost, true, 8),
    row("status=504, after-commit", Lost, true, 4),
    row("status=503, retry-after=1", Lost, true, 1),
    row("status=503, retry-after=90", Lost, false, 2),
    row("status=501", Lost, false, 3),
    row("status=408", Lost, true, 4),
    row("not-json", Lost, true, 4),
    row("big=200KB", Lost, true, 2),
    row("empty", Lost, false, 3),
    row("empty, after-commit", Lost, false, 4),
    row("status=200, body=<html>welcome</html>, content-type=text/html, after-commit", Lost, false, 4),
    row("redirect=${elsewhere}", Lost, false, 4),
    row("status=425", Denied, true, 4),
    row("status=429", Denied, true, 6),
    row("retry-after=1", Denied, true, 1),
    row("retry-after=86400", Denied, false, 3),
    row("status=400", Denied, false, 4),
    row("status=402", Denied, false, 3),
    row("status=409", Denied, false, 3),
];

impl Trouble {
    /// Whether the head of the partner's own answer comes, and what follows does not: a head that says no is a no.
    pub(crate) fn shows_the_head(&self) -> bool {
        ["reset=head", "reset=half-body", "truncate"].contains(&self.text)
    }

    pub(crate) fn weight(&self) -> u64 {
        self.weight
    }

    /// The sandbox's rule.
    pub(crate) fn rule(&self, elsewhere: &str) -> anyhow::Result<FaultRule> {
        let mut rules = parse_faults(&self.text.replace("${elsewhere}", elsewhere))?;
        rules.pop().with_context(|| format!("{:?} is no rule", self.text))
    }
}

/// What an honest client says after a call whose attempts meet these, one after the other; after the last of them nothing
/// goes wrong any more.
pub(crate) fn honest_outcome(met: &[Option<usize>], max_retries: usize) -> &'static str {
    let mut lost = false;
    for attempt in 0..=max_retries {
        let trouble = met.get(attempt).copied().flatten().and_then(|at| TROUBLES.get(at));
        let Some(trouble) = trouble.filter(|trouble| trouble.seen != Served) else { return "ok" };
        lost |= trouble.seen != Denied;
        if !trouble.again {
            break;
        }
    }
    if lost { "unknown" } else { "refused" }
}

#[cfg(test)]
pub(crate) fn named(text: &str) -> usize {
    TROUBLES.iter().position(|trouble| trouble.text == text).expect("a trouble of the table")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_fault_of_the_sandbox() {
        for trouble in TROUBLES {
            trouble.rule("http://127.0.0.1:9/").expect(trouble.text);
            assert!(trouble.weight > 0, "{}", trouble.text);
        }
    }

    #[test]
    fn what_honest_clients_say() {
        for (met, outcome) in [
            (&[][..], "ok"),
            (&["latency=20ms"], "ok"),
            (&["reset=after-commit"], "ok"),
            (&["status=400"], "refused"),
            (&["status=429", "status=429", "status=429"], "refused"),
            (&["status=429", "status=503", "status=429"], "unknown"),
            (&["reset=after-commit", "status=400"], "unknown"),
            (&["status=501"], "unknown"),
            (&["empty"], "unknown"),
        ] {
            let met: Vec<_> = met.iter().map(|text| Some(named(text))).collect();
            assert_eq!(honest_outcome(&met, 2), outcome, "{met:?}");
        }
    }
}
