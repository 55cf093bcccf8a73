//! The small public values: what they answer, what makes two of them differ, and that what `Debug` shows is there and holds no secret.

use std::sync::Arc;

use payseal::headers::Headers;
use payseal::idempotency;
use payseal::json::Number;
use payseal::operation::Partner;
use payseal::{ApiKeyInfo, Body, Call, CallOptions, Config, Intent, Now, Secret, SigningKey, Step, clive, tybrite};

const START: Now = Now { mono_ms: 5_000, unix_s: 1_771_526_500 };
const ATTACH: &[u8] = br#"{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1"}"#;

fn config(partner: &'static Partner) -> Config {
    let builder = Config::builder(partner).base_url("https://api.example.com/v1");
    assert!(format!("{builder:?}").contains(partner.name));
    builder.api_key("tybrite_sk_test_1").hmac_secret("hmac_secret_77aa").build().unwrap()
}

fn attach(body: &[u8], key: Option<&str>) -> Intent {
    Intent::from_json(&config(&clive::PARTNER), &clive::ATTACH_PAYMENT_INTENT, body, key).unwrap()
}

#[test]
fn an_empty_secret_is_empty() {
    assert!(Secret::from("").is_empty() && !Secret::from("s").is_empty());
}

#[test]
fn a_key_tells_its_platform_and_its_class() {
    for (key, vendor, secret, test) in [
        ("tybrite_sk_live_1", "tybrite", true, false),
        ("shop_sk_test_1", "shop", true, true),
        ("tybrite_pk_live_1", "tybrite", false, false),
        ("tybrite_pk_test_1", "tybrite", false, true),
    ] {
        let info = ApiKeyInfo::parse(key).unwrap();
        assert_eq!((info.vendor(), info.is_secret(), info.is_test()), (vendor, secret, test), "{key}");
        assert_eq!((info.is_publishable(), info.is_live()), (!secret, !test), "{key}");
    }
}

#[test]
fn a_body_is_its_bytes_whoever_holds_them() {
    let bodies = [
        Body::from("ab"),
        Body::from("ab".to_owned()),
        Body::from(b"ab".to_vec()),
        Body::from(Arc::new(b"ab".to_vec())),
    ];
    for body in &bodies {
        assert_eq!((AsRef::<[u8]>::as_ref(body), &**body), (&b"ab"[..], &b"ab"[..]));
        assert!(*body == bodies[0] && *body != Body::from("ac"));
        assert_eq!(format!("{body:?}"), "Body(2 bytes)");
    }
}

#[test]
fn a_signature_is_text() {
    let signature = SigningKey::new("test_hmac_secret").unwrap().sign_base64url(b"{}");
    let text = "TgWfkmE2CHPnnfYI-G7WnV2qNrhaZZxitccwkohByn8";
    assert_eq!((AsRef::<str>::as_ref(&signature), AsRef::<[u8]>::as_ref(&signature)), (text, text.as_bytes()));
    assert_eq!(format!("{signature:?}"), format!("{text:?}"));
}

#[test]
fn headers_know_whether_there_are_any() {
    assert!(Headers::with_capacity(0).is_empty());
    let mut call = call(attach(ATTACH, None));
    let Step::Send { request, .. } = call.step() else { panic!("not sending") };
    assert!(!request.headers.is_empty() && request.headers.len() == request.headers.iter().count());
}

#[test]
fn an_intent_equals_only_what_sends_the_same() {
    let one = attach(ATTACH, Some("k"));
    assert_eq!(one, attach(ATTACH, Some("k")));
    assert_eq!(one.path(), "/transactions/attach-intent");
    // Another body, another key, another operation, another shopper.
    assert_ne!(one, attach(br#"{"clive_tx_id":"CLVTX_2","stripe_payment_intent_id":"pi_1"}"#, Some("k")));
    assert_ne!(one, attach(ATTACH, Some("l")));
    let read = |client_id: &str| {
        let json = format!(r#"{{"client_id":"{client_id}"}}"#);
        Intent::from_json(&config(&clive::PARTNER), &clive::RUN_SETTLEMENTS, json.as_bytes(), None).unwrap()
    };
    assert_ne!(one, read("P"));
    assert_ne!(read("P"), read("Q"));
    let tybrite = config(&tybrite::PARTNER);
    let methods = || {
        let operation = tybrite::PARTNER.operation("payments.methods").unwrap();
        Intent::from_json(&tybrite, operation, b"{}", None).unwrap()
    };
    let named = |token: &str| methods().with_identity(&tybrite, "x-auth-token", token).unwrap();
    assert_eq!(named("a"), named("a"));
    assert_ne!(named("a"), named("b"));
    assert_ne!(named("a"), methods());
}

#[test]
fn a_key_that_is_fixed_is_not_drawn() {
    let drawn = Intent::from_json(
        &config(&tybrite::PARTNER),
        tybrite::PARTNER.operation("orders.create").unwrap(),
        br#"{"customer_email":"a@b.c","items":[{"product_id":"p"}]}"#,
        None,
    )
    .unwrap();
    assert!(drawn.key_is_drawn() && !drawn.with_key_fixed(1, &[1; 32]).key_is_drawn());
    assert!(!attach(ATTACH, None).key_is_drawn());
}

#[test]
fn the_key_of_an_update() {
    let key = idempotency::update("order_status", "7c0e", 1_771_526_500, [0; 16]);
    assert_eq!(key, "update-order_status-7c0e-1771526500000000000");
}

#[test]
fn a_number_is_its_text() {
    let number = Number::from_text("75.00").unwrap();
    assert_eq!((number.to_string(), format!("{number:?}")), ("75.00".to_owned(), "Number(75.00)".to_owned()));
    // Too long for std's parser, which gives up on such exponents.
    let long = Number::from_text(&format!("0.{}1e100001", "0".repeat(100_000))).unwrap();
    assert_eq!(long.as_f64(), Some(1.0));
}

#[test]
fn debug_shows_what_something_is_and_no_body() {
    let intent = attach(ATTACH, None);
    let mut call = call(intent.clone());
    call.step();
    let shown = format!("{call:?}");
    assert!(shown.contains("attach_payment_intent") && shown.contains("attach-CLVTX_1"), "{shown}");
    call.on_response(200, &[], Some(br#"{"client_secret":"pi_secret_9"}"#.to_vec()), START).unwrap();
    let answer = call.into_done().unwrap().result.unwrap();
    let untyped = format!("{answer:?}");
    assert!(untyped.contains("status: 200") && untyped.contains("attach-CLVTX_1"), "{untyped}");
    let record = answer.record();
    assert_eq!(record.idempotency_key.as_deref(), Some("attach-CLVTX_1"));
    assert_eq!(record.clive_tx_id.as_deref(), Some("CLVTX_1"));
    let typed = format!("{:?}", answer.typed::<clive::AttachedPaymentIntent>());
    assert!(typed.contains("status: 200"), "{typed}");
    for shown in [untyped, typed, format!("{intent:?}")] {
        assert!(!shown.contains("pi_secret_9") && !shown.contains("pi_1"), "{shown}");
    }
    assert!(format!("{:?}", clive::PARTNER).contains("clive"));
}

fn call(intent: Intent) -> Call {
    Call::new(Arc::new(config(&clive::PARTNER)), intent, CallOptions::default(), START, [7; 32]).unwrap()
}
