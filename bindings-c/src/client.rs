//! The blocking client: the driver of the core behind C's conventions.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;
use std::time::Duration;

use payseal::driver::{AnyClient, AttemptEvent, ClientBuilder, RequestOptions};
use payseal::{Body, Error, Intent};

use crate::answer::payseal_answer;
use crate::attempt::payseal_attempt;
use crate::config::{self, Settings, apply, payseal_config};
use crate::error::payseal_error;
use crate::ffi::{Hook, given, guard, guard_or, hand_out, invalid, payseal_str};
use crate::intent::payseal_intent;
use crate::options::payseal_call_options;
use crate::raw::payseal_raw_request;

/// A client with its connection pool. Make one and share it between threads. Free it with `payseal_client_free` when no call runs.
///
/// A library that was built without the driver has no `payseal_client_…` function (`payseal_has_driver`).
pub struct payseal_client(AnyClient);

fn tell(hook: Hook, event: &AttemptEvent<'_>) {
    let attempt = match *event {
        AttemptEvent::Started { operation, attempt, idempotency_key } => payseal_attempt {
            operation,
            number: attempt,
            idempotency_key: idempotency_key.map(str::to_owned),
            report: None,
            retry_in_ms: None,
        },
        AttemptEvent::Ended { operation, idempotency_key, report, retry_in_ms } => payseal_attempt {
            operation,
            number: report.attempt,
            idempotency_key: idempotency_key.map(str::to_owned),
            report: Some(report),
            retry_in_ms,
        },
        _ => return,
    };
    hook.tell(&attempt);
}

/// What was set.
fn set(settings: &Settings, builder: ClientBuilder<AnyClient>) -> ClientBuilder<AnyClient> {
    let driver = &settings.driver;
    let mut builder = apply!(settings, builder).language("c");
    if let Some(pem) = &driver.extra_ca_pem {
        builder = builder.extra_ca_pem(pem.clone());
    }
    if let Some(url) = &driver.proxy {
        builder = builder.proxy(url.as_str());
    }
    if driver.no_proxy {
        builder = builder.no_proxy();
    }
    if let Some(connections) = driver.max_idle_connections {
        builder = builder.max_idle_connections(connections);
    }
    if let Some(hook) = driver.hook {
        builder = builder.on_attempt(move |event| tell(hook, event));
    }
    builder
}

fn build(config: &payseal_config) -> Result<AnyClient, Error> {
    set(&config.settings, AnyClient::builder(config.partner)).build()
}

/// Makes a client. Nothing is sent.
///
/// `config` and `out` must not be NULL; the configuration stays yours and may be freed. You own `*out`. Thread-safe.
/// Errors: `PAYSEAL_KIND_CONFIG` with a code that names the option.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_new(
    config: Option<&payseal_config>,
    out: Option<&mut MaybeUninit<*mut payseal_client>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        hand_out(out, payseal_client(build(given(config, "config")?)?));
        Ok(())
    })
}

/// Makes a client of a partner from the environment: `CLIVE_API_BASE_URL`, `CLIVE_API_KEY` and `CLIVE_HMAC_SECRET`, or
/// `TYBRITE_API_BASE_URL`, `TYBRITE_API_KEY` and `TYBRITE_HMAC_SECRET`. Nothing is sent.
///
/// `out` must not be NULL. You own `*out`. Thread-safe as long as nobody changes the environment.
/// Errors: `PAYSEAL_KIND_CONFIG` names the variable that is missing, empty or wrong.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_from_env(
    partner_name: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_client>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let client = AnyClient::builder_from_env(config::partner(partner_name)?)?.language("c").build()?;
        hand_out(out, payseal_client(client));
        Ok(())
    })
}

/// Frees a client; no call of it may be running. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_free(client: Option<Box<payseal_client>>) {
    guard_or((), || drop(client));
}

