//! What is done with one delivery: judged, handed on, told.

use std::fmt::{self, Display};
use std::sync::{Mutex, PoisonError};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, StatusCode};
use payseal::explain::{Explainer, Explanation};
use payseal::webhook::{Event, Signed, WebhookError, WebhookVerifier};
use serde::Serialize;
use serde_json::value::RawValue;

use super::forward::App;
use crate::client;
use crate::output::Output;
use crate::verify::{self, Wrong};

/// A longer body is refused: the partners send kilobytes.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// What deliveries are judged by and where they go.
pub(super) struct Deliveries {
    verifier: WebhookVerifier,
    explainer: Explainer,
    app: Option<App>,
    output: Output,
    summary: Mutex<Summary>,
}

/// What became of them all.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Summary {
    deliveries: u64,
    verified: u64,
    /// How many your app has answered with 2xx.
    taken: u64,
    #[serde(skip)]
    forwards: bool,
}

impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { deliveries, verified, taken, forwards } = self;
        write!(f, "payseal listen: {deliveries} delivered, {verified} verified")?;
        if *forwards {
            write!(f, ", {taken} answered with success by your app")?;
        }
        writeln!(f)
    }
}

/// One delivery, as `--json` prints it.
#[derive(Serialize)]
struct Line<'a> {
    at_unix_s: i64,
    verified: bool,
    /// What the body says; of one that is not verified: what it claims.
    event_type: Option<&'a str>,
    id: Option<&'a str>,
    dedupe_key: Option<&'a str>,
    secret_index: Option<usize>,
    problem: Option<&'a Wrong>,
    explanation: Option<Box<RawValue>>,
    app_status: Option<u16>,
    app_error: Option<&'a str>,
    answered: u16,
}

impl Deliveries {
    pub(super) fn new(verifier: WebhookVerifier, explainer: Explainer, app: Option<App>, output: Output) -> Self {
        let summary = Mutex::new(Summary { forwards: app.is_some(), ..Summary::default() });
        Self { verifier, explainer, app, output, summary }
    }

    pub(super) fn summary(&self) -> Summary {
        *self.summary.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One request, and its answer: the app's, or 502 if the app has none, so that the partner comes again.
    pub(super) async fn take(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        if request.method() != Method::POST {
            return plain(StatusCode::METHOD_NOT_ALLOWED);
        }
        let (head, body) = request.into_parts();
        let body = match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => {
                eprintln!("payseal: a delivery's body could not be read: {error}");
                return plain(StatusCode::PAYLOAD_TOO_LARGE);
            }
        };
        let now = client::unix_s();
        let headers: Vec<(Vec<u8>, Vec<u8>)> =
            head.headers.iter().map(|(name, value)| (name.as_str().into(), value.as_bytes().into())).collect();
        let judged = self.verifier.verify_signature(&body, &headers, now);
        let event = Event::parse(self.verifier.partner(), &body);
        // Signed right but not JSON is not accepted either.
        let judged = judged.and_then(|signed| event.as_ref().map(|_| signed).map_err(Clone::clone));
        let event = event.ok();
        let given = match &self.app {
            Some(app) => Some(app.give(head, body.clone()).await),
            None => None,
        };
        let explanation = match &judged {
            Err(reason) => self.explained(reason, body, headers, now).await,
            Ok(_) => None,
        };
        let (answer, app_status, app_error) = match given {
            Some(Ok(answer)) => {
                let status = answer.status().as_u16();
                (answer, Some(status), None)
            }
            Some(Err(error)) => (plain(StatusCode::BAD_GATEWAY), None, Some(error.to_string())),
            None if judged.is_ok() => (plain(StatusCode::OK), None, None),
            None => (plain(StatusCode::BAD_REQUEST), None, None),
        };
        self.tell(&Told {
            at_unix_s: now,
            judged: &judged,
            event: event.as_ref(),
            explanation: explanation.as_ref(),
            app_status,
            app_error: app_error.as_deref(),
            answered: answer.status().as_u16(),
        });
        answer
    }

