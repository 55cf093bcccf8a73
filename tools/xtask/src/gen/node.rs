//! What the npm package gets from the core's tables: for each partner the operation table (`<partner>.mjs`) and the types
//! (`<partner>.d.ts`), and the types of the events that webhooks bring (`events.d.ts`).
//!
//! The header literals are not typed in here: the partner's own `authorize` is run with marker values and read back.
//! Not generated: the types of clients, options and errors, which have no table (`js/index.d.ts`).

mod published;
mod types;

use std::fmt::Write as _;
use std::path::PathBuf;

use payseal::operation::{Attempt, Auth, DefaultKey, Operation, Partner, Place};
use payseal::{Config, headers::Headers, partners};

use super::describe::groups;

pub(super) const NOTICE: &str = "// Written by `cargo xtask gen` from core/src/partners; do not edit.\n";

/// The files and their contents, by path from the root of the repository.
pub fn files() -> Vec<(PathBuf, String)> {
    let mut files = vec![(path("events.d.ts"), types::events())];
    for partner in partners::ALL {
        files.push((path(&format!("{}.mjs", partner.name)), operations_js(partner)));
        files.push((path(&format!("{}.d.ts", partner.name)), types::models(partner)));
    }
    files
}

fn path(name: &str) -> PathBuf {
    PathBuf::from("bindings-node/js/generated").join(name)
}

/// How a method is called: its parameters before the options, and whether they may be left out.
pub(super) struct Parameters {
    /// The body is a document, which comes first.
    pub document: bool,
    /// There are fields.
    pub input: bool,
    /// No field is required.
    pub optional: bool,
}

impl Parameters {
    pub(super) fn of(operation: &Operation) -> Self {
        let mut fields = operation.request.fields.iter().filter(|field| field.place != Place::Payload).peekable();
        Self {
            document: operation.payload_field().is_some(),
            input: fields.peek().is_some(),
            optional: fields.all(|field| !field.required),
        }
    }
}

fn operations_js(partner: &'static Partner) -> String {
    let mut out = String::from(NOTICE);
    out.push('\n');
    for (index, operation) in partner.operations.iter().enumerate() {
        operation_js(&mut out, partner, index, operation);
    }
    let _ = write!(
        out,
        "/** The methods, one for each operation. What they were made with is all they reach: no key, no secret. */\n\
         export class {}Operations {{\n",
        partner.title
    );
    if partner.operations.iter().any(|operation| operation.group().is_some()) {
        grouped_methods(&mut out, partner);
    } else {
        plain_methods(&mut out, partner);
    }
    let names: Vec<String> = partner.operations.iter().map(|operation| camel(operation.name)).collect();
    let _ = write!(out, "}}\n\nexport const operations = {{\n  {},\n}};\n", names.join(",\n  "));
    out
}

fn operation_js(out: &mut String, partner: &'static Partner, index: usize, operation: &Operation) {
    let in_text = operation.request.fields.iter().filter(|field| field.place != Place::Payload);
    let fields: Vec<String> = in_text.map(|field| format!("      {0}: input.{0},\n", field.name)).collect();
    let body = if fields.is_empty() {
        "() => '{}'".to_owned()
    } else {
        format!("(input) =>\n    JSON.stringify({{\n{}    }})", fields.concat())
    };
    let all_in_body = operation.request.fields.iter().all(|field| field.place == Place::Body);
    let sends = match (operation.payload_field().is_some(), operation.has_body(), all_in_body) {
        (true, ..) => "document",
        (_, false, _) => "nothing",
        (_, true, true) => "fields",
        (_, true, false) => "rest",
    };
    let _ = write!(
        out,
        "const {name} = {{\n  index: {index},\n  name: '{snake}',\n  method: '{method}',\n  sends: '{sends}',\n  keyed: {keyed},\n",
        name = camel(operation.name),
        snake = operation.name,
        method = operation.method.as_str(),
        keyed = operation.key != DefaultKey::None,
    );
    if operation.answer.may_be_empty {
        out.push_str("  mayBeEmpty: true,\n");
    }
    for (what, member) in [("envelope", operation.answer.envelope), ("items", operation.answer.items)] {
        if let Some(member) = member {
            let _ = writeln!(out, "  {what}: '{member}',");
        }
    }
    let _ = write!(out, "  body: {body},\n  headers: {},\n}};\n\n", headers_js(partner, operation));
}

