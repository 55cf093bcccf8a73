//! Takes the Rust programs out of the README, so that they are compiled and run as they stand there.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    println!("cargo::rerun-if-changed={}", readme.display());
    let out = std::env::var("OUT_DIR").map_err(std::io::Error::other)?;
    let text = std::fs::read_to_string(readme)?;
    let programs = text.split("```rust,no_run\n").skip(1).filter_map(|rest| rest.split("```").next());
    for (index, program) in programs.enumerate() {
        std::fs::write(Path::new(&out).join(format!("readme{index}.rs")), program)?;
    }
    Ok(())
}
