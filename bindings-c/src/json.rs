//! Reading JSON without a JSON library: answers, error details, webhooks. Not for writing it; requests are given as text.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;

use payseal::json::{self, Value};

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, invalid, payseal_bytes, payseal_json, payseal_str, put};

/// `null`.
pub const PAYSEAL_JSON_NULL: i32 = 1;
/// `true` or `false`.
pub const PAYSEAL_JSON_BOOL: i32 = 2;
/// A number.
pub const PAYSEAL_JSON_NUMBER: i32 = 3;
/// A string.
pub const PAYSEAL_JSON_STRING: i32 = 4;
/// An array.
pub const PAYSEAL_JSON_ARRAY: i32 = 5;
/// An object.
pub const PAYSEAL_JSON_OBJECT: i32 = 6;

/// Parses JSON text as an answer is parsed (a BOM is skipped, bad UTF-8 is replaced). The text is not kept.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT` says where the text is wrong.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_parse(
    text: payseal_str,
    out: Option<&mut MaybeUninit<*mut payseal_json>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let value = json::parse_answer(text.bytes("text")?).map_err(|why| invalid("text", &why.to_string()))?;
        out.write(payseal_json::own(value));
        Ok(())
    })
}

/// Frees a value that `payseal_json_parse` made; never one that is a view into another handle. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_free(json: *mut payseal_json) {
    guard_or((), || payseal_json::take_back(json));
}

/// The exact bytes that `JSON.stringify(JSON.parse(text))` gives: what Payseal would sign for this text.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT` for text that is not one JSON value, or
/// holds a number that a double cannot carry.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_canonical(
    text: payseal_str,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        let out = given(out, "out")?;
        let bytes = json::canonical(text.bytes("text")?).map_err(|why| invalid("text", &why.to_string()))?;
        out.write(payseal_bytes::own(bytes));
        Ok(())
    })
}

/// What a value is: `PAYSEAL_JSON_…`. NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_kind(json: *const payseal_json) -> i32 {
    guard_or(0, || match payseal_json::read(json) {
        None => 0,
        Some(Value::Null) => PAYSEAL_JSON_NULL,
        Some(Value::Bool(_)) => PAYSEAL_JSON_BOOL,
        Some(Value::Number(_)) => PAYSEAL_JSON_NUMBER,
        Some(Value::String(_)) => PAYSEAL_JSON_STRING,
        Some(Value::Array(_)) => PAYSEAL_JSON_ARRAY,
        Some(Value::Object(_)) => PAYSEAL_JSON_OBJECT,
    })
}

/// How many items an array has, or members an object. Anything else, and NULL: 0. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_count(json: *const payseal_json) -> usize {
    guard_or(0, || match payseal_json::read(json) {
        Some(Value::Array(items)) => items.len(),
        Some(Value::Object(object)) => object.len(),
        _ => 0,
    })
}

/// The item of an array at `index`, from 0. A view into `json`; NULL when there is none. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_at(json: *const payseal_json, index: usize) -> *const payseal_json {
    guard_or(std::ptr::null(), || {
        payseal_json::view(payseal_json::read(json).and_then(Value::as_array).and_then(|items| items.get(index)))
    })
}

fn member<'a>(json: *const payseal_json, name: payseal_str) -> Option<&'a Value> {
    let value = payseal_json::read(json)?;
    // An empty name is the value itself: items of an array have no name.
    match name.text("name").ok()? {
        "" => Some(value),
        name => value.get(name),
    }
}

/// The member of an object of that name. A view into `json`; NULL when there is none or for NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_get(json: *const payseal_json, name: payseal_str) -> *const payseal_json {
    guard_or(std::ptr::null(), || payseal_json::view(member(json, name)))
}

/// The text of the member `name`; with an empty name, of `json` itself. True: `*out` is written, a view into `json`. False: the member is
/// absent or not a string (or holds half of a surrogate pair), or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_get_text(
    json: *const payseal_json,
    name: payseal_str,
    out: Option<&mut MaybeUninit<payseal_str>>,
) -> bool {
    put(out, || Some(payseal_str::view(member(json, name)?.as_str()?.as_bytes())))
}

/// The nearest double of the number `name`; with an empty name, of `json` itself. For money prefer `payseal_json_get_raw`, which keeps
/// every digit. True: `*out` is written. False: absent, not a number, too large for a double, or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_get_number(
    json: *const payseal_json,
    name: payseal_str,
    out: Option<&mut MaybeUninit<f64>>,
) -> bool {
    put(out, || member(json, name)?.as_f64())
}

/// The whole number `name`; with an empty name, `json` itself. True: `*out` is written. False: absent, not a whole number, outside 64 bits,
/// or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_get_integer(
    json: *const payseal_json,
    name: payseal_str,
    out: Option<&mut MaybeUninit<i64>>,
) -> bool {
    put(out, || member(json, name)?.as_i64())
}

/// The truth value `name`; with an empty name, `json` itself. True: `*out` is written. False: absent, not a truth value, or an argument is
/// NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_get_bool(
    json: *const payseal_json,
    name: payseal_str,
    out: Option<&mut MaybeUninit<bool>>,
) -> bool {
    put(out, || member(json, name)?.as_bool())
}

/// The member `name` as JSON text, whatever it is, numbers with all their digits; with an empty name, `json` itself. True: `*out` is
/// written and you own it (`payseal_bytes_free`). False: absent, or an argument is NULL. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_json_get_raw(
    json: *const payseal_json,
    name: payseal_str,
    out: Option<&mut MaybeUninit<payseal_bytes>>,
) -> bool {
    guard_or(false, || match (out, member(json, name)) {
        (Some(out), Some(value)) => {
            out.write(payseal_bytes::own(value.to_string().into_bytes()));
            true
        }
        _ => false,
    })
}
