//! What `payseal-bench core` measures: signing and verifying against the bare hash, the bare HMAC crate, ring and aws-lc-rs;
//! then a whole request (`request_cases`) and the driver (`driver_cases`).
//!
//! The peers get their best: keys prepared once, raw tags instead of text, and of hmac the
//! finish that does not copy the tag once more (`finalize_fixed`, not `finalize`). All three RustCrypto crates wipe their state here, as the
//! core asks them to; ring and aws-lc-rs do not. Ours always includes the text that goes into the header.

use crate::alloc::allocations;
use crate::harness::{Goal, Group, Report};
use hmac::digest::FixedOutput;
use hmac::{Hmac, KeyInit, Mac};
use payseal::sign::SigningKey;
use sha2::{Digest, Sha256};
use std::hint::black_box;

const SECRET: &[u8] = b"test_hmac_secret";
const TIMESTAMP: u64 = 1_771_526_500;

/// Measures everything and prints the table.
pub fn run() {
    let keys = Keys::new();
    let mut report = Report::new();
    let goals = [Goal::AtMost(1.15), Goal::AtMost(1.0), Goal::AtMost(1.0)];
    hex(&mut report, &keys, "hex of a 150 B body", 150, goals);
    hex(&mut report, &keys, "hex of a 1 KiB body", 1024, goals);
    // From 16 KiB up everybody is at the speed of the hash instructions: there is nothing to win over ring, only something to lose.
    let parity = [Goal::AtMost(1.05), Goal::AtMost(1.05), Goal::AtMost(1.05)];
    hex(&mut report, &keys, "hex of a 16 KiB body", 16 * 1024, parity);
    base64(&mut report, &keys);
    verify(&mut report, &keys);
    allocation_counts(&mut report, &keys);
    crate::webhook_cases::measure(&mut report);
    crate::request_cases::measure(&mut report);
    crate::driver_cases::measure(&mut report);
    report.finish();
}

struct Keys {
    ours: SigningKey,
    hmac: Hmac<Sha256>,
    ring: ring::hmac::Key,
    aws: aws_lc_rs::hmac::Key,
}

impl Keys {
    fn new() -> Self {
        Self {
            ours: SigningKey::new(SECRET).expect("the secret is not empty"),
            hmac: Hmac::new_from_slice(SECRET).expect("any length is a key"),
            ring: ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET),
            aws: aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SECRET),
        }
    }
}

/// A body as long as asked for that looks like one: a JSON object with a long text.
fn body(length: usize) -> Vec<u8> {
    let mut body = br#"{"echezona_reference":"EZ12345","amount":750,"currency":"USD","memo":""#.to_vec();
    body.resize(length - 2, b'x');
    body.extend_from_slice(b"\"}");
    body
}

fn hex(report: &mut Report, keys: &Keys, title: &str, length: usize, goals: [Goal; 3]) {
    let body = &*body(length);
    let [hmac, ring, aws] = goals;
    let mut group = Group::new(title, "payseal sign_hex", || keys.ours.sign_hex(black_box(body)))
        .against("hmac 0.13, keyed state cloned, raw tag", hmac, || {
            let mut mac = keys.hmac.clone();
            mac.update(black_box(body));
            mac.finalize_fixed()
        })
        .against("ring, key reused, raw tag", ring, || ring::hmac::sign(&keys.ring, black_box(body)))
        .against("aws-lc-rs, key reused, raw tag", aws, || aws_lc_rs::hmac::sign(&keys.aws, black_box(body)));
    if length >= 16 * 1024 {
        group = group.against("sha2, the bare hash", Goal::Speed(0.95), || Sha256::digest(black_box(body)));
    }
    report.measure(group);
}

fn base64(report: &mut Report, keys: &Keys) {
    let body = &*body(150);
    // What a caller writes without us: the two joined in a String, then the keyed HMAC. The encoding is not even counted.
    let joined = |body: &[u8]| [TIMESTAMP.to_string().as_bytes(), b".", body].concat();
    report.measure(
        Group::new("base64 of timestamp.body, 150 B", "payseal sign_base64_timestamped", || {
            keys.ours.sign_base64_timestamped(black_box(TIMESTAMP), black_box(body))
        })
        .against("payseal sign_hex, no timestamp", Goal::AtMost(1.15), || keys.ours.sign_hex(black_box(body)))
        .against("hmac 0.13 over parts, raw tag", Goal::AtMost(1.3), || {
            let mut mac = keys.hmac.clone();
            mac.update(black_box(b"1771526500."));
            mac.update(black_box(body));
            mac.finalize_fixed()
        })
        .against("ring over the joined text, raw tag", Goal::AtMost(1.0), || {
            ring::hmac::sign(&keys.ring, &joined(black_box(body)))
        })
        .against("aws-lc-rs over the joined text, raw tag", Goal::AtMost(1.0), || {
            aws_lc_rs::hmac::sign(&keys.aws, &joined(black_box(body)))
        }),
    );
}

fn verify(report: &mut Report, keys: &Keys) {
    let body = &*body(150);
    let hex = keys.ours.sign_hex(body);
    let tag = keys.ours.digest(&[body]);
    report.measure(
        Group::new("verify a hex signature, 150 B", "payseal verify_hex", || {
            keys.ours.verify_hex(black_box(body), black_box(hex.as_bytes()))
        })
        .against("hmac 0.13 verify_slice, tag already decoded", Goal::AtMost(1.2), || {
            let mut mac = keys.hmac.clone();
            mac.update(black_box(body));
            mac.verify_slice(black_box(&tag)).is_ok()
        })
        .against("ring verify, tag already decoded", Goal::AtMost(1.0), || {
            ring::hmac::verify(&keys.ring, black_box(body), black_box(&tag)).is_ok()
        })
        .against("aws-lc-rs verify, tag already decoded", Goal::AtMost(1.0), || {
            aws_lc_rs::hmac::verify(&keys.aws, black_box(body), black_box(&tag)).is_ok()
        }),
    );
}

fn allocation_counts(report: &mut Report, keys: &Keys) {
    let body = &*body(150);
    let key = &keys.ours;
    let hex = key.sign_hex(body);
    let base64 = key.sign_base64_timestamped(TIMESTAMP, body);
    println!("\nheap allocations a call");
    report.count("sign_hex", allocations(|| key.sign_hex(body)), 0);
    report.count("sign_base64_timestamped", allocations(|| key.sign_base64_timestamped(TIMESTAMP, body)), 0);
    report.count("verify_hex", allocations(|| key.verify_hex(body, hex)), 0);
    report.count(
        "verify_base64_timestamped",
        allocations(|| key.verify_base64_timestamped("1771526500", body, base64)),
        0,
    );
}
