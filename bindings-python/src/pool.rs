//! The threads of an asynchronous client: the blocking driver, so many calls at once as there are threads.
//!
//! A worker never takes the interpreter (a hook does): it puts its result on a list and wakes the event loop, once for
//! all results that have come until the loop looks. Threads are made when a call finds none idle, and end with the pool.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use payseal::driver::{AnyClient, RequestOptions};
use payseal::error::Code;
use payseal::json::Value;
use payseal::{Error, Intent};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::answer::Answer;
use crate::client::{Client, generation, one, second, two_step};
use crate::guard::{self, Result, guard, raised};
use crate::options;
use crate::progress::Progress;
use crate::waker::Waker;
use crate::watch::{self, Watchers};

/// A worker's stack holds one call; ureq and rustls keep their buffers on the heap.
const STACK_BYTES: usize = 512 * 1024;

/// What a worker sends.
enum Work {
    One(Intent),
    /// Clive's two-step checkout: the PaymentIntent, and the key of the second step.
    Two(Intent, String, Option<String>),
}

struct Job {
    id: u64,
    work: Work,
    driver: Arc<AnyClient>,
    options: Vec<RequestOptions>,
    watchers: Watchers,
    progress: Arc<Progress>,
}

type Done = std::result::Result<Vec<payseal::Answer<Value>>, Error>;

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    idle: usize,
    threads: usize,
    closed: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    work: Condvar,
    done: Mutex<Vec<(u64, Done)>>,
    waker: Waker,
    max_threads: usize,
}

/// What is said of a call whose task does not wait for it any more.
struct Waiting {
    progress: Arc<Progress>,
    operation: &'static str,
    key: Option<String>,
}

/// One event loop's calls of one client.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct Pool {
    shared: Arc<Shared>,
    waiting: Mutex<HashMap<u64, Waiting>>,
    client: Py<Client>,
    next: AtomicU64,
    generation: u64,
}

#[pymethods]
impl Pool {
    /// `wake` is called from a worker when results have come, on systems without `fileno`.
    #[new]
    fn new(client: &Bound<'_, Client>, wake: Bound<'_, PyAny>) -> PyResult<Self> {
        guard(client.py(), || {
            let waker = Waker::new(wake)?;
            let max_threads = client.get().settings.max_connections;
            let (queue, work, done) = (Mutex::default(), Condvar::new(), Mutex::default());
            Ok(Self {
                shared: Arc::new(Shared { queue, work, done, waker, max_threads }),
                waiting: Mutex::default(),
                client: client.clone().unbind(),
                next: AtomicU64::new(1),
                generation: generation(),
            })
        })
    }

    /// The descriptor that is readable when results have come; `None` where `wake` is called instead.
    fn fileno(&self) -> Option<i32> {
        self.shared.waker.fileno()
    }

    /// Whether this process is a forked child of the pool's: its threads stayed behind.
    #[getter]
    fn is_stale(&self) -> bool {
        self.generation != generation()
    }

    /// Hands an intent to a worker; the number under which its result will come.
    fn send(
        &self,
        py: Python<'_>,
        intent: &Bound<'_, crate::intent::Intent>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<u64> {
        guard(py, || self.submit(py, Work::One(intent.get().intent.clone()), &[options]))
    }

    /// Hands Clive's two-step checkout to a worker.
    fn initialize_and_attach(
        &self,
        py: Python<'_>,
        intent: &Bound<'_, crate::intent::Intent>,
        payment_intent: &Bound<'_, PyAny>,
        attach_key: Option<&Bound<'_, PyAny>>,
        options: &Bound<'_, PyAny>,
        attach_options: &Bound<'_, PyAny>,
    ) -> PyResult<u64> {
        guard(py, || {
            let (payment_intent, key) = two_step(payment_intent, attach_key)?;
            let work = Work::Two(intent.get().intent.clone(), payment_intent, key);
            self.submit(py, work, &[options, attach_options])
        })
    }

