//! The types of the objects within requests (an address, a line of an order), for type checkers.

use std::fmt::Write as _;

use payseal::operation::{FieldKind, Model, Partner};

use super::{NOTICE, docstring, imports};
use crate::r#gen::describe::{collect, inner_model, line};

/// The module of a partner whose requests hold such objects.
pub(super) fn params(partner: &Partner) -> Option<String> {
    let mut models: Vec<&'static Model> = Vec::new();
    for operation in partner.operations {
        let fields = operation.request.fields.iter();
        fields.filter_map(|field| inner_model(&field.kind)).for_each(|model| collect(&mut models, model));
    }
    if models.is_empty() {
        return None;
    }
    let mut names: Vec<&str> = models.iter().map(|model| model.name).collect();
    names.sort_unstable();
    let names: Vec<String> = names.iter().map(|name| format!("    \"{name}\",\n")).collect();
    let mut classes = String::new();
    for model in models {
        let _ =
            write!(classes, "\n\nclass {}(TypedDict, total=False):\n    {}\n\n", model.name, docstring(model.doc, 4));
        for field in model.fields {
            assert!(!field.required, "{}.{}: this generator knows no required member", model.name, field.name);
            let doc = docstring(&line(field.doc), 4);
            let _ = writeln!(classes, "    {}: {}\n    {doc}", field.name, member_type(&field.kind));
        }
    }
    Some(format!(
        "{NOTICE}\"\"\"The objects within {}'s requests, as types. A plain `dict` is what they are when a program runs.\"\"\"\n\n\
         from __future__ import annotations\n\n{}{}{}\n__all__ = [\n{}]\n{classes}",
        partner.title,
        imports(&classes, "collections.abc", &["Mapping", "Sequence"]),
        imports(&classes, "decimal", &["Decimal"]),
        imports(&classes, "typing", &["TypedDict", "Union"]),
        names.concat(),
    ))
}

/// Within an object a text stays a text, so an amount there is a number.
fn member_type(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => "str".to_owned(),
        FieldKind::Amount => "Union[int, float, Decimal]".to_owned(),
        FieldKind::Integer => "int".to_owned(),
        FieldKind::Bool => "bool".to_owned(),
        FieldKind::Object => "Mapping[str, object]".to_owned(),
        FieldKind::Any => "object".to_owned(),
        FieldKind::Bytes => "bytes".to_owned(),
        FieldKind::List(inner) => format!("Sequence[{}]", member_type(inner)),
        FieldKind::Model(model) => model.name.to_owned(),
    }
}
