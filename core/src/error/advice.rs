//! What to do about an error where the table's advice does not fit: it speaks of keyed writes, and of one attempt.

use super::Kind;
use crate::operation::Replay;
use crate::outcome::Outcome;

/// The advice that fits the request and everything the call knows; `None` where the table's own does.
///
/// `last` is what the last attempt alone left known: a refusal, or a fault that sent nothing, may come after an attempt
/// that arrived.
pub(super) fn fitting(
    kind: Kind,
    replay: Replay,
    outcome: Outcome,
    last: Outcome,
    retryable: bool,
) -> Option<&'static str> {
    match (replay, outcome, kind) {
        (Replay::Keyed, Outcome::Unknown, _) if last != Outcome::Unknown => Some(
            "An earlier attempt may have reached the partner: correct what the message names, then call again with the \
             same idempotency key to learn what happened.",
        ),
        (Replay::Keyed, _, _) => None,
        (Replay::Safe, _, _) if retryable => Some("A read changes nothing: call again."),
        (Replay::Never, Outcome::Unknown, _) => Some(
            "It may have happened, and this request has no idempotency key: look up what the partner holds before you \
             send it again.",
        ),
        (_, _, Kind::Conflict) => {
            Some("Something under this identifier exists already: look it up before you send it again.")
        }
        (_, _, Kind::RateLimit) => {
            Some("Slow down: the partner refused it, so it can be sent again, not before retry_after_ms.")
        }
        (_, _, Kind::Cancelled) => Some("Nothing was sent: the request can be made again."),
        _ => None,
    }
}
