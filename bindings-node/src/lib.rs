//! The native half of the npm package `payseal`: Payseal's core, seen from JavaScript. Not a public interface: users have
//! `js/`, which is the only caller.
//!
//! The core decides, JavaScript moves bytes and sleeps. A successful call crosses twice (`start`, `respond`, in
//! `hot.rs`); everything here is rare, so it is written with the napi macros and talks JSON text.
//!
//! ```js
//! const native = new NativeClient({ apiKey, hmacSecret, baseUrl });
//! const [start, respond, resume] = native.functions();
//! ```

// napi registers what it exports in builds that are not tests; there is no other caller.
#![cfg_attr(test, allow(dead_code))]

mod calls;
mod client;
mod entropy;
mod explain;
mod hot;
mod webhook;
mod wire;

use std::rc::Rc;

use napi::bindgen_prelude::{Env, Result, Unknown};
use napi::{Error, Status};
use napi_derive::napi;
use payseal::error::{Code, Kind, SECRET_MEMBERS};
use payseal::json;
use payseal::sign::SigningKey;
use payseal::{CallOptions, Config, Fault, Now, RawRequest, partners, tybrite};

use client::{Client, Next};
use wire::Packed;

/// What a client is made of. Absent budgets keep the core's defaults.
#[napi(object)]
pub struct ClientOptions {
    /// The partner's name.
    pub partner: String,
    /// The API key.
    pub api_key: Option<String>,
    /// The signing secret.
    pub hmac_secret: Option<String>,
    /// The JWT of an administrator.
    pub bearer_token: Option<String>,
    /// The base URL.
    pub base_url: String,
    /// Milliseconds for one connection.
    pub connect_timeout_ms: Option<f64>,
    /// Milliseconds for one attempt.
    pub attempt_timeout_ms: Option<f64>,
    /// Milliseconds for the whole call; 0 = no limit.
    pub total_timeout_ms: Option<f64>,
    /// Further attempts.
    pub max_retries: Option<u32>,
    /// False switches off all but header and JSON safety.
    pub local_validation: Option<bool>,
    /// True permits plain http to a host that is not this machine.
    pub allow_insecure_http: Option<bool>,
}

/// A request without a description, as `rawRequest` takes it.
#[napi(object)]
pub struct RawOptions {
    /// The HTTP method.
    pub method: String,
    /// The path under the base URL.
    pub path: String,
    /// `none`, `apiKey`, `signed` or `bearer`.
    pub auth: String,
    /// The exact JSON text.
    pub body: Option<String>,
    /// The idempotency key.
    pub idempotency_key: Option<String>,
    /// Names and values, alternating.
    pub query: Vec<String>,
    /// Further attempts.
    pub max_retries: Option<u32>,
    /// Milliseconds for one attempt.
    pub attempt_timeout_ms: Option<f64>,
    /// Milliseconds for the whole call.
    pub total_timeout_ms: Option<f64>,
}

/// The native half of a client.
#[napi]
pub struct NativeClient {
    client: Rc<Client>,
}

#[napi]
impl NativeClient {
    /// Checks everything; what is wrong is thrown as an error whose message is the core's error as JSON.
    #[napi(constructor, catch_unwind)]
    pub fn new(options: ClientOptions) -> Result<Self> {
        let unknown = || thrown(payseal::Error::because(Code::OptionInvalid, "there is no such partner"));
        let mut builder = Config::builder(partners::by_name(&options.partner).ok_or_else(unknown)?)
            .base_url(options.base_url)
            .local_validation(options.local_validation.unwrap_or(true))
            .allow_insecure_http(options.allow_insecure_http.unwrap_or(false));
        if let Some(key) = options.api_key {
            builder = builder.api_key(key);
        }
        // What is wrong with a secret is said by `build`.
        let claims = options.hmac_secret.as_ref().and_then(|secret| SigningKey::new(secret).ok());
        if let Some(secret) = options.hmac_secret {
            builder = builder.hmac_secret(secret);
        }
        if let Some(jwt) = options.bearer_token {
            builder = builder.bearer_token(jwt);
        }
        if let Some(ms) = options.connect_timeout_ms {
            builder = builder.connect_timeout_ms(ms as u64);
        }
        if let Some(ms) = options.attempt_timeout_ms {
            builder = builder.attempt_timeout_ms(ms as u64);
        }
        if let Some(ms) = options.total_timeout_ms {
            builder = builder.total_timeout_ms(ms as u64);
        }
        if let Some(retries) = options.max_retries {
            builder = builder.max_retries(retries);
        }
        Ok(Self { client: Rc::new(Client::new(builder.build().map_err(thrown)?, claims)) })
    }

