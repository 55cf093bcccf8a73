//! Why a signature does not match, seen from Python. All of it is [`payseal::explain`].

use payseal::explain::{Explainer, Subject};
use pyo3::prelude::*;

use crate::arguments::{optional, secret, text};
use crate::guard::{guard, invalid};
use crate::webhook::{raw_body, secrets, unix_s};
use crate::{headers, read};

/// Known mistakes that together reproduce the signature.
#[pyclass(frozen, get_all, module = "payseal._payseal")]
pub(crate) struct Finding {
    /// Stable, e.g. `body.reserialized.python_default`.
    ids: Vec<&'static str>,
    /// Other mistakes that write the very same bytes, the fewest first.
    same: Vec<Vec<&'static str>>,
    /// What happened, in a sentence for each mistake.
    cause: String,
    /// What to do.
    fix: String,
    /// With which of the secrets, from 0; `None` with none of them.
    secret_index: Option<usize>,
}

#[pymethods]
impl Finding {
    fn __repr__(&self) -> String {
        format!("<Finding {}>", self.ids.join(" + "))
    }
}

/// A part of the catalogue that could not be tried.
#[pyclass(frozen, get_all, module = "payseal._payseal")]
pub(crate) struct NotTried {
    /// The beginning of the ids it concerns.
    what: &'static str,
    /// Why, and what to give so that it can be.
    why: &'static str,
}

#[pymethods]
impl NotTried {
    fn __repr__(&self) -> String {
        format!("<NotTried {}: {}>", self.what, self.why)
    }
}

/// What was found. As a text it is for people; it holds no secret and no expected signature.
#[pyclass(frozen, module = "payseal._payseal")]
pub(crate) struct Explanation(payseal::explain::Explanation);

#[pymethods]
impl Explanation {
    /// `right`, `mistaken`, `unexplained` or `no_signature`.
    #[getter]
    fn verdict(&self) -> &'static str {
        self.0.verdict.as_str()
    }

    /// The simplest explanations, the likeliest first.
    #[getter]
    fn findings(&self) -> Vec<Finding> {
        let ids = |mistakes: &Vec<&'static payseal::explain::Mistake>| mistakes.iter().map(|known| known.id).collect();
        let finding = |finding: &payseal::explain::Finding| Finding {
            ids: finding.ids(),
            same: finding.same.iter().map(ids).collect(),
            cause: finding.cause(),
            fix: finding.fix(),
            secret_index: finding.secret_index,
        };
        self.0.findings.iter().map(finding).collect()
    }

    /// How many known mistakes were tried.
    #[getter]
    fn mistakes_tried(&self) -> usize {
        self.0.mistakes_tried
    }

    /// How many messages were hashed: the mistakes alone and in pairs.
    #[getter]
    fn combinations_tried(&self) -> usize {
        self.0.combinations_tried
    }

    /// What was not tried, and why.
    #[getter]
    fn not_tried(&self) -> Vec<NotTried> {
        self.0.not_tried.iter().map(|part| NotTried { what: part.what, why: part.why }).collect()
    }

    /// The same as values that `json.dumps` takes.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || Ok(read::object(py, &self.0.to_value())?))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Explanation {}, {} findings>", self.verdict(), self.0.findings.len())
    }
}

/// Which known mistake reproduces the signature that was received. For a developer at a desk, with the secret at hand: never
/// expose it to callers.
///
/// Args:
///     body: The exact bytes, as they arrived or as you were about to send them.
///     headers: All headers: a mapping, pairs, or the `environ` of WSGI.
///     secrets: The secret that should fit, or several.
///     subject: `clive_webhook`, `tybrite_webhook`, `clive_request` or `tybrite_request`; absent, what the headers say.
///     old_secrets: Secrets that were replaced.
///     other_environment_secrets: Live when `secrets` are test, and the reverse.
///     api_key: Often taken for the secret.
///     now_unix_s: Your clock, in Unix seconds; the system's when absent.
///     check_time: `False` says nothing about old and future timestamps.
#[pyfunction]
#[pyo3(signature = (body, headers, *, secrets, subject=None, old_secrets=None, other_environment_secrets=None, api_key=None, now_unix_s=None, check_time=true))]
#[expect(clippy::too_many_arguments, reason = "one for each thing that may be known; Python names them")]
pub(crate) fn explain(
    py: Python<'_>,
    body: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    secrets: &Bound<'_, PyAny>,
    subject: Option<&Bound<'_, PyAny>>,
    old_secrets: Option<&Bound<'_, PyAny>>,
    other_environment_secrets: Option<&Bound<'_, PyAny>>,
    api_key: Option<&Bound<'_, PyAny>>,
    now_unix_s: Option<&Bound<'_, PyAny>>,
    check_time: bool,
) -> PyResult<Explanation> {
    guard(py, || {
        let (body, headers) = (raw_body(body)?, headers::pairs(headers, |_| true)?);
        let subject = match optional(subject, "subject", text)? {
            Some(name) => Subject::by_name(&name),
            None => Subject::of_headers(&headers),
        };
        let unknown = || {
            let names: Vec<&str> = Subject::ALL.iter().map(|subject| subject.name()).collect();
            invalid("subject", format_args!("must be one of {}; no signature header says which", names.join(", ")))
        };
        let mut explainer = Explainer::new(subject.ok_or_else(unknown)?);
        for secret in self::secrets(secrets, "secrets")? {
            explainer = explainer.secret(secret);
        }
        for secret in optional(old_secrets, "old_secrets", self::secrets)?.unwrap_or_default() {
            explainer = explainer.old_secret(secret);
        }
        let others = optional(other_environment_secrets, "other_environment_secrets", self::secrets)?;
        for secret in others.unwrap_or_default() {
            explainer = explainer.other_environment_secret(secret);
        }
        if let Some(key) = optional(api_key, "api_key", secret)? {
            explainer = explainer.api_key(key);
        }
        if check_time {
            explainer = explainer.now_unix_s(unix_s(now_unix_s, "now_unix_s")?);
        }
        let body = body.bytes();
        Ok(Explanation(py.detach(|| explainer.explain(body, &headers))))
    })
}