/// One method for each operation, as the published SDK of Clive has them.
fn plain_methods(out: &mut String, partner: &'static Partner) {
    out.push_str("  #run;\n\n  constructor(run) {\n    this.#run = run;\n  }\n");
    for operation in partner.operations {
        let name = camel(operation.name);
        let (parameters, arguments) = parameters_js(operation);
        let _ = write!(out, "\n  async {name}({parameters}) {{\n    return this.#run({name}, {arguments});\n  }}\n");
    }
}

/// One object of methods for each group. Lists have a second method that goes over all their pages.
fn grouped_methods(out: &mut String, partner: &'static Partner) {
    out.push_str("  constructor(run, pages) {\n");
    for (group, operations) in groups(partner) {
        let _ = writeln!(out, "    this.{} = Object.freeze({{", camel(group.unwrap_or_default()));
        for operation in operations {
            let (parameters, arguments) = parameters_js(operation);
            let (method, name) = (camel(operation.short_name()), camel(operation.name));
            let _ = writeln!(out, "      {method}: async ({parameters}) => run({name}, {arguments}),");
            if operation.answer.items.is_some() {
                let _ = writeln!(out, "      iter: ({parameters}) => pages({name}, {arguments}),");
            }
        }
        out.push_str("    });\n");
    }
    out.push_str("  }\n");
}

/// What a method takes, and what it hands on after its operation.
fn parameters_js(operation: &Operation) -> (String, String) {
    let Parameters { document, input, optional } = Parameters::of(operation);
    let (parameter, argument) = match (input, optional) {
        (false, _) => ("", "undefined"),
        (true, true) => ("input = {}, ", "input"),
        (true, false) => ("input, ", "input"),
    };
    if document {
        (format!("document, {parameter}options"), format!("{argument}, options, document"))
    } else {
        (format!("{parameter}options"), format!("{argument}, options"))
    }
}

/// The object literal of one operation's headers, as `(proof, key, apiKey) => ({…})`; `undefined` where one of them follows
/// from the input, so that the core has to be asked.
fn headers_js(partner: &'static Partner, operation: &Operation) -> String {
    const API_KEY: &str = "<api key>";
    const KEY: &str = "<idempotency key>";
    if operation.request.fields.iter().any(|field| field.place == Place::ContentType) {
        return "undefined".to_owned();
    }
    let config = Config::builder(partner).base_url("https://localhost").api_key(API_KEY).hmac_secret("s").build();
    let config = config.expect("constant options");
    let mut headers = Headers::with_capacity(256);
    (partner.authorize)(
        &Attempt {
            auth: operation.auth,
            credentials: config.credentials(),
            body: operation.has_body().then_some(&b"{}"[..]),
            content_type: "application/json",
            key: (operation.key != DefaultKey::None).then_some(KEY),
            unix_s: 0,
        },
        &mut headers,
    );
    let lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value);
            let value = match (fresh_js(partner, operation, name, &headers), &*value) {
                (Some(proof), _) => proof,
                (None, API_KEY) => "apiKey".to_owned(),
                (None, KEY) => "key".to_owned(),
                (None, text) if text.contains(API_KEY) => format!("`{}`", text.replace(API_KEY, "${apiKey}")),
                (None, constant) => format!("'{constant}'"),
            };
            let quoted = if name.contains('-') { format!("'{name}'") } else { name.to_owned() };
            format!("    {quoted}: {value},\n")
        })
        .collect();
    if lines.is_empty() {
        "() => ({})".to_owned()
    } else {
        format!("(proof, key, apiKey) => ({{\n{}  }})", lines.concat())
    }
}

/// Where a header that is made anew for each attempt stands in the proof: the signature first, then what follows it.
fn fresh_js(partner: &'static Partner, operation: &Operation, name: &str, headers: &Headers) -> Option<String> {
    let at =
        partner.fresh_headers.iter().position(|fresh| *fresh == name).filter(|_| operation.auth == Auth::Signed)?;
    let length = headers.get(partner.fresh_headers[0]).map_or(0, <[u8]>::len);
    Some(match (at, partner.fresh_headers.len()) {
        (0, 1) => "proof".to_owned(),
        (0, 2) => format!("proof.slice(0, {length})"),
        (1, 2) => format!("proof.slice({length})"),
        _ => panic!("{}: more fresh headers than a proof can be taken apart into", partner.name),
    })
}

pub(super) fn camel(snake: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for c in snake.chars() {
        if c == '_' || c == '.' {
            upper = true;
        } else if upper {
            out.push(c.to_ascii_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    out
}
