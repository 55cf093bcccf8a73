//! `payseal keygen PARTNER`: credentials for tests, random and printed.

use clap::Args;
use payseal::operation::Partner;

use crate::arguments;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Makes credentials for tests, as lines for a shell or an .env file. They are printed, so use them for nothing else: the real
/// ones come from the partner.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The partner.
    #[arg(value_parser = arguments::partner())]
    partner: &'static Partner,
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let mut text = String::new();
    let mut object = serde_json::Map::new();
    for name in ["API_KEY", "HMAC_SECRET", "WEBHOOK_SECRET"] {
        let name = format!("{}_{name}", arguments.partner.env_prefix);
        let value = format!("test_{}", random_hex()?);
        text.push_str(&format!("{name}={value}\n"));
        object.insert(name, value.into());
    }
    output.result(text, &object)?;
    Ok(Exit::Done)
}

/// 256 random bits.
fn random_hex() -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::local(format_args!("random bytes: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
