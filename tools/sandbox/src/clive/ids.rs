//! Ids: unique in one sandbox, in the shapes the contract's examples have, and without randomness.

/// Counts up; every id carries the count.
#[derive(Default)]
pub(crate) struct Ids {
    last: u64,
}

impl Ids {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// `CLVTX_1739378102312_420`.
    pub(crate) fn transaction(&mut self, now_ms: i64) -> String {
        format!("CLVTX_{now_ms}_{}", self.next())
    }

    /// `pi_` and 24 letters and digits. The time keeps ids of one sandbox from coming back in the next.
    pub(crate) fn intent(&mut self, now_ms: i64) -> String {
        format!("pi_3SBX{:0>10}{:0>10}", base36(now_ms.unsigned_abs()), base36(self.next()))
    }

    /// A row's id, like `cm8s6...`.
    pub(crate) fn row(&mut self) -> String {
        format!("cm8s6{:0>20}", base36(self.next()))
    }

    /// A UUID (version 4 in form only).
    pub(crate) fn batch(&mut self) -> String {
        format!("5eed5eed-0000-4000-8000-{:012x}", self.next())
    }

    /// A transfer's id, with the rail's name in front.
    pub(crate) fn transfer(&mut self, rail: &str) -> String {
        format!("{rail}_{:0>12}", self.next())
    }

    /// A Revolut order token, in the form of a UUID.
    pub(crate) fn order_token(&mut self) -> String {
        format!("0de70de7-0000-4000-8000-{:012x}", self.next())
    }
}

fn base36(mut number: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    loop {
        digits.push(DIGITS[(number % 36) as usize]);
        number /= 36;
        if number == 0 {
            digits.reverse();
            return digits.into_iter().map(char::from).collect();
        }
    }
}
