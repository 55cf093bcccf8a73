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

use anyhow::Context;
use clap::Parser;

mod list;
mod tree;
mod trial;
mod weave;

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
    /// Without the blocking driver, its files and its tests.
    #[arg(long)]
    no_driver: bool,
    /// How many mutants at once.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Only mutants whose name contains this.
    #[arg(long)]
    name: Option<String>,
    /// Only the mutants named in this file, one a line.
    #[arg(long)]
    names: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let root = std::env::current_dir()?;
    std::fs::create_dir_all(&cli.out)?;
    let all = list::list(&root)?;
    let all: Vec<_> = all.into_iter().filter(|it| !cli.no_driver || !it.file.starts_with("core/src/driver/")).collect();
    let tree = tree::Tree::copy(&root, cli.out.join("tree"), !cli.no_driver, &all)?;
    let woven = tree.weave(&root, &all)?;
    println!("{} mutants, {} woven in", all.len(), woven.len());
    let tests = trial::Tests::survey(&tree, tree.programs()?)?;
    println!("{} tests pass without a mutant", tests.count());
    std::fs::write(cli.out.join("tests.txt"), tests.table())?;

    let named: Option<BTreeSet<String>> = match &cli.names {
        Some(path) => Some(std::fs::read_to_string(path)?.lines().map(str::to_owned).collect()),
        None => None,
    };
    let chosen: Vec<_> = all
        .iter()
        .filter(|it| woven.contains(&it.id))
        .filter(|it| cli.file.is_empty() || cli.file.iter().any(|begin| it.file.starts_with(begin)))
        .filter(|it| cli.name.as_ref().is_none_or(|part| it.name.contains(part)))
        .filter(|it| named.as_ref().is_none_or(|names| names.contains(&it.name)))
        .collect();
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let log = Mutex::new(std::fs::File::create(cli.out.join("outcomes.txt"))?);
    std::thread::scope(|scope| {
        let work = || -> anyhow::Result<()> {
            while let Some(mutant) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (outcome, by) = tests.judge(mutant.id)?;
                let line = format!("{outcome:?}\t{}\t{by}", mutant.name);
                if matches!(outcome, Outcome::Missed | Outcome::NotReached) {
                    println!("{line}");
                }
                writeln!(log.lock().ok().context("a thread panicked")?, "{line}")?;
                results.lock().ok().context("a thread panicked")?.push((mutant.file.clone(), outcome));
            }
            Ok(())
        };
        let threads: Vec<_> = (0..cli.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().ok().context("a thread panicked")?)
    })?;

    let results = results.into_inner().ok().context("a thread panicked")?;
    print!("{}", table(&results));
    let rest: Vec<&str> = all.iter().filter(|it| !woven.contains(&it.id)).map(|it| it.name.as_str()).collect();
    std::fs::write(cli.out.join("not-woven.txt"), rest.join("\n") + "\n")?;
    println!("{} mutants could not be woven in: {}", rest.len(), cli.out.join("not-woven.txt").display());
    Ok(())
}

fn table(results: &[(String, Outcome)]) -> String {
    let mut rows: BTreeMap<&str, BTreeMap<Outcome, usize>> = BTreeMap::new();
    for (file, outcome) in results {
        *rows.entry(file).or_default().entry(*outcome).or_default() += 1;
        *rows.entry("~ together").or_default().entry(*outcome).or_default() += 1;
    }
    let mut text = String::from("| file | tested | caught | timed out | missed | not reached |\n|---|---:|---:|---:|---:|---:|\n");
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
