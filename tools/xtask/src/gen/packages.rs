//! What packages need and cannot take from the root of the repository: their platforms, and the licences beside each manifest
//! (pip and the Go module proxy look nowhere else, and follow no links).

use std::path::{Path, PathBuf};

use crate::package::platforms;
use crate::steps::root;

/// The licences, at the root of the repository.
pub(crate) const LICENCES: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT"];

/// The folders that are published from where they stand. The npm packages and the C archive are laid out first.
const PUBLISHED: &[&str] = &["bindings-go", "bindings-python", "core", "tools/cli", "tools/sandbox"];

/// The files and their contents, by path from the root of the repository.
///
/// # Errors
/// When a licence cannot be read.
pub(super) fn files() -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut files = vec![platforms::for_npm()];
    for licence in LICENCES {
        let text = std::fs::read_to_string(root().join(licence))?;
        files.extend(PUBLISHED.iter().map(|folder| (Path::new(folder).join(licence), text.clone())));
    }
    Ok(files)
}
