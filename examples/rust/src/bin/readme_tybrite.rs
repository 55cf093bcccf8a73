//! The payment at Tybrite of the README, as it stands there.

include!(concat!(env!("OUT_DIR"), "/readme1.rs"));
