//! Runs scenarios: a sandbox for each, a line to the runner for each call, and the judge on what then lies there.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use payseal_sandbox::{ADMIN_JWT, FaultRule, Sandbox, SandboxConfig, TlsListener, TlsMode};
use serde_json::{Map, Value, json};

use crate::compare;
use crate::expand::Names;
use crate::judge::secrets::Secrets;
use crate::judge::{self, Commits, Credentials, Evidence, Intent};
use crate::manifest::{Call, Contract, Endpoint, Manifest, Scenario};
use crate::report::{Report, Row, Verdict};
use crate::runner::{Program, Runner, Said};

/// One column of the table: a language, or a language over another transport.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The column's name: `rust`, `node-fetch`.
    pub name: String,
    /// The language whose skips also count: `node`.
    pub language: String,
    /// Its runner.
    pub program: Program,
}

/// Which scenarios are run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only ids that begin so.
    pub prefix: Option<String>,
}

/// How long a runner may take for one call. The longest scenario is a third of it on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a commit may come after the answer: a server that was hung up on goes on.
const LATE: Duration = Duration::from_secs(5);

/// How long nothing may arrive after a call that says nothing was sent.
const QUIET: Duration = Duration::from_millis(50);

/// Runs the selected scenarios in every lane, the lanes side by side.
///
/// # Errors
/// The manifest cannot be used, or nothing is selected.
pub fn run(manifest: &Manifest, lanes: &[Lane], selection: &Selection) -> anyhow::Result<Report> {
    let prefix = selection.prefix.as_deref().unwrap_or_default();
    let scenarios: Vec<&Scenario> = manifest.scenarios.iter().filter(|one| one.id.starts_with(prefix)).collect();
    ensure!(!scenarios.is_empty(), "no scenario's id begins with {prefix:?}");
    ensure!(!lanes.is_empty(), "no language is selected");
    let mut columns: Vec<Vec<Row>> = std::thread::scope(|scope| {
        let threads: Vec<_> = lanes
            .iter()
            .map(|lane| scope.spawn(|| Column { manifest, lane, runner: None, secrets: Vec::new() }.run(&scenarios)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
    });
    for column in &columns {
        ensure!(column.len() >= scenarios.len(), "the judge itself failed; see above");
    }
    compare::lanes(&scenarios, lanes, &mut columns);
    Ok(Report::new(lanes.iter().map(|lane| lane.name.clone()).collect(), columns))
}

/// One lane on its way through the scenarios.
struct Column<'a> {
    manifest: &'a Manifest,
    lane: &'a Lane,
    runner: Option<Runner>,
    /// Every secret of every scenario, for the look at the whole standard error at the end.
    secrets: Vec<Secrets>,
}

impl Column<'_> {
    fn run(mut self, scenarios: &[&Scenario]) -> Vec<Row> {
        let mut rows: Vec<Row> = scenarios.iter().map(|scenario| self.row(scenario)).collect();
        if let Some(runner) = self.runner.take() {
            let mut wrong = Vec::new();
            match runner.finish() {
                Ok((stderr, unasked)) => {
                    for secrets in &self.secrets {
                        wrong.extend(secrets.found_in("standard error", &stderr));
                    }
                    if !unasked.is_empty() {
                        wrong.push(format!("printed without being asked: {unasked:?}"));
                    }
                }
                Err(error) => wrong.push(format!("{error:#}")),
            }
            if !wrong.is_empty() {
                rows.push(Row { id: "(the whole run)".to_owned(), verdict: Verdict::Failed(wrong), said: Vec::new() });
            }
        }
        rows
    }

    fn row(&mut self, scenario: &Scenario) -> Row {
        let reason = [&self.lane.name, &self.lane.language].into_iter().find_map(|name| scenario.skip.get(name));
        if let Some(reason) = reason {
            return Row { id: scenario.id.clone(), verdict: Verdict::Skipped(reason.clone()), said: Vec::new() };
        }
        let mut said = Vec::new();
        let verdict = match self.scenario(scenario, &mut said) {
            Ok(wrong) if wrong.is_empty() => Verdict::Passed,
            Ok(wrong) => Verdict::Failed(wrong),
            Err(error) => {
                // Whatever state it is in, the next scenario begins with a new one.
                if let Some(runner) = self.runner.take() {
                    runner.kill();
                }
                Verdict::Failed(vec![format!("{error:#}")])
            }
        };
        Row { id: scenario.id.clone(), verdict, said }
    }

    fn scenario(&mut self, scenario: &Scenario, all_said: &mut Vec<Said>) -> anyhow::Result<Vec<String>> {
        let mut stage = Stage::new(scenario, &self.manifest.contract)?;
        for fault in &scenario.faults {
            let rule: FaultRule = serde_json::from_str(&stage.expand(fault.get())?).context("a fault")?;
            stage.sandbox.set_fault(rule)?;
        }
        let mut wrong = Vec::new();
        let (mut arrived, mut nothing_sent) = (0, false);
        for (index, text) in scenario.calls.iter().enumerate() {
            let call: Call = serde_json::from_str(&stage.expand(text.get())?).context("a call of the manifest")?;
            stage.before(&call)?;
            let (before, seen) = (stage.commits(), stage.sandbox.requests().len());
            let intents = stage.intents(&call)?;
            let line = stage.line(&format!("{}#{index}", scenario.id), scenario, &call)?;
            let answer = self.ask(&line)?;
            let said: Said = serde_json::from_str(&answer).with_context(|| format!("the answer {answer:?}"))?;
            let value = said.ok.clone().unwrap_or_default();
            stage.secrets.add_members(&self.manifest.contract.secret_members, &value);
            let requests = stage.sandbox.requests().split_off(seen);
            arrived += requests.len();
            nothing_sent |= said.error.as_ref().is_some_and(|error| error.outcome.as_deref() == Some("not_sent"));
            let mut found = judge::call(&Evidence {
                contract: &self.manifest.contract,
                credentials: &stage.credentials,
                expect: &call.expect,
                intents: &intents,
                requests: &requests,
                commits: (&before, &stage.commits()),
                elsewhere: stage.elsewhere(),
                said: &said,
            });
            found.extend(stage.secrets.found_in_answer(&answer));
            if scenario.calls.len() > 1 {
                found.iter_mut().for_each(|line| *line = format!("call {}: {line}", index + 1));
            }
            wrong.extend(found);
            stage.values.push(value);
            all_said.push(said);
        }
        self.aftermath(scenario, &stage, (arrived, nothing_sent), &mut wrong)?;
        self.secrets.push(stage.secrets);
        Ok(wrong)
    }

    fn ask(&mut self, line: &str) -> anyhow::Result<String> {
        let runner = match &mut self.runner {
            Some(runner) => runner,
            none => none.insert(Runner::start(&self.lane.program)?),
        };
        runner.ask(line, PATIENCE)
    }

    /// What is only known some time after the last call: late commits, late requests, standard error.
    fn aftermath(
        &self,
        scenario: &Scenario,
        stage: &Stage<'_>,
        sent: (usize, bool),
        wrong: &mut Vec<String>,
    ) -> anyhow::Result<()> {
        let (arrived, nothing_sent) = sent;
        if nothing_sent {
            std::thread::sleep(QUIET);
        }
        if let Some(expected) = &scenario.ledger {
            let expected: Commits = expected
                .iter()
                .map(|(what, count)| Ok((stage.expand(what)?, *count)))
                .collect::<anyhow::Result<_>>()?;
            let until = Instant::now() + LATE;
            while stage.commits() != expected && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(10));
            }
            let commits = stage.commits();
            if commits != expected {
                wrong.push(format!("the ledger: expected {expected:?}, got {commits:?}"));
            }
        }
        for (what, count) in stage.commits().iter().filter(|(_, count)| **count > 1) {
            wrong.push(format!("{what} was committed {count} times"));
        }
        let late = stage.sandbox.requests().len().saturating_sub(arrived);
        if late > 0 {
            wrong.push(format!("{late} request(s) arrived after the call was over"));
        }
        if let Some(runner) = &self.runner {
            wrong.extend(stage.secrets.found_in("standard error", &runner.stderr()));
        }
        Ok(())
    }
}

