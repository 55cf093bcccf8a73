//! The one home of unsafe code: what C hands over becomes safe Rust here, and the other way round.
//!
//! *For*: text and arrays from C, owned bytes to C, borrowed JSON handles, the hook's pointers, the panic guard. *Not for* decisions.
//!
//! What the signatures say by themselves needs no code here: `Option<&T>` is `const T *`, `Option<&mut T>` is `T *`,
//! `Option<Box<T>>` is a `T *` that is given back, `Option<&mut MaybeUninit<T>>` is an output. `None` is `NULL`.
#![allow(unsafe_code)]

use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use payseal::Error;
use payseal::error::Code;
use payseal::json::Value;

use crate::attempt::{payseal_attempt, payseal_attempt_hook};
use crate::error::payseal_error;

/// Bytes that somebody else owns: text given to Payseal, or a view into one of its handles. Not NUL-terminated.
///
/// Given to Payseal: text is UTF-8; `{NULL, 0}` is the empty text, and stands for "not given" where a function says so.
/// Got from Payseal: valid until the next mutating call on the handle it came from, or until that handle is freed;
/// `ptr` is NULL when there is no such text, and never NULL for an empty one.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct payseal_str {
    /// The first byte.
    pub ptr: *const c_char,
    /// How many bytes.
    pub len: usize,
}

/// Bytes that Payseal has made and you own: give them back with `payseal_bytes_free`, once. Not NUL-terminated.
#[repr(C)]
#[derive(Debug)]
pub struct payseal_bytes {
    /// The first byte.
    pub ptr: *mut u8,
    /// How many bytes.
    pub len: usize,
}

/// A JSON value, read-only. From `payseal_json_parse` you own it; from anywhere else it is a view into another handle.
pub struct payseal_json {
    /// Never made: a pointer to it is a pointer to the core's value.
    _opaque: (),
}

/// An argument that cannot be used.
#[cold]
#[inline(never)]
pub(crate) fn invalid(name: &str, why: &str) -> Error {
    Error::because(Code::InvalidArgument, format_args!("{name} {why}"))
}

/// An argument that must not be NULL.
pub(crate) fn given<T>(value: Option<T>, name: &str) -> Result<T, Error> {
    value.ok_or_else(|| invalid(name, "is NULL"))
}

/// The guard of every function that can fail: runs the body, catches a panic, and gives the error to the caller.
pub(crate) fn guard(
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
    body: impl FnOnce() -> Result<(), Error>,
) -> i32 {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => crate::PAYSEAL_OK,
        Ok(Err(error)) => fail(err, error),
        Err(panic) => {
            discard(panic);
            fail(err, Error::new(Code::InternalPanic))
        }
    }
}

/// Gives the error to the caller. Out of line, as everything that only failures need: it stands behind 150 functions.
#[cold]
#[inline(never)]
fn fail(err: Option<&mut MaybeUninit<*mut payseal_error>>, error: Error) -> i32 {
    let number = error.number();
    if let Some(err) = err {
        err.write(Box::into_raw(Box::new(payseal_error::new(error))));
    }
    number
}

/// Frees what was thrown; its own destructor could panic again, and only then it is left behind.
#[cold]
#[inline(never)]
fn discard(panic: Box<dyn std::any::Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        std::mem::forget(again);
    }
}

/// The guard of every function that cannot fail but returns something: a panic returns `otherwise`.
pub(crate) fn guard_or<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        discard(panic);
        otherwise
    })
}

/// Writes what may be there, guarded; true when it was.
pub(crate) fn put<T>(out: Option<&mut MaybeUninit<T>>, get: impl FnOnce() -> Option<T>) -> bool {
    // Without a place for it nothing is made: owned bytes would be lost.
    guard_or(false, || match out.map(|out| (out, get())) {
        Some((out, Some(value))) => {
            out.write(value);
            true
        }
        _ => false,
    })
}

/// A handle for C to own.
pub(crate) fn hand_out<T>(out: &mut MaybeUninit<*mut T>, value: T) {
    out.write(Box::into_raw(Box::new(value)));
}

impl payseal_str {
    /// No text at all.
    pub(crate) const NONE: Self = Self { ptr: ptr::null(), len: 0 };

    /// A view for C.
    pub(crate) fn view(bytes: &[u8]) -> Self {
        // Rust's empty slices may point at address 1; C programs print and compare such things.
        let bytes = if bytes.is_empty() { c"".to_bytes() } else { bytes };
        Self { ptr: bytes.as_ptr().cast(), len: bytes.len() }
    }

