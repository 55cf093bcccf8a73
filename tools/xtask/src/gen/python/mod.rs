//! What the PyPI package gets from the core's tables: for each partner the models of its answers (`payseal/models/`), the
//! types of the objects within its requests (`payseal/params/`), and the typed methods of its clients
//! (`payseal/_operations/`), blocking, asynchronous, and as intents that are not sent; and the models of webhooks' events.
//!
//! An operation called `group.name` stands on an object `group` of the client. Not generated: options and errors, which
//! have no table.

mod models;
mod operations;
mod params;

use std::path::PathBuf;

use payseal::partners;

const NOTICE: &str = "# Written by `cargo xtask gen` from core/src/partners; do not edit.\n";

/// Path and text of each file.
pub(super) fn files() -> Vec<(PathBuf, String)> {
    let package = PathBuf::from("bindings-python/payseal");
    let mut files = vec![(package.join("models/events.py"), models::events())];
    for partner in partners::ALL {
        files.push((package.join(format!("models/{}.py", partner.name)), models::models(partner)));
        files.push((package.join(format!("_operations/{}.py", partner.name)), operations::operations(partner)));
        if let Some(params) = params::params(partner) {
            files.push((package.join(format!("params/{}.py", partner.name)), params));
        }
    }
    files
}

// Names and texts.

/// Those of the names that the text uses.
fn used<'n>(text: &str, names: &[&'n str]) -> Vec<&'n str> {
    let mut words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    words.sort_unstable();
    names.iter().copied().filter(|name| words.binary_search(name).is_ok()).collect()
}

/// The import of those names that the text uses, as a line.
fn imports(text: &str, module: &str, names: &[&str]) -> String {
    match used(text, names)[..] {
        [] => String::new(),
        ref used => format!("from {module} import {}\n", used.join(", ")),
    }
}

/// A docstring at this indentation.
fn docstring(text: &str, indent: usize) -> String {
    let text = text.trim().replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    if text.contains('\n') {
        let margin = " ".repeat(indent);
        let lines: Vec<String> =
            text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{margin}{line}") }).collect();
        format!("\"\"\"{}\n{margin}\"\"\"", lines.join("\n").trim_start())
    } else {
        // A text that ends with a quote would end the docstring early.
        let end = if text.ends_with('"') { " " } else { "" };
        format!("\"\"\"{text}{end}\"\"\"")
    }
}

/// The attribute of a wire name: `partnerId` is `partner_id`.
fn attribute(wire: &str) -> String {
    let mut out = String::new();
    for (index, letter) in wire.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.push(if letter == '-' { '_' } else { letter.to_ascii_lowercase() });
    }
    parameter(&out)
}

/// Words that Python keeps to itself get an underscore, as PEP 8 has it.
fn parameter(name: &str) -> String {
    const KEYWORDS: &[&str] = &[
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
        "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass",
        "raise", "return", "try", "while", "with", "yield",
    ];
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}
