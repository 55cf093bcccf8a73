//! What the Go module gets.

use std::path::PathBuf;

/// Path and text of each file.
pub(super) fn files(header: &str) -> Vec<(PathBuf, String)> {
    // cgo cannot see above its module's root.
    vec![("bindings-go/internal/ffi/payseal.h".into(), header.to_owned())]
}
