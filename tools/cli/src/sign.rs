//! `payseal sign PARTNER < body`: the signature of a request and nothing else; with `--event`, the header line of a webhook.

use clap::Args;
use payseal::operation::{Attempt, Auth, Partner};
use payseal::webhook::WebhookPartner;
use payseal::{Config, Secret, SigningKey, headers::Headers};
use serde::Serialize;

use crate::arguments;
use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::Output;
use crate::secrets::SecretSource;

/// Signs the exact bytes of standard input (or of --data) and prints the signature of the request; with --event, the header of the
/// webhook delivery as the partner would sign it.
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
    /// The time to sign with, in Unix seconds; for a partner whose signature covers it.
    #[arg(long, value_name = "UNIX_S")]
    timestamp: Option<u64>,
    /// Sign as the partner signs a webhook delivery, with the endpoint's secret, and print the header line.
    #[arg(long)]
    event: bool,
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let Arguments { partner, secret, data, timestamp, event } = arguments;
    if secret.secret_stdin && data.as_deref().is_none_or(|data| data == "-" || data == "@-") {
        return Err(Failure::usage("--secret-stdin: the body cannot come from standard input too; use --data @file"));
    }
    let kind = if *event { "WEBHOOK_SECRET" } else { "HMAC_SECRET" };
    let secret = secret.read(&format!("{}_{kind}", partner.env_prefix))?;
    let body = match data {
        Some(data) => input::data(data)?,
        None => input::stdin()?,
    };
    if body.ends_with(b"\n") {
        output.warn(
            "the body ends in a line break, which is signed with it; if it will not be sent, pipe with `printf %s` instead of `echo`",
        );
    }
    let sign = if *event { delivery } else { signature };
    let Signature { header, value, covers_time } = sign(partner, secret, &body, timestamp.unwrap_or(0))?;
    if covers_time && timestamp.is_none() {
        return Err(Failure::usage(format_args!(
            "--timestamp is missing: the signature of {} covers the time that is sent with it; write --timestamp $(date +%s)",
            partner.title
        )));
    }
    #[derive(Serialize)]
    struct Signed<'a> {
        ok: bool,
        header: &'a str,
        signature: &'a str,
        timestamp: Option<u64>,
    }
    let timestamp = timestamp.filter(|_| covers_time);
    let text = if *event { format!("{header}: {value}\n") } else { format!("{value}\n") };
    output.result(text, &Signed { ok: true, header, signature: &value, timestamp })?;
    Ok(Exit::Done)
}

struct Signature {
    header: &'static str,
    value: String,
    covers_time: bool,
}

/// The header that depends on the secret, and its value: that is the signature, whatever the partner calls it.
fn signature(partner: &'static Partner, secret: Secret, body: &[u8], unix_s: u64) -> Result<Signature, Failure> {
    let unix_s = seconds(unix_s)?;
    let others = authorized(partner, Secret::from("another secret"), body, unix_s)?;
    let later = authorized(partner, secret.clone(), body, unix_s.saturating_add(1))?;
    let headers = authorized(partner, secret, body, unix_s)?;
    let mut compared = headers.iter().zip(others.iter().zip(later.iter()));
    let signature = compared.find(|((_, value), ((_, other), _))| value != other);
    let ((header, value), (_, (_, later))) =
        signature.ok_or_else(|| Failure::usage(format_args!("{} signs no requests", partner.title)))?;
    let covers_time = value != later;
    Ok(Signature { header, value: String::from_utf8_lossy(value).into_owned(), covers_time })
}

/// The header of a webhook delivery.
fn delivery(partner: &'static Partner, secret: Secret, body: &[u8], unix_s: u64) -> Result<Signature, Failure> {
    let sender = WebhookPartner::by_name(partner.name)
        .ok_or_else(|| Failure::usage(format_args!("--event: {} sends no webhooks", partner.title)))?;
    let key = SigningKey::try_from(&secret).map_err(|error| Failure::usage(format_args!("the secret: {error}")))?;
    let value = sender.signature(&key, body, seconds(unix_s)?);
    Ok(Signature { header: sender.header(), value, covers_time: sender.has_timestamp() })
}

fn seconds(unix_s: u64) -> Result<i64, Failure> {
    i64::try_from(unix_s).map_err(|_| Failure::usage("--timestamp: that is beyond the end of time"))
}

fn authorized(partner: &'static Partner, secret: Secret, body: &[u8], unix_s: i64) -> Result<Headers, Failure> {
    // Only the signature is looked at; address and key are there because a configuration has them.
    let config = Config::builder(partner).base_url("https://unused.invalid").api_key("unused").hmac_secret(secret);
    let config = config.build().map_err(crate::client::refused)?;
    let attempt = Attempt {
        auth: Auth::Signed,
        credentials: config.credentials(),
        body: Some(body),
        content_type: "application/json",
        key: None,
        unix_s,
    };
    let mut headers = Headers::with_capacity(256);
    (partner.authorize)(&attempt, &mut headers);
    Ok(headers)
}
