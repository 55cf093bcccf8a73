//! The commands that send nothing: sign, operations, keygen, completions, man; and how they refuse.

mod common;

use common::*;
use serde_json::json;

/// The published vector of the contract (`guides/authentication-and-security`).
const BODY: &str =
    r#"{"clive_tx_id":"CLVTX_1739378102312_420","stripe_payment_intent_id":"pi_3QxYFh2eZvKYlo2CxA8Nt42p"}"#;
const SIGNATURE: &str = "85c99f99834a6f368acd16aacef59815d37b08b8f17e4f7ed971304277844743";

#[test]
fn sign_prints_the_signature_and_nothing_else() {
    let ran = payseal(&["sign", "clive", "--secret-env", "S"]).env("S", "test_hmac_secret").stdin(BODY).run().expect(0);
    assert_eq!((ran.stdout, ran.stderr), (format!("{SIGNATURE}\n"), String::new()));
    let default = payseal(&["sign", "clive"]).env("CLIVE_HMAC_SECRET", "test_hmac_secret").stdin(BODY).run().expect(0);
    assert_eq!(default.stdout, format!("{SIGNATURE}\n"));
    let json = payseal(&["sign", "clive", "--json"]).env("CLIVE_HMAC_SECRET", "test_hmac_secret").stdin(BODY).run();
    assert_eq!(
        json.expect(0).json(),
        json!({"ok":true,"header":"x-clive-hmac","signature":SIGNATURE,"timestamp":null})
    );
}

#[test]
fn sign_reads_secret_and_body_from_wherever_they_are() {
    let directory = Directory::new("sign");
    let body = format!("@{}", directory.write("body.json", BODY));
    for ending in ["", "\n", "\r\n"] {
        let secret = directory.write("secret", format!("test_hmac_secret{ending}"));
        let ran = payseal(&["sign", "clive", "--secret-file", &secret, "--data", &body]).run().expect(0);
        assert_eq!(ran.stdout.trim_end(), SIGNATURE);
    }
    let ran =
        payseal(&["sign", "clive", "--secret-stdin", "--data", &body]).stdin("test_hmac_secret\n").run().expect(0);
    assert_eq!(ran.stdout.trim_end(), SIGNATURE);
    let ran = payseal(&["sign", "clive", "--data", BODY]).env("CLIVE_HMAC_SECRET", "test_hmac_secret").run().expect(0);
    assert_eq!(ran.stdout.trim_end(), SIGNATURE);
}

#[test]
fn sign_trims_nothing_and_warns_of_a_line_break() {
    let sign = |options: &[&str], body: &[u8]| {
        let arguments = [&["sign", "clive"], options].concat();
        payseal(&arguments).env("CLIVE_HMAC_SECRET", "test_hmac_secret").stdin(body).run().expect(0)
    };
    let with = sign(&[], format!("{BODY}\n").as_bytes());
    assert_ne!(with.stdout.trim_end(), SIGNATURE);
    assert!(with.stderr.contains("ends in a line break") && with.stderr.contains("printf"), "{}", with.stderr);
    assert_eq!(sign(&["--quiet"], format!("{BODY}\n").as_bytes()).stderr, "");
    assert_eq!(sign(&["--json"], format!("{BODY}\n").as_bytes()).stderr, "");
    // Bytes that are no text, and none at all.
    assert_eq!(sign(&[], &[0xff, 0x00, b'\r']).stderr, "");
    assert_eq!(sign(&[], &[0xff, 0x00, b'\r']).stdout.trim_end(), hmac(&[0xff, 0x00, b'\r']));
    assert_eq!(sign(&[], b"").stdout.trim_end(), hmac(b""));
}

