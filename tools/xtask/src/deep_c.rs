//! The C library under AddressSanitizer with leak detection and under ThreadSanitizer, and the examples under valgrind. Part of
//! `cargo xtask deep`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::install_c::{self, Build};
use crate::steps::{self, command};
use crate::test_c;

/// A sanitizer: the library itself is instrumented, not only the tests, so what it reads and writes is checked too. The runtime is the C
/// compiler's, because the programs are C.
#[derive(Clone, Copy)]
pub(crate) struct Sanitizer {
    /// As both compilers call it.
    name: &'static str,
    /// How the functions of its runtime begin.
    prefix: &'static str,
    /// What cargo must be told besides.
    flags: &'static [&'static str],
    options: &'static str,
}

pub(crate) const ADDRESS: Sanitizer =
    // Leaks count: the default of 64-bit Linux, said aloud.
    Sanitizer { name: "address", prefix: "__asan_", flags: &[], options: "ASAN_OPTIONS=detect_leaks=1" };

// It must see how locks order two threads, so the standard library is instrumented too, from its source: without it, every value behind a
// std Mutex or OnceLock is reported as a race.
const THREAD: Sanitizer =
    Sanitizer { name: "thread", prefix: "__tsan_", flags: &["-Zbuild-std"], options: "TSAN_OPTIONS=exitcode=66" };

/// What ThreadSanitizer needs; the standard library's source is a component of the toolchain.
pub(crate) fn thread_tools() -> &'static [&'static str] {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = sysroot.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    if Path::new(&sysroot).join("lib/rustlib/src/rust/library").is_dir() {
        &["cc", "c++", "nm"]
    } else {
        &["rust-src (rustup component add rust-src)"]
    }
}

impl Sanitizer {
    fn target(self) -> String {
        format!("{}-unknown-linux-gnu", std::env::consts::ARCH)
    }

    fn work(self) -> PathBuf {
        install_c::target().join(self.name)
    }

    /// Where cargo leaves what it built.
    pub(crate) fn built(self) -> PathBuf {
        self.work().join(self.target()).join("debug")
    }

    /// Makes a build one under the sanitizer. It is unstable; the stable compiler has it all the same.
    pub(crate) fn instruments(self, build: &mut Command) -> &mut Command {
        build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", format!("-Zsanitizer={}", self.name));
        // With a target of its own, build scripts and macros are not instrumented.
        build.env("CARGO_BUILD_TARGET", self.target()).env("CARGO_TARGET_DIR", self.work())
    }

    /// An instrumented library calls the runtime; one that is not would let every test pass.
    pub(crate) fn is_in(self, library: &Path) -> Result<()> {
        let output = Command::new("nm").args(["-D", "--undefined-only"]).arg(library).output().context("nm")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let calls = text.lines().filter(|line| line.contains(self.prefix)).count();
        ensure!(calls > 5, "the library is not instrumented: nm shows {calls} {} symbols", self.prefix);
        println!("the library calls {calls} functions of the sanitizer's runtime");
        Ok(())
    }

    /// The runtime of the C compiler, for a program that is loaded before it.
    pub(crate) fn runtime(self) -> Result<String> {
        let library = if self.name == "address" { "libasan.so" } else { "libtsan.so" };
        let output = Command::new("cc").arg(format!("-print-file-name={library}")).output().context("cc")?;
        let path = String::from_utf8(output.stdout)?.trim().to_owned();
        ensure!(Path::new(&path).is_absolute(), "the C compiler has no {library}");
        Ok(path)
    }

    /// Builds the library, runs every C test on it, and shows that what is broken on purpose is found.
    fn runs_the_tests(self, broken: &[Broken]) -> Result<String> {
        let mut cargo = command(&["cargo", "build", "--locked", "-p", "payseal-c", "--features", "test-panic"]);
        self.instruments(&mut cargo).args(self.flags);
        steps::run(cargo)?;
        let prefix = self.work().join("prefix");
        install_c::lay_out(&prefix, &self.built())?;
        self.is_in(&prefix.join("lib/libpayseal.so"))?;
        let flag = format!("-fsanitize={}", self.name);
        let names = self.names()?;
        let programs = test_c::compile(&prefix, &self.work().join("bin"), &[&flag, "-fno-omit-frame-pointer", &names])?;
        // A slow machine is a slower one under a sanitizer.
        test_c::run_tests(&programs, &["env", self.options, "PAYSEAL_TEST_SLOW=1"])?;
        for broken in broken {
            self.catches(&prefix, broken)?;
        }
        Ok(format!("{} programs, 0 findings; {} faults made on purpose are found", programs.len(), broken.len()))
    }

