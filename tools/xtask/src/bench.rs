//! `cargo xtask bench`: runs the side-by-side measurements in a release build.

use anyhow::bail;

use crate::{bench_c, bench_python, go, node, steps};

/// Runs one subject's measurements.
pub(crate) fn run(subject: &str) -> anyhow::Result<()> {
    match subject {
        "core" | "sandbox" => {}
        "c" => return bench_c::run(),
        "node" => return node::bench(),
        "go" => return go::bench(),
        "python" => return bench_python::run(),
        _ => bail!("there is no benchmark of `{subject}`; there are: core, c, go, node, python, sandbox"),
    }
    steps::run(steps::command(&["cargo", "run", "--release", "--locked", "-p", "payseal-bench", "--", subject]))
}
