//! What a Linux binary asks of the machine that loads it: the newest glibc, and the libraries. Read with binutils' `readelf`.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::steps::command;

/// Libraries that every machine with this C library has.
const GLIBC: &[&str] = &[
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
    "libc.so.6",
    "libm.so.6",
    "libpthread.so.0",
    "libdl.so.2",
    "libgcc_s.so.1",
];
const MUSL: &[&str] = &["libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1", "libgcc_s.so.1", "libc.so"];

/// Says what the binary asks for.
///
/// # Errors
/// When it asks for a newer glibc than `newest`, for another library, or carries symbols.
pub(super) fn judge(binary: &Path, libc: &str, newest: (u32, u32)) -> Result<String> {
    let dynamic = readelf(&["-dW"], binary)?;
    let needed: Vec<&str> = dynamic.lines().filter(|line| line.contains("(NEEDED)")).filter_map(bracketed).collect();
    let known = if libc == "musl" { MUSL } else { GLIBC };
    let foreign: Vec<_> = needed.iter().filter(|name| !known.contains(name)).collect();
    ensure!(foreign.is_empty(), "{} needs {foreign:?}, which not every machine has", binary.display());
    ensure!(
        !dynamic.contains("(RPATH)") && !dynamic.contains("(RUNPATH)"),
        "{} names folders of the machine that built it",
        binary.display()
    );
    ensure!(!readelf(&["-SW"], binary)?.contains(".symtab"), "{} is not stripped", binary.display());
    if libc == "musl" {
        return Ok(format!("needs {}", needed.join(" ")));
    }
    let versions = readelf(&["-VW"], binary)?;
    let floor = versions.split("GLIBC_").skip(1).filter_map(version).max().context("no glibc version in it")?;
    ensure!(
        floor <= newest,
        "{} asks for glibc {}.{}, and {}.{} is allowed (--glibc)",
        binary.display(),
        floor.0,
        floor.1,
        newest.0,
        newest.1
    );
    Ok(format!("glibc {}.{}, needs {}", floor.0, floor.1, needed.join(" ")))
}

fn bracketed(line: &str) -> Option<&str> {
    line.split_once('[')?.1.split_once(']').map(|(name, _)| name)
}

/// `2.34` at the start of a text; `GLIBC_PRIVATE` and the like are none. `2.2.5` is `2.2`.
pub(super) fn version(text: &str) -> Option<(u32, u32)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let mut parts = text.get(..end)?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn readelf(flags: &[&str], binary: &Path) -> Result<String> {
    let output =
        command(&["readelf"]).args(flags).arg(binary).env("LC_ALL", "C").output().context("readelf (binutils)")?;
    ensure!(output.status.success(), "readelf ended with {}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_of_symbols() {
        assert_eq!(version("2.34 (2)\n"), Some((2, 34)));
        assert_eq!(version("2.2.5"), Some((2, 2)));
        assert_eq!(version("PRIVATE"), None);
        assert!(version("2.9") < version("2.28"));
    }
}
