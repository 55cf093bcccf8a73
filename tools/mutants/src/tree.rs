//! A copy of the checkout with the mutants woven in, and what the compiler says about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::list::Mutant;
use crate::weave::{self, Woven};

/// Where the switch is added.
const ROOT: &str = "core/src/lib.rs";

/// What asks which mutant is on; it also tells which ones a test comes by.
const SWITCH: &str = r#"
#[doc(hidden)]
#[inline]
pub fn mutant_is(id: u32) -> bool {
    use std::io::Write;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};
    static ON: LazyLock<u32> = LazyLock::new(|| std::env::var("MUTANT").ok().and_then(|it| it.parse().ok()).unwrap_or(0));
    static SEEN: [AtomicBool; 100_000] = [const { AtomicBool::new(false) }; 100_000];
    static FILE: LazyLock<Option<std::sync::Mutex<std::fs::File>>> = LazyLock::new(|| {
        let path = std::env::var_os("MUTANTS_SEEN")?;
        std::fs::OpenOptions::new().create(true).append(true).open(path).ok().map(std::sync::Mutex::new)
    });
    if let Some(file) = &*FILE
        && !SEEN[id as usize].swap(true, Ordering::Relaxed)
        && let Ok(mut file) = file.lock()
    {
        let _ = file.write_all(format!("{id}\n").as_bytes());
    }
    *ON == id
}
"#;

/// How the copy is built.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    pub(crate) driver: bool,
}

/// A test program.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

impl Tree {
    /// Copies what git tracks (and what is new) of `from`.
    pub(crate) fn copy(from: &Path, to: PathBuf, driver: bool, mutants: &[Mutant]) -> anyhow::Result<Self> {
        let mut woven: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.file.as_str()).collect();
        woven.insert(ROOT);
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(from);
        let output = git.stderr(Stdio::inherit()).output().context("git")?;
        ensure!(output.status.success(), "git ls-files ended with {}", output.status);
        for name in String::from_utf8(output.stdout)?.split('\0').filter(|name| !name.is_empty()) {
            let (source, target) = (from.join(name), to.join(name));
            if woven.contains(name) && target.exists() || !source.is_file() {
                continue;
            }
            let new = fs::read(&source)?;
            // An unchanged file keeps its time, so that cargo need not build it again.
            if fs::read(&target).ok().as_ref() != Some(&new) {
                fs::create_dir_all(target.parent().context("no folder")?)?;
                fs::write(&target, new)?;
            }
        }
        Ok(Self { root: to, driver })
    }

    /// Weaves until the compiler takes it. Gives the mutants that are in.
    pub(crate) fn weave(&self, from: &Path, mutants: &[Mutant]) -> anyhow::Result<BTreeSet<u32>> {
        let mut by_file: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
        for mutant in mutants {
            by_file.entry(&mutant.file).or_default().push(mutant);
        }
        let memory = self.root.with_file_name("left-out.txt");
        let known = fs::read_to_string(&memory).unwrap_or_default();
        let known: BTreeSet<&str> = known.lines().collect();
        let mut without: BTreeSet<u32> =
            mutants.iter().filter(|it| known.contains(it.name.as_str())).map(|it| it.id).collect();
        let mut constant: BTreeSet<String> =
            known.iter().filter_map(|line| line.strip_prefix("const ")).map(str::to_owned).collect();
        for round in 1.. {
            let mut woven = BTreeMap::new();
            for (file, mutants) in &by_file {
                let mut text = fs::read_to_string(from.join(file))?;
                if *file == ROOT {
                    text.push_str(SWITCH);
                }
                let new = weave::weave(&text, mutants, &without, &constant).with_context(|| (*file).to_owned())?;
                self.write(file, &new.text)?;
                woven.insert((*file).to_owned(), new);
            }
            if !by_file.contains_key(ROOT) {
                let text = fs::read_to_string(from.join(ROOT))?;
                self.write(ROOT, &(text + SWITCH))?;
            }
            let before = (without.len(), constant.len());
            let complaints = self.check()?;
            for complaint in &complaints {
                complaint.judge(&woven, &mut without, &mut constant);
            }
            println!(
                "round {round}: {} errors, {} mutants left out, {} functions left const",
                complaints.len(),
                without.len(),
                constant.len()
            );
            if complaints.is_empty() {
                let names = mutants.iter().filter(|it| without.contains(&it.id)).map(|it| it.name.clone());
                let lines: Vec<String> = constant.iter().map(|name| format!("const {name}")).chain(names).collect();
                fs::write(memory, lines.join("\n"))?;
                return Ok(woven.into_values().flat_map(|it| it.ids).collect());
            }
            if before == (without.len(), constant.len()) {
                bail!("nothing more to leave out, but the compiler says:\n{}", complaints[0].rendered);
            }
        }
        unreachable!("the rounds do not end by themselves")
    }

    fn write(&self, file: &str, text: &str) -> anyhow::Result<()> {
        let path = self.root.join(file);
        if fs::read(&path).ok().as_deref() != Some(text.as_bytes()) {
            fs::write(path, text)?;
        }
        Ok(())
    }

    fn cargo(&self, words: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command.args(words).args(["--package", "payseal", "--message-format=json", "--quiet"]);
        // Optimised: it is built once and run a thousand times.
        command.args(["--config", "profile.dev.opt-level=1", "--config", "profile.dev.debug=false"]);
        if !self.driver {
            command.args(["--no-default-features", "--features", "descriptions"]);
        }
        command.current_dir(&self.root).stdin(Stdio::null()).env("CARGO_INCREMENTAL", "0");
        command
    }

    fn check(&self) -> anyhow::Result<Vec<Complaint>> {
        let output = self.cargo(&["check", "--lib"]).stderr(Stdio::inherit()).output()?;
        let messages = messages(&output.stdout)?;
        let errors: Vec<Complaint> = messages.iter().filter_map(Complaint::new).collect();
        ensure!(output.status.success() || !errors.is_empty(), "cargo check ended with {}", output.status);
        Ok(errors)
    }

    /// Builds the test programs.
    pub(crate) fn programs(&self) -> anyhow::Result<Vec<Program>> {
        let output = self.cargo(&["test", "--lib", "--tests", "--no-run"]).stderr(Stdio::inherit()).output()?;
        let messages = messages(&output.stdout)?;
        if let Some(error) = messages.iter().find_map(Complaint::new) {
            bail!("the tests do not build:\n{}", error.rendered);
        }
        ensure!(output.status.success(), "cargo test --no-run ended with {}", output.status);
        let mut programs = Vec::new();
        for message in messages.iter().filter(|it| it["reason"] == "compiler-artifact") {
            if let (Some(path), true) = (message["executable"].as_str(), message["profile"]["test"] == true) {
                let name = message["target"]["name"].as_str().unwrap_or_default().to_owned();
                programs.push(Program { name, path: path.into() });
            }
        }
        Ok(programs)
    }
}

