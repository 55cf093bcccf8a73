//! The shortest scenario that still shows a failure: the story as a scenario of `tests/conformance`, run again and again with
//! one thing less.

use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};

use super::intent::Intent;
use super::story::{MAX_RETRIES, Story};
use super::trouble::{ATTEMPT_TIMEOUT_MS, Seen, TROUBLES, honest_outcome};
use crate::manifest::{Manifest, Scenario};
use crate::report::Verdict;
use crate::run::{Lane, Selection, run};

/// How long a story is made shorter for.
const TIME: Duration = Duration::from_secs(60);

/// What is left of a story.
#[derive(Clone, Debug)]
struct Draft {
    before: Option<Intent>,
    intent: Intent,
    calls: Vec<Turn>,
}

/// One call of it.
#[derive(Clone, Debug, Default)]
struct Turn {
    met: Vec<Option<usize>>,
    kill_after_us: Option<u64>,
    cancel_after_ms: Option<u64>,
    given_key: Option<String>,
    nobody_listens: bool,
}

/// What came of it.
pub(crate) struct Shortest {
    /// A list of one scenario, as the files of `tests/conformance/scenarios` hold.
    pub(crate) json: String,
    /// What the judge finds in it; empty: it does not show the failure.
    pub(crate) wrong: Vec<String>,
}

/// Looks for it in this lane.
pub(crate) fn find(story: &Story, lane: &Lane, seed: u64, manifest: &mut Manifest) -> anyhow::Result<Shortest> {
    let until = Instant::now() + TIME;
    // A scenario has one address: what was sent where nobody listens is left out, unless it was all.
    let all = story.calls.iter().all(|call| call.nobody_listens);
    let calls = story.calls.iter().filter(|call| all || !call.nobody_listens).map(|call| Turn {
        nobody_listens: call.nobody_listens,
        met: story.met(call),
        // One that had its answer in time was not killed.
        kill_after_us: call.kill_after_us.filter(|_| call.told.is_none()),
        cancel_after_ms: call.cancel_after_ms,
        given_key: call.given_key.clone(),
    });
    let mut draft = Draft { before: story.before.clone(), intent: story.intent.clone(), calls: calls.collect() };
    let mut judged = |draft: &Draft| judge(draft, lane, seed, manifest);
    let mut wrong = judged(&draft)?;
    while !wrong.is_empty() && Instant::now() < until {
        let mut shorter = None;
        for less in draft.with_one_thing_less() {
            let found = judged(&less)?;
            if !found.is_empty() {
                shorter = Some((less, found));
                break;
            }
        }
        let Some(found) = shorter else { break };
        (draft, wrong) = found;
    }
    Ok(Shortest { json: format!("[\n  {}\n]\n", draft.scenario(seed)), wrong })
}

fn judge(draft: &Draft, lane: &Lane, seed: u64, manifest: &mut Manifest) -> anyhow::Result<Vec<String>> {
    let scenario: Scenario = serde_json::from_value(draft.scenario(seed)).context("a scenario of the soak")?;
    manifest.scenarios = vec![scenario];
    let report = run(manifest, std::slice::from_ref(lane), &Selection::default())?;
    let rows = report.lane(&lane.name).unwrap_or_default();
    Ok(rows
        .iter()
        .filter_map(|(_, verdict)| match verdict {
            Verdict::Failed(lines) => Some(lines.clone()),
            _ => None,
        })
        .flatten()
        .collect())
}

impl Draft {
    /// Every draft that is a little shorter, the shortest first.
    fn with_one_thing_less(&self) -> Vec<Self> {
        let mut drafts = Vec::new();
        let mut changed = |change: &dyn Fn(&mut Self)| {
            let mut draft = self.clone();
            change(&mut draft);
            drafts.push(draft);
        };
        for at in 0..self.calls.len() {
            if self.calls.len() > 1 {
                changed(&|draft| _ = draft.calls.remove(at));
            }
        }
        for (at, turn) in self.calls.iter().enumerate() {
            if turn.kill_after_us.is_some() {
                changed(&|draft| draft.calls[at].kill_after_us = None);
            }
            if turn.cancel_after_ms.is_some() {
                changed(&|draft| draft.calls[at].cancel_after_ms = None);
            }
            for met in 0..turn.met.len() {
                changed(&|draft| _ = draft.calls[at].met.remove(met));
            }
        }
        drafts
    }

