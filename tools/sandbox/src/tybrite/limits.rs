//! Requests an hour, counted in windows that begin with the first request.

use std::collections::HashMap;
use std::sync::Mutex;

use super::answer::Refusal;
use crate::sync::lock;

const HOUR_S: i64 = 3_600;

/// What is counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bucket {
    Key,
    Initialize,
    Webhooks,
    Reserve,
    IngestTest,
}

/// Where a caller stands in a window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub limit: u32,
    pub remaining: u32,
    /// Unix seconds.
    pub reset: i64,
}

impl Standing {
    pub(crate) fn headers(self) -> [(&'static str, String); 3] {
        [
            ("x-ratelimit-limit", self.limit.to_string()),
            ("x-ratelimit-remaining", self.remaining.to_string()),
            ("x-ratelimit-reset", self.reset.to_string()),
        ]
    }

    /// 429 `rate_limited`: transient, and not counted against the plan.
    pub(crate) fn refusal(self, now_s: i64) -> Refusal {
        let refusal = Refusal::of_status(429, "Too many requests. Please try again later.")
            .with("limit", self.limit)
            .with("remaining", 0)
            .with("reset", self.reset)
            .header("retry-after", (self.reset - now_s).max(1).to_string());
        self.headers().into_iter().fold(refusal, |refusal, (name, value)| refusal.header(name, value))
    }
}

#[derive(Default)]
struct Window {
    began_s: i64,
    used: u32,
}

#[derive(Default)]
pub(crate) struct Limits(Mutex<HashMap<(String, Bucket), Window>>);

impl Limits {
    /// Counts one request.
    pub(crate) fn take(&self, who: &str, bucket: Bucket, limit: u32, now_s: i64) -> Result<Standing, Refusal> {
        let windows = &mut *lock(&self.0);
        let window = windows.entry((who.to_owned(), bucket)).or_insert(Window { began_s: now_s, used: 0 });
        if now_s >= window.began_s + HOUR_S {
            *window = Window { began_s: now_s, used: 0 };
        }
        let reset = window.began_s + HOUR_S;
        if window.used >= limit {
            return Err(Standing { limit, remaining: 0, reset }.refusal(now_s));
        }
        window.used += 1;
        Ok(Standing { limit, remaining: limit - window.used, reset })
    }

    /// Takes a count back: replays are free.
    pub(crate) fn give_back(&self, who: &str, bucket: Bucket) {
        if let Some(window) = lock(&self.0).get_mut(&(who.to_owned(), bucket)) {
            window.used = window.used.saturating_sub(1);
        }
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }
}
