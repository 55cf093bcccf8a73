//! `cargo xtask bench c`: libpayseal beside OpenSSL in one C program, and the sizes of the shared library.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::row::Row;
use super::{Measure, rows_of};
use crate::install_c::{self, Build, RELEASE};
use crate::steps::{self, command};
use crate::test_c::C99;

/// Builds the library twice and the program against the one with everything.
pub(super) fn prepare() -> Result<Measure> {
    let work = install_c::target().join("c-bench");
    let small = work.join("no-driver");
    install_c::install(&small, Build { profile: RELEASE, driver: false, test_panic: false })?;
    let prefix = work.join("prefix");
    install_c::install(&prefix, Build { profile: RELEASE, driver: true, test_panic: false })?;
    let sizes = vec![size("with the blocking client and TLS", &prefix, 3_000.0)?, size("without", &small, 600.0)?];
    let program = work.join("sign");
    let mut compiler = command(&["cc"]);
    compiler.args(C99).args([
        "-O2",
        "-Wno-deprecated-declarations",
        "-D_POSIX_C_SOURCE=200809L",
        "tools/bench/c/sign.c",
        "-o",
    ]);
    compiler.arg(&program).arg("-I").arg(prefix.join("include")).arg("-L").arg(prefix.join("lib"));
    compiler.args(["-lpayseal", "-lcrypto"]).arg(format!("-Wl,-rpath,{}", prefix.join("lib").display()));
    steps::run(compiler)
        .context("compiling tools/bench/c/sign.c (it needs OpenSSL's development files: libssl-dev)")?;
    Ok(Box::new(move |budget| {
        let mut rows = rows_of(Command::new(program), budget)?;
        rows.extend(sizes);
        Ok(rows)
    }))
}

#[allow(clippy::cast_precision_loss, reason = "a file of some megabytes")]
fn size(case: &str, prefix: &Path, goal_kb: f64) -> Result<Row> {
    let kb = std::fs::metadata(prefix.join("lib/libpayseal.so"))?.len() as f64 / 1_000.0;
    ensure!(kb > 50.0, "{case}: {kb} KB cannot be");
    Ok(Row {
        group: "the shared library".to_owned(),
        case: case.to_owned(),
        subject: "libpayseal.so".to_owned(),
        unit: "KB".to_owned(),
        rounds: vec![kb],
        goal: Some(goal_kb),
    })
}
