//! The two-step checkout: what stands between `initialize_transaction` and `attach_payment_intent`, for hosts that send both
//! themselves. *Not for* sending: the blocking client does that with what stands here.

use super::requests::AttachPaymentIntent;
use crate::answer::Answer;
use crate::config::Config;
use crate::error::{Code, Error};
use crate::intent::Intent;
use crate::json::Value;
use crate::operation::Replay;
use crate::outcome::Outcome;

/// Checks the second step's input before the first is sent: a payment that can never be attached is not made.
///
/// # Errors
/// A `ValidationError` that names the field; nothing was sent.
pub fn check_attach(config: &Config, stripe_payment_intent_id: &str, key: Option<&str>) -> Result<(), Error> {
    // The transaction has no name yet.
    attach(config, "CLVTX", stripe_payment_intent_id, key).map(drop)
}

/// The second step, from the answer of the first.
///
/// # Errors
/// `ANSWER_INCOMPLETE` when that answer names no transaction: the transaction may exist, so the outcome is unknown. A
/// `ValidationError` that names the field. Either has the first answer as [`Error::completed`].
pub fn attach_intent<T>(
    config: &Config,
    initialized: &Answer<T>,
    stripe_payment_intent_id: &str,
    key: Option<&str>,
) -> Result<Intent, Error> {
    let named = crate::json::parse_answer(initialized.body()).ok();
    let clive_tx_id = named.as_ref().and_then(|answer| answer.get("clive_tx_id")).and_then(Value::as_str);
    let Some(clive_tx_id) = clive_tx_id.filter(|id| !id.is_empty()) else {
        let mut error = Error::because(Code::AnswerIncomplete, "clive_tx_id");
        error.set_status(initialized.status());
        error.set_call(
            "initialize_and_attach_intent",
            initialized.attempts(),
            initialized.idempotency_key(),
            Outcome::Unknown,
            Outcome::Unknown,
            Replay::Keyed,
        );
        return Err(error.with_completed(initialized));
    };
    attach(config, clive_tx_id, stripe_payment_intent_id, key).map_err(|error| error.with_completed(initialized))
}

fn attach(config: &Config, clive_tx_id: &str, intent_id: &str, key: Option<&str>) -> Result<Intent, Error> {
    let request =
        AttachPaymentIntent { clive_tx_id: clive_tx_id.to_owned(), stripe_payment_intent_id: intent_id.to_owned() };
    Intent::new(config, &request, key)
}
