//! The methods of the clients: blocking, asynchronous, and as intents.

use std::fmt::Write as _;

use payseal::operation::{DefaultKey, Field, FieldKind, Operation, Partner, Place};

use super::{NOTICE, attribute, docstring, imports, parameter, used};
use crate::r#gen::describe::{inner_model, line, pascal};

/// The three classes of a partner's methods.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flavour {
    Blocking,
    Asynchronous,
    Intents,
}

impl Flavour {
    const ALL: [Self; 3] = [Self::Blocking, Self::Asynchronous, Self::Intents];

    fn prefix(self) -> &'static str {
        match self {
            Self::Blocking => "",
            Self::Asynchronous => "Async",
            Self::Intents => "Intent",
        }
    }

    /// The class that runs the calls.
    fn client(self) -> &'static str {
        match self {
            Self::Blocking => "BlockingClient",
            Self::Asynchronous => "AsynchronousClient",
            Self::Intents => "Base",
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

pub(super) fn operations(partner: &Partner) -> String {
    let mut body = String::new();
    for flavour in Flavour::ALL {
        classes(&mut body, partner, flavour);
    }
    let mut names: Vec<&str> = partner.operations.iter().map(|operation| operation.response.name).collect();
    names.sort_unstable();
    names.dedup();
    let models: Vec<String> = names.iter().map(|name| format!("    {name},\n")).collect();
    let mut out = format!(
        "{NOTICE}\"\"\"The methods of {title}'s clients. They only name the arguments: everything else is the core's.\"\"\"\n\n\
         from __future__ import annotations\n\n{two}from payseal._async import AsynchronousClient\n\
         from payseal._client import BlockingClient, Group\nfrom payseal.models.{name} import (\n{models})\n\n\
         TYPE_CHECKING = False\nif TYPE_CHECKING:\n    {collections}\n    import aiohttp\n    import httpx\n    \
         from typing_extensions import Self, Unpack\n\n    from payseal._client import Base\n    \
         from payseal._payseal import CallOptions, Intent\n    from payseal._types import {types}\n",
        title = partner.title,
        name = partner.name,
        two = if body.contains("_two_steps.") { "from payseal import _two_steps\n" } else { "" },
        models = models.concat(),
        collections = imports(&body, "collections.abc", &["AsyncIterator", "Iterator", "Mapping", "Sequence"]),
        types = used(&body, &["AmountLike", "ClientOptions"]).join(", "),
    );
    let items = used_items(partner, &names);
    if !items.is_empty() {
        let _ = writeln!(out, "    from payseal.models.{} import {}", partner.name, items.join(", "));
    }
    let params = params_of(partner);
    if !params.is_empty() {
        let _ = writeln!(out, "    from payseal.params.{} import {}", partner.name, params.join(", "));
    }
    out + &body
}

/// The models of lists' items that are no answers themselves.
fn used_items(partner: &Partner, answers: &[&str]) -> Vec<&'static str> {
    let mut items: Vec<&str> = partner.operations.iter().filter_map(|operation| item_of(operation)).collect();
    items.retain(|item| !answers.contains(item));
    items.sort_unstable();
    items.dedup();
    items
}

fn params_of(partner: &Partner) -> Vec<&'static str> {
    let fields = partner.operations.iter().flat_map(|operation| operation.request.fields);
    let mut names: Vec<&str> = fields.filter_map(|field| inner_model(&field.kind)).map(|model| model.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What a list holds.
fn item_of(operation: &Operation) -> Option<&'static str> {
    let items = operation.answer.items?;
    let field = operation.response.fields.iter().find(|field| field.name == items)?;
    inner_model(&field.kind).map(|model| model.name)
}

/// The group classes of one flavour, and the class that the client is.
fn classes(out: &mut String, partner: &Partner, flavour: Flavour) {
    let mut groups: Vec<&str> = Vec::new();
    for group in partner.operations.iter().filter_map(|operation| operation.group()) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let class_of = |group: &str| format!("{}{}{}", flavour.prefix(), partner.title, pascal(group));
    for group in &groups {
        group_head(out, &class_of(group), flavour);
        for (index, operation) in partner.operations.iter().enumerate() {
            if operation.group() == Some(group) {
                methods(out, index, operation, flavour, "self._client");
            }
        }
    }
    let class = format!("{}{}Operations", flavour.prefix(), partner.title);
    let client = match flavour {
        Flavour::Intents => {
            group_head(out, &class, flavour);
            "self._client"
        }
        Flavour::Blocking | Flavour::Asynchronous => {
            client_head(out, &class, partner, flavour);
            "self"
        }
    };
    for group in &groups {
        let class = class_of(group);
        let _ = write!(
            out,
            "\n    @property\n    def {group}(self) -> {class}:\n        \"\"\"The operations `{group}`.\"\"\"\n        \
             return {class}({client})\n"
        );
    }
    for (index, operation) in partner.operations.iter().enumerate() {
        if operation.group().is_none() {
            methods(out, index, operation, flavour, client);
        }
    }
    if flavour != Flavour::Intents && partner.operation("attach_payment_intent").is_some() {
        two_steps(out, partner, flavour);
    }
}

