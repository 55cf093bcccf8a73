//! `cargo xtask bench python`: the installed wheel, a release build, beside what a Python program would use instead.
//!
//! Not a gate: goals are printed as `ok` or `MISSED`. The peers have exact versions in `tools/bench/python/requirements.txt`
//! and a venv of their own under the target folder.

use crate::install_c::target;
use crate::python::{Venv, build_wheel, tools_venv};
use crate::steps::{self, command, root};

/// Measures with the release wheel.
pub(crate) fn run() -> anyhow::Result<()> {
    steps::run(command(&["cargo", "build", "--release", "--locked", "-p", "payseal-bench"]))?;
    let wheel = build_wheel(&tools_venv()?, "release")?;
    let venv = Venv::make(&target().join("python/bench"))?;
    venv.install(&["--no-index", &wheel.to_string_lossy()])?;
    let bench = root().join("tools/bench/python");
    venv.install(&["-r", &bench.join("requirements.txt").to_string_lossy()])?;
    let mut all = venv.program("python", &target());
    all.arg(bench.join("all.py"))
        .env("PAYSEAL_BENCH_BIN", target().join("release/payseal-bench"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    steps::run(all)
}
