//! Runs the tests: once without a mutant to see which test comes by which, then each mutant against the tests that come by it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::tree::{Program, Tree};

/// A test that takes longer runs alone, after the others.
const QUICK: Duration = Duration::from_millis(300);

/// One test, how long it takes without a mutant, and the mutants it comes by.
pub(crate) struct Test {
    program: usize,
    name: String,
    time: Duration,
    seen: BTreeSet<u32>,
}

/// All tests.
pub(crate) struct Tests<'a> {
    tree: &'a Tree,
    programs: Vec<Program>,
    tests: Vec<Test>,
}

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Caught,
    TimedOut,
    /// Tests come by it and pass.
    Missed,
    /// No test comes by it.
    NotReached,
}

impl<'a> Tests<'a> {
    /// Runs every test alone, without a mutant.
    pub(crate) fn survey(tree: &'a Tree, programs: Vec<Program>) -> anyhow::Result<Self> {
        let mut this = Self { tree, programs, tests: Vec::new() };
        let file = this.tree.root.join("mutants-seen");
        for program in 0..this.programs.len() {
            let output = this.command(program, None).args(["--list", "--format", "terse"]).output()?;
            for name in String::from_utf8(output.stdout)?.lines().filter_map(|line| line.strip_suffix(": test")) {
                let _ = fs::remove_file(&file);
                let mut command = this.command(program, None);
                command.args(["--exact", name]).env("MUTANTS_SEEN", &file).stdout(Stdio::null());
                let begun = Instant::now();
                let status = command.status()?;
                let time = begun.elapsed();
                ensure!(status.success(), "{}: {name} fails without any mutant", this.programs[program].name);
                let seen = fs::read_to_string(&file).unwrap_or_default();
                let seen = seen.lines().filter_map(|line| line.parse().ok()).collect();
                this.tests.push(Test { program, name: name.to_owned(), time, seen });
            }
        }
        this.tests.sort_by_key(|test| test.time);
        Ok(this)
    }

    pub(crate) fn count(&self) -> usize {
        self.tests.len()
    }

    /// Which test comes by which mutants, for a reader.
    pub(crate) fn table(&self) -> String {
        let line = |test: &Test| {
            let program = &self.programs[test.program].name;
            format!("{:>7} ms {program}::{} {} mutants\n", test.time.as_millis(), test.name, test.seen.len())
        };
        self.tests.iter().map(line).collect()
    }

    fn command(&self, program: usize, seconds: Option<u64>) -> Command {
        let path = &self.programs[program].path;
        let mut command = match seconds {
            // Processor time and memory are bounded: an endless loop ends, also on a busy machine.
            Some(seconds) => {
                let mut command = Command::new("sh");
                command.args(["-c", &format!("ulimit -t {seconds}; ulimit -v 6000000; exec \"$0\" \"$@\"")]).arg(path);
                command
            }
            None => Command::new(path),
        };
        let core: PathBuf = self.tree.root.join("core");
        command.current_dir(&core).env("CARGO_MANIFEST_DIR", &core).stdin(Stdio::null());
        // The same random rows each time, and no search for the smallest one that fails.
        command.env("PROPTEST_RNG_SEED", "1").env("PROPTEST_MAX_SHRINK_ITERS", "0").env("RUST_BACKTRACE", "0");
        command
    }

    /// Whether a test fails with the mutant on, and which.
    pub(crate) fn judge(&self, id: u32) -> anyhow::Result<(Outcome, String)> {
        let near: Vec<&Test> = self.tests.iter().filter(|test| test.seen.contains(&id)).collect();
        if near.is_empty() {
            return Ok((Outcome::NotReached, String::new()));
        }
        let mut quick: BTreeMap<usize, Vec<&Test>> = BTreeMap::new();
        for test in near.iter().filter(|test| test.time < QUICK) {
            quick.entry(test.program).or_default().push(test);
        }
        let mut groups: Vec<Vec<&Test>> = quick.into_values().collect();
        groups.sort_by_key(|group| group.iter().map(|test| test.time).sum::<Duration>());
        groups.extend(near.into_iter().filter(|test| test.time >= QUICK).map(|test| vec![test]));
        for group in groups {
            if let Some(found) = self.run(id, &group)? {
                return Ok(found);
            }
        }
        Ok((Outcome::Missed, String::new()))
    }

    fn run(&self, id: u32, group: &[&Test]) -> anyhow::Result<Option<(Outcome, String)>> {
        let program = group[0].program;
        let expected: Duration = group.iter().map(|test| test.time).sum();
        let mut command = self.command(program, Some(2 + 3 * expected.as_secs()));
        command.arg("--exact").args(group.iter().map(|test| &test.name)).env("MUTANT", id.to_string());
        command.stderr(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().context("sh")?;
        let output = child.stdout.take().context("no output")?;
        let reader = std::thread::spawn(move || std::io::read_to_string(output).unwrap_or_default());
        let limit = Instant::now() + Duration::from_secs(60) + 20 * expected;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if Instant::now() > limit {
                child.kill()?;
                child.wait()?;
                break None;
            }
            std::thread::sleep(Duration::from_millis(3));
        };
        let text = reader.join().unwrap_or_default();
        let name = &self.programs[program].name;
        Ok(match status {
            Some(status) if status.success() => None,
            Some(status) if status.code().is_some() => {
                let failed = text.lines().find(|line| line.ends_with("... FAILED")).unwrap_or("?");
                let failed = failed.trim_start_matches("test ").trim_end_matches(" ... FAILED");
                Some((Outcome::Caught, format!("{name}::{failed}")))
            }
            // Killed: an abort (a stack that overflowed, memory that ran out) is caught, a limit is a time-out.
            Some(status) if !timed_out(status) => Some((Outcome::Caught, format!("{name}: {status}"))),
            _ => Some((Outcome::TimedOut, name.clone())),
        })
    }
}

fn timed_out(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    // SIGKILL and SIGXCPU are what the limit of processor time sends.
    matches!(status.signal(), Some(9 | 24))
}