fn group_head(out: &mut String, class: &str, flavour: Flavour) {
    let _ = write!(
        out,
        "\n\nclass {class}(Group):\n    {}\n\n    __slots__ = ()\n    _client: {}\n",
        docstring(flavour.what(), 4),
        flavour.client()
    );
}

/// What stands on the client itself besides the operations: how it is made from the environment, and its intents.
fn client_head(out: &mut String, class: &str, partner: &Partner, flavour: Flavour) {
    let (name, title, prefix) = (partner.name, partner.title, partner.env_prefix);
    let (parameters, arguments) = match flavour {
        Flavour::Asynchronous => (
            "\n        cls,\n        *,\n        http_client: aiohttp.ClientSession | httpx.AsyncClient | None = None,\n        \
             **options: Unpack[ClientOptions],\n    ",
            "http_client, options",
        ),
        Flavour::Blocking | Flavour::Intents => ("cls, **options: Unpack[ClientOptions]", "options"),
    };
    let doc = format!(
        "A client from the environment: `{prefix}_API_BASE_URL`, `{prefix}_API_KEY` and `{prefix}_HMAC_SECRET`.\nWhat is given \
         here goes before; what is then still missing, or empty, is refused by name."
    );
    let _ = write!(
        out,
        "\n\nclass {class}({client}):\n    {what}\n\n    __slots__ = ()\n    _PARTNER = \"{name}\"\n\n    @classmethod\n    \
         def from_env({parameters}) -> Self:\n        {doc}\n        return cls._from_env({arguments})\n\n    @property\n    \
         def intents(self) -> Intent{title}Operations:\n        \
         \"\"\"The operations as intents: checked, with their key fixed, not sent.\"\"\"\n        \
         return Intent{title}Operations(self)\n",
        client = flavour.client(),
        what = docstring(flavour.what(), 4),
        doc = docstring(&doc, 8),
    );
}

/// What a method takes: the fields of a path and a document by place, the rest by name.
struct Parameters {
    positional: String,
    named: String,
}

impl Parameters {
    fn of(operation: &Operation) -> Self {
        let mut parameters = Self { positional: String::new(), named: String::new() };
        let (required, optional): (Vec<&Field>, Vec<&Field>) =
            operation.request.fields.iter().partition(|field| field.required);
        for field in required {
            let line = format!("        {}: {},\n", field_name(operation, field), input_type(&field.kind));
            if matches!(field.place, Place::Path | Place::Payload) {
                parameters.positional += &line;
            } else {
                parameters.named += &line;
            }
        }
        for field in optional {
            let ty = input_type(&field.kind);
            let ty = if ty == "object" { ty } else { format!("{ty} | None") };
            let _ = writeln!(parameters.named, "        {}: {ty} = None,", field_name(operation, field));
        }
        if is_keyed(operation) {
            parameters.named += "        idempotency_key: str | None = None,\n";
        }
        parameters
    }

    /// In brackets, without `self`'s own.
    fn head(&self, more: &str) -> String {
        let named = format!("{}{more}", self.named);
        match (self.positional.is_empty(), named.is_empty()) {
            (true, true) => "(self)".to_owned(),
            (false, true) => format!("(\n        self,\n{}    )", self.positional),
            _ => format!("(\n        self,\n{}        *,\n{named}    )", self.positional),
        }
    }
}

fn is_keyed(operation: &Operation) -> bool {
    operation.key != DefaultKey::None
}

/// The argument of a field. A body may have a field that is called like the header's own argument.
fn field_name(operation: &Operation, field: &Field) -> String {
    if is_keyed(operation) && field.name == "idempotency_key" {
        return "idempotency_key_in_body".to_owned();
    }
    parameter(field.name)
}

/// The fields in their order.
fn values(operation: &Operation) -> String {
    let fields = operation.request.fields;
    let values: Vec<String> =
        fields.iter().map(|field| format!("            {},\n", field_name(operation, field))).collect();
    if values.is_empty() { "()".to_owned() } else { format!("(\n{}        )", values.concat()) }
}

const OPTIONS: &str = "        options: CallOptions | None = None,\n";

