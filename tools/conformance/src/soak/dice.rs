//! Random numbers that follow from a seed and a place, so that what happens to one intent does not depend on what the others
//! do meanwhile.

use payseal_sandbox::SplitMix64;

/// A row of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Dice(SplitMix64);

impl Dice {
    /// The row that belongs to a place.
    pub(crate) fn new(seed: u64, place: &str, turn: u64) -> Self {
        // FNV-1a of the name, then one step, so that neighbours have nothing in common.
        let name = place
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        let named = SplitMix64::new(seed).draw() ^ name;
        Self(SplitMix64::new(SplitMix64::new(named).draw() ^ turn))
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0.draw()
    }

    /// From 0 to below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// True in so many of a thousand cases.
    pub(crate) fn permille(&mut self, share: u64) -> bool {
        self.below(1_000) < share
    }

    /// One row, each as often as its weight says.
    pub(crate) fn pick<'a, T>(&mut self, rows: &'a [T], weight: impl Fn(&T) -> u64) -> Option<&'a T> {
        let mut at = self.below(rows.iter().map(&weight).sum());
        rows.iter().find(|row| {
            let here = weight(row);
            let found = at < here;
            at = at.saturating_sub(here);
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_place_has_the_same_numbers() {
        let row = |seed, place, turn| {
            let mut dice = Dice::new(seed, place, turn);
            (0..4).map(|_| dice.next()).collect::<Vec<_>>()
        };
        assert_eq!(row(1, "c-7", 0), row(1, "c-7", 0));
        for other in [row(2, "c-7", 0), row(1, "c-8", 0), row(1, "c-7", 1)] {
            assert_ne!(row(1, "c-7", 0), other);
        }
    }

    #[test]
    fn shares_are_kept() {
        let mut dice = Dice::new(1, "shares", 0);
        let hits = (0..10_000).filter(|_| dice.permille(200)).count();
        assert!((1_800..2_200).contains(&hits), "{hits}");
        let rows = [("a", 1), ("never", 0), ("b", 3)];
        let count = |name| {
            let mut dice = Dice::new(1, "rows", 0);
            (0..4_000).filter(|_| dice.pick(&rows, |row| row.1).is_some_and(|row| row.0 == name)).count()
        };
        assert_eq!(count("never"), 0);
        assert!((2_800..3_200).contains(&count("b")), "{}", count("b"));
        assert_eq!(count("a") + count("b"), 4_000);
    }
}
