//! The `/clients` endpoints: merchants of the partner whose key it is. A platform-wide key is refused.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;

use super::auth;
use super::inbound::Inbound;
use super::model::Client;
use super::validate;
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::sync::lock;

/// Contract: POST /clients.
pub(super) async fn create(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    let signed = auth::signed(&app, &inbound)?;
    signed.caller.partner()?;
    let new = validate::new_client(&inbound.body)?;
    auth::once(&app, "clients", &signed, &inbound, |ledger| {
        let client = ledger.create_client(&signed.caller, new, app.clock.now_ms())?;
        Ok(Answer::created(&client))
    })
    .await
}

/// Contract: GET /clients, newest first.
pub(super) async fn list(State(app): State<Arc<App>>, inbound: Inbound) -> Result<Answer, ApiError> {
    #[derive(Serialize)]
    struct Items {
        items: Vec<Client>,
    }
    let caller = auth::caller(&app, &inbound.headers)?;
    let ledger = lock(&app.ledger);
    let partner_id = ledger.partner_of_key(&caller)?.partner_id.clone();
    Ok(Answer::ok(&Items { items: ledger.clients_of(&partner_id) }))
}
