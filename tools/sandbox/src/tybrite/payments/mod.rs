//! Payments: which providers there are, how one begins, and what became of it. Contract: section 5.

pub(crate) mod initialize;
pub(crate) mod methods;
pub(crate) mod model;
pub(crate) mod progress;
mod request;
pub(crate) mod verify;
