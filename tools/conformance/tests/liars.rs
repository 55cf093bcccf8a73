//! The judge catches liars: an honest call passes, and every seeded lie about it is found and named.

use std::collections::BTreeMap;
use std::path::Path;

use payseal_conformance::judge::money::{signature_of, timestamped_signature_of};
use payseal_conformance::judge::secrets::Secrets;
use payseal_conformance::judge::{self, Commits, Credentials, Evidence, Intent};
use payseal_conformance::manifest::{Call, Expect, Manifest};
use payseal_conformance::runner::{Event, Said, SaidError};
use payseal_sandbox::{PartnerApi, RecordedRequest};
use serde_json::json;

const BODY: &str = r#"{"amount":750}"#;
const KEY: &str = "checkout-EZ1";

/// One call and everything about it, to be doctored.
struct Case {
    manifest: Manifest,
    partner: &'static str,
    credentials: Credentials,
    expect: Expect,
    intents: Vec<Intent>,
    requests: Vec<RecordedRequest>,
    before: Commits,
    after: Commits,
    elsewhere: usize,
    said: Said,
}

impl Case {
    fn judged(&self) -> Vec<String> {
        judge::call(&self.evidence())
    }

    fn evidence(&self) -> Evidence<'_> {
        Evidence {
            sorts_headers: false,
            contract: &self.manifest.contracts[self.partner],
            credentials: &self.credentials,
            expect: &self.expect,
            intents: &self.intents,
            started_ms: 9_900,
            requests: &self.requests,
            commits: (&self.before, &self.after),
            elsewhere: self.elsewhere,
            said: &self.said,
        }
    }

    fn error(&mut self) -> &mut SaidError {
        self.said.error.as_mut().expect("a case that failed")
    }
}

fn manifest() -> Manifest {
    Manifest::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")).expect("the manifest")
}

