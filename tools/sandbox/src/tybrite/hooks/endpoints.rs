//! `/v1/webhook_endpoints`: create, list, get, update, delete, test. Contract: section 9.1.

use hyper::StatusCode;
use ring::hmac;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::answer::{Refusal, Reply};
use super::super::call::Call;
use super::super::input::{Input, missing};
use super::super::keys::Environment;
use super::super::page::Page;
use super::add_test;
use super::deliver::{Outcome, attempt};
use super::model::{EndpointView, HookEndpoint};
use super::names::{TESTABLE, is_event};
use crate::answer::Answer;
use crate::clive::auth::hex;
use crate::post::target_of;
use crate::sync::{iso8601, lock};

#[derive(Serialize)]
struct One<T> {
    webhook_endpoint: T,
}

/// What may be set; none: left as it is.
struct Settings {
    url: Option<String>,
    events: Option<Vec<String>>,
    enabled: Option<bool>,
    metadata: Option<Map<String, Value>>,
}

impl Settings {
    /// D18: unknown fields such as `description` are passed over.
    fn read(input: &Input) -> Result<Self, Refusal> {
        let url = input.uri("url")?;
        if url.as_deref().is_some_and(|url| !url.starts_with("https://") && target_of(url).is_none()) {
            let hint = "The sandbox also takes http:// on loopback, where it really delivers";
            return Err(Refusal::field("url", "url must use https").hint(hint));
        }
        let events = input.texts("events")?;
        if let Some(events) = &events {
            if events.is_empty() {
                return Err(Refusal::field("events", "events needs at least one event type"));
            }
            if let Some(unknown) = events.iter().find(|name| !is_event(name)) {
                return Err(Refusal::field("events", format!("Invalid event type: {unknown}")));
            }
        }
        Ok(Self { url, events, enabled: input.boolean("enabled")?, metadata: input.object("metadata")? })
    }
}

pub(crate) async fn create(call: Call) -> Result<Reply, Refusal> {
    #[derive(Serialize)]
    struct WithSecret<'a> {
        id: &'a str,
        store_id: &'static str,
        url: &'a str,
        events: &'a [String],
        enabled: bool,
        metadata: &'a Map<String, Value>,
        signing_secret: &'a str,
        created_at: &'a str,
        updated_at: &'a str,
    }
    let settings = Settings::read(&Input::parse(&call.headers, &call.body)?)?;
    let url = settings.url.ok_or_else(|| missing("url"))?;
    let events = settings.events.ok_or_else(|| missing("events"))?;
    let now_ms = call.now_ms();
    let books = &mut *lock(&call.app.tybrite.books);
    let id = books.ids.uuid(now_ms);
    let key = hmac::Key::new(hmac::HMAC_SHA256, call.app.config.tybrite.hmac_secret.as_bytes());
    let now = iso8601(now_ms);
    let endpoint = HookEndpoint {
        // Follows from the id, so that nothing here is random.
        secret: hex(hmac::sign(&key, format!("webhook endpoint {id}").as_bytes()).as_ref()),
        row: books.ids.next(),
        environment: call.environment(),
        url,
        events,
        enabled: settings.enabled.unwrap_or(true),
        metadata: settings.metadata.unwrap_or_default(),
        deleted: false,
        last_success_at: None,
        last_failure_at: None,
        consecutive_failures: 0,
        disabled_reason: None,
        disabled_at: None,
        created_at: now.clone(),
        updated_at: now,
        total: 0,
        successful: 0,
        id,
    };
    books.committed(call.endpoint.path, &endpoint.id);
    let answer = Answer::ok(&One {
        webhook_endpoint: WithSecret {
            id: &endpoint.id,
            store_id: super::STORE_ID,
            url: &endpoint.url,
            events: &endpoint.events,
            enabled: endpoint.enabled,
            metadata: &endpoint.metadata,
            signing_secret: &endpoint.secret,
            created_at: &endpoint.created_at,
            updated_at: &endpoint.updated_at,
        },
    });
    books.endpoints.push(endpoint);
    Ok(Answer { status: StatusCode::CREATED, ..answer }.into())
}

