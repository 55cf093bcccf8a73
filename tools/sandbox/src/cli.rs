//! The sandbox as a command: its options, and what it prints. Shared by `payseal-sandbox` and `payseal sandbox`.

use std::io;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::faults::{FaultRule, parse_faults};
use crate::{Sandbox, SandboxConfig, TlsListener, TybriteConfig, config, tybrite};

/// The options.
#[derive(Args, Debug)]
pub struct SandboxArgs {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "PAYSEAL_SANDBOX_PORT", default_value_t = config::DEFAULT_PORT)]
    port: u16,
    /// Port of the Tybrite listener; 0 takes a free one. When left out: 4391, or a free one where --port is not 4390.
    #[arg(long, env = "PAYSEAL_SANDBOX_TYBRITE_PORT")]
    tybrite_port: Option<u16>,
    /// Address to listen on.
    #[arg(long, env = "PAYSEAL_SANDBOX_HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Allow a host that is not loopback. Anybody who reaches it can use the documented test credentials.
    #[arg(long)]
    allow_non_loopback: bool,
    /// API key of partner ECHEZONA001.
    #[arg(long, env = "PAYSEAL_SANDBOX_API_KEY", hide_env_values = true, default_value = config::API_KEY)]
    api_key: String,
    /// Secret of x-clive-hmac.
    #[arg(long, env = "PAYSEAL_SANDBOX_HMAC_SECRET", hide_env_values = true, default_value = config::HMAC_SECRET)]
    hmac_secret: String,
    /// Secret of stripe-signature on events to webhooks/stripe.
    #[arg(long, env = "PAYSEAL_SANDBOX_STRIPE_WEBHOOK_SECRET", hide_env_values = true, default_value = config::STRIPE_WEBHOOK_SECRET)]
    stripe_webhook_secret: String,
    /// The secret test key of the Tybrite store.
    #[arg(long, env = "PAYSEAL_SANDBOX_TYBRITE_API_KEY", hide_env_values = true, default_value = tybrite::TYBRITE_SECRET_TEST_KEY)]
    tybrite_api_key: String,
    /// The signing secret of the Tybrite store: X-Signature.
    #[arg(long, env = "PAYSEAL_SANDBOX_TYBRITE_HMAC_SECRET", hide_env_values = true, default_value = tybrite::TYBRITE_HMAC_SECRET)]
    tybrite_hmac_secret: String,
    /// Where Tybrite webhooks to https:// endpoints really go: an http:// URL on loopback.
    #[arg(long, env = "PAYSEAL_SANDBOX_TYBRITE_WEBHOOK_RECEIVER")]
    tybrite_webhook_receiver: Option<String>,
    /// Where webhooks go: an http:// URL on loopback.
    #[arg(long, env = "PAYSEAL_SANDBOX_WEBHOOK_URL")]
    webhook_url: Option<String>,
    /// Secret of X-Clive-Signature on webhooks.
    #[arg(long, env = "PAYSEAL_SANDBOX_WEBHOOK_SECRET", hide_env_values = true, default_value = config::WEBHOOK_SECRET)]
    webhook_secret: String,
    /// What goes wrong, e.g. `op=create_checkout_intent, status=503, times=2`; may be repeated. docs/sandbox.md has the table.
    #[arg(long = "fault", value_name = "SPEC", value_parser = fault)]
    faults: Vec<Spec>,
    /// What the draws of faults with a probability follow from: the same seed, the same faults.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many seconds the sandbox's clock is ahead (negative: behind): in Date, and for the timestamps of signatures.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, allow_negative_numbers = true, value_parser = clap::value_parser!(i64).range(-3_000_000_000..=3_000_000_000))]
    clock_skew: i64,
    /// Also listen with TLS: good, expired, wrong-host, unknown-ca or tls1.1, with a port if it is to be a fixed one
    /// (`good:4443`); may be repeated.
    #[arg(long, value_name = "MODE[:PORT]")]
    tls: Vec<TlsListener>,
    /// Write the certificate authority that the TLS listeners' clients are to trust to this file, as PEM.
    #[arg(long, value_name = "FILE", requires = "tls")]
    ca_file: Option<PathBuf>,
}

/// What one `--fault` says.
#[derive(Clone, Debug)]
struct Spec(Vec<FaultRule>);

fn fault(text: &str) -> Result<Spec, String> {
    parse_faults(text).map(Spec).map_err(|error| error.to_string())
}

