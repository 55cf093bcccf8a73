//! One line of a benchmark program's output, and what is computed from it. The only place that knows medians, ratios and goals.
//!
//! Every program prints JSON lines `{group, case, subject, unit, rounds, goal}`: what `subject` took in each interleaved round. The first
//! subject of a group and case is ours; the ratio of every other one is taken within a round, so that a slow moment of the machine hits both.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// What one program measured of one subject.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The table it stands in.
    pub(crate) group: String,
    /// The line of the table: how large, how many.
    pub(crate) case: String,
    /// The column: ours first, then what a user would use instead.
    pub(crate) subject: String,
    /// `ns`, `us`, `ms`, `KB`, `calls/s`, or empty for a count.
    pub(crate) unit: String,
    /// A value for each round.
    pub(crate) rounds: Vec<f64>,
    /// Of ours: the bound of the value. Of a peer: how many times better we must at least be.
    pub(crate) goal: Option<f64>,
}

impl Row {
    /// Reads a line.
    pub(crate) fn parse(line: &str) -> Result<Self> {
        let row: Value = serde_json::from_str(line).with_context(|| format!("not a row: {line}"))?;
        let text = |name: &str| -> Result<String> {
            Ok(row[name].as_str().with_context(|| format!("no `{name}` in {line}"))?.to_owned())
        };
        let rounds: Vec<f64> = row["rounds"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        ensure!(!rounds.is_empty(), "no `rounds` in {line}");
        Ok(Self {
            group: text("group")?,
            case: text("case")?,
            subject: text("subject")?,
            unit: text("unit")?,
            rounds,
            goal: row["goal"].as_f64(),
        })
    }

    /// The line again, for the raw data.
    pub(crate) fn to_json(&self) -> Value {
        let Self { group, case, subject, unit, rounds, goal } = self;
        json!({"group": group, "case": case, "subject": subject, "unit": unit, "rounds": rounds, "goal": goal})
    }

    /// More is better.
    fn is_rate(&self) -> bool {
        self.unit.ends_with("/s")
    }
}

/// How many times better we are than a peer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    /// A tenth of the rounds are below.
    pub(crate) p10: f64,
    /// A tenth of the rounds are above.
    pub(crate) p90: f64,
}

/// What a table shows of a row.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) row: Row,
    pub(crate) median: f64,
    /// `None` for ours.
    pub(crate) ratio: Option<Ratio>,
    /// `None` where nothing is promised.
    pub(crate) reached: Option<bool>,
}

impl Figure {
    /// A line of the committed results: without the rounds.
    pub(crate) fn to_json(&self, program: &str) -> Value {
        let Row { group, case, subject, unit, goal, .. } = &self.row;
        let mut line = json!({
            "program": program, "group": group, "case": case, "subject": subject, "unit": unit, "median": rounded(self.median),
        });
        if let Some(ratio) = self.ratio {
            line["ratio"] = json!(rounded(ratio.median));
            line["p10"] = json!(rounded(ratio.p10));
            line["p90"] = json!(rounded(ratio.p90));
        }
        if goal.is_some() {
            line["goal"] = json!(goal.map(rounded));
            line["reached"] = json!(self.reached);
        }
        line
    }
}

/// Computes what is shown of each row.
///
/// # Errors
/// When a peer has another number of rounds than ours.
pub(crate) fn figures(rows: &[Row]) -> Result<Vec<Figure>> {
    rows.iter()
        .map(|row| {
            let ours = rows.iter().find(|ours| ours.group == row.group && ours.case == row.case).unwrap_or(row);
            let median = quantile(&row.rounds, 0.5);
            let is_ours = std::ptr::eq(ours, row);
            let ratio = if is_ours { None } else { Some(ratio(ours, row)?) };
            let reached = row.goal.map(|goal| match ratio {
                Some(ratio) => ratio.median >= goal,
                None if row.is_rate() => median >= goal,
                None => median <= goal,
            });
            Ok(Figure { row: row.clone(), median, ratio, reached })
        })
        .collect()
}

fn ratio(ours: &Row, peer: &Row) -> Result<Ratio> {
    ensure!(
        ours.rounds.len() == peer.rounds.len() && ours.unit == peer.unit,
        "{}, {}: {} and {} were not measured in the same rounds",
        ours.group,
        ours.case,
        ours.subject,
        peer.subject
    );
    let better = |(ours, theirs): (&f64, &f64)| if peer.is_rate() { ours / theirs } else { theirs / ours };
    let ratios: Vec<f64> = ours.rounds.iter().zip(&peer.rounds).map(better).collect();
    Ok(Ratio { median: quantile(&ratios, 0.5), p10: quantile(&ratios, 0.1), p90: quantile(&ratios, 0.9) })
}

/// The value below which this share of the values lies, by the nearest one: 0.5 of an even number is the upper of the two in the middle.
pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::cast_possible_truncation,
        reason = "a few rounds"
    )]
    let at = ((values.len().saturating_sub(1)) as f64 * share).round() as usize;
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// Four significant digits: more is noise.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(subject: &str, unit: &str, rounds: &[f64], goal: Option<f64>) -> Row {
        let text = |text: &str| text.to_owned();
        Row {
            group: text("g"),
            case: text("c"),
            subject: text(subject),
            unit: text(unit),
            rounds: rounds.to_vec(),
            goal,
        }
    }

    #[test]
    fn a_ratio_above_one_means_that_ours_is_better() {
        let times = [row("payseal", "ns", &[1.0, 2.0, 4.0], None), row("peer", "ns", &[3.0, 4.0, 4.0], Some(2.0))];
        let figures = figures(&times).unwrap();
        assert_eq!(figures[1].ratio, Some(Ratio { median: 2.0, p10: 1.0, p90: 3.0 }));
        assert_eq!((figures[0].ratio, figures[0].median, figures[1].reached), (None, 2.0, Some(true)));
        let rates = [row("payseal", "calls/s", &[6.0], Some(5.0)), row("peer", "calls/s", &[2.0], Some(4.0))];
        let figures = super::figures(&rates).unwrap();
        assert_eq!((figures[0].reached, figures[1].reached), (Some(true), Some(false)));
    }

    #[test]
    fn rounds_that_were_not_interleaved_are_refused() {
        let rows = [row("payseal", "ns", &[1.0, 2.0], None), row("peer", "ns", &[3.0], None)];
        let error = figures(&rows).unwrap_err().to_string();
        assert!(error.contains("payseal and peer were not measured in the same rounds"), "{error}");
    }

    #[test]
    fn a_row_is_what_its_line_says() {
        let line = r#"{"group":"g","case":"c","subject":"s","unit":"ns","rounds":[1,2.5],"goal":null}"#;
        let row = Row::parse(line).unwrap();
        assert_eq!((row.rounds.as_slice(), row.goal), (&[1.0, 2.5][..], None));
        assert_eq!(Row::parse(&row.to_json().to_string()).unwrap().to_json(), row.to_json());
        assert!(Row::parse(r#"{"group":"g","case":"c","subject":"s","unit":"ns","rounds":[]}"#).is_err());
    }
}