pub(crate) async fn list(call: Call) -> Result<Reply, Refusal> {
    let page = Page::asked(&call, 100)?;
    let environment = call.environment();
    let books = lock(&call.app.tybrite.books);
    let rows = books.endpoints.iter().filter(|endpoint| !endpoint.deleted && endpoint.environment == environment);
    let (rows, pagination) = page.cut(rows, |endpoint| endpoint.row);
    let rows: Vec<EndpointView<'_>> = rows.into_iter().map(HookEndpoint::show).collect();
    Ok(Reply::ok(&json!({ "webhook_endpoints": rows, "pagination": pagination })))
}

/// Runs on the endpoint of the path.
fn with<T>(call: &Call, run: impl FnOnce(&mut HookEndpoint) -> T) -> Result<T, Refusal> {
    let environment: Environment = call.environment();
    let books = &mut *lock(&call.app.tybrite.books);
    let found = books
        .endpoints
        .iter_mut()
        .find(|endpoint| !endpoint.deleted && endpoint.environment == environment && endpoint.id == call.id());
    found.map(run).ok_or_else(|| Refusal::not_found("Webhook endpoint"))
}

pub(crate) async fn get(call: Call) -> Result<Reply, Refusal> {
    #[derive(Serialize)]
    struct Stats {
        total: u64,
        successful: u64,
        failed: u64,
    }
    #[derive(Serialize)]
    struct WithStats<'a> {
        #[serde(flatten)]
        endpoint: EndpointView<'a>,
        delivery_stats: Stats,
    }
    with(&call, |endpoint| {
        let (total, successful) = (endpoint.total, endpoint.successful);
        let delivery_stats = Stats { total, successful, failed: total - successful };
        Reply::ok(&One { webhook_endpoint: WithStats { endpoint: endpoint.show(), delivery_stats } })
    })
}

pub(crate) async fn update(call: Call) -> Result<Reply, Refusal> {
    let settings = Settings::read(&Input::parse(&call.headers, &call.body)?)?;
    let now = iso8601(call.now_ms());
    with(&call, |endpoint| {
        if let Some(url) = settings.url {
            endpoint.url = url;
        }
        if let Some(events) = settings.events {
            endpoint.events = events;
        }
        if let Some(metadata) = settings.metadata {
            endpoint.metadata = metadata;
        }
        if let Some(enabled) = settings.enabled {
            endpoint.enabled = enabled;
            if enabled {
                endpoint.consecutive_failures = 0;
                endpoint.disabled_reason = None;
                endpoint.disabled_at = None;
            }
        }
        endpoint.updated_at = now;
        Reply::ok(&One { webhook_endpoint: endpoint.show() })
    })
}

pub(crate) async fn delete(call: Call) -> Result<Reply, Refusal> {
    with(&call, |endpoint| {
        endpoint.deleted = true;
        Reply::ok(&json!({ "success": true, "message": "Webhook endpoint deleted" }))
    })
}

/// Sends at once; a failed delivery is still 200.
pub(crate) async fn test(call: Call) -> Result<Reply, Refusal> {
    #[derive(Serialize)]
    struct Tested<'a> {
        success: bool,
        event_id: &'a str,
        event_type: &'a str,
        endpoint_url: &'a str,
        status_code: Option<u16>,
        response_body: Option<&'a str>,
    }
    let url = with(&call, |endpoint| endpoint.url.clone())?;
    let input = Input::parse_optional(&call.headers, &call.body)?;
    let name = input.choice("event_type", &TESTABLE)?.unwrap_or_else(|| TESTABLE[0].into());
    let event = {
        let books = &mut *lock(&call.app.tybrite.books);
        let event = add_test(books, call.environment(), &name, call.now_ms());
        books.committed(call.endpoint.path, &event);
        event
    };
    let outcome = attempt(&call.app, &event, call.id()).await;
    Ok(Reply::ok(&Tested {
        success: outcome.success(),
        event_id: &event,
        event_type: &name,
        endpoint_url: &url,
        status_code: outcome.status(),
        response_body: if let Outcome::Answered { body, .. } = &outcome { Some(body) } else { None },
    }))
}
