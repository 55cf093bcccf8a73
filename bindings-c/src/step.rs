//! What a call wants next: the accessors of its step. Asking again gives the same step.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::error::Code;
use payseal::{Error, HttpRequest, Step};

use crate::call::payseal_call;
use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, invalid, payseal_str};

/// Send the request and report the answer or the fault.
pub const PAYSEAL_STEP_SEND: i32 = 1;
/// Wait and call `payseal_call_on_waited`.
pub const PAYSEAL_STEP_WAIT: i32 = 2;
/// The call is over: `payseal_call_done`.
pub const PAYSEAL_STEP_DONE: i32 = 3;

/// What comes next: `PAYSEAL_STEP_…`. Once it has said `PAYSEAL_STEP_SEND`, the attempt counts as handed out. NULL: 0.
/// Not thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_step_kind(call: Option<&mut payseal_call>) -> i32 {
    guard_or(0, || match call.map(|call| call.0.step()) {
        None => 0,
        Some(Step::Send { .. }) => PAYSEAL_STEP_SEND,
        Some(Step::Wait { .. }) => PAYSEAL_STEP_WAIT,
        Some(Step::Done(_)) => PAYSEAL_STEP_DONE,
    })
}

fn request<T: Copy>(call: Option<&mut payseal_call>, otherwise: T, get: impl FnOnce(&HttpRequest) -> Option<T>) -> T {
    guard_or(otherwise, || match call.map(|call| call.0.step()) {
        Some(Step::Send { request, .. }) => get(request).unwrap_or(otherwise),
        _ => otherwise,
    })
}

/// The HTTP method to send. Static text; `{NULL, 0}` unless the step is `PAYSEAL_STEP_SEND`. Not thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_step_method(call: Option<&mut payseal_call>) -> payseal_str {
    request(call, payseal_str::NONE, |request| Some(payseal_str::maybe(Some(request.method.as_str()))))
}

/// The absolute URL. Follow no redirect. A view; `{NULL, 0}` unless the step is `PAYSEAL_STEP_SEND`. Not thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_step_url(call: Option<&mut payseal_call>) -> payseal_str {
    request(call, payseal_str::NONE, |request| Some(payseal_str::maybe(Some(&request.url))))
}

/// How many headers there are. `Host`, `Content-Length`, `User-Agent` and `Connection` are yours to add. 0 unless the step is
/// `PAYSEAL_STEP_SEND`. Not thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_step_header_count(call: Option<&mut payseal_call>) -> usize {
    request(call, 0, |request| Some(request.headers.len()))
}

/// The header at `index`, from 0, in the order to send. Write the value's bytes unchanged; it may be a secret.
///
/// Nothing may be NULL. `*name` and `*value` are views. Not thread-safe.
/// Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`; `PAYSEAL_CODE_CALL_MISUSE` unless the step is `PAYSEAL_STEP_SEND`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_step_header_at(
    call: Option<&mut payseal_call>,
    index: usize,
    name: Option<&mut MaybeUninit<payseal_str>>,
    value: Option<&mut MaybeUninit<payseal_str>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let (name, value) = (given(name, "name")?, given(value, "value")?);
        let Step::Send { request, .. } = given(call, "call")?.0.step() else {
            return Err(Error::because(Code::CallMisuse, "there is nothing to send"));
        };
        let header = request.headers.iter().nth(index).ok_or_else(|| invalid("index", "is beyond the last header"))?;
        name.write(payseal_str::view(header.0.as_bytes()));
        value.write(payseal_str::view(header.1));
        Ok(())
    })
}

/// The exact body to send. A view; `{NULL, 0}` when the request has no body, or unless the step is `PAYSEAL_STEP_SEND`.
/// Not thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_step_body(call: Option<&mut payseal_call>) -> payseal_str {
    request(call, payseal_str::NONE, |request| request.body.as_deref().map(payseal_str::view))
}

/// How long this attempt may take, in milliseconds; afterwards report `PAYSEAL_FAULT_READ_TIMEOUT`. 0 unless the step is
/// `PAYSEAL_STEP_SEND`. Not thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_step_attempt_timeout_ms(call: Option<&mut payseal_call>) -> u64 {
    guard_or(0, || match call.map(|call| call.0.step()) {
        Some(Step::Send { attempt_timeout_ms, .. }) => attempt_timeout_ms,
        _ => 0,
    })
}

/// How long to wait, in milliseconds. 0 unless the step is `PAYSEAL_STEP_WAIT`. Not thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_step_delay_ms(call: Option<&mut payseal_call>) -> u64 {
    guard_or(0, || match call.map(|call| call.0.step()) {
        Some(Step::Wait { delay_ms }) => delay_ms,
        _ => 0,
    })
}
