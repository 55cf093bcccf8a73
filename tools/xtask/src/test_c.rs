//! The C library's tests: the header in C99 and C++11, the exported names, every C test against a sandbox, and the
//! installed files with the examples. Not for AddressSanitizer and valgrind: those are `cargo xtask deep`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use payseal::driver::TybriteClient;
use payseal::tybrite;
use payseal_sandbox::{
    API_KEY, FaultAction, FaultRule, HMAC_SECRET, Sandbox, SandboxConfig, TYBRITE_HMAC_SECRET, TYBRITE_SECRET_TEST_KEY,
    parse_faults,
};

use crate::documents::{self, Block};
use crate::install_c::{self, Build, NATIVE_STATIC_LIBS};
use crate::steps::{self, command, root};
use crate::tls_front;

/// How a C file of ours is compiled, always.
pub(crate) const C99: &[&str] = &["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"];
const CXX11: &[&str] = &["-std=c++11", "-Wall", "-Wextra", "-Werror", "-pedantic"];

/// The tests that need the blocking client; the others also run on a library without it.
const NEED_DRIVER: &[&str] = &["client", "threads", "tls", "tybrite_client"];

/// Everything but the sanitizers.
pub(crate) fn run() -> anyhow::Result<()> {
    let work = install_c::target().join("c-tests");
    header_compiles()?;
    let prefix = work.join("prefix");
    install_c::install(&prefix, Build { profile: "dev", driver: true, test_panic: true })?;
    guides(&prefix, &work.join("guides"))?;
    exported_names(&prefix, true)?;
    every_function_is_tested()?;
    let tests = compile(&prefix, &work.join("bin"), &[])?;
    run_tests(&tests, &[])?;
    without_driver(&work)?;
    as_released(&work)?;
    static_flags()?;
    cmake(&work.join("prefix-released"), &work.join("cmake"))
}

/// The library as it is given away, in its own profile: what `install-c` does without further words, and what it promises.
fn as_released(work: &Path) -> anyhow::Result<()> {
    let prefix = work.join("prefix-released");
    let mut install = Command::new(std::env::current_exe()?);
    install.current_dir(root()).arg("install-c").arg("--prefix").arg(&prefix);
    steps::run(install)?;
    exported_names(&prefix, false)?;
    let library = prefix.join("lib/libpayseal.so");
    let output = Command::new("readelf").arg("-d").arg(&library).output().context("readelf")?;
    let text = String::from_utf8(output.stdout)?;
    let soname = text.lines().find(|line| line.contains("(SONAME)")).context("no SONAME")?;
    ensure!(soname.contains("[libpayseal.so.0]"), "{soname}");
    ensure!(
        std::fs::canonicalize(prefix.join("lib/libpayseal.so.0"))? == std::fs::canonicalize(&library)?,
        "the links"
    );
    let symbols = Command::new("nm").arg(&library).output().context("nm")?;
    ensure!(symbols.stdout.is_empty(), "the released library is not stripped");
    println!("the released library: SONAME libpayseal.so.0, stripped, the header's names only");
    examples(&prefix, &work.join("examples-released"))
}

/// The lines for CMake that docs/c.md gives, in a project of their own, with the guide's first program.
fn cmake(prefix: &Path, work: &Path) -> anyhow::Result<()> {
    if !command(&["cmake", "--version"]).stdout(std::process::Stdio::null()).status().is_ok_and(|ended| ended.success())
    {
        ensure!(
            !std::env::var("CI").is_ok_and(|ci| ci == "true"),
            "cmake is missing, and a missing tool fails when CI=true"
        );
        println!("the guide's CMake lines: skipped, cmake is missing");
        return Ok(());
    }
    let guide = std::fs::read_to_string(root().join("docs/c.md"))?;
    let block = |fence: &str| guide.split(fence).nth(1).and_then(|rest| rest.split("```").next());
    std::fs::create_dir_all(work)?;
    std::fs::write(work.join("CMakeLists.txt"), block("```cmake\n").context("docs/c.md has no CMake block")?)?;
    std::fs::write(work.join("pay.c"), block("```c\n").context("docs/c.md has no C block")?)?;
    let _ = std::fs::remove_dir_all(work.join("build"));
    let mut configure = command(&["cmake", "-S"]);
    configure.arg(work).arg("-B").arg(work.join("build")).env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    steps::run(configure)?;
    let mut build = command(&["cmake", "--build"]);
    build.arg(work.join("build"));
    steps::run(build)?;
    let sandbox = Sandbox::start(SandboxConfig::default())?;
    let mut pay = Command::new(work.join("build/pay"));
    with_sandbox(&mut pay, &sandbox);
    let output = pay.env("LD_LIBRARY_PATH", prefix.join("lib")).output()?;
    ensure!(output.stdout == b"HTTP 201\n", "{}", String::from_utf8_lossy(&output.stderr));
    println!("the guide's CMake lines build its first program, which pays");
    Ok(())
}

