//! A request from its model to the bytes to send: body, key, URL, headers and signature. The peer is what a program writes
//! by hand with the usual crates: `serde_json`, `format!` and a keyed HMAC, without checking anything.

use std::hint::black_box;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use payseal::clive::InitializeTransaction;
use payseal::{Call, CallOptions, Config, Intent, Now, Step, tybrite};
use payseal_bench_paths::{NOW, SECRET, config, first_attempt, initialize_transaction};
use sha2::Sha256;

use crate::alloc::{allocated_bytes, allocations};
use crate::core_cases::ALLOCATIONS;
use crate::harness::{Goal, Group, count, measure};

pub fn run() {
    let (config, request) = (config(), initialize_transaction());
    let keyed = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length is a key");
    measure(
        Group::new("an initialize request, model to bytes", "first attempt", "payseal Intent + Call", || {
            first_attempt(&config, &request)
        })
        .at_most_ns(1_500.0)
        .against("by hand: serde_json, format!, keyed hmac", Goal::None, || by_hand(&keyed, &request)),
    );
    let model_to_bytes = allocations(|| std::mem::forget(first_attempt(&config, black_box(&request))));
    count(ALLOCATIONS, "model to bytes", model_to_bytes, 4);
    count("bytes allocated", "for signing a 1 MiB import again", re_signing_an_import(), 512);
}

/// The bytes that a retry of a 1 MiB CSV import allocates between the failed attempt and the next one, signed again.
fn re_signing_an_import() -> usize {
    let config = Config::builder(&tybrite::PARTNER)
        .base_url("https://api.example.com")
        .api_key("tybrite_sk_test_1")
        .hmac_secret(SECRET)
        .build()
        .expect("the configuration is right");
    let request = tybrite::IngestProducts::csv("x".repeat(1 << 20));
    let intent = Intent::new(&config, &request, None).expect("the request is right");
    let mut call = Call::new(Arc::new(config), intent, CallOptions::default(), NOW, [7; 32]).expect("credentials");
    assert!(matches!(call.step(), Step::Send { .. }));
    call.on_response(503, &[], Some(Vec::new()), NOW).expect("it is sending");
    let Step::Wait { delay_ms } = call.step() else { unreachable!("a 503 is tried again") };
    let later = Now { mono_ms: delay_ms, unix_s: NOW.unix_s + 1 };
    let bytes = allocated_bytes(|| {
        call.on_waited(later).expect("it is waiting");
        assert!(matches!(black_box(call.step()), Step::Send { request, .. } if request.body.is_some()));
    });
    std::mem::forget(call);
    bytes
}

fn by_hand(keyed: &Hmac<Sha256>, request: &InitializeTransaction) -> (Vec<(&'static str, String)>, String) {
    let body = serde_json::json!({
        "partner_id": request.partner_id,
        "client_id": request.client_id,
        "amount": request.amount.as_f64(),
        "currency": request.currency,
        "echezona_reference": request.echezona_reference,
    })
    .to_string();
    let mut mac = keyed.clone();
    mac.update(body.as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let headers = vec![
        ("url", format!("https://api.example.com/api/v1{}", "/transactions/initialize")),
        ("Content-Type", "application/json".to_owned()),
        ("x-api-key", "cp_test_partner_sandbox".to_owned()),
        ("x-clive-hmac", hex),
        ("idempotency-key", format!("init-{}", request.echezona_reference)),
    ];
    (headers, body)
}

#[cfg(test)]
mod tests {
    #[test]
    fn signing_an_import_again_allocates_nothing_of_its_size() {
        let bytes = super::re_signing_an_import();
        assert!(bytes < 512, "{bytes} bytes for a document of 1 MiB");
    }
}