    /// `[start, respond, resume]`, the crossings of every call.
    #[napi(catch_unwind, ts_return_type = "[Function, Function, Function]")]
    pub fn functions<'e>(&self, env: &'e Env) -> Result<Vec<Unknown<'e>>> {
        Ok(vec![
            hot::start(env, Rc::clone(&self.client))?,
            hot::respond(env, Rc::clone(&self.client))?,
            hot::resume(env, Rc::clone(&self.client))?,
        ])
    }

    /// The base URL as it is joined with paths.
    #[napi(getter, catch_unwind)]
    pub fn base_url(&self) -> String {
        self.client.config().base_url().as_str().to_owned()
    }

    /// Milliseconds for opening a connection.
    #[napi(getter, catch_unwind)]
    pub fn connect_timeout_ms(&self) -> f64 {
        self.client.config().budgets().connect_timeout_ms as f64
    }

    /// Begins a call without a description; packed like `start`.
    #[napi(catch_unwind)]
    pub fn start_raw(&self, request: RawOptions, mono_ms: f64, unix_ms: f64) -> String {
        let text = |field: &str, why: &str| payseal::Error::validation(&[(field, why.to_owned())]);
        let Some(method) = client::method_of(&request.method) else {
            return latin1(Packed::error(&text("method", "Expected GET, POST, PUT, PATCH or DELETE")));
        };
        let Some(auth) = client::auth_of(&request.auth) else {
            return latin1(Packed::error(&text("auth", "Expected none, apiKey, signed or bearer")));
        };
        let query: Vec<(&str, &str)> = request
            .query
            .chunks_exact(2)
            .filter_map(|pair| Some((pair.first()?.as_str(), pair.get(1)?.as_str())))
            .collect();
        let raw = RawRequest {
            method,
            path: &request.path,
            auth,
            body: request.body.as_deref().map(str::as_bytes),
            idempotency_key: request.idempotency_key.as_deref(),
            query: &query,
        };
        let options = CallOptions {
            attempt_timeout_ms: request.attempt_timeout_ms.map(|ms| ms as u64),
            total_timeout_ms: request.total_timeout_ms.map(|ms| ms as u64),
            max_retries: request.max_retries,
            clock_skew_s: None,
        };
        latin1(self.client.start_raw(&raw, options, now(mono_ms, unix_ms)))
    }

    /// All headers of the attempt, as JSON pairs. Holds the API key: for the transport only.
    #[napi(catch_unwind)]
    pub fn headers(&self, handle: u32) -> Option<String> {
        self.client.headers(handle)
    }

    /// The body of the attempt, where it is not the text that `start` was given.
    #[napi(catch_unwind)]
    pub fn body(&self, handle: u32) -> Option<String> {
        self.client.body(handle)
    }

    /// What a success tells beside its body, as JSON, at partners that tell something. The call is gone.
    #[napi(catch_unwind)]
    pub fn take_answer(&self, handle: u32) -> Option<String> {
        self.client.take_answer(handle)
    }

    /// The value of `x-external-auth`, for `seconds` from now on.
    #[napi(catch_unwind)]
    pub fn external_auth(&self, external_id: String, unix_ms: f64, seconds: i64) -> Result<String> {
        let claim = tybrite::ExternalAuth::from_now(external_id, now(0.0, unix_ms).unix_s, seconds);
        self.client.external_auth(&claim).map_err(thrown)
    }

    /// No answer came; the fault by its name.
    #[napi(catch_unwind)]
    pub fn fault(&self, handle: u32, fault: String, mono_ms: f64, unix_ms: f64) -> Result<f64> {
        let fault = Fault::from_name(&fault).unwrap_or(Fault::Other);
        self.client.fault(handle, fault, now(mono_ms, unix_ms)).map(Next::code).map_err(thrown)
    }

    /// The caller ends the call. `unsent`: nothing of the attempt that runs has left this machine.
    #[napi(catch_unwind)]
    pub fn cancel(&self, handle: u32, unsent: bool, mono_ms: f64, unix_ms: f64) -> Result<f64> {
        self.client.cancel(handle, unsent, now(mono_ms, unix_ms)).map(Next::code).map_err(thrown)
    }

    /// The error of a call that failed, as JSON. The call is gone.
    #[napi(catch_unwind)]
    pub fn take_error(&self, handle: u32) -> Option<String> {
        self.client.take_error(handle).map(|error| wire::error_json(&error))
    }

    /// The error that `start` would give, or null.
    #[napi(catch_unwind)]
    pub fn check(&self, operation: u32, body: String, key: Option<String>) -> Option<String> {
        let checked = self.client.check(operation as usize, body.into_bytes(), key.as_deref());
        checked.err().map(|error| wire::error_json(&error))
    }

    /// What to persist about a checkout, as JSON; `answer` is the partner's, if there is one.
    #[napi(catch_unwind)]
    pub fn record(&self, operation: u32, body: String, key: Option<String>, answer: Option<String>) -> Result<String> {
        let answer = answer.as_deref().map(str::as_bytes);
        self.client.record(operation as usize, body.into_bytes(), key.as_deref(), answer).map_err(thrown)
    }

    /// Drops a call, whatever its state.
    #[napi(catch_unwind)]
    pub fn free(&self, handle: u32) {
        self.client.free(handle);
    }

    /// Keeps reports of attempts from now on, or stops.
    #[napi(catch_unwind)]
    pub fn set_reporting(&self, on: bool) {
        self.client.set_reporting(on);
    }

    /// How the attempt that ended last went, as JSON.
    #[napi(catch_unwind)]
    pub fn last_report(&self) -> String {
        self.client.last_report()
    }

    /// How many calls are live.
    #[napi(getter, catch_unwind)]
    pub fn live(&self) -> u32 {
        u32::try_from(self.client.live()).unwrap_or(u32::MAX)
    }
}

