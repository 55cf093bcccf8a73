//! Everything the Tybrite handlers share. Each part has its own short-lived lock; none is held over an await.

use std::sync::Mutex;

use tokio::sync::watch;

use super::books::Books;
use super::config::TybriteConfig;
use super::hooks::model::SentWebhook;
use super::limits::Limits;
use super::switches::Switches;
use crate::clive::ledger::LedgerSnapshot;
use crate::idempotency::Records;
use crate::sync::lock;

pub(crate) struct Tybrite {
    pub books: Mutex<Books>,
    pub records: Records,
    pub limits: Limits,
    pub switches: Mutex<Switches>,
    /// Changes when waiting deliveries are to be tried at once.
    pub hurry: watch::Sender<u64>,
}

impl Tybrite {
    pub(crate) fn new(config: &TybriteConfig) -> Self {
        Self {
            books: Mutex::new(Books::seeded()),
            records: Records::default(),
            limits: Limits::default(),
            switches: Mutex::new(Switches::new(config)),
            hurry: watch::Sender::new(0),
        }
    }

    pub(crate) fn reset(&self, config: &TybriteConfig) {
        lock(&self.books).reset();
        self.records.clear();
        self.limits.clear();
        *lock(&self.switches) = Switches::new(config);
        // Deliveries of the old state find nothing left and end.
        self.hurry();
    }

    pub(crate) fn hurry(&self) {
        self.hurry.send_modify(|count| *count += 1);
    }

    pub(crate) fn sent(&self) -> Vec<SentWebhook> {
        lock(&self.books).sent.clone()
    }

    pub(crate) fn add_to(&self, snapshot: &mut LedgerSnapshot) {
        lock(&self.books).add_to(snapshot);
    }
}
