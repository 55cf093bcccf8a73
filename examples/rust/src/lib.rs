//! The README and the guides are documentation, so their Rust is compiled and run with the tests. The programs are in `src/bin`.

#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../../../README.md")]
    mod readme {}
    #[doc = include_str!("../../../docs/observability.md")]
    mod observability {}
    #[doc = include_str!("../../../docs/rust.md")]
    mod rust {}
    #[doc = include_str!("../../../docs/signing.md")]
    mod signing {}
    #[doc = include_str!("../../../docs/retries.md")]
    mod retries {}
    #[doc = include_str!("../../../docs/webhooks.md")]
    mod webhooks {}
}
