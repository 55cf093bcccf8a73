//! What the npm package gets from the core's tables: the operation table (`operations.mjs`) and the types (`models.d.ts`).
//!
//! The header literals are not typed in here: the partner's own `authorize` is run with marker values and read back.
//! Not generated: the types of client, options and errors, which have no table (`js/index.d.ts`).

use std::fmt::Write as _;
use std::path::PathBuf;

use payseal::operation::{Attempt, Auth, DefaultKey, Field, FieldKind, Model, Operation, Place};
use payseal::{Config, clive, headers::Headers};

const NOTICE: &str = "// Written by `cargo xtask gen` from core/src/partners; do not edit.\n";

/// The files and their contents, by path from the root of the repository.
pub fn files() -> Vec<(PathBuf, String)> {
    vec![
        (PathBuf::from("bindings-node/js/generated/operations.mjs"), operations_js()),
        (PathBuf::from("bindings-node/js/generated/models.d.ts"), models_d_ts()),
    ]
}

fn operations_js() -> String {
    let mut out = String::from(NOTICE);
    out.push('\n');
    for (index, operation) in clive::PARTNER.operations.iter().enumerate() {
        let fields: Vec<String> =
            operation.request.fields.iter().map(|field| format!("      {0}: input.{0},\n", field.name)).collect();
        let body = if fields.is_empty() {
            "() => '{}'".to_owned()
        } else {
            format!("(input) =>\n    JSON.stringify({{\n{}    }})", fields.concat())
        };
        let _ = write!(
            out,
            "const {name} = {{\n  index: {index},\n  name: '{snake}',\n  method: '{method}',\n  hasBody: {has_body},\n  \
             keyed: {keyed},\n  signature: {signature},\n  body: {body},\n  headers: {headers},\n}};\n\n",
            name = camel(operation.name),
            snake = operation.name,
            method = operation.method.as_str(),
            has_body = operation.has_body(),
            keyed = operation.key != DefaultKey::None,
            signature = if operation.auth == Auth::Signed { 64 } else { 0 },
            headers = headers_js(operation),
        );
    }
    out.push_str(
        "/** The methods, one for each operation. `#run` is the only way in: nothing else can be reached from a client. */\n\
         export class CliveOperations {\n  #run;\n\n  constructor(run) {\n    this.#run = run;\n  }\n",
    );
    for operation in clive::PARTNER.operations {
        let name = camel(operation.name);
        let all_optional = operation.request.fields.iter().all(|field| !field.required);
        let (parameter, input) = match (operation.request.fields.is_empty(), all_optional) {
            (true, _) => ("", "undefined"),
            (false, true) => ("input = {}, ", "input"),
            (false, false) => ("input, ", "input"),
        };
        let _ = write!(
            out,
            "\n  async {name}({parameter}options) {{\n    return this.#run({name}, {input}, options);\n  }}\n"
        );
    }
    let names: Vec<String> = clive::PARTNER.operations.iter().map(|operation| camel(operation.name)).collect();
    let _ = write!(out, "}}\n\nexport const operations = {{\n  {},\n}};\n", names.join(",\n  "));
    out
}

/// The object literal of one operation's headers, as `(signature, key, apiKey) => ({…})`.
fn headers_js(operation: &Operation) -> String {
    const API_KEY: &str = "<api key>";
    const KEY: &str = "<idempotency key>";
    let config =
        Config::builder(&clive::PARTNER).base_url("https://localhost").api_key(API_KEY).hmac_secret("s").build();
    let config = config.expect("constant options");
    let mut headers = Headers::with_capacity(256);
    (clive::PARTNER.authorize)(
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
            let value = match &*value {
                API_KEY => "apiKey".to_owned(),
                KEY => "key".to_owned(),
                hex if hex.len() == 64 => "signature".to_owned(),
                constant => format!("'{constant}'"),
            };
            let quoted = if name.contains('-') { format!("'{name}'") } else { name.to_owned() };
            format!("    {quoted}: {value},\n")
        })
        .collect();
    if lines.is_empty() {
        "() => ({})".to_owned()
    } else {
        format!("(signature, key, apiKey) => ({{\n{}  }})", lines.concat())
    }
}

/// Names and types that the published SDK gave first; an answer's fields listed here are typed as it types them.
struct Published {
    model: &'static str,
    name: &'static str,
    fields: &'static [(&'static str, &'static str)],
}

const PAYMENT_TYPE: &str = "\"card\" | \"revolut_pay\" | \"open_banking\"";

