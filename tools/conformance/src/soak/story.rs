//! One intent's whole story, and what is wrong with it. Pure.
//!
//! A story is judged by what its requests met at the sandbox, what the runner said of each call, and what the ledger holds in
//! the end:
//!
//! 1. It has at most one effect, under its own key; exactly one when a call said `ok`; none when nothing but `refused` and
//!    `not_sent` was ever said of it.
//! 2. `ok` only when an answer could be seen, `refused` only when every attempt was denied, `not_sent` only when nothing
//!    arrived, `unknown` only when something was lost: an outcome that is too dark is a lie as well.
//! 3. Every request has its key and a valid signature, no call sends more often than `max_retries` permits, and nothing
//!    arrives after a call is over.
//!
//! A killed process says nothing, and its last request may arrive during a call after it; so may the request of a call that was
//! cancelled. Later calls are judged with that in mind: `leftover` is how many such requests there can be.

use std::fmt::Write as _;

use super::intent::Intent;
use super::trouble::{Seen, TROUBLES};

/// How many more attempts than one a call may make.
pub(crate) const MAX_RETRIES: usize = 2;

/// An intent and what became of it.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) intent: Intent,
    /// The intent whose answer this one needed.
    pub(crate) before: Option<Intent>,
    pub(crate) calls: Vec<Call>,
    pub(crate) arrivals: Vec<Arrival>,
}

/// One call of the runner.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) kill_after_us: Option<u64>,
    pub(crate) cancel_after_ms: Option<u64>,
    /// Whether nobody listened where it was sent.
    pub(crate) nobody_listens: bool,
    /// The key it was given; none: the client made it.
    pub(crate) given_key: Option<String>,
    /// How many requests had arrived when it began, and when it was over.
    pub(crate) from: usize,
    pub(crate) until: usize,
    /// None: the process was killed in the middle of it.
    pub(crate) told: Option<Told>,
}

/// What the runner said of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// `ok` or the error's outcome.
    pub(crate) outcome: String,
    pub(crate) attempts: usize,
    /// Whether the client saw a fault of the wire, or gave up waiting.
    pub(crate) wire_fault: bool,
    /// The id of what was made.
    pub(crate) id: Option<String>,
    /// In a line.
    pub(crate) text: String,
    /// What is wrong with the answer itself.
    pub(crate) wrong: Vec<String>,
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) at_ms: i64,
    /// A row of [`TROUBLES`].
    pub(crate) trouble: Option<usize>,
    pub(crate) key: Option<String>,
    pub(crate) signed: bool,
    /// Whether the partner's clock was too far from the time that was signed.
    pub(crate) stale: bool,
}

impl Arrival {
    fn seen(&self) -> Seen {
        match self.trouble.and_then(|at| TROUBLES.get(at)).map_or(Seen::Served, |trouble| trouble.seen) {
            // Refused for its signature, and nothing was done.
            Seen::Served if self.stale => Seen::Denied,
            seen => seen,
        }
    }
}

/// What the ledger holds of a story: keys, and how often something was committed under each.
pub(crate) type Effects = Vec<(String, u64)>;

impl Story {
    pub(crate) fn new(intent: Intent, before: Option<Intent>) -> Self {
        Self { intent, before, calls: Vec::new(), arrivals: Vec::new() }
    }

    /// What the requests of a call met, in order. The last requests of a killed process count as that call's.
    pub(crate) fn met(&self, call: &Call) -> Vec<Option<usize>> {
        let until = call.until.min(self.arrivals.len());
        self.arrivals[call.from.min(until)..until].iter().map(|arrival| arrival.trouble).collect()
    }

    /// Whether it is still open what happened.
    pub(crate) fn is_unresolved(&self) -> bool {
        let said =
            |outcome: &str| self.calls.iter().filter_map(|call| call.told.as_ref()).any(|told| told.outcome == outcome);
        let dark = said("unknown") || self.calls.iter().any(|call| call.told.is_none());
        dark && !said("ok")
    }

    /// Everything that is wrong with it.
    pub(crate) fn wrong(&self, effects: &Effects) -> Vec<String> {
        let mut wrong = Vec::new();
        self.judge_effects(effects, &mut wrong);
        let mut leftover = 0;
        for (index, call) in self.calls.iter().enumerate() {
            let next = self.calls.get(index + 1).map_or(self.arrivals.len(), |next| next.from);
            self.judge_call(index + 1, call, next, leftover, &mut wrong);
            leftover += match &call.told {
                None => 1,
                // It was cancelled, or gave up, with a request on its way.
                Some(told) if told.wire_fault => told.attempts.saturating_sub(call.until.saturating_sub(call.from)),
                Some(_) => 0,
            };
        }
        for (index, arrival) in self.arrivals.iter().enumerate() {
            let number = index + 1;
            if arrival.key.as_deref() != self.key() {
                wrong.push(format!("request {number} has the key {:?}, not {:?}", arrival.key, self.key()));
            }
            if !arrival.signed {
                wrong.push(format!("request {number} has no valid signature"));
            }
        }
        wrong
    }

    /// The key that everything of it must carry: the one it was given, or the one that the client drew for its first request.
    fn key(&self) -> Option<&str> {
        let first = || self.arrivals.first().and_then(|arrival| arrival.key.as_deref());
        match self.intent.drawn_key {
            Some(begin) => first().filter(|key| key.starts_with(begin) && key.len() > begin.len() + 32),
            None => self.intent.key.as_deref(),
        }
    }

