//! Handles as a C program holds them: a pointer that is used until it is freed, once.

use std::mem::MaybeUninit;

use crate::config::payseal_config;
use crate::error::{payseal_error, payseal_error_free, payseal_error_kind, payseal_error_number, payseal_error_text};
use crate::ffi::{payseal_bytes, payseal_str};

/// A handle with the function that frees it.
pub struct Hold<T> {
    handle: *mut T,
    free: extern "C" fn(Option<Box<T>>),
}

impl<T> Hold<T> {
    pub fn get(&self) -> Option<&T> {
        // SAFETY: made by the library for this holder alone, and not yet freed.
        unsafe { self.handle.as_ref() }
    }

    pub fn get_mut(&mut self) -> Option<&mut T> {
        // SAFETY: as above.
        unsafe { self.handle.as_mut() }
    }
}

impl<T> Drop for Hold<T> {
    fn drop(&mut self) {
        // SAFETY: the library gave the handle to be given back, and this is the one place that does.
        (self.free)((!self.handle.is_null()).then(|| unsafe { Box::from_raw(self.handle) }));
    }
}

/// The place of an output.
pub type Place<T> = MaybeUninit<*mut T>;

/// A function that sets a text of a configuration.
pub type SetText = extern "C" fn(Option<&mut payseal_config>, payseal_str, Option<&mut Place<payseal_error>>) -> i32;

/// Calls a function that makes a handle; gives the handle, or the error it gave instead. It writes one of the two and never the other.
pub fn made<T>(
    free: extern "C" fn(Option<Box<T>>),
    call: impl FnOnce(&mut Place<T>, &mut Place<payseal_error>) -> i32,
) -> Result<Hold<T>, Hold<payseal_error>> {
    let (mut out, mut err) = (Place::new(std::ptr::null_mut()), Place::new(std::ptr::null_mut()));
    let status = call(&mut out, &mut err);
    // SAFETY: both were initialised above.
    let (handle, error) = unsafe { (out.assume_init(), err.assume_init()) };
    let result = failed(status, error);
    assert_eq!(handle.is_null(), result.is_err(), "an output is written on success alone");
    result.map(|()| Hold { handle, free })
}

/// Calls a function that makes nothing.
pub fn done(call: impl FnOnce(&mut Place<payseal_error>) -> i32) -> Result<(), Hold<payseal_error>> {
    let mut err = Place::new(std::ptr::null_mut());
    let status = call(&mut err);
    // SAFETY: initialised above.
    failed(status, unsafe { err.assume_init() })
}

fn failed(status: i32, error: *mut payseal_error) -> Result<(), Hold<payseal_error>> {
    assert_eq!(status == crate::PAYSEAL_OK, error.is_null(), "an error is written on failure alone");
    if error.is_null() {
        return Ok(());
    }
    let error = Hold { handle: error, free: payseal_error_free };
    assert_eq!(payseal_error_number(error.get()), status);
    assert_ne!(status, payseal::error::Code::InternalPanic.number(), "{:?}", text(payseal_error_text(error.get())));
    assert!(
        payseal_error_kind(error.get()) > 0
            && bytes(payseal_error_text(error.get())).is_some_and(|text| !text.is_empty())
    );
    Err(error)
}

/// Calls a function that makes owned bytes.
pub fn owned(
    call: impl FnOnce(&mut MaybeUninit<payseal_bytes>, &mut Place<payseal_error>) -> i32,
) -> Result<Vec<u8>, Hold<payseal_error>> {
    let mut out = MaybeUninit::new(payseal_bytes { ptr: std::ptr::null_mut(), len: 0 });
    let made = done(|err| call(&mut out, err));
    // SAFETY: initialised above.
    let out = unsafe { out.assume_init() };
    assert_eq!(out.ptr.is_null(), made.is_err());
    made.map(|()| {
        let copy = bytes(payseal_str { ptr: out.ptr.cast_const().cast(), len: out.len }).expect("bytes").to_vec();
        crate::library::payseal_bytes_free(out);
        copy
    })
}

/// A text of the caller's own.
pub fn given(bytes: &[u8]) -> payseal_str {
    payseal_str { ptr: bytes.as_ptr().cast(), len: bytes.len() }
}

/// What a view shows; `None` for no text at all.
pub fn bytes<'a>(view: payseal_str) -> Option<&'a [u8]> {
    // SAFETY: a view of the library, or one that was made above; read before anything can end it.
    (!view.ptr.is_null()).then(|| unsafe { std::slice::from_raw_parts(view.ptr.cast(), view.len) })
}

/// What a view of text shows: always UTF-8.
pub fn text<'a>(view: payseal_str) -> Option<&'a str> {
    bytes(view).map(|bytes| std::str::from_utf8(bytes).expect("views of text are UTF-8"))
}
