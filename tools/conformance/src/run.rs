//! Runs scenarios: a line to the runner for each call, and the judge on what then lies at the sandbox.
//!
//! Not for what a scenario needs around it: that is [`Stage`].

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow, ensure};

use crate::compare;
use crate::judge::secrets::Secrets;
use crate::judge::{self, Commits, Evidence};
use crate::manifest::{Call, Manifest, Scenario};
use crate::report::{Report, Row, Verdict};
use crate::runner::{self, Asked, Program, Runner, Said};
use crate::stage::Stage;

/// One column of the table: a language, or a language over another transport.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The column's name: `rust`, `node-fetch`.
    pub name: String,
    /// The language whose skips also count: `node`.
    pub language: String,
    /// Whether its HTTP writes headers in alphabetical order.
    pub sorts_headers: bool,
    /// Its runner.
    pub program: Program,
}

/// Which scenarios are run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only ids that begin so.
    pub prefix: Option<String>,
}

/// Processes of one column. Scenarios wait more than they work.
const PROCESSES: usize = 3;

/// Longer than any secret: the end of what a process had printed when it was last looked at may have been cut in one.
const OVERLAP: usize = 4_096;

/// How long a commit may come after the answer: a server that was hung up on goes on.
const LATE: Duration = Duration::from_secs(5);

/// How long nothing may arrive after a call that says nothing was sent.
const QUIET: Duration = Duration::from_millis(50);

/// Runs the selected scenarios in every lane, the lanes side by side.
///
/// # Errors
/// The manifest cannot be used, or nothing is selected.
pub fn run(manifest: &Manifest, lanes: &[Lane], selection: &Selection) -> anyhow::Result<Report> {
    let prefix = selection.prefix.as_deref().unwrap_or_default();
    let scenarios: Vec<&Scenario> = manifest.scenarios.iter().filter(|one| one.id.starts_with(prefix)).collect();
    ensure!(!scenarios.is_empty(), "no scenario's id begins with {prefix:?}");
    ensure!(!lanes.is_empty(), "no language is selected");
    let mut columns: Vec<Vec<Row>> = std::thread::scope(|scope| {
        let of_lane = |lane| {
            let next = Arc::new(AtomicUsize::new(0));
            let process = || {
                let (scenarios, next) = (&scenarios, Arc::clone(&next));
                scope.spawn(move || Column::new(manifest, lane).run(scenarios, &next))
            };
            (0..PROCESSES.min(scenarios.len())).map(|_| process()).collect::<Vec<_>>()
        };
        let threads: Vec<_> = lanes.iter().map(of_lane).collect();
        threads.into_iter().map(|threads| joined(threads, scenarios.len())).collect::<anyhow::Result<_>>()
    })?;
    compare::lanes(&scenarios, lanes, &mut columns);
    Ok(Report::new(lanes.iter().map(|lane| lane.name.clone()).collect(), columns))
}

/// The rows of one lane in the order of the scenarios, and after them what was found at the end of its processes.
fn joined(threads: Vec<ScopedJoinHandle<'_, Vec<(usize, Row)>>>, scenarios: usize) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for thread in threads {
        rows.extend(thread.join().map_err(|_| anyhow!("the judge itself failed; see above"))?);
    }
    rows.sort_by_key(|(index, _)| *index);
    ensure!(rows.len() >= scenarios, "the judge itself left scenarios out");
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// One process of one lane on its way through the scenarios that no other has taken.
struct Column<'a> {
    manifest: &'a Manifest,
    lane: &'a Lane,
    runner: Option<Runner>,
    /// Everything that its runners, the killed ones too, have printed to standard error.
    printed: String,
    /// Every secret of every scenario, for the look at all of that at the end.
    secrets: Secrets,
}

impl<'a> Column<'a> {
    fn new(manifest: &'a Manifest, lane: &'a Lane) -> Self {
        Self { manifest, lane, runner: None, printed: String::new(), secrets: Secrets::default() }
    }

