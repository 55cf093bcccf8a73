//! A runner for the tests of the soak: one checkout operation of Clive's by hand over TCP, honest, or lying in the one way that
//! `PAYSEAL_SOAK_LIE` names. What the soak says of it shows what the soak can see.

use std::io::{BufRead, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use payseal_conformance::judge::money::signature_of;
use serde_json::{Value, json};

const PATH: &str = "/transactions/checkout-intent";
const ATTEMPTS: u64 = 3;

/// What an attempt came to.
enum Came {
    Yes(Value),
    No,
    /// Nobody knows what the server did.
    Lost(Option<&'static str>),
}

fn main() {
    let lie = std::env::var("PAYSEAL_SOAK_LIE").unwrap_or_default();
    for line in std::io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line.expect("a line of UTF-8")).expect("a line of JSON");
        let mut said = if asked["operation"] == "create_checkout_intent" {
            call(&asked, &lie)
        } else {
            // What looks are for is not this runner's business.
            json!({ "ok": {}, "events": [] })
        };
        said["id"] = asked["id"].clone();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{said}").and_then(|()| out.flush()).expect("standard output");
    }
}

fn call(asked: &Value, lie: &str) -> Value {
    let body = asked["input"].as_str().expect("an input");
    let input: Value = serde_json::from_str(body).expect("an input of JSON");
    if input["amount"] == 0 {
        return json!({ "error": { "outcome": "not_sent", "attempts": 0 }, "events": [] });
    }
    let own = format!("checkout-{}", input["echezona_reference"].as_str().expect("a reference"));
    let key = asked["options"]["idempotency_key"].as_str().map_or(own, str::to_owned);
    if lie == "leak" {
        eprintln!("DEBUG x-api-key: {}", asked["client"]["api_key"].as_str().expect("a key"));
    }
    let mut events = Vec::new();
    let (mut lost, mut attempt) = (false, 0);
    loop {
        attempt += 1;
        let sent_key = if lie == "new-key" && attempt > 1 { format!("{key}-{attempt}") } else { key.clone() };
        events.push(json!({
            "phase": "started", "attempt": attempt, "operation": "create_checkout_intent", "idempotency_key": key,
        }));
        if lie == "twice" {
            send(&asked["client"], body, &sent_key);
        }
        let (came, again_after_ms) = send(&asked["client"], body, &sent_key);
        lost |= matches!(came, Came::Lost(_));
        let fault = if let Came::Lost(fault) = came { fault } else { None };
        let outcome = match &came {
            Came::Yes(_) => "ok",
            _ if lost => "unknown",
            _ => "refused",
        };
        let again = again_after_ms.filter(|_| attempt < ATTEMPTS);
        events.push(json!({
            "phase": "ended", "attempt": attempt, "operation": "create_checkout_intent", "idempotency_key": key,
            "outcome": outcome, "fault": fault, "retry_in_ms": again,
        }));
        if let Came::Yes(value) = came {
            return json!({ "ok": value, "meta": { "attempts": attempt }, "events": events });
        }
        if let Some(ms) = again {
            std::thread::sleep(Duration::from_millis(ms));
            continue;
        }
        let outcome = match (outcome, lie) {
            ("unknown", "not-sent") => "not_sent",
            ("unknown", "refused") => "refused",
            ("unknown", "ok") => {
                return json!({ "ok": { "clive_tx_id": key }, "meta": { "attempts": attempt }, "events": events });
            }
            ("refused", "dark") => "unknown",
            (honest, _) => honest,
        };
        let error = json!({ "outcome": outcome, "attempts": attempt, "idempotency_key": key });
        return json!({ "error": error, "events": events });
    }
}

/// One attempt, and after how long another may follow.
fn send(client: &Value, body: &str, key: &str) -> (Came, Option<u64>) {
    let setting = |name: &str| client[name].as_str().expect("a setting");
    let Some((address, base)) = setting("base_url").trim_start_matches("http://").split_once('/') else {
        panic!("a base URL without a path");
    };
    let head = format!(
        "POST /{base}{PATH} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nx-api-key: {}\r\n\
         x-clive-hmac: {}\r\nidempotency-key: {key}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        setting("api_key"),
        signature_of(setting("hmac_secret"), body.as_bytes()),
        body.len()
    );
    let timeout = Duration::from_millis(client["attempt_timeout_ms"].as_u64().expect("a time"));
    let mut answer = Vec::new();
    let read = TcpStream::connect(address).and_then(|mut stream| {
        stream.set_read_timeout(Some(timeout))?;
        stream.write_all(format!("{head}{body}").as_bytes())?;
        stream.read_to_end(&mut answer)
    });
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (Ok(_), Some((head, body))) = (read, text.split_once("\r\n\r\n")) else {
        return (Came::Lost(Some("reset")), Some(10));
    };
    let head = head.to_ascii_lowercase();
    let header =
        |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned);
    let length = header("content-length").and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    let asked_ms =
        header("retry-after").and_then(|text| text.parse::<u64>().ok()).map_or(10, |seconds| seconds * 1_000);
    let again = Some(asked_ms).filter(|ms| *ms <= 60_000);
    let status: u16 = head.split(' ').nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    match status {
        _ if body.len() < length => (Came::Lost(Some("truncated")), Some(10)),
        200..=299 => match serde_json::from_str(body) {
            Ok(value) => (Came::Yes(value), None),
            Err(_) => (Came::Lost(None), None),
        },
        425 | 429 => (Came::No, again),
        408 | 500 | 502..=504 => (Came::Lost(None), again),
        400..=499 => (Came::No, None),
        _ => (Came::Lost(None), None),
    }
}
