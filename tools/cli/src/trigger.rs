//! `payseal trigger PARTNER EVENT --to URL`: one signed test delivery, as the partner would send it.

use std::time::Duration;

use clap::Args;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use payseal::webhook::{TestDelivery, WebhookPartner};
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::http::{self, Address, NoAnswer, Reach};
use crate::output::Output;
use crate::secrets::SecretSource;
use crate::{arguments, client, input};

const LIMIT: Duration = Duration::from_secs(30);

/// Sends one signed test delivery to your app and prints the app's status: exit code 0 for 2xx, 1 for any other answer.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The partner.
    #[arg(value_parser = arguments::webhook_partner())]
    partner: WebhookPartner,
    /// The event, e.g. transaction_succeeded or payment.succeeded.
    #[arg(required_unless_present = "data", conflicts_with = "data")]
    event: Option<String>,
    /// Where to.
    #[arg(long, value_name = "URL")]
    to: String,
    /// Your own payload instead of the documented one: @file, - for standard input, or the text itself.
    #[arg(long, value_name = "@FILE|-|JSON")]
    data: Option<String>,
    #[command(flatten)]
    secret: SecretSource,
    /// The time to sign with, in Unix seconds [default: this machine's clock].
    #[arg(long, value_name = "UNIX_S", allow_negative_numbers = true, value_parser = arguments::seconds())]
    timestamp: Option<i64>,
    /// Allow an address that is not on this machine.
    #[arg(long)]
    allow_non_loopback: bool,
}

#[derive(Serialize)]
struct Sent<'a> {
    ok: bool,
    event: Option<&'a str>,
    status: Option<u16>,
    error: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let to = Address::parse("--to", &arguments.to)?;
    let reach = if arguments.allow_non_loopback { Reach::Anywhere } else { Reach::Loopback };
    if reach == Reach::Loopback && !to.is_loopback() {
        return Err(Failure::usage("--to is not on this machine; --allow-non-loopback permits it"));
    }
    if arguments.secret.secret_stdin && arguments.data.as_deref().is_some_and(|data| data == "-" || data == "@-") {
        return Err(Failure::usage(
            "--secret-stdin: the payload cannot come from standard input too; use --data @file",
        ));
    }
    let secret = arguments.secret.read(&arguments::webhook_secret_env(arguments.partner))?;
    let (key, at) = (secret.expose(), arguments.timestamp.unwrap_or_else(client::unix_s));
    let event = arguments.event.as_deref();
    let delivery = match (&arguments.data, arguments.partner) {
        (Some(data), partner) => TestDelivery::signed(partner, key, input::data(data)?, at),
        (None, WebhookPartner::Tybrite) => TestDelivery::tybrite(key, event.unwrap_or_default(), at),
        (None, _) => TestDelivery::clive(key, event.unwrap_or_default()),
    };
    let delivery = delivery.map_err(|error| Failure::usage(format_args!("the secret: {error}")))?;
    let mut request = Request::post(to.path());
    for (name, value) in delivery.headers() {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::copy_from_slice(delivery.body()))).map_err(Failure::local)?;
    let (exit, status, error) = match http::runtime()?.block_on(http::send(&to, request, reach, LIMIT)) {
        Ok(answer) if answer.status().is_success() => (Exit::Done, Some(answer.status().as_u16()), None),
        Ok(answer) => (Exit::Refused, Some(answer.status().as_u16()), None),
        Err(error @ NoAnswer::NotSent(_)) => (Exit::NotSent, None, Some(error.to_string())),
        Err(error @ NoAnswer::Unknown(_)) => (Exit::Unknown, None, Some(error.to_string())),
    };
    let text = match (status, &error) {
        (Some(status), _) => format!("status: {status}\n"),
        (None, Some(error)) => format!("no answer: {error}\n"),
        (None, None) => String::new(),
    };
    output.result(text, &Sent { ok: exit == Exit::Done, event, status, error })?;
    Ok(exit)
}
