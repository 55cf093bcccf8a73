//! The platforms that a release has binaries for: the one table that the npm loader, the platforms' packages and the release
//! workflow are made from or held against.
//!
//! What a row promises is written down in docs/releasing.md, together with who has seen it work.

use std::fmt::Write as _;
use std::path::PathBuf;

/// One platform.
pub(crate) struct Platform {
    /// As in `payseal.<target>.node`, `@payseal/node-<target>` and the names of archives.
    pub(crate) target: &'static str,
    /// Node's `process.platform` and `process.arch`, and npm's words `os` and `cpu`.
    pub(crate) os: &'static str,
    pub(crate) cpu: &'static str,
    /// npm's word; Linux only.
    pub(crate) libc: Option<&'static str>,
    /// The machine of the release workflow that builds it.
    pub(crate) runner: &'static str,
    /// The container on that machine, where its own C library is newer than what a binary may ask for.
    pub(crate) image: Option<&'static str>,
}

impl Platform {
    /// The file name of its Node addon.
    pub(crate) fn addon(&self) -> String {
        format!("payseal.{}.node", self.target)
    }

    /// Whether there is a C library to download: `install-c` knows the names of Linux, and the `.pc` files what glibc's linker needs.
    pub(crate) fn has_c_archive(&self) -> bool {
        self.libc == Some("glibc")
    }

    /// Whether this one builds what is the same for all: the npm package itself, the sdist, the crates, the Go module.
    pub(crate) fn builds_shared(&self) -> bool {
        self.target == PLATFORMS[0].target
    }
}

/// The newest glibc that a released binary asks for: RHEL 8, Debian 11, Ubuntu 20.04. Node 20 itself asks for it. The containers below
/// have no newer one.
const RELEASE_GLIBC: &str = "2.28";

const MANYLINUX_X64: &str = "quay.io/pypa/manylinux_2_28_x86_64:2026.09.30-1";
const MANYLINUX_ARM64: &str = "quay.io/pypa/manylinux_2_28_aarch64:2026.09.30-1";
const ALPINE: &str = "rust:1.95-alpine3.23";

/// Every platform. Where two fit one machine, the usual one comes first: the loader tries them in this order.
pub(crate) const PLATFORMS: &[Platform] = &[
    linux("linux-x64-gnu", "x64", "glibc", MANYLINUX_X64),
    linux("linux-x64-musl", "x64", "musl", ALPINE),
    linux("linux-arm64-gnu", "arm64", "glibc", MANYLINUX_ARM64),
    linux("linux-arm64-musl", "arm64", "musl", ALPINE),
    other("darwin-x64", "darwin", "x64", "macos-15-intel"),
    other("darwin-arm64", "darwin", "arm64", "macos-15"),
    other("win32-x64-msvc", "win32", "x64", "windows-2022"),
];

const fn linux(target: &'static str, cpu: &'static str, libc: &'static str, image: &'static str) -> Platform {
    let runner = if matches!(cpu.as_bytes(), b"x64") { "ubuntu-24.04" } else { "ubuntu-24.04-arm" };
    Platform { target, os: "linux", cpu, libc: Some(libc), runner, image: Some(image) }
}

const fn other(target: &'static str, os: &'static str, cpu: &'static str, runner: &'static str) -> Platform {
    Platform { target, os, cpu, libc: None, runner, image: None }
}

/// The row of the machine that this runs on.
pub(crate) fn here() -> anyhow::Result<&'static Platform> {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let cpu = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let libc = match () {
        () if cfg!(target_env = "gnu") && os == "linux" => Some("glibc"),
        () if cfg!(target_env = "musl") => Some("musl"),
        () => None,
    };
    PLATFORMS
        .iter()
        .find(|platform| (platform.os, platform.cpu, platform.libc) == (os, cpu, libc))
        .ok_or_else(|| anyhow::anyhow!("{os}-{cpu} is not in tools/xtask/src/package/platforms.rs"))
}

/// The table for the npm package: its loader, and the scripts that build and pack. Path and text.
pub(crate) fn for_npm() -> (PathBuf, String) {
    let mut text = String::from(
        "// Written by `cargo xtask gen` from tools/xtask/src/package/platforms.rs; do not edit.\n\n\
         /** The release that this is; an addon of another one is refused. */\n",
    );
    let _ = writeln!(text, "export const VERSION = '{}';\n", env!("CARGO_PKG_VERSION"));
    text.push_str(
        "/** What releases have an addon for, in the order in which they are tried. */\nexport const PLATFORMS = [\n",
    );
    for Platform { target, os, cpu, libc, .. } in PLATFORMS {
        let libc = libc.map(|libc| format!(", libc: '{libc}'")).unwrap_or_default();
        let _ = writeln!(text, "  {{ target: '{target}', os: '{os}', cpu: '{cpu}'{libc} }},");
    }
    text.push_str(
        "];\n\n/** The package that carries it. */\nexport const packageOf = (target) => `@payseal/node-${target}`;\n\n\
         /** Its file, there and in a checkout. */\nexport const fileOf = (target) => `payseal.${target}.node`;\n",
    );
    ("bindings-node/js/generated/platforms.mjs".into(), text)
}

/// The rows of the release workflow's matrix, as they stand in its YAML.
pub(crate) fn for_workflow() -> String {
    let mut text = String::new();
    for Platform { target, runner, image, libc, .. } in PLATFORMS {
        let glibc = if *libc == Some("glibc") { RELEASE_GLIBC } else { "" };
        let image = image.unwrap_or("");
        let _ =
            writeln!(text, "          - {{ target: {target}, runner: {runner}, image: {image:?}, glibc: {glibc:?} }}");
    }
    text
}
