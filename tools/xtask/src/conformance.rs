//! `cargo xtask conformance`: builds and installs every language's package outside the checkout, and lets
//! `payseal-conformance` run the scenarios through them.
//!
//! Not for judging: that is the crate. Here stands only what differs between languages: how a user installs.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, bail, ensure};
use payseal_conformance::manifest::Manifest;
use payseal_conformance::runner::Program;
use payseal_conformance::{Lane, Selection};

use crate::install_c::{self, Build, target};
use crate::python::{self, Venv};
use crate::steps::{self, command, root};
use crate::test_c::C99;
use crate::{go, node};

/// What the installations need besides cargo.
pub(crate) const TOOLS: &[&str] = &["node", "npm", "cc", "pkg-config", "tar", "python3", "go"];

/// A column of the table.
struct Column {
    name: &'static str,
    language: &'static str,
    install: fn(&Path) -> anyhow::Result<Program>,
}

const COLUMNS: &[Column] = &[
    Column { name: "rust", language: "rust", install: rust },
    Column { name: "c", language: "c", install: c },
    Column { name: "node", language: "node", install: node_http },
    Column { name: "node-fetch", language: "node", install: node_fetch },
    Column { name: "python", language: "python", install: |work| python_over(work, "blocking") },
    Column { name: "python-async", language: "python", install: |work| python_over(work, "threads") },
    Column { name: "python-aiohttp", language: "python", install: |work| python_over(work, "aiohttp") },
    Column { name: "python-httpx", language: "python", install: |work| python_over(work, "httpx") },
    Column { name: "go", language: "go", install: go },
];

/// Installs, runs, prints the table, and fails when a scenario did. `file`: one with other scenarios.
pub(crate) fn run(
    names: &[String],
    scenario: Option<String>,
    file: Option<&Path>,
    verbose: bool,
) -> anyhow::Result<()> {
    let mut manifest = manifest()?;
    if let Some(file) = file {
        manifest.take_scenarios_of(file)?;
    }
    let report = payseal_conformance::run(&manifest, &install(names)?, &Selection { prefix: scenario })?;
    print!("\n{}", report.text(verbose));
    ensure!(report.failed() == 0, "{} failed", report.failed());
    Ok(())
}

/// What `tests/conformance` says.
pub(crate) fn manifest() -> anyhow::Result<Manifest> {
    Manifest::read(&root().join("tests/conformance"))
}

/// Installs the packages of these columns, or of all when none is named.
pub(crate) fn install(names: &[String]) -> anyhow::Result<Vec<Lane>> {
    if let Some(unknown) = names.iter().find(|name| COLUMNS.iter().all(|column| column.name != **name)) {
        let known: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
        bail!("--lang {unknown}: there are {}", known.join(", "));
    }
    let work = work();
    std::fs::create_dir_all(&work).with_context(|| format!("making {}", work.display()))?;
    let mut lanes = Vec::new();
    for column in COLUMNS.iter().filter(|column| names.is_empty() || names.iter().any(|name| name == column.name)) {
        println!("--- installing for {} under {}", column.name, work.display());
        let program = (column.install)(&work).with_context(|| format!("installing for {}", column.name))?;
        lanes.push(Lane {
            name: column.name.to_owned(),
            language: column.language.to_owned(),
            program,
            sorts_headers: column.language == "go",
        });
    }
    Ok(lanes)
}

/// A folder outside the checkout, one for each checkout, the same in every run so that what was compiled is used again.
fn work() -> PathBuf {
    let name: String = root().canonicalize().unwrap_or_else(|_| root()).to_string_lossy().replace('/', "-");
    std::env::temp_dir().join(format!("payseal-conformance{name}"))
}

