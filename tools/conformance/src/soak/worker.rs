//! One process of one language on its errands: asks, is killed, starts again, and asks once more under the same key, as a
//! program does that has kept a `CheckoutRecord`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use payseal_sandbox::{PaymentStatus, Sandbox};
use serde_json::{Value, json};

use super::book::{Book, lock};
use super::dice::Dice;
use super::intent::{self, Intent};
use super::story::{Call, Told};
use crate::run::Lane;
use crate::runner::{self, Asked, Runner, Said};

/// How often an intent is asked for again before it is given up as unknown.
const CALLS: u64 = 6;

/// Longer than any secret that is looked for: what came at the end of a read may have been cut.
const OVERLAP: usize = 128;

/// Where nobody listens. Not a port that was free a moment ago: in ten minutes it may be somebody's, or one end of the very
/// connection that is made to it.
const NOBODY: &str = "http://127.0.0.1:2/api/v1";

/// What a call is made to go through.
struct How {
    kill_after_us: Option<u64>,
    cancel_after_ms: Option<u64>,
    nobody_listens: bool,
}

/// What all workers share.
pub(crate) struct Shared<'a> {
    pub(crate) seed: u64,
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) only: &'a [String],
    pub(crate) book: &'a Book,
    /// The client's settings for each partner, as the protocol has them.
    pub(crate) clive: Value,
    pub(crate) tybrite: Value,
    /// Texts that no output may show.
    pub(crate) secrets: Vec<String>,
    pub(crate) killed: AtomicU64,
    pub(crate) intents: AtomicU64,
    /// What went wrong outside any story.
    pub(crate) wrong: Mutex<Vec<String>>,
}

