//! The hot path: the JavaScript functions made straight from N-API, and the only unsafe code of this crate.
//!
//! Why not `#[napi]`: its class method costs more than the signature it carries (0.65 µs against 0.26 µs for a 150-byte
//! body). A closure keeps its Rust state in the function's data pointer, reads a string onto the stack and returns one
//! string. Not for anything rare: that is `lib.rs`, with the macros.
//!
//! What makes this sound, for every `unsafe` below:
//! 1. N-API calls a callback on the thread that made it, with a live `env` and `info`; values are used only until it returns.
//! 2. A function's data pointer is a `Box<T>` given to a finalizer of that function, so it lives as long as the function.
//! 3. `T` is only reached by shared reference; a callback never calls back into JavaScript, so it is never entered twice.
//! 4. No panic leaves a callback: [`guarded`] turns it into a JavaScript error.

#![allow(unsafe_code)]

use std::ffi::{CStr, c_char, c_void};
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{null, null_mut};
use std::rc::Rc;
use std::slice;

use napi::bindgen_prelude::{Env, Unknown};
use napi::sys::{self, napi_callback_info, napi_env, napi_value};
use napi::{Error, Result, Status};
use payseal::sign::{HexSignature, SigningKey};
use payseal::webhook::WebhookVerifier;
use payseal::{CallOptions, Now};

use crate::client::{Client, Extras};
use crate::webhook;
use crate::wire::Packed;

type Callback = unsafe extern "C" fn(napi_env, napi_callback_info) -> napi_value;

/// Why a callback gives no value.
enum Refusal {
    /// The caller's mistake: a `TypeError`.
    Type(&'static str),
    /// Ours: an `Error`.
    Internal(String),
}

/// Bodies up to this many UTF-8 bytes are read onto the stack.
const STACK: usize = 4096;

/// Makes a JavaScript function whose state is `state`; freed when the function is collected or its environment ends.
fn function<'e, T>(env: &'e Env, name: &'static CStr, callback: Callback, state: T) -> Result<Unknown<'e>> {
    unsafe extern "C" fn finalize<T>(_: napi_env, state: *mut c_void, _: *mut c_void) {
        // SAFETY: rule 2; N-API calls this once, after the last call of the function.
        drop(unsafe { Box::from_raw(state.cast::<T>()) });
    }
    let raw = env.raw();
    let state = Box::into_raw(Box::new(state)).cast::<c_void>();
    let mut value = null_mut();
    // SAFETY: rules 1 and 2. `callback` is one of this file's, and expects a `T`.
    unsafe {
        let mut status = sys::napi_create_function(raw, name.as_ptr(), -1, Some(callback), state, &mut value);
        if status == sys::Status::napi_ok {
            status = sys::napi_add_finalizer(raw, value, state, Some(finalize::<T>), null_mut(), null_mut());
        }
        if status != sys::Status::napi_ok {
            drop(Box::from_raw(state.cast::<T>()));
            return Err(Error::from_status(Status::from(status)));
        }
        Ok(Unknown::from_raw_unchecked(raw, value))
    }
}

/// Runs a callback's body with its arguments and state; a refusal or a panic becomes a JavaScript exception.
fn guarded<T, const N: usize>(
    env: napi_env,
    info: napi_callback_info,
    body: impl FnOnce(&[napi_value; N], usize, &T) -> std::result::Result<napi_value, Refusal>,
) -> napi_value {
    let mut given = N;
    let mut arguments = [null_mut(); N];
    let mut state = null_mut();
    // SAFETY: rule 1. Absent arguments are filled with `undefined`.
    unsafe {
        sys::napi_get_cb_info(env, info, &mut given, arguments.as_mut_ptr(), null_mut(), &mut state);
    }
    // SAFETY: rules 2 and 3: `T` is what `function` boxed for this callback.
    let run = || body(&arguments, given.min(N), unsafe { &*state.cast::<T>() });
    let refusal = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => return value,
        Ok(Err(refusal)) => refusal,
        Err(panic) => {
            let said = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
            let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Refusal::Internal(format!("payseal failed inside (please report it): {said}"))
        }
    };
    let text = |message: &str| message.replace('\0', "?") + "\0";
    // SAFETY: rule 1; both texts end with NUL.
    unsafe {
        match refusal {
            Refusal::Type(message) => sys::napi_throw_type_error(env, null(), text(message).as_ptr().cast::<c_char>()),
            Refusal::Internal(message) => sys::napi_throw_error(env, null(), text(&message).as_ptr().cast::<c_char>()),
        };
    }
    null_mut()
}

