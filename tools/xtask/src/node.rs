//! The npm package: installed from its lock file, built, tested and measured by its own scripts, in `bindings-node/`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::package::platforms;
use crate::steps::{self, command, root};

/// Tools the package's tests use: the transports' TLS certificates come from openssl, the Stripe stand-in from Python.
pub(crate) const TOOLS: &[&str] = &["node", "npm", "openssl", "python3"];

/// Types, the published SDK side by side, the sandbox, the packed tarball in empty projects, the examples.
pub(crate) fn test() -> Result<()> {
    build()?;
    npm(&["test"])
}

/// Installs the development dependencies and builds the release package.
pub(crate) fn build() -> Result<()> {
    npm(&["ci", "--no-fund", "--no-audit"])?;
    npm(&["run", "build"])
}

/// Builds the addon and packs what would be published, into an own folder of `into`: the tarball of the package, and that of
/// this platform's binary.
pub(crate) fn pack(into: &Path) -> Result<Vec<PathBuf>> {
    // What builds it is installed already after `npm test`; alone, this command installs it.
    if root().join("bindings-node/node_modules").is_dir() {
        npm(&["run", "build"])?;
    } else {
        build()?;
    }
    let mut release = command(&["node", "bindings-node/scripts/release.mjs", "--out"]);
    release.arg(into.join("packed")).arg(root().join("bindings-node").join(platforms::here()?.addon()));
    let output = release.stderr(Stdio::inherit()).output().context("node")?;
    ensure!(output.status.success(), "release.mjs ended with {}", output.status);
    let tarballs: Vec<PathBuf> = String::from_utf8(output.stdout)?.lines().map(PathBuf::from).collect();
    ensure!(tarballs.len() == 2, "release.mjs packed {tarballs:?}");
    Ok(tarballs)
}

/// Installs the packed packages into a folder that has a package.json, from nothing but their files.
pub(crate) fn install(tarballs: &[PathBuf], at: &Path) -> Result<()> {
    let mut npm = command(&["npm", "install", "--offline", "--no-audit", "--no-fund", "--silent"]);
    npm.args(tarballs).current_dir(at);
    steps::run(npm)
}

/// Runs npm in `bindings-node/`.
fn npm(words: &[&str]) -> Result<()> {
    let mut npm = command(&["npm"]);
    npm.args(words).current_dir(root().join("bindings-node"));
    steps::run(npm)
}
