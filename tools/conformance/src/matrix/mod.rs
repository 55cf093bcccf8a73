//! The matrix: every operation × every fault, and calls that are cancelled at every moment, as scenarios.
//!
//! `tests/conformance/matrix.json` says once what each replay class permits, what each fault leaves to be seen, and how each
//! operation is called; what must happen in a cell follows from these three, here, in the judge's own words. Nothing of the
//! core is asked. A cell that makes no sense is left out by a rule with a reason, and so is a language in a cell.
//!
//! Not for what a single scenario shows: those stand in `scenarios/*.json`.

mod cells;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::manifest::{Contract, Scenario, parse};

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
}
