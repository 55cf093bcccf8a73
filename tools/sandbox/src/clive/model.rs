//! What the ledger holds: partners, merchants, transactions, settlement batches.
//!
//! These are the sandbox's own records, all fields in snake case, as `Sandbox::ledger` and `GET /_sandbox/ledger` show them. What
//! the API shows of them is written at each endpoint, in the contract's names, casing and order.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON number written as JavaScript would write it: `750`, not `750.0`.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.0.fract() == 0.0 && self.0.abs() < EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
            return serializer.serialize_i64(self.0 as i64);
        }
        serializer.serialize_f64(self.0)
    }
}

/// A partner of the platform.
#[derive(Clone, Debug, Serialize)]
pub struct Partner {
    /// For example `ECHEZONA001`.
    pub partner_id: String,
    /// Shown as `partnerName` and `partner_legal_name`.
    pub name: String,
    /// Whether it may take payments.
    pub status: PartnerStatus,
    /// Whether its KYC is approved.
    pub kyc_approved: bool,
    /// Percent of each payment; a merchant's own fee may not be below it.
    pub fee_percentage: Number,
}

/// State of a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerStatus {
    /// May take payments.
    Active,
    /// May not.
    Suspended,
}

/// A merchant under a partner. The fields stand in the order in which the API writes them.
#[derive(Clone, Debug, Serialize)]
pub struct Client {
    /// The row's id.
    pub id: String,
    /// The partner it belongs to.
    pub partner_id: String,
    /// The id the partner chose.
    pub client_id: String,
    /// Its name.
    pub legal_name: String,
    /// Whether it may take payments.
    pub status: ClientStatus,
    /// Percent of each payment; none: the partner's.
    pub partner_fee_percentage: Option<Number>,
    /// US dollars added to the platform's fee.
    pub partner_fee_flat_usd: Option<Number>,
    /// ISO 8601.
    pub created_at: String,
    /// ISO 8601.
    pub updated_at: String,
}

/// State of a merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientStatus {
    /// May take payments.
    Active,
    /// May not.
    Suspended,
    /// Not yet.
    PendingKyc,
}

/// State of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Recorded, no payment intent yet.
    Initialized,
    /// Waits for the payer.
    Pending,
    /// Paid.
    Succeeded,
    /// Not paid; the payer may try again.
    Failed,
    /// Paid back.
    Refunded,
    /// Taken back by the payer's bank.
    Chargeback,
}

impl Status {
    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initialized => "initialized",
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Refunded => "refunded",
            Self::Chargeback => "chargeback",
        }
    }

    /// Whether an outcome may follow. A failed intent may still succeed, because Stripe lets the payer try again on the same
    /// intent; money that came may go back, once.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Initialized, Self::Pending)
                | (Self::Pending, Self::Succeeded | Self::Failed)
                | (Self::Failed, Self::Succeeded)
                | (Self::Succeeded, Self::Refunded | Self::Chargeback)
        )
    }
}

/// Where a succeeded transaction is on its way to the partner's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementStatus {
    /// In no batch.
    Unsettled,
    /// In a batch that is not paid.
    Queued,
    /// In a batch that was sent.
    Paid,
}

/// The split of a succeeded payment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fees {
    /// The processor's percent.
    pub stripe_fee_percent: Number,
    /// The partner's percent.
    pub partner_fee_percent: Number,
    /// What the partner is paid, in percent.
    pub partner_payout_percent: Number,
    /// What is left to the platform, in percent.
    pub clive_earning_percent: Number,
    /// What is left to the platform.
    pub clive_earning_amount: Number,
    /// What the processor takes.
    pub processor_fee: Number,
    /// What the platform takes.
    pub platform_fee: Number,
    /// What the partner gets.
    pub net_amount: Number,
}

/// One payment.
#[derive(Clone, Debug, Serialize)]
pub struct Transaction {
    /// The row's id.
    pub id: String,
    /// `CLVTX_<ms>_<n>`.
    pub clive_tx_id: String,
    /// The partner.
    pub partner_id: String,
    /// The merchant.
    pub client_id: String,
    /// The partner's own reference. Two transactions with one reference mean that something was charged twice.
    pub echezona_reference: String,
    /// The intent, once there is one.
    pub stripe_payment_intent_id: Option<String>,
    /// Major units.
    pub amount: Number,
    /// Upper case.
    pub currency: String,
    /// The payer's.
    pub email: Option<String>,
    /// As sent.
    pub statement_descriptor_suffix: Option<String>,
    /// As sent, to the byte.
    pub meta: Option<Box<RawValue>>,
    /// `stripe` or `revolut`.
    pub processor: String,
    /// Only from `checkout-intent-v2`.
    pub payment_type: Option<String>,
    /// Only from `checkout-intent-v2`.
    pub issuer_country: Option<String>,
    /// Only from `checkout-intent-v2`.
    pub card_scheme: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Filled when it succeeds.
    pub fees: Option<Fees>,
    /// Where its settlement stands.
    pub settlement_status: SettlementStatus,
    /// Milliseconds since 1970 on the ledger's clock.
    pub created_at_ms: i64,
    /// Milliseconds since 1970 on the ledger's clock.
    pub updated_at_ms: i64,
}

/// State of a settlement batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchStatus {
    /// Made, not paid.
    Pending,
    /// Paid.
    Sent,
    /// The payout failed; it may be tried again.
    Failed,
}

/// Transactions of one partner, merchant and currency that are paid out together.
#[derive(Clone, Debug, Serialize)]
pub struct Batch {
    /// A UUID.
    pub id: String,
    /// The partner.
    pub partner_id: String,
    /// The merchant.
    pub client_id: String,
    /// Upper case.
    pub currency: String,
    /// `clive_tx_id`s.
    pub transaction_ids: Vec<String>,
    /// Sum of the amounts.
    pub total_gross: Number,
    /// Sum of the processors' fees.
    pub total_processor_fees: Number,
    /// Sum of the platform's fees.
    pub total_platform_fees: Number,
    /// What is paid out.
    pub total_net: Number,
    /// Where it stands.
    pub status: BatchStatus,
    /// Set when it was paid by Mercury.
    pub mercury_transfer_id: Option<String>,
    /// Set when it was paid by Wise.
    pub wise_transfer_id: Option<String>,
    /// Milliseconds since 1970 on the ledger's clock.
    pub created_at_ms: i64,
}
