//! The TypeScript side: requests, answers, and the signatures of the methods.

use std::fmt::Write as _;

use payseal::operation::{DefaultKey, Field, FieldKind, MetaHeaders, Model, Operation, Partner, Place};
use payseal::partners::model::Response as _;
use payseal::webhook::{CliveEvent, TybriteEvent};

use super::published::published;
use super::{NOTICE, Parameters, camel};
use crate::r#gen::describe::{groups, inner_model, pascal};

/// What a model is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// The input of a method; `keyed` when it may name the idempotency key.
    Request { keyed: bool },
    /// Within the input of a method.
    Part,
    /// What a partner sends.
    Answer,
}

pub(super) fn models(partner: &'static Partner) -> String {
    let tells = partner.meta != MetaHeaders::NONE;
    let mut out = format!(
        "{NOTICE}import type {{ {}CallOptions }} from '../index.js';\n\n",
        if tells { "Answered, " } else { "" }
    );
    let mut done: Vec<&str> = Vec::new();
    for operation in partner.operations {
        if Parameters::of(operation).input {
            let keyed = operation.key != DefaultKey::None;
            interface(&mut out, &mut done, operation.request, Use::Request { keyed });
        }
        interface(&mut out, &mut done, operation.response, Use::Answer);
    }
    let mut members = String::new();
    for (group, operations) in groups(partner) {
        match group {
            None => operations.iter().for_each(|operation| method(&mut members, operation, tells)),
            Some(group) => {
                let name = format!("{}{}", partner.title, pascal(group));
                let _ = writeln!(out, "/** The methods of `{}`. */\nexport interface {name} {{", camel(group));
                operations.iter().for_each(|operation| method(&mut out, operation, tells));
                out.push_str("}\n\n");
                let _ = writeln!(members, "  readonly {}: {name};", camel(group));
            }
        }
    }
    let _ = write!(
        out,
        "/** One method for each operation. */\nexport declare class {}Operations {{\n  protected constructor();\n{members}}}\n",
        partner.title
    );
    out
}

pub(super) fn events() -> String {
    let mut out = format!("{NOTICE}\n");
    let mut done = Vec::new();
    for model in [CliveEvent::MODEL, TybriteEvent::MODEL] {
        interface(&mut out, &mut done, model, Use::Answer);
    }
    out
}

fn method(out: &mut String, operation: &Operation, tells: bool) {
    let Parameters { document, input, optional } = Parameters::of(operation);
    let mut parameters = String::new();
    if document {
        parameters.push_str("document: string | Uint8Array, ");
    }
    if input {
        let name = type_name(operation.request, Use::Request { keyed: false });
        let _ = write!(parameters, "input{}: {name}, ", if optional { "?" } else { "" });
    }
    let answer = type_name(operation.response, Use::Answer);
    let answer = if tells { format!("Answered<{answer}>") } else { answer };
    let doc = format!("{} `{} {}`", operation.doc.trim().replace('\n', " "), operation.method.as_str(), operation.path);
    let name = camel(operation.short_name());
    let _ = writeln!(out, "  /** {doc} */\n  {name}({parameters}options?: CallOptions): Promise<{answer}>;");
    if let Some(item) = item_of(operation) {
        let item = type_name(item, Use::Answer);
        let _ = writeln!(
            out,
            "  /** Every item of `{name}`, page after page; an error ends it. */\n  iter({parameters}options?: CallOptions): AsyncIterableIterator<{item}>;"
        );
    }
}

/// What a list holds.
fn item_of(operation: &Operation) -> Option<&'static Model> {
    let items = operation.answer.items?;
    inner_model(&operation.response.fields.iter().find(|field| field.name == items)?.kind)
}

fn interface(out: &mut String, done: &mut Vec<&'static str>, model: &'static Model, used: Use) {
    if done.contains(&model.name) {
        return;
    }
    done.push(model.name);
    let inner = if used == Use::Answer { Use::Answer } else { Use::Part };
    for field in model.fields {
        if let Some(model) = inner_model(&field.kind) {
            interface(out, done, model, inner);
        }
    }
    let doc = model.doc.trim().replace('\n', " ");
    let _ = writeln!(out, "/** {doc} */\nexport interface {} {{", type_name(model, used));
    for field in model.fields.iter().filter(|field| field.place != Place::Payload) {
        let given = published(model)
            .and_then(|published| published.fields.iter().find(|(name, _)| name.trim_end_matches('?') == field.name));
        let (name, ty) = match (given, used) {
            (Some((name, ty)), _) => ((*name).to_owned(), (*ty).to_owned()),
            // Nothing an answer lacks is an error, and it may send null for what it does not know.
            (None, Use::Answer) => (format!("{}?", field.name), ts_type(&field.kind, used)),
            (None, _) => {
                (format!("{}{}", field.name, if field.required { "" } else { "?" }), ts_type(&field.kind, inner))
            }
        };
        let _ = write!(out, "  /** {}{} */\n  {name}: {ty};\n", field.doc.trim().replace('\n', " "), place(field));
    }
    let has_key = model.fields.iter().any(|field| field.name == "idempotency_key");
    if used == (Use::Request { keyed: true }) && !has_key {
        out.push_str("  /** The idempotency key, instead of the default. It travels as a header, never in the body. */\n  idempotency_key?: string;\n");
    }
    out.push_str("}\n\n");
}

fn type_name(model: &Model, used: Use) -> String {
    match (published(model), used) {
        (Some(published), _) => published.name.to_owned(),
        (None, Use::Request { .. }) => format!("{}Request", model.name),
        (None, Use::Part | Use::Answer) => model.name.to_owned(),
    }
}

fn place(field: &Field) -> &'static str {
    match field.place {
        Place::Body => "",
        Place::Query => " (query)",
        Place::Path => " (path)",
        Place::Payload => " (the body itself)",
        Place::ContentType => " (content type)",
    }
}

fn ts_type(kind: &FieldKind, used: Use) -> String {
    let name = match kind {
        FieldKind::Text => "string".to_owned(),
        FieldKind::Amount | FieldKind::Integer => "number".to_owned(),
        FieldKind::Bool => return "boolean".to_owned(),
        FieldKind::Object => "Record<string, unknown>".to_owned(),
        FieldKind::Any => return "unknown".to_owned(),
        FieldKind::Bytes => "string | Uint8Array".to_owned(),
        FieldKind::List(inner) => return format!("{}[]", ts_type(inner, Use::Part)),
        FieldKind::Model(model) => return type_name(model, Use::Answer),
    };
    if used == Use::Answer { format!("{name} | null") } else { name }
}
