//! `GET /branding/packet`: public, the only call a browser makes, and therefore the only one with a CORS header.
//!
//! Decided here: `client_id` is required; an unknown merchant is 404 `CLIENT_NOT_FOUND`, an unknown partner 404
//! `PARTNER_NOT_FOUND`; without `partner_id` the first merchant of that id is meant.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hyper::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use serde::Serialize;

use super::inbound::Inbound;
use super::model::PartnerStatus;
use crate::answer::{Answer, ApiError};
use crate::app::App;
use crate::sync::lock;

#[derive(Serialize)]
struct Packet {
    partner_id: String,
    client_id: String,
    partner_legal_name: String,
    client_legal_name: String,
    partner_status: PartnerStatus,
    branding: Branding,
}

#[derive(Serialize)]
struct Branding {
    brand_display_name: String,
    brand_logo_url: &'static str,
    brand_primary_color: &'static str,
    brand_secondary_color: &'static str,
    widget_background_color: &'static str,
    widget_text_color: &'static str,
    website_url: &'static str,
}

/// Contract: GET /branding/packet, known from the published widget only.
pub(super) async fn packet(State(app): State<Arc<App>>, inbound: Inbound) -> Response {
    let mut response = match find(&app, &inbound) {
        Ok(packet) => Answer::ok(&packet).into_response(),
        Err(error) => error.into_response(),
    };
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn find(app: &App, inbound: &Inbound) -> Result<Packet, ApiError> {
    let client_id = inbound.query("client_id").ok_or_else(|| ApiError::field("client_id", "Required"))?;
    let ledger = lock(&app.ledger);
    let client = match inbound.query("partner_id") {
        Some(partner_id) => ledger.client(&ledger.partner(partner_id)?.partner_id, client_id),
        None => ledger.any_client(client_id),
    };
    let client = client.ok_or_else(|| ApiError::new(404, "CLIENT_NOT_FOUND", "Client not found"))?;
    let partner = ledger.partner(&client.partner_id)?;
    Ok(Packet {
        partner_id: partner.partner_id.clone(),
        client_id: client.client_id.clone(),
        partner_legal_name: partner.name.clone(),
        client_legal_name: client.legal_name.clone(),
        partner_status: partner.status,
        branding: Branding {
            brand_display_name: client.legal_name.clone(),
            brand_logo_url: "https://example.com/logo.png",
            brand_primary_color: "#0EA5E9",
            brand_secondary_color: "#0F172A",
            widget_background_color: "#FFFFFF",
            widget_text_color: "#0F172A",
            website_url: "https://example.com",
        },
    })
}
