//! The rules in force: which one a request meets, counted and drawn.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, VecDeque};
use std::hash::{Hash, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{FaultRule, InvalidFault, parse_faults};
use crate::split_mix::SplitMix64;
use crate::sync::lock;

/// How many (header, key) pairs are counted before counting begins anew.
const KEPT_HEADERS: usize = 10_000;

struct Armed {
    rule: FaultRule,
    /// Which rule it is since the last clearing; part of its draws.
    number: u64,
    /// How many requests matched it.
    seen: u32,
}

#[derive(Default)]
struct Rules {
    set: u64,
    list: VecDeque<Armed>,
}

/// The rules still in force, in the order they were set.
pub(crate) struct FaultList {
    seed: u64,
    rules: Mutex<Rules>,
}

impl FaultList {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, rules: Mutex::default() }
    }

    pub(crate) fn add(&self, rule: FaultRule) -> Result<(), InvalidFault> {
        rule.check()?;
        let rules = &mut *lock(&self.rules);
        rules.set += 1;
        rules.list.push_back(Armed { rule, number: rules.set, seen: 0 });
        Ok(())
    }

    /// The rule for this request, counted down.
    pub(crate) fn take(&self, method: &str, path: &str) -> Option<FaultRule> {
        let list = &mut lock(&self.rules).list;
        let at = list.iter_mut().position(|armed| armed.meets(self.seed, method, path))?;
        let rule = &mut list[at].rule;
        match rule.times {
            Some(1) => list.remove(at).map(|armed| armed.rule),
            Some(left) => {
                rule.times = Some(left - 1);
                Some(rule.clone())
            }
            None => Some(rule.clone()),
        }
    }

    pub(crate) fn list(&self) -> Vec<FaultRule> {
        lock(&self.rules).list.iter().map(|armed| armed.rule.clone()).collect()
    }

    pub(crate) fn clear(&self) {
        *lock(&self.rules) = Rules::default();
    }
}

impl Armed {
    fn meets(&mut self, seed: u64, method: &str, path: &str) -> bool {
        if !self.rule.matches(method, path) {
            return false;
        }
        self.seen = self.seen.saturating_add(1);
        self.seen >= self.rule.nth && draw(seed, self.number, self.seen.into()) < self.rule.p
    }
}

/// The rules that requests bring along in their `x-sandbox-fault` header.
///
/// Requests with the same header and the same idempotency key are attempts of one intent and share one count, so that
/// `status=503, times=2` means "twice, then served". A request without a key is counted by itself.
pub(crate) struct PerRequest {
    seed: u64,
    keyless: AtomicU64,
    counted: Mutex<HashMap<(String, Vec<u8>), FaultList>>,
}

impl PerRequest {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, keyless: AtomicU64::new(0), counted: Mutex::default() }
    }

    /// The rule for this request.
    pub(crate) fn take(
        &self,
        spec: &str,
        key: Option<&[u8]>,
        method: &str,
        path: &str,
    ) -> Result<Option<FaultRule>, InvalidFault> {
        let Some(key) = key else {
            let number = self.keyless.fetch_add(1, Ordering::Relaxed);
            return Ok(self.list(spec, number)?.take(method, path));
        };
        let name = (spec.to_owned(), key.to_vec());
        let mut counted = lock(&self.counted);
        if let Some(list) = counted.get(&name) {
            return Ok(list.take(method, path));
        }
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let list = self.list(spec, hasher.finish())?;
        let rule = list.take(method, path);
        if counted.len() >= KEPT_HEADERS {
            counted.clear();
        }
        counted.insert(name, list);
        Ok(rule)
    }

    pub(crate) fn clear(&self) {
        lock(&self.counted).clear();
    }

    fn list(&self, spec: &str, number: u64) -> Result<FaultList, InvalidFault> {
        let list = FaultList::new(mix(self.seed ^ mix(number)));
        parse_faults(spec)?.into_iter().try_for_each(|rule| list.add(rule))?;
        Ok(list)
    }
}

/// A number from 0 up to 1 that follows from where it is drawn, and from nothing else.
fn draw(seed: u64, rule: u64, request: u64) -> f64 {
    let bits = mix(mix(mix(seed) ^ rule) ^ request) >> 11;
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
    let numerator = bits as f64;
    numerator / (1_u64 << 53) as f64
}

/// The number that follows from this one.
fn mix(state: u64) -> u64 {
    SplitMix64::new(state).draw()
}
