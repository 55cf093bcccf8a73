//! Ingestion of products from JSON, CSV or XML. Contract: section 8.

mod parse;
pub(crate) mod products;
pub(crate) mod public;
mod row;
