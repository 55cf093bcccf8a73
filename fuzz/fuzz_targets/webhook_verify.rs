#![no_main]
//! Runs one check of core/tests/fuzz/checks.rs on whatever libFuzzer thinks of.

#[allow(dead_code)]
#[path = "../../core/tests/fuzz/checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::webhook_verify(input));
