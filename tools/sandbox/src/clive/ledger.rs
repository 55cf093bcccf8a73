//! The state of the API: who exists, what was paid, what was committed how often.
//!
//! Plain data behind one lock. Every method either changes everything it means to or nothing, and none of them waits.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::auth::{Caller, hex};
use super::fees;
use super::ids::Ids;
use super::model::{Batch, Client, ClientStatus, Partner, PartnerStatus, SettlementStatus, Status, Transaction};
use super::seed;
use super::validate::{NewClient, NewPayment};
use crate::answer::ApiError;
use crate::partner::PartnerApi;
use crate::recorder::latin1;
use crate::sync::iso8601;
use crate::tybrite::TybriteSnapshot;

/// Everything a sandbox has committed, at one moment.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerSnapshot {
    /// The partners.
    pub partners: Vec<Partner>,
    /// The merchants, oldest first.
    pub clients: Vec<Client>,
    /// The transactions, oldest first.
    pub transactions: Vec<Transaction>,
    /// The settlement batches, oldest first.
    pub batches: Vec<Batch>,
    /// How often what was committed.
    pub commits: Vec<Commit>,
    /// What the Tybrite listener holds.
    pub tybrite: TybriteSnapshot,
}

impl LedgerSnapshot {
    /// How often an operation was committed for a reference; see [`Commit`].
    #[must_use]
    pub fn commits(&self, operation: &str, reference: &str) -> u64 {
        let same = |commit: &&Commit| commit.operation == operation && commit.reference == reference;
        self.commits.iter().filter(same).map(|commit| commit.count).sum()
    }

    /// The transaction with this `clive_tx_id`.
    #[must_use]
    pub fn transaction(&self, clive_tx_id: &str) -> Option<&Transaction> {
        self.transactions.iter().find(|transaction| transaction.clive_tx_id == clive_tx_id)
    }
}

/// One line of the count that tells whether something happened twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commit {
    /// Whose API it was.
    pub partner: PartnerApi,
    /// The path under the base, for example `transactions/checkout-intent`.
    pub operation: String,
    /// Clive: `echezona_reference` for new payments, `clive_tx_id` for attach-intent and status changes, `client_id` for clients,
    /// the batch's id for settlements. Tybrite: see [`TybriteSnapshot`].
    pub reference: String,
    /// The idempotency key that it was committed under, bytes read as Latin-1; null where the operation has none.
    pub idempotency_key: Option<String>,
    /// SHA-256 of the request's body in lowercase hex; null where the operation has no idempotency key.
    pub body_sha256: Option<String>,
    /// How often.
    pub count: u64,
}

/// What a commit is counted under.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Counted {
    operation: &'static str,
    reference: String,
    /// Key and hash of the body.
    intent: Option<(String, String)>,
}

/// The state itself.
pub(crate) struct Ledger {
    pub ids: Ids,
    partners: Vec<Partner>,
    clients: Vec<Client>,
    transactions: Vec<Transaction>,
    by_id: HashMap<String, usize>,
    by_intent: HashMap<String, usize>,
    pub batches: Vec<Batch>,
    commits: BTreeMap<Counted, u64>,
    /// Key and hash of the body that is being committed.
    intent: Option<(String, String)>,
}

impl Ledger {
    pub(crate) fn seeded(now_ms: i64) -> Self {
        let mut ids = Ids::default();
        Self {
            partners: seed::partners(),
            clients: seed::clients(&iso8601(now_ms), || ids.row()),
            ids,
            transactions: Vec::new(),
            by_id: HashMap::new(),
            by_intent: HashMap::new(),
            batches: Vec::new(),
            commits: BTreeMap::new(),
            intent: None,
        }
    }

    pub(crate) fn snapshot(&self) -> LedgerSnapshot {
        let commit = |(counted, count): (&Counted, &u64)| {
            let (idempotency_key, body_sha256) = counted.intent.clone().unzip();
            Commit {
                partner: PartnerApi::Clive,
                operation: counted.operation.to_owned(),
                reference: counted.reference.clone(),
                idempotency_key,
                body_sha256,
                count: *count,
            }
        };
        LedgerSnapshot {
            partners: self.partners.clone(),
            clients: self.clients.clone(),
            transactions: self.transactions.clone(),
            batches: self.batches.clone(),
            commits: self.commits.iter().map(commit).collect(),
            tybrite: TybriteSnapshot::default(),
        }
    }

    pub(crate) fn committed(&mut self, operation: &'static str, reference: &str) {
        let counted = Counted { operation, reference: reference.to_owned(), intent: self.intent.clone() };
        *self.commits.entry(counted).or_default() += 1;
    }

