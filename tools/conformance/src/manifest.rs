//! The manifest: what is sent, what goes wrong, what must arrive and what must come back. Data only.
//!
//! `contracts/PARTNER.json` holds what the partner's documentation says of its endpoints, and inputs that many scenarios
//! share; `scenarios/*.json` hold lists of [`Scenario`]s, and `matrix.json` is expanded to more ([`crate::matrix`]). Every struct refuses members that it does not know: a misspelt
//! expectation would otherwise expect nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use payseal_sandbox::{FaultRule, PaymentStatus};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::matrix::Matrix;

/// What the partner documents, and shared inputs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Every operation by its name in the core.
    pub operations: BTreeMap<String, Endpoint>,
    /// Header names of each auth class, in the order they are sent in.
    pub headers: BTreeMap<String, Vec<String>>,
    /// Members of an answer that no output but the returned value may show.
    pub secret_members: Vec<String>,
    /// Calls that scenarios name with `use`.
    pub presets: BTreeMap<String, Preset>,
}

impl Contract {
    /// Whether the API key travels as a bearer token.
    #[must_use]
    pub fn api_key_is_bearer(&self) -> bool {
        self.headers.get("api_key").is_some_and(|names| names.iter().any(|name| name == "authorization"))
    }
}

/// One endpoint.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The HTTP method.
    pub method: String,
    /// The path under the base URL.
    pub path: String,
    /// Which credentials it takes: a name of [`Contract::headers`].
    pub auth: String,
    /// A write that the partner documents as a look-up when this member of its body has one of these values: it may then
    /// arrive again without a key.
    pub look_up: Option<(String, Vec<String>)>,
}

/// A call that scenarios share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// The operation.
    pub operation: String,
    /// The input, as JSON.
    pub input: Box<RawValue>,
    /// The second argument of `initialize_and_attach_intent`.
    pub stripe_payment_intent_id: Option<String>,
    /// The idempotency key that must arrive.
    pub key: Option<String>,
    /// The exact body that must arrive.
    pub body: Option<String>,
}

/// One scenario: calls against one sandbox, in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Unique; `--scenario` selects by its beginning.
    pub id: String,
    /// What it shows, and by which rule.
    pub why: String,
    /// The partner.
    #[serde(default = "clive")]
    pub partner: String,
    /// Languages that do not run it, each with the reason.
    #[serde(default)]
    pub skip: BTreeMap<String, String>,
    /// The client's settings, over the judge's own (base URL and credentials).
    #[serde(default)]
    pub client: ClientSettings,
    /// Further texts that no output but the returned value may show.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Rules set before the first call: texts, or rules in JSON (`docs/sandbox.md`).
    #[serde(default)]
    pub faults: Vec<Box<RawValue>>,
    /// The calls.
    pub calls: Vec<Box<RawValue>>,
    /// What must have been committed at the end, `"operation reference"` to how often, `"operation *"` for all of its
    /// references together; none: not looked at beyond the invariants.
    pub ledger: Option<BTreeMap<String, u64>>,
}

fn clive() -> String {
    "clive".to_owned()
}

/// A client's settings: what a user could write down. A member that is null is left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct ClientSettings(pub serde_json::Map<String, Value>);

/// One call of a scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// What is done at the sandbox before it.
    #[serde(default)]
    pub before: Before,
    /// A preset; the members below win over it.
    #[serde(rename = "use")]
    pub preset: Option<String>,
    /// The operation.
    pub operation: Option<String>,
    /// The input, as JSON.
    pub input: Option<Box<RawValue>>,
    /// The second argument of `initialize_and_attach_intent`.
    pub stripe_payment_intent_id: Option<String>,
    /// Instead of an operation: an endpoint without a description.
    pub raw: Option<Raw>,
    /// Instead of an operation: a webhook to verify, or a signature to explain; handed to the runner as it stands.
    pub local: Option<Value>,
    /// Whether a list is followed to its end; the value is then the list of all items.
    #[serde(default)]
    pub all_pages: bool,
    /// What the call sets for itself, handed to the runner as it stands.
    #[serde(default)]
    pub options: serde_json::Map<String, Value>,
    /// When it is cancelled, handed to the runner as it stands.
    pub cancel: Option<Value>,
    /// The runner is killed (SIGKILL) this long after it was given the call, unless it has answered by then. Only what holds
    /// for every call is then judged.
    pub kill_after_us: Option<u64>,
    /// What must happen.
    pub expect: Expect,
}

