//! The steps of `cargo xtask test` and of CI. Each does all its own set-up.

use std::process::Stdio;

use anyhow::{Context, bail, ensure};

use crate::steps::{self, Steps, command, root};
use crate::{bench, conformance, demo, fuzz, r#gen, go, node, oracle, package, python, soak, supply, test_c};

/// Everything that must pass.
pub(crate) fn run(ci: bool) -> anyhow::Result<()> {
    let mut steps = Steps::new();
    if ci {
        steps.step("formatting", || cargo(&["fmt", "--all", "--check"]));
        steps.step("clippy", || cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]));
        steps.step("clippy, core without driver", || {
            cargo(&[
                "clippy",
                "-p",
                "payseal",
                "--no-default-features",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ])
        });
        steps.step("clippy, C library without driver", || {
            cargo(&["clippy", "-p", "payseal-c", "--no-default-features", "--locked", "--", "-D", "warnings"])
        });
        steps.step("rustdoc without warnings", rustdoc);
        // The one figure of the benches that is the same on a busy machine.
        steps.step_with("instructions of the hot paths", &["valgrind"], || bench::instructions::run(false));
        steps.step_with("fuzz targets, a minute for all", &["c++"], || fuzz::run(fuzz::SECONDS_IN_CI).map(drop));
    }
    steps.step("the oldest compiler that is promised", supply::oldest_compiler);
    steps.step("generated files are up to date", || r#gen::run(true));
    steps.step("versions, crates' files and workflows", package::quick);
    steps.step("the core has no network, clock or randomness", core_is_pure);
    steps.step("cargo test, the whole workspace", || cargo(&["test", "--workspace", "--locked"]));
    steps.step_with("vectors: canonical body and amount, as Node writes them", &["node"], node_vectors);
    steps.step_with("vectors: all others, as Python makes them", &["python3", "node"], python_vectors);
    steps.step_with("oracle: 100,000 rows against Node", &["node"], || oracle::run(100_000, 7));
    steps.step_with("the C library", &["cc", "c++", "make", "pkg-config", "nm"], test_c::run);
    steps.step_with("the npm package", node::TOOLS, node::test);
    steps.step_with("the PyPI package", python::tools(), python::test);
    steps.step_with("the Go module", go::TOOLS, go::test);
    steps.step_with("conformance of all languages", conformance::TOOLS, || conformance::run(&[], None, None, false));
    steps.step_with("soak, 60 s", conformance::TOOLS, soak::in_tests);
    steps.step("demo", demo::run);
    steps.finish()
}

/// The part of `run` that is about the PyPI package.
pub(crate) fn python() -> anyhow::Result<()> {
    let mut steps = Steps::new();
    steps.step_with("the PyPI package", python::tools(), python::test);
    steps.finish()
}

/// The part of `run` that is about the Go module.
pub(crate) fn go() -> anyhow::Result<()> {
    let mut steps = Steps::new();
    steps.step_with("the Go module", go::TOOLS, go::test);
    steps.finish()
}

fn cargo(words: &[&str]) -> anyhow::Result<()> {
    let mut command = command(&["cargo"]);
    command.args(words);
    steps::run(command)
}

fn rustdoc() -> anyhow::Result<()> {
    let mut command = command(&["cargo", "doc", "-p", "payseal", "--no-deps", "--locked"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    steps::run(command)
}

/// Crates that open sockets, read clocks or draw random numbers. None may stand under the core.
const IMPURE: &[&str] = &[
    "ureq",
    "rustls",
    "ring",
    "native-tls",
    "openssl",
    "tokio",
    "async-std",
    "hyper",
    "reqwest",
    "mio",
    "socket2",
    "getrandom",
    "rand",
    "rand_core",
    "fastrand",
    "oorandom",
    "chrono",
    "time",
    "jiff",
    "web-time",
    "instant",
    "tracing",
    "log",
];

fn core_is_pure() -> anyhow::Result<()> {
    let output = command(&[
        "cargo",
        "tree",
        "-p",
        "payseal",
        "--no-default-features",
        "-e",
        "normal",
        "--prefix",
        "none",
        "--locked",
    ])
    .stderr(Stdio::inherit())
    .output()
    .context("cargo tree")?;
    ensure!(output.status.success(), "cargo tree ended with {}", output.status);
    let tree = String::from_utf8(output.stdout)?;
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    ensure!(names.first() == Some(&"payseal") && names.len() > 5, "cargo tree printed something unexpected:\n{tree}");
    if let Some(found) = names.iter().find(|name| IMPURE.contains(name)) {
        bail!("{found} stands under the core:\n{tree}");
    }
    println!("{} crates under the core, none of them impure", names.len() - 1);
    Ok(())
}

/// The programs that make the other vector files, independent of the core.
const PYTHON_ORACLES: &[&str] =
    &["errors", "explain", "headers", "idempotency", "requests", "retry", "sign", "webhook"];

fn python_vectors() -> anyhow::Result<()> {
    for oracle in PYTHON_ORACLES {
        steps::run(command(&["python3", &format!("tests/oracle/{oracle}.py"), "--check"]))?;
    }
    Ok(())
}

/// Writes the vectors anew and compares; what Node writes is put back only when it differs, so that a failure can be seen.
fn node_vectors() -> anyhow::Result<()> {
    let files = ["tests/vectors/canonical-body.json", "tests/vectors/amount.json"];
    let read = || files.map(|file| std::fs::read(root().join(file)));
    let before = read();
    steps::run(command(&["node", "tests/oracle/canonical.mjs", "--vectors"]))?;
    for ((before, after), file) in before.into_iter().zip(read()).zip(files) {
        ensure!(before? == after?, "{file} is not what tests/oracle/canonical.mjs writes (it was written anew)");
    }
    Ok(())
}
