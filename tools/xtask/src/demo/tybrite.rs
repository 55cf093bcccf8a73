//! Tybrite's part of the demo: one payment through Stripe and one through M-Pesa, and their webhooks, one of them read with a wrong
//! secret and explained.

use anyhow::{Context, ensure};
use payseal::driver::TybriteClient;
use payseal::explain::{Explainer, Subject, Verdict};
use payseal::tybrite::{CreateWebhookEndpoint, InitializePayment, MPESA, PaymentFlow, PaymentInitialized, STRIPE};
use payseal::webhook::{WebhookPartner, WebhookVerifier};
use payseal::{Answer, Error};
use payseal_sandbox::{FaultAction, FaultRule, PaymentStatus, Sandbox, TYBRITE_HMAC_SECRET, TYBRITE_SECRET_TEST_KEY};

use super::receiver::Receiver;
use super::{show_attempt, unix_s};

const INITIALIZE: &str = "/v1/payments/initialize";

pub(super) fn run(sandbox: &Sandbox) -> anyhow::Result<()> {
    let receiver = Receiver::start("/webhooks/tybrite").context("starting the webhook receiver")?;
    let client = TybriteClient::builder()
        .base_url(sandbox.tybrite_base_url())
        .api_key(TYBRITE_SECRET_TEST_KEY)
        .hmac_secret(TYBRITE_HMAC_SECRET)
        .on_attempt(show_attempt)
        .build()?;
    println!("\n4. Tybrite: the same library, another partner. A webhook endpoint, made through the API");
    let endpoint = client.webhook_endpoints().create(&CreateWebhookEndpoint {
        url: receiver.url(),
        events: vec!["payment.succeeded".to_owned()],
        ..Default::default()
    })?;
    let secret = endpoint.webhook_endpoint.as_ref().and_then(|endpoint| endpoint.signing_secret.clone());
    let secret = secret.context("the endpoint has no secret")?;
    ensure!(!format!("{endpoint:?}").contains(&secret), "printing the endpoint shows its secret");
    println!("   the endpoint's secret is told once, and stays out of what is printed");
    stripe(&client, sandbox, &receiver, &secret)?;
    mpesa(&client, sandbox, &receiver, &secret)
}

/// A redirect: the shopper pays on Stripe's page. Its webhook is verified.
fn stripe(client: &TybriteClient, sandbox: &Sandbox, receiver: &Receiver, secret: &str) -> anyhow::Result<()> {
    println!("\n5. A payment of $100.00 through Stripe");
    let before = sandbox.requests().len();
    let payment = client.payments().initialize(&InitializePayment {
        provider: STRIPE.into(),
        amount: 100.into(),
        currency: Some("usd".into()),
        email: Some("buyer@example.com".into()),
        ..Default::default()
    })?;
    let sent = sandbox.requests().into_iter().nth(before).context("the sandbox recorded nothing")?;
    for name in ["X-Timestamp", "X-Signature", "Idempotency-Key"] {
        println!("     {name:<15}  {}", sent.header(name).with_context(|| format!("there is no {name}"))?);
    }
    println!("     body             {}", String::from_utf8_lossy(&sent.body));
    let PaymentFlow::Redirect { checkout_url: Some(url), .. } = payment.flow() else {
        anyhow::bail!("Stripe did not answer with a page to go to: {payment:?}");
    };
    println!("   the shopper is sent to {url}");
    pay(client, sandbox, &payment)?;

    let webhook = receiver.next()?;
    let verifier = WebhookVerifier::builder(WebhookPartner::Tybrite).secret(secret).build()?;
    let verified = verifier.verify(&webhook.body, &webhook.headers, unix_s()?).map_err(Error::from)?;
    ensure!(verified.event.event_type() == Some("payment.succeeded"), "it is about something else");
    println!("   Tybrite's webhook arrived and its signature is right: payment.succeeded");
    println!("   its dedupe key: {}", verified.event.dedupe_key());
    Ok(())
}

