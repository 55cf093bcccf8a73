//! What was seen before, in this process: the core's store in memory.

use payseal::webhook::{Claim as Claimed, DedupeStore, Ticket};
use pyo3::prelude::*;

use crate::arguments::{count, text};
use crate::guard::{guard, invalid};
use crate::webhook::unix_s;

/// A store in memory: for one process, and until it ends. It may be shared between threads. What is done is remembered for
/// 4 days; when it is full it refuses a new event instead of forgetting one.
///
/// Args:
///     capacity: How many events it holds at once (100 000).
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct MemoryDedupe(payseal::webhook::MemoryDedupe);

#[pymethods]
impl MemoryDedupe {
    #[new]
    #[pyo3(signature = (capacity=None))]
    fn new(py: Python<'_>, capacity: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        guard(py, || {
            let capacity = capacity.map_or(Ok(100_000), |given| count::<usize>(given, "capacity"))?;
            if capacity == 0 {
                return Err(invalid("capacity", "must be at least 1").into());
            }
            Ok(Self(payseal::webhook::MemoryDedupe::new(capacity)))
        })
    }

    /// Asks for an event by its dedupe key, and holds it for `lease_s` seconds (1 to 86 400) when nobody else has it. Of two
    /// claims at once one is told `new`.
    #[pyo3(signature = (key, *, lease_s=None, now_unix_s=None))]
    fn claim(
        &self,
        key: &Bound<'_, PyAny>,
        lease_s: Option<&Bound<'_, PyAny>>,
        now_unix_s: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Claim> {
        guard(key.py(), || {
            let lease_s = lease_s.map_or(Ok(60), |given| count(given, "lease_s"))?;
            let claimed = self.0.claim(&text(key, "key")?, unix_s(now_unix_s, "now_unix_s")?, lease_s);
            Ok(match claimed.map_err(payseal::Error::from)? {
                Claimed::New(Ticket(ticket)) => Claim { status: "new", ticket: Some(ticket), until_unix_s: None },
                Claimed::InProgress { until_unix_s } => {
                    Claim { status: "in_progress", ticket: None, until_unix_s: Some(until_unix_s) }
                }
                Claimed::Done => Claim { status: "done", ticket: None, until_unix_s: None },
            })
        })
    }

    /// The event was processed. Also after the lease: done is done.
    #[pyo3(signature = (key, ticket, *, now_unix_s=None))]
    fn complete(
        &self,
        key: &Bound<'_, PyAny>,
        ticket: &Bound<'_, PyAny>,
        now_unix_s: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        guard(key.py(), || {
            let ticket = Ticket(count(ticket, "ticket")?);
            let done = self.0.complete(&text(key, "key")?, ticket, unix_s(now_unix_s, "now_unix_s")?);
            Ok(done.map_err(payseal::Error::from)?)
        })
    }

    /// The event was not processed: the next delivery may be.
    fn release(&self, key: &Bound<'_, PyAny>, ticket: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(key.py(), || {
            let released = self.0.release(&text(key, "key")?, Ticket(count(ticket, "ticket")?));
            Ok(released.map_err(payseal::Error::from)?)
        })
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("<MemoryDedupe, {} places taken>", self.0.len())
    }
}

/// What a claim was answered.
#[pyclass(frozen, get_all, module = "payseal._payseal")]
pub(crate) struct Claim {
    /// `new`: yours, process it, then `complete` or `release` it. `in_progress`: somebody processes it, answer 503 and the
    /// partner comes again. `done`: processed, answer 200 and do nothing.
    status: &'static str,
    /// Which claim it is, when it is `new`.
    ticket: Option<u64>,
    /// When the other's lease ends, in Unix seconds, when it is `in_progress`.
    until_unix_s: Option<i64>,
}

#[pymethods]
impl Claim {
    fn __repr__(&self) -> String {
        format!("<Claim {}>", self.status)
    }
}
