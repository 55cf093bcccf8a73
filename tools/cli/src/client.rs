//! A client for whichever partner: the one place with a line for each.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use payseal::driver::{AttemptEvent, ClientBuilder, CliveClient, RequestOptions, TybriteClient};
use payseal::json::Value;
use payseal::operation::Partner;
use payseal::{Answer, Config, Error, Intent, RawRequest};

use crate::arguments::CallArguments;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::progress::Progress;

/// What every partner's client does.
pub(crate) trait Client {
    fn config(&self) -> &Config;
    fn send(&self, intent: Intent, options: &RequestOptions) -> Result<Answer<Value>, Error>;
    fn raw(&self, request: &RawRequest<'_>, options: &RequestOptions) -> Result<Answer<Value>, Error>;
}

macro_rules! client {
    ($client:ty) => {
        impl Client for $client {
            fn config(&self) -> &Config {
                Self::config(self)
            }

            fn send(&self, intent: Intent, options: &RequestOptions) -> Result<Answer<Value>, Error> {
                self.send_intent(intent, options)
            }

            fn raw(&self, request: &RawRequest<'_>, options: &RequestOptions) -> Result<Answer<Value>, Error> {
                self.raw_request(request, options)
            }
        }
    };
}

client!(CliveClient);
client!(TybriteClient);

/// A client from the partner's environment variables.
pub(crate) fn connect(
    partner: &'static Partner,
    arguments: &CallArguments,
    progress: &Progress,
) -> Result<Box<dyn Client>, Failure> {
    let ca_pem = arguments.ca_file.as_ref().map(|path| {
        std::fs::read(path).map_err(|error| Failure::usage(format_args!("--ca-file {}: {error}", path.display())))
    });
    let ca_pem = ca_pem.transpose()?;
    let bearer = std::env::var(format!("{}_BEARER_TOKEN", partner.env_prefix)).ok();
    let (verbose, attempts) = (arguments.verbose, progress.attempts());
    let hook = move |event: &AttemptEvent<'_>| {
        if let AttemptEvent::Started { attempt, .. } = event {
            attempts.begin(*attempt);
        }
        if verbose {
            eprintln!("payseal: {}", line(event));
        }
    };
    let settings = Settings { ca_pem, bearer };
    match partner.name {
        "clive" => settings.build(CliveClient::builder_from_env(), hook),
        "tybrite" => settings.build(TybriteClient::builder_from_env(), hook),
        name => Err(Failure::usage(format_args!("this version sends no requests to {name}"))),
    }
}

/// What is set besides the three variables of every client.
struct Settings {
    ca_pem: Option<Vec<u8>>,
    bearer: Option<String>,
}

impl Settings {
    fn build<C: Client + 'static>(
        self,
        builder: Result<ClientBuilder<C>, Error>,
        hook: impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static,
    ) -> Result<Box<dyn Client>, Failure> {
        let mut builder = builder.map_err(refused)?.language("cli").on_attempt(hook);
        if let Some(pem) = self.ca_pem {
            builder = builder.extra_ca_pem(pem);
        }
        if let Some(jwt) = self.bearer {
            builder = builder.bearer_token(jwt);
        }
        Ok(Box::new(builder.build().map_err(refused)?))
    }
}

/// The options of one call.
pub(crate) fn options(arguments: &CallArguments) -> RequestOptions {
    let mut options = RequestOptions::new();
    if let Some(retries) = arguments.max_retries {
        options = options.max_retries(retries);
    }
    if let Some(ms) = arguments.timeout_ms {
        options = options.total_timeout(Duration::from_millis(ms));
    }
    if let Some(ms) = arguments.attempt_timeout_ms {
        options = options.attempt_timeout(Duration::from_millis(ms));
    }
    options
}

/// Progress of a call, shown if it takes long and somebody watches.
pub(crate) fn progress(partner: &Partner, arguments: &CallArguments, output: Output) -> Progress {
    Progress::start(partner.title, !output.json && !output.quiet && !arguments.verbose)
}

/// An error before anything was sent, in its own words.
pub(crate) fn refused(error: Error) -> Failure {
    Failure { exit: Exit::of(&error), message: format!("{}. {}", error.message(), error.advice()) }
}

/// The time, in Unix seconds.
pub(crate) fn unix_s() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn line(event: &AttemptEvent<'_>) -> String {
    match event {
        AttemptEvent::Started { operation, attempt, idempotency_key, .. } => {
            let key = idempotency_key.map(|key| format!(", idempotency key {key}")).unwrap_or_default();
            format!("attempt {attempt}: {operation}{key}")
        }
        AttemptEvent::Ended { report, retry_in_ms, .. } => {
            let what = match (report.status, report.fault) {
                (Some(status), _) => format!("status {status}"),
                (None, Some(fault)) => format!("no answer ({})", fault.as_str()),
                (None, None) => "stopped".to_owned(),
            };
            let next = retry_in_ms.map(|ms| format!("; the next in {ms} ms")).unwrap_or_default();
            format!(
                "attempt {}: {what} after {} ms, outcome {}{next}",
                report.attempt, report.duration_ms, report.outcome
            )
        }
        // The event may grow; what is not known is not shown.
        _ => "attempt".to_owned(),
    }
}
