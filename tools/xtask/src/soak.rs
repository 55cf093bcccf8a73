//! `cargo xtask soak`: installs every language's package and lets `payseal-conformance` send intents through all of them at once.
//!
//! Not for what is sent and how it is judged: that is the crate.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, ensure};
use payseal_conformance::soak::{self, Finding, Options, Summary};

use crate::conformance;
use crate::install_c::target;

/// Without a limit it takes a minute.
#[derive(Default, clap::Args)]
pub(crate) struct Arguments {
    /// How long, in minutes.
    #[arg(long)]
    minutes: Option<u64>,
    /// How long, in seconds; on top of the minutes.
    #[arg(long)]
    seconds: Option<u64>,
    /// Ends after so many intents, however long they take unless a time is given.
    #[arg(long)]
    intents: Option<u64>,
    /// The same seed gives the same intents, faults and kills; drawn when left out, and printed.
    #[arg(long)]
    seed: Option<u64>,
    /// Only these columns, separated by commas, as `conformance` has them.
    #[arg(long, value_delimiter = ',')]
    lang: Vec<String>,
    /// Only errands that begin with these, separated by commas: operations of Clive, `invalid`, Tybrite's providers,
    /// `orders.create`, `ingest.products`.
    #[arg(long, value_delimiter = ',')]
    operation: Vec<String>,
    /// Processes for each column and partner.
    #[arg(long)]
    processes: Option<usize>,
}

/// Longer than anybody waits.
const NO_LIMIT: Duration = Duration::from_secs(7 * 24 * 3_600);

impl Arguments {
    fn options(&self) -> Options {
        let defaults = Options::default();
        let time = match (self.minutes, self.seconds) {
            (None, None) if self.intents.is_some() => NO_LIMIT,
            (None, None) => defaults.time,
            (minutes, seconds) => Duration::from_secs(minutes.unwrap_or(0) * 60 + seconds.unwrap_or(0)),
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Options {
            seed: self.seed.unwrap_or(now.as_secs() % 1_000_000),
            time,
            intents: self.intents.unwrap_or(0),
            processes: self.processes.unwrap_or(defaults.processes),
            operations: self.operation.clone(),
            ..defaults
        }
    }
}

/// Installs, runs, prints the closing line and every finding, and fails when there is one.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let lanes = conformance::install(&arguments.lang)?;
    let options = arguments.options();
    println!("--- soak with --seed {}", options.seed);
    let summary = soak::run(conformance::manifest()?, &lanes, &options, |line| println!("{line}"))?;
    for (index, finding) in summary.findings.iter().enumerate() {
        show(index + 1, finding, &summary)?;
    }
    println!("{}", summary.line());
    ensure!(
        summary.findings.is_empty(),
        "{} findings; run it again with --seed {}",
        summary.findings.len(),
        summary.seed
    );
    // One that did nothing would pass as well.
    ensure!(summary.intents > 0 && summary.requests.1 > 0, "nothing was asked for, or nothing went wrong");
    Ok(())
}

/// The part of `cargo xtask test`: a minute.
pub(crate) fn in_tests() -> anyhow::Result<()> {
    run(&Arguments { seconds: Some(60), ..Arguments::default() })
}

/// The part of `cargo xtask deep`: so many, however long they take.
pub(crate) fn of_intents(intents: u64) -> anyhow::Result<()> {
    run(&Arguments { intents: Some(intents), ..Arguments::default() })
}

fn show(number: usize, finding: &Finding, summary: &Summary) -> anyhow::Result<()> {
    println!("\nFAILED {number}: {}", finding.text);
    let Some((json, wrong)) = &finding.scenario else { return Ok(()) };
    let file = scenario_file(summary.seed, number)?;
    std::fs::write(&file, json).with_context(|| format!("writing {}", file.display()))?;
    if wrong.is_empty() {
        println!("  as a scenario it did not fail again; what was tried stands in {}", file.display());
        return Ok(());
    }
    println!("  the shortest scenario that shows it: cargo xtask conformance --file {}\n{json}", file.display());
    for line in wrong {
        println!("  {line}");
    }
    Ok(())
}

fn scenario_file(seed: u64, number: usize) -> anyhow::Result<PathBuf> {
    let folder = target().join("soak");
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(folder.join(format!("seed-{seed}-{number}.json")))
}
