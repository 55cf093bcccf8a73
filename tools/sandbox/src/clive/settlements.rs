//! The `/settlements` endpoints: what succeeded before today is put into batches, and batches are paid out.
//!
//! Decided here: every answer is 200; the day begins at 00:00 UTC of the ledger's clock (which a test can move); a partner's key
//! acts on its own transactions only, a platform-wide key or an operator's bearer token on all; neither endpoint wants a signature
//! or an idempotency key; a failed batch may be paid again.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use super::auth::{self, Caller};
use super::fees::sum;
use super::inbound::Inbound;
use super::ledger::Ledger;
use super::model::{Batch, BatchStatus, Fees, Number, SettlementStatus, Status, Transaction};
use super::seed;
use super::validate;
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::sync::{iso8601, lock};

const DAY_MS: i64 = 86_400_000;

/// A batch as the API shows it. A batch that was just made has no transfer members at all; in a list they are null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchView {
    id: String,
    partner_id: String,
    client_id: String,
    currency: String,
    transaction_ids: Vec<String>,
    total_gross: Number,
    total_processor_fees: Number,
    total_platform_fees: Number,
    total_net: Number,
    status: BatchStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    mercury_transfer_id: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wise_transfer_id: Option<Option<String>>,
    created_at: String,
}

impl BatchView {
    fn new(batch: &Batch, with_transfers: bool) -> Self {
        Self {
            id: batch.id.clone(),
            partner_id: batch.partner_id.clone(),
            client_id: batch.client_id.clone(),
            currency: batch.currency.clone(),
            transaction_ids: batch.transaction_ids.clone(),
            total_gross: batch.total_gross,
            total_processor_fees: batch.total_processor_fees,
            total_platform_fees: batch.total_platform_fees,
            total_net: batch.total_net,
            status: batch.status,
            mercury_transfer_id: with_transfers.then(|| batch.mercury_transfer_id.clone()),
            wise_transfer_id: with_transfers.then(|| batch.wise_transfer_id.clone()),
            created_at: iso8601(batch.created_at_ms),
        }
    }
}

/// Contract: GET /settlements.
pub(super) async fn list(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    #[derive(Serialize)]
    struct Items {
        items: Vec<BatchView>,
    }
    let caller = auth::caller(&app, &inbound.headers)?;
    let ledger = lock(&app.ledger);
    let seen = ledger.batches.iter().rev().filter(|batch| caller.sees(&batch.partner_id));
    Ok(Answer::ok(&Items { items: seen.map(|batch| BatchView::new(batch, true)).collect() }))
}

/// Contract: POST /settlements/run, filtered by the query's `partner_id` and `client_id`.
pub(super) async fn run(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    #[derive(Serialize)]
    struct Made {
        created_batches: usize,
        batches: Vec<BatchView>,
    }
    let caller = auth::operator(&app, &inbound.headers)?;
    let (partner_id, client_id) = (inbound.query("partner_id"), inbound.query("client_id"));
    if partner_id.is_some_and(|id| !caller.sees(id)) {
        return Err(ApiError::new(403, "API_KEY_SCOPE_FORBIDDEN", "This API key belongs to another partner"));
    }
    let now_ms = app.clock.now_ms();
    let today = now_ms - now_ms.rem_euclid(DAY_MS);
    let due = |transaction: &Transaction| {
        transaction.status == Status::Succeeded
            && transaction.settlement_status == SettlementStatus::Unsettled
            && transaction.created_at_ms < today
            && caller.sees(&transaction.partner_id)
            && partner_id.is_none_or(|id| id == transaction.partner_id)
            && client_id.is_none_or(|id| id == transaction.client_id)
    };
    let batches = queue(&mut lock(&app.ledger), due, now_ms);
    Ok(Answer::ok(&Made {
        created_batches: batches.len(),
        batches: batches.iter().map(|batch| BatchView::new(batch, false)).collect(),
    }))
}

/// What a batch needs to know of a transaction.
struct Due {
    clive_tx_id: String,
    amount: Number,
    fees: Fees,
}

/// Groups what is due by partner, merchant and currency.
fn queue(ledger: &mut Ledger, due: impl Fn(&Transaction) -> bool, now_ms: i64) -> Vec<Batch> {
    let mut groups: BTreeMap<(String, String, String), Vec<Due>> = BTreeMap::new();
    for transaction in ledger.transactions_mut().filter(|transaction| due(transaction)) {
        let Some(fees) = transaction.fees else { continue };
        transaction.settlement_status = SettlementStatus::Queued;
        transaction.updated_at_ms = now_ms;
        let group = (transaction.partner_id.clone(), transaction.client_id.clone(), transaction.currency.clone());
        groups.entry(group).or_default().push(Due {
            clive_tx_id: transaction.clive_tx_id.clone(),
            amount: transaction.amount,
            fees,
        });
    }
    let mut made = Vec::new();
    for ((partner_id, client_id, currency), rows) in groups {
        let batch = Batch {
            id: ledger.ids.batch(),
            partner_id,
            client_id,
            currency,
            total_gross: sum(rows.iter().map(|row| row.amount)),
            total_processor_fees: sum(rows.iter().map(|row| row.fees.processor_fee)),
            total_platform_fees: sum(rows.iter().map(|row| row.fees.platform_fee)),
            total_net: sum(rows.iter().map(|row| row.fees.net_amount)),
            transaction_ids: rows.into_iter().map(|row| row.clive_tx_id).collect(),
            status: BatchStatus::Pending,
            mercury_transfer_id: None,
            wise_transfer_id: None,
            created_at_ms: now_ms,
        };
        ledger.committed("settlements/run", &batch.id);
        ledger.batches.push(batch.clone());
        made.push(batch);
    }
    made
}

/// Contract: POST /settlements/pay.
pub(super) async fn pay(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    auth::json_content(&inbound.headers)?;
    let caller = auth::operator(&app, &inbound.headers)?;
    let id = validate::pay(&inbound.body)?;
    pay_out(&mut lock(&app.ledger), &caller, &id, app.clock.now_ms())
}

fn pay_out(ledger: &mut Ledger, caller: &Caller, id: &str, now_ms: i64) -> Result<Answer, ApiError> {
    let found =
        ledger.batches.iter_mut().find(|batch| batch.id.eq_ignore_ascii_case(id) && caller.sees(&batch.partner_id));
    let batch = found.ok_or_else(|| ApiError::new(404, "BATCH_NOT_FOUND", "Settlement batch not found"))?;
    if batch.status == BatchStatus::Sent {
        return Err(ApiError::new(409, "BATCH_ALREADY_PAID", "Settlement batch was already paid"));
    }
    if batch.client_id == seed::PAYOUT_FAILS {
        batch.status = BatchStatus::Failed;
        return Err(ApiError::new(502, "PAYOUT_FAILED", "The payout provider refused the transfer"));
    }
    batch.status = BatchStatus::Sent;
    if matches!(batch.currency.as_str(), "GBP" | "EUR" | "USD") {
        batch.wise_transfer_id = Some(ledger.ids.transfer("wise"));
    } else {
        batch.mercury_transfer_id = Some(ledger.ids.transfer("mercury"));
    }
    let batch = batch.clone();
    for clive_tx_id in &batch.transaction_ids {
        if let Some(transaction) = ledger.transaction_mut(clive_tx_id) {
            transaction.settlement_status = SettlementStatus::Paid;
            transaction.updated_at_ms = now_ms;
        }
    }
    ledger.committed("settlements/pay", &batch.id);
    Ok(Answer::ok(&BatchView::new(&batch, true)))
}
