//! `cargo xtask gen`: every file that is made from the core's descriptions or another one table. They are committed; `--check` compares them.

mod c;
mod describe;
mod docs;
mod go;
mod node;
pub(crate) mod packages;
mod python;

use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::steps::root;

/// Writes the generated files, or compares them.
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    let c = c::files()?;
    let header = c.first().map_or("", |(_, text)| text.as_str());
    let files: Vec<(PathBuf, String)> =
        [docs::files(), node::files(), python::files(), go::files(header), c.clone(), packages::files()?].concat();
    let mut stale = Vec::new();
    for (path, text) in &files {
        let full = root().join(path);
        if std::fs::read_to_string(&full).is_ok_and(|old| old == *text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            if let Some(folder) = full.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&full, text).with_context(|| format!("writing {}", path.display()))?;
            println!("wrote {}", path.display());
        }
    }
    if !stale.is_empty() {
        bail!("not up to date: {}; run `cargo xtask gen` and commit", stale.join(", "));
    }
    println!("{} generated files are up to date", files.len());
    Ok(())
}
