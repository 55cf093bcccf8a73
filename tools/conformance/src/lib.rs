//! The conformance judge: one set of scenarios (`tests/conformance/`), run through the installed package of every language.
//!
//! A runner, one small program per language, is told what a user would know and says what came back. The judge reads what
//! arrived at a sandbox of its own, byte for byte, and never asks the runner about that. It uses nothing of the core: the
//! expectations stand in the manifest, the signature is made with `ring`, the answers are read with `serde_json`.
//!
//! How to add a scenario or a language, and the line protocol, stand in `docs/conformance.md`.
//!
//! Not here: how the packages are built and installed (`tools/xtask/src/conformance.rs`), and what the core decides in
//! detail (`core/tests`, `tests/vectors`): a scenario shows that a decision arrives in every language.

mod compare;
mod expand;
pub mod judge;
pub mod manifest;
pub mod matrix;
mod report;
mod run;
pub mod runner;
pub mod soak;
mod stage;

pub use report::{Report, Verdict};
pub use run::{Lane, Selection, run};
