//! Ids: unique in one sandbox and, by the time in them, in the next; in the shapes of the contract's examples; nothing random.

/// Counts up; every id carries the count.
#[derive(Default)]
pub(crate) struct Ids {
    last: u64,
}

impl Ids {
    /// A number that only grows: rows are ordered by it.
    pub(crate) fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// A UUID (version 4 in form only).
    pub(crate) fn uuid(&mut self, now_ms: i64) -> String {
        let time = now_ms.unsigned_abs();
        format!("{:08x}-{:04x}-4000-8000-{:012x}", (time >> 16) & 0xffff_ffff, time & 0xffff, self.next())
    }

    /// `PAY-1771526500123-1`.
    pub(crate) fn payment(&mut self, now_ms: i64) -> String {
        format!("PAY-{now_ms}-{}", self.next())
    }

    /// A prefix, the time and the count, for the ids of payment providers and events.
    pub(crate) fn tagged(&mut self, prefix: &str, now_ms: i64) -> String {
        format!("{prefix}{now_ms}_{:07}", self.next())
    }

    /// 17 capital letters and digits, as PayPal has them.
    pub(crate) fn paypal(&mut self, now_ms: i64) -> String {
        format!("{:011X}{:06X}", now_ms.unsigned_abs(), self.next())
    }
}

/// Whether a text has the form of a UUID.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}
