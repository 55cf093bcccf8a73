//! The Rust runner of the conformance scenarios: a line of JSON in, a line of JSON out (docs/conformance.md).
//!
//! It does what a user's program does: typed requests where the input has the types, JSON text where it has not.

mod local;
mod logs;
mod tybrite;
mod typed;

use std::io::{BufRead, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use payseal::driver::{AttemptEvent, Cancel, ClientBuilder, CliveClient, RequestOptions, TybriteClient};

use payseal::operation::{Auth, Method};
use payseal::{Answer, Error, Intent, RateLimit, RawRequest, clive, json};
use serde_json::{Value, json};

/// The partner's client.
enum Client {
    Clive(CliveClient),
    Tybrite(TybriteClient),
}

/// What the attempt hook of the client shares with the call that runs.
#[derive(Default)]
struct Running {
    events: Vec<Value>,
    cancel: Option<(Cancel, Value)>,
}

type Shared = Arc<Mutex<Running>>;

/// The client of the line before, with the settings it was made from.
struct Kept {
    settings: Value,
    client: Client,
}

/// A value, and what the language tells about the answer besides.
type Told = (Value, Value);

fn main() {
    logs::to_stderr();
    let shared = Shared::default();
    let mut kept: Option<Kept> = None;
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of UTF-8");
        let asked: Value = serde_json::from_str(&line).expect("a line of JSON");
        *lock(&shared) = Running::default();
        let result = run(&asked, &mut kept, &shared);
        let mut said = json!({ "id": asked["id"], "events": std::mem::take(&mut lock(&shared).events) });
        match result {
            Ok((value, meta)) => {
                said["ok"] = value;
                said["meta"] = meta;
            }
            Err(error) => {
                eprintln!("{error}\n{error:?}");
                said["error"] = shown(&error);
            }
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "{said}").and_then(|()| out.flush()).expect("standard output");
    }
}

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, Running> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run(asked: &Value, kept: &mut Option<Kept>, shared: &Shared) -> Result<Told, Error> {
    if !asked["local"].is_null() {
        return Ok((local::run(&asked["local"])?, Value::Null));
    }
    let settings = json!([asked["partner"], asked["client"]]);
    if kept.as_ref().is_none_or(|kept| kept.settings != settings) {
        *kept = None;
        let client = match asked["partner"].as_str() {
            Some("clive") => Client::Clive(client(CliveClient::builder(), &asked["client"], shared)?),
            Some("tybrite") => Client::Tybrite(client(TybriteClient::builder(), &asked["client"], shared)?),
            other => panic!("no such partner: {other:?}"),
        };
        *kept = Some(Kept { settings, client });
    }
    let Some(Kept { client, .. }) = kept else { unreachable!("made above") };
    let (options, timer) = options(asked, shared);
    let result = match client {
        Client::Clive(client) => {
            eprintln!("{client:?}");
            call(client, asked, &options)
        }
        Client::Tybrite(client) => {
            eprintln!("{client:?}");
            tybrite::call(client, asked, &options)
        }
    };
    if let Some(timer) = timer {
        timer.join().expect("the timer");
    }
    result
}

fn client<C>(mut builder: ClientBuilder<C>, settings: &Value, shared: &Shared) -> Result<C, Error> {
    for (name, value) in settings.as_object().expect("settings") {
        let text = || value.as_str().expect("a text").to_owned();
        let number = || value.as_u64().expect("a number");
        builder = match name.as_str() {
            "base_url" => builder.base_url(text()),
            "api_key" => builder.api_key(text()),
            "hmac_secret" => builder.hmac_secret(text()),
            "bearer_token" => builder.bearer_token(text()),
            "connect_timeout_ms" => builder.connect_timeout_ms(number()),
            "attempt_timeout_ms" => builder.attempt_timeout_ms(number()),
            "total_timeout_ms" => builder.total_timeout_ms(number()),
            "max_retries" => builder.max_retries(u32::try_from(number()).expect("a count")),
            "local_validation" => builder.local_validation(value.as_bool().expect("true or false")),
            "allow_insecure_http" => builder.allow_insecure_http(value.as_bool().expect("true or false")),
            "extra_ca_pem" => builder.extra_ca_pem(text()),
            other => panic!("no such setting: {other}"),
        };
    }
    let shared = Arc::clone(shared);
    builder.on_attempt(move |event| told(&mut lock(&shared), event)).build()
}

/// Keeps the event, and cancels where the scenario says so.
fn told(running: &mut Running, event: &AttemptEvent<'_>) {
    let (phase, attempt, waits) = match *event {
        AttemptEvent::Started { operation, attempt, idempotency_key } => {
            running.events.push(json!({
                "phase": "started", "attempt": attempt, "operation": operation, "idempotency_key": idempotency_key,
            }));
            ("started", attempt, false)
        }
        AttemptEvent::Ended { operation, idempotency_key, report, retry_in_ms } => {
            running.events.push(json!({
                "phase": "ended", "attempt": report.attempt, "operation": operation, "idempotency_key": idempotency_key,
                "status": report.status, "fault": report.fault.map(|fault| fault.as_str()),
                "outcome": report.outcome.as_str(), "retry_in_ms": retry_in_ms,
            }));
            ("ended", report.attempt, retry_in_ms.is_some())
        }
        _ => return,
    };
    if let Some((cancel, when)) = &running.cancel
        && when["attempt"] == attempt
        && (when["when"] == phase || (when["when"] == "waiting" && waits))
    {
        cancel.cancel();
    }
}

