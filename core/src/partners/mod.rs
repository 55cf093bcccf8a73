//! The partners. Each is one description: its operations, its fields, how it signs and how it words an error.

pub mod clive;
pub mod model;