    /// Why the signature does not fit; of one that does, its reason says enough.
    async fn explained(
        &self,
        reason: &WebhookError,
        body: Bytes,
        headers: Vec<(Vec<u8>, Vec<u8>)>,
        now: i64,
    ) -> Option<Explanation> {
        use WebhookError::{MalformedHeader, MissingHeader, NoMatch};
        if !matches!(reason, NoMatch { .. } | MalformedHeader { .. } | MissingHeader { .. }) {
            return None;
        }
        let explainer = self.explainer.clone().now_unix_s(now);
        // Hashes for a while, and other deliveries should not wait for it.
        tokio::task::spawn_blocking(move || explainer.explain(&body, &headers)).await.ok()
    }

    fn tell(&self, told: &Told<'_>) {
        {
            let mut summary = self.summary.lock().unwrap_or_else(PoisonError::into_inner);
            summary.deliveries += 1;
            summary.verified += u64::from(told.judged.is_ok());
            summary.taken += u64::from(told.app_status.is_some_and(|status| (200..300).contains(&status)));
        }
        let problem = told.judged.as_ref().err().map(Wrong::new);
        let line = Line {
            at_unix_s: told.at_unix_s,
            verified: told.judged.is_ok(),
            event_type: told.event.and_then(verify::event_type),
            id: told.event.and_then(verify::id),
            dedupe_key: told.event.map(Event::dedupe_key),
            secret_index: told.judged.as_ref().ok().map(|signed| signed.secret_index),
            problem: problem.as_ref(),
            explanation: told.explanation.and_then(|it| RawValue::from_string(it.to_value().to_string()).ok()),
            app_status: told.app_status,
            app_error: told.app_error,
            answered: told.answered,
        };
        // A reader that has gone does not keep deliveries from the app.
        if let Err(failure) = self.output.result(told.text(self.app.is_some()), &line) {
            eprintln!("payseal: {}", failure.message);
        }
    }
}

/// What is to be told of one delivery.
struct Told<'a> {
    at_unix_s: i64,
    judged: &'a Result<Signed, WebhookError>,
    event: Option<&'a Event>,
    explanation: Option<&'a Explanation>,
    app_status: Option<u16>,
    app_error: Option<&'a str>,
    answered: u16,
}

impl Told<'_> {
    fn text(&self, forwards: bool) -> String {
        let verdict = match self.judged {
            Ok(signed) => format!("verified by secret {}", signed.secret_index),
            Err(reason) => format!("NOT VERIFIED [{}]", reason.code().as_str()),
        };
        let app = match (self.app_status, self.app_error) {
            (Some(status), _) => format!("app {status}"),
            (None, Some(_)) => format!("app: no answer, {} to the sender", self.answered),
            (None, None) if forwards => "app: nothing".to_owned(),
            (None, None) => format!("answered {}", self.answered),
        };
        let (event_type, id) = (self.event.and_then(verify::event_type), self.event.and_then(verify::id));
        let mut text = format!(
            "{}  {}  {}  {verdict}  {app}\n",
            time(self.at_unix_s),
            verify::shown(event_type),
            verify::shown(id)
        );
        if let Err(reason) = self.judged {
            text.push_str(&format!("    reason: {reason}\n    advice: {}\n", reason.advice()));
        }
        if let Some(explanation) = self.explanation {
            for line in explanation.to_string().lines() {
                text.push_str(&format!("    {line}\n"));
            }
        }
        if let Some(error) = self.app_error {
            text.push_str(&format!("    app: {error}\n"));
        }
        text
    }
}

/// The time of day, UTC.
fn time(unix_s: i64) -> String {
    let second = unix_s.rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(Bytes::new()));
    *answer.status_mut() = status;
    answer
}
