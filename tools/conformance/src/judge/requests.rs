//! What arrived: how many requests, and each of them to the byte.

use payseal_sandbox::RecordedRequest;

use super::money::{signature_of, timestamped_signature_of};
use super::{Evidence, Intent, differs};

/// Headers that the contract speaks of; all others belong to HTTP and to the language's own client.
const OF_THE_CONTRACT: &[&str] = &[
    "content-type",
    "x-api-key",
    "x-clive-hmac",
    "idempotency-key",
    "authorization",
    "x-timestamp",
    "x-signature",
    "x-auth-token",
    "x-external-auth",
    "x-idp-token",
];

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
            one(evidence, intent, request, attempt, wrong);
        }
    }
    waits(evidence, wrong);
    timestamps(evidence, wrong);
}

fn one(evidence: &Evidence<'_>, intent: &Intent, request: &RecordedRequest, attempt: usize, wrong: &mut Vec<String>) {
    let credentials = evidence.credentials;
    let what = |part: &str| format!("{part} of request {attempt} ({})", intent.operation);
    let line = (request.method.as_str(), request.target.as_str());
    let target_fits = match intent.target.split_once("<any>") {
        Some((begin, end)) => line.1.strip_prefix(begin).is_some_and(|rest| rest.ends_with(end)),
        None => line.1 == intent.target,
    };
    if line.0 != intent.method || !target_fits {
        differs(wrong, &what("the line"), (&intent.method, &intent.target), line);
    }
    let mut names: Vec<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| OF_THE_CONTRACT.contains(&name.as_str()))
        .collect();
    let mut expected = intent.headers.clone();
    expected.extend(intent.identity.iter().map(|(name, _)| name.clone()));
    if evidence.sorts_headers {
        expected.sort_unstable();
        names.sort_unstable();
    }
    if names != expected {
        differs(wrong, &what("the contract's headers"), &expected, &names);
    }
    for name in &intent.headers {
        let expected = match name.as_str() {
            "content-type" => intent.content_type.clone(),
            "x-api-key" => credentials.api_key.clone(),
            "x-clive-hmac" => signature_of(&credentials.hmac_secret, intent.body.as_deref().unwrap_or("").as_bytes()),
            "idempotency-key" => intent.key.clone().unwrap_or_default(),
            // Where the API key has no header of its own, it is the bearer token.
            "authorization" if evidence.contract.api_key_is_bearer() => format!("Bearer {}", credentials.api_key),
            "authorization" => format!("Bearer {}", credentials.bearer_token),
            // Whether it is now is looked at for all attempts together.
            "x-timestamp" => request.header(name).unwrap_or_default().to_owned(),
            "x-signature" => timestamped_signature_of(
                &credentials.hmac_secret,
                request.header("x-timestamp").unwrap_or_default(),
                intent.body.as_deref().unwrap_or("").as_bytes(),
            ),
            other => format!("<the judge knows no value for {other}>"),
        };
        if request.header(name) != Some(&expected) {
            differs(wrong, &what(name), &expected, request.header(name));
        }
    }
    if let Some((name, value)) = &intent.identity
        && request.header(name) != Some(value)
    {
        // A value is a secret.
        wrong.push(format!("{} is not the one that was given", what(name)));
    }
    let body = intent.body.as_deref().unwrap_or("");
    if request.body != body.as_bytes() {
        differs(wrong, &what("the body"), body, String::from_utf8_lossy(&request.body));
    }
    // A write says its length, also when that is 0: some servers answer 411 otherwise. Not so a DELETE without a body, for
    // which content has no meaning (RFC 9110, 8.6) and whose length Node's and undici's clients leave out.
    let length = (intent.method != "GET").then(|| body.len().to_string());
    let sent = request.header("content-length");
    let may_be_absent = intent.method == "DELETE" && body.is_empty();
    if (sent != length.as_deref() && !(may_be_absent && sent.is_none())) || request.chunked_wire.is_some() {
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

/// Each attempt was signed after the one before had arrived and its wait was over, and before it arrived itself: a signed
/// time that was kept from an earlier attempt lies outside, however busy the machine is.
fn timestamps(evidence: &Evidence<'_>, wrong: &mut Vec<String>) {
    let announced: Vec<u64> = evidence.said.events.iter().filter_map(|event| event.retry_in_ms).collect();
    let mut after_ms = evidence.started_ms;
    for (index, request) in evidence.requests.iter().enumerate() {
        let wait = announced.get(index).copied().filter(|_| evidence.intents.len() == 1).unwrap_or(0);
        let (earliest, latest) = (after_ms.div_euclid(1_000), request.at_ms.div_euclid(1_000) + 1);
        after_ms = request.at_ms + i64::try_from(wait).unwrap_or(0) - CLOCK_GRAIN_MS;
        let Some(text) = request.header("x-timestamp") else { continue };
        let skew = evidence.expect.skews_s.get(index).copied().unwrap_or(0);
        // A skew is measured in whole seconds from a header in whole seconds.
        let grain = i64::from(skew != 0);
        let permitted = (earliest + skew - grain)..=(latest + skew + grain);
        if !text.parse().is_ok_and(|seconds: i64| permitted.contains(&seconds) && seconds.to_string() == text) {
            differs(wrong, &format!("x-timestamp of request {}", index + 1), permitted, text);
        }
    }
}
