//! The hot paths of the core, each as a function that does it once: counted by `cargo xtask bench instructions`, and the inputs that
//! `payseal-bench` measures too.
//!
//! Not a benchmark: nothing here reads a clock.
//!
//! ```
//! let mut path = payseal_bench_paths::find("sign 150 B").expect("it is in the list");
//! path();
//! ```

use std::hint::black_box;
use std::sync::Arc;

use payseal::clive::{InitializeTransaction, PARTNER};
use payseal::explain::{Explainer, Subject, Verdict};
use payseal::webhook::{TestDelivery, WebhookPartner, WebhookVerifier};
use payseal::{Call, CallOptions, Config, Intent, Now, SigningKey, Step, json};

/// The HMAC secret of every request that is measured.
pub const SECRET: &str = "test_hmac_secret";

/// The secret of every webhook that is measured.
pub const WEBHOOK_SECRET: &str = "whsec_0123456789abcdef";

/// The clocks of every call that is measured.
pub const NOW: Now = Now { mono_ms: 0, unix_s: 1_771_526_500 };

/// When every delivery that is measured was signed, in seconds since 1970.
pub const DELIVERED_UNIX_S: i64 = 1_781_955_476;

/// What Clive answers to an initialize request.
pub const ANSWER: &[u8] = br#"{"clive_tx_id":"CLVTX_1739378102312_420","status":"initialized"}"#;

/// What Clive answers to one that it refuses.
const REFUSAL: &[u8] = br#"{"code":"VALIDATION_ERROR","message":"Validation failed","details":{"fieldErrors":{"amount":["Expected number, received string"],"currency":["Required"]}}}"#;

/// The request that every language sends when it is measured.
#[must_use]
pub fn initialize_transaction() -> InitializeTransaction {
    InitializeTransaction {
        partner_id: "ECHEZONA001".into(),
        client_id: "AIRPEACE001".into(),
        amount: 750.into(),
        currency: "USD".into(),
        echezona_reference: "EZ12345".into(),
        meta: None,
    }
}

/// A Clive client's configuration.
///
/// # Panics
/// Never: the values are right.
#[must_use]
pub fn config() -> Arc<Config> {
    let builder = Config::builder(&PARTNER)
        .base_url("https://api.example.com/api/v1")
        .api_key("cp_test_partner_sandbox")
        .hmac_secret(SECRET);
    Arc::new(builder.build().expect("the configuration is right"))
}

/// From the model to the bytes of the first attempt: checked, written, key fixed, signed.
///
/// # Panics
/// Never: the request is right.
#[must_use]
pub fn first_attempt(config: &Arc<Config>, request: &InitializeTransaction) -> Call {
    let intent = Intent::new(config, request, None).expect("the request is right");
    let mut call = Call::new(Arc::clone(config), intent, CallOptions::default(), NOW, [7; 32]).expect("credentials");
    assert!(matches!(black_box(call.step()), Step::Send { .. }));
    call
}

/// A body of `length` bytes (at least 2) that looks like one: a JSON object with a long text. Shorter than its members it is only text.
#[must_use]
pub fn body(length: usize) -> Vec<u8> {
    let mut body = br#"{"echezona_reference":"EZ12345","amount":750,"currency":"USD","memo":""#.to_vec();
    body.resize(length.saturating_sub(2), b'x');
    body.extend_from_slice(b"\"}");
    body.truncate(length);
    body
}

/// An event of so many bytes, with a long text in the middle and a few members of each kind.
#[must_use]
pub fn event(length: usize) -> Vec<u8> {
    let mut body =
        br#"{"id":"evt_1","clive_tx_id":"CLVTX_1","type":"order.paid","status":"succeeded","amount":750.5,"lines":["#
            .to_vec();
    while body.len() + 60 < length {
        body.extend_from_slice("{\"sku\":\"Zo\u{eb} <b>\",\"n\":1.0,\"price\":1999},".as_bytes());
    }
    body.extend_from_slice(b"{}],\"pad\":\"");
    body.resize(length - 2, b'x');
    body.extend_from_slice(b"\"}");
    body
}

/// An explainer whose search finds nothing for [`unexplained_headers`]: everything is tried.
#[must_use]
pub fn explainer() -> Explainer {
    Explainer::new(Subject::TybriteRequest)
        .secret(WEBHOOK_SECRET)
        .api_key("tybrite_sk_test_1")
        .old_secret("the_old_secret")
        .other_environment_secret("the_live_secret")
        .now_unix_s(DELIVERED_UNIX_S)
}

