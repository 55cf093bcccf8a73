//! The mutants, as `cargo mutants --list --json` names them. Which ones there are is cargo-mutants' word, not ours.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

/// Line and column, both from 1, columns in characters.
pub(crate) type Position = (usize, usize);

/// One change of the source that a test should notice.
#[derive(Debug, Clone)]
pub(crate) struct Mutant {
    /// From 1; 0 is "none" at run time.
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) genre: Genre,
    pub(crate) replacement: String,
    pub(crate) start: Position,
}

impl Mutant {
    /// The name without line and column, which move: `core/src/retry.rs: replace < with <= in backoff`.
    pub(crate) fn place(&self) -> String {
        let mut parts = self.name.splitn(4, ':');
        let (file, what) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
        format!("{file}:{what}")
    }
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    /// The body of a function is a value.
    FnValue,
    /// An operator is another one.
    BinaryOperator,
    /// `!` or `-` is gone.
    UnaryOperator,
    /// An arm is gone.
    MatchArm,
    /// A guard is `true` or `false`.
    MatchArmGuard,
    /// A field is the base's.
    StructField,
}

/// Asks cargo-mutants, which must be on the path.
pub(crate) fn list(root: &Path) -> anyhow::Result<Vec<Mutant>> {
    let mut command = Command::new("cargo");
    command.args(["mutants", "--list", "--json", "--package", "payseal"]).current_dir(root).stdin(Stdio::null());
    let output = command.stderr(Stdio::inherit()).output().context("cargo mutants (`cargo install cargo-mutants`)")?;
    ensure!(output.status.success(), "cargo mutants --list ended with {}", output.status);
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    rows.iter().enumerate().map(|(index, row)| mutant(u32::try_from(index + 1)?, row)).collect()
}

fn mutant(id: u32, row: &Value) -> anyhow::Result<Mutant> {
    let text = |name: &str| row[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {row}"));
    let number = |name: &str| {
        let value = row["span"]["start"][name].as_u64().with_context(|| format!("no {name} in {row}"))?;
        anyhow::Ok(usize::try_from(value)?)
    };
    let genre = match text("genre")?.as_str() {
        "FnValue" => Genre::FnValue,
        "BinaryOperator" => Genre::BinaryOperator,
        "UnaryOperator" => Genre::UnaryOperator,
        "MatchArm" => Genre::MatchArm,
        "MatchArmGuard" => Genre::MatchArmGuard,
        "StructField" => Genre::StructField,
        other => bail!("cargo-mutants has a genre that is unknown here: {other}"),
    };
    Ok(Mutant {
        id,
        name: text("name")?,
        file: text("file")?,
        genre,
        replacement: text("replacement")?,
        start: (number("line")?, number("column")?),
    })
}
