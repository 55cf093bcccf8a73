//! What the fuzz targets `c_walk` and `c_entry` check, and the replay of their corpora. Part of the library only in its own tests and
//! under a fuzzer: the functions are called as a C program calls them, with raw pointers, which no other crate could do.
//!
//! The walk is the core's (`core/tests/fuzz/`): the same inputs go to a [`Call`](payseal::Call) and over the C ABI, step by step.
#![allow(unsafe_code, missing_docs, dead_code)]

#[path = "../../../core/tests/fuzz/bytes.rs"]
mod bytes;
pub mod entry;
mod hold;
#[path = "../../../core/tests/fuzz/laws.rs"]
mod laws;
pub mod mirror;
#[path = "../../../core/tests/fuzz/walk.rs"]
mod walk;

#[cfg(test)]
mod replay {
    use std::path::Path;

    fn replay(target: &str, check: impl Fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz-corpus").join(target);
        let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(files.len() >= 10, "{} has only {} files", folder.display(), files.len());
        for file in files {
            println!("{}", file.display());
            check(&std::fs::read(file).unwrap());
        }
    }

    /// The walks of the core's own corpus, over the C ABI.
    #[test]
    fn walk() {
        replay("walk", super::mirror::walk);
    }

    #[test]
    fn entry() {
        replay("c_entry", super::entry::entry);
    }
}