    /// A view of a text that may not be there.
    pub(crate) fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::NONE, |text| Self::view(text.as_bytes()))
    }

    /// The bytes that C means.
    pub(crate) fn bytes<'a>(self, name: &str) -> Result<&'a [u8], Error> {
        match (self.ptr.is_null(), self.len) {
            (_, 0) => Ok(&[]),
            (true, _) => Err(invalid(name, "is NULL with a length above 0")),
            (false, len) if isize::try_from(len).is_err() => Err(invalid(name, "has an impossible length")),
            // SAFETY: the caller's promise, in the documentation of payseal_str: `len` readable bytes at `ptr` that nobody writes to
            // during the call. No function keeps them beyond its return.
            (false, len) => Ok(unsafe { std::slice::from_raw_parts(self.ptr.cast(), len) }),
        }
    }

    /// The text that C means.
    pub(crate) fn text<'a>(self, name: &str) -> Result<&'a str, Error> {
        utf8(self.bytes(name)?, name)
    }

    /// The text, or `None` when it is empty.
    pub(crate) fn optional<'a>(self, name: &str) -> Result<Option<&'a str>, Error> {
        Ok(Some(self.text(name)?).filter(|text| !text.is_empty()))
    }
}

/// An array of texts.
pub(crate) fn texts<'a>(first: *const payseal_str, count: usize, name: &str) -> Result<&'a [payseal_str], Error> {
    match (first.is_null(), count) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(invalid(name, "is NULL with a count above 0")),
        (false, count) if count > isize::MAX as usize / size_of::<payseal_str>() => {
            Err(invalid(name, "has an impossible count"))
        }
        // SAFETY: as for `payseal_str::bytes`: `count` readable elements.
        (false, count) => Ok(unsafe { std::slice::from_raw_parts(first, count) }),
    }
}

/// A header's name and value, as bytes.
type Header<'a> = (&'a [u8], &'a [u8]);

/// The headers of a message: two arrays of one length.
pub(crate) fn headers<'a>(
    names: *const payseal_str,
    values: *const payseal_str,
    count: usize,
) -> Result<Vec<Header<'a>>, Error> {
    let names = texts(names, count, "header_names")?;
    let values = texts(values, count, "header_values")?;
    let pairs = names.iter().zip(values);
    pairs.map(|(name, value)| Ok((name.bytes("header_names")?, value.bytes("header_values")?))).collect()
}

/// Bytes that must be text.
pub(crate) fn utf8<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str, Error> {
    std::str::from_utf8(bytes).map_err(|_| invalid(name, "is not UTF-8"))
}

/// A NUL-terminated text of C; NULL is no text.
pub(crate) fn c_text(text: *const c_char) -> payseal_str {
    if text.is_null() {
        return payseal_str::NONE;
    }
    // SAFETY: the caller's promise, in the documentation of `payseal_str_of`: readable up to its NUL.
    payseal_str::view(unsafe { std::ffi::CStr::from_ptr(text) }.to_bytes())
}

impl payseal_bytes {
    /// Bytes for C to own.
    pub(crate) fn own(bytes: Vec<u8>) -> Self {
        let bytes = Box::leak(bytes.into_boxed_slice());
        Self { ptr: bytes.as_mut_ptr(), len: bytes.len() }
    }

    /// Takes them back.
    pub(crate) fn take_back(self) {
        if !self.ptr.is_null() {
            // SAFETY: the caller's promise: these are the pointer and the length that `own` gave, and it has not given them back before.
            drop(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(self.ptr, self.len)) });
        }
    }
}

impl payseal_json {
    /// A value for C to own.
    pub(crate) fn own(value: Value) -> *mut Self {
        Box::into_raw(Box::new(value)).cast()
    }

    /// A view into a value that another handle owns.
    pub(crate) fn view(value: Option<&Value>) -> *const Self {
        value.map_or(ptr::null(), |value| ptr::from_ref(value).cast())
    }

    /// The value behind a pointer that C gave.
    pub(crate) fn read<'a>(json: *const Self) -> Option<&'a Value> {
        // SAFETY: every non-NULL `payseal_json *` was made by `own` or `view`, and the caller promises that what owns it still lives and
        // is not written to during the call.
        unsafe { json.cast::<Value>().as_ref() }
    }

    /// Takes an owned value back.
    pub(crate) fn take_back(json: *mut Self) {
        if !json.is_null() {
            // SAFETY: the caller's promise, in the documentation of `payseal_json_free`: from `payseal_json_parse`, and not yet freed.
            drop(unsafe { Box::from_raw(json.cast::<Value>()) });
        }
    }
}

/// A hook of C with its user data.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "driver"), allow(dead_code))]
pub(crate) struct Hook {
    call: extern "C" fn(*mut c_void, Option<&payseal_attempt>),
    user: *mut c_void,
}

// SAFETY: the pointer is only handed back to the hook; the documentation of `payseal_config_set_on_attempt` makes the caller promise that
// hook and user data may be used from every thread that sends.
unsafe impl Send for Hook {}
// SAFETY: as above.
unsafe impl Sync for Hook {}

impl Hook {
    pub(crate) fn new(hook: payseal_attempt_hook, user: *mut c_void) -> Option<Self> {
        hook.map(|call| Self { call, user })
    }

    #[cfg(feature = "driver")]
    pub(crate) fn tell(self, attempt: &payseal_attempt) {
        (self.call)(self.user, Some(attempt));
    }
}