/// What stands ready for one scenario.
struct Stage<'a> {
    contract: &'a Contract,
    sandbox: Sandbox,
    elsewhere: TcpListener,
    names: Vec<(&'static str, String)>,
    values: Vec<Value>,
    client: Map<String, Value>,
    credentials: Credentials,
    base_path: String,
    secrets: Secrets,
}

/// The base URLs of the TLS listeners.
const TLS_NAMES: [(&str, TlsMode); 5] = [
    ("tls-good", TlsMode::Good),
    ("tls-expired", TlsMode::Expired),
    ("tls-wrong-host", TlsMode::WrongHost),
    ("tls-unknown-ca", TlsMode::UnknownCa),
    ("tls-1.1", TlsMode::Tls11),
];

/// Certificates take time to make: only where one is used.
fn wants_tls(scenario: &Scenario) -> bool {
    scenario.client.0.values().filter_map(Value::as_str).any(|text| text.starts_with("${tls-"))
}

fn every_tls_mode() -> Vec<TlsListener> {
    TLS_NAMES.map(|(_, mode)| TlsListener { mode, port: 0 }).into()
}

impl<'a> Stage<'a> {
    fn new(scenario: &Scenario, contract: &'a Contract) -> anyhow::Result<Self> {
        let config = SandboxConfig {
            api_key: "cp_test_conformance_9c41".to_owned(),
            // Beyond ASCII: the secret is used as its UTF-8 bytes.
            hmac_secret: "conformance-secret-\u{fc}-77b0".to_owned(),
            tls: if wants_tls(scenario) { every_tls_mode() } else { Vec::new() },
            ..SandboxConfig::default()
        };
        let mut credentials = Credentials {
            api_key: config.api_key.clone(),
            hmac_secret: config.hmac_secret.clone(),
            bearer_token: ADMIN_JWT.to_owned(),
        };
        let sandbox = Sandbox::start(config)?;
        let elsewhere = TcpListener::bind("127.0.0.1:0")?;
        elsewhere.set_nonblocking(true)?;
        // A port that was free a moment ago refuses connections.
        let refused = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut names = vec![
            ("base", sandbox.base_url()),
            ("origin", sandbox.origin()),
            ("port", sandbox.port().to_string()),
            ("elsewhere", format!("http://{}/stolen", elsewhere.local_addr()?)),
            ("refused", format!("http://{refused}/api/v1")),
            ("api_key", credentials.api_key.clone()),
            ("hmac_secret", credentials.hmac_secret.clone()),
        ];
        for (name, mode) in TLS_NAMES {
            names.extend(sandbox.tls_base_url(mode).map(|url| (name, url)));
        }
        names.extend(sandbox.ca_pem().map(|pem| ("ca_pem", pem.to_owned())));
        let mut client = Map::new();
        client.insert("base_url".to_owned(), json!("${base}"));
        client.insert("api_key".to_owned(), json!(credentials.api_key));
        client.insert("hmac_secret".to_owned(), json!(credentials.hmac_secret));
        client.extend(scenario.client.0.clone());
        client.retain(|_, value| !value.is_null());
        let text = Names { fixed: &names, values: &[] }.expand(&Value::Object(client).to_string())?;
        let client: Map<String, Value> = serde_json::from_str(&text)?;
        let setting = |name: &str| client.get(name).and_then(Value::as_str);
        if let Some(api_key) = setting("api_key") {
            credentials.api_key = api_key.to_owned();
        }
        if let Some(hmac_secret) = setting("hmac_secret") {
            credentials.hmac_secret = hmac_secret.to_owned();
        }
        let base_url = setting("base_url").unwrap_or_default();
        let after_scheme = base_url.split_once("://").map_or("", |(_, rest)| rest);
        let base_path = after_scheme.find('/').map_or("", |at| &after_scheme[at..]);
        // One trailing slash is dropped, as the published SDK does.
        let base_path = base_path.strip_suffix('/').unwrap_or(base_path).to_owned();
        let mut secrets = Secrets::of(&credentials);
        scenario.secrets.iter().for_each(|text| secrets.add(text));
        Ok(Self { contract, sandbox, elsewhere, names, values: Vec::new(), client, credentials, base_path, secrets })
    }