    fn scenario(&self, seed: u64) -> Value {
        let options =
            |key: &Option<String>| key.as_ref().map_or_else(|| json!({}), |key| json!({ "idempotency_key": key }));
        let mut calls = Vec::new();
        if let Some(before) = &self.before {
            let key = before.key.clone().filter(|_| !before.default_key);
            calls.push(json!({
                "operation": before.operation, "input": raw(&before.scenario_input), "options": options(&key),
                "expect": { "outcomes": ["ok"] },
            }));
        }
        let mut certain = true;
        let mut last = "";
        for turn in &self.calls {
            certain &= turn.kill_after_us.is_none() && turn.cancel_after_ms.is_none();
            last = if self.intent.invalid || turn.nobody_listens {
                "not_sent"
            } else {
                honest_outcome(&turn.met, MAX_RETRIES)
            };
            let outcomes = if certain { vec![last] } else { vec!["ok", "refused", "not_sent", "unknown"] };
            let faults: Vec<Value> = turn.met.iter().map(|met| fault(*met)).collect();
            // Keys that come from the step before have another value in every run.
            let key = turn.given_key.clone().filter(|_| !self.intent.default_key || self.before.is_none());
            let mut call = json!({
                "operation": self.intent.operation, "input": raw(&self.intent.scenario_input), "options": options(&key),
                "before": { "faults": faults }, "expect": { "outcomes": outcomes },
            });
            if self.intent.approved.is_some() {
                call["before"]["tybrite_pay"] = json!(["${0.paypal_order_id}", "paid"]);
            }
            if let Some(us) = turn.kill_after_us {
                call["kill_after_us"] = us.into();
            }
            if let Some(ms) = turn.cancel_after_ms {
                call["cancel"] = json!({ "when": "after", "ms": ms });
            }
            calls.push(call);
        }
        let mut scenario = json!({
            "id": format!("soak-{seed}-{}", self.intent.name),
            "why": format!("cargo xtask soak --seed {seed} found this story of {}.", self.intent.name),
            "partner": self.intent.partner,
            "client": { "attempt_timeout_ms": ATTEMPT_TIMEOUT_MS, "max_retries": MAX_RETRIES },
            "calls": calls,
        });
        if self.calls.iter().any(|turn| turn.nobody_listens) {
            scenario["client"]["base_url"] = "${refused}".into();
        }
        // Whatever was lost on the way, a success is one effect.
        if certain && last == "ok" {
            let steps = self.before.iter().chain([&self.intent]);
            let ledger = steps.filter_map(|step| step.effect).map(|effect| (format!("{effect} *"), json!(1)));
            scenario["ledger"] = Value::Object(ledger.collect());
        }
        scenario
    }
}

/// An input as the manifest holds it.
fn raw(input: &str) -> Value {
    serde_json::from_str(input).unwrap_or_else(|_| input.into())
}

/// One rule for one request; nothing goes wrong with one that was served.
fn fault(met: Option<usize>) -> Value {
    let nothing = json!({ "times": 1 });
    let Some(trouble) = met.and_then(|at| TROUBLES.get(at)).filter(|trouble| trouble.seen != Seen::Served) else {
        return nothing;
    };
    trouble.rule("${elsewhere}").ok().and_then(|rule| serde_json::to_value(rule).ok()).unwrap_or(nothing)
}

#[cfg(test)]
mod tests {
    use super::super::intent;
    use super::super::trouble::named;
    use super::*;

    fn draft() -> Draft {
        let turn = |met: &[&str]| Turn { met: met.iter().map(|text| Some(named(text))).collect(), ..Turn::default() };
        Draft {
            before: None,
            intent: intent::first(1, "clive", "c-clive-1", 1, &["create_checkout_intent".to_owned()]),
            calls: vec![turn(&["status=429", "empty, after-commit"]), turn(&[])],
        }
    }

    #[test]
    fn a_draft_is_a_scenario_the_judge_reads() {
        let value = draft().scenario(1);
        serde_json::from_value::<Scenario>(value.clone()).expect("a scenario");
        assert_eq!(value["calls"][0]["expect"]["outcomes"], json!(["unknown"]));
        assert_eq!(value["calls"][0]["before"]["faults"][1]["after_commit"], json!(true));
        assert_eq!(value["ledger"], json!({ "transactions/checkout-intent *": 1 }));
        let mut killed = draft();
        killed.calls[0].kill_after_us = Some(9);
        let value = killed.scenario(1);
        assert_eq!((&value["calls"][0]["kill_after_us"], value.get("ledger")), (&json!(9), None));
    }

    #[test]
    fn one_thing_less() {
        let less = draft().with_one_thing_less();
        let shapes: Vec<Vec<usize>> =
            less.iter().map(|draft| draft.calls.iter().map(|turn| turn.met.len()).collect()).collect();
        assert_eq!(shapes, [vec![0], vec![2], vec![1, 0], vec![1, 0]]);
    }
}
