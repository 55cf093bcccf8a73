//! Steps of a run: each a command with a name, its output passed through, its exit code never swallowed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, bail};

use crate::watched;

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The cargo that runs this.
pub(crate) fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// A command in the root of the checkout, from its words.
pub(crate) fn command(words: &[&str]) -> Command {
    let (program, arguments) = words.split_first().map_or(("true", &[][..]), |(first, rest)| (*first, rest));
    let mut command = Command::new(executable(program));
    if program == "cargo" {
        command = Command::new(cargo());
        // What `cargo run` tells xtask about xtask: build scripts that watch these (ring's) would run again at every change of caller.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
                command.env_remove(name);
            }
        }
    }
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    command
}

/// Windows finds `npm.cmd` under no other name.
fn executable(program: &str) -> &str {
    if cfg!(windows) && program == "npm" { "npm.cmd" } else { program }
}

/// Runs a command to its end.
///
/// # Errors
/// When it cannot be started, does not exit with 0, or prints a secret of the sandbox.
pub(crate) fn run(mut command: Command) -> anyhow::Result<()> {
    let shown = format!("{command:?}");
    let status = watched::status(&mut command).with_context(|| shown.clone())?;
    if !status.success() {
        bail!("{shown} ended with {status}");
    }
    Ok(())
}

/// Runs a command to its end, prints what it prints, and gives that back.
///
/// # Errors
/// When it cannot be started or does not exit with 0.
pub(crate) fn said(mut command: Command) -> anyhow::Result<String> {
    let shown = format!("{command:?}");
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("could not start {shown}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{text}");
    if !output.status.success() {
        bail!("{shown} ended with {}", output.status);
    }
    Ok(text)
}

/// Whether a tool can be run: it tells its version.
fn has(tool: &str) -> bool {
    let argument = if matches!(tool, "go" | "openssl") { "version" } else { "--version" };
    Command::new(executable(tool))
        .arg(argument)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a step of `deep` has shown.
pub(crate) struct Proof {
    pub(crate) name: &'static str,
    pub(crate) command: &'static str,
    pub(crate) figures: String,
}

/// Runs named steps one after the other, all of them, and closes with one line that says how it went.
pub(crate) struct Steps {
    ci: bool,
    only: Option<String>,
    proofs: Vec<Proof>,
    passed: Vec<String>,
    failed: Vec<String>,
    skipped: Vec<String>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        let ci = std::env::var("CI").is_ok_and(|value| value == "true");
        Self { ci, only: None, proofs: Vec::new(), passed: Vec::new(), failed: Vec::new(), skipped: Vec::new() }
    }

    /// Runs only the proofs whose name holds this.
    pub(crate) fn only(mut self, only: Option<&str>) -> Self {
        self.only = only.map(str::to_owned);
        self
    }

    /// A step whose closing line is kept: what was proved, by which command, with which figures.
    pub(crate) fn proof(
        &mut self,
        name: &'static str,
        command: &'static str,
        tools: &[&str],
        work: impl FnOnce() -> anyhow::Result<String>,
    ) {
        if self.only.as_ref().is_some_and(|only| !name.contains(only)) {
            return;
        }
        let mut figures = None;
        self.step_with(name, tools, || {
            figures = Some(work()?);
            Ok(())
        });
        if let Some(figures) = figures {
            println!("{name}: {figures}");
            self.proofs.push(Proof { name, command, figures });
        }
    }

    /// What was proved so far.
    pub(crate) fn take_proofs(&mut self) -> Vec<Proof> {
        std::mem::take(&mut self.proofs)
    }

    /// A step that needs nothing but cargo.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> anyhow::Result<()>) {
        self.step_with(name, &[], work);
    }

    /// A step that needs tools besides cargo.
    pub(crate) fn step_with(&mut self, name: &str, tools: &[&str], work: impl FnOnce() -> anyhow::Result<()>) {
        if let Some(missing) = tools.iter().find(|tool| !has(tool)) {
            let line = format!("{name} (no `{missing}` here)");
            if self.ci {
                println!("\n==> {line}: a missing tool fails when CI=true");
                self.failed.push(line);
            } else {
                println!("\n==> {line}: skipped");
                self.skipped.push(line);
            }
            return;
        }
        println!("\n==> {name}");
        let begun = Instant::now();
        match work() {
            Ok(()) => self.passed.push(format!("{name} ({:.1} s)", begun.elapsed().as_secs_f64())),
            Err(error) => {
                eprintln!("FAILED: {name}: {error:#}");
                self.failed.push(name.to_owned());
            }
        }
    }

    /// Prints what happened, and the closing line.
    ///
    /// # Errors
    /// When a step failed.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        println!();
        for (mark, list) in [("ok     ", &self.passed), ("skipped", &self.skipped), ("FAILED ", &self.failed)] {
            for name in list {
                println!("{mark} {name}");
            }
        }
        println!("{} passed, {} failed, {} skipped", self.passed.len(), self.failed.len(), self.skipped.len());
        if !self.failed.is_empty() {
            bail!("{} step(s) failed", self.failed.len());
        }
        Ok(())
    }
}