/// A raw request.
#[derive(Clone, Debug, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Raw {
    /// The method.
    pub method: String,
    /// The path under the base URL.
    pub path: String,
    /// Which credentials it takes.
    pub auth: String,
    /// The body, as JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Query parameters.
    #[serde(default)]
    pub query: Vec<(String, String)>,
}

/// What is done at the sandbox before a call.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// Rules to add.
    #[serde(default)]
    pub faults: Vec<FaultRule>,
    /// A Stripe event: type and payment intent.
    pub stripe_event: Option<(String, String)>,
    /// Moves the ledger's clock.
    pub advance_clock_s: Option<u64>,
    /// Sets the clock that clients meet ahead by so much, or behind.
    pub clock_skew_s: Option<i64>,
    /// A Tybrite payment's reference and what its shopper does.
    pub tybrite_pay: Option<(String, PaymentStatus)>,
    /// What `/_sandbox/tybrite/switches` takes.
    pub switches: Option<Value>,
}

/// What must happen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// How many attempts the call says it made; the number of requests when left out.
    pub attempts: Option<u32>,
    /// How many requests arrive; 1 when left out and the call succeeds.
    pub requests: Option<usize>,
    /// The key that must arrive, over the preset's. In one that is drawn, `{ms}`, `{date}`, `{stamp}` and `{hex}` stand
    /// for the digits.
    pub key: Option<String>,
    /// The exact body that must arrive, over the preset's.
    pub body: Option<String>,
    /// The media type of the body, when it is not JSON.
    pub content_type: Option<String>,
    /// By how many seconds the signed time of each request is off the true one; none when left out.
    #[serde(default)]
    pub skews_s: Vec<i64>,
    /// The exact target that must arrive, when it is not the base path with the operation's path; `<any>` within it is
    /// what only the server knows.
    pub target: Option<String>,
    /// Milliseconds between which each announced wait must lie. As many as there are waits.
    #[serde(default)]
    pub waits: Vec<(u64, u64)>,
    /// For a call that sends several intents: each of them, in order.
    #[serde(default)]
    pub intents: Vec<ExpectedIntent>,
    /// Members of the value that comes back.
    #[serde(default, deserialize_with = "present")]
    pub ok: Option<Value>,
    /// Members of what the language tells about the answer: `status`, `replayed`, `environment` …
    pub meta: Option<Value>,
    /// The error.
    pub error: Option<ExpectedError>,
    /// Instead of all others: the outcomes that are true (`ok` among them). Then only these and what holds for every call are
    /// judged; scenarios that `cargo xtask soak` writes have no more than that.
    pub outcomes: Option<Vec<String>>,
}

/// One intent of a call that sends several.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedIntent {
    /// The operation.
    pub operation: String,
    /// How many requests arrive.
    pub requests: usize,
    /// The key.
    pub key: Option<String>,
    /// The exact body.
    pub body: Option<String>,
    /// The exact target, as in [`Expect`].
    pub target: Option<String>,
}

