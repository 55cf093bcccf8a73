//! What an API key says of itself, and the token by which a Tybrite store names its shopper.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::ApiKeyInfo;
use payseal::tybrite::ExternalAuth;

use crate::config;
use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, payseal_bytes, payseal_str};
use crate::key::payseal_key;

/// A secret key, for servers only.
pub const PAYSEAL_API_KEY_SECRET: i32 = 1;
/// A publishable key, which may stand in a browser.
pub const PAYSEAL_API_KEY_PUBLISHABLE: i32 = 2;
/// It moves real money.
pub const PAYSEAL_API_KEY_LIVE: i32 = 1;
/// It is for the sandbox.
pub const PAYSEAL_API_KEY_TEST: i32 = 2;

fn read<'a, T>(partner: payseal_str, key: payseal_str, otherwise: T, get: impl FnOnce(ApiKeyInfo<'a>) -> T) -> T
where
    T: Copy,
{
    guard_or(otherwise, || {
        let info = || (config::partner(partner).ok()?.read_api_key?)(key.text("key").ok()?);
        info().map_or(otherwise, get)
    })
}

/// Whether a key is secret or publishable: `PAYSEAL_API_KEY_SECRET` or `PAYSEAL_API_KEY_PUBLISHABLE`; 0 when it does not say (Clive's do
/// not), which is no reason to refuse it. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_api_key_kind(partner_name: payseal_str, key: payseal_str) -> i32 {
    let kind = |info: ApiKeyInfo<'_>| {
        if info.is_secret() { PAYSEAL_API_KEY_SECRET } else { PAYSEAL_API_KEY_PUBLISHABLE }
    };
    read(partner_name, key, 0, kind)
}

/// Whether a key is for real money or for the sandbox: `PAYSEAL_API_KEY_LIVE` or `PAYSEAL_API_KEY_TEST`; 0 when it does not say.
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_api_key_mode(partner_name: payseal_str, key: payseal_str) -> i32 {
    let mode = |info: ApiKeyInfo<'_>| if info.is_test() { PAYSEAL_API_KEY_TEST } else { PAYSEAL_API_KEY_LIVE };
    read(partner_name, key, 0, mode)
}

/// Whose platform a key is for: `tybrite`, or a white-label platform. A view into `key`; `{NULL, 0}` when it does not say. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_api_key_vendor(partner_name: payseal_str, key: payseal_str) -> payseal_str {
    read(partner_name, key, payseal_str::NONE, |info| payseal_str::maybe(Some(info.vendor())))
}

/// The value of Tybrite's `x-external-auth` header, with which a store that knows its shoppers itself says who is asking: the claim, and its
/// signature by the store's HMAC secret. `exp_unix_s` is at most `PAYSEAL_EXTERNAL_AUTH_MAX_S` after `iat_unix_s`.
///
/// `key` and `out` must not be NULL. You own `*out`, which is no secret but lets its holder act as the shopper until it ends. Thread-safe.
/// Errors: `PAYSEAL_CODE_VALIDATION_ERROR` names `external_id`, `iat` or `exp`; `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_external_auth_token(
    key: Option<&payseal_key>,
    external_id: payseal_str,
    iat_unix_s: i64,
    exp_unix_s: i64,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let external_id = external_id.text("external_id")?.to_owned();
        let claim = ExternalAuth { external_id, iat: iat_unix_s, exp: exp_unix_s };
        out.write(payseal_bytes::own(claim.token(&given(key, "key")?.0)?.into_bytes()));
        Ok(())
    })
}
