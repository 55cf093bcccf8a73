//! What stands ready for one scenario: a sandbox, places where nobody listens, the client's settings, and what placeholders
//! stand for.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context, ensure};
use payseal_sandbox::{
    ADMIN_JWT, FaultRule, Sandbox, SandboxConfig, TYBRITE_OPERATOR_KEY, TYBRITE_PUBLISHABLE_LIVE_KEY,
    TYBRITE_PUBLISHABLE_TEST_KEY, TYBRITE_READ_ONLY_KEY, TYBRITE_SECRET_LIVE_KEY, TlsListener, TlsMode, TybriteConfig,
    parse_faults,
};
use serde_json::{Map, Value, json};

use crate::expand::Names;
use crate::judge::secrets::Secrets;
use crate::judge::{Commits, Credentials, Intent};
use crate::manifest::{Call, Contract, Endpoint, Preset, Scenario};

/// What stands ready for one scenario.
pub(crate) struct Stage<'a> {
    pub(crate) contract: &'a Contract,
    pub(crate) sandbox: Sandbox,
    elsewhere: TcpListener,
    /// Where a connection is never made, and where it is, but nothing is read.
    _nobody: Vec<Nobody>,
    names: Vec<(&'static str, String)>,
    /// What each call so far gave back.
    pub(crate) values: Vec<Value>,
    /// The idempotency key of each call so far.
    pub(crate) keys: Vec<String>,
    client: Map<String, Value>,
    pub(crate) credentials: Credentials,
    base_path: String,
    pub(crate) secrets: Secrets,
}

/// The header that names the shopper, and its value.
fn identity_of(call: &Call) -> Option<(String, String)> {
    let identity = call.options.get("identity")?;
    let member = |name: &str| identity.get(name)?.as_str().map(str::to_owned);
    member("header").zip(member("value"))
}

/// The base URLs of the TLS listeners.
const TLS_NAMES: [(&str, TlsMode); 5] = [
    ("tls-good", TlsMode::Good),
    ("tls-expired", TlsMode::Expired),
    ("tls-wrong-host", TlsMode::WrongHost),
    ("tls-unknown-ca", TlsMode::UnknownCa),
    ("tls-1.1", TlsMode::Tls11),
];

/// Whether a setting of the client begins so: what takes time is made only where it is used.
fn wants(scenario: &Scenario, placeholder: &str) -> bool {
    scenario.client.0.values().filter_map(Value::as_str).any(|text| text.starts_with(placeholder))
}

/// A place where connections are taken and never looked at.
struct Nobody {
    listener: TcpListener,
    /// As many as fit; one more is never made.
    waiting: Vec<TcpStream>,
}

impl Nobody {
    fn deaf() -> std::io::Result<Self> {
        Ok(Self { listener: TcpListener::bind("127.0.0.1:0")?, waiting: Vec::new() })
    }

    /// Where every connection is refused: the client's end of one. A port that was only free a moment ago may be another stage's by now.
    fn refusing() -> std::io::Result<(Self, SocketAddr)> {
        let mut nobody = Self::deaf()?;
        let stream = TcpStream::connect(nobody.listener.local_addr()?)?;
        let address = stream.local_addr()?;
        nobody.waiting.push(stream);
        Ok((nobody, address))
    }

    fn unreachable() -> std::io::Result<Self> {
        let mut nobody = Self::deaf()?;
        let address = nobody.listener.local_addr()?;
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
            nobody.waiting.push(stream);
        }
        Ok(nobody)
    }
}

fn every_tls_mode() -> Vec<TlsListener> {
    TLS_NAMES.map(|(_, mode)| TlsListener { mode, port: 0 }).into()
}

