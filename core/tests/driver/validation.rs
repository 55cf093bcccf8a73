//! What is refused here never opens a socket; what only the partner can judge reaches it.

use payseal::clive::{
    AttachPaymentIntent, CreateCheckoutIntent, CreateMerchantClient, GetBrandingPacket, InitializeTransaction,
    PaySettlement,
};
use payseal::driver::RequestOptions;
use payseal::error::Kind;
use payseal::{Amount, Error, Outcome};

use crate::support::{Server, builder, checkout, client, payout, sandbox};

fn is_refused_here(error: &Error, field: &str) {
    assert_eq!((error.kind(), error.code()), (Kind::Validation, Some("VALIDATION_ERROR")), "{error}");
    assert_eq!((error.status(), error.outcome(), error.attempts()), (Some(400), Outcome::NotSent, 0));
    let details = error.details().expect("details");
    assert!(details.get("fieldErrors").and_then(|fields| fields.get(field)).is_some(), "{field}: {details}");
}

#[test]
fn nothing_is_sent() {
    let server = Server::silent();
    let client = client(server.url());
    let base = || checkout("EZ1");
    let wrong: [(CreateCheckoutIntent, &str); 9] = [
        (CreateCheckoutIntent { partner_id: String::new(), ..base() }, "partner_id"),
        (CreateCheckoutIntent { client_id: String::new(), ..base() }, "client_id"),
        (CreateCheckoutIntent { amount: 0.into(), ..base() }, "amount"),
        (CreateCheckoutIntent { amount: Amount::try_from(-1.5).expect("finite"), ..base() }, "amount"),
        (CreateCheckoutIntent { currency: String::new(), ..base() }, "currency"),
        (CreateCheckoutIntent { email: String::new(), ..base() }, "email"),
        (CreateCheckoutIntent { echezona_reference: String::new(), ..base() }, "echezona_reference"),
        (
            CreateCheckoutIntent { statement_descriptor_suffix: Some("ünïcode".into()), ..base() },
            "statement_descriptor_suffix",
        ),
        (
            CreateCheckoutIntent { statement_descriptor_suffix: Some("x".repeat(23)), ..base() },
            "statement_descriptor_suffix",
        ),
    ];
    for (request, field) in wrong {
        is_refused_here(&client.create_checkout_intent(&request).expect_err(field), field);
    }
    is_refused_here(
        &client.initialize_transaction(&InitializeTransaction::default()).expect_err("empty"),
        "echezona_reference",
    );
    is_refused_here(&client.attach_payment_intent(&AttachPaymentIntent::default()).expect_err("empty"), "clive_tx_id");
    is_refused_here(&client.create_merchant_client(&CreateMerchantClient::default()).expect_err("empty"), "client_id");
    is_refused_here(&client.pay_settlement(&PaySettlement::default()).expect_err("empty"), "settlement_batch_id");
    is_refused_here(&client.get_branding_packet(&GetBrandingPacket::default()).expect_err("empty"), "client_id");
    for key in [" spaced", "line\nbreak", "заказ"] {
        let options = RequestOptions::new().idempotency_key(key);
        is_refused_here(&client.send(&base(), &options).expect_err(key), "idempotency_key");
    }
    // A key where the partner ignores it would promise a protection that is not there.
    let options = RequestOptions::new().idempotency_key("mine");
    is_refused_here(&client.send(&payout(), &options).expect_err("no key here"), "idempotency_key");
    assert_eq!(server.connections(), 0);
}

#[test]
fn an_empty_key_takes_the_default() {
    let sandbox = sandbox();
    let options = RequestOptions::new().idempotency_key("");
    let answer = client(sandbox.base_url()).send(&checkout("EZ1"), &options).expect("a checkout");
    assert_eq!(answer.idempotency_key(), Some("checkout-EZ1"));
}

#[test]
fn without_local_validation_the_partner_refuses() {
    let sandbox = sandbox();
    let client = builder(sandbox.base_url()).local_validation(false).build().expect("a client");
    let request = CreateCheckoutIntent { email: String::new(), ..checkout("EZ1") };
    let error = client.create_checkout_intent(&request).expect_err("refused");
    assert_eq!((error.kind(), error.status(), error.outcome()), (Kind::Validation, Some(400), Outcome::Refused));
    assert_eq!(error.attempts(), 1);
    assert_eq!(sandbox.requests().len(), 1);
}

#[test]
fn refusals_of_the_partner_keep_their_words() {
    let sandbox = sandbox();
    for (key, secret, code, kind) in [
        ("cp_wrong", "test_hmac_secret", "API_KEY_INVALID", Kind::Authentication),
        ("cp_test_partner_sandbox", "wrong", "HMAC_INVALID", Kind::Authentication),
        ("cp_test_suspended_sandbox", "test_hmac_secret", "", Kind::PermissionDenied),
    ] {
        let client = builder(sandbox.base_url()).api_key(key).hmac_secret(secret).build().expect("a client");
        let mut request = checkout("EZ1");
        if key.contains("suspended") {
            request.partner_id = "SUSPENDED001".into();
        }
        let error = client.create_checkout_intent(&request).expect_err("refused");
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (kind, Outcome::Refused, 1), "{error}");
        assert!(error.code().is_some_and(|seen| seen.starts_with(code)), "{error}");
        assert!(!error.advice().is_empty() && !error.is_retryable());
        assert!(!format!("{error:?}").contains(key));
    }
}

#[test]
fn insecure_addresses_are_refused_when_the_client_is_built() {
    let error = builder("http://partner.example/api").build().expect_err("plain http");
    assert_eq!((error.kind(), error.code()), (Kind::Config, Some("BASE_URL_INSECURE")));
    builder("http://partner.example/api").allow_insecure_http(true).build().expect("on demand");
    for url in ["", "partner.example", "https://user:pw@partner.example", "https://partner.example/?a=b"] {
        assert_eq!(builder(url).build().expect_err(url).kind(), Kind::Config);
    }
}
