//! `payseal listen PARTNER`: takes deliveries, verifies each, says why one does not fit, and hands them on to the user's app.
//!
//! *Not for* production: what it finds out is printed for the developer at the terminal. Whoever sends a delivery learns nothing but the
//! app's own answer.

mod delivery;
mod forward;
mod register;
mod serve;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use clap::Args;
use payseal::explain::{Explainer, Subject};
use payseal::webhook::WebhookPartner;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::http::{self, Address, Reach};
use crate::output::Output;
use crate::secrets::{SecretList, from_env};
use crate::{arguments, verify};

use delivery::Deliveries;
use forward::App;
use register::Registration;

/// Takes a partner's webhook deliveries, verifies each, explains a signature that does not fit, and forwards it, bytes and headers
/// unchanged, to your app. One line for each delivery; Ctrl-C ends it.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The partner.
    #[arg(value_parser = arguments::webhook_partner())]
    partner: WebhookPartner,
    /// Your app's webhook endpoint; without it, deliveries are only judged and answered with 200 or 400.
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4392)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Allow addresses that are not on this machine, for --host and --forward-to.
    #[arg(long)]
    allow_non_loopback: bool,
    /// Register with this running sandbox, and deregister at the end. For Tybrite: the URL of its Tybrite listener.
    #[arg(long, value_name = "URL")]
    sandbox: Option<String>,
    #[command(flatten)]
    secrets: SecretList,
    /// Print the secret of the endpoint that the sandbox has made, for your app's settings.
    #[arg(long, requires = "sandbox")]
    show_secret: bool,
    /// How far the signed time may be from this machine's clock, in seconds [default: 300].
    #[arg(long, value_name = "SECONDS")]
    tolerance: Option<u64>,
    /// How long your app may take for one delivery, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    app_timeout: u64,
}

/// Where it listens and where what arrives goes.
#[derive(Serialize)]
struct Began<'a> {
    listening: &'a str,
    forward_to: Option<String>,
    sandbox: Option<String>,
    webhook_secret: Option<&'a str>,
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let partner = arguments.partner;
    let reach = if arguments.allow_non_loopback { Reach::Anywhere } else { Reach::Loopback };
    let far =
        |option: &str| Failure::usage(format_args!("{option} is not on this machine; --allow-non-loopback permits it"));
    if reach == Reach::Loopback && !arguments.host.is_loopback() {
        return Err(far("--host"));
    }
    let forward_to = arguments.forward_to.as_deref().map(|url| Address::parse("--forward-to", url)).transpose()?;
    if reach == Reach::Loopback && forward_to.as_ref().is_some_and(|address| !address.is_loopback()) {
        return Err(far("--forward-to"));
    }
    let sandbox = arguments.sandbox.as_deref().map(|url| Address::parse("--sandbox", url)).transpose()?;
    let variable = arguments::webhook_secret_env(partner);
    // A sandbox can say what it signs with; nobody else can.
    let optional = sandbox.is_some() && !arguments.secrets.is_given() && std::env::var_os(&variable).is_none();
    let named = if optional { Vec::new() } else { arguments.secrets.read(&variable)? };
    let mut secrets: Vec<_> = named.into_iter().map(|named| named.secret).collect();

    let listener = TcpListener::bind((arguments.host, arguments.port))
        .map_err(|error| Failure::local(format_args!("--port {}: {error}", arguments.port)))?;
    let address = listener.local_addr().map_err(Failure::local)?;
    let url = format!("http://{}/", reachable(address));
    let registration = match &sandbox {
        Some(sandbox) => Some(Registration::make(partner, sandbox, &url, secrets.first())?),
        None => None,
    };
    let registered = registration.as_ref().map(Registration::secret);
    if let Some(secret) = registered {
        secrets.insert(0, secret.clone());
        secrets.dedup_by(|a, b| a.ct_eq(b.expose()));
    }
    let deliveries = Deliveries::new(
        verify::verifier(partner, secrets.iter().cloned(), arguments.tolerance)?,
        explainer(partner, &secrets),
        forward_to.clone().map(|address| App::new(address, reach, Duration::from_secs(arguments.app_timeout))),
        output,
    );
    let began = || {
        let to = forward_to.as_ref().map(|to| format!(", forwarded to {to}")).unwrap_or_default();
        let mut text = format!("payseal listen: {}'s deliveries at {url}{to}; Ctrl-C ends\n", partner.title());
        if let Some(sandbox) = &sandbox {
            text.push_str(&format!("payseal listen: registered with the sandbox at {}\n", sandbox.origin()));
        }
        let secret = registered.filter(|_| arguments.show_secret).and_then(payseal::Secret::expose_str);
        if let Some(secret) = secret {
            text.push_str(&format!("payseal listen: {variable}={secret}\n"));
        }
        output.result(
            text,
            &Began {
                listening: &url,
                forward_to: forward_to.as_ref().map(ToString::to_string),
                sandbox: sandbox.as_ref().map(Address::origin),
                webhook_secret: secret,
            },
        )
    };
    let served = http::runtime()?.block_on(serve::serve(listener, deliveries, began));
    // The sandbox should not go on delivering to a port that nobody listens on, however this ended.
    let ended = registration.map_or(Ok(()), Registration::end);
    let summary = served?;
    if let Err(failure) = ended {
        output.warn(&failure.message);
    }
    output.result(summary.to_string(), &summary)?;
    Ok(Exit::Done)
}

/// The address as others on this machine reach it.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    address
}

fn explainer(partner: WebhookPartner, secrets: &[payseal::Secret]) -> Explainer {
    let subject = match partner {
        WebhookPartner::Tybrite => Subject::TybriteWebhook,
        _ => Subject::CliveWebhook,
    };
    let prefix = partner.name().to_ascii_uppercase();
    let explainer = secrets.iter().cloned().fold(Explainer::new(subject), Explainer::secret);
    match from_env("", &format!("{prefix}_API_KEY"), false) {
        Ok(named) => explainer.api_key(named.secret),
        Err(_) => explainer,
    }
}
