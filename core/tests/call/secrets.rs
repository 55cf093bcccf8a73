//! No secret in anything that can be printed: not in the call, not in what comes out of it.

use std::fmt::Debug;

use payseal::json::Value;
use payseal::{Config, Error, clive, tybrite};

use crate::scenario::{API_KEY, HMAC_SECRET, Request, Scenario};

const CLIENT_SECRET: &str = "pi_3Qx_secret_9f8e7d";
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";

fn assert_clean(what: &str, shown: &dyn Debug) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        for secret in [API_KEY, HMAC_SECRET, CLIENT_SECRET, JWT] {
            assert!(!text.contains(secret), "{what} shows {secret}: {text}");
        }
    }
}

fn assert_error_clean(what: &str, error: &Error) {
    assert_clean(what, error);
    let all = format!(
        "{error} {} {} {:?} {:?} {:?} {:?} {:?}",
        error.message(),
        error.advice(),
        error.code(),
        error.details().map(Value::to_string),
        error.response_text(),
        error.request_id(),
        error.completed().map(Value::to_string),
    );
    assert_clean(what, &all);
}

#[test]
fn not_in_the_call_and_its_requests() {
    let mut driven = Scenario::keyed().sending();
    let signature = driven.header("x-clive-hmac").unwrap();
    let request = driven.request();
    assert_clean("HttpRequest", &request);
    let text = format!("{request:?}");
    assert!(!text.contains(&signature), "{text}");
    assert!(!text.contains("pi_1"), "the body holds a buyer's data: {text}");
    assert!(text.contains("attach-CLVTX_1"), "the idempotency key is no secret: {text}");
    assert_clean("Step", &driven.call.step());
    assert_clean("Call", &driven.call);
    assert_clean("Call", &Scenario::keyed().waiting().call);
}

#[test]
fn not_in_the_configuration_and_the_intent() {
    let builder = Config::builder(&clive::PARTNER).base_url("https://a.example").api_key(API_KEY);
    let builder = builder.hmac_secret(HMAC_SECRET).bearer_token(JWT);
    assert_clean("ConfigBuilder", &builder);
    let config = builder.build().unwrap();
    assert_clean("Config", &config);
    assert_clean("Credentials", config.credentials());
    let body = br#"{"partner_id":"P","client_id":"C","amount":1,"currency":"USD","email":"buyer@example.com","echezona_reference":"R"}"#;
    let intent = payseal::Intent::from_json(&config, &clive::CREATE_CHECKOUT_INTENT, body, None).unwrap();
    let text = format!("{intent:?}");
    assert!(!text.contains("buyer@example.com"), "{text}");
    assert!(text.contains("checkout-R"), "{text}");
}

#[test]
fn not_the_body_of_a_raw_request() {
    use payseal::operation::{Auth, Method};
    let body = br#"{"email":"buyer@example.com"}"#;
    let (method, path, body) = (Method::Post, "/other", Some(&body[..]));
    let raw = payseal::RawRequest { method, path, auth: Auth::ApiKey, body, idempotency_key: None, query: &[] };
    let text = format!("{raw:?}");
    assert!(text.contains("body_bytes: Some(29)") && !text.contains("98, 117, 121"), "{text}");
}

#[test]
fn not_in_an_answer() {
    let body = format!(
        r#"{{"clive_tx_id":"CLVTX_1","client_secret":"{CLIENT_SECRET}","nested":{{"token":"{CLIENT_SECRET}"}}}}"#
    );
    let driven = Scenario::keyed().sending().answer(200, &body);
    assert_clean("Done", &driven.call);
    let answer = driven.ok();
    assert_clean("Answer", &answer);
    assert_clean("CheckoutRecord", &answer.record());
    let typed = answer.typed::<clive::CheckoutIntent>();
    assert_clean("typed Answer", &typed);
    assert_eq!(typed.client_secret.as_deref(), Some(CLIENT_SECRET), "the caller still gets it");
}

