//! What must hold for every call, whatever the manifest expects: the rules that keep money safe.
//!
//! 1. `not_sent` means that no request arrived.
//! 2. `refused` means that nothing was committed.
//! 3. One call has at most one effect for each intent, and nothing is ever committed twice.
//! 4. All attempts of an intent carry the same key and the same body, and each a valid signature.
//! 5. A write without a key arrives at most once.
//! 6. Nothing follows a redirect.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use payseal_sandbox::RecordedRequest;
use ring::hmac;

use super::{Evidence, differs};

pub(super) fn check(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    outcomes(evidence, wrong);
    check_sent(evidence, wrong);
}

/// What holds without an answer, too: the runner was killed.
pub(super) fn check_sent(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    effects(evidence, wrong);
    for requests in by_intent(evidence.requests) {
        attempts(evidence, &requests, wrong);
    }
    if evidence.elsewhere > 0 {
        wrong.push(format!("a redirect was followed: {} connection(s) elsewhere", evidence.elsewhere));
    }
}

fn outcomes(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let committed = newly(evidence);
    match evidence.said.outcome() {
        Some("not_sent") if !evidence.requests.is_empty() => {
            wrong.push(format!("says not_sent, but {} request(s) arrived", evidence.requests.len()));
        }
        // The first step of a call with two may have been committed; `completed` tells.
        Some("refused") if committed > completed(evidence) => {
            wrong.push(format!("says refused, but {committed} commit(s) were made"));
        }
        Some("not_sent" | "refused" | "unknown" | "ok") => {}
        other => differs(wrong, "outcome", "one of the four", other),
    }
}

fn completed(evidence: &Evidence<'_>) -> u64 {
    u64::from(evidence.said.error.as_ref().is_some_and(|error| error.completed.is_some()))
}

/// How many commits the call made.
fn newly(evidence: &Evidence<'_>) -> u64 {
    let (before, after) = evidence.commits;
    after.values().sum::<u64>().saturating_sub(before.values().sum())
}

fn effects(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let most = evidence.intents.len() as u64;
    if newly(evidence) > most {
        wrong.push(format!("{} commits for {most} intent(s)", newly(evidence)));
    }
    for (what, count) in evidence.commits.1 {
        if *count > 1 {
            wrong.push(format!("{what} was committed {count} times"));
        }
    }
}

/// The requests of each intent: two steps of one call go to two endpoints.
fn by_intent(requests: &[RecordedRequest]) -> Vec<Vec<&RecordedRequest>> {
    let mut groups: Vec<Vec<&RecordedRequest>> = Vec::new();
    for request in requests {
        match groups.iter_mut().find(|group| group[0].target == request.target) {
            Some(group) => group.push(request),
            None => groups.push(vec![request]),
        }
    }
    groups
}

fn attempts(evidence: &Evidence<'_>, requests: &[&RecordedRequest], wrong: &mut Vec<String>) {
    let first = requests[0];
    for (index, request) in requests.iter().enumerate() {
        let attempt = index + 1;
        if !request.complete {
            wrong.push(format!("request {attempt} did not arrive whole"));
        }
        if request.header("idempotency-key") != first.header("idempotency-key") {
            differs(
                wrong,
                &format!("the key of attempt {attempt} is another"),
                first.header("idempotency-key"),
                request.header("idempotency-key"),
            );
        }
        if request.body != first.body || request.method != first.method {
            differs(
                wrong,
                &format!("the body of attempt {attempt} is another"),
                String::from_utf8_lossy(&first.body),
                String::from_utf8_lossy(&request.body),
            );
        }
        signature(evidence, request, attempt, wrong);
    }
    let keyed = first.header("idempotency-key").is_some();
    let is_look_up = evidence.intents.iter().any(|intent| intent.is_look_up && intent.target == first.target);
    if first.method != "GET" && !is_look_up && !keyed && requests.len() > 1 {
        wrong.push(format!("a write without a key arrived {} times", requests.len()));
    }
}

/// Over the exact bytes that arrived. Clive: lowercase hex of the body (guides/authentication-and-security). Tybrite: standard
/// base64 of `timestamp.body` (request signing).
fn signature(evidence: &Evidence<'_>, request: &RecordedRequest, attempt: usize, wrong: &mut Vec<String>) {
    let secret = &evidence.credentials.hmac_secret;
    let timestamp = request.header("x-timestamp").unwrap_or_default();
    for (name, right) in [
        ("x-clive-hmac", signature_of(secret, &request.body)),
        ("x-signature", timestamped_signature_of(secret, timestamp, &request.body)),
    ] {
        if let Some(sent) = request.header(name).filter(|sent| *sent != right) {
            differs(wrong, &format!("the signature of attempt {attempt}"), right, sent);
        }
    }
}

/// Clive's signature of a body.
#[must_use]
pub fn signature_of(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Tybrite's signature of a body and the text of `X-Timestamp`.
#[must_use]
pub fn timestamped_signature_of(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, &[timestamp.as_bytes(), b".", body].concat()))
}