pub(crate) struct Worker<'a> {
    shared: &'a Shared<'a>,
    lane: &'a Lane,
    partner: &'static str,
    runner: Option<Runner>,
    stderr_end: Vec<u8>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(shared: &'a Shared<'a>, lane: &'a Lane, partner: &'static str) -> Self {
        Self { shared, lane, partner, runner: None, stderr_end: Vec::new() }
    }

    /// One intent, those that follow from it, and now and then a look at something else.
    pub(crate) fn errand(&mut self, number: u64, unique: u64) -> anyhow::Result<()> {
        let (seed, name) = (self.shared.seed, format!("{}-{}-{number}", self.lane.name, self.partner));
        let intent = intent::first(seed, self.partner, &name, unique, self.shared.only);
        if Dice::new(seed, &name, 2).permille(100) {
            self.look()?;
        }
        let Some(value) = self.settle(intent.clone(), None)? else { return Ok(()) };
        match intent::then(&intent, &value, seed) {
            Some(next) => self.settle(next, Some(intent)).map(drop),
            None => Ok(()),
        }
    }

    /// Asks until it is known what happened, or for long enough. Gives the value of a success.
    fn settle(&mut self, intent: Intent, before: Option<Intent>) -> anyhow::Result<Option<Value>> {
        if intent.effect.is_some() {
            self.shared.intents.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(order) = &intent.approved {
            self.shared.sandbox.tybrite_pay(order, PaymentStatus::Paid)?;
        }
        let story = self.shared.book.open(intent.clone(), before);
        let mut given_key = intent.key.clone().filter(|_| !intent.default_key);
        for turn in 0..CALLS {
            let mut dice = Dice::new(self.shared.seed, &intent.name, 10 + turn);
            let kill_after_us = dice.permille(20).then(|| match dice.below(3) {
                0 => dice.below(300_000),
                _ => dice.below(4_000),
            });
            let cancel_after_ms = dice.permille(10).then(|| dice.below(30));
            let nobody_listens = turn == 0 && dice.permille(15);
            let from = lock(&story).arrivals.len();
            let how = How { kill_after_us, cancel_after_ms, nobody_listens };
            let said = self.call(&intent, given_key.as_deref(), &how)?;
            let mut told = said.as_ref().map(|said| told(said, &intent, given_key.as_deref()));
            if let Some(told) = &mut told {
                told.wrong.extend(self.secrets_shown()?);
            }
            let outcome = told.as_ref().map(|told| told.outcome.clone());
            let mut story = lock(&story);
            let until = story.arrivals.len();
            let key = given_key.clone();
            story.calls.push(Call {
                kill_after_us,
                cancel_after_ms,
                nobody_listens,
                given_key: key,
                from,
                until,
                told,
            });
            drop(story);
            match outcome.as_deref() {
                Some("ok") => return Ok(said.and_then(|said| said.ok)),
                // Nobody knows whether it happened, and asking again might do it twice: a person must look first.
                Some("unknown") | None if intent.once => return Ok(None),
                // The key was lost with the process; a new one is another intent.
                None if intent.drawn_key.is_some() => return Ok(None),
                Some("refused") if intent.drawn_key.is_some() => return Ok(None),
                // As a program would that has the error's key, and one that has its own record.
                Some("unknown") => given_key = said.and_then(|said| said.error?.idempotency_key),
                None if dice.permille(500) => given_key.clone_from(&intent.key),
                None => {}
                Some("not_sent") if nobody_listens => {}
                // Some correct it and ask again, some leave it.
                _ if intent.invalid || dice.permille(500) => return Ok(None),
                _ => {}
            }
        }
        Ok(None)
    }

    /// A call without an effect.
    fn look(&mut self) -> anyhow::Result<()> {
        let operation = if self.partner == "clive" { "list_settlements" } else { "payments.methods" };
        let line = self.line(operation, operation, "{}", json!({})).to_string();
        let answer = self.ask(&line, None)?.unwrap_or_default();
        let said: Said = serde_json::from_str(&answer).with_context(|| format!("the answer {answer:?}"))?;
        let shown = self.secrets_shown()?;
        if said.ok.is_some() == said.error.is_some() || !shown.is_empty() {
            lock(&self.shared.wrong).push(format!("{} said of {operation}: {answer} {shown:?}", self.lane.name));
        }
        Ok(())
    }

    /// None: it was killed.
    fn call(&mut self, intent: &Intent, key: Option<&str>, how: &How) -> anyhow::Result<Option<Said>> {
        let options = key.map_or_else(|| json!({}), |key| json!({ "idempotency_key": key }));
        let mut line = self.line(&intent.name, intent.operation, &intent.input, options);
        if let Some(ms) = how.cancel_after_ms {
            line["cancel"] = json!({ "when": "after", "ms": ms });
        }
        if how.nobody_listens {
            line["client"]["base_url"] = NOBODY.into();
        }
        let line = line.to_string();
        let Some(answer) = self.ask(&line, how.kill_after_us)? else { return Ok(None) };
        let said: Said = serde_json::from_str(&answer).with_context(|| format!("the answer {answer:?}"))?;
        // In the value that is returned a buyer's secrets may stand.
        let texts = if said.ok.is_some() { &self.shared.secrets[..2] } else { &self.shared.secrets[..] };
        if let Some(secret) = texts.iter().find(|secret| answer.contains(&***secret)) {
            lock(&self.shared.wrong).push(format!("{}: {} stands in an answer", intent.name, beginning(secret)));
        }
        Ok(Some(said))
    }

    fn line(&self, id: &str, operation: &str, input: &str, options: Value) -> Value {
        let client = if self.partner == "clive" { &self.shared.clive } else { &self.shared.tybrite };
        json!({
            "id": id, "partner": self.partner, "client": client, "operation": operation, "input": input,
            "options": options,
        })
    }

    /// None: it was killed.
    fn ask(&mut self, line: &str, kill_after_us: Option<u64>) -> anyhow::Result<Option<String>> {
        match runner::ask(&mut self.runner, &self.lane.program, line, kill_after_us)? {
            Asked::Answered(answer) => Ok(Some(answer)),
            Asked::Killed(stderr) => {
                let shown = self.found_in(stderr.into_bytes());
                lock(&self.shared.wrong).extend(shown);
                self.shared.killed.fetch_add(1, Ordering::Relaxed);
                Ok(None)
            }
        }
    }

    /// The secrets that standard error has shown since the last call.
    fn secrets_shown(&mut self) -> anyhow::Result<Vec<String>> {
        let printed = self.runner.as_mut().context("no runner")?.take_stderr();
        Ok(self.found_in(printed))
    }

    fn found_in(&mut self, printed: Vec<u8>) -> Vec<String> {
        self.stderr_end.extend(printed);
        let text = String::from_utf8_lossy(&self.stderr_end);
        let found = self.shared.secrets.iter().filter(|secret| text.contains(&***secret));
        let lines = found.map(|secret| format!("{} stands in standard error", beginning(secret))).collect();
        let end = self.stderr_end.len().saturating_sub(OVERLAP);
        self.stderr_end.drain(..end);
        lines
    }

    /// Ends the process as a user's program ends.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        let Some(runner) = self.runner.take() else { return Ok(()) };
        let (stderr, unasked) = runner.finish()?;
        let mut wrong = self.found_in(stderr.into_bytes());
        if !unasked.is_empty() {
            wrong.push(format!("{} printed without being asked: {unasked:?}", self.lane.name));
        }
        lock(&self.shared.wrong).extend(wrong);
        Ok(())
    }
}

/// Enough to know it by.
fn beginning(secret: &str) -> String {
    format!("a secret ({}…)", &secret[..secret.ceil_char_boundary(4)])
}

