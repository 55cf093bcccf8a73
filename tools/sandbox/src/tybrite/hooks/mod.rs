//! Webhooks: endpoints, events, and signed deliveries. Contract: section 9.
//!
//! Decided here: an endpoint hears the events of the environment whose key made it; a retried delivery is signed anew with a
//! fresh `t`; `http://` is taken for loopback only, where the sandbox really delivers; an `https://` endpoint is delivered to
//! the configured `webhook_receiver`, or only written down.

pub(crate) mod deliver;
pub(crate) mod endpoints;
pub(crate) mod events;
pub(crate) mod model;
pub(crate) mod names;

use serde::Serialize;
use serde_json::Value;

use super::books::Books;
use super::keys::Environment;
use crate::sync::iso8601;
use model::{Due, Event};

/// The store all keys belong to.
pub(crate) const STORE_ID: &str = "5707e000-0000-4000-8000-000000000001";
/// How many events are remembered.
const KEPT: usize = 10_000;

/// The envelope of a delivery; the members stand in the contract's order.
#[derive(Serialize)]
struct Envelope<'a> {
    id: &'a str,
    r#type: &'a str,
    api_version: &'static str,
    livemode: bool,
    created_at: String,
    store_id: &'static str,
    data: Data,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_attributes: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<bool>,
}

#[derive(Serialize)]
struct Data {
    object: Value,
}

/// Writes an event down and puts its deliveries in the queue of who holds the books; `deliver::send_due` begins them.
pub(crate) fn emit(
    books: &mut Books,
    environment: Environment,
    name: &str,
    object: Value,
    previous: Option<Value>,
    now_ms: i64,
) {
    let id = add(books, environment, name, object, previous, false, now_ms);
    let hearing = books.endpoints.iter().filter(|endpoint| endpoint.hears(environment, name));
    let due: Vec<Due> = hearing.map(|endpoint| Due { event: id.clone(), endpoint: endpoint.id.clone() }).collect();
    books.due.extend(due);
}

/// A synthetic event, which nobody but its one endpoint hears.
pub(crate) fn add_test(books: &mut Books, environment: Environment, name: &str, now_ms: i64) -> String {
    let object = serde_json::json!({ "id": books.ids.uuid(now_ms), "sample": true });
    add(books, environment, name, object, None, true, now_ms)
}

fn add(
    books: &mut Books,
    environment: Environment,
    name: &str,
    object: Value,
    previous: Option<Value>,
    test: bool,
    now_ms: i64,
) -> String {
    let id = books.ids.tagged(if test { "evt_test_" } else { "evt_" }, now_ms);
    let envelope = Envelope {
        id: &id,
        r#type: name,
        api_version: "v1",
        livemode: environment == Environment::Production,
        created_at: iso8601(now_ms),
        store_id: STORE_ID,
        data: Data { object },
        previous_attributes: previous,
        test: test.then_some(true),
    };
    let body = serde_json::to_string(&envelope).unwrap_or_default();
    let row = books.ids.next();
    let created_at = iso8601(now_ms);
    let (name, deliveries) = (name.to_owned(), Vec::new());
    books.events.push(Event { id: id.clone(), row, name, environment, body, created_at, deliveries });
    if books.events.len() > KEPT {
        books.events.remove(0);
    }
    id
}
