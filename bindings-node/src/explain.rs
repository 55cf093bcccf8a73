//! Why a signature does not match, seen from JavaScript. All of it is [`payseal::explain`].

use napi::bindgen_prelude::{Buffer, Result};
use napi_derive::napi;
use payseal::Error;
use payseal::error::Code;
use payseal::explain::{Explainer, Subject};

use crate::webhook::pairs;
use crate::{now, thrown};

/// What is known about the signature.
#[napi(object)]
pub struct ExplainInput {
    /// `clive_webhook`, `tybrite_webhook`, `clive_request` or `tybrite_request`; absent: what the headers say.
    pub subject: Option<String>,
    /// The exact bytes.
    pub body: Buffer,
    /// Names and values, alternating.
    pub headers: Vec<String>,
    /// The secrets that should fit.
    pub secrets: Vec<String>,
    /// Secrets that were replaced.
    pub old_secrets: Vec<String>,
    /// Secrets of the other environment.
    pub other_environment_secrets: Vec<String>,
    /// The API key.
    pub api_key: Option<String>,
    /// The clock; absent: nothing is said about time.
    pub unix_ms: Option<f64>,
}

/// What was found.
#[napi(object)]
pub struct ExplainOutput {
    /// As JSON.
    pub json: String,
    /// For people.
    pub text: String,
}

/// Tries the known mistakes.
#[napi(catch_unwind)]
pub fn explain(input: ExplainInput) -> Result<ExplainOutput> {
    let headers = pairs(&input.headers);
    let subject = match &input.subject {
        Some(name) => Subject::by_name(name),
        None => Subject::of_headers(&headers),
    };
    let unknown = || {
        let names: Vec<&str> = Subject::ALL.iter().map(|subject| subject.name()).collect();
        let why = format!("subject must be one of {}; no signature header says which", names.join(", "));
        thrown(Error::because(Code::OptionInvalid, why))
    };
    let mut explainer = Explainer::new(subject.ok_or_else(unknown)?);
    for secret in input.secrets {
        explainer = explainer.secret(secret);
    }
    for secret in input.old_secrets {
        explainer = explainer.old_secret(secret);
    }
    for secret in input.other_environment_secrets {
        explainer = explainer.other_environment_secret(secret);
    }
    if let Some(key) = input.api_key {
        explainer = explainer.api_key(key);
    }
    if let Some(unix_ms) = input.unix_ms {
        explainer = explainer.now_unix_s(now(0.0, unix_ms).unix_s);
    }
    let explanation = explainer.explain(&input.body, &headers);
    Ok(ExplainOutput { json: explanation.to_value().to_string(), text: explanation.to_string() })
}
