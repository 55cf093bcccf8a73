//! Every artefact, installed as a user would into an empty folder outside the checkout, verifies one webhook and refuses the same with
//! one byte changed. The programs are in `tools/release/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Archive, Dist, VERSION, platforms};
use crate::install_c::target;
use crate::python::Venv;
use crate::steps::{self, command, root};
use crate::{go, node};

/// The contract's delivery: row `clive-right` of tests/vectors/webhook.json, which Python signed (tests/oracle/webhook.py).
const SECRET: &str = "68c216748eb34be5adf93e39cda61386337883e7420c4a6d1994eb11346bce20";
const SIGNATURE: &str = "43d0735ac54015af2021319da3f123afd5e642960ca07622956cc4f6f34feade";
const BODY: &str = r#"{"event":"transaction_succeeded","clive_tx_id":"CLVTX_1739378102312_420","partner_id":"ECHEZONA001","client_id":"AIRPEACE001","echezona_reference":"EZ12345","status":"succeeded","amount":750,"currency":"USD","meta":{"order_id":"ORD-1001","customer_segment":"vip"}}"#;
const KEY: &str = "clive:CLVTX_1739378102312_420:succeeded";
const REFUSAL: &str = "WEBHOOK_SIGNATURE_MISMATCH";

/// A folder that holds nothing but what is put into it, and goes away with this.
struct Clean(PathBuf);

impl Clean {
    fn new() -> Result<Self> {
        let at = std::env::temp_dir().join(format!("payseal-release-{}", std::process::id()));
        std::fs::create_dir_all(&at).with_context(|| format!("making {}", at.display()))?;
        let at = at.canonicalize()?;
        std::fs::write(at.join("right.json"), BODY)?;
        std::fs::write(at.join("wrong.json"), BODY.replacen("750", "751", 1))?;
        Ok(Self(at))
    }

    fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.0.join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// `program` run over the delivery, and over the one that was changed. `arguments` makes the command line from a file's path.
    fn judge(&self, name: &str, program: impl Fn() -> Command, arguments: impl Fn(&Path) -> Vec<String>) -> Result<()> {
        for (file, expected, code) in [("right.json", KEY, 0), ("wrong.json", REFUSAL, 5)] {
            let mut program = program();
            program.args(arguments(&self.0.join(file))).env("CLIVE_WEBHOOK_SECRET", SECRET);
            let output = program.output().with_context(|| format!("{name}: starting {program:?}"))?;
            let said = String::from_utf8_lossy(&output.stdout);
            ensure!(
                output.status.code() == Some(code) && said.contains(expected),
                "{name}: {file} ended with {} and said {said:?}, {:?}; expected were {code} and {expected}",
                output.status,
                String::from_utf8_lossy(&output.stderr)
            );
        }
        println!("ok      {name}: the delivery is {KEY}, with one byte changed {REFUSAL}");
        Ok(())
    }
}

