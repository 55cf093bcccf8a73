//! What the PyPI package gets from the core's tables: for each partner the models of its answers (`payseal/models/`) and
//! the typed methods of its clients (`payseal/_operations/`), blocking, asynchronous, and as intents that are not sent.
//!
//! An operation called `group.name` stands on an object `group` of the client. Not generated: clients, options and
//! errors, which have no table.

use std::fmt::Write as _;
use std::path::PathBuf;

use payseal::operation::{DefaultKey, Field, FieldKind, Model, Operation, Partner, Place};
use payseal::partners;

const NOTICE: &str = "# Written by `cargo xtask gen` from core/src/partners; do not edit.\n";

/// Attributes that every answer has besides its fields.
const RESERVED: &[&str] = &["answer", "extra", "record", "to_dict"];

/// Path and text of each file.
pub(super) fn files() -> Vec<(PathBuf, String)> {
    let package = PathBuf::from("bindings-python/payseal");
    let mut files = Vec::new();
    // Clients that the package has; Tybrite's joins with its own.
    for partner in partners::ALL.iter().filter(|partner| partner.name == "clive") {
        files.push((package.join(format!("models/{}.py", partner.name)), models(partner)));
        files.push((package.join(format!("_operations/{}.py", partner.name)), operations(partner)));
    }
    files
}

// Models.

fn models(partner: &Partner) -> String {
    let mut models: Vec<&'static Model> = Vec::new();
    for operation in partner.operations {
        collect(&mut models, operation.response);
    }
    let names: Vec<String> = models.iter().map(|model| format!("    \"{}\",\n", model.name)).collect();
    let mut out = format!(
        "{NOTICE}\"\"\"What {title} answers, as attributes. Nothing an answer lacks is an error: an absent field is `None`, and \
         what is not\ndescribed here stays in `extra` and `to_dict()`.\"\"\"\n\nfrom __future__ import annotations\n\n\
         from payseal import _model\n\nTYPE_CHECKING = False\nif TYPE_CHECKING:\n    from decimal import Decimal\n    \
         from typing import Any\n\n__all__ = [\n{names}]\n",
        title = partner.title,
        names = names.concat(),
    );
    let answers: Vec<&str> = partner.operations.iter().map(|operation| operation.response.name).collect();
    for model in &models {
        let base = if answers.contains(&model.name) { "Answer" } else { "Model" };
        model_class(&mut out, model, base);
    }
    out
}

/// A model after those that it is made of.
fn collect(models: &mut Vec<&'static Model>, model: &'static Model) {
    for field in model.fields {
        if let Some(inner) = inner_model(&field.kind) {
            collect(models, inner);
        }
    }
    if !models.iter().any(|known| known.name == model.name) {
        models.push(model);
    }
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

// Operations.

/// The three classes of a partner's methods.
#[derive(Clone, Copy)]
enum Flavour {
    Blocking,
    Asynchronous,
    Intents,
}

impl Flavour {
    fn prefix(self) -> &'static str {
        match self {
            Self::Blocking => "",
            Self::Asynchronous => "Async",
            Self::Intents => "Intent",
        }
    }

    fn runner(self) -> &'static str {
        match self {
            Self::Blocking => "Blocking",
            Self::Asynchronous => "Asynchronous",
            Self::Intents => "Intents",
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Blocking => "One method for each operation; each blocks until the call is over.",
            Self::Asynchronous => "One coroutine for each operation.",
            Self::Intents => {
                "One method for each operation: it gives the checked intent and sends nothing. Write down \
                 `intent.record()`, then `client.send(intent)`."
            }
        }
    }
}

fn operations(partner: &Partner) -> String {
    let mut names: Vec<&str> = partner.operations.iter().map(|operation| operation.response.name).collect();
    names.sort_unstable();
    names.dedup();
    let imports: Vec<String> = names.iter().map(|name| format!("    {name},\n")).collect();
    let mut out = format!(
        "{NOTICE}\"\"\"The methods of {title}'s clients. They only name the arguments: everything else is the core's.\"\"\"\n\n\
         from __future__ import annotations\n\nfrom payseal._operations import Asynchronous, Blocking, Intents\n\
         from payseal.models.{name} import (\n{imports})\n\nTYPE_CHECKING = False\nif TYPE_CHECKING:\n    \
         from collections.abc import Mapping, Sequence\n\n    from payseal._payseal import CallOptions, Intent\n    \
         from payseal._types import AmountLike\n",
        title = partner.title,
        name = partner.name,
        imports = imports.concat(),
    );
    for flavour in [Flavour::Blocking, Flavour::Asynchronous, Flavour::Intents] {
        client_class(&mut out, partner, flavour);
    }
    // Only what is used is imported.
    for name in ["Mapping", "Sequence"] {
        if out.matches(name).count() == 1 {
            out = out.replace(&format!("{name}, "), "").replace(&format!(", {name}"), "");
        }
    }
    out
}