fn without_driver(work: &Path) -> anyhow::Result<()> {
    let prefix = work.join("prefix-no-driver");
    install_c::install(&prefix, Build { profile: "dev", driver: false, test_panic: true })?;
    let tests = compile(&prefix, &work.join("bin-no-driver"), &[])?;
    run_tests(&tests, &[])
}

fn header_compiles() -> anyhow::Result<()> {
    for (compiler, flags, language) in [("cc", C99, "c"), ("c++", CXX11, "c++")] {
        let mut check = command(&[compiler]);
        check.args(flags).args(["-fsyntax-only", "-x", language, "include/payseal.h"]);
        steps::run(check)?;
    }
    println!("include/payseal.h compiles as C99 and as C++11 without a warning");
    Ok(())
}

/// Every C block of the documents is a whole file and compiles; a program prints what stands above it.
fn guides(prefix: &Path, work: &Path) -> anyhow::Result<()> {
    let blocks = documents::blocks("c")?;
    ensure!(blocks.len() >= 4, "the documents have {} C blocks", blocks.len());
    documents::write_programs(&blocks, work, "block.c")?;
    for (index, block) in blocks.iter().enumerate() {
        let folder = work.join(format!("program{index}"));
        let is_program = block.comment("prints").is_some();
        let mut compile = command(&["cc"]);
        compile.args(C99).args(if is_program { &["-o", "block"][..] } else { &["-fsyntax-only"] });
        compile.current_dir(&folder).arg("-I").arg(prefix.join("include")).arg("block.c");
        if is_program {
            compile.arg("-L").arg(prefix.join("lib")).arg("-lpayseal");
        }
        steps::run(compile)?;
        if is_program {
            let mut run = Command::new(folder.join("block"));
            run.env("LD_LIBRARY_PATH", prefix.join("lib"));
            prints(run, block)?;
        }
    }
    println!("the documents: {} C files", blocks.len());
    Ok(())
}

/// Runs the program of a block against a sandbox that does to it what stands above the block.
pub(crate) fn prints(mut program: Command, block: &Block) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(SandboxConfig::default())?;
    for rule in block
        .comment("fault")
        .map(parse_faults)
        .transpose()
        .map_err(|fault| anyhow::anyhow!("{fault}"))?
        .into_iter()
        .flatten()
    {
        sandbox.set_fault(rule).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    }
    with_sandbox(&mut program, &sandbox);
    let output = program.output().with_context(|| block.place())?;
    ensure!(output.status.success(), "{}: {}", block.place(), String::from_utf8_lossy(&output.stderr));
    block.check(&String::from_utf8_lossy(&output.stdout))
}

/// The functions that the header declares.
fn declared() -> anyhow::Result<BTreeSet<String>> {
    let header = std::fs::read_to_string(root().join("include/payseal.h"))?;
    // Types and hooks stand in the text too; only a name at the end of a declaration's head opens a parenthesis.
    let code: String = header.lines().filter(|line| !line.starts_with([' ', '/', '#'])).collect::<Vec<_>>().join("\n");
    let names: BTreeSet<String> = code
        .split('(')
        .filter_map(|before| before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next())
        .filter(|name| name.starts_with("payseal_"))
        .map(str::to_owned)
        .collect();
    ensure!(names.len() > 100, "only {} functions in the header", names.len());
    Ok(names)
}

