//! Drives a call to the state that a test is about, and reads what came of it.
//!
//! ```text
//! Scenario::keyed().retries(1).sending()   // SENDING, first attempt handed out
//!     .answer(503, "").waited()            // SENDING, second attempt
//!     .answer(200, "{}").ok()              // the success
//! ```

use std::sync::Arc;

use payseal::operation::{Auth, Method, Partner};
use payseal::{
    Answer, Call, CallOptions, Config, Error, Fault, HttpRequest, Intent, Misuse, Now, Outcome, RawRequest, StateName,
    Step, clive,
};

pub const START: Now = Now { mono_ms: 5_000, unix_s: 1_771_526_500 };
pub const API_KEY: &str = "cp_live_partner_51f0";
pub const HMAC_SECRET: &str = "hmac_secret_77aa";
pub const ENTROPY: [u8; 32] = [7; 32];

/// A keyed write, with the key `attach-CLVTX_1`.
pub const ATTACH: &[u8] = br#"{"clive_tx_id":"CLVTX_1","stripe_payment_intent_id":"pi_1"}"#;

/// The three requests that are never sent twice.
pub const NEVER: [Request; 3] = [Request::RunSettlements, Request::PaySettlement, Request::RawWithoutKey];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    Attach,
    ListTransactions,
    RunSettlements,
    PaySettlement,
    RawWithoutKey,
    RawWithKey,
}

impl Request {
    pub fn intent(self, config: &Config) -> Intent {
        let raw = |key| RawRequest {
            method: Method::Post,
            path: "/other",
            auth: Auth::ApiKey,
            body: Some(b"{}"),
            idempotency_key: key,
            query: &[],
        };
        match self {
            Self::Attach => Intent::from_json(config, &clive::ATTACH_PAYMENT_INTENT, ATTACH, None),
            Self::ListTransactions => Intent::from_json(config, &clive::LIST_TRANSACTIONS, b"{}", None),
            Self::RunSettlements => Intent::from_json(config, &clive::RUN_SETTLEMENTS, b"{}", None),
            Self::PaySettlement => {
                Intent::from_json(config, &clive::PAY_SETTLEMENT, br#"{"settlement_batch_id":"b-1"}"#, None)
            }
            Self::RawWithoutKey => Intent::raw(config, &raw(None)),
            Self::RawWithKey => Intent::raw(config, &raw(Some("mine"))),
        }
        .unwrap()
    }
}

/// What to call, and with which options.
#[derive(Clone, Copy)]
pub struct Scenario {
    pub partner: &'static Partner,
    pub request: Request,
    pub options: CallOptions,
    pub entropy: [u8; 32],
}

impl Scenario {
    pub fn of(request: Request) -> Self {
        Self { partner: &clive::PARTNER, request, options: CallOptions::default(), entropy: ENTROPY }
    }

    pub fn keyed() -> Self {
        Self::of(Request::Attach)
    }

    pub fn safe() -> Self {
        Self::of(Request::ListTransactions)
    }

    pub fn at(mut self, partner: &'static Partner) -> Self {
        self.partner = partner;
        self
    }

    pub fn retries(mut self, max: u32) -> Self {
        self.options.max_retries = Some(max);
        self
    }

    pub fn total_ms(mut self, ms: u64) -> Self {
        self.options.total_timeout_ms = Some(ms);
        self
    }

    pub fn attempt_ms(mut self, ms: u64) -> Self {
        self.options.attempt_timeout_ms = Some(ms);
        self
    }

    pub fn skew_s(mut self, skew: i64) -> Self {
        self.options.clock_skew_s = Some(skew);
        self
    }

    /// SENDING, the first attempt signed but not yet asked for.
    pub fn signed(self) -> Driven {
        let config = Config::builder(self.partner)
            .base_url("https://api.example.com/api/v1")
            .api_key(API_KEY)
            .hmac_secret(HMAC_SECRET)
            .build()
            .unwrap();
        let intent = self.request.intent(&config);
        let call = Call::new(Arc::new(config), intent, self.options, START, self.entropy).unwrap();
        Driven { call, now: START }
    }

    /// SENDING, the first attempt handed out.
    pub fn sending(self) -> Driven {
        let mut driven = self.signed();
        driven.request();
        driven
    }

