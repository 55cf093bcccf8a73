//! `cargo xtask`: what the repository does for itself. Not shipped.
//!
//! ```text
//! cargo xtask demo     a signed checkout over real HTTP, watched
//! cargo xtask test     everything that must pass before a change lands
//! cargo xtask gen      the generated files, written anew (`--check`: compared)
//! cargo xtask bench    everything measured beside what one would use instead: docs/benchmarks.md
//! cargo xtask conformance    the scenarios of tests/conformance through every language's package
//! cargo xtask soak     intents from all languages at once, with faults and killed processes; the ledger reconciled
//! cargo xtask oracle   the canonical body against Node's JSON.stringify
//! cargo xtask deep     what takes longer than a test run may
//! cargo xtask install-c --prefix DIR    the C library, its header and its .pc file
//! cargo xtask package  what a release publishes, built, judged and tried out (see docs/releasing.md)
//! cargo xtask fuzz     every fuzz target for some seconds
//! cargo xtask mutants    every change of the core's source that cargo-mutants names must make a test fail
//! cargo xtask stripe   the published stripe packages verify our Tybrite webhook signatures
//! cargo xtask test-c   the part of `test` that is about the C library
//! cargo xtask test-python    the part of `test` that is about the PyPI package
//! cargo xtask test-go    the part of `test` that is about the Go module
//! ```

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod conformance;
mod deep;
mod deep_bindings;
mod deep_c;
mod demo;
mod documents;
mod fuzz;
mod r#gen;
mod go;
mod install_c;
mod mutants;
mod node;
mod oracle;
mod package;
mod python;
mod soak;
mod steps;
mod stripe;
mod supply;
mod test;
mod test_c;
mod tls_front;
mod watched;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "What the repository does for itself")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the sandbox and watches signed checkouts happen over HTTP, one of them with a connection reset.
    Demo,
    /// Runs everything that must pass. A missing toolchain is named and skipped, and fails when CI=true.
    Test {
        /// Also what CI adds: formatting, clippy with warnings as errors, generated files.
        #[arg(long)]
        ci: bool,
    },
    /// Writes the files that are made from the core's descriptions.
    Gen {
        /// Writes nothing and fails when a file differs.
        #[arg(long)]
        check: bool,
    },
    /// Measures side by side in one run, in release builds, and writes docs/benchmarks.md; one subject is only printed.
    Bench(bench::Arguments),
    /// Runs the scenarios of tests/conformance through the installed package of every language, and judges them.
    Conformance {
        /// Only these columns of the table, separated by commas: rust, c, node, node-fetch, python, python-async,
        /// python-aiohttp, python-httpx, go.
        #[arg(long, value_delimiter = ',')]
        lang: Vec<String>,
        /// Only scenarios whose id begins so.
        #[arg(long)]
        scenario: Option<String>,
        /// Only the scenarios of this file, for example one that `soak` wrote.
        #[arg(long)]
        file: Option<std::path::PathBuf>,
        /// A line for each scenario.
        #[arg(short, long)]
        verbose: bool,
    },
    /// Sends intents from all languages at once at one sandbox, with faults and killed processes, and reconciles its ledger.
    Soak(soak::Arguments),
    /// Compares the canonical body with Node's JSON.stringify (needs `node` on the path).
    Oracle {
        /// How many rows: four in five are doubles, the others strings and trees.
        #[arg(long, default_value_t = oracle::FULL)]
        count: u64,
        /// The same seed gives the same rows.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Runs what takes longer than a test run may, and writes the figures into docs/proof.md.
    Deep {
        /// Only the steps whose name holds this, for example `fuzz` or `Sanitizer`.
        #[arg(long)]
        only: Option<String>,
        /// How long each fuzz target runs.
        #[arg(long, default_value_t = 3_600)]
        fuzz_seconds: u32,
    },
    /// Builds the C library optimised and installs it with header, links and .pc file.
    InstallC {
        /// Where to: DIR/lib, DIR/include.
        #[arg(long)]
        prefix: std::path::PathBuf,
        /// Without the blocking client, for programs that bring their own HTTP.
        #[arg(long)]
        no_driver: bool,
        /// Another profile, for tests.
        #[arg(long, default_value = install_c::RELEASE, hide = true)]
        profile: String,
    },
    /// Builds everything that a release publishes and this machine can build, and verifies a webhook with each, installed.
    Package(package::Arguments),
    /// Runs every fuzz target for some seconds (needs a C++ compiler for libFuzzer).
    Fuzz {
        /// How long each target runs.
        #[arg(default_value_t = 60)]
        seconds: u32,
    },
    /// Makes every change of the core's source that cargo-mutants names: a test must fail (needs cargo-mutants).
    Mutants(mutants::Arguments),
    /// Installs the published stripe packages under target/ and lets them verify what Payseal signs.
    Stripe,
    /// Runs the tests of the C library alone.
    TestC {
        /// Instead: the sanitizers and valgrind, as in `deep`.
        #[arg(long)]
        deep: bool,
    },
    /// Runs the tests of the PyPI package alone.
    TestPython,
    /// Runs the tests of the Go module alone.
    TestGo,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo => demo::run(),
        Command::Test { ci } => test::run(ci),
        Command::Gen { check } => r#gen::run(check),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Conformance { lang, scenario, file, verbose } => {
            conformance::run(&lang, scenario, file.as_deref(), verbose)
        }
        Command::Soak(arguments) => soak::run(&arguments),
        Command::Oracle { count, seed } => oracle::run(count, seed),
        Command::Fuzz { seconds } => fuzz::run(seconds).map(drop),
        Command::Mutants(arguments) => mutants::run(&arguments),
        Command::Package(arguments) => package::run(&arguments),
        Command::Stripe => stripe::run(),
        Command::Deep { only, fuzz_seconds } => deep::run(only.as_deref(), fuzz_seconds),
        Command::InstallC { prefix, no_driver, profile } => install_c::run(&prefix, !no_driver, &profile),
        Command::TestC { deep: false } => test_c::run(),
        Command::TestC { deep: true } => deep::c(),
        Command::TestPython => test::python(),
        Command::TestGo => test::go(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
