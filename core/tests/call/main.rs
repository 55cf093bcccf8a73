//! `Call`, state by state: what each input does, and what it leaves known about the money.
//!
//! One file per subject. [`scenario`] drives a call *to* a state; the tests then look at one transition. No test here sleeps
//! or reads a clock: time is a number. The laws of every walk are in `../fuzz/laws.rs`.

mod advice;
mod body_and_key;
mod budgets;
mod cancel;
mod never;
mod partner;
mod retry_after;
mod scenario;
mod secrets;
mod skew;
mod states;
mod statuses;
mod tybrite;
mod unknown;
