#![no_main]
//! Runs one check of core/tests/fuzz/checks.rs on whatever libFuzzer thinks of; the length of the input says for which subject.

#[allow(dead_code)]
#[path = "../../core/tests/fuzz/checks.rs"]
mod checks;

const SUBJECTS: &[payseal::explain::Subject] = payseal::explain::Subject::ALL;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::explain_as(SUBJECTS[input.len() % SUBJECTS.len()], input));
