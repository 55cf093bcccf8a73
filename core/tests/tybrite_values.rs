//! Tybrite's lists, documents and advice, without a connection.

use std::sync::Arc;

use payseal::json::{Value, parse};
use payseal::tybrite::{self, CreateWebhookEndpoint, IngestProducts, ResponseVerifier, SignatureEncoding, go_on};
use payseal::{Call, CallOptions, Config, Error, Intent, Now, SigningKey, clive};

const NOW: Now = Now { mono_ms: 0, unix_s: 1_780_045_000 };

fn config(local_validation: bool) -> Config {
    let builder = Config::builder(&tybrite::PARTNER).base_url("https://a.example").api_key("tybrite_sk_test_1");
    builder.hmac_secret("test_hmac_secret").local_validation(local_validation).build().unwrap()
}

fn call(operation: &str, fields: &str) -> Call {
    let config = config(false);
    let operation = tybrite::PARTNER.operation(operation).unwrap();
    let intent = Intent::from_json(&config, operation, fields.as_bytes(), None).unwrap();
    let mut call = Call::new(Arc::new(config), intent, CallOptions::default(), NOW, [7; 32]).unwrap();
    call.step();
    call
}

fn refused(operation: &str, fields: &str, status: u16, code: &str) -> Error {
    let mut call = call(operation, fields);
    let body = format!(r#"{{"error":{{"code":"{code}","message":"no"}}}}"#);
    call.on_response(status, &[], Some(body.into_bytes()), NOW).unwrap();
    call.into_done().unwrap().result.unwrap_err()
}

#[test]
fn a_list_goes_on_until_it_says_that_it_is_over() {
    let page = |pagination: &str| parse(format!(r#"{{"pagination":{pagination}}}"#).as_bytes()).unwrap();
    for (pagination, next) in [
        (r#"{"has_more":true,"next_cursor":"c2"}"#, Some("c2")),
        (r#"{"next_cursor":"c2"}"#, Some("c2")),
        (r#"{"has_more":false,"next_cursor":"c2"}"#, None),
        (r#"{"has_more":true,"next_cursor":""}"#, None),
        (r#"{"has_more":true,"next_cursor":null}"#, None),
        ("null", None),
    ] {
        let answer = page(pagination);
        assert_eq!(go_on(&answer, Some("c1")).unwrap(), next, "{pagination}");
        assert_eq!(typed_next(&answer), next.map(str::to_owned), "{pagination}");
    }
    assert_eq!(go_on(&page(r#"{"has_more":true,"next_cursor":"c2"}"#), None).unwrap(), Some("c2"));
    let error = go_on(&page(r#"{"has_more":true,"next_cursor":"c2"}"#), Some("c2")).unwrap_err();
    assert_eq!(error.code(), Some("ANSWER_INCOMPLETE"));
    assert_eq!(go_on(&page("null"), None).unwrap(), None);
}

fn typed_next(answer: &Value) -> Option<String> {
    use payseal::partners::model::{Request, Response};
    type Page = <tybrite::ListOrders as Request>::Response;
    <tybrite::ListOrders as tybrite::List>::page(Page::from_value(answer.clone())).1
}

#[test]
fn a_typed_list_is_written() {
    let request = CreateWebhookEndpoint {
        url: "https://shop.example/hook".into(),
        events: vec!["order.paid".into(), "order.created".into()],
        enabled: None,
        metadata: None,
    };
    let intent = Intent::new(&config(true), &request, None).unwrap();
    let body = br#"{"url":"https://shop.example/hook","events":["order.paid","order.created"]}"#;
    assert_eq!(intent.body().map(String::from_utf8_lossy), Some(String::from_utf8_lossy(body)));
}

#[test]
fn a_document_has_its_type() {
    for (document, content_type) in [
        (IngestProducts::json("[]"), "application/json"),
        (IngestProducts::xml("<a/>"), "application/xml"),
        (IngestProducts::csv("a\n"), "text/csv"),
    ] {
        assert_eq!(document.content_type, content_type);
        assert!(!document.body.is_empty());
    }
}

#[test]
fn an_answers_own_signature_is_checked() {
    let body = br#"{"data":{}}"#;
    let signature = SigningKey::new("test_hmac_secret").unwrap().sign_hex(body);
    for (sent, valid) in [(signature.as_str(), true), ("00", false)] {
        let mut call = call("payments.methods", "{}");
        call.on_response(200, &[("x-signature", sent.as_bytes())], Some(body.to_vec()), NOW).unwrap();
        let answer = call.into_done().unwrap().result.unwrap();
        let verifier = ResponseVerifier::new("test_hmac_secret", SignatureEncoding::Hex).unwrap();
        assert_eq!(verifier.verify_answer(&answer).is_ok(), valid, "{sent}");
    }
}

/// Also where nothing is checked: `/orders/` would be another endpoint.
#[test]
fn what_becomes_part_of_the_path_is_always_required() {
    let operation = tybrite::PARTNER.operation("orders.get").unwrap();
    for fields in ["{}", r#"{"id":null}"#, r#"{"id":""}"#, r#"{"id":".."}"#] {
        let error = Intent::from_json(&config(false), operation, fields.as_bytes(), None).unwrap_err();
        assert!(error.message().contains("id: Required"), "{fields}: {error}");
    }
}

#[test]
fn advice_is_given_where_it_fits_alone() {
    let xml = r#"{"body":"<products/>","content_type":"application/xml"}"#;
    let csv = r#"{"body":"sku\nA\n","content_type":"text/csv"}"#;
    let parts = |error: Error| error.advice().contains("at most 12 products");
    assert!(parts(refused("ingest.products", xml, 400, "invalid_request")));
    assert!(!parts(refused("ingest.products", xml, 401, "invalid_api_key")));
    assert!(!parts(refused("ingest.products", csv, 400, "invalid_request")));

    let pay = |phone: &str| {
        format!(r#"{{"provider":"mpesa","amount":1,"currency":"KES","order_id":"o","phone":"{phone}","country":"KE"}}"#)
    };
    let phone = |error: Error| error.advice().contains("phone is");
    assert!(phone(refused("payments.initialize", &pay("25471234567x"), 400, "invalid_request")));
    assert!(phone(refused("payments.initialize", &pay("071234567"), 400, "invalid_request")));
    assert!(!phone(refused("payments.initialize", &pay("254712345678"), 400, "invalid_request")));
    assert!(!phone(refused("payments.initialize", &pay("071234567"), 404, "invalid_request")));
    assert!(!phone(refused("payments.initialize", &pay("071234567"), 400, "order_amount_mismatch")));
    assert!(!phone(refused("orders.create", &pay("071234567"), 400, "invalid_request")));
}

#[test]
fn the_second_step_needs_a_transaction() {
    let config = Config::builder(&clive::PARTNER).base_url("https://h").api_key("k").hmac_secret("s").build().unwrap();
    let config = Arc::new(config);
    let second = clive::SecondStep::new(&config, "pi_1", None).unwrap();
    for (answer, body) in [
        (r#"{"clive_tx_id":"CLVTX_1"}"#, Some(r#"{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1"}"#)),
        (r#"{"clive_tx_id":"","client_secret":"hidden"}"#, None),
        ("{}", None),
    ] {
        let first = clive::AttachPaymentIntent { clive_tx_id: "T".into(), stripe_payment_intent_id: "pi".into() };
        let first = Intent::new(&config, &first, None).unwrap();
        let mut call = Call::new(Arc::clone(&config), first, CallOptions::default(), NOW, [0; 32]).unwrap();
        call.step();
        call.on_response(200, &[], Some(answer.into()), NOW).unwrap();
        let answer = call.into_done().unwrap().result.unwrap();
        match second.intent(&config, &answer) {
            Ok(intent) => assert_eq!(intent.body().map(|it| str::from_utf8(it).unwrap()), body),
            Err(error) => {
                assert!(body.is_none(), "{error}");
                assert_eq!((error.code(), error.outcome().as_str()), (Some("ANSWER_INCOMPLETE"), "unknown"));
                let completed = error.completed().unwrap().to_string();
                assert!(completed.starts_with('{') && !completed.contains("hidden"), "{completed}");
            }
        }
    }
}

#[test]
fn two_records_are_one_and_the_first_steps_key_stays() {
    let text = |text: &str| Some(text.to_owned());
    let first =
        clive::CheckoutRecord { echezona_reference: text("R"), idempotency_key: text("init-R"), ..Default::default() };
    let later = clive::CheckoutRecord {
        idempotency_key: text("attach-T"),
        clive_tx_id: text("T"),
        stripe_payment_intent_id: text("pi"),
        ..Default::default()
    };
    let both =
        r#"{"echezona_reference":"R","idempotency_key":"init-R","clive_tx_id":"T","stripe_payment_intent_id":"pi"}"#;
    assert_eq!(first.merged_with(&later).to_value().to_string(), both);
}
