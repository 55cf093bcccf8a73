//! What is logged, by us through `tracing` and by ureq through `log`, at its most talkative: no credential, no secret of
//! an answer, no buyer's data.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use payseal::clive::{AttachPaymentIntent, ListTransactions};
use payseal::driver::CliveClient;
use payseal_sandbox::{FaultAction, FaultRule, HMAC_SECRET, SandboxConfig};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::child;
use crate::support::{ANSWER, Server, answer, builder, checkout, initialize, payout, sandbox};

/// Everything a subscriber is told, as text.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    fn text(&self) -> String {
        self.0.lock().expect("lock").join("\n")
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut text = Text(format!("span {}", attributes.metadata().target()));
        attributes.record(&mut text);
        self.0.lock().expect("lock").push(text.0);
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(format!("{} {}", event.metadata().level(), event.metadata().target()));
        event.record(&mut text);
        self.0.lock().expect("lock").push(text.0);
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

const BEARER: &str = "admin.jwt.value";

/// Calls of every kind, good and bad; gives what must not be logged.
fn busy() -> Vec<String> {
    let sandbox = sandbox();
    let client = builder(sandbox.base_url()).bearer_token(BEARER).max_retries(1).build().expect("a client");
    let mut hidden: Vec<String> =
        [SandboxConfig::default().api_key.as_str(), HMAC_SECRET, BEARER, "buyer@example.com"].map(str::to_owned).into();
    let first = client.create_checkout_intent(&checkout("EZ1")).expect("a checkout");
    hidden.extend(first.client_secret.clone());
    hidden.extend(first.stripe_publishable_key.clone());
    // The partner repeats the credentials in its answer and in a redirect.
    let echo = format!(
        r#"{{"error":"bad key {} and {HMAC_SECRET}","code":"API_KEY_INVALID","details":{{"client_secret":"cs_leak_1"}}}}"#,
        hidden[0]
    );
    hidden.push("cs_leak_1".into());
    for action in [
        FaultAction::RawAnswer {
            status: 401,
            body: echo,
            body_base64: None,
            content_type: None,
            headers: vec![("x-key".into(), hidden[0].clone())],
        },
        FaultAction::Redirect { to: format!("https://elsewhere.example/?key={HMAC_SECRET}"), status: 307 },
        FaultAction::status(403),
    ] {
        sandbox.set_fault(FaultRule::new(action)).expect("a fault");
        client.create_checkout_intent(&checkout("EZ1")).expect_err("refused");
    }
    for action in [FaultAction::ResetAfterCommit, FaultAction::TruncateBody, FaultAction::status_retry_after(503, "0")]
    {
        sandbox.set_fault(FaultRule::new(action)).expect("a fault");
        client.create_checkout_intent(&checkout("EZ1")).expect("replayed");
    }
    client.pay_settlement(&payout()).expect_err("no such batch");
    client.list_transactions(&ListTransactions {}).expect("a list");
    let (init, own) = (initialize("EZ2"), Default::default());
    client.initialize_and_attach_intent(&init, "pi_1", &own, &own).expect("attached");
    let attach = AttachPaymentIntent { clive_tx_id: "CLVTX_nope".into(), stripe_payment_intent_id: "pi_2".into() };
    client.attach_payment_intent(&attach).expect_err("not found");
    // A wrong proxy with a password, and a chunked answer.
    let server = Server::answering(answer(200, ANSWER));
    hidden.push("pi_1_secret_leak".into());
    client_of(&server).create_checkout_intent(&checkout("EZ1")).expect("an answer");
    let closed = Server::start(|_stream, _| {});
    let proxy = format!("http://user:proxy-password@127.0.0.1:{}", closed.port());
    let proxied = builder("https://partner.test").proxy(proxy).max_retries(0).build().expect("a client");
    proxied.create_checkout_intent(&checkout("EZ1")).expect_err("no tunnel");
    hidden.push("proxy-password".into());
    hidden
}

fn client_of(server: &Server) -> CliveClient {
    crate::support::client(server.url())
}

fn hides(text: &str, hidden: &[String]) {
    for secret in hidden {
        assert!(!text.contains(secret), "{secret} is in:\n{text}");
    }
    // Signatures are 64 hex digits; nothing like one is logged.
    let longest = text.split(|c: char| !c.is_ascii_hexdigit()).map(str::len).max();
    assert!(longest < Some(64), "a signature is in:\n{text}");
}

/// In a process of its own: tracing decides once for a process whether anybody listens to an event.
#[test]
fn our_events() {
    if child::arguments::<1>().is_none() {
        child::run("logs::our_events", &["child"], &[]);
        return;
    }
    let lines = Lines::default();
    let hidden = tracing::subscriber::with_default(lines.clone(), busy);
    let text = lines.text();
    hides(&text, &hidden);
    for expected in [
        "DEBUG payseal",
        "attempt started",
        "attempt ended",
        "call failed",
        "transport error",
        "idempotency_key=\"checkout-EZ1\"",
        "fault=\"reset\"",
        "outcome=\"unknown\"",
        "status=401",
    ] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
    assert!(text.lines().all(|line| line.contains(" payseal ")), "{text}");
}

#[test]
fn a_panicking_hook_is_logged() {
    if child::arguments::<1>().is_none() {
        child::run("logs::a_panicking_hook_is_logged", &["child"], &[]);
        return;
    }
    let lines = Lines::default();
    tracing::subscriber::with_default(lines.clone(), || {
        let server = Server::answering(answer(200, ANSWER));
        let client = builder(server.url()).on_attempt(|_| panic!("secret words")).build().expect("a client");
        client.create_checkout_intent(&checkout("EZ1")).expect("an answer");
    });
    let text = lines.text();
    assert!(
        text.contains("ERROR payseal") && text.contains("hook panicked") && !text.contains("secret words"),
        "{text}"
    );
}

struct ToMemory(Mutex<String>);

/// Trace for everything but ureq, as the documentation says (`payseal::driver`, Logs): there it dumps the wire.
impl log::Log for ToMemory {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() < log::Level::Trace || !metadata.target().starts_with("ureq")
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let _ = writeln!(self.0.lock().expect("lock"), "{} {} {}", record.level(), record.target(), record.args());
    }

    fn flush(&self) {}
}

static MEMORY: ToMemory = ToMemory(Mutex::new(String::new()));

#[test]
fn what_ureq_logs() {
    if let Some([_]) = child::arguments() {
        log::set_logger(&MEMORY).expect("the only logger of this process");
        log::set_max_level(log::LevelFilter::Trace);
        let hidden = busy();
        let text = MEMORY.0.lock().expect("lock").clone();
        assert!(text.contains("DEBUG ureq"), "ureq logs nothing: {text}");
        hides(&text, &hidden);
        println!("checked {} lines", text.lines().count());
        return;
    }
    let output = child::run("logs::what_ureq_logs", &["child"], &[]);
    assert!(output.contains("checked "), "{output}");
}