/// Exported is what the header declares, and nothing else.
fn exported_names(prefix: &Path, test_panic: bool) -> anyhow::Result<()> {
    let library = prefix.join("lib/libpayseal.so");
    let output =
        Command::new("nm").args(["-D", "--defined-only", "--format=posix"]).arg(&library).output().context("nm")?;
    ensure!(output.status.success(), "nm ended with {}", output.status);
    let text = String::from_utf8(output.stdout)?;
    let exported: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(|name| name.split('@').next().unwrap_or(name).to_owned())
        .collect();
    let mut expected = declared()?;
    if test_panic {
        expected.insert("payseal_test_panic".to_owned());
    }
    let difference: Vec<_> = expected.symmetric_difference(&exported).collect();
    ensure!(difference.is_empty(), "exported and declared names differ: {difference:?}");
    println!("{} names are exported, all of them in the header", exported.len());
    Ok(())
}

fn sources() -> anyhow::Result<Vec<PathBuf>> {
    let mut sources: Vec<PathBuf> = std::fs::read_dir(root().join("bindings-c/tests/c"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<anyhow::Result<Vec<_>>>()?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "c" || ending == "cpp"))
        .collect();
    sources.sort();
    Ok(sources)
}

fn every_function_is_tested() -> anyhow::Result<()> {
    let mut text = std::fs::read_to_string(root().join("bindings-c/tests/c/check.h"))?;
    for source in sources()? {
        text.push_str(&std::fs::read_to_string(source)?);
    }
    let untested: Vec<_> = declared()?.into_iter().filter(|name| !text.contains(&format!("{name}("))).collect();
    ensure!(untested.is_empty(), "no C test calls {untested:?}");
    println!("every function of the header is called by a C test");
    Ok(())
}

/// Compiles every test against an installed library; gives the programs back.
pub(crate) fn compile(prefix: &Path, bin: &Path, flags: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(bin)?;
    let driver = prefix.file_name().is_none_or(|name| name != "prefix-no-driver");
    let mut programs = Vec::new();
    for source in sources()? {
        let name = source.file_stem().and_then(|name| name.to_str()).context("a test without a name")?.to_owned();
        if !driver && NEED_DRIVER.contains(&name.as_str()) {
            continue;
        }
        let cxx = source.extension().is_some_and(|ending| ending == "cpp");
        let program = bin.join(&name);
        let mut compiler = command(&[if cxx { "c++" } else { "cc" }]);
        compiler
            .args(if cxx { CXX11 } else { C99 })
            .args(["-g", "-D_POSIX_C_SOURCE=200809L", "-DTEST_PANIC"])
            .args(flags);
        if driver {
            compiler.arg("-DTEST_DRIVER");
        }
        compiler.arg(&source).arg("-o").arg(&program).arg("-I").arg(prefix.join("include"));
        compiler.arg("-L").arg(prefix.join("lib")).args(["-lpayseal", "-lpthread", "-lm"]);
        compiler.arg(format!("-Wl,-rpath,{}", prefix.join("lib").display()));
        steps::run(compiler)?;
        programs.push(program);
    }
    Ok(programs)
}

/// Runs programs, each with a sandbox of its own.
pub(crate) fn run_tests(programs: &[PathBuf], wrapper: &[&str]) -> anyhow::Result<()> {
    for program in programs {
        let mut test = wrapped(program, wrapper)?;
        let sandbox = Sandbox::start(SandboxConfig::default())?;
        with_sandbox(&mut test, &sandbox);
        if program.file_stem().is_some_and(|name| name == "tls") {
            let origin = sandbox.origin();
            let backend = origin.strip_prefix("http://").context("the sandbox's origin")?;
            let front = tls_front::start(backend, program.parent().context("a program without a folder")?)?;
            test.env("PAYSEAL_TEST_CA_FILE", &front.ca_file).envs(front.origins);
        }
        // The panic of the test entry is expected; its backtrace would only be noise.
        test.env("PAYSEAL_TEST_VECTORS", root().join("tests/vectors")).env("RUST_BACKTRACE", "0");
        println!("--- {}", program.display());
        steps::run(test)?;
    }
    Ok(())
}

/// A program, started by another one if there is one.
fn wrapped(program: &Path, wrapper: &[&str]) -> anyhow::Result<Command> {
    let program = program.to_str().context("a path that is not UTF-8")?;
    let words: Vec<&str> = wrapper.iter().copied().chain([program]).collect();
    Ok(command(&words))
}

