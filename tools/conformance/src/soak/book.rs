//! Every open story, found by what its requests look like: notes each request off the socket and decides what goes wrong with it.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use payseal_sandbox::{FaultRule, LedgerSnapshot, PartnerApi, RecordedRequest};
use ring::digest;

use super::dice::Dice;
use super::intent::{CAPTURE, Intent, address};
use super::story::{Arrival, Effects, Story};
use super::trouble::{Seen, TROUBLES, Trouble};
use crate::judge::money::{signature_of, timestamped_signature_of};

/// So many of a thousand requests meet a fault.
const TROUBLED_PERMILLE: u64 = 200;

/// How far a signed time may be off (Tybrite, section 2).
const WINDOW_S: u64 = 300;

/// The stories since the last reconciliation.
pub(crate) struct Book {
    seed: u64,
    secrets: BTreeMap<&'static str, String>,
    /// The rule of each row of [`TROUBLES`].
    rules: Vec<FaultRule>,
    stories: Mutex<HashMap<Vec<u8>, Arc<Mutex<Story>>>>,
    /// Requests that nobody asked for.
    strangers: Mutex<Vec<String>>,
    /// How far Tybrite's clock is ahead.
    pub(crate) skew_s: AtomicI64,
    pub(crate) requests: AtomicU64,
    pub(crate) troubled: AtomicU64,
    /// When the last request arrived that is served long after.
    pub(crate) last_slow_ms: AtomicI64,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Book {
    /// `secrets`: the signing secret of each partner.
    pub(crate) fn new(
        seed: u64,
        secrets: BTreeMap<&'static str, String>,
        elsewhere: &str,
    ) -> anyhow::Result<Arc<Self>> {
        let rules = TROUBLES.iter().map(|trouble| trouble.rule(elsewhere)).collect::<anyhow::Result<_>>()?;
        Ok(Arc::new(Self {
            seed,
            secrets,
            rules,
            stories: Mutex::default(),
            strangers: Mutex::default(),
            skew_s: AtomicI64::new(0),
            requests: AtomicU64::new(0),
            troubled: AtomicU64::new(0),
            last_slow_ms: AtomicI64::new(0),
        }))
    }

    /// Begins a story: from now on its requests are expected.
    pub(crate) fn open(&self, intent: Intent, before: Option<Intent>) -> Arc<Mutex<Story>> {
        let address = intent.address();
        let story = Arc::new(Mutex::new(Story::new(intent, before)));
        lock(&self.stories).insert(address, Arc::clone(&story));
        story
    }

    /// What goes wrong with this request.
    pub(crate) fn arrived(&self, request: &RecordedRequest) -> Option<FaultRule> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let story = lock(&self.stories).get(&address(&request.method, &request.target, &request.body)).cloned();
        let at = match story {
            Some(story) => {
                let story = &mut *lock(&story);
                let at = trouble(Dice::new(self.seed, &story.intent.name, 1_000 + story.arrivals.len() as u64));
                story.arrivals.push(Arrival {
                    at_ms: request.at_ms,
                    trouble: at,
                    key: request.header("idempotency-key").map(str::to_owned),
                    signed: self.is_signed(request, story.intent.effect.is_some() && !story.intent.once),
                    stale: self.is_stale(request),
                });
                at
            }
            // Lists and the like look all the same, and belong to nobody's story.
            None if request.method == "GET" => trouble(Dice::new(self.seed, "reads", number)),
            None => {
                let (body, key) = (String::from_utf8_lossy(&request.body), request.header("idempotency-key"));
                let line = format!("{} {} with the key {key:?} and the body {body}", request.method, request.target);
                lock(&self.strangers).push(line);
                None
            }
        }?;
        self.troubled.fetch_add(1, Ordering::Relaxed);
        if TROUBLES[at].seen == Seen::Late {
            self.last_slow_ms.fetch_max(request.at_ms, Ordering::Relaxed);
        }
        self.rules.get(at).cloned()
    }

    /// Whether Tybrite finds the time that was signed too far from its own.
    fn is_stale(&self, request: &RecordedRequest) -> bool {
        let now_s = request.at_ms / 1_000 + self.skew_s.load(Ordering::Relaxed);
        let signed_s = request.header("x-timestamp").and_then(|text| text.parse::<i64>().ok());
        signed_s.is_some_and(|signed_s| now_s.abs_diff(signed_s) > WINDOW_S)
    }

    /// Whether the signature is the partner's own over the bytes that arrived; look-ups carry none.
    fn is_signed(&self, request: &RecordedRequest, must_be: bool) -> bool {
        let (partner, header) = match request.partner {
            PartnerApi::Clive => ("clive", "x-clive-hmac"),
            PartnerApi::Tybrite => ("tybrite", "x-signature"),
        };
        let secret = self.secrets.get(partner).map_or("", String::as_str);
        let right = match (partner, request.header("x-timestamp")) {
            ("clive", _) => signature_of(secret, &request.body),
            (_, Some(timestamp)) => timestamped_signature_of(secret, timestamp, &request.body),
            (_, None) => return !must_be,
        };
        request.header(header).map_or(!must_be, |sent| sent == right)
    }

