//! The Go module: gofmt, vet, staticcheck, and its tests over the shared and the static library, with the race detector, under
//! collected garbage, and without cgo. Then the examples and what the guides print.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use payseal_sandbox::{FaultAction, FaultRule, Sandbox, SandboxConfig};

use crate::documents;
use crate::install_c::{self, Build, target};
use crate::steps::{self, root};
use crate::test_c;

/// What the tests need besides cargo.
pub(crate) const TOOLS: &[&str] = &["go", "cc", "pkg-config"];

/// The version of staticcheck that the module is held against.
const STATICCHECK: &str = "honnef.co/go/tools/cmd/staticcheck@v0.8.2";

/// `go` in a folder, with the library of a prefix.
pub(crate) fn command(folder: &Path, prefix: &Path) -> Command {
    let mut go = steps::command(&["go"]);
    go.current_dir(folder)
        .env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"))
        .env("LD_LIBRARY_PATH", prefix.join("lib"))
        .env("PAYSEAL_SANDBOX_BIN", target().join("debug/payseal-sandbox"))
        .env("PAYSEAL_VECTORS", root().join("tests/vectors"))
        // The workspace of a caller must not stand in for what go.mod lacks.
        .env("GOWORK", "off")
        .env("GOFLAGS", "");
    go
}

/// The module's files, without what stands there but is not part of it.
pub(crate) fn copy_module(to: &Path) -> Result<()> {
    copy(&root().join("bindings-go"), to)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(name))?;
        } else {
            std::fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

/// The prefix that the tests link, and the sandbox that they talk to.
fn prepare() -> Result<PathBuf> {
    steps::run(steps::command(&["cargo", "build", "--locked", "-p", "payseal-sandbox"]))?;
    let prefix = target().join("go-tests/prefix");
    // Without the driver: Go needs none, and must not begin to.
    install_c::install(&prefix, Build { profile: "dev", driver: false, test_panic: false })?;
    Ok(prefix)
}

/// Everything.
pub(crate) fn test() -> Result<()> {
    let prefix = prepare()?;
    let module = root().join("bindings-go");
    formatted(&[
        module.clone(),
        root().join("tests/conformance/runners/go"),
        root().join("examples/go"),
        root().join("tools/bench/go"),
    ])?;
    let go = |words: &[&str]| -> Result<()> {
        println!("--- go {}", words.join(" "));
        let mut go = command(&module, &prefix);
        go.args(words);
        steps::run(go)
    };
    go(&["vet", "./..."])?;
    go(&["vet", "-tags", "payseal_static,payseal_gcstress", "./..."])?;
    // Besides its own checks that comments begin as Go has it.
    go(&["run", STATICCHECK, "-checks", "inherit,ST1000,ST1020,ST1021,ST1022", "./..."])?;
    go(&["test", "-count=1", "-race", "./..."])?;
    go(&["test", "-count=1", "-tags", "payseal_gcstress", "./..."])?;
    go(&["test", "-count=1", "-tags", "payseal_static", "./..."])?;
    static_needs_no_library(&module, &prefix)?;
    example(&prefix)?;
    guides(&prefix)?;
    println!("--- CGO_ENABLED=0 go vet and test");
    for words in [&["vet", "./..."][..], &["test", "-count=1", "-run", "TestWithoutTheLibrary", "./..."]] {
        let mut unlinked = command(&module, &prefix);
        unlinked.args(words).env("CGO_ENABLED", "0").env_remove("PKG_CONFIG_PATH");
        steps::run(unlinked)?;
    }
    Ok(())
}

/// The example against a sandbox that loses the first answer after it has committed: one charge.
fn example(prefix: &Path) -> Result<()> {
    let sandbox = Sandbox::start(SandboxConfig::default())?;
    sandbox
        .set_fault(FaultRule::new(FaultAction::ResetAfterCommit).on("POST", "/transactions/checkout-intent"))
        .map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let folder = root().join("examples/go");
    for words in [&["vet", "./..."][..], &["test", "-count=1", "-race", "./..."]] {
        let mut go = command(&folder, prefix);
        test_c::with_sandbox(&mut go, &sandbox);
        go.args(words);
        steps::run(go)?;
    }
    let charges = sandbox.ledger().commits("transactions/checkout-intent", "ORD-1001");
    ensure!(charges == 1, "{charges} charges for ORD-1001");
    println!("examples/go: five clicks and a lost answer, one charge");
    Ok(())
}

/// Every Go block of the documents is a whole program that passes vet, and prints what stands above it.
fn guides(prefix: &Path) -> Result<()> {
    let work = target().join("go-tests/guides");
    let programs = documents::blocks("go")?;
    ensure!(programs.len() >= 4, "the documents have {} Go programs", programs.len());
    documents::write_programs(&programs, &work, "main.go")?;
    std::fs::write(
        work.join("go.mod"),
        format!(
            "module guides\n\ngo 1.25\n\nrequire github.com/payseal/payseal/bindings-go v0.0.0\n\n\
             replace github.com/payseal/payseal/bindings-go => {}\n",
            root().canonicalize()?.join("bindings-go").display()
        ),
    )?;
    formatted(std::slice::from_ref(&work))?;
    for words in [&["vet", "./..."][..], &["build", "-o", "bin/", "./..."]] {
        let mut go = command(&work, prefix);
        go.args(words);
        steps::run(go)?;
    }
    for (index, program) in programs.iter().enumerate().filter(|(_, program)| program.comment("not run").is_none()) {
        let mut run = Command::new(work.join(format!("bin/program{index}")));
        run.env("LD_LIBRARY_PATH", prefix.join("lib"));
        test_c::prints(run, program)?;
    }
    println!("the documents: {} Go programs", programs.len());
    Ok(())
}

/// gofmt has nothing to say.
fn formatted(folders: &[PathBuf]) -> Result<()> {
    let mut gofmt = steps::command(&["gofmt", "-l"]);
    let output = gofmt.args(folders.iter().filter(|folder| folder.exists())).output().context("gofmt")?;
    let unformatted = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success() && unformatted.is_empty(), "not as gofmt writes it: {unformatted}");
    println!("gofmt has nothing to say");
    Ok(())
}

/// A program with the tag `payseal_static` runs where no library is installed.
fn static_needs_no_library(module: &Path, prefix: &Path) -> Result<()> {
    let program = target().join("go-tests/static.test");
    let mut build = command(module, prefix);
    build.args(["test", "-c", "-tags", "payseal_static", "-o"]).arg(&program).arg("./clive");
    steps::run(build)?;
    let mut run = Command::new(&program);
    run.current_dir(module.join("clive"))
        .args(["-test.run", "TestACheckout"])
        .env_remove("LD_LIBRARY_PATH")
        .env("PAYSEAL_SANDBOX_BIN", target().join("debug/payseal-sandbox"));
    steps::run(run)?;
    println!("a static program needs no installed library");
    Ok(())
}
