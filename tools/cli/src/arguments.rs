//! What several commands take.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use payseal::operation::{Operation, Partner};
use payseal::partners;
use payseal::webhook::WebhookPartner;

use crate::exit::Failure;

/// Reads a partner's name; help and completions list those there are.
pub(crate) fn partner() -> impl TypedValueParser<Value = &'static Partner> {
    PossibleValuesParser::new(partners::ALL.iter().map(|partner| partner.name))
        .try_map(|name| partners::by_name(&name).ok_or_else(|| format!("there is no partner {name}")))
}

/// Reads the name of a partner that sends webhooks.
pub(crate) fn webhook_partner() -> impl TypedValueParser<Value = WebhookPartner> {
    PossibleValuesParser::new(WebhookPartner::ALL.iter().map(|partner| partner.name()))
        .try_map(|name| WebhookPartner::by_name(&name).ok_or_else(|| format!("{name} sends no webhooks")))
}

/// Reads a time in Unix seconds, or a number of seconds.
pub(crate) fn seconds() -> impl TypedValueParser<Value = i64> {
    clap::value_parser!(i64).range(0..)
}

/// The environment variable of the secret that a partner's webhooks are signed with.
pub(crate) fn webhook_secret_env(partner: WebhookPartner) -> String {
    format!("{}_WEBHOOK_SECRET", partner.name().to_ascii_uppercase())
}

/// The operation of this name, dashes or underscores.
pub(crate) fn operation(partner: &'static Partner, name: &str) -> Result<&'static Operation, Failure> {
    partner.operation(&name.replace('-', "_")).ok_or_else(|| {
        let names: Vec<&str> = partner.operations.iter().map(|operation| operation.name).collect();
        Failure::usage(format_args!(
            "<OPERATION>: {} has no operation `{name}`; it has {}",
            partner.title,
            names.join(", ")
        ))
    })
}

/// How a call is made and shown.
#[derive(Args)]
pub(crate) struct CallArguments {
    /// How often a failed attempt is repeated [default: 2].
    #[arg(long, value_name = "N")]
    pub max_retries: Option<u32>,
    /// How long the call may take with all its attempts, in milliseconds; 0: no limit [default: 90000].
    #[arg(long, value_name = "MS")]
    pub timeout_ms: Option<u64>,
    /// How long one attempt may take, in milliseconds [default: 30000].
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..))]
    pub attempt_timeout_ms: Option<u64>,
    /// Certificate authorities to trust besides the system's, as PEM.
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Show each attempt on standard error.
    #[arg(long, short)]
    pub verbose: bool,
    /// Show what the answer holds as secret, e.g. client_secret. Your own credentials are never shown.
    #[arg(long)]
    pub show_secrets: bool,
    /// Print the equivalent curl command instead of sending; secrets stand in it as names of environment variables.
    #[arg(long)]
    pub curl: bool,
}
