//! The partners and merchants a sandbox begins with, chosen so that every error of the contract can be reached.

use super::model::{Client, ClientStatus, Number, Partner, PartnerStatus};
use crate::config::{CLIENT_ID, PARTNER_ID};

/// A merchant whose payouts fail with 502 `PAYOUT_FAILED`.
pub(crate) const PAYOUT_FAILS: &str = "PAYOUTFAIL001";
/// A merchant whose checkouts fail with 500 `STRIPE_KEY_MISSING`.
pub(crate) const NO_STRIPE_KEY: &str = "NOSTRIPEKEY001";
/// A merchant whose checkouts fail with 500 `STRIPE_PUBLISHABLE_MISSING`.
pub(crate) const NO_PUBLISHABLE_KEY: &str = "NOPUBLISHABLE001";

pub(crate) fn partners() -> Vec<Partner> {
    let partner = |id: &str, name: &str, status, kyc_approved| Partner {
        partner_id: id.into(),
        name: name.into(),
        status,
        kyc_approved,
        fee_percentage: Number(3.5),
    };
    vec![
        partner(PARTNER_ID, "Echezona Nigeria", PartnerStatus::Active, true),
        partner("SUSPENDED001", "Suspended Partner", PartnerStatus::Suspended, true),
        partner("NOKYC001", "Partner Without KYC", PartnerStatus::Active, false),
    ]
}

/// Oldest first; `row` makes the ids.
pub(crate) fn clients(created_at: &str, mut row: impl FnMut() -> String) -> Vec<Client> {
    let list = [
        (PARTNER_ID, CLIENT_ID, "Air Peace Ltd", ClientStatus::Active),
        (PARTNER_ID, "SUSPENDEDCLIENT001", "Suspended Client Ltd", ClientStatus::Suspended),
        (PARTNER_ID, "PENDINGKYC001", "Pending KYC Ltd", ClientStatus::PendingKyc),
        (PARTNER_ID, PAYOUT_FAILS, "Payout Fails Ltd", ClientStatus::Active),
        (PARTNER_ID, NO_STRIPE_KEY, "No Stripe Key Ltd", ClientStatus::Active),
        (PARTNER_ID, NO_PUBLISHABLE_KEY, "No Publishable Key Ltd", ClientStatus::Active),
        ("SUSPENDED001", CLIENT_ID, "Air Peace Ltd", ClientStatus::Active),
        ("NOKYC001", CLIENT_ID, "Air Peace Ltd", ClientStatus::Active),
    ];
    list.into_iter()
        .map(|(partner_id, client_id, legal_name, status)| Client {
            id: row(),
            partner_id: partner_id.into(),
            client_id: client_id.into(),
            legal_name: legal_name.into(),
            status,
            partner_fee_percentage: None,
            partner_fee_flat_usd: None,
            created_at: created_at.into(),
            updated_at: created_at.into(),
        })
        .collect()
}