/// The driver's options, and the key that goes into the intent.
fn driver_options(options: Option<&payseal_call_options>) -> (RequestOptions, Option<&str>) {
    let mut to = RequestOptions::new();
    let Some(options) = options else { return (to, None) };
    if let Some(key) = &options.idempotency_key {
        to = to.idempotency_key(key.as_str());
    }
    if let Some(ms) = options.call.attempt_timeout_ms {
        to = to.attempt_timeout(Duration::from_millis(ms));
    }
    if let Some(ms) = options.call.total_timeout_ms {
        to = to.total_timeout(Duration::from_millis(ms));
    }
    if let Some(retries) = options.call.max_retries {
        to = to.max_retries(retries);
    }
    if let Some((header, value)) = options.identity() {
        to = to.identity(header, value);
    }
    if let Some(cancel) = options.cancel.clone() {
        to = to.should_stop(move || cancel.is_cancelled());
    }
    (to, options.idempotency_key.as_deref())
}

/// Calls an operation (`create_checkout_intent`, `payments.initialize`) with JSON text, blocking until it is over.
///
/// `options` may be NULL; `client` and `out` must not. You own `*out`. Thread-safe.
/// Errors: every kind; `payseal_error_outcome` says what is known about the money.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_call(
    client: Option<&payseal_client>,
    operation: payseal_str,
    json: payseal_str,
    options: Option<&payseal_call_options>,
    out: Option<&mut MaybeUninit<*mut payseal_answer>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (out, client) = (given(out, "out")?, &given(client, "client")?.0);
        let operation = config::operation(client.config().partner(), operation)?;
        let (options, key) = driver_options(options);
        let intent = Intent::from_json(client.config(), operation, json.bytes("json")?, key)?;
        hand_out(out, payseal_answer(client.send_intent(intent, &options)?));
        Ok(())
    })
}

/// Calls an operation whose body is a document of yours (`ingest.products`), blocking until it is over: `json` are the other fields,
/// `document` the exact bytes that are signed and sent.
///
/// `options` may be NULL; `client` and `out` must not. You own `*out`. Thread-safe.
/// Errors: every kind; `payseal_error_outcome` says what is known about the money.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_call_with_document(
    client: Option<&payseal_client>,
    operation: payseal_str,
    json: payseal_str,
    document: payseal_str,
    options: Option<&payseal_call_options>,
    out: Option<&mut MaybeUninit<*mut payseal_answer>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (out, client) = (given(out, "out")?, &given(client, "client")?.0);
        let operation = config::operation(client.config().partner(), operation)?;
        let (options, key) = driver_options(options);
        let document = Body::from(document.bytes("document")?.to_vec());
        let intent = Intent::with_document(client.config(), operation, json.bytes("json")?, document, key)?;
        hand_out(out, payseal_answer(client.send_intent(intent, &options)?));
        Ok(())
    })
}

/// The intent of an operation from JSON text, as `payseal_intent_from_json` makes it, with the client's own configuration and with its
/// idempotency key fixed: for programs that write the key down before `payseal_client_send`. An empty `idempotency_key` takes the
/// operation's default.
///
/// `client` and `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names the field;
/// `PAYSEAL_CODE_ENTROPY_UNAVAILABLE`, `PAYSEAL_CODE_INVALID_ARGUMENT`. Nothing was sent.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_prepare(
    client: Option<&payseal_client>,
    operation: payseal_str,
    json: payseal_str,
    idempotency_key: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_intent>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (out, client) = (given(out, "out")?, &given(client, "client")?.0);
        let operation = config::operation(client.config().partner(), operation)?;
        let key = idempotency_key.optional("idempotency_key")?;
        let intent = Intent::from_json(client.config(), operation, json.bytes("json")?, key)?;
        hand_out(out, payseal_intent(client.with_key_fixed(intent)?));
        Ok(())
    })
}

