//! `cargo xtask demo`: real checkouts over real HTTP, told as they happen. Every claim it prints it has checked; what does
//! not hold ends the demo with an error.

mod receiver;
mod tybrite;

use anyhow::{Context, ensure};
use payseal::clive::{CreateCheckoutIntent, InitializeTransaction};
use payseal::driver::{AttemptEvent, CliveClient, RequestOptions};
use payseal::json::Object;
use payseal::webhook::{WebhookPartner, WebhookVerifier};
use payseal::{Error, Outcome};
use payseal_sandbox::{API_KEY, CLIENT_ID, FaultAction, FaultRule, HMAC_SECRET, PARTNER_ID, Sandbox, SandboxConfig};

use receiver::Receiver;

/// Clive's story, twice: once undisturbed, once with the connection reset after the partner has committed. Then Tybrite's.
pub(crate) fn run() -> anyhow::Result<()> {
    let receiver = Receiver::start("/webhooks/clive").context("starting the webhook receiver")?;
    let config = SandboxConfig { webhook_url: Some(receiver.url()), ..SandboxConfig::default() };
    let webhook_secret = config.webhook_secret.clone();
    let sandbox = Sandbox::start(config).context("starting the sandbox")?;
    println!("A sandbox speaks Clive at {} and Tybrite at {}.", sandbox.base_url(), sandbox.tybrite_base_url());
    println!("It verifies every signature and keeps a ledger.");
    println!("A webhook receiver listens at {}.\n", receiver.url());

    let client = CliveClient::builder()
        .base_url(sandbox.base_url())
        .api_key(API_KEY)
        .hmac_secret(HMAC_SECRET)
        .on_attempt(show_attempt)
        .build()?;

    two_steps(&client, &sandbox, &receiver, &webhook_secret)?;
    reset_after_commit(&client, &sandbox)?;
    refused_before_sending(&client, &sandbox)?;
    tybrite::run(&sandbox)?;
    println!("\nDemo finished: every line above was checked against the sandbox's ledger.");
    Ok(())
}

/// initialize → PaymentIntent → attach → Stripe event → signed webhook, received and verified.
fn two_steps(client: &CliveClient, sandbox: &Sandbox, receiver: &Receiver, webhook_secret: &str) -> anyhow::Result<()> {
    println!("1. A checkout in two steps: $750.00 for order EZ12345");
    let request = InitializeTransaction {
        partner_id: PARTNER_ID.into(),
        client_id: CLIENT_ID.into(),
        amount: "750.00".parse().map_err(Error::from)?,
        currency: "USD".into(),
        echezona_reference: "EZ12345".into(),
        meta: Some(Object::from([("order_id", "ORD-1001")])),
    };
    let payment_intent = "pi_3QxYFh2eZvKYlo2CxA8Nt42p"; // what Stripe would have given you
    let none = RequestOptions::new();
    let checkout = client.initialize_and_attach_intent(&request, payment_intent, &none, &none)?;
    let record = checkout.record();
    let clive_tx_id = record.clive_tx_id.clone().context("the answer has no clive_tx_id")?;
    println!("   to persist: {}", record.to_value());
    println!("   what went over the wire (as the sandbox took it off the socket):");
    for sent in sandbox.requests() {
        println!("     {} {}", sent.method, sent.target);
        println!("       x-clive-hmac     {}", sent.header("x-clive-hmac").unwrap_or("(none)"));
        println!("       idempotency-key  {}", sent.header("idempotency-key").unwrap_or("(none)"));
        println!("       body             {}", String::from_utf8_lossy(&sent.body));
    }

    let (status, answer) = sandbox.stripe_event("payment_intent.succeeded", payment_intent);
    ensure!(status == 200, "the sandbox refused the Stripe event: {status} {answer}");
    println!("   Stripe tells Clive that the buyer has paid: {answer}");

    let webhook = receiver.next()?;
    let verifier = WebhookVerifier::builder(WebhookPartner::Clive).secret(webhook_secret).build()?;
    let now = unix_s()?;
    let event = verifier.verify(&webhook.body, &webhook.headers, now).map_err(Error::from)?.event;
    ensure!(event.clive().and_then(|event| event.clive_tx_id.as_ref()) == Some(&clive_tx_id), "it is about another");
    ensure!(
        verifier.verify(b"{}", &webhook.headers, now).is_err(),
        "a signature that fits everything protects nothing"
    );
    println!("   Clive's webhook arrived and its signature is right: {}", String::from_utf8_lossy(&webhook.body));
    println!("   its dedupe key: {}", event.dedupe_key());

    let list = client.list_transactions(&Default::default())?;
    let paid = list.items.iter().flatten().find(|row| row.clive_tx_id.as_deref() == Some(&clive_tx_id));
    let paid = paid.context("the transaction is not in the list")?;
    ensure!(paid.status.as_deref() == Some("succeeded"), "the transaction is {:?}", paid.status);
    println!("   the list of transactions says: {clive_tx_id} {}", paid.status.as_deref().unwrap_or("?"));
    Ok(())
}

