//! The small public values: what they answer, what makes two of them differ, and that what `Debug` shows is there and holds no secret.

use std::sync::Arc;

use payseal::headers::Headers;
use payseal::idempotency;
use payseal::json::{Number, Text, Value, canonical};
use payseal::operation::{Auth, Method, Partner};
use payseal::{
    Amount, ApiKeyInfo, Body, Call, CallOptions, Config, Intent, Now, RawRequest, Secret, SigningKey, Step, clive,
    tybrite,
};

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
    let raw = |method| {
        let (auth, body, query) = (Auth::ApiKey, Some(&b"{}"[..]), &[][..]);
        let request = RawRequest { method, path: "/other", auth, body, idempotency_key: Some("k"), query };
        Intent::raw(&config(&clive::PARTNER), &request).unwrap()
    };
    assert_eq!(raw(Method::Post), raw(Method::Post));
    assert_ne!(raw(Method::Post), raw(Method::Put));
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
    let long = Number::from_text(&format!("0.{}1e1000001", "0".repeat(1_000_000))).unwrap();
    assert_eq!(long.as_f64(), Some(1.0));
}

#[test]
fn a_value_is_made_of_what_it_holds() {
    let number = Number::from_text("7.50").unwrap();
    for (value, text) in [
        (Value::from(true), "true"),
        (Value::from(number), "7.5"),
        (Value::from(Amount::from(75)), "75"),
        (Value::from(vec!["a", "b"]), r#"["a","b"]"#),
        (Value::from(Some("a")), r#""a""#),
        (Value::from(None::<&str>), "null"),
    ] {
        assert_eq!(value.to_string(), text);
    }
    let text = Text::from("a");
    assert!(text == "a" && text != "b");
    assert!(PartialEq::<&str>::eq(&Text::from("a"), &"a") && !PartialEq::<&str>::eq(&Text::from("a"), &"b"));
}

/// As long as may be shown, and one more.
#[test]
fn a_long_path_is_cut_at_its_limit() {
    let path_of = |json: String| canonical(json.as_bytes()).unwrap_err().to_string();
    let key = |length: usize| "k".repeat(length);
    assert!(path_of(r#"{"a_b":{"c-d":1e-400}}"#.to_owned()).contains("a_b.c-d"));
    let shown = path_of(format!(r#"{{"{}":1e-400}}"#, key(158)));
    assert!(shown.contains(&key(158)) && !shown.contains('…'), "{shown}");
    let shown = path_of(format!(r#"{{"{}":1e-400}}"#, key(159)));
    assert!(shown.contains(&format!("{}…", key(159))), "{shown}");
    let shown = path_of(format!(r#"{{"{}":[[1e-400]]}}"#, key(157)));
    assert!(shown.contains(&format!("{}[0][0]", key(157))), "{shown}");
    let shown = path_of(format!(r#"{{"{}":[[1e-400]]}}"#, key(158)));
    assert!(shown.contains(&format!("{}[0]…", key(158))), "{shown}");
}

#[test]
fn a_canonical_body_is_judged_like_any_other() {
    let of = |fields: &str| {
        let body = format!(r#"{{"clive_tx_id":{fields}}}"#).into_bytes();
        Intent::from_canonical(&config(&clive::PARTNER), &clive::ATTACH_PAYMENT_INTENT, body, None).unwrap_err()
    };
    assert!(of("null").message().contains("clive_tx_id: Expected string, received null"), "{}", of("null"));
    assert!(of("7").message().contains("clive_tx_id: Expected string, received number"));
    let amount =
        br#"{"partner_id":"P","client_id":"C","amount":1e999,"currency":"USD","email":"e","echezona_reference":"R"}"#;
    let config = config(&clive::PARTNER);
    let error = Intent::from_canonical(&config, &clive::CREATE_CHECKOUT_INTENT, amount.to_vec(), None).unwrap_err();
    assert!(error.message().contains("amount: Expected number"), "{error}");
}

/// An id that is empty, or longer than any that a partner gives, is none.
#[test]
fn a_request_id_is_kept_when_it_says_something() {
    for (length, kept) in [(0, false), (1, true), (256, true), (257, false)] {
        let id = "i".repeat(length);
        let mut call = call(attach(ATTACH, None));
        call.step();
        call.on_response(404, &[("x-request-id", id.as_bytes())], Some(Vec::new()), START).unwrap();
        let error = call.into_done().unwrap().result.unwrap_err();
        assert_eq!(error.request_id(), kept.then_some(id.as_str()), "{length}");
    }
}

/// A host that reads answers itself is told the same: only the flag of the answer itself counts.
#[test]
fn a_replay_is_one_that_the_answer_says() {
    let flag = clive::PARTNER.replay_flag;
    for (body, replayed) in [
        (format!(r#"{{"{flag}":true}}"#), true),
        (format!(r#"{{"a":1,"{flag}": true}}"#), true),
        (format!(r#"{{"{flag}":false}}"#), false),
        (format!(r#"{{"other":true,"inner":{{"{flag}":true}}}}"#), false),
        (format!(r#"{{"{flag}":false,"inner":{{"{flag}":true}}}}"#), false),
    ] {
        for judge_only in [false, true] {
            let mut call = call(attach(ATTACH, None));
            if judge_only {
                call.judge_only();
            }
            call.step();
            call.on_response(200, &[], Some(body.clone().into_bytes()), START).unwrap();
            let answer = call.into_done().unwrap().result.unwrap();
            assert_eq!(answer.replayed(), replayed, "{body} {judge_only}");
        }
    }
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
