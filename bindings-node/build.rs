//! Linker flags of a Node addon (needed on macOS and Windows; nothing on Linux).

fn main() {
    napi_build::setup();
}
