//! The state of the store: payments, orders, catalogue, webhooks, and what was committed how often.
//!
//! Plain data behind one lock; no method waits. The catalogue is shared by both environments, everything else belongs to one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::catalog::Catalog;
use super::hooks::model::{Due, Event, HookEndpoint, SentWebhook};
use super::ids::Ids;
use super::keys::Environment;
use super::orders::model::Order;
use super::payments::model::Payment;
use crate::clive::auth::hex;
use crate::clive::ledger::{Commit, LedgerSnapshot};
use crate::idempotency::hash;
use crate::partner::PartnerApi;

/// What the Tybrite listener has committed, at one moment.
///
/// Its lines in [`LedgerSnapshot::commits`] have the partner `tybrite` and, as operation, the path without the first slash and
/// with `{id}` for ids. The reference is the `Idempotency-Key` for signed operations, the PayPal order for captures
/// (`v1/payments/verify`: a second capture counts two), and the row's id for webhook endpoints and events. Two lines of one
/// operation with the same `body_sha256` are one intent that was committed under two keys.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TybriteSnapshot {
    /// Oldest first.
    pub payments: Vec<Payment>,
    /// Oldest first.
    pub orders: Vec<Order>,
    /// The SKUs of the catalogue, seeded and ingested.
    pub skus: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Books {
    pub ids: Ids,
    pub payments: Vec<Payment>,
    pub orders: Vec<Order>,
    pub catalog: Catalog,
    pub endpoints: Vec<HookEndpoint>,
    pub events: Vec<Event>,
    /// First attempts that nobody has begun yet.
    pub due: Vec<Due>,
    pub sent: Vec<SentWebhook>,
    commits: BTreeMap<Counted, u64>,
    /// Key and hash of the body that is being committed.
    intent: Option<(String, String)>,
}

/// What a commit is counted under.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Counted {
    operation: String,
    reference: String,
    /// Key and hash of the body.
    intent: Option<(String, String)>,
}

impl Books {
    pub(crate) fn seeded() -> Self {
        Self { catalog: Catalog::seeded(), ..Self::default() }
    }

    /// Back to the beginning; ids go on, so that none comes back.
    pub(crate) fn reset(&mut self) {
        *self = Self { ids: std::mem::take(&mut self.ids), ..Self::seeded() };
    }

    /// What `POST /v1/sandbox/reset` wipes: everything of the sandbox environment but the webhook endpoints, which are
    /// configuration.
    pub(crate) fn wipe_sandbox(&mut self) {
        self.payments.retain(|payment| payment.environment != Environment::Sandbox);
        self.orders.retain(|order| order.environment != Environment::Sandbox);
        self.events.retain(|event| event.environment != Environment::Sandbox);
        self.catalog.reservations.retain(|reservation| reservation.environment != Environment::Sandbox);
    }

    pub(crate) fn committed(&mut self, path: &str, reference: &str) {
        let operation = path.trim_start_matches('/').to_owned();
        let counted = Counted { operation, reference: reference.to_owned(), intent: self.intent.clone() };
        *self.commits.entry(counted).or_default() += 1;
    }

    /// Does something under an idempotency key: what it commits is counted with that key and the hash of the body.
    pub(crate) fn under_key<T>(&mut self, key: &str, body: &[u8], act: impl FnOnce(&mut Self) -> T) -> T {
        self.intent = Some((key.to_owned(), hex(&hash(body))));
        let done = act(self);
        self.intent = None;
        done
    }

    pub(crate) fn order(&mut self, environment: Environment, id: &str) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.environment == environment && order.id.eq_ignore_ascii_case(id))
    }

    pub(crate) fn add_to(&self, snapshot: &mut LedgerSnapshot) {
        snapshot.commits.extend(self.commits.iter().map(|(counted, count)| {
            let (idempotency_key, body_sha256) = counted.intent.clone().unzip();
            Commit {
                partner: PartnerApi::Tybrite,
                operation: counted.operation.clone(),
                reference: counted.reference.clone(),
                idempotency_key,
                body_sha256,
                count: *count,
            }
        }));
        snapshot.tybrite = TybriteSnapshot {
            payments: self.payments.clone(),
            orders: self.orders.clone(),
            skus: self.catalog.variants.iter().map(|variant| variant.sku.clone()).collect(),
        };
    }
}