/// `signPayload(body, secret)`.
#[napi(catch_unwind, ts_return_type = "(body: string | Uint8Array, secret: string | Uint8Array) => string")]
pub fn sign_payload_function(env: &Env) -> Result<Unknown<'_>> {
    hot::sign_payload(env)
}

/// `sign(body)` for one secret.
#[napi(catch_unwind, ts_return_type = "(body: string | Uint8Array) => string")]
pub fn signer(env: &Env, secret: String) -> Result<Unknown<'_>> {
    hot::sign(env, signing_key(&secret)?)
}

/// `signPayload(body, timestamp, secret)`, base64.
#[napi(
    catch_unwind,
    ts_return_type = "(body: string | Uint8Array, timestamp: number, secret: string | Uint8Array) => string"
)]
pub fn sign_payload_timestamped_function(env: &Env) -> Result<Unknown<'_>> {
    hot::sign_payload_timestamped(env)
}

/// `sign(body, timestamp)` for one secret, base64.
#[napi(catch_unwind, ts_return_type = "(body: string | Uint8Array, timestamp: number) => string")]
pub fn timestamped_signer(env: &Env, secret: String) -> Result<Unknown<'_>> {
    hot::sign_timestamped(env, signing_key(&secret)?)
}

fn signing_key(secret: &str) -> Result<SigningKey> {
    SigningKey::new(secret).map_err(|_| thrown(payseal::Error::new(Code::HmacSecretMissing)))
}

/// An answer, given as JSON, without its secret members: what an error may hold.
#[napi(catch_unwind)]
pub fn without_secrets(answer: String) -> Option<String> {
    let mut value = json::parse_answer(answer.as_bytes()).ok()?;
    json::redact(&mut value, SECRET_MEMBERS);
    Some(value.to_string())
}

/// Which value of an initialize answer, given as JSON, verifies the payment.
#[napi(catch_unwind)]
pub fn verify_reference(answer: String) -> Option<String> {
    tybrite::verify_reference(&json::parse_answer(answer.as_bytes()).ok()?).map(str::to_owned)
}

/// The cursor of the page after this one, given as JSON without its items; `cursor` is the one that it was asked for with.
#[napi(catch_unwind)]
pub fn go_on(page: String, cursor: Option<String>) -> Result<Option<String>> {
    let Ok(page) = json::parse_answer(page.as_bytes()) else { return Ok(None) };
    Ok(tybrite::go_on(&page, cursor.as_deref()).map_err(thrown)?.map(str::to_owned))
}

/// The release that this is. The loader refuses an addon of another one.
#[napi(catch_unwind)]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// An error of Payseal's own, as JSON.
#[napi(catch_unwind)]
pub fn error_of(code: String, why: String) -> Option<String> {
    let code = Code::ALL.iter().find(|known| known.as_str() == code)?;
    Some(wire::error_json(&payseal::Error::because(*code, why)))
}

/// The error table: every kind's class and every code with its kind, as JSON. The tests hold the classes against it.
#[napi(catch_unwind)]
pub fn error_table() -> String {
    let kinds: Vec<String> = Kind::ALL.iter().map(|kind| format!("{:?}", kind.class_name())).collect();
    let codes: Vec<String> = Code::ALL
        .iter()
        .map(|code| format!("[{:?},{:?},{}]", code.as_str(), code.kind().class_name(), code.number()))
        .collect();
    format!("{{\"kinds\":[{}],\"codes\":[{}]}}", kinds.join(","), codes.join(","))
}

/// A function that panics, for the test of the guard.
#[napi(catch_unwind, ts_return_type = "() => never")]
pub fn panicking_function(env: &Env) -> Result<Unknown<'_>> {
    hot::panics(env)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clocks; `as` saturates")]
fn now(mono_ms: f64, unix_ms: f64) -> Now {
    Now { mono_ms: mono_ms as u64, unix_s: (unix_ms / 1000.0).floor() as i64 }
}

/// The core's error as the message of a plain one: JavaScript makes the class from it.
fn thrown(error: payseal::Error) -> Error {
    Error::new(Status::GenericFailure, wire::error_json(&error))
}

/// Characters of one byte each, as a text.
fn latin1(packed: Packed) -> String {
    match packed {
        Packed::Latin1(bytes) => bytes.into_iter().map(char::from).collect(),
        Packed::Text(text) => text,
    }
}
