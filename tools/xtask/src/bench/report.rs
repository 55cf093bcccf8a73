//! The Markdown of the figures: tables with a line for each size or number, and a column for each way of doing it.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use super::Section;
use super::instructions::Count;
use super::machine::Machine;
use super::row::{Figure, Ratio};
use crate::steps::root;

const REPORT: &str = "docs/benchmarks.md";
const RESULTS: &str = "tools/bench/results/last.jsonl";

/// How many goals were reached, and how many there are.
pub(super) fn goals(sections: &[Section]) -> (usize, usize) {
    let judged: Vec<bool> = sections.iter().flat_map(|section| &section.figures).filter_map(|f| f.reached).collect();
    (judged.iter().filter(|reached| **reached).count(), judged.len())
}

/// A table for each group.
pub(super) fn tables(figures: &[Figure]) -> String {
    let mut out = String::new();
    for group in in_order(figures.iter().map(|figure| figure.row.group.as_str())) {
        let of_group: Vec<_> = figures.iter().filter(|figure| figure.row.group == group).collect();
        let subjects = in_order(of_group.iter().map(|figure| figure.row.subject.as_str()));
        let cases = in_order(of_group.iter().map(|figure| figure.row.case.as_str()));
        let _ = writeln!(out, "\n**{group}**\n\n| | {} |", subjects.join(" | "));
        let _ = writeln!(out, "|---|{}", "---:|".repeat(subjects.len()));
        for case in cases {
            let cell = |subject: &&str| {
                let figure = of_group.iter().find(|f| f.row.case == case && f.row.subject == **subject);
                figure.map(|figure| cell(figure)).unwrap_or_default()
            };
            let cells: Vec<String> = subjects.iter().map(cell).collect();
            let _ = writeln!(out, "| {case} | {} |", cells.join(" | "));
        }
    }
    out
}

/// `1.71 µs · **6.8×** (6.5–7.1), goal 5: ok`
fn cell(figure: &Figure) -> String {
    let mut out = value(figure.median, &figure.row.unit);
    let mut goal = String::new();
    if let Some(Ratio { median, p10, p90 }) = figure.ratio {
        let _ = write!(out, " · **{}×** ({}–{})", digits(median), digits(p10), digits(p90));
        goal = figure.row.goal.map(digits).unwrap_or_default();
    } else if let Some(bound) = figure.row.goal {
        goal = value(bound, &figure.row.unit);
    }
    if let Some(reached) = figure.reached {
        let _ = write!(out, ", goal {goal}: {}", if reached { "ok" } else { "**MISSED**" });
    }
    out
}

