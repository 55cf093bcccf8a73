//! The matrix: every operation × every fault, and calls that are cancelled at every moment, as scenarios.
//!
//! `tests/conformance/matrix.json` says once what each replay class permits, what each fault leaves to be seen, and how each
//! operation is called; what must happen in a cell follows from these three, here, in the judge's own words. Nothing of the
//! core is asked. A cell that makes no sense is left out by a rule with a reason, and so is a language in a cell.
//!
//! Not for what a single scenario shows: those stand in `scenarios/*.json`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use payseal_sandbox::{FaultRule, parse_faults};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::manifest::{Contract, Endpoint, Scenario, parse};

type Object = Map<String, Value>;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// What each replay class permits.
    pub classes: BTreeMap<String, Class>,
    /// What can go wrong with one request.
    pub faults: Vec<Fault>,
    /// When a call can be cancelled.
    pub moments: Vec<Moment>,
    /// Cells that make no sense.
    pub excluded: Vec<Excluded>,
    skipped: Vec<Skipped>,
    /// How each operation is called, by partner.
    pub rows: BTreeMap<String, Vec<Row>>,
    /// The calls that are cancelled, by partner: at least one of each class.
    pub cancelled: BTreeMap<String, Vec<Row>>,
}

/// A replay class: what a second attempt of the same request does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// By which rule.
    pub why: String,
    /// Whether the request may arrive again.
    again: bool,
    /// What a redirect, which nothing follows, leaves known.
    redirected: String,
}

/// What an attempt shows to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Seen {
    /// The partner's own answer.
    Served,
    /// Nothing that says whether it happened.
    Lost,
    /// That it did not happen.
    Denied,
    /// Another address.
    Redirected,
    /// A yes without a word: enough where the operation answers with none.
    Empty,
}

/// One way for a request to go wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Part of the scenario's id.
    pub name: String,
    /// The sandbox's rule: text or JSON.
    pub rule: Value,
    seen: Seen,
    /// Whether a request that may arrive again does so.
    #[serde(default)]
    again: bool,
    /// Whether the request was served before its answer was lost.
    #[serde(default)]
    committed: bool,
    /// Whether the answer's body breaks off.
    #[serde(default)]
    breaks: bool,
    /// The same fault without the commit, whose error it has.
    twin: Option<String>,
    /// How far the partner's clock is off, beyond what a signed time may be.
    skew_s: Option<i64>,
    #[serde(default)]
    client: Object,
    /// The error where it is final; a code may be another for each partner.
    #[serde(default)]
    error: Object,
}

/// One moment of a call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Part of the scenario's id.
    pub name: String,
    cancel: Value,
    rule: Option<String>,
    /// Whether the body is larger than what fits between two programs.
    #[serde(default)]
    long: bool,
    #[serde(default)]
    client: Object,
    expect: Object,
}

/// How an operation is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The operation, and after a dash which use of it.
    pub name: String,
    /// Its replay class.
    pub class: String,
    /// Calls before it.
    #[serde(default)]
    setup: Vec<Value>,
    /// What these commit.
    #[serde(default)]
    effects: BTreeMap<String, u64>,
    /// The call, with what is expected when nothing goes wrong.
    call: Object,
    /// What it commits.
    effect: Option<String>,
    /// The status of its success; 200 when left out.
    status: Option<u16>,
    /// `none`: its success has no body.
    answer: Option<String>,
    /// The member of its input that can be made long.
    long: Option<String>,
}

impl Row {
    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &str {
        self.name.split_once('-').map_or(&*self.name, |(operation, _)| operation)
    }
}

/// Cells, by what they have in common. What is left out is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    classes: Option<Vec<String>>,
    methods: Option<Vec<String>>,
    faults: Option<Vec<String>>,
    moments: Option<Vec<String>>,
    answer: Option<String>,
    breaks: Option<bool>,
    has_twin: Option<bool>,
}

/// Cells that are left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// The rule's name.
    pub name: String,
    /// The reason.
    pub why: String,
    when: When,
}

/// Cells that some columns do not run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skipped {
    columns: Vec<String>,
    why: String,
    when: When,
}

/// A fault or a moment of a row.
#[derive(Clone, Copy)]
enum Cell<'a> {
    Fault(&'a Fault),
    Moment(&'a Moment),
}

impl Cell<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Fault(fault) => &fault.name,
            Self::Moment(moment) => &moment.name,
        }
    }
}