impl Drop for Clean {
    fn drop(&mut self) {
        // Go makes its module cache read-only; what stays is in the temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The arguments of our own programs.
fn ours(file: &Path) -> Vec<String> {
    vec![file.display().to_string(), SIGNATURE.to_owned()]
}

/// Every artefact in `dist` that is for this machine.
pub(super) fn run(dist: &Dist) -> Result<()> {
    let clean = Clean::new()?;
    let programs = root().join("tools/release");
    npm(&clean, dist, &programs)?;
    python(&clean, dist, &programs)?;
    crates(&clean, dist, &programs)?;
    cli(&clean, dist)?;
    if platforms::here()?.has_c_archive() {
        let prefix = c(&clean, dist, &programs)?;
        module(&clean, dist, &programs, &prefix)?;
    }
    Ok(())
}

/// Both tarballs, and no registry: what is not in them does not exist.
fn npm(clean: &Clean, dist: &Dist, programs: &Path) -> Result<()> {
    let at = clean.folder("npm")?;
    std::fs::write(at.join("package.json"), r#"{"name":"empty","private":true,"type":"module"}"#)?;
    std::fs::copy(programs.join("verify.mjs"), at.join("verify.mjs"))?;
    let own = format!("payseal-node-{}-{VERSION}.tgz", platforms::here()?.target);
    node::install(&[dist.file(&format!("npm/payseal-{VERSION}.tgz"))?, dist.file(&format!("npm/{own}"))?], &at)?;
    let node = || {
        let mut node = command(&["node", "verify.mjs"]);
        node.current_dir(&at).env_remove("PAYSEAL_ADDON").env_remove("NODE_PATH");
        node
    };
    clean.judge("npm", node, ours)
}

fn python(clean: &Clean, dist: &Dist, programs: &Path) -> Result<()> {
    let at = clean.folder("python")?;
    std::fs::copy(programs.join("verify.py"), at.join("verify.py"))?;
    let venv = Venv::make(&at.join("venv"))?;
    // pip takes the one that fits this machine, as it would from the index.
    let wheels = dist.folder("python");
    venv.install(&[
        "--no-index",
        "--only-binary",
        ":all:",
        "--find-links",
        &wheels.to_string_lossy(),
        &format!("payseal=={VERSION}"),
    ])?;
    let python = || {
        let mut python = venv.program("python", &at);
        python.args(["-W", "error", "verify.py"]);
        python
    };
    clean.judge("wheel", python, ours)
}

/// The crate as the index would give it, compiled with the default features; its own dependencies are those of the lock file.
fn crates(clean: &Clean, dist: &Dist, programs: &Path) -> Result<()> {
    let at = clean.folder("crate")?;
    unpack(&dist.file(&format!("crates/payseal-{VERSION}.crate"))?, &at)?;
    std::fs::create_dir_all(at.join("src"))?;
    std::fs::copy(programs.join("verify.rs"), at.join("src/main.rs"))?;
    std::fs::copy(root().join("Cargo.lock"), at.join("Cargo.lock"))?;
    std::fs::write(
        at.join("Cargo.toml"),
        format!(
            "[package]\nname = \"payseal-release-verify\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             payseal = {{ path = \"payseal-{VERSION}\" }}\n\n[profile.dev.package.\"*\"]\nopt-level = 1\ndebug = false\n"
        ),
    )?;
    let mut build = command(&["cargo", "build", "--quiet"]);
    build.current_dir(&at).env("CARGO_TARGET_DIR", target());
    steps::run(build)?;
    let program = target().join("debug").join(format!("payseal-release-verify{}", std::env::consts::EXE_SUFFIX));
    clean.judge("crate", || Command::new(&program), ours)
}

fn cli(clean: &Clean, dist: &Dist) -> Result<()> {
    let at = clean.folder("cli")?;
    let archive = Archive::Cli.name()?;
    unpack(&dist.file(&format!("cli/{archive}.tar.gz"))?, &at)?;
    let program = at.join(&archive).join(format!("payseal{}", std::env::consts::EXE_SUFFIX));
    let arguments = |file: &Path| {
        let header = format!("X-Clive-Signature: {SIGNATURE}");
        ["verify", "clive", "--json", "--header", &header, "--body-file", &file.display().to_string()]
            .map(str::to_owned)
            .into()
    };
    clean.judge("command", || Command::new(&program), arguments)
}

/// The archive, moved after it was unpacked; shared and static, with the words of its own pkg-config files.
fn c(clean: &Clean, dist: &Dist, programs: &Path) -> Result<PathBuf> {
    let at = clean.folder("c")?;
    let archive = Archive::C.name()?;
    unpack(&dist.file(&format!("c/{archive}.tar.gz"))?, &at)?;
    let prefix = at.join("moved here");
    std::fs::rename(at.join(&archive), &prefix)?;
    for (package, name) in [("payseal", "shared"), ("payseal-static", "static")] {
        let flags = command(&["pkg-config", "--cflags", "--libs", package])
            .env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"))
            .output()
            .context("pkg-config")?;
        ensure!(
            flags.status.success(),
            "pkg-config ended with {}: {}",
            flags.status,
            String::from_utf8_lossy(&flags.stderr)
        );
        let flags = String::from_utf8(flags.stdout)?;
        let program = at.join(name);
        // A shell takes the backslashes before the spaces of a path away, as it does for a user.
        let mut cc = command(&[
            "sh",
            "-c",
            &format!("cc -std=c99 -Wall -Wextra -Werror -pedantic \"$1\" -o \"$2\" {flags}"),
            "cc",
        ]);
        cc.arg(programs.join("verify.c")).arg(&program).current_dir(&at);
        steps::run(cc)?;
        let run = || {
            let mut run = Command::new(&program);
            // A static program must not need it.
            run.env_remove("LD_LIBRARY_PATH");
            if name == "shared" {
                run.env("LD_LIBRARY_PATH", prefix.join("lib"));
            }
            run
        };
        clean.judge(&format!("C archive, {name}"), run, ours)?;
    }
    Ok(prefix)
}

/// `go get` of the tag, from a module proxy that holds nothing else; the library of the C archive.
fn module(clean: &Clean, dist: &Dist, programs: &Path, prefix: &Path) -> Result<()> {
    let at = clean.folder("go")?;
    let versions = at.join("proxy").join(super::GO_MODULE).join("@v");
    std::fs::create_dir_all(&versions)?;
    let version = format!("v{VERSION}");
    std::fs::write(versions.join("list"), format!("{version}\n"))?;
    std::fs::write(versions.join(format!("{version}.info")), format!("{{\"Version\":\"{version}\"}}"))?;
    std::fs::copy(root().join("bindings-go/go.mod"), versions.join(format!("{version}.mod")))?;
    std::fs::copy(dist.file(&format!("go/payseal-go-{VERSION}.zip"))?, versions.join(format!("{version}.zip")))?;

    let program = at.join("program");
    std::fs::create_dir_all(&program)?;
    std::fs::copy(programs.join("verify.go"), program.join("main.go"))?;
    let go = |words: &[&str]| -> Result<()> {
        let mut go = go::command(&program, prefix);
        go.args(words)
            .env("GOPROXY", format!("file://{}", at.join("proxy").display()))
            .env("GONOSUMDB", "*")
            .env("GOMODCACHE", at.join("cache"))
            .env("GOFLAGS", "-modcacherw");
        steps::run(go)
    };
    go(&["mod", "init", "example.com/verify"])?;
    go(&["get", &format!("{}@{version}", super::GO_MODULE)])?;
    go(&["list", "-m", &format!("{}@{version}", super::GO_MODULE)])?;
    go(&["build", "-o", "verify", "."])?;
    let run = || {
        let mut run = Command::new(program.join("verify"));
        run.env("LD_LIBRARY_PATH", prefix.join("lib"));
        run
    };
    clean.judge("Go module", run, ours)
}

/// Unpacks a gzipped tar archive.
fn unpack(archive: &Path, at: &Path) -> Result<()> {
    // Without the archive's times, by which cargo would not see a change.
    let mut tar = command(&["tar", "-xmzf"]);
    tar.arg(archive).arg("-C").arg(at);
    steps::run(tar)
}
