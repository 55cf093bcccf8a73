//! The documentation tables: operations with their fields, and the error table.

use std::fmt::Write as _;
use std::path::PathBuf;

use payseal::error::{Code, Kind};
use payseal::operation::{Auth, DefaultKey, FieldKind, Model, Operation, Partner, Place, Replay, Rule};
use payseal::{Fault, KeyClass, Outcome, partners};

use super::describe::{inner_model, line};

/// Path and text of each file.
pub(super) fn files() -> Vec<(PathBuf, String)> {
    let mut files: Vec<(PathBuf, String)> = partners::ALL
        .iter()
        .map(|partner| (format!("docs/{}-operations.md", partner.name).into(), operations(partner)))
        .collect();
    files.push(("docs/errors.md".into(), errors()));
    files
}

const NOTE: &str = "<!-- Written by `cargo xtask gen` from the core. Do not edit. -->\n\n";

fn operations(partner: &Partner) -> String {
    let mut out = String::from(NOTE);
    let _ = writeln!(out, "# {}: operations\n", partner.title);
    out.push_str(
        "| operation | request | credentials | sent again? | default idempotency key |\n|---|---|---|---|---|\n",
    );
    for operation in partner.operations {
        let _ = writeln!(
            out,
            "| [`{name}`](#{anchor}) | `{} {}` | {} | {} | {} |",
            operation.method.as_str(),
            operation.path,
            credentials(operation),
            replay(operation),
            key(operation.key),
            name = operation.name,
            anchor = operation.name.replace('.', ""),
        );
    }
    for operation in partner.operations {
        operation_section(&mut out, operation);
    }
    out
}

fn operation_section(out: &mut String, operation: &Operation) {
    let _ = writeln!(out, "\n## `{}`\n\n{}\n", operation.name, line(operation.doc));
    if operation.request.fields.is_empty() {
        out.push_str("Takes nothing.\n");
    } else {
        out.push_str("| field | type | | what it is |\n|---|---|---|---|\n");
        for field in operation.request.fields {
            let mut notes = vec![if field.required { "required" } else { "optional" }];
            match field.place {
                Place::Body => {}
                Place::Query => notes.push("in the query"),
                Place::Path => notes.push("in the path"),
                Place::Payload => notes.push("the body itself"),
                Place::ContentType => notes.push("the content type"),
            }
            let range;
            match field.rule {
                Rule::Any => {}
                Rule::NonEmpty => notes.push("not empty"),
                Rule::Positive => notes.push("above 0"),
                Rule::NonEmptyList => notes.push("at least one"),
                Rule::Whole(from, to) => {
                    range = format!("{from} to {to}");
                    notes.push(&range);
                }
                Rule::Descriptor => notes.push("1–22 of letters, digits, space, `-`, `_`, `.`"),
            }
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {} |",
                field.name,
                kind(&field.kind),
                notes.join(", "),
                line(field.doc)
            );
        }
    }
    let mut done = Vec::new();
    for field in operation.request.fields {
        if let Some(inner) = inner_model(&field.kind) {
            model_table(out, "Part of the request", inner, &mut done);
        }
    }
    model_table(out, "Answer", operation.response, &mut done);
}

/// An answer's fields, and after it the fields of the models it is made of.
fn model_table(out: &mut String, title: &str, model: &'static Model, done: &mut Vec<&'static str>) {
    if done.contains(&model.name) {
        return;
    }
    done.push(model.name);
    if model.fields.is_empty() {
        let _ = writeln!(out, "\n{title}: `{}`, without fields", model.name);
        return;
    }
    let _ = writeln!(out, "\n{title}: `{}`\n\n| field | type | what it is |\n|---|---|---|", model.name);
    for field in model.fields {
        let secret = if field.secret { " **Secret.**" } else { "" };
        let _ = writeln!(out, "| `{}` | {} | {}{secret} |", field.name, kind(&field.kind), line(field.doc));
    }
    for field in model.fields {
        if let Some(inner) = inner_model(&field.kind) {
            model_table(out, title, inner, done);
        }
    }
}