    /// Names that the Rust compiler's runtime has and an older C compiler's has not: the same functions, which the runtime watches anyway.
    fn names(self) -> Result<String> {
        let (source, object) = (self.work().join("names.c"), self.work().join("names.o"));
        let text = "#include <string.h>\n\
            __attribute__((weak)) void *__tsan_memcpy(void *to, const void *from, size_t n) { return memcpy(to, from, n); }\n\
            __attribute__((weak)) void *__tsan_memmove(void *to, const void *from, size_t n) { return memmove(to, from, n); }\n\
            __attribute__((weak)) void *__tsan_memset(void *to, int byte, size_t n) { return memset(to, byte, n); }\n";
        std::fs::write(&source, if self.name == "thread" { text } else { "" })?;
        let mut compiler = command(&["cc", "-c", "-fno-builtin"]);
        compiler.arg(&source).arg("-o").arg(&object);
        steps::run(compiler)?;
        Ok(object.to_str().context("a path that is not UTF-8")?.to_owned())
    }

    fn catches(self, prefix: &Path, broken: &Broken) -> Result<()> {
        let Broken { name, code, says } = broken;
        let (source, program) = (self.work().join(format!("{name}.c")), self.work().join(name));
        let text =
            format!("#include <payseal.h>\n#include <pthread.h>\n#include <stdlib.h>\n#include <string.h>\n{code}\n");
        std::fs::write(&source, text)?;
        let mut compiler = command(&["cc", "-std=c99", "-g", &format!("-fsanitize={}", self.name)]);
        compiler.arg(&source).arg(self.names()?).arg("-o").arg(&program).arg("-I").arg(prefix.join("include"));
        compiler.arg("-L").arg(prefix.join("lib")).args(["-lpayseal", "-lpthread"]);
        compiler.arg(format!("-Wl,-rpath,{}", prefix.join("lib").display()));
        steps::run(compiler)?;
        let output = Command::new("env").arg(self.options).arg(&program).output()?;
        let report = String::from_utf8_lossy(&output.stderr);
        ensure!(!output.status.success() && report.contains(says), "the sanitizer missed the {name}:\n{report}");
        println!("a deliberate {name} is reported: {says}");
        Ok(())
    }
}

/// A program with a fault that the sanitizer must report.
struct Broken {
    name: &'static str,
    code: &'static str,
    says: &'static str,
}

/// A body that is shorter than its stated length, and a handle that nobody frees.
pub(crate) fn address_sanitizer() -> Result<String> {
    ADDRESS.runs_the_tests(&[
        Broken {
            name: "overread",
            code: "int main(void) { payseal_key *key = NULL; payseal_str s; char hex[PAYSEAL_HEX_SIZE];\n\
                   payseal_key_new(payseal_str_of(\"k\"), &key, NULL);\n\
                   s.ptr = (char *)malloc(4); s.len = 5; memset((char *)s.ptr, 1, 4);\n\
                   payseal_key_sign_hex(key, s, &hex, NULL); payseal_key_free(key); return 0; }",
            says: "heap-buffer-overflow",
        },
        Broken {
            name: "leak",
            code: "int main(void) { payseal_key *key = NULL; payseal_key_new(payseal_str_of(\"k\"), &key, NULL);\n\
                   key = NULL; return 0; }",
            says: "detected memory leaks",
        },
    ])
}

/// Two threads that set one configuration, which is said to be for one thread.
pub(crate) fn thread_sanitizer() -> Result<String> {
    THREAD.runs_the_tests(&[Broken {
        name: "race",
        code: "static payseal_config *config;\n\
               static void *set(void *n) { int i; for (i = 0; i < 1000; i++)\n\
               payseal_config_set_max_retries(config, (uint32_t)(size_t)n, NULL); return NULL; }\n\
               int main(void) { pthread_t a, b; payseal_config_new(payseal_str_of(\"clive\"), &config, NULL);\n\
               pthread_create(&a, NULL, set, (void *)1); pthread_create(&b, NULL, set, (void *)2);\n\
               pthread_join(a, NULL); pthread_join(b, NULL); payseal_config_free(config); return 0; }",
        says: "data race",
    }])
}

/// The examples as users build them, with every block accounted for.
pub(crate) fn valgrind() -> Result<String> {
    let prefix = install_c::target().join("c-valgrind/prefix");
    install_c::install(&prefix, Build { profile: "dev", driver: true, test_panic: false })?;
    let out = install_c::target().join("c-valgrind/bin");
    std::fs::create_dir_all(&out)?;
    let programs = test_c::build_examples(&prefix, &out, false)?;
    for program in &programs {
        let wrapper = [
            "valgrind",
            "-q",
            "--error-exitcode=9",
            "--leak-check=full",
            "--errors-for-leak-kinds=definite,indirect",
            // The standard library keeps one handle of the main thread until the process ends.
            "--show-leak-kinds=definite,indirect",
        ];
        test_c::run_example(&prefix, program, &wrapper)?;
    }
    Ok(format!("{} examples, 0 errors, 0 blocks lost", programs.len()))
}
