//! The command: starts one sandbox and says where it is.

use std::net::IpAddr;
use std::process::ExitCode;

use clap::Parser;
use payseal_sandbox as sandbox;
use payseal_sandbox::{Sandbox, SandboxConfig, TybriteConfig};

/// A local server that speaks the Clive and Tybrite APIs, verifies every signature, keeps state and makes faults on demand.
#[derive(Parser)]
#[command(name = "payseal-sandbox", version)]
struct Arguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "PAYSEAL_SANDBOX_PORT", default_value_t = sandbox::DEFAULT_PORT)]
    port: u16,
    /// Port of the Tybrite listener; 0 takes a free one. When left out: 4391, or a free one where --port is 0.
    #[arg(long, env = "PAYSEAL_SANDBOX_TYBRITE_PORT")]
    tybrite_port: Option<u16>,
    /// Address to listen on.
    #[arg(long, env = "PAYSEAL_SANDBOX_HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Allow a host that is not loopback. Anybody who reaches it can use the documented test credentials.
    #[arg(long)]
    allow_non_loopback: bool,
    /// API key of partner ECHEZONA001.
    #[arg(long, env = "PAYSEAL_SANDBOX_API_KEY", hide_env_values = true, default_value = sandbox::API_KEY)]
    api_key: String,
    /// Secret of x-clive-hmac.
    #[arg(long, env = "PAYSEAL_SANDBOX_HMAC_SECRET", hide_env_values = true, default_value = sandbox::HMAC_SECRET)]
    hmac_secret: String,
    /// Secret of stripe-signature on events to webhooks/stripe.
    #[arg(long, env = "PAYSEAL_SANDBOX_STRIPE_WEBHOOK_SECRET", hide_env_values = true, default_value = sandbox::STRIPE_WEBHOOK_SECRET)]
    stripe_webhook_secret: String,
    /// The secret test key of the Tybrite store.
    #[arg(long, env = "PAYSEAL_SANDBOX_TYBRITE_API_KEY", hide_env_values = true, default_value = sandbox::TYBRITE_SECRET_TEST_KEY)]
    tybrite_api_key: String,
    /// The signing secret of the Tybrite store: X-Signature.
    #[arg(long, env = "PAYSEAL_SANDBOX_TYBRITE_HMAC_SECRET", hide_env_values = true, default_value = sandbox::TYBRITE_HMAC_SECRET)]
    tybrite_hmac_secret: String,
    /// Where Tybrite webhooks to https:// endpoints really go: an http:// URL on loopback.
    #[arg(long, env = "PAYSEAL_SANDBOX_TYBRITE_WEBHOOK_RECEIVER")]
    tybrite_webhook_receiver: Option<String>,
    /// Where webhooks go: an http:// URL on loopback.
    #[arg(long, env = "PAYSEAL_SANDBOX_WEBHOOK_URL")]
    webhook_url: Option<String>,
    /// Secret of X-Clive-Signature on webhooks.
    #[arg(long, env = "PAYSEAL_SANDBOX_WEBHOOK_SECRET", hide_env_values = true, default_value = sandbox::WEBHOOK_SECRET)]
    webhook_secret: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let api_key = shown(&arguments.api_key, sandbox::API_KEY);
    let hmac_secret = shown(&arguments.hmac_secret, sandbox::HMAC_SECRET);
    let tybrite_api_key = shown(&arguments.tybrite_api_key, sandbox::TYBRITE_SECRET_TEST_KEY);
    let tybrite_hmac_secret = shown(&arguments.tybrite_hmac_secret, sandbox::TYBRITE_HMAC_SECRET);
    let beside = if arguments.port == 0 { 0 } else { sandbox::DEFAULT_TYBRITE_PORT };
    let tybrite = TybriteConfig {
        port: arguments.tybrite_port.unwrap_or(beside),
        secret_test_key: arguments.tybrite_api_key,
        hmac_secret: arguments.tybrite_hmac_secret,
        webhook_receiver: arguments.tybrite_webhook_receiver,
        ..TybriteConfig::default()
    };
    let config = SandboxConfig {
        tybrite,
        host: arguments.host,
        port: arguments.port,
        allow_non_loopback: arguments.allow_non_loopback,
        api_key: arguments.api_key,
        hmac_secret: arguments.hmac_secret,
        stripe_webhook_secret: arguments.stripe_webhook_secret,
        webhook_url: arguments.webhook_url,
        webhook_secret: arguments.webhook_secret,
        ..SandboxConfig::default()
    };
    let running = match Sandbox::start(config) {
        Ok(running) => running,
        Err(error) => {
            eprintln!("payseal-sandbox: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    println!(
        "payseal-sandbox: CLIVE_API_BASE_URL={} CLIVE_API_KEY={api_key} CLIVE_HMAC_SECRET={hmac_secret} (control: {}/_sandbox)",
        running.base_url(),
        running.origin(),
    );
    println!(
        "payseal-sandbox: TYBRITE_API_BASE_URL={} TYBRITE_API_KEY={tybrite_api_key} TYBRITE_HMAC_SECRET={tybrite_hmac_secret}",
        running.tybrite_base_url(),
    );
    // Until the process is interrupted; `park` may wake for no reason.
    loop {
        std::thread::park();
    }
}

/// A documented default as it is; anything else may be somebody's secret.
fn shown(value: &str, default: &str) -> String {
    if value == default { value.to_owned() } else { "<as configured>".to_owned() }
}
