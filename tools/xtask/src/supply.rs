//! What Payseal stands on: licences, sources and bans of all crates, known advisories, and the oldest compiler that is promised.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::steps::{self, command, root};

/// `cargo deny` by `deny.toml`, for the workspace and for the fuzz targets. The advisories need the RustSec database: where it cannot be
/// had, they are said to be unchecked, and with CI=true that fails.
pub(crate) fn deny() -> Result<String> {
    let deny = |words: &[&str]| {
        let mut deny = command(&["cargo", "deny", "--config", "deny.toml"]);
        deny.args(words);
        steps::run(deny)
    };
    deny(&["check", "--hide-inclusion-graph", "licenses", "bans", "sources"])?;
    // Nothing of the fuzz targets is given away: where it comes from is what counts.
    deny(&["--manifest-path", "fuzz/Cargo.toml", "check", "--hide-inclusion-graph", "bans", "sources"])?;
    let mut fetch = command(&["cargo", "deny", "fetch", "db"]);
    let has_database = fetch.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if has_database {
        deny(&["check", "advisories"])?;
        return Ok("licences, bans, sources, advisories: 0 errors".to_owned());
    }
    ensure!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "the RustSec database cannot be fetched");
    println!("advisories: skipped, the RustSec database cannot be fetched here");
    Ok("licences, bans, sources: 0 errors; advisories not checked (no database)".to_owned())
}

/// The `rust-version` of `Cargo.toml` is the compiler that runs the tests, or one that is installed and can check what users build; and
/// the documents name it.
pub(crate) fn oldest_compiler() -> Result<()> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml"))?;
    let stated = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'));
    let stated = stated.context("Cargo.toml states no rust-version")?;
    let contributing = std::fs::read_to_string(root().join("CONTRIBUTING.md"))?;
    ensure!(contributing.contains(&format!("Rust {stated}")), "CONTRIBUTING.md does not name Rust {stated}");
    let output = command(&["rustc", "--version"]).output().context("rustc")?;
    let version = String::from_utf8(output.stdout)?;
    if version.starts_with(&format!("rustc {stated}.")) {
        println!("Rust {stated} is the oldest that is promised, and what this run uses");
        return Ok(());
    }
    let toolchain = format!("{stated}.0");
    let mut check = command(&["rustup", "run", &toolchain, "cargo", "check", "--locked"]);
    check.args(["-p", "payseal", "-p", "payseal-c", "-p", "payseal-node", "-p", "payseal-python"]);
    check.env_remove("RUSTUP_TOOLCHAIN").env("CARGO_TARGET_DIR", crate::install_c::target().join("oldest"));
    steps::run(check).with_context(|| format!("Rust {stated} is promised: rustup toolchain install {toolchain}"))
}
