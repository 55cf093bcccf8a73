//! What holds on every walk: it ends, within its attempts, with one key and one body, each attempt signed anew, never knowing less
//! about the money than before, and no secret in what it says. The expectations are worked out here and not asked of the core.

use payseal::{Call, Error, Fault, HttpRequest, Misuse, Now, Outcome, SigningKey, StateName, Step};

use super::walk::{BEARER, HMAC_SECRET, Input, Signed, Walk};

/// Something else that is told the same and must show the same.
pub trait Mirror {
    /// After an input: what the call said to it, and the call, before anybody has asked it for its step.
    fn told(&mut self, input: &Input<'_>, now: Now, taken: Result<(), Misuse>, call: &Call);
    /// The step that the call gave.
    fn asked(&mut self, step: &Step<'_>);
}

/// Nobody else.
struct Alone;

impl Mirror for Alone {
    fn told(&mut self, _: &Input<'_>, _: Now, _: Result<(), Misuse>, _: &Call) {}
    fn asked(&mut self, _: &Step<'_>) {}
}

/// The walk that these bytes are.
pub fn walk(input: &[u8]) {
    check(&Walk::read(input), |_| Alone);
}

/// Goes a walk to its end, with a mirror beside it.
pub fn check<M: Mirror>(walk: &Walk<'_>, mirror: impl FnOnce(&Walk<'_>) -> M) {
    let config = walk.config();
    let intent = walk.intent(&config);
    let call = Call::new(config, intent, walk.options(), walk.start, walk.entropy).expect("a call");
    let (now, known) = (walk.start, Outcome::NotSent);
    let mut host = Host { walk, call, mirror: mirror(walk), now, known, went_back: false, seen: None };
    host.begun(walk.start);
    for input in &walk.inputs {
        host.go(input);
    }
    // Whatever happened, a host that does every step gets to the end.
    let mut steps = 0;
    while host.call.state() != StateName::Done {
        let next = if host.call.state() == StateName::Waiting { Input::Wait(100) } else { Input::Fault(Fault::Reset) };
        host.go(&Input::Ask);
        host.go(&next);
        steps += 1;
        assert!(steps <= 2 * (u64::from(walk.allowed()) + 1), "no end");
    }
    host.go(&Input::Ask);
    host.ended();
}

/// What is known of the attempt that is signed now.
struct Attempt {
    now: Now,
    handed_out: bool,
    /// Whether a clock of the partner was known when it was signed.
    corrected: bool,
}

struct Host<'a, M> {
    walk: &'a Walk<'a>,
    call: Call,
    mirror: M,
    now: Now,
    /// The greatest outcome of the attempts that have ended.
    known: Outcome,
    /// Whether the clock that must not go back has done so since the last input.
    went_back: bool,
    seen: Option<Seen>,
}

/// What must not change between the attempts, and the one that is signed now.
struct Seen {
    first: HttpRequest,
    attempt: Attempt,
    attempts: u32,
    skew_known: bool,
}

impl<M: Mirror> Host<'_, M> {
    fn seen(&mut self) -> &mut Seen {
        self.seen.as_mut().expect("begun")
    }

    /// An attempt was signed. It is looked at in a copy of the step, which only [`Input::Ask`] hands out.
    fn begun(&mut self, now: Now) {
        let (attempts, corrected) = match &self.seen {
            Some(seen) => (seen.attempts + 1, seen.skew_known),
            None => (1, self.walk.skew_s.is_some()),
        };
        assert!(attempts <= self.walk.allowed(), "attempt {attempts} of {}", self.walk.allowed());
        assert_eq!(self.call.attempt(), attempts);
        let attempt = Attempt { now, handed_out: false, corrected };
        match &mut self.seen {
            Some(seen) => (seen.attempts, seen.attempt) = (attempts, attempt),
            none => {
                let first = HttpRequest {
                    method: payseal::operation::Method::Get,
                    url: String::new(),
                    headers: payseal::headers::Headers::with_capacity(0),
                    body: None,
                };
                *none = Some(Seen { first, attempt, attempts, skew_known: corrected });
            }
        }
    }

    fn go(&mut self, input: &Input<'_>) {
        let before = self.call.state();
        let key = self.call.idempotency_key().map(str::to_owned);
        let handed_out = self.seen().attempt.handed_out;
        let mut delay = 0;
        let taken = match input {
            Input::Ask => return self.ask(),
            Input::Answer { status, headers, body } => {
                self.call.on_response(*status, headers, body.map(<[u8]>::to_vec), self.now)
            }
            Input::Fault(fault) => self.call.on_transport_error(*fault, self.now),
            Input::Wait(percent) => {
                // Asked while sending, it would hand the attempt out.
                if before == StateName::Waiting
                    && let Step::Wait { delay_ms } = self.call.step()
                {
                    delay = delay_ms;
                }
                self.pass(delay.saturating_mul(*percent) / 100);
                self.call.on_waited(self.now)
            }
            Input::Cancel => {
                self.call.cancel(self.now);
                Ok(())
            }
            Input::CancelUnsent => {
                self.call.cancel_unsent(self.now);
                Ok(())
            }
            Input::WallClock(unix_s) => {
                self.now.unix_s = *unix_s;
                return;
            }
            Input::Clock(ms) => {
                self.now.mono_ms = self.now.mono_ms.saturating_add_signed(*ms);
                self.went_back |= *ms < 0;
                return;
            }
        };
        self.mirror.told(input, self.now, taken, &self.call);

        let takes = match input {
            Input::Answer { .. } | Input::Fault(_) => before == StateName::Sending,
            Input::Wait(_) => before == StateName::Waiting,
            _ => true,
        };
        assert_eq!(taken.is_ok(), takes, "{input:?} while {before:?}");
        let after = self.call.state();
        if !takes || before == StateName::Done {
            assert_eq!(after, before, "a misuse, and what comes after the end, changes nothing");
            return;
        }
        assert_eq!(self.call.idempotency_key(), key.as_deref());
        match (before, input) {
            (StateName::Sending, Input::Cancel) => self.cancelled(handed_out.then_some(Outcome::Unknown)),
            (StateName::Sending, Input::CancelUnsent) => self.cancelled(handed_out.then_some(Outcome::NotSent)),
            (StateName::Sending, _) => self.attempt_ended(input),
            (_, Input::Wait(percent)) => match after {
                StateName::Sending => self.begun(self.now),
                // Only a wait that was cut short goes on, and one whose clock went back: once.
                StateName::Waiting => assert!(*percent < 100 || self.went_back, "waited, and waits on"),
                StateName::Done => assert!(self.left_ms() == Some(0), "the wait ended the call within its time"),
            },
            (_, _) => assert_eq!(after, StateName::Done),
        }
        self.went_back = false;
    }

    fn pass(&mut self, ms: u64) {
        self.now.mono_ms = self.now.mono_ms.saturating_add(ms);
        self.now.unix_s = self.now.unix_s.saturating_add(i64::try_from(ms / 1_000).expect("a short time"));
    }

    fn left_ms(&self) -> Option<u64> {
        let spent = self.now.mono_ms.saturating_sub(self.walk.start.mono_ms);
        self.walk.total_ms().map(|total| total.saturating_sub(spent))
    }

    fn cancelled(&mut self, running: Option<Outcome>) {
        assert_eq!(self.call.state(), StateName::Done);
        match running {
            Some(outcome) => self.knows(outcome),
            // An attempt that nobody has seen was never made.
            None => self.seen().attempts -= 1,
        }
    }

    /// What an attempt left known is never less than before.
    fn knows(&mut self, outcome: Outcome) {
        self.known = self.known.max(outcome);
        let report = self.call.last_report().expect("an attempt has ended");
        assert_eq!((report.outcome, report.attempt), (self.known, self.seen().attempts));
    }

    fn attempt_ended(&mut self, input: &Input<'_>) {
        let (outcome, again, asked_ms) = match input {
            Input::Fault(fault) => (of_fault(*fault), *fault != Fault::TlsCertificate, None),
            Input::Answer { status, headers, body } => {
                self.seen().skew_known |= headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("date"));
                let (outcome, again) = self.of_answer(*status, *body);
                (outcome, again, asked_ms(headers).filter(|_| !(200..300).contains(status)))
            }
            other => unreachable!("{other:?}"),
        };
        self.knows(outcome);
        match self.call.state() {
            StateName::Sending => panic!("no attempt follows another without a wait"),
            StateName::Done => {}
            StateName::Waiting => {
                assert!(again && outcome != Outcome::Ok, "{input:?} is not worth another attempt");
                assert!(self.seen().attempts < self.walk.allowed());
                let Step::Wait { delay_ms } = self.call.step() else { panic!("not waiting") };
                assert!(
                    delay_ms <= 60_000 && asked_ms.is_none_or(|asked| asked <= delay_ms),
                    "{asked_ms:?} {delay_ms}"
                );
                assert!(self.left_ms().is_none_or(|left| delay_ms < left), "a wait beyond the total");
            }
        }
    }