/// Starts a sandbox, says where it is, and serves until the process is interrupted. With `json` it says so as one JSON object.
/// `name` is the program's, for its messages. Comes back only with the reason why it cannot start.
pub fn run(arguments: SandboxArgs, name: &str, json: bool) -> io::Error {
    let api_key = shown(&arguments.api_key, config::API_KEY);
    let hmac_secret = shown(&arguments.hmac_secret, config::HMAC_SECRET);
    let tybrite_api_key = shown(&arguments.tybrite_api_key, tybrite::TYBRITE_SECRET_TEST_KEY);
    let tybrite_hmac_secret = shown(&arguments.tybrite_hmac_secret, tybrite::TYBRITE_HMAC_SECRET);
    // Whoever moved the one port has moved it away from another sandbox.
    let beside = if arguments.port == config::DEFAULT_PORT { tybrite::DEFAULT_TYBRITE_PORT } else { 0 };
    let tybrite = TybriteConfig {
        port: arguments.tybrite_port.unwrap_or(beside),
        secret_test_key: arguments.tybrite_api_key,
        hmac_secret: arguments.tybrite_hmac_secret,
        webhook_receiver: arguments.tybrite_webhook_receiver,
        ..TybriteConfig::default()
    };
    let (ca_file, tls) = (arguments.ca_file, arguments.tls.clone());
    let config = SandboxConfig {
        host: arguments.host,
        port: arguments.port,
        allow_non_loopback: arguments.allow_non_loopback,
        api_key: arguments.api_key,
        hmac_secret: arguments.hmac_secret,
        stripe_webhook_secret: arguments.stripe_webhook_secret,
        webhook_url: arguments.webhook_url,
        webhook_secret: arguments.webhook_secret,
        faults: arguments.faults.into_iter().flat_map(|Spec(rules)| rules).collect(),
        seed: arguments.seed,
        clock_skew_s: arguments.clock_skew,
        tls: arguments.tls,
        tybrite,
        ..SandboxConfig::default()
    };
    let started = Sandbox::start(config).and_then(|running| {
        if let (Some(path), Some(pem)) = (&ca_file, running.ca_pem()) {
            std::fs::write(path, pem)
                .map_err(|error| io::Error::new(error.kind(), format!("--ca-file {}: {error}", path.display())))?;
        }
        Ok(running)
    });
    let running = match started {
        Ok(running) => running,
        Err(error) => return error,
    };
    let listeners = tls;
    let tls: Vec<(&str, String)> = listeners
        .iter()
        .filter_map(|listener| Some((listener.mode.as_str(), running.tls_base_url(listener.mode)?)))
        .collect();
    let tybrite_tls: Vec<(&str, String)> = listeners
        .iter()
        .filter_map(|listener| Some((listener.mode.as_str(), running.tybrite_tls_base_url(listener.mode)?)))
        .collect();
    if json {
        let map = |urls: Vec<(&str, String)>| -> serde_json::Map<String, serde_json::Value> {
            urls.into_iter().map(|(mode, url)| (mode.to_owned(), url.into())).collect()
        };
        let line = json!({
            "base_url": running.base_url(),
            "control": format!("{}/_sandbox", running.origin()),
            "env": {
                "CLIVE_API_BASE_URL": running.base_url(),
                "CLIVE_API_KEY": api_key,
                "CLIVE_HMAC_SECRET": hmac_secret,
                "TYBRITE_API_BASE_URL": running.tybrite_base_url(),
                "TYBRITE_API_KEY": tybrite_api_key,
                "TYBRITE_HMAC_SECRET": tybrite_hmac_secret,
            },
            "tls": map(tls),
            "tybrite_tls": map(tybrite_tls),
        });
        println!("{line}");
    } else {
        println!(
            "{name}: CLIVE_API_BASE_URL={} CLIVE_API_KEY={api_key} CLIVE_HMAC_SECRET={hmac_secret} (control: {}/_sandbox)",
            running.base_url(),
            running.origin(),
        );
        println!(
            "{name}: TYBRITE_API_BASE_URL={} TYBRITE_API_KEY={tybrite_api_key} TYBRITE_HMAC_SECRET={tybrite_hmac_secret}",
            running.tybrite_base_url(),
        );
        for (mode, url) in tls {
            println!("{name}: TLS {mode}: CLIVE_API_BASE_URL={url}");
        }
        for (mode, url) in tybrite_tls {
            println!("{name}: TLS {mode}: TYBRITE_API_BASE_URL={url}");
        }
    }
    // Until the process is interrupted; `park` may wake for no reason.
    loop {
        std::thread::park();
    }
}

/// A documented default as it is; anything else may be somebody's secret.
fn shown(value: &str, default: &str) -> String {
    if value == default { value.to_owned() } else { "<as configured>".to_owned() }
}
