//! What a running sandbox has recorded: requests that it got, webhooks that it sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use payseal::explain::Subject;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::exit::Failure;
use crate::explain::has;
use crate::http::{self, Address};
use crate::received::Received;

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
struct Request {
    seq: u64,
    at_ms: i64,
    /// Values are bytes read as Latin-1.
    headers: Vec<(String, String)>,
    body_base64: String,
}

/// A delivery of either partner.
#[derive(Deserialize)]
struct Delivery {
    signature: String,
    body: String,
    /// Tybrite's rows are one attempt each and know when.
    at_ms: Option<i64>,
}

/// The recorded request with this number or the last signed one; for the subject of a webhook, the delivery.
pub(crate) fn read(sandbox: &Address, subject: Option<Subject>, id: Option<u64>) -> Result<Received, Failure> {
    match subject {
        Some(subject @ Subject::CliveWebhook) => delivery(sandbox, "/_sandbox/webhooks", subject, id),
        Some(subject @ Subject::TybriteWebhook) => delivery(sandbox, "/_sandbox/tybrite/webhooks", subject, id),
        _ => request(sandbox, subject, id),
    }
}

fn request(sandbox: &Address, subject: Option<Subject>, id: Option<u64>) -> Result<Received, Failure> {
    let Items { items } = get::<Items<Request>>(sandbox, "/_sandbox/requests")?;
    if let Some(id) = id {
        let found = items.into_iter().find(|request| request.seq == id);
        return found.map_or_else(|| Err(none(sandbox, &format!("recorded no request {id}"))), Request::received);
    }
    for request in items.into_iter().rev() {
        let received = request.received()?;
        let mut subjects = Subject::ALL.iter().filter(|known| subject.is_none_or(|subject| subject == **known));
        if subjects.any(|subject| has(&received, subject.header())) {
            return Ok(received);
        }
    }
    Err(none(sandbox, "recorded no request with a signature; name one with --id"))
}

impl Request {
    fn received(self) -> Result<Received, Failure> {
        let latin1 = |text: &str| text.chars().map(|char| u8::try_from(char).unwrap_or(b'?')).collect::<Vec<u8>>();
        Ok(Received {
            headers: self.headers.iter().map(|(name, value)| (latin1(name), latin1(value))).collect(),
            body: STANDARD.decode(&self.body_base64).map_err(|error| unreadable(&error))?,
            at_unix_s: Some(self.at_ms.div_euclid(1000)),
        })
    }
}

fn delivery(sandbox: &Address, path: &str, subject: Subject, id: Option<u64>) -> Result<Received, Failure> {
    let Items { items } = get::<Items<Delivery>>(sandbox, path)?;
    let at = match id {
        None => items.len().checked_sub(1),
        Some(id) => usize::try_from(id).ok().and_then(|id| id.checked_sub(1)),
    };
    let found = at.and_then(|at| items.into_iter().nth(at));
    let found = found.ok_or_else(|| none(sandbox, "sent no such webhook"))?;
    Ok(Received {
        headers: vec![(subject.header().as_bytes().to_vec(), found.signature.into_bytes())],
        body: found.body.into_bytes(),
        at_unix_s: found.at_ms.map(|ms| ms.div_euclid(1000)),
    })
}

/// One of the sandbox's control endpoints.
fn get<T: DeserializeOwned>(sandbox: &Address, path: &str) -> Result<T, Failure> {
    let answer = http::control(sandbox, "GET", path, "")?;
    serde_json::from_slice(&answer).map_err(|error| unreadable(&error))
}

fn none(sandbox: &Address, what: &str) -> Failure {
    Failure::usage(format_args!("--sandbox: the one at {sandbox} {what}"))
}

fn unreadable(error: &dyn std::fmt::Display) -> Failure {
    Failure::usage(format_args!("--sandbox: the answer is not that of a sandbox of this version: {error}"))
}
