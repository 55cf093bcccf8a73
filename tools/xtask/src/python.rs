//! The PyPI package: a wheel by maturin, installed into an empty venv outside the checkout, tested and type-checked there.
//!
//! The tools come from `bindings-python/requirements-dev.txt`, exact versions; nothing is installed into the system.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::install_c::target;
use crate::steps::{self, command, root};

/// What the tests need besides cargo. A Python that is too old counts as none.
pub(crate) fn tools() -> &'static [&'static str] {
    if version_of_python().is_some_and(|version| version >= (3, 10)) {
        &["python3", "node"]
    } else {
        &["python3 (3.10 or newer)"]
    }
}

fn version_of_python() -> Option<(u32, u32)> {
    let output = command(&["python3", "-c", "import sys; print(*sys.version_info[:2])"])
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = text.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// A venv.
pub(crate) struct Venv(PathBuf);

impl Venv {
    pub(crate) fn make(at: &Path) -> Result<Self> {
        let mut make = command(&["python3", "-m", "venv", "--clear"]);
        make.arg(at);
        steps::run(make)?;
        Ok(Self(at.to_owned()))
    }

    /// One that was made before.
    pub(crate) fn at(at: &Path) -> Self {
        Self(at.to_owned())
    }

    /// Where a program of the venv stands.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        self.0.join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name)
    }

    /// A program of the venv, run in `folder`.
    pub(crate) fn program(&self, name: &str, folder: &Path) -> Command {
        let program = self.path_of(name);
        let mut program = command(&[program.to_str().unwrap_or(name)]);
        // What stands in the caller's own environment must not stand in for what the wheel lacks.
        program.current_dir(folder).env_remove("PYTHONPATH").env("VIRTUAL_ENV", &self.0);
        program
    }

    pub(crate) fn install(&self, what: &[&str]) -> Result<()> {
        let mut pip = self.program("python", &root());
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(what);
        steps::run(pip)
    }
}

/// The wheel of the package, in the folder `wheels` under the target folder.
pub(crate) fn build_wheel(tools: &Venv, profile: &str) -> Result<PathBuf> {
    let wheels = target().join("python").join(format!("wheels-{profile}"));
    // An older wheel must not be taken for the new one.
    if wheels.exists() {
        std::fs::remove_dir_all(&wheels)?;
    }
    let mut maturin = tools.program("maturin", &root().join("bindings-python"));
    maturin.args(["build", "--locked", "--profile", profile, "--out"]).arg(&wheels);
    steps::run(maturin)?;
    only(&wheels, "whl")
}

/// The only file of this kind in a folder.
pub(crate) fn only(folder: &Path, end: &str) -> Result<PathBuf> {
    let found = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let found: Vec<PathBuf> = found.filter(|path| path.extension().is_some_and(|own| own == end)).collect();
    ensure!(found.len() == 1, "{} .{end} files were made instead of one", found.len());
    found.into_iter().next().context("no file was made")
}

/// The source distribution.
pub(crate) fn build_sdist(tools: &Venv, into: &Path) -> Result<PathBuf> {
    let mut maturin = tools.program("maturin", &root().join("bindings-python"));
    maturin.args(["sdist", "--out"]).arg(into);
    steps::run(maturin)?;
    only(into, "gz")
}

/// The source distribution, built into a wheel in an empty folder as pip does it for a machine that no wheel fits: the same
/// files as in the wheel of the checkout. Only the compiler's profile is another one, for the sake of time.
fn test_sdist(outside: &Path, tools: &Venv, wheel: &Path) -> Result<()> {
    let (sources, empty) = (outside.join("sdist"), outside.join("empty"));
    std::fs::create_dir_all(&empty)?;
    let sdist = build_sdist(tools, &sources)?;
    let mut pip = tools.program("python", &empty);
    let bin = tools.0.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let before = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&before)))?;
    pip.args(["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"])
        .arg("--no-build-isolation")
        .arg(sdist)
        .env("PATH", path)
        .env("CARGO_TARGET_DIR", target())
        .env("MATURIN_PEP517_ARGS", "--profile dev");
    steps::run(pip)?;
    let mut compare = tools.program("python", &empty);
    compare.args(["-c", SAME_FILES]).arg(wheel).arg(only(&empty, "whl")?);
    steps::run(compare)
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is not UTF-8")
}

