//! The operations by the names that the client library gives them, so that a fault can name one.

use crate::clive::OperationPath;

pub(crate) const OPERATIONS: &[OperationPath] = &[
    ("payments.methods", "GET", "/v1/payments/methods"),
    ("payments.initialize", "POST", "/v1/payments/initialize"),
    ("payments.verify", "POST", "/v1/payments/verify"),
    ("orders.create", "POST", "/v1/orders"),
    ("orders.update", "PATCH", "/v1/orders/{id}"),
    ("orders.get", "GET", "/v1/orders/{id}"),
    ("orders.list", "GET", "/v1/orders"),
    ("ingest.products", "POST", "/v1/ingest/products"),
    ("webhook_endpoints.create", "POST", "/v1/webhook_endpoints"),
    ("webhook_endpoints.list", "GET", "/v1/webhook_endpoints"),
    ("webhook_endpoints.get", "GET", "/v1/webhook_endpoints/{id}"),
    ("webhook_endpoints.update", "PATCH", "/v1/webhook_endpoints/{id}"),
    ("webhook_endpoints.delete", "DELETE", "/v1/webhook_endpoints/{id}"),
    ("webhook_endpoints.test", "POST", "/v1/webhook_endpoints/{id}/test"),
    ("webhook_events.list", "GET", "/v1/webhook_events"),
    ("webhook_events.get", "GET", "/v1/webhook_events/{id}"),
    ("webhook_events.retry", "POST", "/v1/webhook_events/{id}/retry"),
    ("sandbox.reset", "POST", "/v1/sandbox/reset"),
    ("sandbox.clear_data", "DELETE", "/v1/sandbox/data"),
    ("sandbox.advance_time", "POST", "/v1/sandbox/time"),
    ("sandbox.replay_webhook", "POST", "/v1/sandbox/webhooks/replay"),
];
