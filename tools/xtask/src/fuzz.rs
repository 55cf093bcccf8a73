//! `cargo xtask fuzz`: every fuzz target for some seconds, with the compiler of the repository and without cargo-fuzz.
//!
//! The flags are those of cargo-fuzz. The targets of the C ABI run under AddressSanitizer; those of the core do not, because it has no
//! unsafe code that the sanitizer could find a fault in, and without it the compiler need not be told that it may use unstable flags.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;

use anyhow::{Context, bail};

use crate::steps::{self, command, root};

/// A fuzz target, and the folder of its corpus.
#[derive(Clone, Copy)]
struct Target {
    name: &'static str,
    corpus: &'static str,
    over_c: bool,
}

const fn core(name: &'static str) -> Target {
    Target { name, corpus: name, over_c: false }
}

const TARGETS: &[Target] = &[
    core("walk"),
    core("answers"),
    core("json"),
    core("texts"),
    core("webhook_header"),
    core("webhook_verify"),
    core("explain"),
    // The same walks, over the C ABI.
    Target { name: "c_walk", corpus: "walk", over_c: true },
    Target { name: "c_entry", corpus: "c_entry", over_c: true },
];

/// What each target gets in CI: a minute for all of them.
pub(crate) const SECONDS_IN_CI: u32 = 60 / TARGETS.len() as u32;

const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1 -Cdebug-assertions";

/// Runs each target for so many seconds, as many at a time as there are cores; says how often each was run. New inputs are left in
/// `target/fuzz/corpus`; one that makes a target fail in `target/fuzz`.
pub(crate) fn run(seconds: u32) -> anyhow::Result<String> {
    let host = host()?;
    let work = crate::install_c::target().join("fuzz");
    for over_c in [false, true] {
        build(&work, &host, over_c)?;
    }
    let left = Mutex::new(TARGETS.to_vec());
    let told = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(target) = left.lock().ok().and_then(|mut left| left.pop()) {
                    let result = fuzz(&work, &host, target, seconds);
                    match &result {
                        Ok(runs) => println!("{}: {runs} executions in {seconds} s", target.name),
                        Err(error) => println!("{}: {error:#}", target.name),
                    }
                    if let Ok(mut told) = told.lock() {
                        told.push((target.name, result));
                    }
                }
            });
        }
    });
    let mut told = told.into_inner().unwrap_or_default();
    told.sort_by_key(|(name, _)| TARGETS.iter().position(|target| target.name == *name));
    let failed: Vec<_> = told.iter().filter(|(_, result)| result.is_err()).map(|(name, _)| *name).collect();
    if !failed.is_empty() || told.len() != TARGETS.len() {
        bail!("found something: {failed:?}; the inputs are in {}", work.display());
    }
    let runs: Vec<_> = told.iter().filter_map(|(name, runs)| Some(format!("{name} {}", runs.as_ref().ok()?))).collect();
    Ok(format!("{seconds} s each, executions: {}", runs.join(", ")))
}

/// Where the programs of one kind are built.
fn built(work: &Path, over_c: bool) -> PathBuf {
    if over_c { work.join("asan") } else { work.to_owned() }
}

fn build(work: &Path, host: &str, over_c: bool) -> anyhow::Result<()> {
    let mut build = command(&["cargo", "build", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml"]);
    for target in TARGETS.iter().filter(|target| target.over_c == over_c) {
        build.args(["--bin", target.name]);
    }
    // With a target of its own, build scripts and macros are not instrumented.
    build.args(["--target", host]).env("CARGO_TARGET_DIR", built(work, over_c));
    if over_c {
        build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", format!("{FLAGS} -Zsanitizer=address"));
    } else {
        build.env("RUSTFLAGS", FLAGS);
    }
    steps::run(build)
}

/// Runs one target and says how often it was run. What it prints is shown only when it fails.
fn fuzz(work: &Path, host: &str, target: Target, seconds: u32) -> anyhow::Result<u64> {
    let name = target.name;
    let found = work.join("corpus").join(name);
    std::fs::create_dir_all(&found)?;
    let program = built(work, target.over_c).join(host).join("release").join(name);
    let mut fuzz = command(&[program.to_str().context("the path is not UTF-8")?]);
    fuzz.arg(&found).arg(root().join("tests/fuzz-corpus").join(target.corpus));
    fuzz.arg(format!("-max_total_time={seconds}")).args(["-timeout=10", "-print_final_stats=1", "-verbosity=0"]);
    fuzz.arg(format!("-artifact_prefix={}/{name}-", work.display()));
    let output = fuzz.stdout(Stdio::inherit()).output().with_context(|| format!("{name} cannot be started"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{name} ended with {}:\n{text}", output.status);
    }
    let runs = text.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    runs.and_then(|runs| runs.trim().parse().ok()).with_context(|| format!("{name} says nothing of its runs:\n{text}"))
}

fn host() -> anyhow::Result<String> {
    let output = command(&["rustc", "-vV"]).output().context("rustc -vV")?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_owned())
}