/// Gives `take` the UTF-8 bytes of a string, or the bytes of a `Uint8Array`; `None` for anything else.
fn bytes<R>(env: napi_env, value: napi_value, take: impl FnOnce(&[u8]) -> R) -> Option<R> {
    let mut length = 0;
    // SAFETY: rule 1. This call only asks for the length, in UTF-16 units; it is O(1), unlike the UTF-8 length.
    let status = unsafe { sys::napi_get_value_string_latin1(env, value, null_mut(), 0, &mut length) };
    if status != sys::Status::napi_ok {
        return uint8_array(env, value, take);
    }
    // One unit takes at most three bytes of UTF-8; one more for the NUL that N-API writes.
    let needed = length * 3 + 1;
    if needed <= STACK {
        let mut buffer = MaybeUninit::<[u8; STACK]>::uninit();
        // SAFETY: the buffer has `STACK` bytes, and the first `length` are written.
        let text = unsafe {
            sys::napi_get_value_string_utf8(env, value, buffer.as_mut_ptr().cast(), STACK, &mut length);
            slice::from_raw_parts(buffer.as_ptr().cast::<u8>(), length)
        };
        return Some(take(text));
    }
    let mut buffer = Vec::<u8>::with_capacity(needed);
    // SAFETY: the vector has room for `needed` bytes, and the first `length` are written.
    unsafe {
        sys::napi_get_value_string_utf8(env, value, buffer.as_mut_ptr().cast(), needed, &mut length);
        buffer.set_len(length);
    }
    Some(take(&buffer))
}

fn uint8_array<R>(env: napi_env, value: napi_value, take: impl FnOnce(&[u8]) -> R) -> Option<R> {
    let (mut kind, mut length, mut data) = (0, 0, null_mut());
    // SAFETY: rule 1. JavaScript cannot run, and so not change the bytes, before `take` returns.
    unsafe {
        let status =
            sys::napi_get_typedarray_info(env, value, &mut kind, &mut length, &mut data, null_mut(), null_mut());
        if status != sys::Status::napi_ok || kind != sys::TypedarrayType::uint8_array {
            return None;
        }
        Some(take(if length == 0 || data.is_null() { &[] } else { slice::from_raw_parts(data.cast(), length) }))
    }
}

fn number(env: napi_env, value: napi_value) -> Option<f64> {
    let mut number = 0.0;
    // SAFETY: rule 1.
    let status = unsafe { sys::napi_get_value_double(env, value, &mut number) };
    (status == sys::Status::napi_ok).then_some(number)
}

fn unsigned(env: napi_env, value: napi_value) -> Option<u32> {
    let mut number = 0;
    // SAFETY: rule 1.
    let status = unsafe { sys::napi_get_value_uint32(env, value, &mut number) };
    (status == sys::Status::napi_ok).then_some(number)
}

fn latin1(env: napi_env, text: &[u8]) -> napi_value {
    let mut value = null_mut();
    // SAFETY: rule 1. N-API copies `text`.
    unsafe { sys::napi_create_string_latin1(env, text.as_ptr().cast(), text.len() as isize, &mut value) };
    value
}

fn packed(env: napi_env, packed: &Packed) -> napi_value {
    match packed {
        Packed::Latin1(text) => latin1(env, text),
        Packed::Text(text) => {
            let mut value = null_mut();
            // SAFETY: rule 1. N-API copies `text`.
            unsafe { sys::napi_create_string_utf8(env, text.as_ptr().cast(), text.len() as isize, &mut value) };
            value
        }
    }
}

fn double(env: napi_env, number: f64) -> napi_value {
    let mut value = null_mut();
    // SAFETY: rule 1.
    unsafe { sys::napi_create_double(env, number, &mut value) };
    value
}

