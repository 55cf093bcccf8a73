//! Payseal: one core that signs, sends, retries and verifies the traffic between a merchant's backend and its payment partners.
//!
//! This crate decides; hosts (Rust, Node, Python, C, Go) only move bytes. It has no clock, no I/O and no source of randomness.
//!
//! ```
//! use payseal::{amount::Amount, json::Writer};
//!
//! let mut body = Writer::new();
//! body.begin_object();
//! body.field("amount");
//! body.amount(&"75.00".parse::<Amount>().unwrap());
//! body.end_object();
//! assert_eq!(body.finish(), br#"{"amount":75}"#);
//! ```
#![forbid(unsafe_code)]

pub mod amount;
pub mod json;
