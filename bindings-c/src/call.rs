//! One call without I/O: the program moves bytes, reads the clock and sleeps; Payseal signs, judges and says what comes next.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::error::Code;
use payseal::{Call, Done, Error, Fault, Now, Step};

use crate::answer::payseal_answer;
use crate::config::payseal_config;
use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out, headers, invalid, payseal_str, put, utf8};
use crate::intent::payseal_intent;
use crate::options::payseal_call_options;

/// One intent on its way. Used by one thread at a time. Free it with `payseal_call_free`.
///
/// Ask `payseal_step_kind` what comes next, do it, and report it with `payseal_call_on_…`. `mono_ms` is a clock that never goes back, in
/// milliseconds (its zero does not matter); `unix_s` is the wall clock, in seconds.
pub struct payseal_call(pub(crate) Call);

/// How many bytes of entropy a call is given.
pub const PAYSEAL_ENTROPY_SIZE: usize = 32;

/// The bytes that C gives as entropy.
pub(crate) fn entropy(bytes: payseal_str) -> Result<[u8; PAYSEAL_ENTROPY_SIZE], Error> {
    let bytes = bytes.bytes("entropy")?.try_into();
    bytes.map_err(|_| invalid("entropy", "is not PAYSEAL_ENTROPY_SIZE bytes long"))
}

/// Starts a call: the key is fixed, and the first attempt is signed.
///
/// `entropy` is `PAYSEAL_ENTROPY_SIZE` unpredictable bytes of the system's random source, for jitter and keys. `options` may be NULL (its idempotency key and
/// cancel handle are not looked at: the intent has its key, and `payseal_call_cancel` cancels). Everything else must not be NULL. `config`
/// and `intent` stay yours and may be freed. You own `*out`. Thread-safe.
/// Errors: `PAYSEAL_KIND_CONFIG`, e.g. `PAYSEAL_CODE_CREDENTIALS_MISSING`. Nothing was sent.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_new(
    config: Option<&payseal_config>,
    intent: Option<&payseal_intent>,
    options: Option<&payseal_call_options>,
    mono_ms: u64,
    unix_s: i64,
    entropy: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_call>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let config = given(config, "config")?.built()?;
        let mut intent = given(intent, "intent")?.0.clone();
        if let Some((header, value)) = options.and_then(payseal_call_options::identity) {
            intent = intent.with_identity(&config, header, value)?;
        }
        let options = options.map(|options| options.call).unwrap_or_default();
        let call = Call::new(config, intent, options, Now { mono_ms, unix_s }, self::entropy(entropy)?)?;
        hand_out(out, payseal_call(call));
        Ok(())
    })
}

/// Frees a call; an attempt that is on its way is not stopped by it. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_free(call: Option<Box<payseal_call>>) {
    guard_or((), || drop(call));
}

/// An answer came. Header names and values are two arrays of `header_count`; names in any casing. `body_complete` is false when the head
/// arrived, but the body could not be read to its end; `body` is then not looked at.
///
/// All is copied. `call` must not be NULL. Ends the views of the call. Not thread-safe.
/// Errors: `PAYSEAL_CODE_CALL_MISUSE` unless the step is `PAYSEAL_STEP_SEND`, `PAYSEAL_CODE_INVALID_ARGUMENT`; the call is then unchanged.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_on_response(
    call: Option<&mut payseal_call>,
    status: u16,
    header_names: *const payseal_str,
    header_values: *const payseal_str,
    header_count: usize,
    body: payseal_str,
    body_complete: bool,
    mono_ms: u64,
    unix_s: i64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let call = given(call, "call")?;
        let headers = headers(header_names, header_values, header_count)?
            .into_iter()
            .map(|(name, value)| Ok((utf8(name, "header_names")?, value)))
            .collect::<Result<Vec<_>, Error>>()?;
        let body = if body_complete { Some(body.bytes("body")?.to_vec()) } else { None };
        Ok(call.0.on_response(status, &headers, body, Now { mono_ms, unix_s })?)
    })
}

/// No answer came. `fault` is a `PAYSEAL_FAULT_…`; when in doubt, and for any fault on a connection that was used before,
/// `PAYSEAL_FAULT_OTHER`.
///
/// `call` must not be NULL. Ends the views of the call. Not thread-safe.
/// Errors: `PAYSEAL_CODE_CALL_MISUSE` unless the step is `PAYSEAL_STEP_SEND`, `PAYSEAL_CODE_INVALID_ARGUMENT`; the call is then unchanged.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_on_transport_error(
    call: Option<&mut payseal_call>,
    fault: i32,
    mono_ms: u64,
    unix_s: i64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let call = given(call, "call")?;
        let fault = Fault::ALL.into_iter().find(|known| *known as i32 == fault);
        let fault = fault.ok_or_else(|| invalid("fault", "is not a PAYSEAL_FAULT_ number"))?;
        Ok(call.0.on_transport_error(fault, Now { mono_ms, unix_s })?)
    })
}

