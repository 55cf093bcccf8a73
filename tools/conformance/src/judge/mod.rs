//! The judge proper: what arrived, what was committed and what came back, against what the manifest expects. Pure.
//!
//! [`call`] gives one line for every difference. Besides the expectations it always checks what must hold for every call
//! there can be: see [`money`] and [`secrets`].

mod answer;
mod keys;
pub mod money;
mod requests;
pub mod secrets;

use std::collections::BTreeMap;

use payseal_sandbox::RecordedRequest;

use crate::manifest::{Contract, Expect};
use crate::runner::Said;

pub use keys::drawn_keys;

/// Everything about one call.
pub struct Evidence<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// The credentials that the client was given.
    pub credentials: &'a Credentials,
    /// What the manifest expects.
    pub expect: &'a Expect,
    /// Which intents are expected, from preset and expectation.
    pub intents: &'a [Intent],
    /// When the call was begun, in Unix milliseconds.
    pub started_ms: i64,
    /// What arrived at the sandbox during the call.
    pub requests: &'a [RecordedRequest],
    /// How often what was committed, before and after the call.
    pub commits: (&'a Commits, &'a Commits),
    /// How many connections arrived where redirects point to.
    pub elsewhere: usize,
    /// What the runner says.
    pub said: &'a Said,
    /// The language's own HTTP writes headers in alphabetical order, whatever order it is given (Go's `net/http`). The order of
    /// headers of different names has no meaning (RFC 9110, 5.3).
    pub sorts_headers: bool,
}

/// The secrets of a stage's client.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Sent as `x-api-key`, or as the bearer token of `authorization`.
    pub api_key: String,
    /// The signing secret.
    pub hmac_secret: String,
    /// Sent as `authorization`.
    pub bearer_token: String,
}

/// How often an operation was committed for a reference: `"operation reference"`.
pub type Commits = BTreeMap<String, u64>;

/// One intent that a call is expected to send.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The operation, or `raw_request`.
    pub operation: String,
    /// The method.
    pub method: String,
    /// The request target.
    pub target: String,
    /// Names of the contract's headers, in order.
    pub headers: Vec<String>,
    /// The header that names the shopper, the last of the contract's, with its value.
    pub identity: Option<(String, String)>,
    /// The exact body; none: no body.
    pub body: Option<String>,
    /// The media type of the body.
    pub content_type: String,
    /// The key, or the form of one that is drawn; none: no key.
    pub key: Option<String>,
    /// How many requests arrive.
    pub requests: usize,
    /// Whether it is a look-up, which may arrive again without a key.
    pub is_look_up: bool,
}

/// Everything that is wrong with one call, in the order it was found.
#[must_use]
pub fn call(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(outcomes) = &evidence.expect.outcomes {
        answer::outcome_is_one_of(outcomes, evidence.said, &mut wrong);
        money::check(evidence, &mut wrong);
        return wrong;
    }
    requests::check(evidence, &mut wrong);
    answer::check(evidence, &mut wrong);
    money::check(evidence, &mut wrong);
    wrong
}

/// The same when the runner was killed before it said anything; [`Evidence::said`] is then empty.
#[must_use]
pub fn killed(evidence: &Evidence<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    money::check_sent(evidence, &mut wrong);
    wrong
}

/// Text of a difference, short enough for a line.
fn shown(value: impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    match text.char_indices().nth(600) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn differs(wrong: &mut Vec<String>, what: &str, expected: impl std::fmt::Debug, got: impl std::fmt::Debug) {
    wrong.push(format!("{what}: expected {}, got {}", shown(expected), shown(got)));
}
