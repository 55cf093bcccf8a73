//! One commit for each idempotency key. Contract: section 3.
//!
//! Decided here, where the contract is silent: a record belongs to (environment, method and path, key); only answers that a
//! commit gave are stored, so a refused request can be repaired and sent again under its key; ingestion's query flags count as
//! part of the body; a duplicate that arrives while the first is served waits for it.

use super::answer::{Refusal, Reply};
use super::books::Books;
use super::call::Call;
use super::hooks;
use super::limits::Bucket;
use crate::answer::Answer;
use crate::idempotency::{Claim, RecordKey};
use crate::sync::lock;

/// How a stored answer is told again.
pub(crate) type Retell = fn(&Answer) -> Answer;

/// The original answer as it was.
pub(crate) fn as_it_was(answer: &Answer) -> Answer {
    answer.clone()
}

/// Runs `commit` on the books, or tells again what it answered before.
pub(crate) async fn once(
    call: &Call,
    flags: &str,
    retell: Retell,
    commit: impl FnOnce(&mut Books, i64) -> Result<Answer, Refusal>,
) -> Result<Reply, Refusal> {
    let tybrite = &call.app.tybrite;
    let key = RecordKey {
        scope: format!("{} {}", call.environment().as_str(), call.path),
        endpoint: call.endpoint.path,
        key: call.idempotency_key.clone().unwrap_or_default().into_bytes(),
    };
    let retention_ms = i64::try_from(call.app.config.tybrite.idempotency_retention.as_millis()).unwrap_or(i64::MAX);
    tybrite.records.forget_older(&key, call.now_ms().saturating_sub(retention_ms));
    let body = if flags.is_empty() { call.body.clone() } else { [&call.body, flags.as_bytes()].concat().into() };
    let holder = match tybrite.records.claim(key, &body, call.app.config.duplicate_wait).await {
        Claim::Free(holder) => holder,
        Claim::Replay(answer) => {
            tybrite.limits.give_back(call.who(), Bucket::Key);
            return Ok(retell(&answer).into());
        }
        Claim::Reused => {
            let message = "This Idempotency-Key was already used with a different request body";
            return Err(Refusal::new(409, "conflict", message).hint("Use a new key for a new operation"));
        }
        Claim::InProgress => {
            let message = "A request with this Idempotency-Key is still being processed";
            return Err(Refusal::new(409, "conflict", message));
        }
    };
    call.pace.spend().await;
    let now_ms = call.now_ms();
    let key = call.idempotency_key.as_deref().unwrap_or_default();
    let answer = lock(&tybrite.books).under_key(key, &call.body, |books| commit(books, now_ms))?;
    holder.store(answer.clone(), now_ms);
    hooks::deliver::send_due(&call.app);
    Ok(answer.into())
}
