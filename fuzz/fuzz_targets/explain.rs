#![no_main]
//! Runs one check on whatever libFuzzer thinks of; the length of the input says for which subject. See docs/fuzzing.md.

use payseal::explain::Subject;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    payseal_fuzz::checks::explain_as(Subject::ALL[input.len() % Subject::ALL.len()], input)
});