impl<'a> Stage<'a> {
    pub(crate) fn new(scenario: &Scenario, contract: &'a Contract) -> anyhow::Result<Self> {
        let tybrite = scenario.partner == "tybrite";
        let mut credentials = Credentials {
            api_key: if tybrite { "tybrite_sk_test_conformance_51f0" } else { "cp_test_conformance_9c41" }.to_owned(),
            // Beyond ASCII: the secret is used as its UTF-8 bytes.
            hmac_secret: "conformance-secret-\u{fc}-77b0".to_owned(),
            bearer_token: ADMIN_JWT.to_owned(),
        };
        let mut config = SandboxConfig {
            tls: if wants(scenario, "${tls-") { every_tls_mode() } else { Vec::new() },
            ..SandboxConfig::default()
        };
        let (api_key, hmac_secret) = (credentials.api_key.clone(), credentials.hmac_secret.clone());
        if tybrite {
            config.tybrite = TybriteConfig { secret_test_key: api_key, hmac_secret, ..TybriteConfig::default() };
        } else {
            (config.api_key, config.hmac_secret) = (api_key, hmac_secret);
        }
        let sandbox = Sandbox::start(config)?;
        let base_url = if tybrite { sandbox.tybrite_base_url() } else { sandbox.base_url() };
        let elsewhere = TcpListener::bind("127.0.0.1:0")?;
        elsewhere.set_nonblocking(true)?;
        let (holder, refused) = Nobody::refusing()?;
        let mut names = vec![
            ("base", base_url),
            ("origin", if tybrite { sandbox.tybrite_base_url() } else { sandbox.origin() }),
            ("port", if tybrite { sandbox.tybrite_port() } else { sandbox.port() }.to_string()),
            ("elsewhere", format!("http://{}/stolen", elsewhere.local_addr()?)),
            ("refused", format!("http://{refused}{}", if tybrite { "" } else { "/api/v1" })),
            ("api_key", credentials.api_key.clone()),
            ("hmac_secret", credentials.hmac_secret.clone()),
            ("live_key", TYBRITE_SECRET_LIVE_KEY.to_owned()),
            ("publishable_key", TYBRITE_PUBLISHABLE_TEST_KEY.to_owned()),
            ("publishable_live_key", TYBRITE_PUBLISHABLE_LIVE_KEY.to_owned()),
            ("read_only_key", TYBRITE_READ_ONLY_KEY.to_owned()),
            ("operator_key", TYBRITE_OPERATOR_KEY.to_owned()),
        ];
        for (name, mode) in TLS_NAMES {
            let url = if tybrite { sandbox.tybrite_tls_base_url(mode) } else { sandbox.tls_base_url(mode) };
            names.extend(url.map(|url| (name, url)));
        }
        let mut nobody = vec![holder];
        for (name, placeholder, make) in
            [("deaf", "${deaf}", Nobody::deaf as fn() -> _), ("unreachable", "${unreachable}", Nobody::unreachable)]
        {
            if wants(scenario, placeholder) {
                let one = make()?;
                names.push((
                    name,
                    format!("http://{}{}", one.listener.local_addr()?, if tybrite { "" } else { "/api/v1" }),
                ));
                nobody.push(one);
            }
        }
        names.extend(sandbox.ca_pem().map(|pem| ("ca_pem", pem.to_owned())));
        let mut client = Map::new();
        client.insert("base_url".to_owned(), json!("${base}"));
        client.insert("api_key".to_owned(), json!(credentials.api_key));
        client.insert("hmac_secret".to_owned(), json!(credentials.hmac_secret));
        client.extend(scenario.client.0.clone());
        client.retain(|_, value| !value.is_null());
        let text = Names { fixed: &names, values: &[], keys: &[] }.expand(&Value::Object(client).to_string())?;
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
        let (values, keys) = (Vec::new(), Vec::new());
        Ok(Self {
            contract,
            sandbox,
            elsewhere,
            _nobody: nobody,
            names,
            values,
            keys,
            client,
            credentials,
            base_path,
            secrets,
        })
    }

    pub(crate) fn expand(&self, text: &str) -> anyhow::Result<String> {
        Names { fixed: &self.names, values: &self.values, keys: &self.keys }.expand(text)
    }

    /// Adds a rule: JSON, or a JSON string that holds the text form.
    pub(crate) fn add_fault(&self, json: &str) -> anyhow::Result<()> {
        let json = self.expand(json)?;
        let rules: Vec<FaultRule> = match serde_json::from_str(&json).context("a fault")? {
            Value::String(text) => parse_faults(&text)?,
            _ => vec![serde_json::from_str(&json).context("a fault")?],
        };
        rules.into_iter().try_for_each(|rule| self.sandbox.set_fault(rule))?;
        Ok(())
    }

    pub(crate) fn before(&self, call: &Call) -> anyhow::Result<()> {
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
        if let Some(seconds) = call.before.clock_skew_s {
            self.sandbox.set_clock_skew_s(seconds);
        }
        if let Some((reference, status)) = &call.before.tybrite_pay {
            self.sandbox.tybrite_pay(reference, *status)?;
        }
        if let Some(switches) = &call.before.switches {
            let answer = self.control("/_sandbox/tybrite/switches", &switches.to_string())?;
            ensure!(answer.starts_with("HTTP/1.1 200 "), "the switches {switches} were answered {answer}");
        }
        Ok(())
    }

    /// What a webhook is verified or explained with, and what names a shopper, may stand in no output, either.
    pub(crate) fn hide_secrets(&mut self, call: &Call) {
        if let Some((_, value)) = identity_of(call) {
            self.secrets.add(&value);
        }
        let Some(Value::Object(local)) = &call.local else { return };
        let listed = local.get("secrets").and_then(Value::as_array).into_iter().flatten();
        let named = ["old_secret", "other_environment_secret", "api_key"].iter().filter_map(|name| local.get(*name));
        for text in listed.chain(named).filter_map(Value::as_str) {
            self.secrets.add(text);
        }
    }

