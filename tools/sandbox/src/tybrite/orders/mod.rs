//! Orders: create, update, read. Contract: section 6.

pub(crate) mod create;
pub(crate) mod model;
pub(crate) mod progress;
pub(crate) mod read;
mod request;
mod totals;
pub(crate) mod update;