fn messages(output: &[u8]) -> anyhow::Result<Vec<Value>> {
    let lines = output.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{"));
    lines.map(|line| Ok(serde_json::from_slice(line)?)).collect()
}

/// An error of the compiler.
struct Complaint {
    code: String,
    text: String,
    rendered: String,
    places: Vec<(String, Range<usize>)>,
}

impl Complaint {
    fn new(message: &Value) -> Option<Self> {
        let message = &message["message"];
        let spans = message["spans"].as_array()?;
        if message["level"] != "error" || spans.is_empty() {
            return None;
        }
        let number = |span: &Value, name: &str| usize::try_from(span[name].as_u64().unwrap_or(0)).unwrap_or(0);
        let place = |span: &Value| {
            let file = span["file_name"].as_str().unwrap_or_default().to_owned();
            (file, number(span, "byte_start")..number(span, "byte_end"))
        };
        let (first, others): (Vec<&Value>, Vec<&Value>) = spans.iter().partition(|span| span["is_primary"] == true);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Some(Self {
            code: text(&message["code"]["code"]),
            text: text(&message["message"]),
            rendered: text(&message["rendered"]),
            places: first.into_iter().chain(others).map(place).collect(),
        })
    }

    /// Finds what must be left out so that it goes away.
    fn judge(&self, woven: &BTreeMap<String, Woven>, without: &mut BTreeSet<u32>, constant: &mut BTreeSet<String>) {
        if self.code == "E0015" && !self.text.contains("mutant_is") {
            // "cannot call non-const associated function `payseal::Kind::name` in constants"
            let path = self.text.split('`').nth(1).unwrap_or_default();
            let name = path.split("::<").next().unwrap_or_default().rsplit("::").next().unwrap_or_default();
            constant.insert(name.to_owned());
            return;
        }
        for (file, place) in &self.places {
            let Some(woven) = woven.get(file) else { continue };
            let within = |range: &Range<usize>| range.start <= place.start && place.end <= range.end;
            let hit = woven.inserted.iter().filter(|(range, _)| within(range)).min_by_key(|(range, _)| range.len());
            if let Some((_, id)) = hit {
                without.insert(*id);
                return;
            }
        }
        for (file, place) in &self.places {
            let Some(woven) = woven.get(file) else { continue };
            let within = |range: &Range<usize>| range.start <= place.start && place.end <= range.end;
            let sites = woven.sites.iter().filter(|(range, ids)| within(range) && !ids.is_empty());
            if let Some((_, ids)) = sites.min_by_key(|(range, _)| range.len()) {
                without.extend(ids);
                return;
            }
        }
    }
}
