//! `cargo xtask stripe`: the published stripe packages verify what Payseal signs as a Tybrite webhook, whose header has Stripe's form.
//!
//! The other direction, headers made by the packages that must verify here, stands in `tests/vectors/webhook.json`. Needs the network once:
//! the packages are installed under `target/`, pinned.

use anyhow::Context;
use payseal::SigningKey;
use payseal::json::Writer;
use payseal::webhook::WebhookPartner;

use crate::steps::{self, command, root};

const NPM: &str = "stripe@23.1.0";
const PYPI: &str = "stripe==16.1.0";

/// Installs the packages, signs, and lets both verify.
pub(crate) fn run() -> anyhow::Result<()> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let folder = target.join("stripe-oracle");
    std::fs::create_dir_all(&folder)?;
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        let mut venv = command(&["python3", "-m", "venv", "venv"]);
        venv.current_dir(&folder);
        steps::run(venv)?;
    }
    let python = python.to_str().context("the path is not UTF-8")?;
    steps::run(command(&[python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PYPI]))?;
    let mut npm = command(&["npm", "install", "--silent", "--no-save", "--prefix", ".", NPM]);
    npm.current_dir(&folder);
    steps::run(npm)?;

    let rows = folder.join("ours.json");
    std::fs::write(&rows, signed()?)?;
    let script = root().join("tests/oracle/stripe_webhooks.py");
    let mut check = command(&[python]);
    check.arg(script).arg("check").arg(&rows).current_dir(&folder);
    steps::run(check)
}

/// Rows `{t, secret, body, header}`.
fn signed() -> anyhow::Result<Vec<u8>> {
    let mut out = Writer::new();
    out.begin_array();
    for (number, secret) in ["whsec_test", "s", "Zo\u{eb} \u{2615}", &"long ".repeat(40)].into_iter().enumerate() {
        let key = SigningKey::new(secret)?;
        // Not the empty body: the npm package refuses to look at one, whatever its signature.
        for body in ["{}", r#"{"id":"evt_1","type":"order.paid"}"#, "{\"a\":\"Zo\u{eb}\"}\n", " ", &"x".repeat(100_000)]
        {
            let t = 1_781_955_476 + i64::try_from(number).unwrap_or_default();
            out.begin_object();
            out.field("t");
            out.integer(t)?;
            for (name, text) in [
                ("secret", secret),
                ("body", body),
                ("header", &WebhookPartner::Tybrite.signature(&key, body.as_bytes(), t)),
            ] {
                out.field(name);
                out.string(text);
            }
            out.end_object();
        }
    }
    out.end_array();
    Ok(out.finish())
}
