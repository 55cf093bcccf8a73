//! `cargo xtask bench`: runs the side-by-side measurements in a release build.

use anyhow::bail;

use crate::steps;

/// Runs one subject's measurements.
pub(crate) fn run(subject: &str) -> anyhow::Result<()> {
    if subject != "core" {
        bail!("there is no benchmark of `{subject}`; there is: core");
    }
    steps::run(steps::command(&["cargo", "run", "--release", "--locked", "-p", "payseal-bench", "--", subject]))
}
