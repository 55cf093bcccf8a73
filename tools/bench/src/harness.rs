//! Measures a few ways of doing one thing side by side: interleaved in one process, so that a busy machine disturbs all of them alike.
//!
//! Each round gives every case about 15 ms, starting with another one each time. A ratio is the median of the ratios within a round,
//! which holds on a machine where the nanoseconds of two runs differ by 10 %.
//!
//! ```text
//! let mut report = Report::new();
//! report.measure(
//!     Group::new("hex, 150 B", "payseal", || key.sign_hex(black_box(body)))
//!         .against("ring, key reused", Goal::AtMost(1.0), || ring::hmac::sign(&ring_key, black_box(body))),
//! );
//! report.count("sign_hex, allocations", allocations(|| key.sign_hex(body)), 0);
//! report.finish();
//! ```

use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;
const SLICE: Duration = Duration::from_millis(15);

/// What our time divided by the peer's may be.
#[derive(Clone, Copy)]
pub enum Goal {
    /// At most this much of the peer's time.
    AtMost(f64),
    /// At least this share of the peer's speed: the same thing said the other way round.
    Speed(f64),
    /// Our own median in nanoseconds, whatever the peer takes.
    Nanoseconds(f64),
    /// Shown, not judged.
    None,
}

struct Case<'a> {
    name: &'a str,
    goal: Goal,
    /// Runs the work this many times. The loop is inside, so that the indirect call is paid once a slice and not once a call.
    run: Box<dyn FnMut(u64) + 'a>,
}

impl<'a> Case<'a> {
    fn new<T>(name: &'a str, goal: Goal, mut work: impl FnMut() -> T + 'a) -> Self {
        let run = Box::new(move |times| {
            for _ in 0..times {
                black_box(work());
            }
        });
        Self { name, goal, run }
    }

    fn time(&mut self, times: u64) -> Duration {
        let start = Instant::now();
        (self.run)(times);
        start.elapsed()
    }

    /// How many calls fill a slice. Also the warm-up.
    fn calls_per_slice(&mut self) -> u64 {
        let mut calls = 1;
        loop {
            let took = self.time(calls);
            if took >= SLICE / 4 {
                let slice = calls as f64 * SLICE.as_secs_f64() / took.as_secs_f64();
                return (slice as u64).max(1);
            }
            calls *= 2;
        }
    }
}

/// One thing done in several ways: ours first, then the peers.
pub struct Group<'a> {
    title: &'a str,
    cases: Vec<Case<'a>>,
}

impl<'a> Group<'a> {
    /// A group with our way of doing it.
    pub fn new<T>(title: &'a str, name: &'a str, work: impl FnMut() -> T + 'a) -> Self {
        let ours = Case::new(name, Goal::None, work);
        Self { title, cases: vec![ours] }
    }

    /// Adds a peer and what we promise against it. Hide inputs from the optimiser with `black_box`; results are hidden already.
    pub fn against<T>(mut self, name: &'a str, goal: Goal, work: impl FnMut() -> T + 'a) -> Self {
        self.cases.push(Case::new(name, goal, work));
        self
    }
}

/// Prints as it measures, and counts what was missed.
pub struct Report {
    missed: usize,
    judged: usize,
}

impl Report {
    /// Prints the head of the table.
    pub fn new() -> Self {
        println!(
            "{ROUNDS} interleaved rounds of {} ms a case; median and best ns a call; x = our time / theirs (median of the rounds)",
            SLICE.as_millis()
        );
        Self { missed: 0, judged: 0 }
    }

    /// Runs a group and prints its rows.
    pub fn measure(&mut self, group: Group<'_>) {
        let Group { title, mut cases } = group;
        let calls: Vec<u64> = cases.iter_mut().map(Case::calls_per_slice).collect();
        let mut ns = vec![Vec::with_capacity(ROUNDS); cases.len()];
        for round in 0..ROUNDS {
            for turn in 0..cases.len() {
                // Another one begins each round: nobody always runs after the same neighbour's cache and clock.
                let case = (turn + round) % cases.len();
                let took = cases[case].time(calls[case]);
                ns[case].push(took.as_secs_f64() * 1e9 / calls[case] as f64);
            }
        }

        println!("\n{title:<46}{:>10}{:>10}{:>9}  goal", "ns", "best", "x");
        let ours = median(ns[0].iter().copied());
        for (case, times) in cases.iter().zip(&ns) {
            let ratio = median(ns[0].iter().zip(times).map(|(ours, theirs)| ours / theirs));
            let best = times.iter().copied().fold(f64::INFINITY, f64::min);
            let ns = median(times.iter().copied());
            let (goal, verdict) = match case.goal {
                Goal::AtMost(x) => (format!("<= {x:.2}"), self.judge(ratio <= x)),
                Goal::Speed(share) => {
                    (format!(">= {:.0} % of the speed", share * 100.0), self.judge(1.0 / ratio >= share))
                }
                Goal::Nanoseconds(most) => {
                    (format!("ours <= {most:.0} ns"), self.judge(ours <= most))
                }
                Goal::None => (String::new(), ""),
            };
            let row = format!("  {:<44}{ns:>10.1}{best:>10.1}{ratio:>9.3}  {goal} {verdict}", case.name);
            println!("{}", row.trim_end());
        }
    }

    /// Prints a count that may be at most `at_most`: allocations, bytes.
    pub fn count(&mut self, what: &str, count: usize, at_most: usize) {
        let verdict = self.judge(count <= at_most);
        println!("  {what:<44}{count:>10}{:>19}  <= {at_most} {verdict}", "");
    }

    /// Prints how many goals were missed.
    pub fn finish(self) {
        println!("\n{} of {} goals reached", self.judged - self.missed, self.judged);
    }

    fn judge(&mut self, reached: bool) -> &'static str {
        self.judged += 1;
        self.missed += usize::from(!reached);
        if reached { "ok" } else { "MISSED" }
    }
}

/// The middle value; the upper one of two.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert!(median(std::iter::empty()).is_nan());
    }

    #[test]
    fn goals_are_counted() {
        let mut report = Report::new();
        report.count("nothing", 0, 0);
        report.count("too much", 2, 1);
        assert_eq!((report.judged, report.missed), (2, 1));
    }
}
