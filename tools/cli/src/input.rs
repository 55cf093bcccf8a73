//! What the caller gives: `--data @file`, `--data -`, or the text itself.

use std::io::{self, IsTerminal, Read};
use std::path::Path;

use crate::exit::Failure;

/// The bytes that `--data` names, unchanged.
pub(crate) fn data(argument: &str) -> Result<Vec<u8>, Failure> {
    match argument.strip_prefix('@') {
        Some("-") => stdin(),
        Some("") => Err(Failure::usage("--data @: the file's name is missing; write --data @body.json")),
        Some(path) => std::fs::read(path).map_err(|error| Failure::usage(format_args!("--data @{path}: {error}"))),
        None if argument == "-" => stdin(),
        None => Ok(argument.as_bytes().to_vec()),
    }
}

/// The bytes of a file, or of standard input for `-`; `option` is the one that names it.
pub(crate) fn file(option: &str, path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        return stdin();
    }
    std::fs::read(path).map_err(|error| Failure::usage(format_args!("{option} {}: {error}", path.display())))
}

/// Standard input to its end, unchanged.
pub(crate) fn stdin() -> Result<Vec<u8>, Failure> {
    let mut stdin = io::stdin().lock();
    if stdin.is_terminal() {
        return Err(Failure::usage(
            "standard input is a terminal; pipe the data in, or name a file (--data @file, --body-file file)",
        ));
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes).map_err(|error| Failure::usage(format_args!("standard input: {error}")))?;
    Ok(bytes)
}
