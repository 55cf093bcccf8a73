//! Every provider: what it needs, what it answers, and what becomes of it.

use payseal_sandbox::{
    PaymentStatus, Sandbox, TYBRITE_PUBLISHABLE_LIVE_KEY as PK_LIVE, TYBRITE_SECRET_LIVE_KEY as SK_LIVE,
};
use serde_json::{Value, json};

use crate::common::control;
use crate::wire::*;

fn paypal() -> Value {
    json!({ "provider": "paypal", "amount": 49.99, "currency": "USD" })
}

fn paystack() -> Value {
    json!({ "provider": "paystack", "amount": 50000, "currency": "ngn", "email": "a@example.com" })
}

fn mpesa() -> Value {
    json!({ "provider": "mpesa", "amount": 1000, "phone": "254712345678" })
}

fn airtel() -> Value {
    json!({ "provider": "airtel", "amount": 1200, "phone": "254733444555", "country": "KE" })
}

fn begun(sandbox: &Sandbox, body: &Value) -> Value {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let key = format!("payment-{}", NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let answer = initialize(sandbox, &key, body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().unwrap_or_else(|| panic!("{name} in {body}"))
}

#[test]
fn methods_list_more_for_a_test_key() {
    let sandbox = start();
    let methods = get(&sandbox, "/v1/payments/methods").json();
    let methods = methods["methods"].as_array().unwrap();
    for id in ["cash", "stripe", "paypal", "paystack", "mpesa", "mpesa_c2b", "airtel", "flutterwave", "test_only"] {
        let method = methods.iter().find(|method| method["provider"] == id).unwrap_or_else(|| panic!("{id}"));
        assert!(["manual", "redirect", "popup", "stk_push"].contains(&text(method, "type")));
        assert!(["production", "test", "sandbox", "staging"].contains(&text(method, "environment")));
        assert!(method["is_configured"].is_boolean() && method["display_name"].is_string());
        let custom = matches!(id, "flutterwave" | "test_only");
        assert_eq!(method.get("custom_provider"), custom.then_some(&json!(true)), "{id}");
    }
    let live = plain_as(&sandbox, PK_LIVE, "GET", "/v1/payments/methods", &json!(null)).json();
    let live = live["methods"].as_array().unwrap();
    assert!(live.len() < methods.len() && live.iter().all(|method| method["provider"] != "test_only"));
    assert!(live.iter().all(|method| method["environment"] == "production"));
    let some = get(&sandbox, "/v1/payments/methods?fields=provider,type").json();
    assert_eq!(names(&some["methods"][0]), ["provider", "type"]);
    refused(&get(&sandbox, "/v1/payments/methods?fields=provider,secret"), 400, "invalid_request");
}

#[test]
fn each_provider_answers_in_its_own_shape() {
    let sandbox = start();
    let answer = begun(&sandbox, &stripe());
    assert_eq!(
        names(&answer),
        ["checkout_url", "environment", "expires_at", "provider", "reference", "session_id", "success", "type"]
    );
    assert_eq!((text(&answer, "type"), text(&answer, "environment")), ("redirect", "test"));
    assert!(text(&answer, "reference").starts_with("PAY-") && text(&answer, "session_id").starts_with("cs_test_"));
    assert!(text(&answer, "checkout_url").starts_with("https://"));

    let answer = begun(&sandbox, &paypal());
    assert_eq!(names(&answer), ["client_id", "currency", "environment", "paypal_order_id", "provider", "type"]);
    assert_eq!((text(&answer, "type"), text(&answer, "currency")), ("popup", "USD"));

    let answer = begun(&sandbox, &paystack());
    assert_eq!(
        names(&answer),
        ["amount", "currency", "email", "environment", "provider", "public_key", "reference", "success", "type"]
    );
    assert_eq!((&answer["amount"], text(&answer, "currency")), (&json!(5_000_000), "NGN"), "minor units, here only");

    let answer = begun(&sandbox, &mpesa());
    assert_eq!(
        names(&answer),
        [
            "checkout_request_id",
            "customer_message",
            "environment",
            "merchant_request_id",
            "provider",
            "reference",
            "success",
            "type"
        ]
    );
    assert!(text(&answer, "checkout_request_id").starts_with("ws_CO_"));
    assert_eq!(text(&answer, "type"), "stk_push");

    for (country, prefix, currency) in
        [("KE", "254", "KES"), ("ug", "256", "UGX"), ("TZ", "255", "TZS"), ("RW", "250", "RWF")]
    {
        let changes = json!({ "country": country, "phone": format!("{prefix}733444555"), "currency": "USD" });
        let answer = begun(&sandbox, &with(airtel(), &changes));
        assert_eq!((text(&answer, "provider"), &answer["success"]), ("airtel", &json!(true)));
        assert!(text(&answer, "reference").starts_with("PAY-"));
        assert_eq!(sandbox.ledger().tybrite.payments.last().unwrap().currency, currency, "fixed by country");
    }

    let answer = begun(&sandbox, &json!({ "provider": "flutterwave", "amount": 5, "country": "NG" }));
    assert_eq!((text(&answer, "type"), text(&answer, "provider")), ("redirect", "flutterwave"));
    assert_eq!(text(&begun(&sandbox, &json!({ "provider": "bank_deposit", "amount": 5 })), "type"), "manual");
    let live = signed_as(&sandbox, SK_LIVE, "POST", INITIALIZE, "live", &stripe()).json();
    assert_eq!(text(&live, "environment"), "production");
    assert!(text(&live, "session_id").starts_with("cs_live_"));
}

#[test]
fn each_refusal_names_its_field() {
    let sandbox = start();
    let rows: Vec<(Value, &str)> = vec![
        (json!({ "provider": "stripe" }), "provider and amount are required"),
        (json!({ "amount": 1 }), "provider and amount are required"),
        (with(stripe(), &json!({ "amount": 0 })), "amount must be"),
        (with(stripe(), &json!({ "amount": "100" })), "amount must be a number"),
        (with(stripe(), &json!({ "email": null })), "email is required"),
        (with(stripe(), &json!({ "email": "nobody" })), "email must be"),
        (with(stripe(), &json!({ "currency": "dollars" })), "currency must be"),
        (with(stripe(), &json!({ "metadata": { "n": 1 } })), "metadata must be"),
        (with(stripe(), &json!({ "success_url": "/thanks" })), "success_url must be"),
        (with(stripe(), &json!({ "order_id": "7" })), "order_id must be a uuid"),
        (with(stripe(), &json!({ "idempotency_key": "other" })), "idempotency_key differs"),
        (with(stripe(), &json!({ "provider": "unheard_of" })), "Unsupported payment provider"),
        (with(stripe(), &json!({ "provider": "cash" })), "Unsupported payment provider"),
        (with(paystack(), &json!({ "currency": null })), "currency is required"),
        (with(paystack(), &json!({ "currency": "EUR" })), "NGN, GHS, ZAR, KES, USD"),
        (with(paystack(), &json!({ "email": null })), "email is required"),
        (with(mpesa(), &json!({ "phone": null })), "254XXXXXXXXX"),
        (with(mpesa(), &json!({ "phone": "+254712345678" })), "254XXXXXXXXX"),
        (with(mpesa(), &json!({ "phone": "25471234567" })), "254XXXXXXXXX"),
        (with(airtel(), &json!({ "country": null })), "KE, UG, TZ, RW"),
        (with(airtel(), &json!({ "country": "NG" })), "KE, UG, TZ, RW"),
        (with(airtel(), &json!({ "country": "UG" })), "256XXXXXXXXX"),
        (with(paypal(), &json!({ "country": "KEN" })), "country must be"),
    ];
    for (body, message) in rows {
        let error = refused(&initialize(&sandbox, "k", &body), 400, "invalid_request");
        assert!(text(&error, "message").contains(message), "{body}: {error}");
    }
    for (provider, status, code) in [
        ("unconfigured", 400, "provider_not_configured"),
        ("always_fails", 502, "provider_unavailable"),
        ("times_out", 504, "provider_timeout"),
    ] {
        refused(&initialize(&sandbox, "k", &json!({ "provider": provider, "amount": 1 })), status, code);
        refused(&verify(&sandbox, provider, "x"), status, code);
    }
    let test_only = json!({ "provider": "test_only", "amount": 1 });
    refused(&signed_as(&sandbox, SK_LIVE, "POST", INITIALIZE, "k", &test_only), 409, "provider_not_live");
    assert_eq!(sandbox.ledger().tybrite.payments.len(), 0);
    for body in [
        with(stripe(), &json!({ "currency": null })),
        with(mpesa(), &json!({ "currency": "whatever" })),
        with(stripe(), &json!({ "idempotency_key": "k2", "unknown": { "kept": false } })),
    ] {
        let key =
            if body.get("idempotency_key").is_some() { "k2".to_owned() } else { body.to_string().len().to_string() };
        assert_eq!(initialize(&sandbox, &key, &body).status, 201, "{body}");
    }
}

#[test]
fn an_amount_must_be_the_orders_total() {
    let sandbox = start();
    let id = ordered(&sandbox, "o");
    let body = |amount: f64| with(stripe(), &json!({ "order_id": id, "amount": amount }));
    refused(&initialize(&sandbox, "k", &body(100.01)), 400, "amount_mismatch");
    let unknown = with(stripe(), &json!({ "order_id": "00000000-0000-4000-8000-000000000000" }));
    refused(&initialize(&sandbox, "k", &unknown), 404, "not_found");
    refused(&signed_as(&sandbox, SK_LIVE, "POST", INITIALIZE, "k", &body(100.0)), 404, "not_found");
    let session = text(&begun(&sandbox, &body(100.0)), "session_id").to_owned();
    sandbox.tybrite_pay(&session, PaymentStatus::Paid).unwrap();
    let order = get(&sandbox, &format!("{ORDERS}/{id}")).json();
    assert_eq!(order["payment_status"], "paid");
    assert!(text(&order, "payment_reference").starts_with("PAY-"));
}

#[test]
fn stripe_is_verified_by_its_session() {
    let sandbox = start();
    let answer = begun(&sandbox, &with(stripe(), &json!({ "metadata": { "a": "b" } })));
    let session = text(&answer, "session_id");
    let verified = verify(&sandbox, "stripe", session).json();
    assert_eq!(
        verified,
        json!({ "provider": "stripe", "reference": session, "status": "unpaid", "amount": 100, "currency": "USD",
                "customer_email": "a@example.com", "payment_intent": null, "metadata": { "a": "b" } })
    );
    refused(&verify(&sandbox, "stripe", text(&answer, "reference")), 400, "provider_error");
    refused(&verify(&sandbox, "stripe", "cs_test_nobody"), 404, "not_found");
    let live = plain_as(&sandbox, SK_LIVE, "POST", VERIFY, &json!({ "provider": "stripe", "reference": session }));
    refused(&live, 404, "not_found");
    control(&sandbox, "POST", "/_sandbox/tybrite/pay", &json!({ "reference": session }));
    let verified = verify(&sandbox, "stripe", session).json();
    assert_eq!((&verified["status"], verified["payment_intent"].is_string()), (&json!("success"), true));
    refused(&verify(&sandbox, "stripe", ""), 400, "invalid_request");
    refused(&plain(&sandbox, "POST", VERIFY, &json!({ "provider": "stripe" })), 400, "invalid_request");
    assert_eq!(committed(&sandbox, "v1/payments/verify"), 0, "a look-up commits nothing");
}

#[test]
fn a_second_capture_at_paypal_is_a_second_effect() {
    let sandbox = start();
    let answer = begun(&sandbox, &paypal());
    let id = text(&answer, "paypal_order_id");
    refused(&verify(&sandbox, "paypal", id), 400, "provider_error");
    sandbox.tybrite_pay(id, PaymentStatus::Paid).unwrap();
    assert_eq!(committed(&sandbox, "v1/payments/verify"), 0, "approved is not captured");
    let first = verify(&sandbox, "paypal", id).json();
    assert_eq!(names(&first), ["amount", "capture_id", "currency", "provider", "reference", "status"]);
    assert_eq!((&first["status"], &first["amount"]), (&json!("success"), &json!(49.99)));
    assert_eq!(sandbox.ledger().commits("v1/payments/verify", id), 1);
    let second = verify(&sandbox, "paypal", id).json();
    assert_ne!(first["capture_id"], second["capture_id"]);
    let ledger = sandbox.ledger();
    assert_eq!((ledger.commits("v1/payments/verify", id), ledger.tybrite.payments[0].captures), (2, 2));
}

#[test]
fn mobile_money_and_paystack_tell_how_it_ended() {
    let sandbox = start();
    let pay = |body: Value| assert_eq!(control(&sandbox, "POST", "/_sandbox/tybrite/pay", &body).status, 200);
    let answer = begun(&sandbox, &mpesa());
    let (request, reference) = (text(&answer, "checkout_request_id"), text(&answer, "reference"));
    let pending = verify(&sandbox, "mpesa", request).json();
    assert_eq!((text(&pending, "status"), pending.get("result_code")), ("pending", None));
    pay(json!({ "reference": request, "status": "cancelled" }));
    let cancelled = verify(&sandbox, "mpesa", reference).json();
    assert_eq!((text(&cancelled, "status"), &cancelled["result_code"]), ("cancelled", &json!("1032")));
    assert_eq!(text(&cancelled, "reference"), request, "the checkout request, whichever was asked by");
    let other = begun(&sandbox, &mpesa());
    pay(json!({ "reference": text(&other, "reference"), "status": "paid", "result_code": 0 }));
    let paid = verify(&sandbox, "mpesa", text(&other, "reference")).json();
    assert_eq!((text(&paid, "status"), &paid["result_code"]), ("success", &json!(0)));

    let answer = begun(&sandbox, &paystack());
    let reference = text(&answer, "reference");
    assert_eq!(verify(&sandbox, "paystack", reference).json()["paid_at"], json!(null));
    pay(json!({ "reference": reference, "status": "abandoned" }));
    assert_eq!(verify(&sandbox, "paystack", reference).json()["status"], "abandoned");
    pay(json!({ "reference": reference, "status": "paid" }));
    let paid = verify(&sandbox, "paystack", reference).json();
    assert_eq!((&paid["status"], &paid["amount"]), (&json!("success"), &json!(50000)), "major units again");
    assert_eq!(
        names(&paid),
        ["amount", "channel", "currency", "customer_email", "metadata", "paid_at", "provider", "reference", "status"]
    );

    let answer = begun(&sandbox, &airtel());
    pay(json!({ "reference": text(&answer, "reference") }));
    let paid = verify(&sandbox, "airtel", text(&answer, "reference")).json();
    assert_eq!((&paid["status"], &paid["response"]["status_code"]), (&json!("success"), &json!("TS")));
    let unknown = verify(&sandbox, "airtel", "PAY-nobody");
    assert_eq!((unknown.status, &unknown.json()["status"]), (200, &json!("not_found")));
    assert!(unknown.json()["message"].is_string());

    let answer = begun(&sandbox, &json!({ "provider": "flutterwave", "amount": 5 }));
    let custom = verify(&sandbox, "flutterwave", text(&answer, "reference")).json();
    assert_eq!(text(&custom, "status"), "pending");
    assert!(sandbox.tybrite_pay("nobody", PaymentStatus::Paid).is_err());
    let unknown = control(&sandbox, "POST", "/_sandbox/tybrite/pay", &json!({ "reference": "nobody" }));
    assert_eq!(unknown.status, 400);
}
