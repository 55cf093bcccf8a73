//! `payseal-mutants`: every mutant that cargo-mutants finds in the core, in one build.
//!
//! cargo-mutants builds the core anew for each of its 2,400 mutants, which is a day of one machine. Here they are woven into the source,
//! each behind a switch that is read once at the start of a test program: one build, then only tests, and of those only the ones that come
//! by the mutant. What a mutant is, is cargo-mutants' word (`--list --json`). Those that cannot be woven (in a `const`, a changed type)
//! are named, for cargo-mutants itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, ensure};
use clap::Parser;

mod list;
mod tree;
mod trial;
mod weave;

use list::Mutant;
use trial::Outcome;

#[derive(Parser)]
#[command(about)]
struct Cli {
    /// Only mutants of these files (the beginning of a path; may be given several times).
    #[arg(long)]
    file: Vec<String>,
    /// Where the copy, its build and the results go.
    #[arg(long)]
    out: PathBuf,
    /// Also the blocking driver, its files and its tests.
    #[arg(long)]
    driver: bool,
    /// How many mutants at once.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Only mutants whose name contains this.
    #[arg(long)]
    name: Option<String>,
    /// Goes on where the last run was ended, and tries again what survived.
    #[arg(long)]
    resume: bool,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let root = std::env::current_dir()?;
    std::fs::create_dir_all(&cli.out)?;
    let all = list::list(&root)?;
    let all: Vec<_> = all.into_iter().filter(|it| cli.driver || !it.file.starts_with("core/src/driver/")).collect();
    let tree = tree::Tree::copy(&root, cli.out.join("tree"), cli.driver, &all)?;
    let woven = tree.weave(&root, &all)?;
    println!("{} mutants, {} woven in", all.len(), woven.len());
    let tests = trial::Tests::survey(&tree, tree.programs()?)?;
    println!("{} tests pass without a mutant", tests.count());
    std::fs::write(cli.out.join("tests.txt"), tests.table())?;

    let log = cli.out.join("outcomes.txt");
    let before = if cli.resume { std::fs::read_to_string(&log).unwrap_or_default() } else { String::new() };
    let mut results: Vec<(&Mutant, Outcome)> = Vec::new();
    let known: BTreeMap<&str, Outcome> = before.lines().filter_map(caught).collect();
    results.extend(all.iter().filter_map(|it| Some((it, *known.get(it.name.as_str())?))));
    let mut chosen: Vec<_> = all
        .iter()
        .filter(|it| woven.contains(&it.id))
        .filter(|it| cli.file.is_empty() || cli.file.iter().any(|begin| it.file.starts_with(begin)))
        .filter(|it| cli.name.as_ref().is_none_or(|part| it.name.contains(part)))
        .filter(|it| !known.contains_key(it.name.as_str()))
        .collect();
    // The explainer decides nothing and its tests are the slowest.
    chosen.sort_by_key(|it| it.file.starts_with("core/src/explain/"));
    let next = AtomicUsize::new(0);
    let results = Mutex::new(results);
    let kept: String = before.lines().filter(|line| caught(line).is_some()).map(|line| format!("{line}\n")).collect();
    std::fs::write(&log, kept)?;
    let log = Mutex::new(std::fs::OpenOptions::new().append(true).open(&log)?);
    std::thread::scope(|scope| {
        let work = || -> anyhow::Result<()> {
            while let Some(mutant) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (outcome, by) = tests.judge(mutant.id)?;
                let line = format!("{outcome:?}\t{}\t{by}", mutant.name);
                if matches!(outcome, Outcome::Missed | Outcome::NotReached) {
                    println!("{line}");
                }
                writeln!(log.lock().ok().context("a thread panicked")?, "{line}")?;
                results.lock().ok().context("a thread panicked")?.push((*mutant, outcome));
            }
            Ok(())
        };
        let threads: Vec<_> = (0..cli.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().ok().context("a thread panicked")?)
    })?;

    let results = results.into_inner().ok().context("a thread panicked")?;
    let rest: Vec<&str> = all.iter().filter(|it| !woven.contains(&it.id)).map(|it| it.name.as_str()).collect();
    std::fs::write(cli.out.join("not-woven.txt"), rest.join("\n") + "\n")?;
    print!("{}", table(&results));
    println!("{} mutants could not be woven in: {}", rest.len(), cli.out.join("not-woven.txt").display());
    judge(&results, &std::fs::read_to_string(root.join(SURVIVORS))?)
}

/// The name in a line of `outcomes.txt`, when the mutant was caught.
fn caught(line: &str) -> Option<(&str, Outcome)> {
    let mut words = line.split('\t');
    let outcome = match words.next()? {
        "Caught" => Outcome::Caught,
        "TimedOut" => Outcome::TimedOut,
        _ => return None,
    };
    Some((words.next()?, outcome))
}

/// The survivors, each with its reason: lines `| `mutant` | reason |`.
const SURVIVORS: &str = "docs/mutants.md";

/// How many of a hundred must be caught.
const GOAL: f64 = 95.0;

/// # Errors
/// When too few are caught, or one survives without a written reason.
fn judge(results: &[(&Mutant, Outcome)], listed: &str) -> anyhow::Result<()> {
    let listed: BTreeSet<&str> =
        listed.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let survived = |outcome| matches!(outcome, Outcome::Missed | Outcome::NotReached);
    let survivors: Vec<&Mutant> = results.iter().filter(|(_, outcome)| survived(*outcome)).map(|it| it.0).collect();
    let caught = results.len() - survivors.len();
    #[expect(clippy::cast_precision_loss, reason = "a percentage of some thousands")]
    let share = 100.0 * caught as f64 / results.len().max(1) as f64;
    println!("{caught} of {} mutants caught: {share:.2} %", results.len());
    let without: Vec<&str> =
        survivors.iter().filter(|it| !listed.contains(it.place().as_str())).map(|it| it.name.as_str()).collect();
    ensure!(without.is_empty(), "{} survive without a reason in {SURVIVORS}:\n{}", without.len(), without.join("\n"));
    ensure!(share >= GOAL, "fewer than {GOAL} % are caught");
    Ok(())
}

fn table(results: &[(&Mutant, Outcome)]) -> String {
    let mut rows: BTreeMap<&str, BTreeMap<Outcome, usize>> = BTreeMap::new();
    for (mutant, outcome) in results {
        *rows.entry(&mutant.file).or_default().entry(*outcome).or_default() += 1;
        *rows.entry("~ together").or_default().entry(*outcome).or_default() += 1;
    }
    let mut text =
        String::from("| file | tested | caught | timed out | missed | not reached |\n|---|---:|---:|---:|---:|---:|\n");
    for (file, row) in rows {
        let count = |outcome| row.get(&outcome).copied().unwrap_or(0);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            file.trim_start_matches("~ "),
            row.values().sum::<usize>(),
            count(Outcome::Caught),
            count(Outcome::TimedOut),
            count(Outcome::Missed),
            count(Outcome::NotReached)
        );
    }
    text
}