/// `performance.now()` and `Date.now()`, as the core counts.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clocks; `as` saturates")]
fn now(env: napi_env, mono: napi_value, unix_ms: napi_value) -> Now {
    let unix_ms = number(env, unix_ms).unwrap_or(0.0);
    Now { mono_ms: number(env, mono).unwrap_or(0.0) as u64, unix_s: (unix_ms / 1000.0).floor() as i64 }
}

fn internal(error: payseal::Error) -> Refusal {
    Refusal::Internal(error.to_string())
}

const NOT_BYTES: Refusal = Refusal::Type("the body must be a string or a Uint8Array");

const NOT_SECONDS: Refusal = Refusal::Type("the timestamp must be a whole number of Unix seconds");

/// Whole seconds that JavaScript's numbers can carry.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
fn seconds(env: napi_env, value: napi_value) -> std::result::Result<u64, Refusal> {
    const MOST: f64 = 9_007_199_254_740_991.0;
    let number = number(env, value).filter(|number| (0.0..=MOST).contains(number) && number.fract() == 0.0);
    number.map(|number| number as u64).ok_or(NOT_SECONDS)
}

const NO_SECRET: Refusal = Refusal::Type("the secret must be a string or a Uint8Array");
const EMPTY_SECRET: Refusal = Refusal::Type("the secret is empty");

// ---- the functions -----------------------------------------------------------------------------------------------

/// `sign(body)`: the hex signature of a string or `Uint8Array` under the key that the function was made with.
pub(crate) fn sign<'e>(env: &'e Env, key: SigningKey) -> Result<Unknown<'e>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(env, info, |[body], _, key: &SigningKey| {
            let signature = bytes(env, *body, |body| key.sign_hex(body)).ok_or(NOT_BYTES)?;
            Ok(latin1(env, signature.as_bytes()))
        })
    }
    function(env, c"sign", callback, key)
}

/// `signPayload(body, secret)`: the same for a secret that is given each time.
pub(crate) fn sign_payload(env: &Env) -> Result<Unknown<'_>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(env, info, |[body, secret], _, (): &()| {
            let key =
                bytes(env, *secret, |secret| SigningKey::new(secret)).ok_or(NO_SECRET)?.map_err(|_| EMPTY_SECRET)?;
            let signature: HexSignature = bytes(env, *body, |body| key.sign_hex(body)).ok_or(NOT_BYTES)?;
            Ok(latin1(env, signature.as_bytes()))
        })
    }
    function(env, c"signPayload", callback, ())
}

/// `sign(body, timestamp)`: base64 over `timestamp.body`, under the key that the function was made with.
pub(crate) fn sign_timestamped<'e>(env: &'e Env, key: SigningKey) -> Result<Unknown<'e>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(env, info, |[body, timestamp], _, key: &SigningKey| {
            let timestamp = seconds(env, *timestamp)?;
            let sign = |body: &[u8]| key.sign_base64_timestamped(timestamp, body);
            Ok(latin1(env, bytes(env, *body, sign).ok_or(NOT_BYTES)?.as_bytes()))
        })
    }
    function(env, c"sign", callback, key)
}

/// `signPayload(body, timestamp, secret)`: the same for a secret that is given each time.
pub(crate) fn sign_payload_timestamped(env: &Env) -> Result<Unknown<'_>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(env, info, |[body, timestamp, secret], _, (): &()| {
            let key =
                bytes(env, *secret, |secret| SigningKey::new(secret)).ok_or(NO_SECRET)?.map_err(|_| EMPTY_SECRET)?;
            let timestamp = seconds(env, *timestamp)?;
            let sign = |body: &[u8]| key.sign_base64_timestamped(timestamp, body);
            Ok(latin1(env, bytes(env, *body, sign).ok_or(NOT_BYTES)?.as_bytes()))
        })
    }
    function(env, c"signPayload", callback, ())
}

