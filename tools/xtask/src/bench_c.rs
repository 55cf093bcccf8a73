//! `cargo xtask bench c`: libpayseal beside OpenSSL in one C program, and the sizes of the shared library.
//!
//! Not a gate: goals are printed as `ok` or `MISSED`.

use std::path::Path;

use anyhow::{Context, ensure};

use crate::install_c::{self, Build, RELEASE};
use crate::steps::{self, command};
use crate::test_c::C99;

/// Measures with the release library.
pub(crate) fn run() -> anyhow::Result<()> {
    let work = install_c::target().join("c-bench");
    let small = work.join("no-driver");
    install_c::install(&small, Build { profile: RELEASE, driver: false, test_panic: false })?;
    let prefix = work.join("prefix");
    install_c::install(&prefix, Build { profile: RELEASE, driver: true, test_panic: false })?;
    println!();
    size("libpayseal.so with the blocking client and TLS", &prefix, 3_000)?;
    size("libpayseal.so without the driver", &small, 600)?;
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
    steps::run(command(&[program.to_str().context("a path that is not UTF-8")?]))
}

fn size(name: &str, prefix: &Path, goal_kb: u64) -> anyhow::Result<()> {
    let kb = std::fs::metadata(prefix.join("lib/libpayseal.so"))?.len() / 1_000;
    ensure!(kb > 50, "{name}: {kb} KB cannot be");
    println!("{name}: {kb} KB, goal < {goal_kb} KB: {}", if kb < goal_kb { "ok" } else { "MISSED" });
    Ok(())
}
