//! `/v1/webhook_events`: the log, and sending again. Contract: section 9.1.
//!
//! Decided here: the log shows the environment of the key; asking for the other one gives an empty list.

use serde::Serialize;
use serde_json::json;

use super::super::answer::{Refusal, Reply};
use super::super::call::Call;
use super::super::page::{Page, Pagination};
use super::deliver::again;
use super::model::EventView;
use crate::sync::lock;

#[derive(Serialize)]
struct Listed<'a> {
    webhook_events: Vec<EventView<'a>>,
    pagination: Pagination,
}

#[derive(Serialize)]
struct One<'a> {
    webhook_event: EventView<'a>,
}

pub(crate) async fn list(call: Call) -> Result<Reply, Refusal> {
    let page = Page::asked(&call, 200)?;
    let asked = call.query_choice("environment", &["production", "sandbox"])?;
    let (name, environment) = (call.query("type"), call.environment());
    let books = lock(&call.app.tybrite.books);
    let rows = books.events.iter().filter(|event| {
        event.environment == environment
            && asked.is_none_or(|asked| asked == environment.as_str())
            && name.is_none_or(|name| event.name == name)
    });
    let (rows, pagination) = page.cut(rows, |event| event.row);
    let webhook_events = rows.into_iter().map(|event| event.show(false)).collect();
    Ok(Reply::ok(&Listed { webhook_events, pagination }))
}

pub(crate) async fn get(call: Call) -> Result<Reply, Refusal> {
    let environment = call.environment();
    let books = lock(&call.app.tybrite.books);
    let event = books.events.iter().find(|event| event.environment == environment && event.id == call.id());
    let event = event.ok_or_else(|| Refusal::not_found("Webhook event"))?;
    Ok(Reply::ok(&One { webhook_event: event.show(true) }))
}

/// Each re-delivery is one more attempt in the log.
pub(crate) async fn retry(call: Call) -> Result<Reply, Refusal> {
    {
        let environment = call.environment();
        let books = &mut *lock(&call.app.tybrite.books);
        if !books.events.iter().any(|event| event.environment == environment && event.id == call.id()) {
            return Err(Refusal::not_found("Webhook event"));
        }
        books.committed(call.endpoint.path, call.id());
    }
    let results = again(&call.app, call.id()).await;
    let results: Vec<_> = results
        .iter()
        .map(|(endpoint, outcome)| {
            json!({ "endpoint_id": endpoint.id, "success": outcome.success(), "status_code": outcome.status() })
        })
        .collect();
    Ok(Reply::ok(&json!({ "event_id": call.id(), "retried": results.len(), "results": results })))
}
