//! One webhook, verified.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use payseal::webhook::{WebhookPartner, WebhookVerifier};

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let [body, signature] = &std::env::args().skip(1).collect::<Vec<_>>()[..] else { return Err("BODY_FILE SIGNATURE".into()) };
    let verifier = WebhookVerifier::builder(WebhookPartner::Clive).secret(std::env::var("CLIVE_WEBHOOK_SECRET")?).build()?;
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    match verifier.verify(&std::fs::read(body)?, &[("X-Clive-Signature", signature)], now) {
        Ok(verified) => println!("{}", verified.event.dedupe_key()),
        Err(refused) => {
            println!("{}", payseal::Error::from(refused).code().unwrap_or_default());
            return Ok(ExitCode::from(5));
        }
    }
    Ok(ExitCode::SUCCESS)
}
