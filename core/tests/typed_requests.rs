//! A typed request and the JSON of the same fields are one intent: same bytes, same key, same refusal.

use payseal::json::{Object, Value};
use payseal::{Amount, Config, Intent, clive};

fn config() -> Config {
    Config::builder(&clive::PARTNER).base_url("https://a.example").api_key("k").hmac_secret("s").build().unwrap()
}

fn checkout() -> clive::CreateCheckoutIntentV2 {
    clive::CreateCheckoutIntentV2 {
        partner_id: "P".into(),
        client_id: "C \"☃\"".into(),
        amount: "75.50".parse().unwrap(),
        currency: "USD".into(),
        email: "e".into(),
        echezona_reference: "R".into(),
        payment_type: "card".into(),
        issuer_country: "GB".into(),
        card_scheme: None,
        statement_descriptor_suffix: Some("A".into()),
        meta: Some(Object::from([("b", 1), ("2", 2), ("1", 3)])),
    }
}

#[test]
fn the_same_bytes_and_key() {
    let typed = Intent::new(&config(), &checkout(), None).unwrap();
    let body = r#"{"partner_id":"P","client_id":"C \"☃\"","amount":75.5,"currency":"USD","email":"e","echezona_reference":"R","payment_type":"card","issuer_country":"GB","statement_descriptor_suffix":"A","meta":{"1":3,"2":2,"b":1}}"#;
    assert_eq!(std::str::from_utf8(typed.body().unwrap()).unwrap(), body);
    let json = Intent::from_json(&config(), &clive::CREATE_CHECKOUT_INTENT_V2, body.as_bytes(), Some("")).unwrap();
    let canonical = Intent::from_canonical(&config(), &clive::CREATE_CHECKOUT_INTENT_V2, body.into(), None).unwrap();
    assert_eq!((&json, &canonical), (&typed, &typed));
    let record = typed.record();
    assert_eq!(record.idempotency_key.as_deref(), Some("checkout-R"));
    assert_eq!(record.echezona_reference.as_deref(), Some("R"));
    assert_eq!(record.statement_descriptor_suffix.as_deref(), Some("A"));
}

#[test]
fn what_a_host_reads_itself_completes_the_record() {
    let typed = Intent::new(&config(), &checkout(), None).unwrap();
    let answer = br#"{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1","statement_descriptor_suffix":"SHOP","client_secret":"pi_1_secret_x"}"#;
    let record = typed.record_with(answer);
    assert_eq!(record.clive_tx_id.as_deref(), Some("CLVTX_1"));
    assert_eq!(record.stripe_payment_intent_id.as_deref(), Some("pi_1"));
    // The answer is the later word; what it does not say stays the request's.
    assert_eq!(record.statement_descriptor_suffix.as_deref(), Some("SHOP"));
    assert_eq!(record.echezona_reference.as_deref(), Some("R"));
    assert_eq!(record.idempotency_key.as_deref(), Some("checkout-R"));
    assert!(!format!("{record:?}").contains("secret"));
    // An answer that cannot be read, or says nothing, takes nothing away.
    for nothing in [
        &b""[..],
        b"<html>",
        b"[]",
        b"{\"clive_tx_id\":null}",
        b"{\"clive_tx_id\":7,\"echezona_reference\":\"\"",
        b"\xff",
    ] {
        assert_eq!(typed.record_with(nothing), typed.record(), "{}", String::from_utf8_lossy(nothing));
    }
}

#[test]
fn the_same_refusal() {
    let mut request = checkout();
    request.amount = Amount::from(0);
    request.currency.clear();
    let error = Intent::new(&config(), &request, None).unwrap_err();
    let named = error.details().and_then(|details| details.get("fieldErrors")).and_then(Value::as_object).unwrap();
    let names: Vec<_> = named.iter().map(|(name, _)| name.as_str().unwrap()).collect();
    assert_eq!(names, ["amount", "currency"], "{error}");
}

#[test]
fn a_number_in_meta_that_no_double_carries_is_refused_by_its_path() {
    let mut request = checkout();
    request.meta = Some(Object::from([("order", payseal::json::parse(b"[12345678901234567890]").unwrap())]));
    let error = Intent::new(&config(), &request, None).unwrap_err();
    assert!(error.message().contains("meta.order[0]"), "{error}");
}

#[test]
fn what_is_left_out_is_not_written() {
    let intent =
        Intent::new(&config(), &clive::RunSettlements { partner_id: None, client_id: Some("C&1".into()) }, None);
    let intent = intent.unwrap();
    assert_eq!((intent.body(), intent.idempotency_key()), (None, None));
    assert_eq!(intent.operation(), "run_settlements");
}
