//! `cargo xtask bench python`: the installed wheel, a release build, beside what a Python program would use instead.
//!
//! The peers have exact versions in `tools/bench/python/requirements.txt` and a venv of their own under the target folder.

use std::process::Command;
use std::sync::OnceLock;

use anyhow::Result;

use super::{Measure, built, rows_of};
use crate::install_c::target;
use crate::python::{Venv, build_wheel, tools_venv};
use crate::steps::root;

/// The programs, in the order of the report.
const PROGRAMS: &[&str] = &["sign.py", "webhook.py", "start.py"];

/// Builds the release wheel and installs it beside the peers.
pub(super) fn prepare() -> Result<Measure> {
    let venv = venv()?;
    Ok(Box::new(move |budget| {
        let mut rows = Vec::new();
        for name in PROGRAMS {
            rows.extend(rows_of(program(&venv, name), budget)?);
        }
        Ok(rows)
    }))
}

/// A venv with the release wheel and the peers.
pub(super) fn venv() -> Result<Venv> {
    static DONE: OnceLock<()> = OnceLock::new();
    let at = target().join("python/bench");
    built(&DONE, || {
        let wheel = build_wheel(&tools_venv()?, "release")?;
        let venv = Venv::make(&at)?;
        venv.install(&["--no-index", &wheel.to_string_lossy()])?;
        venv.install(&["-r", &root().join("tools/bench/python/requirements.txt").to_string_lossy()])
    })?;
    Ok(Venv::at(&at))
}

/// A program of `tools/bench/python`.
pub(super) fn program(venv: &Venv, name: &str) -> Command {
    let mut program = venv.program("python", &target());
    program.arg(root().join("tools/bench/python").join(name)).env("PYTHONDONTWRITEBYTECODE", "1");
    program
}
