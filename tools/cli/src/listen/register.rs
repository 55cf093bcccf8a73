//! Tells a running sandbox where to deliver to, and takes that back at the end.

use payseal::driver::TybriteClient;
use payseal::tybrite::{CreateWebhookEndpoint, DeleteWebhookEndpoint};
use payseal::webhook::WebhookPartner;
use payseal::{Error, Secret};
use serde_json::json;

use crate::client;
use crate::exit::Failure;
use crate::http::{self, Address};

const CLIVE_PATH: &str = "/_sandbox/webhooks";

/// A sandbox that delivers to us.
pub(super) struct Registration {
    secret: Secret,
    kind: Kind,
}

enum Kind {
    /// Clive has one receiver, which its sandbox's control endpoints set.
    Clive(Address),
    /// Tybrite has endpoints, which its API makes.
    Tybrite { client: Box<TybriteClient>, id: String },
}

impl Registration {
    /// Registers `url`. Clive's sandbox is told to sign with `secret`; Tybrite's makes one of its own.
    pub(super) fn make(
        partner: WebhookPartner,
        sandbox: &Address,
        url: &str,
        secret: Option<&Secret>,
    ) -> Result<Self, Failure> {
        // Before any credential leaves: it is a sandbox.
        http::control(sandbox, "GET", "/_sandbox/health", "")?;
        match partner {
            WebhookPartner::Tybrite => tybrite(sandbox, url),
            _ => clive(sandbox, url, secret),
        }
    }

    /// What the sandbox signs its deliveries with.
    pub(super) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Deregisters.
    pub(super) fn end(self) -> Result<(), Failure> {
        match self.kind {
            Kind::Clive(sandbox) => http::control(&sandbox, "POST", CLIVE_PATH, r#"{"url":null}"#).map(drop),
            Kind::Tybrite { client, id } => {
                client.webhook_endpoints().delete(&DeleteWebhookEndpoint { id }).map(drop).map_err(failed)
            }
        }
    }
}

fn clive(sandbox: &Address, url: &str, secret: Option<&Secret>) -> Result<Registration, Failure> {
    let secret = secret.cloned().unwrap_or_else(|| Secret::from(payseal_sandbox::WEBHOOK_SECRET));
    let text = secret.expose_str().ok_or_else(|| Failure::usage("--sandbox takes a secret that is UTF-8 text only"))?;
    http::control(sandbox, "POST", CLIVE_PATH, &json!({ "url": url, "secret": text }).to_string())?;
    Ok(Registration { secret, kind: Kind::Clive(sandbox.clone()) })
}

fn tybrite(sandbox: &Address, url: &str) -> Result<Registration, Failure> {
    let key = std::env::var("TYBRITE_API_KEY").unwrap_or_else(|_| payseal_sandbox::TYBRITE_SECRET_TEST_KEY.to_owned());
    if key.contains("_live_") {
        return Err(Failure::usage("TYBRITE_API_KEY is a live key; a sandbox is given a test key only"));
    }
    let client = TybriteClient::builder().base_url(sandbox.origin()).api_key(key).build().map_err(client::refused)?;
    let events = vec!["*".to_owned()];
    let request = CreateWebhookEndpoint { url: url.to_owned(), events, ..Default::default() };
    let made = client.webhook_endpoints().create(&request).map_err(failed)?;
    let made = made.webhook_endpoint.as_ref();
    let told = made.and_then(|made| made.id.clone().zip(made.signing_secret.clone()));
    let (id, secret) = told.ok_or_else(|| {
        Failure::usage(format_args!("--sandbox: {} made an endpoint without id or secret", sandbox.origin()))
    })?;
    Ok(Registration { secret: secret.into(), kind: Kind::Tybrite { client: Box::new(client), id } })
}

fn failed(error: Error) -> Failure {
    let mut failure = client::refused(error);
    failure.message = format!("--sandbox: {} (is it the URL of the Tybrite listener?)", failure.message);
    failure
}