/// A prompt on the shopper's phone; the answer to the request for it is lost. Its webhook is read with a wrong secret.
fn mpesa(client: &TybriteClient, sandbox: &Sandbox, receiver: &Receiver, secret: &str) -> anyhow::Result<()> {
    println!("\n6. A payment of KES 1000 through M-Pesa; the connection is reset after Tybrite has sent the prompt");
    sandbox
        .set_fault(FaultRule::new(FaultAction::ResetAfterCommit).on("POST", INITIALIZE))
        .map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let before = sandbox.requests().len();
    let payment = client.payments().initialize(&InitializePayment {
        provider: MPESA.into(),
        amount: 1000.into(),
        phone: Some("254712345678".into()),
        ..Default::default()
    })?;
    let PaymentFlow::StkPush { checkout_request_id: Some(prompt), .. } = payment.flow() else {
        anyhow::bail!("M-Pesa did not answer with a prompt: {payment:?}");
    };
    ensure!(payment.attempts() == 2 && payment.replayed(), "the answer was not the stored one: {payment:?}");
    let sent: Vec<_> = sandbox.requests().into_iter().skip(before).collect();
    ensure!(sent.iter().all(|request| request.body == sent[0].body), "the body changed between the attempts");
    let key = |at: usize| sent.get(at).and_then(|request| request.header("idempotency-key").map(ToOwned::to_owned));
    ensure!(
        sent.len() == 2 && key(0).is_some() && key(0) == key(1),
        "the idempotency key changed between the attempts"
    );
    let prompts = sandbox.ledger().tybrite.payments.iter().filter(|payment| payment.provider == MPESA).count();
    ensure!(prompts == 1, "the ledger shows {prompts} prompts");
    println!("   2 attempts with one key and one body: the shopper's phone shows {prompts} prompt, {prompt}");
    pay(client, sandbox, &payment)?;

    let webhook = receiver.next()?;
    let wrong = format!("{secret}\n");
    let verifier = WebhookVerifier::builder(WebhookPartner::Tybrite).secret(wrong.as_str()).build()?;
    let now = unix_s()?;
    let Err(refused) = verifier.verify(&webhook.body, &webhook.headers, now) else {
        anyhow::bail!("a wrong secret was accepted");
    };
    println!("   Tybrite's webhook, read with a secret that came out of a file with its line break:");
    println!("     {refused}");
    let explainer = Explainer::new(Subject::TybriteWebhook).secret(wrong.as_str()).now_unix_s(now);
    let explanation = explainer.explain(&webhook.body, &webhook.headers);
    ensure!(explanation.verdict == Verdict::Mistaken, "it could not be explained: {explanation}");
    ensure!(explanation.findings[0].ids() == ["secret.trimmed"], "it was explained wrongly: {explanation}");
    ensure!(!explanation.to_string().contains(secret), "the explanation shows the secret");
    for line in explanation.to_string().lines() {
        println!("     {line}");
    }
    Ok(())
}

/// Not paid, then paid: what verify says each time is what the ledger says.
fn pay(client: &TybriteClient, sandbox: &Sandbox, payment: &Answer<PaymentInitialized>) -> anyhow::Result<()> {
    let request = payment.verify_request().context("the answer does not say how to verify the payment")?;
    let early = client.payments().verify(&request)?;
    ensure!(early.status.as_deref() != Some("success"), "it was paid before the shopper did");
    sandbox.tybrite_pay(&request.reference, PaymentStatus::Paid).map_err(|error| anyhow::anyhow!("{error}"))?;
    let paid = client.payments().verify(&request)?;
    ensure!(paid.status.as_deref() == Some("success"), "the payment is {:?}", paid.status);
    println!(
        "   verify {}: first {}, and after the shopper has paid {}",
        request.reference,
        early.status.as_deref().unwrap_or("?"),
        paid.status.as_deref().unwrap_or("?")
    );
    Ok(())
}