/// Fixes the idempotency key of an intent with the system's clock and entropy, as `payseal_intent_fix_key` does with yours: for programs that
/// write the key down before `payseal_client_send`.
///
/// `client` and `intent` must not be NULL. Ends the views of the intent. Not thread-safe: do it before you share the intent.
/// Errors: `PAYSEAL_CODE_ENTROPY_UNAVAILABLE`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_fix_key(
    client: Option<&payseal_client>,
    intent: Option<&mut payseal_intent>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (client, intent) = (&given(client, "client")?.0, given(intent, "intent")?);
        intent.0 = client.with_key_fixed(intent.0.clone())?;
        Ok(())
    })
}

/// Sends an intent, blocking until the call is over: for programs that write down `payseal_intent_record` before the first send.
///
/// The idempotency key of `options` is not looked at: the intent has its own. `options` may be NULL; `client`, `intent` and `out` must not.
/// The intent stays yours. You own `*out`. Thread-safe. Errors: every kind; `payseal_error_outcome` says what is known about the money.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_send(
    client: Option<&payseal_client>,
    intent: Option<&payseal_intent>,
    options: Option<&payseal_call_options>,
    out: Option<&mut MaybeUninit<*mut payseal_answer>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (out, client) = (given(out, "out")?, &given(client, "client")?.0);
        let intent = given(intent, "intent")?.0.clone();
        hand_out(out, payseal_answer(client.send_intent(intent, &driver_options(options).0)?));
        Ok(())
    })
}

/// Sends a raw request, blocking until the call is over. Without an idempotency key in `options` it is sent once and never again.
///
/// `options` may be NULL; `client`, `request` and `out` must not. The request stays yours. You own `*out`. Thread-safe.
/// Errors: every kind; `payseal_error_outcome` says what is known about the money.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_raw(
    client: Option<&payseal_client>,
    request: Option<&payseal_raw_request>,
    options: Option<&payseal_call_options>,
    out: Option<&mut MaybeUninit<*mut payseal_answer>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (out, client) = (given(out, "out")?, &given(client, "client")?.0);
        let (options, key) = driver_options(options);
        let intent = given(request, "request")?.intent(client.config(), key)?;
        hand_out(out, payseal_answer(client.send_intent(intent, &options)?));
        Ok(())
    })
}

/// Clive's two-step checkout: initializes the transaction from JSON text, then attaches your PaymentIntent to it.
///
/// Either options may be NULL; everything else must not. On success you own both `*initialize` and `*attach`. When only the second step
/// failed, `payseal_error_completed` is the answer of the first; calling again with the same input replays the first step.
/// Thread-safe. Errors: every kind; `payseal_error_outcome` says what is known about the money.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_client_initialize_and_attach(
    client: Option<&payseal_client>,
    initialize_json: payseal_str,
    stripe_payment_intent_id: payseal_str,
    options: Option<&payseal_call_options>,
    attach_options: Option<&payseal_call_options>,
    initialize: Option<&mut MaybeUninit<*mut payseal_answer>>,
    attach: Option<&mut MaybeUninit<*mut payseal_answer>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (initialize, attach) = (given(initialize, "initialize")?, given(attach, "attach")?);
        let client = &given(client, "client")?.0;
        let json = initialize_json.bytes("initialize_json")?;
        let payment_intent = stripe_payment_intent_id.text("stripe_payment_intent_id")?;
        let (options, key) = driver_options(options);
        let operation = client.config().partner().operation(payseal::clive::INITIALIZE_TRANSACTION.name);
        let operation = operation.ok_or_else(|| invalid("client", "is not one of Clive"))?;
        let intent = Intent::from_json(client.config(), operation, json, key)?;
        let answers =
            client.send_initialize_and_attach(intent, payment_intent, &options, &driver_options(attach_options).0)?;
        hand_out(initialize, payseal_answer(answers.0));
        hand_out(attach, payseal_answer(answers.1));
        Ok(())
    })
}
