//! `cargo xtask package`: everything that a release publishes and this machine can build, in `target/dist`, judged and tried out.
//!
//! The release workflow runs this on each platform; it has no steps of its own besides. Not for publishing, and not for what the
//! packages do: `cargo xtask test` has that. docs/releasing.md tells who has seen which artefact work.

mod build;
mod elf;
mod metadata;
pub(crate) mod platforms;
mod smoke;
pub(crate) mod versions;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::install_c::target;
use crate::steps::{self, command};

/// The version of everything.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

const GO_MODULE: &str = "github.com/payseal/payseal/bindings-go";

/// What the command takes.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where to; emptied first.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The newest glibc that a binary may ask for, e.g. 2.28; without it or empty: what Debian 12's compiler makes.
    #[arg(long)]
    glibc: Option<String>,
    /// The tag that is released: it must be this version's, with a dated heading in CHANGELOG.md.
    #[arg(long)]
    tag: Option<String>,
    /// Also with files that are not committed. The Go module is that of the last commit all the same.
    #[arg(long)]
    allow_dirty: bool,
    /// Only what needs no build, as in `cargo xtask test`: versions, the crates' files, the workflows.
    #[arg(long)]
    check: bool,
    /// Builds nothing: installs and tries out what lies in this folder, e.g. downloaded from the jobs that built it.
    #[arg(long, conflicts_with_all = ["out", "tag"])]
    verify: Option<PathBuf>,
}

/// The folder of the artefacts.
struct Dist(PathBuf);

impl Dist {
    fn folder(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// An artefact that must be there.
    fn file(&self, name: &str) -> Result<PathBuf> {
        let file = self.0.join(name);
        ensure!(file.is_file(), "{} is missing", file.display());
        Ok(file)
    }

    /// Every artefact, by name.
    fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for folder in std::fs::read_dir(&self.0)? {
            let folder = folder?.path();
            if folder.is_dir() {
                for file in std::fs::read_dir(folder)? {
                    files.push(file?.path());
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

/// An archive of ours, and the folder in it.
#[derive(Clone, Copy)]
enum Archive {
    C,
    Cli,
}

impl Archive {
    fn name(self) -> Result<String> {
        let what = match self {
            Self::C => "c",
            Self::Cli => "cli",
        };
        Ok(format!("payseal-{what}-{VERSION}-{}", platforms::here()?.target))
    }
}

/// What the compiler of Debian 12 and of every newer system makes: symbols moved into libc in glibc 2.34.
const HERE_GLIBC: (u32, u32) = (2, 34);

/// Builds, judges, tries out, lists.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.check {
        return quick();
    }
    if let Some(folder) = &arguments.verify {
        return smoke::run(&Dist(folder.canonicalize().with_context(|| format!("{}", folder.display()))?));
    }
    versions::agree()?;
    if let Some(tag) = &arguments.tag {
        versions::tagged(tag)?;
    }
    if !arguments.allow_dirty {
        let status = command(&["git", "status", "--porcelain"]).output().context("git")?;
        ensure!(
            status.status.success() && status.stdout.is_empty(),
            "there are changes that are not committed; --allow-dirty"
        );
    }
    let glibc = match arguments.glibc.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => elf::version(text).with_context(|| format!("--glibc {text} is not like 2.28"))?,
        None => HERE_GLIBC,
    };
    let dist = Dist(arguments.out.clone().unwrap_or_else(|| target().join("dist")));
    if dist.0.exists() {
        std::fs::remove_dir_all(&dist.0)?;
    }
    for (folder, make) in build::ALL {
        println!("\n==> {folder}");
        std::fs::create_dir_all(dist.folder(folder))?;
        make(&dist.folder(folder), arguments.allow_dirty).with_context(|| format!("building {folder}"))?;
    }
    println!("\n==> binaries");
    build::judge_binaries(&dist, glibc)?;
    println!("\n==> what the archives hold");
    metadata::judge(&dist)?;
    println!("\n==> installed in a clean place");
    smoke::run(&dist)?;
    keep_ours(&dist)?;
    println!();
    list(&dist)
}

/// What is the same for all platforms comes from one of them.
fn keep_ours(dist: &Dist) -> Result<()> {
    let here = platforms::here()?;
    if here.builds_shared() {
        return Ok(());
    }
    for file in dist.files()? {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let shared = name == format!("payseal-{VERSION}.tgz")
            || name == format!("payseal-{VERSION}.tar.gz")
            || name == format!("payseal-go-{VERSION}.zip")
            || file.extension().is_some_and(|end| end == "crate");
        if shared {
            std::fs::remove_file(&file)?;
        }
    }
    Ok(())
}

/// Sizes and sums, printed and written.
fn list(dist: &Dist) -> Result<()> {
    let here = platforms::here()?;
    let mut sums = String::new();
    for file in dist.files()? {
        let bytes = std::fs::read(&file)?;
        let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let name = file.strip_prefix(&dist.0)?.to_string_lossy().replace('\\', "/");
        println!("{sum}  {:>9}  {name}", bytes.len());
        sums.push_str(&format!("{sum}  {name}\n"));
    }
    std::fs::write(dist.0.join(format!("SHA256SUMS-{}", here.target)), sums)?;
    println!("{}: built, judged and tried out; {}", here.target, dist.0.display());
    Ok(())
}

/// What it needs besides cargo.
pub(crate) const TOOLS: &[&str] = &["node", "npm", "python3", "cc", "pkg-config", "go", "git", "tar", "readelf"];

/// As a step of `cargo xtask deep`: what stands in the working tree.
pub(crate) fn deep() -> Result<()> {
    run(&Arguments { out: None, glibc: None, tag: None, allow_dirty: true, check: false, verify: None })
}

/// What `cargo xtask test` looks at: nothing is compiled.
pub(crate) fn quick() -> Result<()> {
    versions::agree()?;
    metadata::crate_files()?;
    metadata::workflows()
}

/// Packs a folder beside it, reproducibly where tar can.
fn tar(folder: &Path, archive: &Path) -> Result<()> {
    let mut tar = command(&["tar", "-czf"]);
    tar.arg(archive);
    if cfg!(target_os = "linux") {
        tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"]);
    }
    tar.arg("-C")
        .arg(folder.parent().context("a folder in a folder")?)
        .arg(folder.file_name().context("a folder with a name")?);
    steps::run(tar)
}
