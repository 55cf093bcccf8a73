//! Webhook rows: endpoints, events, deliveries. Contract: section 9.1.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::super::keys::Environment;
use super::STORE_ID;

/// Where webhooks go.
#[derive(Clone, Debug)]
pub(crate) struct HookEndpoint {
    pub id: String,
    pub row: u64,
    pub environment: Environment,
    pub url: String,
    pub events: Vec<String>,
    pub enabled: bool,
    pub metadata: Map<String, Value>,
    pub secret: String,
    /// Deleted ones are kept for the deliveries still in flight.
    pub deleted: bool,
    pub last_success_at: Option<String>,
    pub last_failure_at: Option<String>,
    pub consecutive_failures: u32,
    pub disabled_reason: Option<&'static str>,
    pub disabled_at: Option<String>,
    pub created_at: String,
    pub updated_at: String,
    pub total: u64,
    pub successful: u64,
}

impl HookEndpoint {
    /// Whether it is told of such an event.
    pub(crate) fn hears(&self, environment: Environment, name: &str) -> bool {
        self.enabled
            && !self.deleted
            && self.environment == environment
            && self.events.iter().any(|known| known == "*" || known == name)
    }

    pub(crate) fn show(&self) -> EndpointView<'_> {
        EndpointView {
            id: &self.id,
            store_id: STORE_ID,
            url: &self.url,
            events: &self.events,
            environment: self.environment,
            enabled: self.enabled,
            metadata: &self.metadata,
            last_success_at: &self.last_success_at,
            last_failure_at: &self.last_failure_at,
            consecutive_failures: self.consecutive_failures,
            disabled_reason: self.disabled_reason,
            disabled_at: &self.disabled_at,
            created_at: &self.created_at,
            updated_at: &self.updated_at,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct EndpointView<'a> {
    id: &'a str,
    store_id: &'static str,
    url: &'a str,
    events: &'a [String],
    environment: Environment,
    enabled: bool,
    metadata: &'a Map<String, Value>,
    last_success_at: &'a Option<String>,
    last_failure_at: &'a Option<String>,
    consecutive_failures: u32,
    disabled_reason: Option<&'static str>,
    disabled_at: &'a Option<String>,
    created_at: &'a str,
    updated_at: &'a str,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub id: String,
    pub row: u64,
    pub name: String,
    pub environment: Environment,
    /// The exact text that is delivered.
    pub body: String,
    pub created_at: String,
    pub deliveries: Vec<Delivery>,
}

#[derive(Serialize)]
pub(crate) struct EventView<'a> {
    id: &'a str,
    store_id: &'static str,
    r#type: &'a str,
    environment: Environment,
    payload: Option<&'a RawValue>,
    created_at: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deliveries: Option<&'a [Delivery]>,
}

impl Event {
    pub(crate) fn show(&self, with_deliveries: bool) -> EventView<'_> {
        EventView {
            id: &self.id,
            store_id: STORE_ID,
            r#type: &self.name,
            environment: self.environment,
            payload: serde_json::from_str(&self.body).ok(),
            created_at: &self.created_at,
            deliveries: with_deliveries.then_some(&self.deliveries),
        }
    }
}

/// One attempt to tell one endpoint of one event.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    pub id: String,
    pub endpoint_id: String,
    pub attempt_number: u32,
    pub status_code: Option<u16>,
    pub response_body: Option<String>,
    pub latency_ms: u64,
    pub success: bool,
    pub attempted_at: String,
}

/// A first attempt that is to be made.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub event: String,
    pub endpoint: String,
}

/// One attempt as it was sent, or would have been.
#[derive(Clone, Debug, Serialize)]
pub struct SentWebhook {
    /// The event.
    pub event_id: String,
    /// Its name.
    pub event_type: String,
    /// The endpoint.
    pub endpoint_id: String,
    /// The endpoint's address.
    pub url: String,
    /// From 1, for each event and endpoint.
    pub attempt_number: u32,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The value of `X-Tybrite-Signature`.
    pub signature: String,
    /// The exact text of the payload.
    pub body: String,
    /// The answer's status.
    pub status: Option<u16>,
    /// Why there was no answer, or why nothing was sent.
    pub error: Option<String>,
}
