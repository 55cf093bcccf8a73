//! Requests and answers as Go structs.

use std::fmt::Write as _;

use payseal::operation::{Field, FieldKind, Model, Operation, Partner, Place};
use payseal::partners::model::Response;
use payseal::webhook::{CliveEvent, TybriteEvent};

use super::{comment, pascal};
use crate::r#gen::describe::{EVENT_NAMES, collect};

pub(super) fn text(partner: &Partner) -> String {
    let mut requests: Vec<&'static Model> = Vec::new();
    let mut answers: Vec<&'static Model> = Vec::new();
    for operation in partner.operations {
        if !operation.request.fields.is_empty() {
            collect(&mut requests, operation.request);
        }
        collect(&mut answers, operation.response);
    }
    let mut body = String::new();
    for model in &requests {
        assert!(answers.iter().all(|answer| answer.name != model.name), "{} is both asked and answered", model.name);
        let of: Vec<&&Operation> = partner.operations.iter().filter(|of| of.request.name == model.name).collect();
        assert!(of.len() <= 1, "{} is the request of several operations", model.name);
        request(&mut body, model, of.first().map(|of| **of));
    }
    for model in &answers {
        answer(&mut body, model, partner.operations.iter().any(|operation| operation.response.name == model.name));
    }
    let mut imports = String::new();
    if body.contains("json.") {
        imports.push_str("\t\"encoding/json\"\n\n");
    }
    imports.push_str("\tpayseal \"github.com/payseal/payseal/bindings-go\"\n");
    imports.push_str("\t\"github.com/payseal/payseal/bindings-go/internal/engine\"\n");
    imports.push_str("\t\"github.com/payseal/payseal/bindings-go/internal/model\"\n");
    format!("package {}\n\nimport (\n{imports})\n{body}", partner.name)
}

/// What webhooks say, and the names in it that are known.
pub(super) fn events() -> String {
    let mut models = Vec::new();
    [CliveEvent::MODEL, TybriteEvent::MODEL].into_iter().for_each(|model| collect(&mut models, model));
    let mut body = String::new();
    models.into_iter().for_each(|model| answer(&mut body, model, false));
    for (what, prefix, names) in EVENT_NAMES {
        let names: Vec<(String, &str)> =
            names.iter().map(|name| (format!("{prefix}{}", pascal(name)), *name)).collect();
        let widest = names.iter().map(|(go, _)| go.len()).max().unwrap_or(0);
        let _ = write!(body, "\n// {what}\nconst (\n");
        for (go, name) in names {
            let _ = writeln!(body, "\t{go:widest$} = \"{name}\"");
        }
        body.push_str(")\n");
    }
    format!(
        "package webhook\n\nimport (\n\t\"encoding/json\"\n\n\tpayseal \"github.com/payseal/payseal/bindings-go\"\n\t\
         \"github.com/payseal/payseal/bindings-go/internal/model\"\n)\n{body}"
    )
}

fn request(out: &mut String, model: &Model, operation: Option<&Operation>) {
    let name = model.name;
    let _ = write!(out, "\n{}type {name} struct {{\n", comment("", &format!("{name}: {}", model.doc)));
    for field in model.fields {
        let go = pascal(field.name);
        let place = match field.place {
            Place::Body => "",
            Place::Query => " (in the query)",
            Place::Path => " (in the path)",
            Place::Payload => " (the body itself)",
            Place::ContentType => " (in Content-Type)",
        };
        let required = if field.required { " Required." } else { "" };
        out.push_str(&comment("\t", &format!("{go}: {}{place}{required}", field.doc)));
        let tag = match (field.place, field.required) {
            (Place::Payload, _) => "-".to_owned(),
            (_, true) => field.name.to_owned(),
            (_, false) => format!("{},omitzero", field.name),
        };
        let _ = writeln!(out, "\t{go} {} `json:\"{tag}\"`", asked(field));
    }
    out.push_str("}\n");
    let _ = write!(out, "\nfunc (r {name}) write(w *model.Writer) {{\n");
    for field in model.fields.iter().filter(|field| field.place != Place::Payload) {
        let _ = writeln!(out, "\t{}", written(field));
    }
    out.push_str("}\n");
    let Some(operation) = operation else { return };
    let payload = operation.payload_field().map(|field| pascal(field.name));
    let mut more = String::new();
    if let Some(payload) = payload {
        let _ = write!(more, ", Document: r.{payload}, HasDocument: true");
    }
    if is_checkout(operation) {
        more.push_str(", Record: true");
    }
    if operation.answer.envelope.is_none() {
        more.push_str(", Plain: true");
    }
    let _ = write!(
        out,
        "\nfunc (r {name}) input() engine.Request {{\n\ttext, bad, err := model.Write(r.write)\n\t\
         return engine.Request{{Operation: \"{}\", JSON: text, Bad: bad, Err: err{more}}}\n}}\n\n\
         func ({name}) answers({}) {{}}\n",
        operation.name, operation.response.name
    );
}