fn methods(out: &mut String, index: usize, operation: &Operation, flavour: Flavour, client: &str) {
    let (name, answer) = (operation.short_name(), operation.response.name);
    let parameters = Parameters::of(operation);
    let (define, run, returns, more) = match flavour {
        Flavour::Blocking => ("def", "_run", answer.to_owned(), OPTIONS),
        Flavour::Asynchronous => ("async def", "_run", answer.to_owned(), OPTIONS),
        Flavour::Intents => ("def", "_intent", format!("Intent[{answer}]"), ""),
    };
    let key = if is_keyed(operation) { "idempotency_key" } else { "None" };
    let rest = if flavour == Flavour::Intents { key.to_owned() } else { format!("{key}, options") };
    let wait = if flavour == Flavour::Asynchronous { "await " } else { "" };
    let _ = write!(
        out,
        "\n    {define} {name}{head} -> {returns}:\n        {doc}\n        values = {values}\n        \
         return {wait}{client}.{run}({index}, {answer}, values, {rest})\n",
        head = parameters.head(more),
        doc = method_doc(operation, line(operation.doc)),
        values = values(operation),
    );
    if let Some(item) = item_of(operation)
        && flavour != Flavour::Intents
    {
        pages(out, index, operation, item, flavour, client);
    }
}

/// A list's second method, which goes over all its pages.
fn pages(out: &mut String, index: usize, operation: &Operation, item: &str, flavour: Flavour, client: &str) {
    let iterator = if flavour == Flavour::Asynchronous { "AsyncIterator" } else { "Iterator" };
    let cursor = operation.request.fields.iter().position(|field| field.name == "cursor");
    let items = attribute(operation.answer.items.unwrap_or_default());
    let doc = format!("Every item of `{}`, page after page; an error ends it.", operation.short_name());
    let _ = write!(
        out,
        "\n    def iter{head} -> {iterator}[{item}]:\n        {doc}\n        values = {values}\n        \
         return {client}._pages({index}, {answer}, values, {cursor}, \"{items}\", options)\n",
        head = Parameters::of(operation).head(OPTIONS),
        doc = method_doc(operation, doc),
        values = values(operation),
        answer = operation.response.name,
        cursor = cursor.expect("a list with pages has a cursor"),
    );
}

/// Clive's checkout in two steps: the fields of the first operation, and what the second one adds.
fn two_steps(out: &mut String, partner: &Partner, flavour: Flavour) {
    let (index, first) = partner
        .operations
        .iter()
        .enumerate()
        .find(|(_, operation)| operation.name == "initialize_transaction")
        .expect("the first step");
    let mut parameters = Parameters::of(first);
    parameters.positional = "        stripe_payment_intent_id: str,\n".to_owned();
    let more = "        attach_idempotency_key: str | None = None,\n        options: CallOptions | None = None,\n        \
                attach_options: CallOptions | None = None,\n";
    let (define, run) = match flavour {
        Flavour::Asynchronous => ("async def", "await _two_steps.asynchronous"),
        Flavour::Blocking | Flavour::Intents => ("def", "_two_steps.blocking"),
    };
    let doc = "The two-step checkout: initializes the transaction, then attaches your PaymentIntent to it. When only the second \
               step\nfailed, the error's `completed` is the answer of the first; calling again with the same arguments replays \
               the first step\nand repeats the second.";
    let _ = write!(
        out,
        "\n    {define} initialize_and_attach_intent{head} -> _two_steps.InitializedAndAttached:\n        {doc}\n        \
         values = {values}\n        intent = self._intent({index}, {answer}, values, idempotency_key)\n        \
         return {run}(self, intent, stripe_payment_intent_id, attach_idempotency_key, options, attach_options)\n",
        head = parameters.head(more),
        doc = docstring(doc, 8),
        values = values(first),
        answer = first.response.name,
    );
}

/// What `help()` shows: the operation, and each argument with its unit and its rule.
fn method_doc(operation: &Operation, what: String) -> String {
    let endpoint = format!("`{} {}`", operation.method.as_str(), operation.path);
    let mut doc = if what.contains(&endpoint) { what } else { format!("{what} {endpoint}") };
    if !operation.request.fields.is_empty() || is_keyed(operation) {
        doc.push_str("\n\nArgs:");
        for field in operation.request.fields {
            let place = match field.place {
                Place::Body => "",
                Place::Query => " (in the query)",
                Place::Path => " (in the path)",
                Place::Payload => " (the body itself)",
                Place::ContentType => " (in `Content-Type`)",
            };
            let _ = write!(doc, "\n    {}: {}{place}", field_name(operation, field), line(field.doc));
        }
        if is_keyed(operation) {
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
        FieldKind::Object => "Mapping[str, object]".to_owned(),
        FieldKind::Model(model) => model.name.to_owned(),
        FieldKind::Any => "object".to_owned(),
        FieldKind::List(inner) => format!("Sequence[{}]", input_type(inner)),
        FieldKind::Bytes => "str | bytes".to_owned(),
    }
}
