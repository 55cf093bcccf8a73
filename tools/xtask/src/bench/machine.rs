//! Where and with what was measured: without it a figure says nothing.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use super::said;
use crate::steps::{command, root};

/// Names and values, in the order they are shown.
pub(super) struct Machine(Vec<(&'static str, String)>);

/// Crates, npm packages and PyPI packages that are measured against.
const CRATES: &[&str] = &["hmac", "sha2", "ring", "aws-lc-rs", "ureq"];
const NPM: &[&str] = &["@clive-alliance/partner-sdk", "@noble/hashes", "axios", "stripe", "undici"];

impl Machine {
    pub(super) fn look() -> Result<Self> {
        let root = root();
        let read = |path: &str| std::fs::read_to_string(root.join(path)).with_context(|| path.to_owned());
        let lock = read("Cargo.lock")?;
        let npm: Value = serde_json::from_str(&read("bindings-node/package.json")?)?;
        let requirements = read("tools/bench/python/requirements.txt")?;
        let crates: Vec<String> = CRATES.iter().map(|name| format!("{name} {}", locked(&lock, name))).collect();
        let packages =
            NPM.iter().map(|name| format!("{name} {}", npm["devDependencies"][name].as_str().unwrap_or("?")));
        let wheels = requirements.lines().filter(|line| line.contains("==")).map(|line| line.replace("==", " "));
        let changed = if said(&["git", "status", "--porcelain"])?.is_empty() { "" } else { ", with changes" };
        Ok(Self(vec![
            ("date", said(&["date", "-u", "+%Y-%m-%d %H:%M UTC"])?),
            ("commit", format!("{}{changed}", said(&["git", "rev-parse", "--short=12", "HEAD"])?)),
            ("processor", processor()),
            ("cores", std::thread::available_parallelism()?.to_string()),
            ("load when it began", load_average()),
            ("system", said(&["uname", "-srm"])?),
            ("Rust", said(&["rustc", "--version"])?),
            ("crates", crates.join(", ")),
            (
                "Node",
                version(&[
                    "node",
                    "-p",
                    "`${process.version}, OpenSSL ${process.versions.openssl}, undici ${process.versions.undici}`",
                ]),
            ),
            ("npm packages", packages.collect::<Vec<_>>().join(", ")),
            (
                "Python",
                version(&[
                    "python3",
                    "-c",
                    "import ssl, sys; print(sys.version.split()[0] + ', ' + ssl.OPENSSL_VERSION)",
                ]),
            ),
            ("PyPI packages", wheels.collect::<Vec<_>>().join(", ")),
            ("Go", version(&["go", "version"])),
            ("C", version(&["cc", "--version"])),
            ("OpenSSL for C", version(&["pkg-config", "--modversion", "libcrypto"])),
        ]))
    }

    pub(super) fn table(&self) -> String {
        let mut out = "| | |\n|---|---|\n".to_owned();
        for (name, value) in &self.0 {
            let _ = writeln!(out, "| {name} | {value} |");
        }
        out
    }

    pub(super) fn to_json(&self) -> Value {
        Value::Object(Map::from_iter(self.0.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into()))))
    }
}

/// The first line of what a tool says of itself.
fn version(words: &[&str]) -> String {
    let said = command(words).output().ok().filter(|output| output.status.success());
    let said = said.and_then(|output| String::from_utf8(output.stdout).ok());
    said.and_then(|text| text.lines().next().map(str::to_owned)).unwrap_or_else(|| "none".to_owned())
}

/// The newest version of a crate in the lock file.
fn locked(lock: &str, name: &str) -> String {
    let head = format!("name = \"{name}\"\nversion = \"");
    let found = lock.rmatch_indices(&head).next().and_then(|(at, _)| lock[at + head.len()..].split('"').next());
    found.unwrap_or("?").to_owned()
}

fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let sha = if info.contains(" sha_ni") { ", with SHA instructions" } else { "" };
    model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| format!("{name}{sha}"))
}

/// Of the last minute: on a quiet machine far below the number of cores.
fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}