/// Each once, in the order they came in.
fn in_order<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for name in names {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// A value in the unit a person would say it in.
fn value(value: f64, unit: &str) -> String {
    let (value, unit) = match unit {
        "ns" if value >= 1e6 => (value / 1e6, "ms"),
        "ns" if value >= 1e3 => (value / 1e3, "µs"),
        "us" if value >= 1e3 => (value / 1e3, "ms"),
        "us" => (value, "µs"),
        unit => (value, unit),
    };
    format!("{} {unit}", digits(value)).trim_end().to_owned()
}

/// Three digits, or all of a whole number.
fn digits(value: f64) -> String {
    if value == value.trunc() && value.abs() < 1e3 {
        format!("{value:.0}")
    } else if value.abs() >= 100.0 {
        grouped(&format!("{value:.0}"))
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// `12345` as `12,345`.
pub(super) fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Writes the report and its figures; a quick run's into its own folder.
pub(super) fn write(machine: &Machine, sections: &[Section], counts: &[Count], quick: Option<&Path>) -> Result<()> {
    let (reached, judged) = goals(sections);
    let mut out =
        format!("{HEAD}\n## The machine\n\n{}\n## Goals\n\n{reached} of {judged} goals reached.", machine.table());
    let missed: Vec<String> = sections
        .iter()
        .flat_map(|section| section.figures.iter().filter(|f| f.reached == Some(false)).map(move |f| (section, f)))
        .map(|(section, f)| {
            format!("- {}, {}, {}, {}: {}\n", section.title, f.row.group, f.row.case, f.row.subject, cell(f))
        })
        .collect();
    if !missed.is_empty() {
        let _ = write!(out, " Missed:\n\n{}", missed.concat());
    }
    let mut results = vec![machine.to_json().to_string()];
    for section in sections {
        let _ = write!(out, "\n## {}\n{}", section.title, tables(&section.figures));
        results.extend(section.figures.iter().map(|figure| figure.to_json(section.name).to_string()));
    }
    let _ = write!(out, "\n## Instructions\n\n{INSTRUCTIONS}\n\n{}", super::instructions::table(counts));
    let (report, lines) = match quick {
        Some(folder) => (folder.join("benchmarks.md"), folder.join("last.jsonl")),
        None => (root().join(REPORT), root().join(RESULTS)),
    };
    std::fs::write(&report, out)?;
    std::fs::write(&lines, results.join("\n") + "\n")?;
    println!("written: {} and {}", report.display(), lines.display());
    Ok(())
}

const HEAD: &str = "# Benchmarks

<!-- Written by `cargo xtask bench`. Change tools/xtask/src/bench, not this file. -->

What Payseal costs beside what a program would use instead. `cargo xtask bench` measures everything again on your machine and
writes this file; `cargo xtask bench node` (or core, python, go, c, calls, sandbox) measures one part and only prints it.

How to read a cell: `1.71 µs · **6.8×** (6.5–7.1), goal 5: ok` means that this way took 1.71 µs (the median of the rounds) and that
Payseal, in the first column, is 6.8 times better: it takes less time, or answers more calls a second. Below 1 Payseal is the slower
one. In parentheses stand the 10th and the 90th percentile over the rounds. All ways of one line take turns, round by round, and
the ratio is taken within a round: a slow moment of the machine hits all of them. Ratios hold between machines, nanoseconds
do not. A goal was set before the code was written; a missed one stays in the list.

Whole calls go over loopback to a server that costs a fraction of any client, on a core of its own; the clients of a line share
one other core and take turns, so a rate is what one core of client can do. Every client does what a program does: the body from its
fields, signature, headers, a pool of connections, the answer read.
The figures without the text: [tools/bench/results/last.jsonl](../tools/bench/results/last.jsonl), one line each.
";

const INSTRUCTIONS: &str = "The number of instructions that a hot path of the core takes, by valgrind: it does not depend on what else the
machine does, so CI compares it with [tools/bench/results/instructions.json](../tools/bench/results/instructions.json). Valgrind's
processor has no SHA instructions: what is signed here costs several times what it costs on a real one.";

#[cfg(test)]
mod tests {
    use super::super::row::{Row, figures};
    use super::*;

    #[test]
    fn numbers_read_as_a_person_says_them() {
        for (number, unit, text) in [
            (187.3, "ns", "187 ns"),
            (1_712.0, "ns", "1.71 µs"),
            (6_000_000.0, "ns", "6 ms"),
            (31.46, "us", "31.5 µs"),
            (12_345.6, "calls/s", "12,346 calls/s"),
            (1_234_567.0, "KB", "1,234,567 KB"),
            (0.0, "", "0"),
        ] {
            assert_eq!(value(number, unit), text);
        }
    }

    #[test]
    fn a_table_has_a_line_for_a_case_and_a_column_for_a_subject() {
        let row = |case: &str, subject: &str, ns: f64, goal| Row {
            group: "sign".to_owned(),
            case: case.to_owned(),
            subject: subject.to_owned(),
            unit: "ns".to_owned(),
            rounds: vec![ns],
            goal,
        };
        let rows = [
            row("0 B", "payseal", 100.0, Some(90.0)),
            row("0 B", "peer", 250.0, Some(2.0)),
            row("1 KiB", "payseal", 1000.0, None),
        ];
        let table = tables(&figures(&rows).unwrap());
        assert_eq!(
            table,
            "\n**sign**\n\n| | payseal | peer |\n|---|---:|---:|\n\
             | 0 B | 100 ns, goal 90 ns: **MISSED** | 250 ns · **2.50×** (2.50–2.50), goal 2: ok |\n| 1 KiB | 1 µs |  |\n"
        );
    }
}
