//! What must happen in one cell: the expectation follows from the replay class and from what the fault leaves to be seen.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use payseal_sandbox::{FaultRule, parse_faults};
use serde_json::{Value, json};

use super::{Class, Fault, Matrix, Moment, Row, Seen};
use crate::manifest::{Contract, Endpoint};

impl Matrix {
    fn class(&self, row: &Row) -> anyhow::Result<&Class> {
        self.classes.get(&row.class).with_context(|| format!("no class {}", row.class))
    }

    /// One operation that meets one fault.
    pub(super) fn faulty(
        &self,
        partner: &str,
        row: &Row,
        endpoint: &Endpoint,
        contract: &Contract,
        fault: &Fault,
    ) -> anyhow::Result<Value> {
        let class = self.class(row)?;
        let base = match &fault.twin {
            Some(twin) => self.faults.iter().find(|one| one.name == *twin).context("no such twin")?,
            None => fault,
        };
        let stamped =
            contract.headers.get(&endpoint.auth).is_some_and(|names| names.iter().any(|name| name == "x-timestamp"));
        let is_seen = match fault.seen {
            Seen::Empty if row.answer.as_deref() == Some("none") => Seen::Served,
            seen => seen,
        };
        let mut call = Value::Object(row.call.clone());
        let expect = call["expect"].as_object_mut().context("an expectation")?;
        let mut served = fault.committed;
        match (is_seen, fault.skew_s) {
            // A time that the partner finds stale is refused, and signed anew by the partner's own clock.
            (Seen::Served, Some(skew_s)) if stamped => {
                expect.insert("requests".to_owned(), json!(2));
                expect.insert("skews_s".to_owned(), json!([0, skew_s]));
                expect.insert("waits".to_owned(), json!([[0, 250]]));
            }
            (Seen::Served, _) => {}
            _ if fault.again && class.again => {
                expect.insert("requests".to_owned(), json!(2));
                expect.insert("waits".to_owned(), json!([[0, 250]]));
                served = true;
            }
            (seen, _) => {
                expect.remove("ok");
                expect.insert("requests".to_owned(), json!(1));
                let outcome = match seen {
                    Seen::Denied => "refused",
                    Seen::Redirected => class.redirected.as_str(),
                    Seen::Lost | Seen::Empty | Seen::Served => "unknown",
                };
                let mut error = base.error.clone();
                ensure!(!error.is_empty(), "no error");
                error.insert("outcome".to_owned(), outcome.into());
                // Whether the same call may be made again: nothing that is sent once, and of all others what is still open or
                // would have been tried again.
                let retryable = class.again && (outcome == "unknown" || fault.again);
                error.insert("retryable".to_owned(), retryable.into());
                if let Some(Value::Object(codes)) = error.get("code") {
                    let code = codes.get(partner).context("no code of this partner")?.clone();
                    error.insert("code".to_owned(), code);
                }
                if fault.breaks {
                    // The head had come.
                    error.insert("status".to_owned(), row.status.unwrap_or(200).into());
                    if partner == "tybrite" {
                        error.insert("environment".to_owned(), "sandbox".into());
                    }
                }
                expect.insert("error".to_owned(), error.into());
            }
        }
        let mut ledger: BTreeMap<&str, u64> = row.effects.iter().map(|(what, count)| (&**what, *count)).collect();
        if let Some(effect) = row.effect.as_deref().filter(|_| served) {
            *ledger.entry(effect).or_default() += 1;
        }
        let mut calls = row.setup.clone();
        calls.push(call);
        Ok(json!({
            "why": format!("{} meets {}. {}", row.name, fault.name, class.why),
            "client": base.client, "faults": [rule(&fault.rule, row.operation())?], "calls": calls, "ledger": ledger,
        }))
    }

    /// One call that is cancelled at one moment.
    pub(super) fn cancelled(&self, row: &Row, contract: &Contract, moment: &Moment) -> anyhow::Result<Value> {
        let class = self.class(row)?;
        let mut call = Value::Object(row.call.clone());
        if let Some(member) = row.long.as_ref().filter(|_| moment.long) {
            let preset = call["use"].as_str().and_then(|name| contract.presets.get(name));
            let mut input = match preset {
                Some(preset) => serde_json::from_str(preset.input.get())?,
                None => call["input"].take(),
            };
            input[member] = format!("${{long_text:{LONG}}}").into();
            call["input"] = input;
        }
        let mut expect = call["expect"].as_object().cloned().unwrap_or_default();
        expect.extend(moment.expect.clone());
        let error = expect.get_mut("error").and_then(Value::as_object_mut).context("an error")?;
        error.insert("kind".to_owned(), "CancelledCallError".into());
        error.insert("code".to_owned(), "CANCELLED".into());
        error.insert("retryable".to_owned(), class.again.into());
        call["expect"] = expect.into();
        call["cancel"] = moment.cancel.clone();
        let faults =
            moment.rule.iter().map(|text| rule(&json!(text), row.operation())).collect::<Result<Vec<_>, _>>()?;
        Ok(json!({
            "why": format!("{} is cancelled {}. {}", row.name, moment.name.replace('-', " "), class.why),
            "client": moment.client, "faults": faults, "calls": [call],
        }))
    }
}

/// More than what two programs on one machine keep for each other when one of them does not read.
const LONG: usize = 6_000_000;

/// The sandbox's rule for one operation.
fn rule(rule: &Value, operation: &str) -> anyhow::Result<Value> {
    let rule: FaultRule = match rule {
        Value::String(text) => parse_faults(text)?.pop().context("no rule")?,
        json => serde_json::from_value(json.clone())?,
    };
    Ok(serde_json::to_value(rule.operation(operation))?)
}
