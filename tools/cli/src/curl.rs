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

/// How a shell makes a partner's signature of `$body`, at `$timestamp` where it covers the time; `{}` is the secret's variable.
const PIPELINES: &[(&str, &str)] = &[
    ("clive", r#"printf %s "$body" | openssl dgst -sha256 -hmac "${}" -r | cut -d ' ' -f 1"#),
    ("tybrite", r#"printf %s.%s "$timestamp" "$body" | openssl dgst -sha256 -hmac "${}" -binary | openssl base64 -A"#),
];

/// The script of the intent that `make` makes.
pub(crate) fn script(
    partner: &'static Partner,
    make: impl Fn(&Config) -> Result<Intent, Error>,
) -> Result<String, Failure> {
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy).map_err(|error| Failure::local(format_args!("random bytes: {error}")))?;
    let unix_s = client::unix_s();
    // The key follows from the time that it is made at, so it is fixed before the time is varied.
    let make = |config: &Config| make(config).map(|intent| intent.with_key_fixed(unix_s, &entropy));
    let call = stand_in(partner, "one secret", unix_s, make)?;
    let other = stand_in(partner, "another secret", unix_s, make)?;
    let later = stand_in(partner, "one secret", unix_s.saturating_add(1), make)?;
    let (prefix, mut variables) = (partner.env_prefix, Vec::new());

    let path = call.url.strip_prefix(BASE_URL).unwrap_or(&call.url);
    let mut command = format!("curl -X {} \"${{{prefix}_API_BASE_URL%/}}\"{}", call.method.as_str(), quoted(path));
    let others = other.headers.iter().zip(later.headers.iter());
    for ((name, value), ((_, other), (_, later))) in call.headers.iter().zip(others) {
        let text = String::from_utf8_lossy(value);
        let shown = if value != other {
            let pipeline = PIPELINES.iter().find(|(known, _)| *known == partner.name).map(|(_, pipeline)| *pipeline);
            let pipeline = pipeline.ok_or_else(|| {
                Failure::usage(format_args!("--curl: this version cannot write the signature of {}", partner.title))
            })?;
            variables.push(format!("signature=$({})\n", pipeline.replace("{}", &format!("{prefix}_HMAC_SECRET"))));
            format!("\"{name}: $signature\"")
        } else if value != later {
            variables.push("timestamp=$(date +%s)\n".to_owned());
            format!("\"{name}: $timestamp\"")
        } else if text.contains(API_KEY) || text.contains(BEARER) {
            let text = text.replace(API_KEY, &format!("${prefix}_API_KEY"));
            format!("\"{name}: {}\"", text.replace(BEARER, &format!("${prefix}_BEARER_TOKEN")))
        } else {
            quoted(&format!("{name}: {text}"))
        };
        let _ = write!(command, " \\\n  -H {shown}");
    }
    // The time is read before what is signed with it.
    variables.sort_by_key(|variable| !variable.starts_with("timestamp="));
    let variables = variables.concat();
    let mut script =
        "# openssl and curl show their arguments to this machine's other users while they run.\n".to_owned();
    if let Some(body) = &call.body {
        let text = std::str::from_utf8(body).ok().filter(|text| !text.contains('\0'));
        let text = text.ok_or_else(|| Failure::usage("--curl: the body is not text, which a shell cannot hold"))?;
        let _ = writeln!(script, "body={}", quoted(text));
        command.push_str(" \\\n  --data-binary \"$body\"");
    } else if variables.contains("$body") {
        script.push_str("body=\n");
    }
    Ok(format!("{script}{variables}{command}\n"))
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
    unix_s: i64,
    make: impl Fn(&Config) -> Result<Intent, Error>,
) -> Result<HttpRequest, Failure> {
    let config = Config::builder(partner).base_url(BASE_URL).api_key(API_KEY).bearer_token(BEARER).hmac_secret(secret);
    let config = Arc::new(config.build().map_err(client::refused)?);
    let intent = make(&config).map_err(client::refused)?;
    // Entropy is for waits, of which there is none here.
    let now = Now { mono_ms: 0, unix_s };
    let mut call = Call::new(config, intent, CallOptions::default(), now, [0; 32]).map_err(client::refused)?;
    match call.step() {
        Step::Send { request, .. } => Ok(request.clone()),
        Step::Wait { .. } | Step::Done(_) => Err(Failure::local("the call did not begin")),
    }
}

/// As one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
