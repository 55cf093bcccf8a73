//! `payseal operations [NAME]`: what there is, from the core's tables.

use std::fmt::Write as _;

use clap::Args;
use payseal::operation::{Auth, DefaultKey, Field, FieldKind, Operation, Partner, Place, Replay, Rule};
use payseal::partners;
use serde::Serialize;

use crate::arguments;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Lists the operations, or the fields of one.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The operation whose fields are listed.
    name: Option<String>,
    /// Only this partner's.
    #[arg(long, value_parser = arguments::partner())]
    partner: Option<&'static Partner>,
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let partners: Vec<&'static Partner> = arguments.partner.map_or_else(|| partners::ALL.to_vec(), |one| vec![one]);
    let Some(name) = &arguments.name else {
        let rows: Vec<Row> =
            partners.iter().flat_map(|partner| partner.operations.iter().map(|o| Row::of(partner, o))).collect();
        let text: String = rows.iter().map(Row::line).collect();
        output.result(text, &rows)?;
        return Ok(Exit::Done);
    };
    let mut found = partners.iter().filter_map(|partner| Some((*partner, arguments::operation(partner, name).ok()?)));
    let Some((partner, operation)) = found.next() else {
        let names: Vec<&str> = partners.iter().flat_map(|partner| partner.operations).map(|o| o.name).collect();
        let names = names.join(", ");
        return Err(Failure::usage(format_args!("<NAME>: there is no operation `{name}`; there are {names}")));
    };
    if let Some((second, _)) = found.next() {
        return Err(Failure::usage(format_args!(
            "<NAME>: {} and {} both have `{name}`; add --partner {}",
            partner.title, second.title, partner.name
        )));
    }
    let detail = Detail {
        row: Row::of(partner, operation),
        doc: operation.doc.trim(),
        request: operation.request.fields.iter().map(FieldRow::of).collect(),
        answer: operation.response.fields.iter().map(FieldRow::of).collect(),
    };
    output.result(detail.text(), &detail)?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Row {
    partner: &'static str,
    name: &'static str,
    method: &'static str,
    path: &'static str,
    auth: &'static str,
    replay: &'static str,
    default_key: Option<String>,
}

impl Row {
    fn of(partner: &Partner, operation: &Operation) -> Self {
        Self {
            partner: partner.name,
            name: operation.name,
            method: operation.method.as_str(),
            path: operation.path,
            auth: match operation.auth {
                Auth::Public => "public",
                Auth::ApiKey => "api-key",
                Auth::Signed => "signed",
                Auth::Bearer => "bearer",
            },
            replay: match operation.replay {
                Replay::Keyed => "keyed",
                Replay::Safe => "safe",
                Replay::Never => "never",
            },
            default_key: match operation.key {
                DefaultKey::None => None,
                DefaultKey::Field { prefix, field } => Some(format!("{prefix}-{{{field}}}")),
                DefaultKey::Random { prefix } => Some(format!("{prefix}-{{unix ms}}-{{random}}")),
                DefaultKey::Dated { prefix } => Some(format!("{prefix}-{{yyyymmdd}}-{{random}}")),
                DefaultKey::Change { prefix, field } => {
                    Some(format!("{prefix}-{{what is set first}}-{{{field}}}-{{timestamp}}"))
                }
            },
        }
    }

    fn line(&self) -> String {
        let Self { partner, name, method, path, auth, .. } = self;
        format!("{partner:<8} {name:<30} {method:<6} {path:<42} {auth}\n")
    }
}

#[derive(Serialize)]
struct Detail {
    #[serde(flatten)]
    row: Row,
    doc: &'static str,
    request: Vec<FieldRow>,
    answer: Vec<FieldRow>,
}

impl Detail {
    fn text(&self) -> String {
        let Row { name, method, path, auth, replay, default_key, .. } = &self.row;
        let mut text = format!("{name}: {method} {path}\n{}\n\nauth: {auth}\nretried: {replay}\n", self.doc);
        if let Some(key) = default_key {
            let _ = writeln!(text, "idempotency key: {key}");
        }
        for (title, fields) in [("request", &self.request), ("answer", &self.answer)] {
            let _ = writeln!(text, "\n{title}");
            if fields.is_empty() {
                text.push_str("  nothing\n");
            }
            for FieldRow { name, kind, required, place, rule, secret, doc } in fields {
                let marks = [
                    required.then_some("required"),
                    (*place != "body").then_some(*place),
                    rule.as_deref(),
                    secret.then_some("secret"),
                ];
                let marks: Vec<&str> = marks.into_iter().flatten().collect();
                let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
                let _ = writeln!(text, "  {name}: {kind}{marks}\n      {doc}");
            }
        }
        text
    }
}

#[derive(Serialize)]
struct FieldRow {
    name: &'static str,
    kind: String,
    required: bool,
    place: &'static str,
    rule: Option<String>,
    secret: bool,
    doc: String,
}

impl FieldRow {
    fn of(field: &Field) -> Self {
        Self {
            name: field.name,
            kind: kind(field.kind),
            required: field.required,
            place: match field.place {
                Place::Body => "body",
                Place::Query => "query",
                Place::Path => "path",
                Place::Payload => "--document",
                Place::ContentType => "content type",
            },
            rule: match field.rule {
                Rule::Any => None,
                Rule::NonEmpty | Rule::NonEmptyList => Some("not empty".to_owned()),
                Rule::Positive => Some("above 0".to_owned()),
                Rule::Whole(from, to) => Some(format!("{from} to {to}")),
                Rule::Descriptor => Some("1-22 letters, digits, space, - _ .".to_owned()),
            },
            secret: field.secret,
            doc: field.doc.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

fn kind(kind: FieldKind) -> String {
    match kind {
        FieldKind::Text => "text".to_owned(),
        FieldKind::Amount => "amount".to_owned(),
        FieldKind::Integer => "integer".to_owned(),
        FieldKind::Bool => "bool".to_owned(),
        FieldKind::Object => "object".to_owned(),
        FieldKind::Any => "any".to_owned(),
        FieldKind::Bytes => "bytes".to_owned(),
        FieldKind::List(item) => format!("list of {}", self::kind(*item)),
        FieldKind::Model(model) => model.name.to_owned(),
    }
}