/// Headers whose signature no known mistake makes.
#[must_use]
pub fn unexplained_headers() -> [(&'static str, &'static str); 2] {
    [("X-Timestamp", "1781955476"), ("X-Signature", "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM=")]
}

/// A path, made ready: each call does it once.
pub type Path = Box<dyn FnMut()>;

/// A path as the list has it.
pub struct HotPath {
    /// What it is called in the report and in the baseline.
    pub name: &'static str,
    /// Makes it ready.
    pub ready: fn() -> Path,
    /// How many times it is done when it is counted: few where once is long already.
    pub times: u64,
}

/// Every path.
pub const PATHS: &[HotPath] = &[
    HotPath { name: "sign 150 B", ready: sign, times: 200 },
    HotPath { name: "canonical body", ready: canonical_body, times: 200 },
    HotPath { name: "intent: validate, write, fix the key", ready: intent, times: 200 },
    HotPath { name: "a call: intent, sign, judge a 201", ready: call, times: 200 },
    HotPath { name: "an error answer: judge a 400 with details", ready: refused, times: 200 },
    HotPath { name: "verify a 1 KiB Clive webhook", ready: || verify(WebhookPartner::Clive), times: 100 },
    HotPath { name: "verify a 1 KiB Tybrite webhook", ready: || verify(WebhookPartner::Tybrite), times: 100 },
    HotPath { name: "explain, 4 KiB, nothing found", ready: explain, times: 1 },
];

/// The path of this name, made ready.
#[must_use]
pub fn find(name: &str) -> Option<Path> {
    PATHS.iter().find(|path| path.name == name).map(|path| (path.ready)())
}

fn sign() -> Path {
    let (key, body) = (SigningKey::new(SECRET).expect("not empty"), body(150));
    Box::new(move || {
        black_box(key.sign_hex(black_box(&body)));
    })
}

fn canonical_body() -> Path {
    let text = br#" { "partner_id": "ECHEZONA001", "client_id": "AIRPEACE001", "amount": 750.50, "currency": "USD", "echezona_reference": "EZ12345", "meta": { "7": "Zo\u00eb", "a": [1.0, true, null] } } "#;
    Box::new(move || {
        black_box(json::canonical(black_box(text)).expect("it is JSON"));
    })
}

fn intent() -> Path {
    let (config, request) = (config(), initialize_transaction());
    Box::new(move || {
        black_box(Intent::new(&config, black_box(&request), None).expect("the request is right"));
    })
}

fn call() -> Path {
    answered(201, ANSWER)
}

fn refused() -> Path {
    answered(400, REFUSAL)
}

fn answered(status: u16, body: &'static [u8]) -> Path {
    let (config, request) = (config(), initialize_transaction());
    let headers: &[(&str, &[u8])] = &[
        ("content-type", b"application/json"),
        ("date", b"Thu, 19 Feb 2026 11:35:00 GMT"),
        ("x-request-id", b"req_0123456789abcdef"),
    ];
    Box::new(move || {
        let mut call = first_attempt(&config, black_box(&request));
        call.on_response(status, headers, Some(black_box(body).to_vec()), NOW).expect("it is sending");
        let Step::Done(done) = call.step() else { unreachable!("neither is tried again") };
        assert_eq!(black_box(done).result.is_ok(), status < 300);
    })
}

fn verify(partner: WebhookPartner) -> Path {
    let delivery =
        TestDelivery::signed(partner, WEBHOOK_SECRET, event(1024), DELIVERED_UNIX_S).expect("the secret is not empty");
    let verifier = WebhookVerifier::builder(partner).secret(WEBHOOK_SECRET).build().expect("the options are right");
    Box::new(move || {
        let headers = [
            ("host", "shop.example.com"),
            ("content-type", "application/json"),
            (partner.header(), &*delivery.headers()[1].1),
            ("user-agent", "partner/1.0"),
        ];
        let delivered = verifier.verify(black_box(delivery.body()), black_box(&headers), DELIVERED_UNIX_S);
        black_box(delivered.expect("it is right"));
    })
}

fn explain() -> Path {
    let (explainer, body) = (explainer(), event(4096));
    Box::new(move || {
        let explanation = explainer.explain(black_box(&body), black_box(&unexplained_headers()));
        assert_eq!(black_box(explanation).verdict, Verdict::Unexplained);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_can_be_walked_again_and_again() {
        for HotPath { name, .. } in PATHS {
            let mut path = find(name).expect("it is in the list");
            path();
            path();
        }
    }

    #[test]
    fn bodies_have_the_length_asked_for() {
        for length in [0, 1, 2, 150, 1024] {
            assert_eq!(body(length).len(), length);
        }
        assert_eq!(event(1024).len(), 1024);
    }
}
