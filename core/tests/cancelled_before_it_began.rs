//! A call that was cancelled before its first attempt has sent nothing, and says so.
#![cfg(feature = "ureq")]

use payseal::clive::ListTransactions;
use payseal::driver::{Cancel, CliveClient, RequestOptions};
use payseal::error::Code;
use payseal::{Error, Outcome};

#[test]
fn the_outcome_is_not_sent() {
    let client = CliveClient::builder().base_url("http://127.0.0.1:9").api_key("cp_test").build().unwrap();
    let cancel = Cancel::new();
    cancel.cancel();
    let error = client.send(&ListTransactions::default(), &RequestOptions::new().cancel(&cancel)).unwrap_err();
    assert_eq!(error.local_code(), Some(Code::Cancelled));
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
}

/// Where a panic began is not known, so its error must not promise that nothing was sent.
#[test]
fn a_panic_leaves_the_outcome_unknown() {
    assert_eq!(Error::new(Code::InternalPanic).outcome(), Outcome::Unknown);
    assert_eq!(Error::new(Code::InvalidArgument).outcome(), Outcome::NotSent);
}
