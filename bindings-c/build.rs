//! Gives the shared library its SONAME: programs are bound to the ABI's number, not to a release.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let os = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    // The number is PAYSEAL_ABI_VERSION's major part; both change together, when the ABI breaks.
    match os.as_str() {
        "linux" | "android" | "freebsd" | "netbsd" | "openbsd" | "dragonfly" => {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libpayseal.so.0");
        }
        "macos" => println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libpayseal.0.dylib"),
        _ => {}
    }
}
