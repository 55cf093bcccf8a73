//! The library itself: its versions, and the two helpers for text and bytes.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::ffi::c_char;

use crate::ffi::{self, payseal_bytes, payseal_str};

/// Success. Every other status is a number of the error table: a `PAYSEAL_CODE_…`, or a `PAYSEAL_KIND_…` for an answer of the partner.
pub const PAYSEAL_OK: i32 = 0;

/// The version of this ABI. It changes when something that exists changes its meaning or goes away; additions do not change it.
pub const PAYSEAL_ABI_VERSION: u32 = 0;

/// The ABI version of the library that is loaded. Compare it with `PAYSEAL_ABI_VERSION` when you load the library yourself.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_abi_version() -> u32 {
    PAYSEAL_ABI_VERSION
}

/// The release of the library that is loaded, e.g. `0.1.0`. Static text.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_version() -> payseal_str {
    payseal_str::view(env!("CARGO_PKG_VERSION").as_bytes())
}

/// Whether the library holds the blocking client (`payseal_client_…`). Without it those functions do not exist.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_has_driver() -> bool {
    cfg!(feature = "driver")
}

/// The text of a NUL-terminated string, without its NUL. NULL gives `{NULL, 0}`. Nothing is copied: the string stays yours and must
/// outlive what is returned.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_str_of(text: *const c_char) -> payseal_str {
    ffi::guard_or(payseal_str::NONE, || ffi::c_text(text))
}

/// Gives back bytes that a function of Payseal made. `{NULL, 0}` is fine; giving the same bytes back twice is not.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_bytes_free(bytes: payseal_bytes) {
    ffi::guard_or((), || bytes.take_back());
}

/// Panics, so that a test can see what a panic becomes.
#[cfg(feature = "test-panic")]
#[unsafe(no_mangle)]
pub extern "C" fn payseal_test_panic(err: Option<&mut std::mem::MaybeUninit<*mut crate::error::payseal_error>>) -> i32 {
    ffi::guard(err, || panic!("payseal_test_panic was called"))
}
