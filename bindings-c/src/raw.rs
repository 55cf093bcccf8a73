//! Requests to endpoints that this version does not describe.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::operation::{Auth, Method};
use payseal::{Config, Error, Intent, RawRequest};

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, invalid, payseal_str};

/// A request to an endpoint that has no description. Without an idempotency key it is sent once and never again. One thread sets it;
/// afterwards it may be shared.
pub struct payseal_raw_request {
    method: Method,
    path: String,
    auth: Auth,
    body: Option<Vec<u8>>,
    query: Vec<(String, String)>,
}

impl payseal_raw_request {
    /// What is going to be sent.
    pub(crate) fn intent(&self, config: &Config, idempotency_key: Option<&str>) -> Result<Intent, Error> {
        let query: Vec<(&str, &str)> = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let body = self.body.as_deref();
        let raw =
            RawRequest { method: self.method, path: &self.path, auth: self.auth, body, idempotency_key, query: &query };
        Intent::raw(config, &raw)
    }
}

/// Starts a raw request. `method` is `GET`, `POST`, `PUT`, `PATCH` or `DELETE`; `path` begins with a slash, is percent-encoded, and is
/// joined to the base URL; `auth` is a `PAYSEAL_AUTH_…`.
///
/// Copied. `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_raw_request_new(
    method: payseal_str,
    path: payseal_str,
    auth: i32,
    out: Option<&mut MaybeUninit<*mut payseal_raw_request>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let method = Method::from_name(method.text("method")?).ok_or_else(|| invalid("method", "is not known"))?;
        let auth = Auth::ALL.into_iter().find(|known| *known as i32 == auth);
        let auth = auth.ok_or_else(|| invalid("auth", "is not a PAYSEAL_AUTH_ number"))?;
        let path = path.text("path")?.to_owned();
        hand_out(out, payseal_raw_request { method, path, auth, body: None, query: Vec::new() });
        Ok(())
    })
}

/// Frees a raw request. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_raw_request_free(request: Option<Box<payseal_raw_request>>) {
    guard_or((), || drop(request));
}

/// The exact JSON text to sign and send.
///
/// Copied. `request` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_raw_request_set_body(
    request: Option<&mut payseal_raw_request>,
    json: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        given(request, "request")?.body = Some(json.bytes("json")?.to_vec());
        Ok(())
    })
}

/// Adds a query parameter, not yet encoded.
///
/// Copied. `request` must not be NULL. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_raw_request_add_query(
    request: Option<&mut payseal_raw_request>,
    name: payseal_str,
    value: payseal_str,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let parameter = (name.text("name")?.to_owned(), value.text("value")?.to_owned());
        given(request, "request")?.query.push(parameter);
        Ok(())
    })
}
