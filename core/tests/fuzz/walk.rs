//! A walk through [`Call`](payseal::Call): what is asked for, with which settings, and everything that a host then reports.
//! It is read from bytes, so that a fuzzer, a property test and a committed file can all be walks. What must hold: `laws.rs`.

use std::sync::Arc;

use payseal::operation::{Auth, Method, Partner};
use payseal::{Body, CallOptions, Config, ConfigBuilder, Error, Fault, Intent, Now, RawRequest, clive, tybrite};

use super::bytes::Bytes;

pub const BASE_URL: &str = "https://api.example.com/api/v1";
pub const HMAC_SECRET: &str = "walk_hmac_secret_77aa";
pub const BEARER: &str = "walk_bearer_jwt_19c3";

/// How the attempts of a request are signed, as its headers must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    No,
    /// Over the body alone.
    Hex,
    /// Over the time and the body.
    Stamped,
}

/// What is asked for, and what the contracts say of it, independently of the core's own table.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    pub partner: &'static Partner,
    /// `None`: a raw POST.
    pub operation: Option<&'static str>,
    /// The fields; of a raw request the body.
    pub json: &'static str,
    pub document: Option<&'static str>,
    pub key: Option<&'static str>,
    /// Whether a second attempt may be made.
    pub again: bool,
    pub signed: Signed,
    pub is_read: bool,
    /// Whether a success may have no body, and the status beside 2xx that is a result.
    pub may_be_empty: bool,
    pub result: Option<u16>,
}

const CLIVE: Request = Request {
    partner: &clive::PARTNER,
    operation: None,
    json: "{}",
    document: None,
    key: None,
    again: true,
    signed: Signed::No,
    is_read: false,
    may_be_empty: false,
    result: None,
};
const TYBRITE: Request = Request { partner: &tybrite::PARTNER, ..CLIVE };

const fn asks(of: Request, operation: &'static str, json: &'static str) -> Request {
    Request { operation: Some(operation), json, ..of }
}

const fn signed(of: Request, signed: Signed) -> Request {
    Request { signed, ..of }
}

const fn read(of: Request) -> Request {
    Request { is_read: true, ..of }
}

const fn once(of: Request) -> Request {
    Request { again: false, ..of }
}

const CHECKOUT: &str = r#"{"partner_id":"P","client_id":"C","amount":750,"currency":"USD","email":"a@b.c","echezona_reference":"EZ1","meta":{"2":"x","1":[1.50]}}"#;

