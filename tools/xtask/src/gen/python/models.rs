//! The models of answers and of webhooks' events.

use std::fmt::Write as _;

use payseal::operation::{FieldKind, Model, Partner};
use payseal::partners::model::Response as _;
use payseal::webhook::{CliveEvent, TybriteEvent};

use super::{NOTICE, attribute, docstring};
use crate::r#gen::describe::{EVENT_NAMES, collect, line};

/// Attributes that every answer has besides its fields.
const RESERVED: &[&str] = &["answer", "extra", "record", "to_dict"];

/// How the models read.
const RULE: &str = "Nothing that is absent is an error: an absent field is `None`, and what is not\ndescribed here stays in \
                    `extra` and `to_dict()`.";

/// The beginning of a module of models.
fn head(models: &[&'static Model], doc: &str) -> String {
    let names: Vec<String> = models.iter().map(|model| format!("    \"{}\",\n", model.name)).collect();
    let has_amount =
        models.iter().flat_map(|model| model.fields).any(|field| answer_type(&field.kind).contains("Decimal"));
    format!(
        "{NOTICE}\"\"\"{doc}\"\"\"\n\nfrom __future__ import annotations\n\nfrom payseal import _model\n\n\
         TYPE_CHECKING = False\nif TYPE_CHECKING:\n{decimal}    from typing import Any\n\n__all__ = [\n{names}]\n",
        decimal = if has_amount { "    from decimal import Decimal\n" } else { "" },
        names = names.concat(),
    )
}

/// The models of the events that partners deliver.
pub(super) fn events() -> String {
    let models = [CliveEvent::MODEL, TybriteEvent::MODEL];
    let mut out = head(&models, &format!("What webhooks bring, as attributes. {RULE}"));
    for model in models {
        model_class(&mut out, model, "Model");
    }
    let mut all = String::new();
    for (what, prefix, names) in EVENT_NAMES {
        let _ = write!(out, "\n\n# {what}\n");
        for name in *names {
            let constant = format!("{}_{}", upper(prefix), name.replace('.', "_").to_uppercase());
            let _ = writeln!(out, "{constant}: Final = \"{name}\"");
            let _ = writeln!(all, "    \"{constant}\",");
        }
    }
    // Theirs stand below the models.
    out.replacen("__all__ = [\n", &format!("__all__ = [\n{all}"), 1).replacen(
        "    from typing import Any\n",
        "    from typing import Any, Final\n",
        1,
    )
}

/// `CliveStatus` is `CLIVE_STATUS`.
fn upper(pascal: &str) -> String {
    let mut out = String::new();
    for letter in pascal.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

pub(super) fn models(partner: &Partner) -> String {
    let mut models: Vec<&'static Model> = Vec::new();
    for operation in partner.operations {
        collect(&mut models, operation.response);
    }
    let mut out = head(&models, &format!("What {} answers, as attributes. {RULE}", partner.title));
    let answers: Vec<&str> = partner.operations.iter().map(|operation| operation.response.name).collect();
    for model in &models {
        let base = if answers.contains(&model.name) { "Answer" } else { "Model" };
        model_class(&mut out, model, base);
    }
    out
}

fn model_class(out: &mut String, model: &Model, base: &str) {
    let _ = write!(
        out,
        "\n\nclass {}(_model.{base}):\n    {}\n\n    __slots__ = ()\n",
        model.name,
        docstring(model.doc, 4)
    );
    let table: Vec<String> = model
        .fields
        .iter()
        .map(|field| format!("        (\"{}\", \"{}\", {}),\n", attribute(field.name), field.name, reader(&field.kind)))
        .collect();
    if table.is_empty() {
        out.push_str("    _FIELDS = ()\n");
    } else {
        let _ = write!(out, "    _FIELDS = (\n{}    )\n", table.concat());
    }
    for field in model.fields {
        let name = attribute(field.name);
        assert!(!RESERVED.contains(&name.as_str()), "{}.{name} hides an attribute of every answer", model.name);
        let secret = if field.secret { " Secret: `repr` does not show it." } else { "" };
        let doc = format!("{}{secret}", line(field.doc));
        let _ = write!(
            out,
            "\n    @property\n    def {name}(self) -> {ty} | None:\n        {doc}\n        return {reader}(self._data.get(\"{wire}\"))\n",
            ty = answer_type(&field.kind),
            doc = docstring(&doc, 8),
            reader = reader(&field.kind),
            wire = field.name,
        );
    }
    let secrets: Vec<String> =
        model.fields.iter().filter(|field| field.secret).map(|field| format!("\"{}\"", field.name)).collect();
    if !secrets.is_empty() {
        let _ = write!(out, "\n    _SECRET = frozenset(({},))\n", secrets.join(", "));
    }
}

/// The function that reads a value of this kind, `None` for a value of another type.
fn reader(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => "_model.text".to_owned(),
        FieldKind::Amount => "_model.amount".to_owned(),
        FieldKind::Integer => "_model.integer".to_owned(),
        FieldKind::Bool => "_model.flag".to_owned(),
        FieldKind::Object => "_model.mapping".to_owned(),
        FieldKind::Any => "_model.anything".to_owned(),
        FieldKind::List(inner) => format!("_model.list_of({})", reader(inner)),
        FieldKind::Model(model) => format!("{}._read", model.name),
        FieldKind::Bytes => "_model.anything".to_owned(),
    }
}

fn answer_type(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => "str".to_owned(),
        FieldKind::Amount => "Decimal".to_owned(),
        FieldKind::Integer => "int".to_owned(),
        FieldKind::Bool => "bool".to_owned(),
        FieldKind::Object => "dict[str, Any]".to_owned(),
        FieldKind::Any => "Any".to_owned(),
        FieldKind::List(inner) => format!("list[{}]", answer_type(inner)),
        FieldKind::Model(model) => model.name.to_owned(),
        FieldKind::Bytes => "bytes".to_owned(),
    }
}
