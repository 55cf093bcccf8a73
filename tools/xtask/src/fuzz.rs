//! `cargo xtask fuzz`: every fuzz target for some seconds, with the compiler of the repository and without cargo-fuzz.
//!
//! The flags are those of cargo-fuzz, without AddressSanitizer: the core has no unsafe code that it could find a fault in, and without it
//! no nightly compiler is needed.

use std::path::Path;

use anyhow::Context;

use crate::steps::{self, command, root};

/// The fuzz targets, named as their corpora.
const TARGETS: &[&str] = &["webhook_header", "webhook_verify", "explain"];

const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1 -Cdebug-assertions";

/// Runs each target for so many seconds. New inputs are left in `target/fuzz/corpus`; one that makes a target fail in `target/fuzz`.
pub(crate) fn run(seconds: u32) -> anyhow::Result<()> {
    let host = host()?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into).join("fuzz");
    let mut build = command(&["cargo", "build", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml"]);
    // With a target of its own, build scripts and macros are not instrumented.
    build.args(["--target", &host]).env("RUSTFLAGS", FLAGS).env("CARGO_TARGET_DIR", &target);
    steps::run(build)?;
    for name in TARGETS {
        println!("\n==> {name}, {seconds} s");
        let found = target.join("corpus").join(name);
        std::fs::create_dir_all(&found)?;
        let program = target.join(&host).join("release").join(name);
        let mut fuzz = command(&[program.to_str().context("the path is not UTF-8")?]);
        fuzz.arg(&found).arg(Path::new("tests/fuzz-corpus").join(name));
        fuzz.arg(format!("-max_total_time={seconds}")).args(["-timeout=10", "-print_final_stats=1", "-verbosity=0"]);
        fuzz.arg(format!("-artifact_prefix={}/", target.display()));
        steps::run(fuzz).with_context(|| format!("{name}: the input is in {}", target.display()))?;
    }
    Ok(())
}

fn host() -> anyhow::Result<String> {
    let output = command(&["rustc", "-vV"]).output().context("rustc -vV")?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_owned())
}
