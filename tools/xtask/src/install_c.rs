//! `cargo xtask install-c --prefix DIR`: the C library where C people expect it.
//!
//! Not a package: distributions make those from this. The `.pc` file is relocatable; what a static program links besides
//! is asserted against the compiler in `cargo xtask test` (`test_c.rs`).

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::steps::{self, command, root};

/// What a program that links `libpayseal.a` on Linux links besides: the output of `rustc --print native-static-libs`.
pub(crate) const NATIVE_STATIC_LIBS: &str = "-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc";

/// The ABI's number, as in the SONAME that `bindings-c/build.rs` gives the library.
const SONAME: &str = "libpayseal.so.0";

/// The profile of a library that is given away, from `Cargo.toml`.
pub(crate) const RELEASE: &str = "binding";

/// How the library is built.
#[derive(Clone, Copy)]
pub(crate) struct Build<'a> {
    /// [`RELEASE`], or `dev` for tests.
    pub(crate) profile: &'a str,
    /// With the blocking client.
    pub(crate) driver: bool,
    /// With the function that panics; tests only.
    pub(crate) test_panic: bool,
}

/// Builds the library and installs it.
pub(crate) fn run(prefix: &Path, driver: bool, profile: &str) -> anyhow::Result<()> {
    install(prefix, Build { profile, driver, test_panic: false })?;
    println!(
        "installed; link with: PKG_CONFIG_PATH={}/lib/pkgconfig pkg-config --cflags --libs payseal",
        prefix.display()
    );
    Ok(())
}

/// Builds the library and puts its files under `prefix`.
pub(crate) fn install(prefix: &Path, build: Build<'_>) -> anyhow::Result<()> {
    ensure!(cfg!(target_os = "linux"), "install-c knows the names of Linux only so far; see bindings-c/build.rs");
    let mut cargo = command(&["cargo", "build", "--locked", "-p", "payseal-c", "--profile", build.profile]);
    if !build.driver {
        cargo.arg("--no-default-features");
    }
    if build.test_panic {
        cargo.args(["--features", "test-panic"]);
    }
    steps::run(cargo)?;
    let built = target().join(if build.profile == "dev" { "debug" } else { build.profile });
    lay_out(prefix, &built)
}

/// The folder that cargo builds in.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |set| root().join(set))
}

/// Copies what was built, with the links that loaders and linkers follow.
pub(crate) fn lay_out(prefix: &Path, built: &Path) -> anyhow::Result<()> {
    let (lib, include) = (prefix.join("lib"), prefix.join("include"));
    std::fs::create_dir_all(lib.join("pkgconfig"))?;
    std::fs::create_dir_all(&include)?;
    let version = env!("CARGO_PKG_VERSION");
    let full = format!("libpayseal.so.{version}");
    copy(&built.join("libpayseal.so"), &lib.join(&full))?;
    copy(&built.join("libpayseal.a"), &lib.join("libpayseal.a"))?;
    copy(&root().join("include/payseal.h"), &include.join("payseal.h"))?;
    link(&full, &lib.join(SONAME))?;
    link(SONAME, &lib.join("libpayseal.so"))?;
    std::fs::write(lib.join("pkgconfig/payseal.pc"), pc(version, "-L${libdir} -lpayseal"))?;
    // For build systems that cannot put an archive and its libraries in order themselves (cgo).
    let archive = format!("${{libdir}}/libpayseal.a {NATIVE_STATIC_LIBS}");
    std::fs::write(lib.join("pkgconfig/payseal-static.pc"), pc(version, &archive))?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    // A library that some program has open is replaced, not written into.
    let _ = std::fs::remove_file(to);
    std::fs::copy(from, to).with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    println!("  {}", to.display());
    Ok(())
}

#[cfg(unix)]
fn link(to: &str, at: &Path) -> anyhow::Result<()> {
    let _ = std::fs::remove_file(at);
    std::os::unix::fs::symlink(to, at).with_context(|| format!("linking {}", at.display()))?;
    println!("  {} -> {to}", at.display());
    Ok(())
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path) -> anyhow::Result<()> {
    anyhow::bail!("no symbolic links here")
}

fn pc(version: &str, libs: &str) -> String {
    format!(
        "prefix=${{pcfiledir}}/../..\n\
         libdir=${{prefix}}/lib\n\
         includedir=${{prefix}}/include\n\n\
         Name: payseal\n\
         Description: Signs, sends, retries and judges the traffic between a merchant's backend and its payment partners\n\
         Version: {version}\n\
         Cflags: -I${{includedir}}\n\
         Libs: {libs}\n\
         Libs.private: {NATIVE_STATIC_LIBS}\n"
    )
}