fn fresh(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

fn runner_of(language: &str) -> PathBuf {
    root().join("tests/conformance/runners").join(language)
}

/// The packaged crate (`cargo package`), unpacked beside the runner that depends on it.
fn rust(work: &Path) -> anyhow::Result<Program> {
    let at = work.join("rust");
    std::fs::create_dir_all(&at)?;
    steps::run(command(&["cargo", "package", "-p", "payseal", "--no-verify", "--allow-dirty", "--locked", "--quiet"]))?;
    let package = target().join("package").join(format!("payseal-{}.crate", env!("CARGO_PKG_VERSION")));
    unpack(&package, &at)?;
    for (from, to) in [
        (runner_of("rust").join("Cargo.toml"), "Cargo.toml"),
        // The versions that are tested everywhere else.
        (root().join("Cargo.lock"), "Cargo.lock"),
    ] {
        std::fs::copy(&from, at.join(to)).with_context(|| format!("copying {}", from.display()))?;
    }
    fresh(&at.join("src"))?;
    for entry in std::fs::read_dir(runner_of("rust").join("src"))? {
        let entry = entry?;
        std::fs::copy(entry.path(), at.join("src").join(entry.file_name()))?;
    }
    let mut build = command(&["cargo", "build", "--quiet"]);
    build.current_dir(&at).env("CARGO_TARGET_DIR", target());
    steps::run(build)?;
    let program = target().join("debug/payseal-conformance-rust");
    Ok(Program { words: vec![program.to_string_lossy().into_owned()], env: Vec::new() })
}

/// Unpacks a crate as `payseal/`, unless the same one is there.
fn unpack(package: &Path, at: &Path) -> anyhow::Result<()> {
    let bytes = std::fs::read(package).with_context(|| format!("reading {}", package.display()))?;
    let unpacked = at.join("payseal.crate");
    if std::fs::read(&unpacked).is_ok_and(|before| before == bytes) {
        return Ok(());
    }
    fresh(&at.join("payseal"))?;
    // Without the archive's times, by which cargo would not see a change.
    let mut tar = command(&["tar", "-xmzf"]);
    tar.arg(package).arg("-C").arg(at.join("payseal")).arg("--strip-components=1");
    steps::run(tar)?;
    std::fs::write(unpacked, bytes)?;
    Ok(())
}

/// The library under a prefix of its own, found through pkg-config.
fn c(work: &Path) -> anyhow::Result<Program> {
    let prefix = work.join("c");
    fresh(&prefix)?;
    install_c::install(&prefix, Build { profile: "dev", driver: true, test_panic: false })?;
    let flags = command(&["pkg-config", "--cflags", "--libs", "payseal"])
        .env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"))
        .output()
        .context("pkg-config")?;
    ensure!(flags.status.success(), "pkg-config ended with {}", flags.status);
    let program = prefix.join("runner");
    let mut cc = command(&["cc"]);
    cc.args(C99).arg("-g").args(["runner.c", "local.c"].map(|file| runner_of("c").join(file)));
    cc.arg("-o").arg(&program).arg("-pthread");
    cc.args(String::from_utf8(flags.stdout)?.split_whitespace());
    steps::run(cc)?;
    Ok(Program {
        words: vec![program.to_string_lossy().into_owned()],
        env: vec![("LD_LIBRARY_PATH".to_owned(), prefix.join("lib").to_string_lossy().into_owned())],
    })
}

/// The module's files, as a module proxy would serve them, beside the runner that requires it; the library found by pkg-config.
fn go(work: &Path) -> anyhow::Result<Program> {
    let at = work.join("go");
    fresh(&at)?;
    let prefix = at.join("prefix");
    install_c::install(&prefix, Build { profile: "dev", driver: false, test_panic: false })?;
    go::copy_module(&at.join("payseal"))?;
    for entry in std::fs::read_dir(runner_of("go"))? {
        let entry = entry?;
        std::fs::copy(entry.path(), at.join(entry.file_name()))?;
    }
    let program = at.join("runner");
    let mut build = go::command(&at, &prefix);
    build.arg("build").arg("-o").arg(&program).arg(".");
    steps::run(build)?;
    Ok(Program {
        words: vec![program.to_string_lossy().into_owned()],
        env: vec![("LD_LIBRARY_PATH".to_owned(), prefix.join("lib").to_string_lossy().into_owned())],
    })
}

/// Whether this run has installed the npm package already: two columns use it.
static NPM_PACKAGE: OnceLock<()> = OnceLock::new();

fn node_http(work: &Path) -> anyhow::Result<Program> {
    if NPM_PACKAGE.get().is_none() {
        install_npm_package(work)?;
        NPM_PACKAGE.get_or_init(|| ());
    }
    Ok(node_over(work, "node"))
}

/// The same installation over the global `fetch`.
fn node_fetch(work: &Path) -> anyhow::Result<Program> {
    node_http(work)?;
    Ok(node_over(work, "fetch"))
}

fn install_npm_package(work: &Path) -> anyhow::Result<()> {
    let at = work.join("node");
    fresh(&at)?;
    let tarballs = node::pack(&at)?;
    std::fs::write(at.join("package.json"), r#"{"name":"runner","private":true,"type":"module"}"#)?;
    std::fs::copy(runner_of("node").join("runner.mjs"), at.join("runner.mjs"))?;
    node::install(&tarballs, &at)
}

fn node_over(work: &Path, transport: &str) -> Program {
    let script = work.join("node/runner.mjs");
    Program {
        words: vec!["node".to_owned(), script.to_string_lossy().into_owned()],
        env: vec![
            ("PAYSEAL_CONFORMANCE_TRANSPORT".to_owned(), transport.to_owned()),
            ("NODE_DEBUG".to_owned(), "payseal".to_owned()),
        ],
    }
}

/// Whether this run has installed the wheel already: four columns use it.
static WHEEL: OnceLock<()> = OnceLock::new();

/// The wheel in a venv of its own, beside the HTTP clients that a program may bring.
fn python_over(work: &Path, transport: &str) -> anyhow::Result<Program> {
    let at = work.join("python");
    if WHEEL.get().is_none() {
        fresh(&at)?;
        let venv = Venv::make(&at.join("venv"))?;
        let wheel = python::build_wheel(&python::tools_venv()?, "dev")?;
        venv.install(&["--no-index", &wheel.to_string_lossy()])?;
        venv.install(&["-r", &runner_of("python").join("requirements.txt").to_string_lossy()])?;
        for file in ["runner.py", "local.py"] {
            std::fs::copy(runner_of("python").join(file), at.join(file))?;
        }
        WHEEL.get_or_init(|| ());
    }
    let words = [Venv::at(&at.join("venv")).path_of("python"), at.join("runner.py")];
    Ok(Program {
        words: words.map(|word| word.to_string_lossy().into_owned()).into(),
        env: vec![("PAYSEAL_CONFORMANCE_TRANSPORT".to_owned(), transport.to_owned())],
    })
}
