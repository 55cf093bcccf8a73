//! The soak: intents from all languages at once against one sandbox, a fault on every fifth request, processes killed in the
//! middle of a call; and in the end the ledger must be what the runners said.
//!
//! Everything about one intent follows from the seed and its name: its body, the fault each of its requests meets, when its
//! process is killed. What does not follow is time. How to run it and read its findings stands in `docs/soak.md`.

mod book;
mod dice;
mod intent;
mod shortest;
mod story;
mod trouble;
mod worker;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::ensure;
use payseal_sandbox::{FaultPlan, Sandbox, SandboxConfig, TybriteConfig};
use serde_json::json;

use crate::manifest::Manifest;
use crate::run::Lane;
use book::{Book, Failure, lock};
use worker::{Shared, Worker};

/// How the soak is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// What everything random follows from.
    pub seed: u64,
    /// It ends after so long…
    pub time: Duration,
    /// … or after so many intents; 0: only after the time.
    pub intents: u64,
    /// Processes for each column and partner.
    pub processes: usize,
    /// Only errands that begin with one of these; empty: all.
    pub operations: Vec<String>,
    /// The ledger is held against the stories, and the sandbox emptied, after so many intents.
    pub chapter: u64,
}

impl Default for Options {
    fn default() -> Self {
        let operations = Vec::new();
        Self { seed: 1, time: Duration::from_secs(60), intents: 0, processes: 2, operations, chapter: 5_000 }
    }
}

/// One failure for people.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The story and what is wrong with it.
    pub text: String,
    /// The shortest scenario that shows it, and what the judge says of that; none: it belongs to no intent, or there were too
    /// many before it.
    pub scenario: Option<(String, Vec<String>)>,
}

/// What a soak came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Intents that were asked for.
    pub intents: u64,
    /// The columns.
    pub lanes: Vec<String>,
    /// Requests that arrived, and those of them that met a fault.
    pub requests: (u64, u64),
    /// Processes that were killed in the middle of a call.
    pub killed: u64,
    /// Intents of which nobody knows in the end what happened; each has at most one effect.
    pub unresolved: u64,
    /// Intents with more than one effect.
    pub doubles: u64,
    /// Outcomes that were not true.
    pub lies: u64,
    /// The seed.
    pub seed: u64,
    /// How long it took.
    pub time: Duration,
    /// Everything that is wrong; empty: it passed.
    pub findings: Vec<Finding>,
}