/// `verify(body, signature header's value, unixMs, readEvent)` for a delivery with one signature header; packed.
pub(crate) fn verify(env: &Env, verifier: Rc<WebhookVerifier>) -> Result<Unknown<'_>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(env, info, |[body, value, unix_ms, read_event], _, verifier: &Rc<WebhookVerifier>| {
            let now = now(env, *unix_ms, *unix_ms).unix_s;
            let reads_event = number(env, *read_event) == Some(1.0);
            let judged = bytes(env, *body, |body| {
                bytes(env, *value, |value| {
                    let headers = [(verifier.partner().header(), value)];
                    webhook::judge(verifier, body, &headers, now, reads_event)
                })
            });
            let judged = judged.ok_or(NOT_BYTES)?.ok_or(Refusal::Type("the header must be a string"))?;
            Ok(packed(env, &judged))
        })
    }
    function(env, c"verify", callback, verifier)
}

/// `start(operation, body, key | undefined, mono, unixMs, maxRetries?, attemptTimeoutMs?, totalTimeoutMs?, document?,
/// identityHeader?, identityValue?)`: the packed first attempt, or the packed error.
pub(crate) fn start(env: &Env, client: Rc<Client>) -> Result<Unknown<'_>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(
            env,
            info,
            |[operation, body, key, mono, unix_ms, retries, attempt, total, document, header, value],
             given,
             client: &Rc<Client>| {
                let operation = unsigned(env, *operation).ok_or(Refusal::Type("the operation must be a number"))?;
                let body = bytes(env, *body, <[u8]>::to_vec).ok_or(NOT_BYTES)?;
                let key = bytes(env, *key, |key| String::from_utf8_lossy(key).into_owned());
                let mut options = CallOptions::default();
                if given > 5 {
                    let ms = |value| number(env, value).map(|ms| ms as u64);
                    options.max_retries = unsigned(env, *retries);
                    options.attempt_timeout_ms = ms(*attempt);
                    options.total_timeout_ms = ms(*total);
                }
                let mut extras = Extras::default();
                if given > 8 {
                    let text = |value| bytes(env, value, |text| String::from_utf8_lossy(text).into_owned());
                    extras.document = bytes(env, *document, <[u8]>::to_vec);
                    extras.identity = text(*header).zip(text(*value));
                }
                let now = now(env, *mono, *unix_ms);
                Ok(packed(env, &client.start(operation as usize, body, key.as_deref(), extras, options, now)))
            },
        )
    }
    function(env, c"start", callback, client)
}

/// `respond(handle, status, headers, body | null, mono, unixMs)`: the code of [`crate::client::Next`].
pub(crate) fn respond(env: &Env, client: Rc<Client>) -> Result<Unknown<'_>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(env, info, |[handle, status, headers, body, mono, unix_ms], _, client: &Rc<Client>| {
            let handle = unsigned(env, *handle).ok_or(Refusal::Type("the handle must be a number"))?;
            let status = unsigned(env, *status).and_then(|status| u16::try_from(status).ok()).unwrap_or(0);
            let body = bytes(env, *body, <[u8]>::to_vec);
            let now = now(env, *mono, *unix_ms);
            let next = bytes(env, *headers, |headers| {
                let headers = std::str::from_utf8(headers).unwrap_or_default();
                client.respond(handle, status, headers, body, now)
            });
            Ok(double(env, next.ok_or(NOT_BYTES)?.map_err(internal)?.code()))
        })
    }
    function(env, c"respond", callback, client)
}

/// `resume(handle, mono, unixMs)`: the packed next attempt, or the code of [`crate::client::Next`].
pub(crate) fn resume(env: &Env, client: Rc<Client>) -> Result<Unknown<'_>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(env, info, |[handle, mono, unix_ms], _, client: &Rc<Client>| {
            let handle = unsigned(env, *handle).ok_or(Refusal::Type("the handle must be a number"))?;
            match client.resume(handle, now(env, *mono, *unix_ms)).map_err(internal)? {
                Ok(attempt) => Ok(packed(env, &attempt)),
                Err(next) => Ok(double(env, next.code())),
            }
        })
    }
    function(env, c"resume", callback, client)
}

/// A function that panics: the proof, from JavaScript, that the guard holds.
pub(crate) fn panics(env: &Env) -> Result<Unknown<'_>> {
    unsafe extern "C" fn callback(env: napi_env, info: napi_callback_info) -> napi_value {
        guarded(env, info, |[_], _, (): &()| panic!("on purpose"))
    }
    function(env, c"panics", callback, ())
}
