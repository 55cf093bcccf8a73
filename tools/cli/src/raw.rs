//! `payseal raw PARTNER METHOD PATH`: one call to an endpoint that this version does not describe.

use clap::{Args, ValueEnum};
use payseal::operation::{Auth, Method, Partner};
use payseal::{Intent, RawRequest};

use crate::arguments::{self, CallArguments};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::{client, curl, input, request};

/// Sends one call to an endpoint that has no description. Without a key it is sent once and never again.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The partner.
    #[arg(value_parser = arguments::partner())]
    partner: &'static Partner,
    /// The method: GET, POST, PUT, PATCH or DELETE.
    #[arg(value_parser = method)]
    method: Method,
    /// The path under the base URL, with a leading slash and without query.
    path: String,
    /// Which credentials the endpoint takes; bearer reads CLIVE_BEARER_TOKEN.
    #[arg(long)]
    auth: AuthClass,
    /// The exact JSON text to send: @file, - for standard input, or the text itself.
    #[arg(long, value_name = "@FILE|-|JSON")]
    data: Option<String>,
    /// The idempotency key; only with one is the call retried.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// A query parameter; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    query: Vec<(String, String)>,
    #[command(flatten)]
    call: CallArguments,
}

/// The classes of the core, as the command line writes them.
#[derive(Clone, Copy, ValueEnum)]
enum AuthClass {
    /// None.
    Public,
    /// The API key.
    ApiKey,
    /// The API key and a signature.
    Signed,
    /// An administrator's token.
    Bearer,
}

impl AuthClass {
    fn auth(self) -> Auth {
        match self {
            Self::Public => Auth::Public,
            Self::ApiKey => Auth::ApiKey,
            Self::Signed => Auth::Signed,
            Self::Bearer => Auth::Bearer,
        }
    }
}

fn method(text: &str) -> Result<Method, String> {
    Method::from_name(text).ok_or_else(|| "use GET, POST, PUT, PATCH or DELETE".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let Arguments { partner, method, path, auth, data, key, query, call } = arguments;
    let body = data.as_deref().map(input::data).transpose()?;
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let raw = RawRequest {
        method: *method,
        path,
        auth: auth.auth(),
        body: body.as_deref(),
        idempotency_key: key.as_deref(),
        query: &query,
    };
    if call.curl {
        let script = curl::script(partner, |config| Intent::raw(config, &raw))?;
        return curl::print(&script, output);
    }
    let progress = client::progress(partner, call, output);
    let client = client::connect(partner, call, &progress)?;
    let result = client.raw(&raw, &client::options(call));
    drop(progress);
    request::show(result, partner, None, call.show_secrets, output)
}
