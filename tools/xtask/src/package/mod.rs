//! Packages.
pub(crate) mod platforms;