/// The wait is over. Too early, the call goes on waiting for what is left.
///
/// `call` must not be NULL. Ends the views of the call. Not thread-safe.
/// Errors: `PAYSEAL_CODE_CALL_MISUSE` unless the step is `PAYSEAL_STEP_WAIT`, `PAYSEAL_CODE_INVALID_ARGUMENT`; the call is then unchanged.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_on_waited(
    call: Option<&mut payseal_call>,
    mono_ms: u64,
    unix_s: i64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || Ok(given(call, "call")?.0.on_waited(Now { mono_ms, unix_s })?))
}

/// Ends the call. An attempt that was handed out counts as "may have been sent" (if you know better: `payseal_call_cancel_unsent`). After the
/// end it does nothing.
///
/// `call` must not be NULL. Ends the views of the call. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_cancel(
    call: Option<&mut payseal_call>,
    mono_ms: u64,
    unix_s: i64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        given(call, "call")?.0.cancel(Now { mono_ms, unix_s });
        Ok(())
    })
}

/// Ends the call when the program knows that no byte of the attempt it was handed has left this machine, e.g. it was still waiting for a
/// connection of its pool. The outcome is then that of the attempts before; when there was none: `PAYSEAL_OUTCOME_NOT_SENT`. When in doubt,
/// `payseal_call_cancel`: a wrong "not sent" can charge a buyer twice. After the end it does nothing.
///
/// `call` must not be NULL. Ends the views of the call. Not thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_cancel_unsent(
    call: Option<&mut payseal_call>,
    mono_ms: u64,
    unix_s: i64,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        given(call, "call")?.0.cancel_unsent(Now { mono_ms, unix_s });
        Ok(())
    })
}

fn done(call: &mut Call) -> Option<&Done> {
    match call.step() {
        Step::Done(done) => Some(done),
        Step::Send { .. } | Step::Wait { .. } => None,
    }
}

/// How the call ended: `PAYSEAL_OK` with an answer, or the call's error. May be asked again.
///
/// `call` and `out` must not be NULL. You own `*out`. Not thread-safe.
/// Errors: those of the call; `PAYSEAL_CODE_CALL_MISUSE` while it is not over; `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_done(
    call: Option<&mut payseal_call>,
    out: Option<&mut MaybeUninit<*mut payseal_answer>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let not_over = || Error::because(Code::CallMisuse, "the call is not over");
        let done = done(&mut given(call, "call")?.0).ok_or_else(not_over)?;
        hand_out(out, payseal_answer(done.result.clone()?));
        Ok(())
    })
}

/// The partner's clock minus ours, for the next call's options. True: `*out` is written, in seconds. False: the call is not over, no
/// answer named its time, or an argument is NULL. Not thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_clock_skew_s(
    call: Option<&mut payseal_call>,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    put(out, || done(&mut call?.0)?.clock_skew_s)
}

fn read<T: Copy>(call: Option<&payseal_call>, otherwise: T, get: impl FnOnce(&Call) -> Option<T>) -> T {
    guard_or(otherwise, || call.and_then(|call| get(&call.0)).unwrap_or(otherwise))
}

/// The operation. Static text; `{NULL, 0}` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_operation(call: Option<&payseal_call>) -> payseal_str {
    read(call, payseal_str::NONE, |call| Some(payseal_str::maybe(Some(call.operation()))))
}

/// The key that every attempt carries. A view; `{NULL, 0}` when there is none or for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_idempotency_key(call: Option<&payseal_call>) -> payseal_str {
    read(call, payseal_str::NONE, |call| Some(payseal_str::maybe(call.idempotency_key())))
}

/// The attempt that is signed now, or the last one; from 1. NULL: 0.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_attempt(call: Option<&payseal_call>) -> u32 {
    read(call, 0, |call| Some(call.attempt()))
}

/// How long a connection may take to open, in milliseconds. NULL: 0.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_connect_timeout_ms(call: Option<&payseal_call>) -> u64 {
    read(call, 0, |call| Some(call.connect_timeout_ms()))
}

/// The HTTP status of the last attempt that ended; 0 when no answer came, none has ended, or for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_last_http_status(call: Option<&payseal_call>) -> u16 {
    read(call, 0, |call| call.last_report()?.status)
}

/// The fault of the last attempt that ended, `PAYSEAL_FAULT_…`; 0 when an answer came, none has ended, or for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_last_fault(call: Option<&payseal_call>) -> i32 {
    read(call, 0, |call| Some(call.last_report()?.fault? as i32))
}

/// How long the last attempt that ended took, in milliseconds; 0 when none has, or for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_last_duration_ms(call: Option<&payseal_call>) -> u64 {
    read(call, 0, |call| Some(call.last_report()?.duration_ms))
}

/// What this call knows about the money so far, `PAYSEAL_OUTCOME_…`; 0 when no attempt has ended, or for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_call_last_outcome(call: Option<&payseal_call>) -> i32 {
    read(call, 0, |call| Some(call.last_report()?.outcome as i32))
}
