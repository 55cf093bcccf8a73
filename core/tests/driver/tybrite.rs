//! `TybriteClient` over real sockets against a small server that checks each signature by itself: groups, lists, errors.

use std::io::Write;
use std::sync::{Arc, Mutex};

use payseal::driver::{RequestOptions, TybriteClient};
use payseal::operation::{Auth, Method};
use payseal::tybrite::{
    ExternalAuth, GetOrder, IngestProducts, InitializePayment, ListOrders, MPESA, ResetSandbox, ResponseVerifier,
    SignatureEncoding, UpdateOrder, VerifyPayment,
};
use payseal::{Outcome, RawRequest, SigningKey};

use crate::support::{Received, Server, receive};

const API_KEY: &str = "tybrite_sk_test_51f0";
const SECRET: &str = "5f2c_store_secret";

type Log = Arc<Mutex<Vec<Received>>>;

/// A server that answers each request with what its closure makes of it; signed requests with a wrong signature get 401.
fn serving(answer: impl Fn(&Received) -> (u16, String, String) + Send + Sync + 'static) -> (Server, Log) {
    let log: Log = Arc::default();
    let seen = Arc::clone(&log);
    let key = SigningKey::new(SECRET).expect("a secret");
    let server = Server::start(move |mut stream, _| {
        while let Some(request) = receive(&mut stream) {
            let signed = request.header("x-signature").map(str::to_owned);
            let fits = signed.is_none_or(|signature| {
                let timestamp = request.header("x-timestamp").unwrap_or_default();
                key.verify_base64_timestamped(timestamp, &request.body, signature)
            });
            let (status, headers, body) =
                if fits && request.header("authorization") == Some(format!("Bearer {API_KEY}").as_str()) {
                    answer(&request)
                } else {
                    (401, String::new(), r#"{"error":{"code":"unauthorized","message":"no"}}"#.to_owned())
                };
            seen.lock().expect("lock").push(request);
            let length = if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
            let text = format!("HTTP/1.1 {status} X\r\ntybrite-environment: sandbox\r\n{headers}{length}\r\n{body}");
            if stream.write_all(text.as_bytes()).is_err() {
                return;
            }
        }
    });
    (server, log)
}

fn client(server: &Server) -> TybriteClient {
    let base_url = server.url().replace("/api/v1", "");
    let client = TybriteClient::builder().base_url(base_url).api_key(API_KEY).hmac_secret(SECRET);
    client.build().expect("a client")
}

fn ok(body: &str) -> (u16, String, String) {
    (200, String::new(), body.to_owned())
}

#[test]
fn a_payment_from_start_to_look_up() {
    let (server, log) = serving(|request| {
        match request.line() {
        "POST /v1/payments/initialize HTTP/1.1" => (
            201,
            "x-ratelimit-remaining: 99\r\n".to_owned(),
            r#"{"success":true,"provider":"mpesa","type":"stk_push","reference":"PAY-1","checkout_request_id":"ws_CO_1","new":1}"#.to_owned(),
        ),
        _ => ok(r#"{"provider":"mpesa","reference":"ws_CO_1","status":"success","result_code":0}"#),
    }
    });
    let client = client(&server);
    let request = InitializePayment {
        provider: MPESA.into(),
        amount: 1000.into(),
        phone: Some("254712345678".into()),
        ..Default::default()
    };
    let payment = client.payments().initialize(&request).expect("a payment");
    assert!(payment.idempotency_key().expect("a key").starts_with("payment-") && !payment.replayed());
    assert_eq!((payment.environment(), payment.rate_limit().and_then(|l| l.remaining)), (Some("sandbox"), Some(99)));
    assert!(payment.extra.get("new").is_some());
    let verified = client.payments().verify(&payment.verify_request().expect("a reference")).expect("a look-up");
    assert_eq!((verified.data.status.as_deref(), verified.idempotency_key()), (Some("success"), None));
    let seen = log.lock().expect("lock");
    assert_eq!(seen[1].body, br#"{"provider":"mpesa","reference":"ws_CO_1"}"#);
    assert!(seen[1].header("x-signature").is_none() && seen[1].header("idempotency-key").is_none());
}

#[test]
fn a_verification_that_may_capture_is_sent_once() {
    for (provider, attempts) in [("paypal", 1), ("own", 1), ("stripe", 3)] {
        let (server, log) = serving(|_| (503, String::new(), String::new()));
        let request = VerifyPayment { provider: provider.into(), reference: "r".into() };
        let error = client(&server).payments().verify(&request).expect_err("503");
        assert_eq!((error.attempts(), error.outcome()), (attempts, Outcome::Unknown), "{provider}");
        assert_eq!(log.lock().expect("lock").len(), attempts as usize);
    }
}

#[test]
fn a_list_is_followed_by_its_cursors() {
    let (server, log) = serving(|request| match request.line() {
        "GET /v1/orders?limit=2 HTTP/1.1" => {
            ok(r#"{"orders":[{"id":"1"},{"id":"2"}],"pagination":{"has_more":true,"next_cursor":"eyJ9=="}}"#)
        }
        "GET /v1/orders?limit=2&cursor=eyJ9%3D%3D HTTP/1.1" => {
            ok(r#"{"orders":[{"id":"3"}],"pagination":{"has_more":false,"next_cursor":null}}"#)
        }
        other => (404, String::new(), format!(r#"{{"error":{{"code":"not_found","message":"{other}"}}}}"#)),
    });
    let client = client(&server);
    let request = ListOrders { limit: Some(2), ..Default::default() };
    let ids: Result<Vec<_>, _> =
        client.orders().iter(request).map(|order| order.map(|o| o.id.expect("an id"))).collect();
    assert_eq!(ids.expect("all"), ["1", "2", "3"]);
    assert_eq!(log.lock().expect("lock").len(), 2);
    // An error ends it.
    let mut failing = client.orders().iter(ListOrders { limit: Some(9), ..Default::default() });
    assert_eq!(failing.next().expect("an error").expect_err("404").code(), Some("not_found"));
    assert!(failing.next().is_none());
}

#[test]
fn a_list_that_points_to_itself_ends() {
    let (server, log) = serving(|_| ok(r#"{"orders":[{"id":"1"}],"pagination":{"has_more":true,"next_cursor":"a"}}"#));
    let client = client(&server);
    let items: Vec<_> = client.orders().iter(ListOrders::default()).collect();
    assert_eq!((items.len(), log.lock().expect("lock").len()), (2, 2));
    assert_eq!(items[1].as_ref().expect_err("the same cursor").code(), Some("ANSWER_INCOMPLETE"));
}

#[test]
fn an_import_is_sent_byte_for_byte_and_its_422_is_a_result() {
    let (server, log) = serving(|_| {
        (422, String::new(), r#"{"status":"failed","summary":{"rows_total":1,"rows_failed":1},"errors":[]}"#.to_owned())
    });
    let csv = "sku;name\r\n\"A\r\n1\";Zoë\r\n\r\n";
    let answer = client(&server).ingest().products(&IngestProducts::csv(csv)).expect("a result");
    assert_eq!((answer.status(), answer.data.status.as_deref()), (422, Some("failed")));
    let seen = log.lock().expect("lock");
    assert_eq!((seen[0].body.as_slice(), seen[0].header("content-type")), (csv.as_bytes(), Some("text/csv")));
}

#[test]
fn a_sandbox_reset_answers_nothing() {
    let (server, log) = serving(|_| (204, String::new(), String::new()));
    assert_eq!(client(&server).sandbox().reset(&ResetSandbox {}).expect("nothing").status(), 204);
    assert_eq!(log.lock().expect("lock")[0].header("content-length"), Some("0"));
}

#[test]
fn a_key_can_be_written_down_before_the_first_send() {
    let (server, log) = serving(|_| ok(r#"{"id":"7c0e"}"#));
    let client = client(&server);
    let request = UpdateOrder { id: "7c0e".into(), notes: Some("n".into()), ..Default::default() };
    let intent = client.intent(&request, None).expect("an intent");
    let key = intent.idempotency_key().expect("fixed").to_owned();
    assert!(key.starts_with("update-notes-7c0e-"), "{key}");
    let answer = client.send_intent(intent, &RequestOptions::new()).expect("an order");
    assert_eq!(answer.idempotency_key(), Some(key.as_str()));
    assert_eq!(log.lock().expect("lock")[0].header("idempotency-key"), Some(key.as_str()));
}

#[test]
fn a_signed_answer_is_checked_when_asked() {
    let signature = SigningKey::new(API_KEY).expect("a key").sign_hex(br#"{"id":"o"}"#);
    let (server, _) = serving(move |_| (200, format!("x-signature: {signature}\r\n"), r#"{"id":"o"}"#.to_owned()));
    let answer = client(&server).orders().get(&GetOrder { id: "o".into(), fields: None }).expect("an order");
    let verifier = |encoding| ResponseVerifier::new(API_KEY, encoding).expect("a verifier");
    verifier(SignatureEncoding::Hex).verify_answer(&answer).expect("the right signature");
    assert!(verifier(SignatureEncoding::Base64).verify_answer(&answer).is_err());
}

#[test]
fn a_raw_request_names_its_shopper() {
    let (server, log) = serving(|_| ok("{}"));
    let key = SigningKey::new(SECRET).expect("a key");
    let token = ExternalAuth::from_now("shopper-1", 1_780_045_000, 240).token(&key).expect("a token");
    let options = RequestOptions::new().identity("x-external-auth", token.clone());
    let request = RawRequest {
        method: Method::Get,
        path: "/v1/customers/me",
        auth: Auth::ApiKey,
        body: None,
        idempotency_key: None,
        query: &[],
    };
    client(&server).raw_request(&request, &options).expect("an answer");
    assert_eq!(log.lock().expect("lock")[0].header("x-external-auth"), Some(token.as_str()));
}