/// Every replay rule, way of signing, form of key and shape of answer.
pub const REQUESTS: &[Request] = &[
    signed(asks(CLIVE, "create_checkout_intent", CHECKOUT), Signed::Hex),
    signed(
        asks(CLIVE, "attach_payment_intent", r#"{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1"}"#),
        Signed::Hex,
    ),
    read(asks(CLIVE, "list_transactions", "{}")),
    once(asks(CLIVE, "run_settlements", "{}")),
    once(asks(CLIVE, "pay_settlement", r#"{"settlement_batch_id":"b-1"}"#)),
    once(CLIVE),
    Request { key: Some("mine é"), ..CLIVE },
    signed(asks(TYBRITE, "payments.initialize", r#"{"provider":"paypal","amount":1}"#), Signed::Stamped),
    signed(
        asks(TYBRITE, "orders.create", r#"{"customer_email":"a@b.c","items":[{"product_id":"p"}]}"#),
        Signed::Stamped,
    ),
    signed(asks(TYBRITE, "orders.update", r#"{"id":"o/1","notes":"n"}"#), Signed::Stamped),
    read(asks(TYBRITE, "orders.get", r#"{"id":"a/../b"}"#)),
    asks(TYBRITE, "payments.verify", r#"{"provider":"stripe","reference":"cs_1"}"#),
    once(asks(TYBRITE, "payments.verify", r#"{"provider":"paypal","reference":"O-1"}"#)),
    Request {
        document: Some("sku\nA\n"),
        result: Some(422),
        ..signed(asks(TYBRITE, "ingest.products", r#"{"content_type":"text/csv"}"#), Signed::Stamped)
    },
    once(asks(TYBRITE, "webhook_endpoints.create", r#"{"url":"https://s.example/h","events":["*"]}"#)),
    Request { may_be_empty: true, ..once(asks(TYBRITE, "sandbox.reset", "{}")) },
    once(TYBRITE),
];

impl Request {
    pub fn api_key(&self) -> &'static str {
        // A secret test key is taken by every endpoint of Tybrite.
        if self.partner.name == "clive" { "cp_live_partner_51f0" } else { "tybrite_sk_test_51f0aa" }
    }

    pub fn raw(&self) -> RawRequest<'static> {
        RawRequest {
            method: Method::Post,
            path: "/other",
            auth: Auth::ApiKey,
            body: Some(self.json.as_bytes()),
            idempotency_key: self.key,
            query: &[("q", "é ")],
        }
    }

    fn intent(&self, config: &Config) -> Result<Intent, Error> {
        let Some(name) = self.operation else { return Intent::raw(config, &self.raw()) };
        let operation = self.partner.operation(name).expect("an operation");
        match self.document {
            None => Intent::from_json(config, operation, self.json.as_bytes(), self.key),
            Some(text) => {
                let document = Body::from(text.as_bytes().to_vec());
                Intent::with_document(config, operation, self.json.as_bytes(), document, self.key)
            }
        }
    }
}

/// What a host reports, or does.
#[derive(Clone, Debug)]
pub enum Input<'a> {
    /// Asks for the step, which hands the attempt out.
    Ask,
    Answer {
        status: u16,
        headers: Vec<(&'a str, &'a [u8])>,
        body: Option<&'a [u8]>,
    },
    Fault(Fault),
    /// Waits for this share of the delay, in percent.
    Wait(u64),
    Cancel,
    CancelUnsent,
    /// The wall clock is set.
    WallClock(i64),
    /// The monotonic clock runs on, or back, which it must not.
    Clock(i64),
}

/// The settings of a client or of one call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    pub retries: Option<u32>,
    pub total_ms: Option<u64>,
    pub attempt_ms: Option<u64>,
}

#[derive(Clone, Debug)]
pub struct Walk<'a> {
    pub request: Request,
    pub of_client: Budget,
    pub of_call: Budget,
    pub skew_s: Option<i64>,
    pub entropy: [u8; 32],
    pub start: Now,
    pub inputs: Vec<Input<'a>>,
}

const STATUSES: &[u16] = &[
    503, 503, 429, 429, 401, 401, 200, 200, 201, 204, 302, 400, 404, 408, 409, 422, 425, 500, 501, 502, 504, 505, 0,
    100, 199, 299, 399, 499, 599, 600, 65_535,
];
const NAMES: &[&str] = &[
    "Retry-After",
    "retry-after",
    "Date",
    "Age",
    "x-request-id",
    "X-RateLimit-Reset",
    "x-ratelimit-limit",
    "x-ratelimit-scope",
    "tybrite-environment",
    "x-signature",
    "",
];
const VALUES: &[&[u8]] = &[
    b"0",
    b"1",
    b"2",
    b"60",
    b"61",
    b"2, 7",
    b"-1",
    b" 3 ",
    b"99999999999999999999999",
    b"1771526530",
    b"9223372036854775807",
    b"Thu, 19 Feb 2026 18:58:20 GMT",
    b"Thu, 19 Feb 2026 18:41:41 GMT",
    b"Thu, 01 Jan 1970 00:00:00 GMT",
    b"Fri, 31 Dec 9999 23:59:59 GMT",
    b"abuse",
    b"walk_hmac_secret_77aa",
    b"",
];
/// The last ones repeat the secrets: nothing of them may be seen afterwards.
const BODIES: &[&[u8]] = &[
    b"", b"{}", b" \r\n", b"[1", b"<html>busy</html>", br#"{"error":"no","code":"invalid_signature"}"#,
    br#"{"error":{"code":"invalid_signature","message":"m"}}"#,
    br#"{"error":{"code":"quota_exceeded","message":"m","reset":1771526530}}"#,
    br#"{"error":{"code":"rate_limited","message":"m","reset":1771526502,"limit":5,"details":{"a":[1]},"hint":"h"}}"#,
    br#"{"summary":{"rows_total":1},"status":"failed"}"#, br#"{"order":{"id":"o"},"idempotent":true}"#,
    br#"{"success":true,"data":{"clive_tx_id":"CLVTX_1","client_secret":"pi_1_secret_2"},"idempotent_replay":true}"#,
    br#"{"error":"walk_hmac_secret_77aa","details":{"cp_live_partner_51f0":["walk_bearer_jwt_19c3"]}}"#,
    br#"{"error":{"code":"tybrite_sk_test_51f0aa","message":"walk_hmac_secret_77aa","hint":"tybrite_sk_test_51f0aa","x":"walk_hmac_secret_77aa"}}"#,
    b"<p>walk_hmac_secret_77aa cp_live_partner_51f0 tybrite_sk_test_51f0aa walk_bearer_jwt_19c3",
];

impl<'a> Walk<'a> {
    pub fn read(input: &'a [u8]) -> Self {
        let mut bytes = Bytes::new(input);
        let request = bytes.of(REQUESTS);
        let of_client = budget(&mut bytes);
        let of_call = budget(&mut bytes);
        let skew_s = bytes.of(&[None, None, Some(0), Some(1_000), Some(-1_000), Some(i64::MAX), Some(i64::MIN)]);
        let start = Now {
            mono_ms: bytes.of(&[5_000, 0, u64::MAX - 100_000, u64::MAX]),
            unix_s: bytes.of(&[1_771_526_500, 1_771_526_500, 0, -1, 253_402_300_800, i64::MAX, i64::MIN]),
        };
        let entropy = [bytes.byte(); 32];
        let mut inputs = Vec::new();
        // A call is over long before; what comes afterwards must change nothing.
        while !bytes.is_empty() && inputs.len() < 48 {
            inputs.push(next(&mut bytes));
        }
        Self { request, of_client, of_call, skew_s, entropy, start, inputs }
    }

    /// The client's settings as the core takes them.
    pub fn config(&self) -> Arc<Config> {
        let set = |mut builder: ConfigBuilder| {
            if let Some(retries) = self.of_client.retries {
                builder = builder.max_retries(retries);
            }
            if let Some(ms) = self.of_client.total_ms {
                builder = builder.total_timeout_ms(ms);
            }
            if let Some(ms) = self.of_client.attempt_ms {
                builder = builder.attempt_timeout_ms(ms);
            }
            builder
        };
        let builder = Config::builder(self.request.partner).base_url(BASE_URL).api_key(self.request.api_key());
        Arc::new(set(builder.hmac_secret(HMAC_SECRET).bearer_token(BEARER)).build().expect("a config"))
    }

    pub fn intent(&self, config: &Config) -> Intent {
        self.request.intent(config).expect("an intent")
    }

    pub fn options(&self) -> CallOptions {
        CallOptions {
            attempt_timeout_ms: self.of_call.attempt_ms,
            total_timeout_ms: self.of_call.total_ms,
            max_retries: self.of_call.retries,
            clock_skew_s: self.skew_s,
        }
    }

    /// How many attempts may be made.
    pub fn allowed(&self) -> u32 {
        if !self.request.again {
            return 1;
        }
        self.of_call.retries.or(self.of_client.retries).unwrap_or(2).saturating_add(1)
    }

    /// How long the call may take; `None` without a limit.
    pub fn total_ms(&self) -> Option<u64> {
        Some(self.of_call.total_ms.or(self.of_client.total_ms).unwrap_or(90_000)).filter(|ms| *ms != 0)
    }
}

fn budget(bytes: &mut Bytes<'_>) -> Budget {
    Budget {
        retries: bytes.of(&[None, None, Some(0), Some(1), Some(2), Some(3), Some(5)]),
        total_ms: bytes.of(&[None, None, None, Some(0), Some(1), Some(400), Some(30_000), Some(u64::MAX)]),
        attempt_ms: bytes.of(&[None, None, None, Some(1), Some(50_000), Some(u64::MAX)]),
    }
}

fn next<'a>(bytes: &mut Bytes<'a>) -> Input<'a> {
    match bytes.byte() % 24 {
        0..=3 => Input::Ask,
        4..=10 => {
            let status = if bytes.byte() % 8 == 7 { bytes.u16() } else { bytes.of(STATUSES) };
            let headers = (0..bytes.byte() % 4).map(|_| header(bytes)).collect();
            let body = match bytes.byte() % 8 {
                0 => None,
                1 => Some(bytes.run()),
                _ => Some(bytes.of(BODIES)),
            };
            Input::Answer { status, headers, body }
        }
        11..=12 => Input::Fault(bytes.of(&Fault::ALL)),
        13..=18 => Input::Wait(100),
        19 => Input::Wait(bytes.byte().into()),
        20 => Input::Cancel,
        21 => Input::CancelUnsent,
        22 => Input::WallClock(bytes.of(&[0, 1, 1_771_526_500, 1_771_527_500, i64::MAX, i64::MIN])),
        _ => Input::Clock(bytes.of(&[1, 250, 30_000, 90_000, i64::MAX, -1, -100_000, i64::MIN])),
    }
}

fn header<'a>(bytes: &mut Bytes<'a>) -> (&'a str, &'a [u8]) {
    let name = bytes.of(NAMES);
    (name, if bytes.byte() % 8 == 7 { bytes.run() } else { bytes.of(VALUES) })
}
