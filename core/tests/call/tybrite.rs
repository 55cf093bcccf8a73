//! Tybrite through the same machine: what its description says differently, and that nothing else differs.

use std::sync::Arc;

use payseal::json::Value;
use payseal::tybrite::{self, IngestProducts, PaymentInitialized};
use payseal::{ApiKeyInfo, Call, CallOptions, Config, Fault, Intent, Outcome, StateName, Step};

use crate::scenario::{Driven, ENTROPY, START};

const SECRET: &str = "hmac_secret_77aa";

fn config(api_key: &str) -> Config {
    let config = Config::builder(&tybrite::PARTNER).base_url("https://api.example.com");
    config.api_key(api_key).hmac_secret(SECRET).build().unwrap()
}

fn sending(operation: &str, fields: &str) -> Driven {
    let config = config("tybrite_sk_test_1");
    let operation = tybrite::PARTNER.operation(operation).unwrap();
    let intent = Intent::from_json(&config, operation, fields.as_bytes(), None).unwrap();
    let call = Call::new(Arc::new(config), intent, CallOptions::default(), START, ENTROPY).unwrap();
    let mut driven = Driven { call, now: START };
    driven.request();
    driven
}

const PAY: &str = r#"{"provider":"paypal","amount":1}"#;
const ORDER: &str = r#"{"customer_email":"a@b.c","items":[{"product_id":"p"}]}"#;
const CSV: &str = r#"{"body":"sku\nA\n","content_type":"text/csv"}"#;

fn pay() -> Driven {
    sending("payments.initialize", PAY)
}

#[test]
fn each_attempt_has_its_own_timestamp_and_signature_and_the_same_key_and_body() {
    let mut first = pay();
    let of = |driven: &mut Driven| {
        ["X-Timestamp", "X-Signature", "Idempotency-Key"].map(|name| driven.header(name).unwrap())
    };
    let [stamp, signature, key] = of(&mut first);
    let body = first.request().body;
    // The second attempt is made a minute later.
    let mut second = first.answer_with(503, &[("retry-after", "60")], "").waited();
    let [later, other, same] = of(&mut second);
    assert_eq!(later.parse::<i64>().unwrap(), stamp.parse::<i64>().unwrap() + 60);
    assert!(signature != other && key == same && body == second.request().body);
    let expected = payseal::SigningKey::new(SECRET).unwrap();
    assert!(expected.verify_base64_timestamped(&later, PAY.as_bytes(), &other));
}

#[test]
fn a_refused_signature_is_made_again_once_by_the_partners_clock() {
    const STALE: &str = r#"{"error":{"code":"invalid_signature","message":"Request signature verification failed"}}"#;
    let ahead = [("date", "Thu, 19 Feb 2026 18:58:20 GMT")];
    let mut driven = pay().answer_with(401, &ahead, STALE).waited();
    assert_eq!(driven.header("X-Timestamp").unwrap().parse::<i64>().unwrap(), driven.now.unix_s + 1_000);
    let error = driven.answer_with(401, &ahead, STALE).error();
    assert_eq!((error.attempts(), error.outcome(), error.code()), (2, Outcome::Refused, Some("invalid_signature")));
    let after_unknown = pay().fault(Fault::Reset).waited().answer_with(401, &ahead, STALE).waited();
    assert_eq!(after_unknown.answer(404, "").error().outcome(), Outcome::Unknown);
}