/// The answer is lost after the money has moved: the retry must read it, not repeat it.
fn reset_after_commit(client: &CliveClient, sandbox: &Sandbox) -> anyhow::Result<()> {
    println!("\n2. The same with the worst luck: the connection is reset after Clive has committed");
    sandbox
        .set_fault(FaultRule::new(FaultAction::ResetAfterCommit).on("POST", "/transactions/checkout-intent"))
        .map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let checkout = client.create_checkout_intent(&CreateCheckoutIntent {
        partner_id: PARTNER_ID.into(),
        client_id: CLIENT_ID.into(),
        amount: 120.into(),
        currency: "USD".into(),
        email: "buyer@example.com".into(),
        echezona_reference: "EZ12346".into(),
        statement_descriptor_suffix: Some("AIRPEACE".into()),
        meta: None,
    })?;
    let charges = sandbox.ledger().commits("transactions/checkout-intent", "EZ12346");
    ensure!(charges == 1, "the ledger shows {charges} charges");
    ensure!(checkout.attempts() == 2 && checkout.replayed(), "the answer was not the stored one: {checkout:?}");
    println!("   {} attempts, the second was answered with the stored result (idempotentReplay)", checkout.attempts());
    println!("   the ledger shows {charges} charge for EZ12346");
    println!("   printing the answer shows no secret: {checkout:?}");
    Ok(())
}

/// Input that can never be accepted does not reach the wire.
fn refused_before_sending(client: &CliveClient, sandbox: &Sandbox) -> anyhow::Result<()> {
    println!("\n3. Bad input is refused before anything is sent");
    let before = sandbox.requests().len();
    let request = CreateCheckoutIntent { amount: 0.into(), email: "buyer@example.com".into(), ..Default::default() };
    let Err(error) = client.create_checkout_intent(&request) else {
        anyhow::bail!("an empty checkout was accepted");
    };
    ensure!(error.outcome() == Outcome::NotSent && sandbox.requests().len() == before, "something was sent");
    println!("   {error}");
    Ok(())
}

/// The time, in Unix seconds.
fn unix_s() -> anyhow::Result<i64> {
    Ok(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs().cast_signed())
}

fn show_attempt(event: &AttemptEvent<'_>) {
    if let AttemptEvent::Ended { operation, report, retry_in_ms, .. } = event {
        let ending = match (report.status, report.fault) {
            (Some(status), None) => format!("HTTP {status}"),
            (_, Some(fault)) => format!("{fault:?}"),
            (None, None) => "cancelled".to_owned(),
        };
        let next = retry_in_ms.map(|ms| format!("; the next attempt follows in {ms} ms")).unwrap_or_default();
        println!("   {operation}: attempt {}: {ending}, known so far: {}{next}", report.attempt, report.outcome);
    }
}