fn client_class(out: &mut String, partner: &Partner, flavour: Flavour) {
    let mut groups: Vec<&str> = Vec::new();
    for operation in partner.operations {
        if let Some((group, _)) = operation.name.split_once('.')
            && !groups.contains(&group)
        {
            groups.push(group);
        }
    }
    for group in &groups {
        let of_group = |operation: &&&Operation| operation.name.split_once('.').is_some_and(|(own, _)| own == *group);
        let class = format!("{}{}{}", flavour.prefix(), partner.title, pascal(group));
        class_head(out, &class, flavour);
        for (index, operation) in partner.operations.iter().enumerate().filter(|(_, operation)| of_group(operation)) {
            method(out, index, operation, flavour);
        }
    }
    class_head(out, &format!("{}{}Operations", flavour.prefix(), partner.title), flavour);
    for group in &groups {
        let class = format!("{}{}{}", flavour.prefix(), partner.title, pascal(group));
        let _ = write!(
            out,
            "\n    @property\n    def {group}(self) -> {class}:\n        \"\"\"The operations `{group}`.\"\"\"\n        \
             return {class}(self._run)\n"
        );
    }
    for (index, operation) in partner.operations.iter().enumerate() {
        if !operation.name.contains('.') {
            method(out, index, operation, flavour);
        }
    }
}

fn class_head(out: &mut String, class: &str, flavour: Flavour) {
    let _ = write!(out, "\n\nclass {class}({}):\n    {}\n", flavour.runner(), docstring(flavour.what(), 4));
}

fn method(out: &mut String, index: usize, operation: &Operation, flavour: Flavour) {
    let name = operation.name.split_once('.').map_or(operation.name, |(_, name)| name);
    let keyed = operation.key != DefaultKey::None;
    let answer = operation.response.name;
    let is_intent = matches!(flavour, Flavour::Intents);
    let (required, optional): (Vec<&Field>, Vec<&Field>) =
        operation.request.fields.iter().partition(|field| field.required);
    let mut parameters = String::new();
    for field in &required {
        let _ = writeln!(parameters, "        {}: {},", parameter(field.name), input_type(&field.kind));
    }
    for field in &optional {
        let ty = input_type(&field.kind);
        let ty = if ty == "object" { ty } else { format!("{ty} | None") };
        let _ = writeln!(parameters, "        {}: {ty} = None,", parameter(field.name));
    }
    if keyed {
        parameters.push_str("        idempotency_key: str | None = None,\n");
    }
    if !is_intent {
        parameters.push_str("        options: CallOptions | None = None,\n");
    }
    let head = if parameters.is_empty() {
        "(self)".to_owned()
    } else {
        format!("(\n        self,\n        *,\n{parameters}    )")
    };
    let (define, run, returns) = match flavour {
        Flavour::Blocking => ("def", "self._run", answer.to_owned()),
        Flavour::Asynchronous => ("async def", "await self._run", answer.to_owned()),
        Flavour::Intents => ("def", "self._run", format!("Intent[{answer}]")),
    };
    let values: Vec<String> =
        operation.request.fields.iter().map(|field| format!("            {},\n", parameter(field.name))).collect();
    let values = if values.is_empty() { "()".to_owned() } else { format!("(\n{}        )", values.concat()) };
    let key = if keyed { "idempotency_key" } else { "None" };
    let rest = if is_intent { key.to_owned() } else { format!("{key}, options") };
    let _ = write!(
        out,
        "\n    {define} {name}{head} -> {returns}:\n        {doc}\n        values = {values}\n        \
         return {run}({index}, {answer}, values, {rest})\n",
        doc = method_doc(operation, keyed),
    );
}

/// What `help()` shows: the operation, and each argument with its unit and its rule.
fn method_doc(operation: &Operation, keyed: bool) -> String {
    let mut doc = format!("{} `{} {}`", line(operation.doc), operation.method.as_str(), operation.path);
    if !operation.request.fields.is_empty() || keyed {
        doc.push_str("\n\nArgs:");
        for field in operation.request.fields {
            let place = match field.place {
                Place::Body => "",
                Place::Query => " (in the query)",
                Place::Path => " (in the path)",
                Place::Payload => " (the body itself)",
                Place::ContentType => " (in `Content-Type`)",
            };
            let _ = write!(doc, "\n    {}: {}{place}", parameter(field.name), line(field.doc));
        }
        if keyed {
            doc.push_str("\n    idempotency_key: Instead of the default key. Give the same one to ask again for a stored answer.");
        }
    }
    docstring(&doc, 8)
}

fn input_type(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => "str".to_owned(),
        FieldKind::Amount => "AmountLike".to_owned(),
        FieldKind::Integer => "int".to_owned(),
        FieldKind::Bool => "bool".to_owned(),
        FieldKind::Object | FieldKind::Model(_) => "Mapping[str, object]".to_owned(),
        FieldKind::Any => "object".to_owned(),
        FieldKind::List(inner) => format!("Sequence[{}]", input_type(inner)),
        FieldKind::Bytes => "bytes".to_owned(),
    }
}

// Names and texts.

fn inner_model(kind: &FieldKind) -> Option<&'static Model> {
    match kind {
        FieldKind::List(inner) => inner_model(inner),
        FieldKind::Model(model) => Some(model),
        _ => None,
    }
}

/// A doc comment as one line.
fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
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

fn pascal(snake: &str) -> String {
    let mut out = String::new();
    for part in snake.split('_') {
        let mut letters = part.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}