    /// What a control endpoint answers to a POST.
    fn control(&self, path: &str, body: &str) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.sandbox.port()))?;
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    pub(crate) fn commits(&self) -> Commits {
        let mut commits = Commits::new();
        for commit in self.sandbox.ledger().commits {
            // The ledger counts by key and body too; here an effect is an effect.
            *commits.entry(format!("{} {}", commit.operation, commit.reference)).or_default() += commit.count;
        }
        commits
    }

    /// How many connections have arrived where redirects point to since it was last asked.
    pub(crate) fn elsewhere(&self) -> usize {
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
    pub(crate) fn line(&self, id: &str, scenario: &Scenario, call: &Call) -> anyhow::Result<String> {
        if let Some(local) = &call.local {
            return Ok(json!({ "id": id, "partner": scenario.partner, "local": local }).to_string());
        }
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
        add("all_pages", call.all_pages.then_some(Value::Bool(true)));
        Ok(line.to_string())
    }

    fn preset(&self, call: &Call) -> anyhow::Result<Option<&'a Preset>> {
        let find = |name: &String| self.contract.presets.get(name).with_context(|| format!("no preset {name}"));
        call.preset.as_ref().map(find).transpose()
    }

    fn operation(&self, call: &Call) -> anyhow::Result<Option<String>> {
        Ok(call.operation.clone().or(self.preset(call)?.map(|preset| preset.operation.clone())))
    }

    /// What must arrive.
    pub(crate) fn intents(&self, call: &Call) -> anyhow::Result<Vec<Intent>> {
        let expect = &call.expect;
        if call.local.is_some() {
            return Ok(Vec::new());
        }
        if !expect.intents.is_empty() {
            return expect
                .intents
                .iter()
                .map(|one| {
                    let endpoint = self.endpoint(&one.operation)?;
                    let (body, key) = (one.body.as_deref(), one.key.as_deref());
                    self.intent(endpoint, &one.operation, body, key, one.target.as_deref(), one.requests)
                })
                .collect();
        }
        let preset = self.preset(call)?;
        let requests = expect.requests.unwrap_or(usize::from(expect.ok.is_some()));
        let key = expect.key.as_ref().or(preset.and_then(|preset| preset.key.as_ref()));
        let target = expect.target.as_deref();
        if let Some(raw) = &call.raw {
            let endpoint =
                Endpoint { method: raw.method.clone(), path: raw.path.clone(), auth: raw.auth.clone(), look_up: None };
            let intent =
                self.intent(&endpoint, "raw_request", raw.body.as_deref(), key.map(String::as_str), target, requests)?;
            return Ok(vec![intent]);
        }
        let operation = self.operation(call)?.context("a call needs one of use, operation, raw and local")?;
        let body = expect.body.as_ref().or(preset.and_then(|preset| preset.body.as_ref()));
        let mut endpoint = self.endpoint(&operation)?.clone();
        if endpoint.path.contains("{id}") && target.is_none() {
            let input = call.input.as_ref().or(preset.map(|preset| &preset.input)).map_or("", |input| input.get());
            let input: Value = serde_json::from_str(input).context("an input")?;
            endpoint.path = endpoint.path.replace("{id}", input["id"].as_str().context("an id, or expect.target")?);
        }
        let endpoint = &endpoint;
        let (body, key) = (body.map(String::as_str), key.map(String::as_str));
        let mut intent = self.intent(endpoint, &operation, body, key, target, requests)?;
        if let Some(content_type) = &expect.content_type {
            intent.content_type.clone_from(content_type);
        }
        intent.identity = identity_of(call);
        Ok(vec![intent])
    }

    fn endpoint(&self, operation: &str) -> anyhow::Result<&'a Endpoint> {
        self.contract.operations.get(operation).with_context(|| format!("the contract has no operation {operation}"))
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
        let of_class = of_class.with_context(|| format!("the contract has no auth class {}", endpoint.auth))?;
        let carried = |name: &&String| match name.as_str() {
            "content-type" => body.is_some(),
            "idempotency-key" => key.is_some(),
            _ => true,
        };
        let body_json: Value = body.and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
        let has = |(name, values): &(String, Vec<String>)| {
            body_json[name.as_str()].as_str().is_some_and(|value| values.iter().any(|known| known == value))
        };
        Ok(Intent {
            is_look_up: endpoint.look_up.as_ref().is_some_and(has),
            operation: operation.to_owned(),
            method: endpoint.method.clone(),
            target: target.map_or_else(|| format!("{}{}", self.base_path, endpoint.path), str::to_owned),
            headers: of_class.iter().filter(carried).cloned().collect(),
            identity: None,
            body: body.map(str::to_owned),
            content_type: "application/json".to_owned(),
            key: key.map(str::to_owned),
            requests,
        })
    }
}
