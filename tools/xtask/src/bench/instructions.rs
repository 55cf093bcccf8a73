//! `cargo xtask bench instructions`: how many instructions each hot path of the core takes, compared with the committed count.
//!
//! `payseal-bench-paths` does one path n times and 2n times under `valgrind --tool=callgrind`; the difference is what n take, without start
//! and set-up. A framework for this (gungraun) would bring dozens of crates and a runner binary of exactly its own version,
//! keep its baselines under `target/`, and need symbols in a release build; what it would do here is [`count`] and [`count_of`].
//!
//! Another compiler makes other instructions, another architecture has other ones, and another valgrind offers the program another processor:
//! then nothing is compared, and that is said.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::said;
use crate::install_c::target;
use crate::steps::{self, command, root};

const BASELINE: &str = "tools/bench/results/instructions.json";

/// What a count may differ by, in percent, either way: hash maps are seeded anew in each process.
const TOLERANCE_PERCENT: f64 = 3.0;

/// What a path takes, once.
pub(super) struct Count {
    name: String,
    instructions: u64,
}

/// Compares with the baseline, or writes it.
///
/// # Errors
/// When a path takes more than it did, or less: what got faster is written down, or the next slow change hides behind it.
pub(crate) fn run(write: bool) -> Result<()> {
    let counts = count()?;
    print!("{}", table(&counts));
    let tools = tools()?;
    let at = root().join(BASELINE);
    if write {
        let paths: Vec<String> =
            counts.iter().map(|c| json!({"path": c.name, "instructions": c.instructions}).to_string()).collect();
        let text = format!("{{\n  \"made with\": {},\n  \"paths\": [\n    {}\n  ]\n}}\n", tools, paths.join(",\n    "));
        std::fs::create_dir_all(at.parent().context("a folder")?)?;
        std::fs::write(&at, text)?;
        println!("written: {}", at.display());
        return Ok(());
    }
    let baseline: Value = serde_json::from_slice(&std::fs::read(&at).context(BASELINE)?).context(BASELINE)?;
    if baseline["made with"] != tools {
        println!("not compared: the baseline was made with {}, here is {tools}", baseline["made with"]);
        return Ok(());
    }
    let differences = differences(&counts, &baseline["paths"]);
    if !differences.is_empty() {
        bail!(
            "more than {TOLERANCE_PERCENT} % away from {BASELINE}:\n{}if that is meant: cargo xtask bench instructions --write",
            differences.concat()
        );
    }
    println!("all within {TOLERANCE_PERCENT} % of {BASELINE}");
    Ok(())
}

/// Counts every path.
pub(super) fn count() -> Result<Vec<Count>> {
    steps::run(command(&["cargo", "build", "--release", "--locked", "-p", "payseal-bench-paths"]))?;
    let program = target().join("release/payseal-bench-paths");
    let list = said(&[program.to_str().context("a path that is not UTF-8")?])?;
    list.lines()
        .map(|line| {
            let (times, name) = line.split_once(' ').with_context(|| format!("not a path: {line}"))?;
            let times: u64 = times.parse()?;
            let once = count_of(&program, name, times)?;
            let twice = count_of(&program, name, times * 2)?;
            let took =
                twice.checked_sub(once).with_context(|| format!("{name}: twice the work took fewer instructions"))?;
            Ok(Count { name: name.to_owned(), instructions: took / times })
        })
        .collect()
}

/// What the whole program takes when it does a path so many times.
fn count_of(program: &PathBuf, name: &str, times: u64) -> Result<u64> {
    let mut valgrind = command(&["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(program).arg(name).arg(times.to_string());
    let output = valgrind.output().context("valgrind (the Debian package is called so)")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{valgrind:?} ended with {}:\n{said}", output.status);
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let (_, number) = collected.with_context(|| format!("{valgrind:?} did not say what it collected:\n{said}"))?;
    Ok(number.trim().parse()?)
}

/// What counts depend on.
fn tools() -> Result<Value> {
    let rustc = said(&["rustc", "-vV"])?;
    let line = |name: &str| rustc.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?").trim().to_owned();
    Ok(json!({"rustc": line("release:"), "target": line("host:"), "valgrind": said(&["valgrind", "--version"])?}))
}

/// A line for each path that is not what it was.
fn differences(counts: &[Count], baseline: &Value) -> Vec<String> {
    let known: Vec<(&str, f64)> = (baseline.as_array().into_iter().flatten())
        .filter_map(|path| Some((path["path"].as_str()?, path["instructions"].as_f64()?)))
        .collect();
    let mut out = Vec::new();
    for Count { name, instructions } in counts {
        #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
        let now = *instructions as f64;
        match known.iter().find(|(own, _)| own == name) {
            Some((_, was)) => {
                let percent = (now / was - 1.0) * 100.0;
                if percent.abs() > TOLERANCE_PERCENT {
                    out.push(format!("  {name}: {was} instructions, now {now} ({percent:+.1} %)\n"));
                }
            }
            None => out.push(format!("  {name}: not in the baseline\n")),
        }
    }
    let gone = known.iter().filter(|(name, _)| counts.iter().all(|count| count.name != *name));
    out.extend(gone.map(|(name, _)| format!("  {name}: only in the baseline\n")));
    out
}

/// The counts as a table.
pub(super) fn table(counts: &[Count]) -> String {
    let mut out = "| once | instructions |\n|---|---:|\n".to_owned();
    for Count { name, instructions } in counts {
        let _ = writeln!(out, "| {name} | {} |", super::report::grouped(&instructions.to_string()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_changed_is_named() {
        let count = |name: &str, instructions| Count { name: name.to_owned(), instructions };
        let baseline = json!([{"path": "same", "instructions": 1000}, {"path": "slower", "instructions": 1000},
            {"path": "faster", "instructions": 1000}, {"path": "gone", "instructions": 1000}]);
        let counts = [count("same", 1029), count("slower", 1031), count("faster", 969), count("new", 1)];
        assert_eq!(
            differences(&counts, &baseline),
            [
                "  slower: 1000 instructions, now 1031 (+3.1 %)\n",
                "  faster: 1000 instructions, now 969 (-3.1 %)\n",
                "  new: not in the baseline\n",
                "  gone: only in the baseline\n",
            ]
        );
    }
}
