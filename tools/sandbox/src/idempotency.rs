//! One commit for each idempotency key.
//!
//! The contract says that a key with a stored response returns that response with `"idempotentReplay": true`. It leaves the
//! rest open; decided here:
//! - a record belongs to (partner, endpoint, key); a platform-wide key has a scope of its own;
//! - only 2xx answers are stored, so a refused request can be repaired and sent again under its key;
//! - a replay has the status of the first answer;
//! - the same key with other body bytes is 409 `IDEMPOTENCY_KEY_REUSED`;
//! - a duplicate that arrives while the first is being served waits for it, and gets 409 `IDEMPOTENCY_IN_PROGRESS` when that
//!   takes longer than the configured time;
//! - records live as long as the sandbox. (Tybrite's live 24 hours: it calls [`Records::forget_older`] before each claim.)

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Mutex;
use std::time::Duration;

use ring::digest;
use tokio::sync::watch;

use crate::answer::Answer;
use crate::sync::lock;

/// What a record is found by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RecordKey {
    pub scope: String,
    pub endpoint: &'static str,
    pub key: Vec<u8>,
}

type BodyHash = [u8; 32];

enum Record {
    /// Somebody is serving it; the channel closes when that ends, however it ends.
    Running {
        body: BodyHash,
        ended: watch::Receiver<()>,
    },
    Stored {
        body: BodyHash,
        answer: Answer,
        at_ms: i64,
    },
}

/// Every record of the sandbox.
#[derive(Default)]
pub(crate) struct Records(Mutex<HashMap<RecordKey, Record>>);

/// What a request may do with its key.
pub(crate) enum Claim<'a> {
    /// Nobody has it: serve the request, then [`Holder::store`].
    Free(Holder<'a>),
    /// It was served before.
    Replay(Answer),
    /// It was used with another body.
    Reused,
    /// It is being served, for too long to wait.
    InProgress,
}

/// The right to serve under a key. Dropped without an answer to store, it frees the key.
pub(crate) struct Holder<'a> {
    records: &'a Records,
    key: RecordKey,
    body: BodyHash,
    stored: bool,
    _ended: watch::Sender<()>,
}

impl Records {
    pub(crate) async fn claim(&self, key: RecordKey, body: &[u8], patience: Duration) -> Claim<'_> {
        let deadline = tokio::time::Instant::now() + patience;
        let body = hash(body);
        loop {
            let mut ended = match lock(&self.0).entry(key.clone()) {
                Entry::Vacant(vacant) => {
                    let (sender, ended) = watch::channel(());
                    vacant.insert(Record::Running { body, ended });
                    return Claim::Free(Holder { records: self, key, body, stored: false, _ended: sender });
                }
                Entry::Occupied(occupied) => match occupied.get() {
                    Record::Stored { body: known, .. } | Record::Running { body: known, .. } if *known != body => {
                        return Claim::Reused;
                    }
                    Record::Stored { answer, .. } => return Claim::Replay(answer.clone()),
                    Record::Running { ended, .. } => ended.clone(),
                },
            };
            // Nothing is ever sent: `changed` returns when the holder is gone.
            if tokio::time::timeout_at(deadline, ended.changed()).await.is_err() {
                return Claim::InProgress;
            }
        }
    }

    /// Forgets the answer under this key if it was stored before that time.
    pub(crate) fn forget_older(&self, key: &RecordKey, limit_ms: i64) {
        let records = &mut *lock(&self.0);
        if matches!(records.get(key), Some(Record::Stored { at_ms, .. }) if *at_ms < limit_ms) {
            records.remove(key);
        }
    }

    /// Forgets every stored answer whose scope begins so.
    pub(crate) fn forget_scope(&self, prefix: &str) {
        let kept = |key: &RecordKey, record: &Record| {
            matches!(record, Record::Running { .. }) || !key.scope.starts_with(prefix)
        };
        lock(&self.0).retain(|key, record| kept(key, record));
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }
}

impl Holder<'_> {
    pub(crate) fn store(mut self, answer: Answer, at_ms: i64) {
        lock(&self.records.0).insert(self.key.clone(), Record::Stored { body: self.body, answer, at_ms });
        self.stored = true;
    }
}

impl Drop for Holder<'_> {
    fn drop(&mut self) {
        if !self.stored {
            lock(&self.records.0).remove(&self.key);
        }
    }
}

/// SHA-256.
pub(crate) fn hash(body: &[u8]) -> BodyHash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, body).as_ref());
    hash
}