    /// What an answer leaves known, and whether another attempt may follow it.
    fn of_answer(&self, status: u16, body: Option<&[u8]>) -> (Outcome, bool) {
        let request = self.walk.request;
        let text = String::from_utf8_lossy(body.unwrap_or_default());
        let value = payseal::json::parse_answer(body.unwrap_or_default()).unwrap_or_default();
        let code = value.get("error").and_then(|error| error.get("code")?.as_str());
        let is_json = || payseal::json::is_json(body.unwrap_or_default());
        let is_result =
            request.result == Some(status) && self.known != Outcome::Unknown && value.get("summary").is_some();
        // A refused signature is made again where signatures grow old, once.
        let of_tybrite = request.partner.name == "tybrite";
        let stale = of_tybrite && code == Some("invalid_signature");
        match status {
            _ if is_result => (Outcome::Ok, false),
            200..=299 if body.is_none() => (Outcome::Unknown, true),
            200..=299 if is_json() => (Outcome::Ok, false),
            200..=299 if request.may_be_empty && text.trim_ascii().is_empty() => (Outcome::Ok, false),
            200..=299 => (Outcome::Unknown, false),
            300..=399 if request.is_read => (Outcome::Refused, stale),
            425 | 429 => (Outcome::Refused, !of_tybrite || code != Some("quota_exceeded")),
            501 | 505 => (Outcome::Unknown, stale),
            408 | 500..=599 => (Outcome::Unknown, true),
            400..=499 => (Outcome::Refused, stale),
            _ => (Outcome::Unknown, stale),
        }
    }

