//! `include/payseal.h`: cbindgen writes types, functions and their documentation from `bindings-c/src`; the numbers of
//! the core's tables are written here. Not for the content: a doc comment of the header is one of the Rust sources.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context;
use cbindgen::{Builder, Config, DocumentationStyle, Language, Style};
use payseal::error::{Code, Kind};
use payseal::explain::Subject;
use payseal::operation::{Auth, Replay};
use payseal::tybrite::SignatureEncoding;
use payseal::{Fault, KeyClass, Outcome, partners, tybrite};

use crate::steps::root;

/// In the order in which a C programmer meets them.
const SOURCES: &[&str] = &[
    "library",
    "ffi",
    "error",
    "json",
    "amount",
    "key",
    "config",
    "api_key",
    "cancel",
    "options",
    "raw",
    "intent",
    "answer",
    "attempt",
    "client",
    "two_steps",
    "call",
    "step",
    "webhook",
    "event",
    "dedupe",
    "delivery",
    "explain",
    "table",
];

/// Path and text of the header.
///
/// # Errors
/// When a source cannot be read or parsed.
pub(super) fn files() -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut builder = Builder::new().with_config(config());
    for name in SOURCES {
        builder = builder.with_src(root().join(format!("bindings-c/src/{name}.rs")));
    }
    let mut header = Vec::new();
    builder.generate().context("cbindgen")?.write(&mut header);
    Ok(vec![("include/payseal.h".into(), String::from_utf8(header)?)])
}

const PREAMBLE: &str = "\
/*
 * payseal.h: signs, sends, retries and judges the traffic between a merchant's backend and its payment partners.
 * Written by `cargo xtask gen` from bindings-c/src. Do not edit.
 *
 * Conventions
 *   - int32_t f(self, inputs..., outputs..., payseal_error **err): 0 (PAYSEAL_OK) is success. Any other status is a frozen
 *     number of the error table: PAYSEAL_CODE_... for Payseal's own codes, PAYSEAL_KIND_... for an answer of the partner.
 *   - Outputs are written on success only, *err on failure only. err may be NULL; otherwise free *err with
 *     payseal_error_free. Nothing is kept per thread.
 *   - A NULL argument that must not be NULL is an error (PAYSEAL_CODE_INVALID_ARGUMENT) and never a crash.
 *   - _free takes NULL. What _new gave is freed once, and not while another thread uses it.
 *   - payseal_str is borrowed, payseal_bytes is owned. Views live until the next mutating call on their handle or until it is
 *     freed; do not pass a view of a handle to a function that changes the same handle.
 *   - Inputs and outputs of one call must not overlap.
 *   - bool is that of <stdbool.h>: only true and false.
 */";

fn config() -> Config {
    let mut config = Config {
        language: Language::C,
        cpp_compat: true,
        include_guard: Some("PAYSEAL_H".to_owned()),
        header: Some(PREAMBLE.to_owned()),
        no_includes: true,
        sys_includes: ["stdbool.h", "stddef.h", "stdint.h"].map(str::to_owned).to_vec(),
        after_includes: Some(constants()),
        documentation: true,
        documentation_style: DocumentationStyle::Doxy,
        style: Style::Type,
        line_length: 120,
        tab_width: 4,
        usize_is_size_t: true,
        ..Config::default()
    };
    config.export.exclude = vec!["payseal_test_panic".to_owned()];
    config
}

/// The numbers of the core's tables.
fn constants() -> String {
    let mut out = String::new();
    section(&mut out, "The release that this header is of; payseal_version() tells that of the library.");
    let _ = writeln!(out, "#define PAYSEAL_VERSION \"{}\"", env!("CARGO_PKG_VERSION"));
    section(&mut out, "What an error is: the class a program branches on.");
    for kind in Kind::ALL {
        constant(&mut out, "KIND", &format!("{kind:?}"), kind.number(), kind.doc());
    }
    section(&mut out, "Payseal's own codes.");
    for code in Code::ALL {
        constant(&mut out, "CODE", code.as_str(), code.number(), code.message());
    }
    section(&mut out, "What is known about the money.");
    for outcome in Outcome::ALL {
        let _ = writeln!(out, "#define PAYSEAL_OUTCOME_{} {}", outcome.as_str().to_uppercase(), outcome as i32);
    }
    section(&mut out, "What went wrong on the wire, as the host saw it.");
    for fault in Fault::ALL {
        let _ = writeln!(out, "#define PAYSEAL_FAULT_{} {}", fault.as_str().to_uppercase(), fault as i32);
    }
    section(&mut out, "Which credentials an endpoint takes.");
    for auth in Auth::ALL {
        let _ = writeln!(out, "#define PAYSEAL_AUTH_{} {}", screaming(&format!("{auth:?}")), auth as i32);
    }
    section(&mut out, "Which kind of API key an endpoint takes.");
    for class in KeyClass::ALL {
        let _ = writeln!(out, "#define PAYSEAL_KEY_CLASS_{} {}", screaming(&format!("{class:?}")), class as i32);
    }
    section(&mut out, "How the signature of an answer is written.");
    for encoding in SignatureEncoding::ALL {
        let _ = writeln!(out, "#define PAYSEAL_SIGNATURE_{} {}", screaming(&format!("{encoding:?}")), encoding as i32);
    }
    section(&mut out, "What payseal_explain can be asked about.");
    for subject in Subject::ALL {
        let _ = writeln!(out, "#define PAYSEAL_EXPLAIN_{} \"{}\"", subject.name().to_uppercase(), subject.name());
    }
    section(&mut out, "What a second attempt of the same request does.");
    for replay in Replay::ALL {
        let _ = writeln!(out, "#define PAYSEAL_REPLAY_{} {}", screaming(&format!("{replay:?}")), replay as i32);
    }
    section(&mut out, "The partners, and the names of their operations.");
    for partner in partners::ALL {
        let prefix = format!("PAYSEAL_{}", partner.name.to_uppercase());
        let _ = writeln!(out, "#define {prefix} \"{}\"", partner.name);
        for operation in partner.operations {
            let _ = writeln!(
                out,
                "#define {prefix}_{} \"{}\"",
                operation.name.replace('.', "_").to_uppercase(),
                operation.name
            );
        }
    }
    section(&mut out, "Tybrite: the built-in payment providers (a store may have others), and the shopper's claim.");
    for provider in tybrite::PROVIDERS {
        let _ = writeln!(out, "#define PAYSEAL_TYBRITE_PROVIDER_{} \"{}\"", provider.id.to_uppercase(), provider.id);
    }
    let _ = writeln!(out, "#define PAYSEAL_EXTERNAL_AUTH_HEADER \"{}\"", tybrite::EXTERNAL_AUTH_HEADER);
    let _ = writeln!(out, "#define PAYSEAL_EXTERNAL_AUTH_MAX_S {}", tybrite::EXTERNAL_AUTH_MAX_S);
    out
}

fn section(out: &mut String, title: &str) {
    let _ = writeln!(out, "\n/* {title} */");
}

fn constant(out: &mut String, group: &str, name: &str, number: i32, doc: &str) {
    let name = if name.contains(char::is_lowercase) { screaming(name) } else { name.to_owned() };
    let _ = writeln!(out, "/** {} */\n#define PAYSEAL_{group}_{name} {number}", doc.trim());
}

/// `RateLimit` as `RATE_LIMIT`.
fn screaming(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}
