//! `payseal explain`: which known mistake a signature that does not fit comes from.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use payseal::explain::{Explainer, Explanation, Subject, Verdict};
use payseal::partners;

use crate::exit::{Exit, Failure};
use crate::http::Address;
use crate::output::Output;
use crate::received::{Received, ReceivedArguments};
use crate::recorded;
use crate::secrets::{SecretList, from_env};
use crate::{arguments, client};

/// Tries the known mistakes, alone and in pairs, and names those that make the signature that arrived: exit code 0 if one does, 5 if
/// none. For a developer with the secret at hand; never show its answers to callers. Prints no secret and no expected signature.
#[derive(Args)]
pub(crate) struct Arguments {
    /// What was signed [default: what the headers show].
    #[arg(long, value_parser = subject())]
    subject: Option<Subject>,
    #[command(flatten)]
    received: ReceivedArguments,
    /// Take a request that this sandbox recorded, or with --subject clive_webhook or tybrite_webhook a delivery that it sent.
    #[arg(long, value_name = "URL", conflicts_with_all = ["headers", "headers_file", "body_file", "request_file"])]
    sandbox: Option<String>,
    /// Which one, by its number (`seq` of a request, counted from 1 for deliveries) [default: the last one].
    #[arg(long, value_name = "N", requires = "sandbox", conflicts_with = "last")]
    id: Option<u64>,
    /// The last one that carries a signature; that is also the default.
    #[arg(long, requires = "sandbox")]
    last: bool,
    #[command(flatten)]
    secrets: SecretList,
    /// The environment variable of the secret that was replaced; may be repeated.
    #[arg(long, value_name = "NAME")]
    old_secret_env: Vec<String>,
    /// The environment variable of the other environment's secret (live for test, or the reverse); may be repeated.
    #[arg(long, value_name = "NAME")]
    other_secret_env: Vec<String>,
    /// The environment variable of the API key, which is often taken for the secret [default: CLIVE_API_KEY or TYBRITE_API_KEY].
    #[arg(long, value_name = "NAME")]
    api_key_env: Option<String>,
    /// The time to judge by, in Unix seconds [default: when the sandbox recorded it, or this machine's clock].
    #[arg(long, value_name = "UNIX_S", allow_negative_numbers = true, value_parser = arguments::seconds())]
    now: Option<i64>,
}

fn subject() -> impl TypedValueParser<Value = Subject> {
    PossibleValuesParser::new(Subject::ALL.iter().map(|subject| subject.name()))
        .try_map(|name| Subject::by_name(&name).ok_or_else(|| format!("nothing is signed as {name}")))
}

pub(crate) fn run(arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let received = match &arguments.sandbox {
        Some(url) => recorded::read(&Address::parse("--sandbox", url)?, arguments.subject, arguments.id)?,
        None => arguments.received.read(output)?,
    };
    let subject = match arguments.subject {
        Some(subject) => subject,
        None => subject_of(&received)?,
    };
    let (prefix, default) = variables(subject);
    let secrets = arguments.secrets.read(&default)?;
    let now = arguments.now.or(received.at_unix_s).unwrap_or_else(client::unix_s);
    let mut explainer = Explainer::new(subject).now_unix_s(now);
    for named in &secrets {
        explainer = explainer.secret(named.secret.clone());
    }
    for name in &arguments.old_secret_env {
        explainer = explainer.old_secret(from_env("--old-secret-env", name, true)?.secret);
    }
    for name in &arguments.other_secret_env {
        explainer = explainer.other_environment_secret(from_env("--other-secret-env", name, true)?.secret);
    }
    if let Some(name) = &arguments.api_key_env {
        explainer = explainer.api_key(from_env("--api-key-env", name, true)?.secret);
    } else if let Ok(named) = from_env("--api-key-env", &format!("{prefix}_API_KEY"), false) {
        explainer = explainer.api_key(named.secret);
    }
    let explanation = explainer.explain(&received.body, &received.headers);
    let found = explanation.verdict != Verdict::Unexplained;
    let text = format!("{} in {}\n{explanation}", subject.name(), subject.header());
    output.result(text, &object(subject, &explanation, found)?)?;
    Ok(if found { Exit::Done } else { Exit::NotVerified })
}

/// The explanation as `--json` prints it.
fn object(subject: Subject, explanation: &Explanation, found: bool) -> Result<serde_json::Value, Failure> {
    let mut object: serde_json::Value =
        serde_json::from_str(&explanation.to_value().to_string()).map_err(Failure::local)?;
    if let Some(object) = object.as_object_mut() {
        object.insert("ok".to_owned(), found.into());
        object.insert("subject".to_owned(), subject.name().into());
    }
    Ok(object)
}

/// The subject whose header is there.
fn subject_of(received: &Received) -> Result<Subject, Failure> {
    let mut there = Subject::ALL.iter().copied().filter(|subject| has(received, subject.header()));
    match (there.next(), there.next()) {
        (Some(subject), None) => Ok(subject),
        (Some(_), Some(_)) => {
            Err(Failure::usage("there are signatures of several kinds; say with --subject which one is meant"))
        }
        (None, _) => {
            let headers: Vec<&str> = Subject::ALL.iter().map(|subject| subject.header()).collect();
            Err(Failure::usage(format_args!(
                "there is no signature header ({}); give the headers, or say with --subject what should have been there",
                headers.join(", ")
            )))
        }
    }
}

/// Whether a header is there.
pub(crate) fn has(received: &Received, name: &str) -> bool {
    received.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()))
}

/// The prefix of the partner's environment variables, and the variable of the secret that this subject is signed with.
fn variables(subject: Subject) -> (&'static str, String) {
    let (partner, kind) = subject.name().split_once('_').unwrap_or((subject.name(), ""));
    let prefix = partners::by_name(partner).map_or("", |partner| partner.env_prefix);
    let secret = if kind == "webhook" { "WEBHOOK_SECRET" } else { "HMAC_SECRET" };
    (prefix, format!("{prefix}_{secret}"))
}
