//! `/` and `/v1/health`: no key needed.

use serde_json::json;

use super::answer::{Refusal, Reply};
use super::call::Call;
use crate::sync::iso8601;

const VERSION: &str = "1.0.0";

pub(crate) async fn info(_: Call) -> Result<Reply, Refusal> {
    Ok(Reply::ok(&json!({
        "name": "Galactic Core API (payseal-sandbox)",
        "version": VERSION,
        "documentation": "https://docs.tybritelabs.com/galactic-core",
        "endpoints": [
            { "prefix": "/v1/payments", "description": "Payments" },
            { "prefix": "/v1/orders", "description": "Orders" },
            { "prefix": "/v1/ingest", "description": "Product ingestion" },
            { "prefix": "/v1/webhook_endpoints", "description": "Webhook endpoints" },
            { "prefix": "/v1/webhook_events", "description": "Webhook events" },
            { "prefix": "/v1/sandbox", "description": "Sandbox tools" },
        ],
    })))
}

pub(crate) async fn health(call: Call) -> Result<Reply, Refusal> {
    Ok(Reply::ok(&json!({
        "status": "ok",
        "timestamp": iso8601(call.now_ms()),
        "version": VERSION,
        "service": "payseal-sandbox",
    })))
}