/// What a program needs to find the sandbox: the same variables that users set.
pub(crate) fn with_sandbox(program: &mut Command, sandbox: &Sandbox) {
    program
        .env("CLIVE_API_BASE_URL", sandbox.base_url())
        .env("CLIVE_API_KEY", API_KEY)
        .env("CLIVE_HMAC_SECRET", HMAC_SECRET)
        .env("TYBRITE_API_BASE_URL", sandbox.tybrite_base_url())
        .env("TYBRITE_API_KEY", TYBRITE_SECRET_TEST_KEY)
        .env("TYBRITE_HMAC_SECRET", TYBRITE_HMAC_SECRET)
        .env("PAYSEAL_TEST_ORIGIN", sandbox.origin());
}

/// The `.pc` file tells static programs what the compiler says they need.
fn static_flags() -> anyhow::Result<()> {
    let mut rustc = command(&["cargo", "rustc", "--locked", "-p", "payseal-c", "--crate-type", "staticlib"]);
    rustc.args(["--", "--print", "native-static-libs"]);
    let output = rustc.output().context("cargo rustc")?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "cargo rustc ended with {}:\n{text}", output.status);
    let said = text.lines().find_map(|line| line.split_once("native-static-libs: ")).map(|(_, flags)| flags.trim());
    let set = |flags: &str| flags.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    // rustc repeats itself; what must be there is the set. That the order is right is shown by linking the examples.
    match said {
        Some(said) if set(said) == set(NATIVE_STATIC_LIBS) => {
            println!("Libs.private is what rustc says: {NATIVE_STATIC_LIBS}");
            Ok(())
        }
        other => bail!("Libs.private is `{NATIVE_STATIC_LIBS}`, but rustc says {other:?}"),
    }
}

/// Builds the examples as a user would, shared and static, and runs them.
fn examples(prefix: &Path, out: &Path) -> anyhow::Result<()> {
    for kind in ["shared", "static"] {
        let out = out.join(kind);
        std::fs::create_dir_all(&out)?;
        for program in build_examples(prefix, &out, kind == "static")? {
            run_example(prefix, &program, &[])?;
        }
    }
    Ok(())
}

/// Runs an example against a sandbox.
pub(crate) fn run_example(prefix: &Path, program: &Path, wrapper: &[&str]) -> anyhow::Result<()> {
    let name = program.file_name().and_then(|name| name.to_str()).context("a program without a name")?;
    let mut example = wrapped(program, wrapper)?;
    if program.parent().is_none_or(|folder| !folder.ends_with("static")) {
        // A static program must not need it.
        example.env("LD_LIBRARY_PATH", prefix.join("lib"));
    }
    let sandbox = Sandbox::start(SandboxConfig::default())?;
    with_sandbox(&mut example, &sandbox);
    println!("--- {}", program.display());
    match name {
        "sign" => steps::run(example),
        "webhook" => webhook_endpoint(&sandbox, example),
        "payment" => {
            charged_once(&sandbox, example, "/v1/payments/initialize")?;
            let started =
                sandbox.ledger().commits.into_iter().filter(|commit| commit.operation == "v1/payments/initialize");
            let counts: Vec<u64> = started.map(|commit| commit.count).collect();
            ensure!(counts == [1] && sandbox.requests().len() == 3, "payment: started {counts:?}");
            Ok(())
        }
        _ => {
            charged_once(&sandbox, example, "/transactions/checkout-intent")?;
            let charges = sandbox.ledger().commits("transactions/checkout-intent", "EZ12345");
            let sent = sandbox.requests().len();
            ensure!(charges == 1 && sent == 2, "{name}: {charges} charges for EZ12345, {sent} requests");
            Ok(())
        }
    }
}

/// The first answer is lost after it has committed.
fn charged_once(sandbox: &Sandbox, example: Command, path: &str) -> anyhow::Result<()> {
    sandbox
        .set_fault(FaultRule::new(FaultAction::ResetAfterCommit).on("POST", path))
        .map_err(|fault| anyhow::anyhow!("{fault}"))?;
    steps::run(example)
}

