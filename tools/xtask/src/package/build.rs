//! How each artefact is made. Each function fills a folder of its own; the tools that make it are those that the tests use.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::{Archive, Dist, GO_MODULE, VERSION, elf, platforms, tar};
use crate::r#gen::packages::LICENCES;
use crate::install_c::{self, Build, RELEASE, target};
use crate::steps::{self, command, root};
use crate::{node, python};

type Make = fn(&Path, bool) -> Result<()>;

/// Folder by folder.
pub(super) const ALL: &[(&str, Make)] =
    &[("npm", npm), ("python", wheel), ("c", c), ("cli", cli), ("crates", crates), ("go", module)];

/// The crates that are published, each after those that it needs.
pub(super) const CRATES: &[&str] = &["payseal", "payseal-sandbox", "payseal-cli"];

fn npm(into: &Path, _: bool) -> Result<()> {
    for tarball in node::pack(&work("npm")?)? {
        copy_into(&tarball, into)?;
    }
    Ok(())
}

fn wheel(into: &Path, _: bool) -> Result<()> {
    let tools = python::tools_venv()?;
    copy_into(&python::build_wheel(&tools, "release")?, into)?;
    python::build_sdist(&tools, into)?;
    Ok(())
}

fn c(into: &Path, _: bool) -> Result<()> {
    if !platforms::here()?.has_c_archive() {
        println!("no C archive for this platform: it is built from the sources there");
        return Ok(());
    }
    let name = Archive::C.name()?;
    let folder = work("c")?.join(&name);
    install_c::install(&folder, Build { profile: RELEASE, driver: true, test_panic: false })?;
    finish(&folder, "bindings-c/README.md")?;
    tar(&folder, &into.join(format!("{name}.tar.gz")))
}

fn cli(into: &Path, _: bool) -> Result<()> {
    steps::run(command(&["cargo", "build", "--locked", "--release", "-p", "payseal-cli"]))?;
    let name = Archive::Cli.name()?;
    let folder = work("cli")?.join(&name);
    std::fs::create_dir_all(&folder)?;
    copy_into(&command_binary(), &folder)?;
    finish(&folder, "docs/cli.md")?;
    tar(&folder, &into.join(format!("{name}.tar.gz")))
}

/// Packed, and compiled from what was packed, each against the others as they were packed.
fn crates(into: &Path, allow_dirty: bool) -> Result<()> {
    let mut package = command(&["cargo", "package", "--locked", "--quiet"]);
    package.args(CRATES.iter().flat_map(|name| ["-p", name]));
    if allow_dirty {
        package.arg("--allow-dirty");
    }
    steps::run(package)?;
    for name in CRATES {
        copy_into(&target().join("package").join(format!("{name}-{VERSION}.crate")), into)?;
    }
    Ok(())
}

/// The module as the proxy makes it from the tag: what is committed, under its path and version.
fn module(into: &Path, _: bool) -> Result<()> {
    let mut archive = command(&["git", "archive", "--format=zip", "HEAD:bindings-go", "-o"]);
    archive.arg(into.join(format!("payseal-go-{VERSION}.zip"))).arg(format!("--prefix={GO_MODULE}@v{VERSION}/"));
    steps::run(archive)
}

/// glibc, libraries and symbols of every binary; Linux only.
pub(super) fn judge_binaries(dist: &Dist, newest: (u32, u32)) -> Result<()> {
    let here = platforms::here()?;
    let Some(libc) = here.libc else {
        println!("not Linux: nothing is judged");
        return Ok(());
    };
    let extension = work("wheel")?;
    let mut unzip = command(&["python3", "-m", "zipfile", "-e"]);
    unzip.arg(python::only(&dist.folder("python"), "whl")?).arg(&extension);
    steps::run(unzip)?;
    let mut binaries = vec![
        root().join("bindings-node").join(here.addon()),
        python::only(&extension.join("payseal"), "so")?,
        command_binary(),
    ];
    if here.has_c_archive() {
        binaries.push(target().join("package-work/c").join(Archive::C.name()?).join("lib/libpayseal.so"));
    }
    for binary in &binaries {
        println!("{}: {}", binary.file_name().unwrap_or_default().display(), elf::judge(binary, libc, newest)?);
    }
    if libc == "glibc" {
        wheel_promises(&python::only(&dist.folder("python"), "whl")?, newest)?;
    }
    Ok(())
}

/// pip installs a wheel by its name.
fn wheel_promises(wheel: &Path, newest: (u32, u32)) -> Result<()> {
    let name = wheel.file_name().and_then(|name| name.to_str()).context("a wheel without a name")?;
    let promised = name.split("manylinux_").nth(1).and_then(|rest| elf::version(&rest.replacen('_', ".", 1)));
    ensure!(
        promised.is_some_and(|promised| promised <= newest),
        "{name} is not a manylinux wheel of glibc {}.{} or older",
        newest.0,
        newest.1
    );
    ensure!(name.contains("-cp310-abi3-"), "{name} is not for every Python from 3.10 on");
    println!("{name}: as promised");
    Ok(())
}

fn command_binary() -> PathBuf {
    target().join("release").join(format!("payseal{}", std::env::consts::EXE_SUFFIX))
}

/// An empty folder for what is packed.
fn work(name: &str) -> Result<PathBuf> {
    let folder = target().join("package-work").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Licences and a readme.
fn finish(folder: &Path, readme: &str) -> Result<()> {
    for licence in LICENCES {
        copy_into(&root().join(licence), folder)?;
    }
    std::fs::copy(root().join(readme), folder.join("README.md"))?;
    Ok(())
}

fn copy_into(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().context("a file without a name")?;
    std::fs::copy(file, folder.join(name)).with_context(|| format!("copying {}", file.display()))?;
    Ok(())
}