    /// Asks twice, which is the same, and looks at what is handed out.
    fn ask(&mut self) {
        let handed_out = |step: Step<'_>| match step {
            Step::Send { request, attempt_timeout_ms } => Some((request.clone(), attempt_timeout_ms)),
            Step::Wait { .. } | Step::Done(_) => None,
        };
        let first = handed_out(self.call.step());
        self.mirror.asked(&self.call.step());
        let Some((request, timeout_ms)) = first else { return };
        let (again, same_timeout_ms) = handed_out(self.call.step()).expect("still sending");
        assert!(timeout_ms >= 1 && timeout_ms == same_timeout_ms && headers(&request) == headers(&again));
        let key = self.call.idempotency_key().map(payseal::headers::latin1).transpose().expect("a header");
        assert_eq!(request.headers.get("idempotency-key"), key.as_deref());
        let attempt = &mut self.seen().attempt;
        attempt.handed_out = true;
        let (now, corrected) = (attempt.now, attempt.corrected);
        self.is_signed(&request, now, corrected);

        let seen = self.seen();
        if seen.first.url.is_empty() {
            seen.first = request;
            return;
        }
        let first = &seen.first;
        assert!(request.method == first.method && request.url == first.url && request.body == first.body);
        let lasting = |request: &HttpRequest| -> Vec<_> {
            let fresh = |name: &str| name == "X-Timestamp" || name == "X-Signature";
            headers(request).into_iter().filter(|(name, _)| !fresh(name)).collect()
        };
        assert_eq!(lasting(&request), lasting(first));
    }

    /// The signature of this attempt is over its body, and its time is that of the attempt.
    fn is_signed(&self, request: &HttpRequest, now: Now, corrected: bool) {
        let key = SigningKey::new(HMAC_SECRET).expect("a key");
        let body = request.body.as_deref().unwrap_or_default();
        let header = |name| request.headers.get(name).map(|value| std::str::from_utf8(value).expect("text"));
        match self.walk.request.signed {
            Signed::No => assert!(header("x-signature").or(header("x-clive-hmac")).is_none()),
            Signed::Hex => assert_eq!(header("x-clive-hmac"), Some(&*key.sign_hex(body))),
            Signed::Stamped => {
                let stamp = header("x-timestamp").expect("a timestamp");
                assert!(key.verify_base64_timestamped(stamp, body, header("x-signature").expect("a signature")));
                if !corrected {
                    assert_eq!(stamp, now.unix_s.max(0).to_string(), "not the time of this attempt");
                }
            }
        }
    }

    fn ended(self) {
        let (known, seen, request) = (self.known, self.seen.expect("begun"), self.walk.request);
        let key = self.call.idempotency_key().map(str::to_owned);
        assert_eq!(self.call.attempt(), seen.attempts);
        let done = self.call.into_done().expect("over");
        assert_eq!(done.outcome(), known, "the last word is what the attempts left known");
        match done.result {
            Ok(answer) => {
                assert!((200..300).contains(&answer.status()) || Some(answer.status()) == request.result);
                assert_eq!((answer.attempts(), answer.idempotency_key()), (seen.attempts, key.as_deref()));
                silent(&format!("{answer:?} {:?}", answer.record()), request.api_key());
            }
            Err(error) => {
                assert_eq!((error.attempts(), error.idempotency_key()), (seen.attempts, key.as_deref()));
                assert!(request.again || !error.is_retryable());
                assert!(known != Outcome::Unknown || !request.again || error.is_retryable(), "{error}");
                presentable(&error, request.api_key());
            }
        }
    }
}