    /// The results that have come: `(number, answers, None)` or `(number, None, exception)`.
    fn drain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        guard(py, || {
            self.shared.waker.clear();
            let done = std::mem::take(&mut *lock(&self.shared.done));
            let list = PyList::empty(py);
            for (id, result) in done {
                lock(&self.waiting).remove(&id);
                match result {
                    Ok(answers) => {
                        let answers: Vec<Answer> = answers.into_iter().map(Answer).collect();
                        list.append((id, Some(answers), None::<PyErr>))?;
                    }
                    Err(error) => list.append((id, None::<Vec<Answer>>, Some(raised(py, &error))))?,
                }
            }
            Ok(list)
        })
    }

    /// Ends a call whose task was cancelled, without waiting for it: the exception says what is known about the money.
    fn cancel<'py>(&self, py: Python<'py>, id: u64) -> PyResult<Option<Bound<'py, PyAny>>> {
        guard(py, || {
            let Some(waiting) = lock(&self.waiting).remove(&id) else { return Ok(None) };
            let (outcome, attempts) = waiting.progress.stop();
            let error = Error::new(Code::Cancelled);
            let fields = guard::fields(py, &error)?;
            fields.set_item("outcome", outcome.as_str())?;
            fields.set_item("attempts", attempts)?;
            fields.set_item("operation", waiting.operation)?;
            fields.set_item("idempotency_key", &waiting.key)?;
            let key = waiting.key.map(|key| format!(", idempotency key {key}")).unwrap_or_default();
            let text = format!(
                "{} [{}, outcome {outcome}, {}, attempts {attempts}{key}]. {}",
                error.message(),
                Code::Cancelled.as_str(),
                waiting.operation,
                error.advice(),
            );
            fields.set_item("text", text)?;
            let error = guard::exception(py, error.kind().class_name(), &fields);
            Ok(Some(error.into_value(py).into_bound(py).into_any()))
        })
    }

    /// Ends the threads once they have nothing to do.
    fn close(&self) {
        if !self.is_stale() {
            lock(&self.shared.queue).closed = true;
            self.shared.work.notify_all();
        }
    }
}

impl Pool {
    fn submit(&self, py: Python<'_>, work: Work, options: &[&Bound<'_, PyAny>]) -> Result<u64> {
        let client = self.client.get();
        let driver = client.driver()?;
        let progress = Arc::new(Progress::new());
        let mut requests = Vec::with_capacity(options.len());
        for given in options {
            let stop = Arc::clone(&progress);
            requests.push(options::request(given)?.should_stop(move || stop.is_stopped()));
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (Work::One(intent) | Work::Two(intent, ..)) = &work;
        let waiting = Waiting {
            progress: Arc::clone(&progress),
            operation: intent.operation(),
            key: intent.idempotency_key().map(str::to_owned),
        };
        lock(&self.waiting).insert(id, waiting);
        let job = Job { id, work, driver, options: requests, watchers: client.watchers(py)?, progress };
        let started = self.shared.take(job);
        if let Err(why) = started {
            lock(&self.waiting).remove(&id);
            let why = format_args!("this system gives no further thread: {why}");
            return Err(Error::because(Code::InvalidArgument, why).into());
        }
        Ok(id)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.close();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Queues a job, and makes a thread for it when all are busy. Without any thread the job is given back.
    fn take(self: &Arc<Self>, job: Job) -> std::io::Result<()> {
        let mut queue = lock(&self.queue);
        queue.jobs.push_back(job);
        if queue.idle < queue.jobs.len() && queue.threads < self.max_threads {
            let shared = Arc::clone(self);
            let thread = std::thread::Builder::new().name("payseal".into()).stack_size(STACK_BYTES);
            match thread.spawn(move || shared.serve()) {
                Ok(_) => queue.threads += 1,
                // With others at work the job only waits longer.
                Err(why) if queue.threads == 0 => {
                    queue.jobs.pop_back();
                    return Err(why);
                }
                Err(_) => {}
            }
        }
        drop(queue);
        self.work.notify_one();
        Ok(())
    }

    /// A worker's life.
    fn serve(&self) {
        while let Some(job) = self.next() {
            let id = job.id;
            let result = catch_unwind(AssertUnwindSafe(|| run(job)));
            let result = result.unwrap_or_else(|_| Err(Error::new(Code::InternalPanic)));
            let is_first = {
                let mut done = lock(&self.done);
                done.push((id, result));
                done.len() == 1
            };
            if is_first {
                self.waker.wake();
            }
        }
        lock(&self.queue).threads -= 1;
    }

    fn next(&self) -> Option<Job> {
        let mut queue = lock(&self.queue);
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                return Some(job);
            }
            if queue.closed {
                return None;
            }
            queue.idle += 1;
            queue = self.work.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.idle -= 1;
        }
    }
}

fn run(job: Job) -> Done {
    let Job { work, driver, options, watchers, progress, .. } = job;
    // Nobody waits for it, and nothing was sent.
    if progress.is_stopped() {
        return Err(Error::new(Code::Cancelled));
    }
    let (result, _) = watch::during(watchers, Some(progress), || match work {
        Work::One(intent) => driver.send_intent(intent, one(&options)).map(|answer| vec![answer]),
        Work::Two(intent, payment_intent, key) => driver
            .send_initialize_and_attach(intent, &payment_intent, one(&options), &second(&options, key))
            .map(|(first, second)| vec![first, second]),
    });
    result
}