    fn judge_effects(&self, effects: &Effects, wrong: &mut Vec<String>) {
        let count: u64 = effects.iter().map(|(_, count)| count).sum();
        if count > 1 {
            wrong.push(format!("a double effect: {count} commits: {effects:?}"));
        }
        let own = |key: &str| self.key().unwrap_or_default() == key;
        for (key, _) in effects.iter().filter(|(key, _)| !own(key)) {
            wrong.push(format!("an effect under the key {key:?}, which nobody gave it"));
        }
        let outcomes = || self.calls.iter().map(|call| call.told.as_ref().map(|told| &*told.outcome));
        let said_ok = outcomes().any(|outcome| outcome == Some("ok"));
        if said_ok && count == 0 && self.intent.effect.is_some() {
            wrong.push("a lying outcome: a call said ok, but the ledger holds nothing of it".to_owned());
        }
        let said_no = outcomes().all(|outcome| matches!(outcome, Some("refused" | "not_sent")));
        if said_no && count > 0 {
            wrong.push(
                "a lying outcome: every call said refused or not_sent, but the ledger holds an effect".to_owned(),
            );
        }
    }

    fn judge_call(&self, number: usize, call: &Call, next: usize, leftover: usize, wrong: &mut Vec<String>) {
        let Some(told) = &call.told else { return };
        let mut say = |what: String| wrong.push(format!("call {number}: {what}"));
        told.wrong.iter().cloned().for_each(&mut say);
        let until = call.until.min(self.arrivals.len());
        let arrivals = &self.arrivals[call.from.min(until)..until];
        let count = |seen: &[Seen]| arrivals.iter().filter(|arrival| seen.contains(&arrival.seen())).count();
        let lost = count(&[Seen::Lost, Seen::Late]);
        if told.attempts > MAX_RETRIES + 1 {
            say(format!("{} attempts, at most {} are allowed", told.attempts, MAX_RETRIES + 1));
        }
        if arrivals.len() > told.attempts + leftover {
            say(format!("{} request(s) arrived, but {} attempt(s) were told", arrivals.len(), told.attempts));
        }
        let late = next.saturating_sub(call.until);
        if late > leftover && !told.wire_fault {
            say(format!("{late} request(s) arrived after it was over"));
        }
        if self.intent.once && arrivals.len() > 1 {
            say(format!("a write without a key arrived {} times", arrivals.len()));
        }
        // A look-up has no effect that an outcome could lie about.
        let is_write = self.intent.effect.is_some() || self.intent.once;
        match &*told.outcome {
            // Ended in the middle of an attempt: a caller's own HTTP client does not tell how far it had come.
            "unknown" if call.nobody_listens && call.cancel_after_ms.is_some() => {}
            outcome if call.nobody_listens && outcome != "not_sent" => {
                say(format!("a lying outcome: {outcome}, but nobody listened where it was sent"));
            }
            "ok" if self.intent.invalid => say("a lying outcome: ok for an input that no partner accepts".to_owned()),
            "ok" if count(&[Seen::Served, Seen::Late]) == 0 => {
                say("a lying outcome: ok, but none of its requests was given an answer".to_owned());
            }
            "refused" if is_write && (lost > leftover || arrivals.is_empty()) => {
                say(format!("a lying outcome: refused, but of {} request(s) {lost} were lost", arrivals.len()));
            }
            "not_sent" if arrivals.len() > leftover => {
                say(format!("a lying outcome: not_sent, but {} request(s) arrived", arrivals.len()));
            }
            "unknown" if is_write && lost == 0 && !told.wire_fault => {
                say("a lying outcome: unknown, though nothing was lost".to_owned());
            }
            // Every input but the invalid ones is one that the partner takes.
            "refused" if leftover == 0 && arrivals.last().is_some_and(|last| last.seen() == Seen::Served) => {
                say("the partner itself refused it, without a fault".to_owned());
            }
            "ok" | "refused" | "not_sent" | "unknown" => {}
            other => say(format!("the outcome {other:?} does not exist")),
        }
    }

    /// For people: the calls, their requests and the faults these met.
    pub(crate) fn text(&self, effects: &Effects) -> String {
        let mut text = format!("{}: {} {}\n", self.intent.name, self.intent.operation, self.intent.input);
        // Writing to a String cannot fail.
        for (index, call) in self.calls.iter().enumerate() {
            let how = match (&call.kill_after_us, &call.cancel_after_ms) {
                _ if call.nobody_listens => ", sent where nobody listens".to_owned(),
                (Some(us), _) => format!(", to be killed after {us} µs"),
                (_, Some(ms)) => format!(", cancelled after {ms} ms"),
                _ => String::new(),
            };
            let key = call.given_key.as_deref().map_or("its own key".to_owned(), |key| format!("the key {key}"));
            let _ = writeln!(text, "  call {} with {key}{how}", index + 1);
            let next = self.calls.get(index + 1).map_or(self.arrivals.len(), |next| next.from);
            for at in call.from..next.min(self.arrivals.len()) {
                let arrival = &self.arrivals[at];
                let trouble = arrival.trouble.and_then(|at| TROUBLES.get(at)).map_or("served", |trouble| trouble.text);
                let when = if at < call.until { "" } else { " (after the call)" };
                let _ = writeln!(
                    text,
                    "    request {} at {} ms, key {:?}: {trouble}{when}",
                    at + 1,
                    arrival.at_ms,
                    arrival.key
                );
            }
            let said = call.told.as_ref().map_or("was killed", |told| &told.text);
            let _ = writeln!(text, "    {said}");
        }
        let _ = writeln!(text, "  the ledger: {effects:?}");
        text
    }
}

#[cfg(test)]
mod tests;
