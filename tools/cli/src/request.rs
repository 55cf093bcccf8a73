//! `payseal request PARTNER OPERATION --data …`: one real call, from the partner's environment variables.

use clap::Args;
use payseal::error::Code;
use payseal::json::{self, Value};
use payseal::operation::{Field, Operation, Partner, Place};
use payseal::{Answer, Body, Config, Error, Intent};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::arguments::{self, CallArguments};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::secrets::Own;
use crate::{client, curl, input};

/// Sends one call with the credentials of the environment (for Clive CLIVE_API_BASE_URL, CLIVE_API_KEY, CLIVE_HMAC_SECRET) and prints
/// status, outcome, attempts, key and body.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The partner.
    #[arg(value_parser = arguments::partner())]
    partner: &'static Partner,
    /// The operation; `payseal operations` lists them.
    operation: String,
    /// The request's fields as one JSON object: @file, - for standard input, or the JSON itself.
    #[arg(long, value_name = "@FILE|-|JSON")]
    data: Option<String>,
    /// The document, for an operation whose body is one; its other fields stand in --data.
    #[arg(long, value_name = "@FILE|-|TEXT")]
    document: Option<String>,
    /// The idempotency key [default: made from the request, as the operation's description says].
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    #[command(flatten)]
    call: CallArguments,
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let Arguments { partner, operation, data, document, idempotency_key, call } = arguments;
    let operation = arguments::operation(partner, operation)?;
    let body = match data {
        Some(data) => input::data(data)?,
        None if operation.request.fields.iter().any(in_data) => return Err(no_data(operation)),
        None => b"{}".to_vec(),
    };
    warn_of_unknown_fields(operation, &body, output);
    let document = match (document, operation.payload_field()) {
        (Some(document), Some(_)) => Some(Body::from(input::data(document)?)),
        (Some(_), None) => {
            let name = operation.name;
            return Err(Failure::usage(format_args!("--document: {name} takes fields only; put them in --data")));
        }
        (None, Some(_)) => {
            let name = operation.name;
            return Err(Failure::usage(format_args!(
                "--document is missing: {name} sends one; write --document @file"
            )));
        }
        (None, None) => None,
    };
    let key = idempotency_key.as_deref();
    let make = |config: &Config| match &document {
        Some(document) => Intent::with_document(config, operation, &body, document.clone(), key),
        None => Intent::from_json(config, operation, &body, key),
    };
    if call.curl {
        let script = curl::script(partner, make)?;
        return curl::print(&script, output);
    }
    let progress = client::progress(partner, call, output);
    let client = client::connect(partner, call, &progress)?;
    let intent = make(client.config()).map_err(with_flag)?;
    let result = client.send(intent, &client::options(call));
    drop(progress);
    show(result, partner, Some(operation), call.show_secrets, output)
}

/// Whether a field must stand in --data.
fn in_data(field: &Field) -> bool {
    field.required && field.place != Place::Payload
}

fn no_data(operation: &Operation) -> Failure {
    let fields: Vec<&str> =
        operation.request.fields.iter().filter(|field| in_data(field)).map(|field| field.name).collect();
    Failure::usage(format_args!(
        "--data is missing: {} needs {}; write --data @file, --data - or --data '{{…}}'",
        operation.name,
        fields.join(", ")
    ))
}

/// The core drops them, as the published SDK does; a person at a shell has more likely misspelt one.
fn warn_of_unknown_fields(operation: &Operation, body: &[u8], output: Output) {
    let Ok(members) = json::members(body) else { return };
    for (name, _) in members {
        if !operation.request.fields.iter().any(|field| field.name == name) {
            output.warn(&format!(
                "--data: {} has no field `{name}`; it is not sent. `payseal operations {}` lists the fields",
                operation.name, operation.name
            ));
        }
    }
}

/// Names the option that a refused input came from.
fn with_flag(error: Error) -> Failure {
    let mut failure = client::refused(error);
    let flag = if failure.message.contains("idempotency_key") { "--idempotency-key" } else { "--data" };
    failure.message = format!("{flag}: {}", failure.message);
    failure
}