    fn run(mut self, scenarios: &[&Scenario], next: &AtomicUsize) -> Vec<(usize, Row)> {
        let mut rows = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(scenario) = scenarios.get(index) else { break };
            rows.push((index, self.row(scenario)));
        }
        let mut wrong = Vec::new();
        if let Some(runner) = self.runner.take() {
            match runner.finish() {
                Ok((stderr, unasked)) => {
                    self.printed.push_str(&stderr);
                    if !unasked.is_empty() {
                        wrong.push(format!("printed without being asked: {unasked:?}"));
                    }
                }
                Err(error) => wrong.push(format!("{error:#}")),
            }
        }
        wrong.extend(self.secrets.found_in("standard error", &self.printed));
        if !wrong.is_empty() {
            let row = Row { id: "(the whole run)".to_owned(), verdict: Verdict::Failed(wrong), said: Vec::new() };
            rows.push((usize::MAX, row));
        }
        rows
    }

    fn row(&mut self, scenario: &Scenario) -> Row {
        let reason = [&self.lane.name, &self.lane.language].into_iter().find_map(|name| scenario.skip.get(name));
        if let Some(reason) = reason {
            return Row { id: scenario.id.clone(), verdict: Verdict::Skipped(reason.clone()), said: Vec::new() };
        }
        let mut said = Vec::new();
        let verdict = match self.scenario(scenario, &mut said) {
            Ok(wrong) if wrong.is_empty() => Verdict::Passed,
            Ok(wrong) => Verdict::Failed(wrong),
            Err(error) => Verdict::Failed(vec![format!("{error:#}")]),
        };
        Row { id: scenario.id.clone(), verdict, said }
    }

    fn scenario(&mut self, scenario: &Scenario, all_said: &mut Vec<Said>) -> anyhow::Result<Vec<String>> {
        let contract = self.manifest.contracts.get(&scenario.partner).context("a partner without a contract")?;
        let mut stage = Stage::new(scenario, contract)?;
        let since = self.printed.len();
        let result = self.calls(scenario, &mut stage, all_said);
        if result.is_err()
            && let Some(runner) = self.runner.take()
        {
            // Whatever state it is in, the next scenario begins with a new one.
            self.printed.push_str(&runner.kill());
        }
        let shown = self.secrets_shown(&stage.secrets, since);
        self.secrets.add_all(stage.secrets);
        let mut wrong =
            result.or_else(|error| if shown.is_empty() { Err(error) } else { Ok(vec![format!("{error:#}")]) })?;
        wrong.extend(shown);
        Ok(wrong)
    }

    fn calls(
        &mut self,
        scenario: &Scenario,
        stage: &mut Stage<'_>,
        all_said: &mut Vec<Said>,
    ) -> anyhow::Result<Vec<String>> {
        for fault in &scenario.faults {
            stage.add_fault(fault.get())?;
        }
        let mut wrong = Vec::new();
        let (mut arrived, mut nothing_sent) = (0, false);
        for (index, text) in scenario.calls.iter().enumerate() {
            let call: Call = serde_json::from_str(&stage.expand(text.get())?).context("a call of the manifest")?;
            stage.before(&call)?;
            stage.hide_secrets(&call);
            let (before, seen) = (stage.commits(), stage.sandbox.requests().len());
            let mut intents = stage.intents(&call)?;
            let line = stage.line(&format!("{}#{index}", scenario.id), scenario, &call)?;
            let started_ms = unix_ms();
            let answer = self.ask(&line, call.kill_after_us)?;
            let said: Said = match &answer {
                Some(answer) => serde_json::from_str(answer).with_context(|| format!("the answer {answer:?}"))?,
                None => Said::default(),
            };
            let value = said.ok.clone().unwrap_or_default();
            stage.secrets.add_members(&stage.contract.secret_members, &value);
            let requests = stage.sandbox.requests().split_off(seen);
            arrived += requests.len();
            nothing_sent |= said.error.as_ref().is_some_and(|error| error.outcome.as_deref() == Some("not_sent"));
            let mut found = judge::drawn_keys(&mut intents, &requests, &said);
            let evidence = Evidence {
                sorts_headers: self.lane.sorts_headers,
                contract: stage.contract,
                credentials: &stage.credentials,
                expect: &call.expect,
                intents: &intents,
                requests: &requests,
                started_ms,
                commits: (&before, &stage.commits()),
                elsewhere: stage.elsewhere(),
                said: &said,
            };
            match &answer {
                Some(answer) => {
                    found.extend(judge::call(&evidence));
                    found.extend(stage.secrets.found_in_answer(answer));
                }
                None => found.extend(judge::killed(&evidence)),
            }
            if scenario.calls.len() > 1 {
                found.iter_mut().for_each(|line| *line = format!("call {}: {line}", index + 1));
            }
            wrong.extend(found);
            stage.values.push(value);
            stage.keys.push(intents.last().and_then(|intent| intent.key.clone()).unwrap_or_default());
            all_said.push(said);
        }
        aftermath(scenario, stage, (arrived, nothing_sent), &mut wrong)?;
        Ok(wrong)
    }

    /// None: it was killed before it answered.
    fn ask(&mut self, line: &str, kill_after_us: Option<u64>) -> anyhow::Result<Option<String>> {
        match runner::ask(&mut self.runner, &self.lane.program, line, kill_after_us)? {
            Asked::Answered(answer) => Ok(Some(answer)),
            Asked::Killed(stderr) => {
                self.printed.push_str(&stderr);
                // What it had sent is on its way.
                std::thread::sleep(QUIET);
                Ok(None)
            }
        }
    }

    /// The secrets of this scenario in what was printed since the last look. What comes later is found at the end.
    fn secrets_shown(&mut self, secrets: &Secrets, since: usize) -> Vec<String> {
        if let Some(runner) = &mut self.runner {
            self.printed.push_str(&String::from_utf8_lossy(&runner.take_stderr()));
        }
        let from = self.printed.floor_char_boundary(since.saturating_sub(OVERLAP));
        secrets.found_in("standard error", &self.printed[from..])
    }
}