/// What the story keeps of an answer, and what is wrong with the answer itself.
fn told(said: &Said, intent: &Intent, given_key: Option<&str>) -> Told {
    let mut wrong = Vec::new();
    // One that is drawn is the same in everything that the call tells.
    let drawn = || said.events.first().and_then(|event| event.idempotency_key.as_deref());
    let of_intent = intent.key.as_deref().or_else(|| intent.drawn_key.and_then(|_| given_key.or_else(drawn)));
    if said.id != intent.name {
        wrong.push(format!("the answer is another call's: {}", said.id));
    }
    if said.ok.is_some() == said.error.is_some() {
        wrong.push("the answer must be one of ok and error".to_owned());
    }
    let started = said.events.iter().filter(|event| event.phase == "started").count();
    let attempts = match (&said.error, &said.meta) {
        (Some(error), _) => error.attempts.map(|attempts| attempts as usize),
        (None, Some(meta)) => meta["attempts"].as_u64().and_then(|attempts| usize::try_from(attempts).ok()),
        (None, None) => None,
    };
    if attempts.is_some_and(|attempts| attempts != started) {
        wrong.push(format!("{attempts:?} attempts, but the hook was told of {started}"));
    }
    for event in said.events.iter().filter(|event| event.idempotency_key.as_deref() != of_intent) {
        wrong.push(format!("the hook was told of the key {:?}, not {of_intent:?}", event.idempotency_key));
    }
    let outcomes: Vec<_> = said.events.iter().filter_map(|event| event.outcome.as_deref()).collect();
    let absorbed = outcomes.windows(2).all(|pair| pair[0] != "unknown" || matches!(pair[1], "unknown" | "ok"));
    if !absorbed {
        wrong.push(format!("an unknown became something darker or lighter than ok: {outcomes:?}"));
    }
    let mut wire_fault = said.events.iter().any(|event| event.fault.is_some());
    let text = match &said.error {
        None => "said ok".to_owned(),
        Some(error) => {
            let code = error.code.as_deref().unwrap_or("no code");
            // Nobody waited for the answer.
            wire_fault |= matches!(code, "CANCELLED" | "TOTAL_TIMEOUT");
            if error.outcome.as_deref() == Some("unknown") && error.idempotency_key.as_deref() != of_intent {
                wrong.push(format!("unknown, but the error names the key {:?}", error.idempotency_key));
            }
            format!(
                "said {} after {} attempt(s): {} {code}: {}",
                error.outcome.as_deref().unwrap_or("nothing of the outcome"),
                error.attempts.unwrap_or(0),
                error.kind.as_deref().unwrap_or("no class"),
                error.message.as_deref().unwrap_or_default()
            )
        }
    };
    let id = (!intent.id.is_empty()).then_some(said.ok.as_ref()).flatten();
    let id = id.and_then(|value| intent.id.iter().try_fold(value, |value, name| value.get(name)));
    let id = id.and_then(Value::as_str).map(str::to_owned);
    if said.ok.is_some() && !intent.id.is_empty() && id.is_none() {
        wrong.push(format!("said ok without {:?}", intent.id));
    }
    Told {
        outcome: said.outcome().unwrap_or_default().to_owned(),
        attempts: attempts.unwrap_or(started),
        wire_fault,
        id,
        text,
        wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent() -> Intent {
        let intent = intent::first(1, "tybrite", "c-tybrite-1", 1, &["orders.create".to_owned()]);
        Intent { key: Some("soak-S1-c-tybrite-1".to_owned()), drawn_key: None, ..intent }
    }

    fn said(text: &str) -> Said {
        serde_json::from_str(&text.replace("KEY", "soak-S1-c-tybrite-1")).expect("an answer")
    }

    #[test]
    fn what_is_kept_of_an_answer() {
        let honest = told(
            &said(
                r#"{"id":"c-tybrite-1","error":{"outcome":"unknown","attempts":1,"idempotency_key":"KEY"},"events":[
                    {"phase":"started","attempt":1,"operation":"orders.create","idempotency_key":"KEY"},
                    {"phase":"ended","attempt":1,"operation":"orders.create","idempotency_key":"KEY","outcome":"unknown"}]}"#,
            ),
            &intent(),
            None,
        );
        assert_eq!((honest.outcome.as_str(), honest.attempts, honest.wrong), ("unknown", 1, Vec::new()));
    }

    #[test]
    fn answers_that_contradict_themselves() {
        for (text, named) in [
            (r#"{"id":"x","ok":{"order":{"id":"1"}},"events":[]}"#, "another call's"),
            (r#"{"id":"c-tybrite-1","events":[]}"#, "one of ok and error"),
            (r#"{"id":"c-tybrite-1","ok":{},"events":[]}"#, "said ok without"),
            (r#"{"id":"c-tybrite-1","error":{"outcome":"not_sent","attempts":1},"events":[]}"#, "told of 0"),
            (r#"{"id":"c-tybrite-1","error":{"outcome":"unknown"},"events":[]}"#, "names the key None"),
            (
                r#"{"id":"c-tybrite-1","error":{"outcome":"refused"},"events":[
                    {"phase":"started","attempt":1,"operation":"orders.create","idempotency_key":"other"}]}"#,
                "told of the key",
            ),
            (
                r#"{"id":"c-tybrite-1","error":{"outcome":"refused"},"events":[
                    {"phase":"ended","attempt":1,"operation":"orders.create","idempotency_key":"KEY","outcome":"unknown"},
                    {"phase":"ended","attempt":2,"operation":"orders.create","idempotency_key":"KEY","outcome":"refused"}]}"#,
                "an unknown became",
            ),
        ] {
            let told = told(&said(text), &intent(), None);
            assert!(told.wrong.iter().any(|line| line.contains(named)), "{named}: {:?}", told.wrong);
        }
    }
}
