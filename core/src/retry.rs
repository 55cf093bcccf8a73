//! Whether to try again, and when. Pure decisions; the rows of `tests/vectors/retry.json` are this file in data.
//!
//! Source: the partners' own tables (Clive: `errors-and-retries`; Tybrite: rate limits), made safe where they are silent.
//!
//! ```
//! use payseal::retry;
//! assert!(retry::is_retryable_status(503) && !retry::is_retryable_status(501));
//! assert_eq!(retry::backoff_ms(1, u64::MAX), 250);   // full jitter: 0..=250 ms before the first retry
//! assert_eq!(retry::backoff_ms(9, u64::MAX), 8_000); // never above 8 s
//! assert_eq!(retry::parse_retry_after("120", 0), Some(120_000));
//! ```

use crate::operation::Method;
use crate::outcome::Outcome;

/// The time and the attempts a call may use. All times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// How long one connection may take to open.
    pub connect_timeout_ms: u64,
    /// How long one attempt may take, from opening the connection to the last byte of the answer.
    pub attempt_timeout_ms: u64,
    /// How long the call may take with all attempts and waits; 0 = no limit.
    pub total_timeout_ms: u64,
    /// How often a failed attempt is repeated.
    pub max_retries: u32,
}

impl Default for Budgets {
    fn default() -> Self {
        Self { connect_timeout_ms: 10_000, attempt_timeout_ms: 30_000, total_timeout_ms: 90_000, max_retries: 2 }
    }
}

/// The longest wait a partner may ask for; above it the call ends and says `retry_after_ms`.
pub const MAX_WAIT_MS: u64 = 60_000;

/// The longest wait that is told, in milliseconds: what the numbers of every language hold (2^53 - 1).
pub const LONGEST_MS: u64 = (1 << 53) - 1;

const FIRST_BACKOFF_MS: u64 = 250;
const LAST_BACKOFF_MS: u64 = 8_000;

/// Whether an answer with this status is worth another attempt: 408, 425, 429 and 5xx, except 501 (it never will) and
/// 505 (it will not speak our HTTP).
#[must_use]
pub const fn is_retryable_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429) || (status >= 500 && status <= 599 && status != 501 && status != 505)
}

/// What one answer leaves known about the money.
///
/// A 4xx is a no. 408, 5xx, a redirect of a write and anything that is not HTTP may have happened.
#[must_use]
pub const fn outcome_of_status(status: u16, method: Method) -> Outcome {
    match status {
        200..=299 => Outcome::Ok,
        300..=399 if !method.is_write() => Outcome::Refused,
        408 => Outcome::Unknown,
        400..=499 => Outcome::Refused,
        _ => Outcome::Unknown,
    }
}

/// The wait before retry number `retry` (from 1): full jitter over 250 ms, 500 ms, … up to 8 s.
#[must_use]
pub fn backoff_ms(retry: u32, random: u64) -> u64 {
    let doublings = retry.saturating_sub(1).min(16);
    let ceiling = (FIRST_BACKOFF_MS << doublings).min(LAST_BACKOFF_MS);
    // Multiply-shift maps the whole range of `random` evenly onto 0..=ceiling.
    u64::try_from((u128::from(random) * u128::from(ceiling + 1)) >> 64).unwrap_or(ceiling)
}

/// What a `Retry-After` header asks for, in milliseconds: seconds, or an HTTP date measured against `now_unix_s`.
/// `None` when it is neither. Of several numbers that were joined by commas (as `fetch` does) the longest counts; one too
/// large for a clock is [`LONGEST_MS`].
#[must_use]
pub fn parse_retry_after(value: &str, now_unix_s: i64) -> Option<u64> {
    let value = value.trim_matches([' ', '\t']);
    if let Some(longest) =
        value.split(',').map(seconds).collect::<Option<Vec<u64>>>().and_then(|all| all.into_iter().max())
    {
        return Some(ms(longest));
    }
    let at = unix_s_of_http_date(value)?;
    Some(ms_until(at, now_unix_s))
}

/// Milliseconds from `now_unix_s` until `at_unix_s`; 0 when that is over, [`LONGEST_MS`] at most.
#[must_use]
pub fn ms_until(at_unix_s: i64, now_unix_s: i64) -> u64 {
    ms(u64::try_from(at_unix_s.saturating_sub(now_unix_s)).unwrap_or(0))
}

fn seconds(text: &str) -> Option<u64> {
    let text = text.trim_matches([' ', '\t']);
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

fn ms(seconds: u64) -> u64 {
    seconds.saturating_mul(1_000).min(LONGEST_MS)
}

/// An HTTP date (RFC 9110 §5.6.7) in Unix seconds.
#[must_use]
pub fn unix_s_of_http_date(value: &str) -> Option<i64> {
    let date = httpdate::parse_http_date(value).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
