//! libpayseal: the C library. C programs link it, and the Go module stands on it.
//!
//! It translates types and moves bytes; every decision is the core's. The header is `include/payseal.h`, written from these files by
//! `cargo xtask gen`: the documentation of a function here is what a C programmer reads there.
//!
//! - All unsafe code that reads or writes C's memory stands in `ffi.rs`.
//! - `int32_t f(self, inputs…, outputs…, payseal_error **err)`: 0 is success, any other number a row of the error table. Outputs and `err` are
//!   written only on success and failure respectively. There is no "last error" of a thread.
//! - Every body runs inside one panic guard.
#![deny(unsafe_code)]
// The names of the types are the names in C.
#![allow(non_camel_case_types)]

mod amount;
mod answer;
mod api_key;
mod attempt;
mod call;
mod cancel;
#[cfg(feature = "driver")]
mod client;
mod config;
mod dedupe;
mod delivery;
mod error;
mod event;
mod explain;
mod ffi;
/// What the fuzz targets of the C ABI check, and their corpora as tests. Never in a library.
#[cfg(any(test, fuzzing))]
#[path = "../tests/fuzz/mod.rs"]
pub mod fuzz;
mod intent;
mod json;
mod key;
mod library;
mod options;
mod raw;
mod step;
mod table;
mod two_steps;
mod webhook;

pub use library::{PAYSEAL_ABI_VERSION, PAYSEAL_OK};

/// Whether every handle that the header calls shareable is `Sync`, and every other one can at least change threads.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    const fn moved<T: Send>() {}
    shared::<key::payseal_key>();
    shared::<intent::payseal_intent>();
    shared::<answer::payseal_answer>();
    shared::<error::payseal_error>();
    shared::<config::payseal_config>();
    shared::<cancel::payseal_cancel>();
    shared::<options::payseal_call_options>();
    shared::<raw::payseal_raw_request>();
    shared::<webhook::payseal_webhook_verifier>();
    shared::<event::payseal_event>();
    shared::<dedupe::payseal_dedupe>();
    shared::<delivery::payseal_test_delivery>();
    shared::<explain::payseal_explainer>();
    shared::<explain::payseal_explanation>();
    #[cfg(feature = "driver")]
    shared::<client::payseal_client>();
    moved::<call::payseal_call>();
};
