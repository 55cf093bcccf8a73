//! What arrived: how many requests, and each of them to the byte.

use payseal_sandbox::RecordedRequest;

use super::money::signature_of;
use super::{Credentials, Evidence, Intent, differs};

/// Headers that the contract speaks of; all others belong to HTTP and to the language's own client.
const OF_THE_CONTRACT: &[&str] = &["content-type", "x-api-key", "x-clive-hmac", "idempotency-key", "authorization"];

/// An arrival is measured on the wall clock, in whole milliseconds, and after the request was read.
const CLOCK_GRAIN_MS: i64 = 5;

/// What the attempt before a wait and a busy machine may add to it before it counts as not kept: a bound against hanging,
/// not on speed.
const SLACK_MS: i64 = 10_000;

pub(super) fn check(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let expected: usize = evidence.intents.iter().map(|intent| intent.requests).sum();
    if evidence.requests.len() != expected {
        let lines: Vec<_> = evidence.requests.iter().map(|request| (&request.method, &request.target)).collect();
        wrong.push(format!("expected {expected} request(s), {} arrived: {lines:?}", evidence.requests.len()));
    }
    let mut arrived = evidence.requests.iter();
    for intent in evidence.intents {
        for attempt in 1..=intent.requests {
            let Some(request) = arrived.next() else { return };
            one(evidence.credentials, intent, request, attempt, wrong);
        }
    }
    waits(evidence, wrong);
}

fn one(credentials: &Credentials, intent: &Intent, request: &RecordedRequest, attempt: usize, wrong: &mut Vec<String>) {
    let what = |part: &str| format!("{part} of request {attempt} ({})", intent.operation);
    let line = (request.method.as_str(), request.target.as_str());
    if line != (&*intent.method, &*intent.target) {
        differs(wrong, &what("the line"), (&intent.method, &intent.target), line);
    }
    let names: Vec<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| OF_THE_CONTRACT.contains(&name.as_str()))
        .collect();
    if names != intent.headers {
        differs(wrong, &what("the contract's headers"), &intent.headers, &names);
    }
    for name in &intent.headers {
        let expected = match name.as_str() {
            "content-type" => "application/json".to_owned(),
            "x-api-key" => credentials.api_key.clone(),
            "x-clive-hmac" => signature_of(&credentials.hmac_secret, intent.body.as_deref().unwrap_or("").as_bytes()),
            "idempotency-key" => intent.key.clone().unwrap_or_default(),
            "authorization" => format!("Bearer {}", credentials.bearer_token),
            other => format!("<the judge knows no value for {other}>"),
        };
        if request.header(name) != Some(&expected) {
            differs(wrong, &what(name), &expected, request.header(name));
        }
    }
    let body = intent.body.as_deref().unwrap_or("");
    if request.body != body.as_bytes() {
        differs(wrong, &what("the body"), body, String::from_utf8_lossy(&request.body));
    }
    // A write says its length, also when that is 0: some servers answer 411 otherwise.
    let length = (intent.method != "GET").then(|| body.len().to_string());
    if request.header("content-length") != length.as_deref() || request.chunked_wire.is_some() {
        differs(wrong, &what("content-length"), &length, request.header("content-length"));
    }
}

/// The waits that were announced lie where the rule says, and were kept.
fn waits(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let announced: Vec<u64> = evidence.said.events.iter().filter_map(|event| event.retry_in_ms).collect();
    let expected = &evidence.expect.waits;
    let within = announced.len() == expected.len()
        && announced.iter().zip(expected).all(|(wait, (least, most))| (least..=most).contains(&wait));
    if !within {
        differs(wrong, "the waits in milliseconds", expected, &announced);
    }
    // Only where every attempt arrived do arrivals and waits pair up.
    if evidence.intents.len() != 1 || evidence.requests.len() != announced.len() + 1 {
        return;
    }
    for (pair, wait) in evidence.requests.windows(2).zip(announced) {
        let (gap, wait) = (pair[1].at_ms - pair[0].at_ms, i64::try_from(wait).unwrap_or(i64::MAX));
        if gap < wait - CLOCK_GRAIN_MS || gap > wait + SLACK_MS {
            wrong.push(format!("a wait of {wait} ms was announced, but {gap} ms lie between the two arrivals"));
        }
    }
}
