//! `payseal verify PARTNER < body`: whether a delivery is the partner's.

use clap::Args;
use payseal::Error;
use payseal::webhook::{Event, Verified, WebhookError, WebhookPartner, WebhookVerifier};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::received::ReceivedArguments;
use crate::secrets::SecretList;
use crate::{arguments, client};

/// Says whether a webhook delivery is the partner's: exit code 0 if it is, 5 with the reason if not.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The partner.
    #[arg(value_parser = arguments::webhook_partner())]
    partner: WebhookPartner,
    #[command(flatten)]
    received: ReceivedArguments,
    #[command(flatten)]
    secrets: SecretList,
    /// The time to judge by, in Unix seconds [default: this machine's clock].
    #[arg(long, value_name = "UNIX_S", allow_negative_numbers = true, value_parser = arguments::seconds())]
    now: Option<i64>,
    /// How far the signed time may be from it, in seconds; for a partner whose signature covers the time [default: 300].
    #[arg(long, value_name = "SECONDS")]
    tolerance: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let Arguments { partner, received, secrets, now, tolerance } = arguments;
    let secrets = secrets.read(&arguments::webhook_secret_env(*partner))?;
    let verifier = verifier(*partner, secrets.iter().map(|named| named.secret.clone()), *tolerance)?;
    let received = received.read(output)?;
    let now = now.unwrap_or_else(client::unix_s);
    match verifier.verify(&received.body, &received.headers, now) {
        Ok(Verified { event, secret_index, timestamp }) => {
            let place = secrets.get(secret_index).map_or("", |named| named.place.as_str());
            let signed = timestamp.map(|at| format!("signed at: {at}\n")).unwrap_or_default();
            let text = format!(
                "verified: yes\ntype: {}\nid: {}\ndedupe key: {}\nsecret: {secret_index} ({place})\n{signed}",
                shown(event_type(&event)),
                shown(id(&event)),
                event.dedupe_key()
            );
            output.result(
                text,
                &Right {
                    ok: true,
                    event_type: event_type(&event),
                    id: id(&event),
                    dedupe_key: event.dedupe_key(),
                    secret_index,
                    timestamp,
                },
            )?;
            Ok(Exit::Done)
        }
        Err(reason) => {
            let wrong = Wrong::new(&reason);
            let text = format!("verified: no\nreason: {reason} [{}]\nadvice: {}\n", wrong.code, wrong.advice);
            output.result(text, &wrong)?;
            if matches!(reason, WebhookError::NoMatch { .. }) {
                output.warn("`payseal explain` with the same headers, body and secrets tries the known mistakes");
            }
            Ok(Exit::NotVerified)
        }
    }
}

/// A verifier from options.
pub(crate) fn verifier(
    partner: WebhookPartner,
    secrets: impl Iterator<Item = payseal::Secret>,
    tolerance: Option<u64>,
) -> Result<WebhookVerifier, Failure> {
    let mut builder = secrets.fold(WebhookVerifier::builder(partner), |builder, secret| builder.secret(secret));
    if let Some(seconds) = tolerance {
        builder = builder.tolerance_s(seconds);
    }
    builder.build().map_err(client::refused)
}

/// What happened, as the partner calls it; Clive's old revision only has a status.
pub(crate) fn event_type(event: &Event) -> Option<&str> {
    event.event_type().or_else(|| event.status())
}

/// Tybrite's event, Clive's transaction.
pub(crate) fn id(event: &Event) -> Option<&str> {
    match event.tybrite() {
        Some(event) => event.id.as_deref(),
        None => event.clive()?.clive_tx_id.as_deref(),
    }
}

/// A text of somebody else's for a terminal.
pub(crate) fn shown(text: Option<&str>) -> String {
    text.map_or_else(|| "-".to_owned(), |text| text.escape_debug().to_string())
}

#[derive(Serialize)]
struct Right<'a> {
    ok: bool,
    event_type: Option<&'a str>,
    id: Option<&'a str>,
    dedupe_key: &'a str,
    secret_index: usize,
    timestamp: Option<i64>,
}

/// Why it is not the partner's.
#[derive(Serialize)]
pub(crate) struct Wrong {
    ok: bool,
    pub code: &'static str,
    reason: String,
    advice: String,
    details: Option<Box<RawValue>>,
}

impl Wrong {
    pub(crate) fn new(reason: &WebhookError) -> Self {
        let error = Error::from(reason.clone());
        let details = error.details().and_then(|details| RawValue::from_string(details.to_string()).ok());
        Self { ok: false, code: reason.code().as_str(), reason: reason.to_string(), advice: reason.advice(), details }
    }
}