fn expect(text: &str) -> Expect {
    serde_json::from_str::<Call>(&format!(r#"{{"use":"checkout","expect":{text}}}"#)).expect("an expectation").expect
}

fn credentials() -> Credentials {
    Credentials { api_key: "cp_key_1234".into(), hmac_secret: "secret_5678".into(), bearer_token: "jwt_90123".into() }
}

fn request(at_ms: i64) -> RecordedRequest {
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("x-api-key", credentials().api_key),
        ("x-clive-hmac", signature_of(&credentials().hmac_secret, BODY.as_bytes())),
        ("idempotency-key", KEY.to_owned()),
        ("content-length", BODY.len().to_string()),
    ];
    RecordedRequest {
        seq: 1,
        partner: PartnerApi::Clive,
        connection: 1,
        at_ms,
        complete: true,
        method: "POST".into(),
        target: "/api/v1/transactions/checkout-intent".into(),
        head: Vec::new(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
        body: BODY.into(),
        chunked_wire: None,
    }
}

fn set(request: &mut RecordedRequest, name: &str, value: &str) {
    request.headers.iter_mut().find(|(known, _)| known == name).expect("a header").1 = value.to_owned();
}

fn event(phase: &str, attempt: u32, outcome: Option<&str>, status: Option<u16>, retry_in_ms: Option<u64>) -> Event {
    Event {
        phase: phase.into(),
        attempt,
        operation: "create_checkout_intent".into(),
        idempotency_key: Some(KEY.into()),
        status,
        fault: None,
        outcome: outcome.map(str::to_owned),
        retry_in_ms,
    }
}

/// 503 and a wait of a second, then this.
fn events(outcome: &str, status: u16) -> Vec<Event> {
    vec![
        event("started", 1, None, None, None),
        event("ended", 1, Some("unknown"), Some(503), Some(1000)),
        event("started", 2, None, None, None),
        event("ended", 2, Some(outcome), Some(status), None),
    ]
}

fn case(expect: Expect, said: Said) -> Case {
    Case {
        manifest: manifest(),
        partner: "clive",
        credentials: credentials(),
        expect,
        intents: vec![Intent {
            operation: "create_checkout_intent".into(),
            method: "POST".into(),
            target: "/api/v1/transactions/checkout-intent".into(),
            headers: ["content-type", "x-api-key", "x-clive-hmac", "idempotency-key"].map(str::to_owned).into(),
            body: Some(BODY.into()),
            content_type: "application/json".into(),
            key: Some(KEY.into()),
            requests: 2,
            is_look_up: false,
            identity: None,
        }],
        requests: vec![request(10_000), request(11_004)],
        before: BTreeMap::new(),
        after: BTreeMap::new(),
        elsewhere: 0,
        said,
    }
}

/// Two attempts, then a payment.
fn paid() -> Case {
    let said = Said {
        id: "x".into(),
        ok: Some(json!({"status": "pending", "client_secret": "pi_1_secret_abc"})),
        meta: None,
        error: None,
        events: events("ok", 201),
    };
    let mut case =
        case(expect(r#"{"requests":2,"waits":[[1000,1000]],"ok":{"status":"pending","refunded":"<absent>"}}"#), said);
    case.after = BTreeMap::from([("transactions/checkout-intent EZ1".to_owned(), 1)]);
    case
}

/// Two attempts, then a refusal: unknown, because the first may have arrived.
fn failed() -> Case {
    let error = SaidError {
        kind: Some("RateLimitError".into()),
        code: Some("RATE_LIMITED".into()),
        status: Some(429),
        outcome: Some("unknown".into()),
        retryable: Some(true),
        attempts: Some(2),
        idempotency_key: Some(KEY.into()),
        retry_after_ms: Some(90_000),
        ..SaidError::default()
    };
    let said = Said { id: "x".into(), ok: None, meta: None, error: Some(error), events: events("unknown", 429) };
    case(
        expect(
            r#"{"requests":2,"waits":[[1000,1000]],"error":{"kind":"RateLimitError","code":"RATE_LIMITED","status":429,
                "outcome":"unknown","retryable":true,"retry_after_ms":90000}}"#,
        ),
        said,
    )
}

/// Doctors an honest case; some line must name the lie.
#[track_caller]
fn caught(mut case: Case, lie: impl FnOnce(&mut Case), named: &str) {
    assert_eq!(case.judged(), Vec::<String>::new(), "the honest case must pass");
    lie(&mut case);
    let wrong = case.judged();
    assert!(wrong.iter().any(|line| line.contains(named)), "nothing names {named:?} in {wrong:#?}");
}

#[test]
fn another_body() {
    caught(paid(), |case| case.requests[0].body[1] = b'\'', "the body of request 1");
    // Of both attempts, correctly signed: still not what was asked for.
    let lie = |case: &mut Case| {
        for request in &mut case.requests {
            request.body = br#"{"amount":751}"#.to_vec();
            let signature = signature_of(&credentials().hmac_secret, &request.body);
            set(request, "x-clive-hmac", &signature);
        }
    };
    caught(paid(), lie, "the body of request 2");
    caught(paid(), |case| case.requests[1].body[10] = b'9', "the body of attempt 2 is another");
}

#[test]
fn another_key() {
    caught(
        paid(),
        |case| set(&mut case.requests[1], "idempotency-key", "checkout-EZ2"),
        "the key of attempt 2 is another",
    );
    caught(paid(), |case| set(&mut case.requests[0], "idempotency-key", "x"), "idempotency-key of request 1");
    caught(
        paid(),
        |case| case.requests[1].headers.retain(|(name, _)| name != "idempotency-key"),
        "the contract's headers",
    );
}

#[test]
fn a_stale_or_wrong_signature() {
    let stale = signature_of(&credentials().hmac_secret, b"{}");
    caught(paid(), |case| set(&mut case.requests[1], "x-clive-hmac", &stale), "the signature of attempt 2");
    let upper = signature_of(&credentials().hmac_secret, BODY.as_bytes()).to_uppercase();
    caught(paid(), |case| set(&mut case.requests[0], "x-clive-hmac", &upper), "the signature of attempt 1");
    caught(
        paid(),
        |case| case.requests[0].headers.retain(|(name, _)| name != "x-clive-hmac"),
        "the contract's headers",
    );
}

/// The honest case as Tybrite's: two attempts, signed at 10 s and, after a wait of 3 s, at 13 s.
fn paid_at_tybrite() -> Case {
    let mut case = paid();
    case.expect = expect(r#"{"requests":2,"waits":[[3000,3000]],"ok":{"status":"pending"}}"#);
    case.said.events[1].retry_in_ms = Some(3000);
    case.intents[0].headers =
        ["authorization", "content-type", "idempotency-key", "x-timestamp", "x-signature"].map(str::to_owned).into();
    for (request, seconds) in case.requests.iter_mut().zip(["10", "13"]) {
        request.headers = [
            ("authorization", format!("Bearer {}", credentials().api_key)),
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", KEY.to_owned()),
            ("x-timestamp", seconds.to_owned()),
            ("x-signature", timestamped_signature_of(&credentials().hmac_secret, seconds, BODY.as_bytes())),
            ("content-length", BODY.len().to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
    }
    case.requests[1].at_ms = 13_004;
    case.partner = "tybrite";
    case
}

#[test]
fn a_stale_or_wrong_time() {
    let sign = |case: &mut Case, at: usize, seconds: &str| {
        let signature = timestamped_signature_of(&credentials().hmac_secret, seconds, BODY.as_bytes());
        set(&mut case.requests[at], "x-timestamp", seconds);
        set(&mut case.requests[at], "x-signature", &signature);
    };
    // Rightly signed, and kept from the first attempt.
    caught(paid_at_tybrite(), |case| sign(case, 1, "10"), "x-timestamp of request 2");
    caught(paid_at_tybrite(), |case| sign(case, 1, "13004"), "x-timestamp of request 2");
    caught(paid_at_tybrite(), |case| sign(case, 0, "010"), "x-timestamp of request 1");
    caught(paid_at_tybrite(), |case| sign(case, 0, "8"), "x-timestamp of request 1");
    // The time in the header is not the one that was signed.
    caught(paid_at_tybrite(), |case| set(&mut case.requests[1], "x-timestamp", "14"), "the signature of attempt 2");
    let hex = signature_of(&credentials().hmac_secret, format!("10.{BODY}").as_bytes());
    caught(paid_at_tybrite(), |case| set(&mut case.requests[0], "x-signature", &hex), "the signature of attempt 1");
    let lie = |case: &mut Case| set(&mut case.requests[0], "authorization", "Bearer jwt_90123");
    caught(paid_at_tybrite(), lie, "authorization of request 1");
}

#[test]
fn a_drawn_key_of_another_form() {
    let drawn = |key: &str| {
        let mut case = paid();
        case.intents[0].key = Some("checkout-{ms}-{hex}".to_owned());
        for request in &mut case.requests {
            set(request, "idempotency-key", key);
        }
        (judge::drawn_keys(&mut case.intents, &case.requests, &case.said), case.intents[0].key.clone())
    };
    let right = "checkout-1771526500000-abababababababababababababababab";
    assert_eq!(drawn(right), (Vec::new(), Some(right.to_owned())));
    for wrong in ["checkout-EZ1", "checkout-1771526500-abababababababababababababababab"] {
        let (found, _) = drawn(wrong);
        assert!(matches!(&found[..], [line] if line.contains("the key of")), "{found:?}");
    }
}

#[test]
fn a_look_up_may_arrive_again() {
    let unkeyed = |case: &mut Case| {
        for request in &mut case.requests {
            request.headers.retain(|(name, _)| name != "idempotency-key");
        }
        case.intents[0].is_look_up = true;
    };
    let mut case = paid();
    unkeyed(&mut case);
    assert!(!case.judged().iter().any(|line| line.contains("a write without a key")), "{:#?}", case.judged());
}

#[test]
fn headers_in_another_order_or_too_many() {
    caught(paid(), |case| case.requests[0].headers.swap(0, 1), "the contract's headers");
    let lie = |case: &mut Case| case.requests[0].headers.push(("Authorization".into(), "Bearer x".into()));
    caught(paid(), lie, "the contract's headers");
    caught(paid(), |case| set(&mut case.requests[0], "content-length", "15"), "content-length");
    caught(paid(), |case| case.requests[0].chunked_wire = Some(Vec::new()), "content-length");
}

#[test]
fn an_attempt_too_many_or_too_few() {
    caught(paid(), |case| case.requests.push(request(12_000)), "expected 2 request(s), 3 arrived");
    caught(paid(), |case| drop(case.requests.pop()), "expected 2 request(s), 1 arrived");
    caught(paid(), |case| drop(case.said.events.drain(2..)), "the hook was told have started");
    caught(failed(), |case| case.error().attempts = Some(1), "attempts: expected 2");
}

#[test]
fn a_wait_that_was_not_kept_or_not_announced() {
    caught(paid(), |case| case.requests[1].at_ms = 10_500, "a wait of 1000 ms was announced, but 500 ms");
    caught(paid(), |case| case.said.events[1].retry_in_ms = Some(999), "the waits in milliseconds");
    caught(paid(), |case| case.said.events[1].retry_in_ms = None, "the waits in milliseconds");
}

#[test]
fn lies_about_the_money() {
    caught(failed(), |case| case.error().outcome = Some("refused".into()), "outcome: expected");
    caught(failed(), |case| case.error().outcome = Some("not_sent".into()), "says not_sent, but 2 request(s) arrived");
    caught(failed(), |case| case.error().outcome = Some("maybe".into()), "one of the four");
    let lie = |case: &mut Case| {
        case.error().outcome = Some("refused".into());
        case.after.insert("transactions/checkout-intent EZ1".into(), 1);
    };
    caught(failed(), lie, "says refused, but 1 commit(s) were made");
    let twice = |case: &mut Case| _ = case.after.insert("transactions/checkout-intent EZ1".into(), 2);
    caught(paid(), twice, "was committed 2 times");
    let two = |case: &mut Case| _ = case.after.insert("transactions/initialize EZ1".into(), 1);
    caught(paid(), two, "2 commits for 1 intent(s)");
    caught(paid(), |case| case.elsewhere = 1, "a redirect was followed");
    let unkeyed = |case: &mut Case| {
        for request in &mut case.requests {
            request.headers.retain(|(name, _)| name != "idempotency-key");
        }
    };
    caught(paid(), unkeyed, "a write without a key arrived 2 times");
    caught(paid(), |case| case.requests[0].complete = false, "did not arrive whole");
}

#[test]
fn what_a_killed_process_did_is_judged_too() {
    let mut case = paid();
    case.said = Said::default();
    assert_eq!(judge::killed(&case.evidence()), Vec::<String>::new());
    set(&mut case.requests[1], "idempotency-key", "checkout-EZ2");
    case.after.insert("transactions/checkout-intent EZ1".into(), 2);
    let wrong = judge::killed(&case.evidence());
    for named in ["the key of attempt 2 is another", "was committed 2 times"] {
        assert!(wrong.iter().any(|line| line.contains(named)), "nothing names {named:?} in {wrong:#?}");
    }
}

#[test]
fn only_the_outcome_is_expected() {
    let only = |outcome: &str| {
        let mut case = failed();
        case.expect = expect(&format!(r#"{{"outcomes":["ok","{outcome}"]}}"#));
        case
    };
    let mut case = only("unknown");
    // Whatever else differs is not looked at.
    case.error().code = None;
    assert_eq!(case.judged(), Vec::<String>::new());
    caught(only("unknown"), |case| case.error().outcome = Some("refused".into()), "outcome: expected one of");
    caught(only("unknown"), |case| case.requests[1].body[10] = b'9', "the body of attempt 2 is another");
}

#[test]
fn another_error() {
    caught(failed(), |case| case.error().kind = Some("ServerError".into()), "kind: expected");
    caught(failed(), |case| case.error().code = None, "code: expected");
    caught(failed(), |case| case.error().status = Some(503), "status: expected");
    caught(failed(), |case| case.error().retryable = Some(false), "retryable: expected");
    caught(failed(), |case| case.error().retryable = None, "retryable: expected");
    caught(failed(), |case| case.error().retry_after_ms = None, "retry_after_ms: expected");
    caught(failed(), |case| case.error().idempotency_key = None, "idempotency_key: expected");
    caught(failed(), |case| case.error().fault = Some("reset".into()), "fault: expected");
    caught(failed(), |case| case.error().request_id = Some("r".into()), "request_id: expected");
    caught(failed(), |case| case.error().completed = Some(json!({})), "completed: expected");
}

#[test]
fn another_value() {
    caught(paid(), |case| case.said.ok = Some(json!({"status": "paid"})), "value.status: expected");
    let mut told = paid();
    told.expect.meta = Some(json!({"replayed": true}));
    told.said.meta = Some(json!({"replayed": true, "status": 200}));
    caught(told, |case| case.said.meta = None, "meta: expected");
    caught(paid(), |case| case.said.ok = Some(json!({})), "value.status is missing");
    caught(paid(), |case| case.said.ok = Some(json!({"status": "pending", "refunded": 1})), "value.refunded: expected");
    let error = |case: &mut Case| {
        case.said.ok = None;
        case.said.error = Some(SaidError::default());
    };
    caught(paid(), error, "expected a value, got an error");
    caught(failed(), |case| (case.said.ok, case.said.error) = (Some(json!({})), None), "got the value");
    caught(paid(), |case| case.said.ok = None, "one of ok and error");
}

#[test]
fn a_hook_that_was_told_something_else() {
    caught(paid(), |case| case.said.events[2].attempt = 3, "the hook: expected");
    caught(paid(), |case| case.said.events[0].idempotency_key = Some("x".into()), "the hook: expected");
    caught(paid(), |case| case.said.events[3].operation = "pay".into(), "the hook: expected");
    caught(paid(), |case| case.said.events[3].outcome = None, "the hook was told something odd");
    caught(paid(), |case| drop(case.said.events.pop()), "a start without an end");
}

#[test]
fn secrets_in_any_output() {
    let mut secrets = Secrets::of(&credentials());
    let names = manifest().contracts["clive"].secret_members.clone();
    let value = json!({"items": [{"client_secret": "pi_1_secret_abc"}], "status": "pending"});
    secrets.add_members(&names, &value);
    // In the value that was returned they may stand, and nowhere else.
    let honest = json!({"id": "x", "ok": value, "events": []}).to_string();
    assert_eq!(secrets.found_in_answer(&honest), Vec::<String>::new());
    assert_eq!(secrets.found_in("standard error", "nothing of note, pending"), Vec::<String>::new());
    for secret in ["cp_key_1234", "secret_5678", "jwt_90123", "pi_1_secret_abc"] {
        let found = secrets.found_in("standard error", &format!("DEBUG sending {secret}"));
        assert!(matches!(&found[..], [line] if line.contains("standard error") && !line.contains(secret)), "{found:?}");
        let line = json!({"id": "x", "error": {"message": format!("bad key {secret}")}, "events": []}).to_string();
        assert_eq!(secrets.found_in_answer(&line).len(), 1, "{secret}");
        assert_eq!(secrets.found_in_answer(&format!("not JSON {secret}")).len(), 1, "{secret}");
    }
}
