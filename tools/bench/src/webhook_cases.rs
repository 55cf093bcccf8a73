//! Verifying a delivery against signing it, and the explainer's whole search.
//!
//! The signature is what a hostile caller makes us compute, so that is what is held against signing; reading the event is shown beside it.

use std::hint::black_box;

use payseal::SigningKey;
use payseal::explain::{Explainer, Subject, Verdict};
use payseal::webhook::{TestDelivery, WebhookPartner, WebhookVerifier};

use crate::alloc::allocations;
use crate::harness::{Goal, Group, Report};

const SECRET: &str = "whsec_0123456789abcdef";
const NOW: i64 = 1_781_955_476;

pub fn measure(report: &mut Report) {
    for partner in WebhookPartner::ALL {
        verify(report, *partner);
    }
    explain(report);
}

/// An event of so many bytes, with a long text in the middle and a few members of each kind.
fn event(length: usize) -> Vec<u8> {
    let mut body =
        br#"{"id":"evt_1","clive_tx_id":"CLVTX_1","type":"order.paid","status":"succeeded","amount":750.5,"lines":["#
            .to_vec();
    while body.len() + 60 < length {
        body.extend_from_slice("{\"sku\":\"Zo\u{eb} <b>\",\"n\":1.0,\"price\":1999},".as_bytes());
    }
    body.extend_from_slice(b"{}],\"pad\":\"");
    body.resize(length - 2, b'x');
    body.extend_from_slice(b"\"}");
    body
}

fn verify(report: &mut Report, partner: WebhookPartner) {
    let delivery = TestDelivery::signed(partner, SECRET, event(1024), NOW).expect("the secret is not empty");
    let verifier = WebhookVerifier::builder(partner).secret(SECRET).build().expect("the options are right");
    let key = SigningKey::new(SECRET).expect("the secret is not empty");
    let headers: [(&str, &str); 4] = [
        ("host", "shop.example.com"),
        ("content-type", "application/json"),
        (partner.header(), &delivery.headers()[1].1),
        ("user-agent", "partner/1.0"),
    ];
    let (body, title) = (delivery.body(), format!("verify a 1 KiB delivery of {partner}"));
    report.measure(
        Group::new(&title, "payseal verify_signature", || {
            verifier.verify_signature(black_box(body), black_box(&headers), NOW).expect("it is right")
        })
        .against("payseal, signing the same", Goal::AtMost(1.2), || match partner {
            WebhookPartner::Clive => key.sign_hex(black_box(body)),
            _ => key.sign_hex_timestamped(black_box("1781955476"), black_box(body)),
        })
        .against("payseal verify, with the event read", Goal::None, || {
            verifier.verify(black_box(body), black_box(&headers), NOW).expect("it is right")
        }),
    );
    let count = allocations(|| verifier.verify_signature(body, &headers, NOW).is_ok());
    report.count("heap allocations of verify_signature", count, 0);
}

/// The worst case is a signature that nothing explains: everything is tried.
fn explain(report: &mut Report) {
    let body = event(4096);
    let explainer = Explainer::new(Subject::TybriteRequest)
        .secret(SECRET)
        .api_key("tybrite_sk_test_1")
        .old_secret("the_old_secret")
        .other_environment_secret("the_live_secret")
        .now_unix_s(NOW);
    let headers = [("X-Timestamp", "1781955476"), ("X-Signature", "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM=")];
    let explanation = explainer.explain(&body, &headers);
    assert_eq!(explanation.verdict, Verdict::Unexplained);
    println!(
        "\nexplain tries {} mistakes in {} combinations",
        explanation.mistakes_tried, explanation.combinations_tried
    );
    report.measure(
        Group::new("explain 4 KiB, all mistakes and pairs", "payseal explain", || {
            explainer.explain(black_box(&body), black_box(&headers))
        })
        .against("(the goal is 50 ms)", Goal::Nanoseconds(50_000_000.0), || ()),
    );
}
