//! The table that people read.

use std::fmt::Write as _;

use crate::runner::Said;

/// How one scenario went in one lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As expected.
    Passed,
    /// Every difference.
    Failed(Vec<String>),
    /// The manifest's reason.
    Skipped(String),
}

/// One cell, with what the runner said.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) verdict: Verdict,
    pub(crate) said: Vec<Said>,
}

/// Every verdict of a run.
pub struct Report {
    lanes: Vec<String>,
    columns: Vec<Vec<(String, Verdict)>>,
}

impl Report {
    pub(crate) fn new(lanes: Vec<String>, columns: Vec<Vec<Row>>) -> Self {
        let cells = |column: Vec<Row>| column.into_iter().map(|row| (row.id, row.verdict)).collect();
        Self { lanes, columns: columns.into_iter().map(cells).collect() }
    }

    /// How many verdicts are failures.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.count(|verdict| matches!(verdict, Verdict::Failed(_)))
    }

    /// The verdicts of one lane, by scenario.
    #[must_use]
    pub fn lane(&self, name: &str) -> Option<&[(String, Verdict)]> {
        let at = self.lanes.iter().position(|lane| lane == name)?;
        self.columns.get(at).map(Vec::as_slice)
    }

    fn count(&self, is: impl Fn(&Verdict) -> bool) -> usize {
        self.columns.iter().flatten().filter(|(_, verdict)| is(verdict)).count()
    }

    /// The table, each skip with its reason, each failure with its differences, and the closing line. `all`: also a line
    /// for each scenario.
    #[must_use]
    pub fn text(&self, all: bool) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text, all);
        text
    }

    fn write(&self, text: &mut String, all: bool) -> std::fmt::Result {
        let passed = |verdict: &Verdict| *verdict == Verdict::Passed;
        let failed = |verdict: &Verdict| matches!(verdict, Verdict::Failed(_));
        let skipped = |verdict: &Verdict| matches!(verdict, Verdict::Skipped(_));
        if all {
            self.scenarios(text)?;
        }
        for (lane, column) in self.lanes.iter().zip(&self.columns) {
            for (id, verdict) in column {
                match verdict {
                    Verdict::Passed => {}
                    Verdict::Skipped(reason) => writeln!(text, "skipped {lane} {id}: {reason}")?,
                    Verdict::Failed(wrong) => {
                        writeln!(text, "FAILED  {lane} {id}")?;
                        for line in wrong {
                            writeln!(text, "        {line}")?;
                        }
                    }
                }
            }
        }
        writeln!(text, "\n{:<12} {:>6} {:>6} {:>7}", "language", "passed", "failed", "skipped")?;
        for (lane, column) in self.lanes.iter().zip(&self.columns) {
            let count = |is: &dyn Fn(&Verdict) -> bool| column.iter().filter(|(_, verdict)| is(verdict)).count();
            writeln!(text, "{lane:<12} {:>6} {:>6} {:>7}", count(&passed), count(&failed), count(&skipped))?;
        }
        let scenarios = self.columns.first().map_or(0, Vec::len);
        writeln!(
            text,
            "{scenarios} scenarios in {} columns: {} passed, {} failed, {} skipped",
            self.lanes.len(),
            self.count(passed),
            self.count(failed),
            self.count(skipped)
        )
    }

    fn scenarios(&self, text: &mut String) -> std::fmt::Result {
        let Some(first) = self.columns.first() else { return Ok(()) };
        let width = first.iter().map(|(id, _)| id.len()).max().unwrap_or(0);
        write!(text, "{:width$}", "")?;
        for lane in &self.lanes {
            write!(text, " {lane:>10}")?;
        }
        writeln!(text)?;
        for (id, _) in first {
            write!(text, "{id:width$}")?;
            for column in &self.columns {
                let cell = match column.iter().find(|(other, _)| other == id).map(|(_, verdict)| verdict) {
                    Some(Verdict::Passed) => "ok",
                    Some(Verdict::Failed(_)) => "FAILED",
                    Some(Verdict::Skipped(_)) => "skipped",
                    None => "",
                };
                write!(text, " {cell:>10}")?;
            }
            writeln!(text)?;
        }
        writeln!(text)
    }
}