/// Only what fails before the first byte of the request has certainly not been sent.
fn of_fault(fault: Fault) -> Outcome {
    match fault {
        Fault::Dns | Fault::ConnectRefused | Fault::ConnectTimeout | Fault::TlsCertificate | Fault::TlsHandshake => {
            Outcome::NotSent
        }
        _ => Outcome::Unknown,
    }
}

/// The wait that a plain number asks for.
fn asked_ms(headers: &[(&str, &[u8])]) -> Option<u64> {
    let values = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
    let number = |value: &[u8]| std::str::from_utf8(value).ok()?.trim_matches([' ', '\t']).parse::<u64>().ok();
    Some(values.filter_map(|(_, value)| number(value)).max()?.saturating_mul(1_000).min(payseal::retry::LONGEST_MS))
}

fn headers(request: &HttpRequest) -> Vec<(String, Vec<u8>)> {
    request.headers.iter().map(|(name, value)| (name.to_owned(), value.to_vec())).collect()
}

/// An error that can be shown and logged: bounded, with advice, without a secret.
pub fn presentable(error: &Error, api_key: &str) {
    assert!(!error.message().is_empty() && !error.advice().is_empty());
    let details = error.details().map(ToString::to_string).unwrap_or_default();
    let text = error.response_text().unwrap_or_default();
    let code = error.code().unwrap_or_default();
    assert!(details.len() <= 4_096 && text.len() <= 4_096 && code.len() <= 256);
    assert!(error.request_id().is_none_or(|id| id.len() <= 256 + 10));
    let scope = error.rate_limit().and_then(|limit| limit.scope.clone()).unwrap_or_default();
    let environment = error.environment().unwrap_or_default();
    silent(&format!("{error} {error:?} {details} {text} {code} {scope} {environment}"), api_key);
}

fn silent(text: &str, api_key: &str) {
    for secret in [api_key, HMAC_SECRET, BEARER] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
