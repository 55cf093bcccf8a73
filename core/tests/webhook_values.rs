//! What a verified delivery and a refused one tell, beyond the rows of `tests/vectors/webhook.json`.

use payseal::json::Value;
use payseal::webhook::{
    Claim, DedupeStore, Event, HeaderFault, MemoryDedupe, WebhookError, WebhookPartner, WebhookVerifier,
};

#[test]
fn an_event_is_its_partners_alone() {
    let paid = br#"{"id":"evt_1","type":"order.paid","data":{"object":{"number":"1001"}}}"#;
    let event = Event::parse(WebhookPartner::Tybrite, paid).unwrap();
    assert_eq!((event.id(), event.status(), event.event_type()), (Some("evt_1"), None, Some("order.paid")));
    let object = event.tybrite().and_then(|event| event.object()).unwrap();
    assert_eq!(object.get("number").and_then(Value::as_str), Some("1001"));
    assert!(event.clive().is_none() && event.partner() == WebhookPartner::Tybrite);

    let event = Event::parse(WebhookPartner::Clive, br#"{"clive_tx_id":"CLVTX_1","status":"failed"}"#).unwrap();
    assert_eq!((event.id(), event.status(), event.event_type()), (None, Some("failed"), None));
    assert_eq!(event.clive().unwrap().clive_tx_id.as_deref(), Some("CLVTX_1"));
    assert!(event.tybrite().is_none() && event.partner() == WebhookPartner::Clive);
}

#[test]
fn a_refusal_carries_its_facts() {
    for (error, details) in [
        (WebhookError::MissingHeader { header: "X-A", other: Some("X-B") }, r#"{"header":"X-A","other":"X-B"}"#),
        (WebhookError::MissingHeader { header: "X-A", other: None }, r#"{"header":"X-A"}"#),
        (
            WebhookError::MalformedHeader { header: "X-A", fault: HeaderFault::TooLong },
            r#"{"header":"X-A","fault":"too_long"}"#,
        ),
        (
            WebhookError::NoMatch { header: "X-A", signatures: 2, secrets: 3 },
            r#"{"header":"X-A","signatures":2,"secrets":3}"#,
        ),
        (WebhookError::TooOld { skew_s: 301, tolerance_s: 300 }, r#"{"skew_s":301,"tolerance_s":300}"#),
        (WebhookError::InFuture { skew_s: 400, tolerance_s: 300 }, r#"{"skew_s":400,"tolerance_s":300}"#),
    ] {
        assert_eq!(payseal::Error::from(error).details().unwrap().to_string(), details);
    }
    let error = Event::parse(WebhookPartner::Clive, b"{\n]").unwrap_err();
    assert_eq!(payseal::Error::from(error).details().unwrap().to_string(), r#"{"line":2,"column":1}"#);
}

#[test]
fn the_partners_have_names_for_people() {
    for (partner, title) in [(WebhookPartner::Clive, "Clive"), (WebhookPartner::Tybrite, "Tybrite")] {
        assert_eq!((partner.title(), partner.to_string()), (title, title.to_owned()));
    }
}

#[test]
fn a_verifier_tells_its_tolerance() {
    let builder = || WebhookVerifier::builder(WebhookPartner::Tybrite).secret("s");
    assert_eq!(builder().build().unwrap().tolerance_s(), 300);
    assert_eq!(builder().tolerance_s(17).build().unwrap().tolerance_s(), 17);
}

#[test]
fn a_store_counts_its_places() {
    let store = MemoryDedupe::new(9);
    assert!(store.is_empty());
    assert_eq!(store.len(), 0);
    for (places, key) in [(1, "a"), (2, "b"), (3, "c")] {
        assert!(matches!(store.claim(key, 0, 60), Ok(Claim::New(_))));
        assert!(!store.is_empty() && store.len() == places);
    }
}
