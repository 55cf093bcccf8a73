//! `payseal sandbox`: its options do what they say, and a wrong one is named.

mod common;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use common::*;
use serde_json::{Value, json};

/// A sandbox as a process; killed when dropped.
struct Running(Child, Value);

impl Running {
    fn start(options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_payseal"))
            .args(["sandbox", "--port", "0", "--json"])
            .args(options)
            .env("PAYSEAL_SANDBOX_API_KEY", API_KEY)
            .env("PAYSEAL_SANDBOX_HMAC_SECRET", HMAC_SECRET)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        assert!(!line.contains(API_KEY) && !line.contains(HMAC_SECRET), "a credential was printed");
        Self(child, serde_json::from_str(&line).expect("JSON"))
    }

    fn call(&self, operation: &str, options: &[&str]) -> Ran {
        let arguments = [&["request", "clive", operation, "--json"], options].concat();
        payseal(&arguments).to(self.1["base_url"].as_str().expect("a URL")).run()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn faults_of_the_command_line_happen() {
    let sandbox = Running::start(&[
        "--fault",
        "op=create_checkout_intent, status=503, times=2",
        "--fault",
        "op=list_transactions, empty",
    ]);
    assert_eq!(sandbox.1["env"]["CLIVE_API_KEY"], json!("<as configured>"));
    let created = sandbox.call("create_checkout_intent", &["--data", CHECKOUT]).expect(0).json();
    assert_eq!(created["attempts"], json!(3));
    let empty = sandbox.call("list_transactions", &["--max-retries", "0"]).expect(3).json();
    assert_eq!(empty["error"]["code"], json!("ANSWER_EMPTY"));
}

#[test]
fn tls_of_the_command_line_is_reached() {
    let directory = Directory::new("sandbox-tls");
    let ca = directory.write("ca.pem", "");
    let sandbox = Running::start(&["--tls", "good", "--tls", "expired", "--ca-file", &ca]);
    let call = |mode: &str| {
        let url = sandbox.1["tls"][mode].as_str().expect(mode);
        payseal(&["request", "clive", "list_transactions", "--ca-file", &ca, "--max-retries", "0"]).to(url).run()
    };
    call("good").expect(0);
    call("expired").expect(4);
}

#[test]
fn wrong_options_are_named_with_their_fix() {
    let refused =
        |options: &[&str], parts: &[&str]| payseal(&[&["sandbox"], options].concat()).run().expect(2).says(parts);
    refused(&["--fault", "reset=often"], &["--fault", "use before-commit, head, half-body or after-commit"]);
    refused(&["--tls", "old"], &["--tls", "good, expired, wrong-host, unknown-ca, tls1.1"]);
    refused(&["--ca-file", "x"], &["--tls"]);
    refused(&["--seed", "x"], &["--seed"]);
    payseal(&["sandbox", "--host", "192.0.2.1"])
        .run()
        .expect(6)
        .says(&["not a loopback address", "allow-non-loopback permits it"]);
}
