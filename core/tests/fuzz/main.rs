//! Replays the corpora of the fuzz targets (`tests/fuzz-corpus/`) as plain tests. A file that once made a target fail stays there.

mod bytes;
mod checks;
mod laws;
mod parsers;
mod walk;

use std::path::Path;

use proptest::prelude::*;

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

#[test]
fn webhook_header() {
    replay("webhook_header", checks::webhook_header);
}

#[test]
fn webhook_verify() {
    replay("webhook_verify", checks::webhook_verify);
}

#[test]
fn explain() {
    replay("explain", checks::explain);
}

#[test]
fn walk() {
    replay("walk", laws::walk);
}

#[test]
fn answers() {
    replay("answers", parsers::answers);
}

#[test]
fn json() {
    replay("json", parsers::json);
}

#[test]
fn texts() {
    replay("texts", parsers::texts);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    /// Also of bytes that nobody has chosen: the walks take the place of a fuzzer where there is none.
    #[test]
    fn every_walk(input in proptest::collection::vec(any::<u8>(), 0..300)) {
        laws::walk(&input);
    }

    #[test]
    fn every_answer(input in proptest::collection::vec(any::<u8>(), 0..200)) {
        parsers::answers(&input);
    }

    #[test]
    fn every_text(input in any::<String>()) {
        parsers::texts(input.as_bytes());
    }
}
