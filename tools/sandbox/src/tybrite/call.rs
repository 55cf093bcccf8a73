//! A request as the handlers want it.

use std::sync::Arc;

use hyper::HeaderMap;
use hyper::body::Bytes;

use super::answer::Refusal;
use super::endpoints::Endpoint;
use super::ids::is_uuid;
use super::keys::{Environment, Key};
use crate::app::{App, Pace};

/// Everything an endpoint may look at. It has passed the gate.
pub(crate) struct Call {
    pub app: Arc<App>,
    pub endpoint: &'static Endpoint,
    /// None on public endpoints.
    pub key: Option<Key>,
    /// There on signed endpoints.
    pub idempotency_key: Option<String>,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub pace: Pace,
    pub parameters: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
}

impl Call {
    /// The first query parameter of that name; an empty one counts as absent.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A query parameter from a closed list.
    pub(crate) fn query_choice(&self, name: &str, known: &[&'static str]) -> Result<Option<&'static str>, Refusal> {
        let Some(value) = self.query(name) else { return Ok(None) };
        let found = known.iter().find(|known| **known == value);
        found.copied().map(Some).ok_or_else(|| {
            Refusal::field(name, format!("Invalid {name} value")).hint(format!("Allowed values: {}", known.join(", ")))
        })
    }

    /// The `{id}` of the path.
    pub(crate) fn id(&self) -> &str {
        self.parameters.iter().find(|(name, _)| name == "id").map_or("", |(_, value)| value)
    }

    /// The `{id}` of the path where it must be a UUID.
    pub(crate) fn uuid(&self) -> Result<&str, Refusal> {
        let id = self.id();
        if is_uuid(id) { Ok(id) } else { Err(Refusal::field("id", "id must be a uuid")) }
    }

    /// Public endpoints show what a test key would see.
    pub(crate) fn environment(&self) -> Environment {
        self.key.as_ref().map_or(Environment::Sandbox, |key| key.environment)
    }

    /// What limits are counted by.
    pub(crate) fn who(&self) -> &str {
        self.key.as_ref().map_or("", |key| &key.id)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.app.clock.now_ms()
    }
}