/// A real delivery of the sandbox, the same event again, and one that nobody signed with this secret.
fn webhook_endpoint(sandbox: &Sandbox, mut example: Command) -> anyhow::Result<()> {
    use std::io::{BufRead, BufReader, Read};
    let client = TybriteClient::builder()
        .base_url(sandbox.tybrite_base_url())
        .api_key(TYBRITE_SECRET_TEST_KEY)
        .hmac_secret(TYBRITE_HMAC_SECRET)
        .build()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let url = format!("http://127.0.0.1:{port}/hooks");
    let endpoint = |events: &str| -> anyhow::Result<_> {
        let request =
            tybrite::CreateWebhookEndpoint { url: url.clone(), events: vec![events.to_owned()], ..Default::default() };
        let made = client.webhook_endpoints().create(&request)?.data.webhook_endpoint.context("an endpoint")?;
        Ok((made.id.context("an id")?, made.signing_secret.context("a secret")?))
    };
    let (id, secret) = endpoint("order.paid")?;
    let (other, _) = endpoint("order.created")?;

    example.args(["tybrite", &port.to_string(), "3"]).env("PAYSEAL_WEBHOOK_SECRET", secret);
    let mut program = example.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn()?;
    let mut stdout = BufReader::new(program.stdout.take().context("its output")?);
    let mut told = String::new();
    stdout.read_line(&mut told)?;
    let test = |id: String, event: &str| {
        let request = tybrite::TestWebhookEndpoint { id, event_type: Some(event.to_owned()) };
        client.webhook_endpoints().test(&request)
    };
    let first = test(id, "order.paid")?.data;
    ensure!((first.success, first.status_code) == (Some(true), Some(200)), "the first delivery: {first:?}");
    let again = tybrite::RetryWebhookEvent { id: first.event_id.context("an event")? };
    let again = client.webhook_events().retry(&again)?.data;
    let foreign = test(other, "order.created")?.data;
    ensure!((foreign.success, foreign.status_code) == (Some(false), Some(400)), "a foreign delivery: {foreign:?}");

    stdout.read_to_string(&mut told)?;
    let mut complained = String::new();
    program.stderr.take().context("its errors")?.read_to_string(&mut complained)?;
    let ended = program.wait()?;
    print!("{told}{complained}");
    ensure!(ended.success(), "webhook ended with {ended}; {again:?}");
    ensure!(told.contains("order.paid tybrite:evt_") && told.contains("seen before: tybrite:evt_"), "webhook: {told}");
    ensure!(
        complained.contains("none of the 1 signature(s)") && complained.contains("most likely another secret"),
        "{complained}"
    );
    Ok(())
}

/// The examples that can be built here. libcurl is installed when it is missing and that is possible.
pub(crate) fn build_examples(prefix: &Path, out: &Path, link_static: bool) -> anyhow::Result<Vec<PathBuf>> {
    let mut names = vec!["sign", "checkout", "payment", "webhook"];
    if has_libcurl() {
        names.push("call_curl");
    } else if std::env::var("CI").is_ok_and(|ci| ci == "true") {
        bail!("libcurl's development files are missing (libcurl4-openssl-dev), and a missing tool fails when CI=true");
    } else {
        println!("examples/c/call_curl.c: skipped, libcurl's development files are missing (libcurl4-openssl-dev)");
    }
    // Outside the checkout: what an example needs comes from the prefix alone.
    let sources = std::env::temp_dir().join(format!("payseal-examples-c-{}", std::process::id()));
    std::fs::create_dir_all(&sources)?;
    for entry in std::fs::read_dir(root().join("examples/c"))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), sources.join(entry.file_name()))?;
        }
    }
    let mut make = command(&["make", "-B", "-s", "-C"]);
    make.arg(&sources);
    make.arg(format!("OUT={}", out.display())).env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    if link_static {
        make.arg("STATIC=1");
    }
    make.args(&names);
    let made = steps::run(make);
    std::fs::remove_dir_all(&sources)?;
    made?;
    Ok(names.iter().map(|name| out.join(name)).collect())
}

fn has_libcurl() -> bool {
    let found = || command(&["pkg-config", "--exists", "libcurl"]).status().is_ok_and(|status| status.success());
    if found() {
        return true;
    }
    // Works for root in a Debian-like container, and fails quietly everywhere else.
    let mut apt = command(&["apt-get", "install", "-y", "-q", "libcurl4-openssl-dev"]);
    apt.env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    apt.status().is_ok_and(|status| status.success()) && found()
}
