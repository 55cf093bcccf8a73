//! Unsafe code has one home, `src/ffi.rs`: every other file may hold `#[unsafe(no_mangle)]` and nothing else of the kind.
//! And no exported function goes without the panic guard.

use std::path::Path;

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// The lines of code, without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.split("//").next().unwrap_or_default())
}

#[test]
fn only_ffi_holds_unsafe_code() {
    let sources = sources();
    assert!(sources.len() > 10);
    for (name, text) in sources.iter().filter(|(name, _)| name != "ffi.rs") {
        for line in code(text) {
            let rest = line.replace("#[unsafe(no_mangle)]", "").replace("unsafe_code", "");
            assert!(!rest.contains("unsafe"), "{name}: {line}");
        }
    }
}

#[test]
fn every_exported_body_is_guarded_or_trivial() {
    // What cannot panic needs no guard: constants, one atomic store, the length of a table.
    const TRIVIAL: &[&str] = &[
        "payseal_abi_version",
        "payseal_version",
        "payseal_has_driver",
        "payseal_cancel_now",
        "payseal_kind_count",
        "payseal_code_count",
        "payseal_outcome_count",
        "payseal_fault_count",
        "payseal_partner_count",
    ];
    // The guard itself, and the helpers of the files, each of which consists of one.
    const GUARDS: &[&str] =
        &["guard", "set(", "read(", "text(", "view(", "request(", "verified(", "put(", "number_at(", "text_of("];
    for (file, source) in sources() {
        for function in source.split("pub extern \"C\" fn ").skip(1) {
            let name = function.split('(').next().unwrap();
            let body = function.split("\n}").next().unwrap();
            let body = body.split_once('{').unwrap().1;
            let guarded = GUARDS.iter().any(|guard| body.contains(guard));
            assert!(guarded || TRIVIAL.contains(&name), "{file}: {name} stands outside the panic guard");
        }
    }
}
