//! The Tybrite listener over real HTTP, with a signer of the tests' own.

#[path = "../common/mod.rs"]
mod common;

mod faults;
mod gate;
mod guide;
mod idempotency;
mod ingest;
mod orders;
mod payments;
mod receiver;
mod tools;
mod webhooks;
mod wire;