    /// WAITING after a 503, which leaves `unknown`.
    pub fn waiting(self) -> Driven {
        let driven = self.sending().answer(503, "");
        assert_eq!(driven.call.state(), StateName::Waiting);
        driven
    }

    /// DONE with a success.
    pub fn done(self) -> Driven {
        let driven = self.sending().answer(200, "{}");
        assert_eq!(driven.call.state(), StateName::Done);
        driven
    }
}

/// A step without the borrow, to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Send { url: String, headers: Vec<(String, Vec<u8>)>, body: Option<Vec<u8>>, attempt_timeout_ms: u64 },
    Wait { delay_ms: u64 },
    Done { outcome: Outcome, text: String },
}

/// A call and the time it is told.
pub struct Driven {
    pub call: Call,
    pub now: Now,
}

pub type Misused = Result<(), Misuse>;

impl Driven {
    pub fn seen(&mut self) -> Seen {
        match self.call.step() {
            Step::Send { request, attempt_timeout_ms } => Seen::Send {
                url: request.url.clone(),
                headers: request.headers.iter().map(|(name, value)| (name.to_owned(), value.to_vec())).collect(),
                body: request.body.as_deref().map(<[u8]>::to_vec),
                attempt_timeout_ms,
            },
            Step::Wait { delay_ms } => Seen::Wait { delay_ms },
            Step::Done(done) => Seen::Done { outcome: done.outcome(), text: format!("{:?}", done.result) },
        }
    }

    /// The request of this attempt; handing it out is what makes it "may have been sent".
    pub fn request(&mut self) -> HttpRequest {
        match self.call.step() {
            Step::Send { request, .. } => request.clone(),
            other => panic!("not sending: {other:?}"),
        }
    }

    pub fn header(&mut self, name: &str) -> Option<String> {
        self.request().headers.get(name).map(|value| String::from_utf8(value.to_vec()).unwrap())
    }

    pub fn attempt_timeout_ms(&mut self) -> u64 {
        match self.call.step() {
            Step::Send { attempt_timeout_ms, .. } => attempt_timeout_ms,
            other => panic!("not sending: {other:?}"),
        }
    }

    pub fn delay_ms(&mut self) -> u64 {
        match self.call.step() {
            Step::Wait { delay_ms } => delay_ms,
            other => panic!("not waiting: {other:?}"),
        }
    }

    /// Time passes.
    pub fn after_ms(mut self, ms: u64) -> Self {
        self.now.mono_ms += ms;
        self.now.unix_s = self.now.unix_s.saturating_add(i64::try_from(ms / 1_000).unwrap());
        self
    }

    pub fn answer(self, status: u16, body: &str) -> Self {
        self.answer_with(status, &[], body)
    }

    pub fn answer_with(mut self, status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        self.call.on_response(status, &headers, Some(body.as_bytes().to_vec()), self.now).unwrap();
        self
    }

    /// The head came, the body broke off.
    pub fn answer_broken(mut self, status: u16) -> Self {
        self.call.on_response(status, &[], None, self.now).unwrap();
        self
    }

    pub fn fault(mut self, fault: Fault) -> Self {
        self.call.on_transport_error(fault, self.now).unwrap();
        self
    }

    /// Waits exactly as long as asked, and takes the next attempt.
    pub fn waited(mut self) -> Self {
        let delay = self.delay_ms();
        self = self.after_ms(delay);
        self.call.on_waited(self.now).unwrap();
        self.request();
        self
    }

    pub fn cancel(mut self) -> Self {
        self.call.cancel(self.now);
        self
    }

    pub fn outcome(&mut self) -> Outcome {
        match self.call.step() {
            Step::Done(done) => done.outcome(),
            other => panic!("not done: {other:?}"),
        }
    }

    /// How the call ended: with an error.
    pub fn error(self) -> Error {
        self.call.into_done().unwrap_or_else(|call| panic!("{call:?}")).result.unwrap_err()
    }

    /// How the call ended: with a success.
    pub fn ok(self) -> Answer {
        self.call.into_done().unwrap_or_else(|call| panic!("{call:?}")).result.unwrap()
    }
}
