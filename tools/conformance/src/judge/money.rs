//! What must hold for every call, whatever the manifest expects: the rules that keep money safe.
//!
//! 1. `not_sent` means that no request arrived.
//! 2. `refused` means that nothing was committed.
//! 3. One call has at most one effect for each intent, and nothing is ever committed twice.
//! 4. All attempts of an intent carry the same key and the same body, and each a valid signature.
//! 5. A write without a key arrives at most once.
//! 6. Nothing follows a redirect.

use payseal_sandbox::RecordedRequest;
use ring::hmac;

use super::{Evidence, differs};

pub(super) fn check(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    outcomes(evidence, wrong);
    effects(evidence, wrong);
    for requests in by_intent(evidence.requests) {
        attempts(evidence, &requests, wrong);
    }
    if evidence.elsewhere > 0 {
        wrong.push(format!("a redirect was followed: {} connection(s) elsewhere", evidence.elsewhere));
    }
}

fn outcome<'a>(evidence: &'a Evidence<'_>) -> Option<&'a str> {
    match &evidence.said.error {
        Some(error) => error.outcome.as_deref(),
        None => evidence.said.ok.as_ref().map(|_| "ok"),
    }
}

fn outcomes(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let committed = newly(evidence);
    match outcome(evidence) {
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
    if first.method != "GET" && !keyed && requests.len() > 1 {
        wrong.push(format!("a write without a key arrived {} times", requests.len()));
    }
}

/// Lowercase hex HMAC-SHA256 over the exact bytes that arrived (contract: guides/authentication-and-security).
fn signature(evidence: &Evidence<'_>, request: &RecordedRequest, attempt: usize, wrong: &mut Vec<String>) {
    let Some(sent) = request.header("x-clive-hmac") else { return };
    let right = signature_of(&evidence.credentials.hmac_secret, &request.body);
    if sent != right {
        differs(wrong, &format!("the signature of attempt {attempt}"), right, sent);
    }
}

/// The signature that a body must carry.
#[must_use]
pub fn signature_of(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
