//! Signing keys: all signature forms of both partners, and their verification.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::ffi::c_char;
use std::mem::MaybeUninit;

use payseal::error::Code;
use payseal::sign::Signature;
use payseal::{Error, SigningKey};

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, payseal_str};

/// An HMAC-SHA256 key with its state computed once. May be shared between threads. Free it with `payseal_key_free`.
pub struct payseal_key(pub(crate) SigningKey);

/// 64 hex digits and a NUL.
pub const PAYSEAL_HEX_SIZE: usize = 65;
/// 44 characters of base64 and a NUL.
pub const PAYSEAL_BASE64_SIZE: usize = 45;
/// 43 characters of URL-safe base64 and a NUL.
pub const PAYSEAL_BASE64URL_SIZE: usize = 44;

/// Makes a key from the bytes of a secret, which may be of any kind and are never decoded. The secret is not kept; wipe your own copy.
///
/// `secret` must not be empty; `out` must not be NULL. You own `*out`. Thread-safe.
/// Errors: `PAYSEAL_CODE_HMAC_SECRET_MISSING`, `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_new(
    secret: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_key>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let key = SigningKey::new(secret.bytes("secret")?).map_err(|_| Error::new(Code::HmacSecretMissing))?;
        hand_out(out, payseal_key(key));
        Ok(())
    })
}

/// Wipes and frees a key. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_free(key: Option<Box<payseal_key>>) {
    guard_or((), || drop(key));
}

/// Writes a signature with a NUL behind it.
fn write<const N: usize, const M: usize>(out: &mut MaybeUninit<[c_char; M]>, signature: &Signature<N>) {
    let mut text = [0; M];
    for (to, from) in text.iter_mut().zip(signature.as_bytes()) {
        // ASCII, so the same in a signed and in an unsigned char.
        *to = from.cast_signed() as c_char;
    }
    out.write(text);
}

/// Lowercase hex of HMAC-SHA256 of `body`: Clive's request signature, and the signature of Clive's webhooks.
///
/// `key` and `out` must not be NULL; `body` may be empty. `*out` is NUL-terminated. Thread-safe.
/// Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_sign_hex(
    key: Option<&payseal_key>,
    body: payseal_str,
    out: Option<&mut MaybeUninit<[c_char; PAYSEAL_HEX_SIZE]>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let signature = given(key, "key")?.0.sign_hex(body.bytes("body")?);
        write(given(out, "out")?, &signature);
        Ok(())
    })
}

/// Lowercase hex of HMAC-SHA256 of `<timestamp>.<body>`, as in Tybrite's webhooks. `timestamp` is the text as it was received.
///
/// `key` and `out` must not be NULL. `*out` is NUL-terminated. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_sign_hex_timestamped(
    key: Option<&payseal_key>,
    timestamp: payseal_str,
    body: payseal_str,
    out: Option<&mut MaybeUninit<[c_char; PAYSEAL_HEX_SIZE]>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let timestamp = timestamp.bytes("timestamp")?;
        let signature = given(key, "key")?.0.sign_hex_timestamped(timestamp, body.bytes("body")?);
        write(given(out, "out")?, &signature);
        Ok(())
    })
}

/// Base64 of HMAC-SHA256 of `<timestamp>.<body>`: Tybrite's request signature. `timestamp` is in Unix seconds.
///
/// `key` and `out` must not be NULL. `*out` is NUL-terminated. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_sign_base64_timestamped(
    key: Option<&payseal_key>,
    timestamp: u64,
    body: payseal_str,
    out: Option<&mut MaybeUninit<[c_char; PAYSEAL_BASE64_SIZE]>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let signature = given(key, "key")?.0.sign_base64_timestamped(timestamp, body.bytes("body")?);
        write(given(out, "out")?, &signature);
        Ok(())
    })
}

/// URL-safe base64 without padding of HMAC-SHA256 of `message`: the second half of Tybrite's `x-external-auth`.
///
/// `key` and `out` must not be NULL. `*out` is NUL-terminated. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_sign_base64url(
    key: Option<&payseal_key>,
    message: payseal_str,
    out: Option<&mut MaybeUninit<[c_char; PAYSEAL_BASE64URL_SIZE]>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let signature = given(key, "key")?.0.sign_base64url(message.bytes("message")?);
        write(given(out, "out")?, &signature);
        Ok(())
    })
}

/// The answer of a verification: what cannot be read does not fit.
fn verified(key: Option<&payseal_key>, check: impl FnOnce(&SigningKey) -> Result<bool, Error>) -> bool {
    guard_or(false, || key.is_some_and(|key| check(&key.0).unwrap_or(false)))
}

/// Whether `received` is the hex signature of `body` (upper case accepted), compared in constant time. True means: it fits.
///
/// NULL, an empty or a malformed signature is false. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_verify_hex(key: Option<&payseal_key>, body: payseal_str, received: payseal_str) -> bool {
    verified(key, |key| Ok(key.verify_hex(body.bytes("body")?, received.bytes("received")?)))
}

/// Whether `received` is the hex signature of `<timestamp>.<body>`. Says nothing about the age of the timestamp.
///
/// NULL, an empty or a malformed signature is false. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_verify_hex_timestamped(
    key: Option<&payseal_key>,
    timestamp: payseal_str,
    body: payseal_str,
    received: payseal_str,
) -> bool {
    verified(key, |key| {
        let timestamp = timestamp.bytes("timestamp")?;
        Ok(key.verify_hex_timestamped(timestamp, body.bytes("body")?, received.bytes("received")?))
    })
}

/// Whether `received` is the base64 signature of `<timestamp>.<body>`. Says nothing about the age of the timestamp.
///
/// NULL, an empty or a malformed signature is false. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_key_verify_base64_timestamped(
    key: Option<&payseal_key>,
    timestamp: payseal_str,
    body: payseal_str,
    received: payseal_str,
) -> bool {
    verified(key, |key| {
        let timestamp = timestamp.bytes("timestamp")?;
        Ok(key.verify_base64_timestamped(timestamp, body.bytes("body")?, received.bytes("received")?))
    })
}