/// What is only known some time after the last call: late commits, late requests.
fn aftermath(
    scenario: &Scenario,
    stage: &Stage<'_>,
    sent: (usize, bool),
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let (arrived, nothing_sent) = sent;
    if nothing_sent {
        std::thread::sleep(QUIET);
    }
    if let Some(expected) = &scenario.ledger {
        let expected: Commits =
            expected.iter().map(|(what, count)| Ok((stage.expand(what)?, *count))).collect::<anyhow::Result<_>>()?;
        let until = Instant::now() + LATE;
        let seen = || together(stage.commits(), &expected);
        while seen() != expected && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(10));
        }
        let commits = seen();
        if commits != expected {
            wrong.push(format!("the ledger: expected {expected:?}, got {commits:?}"));
        }
    }
    for (what, count) in stage.commits().iter().filter(|(_, count)| **count > 1) {
        wrong.push(format!("{what} was committed {count} times"));
    }
    let late = stage.sandbox.requests().len().saturating_sub(arrived);
    if late > 0 {
        wrong.push(format!("{late} request(s) arrived after the call was over"));
    }
    Ok(())
}

/// Puts the commits of an operation together where the expectation says `"operation *"`.
fn together(commits: Commits, expected: &Commits) -> Commits {
    let mut all = Commits::new();
    for (what, count) in commits {
        let every = what.split_once(' ').map(|(operation, _)| format!("{operation} *"));
        let what = every.filter(|every| expected.contains_key(every)).unwrap_or(what);
        *all.entry(what).or_default() += count;
    }
    all
}

/// The wall clock, which the sandbox writes arrivals by, too.
fn unix_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
