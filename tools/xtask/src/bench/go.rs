//! `cargo xtask bench go`: the module over the release library beside `crypto/hmac` and `net/http`.

use std::process::Command;
use std::sync::OnceLock;

use anyhow::Result;

use super::{Measure, built, rows_of};
use crate::go;
use crate::install_c::{self, Build, RELEASE, target};
use crate::steps::{self, root};

/// Builds the library and the program.
pub(super) fn prepare() -> Result<Measure> {
    build()?;
    Ok(Box::new(|budget| {
        let mut sign = program();
        sign.arg("sign");
        rows_of(sign, budget)
    }))
}

pub(super) fn build() -> Result<()> {
    static DONE: OnceLock<()> = OnceLock::new();
    built(&DONE, || {
        let prefix = target().join("go-bench/prefix");
        install_c::install(&prefix, Build { profile: RELEASE, driver: false, test_panic: false })?;
        let mut build = go::command(&root().join("tools/bench/go"), &prefix);
        build.arg("build").arg("-o").arg(target().join("go-bench/bench")).arg(".");
        steps::run(build)
    })
}

/// The program that was built.
pub(super) fn program() -> Command {
    let mut program = Command::new(target().join("go-bench/bench"));
    program.env("LD_LIBRARY_PATH", target().join("go-bench/prefix/lib"));
    program
}
