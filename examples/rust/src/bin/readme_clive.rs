//! The checkout of the README, as it stands there.

include!(concat!(env!("OUT_DIR"), "/readme0.rs"));