fn kind(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => "text".to_owned(),
        FieldKind::Amount => "number".to_owned(),
        FieldKind::Integer => "whole number".to_owned(),
        FieldKind::Bool => "true or false".to_owned(),
        FieldKind::Object => "object".to_owned(),
        FieldKind::Any => "anything".to_owned(),
        FieldKind::Bytes => "exact bytes".to_owned(),
        FieldKind::List(inner) => format!("list of {}", self::kind(inner)),
        FieldKind::Model(model) => format!("`{}`", model.name),
    }
}

fn auth(auth: Auth) -> &'static str {
    match auth {
        Auth::Public => "none",
        Auth::ApiKey => "API key",
        Auth::Signed => "API key, signature, idempotency key",
        Auth::Bearer => "administrator's JWT",
    }
}

fn credentials(operation: &Operation) -> String {
    let class = match operation.key_class {
        KeyClass::Any => "",
        KeyClass::Secret => " (secret)",
        KeyClass::SecretTest => " (secret, of the sandbox)",
    };
    auth(operation.auth).replacen("API key", &format!("API key{class}"), 1)
}

fn replay(operation: &Operation) -> String {
    let rule = match operation.replay {
        Replay::Keyed => "yes, under the same key",
        Replay::Safe => "yes, it is a read",
        Replay::Never => "never",
    };
    match operation.safe_when {
        None => rule.to_owned(),
        Some(safe) => {
            format!("{rule}, unless `{}` is one of `{}`: then it is a read", safe.field, safe.values.join("`, `"))
        }
    }
}

fn key(key: DefaultKey) -> String {
    match key {
        DefaultKey::None => "–".to_owned(),
        DefaultKey::Field { prefix, field } => format!("`{prefix}-{{{field}}}`"),
        DefaultKey::Random { prefix } => format!("`{prefix}-{{unix ms}}-{{random}}`"),
        DefaultKey::Dated { prefix } => format!("`{prefix}-{{yyyymmdd}}-{{random}}`"),
        DefaultKey::Change { prefix, field } => format!("`{prefix}-{{first field set}}-{{{field}}}-{{timestamp}}`"),
    }
}

fn errors() -> String {
    let mut out = String::from(NOTE);
    out.push_str("# Errors\n\nEvery error has an `outcome`, the one thing to look at when money is concerned:\n\n");
    out.push_str("| outcome | number | what is known |\n|---|---|---|\n");
    for outcome in Outcome::ALL {
        let known = match outcome {
            Outcome::NotSent => "Nothing can have happened: no attempt reached the partner.",
            Outcome::Refused => "The partner answered no.",
            Outcome::Unknown => "It may have happened. Ask again with the same idempotency key before anything else.",
            Outcome::Ok => "The partner answered with success (never on an error).",
        };
        let _ = writeln!(out, "| `{outcome}` | {} | {known} |", outcome as i32);
    }
    out.push_str("\n`unknown` is absorbing: once one attempt may have reached the partner, only a success ends it.\n");
    out.push_str("\n## Kinds\n\nThe class of an error. The number is frozen.\n\n| number | class | what it stands for |\n|---|---|---|\n");
    for kind in Kind::ALL {
        let _ = writeln!(out, "| {} | `{}` | {} |", kind.number(), kind.class_name(), kind.doc());
    }
    out.push_str("\n## Codes of Payseal's own\n\nA partner's codes keep their own spelling. The number is frozen.\n\n");
    out.push_str("| number | code | class | what happened | what to do |\n|---|---|---|---|---|\n");
    for code in Code::ALL {
        let _ = writeln!(
            out,
            "| {} | `{}` | `{}` | {} | {} |",
            code.number(),
            code.as_str(),
            code.kind().class_name(),
            code.message(),
            code.advice()
        );
    }
    out.push_str(
        "\n## Faults of the wire\n\nWhat a host reports when no answer came; the core decides what it means.\n\n",
    );
    out.push_str("| number | fault | leaves known | tried again? |\n|---|---|---|---|\n");
    for fault in Fault::ALL {
        let again = if fault.is_retryable() { "yes" } else { "no" };
        let _ = writeln!(out, "| {} | `{}` | `{}` | {again} |", fault as i32, fault.as_str(), fault.outcome());
    }
    for partner in partners::ALL {
        let _ = writeln!(out, "\n## {}'s codes that are known\n\n| code | what to do |\n|---|---|", partner.title);
        for (code, advice) in partner.advice {
            let _ = writeln!(out, "| `{code}` | {advice} |");
        }
    }
    out
}
