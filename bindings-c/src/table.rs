//! The core's tables, listed: what the constants of the header and the classes of other languages are compared with.
#![allow(unsafe_code)] // for #[unsafe(no_mangle)] alone; see tests/unsafe_home.rs

use payseal::error::{Code, Kind};
use payseal::operation::Operation;
use payseal::{Fault, Outcome, partners};

use crate::ffi::{guard_or, payseal_str};

fn number_at<T: Copy>(all: &[T], index: usize, number: impl FnOnce(T) -> i32) -> i32 {
    guard_or(0, || all.get(index).map_or(0, |row| number(*row)))
}

fn text_of<T: Copy>(all: &[T], same: impl Fn(T) -> bool, text: impl FnOnce(T) -> &'static str) -> payseal_str {
    guard_or(payseal_str::NONE, || payseal_str::maybe(all.iter().copied().find(|row| same(*row)).map(text)))
}

/// How many kinds of error there are. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_kind_count() -> usize {
    Kind::ALL.len()
}

/// The number of the kind at `index`, from 0; 0 beyond the last. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_kind_at(index: usize) -> i32 {
    number_at(Kind::ALL, index, Kind::number)
}

/// The class name of a kind in every language, e.g. `RateLimitError`. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_kind_name(kind: i32) -> payseal_str {
    text_of(Kind::ALL, |row| row.number() == kind, Kind::class_name)
}

/// How many codes Payseal itself has. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_code_count() -> usize {
    Code::ALL.len()
}

/// The number of the code at `index`, from 0; 0 beyond the last. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_code_at(index: usize) -> i32 {
    number_at(Code::ALL, index, Code::number)
}

/// The text of a code, e.g. `CONNECT_REFUSED`. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_code_name(code: i32) -> payseal_str {
    text_of(Code::ALL, |row| row.number() == code, Code::as_str)
}

/// The kind of errors with this code; 0 for an unknown number. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_code_kind(code: i32) -> i32 {
    guard_or(0, || Code::ALL.iter().find(|row| row.number() == code).map_or(0, |row| row.kind().number()))
}

/// The message of errors with this code. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_code_message(code: i32) -> payseal_str {
    text_of(Code::ALL, |row| row.number() == code, Code::message)
}

/// What to do about errors with this code. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_code_advice(code: i32) -> payseal_str {
    text_of(Code::ALL, |row| row.number() == code, Code::advice)
}

/// How many outcomes there are. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_outcome_count() -> usize {
    Outcome::ALL.len()
}

/// The number of the outcome at `index`, from 0; 0 beyond the last. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_outcome_at(index: usize) -> i32 {
    number_at(&Outcome::ALL, index, |row| row as i32)
}

/// The name of an outcome: `not_sent`, `refused`, `unknown`, `ok`. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_outcome_name(outcome: i32) -> payseal_str {
    text_of(&Outcome::ALL, |row| row as i32 == outcome, Outcome::as_str)
}

/// How many faults there are. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_fault_count() -> usize {
    Fault::ALL.len()
}

/// The number of the fault at `index`, from 0; 0 beyond the last. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_fault_at(index: usize) -> i32 {
    number_at(&Fault::ALL, index, |row| row as i32)
}

/// The name of a fault, e.g. `connect_refused`. Static text; `{NULL, 0}` for an unknown number. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_fault_name(fault: i32) -> payseal_str {
    text_of(&Fault::ALL, |row| row as i32 == fault, Fault::as_str)
}

/// What an attempt that ended with this fault leaves known: `PAYSEAL_OUTCOME_…`; 0 for an unknown number. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_fault_outcome(fault: i32) -> i32 {
    guard_or(0, || Fault::ALL.iter().find(|row| **row as i32 == fault).map_or(0, |row| row.outcome() as i32))
}

/// How many partners there are. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_partner_count() -> usize {
    partners::ALL.len()
}

/// The name of the partner at `index`, from 0: `clive`. Static text; `{NULL, 0}` beyond the last. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_partner_at(index: usize) -> payseal_str {
    guard_or(payseal_str::NONE, || payseal_str::maybe(partners::ALL.get(index).map(|partner| partner.name)))
}

/// How many operations a partner has; 0 for an unknown partner. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_operation_count(partner: payseal_str) -> usize {
    guard_or(0, || operations(partner).len())
}

/// The name of the operation of `partner` at `index`, from 0. Static text; `{NULL, 0}` beyond the last. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_operation_at(partner: payseal_str, index: usize) -> payseal_str {
    guard_or(payseal_str::NONE, || payseal_str::maybe(operations(partner).get(index).map(|operation| operation.name)))
}

/// The HTTP method of an operation. Static text; `{NULL, 0}` when it is not known. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_operation_method(partner: payseal_str, operation: payseal_str) -> payseal_str {
    guard_or(payseal_str::NONE, || payseal_str::maybe(find(partner, operation).map(|row| row.method.as_str())))
}

/// The path of an operation under the base URL. Static text; `{NULL, 0}` when it is not known. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_operation_path(partner: payseal_str, operation: payseal_str) -> payseal_str {
    guard_or(payseal_str::NONE, || payseal_str::maybe(find(partner, operation).map(|row| row.path)))
}

/// The credentials of an operation: `PAYSEAL_AUTH_…`; 0 when it is not known. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_operation_auth(partner: payseal_str, operation: payseal_str) -> i32 {
    guard_or(0, || find(partner, operation).map_or(0, |row| row.auth as i32))
}

/// Which kind of API key an operation takes: `PAYSEAL_KEY_CLASS_…`; 0 when it is not known. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_operation_key_class(partner: payseal_str, operation: payseal_str) -> i32 {
    guard_or(0, || find(partner, operation).map_or(0, |row| row.key_class as i32))
}

/// Whether the body of an operation is a document of yours (`payseal_intent_with_document`); false also when it is not known. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_operation_takes_document(partner: payseal_str, operation: payseal_str) -> bool {
    guard_or(false, || find(partner, operation).is_some_and(|row| row.payload_field().is_some()))
}

/// What a second attempt of an operation does: `PAYSEAL_REPLAY_…`; 0 when it is not known. Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn payseal_operation_replay(partner: payseal_str, operation: payseal_str) -> i32 {
    guard_or(0, || find(partner, operation).map_or(0, |row| row.replay as i32))
}

fn operations(partner: payseal_str) -> &'static [&'static Operation] {
    let partner = partner.text("partner").ok().and_then(partners::by_name);
    partner.map_or(&[], |partner| partner.operations)
}

fn find(partner: payseal_str, name: payseal_str) -> Option<&'static Operation> {
    let name = name.text("operation").ok()?;
    operations(partner).iter().copied().find(|operation| operation.name == name)
}
