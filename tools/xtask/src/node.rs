//! The npm package: installed from its lock file, built, tested and measured by its own scripts, in `bindings-node/`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::steps::{self, command, root};

/// Tools the package's tests use: the transports' TLS certificates come from openssl, the Stripe stand-in from Python.
pub(crate) const TOOLS: &[&str] = &["node", "npm", "openssl", "python3"];

/// Types, the published SDK side by side, the sandbox, the packed tarball in empty projects, the examples.
pub(crate) fn test() -> Result<()> {
    build()?;
    npm(&["test"])
}

/// The goals of `tools/bench/node/`, each with `ok` or `MISSED`.
pub(crate) fn bench() -> Result<()> {
    build()?;
    steps::run(command(&["node", "tools/bench/node/all.mjs"]))
}

fn build() -> Result<()> {
    npm(&["ci", "--no-fund", "--no-audit"])?;
    npm(&["run", "build"])
}

/// Packs the package into a folder that holds no other, and gives the tarball.
pub(crate) fn pack(into: &Path) -> Result<PathBuf> {
    // What builds it is installed already after `npm test`; alone, this command installs it.
    if root().join("bindings-node/node_modules").is_dir() {
        npm(&["run", "build"])?;
    } else {
        build()?;
    }
    npm(&["pack", "--silent", "--pack-destination", &into.to_string_lossy()])?;
    let mut files = std::fs::read_dir(into)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "tgz"));
    files.pop().context("npm pack made no tarball")
}

/// Runs npm in `bindings-node/`.
fn npm(words: &[&str]) -> Result<()> {
    let mut npm = command(&["npm"]);
    npm.args(words).current_dir(root().join("bindings-node"));
    steps::run(npm)
}