    fn expand(&self, text: &str) -> anyhow::Result<String> {
        Names { fixed: &self.names, values: &self.values }.expand(text)
    }

    fn before(&self, call: &Call) -> anyhow::Result<()> {
        for rule in &call.before.faults {
            self.sandbox.set_fault(rule.clone())?;
        }
        if let Some((event, intent)) = &call.before.stripe_event {
            let (status, body) = self.sandbox.stripe_event(event, intent);
            ensure!(status == 200, "the Stripe event was answered {status}: {body}");
        }
        if let Some(seconds) = call.before.advance_clock_s {
            self.sandbox.advance_clock(Duration::from_secs(seconds));
        }
        Ok(())
    }

    fn commits(&self) -> Commits {
        let mut commits = Commits::new();
        for commit in self.sandbox.ledger().commits {
            // The ledger counts by key and body too; here an effect is an effect.
            *commits.entry(format!("{} {}", commit.operation, commit.reference)).or_default() += commit.count;
        }
        commits
    }

    /// How many connections have arrived where redirects point to since it was last asked.
    fn elsewhere(&self) -> usize {
        let mut connections = 0;
        loop {
            match self.elsewhere.accept() {
                Ok(_) => connections += 1,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return connections,
            }
        }
    }

    /// What the runner is told: what a user would know, and nothing of what is expected.
    fn line(&self, id: &str, scenario: &Scenario, call: &Call) -> anyhow::Result<String> {
        let preset = self.preset(call)?;
        let mut line = json!({
            "id": id,
            "partner": scenario.partner,
            "client": self.client,
            "options": call.options,
        });
        let mut add = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                line[name] = value;
            }
        };
        add("operation", self.operation(call)?.map(Value::from));
        let input = call.input.as_ref().or(preset.map(|preset| &preset.input));
        // As text: no JSON library on the way may change a number or a surrogate.
        add("input", input.map(|input| Value::from(input.get())));
        let intent = call.stripe_payment_intent_id.as_ref();
        let intent = intent.or(preset.and_then(|preset| preset.stripe_payment_intent_id.as_ref()));
        add("stripe_payment_intent_id", intent.map(|intent| Value::from(intent.as_str())));
        add("raw", call.raw.as_ref().map(serde_json::to_value).transpose()?);
        add("cancel", call.cancel.clone());
        Ok(line.to_string())
    }

    fn preset(&self, call: &Call) -> anyhow::Result<Option<&'a crate::manifest::Preset>> {
        let find = |name: &String| self.contract.presets.get(name).with_context(|| format!("no preset {name}"));
        call.preset.as_ref().map(find).transpose()
    }

    fn operation(&self, call: &Call) -> anyhow::Result<Option<String>> {
        Ok(call.operation.clone().or(self.preset(call)?.map(|preset| preset.operation.clone())))
    }

    /// What must arrive.
    fn intents(&self, call: &Call) -> anyhow::Result<Vec<Intent>> {
        let expect = &call.expect;
        if !expect.intents.is_empty() {
            return expect
                .intents
                .iter()
                .map(|one| {
                    let endpoint = self.endpoint(&one.operation)?;
                    self.intent(endpoint, &one.operation, Some(&one.body), Some(&one.key), None, one.requests)
                })
                .collect();
        }
        let preset = self.preset(call)?;
        let requests = expect.requests.unwrap_or(usize::from(expect.ok.is_some()));
        let key = expect.key.as_ref().or(preset.and_then(|preset| preset.key.as_ref()));
        let target = expect.target.as_deref();
        if let Some(raw) = &call.raw {
            let endpoint = Endpoint { method: raw.method.clone(), path: raw.path.clone(), auth: raw.auth.clone() };
            let intent =
                self.intent(&endpoint, "raw_request", raw.body.as_deref(), key.map(String::as_str), target, requests)?;
            return Ok(vec![intent]);
        }
        let operation = self.operation(call)?.context("a call needs one of use, operation and raw")?;
        let body = expect.body.as_ref().or(preset.and_then(|preset| preset.body.as_ref()));
        let endpoint = self.endpoint(&operation)?;
        let (body, key) = (body.map(String::as_str), key.map(String::as_str));
        Ok(vec![self.intent(endpoint, &operation, body, key, target, requests)?])
    }

    fn endpoint(&self, operation: &str) -> anyhow::Result<&'a Endpoint> {
        self.contract.operations.get(operation).with_context(|| format!("contract.json has no operation {operation}"))
    }

    fn intent(
        &self,
        endpoint: &Endpoint,
        operation: &str,
        body: Option<&str>,
        key: Option<&str>,
        target: Option<&str>,
        requests: usize,
    ) -> anyhow::Result<Intent> {
        let of_class = self.contract.headers.get(&endpoint.auth);
        let of_class = of_class.with_context(|| format!("contract.json has no auth class {}", endpoint.auth))?;
        let carried = |name: &&String| match name.as_str() {
            "content-type" => body.is_some(),
            "idempotency-key" => key.is_some(),
            _ => true,
        };
        Ok(Intent {
            operation: operation.to_owned(),
            method: endpoint.method.clone(),
            target: target.map_or_else(|| format!("{}{}", self.base_path, endpoint.path), str::to_owned),
            headers: of_class.iter().filter(carried).cloned().collect(),
            body: body.map(str::to_owned),
            key: key.map(str::to_owned),
            requests,
        })
    }
}