/// The error that must come back. What is left out must be absent, but for the key: that is the intent's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedError {
    /// The class.
    pub kind: String,
    /// The partner's code or Payseal's.
    pub code: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// What is known about the money.
    pub outcome: String,
    /// Whether the same call can be made again.
    #[serde(default)]
    pub retryable: bool,
    /// The wait the partner asks for: one number, or two between which it lies.
    pub retry_after_ms: Option<Range>,
    /// The fault of the wire.
    pub fault: Option<String>,
    /// The key it names: absent means the intent's; null in the manifest means none.
    #[serde(default, deserialize_with = "present")]
    pub idempotency_key: Option<Option<String>>,
    /// Fields that `details.fieldErrors` must name, exactly these.
    pub fields: Option<Vec<String>>,
    /// Members of `details`.
    pub details: Option<Value>,
    /// The exact message.
    pub message: Option<String>,
    /// The partner's hint, or a pattern of it; not looked at when left out.
    pub hint: Option<Value>,
    /// Which environment answered.
    pub environment: Option<String>,
    /// Members of the rate limit.
    pub rate_limit: Option<Value>,
    /// The request id.
    pub request_id: Option<String>,
    /// Members of `completed`.
    pub completed: Option<Value>,
}

/// A number, or two between which one lies.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub enum Range {
    /// Exactly this.
    Exact(u64),
    /// From the first to the second, both included.
    Between(u64, u64),
}

impl Range {
    /// Whether the number is meant.
    #[must_use]
    pub fn holds(self, number: u64) -> bool {
        match self {
            Self::Exact(exact) => number == exact,
            Self::Between(least, most) => (least..=most).contains(&number),
        }
    }
}

/// Tells a member that is null from one that is absent.
pub(crate) fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Everything that `tests/conformance` says.
#[derive(Debug)]
pub struct Manifest {
    /// What each partner documents, by the partner's name.
    pub contracts: BTreeMap<String, Contract>,
    /// The scenarios, by file and then in the order they stand.
    pub scenarios: Vec<Scenario>,
}

impl Manifest {
    /// Reads `contracts/*.json`, `scenarios/*.json` and `matrix.json` under a folder.
    ///
    /// # Errors
    /// Names the file and what is wrong with it.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut contracts = BTreeMap::new();
        for file in json_files(&folder.join("contracts"))? {
            let partner = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            contracts.insert(partner, parse(&file)?);
        }
        let mut manifest = Self { contracts, scenarios: Vec::new() };
        for file in json_files(&folder.join("scenarios"))? {
            manifest.add_scenarios_of(&file)?;
        }
        let file = folder.join("matrix.json");
        let cells = Matrix::read(&file)?.scenarios(&manifest.contracts)?;
        manifest.add(&file, cells)?;
        Ok(manifest)
    }

    /// Instead of all scenarios those of one file, for example one that `cargo xtask soak` wrote.
    ///
    /// # Errors
    /// Names what is wrong with the file.
    pub fn take_scenarios_of(&mut self, file: &Path) -> anyhow::Result<()> {
        self.scenarios.clear();
        self.add_scenarios_of(file)
    }

    fn add_scenarios_of(&mut self, file: &Path) -> anyhow::Result<()> {
        self.add(file, parse(file)?)
    }

    fn add(&mut self, file: &Path, scenarios: Vec<Scenario>) -> anyhow::Result<()> {
        for scenario in scenarios {
            let known = self.scenarios.iter().any(|other| other.id == scenario.id);
            ensure!(!known, "{}: the id {} is there twice", file.display(), scenario.id);
            check(&scenario).with_context(|| format!("{}: {}", file.display(), scenario.id))?;
            let partner = &scenario.partner;
            let known = self.contracts.contains_key(partner);
            ensure!(known, "{}: {}: no contract of {partner}", file.display(), scenario.id);
            self.scenarios.push(scenario);
        }
        Ok(())
    }
}

fn json_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    Ok(files)
}

fn check(scenario: &Scenario) -> anyhow::Result<()> {
    ensure!(scenario.why.len() > 10, "why is missing");
    ensure!(!scenario.calls.is_empty(), "no calls");
    for (language, reason) in &scenario.skip {
        ensure!(reason.len() > 10, "skipped for {language} without a reason");
    }
    Ok(())
}

pub(crate) fn parse<T: DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not what the judge reads", file.display()))
}
