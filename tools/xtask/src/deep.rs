//! `cargo xtask deep`: what takes longer than a test run may. Each step's last figures are written into `docs/proof.md`.

use anyhow::{Context, Result};

use crate::steps::{self, Proof, Steps, command, root};
use crate::{conformance, deep_bindings, deep_c, fuzz, mutants, oracle, package, python, soak, stripe, supply};

/// All of it, or the steps whose name holds `only`.
pub(crate) fn run(only: Option<&str>, fuzz_seconds: u32) -> Result<()> {
    let mut steps = Steps::new().only(only);
    steps.proof("oracle", "cargo xtask oracle", &["node"], || {
        oracle::run(oracle::FULL, 1)?;
        Ok(format!("{} rows, each as `JSON.stringify` writes it", oracle::FULL))
    });
    steps.proof("properties", "cargo xtask deep --only properties", &[], properties);
    steps.proof("core without driver", "cargo test -p payseal --no-default-features", &[], || {
        passed(&["cargo", "test", "-p", "payseal", "--no-default-features", "--locked", "--quiet"])
    });
    steps.proof("soak", "cargo xtask soak", conformance::TOOLS, || {
        soak::of_intents(100_000)?;
        Ok("100,000 intents, the ledger reconciled".to_owned())
    });
    steps.proof("stripe packages", "cargo xtask stripe", &["npm", "node", "python3"], || {
        stripe::run()?;
        Ok("the published packages verify what Payseal signs".to_owned())
    });
    steps.proof("packages", "cargo xtask package", package::TOOLS, || {
        package::deep()?;
        Ok("each artefact that is built here verifies a webhook where nothing else is installed".to_owned())
    });
    steps.proof("fuzz", "cargo xtask fuzz SECONDS", &["c++"], || fuzz::run(fuzz_seconds));
    steps.proof("mutants", "cargo xtask mutants", mutants::TOOLS, || {
        mutants::all()?;
        Ok("at least 95 in 100 are caught, and each of the others has its reason in mutants.md".to_owned())
    });
    sanitizers(&mut steps);
    steps.proof("Python under AddressSanitizer", "cargo xtask deep --only Python", python::tools(), || {
        deep_bindings::python()
    });
    steps.proof("Node under AddressSanitizer", "cargo xtask deep --only Node", &["cc", "node", "npm"], || {
        deep_bindings::node()
    });
    steps.proof("supply chain", "cargo deny check", &["cargo-deny"], supply::deny);
    record(&steps.take_proofs())?;
    steps.finish()
}

/// The part that is about the C library.
pub(crate) fn c() -> Result<()> {
    let mut steps = Steps::new();
    sanitizers(&mut steps);
    record(&steps.take_proofs())?;
    steps.finish()
}

fn sanitizers(steps: &mut Steps) {
    let compilers = &["cc", "c++", "nm"];
    steps.proof("C under AddressSanitizer", "cargo xtask test-c --deep", compilers, deep_c::address_sanitizer);
    steps.proof("C under ThreadSanitizer", "cargo xtask test-c --deep", compilers, deep_c::thread_sanitizer);
    let tools = &["cc", "make", "pkg-config", "valgrind"];
    steps.proof("C under valgrind", "cargo xtask test-c --deep", tools, deep_c::valgrind);
}

fn properties() -> Result<String> {
    let mut test = command(&["cargo", "test", "-p", "payseal", "--no-default-features", "--release", "--locked"]);
    test.env("PROPTEST_CASES", "20000");
    steps::run(test)?;
    Ok("20,000 cases of each property that sets no number of its own".to_owned())
}

fn passed(words: &[&str]) -> Result<String> {
    steps::run(command(words))?;
    Ok("passed".to_owned())
}

const BEGIN: &str = "<!-- written by cargo xtask deep -->\n";
const END: &str = "<!-- end -->";

/// Puts the rows of this run in the place of older ones; the others stay as they are, with their own date and commit.
fn record(proofs: &[Proof]) -> Result<()> {
    if proofs.is_empty() {
        return Ok(());
    }
    let file = root().join("docs/proof.md");
    let text = std::fs::read_to_string(&file)?;
    let (date, commit) = (line(&["date", "-u", "+%F"])?, line(&["git", "rev-parse", "--short=10", "HEAD"])?);
    let changed = steps::said(command(&["git", "status", "--porcelain", "--untracked-files=no"]))?;
    let clean = changed.lines().all(|line| line.ends_with("docs/proof.md"));
    let commit = if clean { commit } else { format!("{commit} and changes") };
    let new = with_rows(&text, proofs, &date, &commit).context("docs/proof.md has lost its markers")?;
    std::fs::write(file, new)?;
    println!("docs/proof.md has the figures of {} steps", proofs.len());
    Ok(())
}

fn line(words: &[&str]) -> Result<String> {
    Ok(steps::said(command(words))?.trim_end().to_owned())
}

fn with_rows(text: &str, proofs: &[Proof], date: &str, commit: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (table, after) = rest.split_once(END)?;
    let name = |row: &str| row.split('|').nth(1).map(|name| name.trim().to_owned());
    let mut rows: Vec<String> = table.lines().map(str::to_owned).collect();
    for Proof { name: of, command, figures } in proofs {
        let row = format!("| {of} | `{command}` | {figures} | {date} | {commit} |");
        match rows.iter_mut().find(|row| name(row).as_deref() == Some(of)) {
            Some(old) => *old = row,
            None => rows.push(row),
        }
    }
    Some(format!("{before}{BEGIN}{}\n{END}{after}", rows.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_takes_the_place_of_the_older_one_and_the_others_stay() {
        let text = format!(
            "# P\n{BEGIN}| what | c | f | d | c |\n|---|---|---|---|---|\n| a | `x` | 1 | d | c |\n| b | `y` | 2 | d | c |\n{END}\n"
        );
        let proof = |name, figures: &str| Proof { name, command: "z", figures: figures.to_owned() };
        let new = with_rows(&text, &[proof("a", "9"), proof("n", "7")], "today", "1a2b").unwrap();
        assert!(
            new.contains(
                "| a | `z` | 9 | today | 1a2b |\n| b | `y` | 2 | d | c |\n| n | `z` | 7 | today | 1a2b |\n<!-- end -->"
            ),
            "{new}"
        );
        assert_eq!(new.lines().count(), text.lines().count() + 1);
        assert!(with_rows("no markers", &[], "", "").is_none());
    }
}
