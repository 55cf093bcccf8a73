//! Verifying a delivery against signing it, and the explainer's whole search.
//!
//! The signature is what a hostile caller makes us compute, so that is what is held against signing; reading the event is shown beside it.

use std::hint::black_box;

use payseal::SigningKey;
use payseal::explain::Verdict;
use payseal::webhook::{TestDelivery, WebhookPartner, WebhookVerifier};
use payseal_bench_paths::{DELIVERED_UNIX_S as NOW, WEBHOOK_SECRET as SECRET, event, explainer, unexplained_headers};

use crate::alloc::allocations;
use crate::core_cases::ALLOCATIONS;
use crate::harness::{Goal, Group, count, measure};

pub fn run() {
    for partner in WebhookPartner::ALL {
        verify(*partner);
    }
    explain();
}

fn verify(partner: WebhookPartner) {
    let delivery = TestDelivery::signed(partner, SECRET, event(1024), NOW).expect("the secret is not empty");
    let verifier = WebhookVerifier::builder(partner).secret(SECRET).build().expect("the options are right");
    let key = SigningKey::new(SECRET).expect("the secret is not empty");
    let headers: [(&str, &str); 4] = [
        ("host", "shop.example.com"),
        ("content-type", "application/json"),
        (partner.header(), &delivery.headers()[1].1),
        ("user-agent", "partner/1.0"),
    ];
    let (body, case) = (delivery.body(), format!("1 KiB of {partner}"));
    measure(
        Group::new("verify a webhook", &case, "payseal verify_signature", || {
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
    let made = allocations(|| verifier.verify_signature(body, &headers, NOW).is_ok());
    count(ALLOCATIONS, &format!("verify_signature, {partner}"), made, 0);
}

/// The worst case is a signature that nothing explains: everything is tried.
fn explain() {
    let (explainer, body, headers) = (explainer(), event(4096), unexplained_headers());
    let explanation = explainer.explain(&body, &headers);
    assert_eq!(explanation.verdict, Verdict::Unexplained);
    let case =
        format!("4 KiB: {} mistakes, {} combinations", explanation.mistakes_tried, explanation.combinations_tried);
    measure(
        Group::new("explain, nothing found", &case, "payseal explain", || {
            explainer.explain(black_box(&body), black_box(&headers))
        })
        .at_most_ns(50_000_000.0),
    );
}