impl When {
    fn holds(&self, row: &Row, method: &str, cell: Cell<'_>) -> bool {
        let one_of = |list: &Option<Vec<String>>, name: Option<&str>| {
            list.as_ref().is_none_or(|list| name.is_some_and(|name| list.iter().any(|one| one == name)))
        };
        let (fault, moment) = match cell {
            Cell::Fault(fault) => (Some(fault), None),
            Cell::Moment(moment) => (None, Some(moment)),
        };
        one_of(&self.classes, Some(&row.class))
            && one_of(&self.methods, Some(method))
            && one_of(&self.faults, fault.map(|fault| &*fault.name))
            && one_of(&self.moments, moment.map(|moment| &*moment.name))
            && (self.answer.is_none() || self.answer == row.answer)
            && self.breaks.is_none_or(|breaks| fault.is_some_and(|fault| fault.breaks == breaks))
            && self.has_twin.is_none_or(|has| fault.is_some_and(|fault| fault.twin.is_some() == has))
    }
}

impl Matrix {
    /// Reads the file.
    ///
    /// # Errors
    /// Names what is wrong with it.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let matrix: Self = parse(file)?;
        for reason in matrix.excluded.iter().map(|rule| &rule.why).chain(matrix.skipped.iter().map(|rule| &rule.why)) {
            ensure!(reason.len() > 10, "{}: cells are left out without a reason", file.display());
        }
        Ok(matrix)
    }

    /// The rule that leaves this cell out.
    fn exclusion(&self, row: &Row, method: &str, cell: Cell<'_>) -> Option<&Excluded> {
        self.excluded.iter().find(|rule| rule.when.holds(row, method, cell))
    }

    /// The rule that leaves a fault of an operation's row out.
    #[must_use]
    pub fn excludes_fault(&self, row: &Row, method: &str, fault: &Fault) -> Option<&Excluded> {
        self.exclusion(row, method, Cell::Fault(fault))
    }

    /// The rule that leaves a moment of a row out.
    #[must_use]
    pub fn excludes_moment(&self, row: &Row, method: &str, moment: &Moment) -> Option<&Excluded> {
        self.exclusion(row, method, Cell::Moment(moment))
    }

    /// Every cell as a scenario.
    ///
    /// # Errors
    /// Names the cell that cannot be one.
    pub fn scenarios(&self, contracts: &BTreeMap<String, Contract>) -> anyhow::Result<Vec<Scenario>> {
        let mut scenarios = Vec::new();
        for (rows, faulty) in [(&self.rows, true), (&self.cancelled, false)] {
            for (partner, row) in rows.iter().flat_map(|(partner, rows)| rows.iter().map(move |row| (partner, row))) {
                let place = || format!("{partner} {}", row.name);
                let contract = contracts.get(partner).with_context(place)?;
                let endpoint = contract.operations.get(row.operation()).with_context(place)?;
                let cells: Vec<Cell<'_>> = match faulty {
                    true => self.faults.iter().map(Cell::Fault).collect(),
                    false => self.moments.iter().map(Cell::Moment).collect(),
                };
                for cell in cells {
                    if self.exclusion(row, &endpoint.method, cell).is_some() {
                        continue;
                    }
                    let cell_place = || format!("{}, {}", place(), cell.name());
                    let mut scenario = match cell {
                        Cell::Fault(fault) => self.faulty(partner, row, endpoint, contract, fault),
                        Cell::Moment(moment) => self.cancelled(row, contract, moment),
                    }
                    .with_context(cell_place)?;
                    let what = if faulty { "" } else { "cancel-" };
                    scenario["id"] = format!("matrix-{partner}-{}-{what}{}", row.name, cell.name()).into();
                    scenario["partner"] = partner.as_str().into();
                    scenario["skip"] = self.skip(row, &endpoint.method, cell);
                    scenarios.push(serde_json::from_value(scenario).with_context(cell_place)?);
                }
            }
        }
        Ok(scenarios)
    }

    fn skip(&self, row: &Row, method: &str, cell: Cell<'_>) -> Value {
        let rules = self.skipped.iter().filter(|rule| rule.when.holds(row, method, cell));
        let reasons = rules.flat_map(|rule| rule.columns.iter().map(|column| (column.clone(), json!(rule.why))));
        Value::Object(reasons.collect())
    }

    fn class(&self, row: &Row) -> anyhow::Result<&Class> {
        self.classes.get(&row.class).with_context(|| format!("no class {}", row.class))
    }

    /// One operation that meets one fault.
    fn faulty(
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
    fn cancelled(&self, row: &Row, contract: &Contract, moment: &Moment) -> anyhow::Result<Value> {
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