    /// Does something under an idempotency key: what it commits is counted with that key and the hash of the body.
    pub(crate) fn under_key<T>(&mut self, key: &[u8], body_sha256: &[u8], act: impl FnOnce(&mut Self) -> T) -> T {
        self.intent = Some((latin1(key), hex(body_sha256)));
        let done = act(self);
        self.intent = None;
        done
    }

    pub(crate) fn partner(&self, id: &str) -> Result<&Partner, ApiError> {
        let found = self.partners.iter().find(|partner| partner.partner_id == id);
        found.ok_or_else(|| ApiError::new(404, "PARTNER_NOT_FOUND", "Partner not found"))
    }

    pub(crate) fn client(&self, partner_id: &str, client_id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.partner_id == partner_id && client.client_id == client_id)
    }

    /// Without a partner: the first merchant of that id.
    pub(crate) fn any_client(&self, client_id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.client_id == client_id)
    }

    /// The partner of a partner-scoped key, for the `/clients` endpoints.
    pub(crate) fn partner_of_key(&self, caller: &Caller) -> Result<&Partner, ApiError> {
        let partner = self.partner(caller.partner()?)?;
        match partner.status {
            PartnerStatus::Active => Ok(partner),
            PartnerStatus::Suspended => Err(ApiError::new(403, "PARTNER_SUSPENDED", "Partner is suspended")),
        }
    }

    /// Newest first.
    pub(crate) fn clients_of(&self, partner_id: &str) -> Vec<Client> {
        self.clients.iter().rev().filter(|client| client.partner_id == partner_id).cloned().collect()
    }

    /// Newest first.
    pub(crate) fn transactions_seen_by(&self, caller: &Caller) -> impl Iterator<Item = &Transaction> {
        self.transactions.iter().rev().filter(|transaction| caller.sees(&transaction.partner_id))
    }

    /// Contract: POST /clients. Decided here: an id that exists is 409 `CLIENT_ALREADY_EXISTS`.
    pub(crate) fn create_client(&mut self, caller: &Caller, new: NewClient, now_ms: i64) -> Result<Client, ApiError> {
        let partner = self.partner_of_key(caller)?;
        if new.fee_percentage.is_some_and(|fee| fee < partner.fee_percentage) {
            let least = partner.fee_percentage.0;
            let message = format!("partner_fee_percentage must not be below the partner's Clive fee of {least} %");
            return Err(ApiError::new(400, "CLIENT_FEE_BELOW_CLIVE_FEE", message));
        }
        let partner_id = partner.partner_id.clone();
        if self.client(&partner_id, &new.client_id).is_some() {
            return Err(ApiError::new(409, "CLIENT_ALREADY_EXISTS", "A client with this client_id exists"));
        }
        let client = Client {
            id: self.ids.row(),
            partner_id,
            client_id: new.client_id,
            legal_name: new.legal_name,
            status: new.status,
            partner_fee_percentage: new.fee_percentage,
            partner_fee_flat_usd: new.fee_flat_usd,
            created_at: iso8601(now_ms),
            updated_at: iso8601(now_ms),
        };
        self.clients.push(client.clone());
        self.committed("clients", &client.client_id);
        Ok(client)
    }

    /// Whether this caller may take a payment for this partner and merchant.
    ///
    /// Decided here: another partner's id is 403 `API_KEY_SCOPE_FORBIDDEN`, and `KYC_NOT_APPROVED` and `CLIENT_NOT_ACTIVE` are 403.
    pub(crate) fn may_take_payment(&self, caller: &Caller, new: &NewPayment) -> Result<(), ApiError> {
        let partner = self.partner(&new.partner_id)?;
        if !caller.sees(&partner.partner_id) {
            return Err(ApiError::new(403, "API_KEY_SCOPE_FORBIDDEN", "This API key belongs to another partner"));
        }
        if partner.status != PartnerStatus::Active {
            return Err(ApiError::new(403, "PARTNER_NOT_ACTIVE", "Partner is not active"));
        }
        if !partner.kyc_approved {
            return Err(ApiError::new(403, "KYC_NOT_APPROVED", "Partner KYC is not approved"));
        }
        let client = self.client(&new.partner_id, &new.client_id);
        let client = client.ok_or_else(|| ApiError::new(404, "CLIENT_NOT_FOUND", "Client not found"))?;
        if client.status != ClientStatus::Active {
            return Err(ApiError::new(403, "CLIENT_NOT_ACTIVE", "Client is not active"));
        }
        Ok(())
    }

    /// Writes a payment down; with an intent it begins as pending, without one as initialized.
    pub(crate) fn add_transaction(
        &mut self,
        new: NewPayment,
        processor: &str,
        intent: Option<String>,
        status: Status,
        now_ms: i64,
    ) -> String {
        let clive_tx_id = self.ids.transaction(now_ms);
        let routing = new.routing;
        let at = self.transactions.len();
        self.by_id.insert(clive_tx_id.clone(), at);
        if let Some(intent) = &intent {
            self.by_intent.insert(intent.clone(), at);
        }
        let id = self.ids.row();
        self.transactions.push(Transaction {
            id,
            clive_tx_id: clive_tx_id.clone(),
            partner_id: new.partner_id,
            client_id: new.client_id,
            echezona_reference: new.reference,
            stripe_payment_intent_id: intent,
            amount: new.amount,
            currency: new.currency,
            email: new.email,
            statement_descriptor_suffix: new.descriptor,
            meta: new.meta,
            processor: processor.to_owned(),
            payment_type: routing.as_ref().map(|routing| routing.payment_type.clone()),
            issuer_country: routing.as_ref().map(|routing| routing.issuer_country.clone()),
            card_scheme: routing.and_then(|routing| routing.card_scheme),
            status,
            fees: None,
            settlement_status: SettlementStatus::Unsettled,
            created_at_ms: now_ms,
            updated_at_ms: now_ms,
        });
        clive_tx_id
    }

    /// Contract: POST /transactions/attach-intent.
    ///
    /// Decided here: the same intent again is fine and commits nothing; another intent is 409 `TX_ALREADY_ATTACHED`; an intent
    /// of another transaction is 409 `PAYMENT_INTENT_IN_USE`.
    pub(crate) fn attach(
        &mut self,
        caller: &Caller,
        clive_tx_id: &str,
        intent: &str,
        now_ms: i64,
    ) -> Result<Status, ApiError> {
        let not_found = || ApiError::new(404, "TX_NOT_FOUND", "Transaction not found");
        let at = *self.by_id.get(clive_tx_id).ok_or_else(not_found)?;
        let owner = self.by_intent.get(intent).copied();
        let transaction =
            self.transactions.get_mut(at).filter(|found| caller.sees(&found.partner_id)).ok_or_else(not_found)?;
        if transaction.stripe_payment_intent_id.as_deref() == Some(intent) {
            return Ok(transaction.status);
        }
        if transaction.stripe_payment_intent_id.is_some() || transaction.status != Status::Initialized {
            return Err(ApiError::new(409, "TX_ALREADY_ATTACHED", "Transaction already has another payment intent"));
        }
        if owner.is_some() {
            return Err(ApiError::new(409, "PAYMENT_INTENT_IN_USE", "Payment intent belongs to another transaction"));
        }
        transaction.stripe_payment_intent_id = Some(intent.to_owned());
        transaction.status = Status::Pending;
        transaction.updated_at_ms = now_ms;
        self.by_intent.insert(intent.to_owned(), at);
        self.committed("transactions/attach-intent", clive_tx_id);
        Ok(Status::Pending)
    }

    pub(crate) fn id_of_intent(&self, intent: &str) -> Option<String> {
        let at = *self.by_intent.get(intent)?;
        self.transactions.get(at).map(|transaction| transaction.clive_tx_id.clone())
    }

    pub(crate) fn transaction(&self, clive_tx_id: &str) -> Option<&Transaction> {
        self.transactions.get(*self.by_id.get(clive_tx_id)?)
    }

    pub(crate) fn transactions_mut(&mut self) -> impl Iterator<Item = &mut Transaction> {
        self.transactions.iter_mut()
    }

    pub(crate) fn transaction_mut(&mut self, clive_tx_id: &str) -> Option<&mut Transaction> {
        self.transactions.get_mut(*self.by_id.get(clive_tx_id)?)
    }

    /// Moves a transaction, filling its fees on success. A move that the status does not allow changes nothing. Gives the
    /// transaction as it is now, and whether it moved.
    pub(crate) fn move_to(&mut self, clive_tx_id: &str, next: Status, now_ms: i64) -> Option<(Transaction, bool)> {
        let current = self.transaction(clive_tx_id)?;
        if !current.status.may_become(next) {
            return Some((current.clone(), false));
        }
        let client = self.client(&current.partner_id, &current.client_id);
        let percent = client.and_then(|client| client.partner_fee_percentage);
        let percent = percent.or_else(|| self.partner(&current.partner_id).ok().map(|partner| partner.fee_percentage));
        let flat = client.and_then(|client| client.partner_fee_flat_usd);
        let split = fees::split(current.amount, percent.unwrap_or_default(), flat);
        let transaction = self.transaction_mut(clive_tx_id)?;
        transaction.status = next;
        transaction.updated_at_ms = now_ms;
        if next == Status::Succeeded {
            transaction.fees = Some(split);
        }
        let moved = transaction.clone();
        self.committed("webhooks/stripe", clive_tx_id);
        Some((moved, true))
    }
}
