//! The partners. Each is one description: its operations, its fields, how it signs and how it words an error.

pub mod clive;
pub mod model;
pub mod tybrite;

use crate::operation::Partner;

/// Every partner.
pub const ALL: &[&Partner] = &[&clive::PARTNER, &tybrite::PARTNER];

/// The partner of this name, e.g. `clive`.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Partner> {
    ALL.iter().copied().find(|partner| partner.name == name)
}