/// What a call came to, as `--json` prints it.
#[derive(Serialize)]
struct Report<'a> {
    ok: bool,
    outcome: &'a str,
    status: Option<u16>,
    attempts: u32,
    idempotency_key: Option<&'a str>,
    request_id: Option<&'a str>,
    replayed: bool,
    body: Option<Box<RawValue>>,
    error: Option<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    kind: &'a str,
    code: Option<&'a str>,
    message: &'a str,
    advice: &'a str,
    retryable: bool,
    retry_after_ms: Option<u64>,
    fault: Option<&'a str>,
    details: Option<Box<RawValue>>,
    response_text: Option<&'a str>,
}

/// Prints what a call came to, and says how the command ends.
pub(crate) fn show(
    result: Result<Answer<Value>, Error>,
    partner: &Partner,
    operation: Option<&Operation>,
    show_secrets: bool,
    output: Output,
) -> Result<Exit, Failure> {
    if let Err(error) = &result
        && Exit::of(error) == Exit::Usage
    {
        // Nothing was sent, so there is no result: the caller's input is what is wrong.
        let mut failure = client::refused(error.clone());
        if error.local_code() == Some(Code::CredentialsMissing) {
            failure.message.push_str(&format!(" (--auth bearer reads {}_BEARER_TOKEN)", partner.env_prefix));
        }
        return Err(failure);
    }
    let own = Own::of(partner);
    let raw = |text: String| RawValue::from_string(text).ok();
    let (exit, text, report) = match &result {
        Ok(answer) => {
            let body = own.body(answer.body(), operation, show_secrets);
            let mut text = head(Some(answer.status()), "ok", answer.attempts(), answer.idempotency_key());
            if let Some(id) = answer.request_id() {
                text.push_str(&format!("request id: {id}\n"));
            }
            if answer.replayed() {
                text.push_str("replayed: yes\n");
            }
            text.push_str(&format!("body: {body}\n"));
            let report = Report {
                ok: true,
                outcome: "ok",
                status: Some(answer.status()),
                attempts: answer.attempts(),
                idempotency_key: answer.idempotency_key(),
                request_id: answer.request_id(),
                replayed: answer.replayed(),
                body: raw(body),
                error: None,
            };
            (Exit::Done, text, report)
        }
        Err(error) => {
            let outcome = error.outcome().as_str();
            let mut text = head(error.status(), outcome, error.attempts(), error.idempotency_key());
            if let Some(id) = error.request_id() {
                text.push_str(&format!("request id: {id}\n"));
            }
            text.push_str(&format!(
                "error: {}{}\nadvice: {}\n",
                error.message(),
                error.code().map(|code| format!(" [{code}]")).unwrap_or_default(),
                error.advice()
            ));
            if let Some(ms) = error.retry_after_ms() {
                text.push_str(&format!("retry after: {ms} ms\n"));
            }
            if let Some(details) = error.details() {
                text.push_str(&format!("details: {details}\n"));
            }
            if let Some(page) = error.response_text() {
                text.push_str(&format!("answer: {}\n", page.escape_debug()));
            }
            let report = Report {
                ok: false,
                outcome,
                status: error.status(),
                attempts: error.attempts(),
                idempotency_key: error.idempotency_key(),
                request_id: error.request_id(),
                replayed: false,
                body: None,
                error: Some(Problem {
                    kind: error.kind().class_name(),
                    code: error.code(),
                    message: error.message(),
                    advice: error.advice(),
                    retryable: error.is_retryable(),
                    retry_after_ms: error.retry_after_ms(),
                    fault: error.fault().map(|fault| fault.as_str()),
                    details: error.details().and_then(|details| raw(details.to_string())),
                    response_text: error.response_text(),
                }),
            };
            (Exit::of(error), text, report)
        }
    };
    if let Err(failure) = output.result(text, &report) {
        // The money matters more than the paper it is printed on: the exit code stays the call's.
        output.failure(exit, &failure.message);
    }
    Ok(exit)
}

fn head(status: Option<u16>, outcome: &str, attempts: u32, key: Option<&str>) -> String {
    let status = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
    let key = key.map(|key| format!("idempotency key: {key}\n")).unwrap_or_default();
    format!("status: {status}\noutcome: {outcome}\nattempts: {attempts}\n{key}")
}
