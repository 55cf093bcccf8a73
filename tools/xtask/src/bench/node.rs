//! `cargo xtask bench node`: the built npm package beside what a Node program would use instead.
//!
//! The peers are development dependencies of `bindings-node`, with exact versions in its lock file.

use std::process::Command;
use std::sync::OnceLock;

use anyhow::Result;

use super::{Measure, built, rows_of};
use crate::node;
use crate::steps::command;

/// The programs, in the order of the report.
const PROGRAMS: &[&str] = &["sign.mjs", "webhook.mjs", "start.mjs"];

/// Builds the package with its peers.
pub(super) fn prepare() -> Result<Measure> {
    build()?;
    Ok(Box::new(|budget| {
        let mut rows = Vec::new();
        for name in PROGRAMS {
            rows.extend(rows_of(program(name), budget)?);
        }
        Ok(rows)
    }))
}

pub(super) fn build() -> Result<()> {
    static DONE: OnceLock<()> = OnceLock::new();
    built(&DONE, node::build)
}

/// A program of `tools/bench/node`.
pub(super) fn program(name: &str) -> Command {
    command(&["node", &format!("tools/bench/node/{name}")])
}