    /// Ends all stories and holds them against the ledger: how many there were, and what is wrong.
    pub(crate) fn reconcile(&self, ledger: &LedgerSnapshot) -> Reconciled {
        let stories = std::mem::take(&mut *lock(&self.stories));
        let mut effects: HashMap<String, Effects> = HashMap::new();
        let mut strange: Vec<String> = std::mem::take(&mut *lock(&self.strangers));
        strange.iter_mut().for_each(|line| *line = format!("a request that nobody asked for: {line}"));
        for commit in &ledger.commits {
            match (&commit.body_sha256, &commit.idempotency_key) {
                (Some(sha256), Some(key)) => {
                    effects
                        .entry(format!("{} {sha256}", commit.operation))
                        .or_default()
                        .push((key.clone(), commit.count));
                }
                // It has no key; the order that was captured stands in its place.
                _ if commit.operation == CAPTURE => {
                    let captured = format!("{CAPTURE} {}", commit.reference);
                    effects.entry(captured).or_default().push((String::new(), commit.count));
                }
                _ => strange.push(format!("an effect that nobody asked for: {commit:?}")),
            }
        }
        // By the id that a runner was given: whose it is.
        let mut owners: HashMap<&str, &str> = HashMap::new();
        owners.extend(ledger.transactions.iter().map(|one| (&*one.clive_tx_id, &*one.echezona_reference)));
        owners.extend(ledger.tybrite.orders.iter().map(|one| (&*one.id, &*one.order_number)));
        let mut reconciled = Reconciled { strange, ..Reconciled::default() };
        let mut given: HashMap<String, String> = HashMap::new();
        for story in stories.into_values() {
            let story = &*lock(&story);
            let sha256: String = digest::digest(&digest::SHA256, story.intent.body.as_bytes())
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let own = story
                .intent
                .effect
                .and_then(|effect| {
                    effects.remove(&format!("{effect} {}", story.intent.approved.as_ref().unwrap_or(&sha256)))
                })
                .unwrap_or_default();
            let mut wrong = story.wrong(&own);
            for told in story.calls.iter().filter_map(|call| call.told.as_ref()) {
                let Some(id) = &told.id else { continue };
                let owner = owners.get(&**id).copied().unwrap_or_default();
                if !story.intent.reference.is_empty() && owner != story.intent.reference {
                    wrong.push(format!("it was given {id}, which the ledger has under {owner:?}"));
                }
                let other = given.insert(id.clone(), story.intent.name.clone());
                if let Some(other) = other.filter(|other| *other != story.intent.name) {
                    wrong.push(format!("it was given {id}, and so was {other}"));
                }
            }
            reconciled.stories += u64::from(story.intent.effect.is_some());
            reconciled.unresolved += u64::from(story.is_unresolved() && story.intent.effect.is_some());
            reconciled.doubles += u64::from(own.iter().map(|(_, count)| count).sum::<u64>() > 1);
            reconciled.lies += wrong.iter().filter(|line| line.contains("a lying outcome")).count() as u64;
            if !wrong.is_empty() {
                reconciled.failures.push(Failure {
                    text: story.text(&own),
                    story: Story {
                        intent: story.intent.clone(),
                        before: story.before.clone(),
                        calls: story.calls.clone(),
                        arrivals: story.arrivals.clone(),
                    },
                    wrong,
                });
            }
        }
        let left = effects.into_iter().map(|(what, keys)| format!("{what} under {keys:?}"));
        reconciled.strange.extend(left.map(|what| format!("an effect that nobody asked for: {what}")));
        reconciled.failures.sort_by(|one, other| one.story.intent.name.cmp(&other.story.intent.name));
        reconciled
    }
}

fn trouble(mut dice: Dice) -> Option<usize> {
    if !dice.permille(TROUBLED_PERMILLE) {
        return None;
    }
    let row = dice.pick(TROUBLES, Trouble::weight)?;
    TROUBLES.iter().position(|one| one.text == row.text)
}

/// A story with what is wrong with it.
pub(crate) struct Failure {
    pub(crate) story: Story,
    pub(crate) wrong: Vec<String>,
    /// For people.
    pub(crate) text: String,
}

/// What the stories came to.
#[derive(Default)]
pub(crate) struct Reconciled {
    pub(crate) stories: u64,
    /// Given up with nobody knowing what happened; at most one effect each.
    pub(crate) unresolved: u64,
    pub(crate) doubles: u64,
    pub(crate) lies: u64,
    pub(crate) failures: Vec<Failure>,
    /// What belongs to no story.
    pub(crate) strange: Vec<String>,
}
