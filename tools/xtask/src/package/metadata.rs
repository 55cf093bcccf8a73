//! What packages say about themselves and what they hold: licences and readme in each, nothing of the tests, and the release workflow
//! that builds every platform of the table.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::build::CRATES;
use super::{Dist, platforms};
use crate::r#gen::packages::LICENCES;
use crate::steps::{command, root};

/// Every archive, opened.
pub(super) fn judge(dist: &Dist) -> Result<()> {
    for file in dist.files()? {
        let name = file.file_name().and_then(|name| name.to_str()).context("a file without a name")?;
        let held = match file.extension().and_then(|end| end.to_str()) {
            Some("gz" | "tgz" | "crate") => said(&["tar", "-tzf"], &file)?,
            Some("whl" | "zip") => said(&["python3", "-c", ZIP_NAMES], &file)?,
            _ => bail!("{name} is nothing that is published"),
        };
        for wanted in LICENCES
            .iter()
            .copied()
            .chain([".md", "METADATA"].into_iter().filter(|end| (*end == "METADATA") == name.ends_with("whl")))
        {
            ensure!(held.lines().any(|line| line.ends_with(wanted)), "{name} has no {wanted}:\n{held}");
        }
        if name.ends_with(".whl") {
            about_wheel(&said(&["python3", "-c", WHEEL_METADATA], &file)?)?;
        }
        println!("{name}: {} files, with licences and readme", held.lines().count());
    }
    Ok(())
}

const ZIP_NAMES: &str = "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep='\\n')";
const WHEEL_METADATA: &str = "\
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
print(wheel.read(next(name for name in wheel.namelist() if name.endswith('.dist-info/METADATA'))).decode())
";

/// What the index shows of a wheel, and what pip goes by.
fn about_wheel(metadata: &str) -> Result<()> {
    for wanted in [
        "Name: payseal",
        &format!("Version: {}", super::VERSION),
        "License-Expression: MIT OR Apache-2.0",
        "License-File: LICENSE-APACHE",
        "License-File: LICENSE-MIT",
        "Requires-Python: >=3.10",
        "Classifier: Typing :: Typed",
        "Project-URL: Documentation, https://",
        "Project-URL: Changelog, https://",
        "Description-Content-Type: text/markdown",
        "# payseal",
    ] {
        ensure!(
            metadata.lines().any(|line| line.starts_with(wanted)),
            "the wheel's METADATA has no `{wanted}`:\n{metadata}"
        );
    }
    ensure!(!metadata.contains("Requires-Dist:"), "the wheel needs another package:\n{metadata}");
    Ok(())
}

/// What a crate holds, and which crates are published at all. Reads no other file than the manifests; compiles nothing.
pub(super) fn crate_files() -> Result<()> {
    for manifest in members()? {
        let text = std::fs::read_to_string(root().join(&manifest).join("Cargo.toml"))?;
        let name = text.split("name = \"").nth(1).and_then(|rest| rest.split('"').next()).context("a crate's name")?;
        ensure!(
            text.contains("\npublish = false\n") != CRATES.contains(&name),
            "{name} is published exactly when it is in tools/xtask/src/package/build.rs; otherwise its Cargo.toml says publish = false"
        );
    }
    for name in CRATES {
        let held = said(
            &["cargo", "package", "--list", "--allow-dirty", "--locked", "--quiet", "-p", name],
            Path::new("--offline"),
        )?;
        for wanted in LICENCES.iter().copied().chain([".md", "src/"]) {
            ensure!(held.lines().any(|line| line.contains(wanted)), "the crate {name} has no {wanted}:\n{held}");
        }
        let known = |line: &str| {
            (line.starts_with("src/") && line.ends_with(".rs"))
                || line.starts_with("Cargo.")
                || line.starts_with("LICENSE-")
                || line.ends_with(".md")
                || line == ".cargo_vcs_info.json"
        };
        let foreign: Vec<&str> =
            held.lines().map(|line| line.trim()).filter(|line| !known(&line.replace('\\', "/"))).collect();
        ensure!(foreign.is_empty(), "the crate {name} holds {foreign:?}");
        println!("{name}: {} files", held.lines().count());
    }
    Ok(())
}

/// The folders of the workspace's crates.
fn members() -> Result<Vec<String>> {
    let text = std::fs::read_to_string(root().join("Cargo.toml"))?;
    let list =
        text.split("members = [").nth(1).and_then(|rest| rest.split(']').next()).context("the workspace's members")?;
    let members: Vec<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    ensure!(
        members.len() >= CRATES.len() && members.iter().any(|member| member == "core"),
        "the members are {members:?}"
    );
    Ok(members)
}

/// The workflows: every platform is built, and nothing is used whose bytes can change under its name.
pub(super) fn workflows() -> Result<()> {
    let folder = root().join(".github/workflows");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| format!("reading {name}"));
    let rows = platforms::for_workflow();
    // Where things are built, and where they are tried out on another machine.
    ensure!(read("release.yml")?.matches(&rows).count() == 1, "the matrix of release.yml is not the table's:\n{rows}");
    let mut uses = 0;
    for name in ["ci.yml", "release.yml"] {
        for line in read(name)?.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, used)| used) {
            let pinned = line.split_once('@').and_then(|(_, version)| version.split_once(" # v")).is_some_and(
                |(commit, version)| {
                    commit.len() == 40
                        && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
                        && version.split('.').count() == 3
                },
            );
            ensure!(pinned, "{name}: {line} is not pinned to a commit with its version behind it");
            uses += 1;
        }
    }
    ensure!(uses > 0, "no action is used");
    println!(
        "{} platforms in release.yml; {uses} uses of actions, each pinned to a commit",
        platforms::PLATFORMS.len()
    );
    Ok(())
}

/// What a command prints about a file.
fn said(words: &[&str], file: &Path) -> Result<String> {
    let output = command(words).arg(file).output().with_context(|| format!("{words:?}"))?;
    ensure!(
        output.status.success(),
        "{words:?} ended with {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
