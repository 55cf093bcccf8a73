//! Intents: what is going to be sent, fixed before the first send.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::{Body, Intent};

use crate::config::payseal_config;
use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, payseal_bytes, payseal_str};
use crate::raw::payseal_raw_request;

/// The operation, the exact body and the idempotency key that all attempts share. It may be shared between threads.
pub struct payseal_intent(pub(crate) Intent);

/// The intent of an operation (`create_checkout_intent`) from JSON text: one object with the operation's fields in any order. Unknown
/// fields are dropped; the body is written anew in canonical form. An empty `idempotency_key` takes the operation's default.
///
/// `config` and `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names the field;
/// `PAYSEAL_KIND_CONFIG`. Nothing was sent.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_from_json(
    config: Option<&payseal_config>,
    operation: payseal_str,
    json: payseal_str,
    idempotency_key: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_intent>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let config = given(config, "config")?;
        let operation = config.operation(operation)?;
        let key = idempotency_key.optional("idempotency_key")?;
        let intent = Intent::from_json(&*config.built()?, operation, json.bytes("json")?, key)?;
        hand_out(out, payseal_intent(intent));
        Ok(())
    })
}

/// The intent of an operation whose body is a document of yours (`ingest.products`): `json` are the other fields, `document` the exact
/// bytes that are signed and sent. An empty `idempotency_key` takes the operation's default.
///
/// The document is copied once; attempts share it. `config` and `out` must not be NULL. You own `*out`. Thread-safe.
/// Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names the field; `PAYSEAL_KIND_CONFIG`. Nothing was sent.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_with_document(
    config: Option<&payseal_config>,
    operation: payseal_str,
    json: payseal_str,
    document: payseal_str,
    idempotency_key: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_intent>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let config = given(config, "config")?;
        let operation = config.operation(operation)?;
        let key = idempotency_key.optional("idempotency_key")?;
        let document = Body::from(document.bytes("document")?.to_vec());
        let intent = Intent::with_document(&*config.built()?, operation, json.bytes("json")?, document, key)?;
        hand_out(out, payseal_intent(intent));
        Ok(())
    })
}

/// The intent of a raw request. An empty `idempotency_key` means none: the request is then sent once and never again.
///
/// `config`, `request` and `out` must not be NULL. You own `*out`; the request stays yours. Thread-safe.
/// Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names `path`, `body` or `idempotency_key`; `PAYSEAL_KIND_CONFIG`. Nothing was sent.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_raw(
    config: Option<&payseal_config>,
    request: Option<&payseal_raw_request>,
    idempotency_key: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_intent>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let config = given(config, "config")?.built()?;
        let key = idempotency_key.optional("idempotency_key")?;
        hand_out(out, payseal_intent(given(request, "request")?.intent(&config, key)?));
        Ok(())
    })
}

/// Fixes an idempotency key that was going to be drawn when the call is made (Tybrite's defaults), so that it can be written down before the
/// first send. A key that is fixed already stays. `entropy` is `PAYSEAL_ENTROPY_SIZE` unpredictable bytes. With the blocking client:
/// `payseal_client_fix_key`.
///
/// `intent` must not be NULL. Ends its views. Not thread-safe: do it before you share the intent. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_fix_key(
    intent: Option<&mut payseal_intent>,
    unix_s: i64,
    entropy: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let intent = given(intent, "intent")?;
        intent.0 = intent.0.clone().with_key_fixed(unix_s, &crate::call::entropy(entropy)?);
        Ok(())
    })
}

/// Frees an intent. NULL is fine; calls that were made from it go on.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_free(intent: Option<Box<payseal_intent>>) {
    guard_or((), || drop(intent));
}

fn view(intent: Option<&payseal_intent>, get: impl FnOnce(&Intent) -> Option<&[u8]>) -> payseal_str {
    guard_or(payseal_str::NONE, || {
        intent.and_then(|intent| get(&intent.0)).map_or(payseal_str::NONE, payseal_str::view)
    })
}

/// The operation's name; `raw_request` for a raw request. Static text; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_operation(intent: Option<&payseal_intent>) -> payseal_str {
    view(intent, |intent| Some(intent.operation().as_bytes()))
}

/// The HTTP method. Static text; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_method(intent: Option<&payseal_intent>) -> payseal_str {
    view(intent, |intent| Some(intent.method().as_str().as_bytes()))
}

/// Path and query under the base URL, percent-encoded. A view; `{NULL, 0}` for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_path(intent: Option<&payseal_intent>) -> payseal_str {
    view(intent, |intent| Some(intent.path().as_bytes()))
}

/// The exact bytes that are signed and sent. A view; `{NULL, 0}` when there is no body or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_body(intent: Option<&payseal_intent>) -> payseal_str {
    view(intent, Intent::body)
}

/// The idempotency key, when it is fixed already (a random one is drawn when the call is made). A view; `{NULL, 0}` when it is not, or for
/// NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_idempotency_key(intent: Option<&payseal_intent>) -> payseal_str {
    view(intent, |intent| intent.idempotency_key().map(str::as_bytes))
}

/// What to write down before the first send, as a JSON object: the reference, the key, the descriptor. It holds no secret.
///
/// `intent` and `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_intent_record(
    intent: Option<&payseal_intent>,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let record = given(intent, "intent")?.0.record().to_value().to_string();
        out.write(payseal_bytes::own(record.into_bytes()));
        Ok(())
    })
}