/// The options of the call, and the thread that cancels it in time.
fn options(asked: &Value, shared: &Shared) -> (RequestOptions, Option<std::thread::JoinHandle<()>>) {
    let mut options = RequestOptions::new();
    for (name, value) in asked["options"].as_object().expect("options") {
        let ms = || Duration::from_millis(value.as_u64().expect("a number"));
        options = match name.as_str() {
            "idempotency_key" => options.idempotency_key(value.as_str().expect("a text")),
            "attempt_timeout_ms" => options.attempt_timeout(ms()),
            "total_timeout_ms" => options.total_timeout(ms()),
            "max_retries" => options.max_retries(u32::try_from(value.as_u64().expect("a number")).expect("a count")),
            "identity" => options.identity(
                value["header"].as_str().expect("a header"),
                value["value"].as_str().expect("a value"),
            ),
            other => panic!("no such option: {other}"),
        };
    }
    let when = &asked["cancel"];
    if when.is_null() {
        return (options, None);
    }
    let cancel = Cancel::new();
    let options = options.cancel(&cancel);
    let mut timer = None;
    match when["when"].as_str().expect("when") {
        "before" => cancel.cancel(),
        "after" => {
            let (cancel, ms) = (cancel.clone(), when["ms"].as_u64().expect("ms"));
            timer = Some(std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(ms));
                cancel.cancel();
            }));
        }
        _ => lock(shared).cancel = Some((cancel, when.clone())),
    }
    (options, timer)
}

/// An endpoint without a description.
fn raw<T>(asked: &Value, send: impl FnOnce(&RawRequest<'_>) -> Result<T, Error>) -> Option<Result<T, Error>> {
    let raw = asked["raw"].as_object()?;
    let query: Vec<(&str, &str)> = raw["query"]
        .as_array()
        .expect("a query")
        .iter()
        .map(|pair| (pair[0].as_str().expect("a name"), pair[1].as_str().expect("a value")))
        .collect();
    let request = RawRequest {
        method: Method::from_name(raw["method"].as_str().expect("a method")).expect("a known method"),
        path: raw["path"].as_str().expect("a path"),
        auth: match raw["auth"].as_str().expect("an auth class") {
            "public" => Auth::Public,
            "api_key" => Auth::ApiKey,
            "signed" => Auth::Signed,
            "bearer" => Auth::Bearer,
            other => panic!("no such auth class: {other}"),
        },
        body: raw.get("body").and_then(Value::as_str).map(str::as_bytes),
        idempotency_key: asked["options"]["idempotency_key"].as_str(),
        query: &query,
    };
    Some(send(&request))
}

fn call(client: &CliveClient, asked: &Value, options: &RequestOptions) -> Result<Told, Error> {
    let key = asked["options"]["idempotency_key"].as_str();
    if let Some(sent) = raw(asked, |request| client.raw_request(request, options)) {
        return sent.map(|answer| (value(&answer), meta(&answer)));
    }
    let operation = asked["operation"].as_str().expect("an operation");
    let input = asked["input"].as_str().expect("an input").as_bytes();
    if operation == "initialize_and_attach_intent" {
        let intent_id = asked["stripe_payment_intent_id"].as_str().expect("an intent");
        // A key of the call's is the first step's.
        let attach = RequestOptions::new();
        let initialize = Intent::from_json(client.config(), &clive::INITIALIZE_TRANSACTION, input, key)?;
        let (initialize, attach) = client.send_initialize_and_attach(initialize, intent_id, options, &attach)?;
        return Ok((json!({ "initialize": value(&initialize), "attach": value(&attach) }), meta(&attach)));
    }
    if let Some(result) = typed::send(client, operation, input, options) {
        return result;
    }
    let operation = clive::PARTNER.operation(operation).expect("an operation of Clive's");
    let intent = Intent::from_json(client.config(), operation, input, key)?;
    client.send_intent(intent, options).map(|answer| (value(&answer), meta(&answer)))
}

/// The answer's body as a value.
fn value<T>(answer: &Answer<T>) -> Value {
    let value = json::parse_answer(answer.body()).expect("the core has read it");
    serde_json::from_str(&value.to_string()).expect("JSON")
}

/// What is told about an answer besides its value.
fn meta<T>(answer: &Answer<T>) -> Value {
    json!({
        "status": answer.status(), "replayed": answer.replayed(), "attempts": answer.attempts(),
        "idempotency_key": answer.idempotency_key(), "request_id": answer.request_id(),
        "environment": answer.environment(), "rate_limit": answer.rate_limit().map(limit),
    })
}

fn limit(limit: &RateLimit) -> Value {
    json!({
        "limit": limit.limit, "remaining": limit.remaining, "reset_unix_s": limit.reset_unix_s, "scope": limit.scope,
    })
}

fn shown(error: &Error) -> Value {
    let tree = |value: Option<&json::Value>| {
        value.map(|value| serde_json::from_str::<Value>(&value.to_string()).expect("JSON"))
    };
    json!({
        "kind": error.kind().class_name(), "code": error.code(), "message": error.message(), "status": error.status(),
        "details": tree(error.details()), "outcome": error.outcome().as_str(), "retryable": error.is_retryable(),
        "attempts": error.attempts(), "operation": error.operation(), "idempotency_key": error.idempotency_key(),
        "request_id": error.request_id(), "retry_after_ms": error.retry_after_ms(),
        "fault": error.fault().map(|fault| fault.as_str()), "response_text": error.response_text(),
        "advice": error.advice(), "completed": tree(error.completed()), "hint": error.hint(),
        "environment": error.environment(), "rate_limit": error.rate_limit().map(limit),
    })
}