/// Whether there is something to write down about its answer.
fn is_checkout(operation: &Operation) -> bool {
    operation.response.fields.iter().any(|field| field.name == "clive_tx_id")
}

fn asked(field: &Field) -> String {
    let ty = match field.kind {
        FieldKind::Text if field.secret => "payseal.Secret",
        FieldKind::Text => "string",
        FieldKind::Amount => return "payseal.Amount".to_owned(),
        FieldKind::Integer => "int64",
        FieldKind::Bool => "bool",
        FieldKind::Object | FieldKind::Any => return "any".to_owned(),
        FieldKind::Bytes => return "[]byte".to_owned(),
        FieldKind::Model(model) => return format!("*{}", model.name),
        FieldKind::List(FieldKind::Text) => return "[]string".to_owned(),
        FieldKind::List(FieldKind::Model(model)) => return format!("[]{}", model.name),
        FieldKind::List(_) => return "[]any".to_owned(),
    };
    // An optional text is a pointer: an empty one by accident must not be taken for none (a filter for all).
    if field.required { ty.to_owned() } else { format!("*{ty}") }
}

fn written(field: &Field) -> String {
    let (go, wire) = (pascal(field.name), field.name);
    let optional = !field.required;
    match field.kind {
        FieldKind::Text if field.secret => panic!("{wire}: a secret text in a request is not written yet"),
        FieldKind::Text if optional => format!("w.OptionalText(\"{wire}\", r.{go})"),
        FieldKind::Text => format!("w.Text(\"{wire}\", r.{go})"),
        FieldKind::Amount => format!("w.Amount(\"{wire}\", r.{go})"),
        FieldKind::Integer => format!("w.Integer(\"{wire}\", {}r.{go})", if optional { "" } else { "&" }),
        FieldKind::Bool => format!("w.Bool(\"{wire}\", {}r.{go})", if optional { "" } else { "&" }),
        FieldKind::Model(_) => format!("if r.{go} != nil {{\n\t\tw.Object(\"{wire}\", r.{go}.write)\n\t}}"),
        FieldKind::List(FieldKind::Text) => format!("w.Texts(\"{wire}\", r.{go})"),
        FieldKind::List(FieldKind::Model(model)) => format!(
            "model.List(w, \"{wire}\", r.{go}, func(w *model.Writer, item {}) {{\n\t\tw.Begin()\n\t\titem.write(w)\n\t\tw.End()\n\t}})",
            model.name
        ),
        FieldKind::Object | FieldKind::Any | FieldKind::List(_) | FieldKind::Bytes => {
            format!("w.Any(\"{wire}\", r.{go})")
        }
    }
}

fn answer(out: &mut String, model: &Model, is_whole: bool) {
    let name = model.name;
    let _ = write!(out, "\n{}type {name} struct {{\n", comment("", &format!("{name}: {}", model.doc)));
    for field in model.fields {
        let go = pascal(field.name);
        assert!(!["Extra", "LastResponse"].contains(&go.as_str()), "{name}.{go} hides a member of every answer");
        out.push_str(&comment("\t", &format!("{go}: {}", field.doc)));
        let _ = writeln!(out, "\t{go} {} `json:\"{}\"`", answered(&field.kind, field.secret), field.name);
    }
    out.push_str("\n\t// Extra holds what this version does not describe.\n\tExtra payseal.Extra `json:\"-\"`\n");
    if is_whole {
        out.push_str(
            "\t// LastResponse is what is known about the answer besides: status, attempts, key. Nil for a part of another answer.\n\
             \tLastResponse *payseal.Response `json:\"-\"`\n",
        );
    }
    let _ = write!(
        out,
        "}}\n\n// UnmarshalJSON reads it as the client does: nothing that is absent or of another type is an error.\n\
         func (m *{name}) UnmarshalJSON(data []byte) error {{ return model.Decode(data, m) }}\n"
    );
}

fn answered(kind: &FieldKind, secret: bool) -> String {
    match kind {
        FieldKind::Text if secret => "payseal.Secret".to_owned(),
        FieldKind::Text => "string".to_owned(),
        FieldKind::Amount => "payseal.Amount".to_owned(),
        FieldKind::Integer => "*int64".to_owned(),
        FieldKind::Bool => "*bool".to_owned(),
        FieldKind::Object | FieldKind::Any | FieldKind::Bytes => "json.RawMessage".to_owned(),
        FieldKind::Model(model) => format!("*{}", model.name),
        FieldKind::List(FieldKind::Model(model)) => format!("[]{}", model.name),
        FieldKind::List(inner) => format!("[]{}", answered(inner, false)),
    }
}