const PUBLISHED: &[Published] = &[
    Published { model: "InitializeTransaction", name: "InitializeTransactionRequest", fields: &[] },
    Published { model: "AttachPaymentIntent", name: "AttachPaymentIntentRequest", fields: &[] },
    Published { model: "CreateCheckoutIntent", name: "CheckoutIntentRequest", fields: &[] },
    Published {
        model: "CreateCheckoutIntentV2",
        name: "CheckoutIntentV2Request",
        fields: &[("payment_type", PAYMENT_TYPE)],
    },
    Published {
        model: "InitializedTransaction",
        name: "InitializeTransactionResponse",
        fields: &[("clive_tx_id", "string"), ("status", "string")],
    },
    Published {
        model: "AttachedPaymentIntent",
        name: "AttachPaymentIntentResponse",
        fields: &[("clive_tx_id", "string"), ("status", "string"), ("stripe_payment_intent_id", "string")],
    },
    Published {
        model: "CheckoutIntent",
        name: "CheckoutIntentResponse",
        fields: &[
            ("clive_tx_id", "string"),
            ("status", "string"),
            ("stripe_payment_intent_id", "string"),
            ("client_secret", "string | null"),
            ("stripe_publishable_key", "string"),
        ],
    },
    Published {
        model: "CheckoutIntentV2",
        name: "CheckoutIntentV2Response",
        fields: &[
            ("clive_tx_id", "string"),
            ("status", "string"),
            ("processor", "string"),
            ("payment_type", PAYMENT_TYPE),
            ("processor_fee_rule_id?", "string"),
            ("estimated_processor_fee?", "number"),
            ("stripe_payment_intent_id?", "string"),
            ("client_secret?", "string | null"),
            ("stripe_publishable_key?", "string"),
            ("message?", "string"),
            ("revolut_mode?", "\"prod\" | \"sandbox\""),
        ],
    },
];

fn published(model: &str) -> Option<&'static Published> {
    PUBLISHED.iter().find(|published| published.model == model)
}

fn type_name(model: &Model, request: bool) -> String {
    match published(model.name) {
        Some(published) => published.name.to_owned(),
        None if request => format!("{}Request", model.name),
        None => model.name.to_owned(),
    }
}

fn models_d_ts() -> String {
    let mut out = String::from(NOTICE);
    let mut done: Vec<&str> = Vec::new();
    for operation in clive::PARTNER.operations {
        if !operation.request.fields.is_empty() {
            let keyed = operation.key != DefaultKey::None;
            interface(&mut out, &mut done, operation.request, true, keyed);
        }
        interface(&mut out, &mut done, operation.response, false, false);
    }
    out.push_str(
        "/** One method for each operation. */\nexport declare class CliveOperations {\n  protected constructor();\n",
    );
    for operation in clive::PARTNER.operations {
        let all_optional = operation.request.fields.iter().all(|field| !field.required);
        let input = match (operation.request.fields.is_empty(), all_optional) {
            (true, _) => String::new(),
            (false, true) => format!("input?: {}, ", type_name(operation.request, true)),
            (false, false) => format!("input: {}, ", type_name(operation.request, true)),
        };
        let _ = write!(
            out,
            "  /** {} `{} {}` */\n  {}({input}options?: CallOptions): Promise<{}>;\n",
            operation.doc.trim(),
            operation.method.as_str(),
            operation.path,
            camel(operation.name),
            type_name(operation.response, false),
        );
    }
    out.push_str("}\n");
    out.replacen(NOTICE, &format!("{NOTICE}import type {{ CallOptions }} from '../index.js';\n\n"), 1)
}

fn interface(out: &mut String, done: &mut Vec<&'static str>, model: &'static Model, request: bool, keyed: bool) {
    if done.contains(&model.name) {
        return;
    }
    done.push(model.name);
    for field in model.fields {
        if let Some(inner) = inner_model(&field.kind) {
            interface(out, done, inner, request, false);
        }
    }
    let _ = write!(out, "/** {} */\nexport interface {} {{\n", model.doc.trim(), type_name(model, request));
    for field in model.fields {
        let given = published(model.name)
            .and_then(|published| published.fields.iter().find(|(name, _)| name.trim_end_matches('?') == field.name));
        let (name, ty) = match given {
            Some((name, ty)) => ((*name).to_owned(), (*ty).to_owned()),
            // Nothing an answer lacks is an error, and it may send null for what it does not know.
            None if !request => (format!("{}?", field.name), ts_type(&field.kind, true)),
            None => (format!("{}{}", field.name, if field.required { "" } else { "?" }), ts_type(&field.kind, false)),
        };
        let _ = write!(out, "  /** {}{} */\n  {name}: {ty};\n", field.doc.trim(), place(field));
    }
    if keyed {
        out.push_str("  /** The idempotency key, instead of the default. It travels as a header, never in the body. */\n  idempotency_key?: string;\n");
    }
    out.push_str("}\n\n");
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

fn inner_model(kind: &FieldKind) -> Option<&'static Model> {
    match kind {
        FieldKind::List(inner) => inner_model(inner),
        FieldKind::Model(model) => Some(model),
        _ => None,
    }
}

fn ts_type(kind: &FieldKind, nullable: bool) -> String {
    let name = match kind {
        FieldKind::Text => "string".to_owned(),
        FieldKind::Amount | FieldKind::Integer => "number".to_owned(),
        FieldKind::Bool => return "boolean".to_owned(),
        FieldKind::Object => "Record<string, unknown>".to_owned(),
        FieldKind::Any => return "unknown".to_owned(),
        FieldKind::Bytes => "string | Uint8Array".to_owned(),
        FieldKind::List(inner) => return format!("{}[]", ts_type(inner, false)),
        FieldKind::Model(model) => return type_name(model, false),
    };
    if nullable { format!("{name} | null") } else { name }
}

fn camel(snake: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for c in snake.chars() {
        if c == '_' {
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