impl Summary {
    /// The closing line.
    #[must_use]
    pub fn line(&self) -> String {
        let (requests, troubled) = self.requests;
        format!(
            "soak: {} intents in {:.0} s ({:.0} a second), {} columns ({}), {} requests, {:.1} % faulted, {} clients killed, \
             {} left unknown, {} double effects, {} lying outcomes, {} findings, seed {}",
            grouped(self.intents),
            self.time.as_secs_f64(),
            ratio(self.intents, self.time.as_secs().max(1)),
            self.lanes.len(),
            self.lanes.join(", "),
            grouped(requests),
            100.0 * ratio(troubled, requests),
            grouped(self.killed),
            self.unresolved,
            self.doubles,
            self.lies,
            self.findings.len(),
            self.seed
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown, not computed with")]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many failures get a scenario; what follows is mostly the same again.
const SCENARIOS: usize = 3;

/// How long nothing must have arrived before the ledger is read.
const QUIET: Duration = Duration::from_millis(150);

const API_KEYS: [&str; 2] = ["cp_test_soak_9c41", "tybrite_sk_test_soak_51f0"];
const HMAC_SECRETS: [&str; 2] = ["soak-secret-\u{fc}-77b0", "soak-secret-\u{e9}-88c1"];

/// What every client secret and every order token of the sandbox has in it.
const BUYERS_SECRETS: [&str; 2] = ["_secret_", "0de70de7-0000-4000-8000-"];

/// Runs it. `told` is given a line now and then.
///
/// # Errors
/// No language is selected, the sandbox or a runner cannot be started, or the options name an operation that no errand begins
/// with.
pub fn run(mut manifest: Manifest, lanes: &[Lane], options: &Options, told: impl Fn(&str)) -> anyhow::Result<Summary> {
    ensure!(!lanes.is_empty(), "no language is selected");
    let partners: Vec<&'static str> = ["clive", "tybrite"]
        .into_iter()
        .filter(|partner| options.operations.is_empty() || can_begin(partner, &options.operations))
        .collect();
    for name in &options.operations {
        let known = ["clive", "tybrite"].iter().any(|partner| can_begin(partner, std::slice::from_ref(name)));
        ensure!(known, "no errand begins with {name:?}");
    }
    let elsewhere = TcpListener::bind("127.0.0.1:0")?;
    elsewhere.set_nonblocking(true)?;
    let secrets = BTreeMap::from([("clive", HMAC_SECRETS[0].to_owned()), ("tybrite", HMAC_SECRETS[1].to_owned())]);
    let book = Book::new(options.seed, secrets, &format!("http://{}/", elsewhere.local_addr()?))?;
    let sandbox = Sandbox::start(config(&book))?;
    let client = |base_url: String, at: usize| {
        json!({
            "base_url": base_url, "api_key": API_KEYS[at], "hmac_secret": HMAC_SECRETS[at],
            "attempt_timeout_ms": trouble::ATTEMPT_TIMEOUT_MS, "max_retries": story::MAX_RETRIES,
        })
    };
    let shared = Shared {
        seed: options.seed,
        sandbox: &sandbox,
        only: &options.operations,
        book: &book,
        clive: client(sandbox.base_url(), 0),
        tybrite: client(sandbox.tybrite_base_url(), 1),
        secrets: [API_KEYS, HMAC_SECRETS, BUYERS_SECRETS].concat().into_iter().map(str::to_owned).collect(),
        killed: AtomicU64::new(0),
        intents: AtomicU64::new(0),
        wrong: Mutex::default(),
    };
    let mut summary = Summary {
        lanes: lanes.iter().map(|lane| lane.name.clone()).collect(),
        seed: options.seed,
        ..Summary::default()
    };
    let mut chapters = 0;
    turn_clock(&sandbox, &book, options.seed, chapters);
    let mut failures = Vec::new();
    let mut strange = Vec::new();
    let begun = Instant::now();
    let errands = Errands {
        stop: AtomicBool::new(false),
        gate: RwLock::new(()),
        next: (0..lanes.len() * 2).map(|_| AtomicU64::new(0)).collect(),
    };
    std::thread::scope(|scope| {
        for (at, lane) in lanes.iter().enumerate() {
            for (half, partner) in partners.iter().enumerate() {
                for _ in 0..options.processes {
                    let (shared, errands) = (&shared, &errands);
                    let place = at * 2 + half;
                    scope.spawn(move || errands.run(Worker::new(shared, lane, partner), place, shared));
                }
            }
        }
        let mut reconciled_at = 0;
        loop {
            std::thread::sleep(Duration::from_millis(20));
            let intents = shared.intents.load(Ordering::Relaxed);
            let enough = options.intents > 0 && intents >= options.intents;
            let broken = errands.stop.load(Ordering::Relaxed) || !failures.is_empty() || !strange.is_empty();
            let over = enough || begun.elapsed() >= options.time || broken;
            if over {
                errands.stop.store(true, Ordering::Relaxed);
            }
            if !over && intents - reconciled_at < options.chapter {
                continue;
            }
            // No errand is under way while it is held.
            let _gate = errands.gate.write().unwrap_or_else(PoisonError::into_inner);
            settle(&book);
            let chapter = book.reconcile(&sandbox.ledger());
            reconciled_at = shared.intents.load(Ordering::Relaxed);
            summary.intents += chapter.stories;
            summary.unresolved += chapter.unresolved;
            summary.doubles += chapter.doubles;
            summary.lies += chapter.lies;
            failures.extend(chapter.failures);
            strange.extend(chapter.strange);
            sandbox.reset();
            chapters += 1;
            turn_clock(&sandbox, &book, options.seed, chapters);
            told(&format!(
                "{:>5.0} s: {} intents, {} requests, {} clients killed, {} failures",
                begun.elapsed().as_secs_f64(),
                grouped(summary.intents),
                grouped(book.requests.load(Ordering::Relaxed)),
                grouped(shared.killed.load(Ordering::Relaxed)),
                failures.len() + strange.len()
            ));
            if over {
                return;
            }
        }
    });
    summary.time = begun.elapsed();
    summary.requests = (book.requests.load(Ordering::Relaxed), book.troubled.load(Ordering::Relaxed));
    summary.killed = shared.killed.load(Ordering::Relaxed);
    if elsewhere.accept().is_ok() {
        strange.push("a redirect was followed: a connection arrived where redirects lead".to_owned());
    }
    strange.append(&mut lock(&shared.wrong));
    strange.dedup();
    summary.findings = strange.into_iter().map(|text| Finding { text, scenario: None }).collect();
    drop(sandbox);
    for (index, failure) in failures.into_iter().enumerate() {
        summary.findings.push(finding(&failure, index < SCENARIOS, lanes, options.seed, &mut manifest)?);
    }
    Ok(summary)
}

/// How far the partners' clocks are ahead in a chapter: right, or off by more than a signature may be. Clients that were right
/// before must learn it.
const CLOCKS_S: [i64; 4] = [400, 0, -400, 86_400];

fn turn_clock(sandbox: &Sandbox, book: &Book, seed: u64, chapter: u64) {
    let skew_s = CLOCKS_S[(seed.wrapping_add(chapter) % 4) as usize];
    book.skew_s.store(skew_s, Ordering::Relaxed);
    sandbox.set_clock_skew_s(skew_s);
}

fn can_begin(partner: &str, operations: &[String]) -> bool {
    intent::first_operations(partner).any(|name| operations.iter().any(|one| one == name))
}

fn config(book: &Arc<Book>) -> SandboxConfig {
    let book = Arc::clone(book);
    SandboxConfig {
        api_key: API_KEYS[0].to_owned(),
        hmac_secret: HMAC_SECRETS[0].to_owned(),
        fault_plan: Some(FaultPlan::new(move |request| book.arrived(request))),
        // The book keeps what matters of each request.
        max_recorded_requests: 100,
        tybrite: TybriteConfig {
            secret_test_key: API_KEYS[1].to_owned(),
            hmac_secret: HMAC_SECRETS[1].to_owned(),
            key_per_hour: u32::MAX,
            initialize_per_hour: u32::MAX,
            ..TybriteConfig::default()
        },
        ..SandboxConfig::default()
    }
}

/// What the workers take their errands from.
struct Errands {
    stop: AtomicBool,
    gate: RwLock<()>,
    /// The next number of each column and partner.
    next: Vec<AtomicU64>,
}

impl Errands {
    fn run(&self, mut worker: Worker<'_>, place: usize, shared: &Shared<'_>) {
        loop {
            let gate = self.gate.read().unwrap_or_else(PoisonError::into_inner);
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let number = self.next[place].fetch_add(1, Ordering::Relaxed);
            let unique = number * self.next.len() as u64 + place as u64;
            if let Err(error) = worker.errand(number, unique) {
                // A runner that ended or hung has failed, and with it the run.
                lock(&shared.wrong).push(format!("{error:#}"));
                self.stop.store(true, Ordering::Relaxed);
                return;
            }
            drop(gate);
        }
        if let Err(error) = worker.finish() {
            lock(&shared.wrong).push(format!("{error:#}"));
        }
    }
}

/// Waits until what was sent has arrived and what is slow has been served.
fn settle(book: &Book) {
    loop {
        let requests = book.requests.load(Ordering::Relaxed);
        std::thread::sleep(QUIET);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now_ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        let slowest_ms = i64::try_from(trouble::SLOWEST_MS).unwrap_or(0) + 100;
        let served = now_ms - book.last_slow_ms.load(Ordering::Relaxed) > slowest_ms;
        if served && requests == book.requests.load(Ordering::Relaxed) {
            return;
        }
    }
}

fn finding(
    failure: &Failure,
    shorten: bool,
    lanes: &[Lane],
    seed: u64,
    manifest: &mut Manifest,
) -> anyhow::Result<Finding> {
    let text = format!("{}  {}", failure.text, failure.wrong.join("\n  "));
    let name = &failure.story.intent.name;
    let lane = lanes.iter().find(|lane| {
        name.strip_prefix(&lane.name).is_some_and(|rest| rest.starts_with("-clive-") || rest.starts_with("-tybrite-"))
    });
    let scenario = match lane.filter(|_| shorten) {
        Some(lane) => {
            let found = shortest::find(&failure.story, lane, seed, manifest)?;
            Some((found.json, found.wrong))
        }
        None => None,
    };
    Ok(Finding { text, scenario })
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_grouped() {
        let texts = [0, 999, 1_000, 100_000, 1_234_567].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "100,000", "1,234,567"]);
    }
}
