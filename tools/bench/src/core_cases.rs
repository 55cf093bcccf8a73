//! What `payseal-bench core` measures: signing and verifying against the bare hash, the bare HMAC crate, ring and aws-lc-rs;
//! then a whole request (`request_cases`). The client over sockets is measured by `load`.
//!
//! The peers get their best: keys prepared once, raw tags instead of text, and of hmac the
//! finish that does not copy the tag once more (`finalize_fixed`, not `finalize`). All three RustCrypto crates wipe their state here, as the
//! core asks them to; ring and aws-lc-rs do not. Ours always includes the text that goes into the header.

use crate::alloc::allocations;
use crate::harness::{Goal, Group, count, measure};
use hmac::digest::FixedOutput;
use hmac::{Hmac, KeyInit, Mac};
use payseal::sign::SigningKey;
use payseal_bench_paths::{NOW, SECRET, body};
use sha2::{Digest, Sha256};
use std::hint::black_box;

/// The table of what must not touch the heap.
pub(crate) const ALLOCATIONS: &str = "heap allocations of a call";

const TIMESTAMP: u64 = NOW.unix_s.unsigned_abs();

/// Measures everything and prints the rows.
pub fn run() {
    let keys = Keys::new();
    let short = [Goal::AtMost(1.15), Goal::AtMost(1.0), Goal::AtMost(1.0)];
    // From 16 KiB up everybody is at the speed of the hash instructions: there is nothing to win over ring, only something to lose.
    let parity = [Goal::AtMost(1.05); 3];
    for (case, length, goals) in [
        ("0 B", 0, short),
        ("150 B", 150, short),
        ("1 KiB", 1024, short),
        ("16 KiB", 16 * 1024, parity),
        ("1 MiB", 1 << 20, parity),
        ("10 MiB", 10 << 20, parity),
    ] {
        hex(&keys, case, length, goals);
    }
    base64(&keys);
    verify(&keys);
    allocation_counts(&keys);
    crate::webhook_cases::run();
    crate::request_cases::run();
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
            hmac: Hmac::new_from_slice(SECRET.as_bytes()).expect("any length is a key"),
            ring: ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes()),
            aws: aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, SECRET.as_bytes()),
        }
    }
}

fn hex(keys: &Keys, case: &str, length: usize, goals: [Goal; 3]) {
    let body = &*body(length);
    let [hmac, ring, aws] = goals;
    let mut group = Group::new("sign a body, hex", case, "payseal sign_hex", || keys.ours.sign_hex(black_box(body)))
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
    measure(group);
}

fn base64(keys: &Keys) {
    let body = &*body(150);
    // What a caller writes without us: the two joined in a String, then the keyed HMAC. The encoding is not even counted.
    let joined = |body: &[u8]| [TIMESTAMP.to_string().as_bytes(), b".", body].concat();
    measure(
        Group::new("sign timestamp.body, base64", "150 B", "payseal sign_base64_timestamped", || {
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

fn verify(keys: &Keys) {
    let body = &*body(150);
    let hex = keys.ours.sign_hex(body);
    let tag = keys.ours.digest(&[body]);
    measure(
        Group::new("verify a hex signature", "150 B", "payseal verify_hex", || {
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

fn allocation_counts(keys: &Keys) {
    let body = &*body(150);
    let key = &keys.ours;
    let hex = key.sign_hex(body);
    let base64 = key.sign_base64_timestamped(TIMESTAMP, body);
    count(ALLOCATIONS, "sign_hex", allocations(|| key.sign_hex(body)), 0);
    count(ALLOCATIONS, "sign_base64_timestamped", allocations(|| key.sign_base64_timestamped(TIMESTAMP, body)), 0);
    count(ALLOCATIONS, "verify_hex", allocations(|| key.verify_hex(body, hex)), 0);
    count(
        ALLOCATIONS,
        "verify_base64_timestamped",
        allocations(|| key.verify_base64_timestamped("1771526500", body, base64)),
        0,
    );
}
