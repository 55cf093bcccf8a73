//! The C library under AddressSanitizer with leak detection, and the examples under valgrind. Part of `cargo xtask deep`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::install_c::{self, Build};
use crate::steps::{self, command};
use crate::test_c;

/// The library itself is instrumented, not only the tests: what it reads and writes is checked too. The runtime is the C compiler's,
/// because the programs are C.
pub(crate) fn address_sanitizer() -> anyhow::Result<()> {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let work = install_c::target().join("asan");
    let mut cargo = command(&["cargo", "build", "--locked", "-p", "payseal-c", "--features", "test-panic"]);
    cargo.args(["--target", &target]).arg("--target-dir").arg(&work);
    // The sanitizer is unstable; the stable compiler has it all the same.
    cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Zsanitizer=address");
    steps::run(cargo)?;
    let prefix = work.join("prefix");
    install_c::lay_out(&prefix, &work.join(&target).join("debug"))?;
    proved_active(&prefix)?;
    let programs = test_c::compile(&prefix, &work.join("bin"), &["-fsanitize=address", "-fno-omit-frame-pointer"])?;
    // Leaks count: the default of 64-bit Linux, said aloud. A slow machine is a slower one under the sanitizer.
    test_c::run_tests(&programs, &["env", "ASAN_OPTIONS=detect_leaks=1", "PAYSEAL_TEST_SLOW=1"])?;
    caught(&prefix, &work)
}

/// An instrumented library calls the runtime; one that is not would let every test pass.
fn proved_active(prefix: &Path) -> anyhow::Result<()> {
    let library = prefix.join("lib/libpayseal.so");
    let output = Command::new("nm").args(["-D", "--undefined-only"]).arg(&library).output().context("nm")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let calls = text.lines().filter(|line| line.contains("__asan_")).count();
    ensure!(calls > 5, "the library is not instrumented: nm shows {calls} __asan_ symbols");
    println!("the library calls {calls} functions of the sanitizer's runtime");
    Ok(())
}

/// And the runtime sees what the library does: a body that is shorter than its stated length, and a handle that nobody frees.
fn caught(prefix: &Path, work: &Path) -> anyhow::Result<()> {
    for (name, broken, says) in [
        (
            "overread",
            "payseal_str s; char hex[PAYSEAL_HEX_SIZE]; s.ptr = (char *)malloc(4); s.len = 5; memset((char *)s.ptr, 1, 4);\
                      payseal_key_sign_hex(key, s, &hex, NULL); payseal_key_free(key);",
            "heap-buffer-overflow",
        ),
        ("leak", "key = NULL;", "detected memory leaks"),
    ] {
        let source = work.join(format!("{name}.c"));
        let program = work.join(name);
        let text = format!(
            "#include <payseal.h>\n#include <stdlib.h>\n#include <string.h>\nint main(void) {{ payseal_key *key = NULL;\n\
             payseal_key_new(payseal_str_of(\"k\"), &key, NULL);\n{broken}\nreturn 0; }}\n"
        );
        std::fs::write(&source, text)?;
        let mut compiler = command(&["cc", "-std=c99", "-g", "-fsanitize=address"]);
        compiler.arg(&source).arg("-o").arg(&program).arg("-I").arg(prefix.join("include"));
        compiler
            .arg("-L")
            .arg(prefix.join("lib"))
            .arg("-lpayseal")
            .arg(format!("-Wl,-rpath,{}", prefix.join("lib").display()));
        steps::run(compiler)?;
        let output = Command::new(&program).env("ASAN_OPTIONS", "detect_leaks=1").output()?;
        let report = String::from_utf8_lossy(&output.stderr);
        ensure!(!output.status.success() && report.contains(says), "the sanitizer missed the {name}:\n{report}");
        println!("a deliberate {name} is reported: {says}");
    }
    Ok(())
}

/// The examples as users build them, with every block accounted for.
pub(crate) fn valgrind() -> anyhow::Result<()> {
    let prefix = install_c::target().join("c-valgrind/prefix");
    install_c::install(&prefix, Build { profile: "dev", driver: true, test_panic: false })?;
    let out = install_c::target().join("c-valgrind/bin");
    std::fs::create_dir_all(&out)?;
    for program in test_c::build_examples(&prefix, &out, false)? {
        let wrapper = [
            "valgrind",
            "-q",
            "--error-exitcode=9",
            "--leak-check=full",
            "--errors-for-leak-kinds=definite,indirect",
            // The standard library keeps one handle of the main thread until the process ends.
            "--show-leak-kinds=definite,indirect",
        ];
        test_c::run_example(&prefix, &program, &wrapper)?;
    }
    Ok(())
}
