//! The npm package: installed from its lock file, built, tested and measured by its own scripts, in `bindings-node/`.

use anyhow::Result;

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

fn npm(words: &[&str]) -> Result<()> {
    let mut npm = command(&["npm"]);
    npm.args(words).current_dir(root().join("bindings-node"));
    steps::run(npm)
}