#[test]
fn not_in_an_error_that_echoes_them() {
    let json = |what: &str| Value::from(what).to_string();
    for secret in [API_KEY, HMAC_SECRET] {
        let half = json(&format!("x {secret} \u{1}")).replace("\\u0001", "\\ud800");
        for body in [
            format!(r#"{{"error":"unknown key {secret}!","code":"API_KEY_INVALID"}}"#),
            format!(r#"{{"error":"no","code":"BAD_{secret}"}}"#),
            format!(r#"{{"error":"no","details":"{secret}"}}"#),
            format!(r#"{{"error":"no","details":{{"given":["{secret}",{{"deep":"a {secret} b"}}]}}}}"#),
            format!(r#"{{"error":"no","details":{{"{secret}":["unknown"]}}}}"#),
            format!(r#"{{"error":"no","details":{{"given":{half}}}}}"#),
            format!("<html>key {secret} is unknown</html>"),
            format!("{}{secret}", "x".repeat(4_090)),
            format!("{}{secret}", "x".repeat(4_076)),
        ] {
            for status in [401, 500, 302] {
                let error = Scenario::keyed().retries(0).sending().answer(status, &body).error();
                assert_error_clean(&body, &error);
                // Not a beginning of it either, where the text was cut.
                let shown = format!("{error} {:?}", error.response_text());
                assert!(!shown.contains(&secret[..6]), "{shown}");
            }
        }
        let headers = [("x-request-id", secret)];
        let error = Scenario::keyed().sending().answer_with(401, &headers, "").error();
        assert_error_clean("request id", &error);
    }
}

#[test]
fn not_in_what_the_headers_of_an_answer_repeat() {
    for secret in [API_KEY, HMAC_SECRET] {
        let headers = [("tybrite-environment", secret), ("x-ratelimit-scope", secret), ("x-signature", secret)];
        for status in [200, 204, 401] {
            let asked = Scenario::of(Request::RawWithKey).at(&tybrite::PARTNER).sending();
            match asked.answer_with(status, &headers, "{}").call.into_done().unwrap().result {
                Ok(answer) => assert_clean("an answer", answer.meta()),
                Err(error) => assert_clean("an error", error.meta()),
            }
        }
    }
}

#[test]
fn not_a_bearer_token_without_its_scheme() {
    use payseal::operation::{Auth, Method};
    let config = Config::builder(&clive::PARTNER).base_url("https://a.example").bearer_token(JWT).build().unwrap();
    let (method, path) = (Method::Get, "/admin");
    let raw = payseal::RawRequest { method, path, auth: Auth::Bearer, body: None, idempotency_key: None, query: &[] };
    let intent = payseal::Intent::raw(&config, &raw).unwrap();
    let (now, entropy) = (crate::scenario::START, crate::scenario::ENTROPY);
    let mut call = payseal::Call::new(config.into(), intent, payseal::CallOptions::default(), now, entropy).unwrap();
    let body = format!(r#"{{"error":"jwt {JWT} expired","details":"Bearer {JWT}"}}"#);
    call.on_response(401, &[], Some(body.into_bytes()), now).unwrap();
    assert_error_clean("jwt", &call.into_done().unwrap().result.unwrap_err());
}

#[test]
fn not_an_api_key_that_is_latin_1() {
    let key = "cp_clé_51f0_é";
    let config = Config::builder(&clive::PARTNER).base_url("https://a.example").api_key(key).build().unwrap();
    let intent = Request::ListTransactions.intent(&config);
    let (now, entropy) = (crate::scenario::START, crate::scenario::ENTROPY);
    let mut call = payseal::Call::new(config.into(), intent, payseal::CallOptions::default(), now, entropy).unwrap();
    call.on_response(401, &[], Some(format!(r#"{{"error":"unknown {key}"}}"#).into_bytes()), now).unwrap();
    let error = call.into_done().unwrap().result.unwrap_err();
    assert_eq!(error.message(), "unknown [REDACTED]");
}

#[test]
fn not_the_secret_members_of_error_details() {
    for member in [
        "client_secret",
        "clientSecret",
        "CLIENT_SECRET",
        "revolut_order_token",
        "revolutOrderToken",
        "signing_secret",
        "signingSecret",
        "webhook_secret",
        "webhookSecret",
        "hmac_secret",
        "hmacSecret",
        "api_key",
        "apiKey",
        "access_token",
        "accessToken",
        "authorization",
        "x-api-key",
    ] {
        let body = format!(r#"{{"error":"no","details":{{"data":[{{"{member}":"{CLIENT_SECRET}","id":"kept"}}]}}}}"#);
        let error = Scenario::keyed().sending().answer(422, &body).error();
        assert_error_clean(member, &error);
        assert!(error.details().unwrap().to_string().contains("kept"), "{member}");
        // Carried on to the error of a cancelled call.
        let error = Scenario::keyed().sending().answer(503, &body).cancel().error();
        assert_error_clean(member, &error);
    }
}
