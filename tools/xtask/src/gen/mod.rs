//! `cargo xtask gen`: writes what the bindings take from the core's tables; with `--check` it only compares.

pub mod node;

use std::path::Path;

use anyhow::{Context as _, bail};

/// Writes every generated file, or says which differ.
pub fn run(check: bool) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut stale = Vec::new();
    for (path, text) in node::files() {
        let full = root.join(&path);
        if std::fs::read_to_string(&full).is_ok_and(|old| old == text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            std::fs::write(&full, text).with_context(|| path.display().to_string())?;
            println!("wrote {}", path.display());
        }
    }
    if stale.is_empty() { Ok(()) } else { bail!("stale, run `cargo xtask gen`: {}", stale.join(", ")) }
}
