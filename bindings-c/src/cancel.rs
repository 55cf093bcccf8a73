//! Ending a blocking call from another thread.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::payseal_error;
use crate::ffi::{given, guard, guard_or, hand_out};

/// Ends every call that was given it. May be shared between threads; calls keep their own reference, so it may be freed at any time.
#[derive(Clone)]
pub struct payseal_cancel(Arc<AtomicBool>);

impl payseal_cancel {
    #[cfg_attr(not(feature = "driver"), allow(dead_code))]
    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Makes a handle. Give it to calls with `payseal_call_options_set_cancel`.
///
/// `out` must not be NULL. You own `*out`. Thread-safe. Errors: `PAYSEAL_CODE_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_cancel_new(
    out: Option<&mut MaybeUninit<*mut payseal_cancel>>,
    err: Option<&mut MaybeUninit<*mut payseal_error>>,
) -> i32 {
    guard(err, || {
        hand_out(given(out, "out")?, payseal_cancel(Arc::default()));
        Ok(())
    })
}

/// Ends the calls: within about 100 ms each fails with `PAYSEAL_CODE_CANCELLED`, and its outcome says whether it may have been sent. Cannot
/// be undone. NULL does nothing. Thread-safe; also allowed in a signal handler.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_cancel_now(cancel: Option<&payseal_cancel>) {
    if let Some(cancel) = cancel {
        cancel.0.store(true, Ordering::Release);
    }
}

/// Frees the handle. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_cancel_free(cancel: Option<Box<payseal_cancel>>) {
    guard_or((), || drop(cancel));
}
