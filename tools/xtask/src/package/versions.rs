//! One release, one number: every place that carries it, held against `Cargo.toml`. The Go module's is its tag; Python's is taken from
//! `Cargo.toml` when it is built. docs/releasing.md says how a number is changed.

use anyhow::{Context, Result, ensure};

use super::VERSION;
use crate::steps::root;

/// The places that are not written by `cargo xtask gen`: a file, what stands before the number, and how often.
const PLACES: &[(&str, &str, usize)] = &[
    ("Cargo.toml", "[workspace.package]\nversion = \"", 1),
    ("Cargo.toml", "payseal = { path = \"core\", version = \"", 1),
    ("Cargo.toml", "payseal-sandbox = { path = \"tools/sandbox\", version = \"", 1),
    ("bindings-node/package.json", "\"name\": \"payseal\",\n  \"version\": \"", 1),
    // Of the file, and of its package "".
    ("bindings-node/package-lock.json", "\"name\": \"payseal\",\n  \"version\": \"", 1),
    ("bindings-node/package-lock.json", "\"name\": \"payseal\",\n      \"version\": \"", 1),
    // Written by `cargo xtask gen`, and compiled into programs.
    ("include/payseal.h", "#define PAYSEAL_VERSION \"", 1),
    ("bindings-go/internal/ffi/payseal.h", "#define PAYSEAL_VERSION \"", 1),
    ("bindings-node/js/generated/platforms.mjs", "export const VERSION = '", 1),
];

/// All places say the same.
pub(crate) fn agree() -> Result<()> {
    for (file, before, times) in PLACES {
        let text = read(file)?;
        let found: Vec<&str> = text.split(before).skip(1).filter_map(|rest| rest.split(['"', '\'']).next()).collect();
        ensure!(found.len() == *times, "{file}: `{}` stands {} times in it", before.escape_debug(), found.len());
        ensure!(found.iter().all(|version| *version == VERSION), "{file} says {found:?}, Cargo.toml {VERSION}");
    }
    ensure!(
        read("bindings-python/pyproject.toml")?.contains("dynamic = [\"version\"]"),
        "pyproject.toml has a version of its own"
    );
    let changes = read("CHANGELOG.md")?;
    ensure!(
        changes.contains(&format!("({VERSION})")) || changes.contains(&format!("\n## {VERSION}")),
        "CHANGELOG.md has no {VERSION}"
    );
    // A tag of this form is a version of a module in a folder; from 2 on the path would have to end in /v2.
    let module = read("bindings-go/go.mod")?;
    ensure!(module.starts_with("module github.com/payseal/payseal/bindings-go\n"), "go.mod: {module}");
    ensure!(VERSION.starts_with("0.") || VERSION.starts_with("1."), "from 2.0.0 on, go.mod's module path ends in /v2");
    ensure!(!module.contains("replace"), "go.mod replaces a module: users do not see that");
    println!("{} places carry the version {VERSION}", PLACES.len());
    Ok(())
}

/// The tag of a release, and what the change log must say about it.
pub(super) fn tagged(tag: &str) -> Result<()> {
    ensure!(tag == format!("v{VERSION}"), "the tag {tag} is not v{VERSION}");
    let changes = read("CHANGELOG.md")?;
    ensure!(changes.contains(&format!("\n## {VERSION} (20")), "CHANGELOG.md has no heading `## {VERSION} (date)`");
    Ok(())
}

fn read(file: &str) -> Result<String> {
    std::fs::read_to_string(root().join(file)).with_context(|| format!("reading {file}"))
}
