//! `cargo xtask bench`: what Payseal costs beside what a user would use instead, measured in release builds.
//!
//! The programs of `tools/bench` print rows ([`row`]), this makes one report of them: `docs/benchmarks.md` with its figures in
//! `tools/bench/results/last.jsonl`, and every round's value under `target/bench/`. Not a gate: a missed goal is shown as `MISSED`. The one
//! figure that is compared with what is committed is the number of instructions ([`instructions`]), because it does not depend on what
//! else the machine does.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::install_c::target;
use crate::steps::{self, command};
use row::{Figure, Row};

mod c;
mod go;
pub(crate) mod instructions;
mod load;
mod machine;
mod node;
mod python;
mod report;
mod row;

/// What `cargo xtask bench` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to measure: core, c, node, python, go, calls, sandbox, instructions; `all` also writes docs/benchmarks.md.
    #[arg(default_value = "all")]
    subject: String,
    /// A few short rounds, to try the programs. The figures are worth nothing, and no committed file is written.
    #[arg(long)]
    quick: bool,
    /// With `instructions`: writes the baseline instead of comparing with it.
    #[arg(long)]
    write: bool,
}

/// How long measuring takes: each program reads it from its environment.
#[derive(Clone, Copy)]
pub(crate) struct Budget {
    /// Interleaved rounds within a program, and milliseconds of a case in a round.
    rounds: usize,
    slice_ms: u64,
    /// Rounds of windows under load, and milliseconds of a window.
    windows: usize,
    window_ms: u64,
}

const FULL: Budget = Budget { rounds: 15, slice_ms: 15, windows: 7, window_ms: 400 };
const QUICK: Budget = Budget { rounds: 3, slice_ms: 2, windows: 2, window_ms: 60 };

impl Budget {
    fn give(self, command: &mut Command) {
        command
            .env("PAYSEAL_BENCH_ROUNDS", self.rounds.to_string())
            .env("PAYSEAL_BENCH_MS", self.slice_ms.to_string())
            .env("PAYSEAL_BENCH_WINDOW_MS", self.window_ms.to_string());
    }
}

/// A part of the report, built and ready to be measured.
type Measure = Box<dyn FnOnce(Budget) -> Result<Vec<Row>>>;

/// A part of the report.
struct Part {
    name: &'static str,
    title: &'static str,
    /// Builds what it measures.
    prepare: fn() -> Result<Measure>,
}

/// Every part, in the order of the report.
const PARTS: &[Part] = &[
    Part { name: "core", title: "Rust, the core", prepare: core },
    Part { name: "node", title: "Node", prepare: node::prepare },
    Part { name: "python", title: "Python", prepare: python::prepare },
    Part { name: "go", title: "Go", prepare: go::prepare },
    Part { name: "c", title: "C", prepare: c::prepare },
    Part { name: "calls", title: "Whole calls over HTTP", prepare: load::prepare },
    Part { name: "sandbox", title: "The sandbox", prepare: sandbox },
];

/// Measures one subject, or all and writes the report.
pub(crate) fn run(Arguments { subject, quick, write }: &Arguments) -> Result<()> {
    if subject == "instructions" {
        return instructions::run(*write);
    }
    ensure!(!write, "--write is for `bench instructions`");
    let is_all = subject == "all";
    let chosen: Vec<_> = PARTS.iter().filter(|part| is_all || part.name == subject).collect();
    if chosen.is_empty() {
        let names: Vec<_> = PARTS.iter().map(|part| part.name).collect();
        bail!("there is no benchmark of `{subject}`; there are: all, {}, instructions", names.join(", "));
    }
    // All is built before anything is measured: a compiler beside a measurement spoils it, and what fails should fail at once.
    let prepared = chosen.into_iter().map(|part| Ok((part, (part.prepare)()?))).collect::<Result<Vec<_>>>()?;
    let counted = if is_all { Some(instructions::count()?) } else { None };
    let machine = machine::Machine::look()?;
    let budget = if *quick { QUICK } else { FULL };
    let raw = raw_folder()?;
    let mut sections = Vec::new();
    for (&Part { name, title, .. }, measure) in prepared {
        println!("\n==> {title}");
        let begun = Instant::now();
        let rows = measure(budget)?;
        let lines: Vec<String> = rows.iter().map(|row| row.to_json().to_string()).collect();
        std::fs::write(raw.join(format!("{name}.jsonl")), lines.join("\n") + "\n")?;
        let figures = row::figures(&rows)?;
        println!("{}({:.0} s)", report::tables(&figures), begun.elapsed().as_secs_f64());
        sections.push(Section { name, title, figures });
    }
    println!("\nevery round: {}", raw.display());
    let (reached, judged) = report::goals(&sections);
    println!("{reached} of {judged} goals reached");
    if let Some(counted) = &counted {
        report::write(&machine, &sections, counted, if *quick { Some(&raw) } else { None })?;
    }
    Ok(())
}

/// A measured part.
struct Section {
    name: &'static str,
    title: &'static str,
    figures: Vec<Figure>,
}

/// Where this run's raw data goes, a new folder for each.
fn raw_folder() -> Result<PathBuf> {
    let stamp = said(&["date", "-u", "+%Y-%m-%dT%H%M%SZ"])?;
    let folder = target().join("bench").join(stamp);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// What a command prints, without the line's end.
fn said(words: &[&str]) -> Result<String> {
    let output =
        command(words).stderr(Stdio::inherit()).output().with_context(|| format!("could not start {words:?}"))?;
    ensure!(output.status.success(), "{words:?} ended with {}", output.status);
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Runs a program of `tools/bench` to its end and reads its rows. What is not a row is passed on.
fn rows_of(mut program: Command, budget: Budget) -> Result<Vec<Row>> {
    budget.give(&mut program);
    let shown = format!("{program:?}");
    let mut child = program.stdout(Stdio::piped()).spawn().with_context(|| format!("could not start {shown}"))?;
    let mut rows = Vec::new();
    for line in BufReader::new(child.stdout.take().context("its output is piped")?).lines() {
        let line = line?;
        if line.starts_with('{') { rows.push(Row::parse(&line)?) } else { println!("{line}") }
    }
    let status = child.wait()?;
    ensure!(status.success(), "{shown} ended with {status}");
    ensure!(!rows.is_empty(), "{shown} measured nothing");
    Ok(rows)
}

/// Builds, unless this process has already: two parts of the report need the same packages.
fn built(done: &'static OnceLock<()>, build: impl FnOnce() -> Result<()>) -> Result<()> {
    if done.get().is_none() {
        build()?;
    }
    done.get_or_init(|| ());
    Ok(())
}

/// The release build of `payseal-bench`.
fn rust_program() -> Result<PathBuf> {
    steps::run(command(&["cargo", "build", "--release", "--locked", "-p", "payseal-bench"]))?;
    Ok(target().join("release/payseal-bench"))
}

fn core() -> Result<Measure> {
    rust_subject("core")
}

fn sandbox() -> Result<Measure> {
    rust_subject("sandbox")
}

fn rust_subject(subject: &'static str) -> Result<Measure> {
    let mut program = Command::new(rust_program()?);
    program.arg(subject);
    Ok(Box::new(move |budget| rows_of(program, budget)))
}
