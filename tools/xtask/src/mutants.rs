//! `cargo xtask mutants`: how strong the tests of the core are. Every small change of its source that cargo-mutants can think of is made,
//! and a test must fail.

use anyhow::Context;

use crate::steps::{self, Steps, command, root};

/// What a run needs besides cargo: `cargo install cargo-mutants --locked`.
pub(crate) const TOOLS: &[&str] = &["cargo-mutants", "git"];

/// Which mutants, and how.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only mutants of files whose path begins so, for example core/src/call.
    #[arg(long)]
    file: Vec<String>,
    /// Only mutants whose name contains this.
    #[arg(long)]
    name: Option<String>,
    /// Also the blocking driver, its files and its tests.
    #[arg(long)]
    driver: bool,
    /// Goes on where the last run was ended, and tries again what survived.
    #[arg(long)]
    resume: bool,
    /// How many mutants at once.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Instead: cargo-mutants itself, which builds the core anew for each of the mutants K, K+N, K+2N, … (`K/N`).
    #[arg(long, value_name = "K/N")]
    one_by_one: Option<String>,
}

/// Runs as told.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut steps = Steps::new();
    steps.step_with("mutants of the core", TOOLS, || match &arguments.one_by_one {
        Some(shard) => one_by_one(shard, arguments),
        None => together(arguments),
    });
    steps.finish()
}

/// All mutants without the driver, for `deep`.
pub(crate) fn all() -> anyhow::Result<()> {
    together(&Arguments { file: Vec::new(), name: None, driver: false, resume: false, jobs: 2, one_by_one: None })
}

fn together(arguments: &Arguments) -> anyhow::Result<()> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let out = target.join("mutants");
    let out = out.to_str().context("the path is not UTF-8")?;
    let mut command = command(&["cargo", "run", "--quiet", "--locked", "--package", "payseal-mutants", "--"]);
    command.args(["--out", out, "--jobs", &arguments.jobs.to_string()]);
    command.args(arguments.file.iter().flat_map(|file| ["--file", file]));
    command.args(arguments.name.iter().flat_map(|name| ["--name", name]));
    for (name, wanted) in [("--driver", arguments.driver), ("--resume", arguments.resume)] {
        if wanted {
            command.arg(name);
        }
    }
    steps::run(command)
}

fn one_by_one(shard: &str, arguments: &Arguments) -> anyhow::Result<()> {
    let mut command =
        command(&["cargo", "mutants", "--package", "payseal", "--shard", shard, "--sharding", "round-robin"]);
    command.args(arguments.file.iter().flat_map(|file| ["--file".to_owned(), format!("{file}*")]));
    if !arguments.driver {
        command.args(["--exclude", "core/src/driver/**", "--no-default-features", "--features", "descriptions"]);
    }
    command.args(["--", "--lib", "--tests"]);
    steps::run(command)
}
