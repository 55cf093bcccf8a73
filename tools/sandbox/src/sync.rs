//! Small helpers around locks and time that every part uses.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// Locks, going on after a panic elsewhere: a test server should still answer and show what it holds.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The ledger's clock: real time plus what a test has moved it by, so that a settlement's day boundary can be crossed. And
/// the skew of the clock that clients meet: in `Date`, and where the timestamps of signatures are judged.
pub(crate) struct Clock {
    moved_ms: AtomicI64,
    skew_s: AtomicI64,
}

impl Clock {
    pub(crate) fn new(skew_s: i64) -> Self {
        Self { moved_ms: AtomicI64::new(0), skew_s: AtomicI64::new(skew_s) }
    }

    /// How many seconds the clock that clients meet is ahead.
    pub(crate) fn skew_s(&self) -> i64 {
        self.skew_s.load(Ordering::Relaxed)
    }

    pub(crate) fn set_skew_s(&self, skew_s: i64) {
        self.skew_s.store(skew_s, Ordering::Relaxed);
    }

    /// Milliseconds since 1970 as the ledger sees them.
    pub(crate) fn now_ms(&self) -> i64 {
        real_now_ms() + self.moved_ms.load(Ordering::Relaxed)
    }

    /// Moves the clock; negative moves go back.
    pub(crate) fn advance_ms(&self, by: i64) {
        self.moved_ms.fetch_add(by, Ordering::Relaxed);
    }

    /// Back to real time, and to the skew of the beginning.
    pub(crate) fn reset(&self, skew_s: i64) {
        self.moved_ms.store(0, Ordering::Relaxed);
        self.set_skew_s(skew_s);
    }
}

/// Milliseconds since 1970. Signatures are judged by this one plus the skew, never by a moved ledger clock.
pub(crate) fn real_now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// `2026-03-05T15:21:35.222Z`.
pub(crate) fn iso8601(ms: i64) -> String {
    let (days, in_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    // Days since 1970 to a civil date, in eras of 400 years that begin in March (Hinnant's algorithm).
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (seconds, millis) = (in_day / 1_000, in_day % 1_000);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{millis:03}Z",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::iso8601;

    #[test]
    fn dates_are_civil() {
        assert_eq!(iso8601(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso8601(1_772_724_095_222), "2026-03-05T15:21:35.222Z");
        assert_eq!(iso8601(1_709_208_000_001), "2024-02-29T12:00:00.001Z");
    }
}
