//! `--curl`: the same call as a shell script, with secrets as names of environment variables.
//!
//! The call is made as it would be sent, with stand-ins for the credentials; whatever changes with a stand-in is that credential.

use std::fmt::Write as _;
use std::sync::Arc;

use payseal::operation::Partner;
use payseal::{Call, CallOptions, Config, Error, HttpRequest, Intent, Now, Step};
use serde::Serialize;

use crate::client;
use crate::exit::{Exit, Failure};
use crate::output::Output;

const BASE_URL: &str = "https://stand-in.invalid/base";
const API_KEY: &str = "stand-in-of-the-api-key";
const BEARER: &str = "stand-in-of-the-bearer-token";

/// How a shell makes a partner's signature of `$body`, with `{}` for the name of the secret's variable.
const PIPELINES: &[(&str, &str)] =
    &[("clive", r#"printf %s "$body" | openssl dgst -sha256 -hmac "${}" -r | cut -d ' ' -f 1"#)];

/// The script of the intent that `make` makes.
pub(crate) fn script(
    partner: &'static Partner,
    make: impl Fn(&Config) -> Result<Intent, Error>,
) -> Result<String, Failure> {
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy).map_err(|error| Failure::local(format_args!("random bytes: {error}")))?;
    let signed = stand_in(partner, "one secret", entropy, &make)?;
    let other = stand_in(partner, "another secret", entropy, &make)?;
    let prefix = partner.env_prefix;

    let mut head = String::new();
    let mut command = format!("curl -X {}", signed.method.as_str());
    let path = signed.url.strip_prefix(BASE_URL).unwrap_or(&signed.url);
    let _ = write!(command, " \"${{{prefix}_API_BASE_URL%/}}\"{}", quoted(path));
    for ((name, value), (_, other)) in signed.headers.iter().zip(other.headers.iter()) {
        let value_text = String::from_utf8_lossy(value);
        let shown = if value != other {
            let pipeline = PIPELINES.iter().find(|(known, _)| *known == partner.name);
            let pipeline = pipeline.map_or_else(
                || format!("printf %s \"$body\" | payseal sign {} --secret-env {prefix}_HMAC_SECRET", partner.name),
                |(_, pipeline)| pipeline.replace("{}", &format!("{prefix}_HMAC_SECRET")),
            );
            let _ = writeln!(head, "signature=$({pipeline})");
            format!("\"{name}: $signature\"")
        } else if value_text.contains(API_KEY) {
            format!("\"{name}: ${prefix}_API_KEY\"")
        } else if value_text.contains(BEARER) {
            format!("\"{name}: Bearer ${prefix}_BEARER_TOKEN\"")
        } else {
            quoted(&format!("{name}: {value_text}"))
        };
        let _ = write!(command, " \\\n  -H {shown}");
    }
    let mut script =
        "# openssl and curl show their arguments to this machine's other users while they run.\n".to_owned();
    if let Some(body) = &signed.body {
        let _ = writeln!(script, "body={}", quoted(&String::from_utf8_lossy(body)));
        command.push_str(" \\\n  --data-binary \"$body\"");
    } else if head.contains("$body") {
        script.push_str("body=\n");
    }
    Ok(format!("{script}{head}{command}\n"))
}

/// Prints the script.
pub(crate) fn print(script: &str, output: Output) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct Script<'a> {
        ok: bool,
        curl: &'a str,
    }
    output.result(script, &Script { ok: true, curl: script })?;
    Ok(Exit::Done)
}

fn stand_in(
    partner: &'static Partner,
    secret: &'static str,
    entropy: [u8; 32],
    make: impl Fn(&Config) -> Result<Intent, Error>,
) -> Result<HttpRequest, Failure> {
    let config = Config::builder(partner).base_url(BASE_URL).api_key(API_KEY).bearer_token(BEARER).hmac_secret(secret);
    let config = Arc::new(config.build().map_err(client::refused)?);
    let intent = make(&config).map_err(client::refused)?;
    // The same time for both: only the secret may differ.
    let now = Now { mono_ms: 0, unix_s: client::unix_s() };
    let mut call = Call::new(config, intent, CallOptions::default(), now, entropy).map_err(client::refused)?;
    match call.step() {
        Step::Send { request, .. } => Ok(request.clone()),
        Step::Wait { .. } | Step::Done(_) => Err(Failure::local("the call did not begin")),
    }
}

/// As one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