/// By openssl, which shares no code with the core.
fn hmac(body: &[u8]) -> String {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let mut child = Command::new("openssl")
        .args(["dgst", "-sha256", "-hmac", "test_hmac_secret", "-r"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl");
    child.stdin.take().expect("a pipe").write_all(body).expect("written");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("text").split(' ').next().expect("a hash").to_owned()
}

#[test]
fn sign_refuses_by_the_flag_and_never_repeats_a_secret() {
    payseal(&["sign", "clive"]).stdin(BODY).run().expect(2).says(&["CLIVE_HMAC_SECRET is not set", "--secret-env"]);
    payseal(&["sign", "clive", "--secret-env", HMAC_SECRET]).run().expect(2).says(&["--secret-env takes the name"]);
    payseal(&["sign", "clive", "--secret-env", API_KEY]).run().expect(2).says(&["--secret-env", "--secret-file"]);
    payseal(&["sign", "clive", "--secret-env", "S"]).env("S", "").run().expect(2).says(&["variable S is empty"]);
    payseal(&["sign", "clive", "--secret-file", "/nowhere"]).run().expect(2).says(&["--secret-file /nowhere: "]);
    payseal(&["sign", "clive", "--secret-stdin"]).stdin("s").run().expect(2).says(&["--secret-stdin", "--data @file"]);
    payseal(&["sign", "clive", "--secret-env", "S", "--data", "@/nowhere"])
        .env("S", "s")
        .run()
        .expect(2)
        .says(&["--data @/nowhere: "]);
    payseal(&["sign", "clive", "--secret-env", "S", "--secret-stdin"]).run().expect(2).says(&["cannot be used with"]);
    payseal(&["sign", "klive"]).run().expect(2).says(&["[possible values: clive"]);
    let json = payseal(&["sign", "clive", "--json"]).run().expect(2).json();
    assert_eq!((&json["ok"], &json["exit_code"]), (&json!(false), &json!(2)));
}

#[test]
fn operations_are_those_of_the_core() {
    let clive = payseal::partners::by_name("clive").expect("clive");
    let listed = payseal(&["operations", "--partner", "clive"]).run().expect(0).stdout;
    assert_eq!(listed.lines().count(), clive.operations.len());
    for operation in clive.operations {
        assert!(listed.contains(&format!(" {} ", operation.name)) && listed.contains(operation.path), "{listed}");
        let detail = payseal(&["operations", operation.name]).run().expect(0).stdout;
        for field in operation.request.fields.iter().chain(operation.response.fields) {
            assert!(detail.contains(&format!("\n  {}: ", field.name)), "{} of {}", field.name, operation.name);
        }
        let json = payseal(&["operations", operation.name, "--json"]).run().expect(0).json();
        assert_eq!(json["request"].as_array().map(Vec::len), Some(operation.request.fields.len()));
        // The sandbox's faults go by the same names.
        payseal_sandbox::parse_faults(&format!("op={}, empty", operation.name)).expect("known to the sandbox");
    }
    let dashed = payseal(&["operations", "create-checkout-intent"]).run().expect(0).stdout;
    assert!(
        dashed.contains("client_secret: text (secret)") && dashed.contains("amount: amount (required, above 0)"),
        "{dashed}"
    );
    payseal(&["operations", "pay"]).run().expect(2).says(&["no operation `pay`", "create_checkout_intent"]);
    let all = payseal(&["operations", "--json"]).run().expect(0).json();
    assert!(all.as_array().map_or(0, Vec::len) >= clive.operations.len());
}

#[test]
fn keygen_makes_new_secrets_each_time() {
    let make = || payseal(&["keygen", "clive"]).run().expect(0).stdout;
    let (one, two) = (make(), make());
    let names: Vec<&str> = one.lines().filter_map(|line| Some(line.split_once("=test_")?.0)).collect();
    assert_eq!(names, ["CLIVE_API_KEY", "CLIVE_HMAC_SECRET", "CLIVE_WEBHOOK_SECRET"]);
    assert_ne!(one, two);
    assert!(one.lines().all(|line| line.len() > 64 + 10));
    let json = payseal(&["keygen", "clive", "--json"]).run().expect(0).json();
    assert_eq!(json.as_object().map(|object| object.len()), Some(3));
}

#[test]
fn completions_and_manual_know_every_command() {
    let directory = Directory::new("man");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = payseal(&["completions", shell]).run().expect(0).stdout;
        assert!(text.contains("idempotency-key") && text.contains("clive"), "{shell}");
    }
    let page = payseal(&["man"]).run().expect(0).stdout;
    assert!(page.starts_with(".ie") || page.contains(".TH payseal"), "{page}");
    assert!(page.contains("payseal\\-request(1)") && page.contains("Exit codes"), "{page}");
    payseal(&["man", "--dir", directory.0.to_str().expect("UTF-8")]).run().expect(0);
    for command in [
        "sign",
        "verify",
        "explain",
        "listen",
        "trigger",
        "request",
        "raw",
        "operations",
        "sandbox",
        "keygen",
        "completions",
        "man",
    ] {
        assert!(directory.0.join(format!("payseal-{command}.1")).exists(), "{command}");
    }
    payseal(&["man", "--dir", "/nowhere/at/all"]).run().expect(6).says(&["--dir /nowhere/at/all: "]);
}

#[test]
fn the_help_tells_the_exit_codes() {
    let help = payseal(&["--help"]).run().expect(0).stdout;
    for code in
        ["0  done", "1  refused", "2  usage", "3  unknown", "4  not sent", "5  not verified", "6  something else"]
    {
        assert!(help.contains(code), "{code}");
    }
    payseal(&[]).run().expect(2);
    payseal(&["sign", "clive", "--secert-env", "S"]).run().expect(2).says(&["--secret-env"]);
}

/// The contract's own example (Tybrite, authentication), whose signature covers the time.
#[test]
fn a_signature_that_covers_the_time_needs_it() {
    let body = r#"{"provider":"stripe","amount":100,"currency":"usd","email":"a@example.com"}"#;
    let sign = |options: &[&str]| {
        let arguments = [&["sign", "tybrite"], options].concat();
        payseal(&arguments).env("TYBRITE_HMAC_SECRET", "test_hmac_secret").stdin(body).run()
    };
    let signature = "rTce/gwZa74PufEKIlTaGoDdtuBqKJoIa6YL/Cg2dJM=";
    assert_eq!(sign(&["--timestamp", "1771526500"]).expect(0).stdout, format!("{signature}\n"));
    let json = sign(&["--timestamp", "1771526500", "--json"]).expect(0).json();
    assert_eq!(json, json!({"ok":true,"header":"X-Signature","signature":signature,"timestamp":1_771_526_500}));
    sign(&[]).expect(2).says(&["--timestamp is missing", "Tybrite", "date +%s"]);
    sign(&["--timestamp", "18446744073709551615"]).expect(2).says(&["--timestamp: "]);
}

#[test]
fn every_partner_has_its_operations_and_scripts() {
    for partner in payseal::partners::ALL {
        for operation in partner.operations {
            let detail = payseal(&["operations", operation.name, "--partner", partner.name]).run().expect(0).stdout;
            assert!(detail.starts_with(&format!("{}: ", operation.name)), "{detail}");
        }
        let script = payseal(&["raw", partner.name, "POST", "/x", "--auth", "signed", "--key", "k", "--curl"]);
        let script = script.run().expect(0).stdout;
        assert!(script.contains(&format!("${}_HMAC_SECRET", partner.env_prefix)), "{script}");
    }
}
