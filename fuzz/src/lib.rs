//! What the fuzz targets check: the files that the tests have, too. See docs/fuzzing.md.
#![allow(missing_docs, dead_code)]

#[path = "../../core/tests/fuzz/bytes.rs"]
mod bytes;
#[path = "../../core/tests/fuzz/checks.rs"]
pub mod checks;
#[path = "../../core/tests/fuzz/laws.rs"]
pub mod laws;
#[path = "../../core/tests/fuzz/parsers.rs"]
pub mod parsers;
#[path = "../../core/tests/fuzz/walk.rs"]
mod walk;

pub use payseal_c::fuzz as c;
