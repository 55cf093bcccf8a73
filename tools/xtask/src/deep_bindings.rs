//! The Python module and the Node addon under AddressSanitizer, in interpreters that know nothing of it: its runtime is loaded before them.
//!
//! Leaks are not looked for: an interpreter keeps what it likes until it ends. The refcount and GC tests of the packages look for those.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::deep_c::ADDRESS;
use crate::install_c::target;
use crate::python;
use crate::steps::{self, command, root};

/// An interpreter with the sanitizer's runtime in it. Its own memory is malloc's, so that every block has its bounds.
fn under_sanitizer(interpreter: &mut Command) -> Result<()> {
    interpreter.env("LD_PRELOAD", ADDRESS.runtime()?);
    // What is reported ends the process: a finding cannot be overlooked.
    interpreter.env("ASAN_OPTIONS", "detect_leaks=0:abort_on_error=1:allocator_may_return_null=1");
    interpreter.env("PYTHONMALLOC", "malloc");
    Ok(())
}

/// The package as it stands in the checkout, with an instrumented module in it, and its tests.
pub(crate) fn python() -> Result<String> {
    steps::run(command(&["cargo", "build", "--locked", "-p", "payseal-sandbox"]))?;
    let mut cargo = command(&["cargo", "build", "--locked", "-p", "payseal-python"]);
    ADDRESS.instruments(&mut cargo);
    steps::run(cargo)?;
    let library = ADDRESS.built().join("lib_payseal.so");
    ADDRESS.is_in(&library)?;
    let place = target().join("python-asan");
    copy_folder(&root().join("bindings-python/payseal"), &place.join("payseal"))?;
    std::fs::copy(&library, place.join("payseal/_payseal.abi3.so"))?;
    copy_folder(&root().join("bindings-python/tests"), &place.join("tests"))?;
    std::fs::copy(root().join("bindings-python/pyproject.toml"), place.join("tests/pyproject.toml"))?;

    let mut pytest = python::tools_venv()?.program("python", &place.join("tests"));
    under_sanitizer(&mut pytest)?;
    pytest.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]).args(PYTHON_TESTS);
    pytest.env("PYTHONPATH", &place).env("PYTHONDONTWRITEBYTECODE", "1").env("PAYSEAL_ROOT", root());
    pytest.env("PAYSEAL_SANDBOX_BIN", target().join("debug/payseal-sandbox"));
    pytest.env("PAYSEAL_VECTORS", root().join("tests/vectors"));
    let said = steps::said(pytest)?;
    let counts =
        said.lines().rev().find(|line| line.contains(" passed")).context("pytest says nothing of its tests")?;
    Ok(format!("{}; 0 findings", counts.trim_matches(['=', ' '])))
}

/// The tests that cross into the module. The others look at the package's files, which this is not an installation of.
const PYTHON_TESTS: &[&str] = &[
    "test_async.py",
    "test_client.py",
    "test_concurrency.py",
    "test_properties.py",
    "test_two_steps.py",
    "test_tybrite.py",
    "test_vectors.py",
    "test_webhooks.py",
];

/// The tests of the npm package that cross into the addon.
pub(crate) fn node() -> Result<String> {
    steps::run(command(&["cargo", "build", "--locked", "-p", "payseal-sandbox"]))?;
    let folder = root().join("bindings-node");
    let mut install = command(&["npm", "ci", "--no-fund", "--no-audit"]);
    install.current_dir(&folder);
    steps::run(install)?;
    let mut build = command(&["npm", "run", "build", "--", "--debug"]);
    build.current_dir(&folder);
    ADDRESS.instruments(&mut build);
    steps::run(build)?;
    ADDRESS.is_in(&ADDRESS.built().join("libpayseal_node.so"))?;
    let mut tests = command(&["node", "--expose-gc", "--test"]);
    under_sanitizer(&mut tests)?;
    tests.current_dir(&folder).args(NODE_TESTS);
    tests.env("PAYSEAL_SANDBOX_BIN", target().join("debug/payseal-sandbox"));
    let result = steps::said(tests);
    // The instrumented addon must not be taken for the real one; the next build makes that anew.
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "node") {
            std::fs::remove_file(path)?;
        }
    }
    let said = result?;
    let passed = said
        .lines()
        .find_map(|line| line.trim_start_matches(['#', ' ', '\u{2139}']).strip_prefix("pass "))
        .context("node says nothing of its tests")?;
    Ok(format!("{passed} tests passed; 0 findings"))
}

const NODE_TESTS: &[&str] = &[
    "test/client.test.mjs",
    "test/drop-in.test.mjs",
    "test/tybrite.test.mjs",
    "test/vectors.test.mjs",
    "test/webhooks.test.mjs",
];

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().context("a name")?;
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