#[test]
fn a_replay_is_told_by_the_status_or_the_flag() {
    for (operation, fields, status, body, replayed) in [
        ("payments.initialize", PAY, 201, "{}", false),
        ("payments.initialize", PAY, 200, "{}", true),
        ("payments.initialize", PAY, 201, r#"{"idempotent":true}"#, true),
        ("payments.initialize", PAY, 201, r#"{"idempotent":"true"}"#, false),
        ("orders.create", ORDER, 201, r#"{"order":{"id":"o"}}"#, false),
        ("orders.create", ORDER, 200, r#"{"id":"o"}"#, true),
        ("orders.update", r#"{"id":"o","notes":"n"}"#, 200, r#"{"id":"o"}"#, false),
        ("orders.update", r#"{"id":"o","notes":"n"}"#, 200, r#"{"id":"o","idempotent":true}"#, true),
        ("payments.methods", "{}", 200, "{}", false),
        ("payments.initialize", PAY, 201, "{ \"a\": {\"idempotent\": true}, \"idempotent\" : false }", false),
        ("payments.initialize", PAY, 201, "{ \"a\": \"idempotent\", \"idempotent\" :\n true }", true),
        ("payments.initialize", PAY, 201, r#"["idempotent",true]"#, false),
    ] {
        // A host that reads the data of answers itself is told the same.
        for judge_only in [false, true] {
            let mut driven = sending(operation, fields);
            if judge_only {
                driven.call.judge_only();
            }
            let answer = driven.answer(status, body).ok();
            assert_eq!(answer.replayed(), replayed, "{operation} {status} {body} {judge_only}");
        }
    }
}

#[test]
fn an_order_has_one_form() {
    for body in [r#"{"order":{"id":"o-1"},"store_credit_applied":5}"#, r#"{"id":"o-1","unknown":[1]}"#] {
        let answer = sending("orders.create", ORDER).answer(200, body).ok();
        assert_eq!(answer.body(), body.as_bytes(), "the bytes stay");
        let typed = answer.typed::<tybrite::OrderCreated>();
        assert_eq!(typed.order.as_ref().and_then(|order| order.id.as_deref()), Some("o-1"));
    }
    let bare = sending("orders.create", ORDER)
        .answer(200, r#"{"id":"o-1","unknown":[1]}"#)
        .ok()
        .typed::<tybrite::OrderCreated>();
    assert!(bare.order.as_ref().unwrap().extra.get("unknown").is_some() && bare.extra.is_empty());
}

#[test]
fn an_import_whose_rows_all_failed_is_a_result() {
    let failed =
        r#"{"status":"failed","summary":{"rows_total":1,"rows_failed":1},"errors":[{"row":1,"reason":"no price"}]}"#;
    let answer = sending("ingest.products", CSV).answer(422, failed).ok().typed::<tybrite::IngestResult>();
    assert_eq!((answer.status(), answer.data.status.as_deref()), (422, Some("failed")));
    assert_eq!(answer.errors.as_ref().unwrap()[0].reason.as_deref(), Some("no price"));
    for body in [r#"{"error":{"code":"order_rejected","message":"m"}}"#, "", "<html>"] {
        let error = sending("ingest.products", CSV).answer(422, body).error();
        assert_eq!((error.outcome(), error.status()), (Outcome::Refused, Some(422)), "{body}");
    }
    let elsewhere = sending("orders.create", ORDER).answer(422, failed).error();
    assert_eq!(elsewhere.outcome(), Outcome::Refused);
    // `create_only` after a lost answer: every row fails because the first attempt has created it.
    let after_a_loss = sending("ingest.products", CSV).fault(Fault::Reset).waited().answer(422, failed).error();
    assert_eq!((after_a_loss.outcome(), after_a_loss.status()), (Outcome::Unknown, Some(422)));
    assert!(after_a_loss.response_text().is_some_and(|text| text.contains("no price")), "the result is still told");
}

#[test]
fn a_reset_sandbox_answers_nothing() {
    for body in ["", " \n"] {
        let answer = sending("sandbox.reset", "{}").answer(204, body).ok();
        assert!(answer.data.is_null());
    }
    assert_eq!(pay().answer(204, "").error().code(), Some("ANSWER_EMPTY"));
}

#[test]
fn a_redirect_and_a_304_are_never_followed() {
    let error = sending("payments.methods", "{}").answer(304, "").error();
    assert_eq!((error.code(), error.outcome(), error.attempts()), (Some("REDIRECTED"), Outcome::Refused, 1));
}

#[test]
fn success_tells_environment_and_rate_limit() {
    let headers = [("Tybrite-Environment", "sandbox"), ("X-RateLimit-Remaining", "99"), ("X-Signature", "s")];
    let answer = sending("payments.methods", "{}").answer_with(200, &headers, "{}").ok();
    assert_eq!((answer.environment(), answer.meta().signature()), (Some("sandbox"), Some("s")));
    assert_eq!(answer.rate_limit().unwrap().remaining, Some(99));
    assert!(pay().answer(201, "{}").ok().rate_limit().is_none());
}

#[test]
fn a_key_of_the_wrong_kind_is_refused_before_anything_is_sent() {
    for (key, operation, fields, needed) in [
        ("tybrite_pk_test_1", "payments.initialize", PAY, Some("_sk_")),
        ("acme_shop_pk_live_1", "orders.list", "{}", Some("_sk_")),
        ("tybrite_pk_test_1", "payments.methods", "{}", None),
        ("tybrite_sk_live_1", "sandbox.reset", "{}", Some("_sk_test_")),
        ("tybrite_pk_test_1", "sandbox.reset", "{}", Some("_sk_")),
        ("acme_sk_test_1", "sandbox.reset", "{}", None),
        ("an_odd_key", "sandbox.reset", "{}", None),
    ] {
        let config = Arc::new(config(key));
        let intent =
            Intent::from_json(&config, tybrite::PARTNER.operation(operation).unwrap(), fields.as_bytes(), None);
        let call = Call::new(config, intent.unwrap(), CallOptions::default(), START, ENTROPY);
        match needed {
            None => assert!(call.is_ok(), "{key} {operation}"),
            Some(needed) => {
                let error = call.err().unwrap();
                assert_eq!(
                    (error.code(), error.outcome(), error.attempts()),
                    (Some("API_KEY_CLASS"), Outcome::NotSent, 0)
                );
                assert!(error.message().contains(needed) && !error.to_string().contains(key), "{error}");
            }
        }
    }
    assert!(ApiKeyInfo::parse("sk_live_1").is_none() && ApiKeyInfo::parse("a_sk_live_").is_none());
}

#[test]
fn an_api_key_is_no_hmac_secret() {
    let builder = |secret: &str| Config::builder(&tybrite::PARTNER).base_url("https://a.example").hmac_secret(secret);
    for secret in ["tybrite_sk_test_1", "acme_pk_live_1"] {
        let error = builder(secret).build().unwrap_err();
        assert_eq!((error.code(), error.outcome()), (Some("HMAC_SECRET_IS_API_KEY"), Outcome::NotSent));
        assert!(!error.to_string().contains(secret));
        assert!(builder(secret).local_validation(false).build().is_ok());
    }
    assert!(builder(&"ab".repeat(32)).build().is_ok());
}

#[test]
fn one_identity_header_at_most() {
    let config = config("tybrite_sk_test_1");
    let intent = Intent::from_json(&config, &tybrite::PAYMENTS_METHODS, b"{}", None).unwrap();
    let intent = intent.with_identity(&config, "X-Auth-Token", "one").unwrap();
    let intent = intent.with_identity(&config, "x-idp-token", "two").unwrap();
    assert!(intent.clone().with_identity(&config, "x-other", "v").is_err());
    assert!(intent.clone().with_identity(&config, "x-idp-token", "a\nb").is_err());
    let mut call = Call::new(Arc::new(config), intent, CallOptions::default(), START, ENTROPY).unwrap();
    let Step::Send { request, .. } = call.step() else { panic!() };
    assert_eq!(request.headers.get("x-idp-token"), Some(&b"two"[..]));
    assert!(request.headers.get("x-auth-token").is_none());
    assert!(!format!("{request:?}").contains("two"));
}

#[test]
fn the_shopper_stands_in_no_error() {
    const TOKEN: &str = "shopper-\u{e9}-51f0c";
    let config = config("tybrite_sk_test_1");
    let intent = Intent::from_json(&config, &tybrite::PAYMENTS_METHODS, b"{}", None).unwrap();
    let intent = intent.with_identity(&config, "x-auth-token", TOKEN).unwrap();
    let config = Arc::new(config);
    let envelope = format!(
        r#"{{"error":{{"code":"{TOKEN}","message":"{TOKEN} is over","hint":"not {TOKEN}","details":{{"{TOKEN}":["{TOKEN}"]}}}}}}"#
    );
    for body in [envelope, format!(r#"{{"title":"{TOKEN}"}}"#), format!("<p>{TOKEN}</p>")] {
        let mut call = Call::new(Arc::clone(&config), intent.clone(), CallOptions::default(), START, ENTROPY).unwrap();
        assert!(matches!(call.step(), Step::Send { .. }));
        call.on_response(401, &[("x-request-id", b"r shopper-\xc3\xa9-51f0c")], Some(body.into()), START).unwrap();
        let Step::Done(done) = call.step() else { panic!() };
        let error = done.result.as_ref().unwrap_err();
        let shown = format!(
            "{error} {error:?} {:?} {:?} {:?} {:?}",
            error.details().map(payseal::json::Value::to_string),
            error.response_text(),
            error.hint(),
            error.request_id(),
        );
        assert!(!shown.contains("51f0c") && shown.contains("[REDACTED]"), "{shown}");
    }
}

#[test]
fn the_document_is_shared_by_request_and_attempts() {
    let config = config("tybrite_sk_test_1");
    let request = IngestProducts::csv("sku,name\n".repeat(9) + &"x".repeat(1 << 20));
    let intent = Intent::new(&config, &request, None).unwrap();
    assert_eq!(intent.body().unwrap().as_ptr(), request.body.as_ptr());
    let call = Call::new(Arc::new(config), intent, CallOptions::default(), START, ENTROPY).unwrap();
    let mut driven = Driven { call, now: START };
    driven.request();
    let mut driven = driven.answer(503, "").waited();
    assert_eq!(driven.request().body.unwrap().as_ptr(), request.body.as_ptr(), "a retry sends the caller's own bytes");
    assert_eq!(driven.call.state(), StateName::Sending);
}

#[test]
fn what_verifies_a_payment_depends_on_the_provider() {
    let all = r#""reference":"PAY-1","session_id":"cs_1","paypal_order_id":"PP","checkout_request_id":"ws_1""#;
    for (provider, reference) in [
        ("stripe", "cs_1"),
        ("paypal", "PP"),
        ("paystack", "PAY-1"),
        ("mpesa", "ws_1"),
        ("airtel", "PAY-1"),
        ("own", "PAY-1"),
    ] {
        let body = format!(r#"{{"provider":"{provider}",{all}}}"#);
        let answer = pay().answer(201, &body).ok();
        assert_eq!(tybrite::verify_reference(&answer.data), Some(reference));
        let typed = answer.typed::<PaymentInitialized>();
        assert_eq!(typed.verify_reference(), Some(reference));
        let request = typed.verify_request().unwrap();
        assert_eq!((request.provider.as_str(), request.reference.as_str()), (provider, reference));
    }
    let without = pay().answer(201, r#"{"provider":"stripe","reference":"PAY-1"}"#).ok();
    assert_eq!(tybrite::verify_reference(&without.data), None, "another member would not do");
}

#[test]
fn answers_are_sorted_by_what_comes_next() {
    use payseal::tybrite::PaymentFlow::{Collection, Other, Popup, Redirect, StkPush};
    let flow = |body: &str| pay().answer(201, body).ok().typed::<PaymentInitialized>();
    let stripe = flow(r#"{"provider":"stripe","type":"redirect","checkout_url":"https://x","new":1}"#);
    assert!(matches!(stripe.flow(), Redirect { checkout_url: Some("https://x"), .. }));
    assert_eq!(stripe.extra.get("new"), Some(&Value::from(1)));
    let paystack = flow(r#"{"provider":"paystack","type":"popup","amount":5000000,"public_key":"pk"}"#);
    assert!(matches!(paystack.flow(), Popup { amount_minor: Some(_), public_key: Some("pk"), .. }));
    assert!(matches!(flow(r#"{"provider":"mpesa","type":"stk_push"}"#).flow(), StkPush { .. }));
    assert!(matches!(
        flow(r#"{"provider":"airtel","type":"stk_push","reference":"PAY-1"}"#).flow(),
        Collection { reference: Some("PAY-1"), .. }
    ));
    assert!(matches!(flow(r#"{"provider":"own","type":"manual"}"#).flow(), Other));
    assert!(matches!(flow("{}").flow(), Other));
}

/// A header that is empty, or longer than any that the partner sends, says nothing.
#[test]
fn a_header_that_says_nothing_is_not_kept() {
    let longest = "e".repeat(256);
    for (value, kept) in
        [("sandbox", Some("sandbox")), ("", None), ("  ", None), (longest.as_str(), Some(longest.as_str()))]
    {
        let error = pay().answer_with(404, &[("tybrite-environment", value)], "").error();
        assert_eq!(error.environment(), kept, "{value:?}");
        assert_eq!(error.meta().environment(), kept);
    }
    let too_long = "e".repeat(257);
    assert_eq!(pay().answer_with(404, &[("tybrite-environment", &too_long)], "").error().environment(), None);
}
