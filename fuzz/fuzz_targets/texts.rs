#![no_main]
//! Runs one check on whatever libFuzzer thinks of. See docs/fuzzing.md.

libfuzzer_sys::fuzz_target!(|input: &[u8]| payseal_fuzz::parsers::texts(input));