/// What builds the package, in a venv of its own, which is used again as long as the same tools are asked for.
pub(crate) fn tools_venv() -> Result<Venv> {
    let at = target().join("python/tools");
    let (wanted, stamp) = (std::fs::read(dev_requirements())?, at.join("requirements-dev.txt"));
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(Venv::at(&at));
    }
    let tools = Venv::make(&at)?;
    tools.install(&["-r", path(&dev_requirements())?])?;
    std::fs::write(stamp, wanted)?;
    Ok(tools)
}

fn dev_requirements() -> PathBuf {
    root().join("bindings-python/requirements-dev.txt")
}

/// Wheel, sdist, tests, types.
pub(crate) fn test() -> Result<()> {
    let tools = tools_venv()?;
    steps::run(command(&["cargo", "build", "--locked", "-p", "payseal-sandbox"]))?;
    let wheel = build_wheel(&tools, "dev")?;

    let outside = std::env::temp_dir().join(format!("payseal-python-{}", std::process::id()));
    std::fs::create_dir_all(&outside)?;
    let result = test_outside(&outside, &wheel).and_then(|()| test_sdist(&outside, &tools, &wheel));
    std::fs::remove_dir_all(&outside)?;
    result?;

    for check in [&["abi3audit", "--strict"][..], &["auditwheel", "show"]] {
        let (name, arguments) = check.split_first().context("a check")?;
        let mut audit = tools.program(name, &root());
        audit.args(arguments).arg(&wheel);
        steps::run(audit)?;
    }
    Ok(())
}

/// Everything that sees only the installed wheel.
fn test_outside(outside: &Path, wheel: &Path) -> Result<()> {
    let venv = Venv::make(&outside.join("venv"))?;
    venv.install(&["--no-index", path(wheel)?])?;
    // Alone in its venv: no dependency is needed to import it, and to fail.
    let mut alone = venv.program("python", outside);
    alone.args(["-W", "error", "-c", ALONE]);
    steps::run(alone)?;

    let dev = dev_requirements();
    venv.install(&["-r", path(&dev)?, "-r", path(&root().join("examples/python/requirements.txt"))?])?;
    let tests = outside.join("tests");
    std::fs::create_dir_all(&tests)?;
    let sources = root().join("bindings-python/tests");
    for entry in std::fs::read_dir(&sources)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|end| end == "py" || end == "txt") {
            std::fs::copy(entry.path(), tests.join(entry.file_name()))?;
        }
    }
    std::fs::copy(root().join("bindings-python/pyproject.toml"), tests.join("pyproject.toml"))?;
    let mut pytest = venv.program("python", &tests);
    pytest
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .env("PAYSEAL_SANDBOX_BIN", target().join("debug/payseal-sandbox"))
        .env("PAYSEAL_EXAMPLES", root().join("examples/python"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PAYSEAL_ROOT", root())
        .env("PAYSEAL_VECTORS", root().join("tests/vectors"))
        .env("CI", std::env::var_os("CI").unwrap_or_default());
    steps::run(pytest)?;

    let python = venv.0.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    for check in [
        &["mypy", "--strict", "use_types.py"][..],
        &["pyright", "--warnings", "--pythonpath", path(&python)?, "use_types.py"],
        &["stubtest", "payseal", "--allowlist", "stubtest-allowlist.txt"],
    ] {
        let (name, arguments) = check.split_first().context("a check")?;
        let mut types = venv.program(name, &tests);
        types.args(arguments);
        steps::run(types)?;
    }
    Ok(())
}

const SAME_FILES: &str = "\
import sys, zipfile
ours, built = (set(zipfile.ZipFile(path).namelist()) for path in sys.argv[1:])
assert ours == built, sorted(ours ^ built)
";

const ALONE: &str = "\
import sys, payseal
for client in payseal.CliveClient, payseal.TybriteClient:
    try:
        client(base_url='ftp://h')
    except payseal.ConfigError as error:
        assert error.code == 'BASE_URL_INVALID'
    else:
        raise AssertionError('ftp')
heavy = {'asyncio', 'decimal', 'hashlib', 'hmac', 'http', 'json', 'logging', 'ssl', 'typing', 'urllib'} & set(sys.modules)
assert not heavy, f'import payseal imports {heavy}'
";
