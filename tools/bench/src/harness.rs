//! Measures a few ways of doing one thing side by side: interleaved in one process, so that a busy machine disturbs all of them alike.
//!
//! Each round gives every case a slice of some milliseconds, starting with another one each time. A row is printed for each
//! case, with what each round took; `cargo xtask bench` makes medians, ratios and tables of the rows (tools/xtask/src/bench/row.rs).
//!
//! ```text
//! measure(
//!     Group::new("sign, hex", "150 B", "payseal", || key.sign_hex(black_box(body)))
//!         .against("ring, key reused", Goal::AtMost(1.0), || ring::hmac::sign(&ring_key, black_box(body))),
//! );
//! count("heap allocations", "sign_hex", allocations(|| key.sign_hex(body)), 0);
//! ```

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::json;

/// What is promised.
#[derive(Clone, Copy)]
pub enum Goal {
    /// At most this much of the peer's time.
    AtMost(f64),
    /// At least this share of the peer's speed: the same thing said the other way round.
    Speed(f64),
    /// Shown, not judged.
    None,
}

impl Goal {
    /// How many times as fast as the peer we must be.
    fn least_ratio(self) -> Option<f64> {
        match self {
            Self::AtMost(share) => Some(1.0 / share),
            Self::Speed(share) => Some(share),
            Self::None => None,
        }
    }
}

/// How many rounds there are, and how long each case runs in each.
#[derive(Clone, Copy)]
struct Budget {
    rounds: usize,
    slice: Duration,
}

impl Budget {
    fn from_env() -> Self {
        let number = |name, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
        Self {
            rounds: usize::try_from(number("PAYSEAL_BENCH_ROUNDS", 15)).unwrap_or(15),
            slice: Duration::from_millis(number("PAYSEAL_BENCH_MS", 15)),
        }
    }
}

struct Case<'a> {
    name: &'a str,
    goal: Option<f64>,
    /// Runs the work this many times. The loop is inside, so that the indirect call is paid once a slice and not once a call.
    run: Box<dyn FnMut(u64) + 'a>,
}

impl<'a> Case<'a> {
    fn new<T>(name: &'a str, goal: Option<f64>, mut work: impl FnMut() -> T + 'a) -> Self {
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
    fn calls_per_slice(&mut self, slice: Duration) -> u64 {
        let mut calls = 1;
        loop {
            let took = self.time(calls);
            if took >= slice / 4 {
                let slice = calls as f64 * slice.as_secs_f64() / took.as_secs_f64();
                return (slice as u64).max(1);
            }
            calls *= 2;
        }
    }
}

/// One thing done in several ways: ours first, then the peers.
pub struct Group<'a> {
    group: &'a str,
    case: &'a str,
    cases: Vec<Case<'a>>,
}

impl<'a> Group<'a> {
    /// A group with our way of doing it. `group` is the table it stands in, `case` its line.
    pub fn new<T>(group: &'a str, case: &'a str, name: &'a str, work: impl FnMut() -> T + 'a) -> Self {
        Self { group, case, cases: vec![Case::new(name, None, work)] }
    }

    /// The most nanoseconds that ours may take, whatever the peers take.
    pub fn at_most_ns(mut self, ns: f64) -> Self {
        if let Some(ours) = self.cases.first_mut() {
            ours.goal = Some(ns);
        }
        self
    }

    /// Adds a peer and what we promise against it. Hide inputs from the optimiser with `black_box`; results are hidden already.
    pub fn against<T>(mut self, name: &'a str, goal: Goal, work: impl FnMut() -> T + 'a) -> Self {
        self.cases.push(Case::new(name, goal.least_ratio(), work));
        self
    }
}

/// Runs a group and prints its rows.
pub fn measure(group: Group<'_>) {
    let Budget { rounds, slice } = Budget::from_env();
    let Group { group, case, mut cases } = group;
    let calls: Vec<u64> = cases.iter_mut().map(|case| case.calls_per_slice(slice)).collect();
    let mut ns = vec![Vec::with_capacity(rounds); cases.len()];
    for round in 0..rounds {
        for turn in 0..cases.len() {
            // Another one begins each round: nobody always runs after the same neighbour's cache and clock.
            let case = (turn + round) % cases.len();
            let took = cases[case].time(calls[case]);
            ns[case].push(took.as_secs_f64() * 1e9 / calls[case] as f64);
        }
    }
    for (subject, rounds) in cases.iter().zip(ns) {
        row(group, case, subject.name, "ns", &rounds, subject.goal);
    }
}

/// Prints a count that may be at most `at_most`: allocations, bytes.
pub fn count(group: &str, case: &str, count: usize, at_most: usize) {
    row(group, case, "payseal", "", &[count as f64], Some(at_most as f64));
}

/// Prints one row. Of ours the goal is a bound for the value, of a peer's the least ratio.
pub fn row(group: &str, case: &str, subject: &str, unit: &str, rounds: &[f64], goal: Option<f64>) {
    // Ten-thousandths are more than any clock here tells.
    let rounds: Vec<f64> = rounds.iter().map(|value| (value * 1e4).round() / 1e4).collect();
    println!(
        "{}",
        json!({"group": group, "case": case, "subject": subject, "unit": unit, "rounds": rounds, "goal": goal})
    );
}
