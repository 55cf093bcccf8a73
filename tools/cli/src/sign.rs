//! `payseal sign PARTNER < body`: the signature and nothing else.

use clap::Args;
use payseal::operation::{Attempt, Auth, Partner};
use payseal::{Config, Secret, headers::Headers};
use serde::Serialize;

use crate::arguments;
use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::Output;
use crate::secrets::SecretSource;

/// Signs the exact bytes of standard input (or of --data) and prints the signature.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The partner.
    #[arg(value_parser = arguments::partner())]
    partner: &'static Partner,
    #[command(flatten)]
    secret: SecretSource,
    /// The body: @file, or the text itself; standard input when left out.
    #[arg(long, value_name = "@FILE|-|TEXT")]
    data: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let Arguments { partner, secret, data } = arguments;
    if secret.secret_stdin && data.as_deref().is_none_or(|data| data == "-" || data == "@-") {
        return Err(Failure::usage("--secret-stdin: the body cannot come from standard input too; use --data @file"));
    }
    let secret = secret.read(&format!("{}_HMAC_SECRET", partner.env_prefix))?;
    let body = match data {
        Some(data) => input::data(data)?,
        None => input::stdin()?,
    };
    if body.ends_with(b"\n") {
        output.warn(
            "the body ends in a line break, which is signed with it; if it will not be sent, pipe with `printf %s` instead of `echo`",
        );
    }
    let (header, signature) = signature(partner, secret, &body)?;
    #[derive(Serialize)]
    struct Signed<'a> {
        ok: bool,
        header: &'a str,
        signature: &'a str,
    }
    output.result(format!("{signature}\n"), &Signed { ok: true, header, signature: &signature })?;
    Ok(Exit::Done)
}

/// The header that depends on the secret, and its value: that is the signature, whatever the partner calls it.
fn signature(partner: &'static Partner, secret: Secret, body: &[u8]) -> Result<(&'static str, String), Failure> {
    let headers = authorized(partner, secret, body)?;
    let others = authorized(partner, Secret::from("another secret"), body)?;
    let signature = headers.iter().zip(others.iter()).find(|((_, value), (_, other))| value != other);
    let ((name, value), _) =
        signature.ok_or_else(|| Failure::usage(format_args!("{} signs no requests", partner.title)))?;
    Ok((name, String::from_utf8_lossy(value).into_owned()))
}

fn authorized(partner: &'static Partner, secret: Secret, body: &[u8]) -> Result<Headers, Failure> {
    // Only the signature is looked at; address and key are there because a configuration has them.
    let config = Config::builder(partner).base_url("https://unused.invalid").api_key("unused").hmac_secret(secret);
    let config = config.build().map_err(Failure::usage)?;
    let unix_s = crate::client::unix_s();
    let attempt =
        Attempt { auth: Auth::Signed, credentials: config.credentials(), body: Some(body), key: None, unix_s };
    let mut headers = Headers::with_capacity(256);
    (partner.authorize)(&attempt, &mut headers);
    Ok(headers)
}
