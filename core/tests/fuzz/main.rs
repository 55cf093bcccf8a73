//! Replays the corpora of the fuzz targets (`tests/fuzz-corpus/`) as plain tests. A file that once made a target fail stays there.

mod checks;

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
